// Confirming a PaymentIntent: what the bank and the customer say to it, by Stripe's test cards.
// (https://docs.stripe.com/testing; "recorded" is Stripe's own answer at 2026-08-26.dahlia)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import type { Sandbox } from '../../world.ts'

const BACK = 'https://example.com/back?order=7'
const CARDS = { automatic_payment_methods: { enabled: true, allow_redirects: 'never' as const } }
const USD = { amount: 2000, currency: 'usd' }
const CONFIRM = 'POST /v1/payment_intents/{id}/confirm'

/** An unconfirmed intent of a customer with a card. */
async function ready({ stripe, news }: Pick<Sandbox, 'stripe' | 'news'>, token: string) {
  const { id: customer } = await stripe.customers.create()
  const { id: card } = await stripe.paymentMethods.attach(token, { customer })
  const { id } = await stripe.paymentIntents.create({ ...USD, ...CARDS, customer, payment_method: card })
  await news()
  return { id, customer, card }
}

/** Takes the step that an intent waits for, as its page does. */
async function decide(intent: Stripe.PaymentIntent, outcome: 'succeed' | 'fail'): Promise<URL> {
  const url = intent.next_action!.redirect_to_url!.url!
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams({ outcome }), redirect: 'manual' })
  assert.equal(answer.status, 303)
  return new URL(answer.headers.get('location')!)
}

behaves(CONFIRM, 'moves the money', async (world) => {
  const { id, card } = await ready(world, 'pm_card_visa')
  const paid = await world.stripe.paymentIntents.confirm(id, { expand: ['latest_charge'] })
  assert.deepEqual([paid.status, paid.amount_received, paid.payment_method], ['succeeded', 2000, card])
  assert.equal((paid.latest_charge as Stripe.Charge).status, 'succeeded')
  assert.deepEqual(await world.news(), ['charge.succeeded', 'payment_intent.succeeded'])
})

behaves(CONFIRM, 'is declined with 402, and can be tried again', async (world) => {
  const { stripe, call, news } = world
  const { id, card, customer } = await ready(world, 'pm_card_chargeCustomerFail')
  const { status, body } = await call('POST', `/v1/payment_intents/${id}/confirm`)
  const { payment_intent: intent, payment_method, charge, request_log_url: _, ...error } = body.error
  // Recorded.
  assert.equal(status, 402)
  assert.deepEqual(error, {
    advice_code: 'try_again_later',
    code: 'card_declined',
    decline_code: 'generic_decline',
    doc_url: 'https://stripe.com/docs/error-codes/card-declined',
    message: 'Your card was declined.',
    network_decline_code: '01',
    type: 'card_error',
  })
  assert.equal(payment_method.id, card)
  assert.deepEqual(
    [intent.status, intent.payment_method, intent.latest_charge],
    ['requires_payment_method', null, charge],
  )
  const { code, decline_code, payment_method: declined } = intent.last_payment_error
  assert.deepEqual([code, decline_code, declined.id], ['card_declined', 'generic_decline', card])
  assert.deepEqual((await call('GET', `/v1/payment_intents/${id}`)).body, intent)
  assert.equal((await stripe.charges.retrieve(charge)).status, 'failed')
  assert.deepEqual(await news(), ['charge.failed', 'payment_intent.payment_failed'])
  // Any update clears the error: https://docs.stripe.com/api/payment_intents/object#payment_intent_object-last_payment_error
  assert.equal((await stripe.paymentIntents.update(id, { description: 'Again' })).last_payment_error, null)
  const { id: good } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  const paid = await stripe.paymentIntents.confirm(id, { payment_method: good })
  assert.deepEqual([paid.status, paid.last_payment_error], ['succeeded', null])
  const charges = await stripe.charges.list({ payment_intent: id })
  assert.deepEqual(
    charges.data.map((one) => one.status),
    ['succeeded', 'failed'],
  )
  assert.deepEqual(await news(), ['payment_method.attached', 'charge.succeeded', 'payment_intent.succeeded'])
})

behaves(CONFIRM, 'asks the customer, who agrees', async (world) => {
  const { stripe, news } = world
  const { id, card } = await ready(world, 'pm_card_authenticationRequired')
  const waiting = await stripe.paymentIntents.confirm(id, { return_url: BACK })
  assert.deepEqual([waiting.status, waiting.latest_charge, waiting.amount_received], ['requires_action', null, 0])
  const { url, ...redirect } = waiting.next_action!.redirect_to_url!
  assert.deepEqual(redirect, { return_url: BACK })
  assert.ok(url?.startsWith(world.url))
  assert.deepEqual(await news(), ['payment_intent.requires_action'])
  const back = await decide(waiting, 'succeed')
  assert.equal(back.origin + back.pathname, 'https://example.com/back')
  assert.deepEqual(Object.fromEntries(back.searchParams), {
    order: '7',
    payment_intent: id,
    payment_intent_client_secret: waiting.client_secret,
    redirect_status: 'succeeded',
  })
  const paid = await stripe.paymentIntents.retrieve(id)
  assert.deepEqual([paid.status, paid.next_action, paid.amount_received], ['succeeded', null, 2000])
  assert.equal(paid.payment_method, card)
  assert.deepEqual(await news(), ['charge.succeeded', 'payment_intent.succeeded'])
})

