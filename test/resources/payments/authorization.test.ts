// Authorisations: the step that a customer takes outside, as a call. Ours alone: Stripe keeps it behind the address in
// `next_action`.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

const BACK = 'https://example.com/back?order=7#top'
const HOUR = 3600

/** A payment that waits for its customer, and the path of what it waits for. */
async function waiting({ stripe, news }: Pick<Sandbox, 'stripe' | 'news'>) {
  const intent = await stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    payment_method: 'pm_card_authenticationRequired',
    confirm: true,
    return_url: BACK,
  })
  await news()
  return { intent, path: pathOf(intent) }
}

const urlOf = (intent: Stripe.PaymentIntent) => intent.next_action!.redirect_to_url!.url!
const pathOf = (intent: Stripe.PaymentIntent) => `/brindle/authorizations/${urlOf(intent).split('/').at(-1)}`

behaves('GET /brindle/authorizations/{id}', 'says who asks for what, and until when', async (world) => {
  const { intent, path } = await waiting(world)
  const { status, body } = await world.call('GET', path)
  assert.equal(status, 200)
  const { id, expires_at, merchant, ...rest } = body
  assert.match(id, /^pa_nonce_[A-Za-z0-9]{24}$/)
  assert.ok(Math.abs(expires_at - intent.created - 24 * HOUR) <= 5)
  assert.equal(typeof merchant, 'string')
  assert.deepEqual(rest, {
    object: 'brindle.authorization',
    amount: 2000,
    currency: 'usd',
    intent: intent.id,
    next_action: { redirect_to_url: { return_url: BACK, url: urlOf(intent) }, type: 'redirect_to_url' },
    outcome: 'pending',
    payment_method_type: 'card',
    redirect_url: null,
  })
  assert.deepEqual(await world.news(), [])
})

behaves('GET /brindle/authorizations/{id}', 'tells a browser nothing of the intent', async (world) => {
  const { path } = await waiting(world)
  const authorization = `Bearer ${world.publishable}`
  const { status, text, body } = await world.call('GET', path, undefined, { authorization })
  assert.deepEqual([status, body.outcome, 'intent' in body], [200, 'pending', false])
  assert.doesNotMatch(text, /secret|hidden/)
  const { status: none } = await world.call('GET', '/brindle/authorizations/pa_nonce_none')
  assert.equal(none, 404)
  assert.deepEqual(await world.news(), [])
})

behaves('GET /brindle/authorizations/{id}', 'shows a voucher while it can be paid', async (world) => {
  const form =
    'amount=6000&currency=mxn&payment_method_types[]=oxxo&confirm=true&payment_method_data[type]=oxxo' +
    '&payment_method_data[billing_details][name]=Jenny&payment_method_data[billing_details][email]=jenny@example.com'
  const { body: intent } = await world.call('POST', '/v1/payment_intents', form)
  const { hosted_voucher_url } = intent.next_action.oxxo_display_details
  const path = `/brindle/authorizations/${hosted_voucher_url.split('/').at(-1)}`
  assert.deepEqual((await world.call('GET', path)).body.next_action, intent.next_action)
  await world.news()
  await world.call('POST', path, 'outcome=succeed')
  assert.equal((await world.call('GET', path)).body.next_action, null)
  assert.deepEqual(await world.news(), ['charge.succeeded', 'payment_intent.succeeded'])
})

behaves('POST /brindle/authorizations/{id}', 'does not pay a bank transfer: money does', async (world) => {
  const { id: customer } = await world.stripe.customers.create()
  const form =
    `amount=3000&currency=eur&customer=${customer}&payment_method_types[]=customer_balance&confirm=true` +
    '&payment_method_data[type]=customer_balance&payment_method_options[customer_balance][funding_type]=bank_transfer' +
    '&payment_method_options[customer_balance][bank_transfer][type]=eu_bank_transfer' +
    '&payment_method_options[customer_balance][bank_transfer][eu_bank_transfer][country]=DE'
  const { body: intent } = await world.call('POST', '/v1/payment_intents', form)
  const { hosted_instructions_url } = intent.next_action.display_bank_transfer_instructions
  const path = `/brindle/authorizations/${hosted_instructions_url.split('/').at(-1)}`
  await world.news()
  // It waits for longer than the pages of others do.
  await world.advance(60 * 24 * HOUR)
  assert.equal((await world.call('GET', path)).body.outcome, 'pending')
  for (const outcome of ['succeed', 'fail'])
    refused(await world.call('POST', path, `outcome=${outcome}`), 400, {
      code: 'authorization_by_transfer',
      message: 'A bank transfer is not authorized: it is paid by the money that arrives.',
    })
  assert.equal((await world.stripe.paymentIntents.retrieve(intent.id)).status, 'requires_action')
  assert.deepEqual(await world.news(), [])
})

