// SetupIntents: a method made ready for later. (https://docs.stripe.com/api/setup_intents; "recorded" is Stripe's own
// answer at 2026-08-26.dahlia)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

const BACK = 'https://example.com/back'
const CARDS = { automatic_payment_methods: { enabled: true, allow_redirects: 'never' as const } }
const ONLINE = { type: 'online' as const, online: { ip_address: '203.0.113.7', user_agent: 'Netscape' } }
const WALLET = { payment_method_data: { type: 'amazon_pay' as const }, mandate_data: { customer_acceptance: ONLINE } }

/** A customer with a card. */
async function buyer({ stripe, news }: Pick<Sandbox, 'stripe' | 'news'>) {
  const { id: customer } = await stripe.customers.create()
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await news()
  return { customer, card }
}

/** Takes the step that an intent waits for, as its page does. */
async function decide(intent: Stripe.SetupIntent, outcome: 'succeed' | 'fail'): Promise<URL> {
  const url = intent.next_action!.redirect_to_url!.url!
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams({ outcome }), redirect: 'manual' })
  assert.equal(answer.status, 303)
  return new URL(answer.headers.get('location')!)
}

behaves('POST /v1/setup_intents', 'waits for a method', async ({ stripe, news }) => {
  const made = await stripe.setupIntents.create({ description: 'For later', metadata: { a: '1' }, ...CARDS })
  const { id, created, client_secret, payment_method_options, ...rest } = made
  assert.match(id, /^seti_[A-Za-z0-9]{24}$/)
  assert.match(client_secret ?? '', new RegExp(`^${id}_secret_[A-Za-z0-9]{31}$`))
  assert.ok(created > 0)
  assert.notEqual(payment_method_options, undefined)
  assert.deepEqual(rest, {
    object: 'setup_intent',
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: { allow_redirects: 'never', enabled: true },
    cancellation_reason: null,
    customer: null,
    customer_account: null,
    description: 'For later',
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: { a: '1' },
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_types: ['card'],
    single_use_mandate: null,
    status: 'requires_payment_method',
    usage: 'off_session',
  })
  assert.deepEqual(await news(), ['setup_intent.created'])
})

behaves('POST /v1/setup_intents', 'has the options of cards', async ({ stripe, news }) => {
  // Recorded: these, when none were given.
  const { payment_method_options } = await stripe.setupIntents.create(CARDS)
  assert.deepEqual(payment_method_options, {
    card: { mandate_options: null, network: null, request_three_d_secure: 'automatic' },
  })
  assert.deepEqual(await news(), ['setup_intent.created'])
})

behaves('POST /v1/setup_intents', 'waits for its confirmation once it has a method', async (world) => {
  const { customer, card } = await buyer(world)
  const made = await world.stripe.setupIntents.create({ customer, payment_method: card, expand: ['customer'] })
  assert.deepEqual([made.status, made.payment_method], ['requires_confirmation', card])
  assert.equal((made.customer as Stripe.Customer).id, customer)
  assert.deepEqual(await world.news(), ['setup_intent.created'])
})

behaves('POST /v1/setup_intents', 'attaches the method when it succeeds', async ({ stripe, news }) => {
  const { id: customer } = await stripe.customers.create()
  await news()
  const confirmed = { confirm: true, customer, payment_method: 'pm_card_visa' }
  const made = await stripe.setupIntents.create({
    ...CARDS,
    ...confirmed,
    expand: ['payment_method', 'latest_attempt'],
  })
  assert.deepEqual([made.status, made.next_action, made.last_setup_error], ['succeeded', null, null])
  assert.equal((made.payment_method as Stripe.PaymentMethod).customer, customer)
  assert.equal((made.latest_attempt as Stripe.SetupAttempt).status, 'succeeded')
  // Recorded: a card leaves no mandate.
  assert.deepEqual([made.mandate, made.single_use_mandate], [null, null])
  assert.deepEqual(await news(), ['setup_intent.created', 'payment_method.attached', 'setup_intent.succeeded'])
})

