// Setup attempts: each confirmation of a SetupIntent, and how it went. (https://docs.stripe.com/api/setup_attempts)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

const BACK = 'https://example.com/back'
const CARDS = { automatic_payment_methods: { enabled: true, allow_redirects: 'never' as const } }

/** Takes the step that an intent waits for, as the customer would on its page. */
const decide = (intent: Stripe.SetupIntent, outcome: 'succeed' | 'fail') =>
  fetch(intent.next_action!.redirect_to_url!.url!, {
    method: 'POST',
    body: new URLSearchParams({ outcome }),
    redirect: 'manual',
  })

behaves('GET /v1/setup_attempts', 'is of one intent, which must be named', async ({ call, news }) => {
  // https://docs.stripe.com/api/setup_attempts/list: `setup_intent` is required.
  refused(await call('GET', '/v1/setup_attempts'), 400, {
    code: 'parameter_missing',
    param: 'setup_intent',
    message: 'Missing required param: setup_intent.',
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/setup_attempts', 'has none before the first confirmation', async ({ stripe, news }) => {
  const { id } = await stripe.setupIntents.create({ payment_method: 'pm_card_visa' })
  const list = await stripe.setupAttempts.list({ setup_intent: id })
  assert.deepEqual([list.object, list.data, list.has_more, list.url], ['list', [], false, '/v1/setup_attempts'])
  assert.deepEqual(await news(), ['setup_intent.created'])
})

behaves('GET /v1/setup_attempts', 'has one that succeeded at once', async ({ stripe, news }) => {
  const { id: customer } = await stripe.customers.create()
  const intent = await stripe.setupIntents.create({ ...CARDS, customer, payment_method: 'pm_card_visa', confirm: true })
  const { data } = await stripe.setupAttempts.list({ setup_intent: intent.id })
  assert.equal(data.length, 1)
  const { id, created, payment_method_details, ...rest } = data[0]!
  assert.match(id, /^setatt_[A-Za-z0-9]{24}$/)
  assert.equal(id, intent.latest_attempt)
  assert.ok(created >= intent.created)
  assert.equal(payment_method_details.type, 'card')
  assert.deepEqual(rest, {
    object: 'setup_attempt',
    application: null,
    customer,
    customer_account: null,
    flow_directions: null,
    livemode: false,
    on_behalf_of: null,
    payment_method: intent.payment_method,
    setup_error: null,
    setup_intent: intent.id,
    status: 'succeeded',
    usage: 'off_session',
  })
  assert.deepEqual(await news(), [
    'customer.created',
    'setup_intent.created',
    'payment_method.attached',
    'setup_intent.succeeded',
  ])
})

behaves('GET /v1/setup_attempts', 'tells of every try, the newest first', async ({ stripe, news }) => {
  // https://docs.stripe.com/api/setup_attempts/object#setup_attempt_object-status
  const card = { payment_method: 'pm_card_authenticationRequired', return_url: BACK }
  const intent = await stripe.setupIntents.create({ ...card, confirm: true })
  assert.equal((await decide(intent, 'fail')).status, 303)
  await stripe.setupIntents.confirm(intent.id, card)
  const third = await stripe.setupIntents.confirm(intent.id, card)
  assert.equal((await decide(third, 'succeed')).status, 303)
  const { data } = await stripe.setupAttempts.list({ setup_intent: intent.id, expand: ['data.payment_method'] })
  assert.deepEqual(
    data.map(({ status }) => status),
    ['succeeded', 'abandoned', 'failed'],
  )
  assert.deepEqual(
    data.map(({ setup_error }) => setup_error?.code ?? null),
    [null, null, 'setup_intent_authentication_failure'],
  )
  for (const { payment_method } of data) assert.equal((payment_method as Stripe.PaymentMethod).card?.last4, '3184')
  // An attempt is no news of its own: https://docs.stripe.com/api/events/types
  assert.deepEqual(
    (await news()).filter((type) => type.startsWith('setup_attempt')),
    [],
  )
})

behaves('GET /v1/setup_attempts', 'is abandoned with its intent', async ({ stripe, news }) => {
  const { id } = await stripe.setupIntents.create({
    payment_method: 'pm_card_authenticationRequired',
    return_url: BACK,
    confirm: true,
  })
  const [waiting] = (await stripe.setupAttempts.list({ setup_intent: id })).data
  assert.equal(waiting?.status, 'requires_action')
  await stripe.setupIntents.cancel(id)
  const [given] = (await stripe.setupAttempts.list({ setup_intent: id })).data
  assert.deepEqual([given?.id, given?.status], [waiting?.id, 'abandoned'])
  assert.deepEqual(await news(), ['setup_intent.created', 'setup_intent.requires_action', 'setup_intent.canceled'])
})