behaves(CONFIRM, 'asks the customer, who refuses', async (world) => {
  const { stripe, news } = world
  const { id, card } = await ready(world, 'pm_card_authenticationRequired')
  const waiting = await stripe.paymentIntents.confirm(id, { return_url: BACK })
  await news()
  assert.equal((await decide(waiting, 'fail')).searchParams.get('redirect_status'), 'failed')
  const failed = await stripe.paymentIntents.retrieve(id)
  assert.deepEqual([failed.status, failed.next_action, failed.payment_method], ['requires_payment_method', null, null])
  assert.deepEqual([failed.amount_received, failed.latest_charge], [0, null])
  // https://docs.stripe.com/error-codes#payment-intent-authentication-failure
  const { code, payment_method } = failed.last_payment_error!
  assert.deepEqual([code, payment_method?.id], ['payment_intent_authentication_failure', card])
  assert.deepEqual(await news(), ['payment_intent.payment_failed'])
})

behaves(CONFIRM, 'asks by the SDK where nobody comes back', async (world) => {
  // Recorded: without a `return_url`, a card that asks is for Stripe.js to handle.
  const { id } = await ready(world, 'pm_card_authenticationRequired')
  const { status, body } = await world.call('POST', `/v1/payment_intents/${id}/confirm`)
  assert.deepEqual([status, body.status, body.next_action?.type], [200, 'requires_action', 'use_stripe_sdk'])
  assert.deepEqual(await world.news(), ['payment_intent.requires_action'])
})

behaves(CONFIRM, 'cannot ask a customer who is away', async (world) => {
  // https://docs.stripe.com/testing#regulatory-cards; recorded.
  const { id, card } = await ready(world, 'pm_card_authenticationRequired')
  const { status, body } = await world.call('POST', `/v1/payment_intents/${id}/confirm`, 'off_session=true')
  const { code, decline_code, message, type, payment_intent, payment_method } = body.error
  assert.deepEqual([status, type], [402, 'card_error'])
  assert.deepEqual([code, decline_code], ['authentication_required', 'authentication_required'])
  assert.equal(message, 'Your card was declined. This transaction requires authentication.')
  assert.deepEqual([payment_intent.status, payment_intent.payment_method], ['requires_payment_method', null])
  assert.equal(payment_method.id, card)
  assert.deepEqual(await world.news(), ['charge.failed', 'payment_intent.payment_failed'])
})

behaves(CONFIRM, 'charges a customer who is away, if the card does not ask', async (world) => {
  const { id } = await ready(world, 'pm_card_visa')
  assert.equal((await world.stripe.paymentIntents.confirm(id, { off_session: true })).status, 'succeeded')
  assert.deepEqual(await world.news(), ['charge.succeeded', 'payment_intent.succeeded'])
})

behaves(CONFIRM, 'sends to the wallet, on session', async ({ stripe, news }) => {
  const { id } = await stripe.paymentIntents.create(USD)
  const wallet = { payment_method_data: { type: 'amazon_pay' as const }, return_url: BACK }
  const waiting = await stripe.paymentIntents.confirm(id, wallet)
  assert.deepEqual([waiting.status, waiting.next_action?.type], ['requires_action', 'redirect_to_url'])
  await decide(waiting, 'succeed')
  const paid = await stripe.paymentIntents.retrieve(id, { expand: ['payment_method'] })
  assert.deepEqual([paid.status, (paid.payment_method as Stripe.PaymentMethod).type], ['succeeded', 'amazon_pay'])
  const begun = ['payment_intent.created', 'payment_intent.requires_action']
  assert.deepEqual(await news(), [...begun, 'charge.succeeded', 'payment_intent.succeeded'])
})

behaves(CONFIRM, 'refuses a method of a type that it does not take', async ({ stripe, call, news }) => {
  const { id } = await stripe.paymentIntents.create({ ...USD, ...CARDS })
  const form = `payment_method_data[type]=amazon_pay&return_url=${BACK}`
  const { status, body } = await call('POST', `/v1/payment_intents/${id}/confirm`, form)
  assert.deepEqual([status, body.error.type], [400, 'invalid_request_error'])
  assert.match(body.error.message, /amazon_pay/)
  assert.equal((await stripe.paymentIntents.retrieve(id)).status, 'requires_payment_method')
  assert.deepEqual(await news(), ['payment_intent.created'])
})