behaves('POST /v1/setup_intents', 'refuses parameters that mean nothing unconfirmed', async ({ call, news }) => {
  for (const [param, form] of [
    ['return_url', `return_url=${BACK}`],
    ['mandate_data', 'mandate_data[customer_acceptance][type]=offline'],
  ] as const) {
    const { status, body } = await call('POST', '/v1/setup_intents', form)
    assert.deepEqual([status, body.error.type, body.error.param], [400, 'invalid_request_error', param])
  }
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/setup_intents', 'sends a card that asks to a page, where one can come back', async (world) => {
  const { stripe, news } = world
  const paying = { payment_method: 'pm_card_authenticationRequired', confirm: true, return_url: BACK }
  const made = await stripe.setupIntents.create(paying)
  assert.equal(made.status, 'requires_action')
  assert.equal(made.next_action?.type, 'redirect_to_url')
  assert.equal(made.next_action?.redirect_to_url?.return_url, BACK)
  assert.deepEqual(await news(), ['setup_intent.created', 'setup_intent.requires_action'])
  const back = await decide(made, 'succeed')
  assert.deepEqual(Object.fromEntries(back.searchParams), {
    setup_intent: made.id,
    setup_intent_client_secret: made.client_secret,
    redirect_status: 'succeeded',
  })
  const done = await stripe.setupIntents.retrieve(made.id)
  assert.deepEqual([done.status, done.next_action], ['succeeded', null])
  assert.deepEqual(await news(), ['setup_intent.succeeded'])
})

behaves('POST /v1/setup_intents', 'asks by the SDK where nobody comes back', async ({ stripe, news }) => {
  // Recorded: without a `return_url`, a card that asks is for Stripe.js to handle.
  const paying = { ...CARDS, payment_method: 'pm_card_authenticationRequired', confirm: true }
  const made = await stripe.setupIntents.create(paying)
  assert.deepEqual([made.status, made.next_action?.type], ['requires_action', 'use_stripe_sdk'])
  assert.deepEqual(await news(), ['setup_intent.created', 'setup_intent.requires_action'])
})

behaves('POST /v1/setup_intents', 'needs the customer’s word to charge a wallet later', async ({ call, news }) => {
  // docs.stripe.com/payments/amazon-pay/set-up-future-payments
  const form = `confirm=true&return_url=${BACK}&payment_method_data[type]=amazon_pay`
  const { status, body } = await call('POST', '/v1/setup_intents', form)
  assert.deepEqual(
    [status, body.error.type, body.error.code],
    [400, 'invalid_request_error', 'setup_intent_mandate_invalid'],
  )
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/setup_intents', 'refuses a method of somebody else', async (world) => {
  // Recorded, both; neither has a code.
  const { customer, card } = await buyer(world)
  const { id: other } = await world.stripe.customers.create()
  await world.news()
  const wrong = await world.call('POST', '/v1/setup_intents', `customer=${other}&payment_method=${card}`)
  const nobody = await world.call('POST', '/v1/setup_intents', `payment_method=${card}`)
  assert.deepEqual([wrong.status, nobody.status], [400, 400])
  assert.deepEqual(await world.news(), [])
  const param = 'payment_method'
  refused(wrong, 400, {
    param,
    message: `The PaymentMethod ${card} does not belong to the Customer you supplied ${other}. Please use this PaymentMethod with the Customer that it belongs to instead.`,
  })
  refused(nobody, 400, {
    param,
    message: `The payment method supplied (${card}) belongs to the Customer ${customer}. Please include the Customer in the \`customer\` parameter on the SetupIntent.`,
  })
})

behaves('POST /v1/setup_intents', 'uses up a method that belongs to nobody', async ({ call, news }) => {
  // Recorded: the second use is refused.
  const card = 'type=card&card[number]=4242424242424242&card[exp_month]=8&card[exp_year]=2034'
  const { id } = (await call('POST', '/v1/payment_methods', card)).body
  const form = `confirm=true&payment_method_types[]=card&payment_method=${id}`
  assert.equal((await call('POST', '/v1/setup_intents', form)).body.status, 'succeeded')
  const { status, body } = await call('POST', '/v1/setup_intents', form)
  assert.deepEqual([status, body.error?.type], [400, 'invalid_request_error'])
  assert.match(
    body.error.message,
    /^The provided PaymentMethod was previously used with a PaymentIntent without Customer/,
  )
  assert.deepEqual(await news(), ['setup_intent.created', 'setup_intent.succeeded'])
})

behaves('GET /v1/setup_intents/{id}', 'is the intent, or not there', async ({ stripe, call, news }) => {
  const made = await stripe.setupIntents.create()
  assert.deepEqual({ ...(await stripe.setupIntents.retrieve(made.id)) }, { ...made })
  const wrong = await call('GET', `/v1/setup_intents/${made.id}?client_secret=${made.id}_secret_x`)
  assert.deepEqual([wrong.status, wrong.body.error.type], [400, 'invalid_request_error'])
  const missing = await call('GET', '/v1/setup_intents/seti_none')
  assert.deepEqual([missing.status, missing.body.error.code], [404, 'resource_missing'])
  assert.equal(missing.body.error.message, "No such setupintent: 'seti_none'")
  assert.deepEqual(await news(), ['setup_intent.created'])
})