behaves('GET /brindle/authorizations/{id}', 'has expired after a day', async (world) => {
  const { intent, path } = await waiting(world)
  await world.advance(23 * HOUR)
  assert.equal((await world.call('GET', path)).body.outcome, 'pending')
  await world.advance(HOUR + 5)
  assert.equal((await world.call('GET', path)).body.outcome, 'replaced')
  refused(await world.call('POST', path, 'outcome=succeed'), 400, {
    code: 'authorization_expired',
    message: 'This authorization has expired.',
  })
  assert.equal((await world.stripe.paymentIntents.retrieve(intent.id)).status, 'requires_action')
  assert.deepEqual(await world.news(), [])
})

behaves('POST /brindle/authorizations/{id}', 'pays, and says where to go back to', async (world) => {
  const { intent, path } = await waiting(world)
  const { status, body } = await world.call('POST', path, 'outcome=succeed')
  assert.deepEqual([status, body.outcome], [200, 'succeeded'])
  const back = new URL(body.redirect_url)
  assert.deepEqual([back.origin, back.pathname, back.hash], ['https://example.com', '/back', '#top'])
  assert.deepEqual(Object.fromEntries(back.searchParams), {
    order: '7',
    payment_intent: intent.id,
    payment_intent_client_secret: intent.client_secret,
    redirect_status: 'succeeded',
  })
  assert.equal((await world.stripe.paymentIntents.retrieve(intent.id)).status, 'succeeded')
  assert.deepEqual(await world.news(), ['charge.succeeded', 'payment_intent.succeeded'])
})

behaves('POST /brindle/authorizations/{id}', 'refuses to pay, and says so on the way back', async (world) => {
  const { intent, path } = await waiting(world)
  const { status, body } = await world.call('POST', path, 'outcome=fail')
  assert.deepEqual([status, body.outcome], [200, 'failed'])
  assert.equal(new URL(body.redirect_url).searchParams.get('redirect_status'), 'failed')
  assert.equal((await world.stripe.paymentIntents.retrieve(intent.id)).status, 'requires_payment_method')
  assert.deepEqual(await world.news(), ['payment_intent.payment_failed'])
})

behaves('POST /brindle/authorizations/{id}', 'is decided once', async (world) => {
  const { intent, path } = await waiting(world)
  await world.call('POST', path, 'outcome=succeed')
  await world.news()
  for (const outcome of ['succeed', 'fail'])
    refused(await world.call('POST', path, `outcome=${outcome}`), 400, {
      code: 'authorization_spent',
      message: 'This authorization has already been completed.',
    })
  assert.equal((await world.stripe.paymentIntents.retrieve(intent.id)).status, 'succeeded')
  assert.deepEqual(await world.news(), [])
})

behaves('POST /brindle/authorizations/{id}', 'is void once a newer attempt, or the end, replaced it', async (world) => {
  const { intent, path } = await waiting(world)
  const again = await world.stripe.paymentIntents.confirm(intent.id, { return_url: BACK })
  const newer = pathOf(again)
  assert.notEqual(newer, path)
  const { body: old } = await world.call('GET', path)
  assert.deepEqual([old.outcome, old.next_action], ['replaced', null])
  const expired = { code: 'authorization_expired', message: 'This authorization has expired.' }
  refused(await world.call('POST', path, 'outcome=succeed'), 400, expired)
  await world.stripe.paymentIntents.cancel(intent.id)
  refused(await world.call('POST', newer, 'outcome=succeed'), 400, expired)
  assert.equal((await world.stripe.paymentIntents.retrieve(intent.id)).status, 'canceled')
  assert.equal((await world.news()).at(-1), 'payment_intent.canceled')
})

behaves('POST /brindle/authorizations/{id}', 'knows two outcomes', async (world) => {
  const { path } = await waiting(world)
  refused(await world.call('POST', path, 'outcome=maybe'), 400, {
    param: 'outcome',
    message: 'Invalid outcome: must be one of succeed or fail',
  })
  refused(await world.call('POST', path, ''), 400, {
    code: 'parameter_missing',
    param: 'outcome',
    message: 'Missing required param: outcome.',
  })
  assert.equal((await world.call('GET', path)).body.outcome, 'pending')
  assert.deepEqual(await world.news(), [])
})