behaves(CONFIRM, 'charges the default of the customer where no method is named', async (world) => {
  // Recorded.
  const { stripe, call, news } = world
  const { id: customer } = await stripe.customers.create()
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
  const { id } = await stripe.paymentIntents.create({ ...USD, ...CARDS, customer })
  await news()
  const { status, body } = await call('POST', `/v1/payment_intents/${id}/confirm`)
  assert.deepEqual([status, body.status, body.payment_method], [200, 'succeeded', card])
  assert.deepEqual(await news(), ['charge.succeeded', 'payment_intent.succeeded'])
})

const NO_METHOD = "You cannot confirm this PaymentIntent because it's missing a payment method. "

behaves(CONFIRM, 'is refused without a method', async ({ call, news }) => {
  const before = (await call('POST', '/v1/payment_intents', 'amount=800&currency=usd&payment_method_types[]=card')).body
  const { status, body } = await call('POST', `/v1/payment_intents/${before.id}/confirm`)
  assert.deepEqual([status, body.error.code], [400, 'payment_intent_unexpected_state'])
  // Recorded.
  const rest =
    'You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again ' +
    'directly with a payment method or ConfirmationToken.'
  assert.equal(body.error.message, NO_METHOD + rest)
  assert.deepEqual(body.error.payment_intent, before)
  assert.deepEqual(await news(), ['payment_intent.created'])
})

behaves(CONFIRM, 'is refused without a method, where there is a customer', async ({ stripe, call, news }) => {
  // Recorded.
  const { id: customer } = await stripe.customers.create()
  const { id } = await stripe.paymentIntents.create({ ...USD, ...CARDS, customer })
  const { status, body } = await call('POST', `/v1/payment_intents/${id}/confirm`)
  const rest = `To confirm the PaymentIntent with ${customer}, specify a payment method attached to this customer along with the customer ID.`
  assert.deepEqual([status, body.error.message], [400, NO_METHOD + rest])
  assert.deepEqual(await news(), ['customer.created', 'payment_intent.created'])
})

behaves(CONFIRM, 'takes the secret of the intent, and no other', async (world) => {
  const { id } = await ready(world, 'pm_card_visa')
  const wrong = await world.call('POST', `/v1/payment_intents/${id}/confirm`, `client_secret=${id}_secret_x`)
  assert.deepEqual([wrong.status, wrong.body.error.type], [400, 'invalid_request_error'])
  assert.deepEqual(await world.news(), [])
  const { client_secret } = await world.stripe.paymentIntents.retrieve(id)
  const right = await world.call('POST', `/v1/payment_intents/${id}/confirm`, `client_secret=${client_secret}`)
  assert.deepEqual([right.status, right.body.status], [200, 'succeeded'])
  assert.deepEqual(await world.news(), ['charge.succeeded', 'payment_intent.succeeded'])
})

behaves('POST /v1/payment_intents', 'is paid with a card of the time before PaymentMethods', async (world) => {
  // https://docs.stripe.com/payments/payment-methods/transitioning#compatibility
  const { stripe, news } = world
  const who = await stripe.customers.create({ source: 'tok_visa' })
  const card = who.default_source as string
  const back = { return_url: 'https://example.com/back' }
  const asked = { amount: 2000, currency: 'usd', customer: who.id, confirm: true, ...back }
  const named = await stripe.paymentIntents.create({ ...asked, payment_method: card, expand: ['latest_charge'] })
  assert.deepEqual([named.status, named.payment_method], ['succeeded', card])
  const charge = named.latest_charge as Stripe.Charge
  assert.deepEqual([charge.payment_method, charge.payment_method_details!.card!.last4], [card, '4242'])
  // The customer's default pays where nothing is named, and is there for the next time.
  const byDefault = await stripe.paymentIntents.create({ ...asked, off_session: true })
  assert.deepEqual([byDefault.status, byDefault.payment_method], ['succeeded', card])
  const setup = await stripe.setupIntents.create({ customer: who.id, payment_method: card, confirm: true, ...back })
  assert.deepEqual([setup.status, setup.payment_method], ['succeeded', card])
  assert.equal(((await stripe.customers.retrieveSource(who.id, card)) as Stripe.Card).object, 'card')
  const other = await stripe.customers.create()
  const wrong = await world.call(
    'POST',
    '/v1/payment_intents',
    `amount=2000&currency=usd&customer=${other.id}&payment_method=${card}`,
  )
  assert.deepEqual([wrong.status, wrong.body.error.param], [400, 'payment_method'])
  const paid = ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded']
  assert.deepEqual(await news(), [
    'customer.created',
    'customer.source.created',
    ...paid,
    ...paid,
    'setup_intent.created',
    'setup_intent.succeeded',
    'customer.created',
  ])
})