behaves('GET /v1/setup_intents/{id}', 'names the place of an id that leads nowhere', async ({ call, news }) => {
  // Recorded.
  assert.equal((await call('GET', '/v1/setup_intents/seti_none')).body.error.param, 'intent')
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/setup_intents', 'has the newest first, by customer and by method', async (world) => {
  const { customer, card } = await buyer(world)
  const { stripe } = world
  const one = await stripe.setupIntents.create({ customer, payment_method: card })
  const two = await stripe.setupIntents.create({ customer })
  const three = await stripe.setupIntents.create()
  const ids = async (params: Stripe.SetupIntentListParams) =>
    (await stripe.setupIntents.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [three.id, two.id, one.id])
  assert.deepEqual(await ids({ customer }), [two.id, one.id])
  assert.deepEqual(await ids({ payment_method: card }), [one.id])
  assert.deepEqual(await world.news(), ['setup_intent.created', 'setup_intent.created', 'setup_intent.created'])
})

behaves('POST /v1/setup_intents/{id}', 'changes without any news', async (world) => {
  // There is no event for it: https://docs.stripe.com/api/events/types
  const { customer, card } = await buyer(world)
  const { stripe } = world
  const made = await stripe.setupIntents.create({ customer, metadata: { a: '1', b: '2' } })
  await world.news()
  const changed = await stripe.setupIntents.update(made.id, { description: 'Later', metadata: { a: '', c: '3' } })
  assert.deepEqual({ ...changed }, { ...made, description: 'Later', metadata: { b: '2', c: '3' } })
  const ready = await stripe.setupIntents.update(made.id, { payment_method: card })
  assert.deepEqual([ready.status, ready.payment_method], ['requires_confirmation', card])
  assert.deepEqual(await world.news(), [])
})

behaves('POST /v1/setup_intents/{id}/confirm', 'keeps the customer’s word as a mandate', async (world) => {
  const { stripe, news } = world
  const { id: customer } = await stripe.customers.create()
  const { id } = await stripe.setupIntents.create({ customer })
  await news()
  const waiting = await stripe.setupIntents.confirm(id, { ...WALLET, return_url: BACK })
  assert.deepEqual([waiting.status, waiting.mandate], ['requires_action', null])
  assert.deepEqual(await news(), ['setup_intent.requires_action'])
  await decide(waiting, 'succeed')
  const done = await stripe.setupIntents.retrieve(id, { expand: ['mandate', 'payment_method'] })
  const [mandate, method] = [done.mandate as Stripe.Mandate, done.payment_method as Stripe.PaymentMethod]
  assert.deepEqual([done.status, mandate.status, mandate.payment_method], ['succeeded', 'active', method.id])
  assert.deepEqual([method.type, method.customer], ['amazon_pay', customer])
  assert.deepEqual(await news(), ['payment_method.attached', 'setup_intent.succeeded'])
})

behaves('POST /v1/setup_intents/{id}/confirm', 'asks again after a refusal', async (world) => {
  const { stripe, news } = world
  const { id } = await stripe.setupIntents.create({ payment_method: 'pm_card_authenticationRequired' })
  const waiting = await stripe.setupIntents.confirm(id, { return_url: BACK })
  await news()
  assert.equal((await decide(waiting, 'fail')).searchParams.get('redirect_status'), 'failed')
  const failed = await stripe.setupIntents.retrieve(id)
  assert.deepEqual([failed.status, failed.payment_method, failed.next_action], ['requires_payment_method', null, null])
  assert.equal(failed.last_setup_error?.code, 'setup_intent_authentication_failure')
  assert.equal(failed.last_setup_error?.payment_method?.card?.last4, '3184')
  assert.deepEqual(await news(), ['setup_intent.setup_failed'])
  const done = await stripe.setupIntents.confirm(id, { payment_method: 'pm_card_visa', return_url: BACK })
  assert.deepEqual([done.status, done.last_setup_error], ['succeeded', null])
  assert.deepEqual(await news(), ['setup_intent.succeeded'])
})

behaves('POST /v1/setup_intents/{id}/cancel', 'ends it, and keeps its method', async (world) => {
  const { customer, card } = await buyer(world)
  const made = await world.stripe.setupIntents.create({ customer, payment_method: card })
  const canceled = await world.stripe.setupIntents.cancel(made.id, { cancellation_reason: 'duplicate' })
  assert.deepEqual({ ...canceled }, { ...made, status: 'canceled', cancellation_reason: 'duplicate' })
  assert.deepEqual(await world.news(), ['setup_intent.created', 'setup_intent.canceled'])
  const { status, body } = await world.call('POST', `/v1/setup_intents/${made.id}/cancel`, 'cancellation_reason=bored')
  assert.deepEqual([status, body.error.param], [400, 'cancellation_reason'])
  assert.match(body.error.message, /^Invalid cancellation_reason: must be one of /)
  assert.deepEqual(await world.news(), [])
})
