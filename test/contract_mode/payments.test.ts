// Contract mode: payment methods, PaymentIntents, SetupIntents, charges, refunds and what they leave on the balance. Test cards:
// docs.stripe.com/testing. "Recorded" is what Stripe was seen to answer in public recordings of its test mode
// (docs/decisions/0003-error-texts.md). Card numbers are not sent: an account must be allowed to.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { CARDS, CARDS_FORM, contract, type Held, has, refused } from './contract.ts'

/** A payment of $20.00 by a test card, confirmed, with its charge. */
async function paid(
  { stripe }: Held,
  more: Partial<Stripe.PaymentIntentCreateParams> = {},
): Promise<{ intent: Stripe.PaymentIntent; charge: Stripe.Charge }> {
  const form = { amount: 2000, currency: 'usd', payment_method: 'pm_card_visa', confirm: true, ...CARDS }
  const intent = await stripe.paymentIntents.create({ ...form, ...more, expand: ['latest_charge'] })
  return { intent, charge: intent.latest_charge as Stripe.Charge }
}

const pays = ({ call }: Held, method: string, more = '') =>
  call(
    'POST',
    '/v1/payment_intents',
    `amount=2000&currency=usd&confirm=true&payment_method=${method}&${CARDS_FORM}${more}`,
  )

contract(
  'POST /v1/payment_methods/{id}/attach',
  'a card belongs to one customer, until it is detached',
  async ({ stripe, call }) => {
    const { id: customer } = await stripe.customers.create()
    const { id: other } = await stripe.customers.create()
    const method = await stripe.paymentMethods.attach('pm_card_visa', { customer })
    assert.match(method.id, /^pm_[A-Za-z0-9]{24}$/)
    has(method, { object: 'payment_method', customer, type: 'card', livemode: false })
    // docs.stripe.com/testing#cards: pm_card_visa is 4242 4242 4242 4242.
    has(method.card!, { brand: 'visa', country: 'US', funding: 'credit', last4: '4242' })
    assert.deepEqual(
      (await stripe.customers.listPaymentMethods(customer)).data.map(({ id }) => id),
      [method.id],
    )
    // Recorded.
    refused(await call('POST', `/v1/payment_methods/${method.id}/attach`, `customer=${other}`), 400, {
      message: 'The payment method you provided has already been attached to a customer.',
    })
    assert.equal((await stripe.paymentMethods.detach(method.id)).customer, null)
    // Recorded.
    refused(await call('POST', `/v1/payment_methods/${method.id}/attach`, `customer=${customer}`), 400, {
      message:
        /^The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, .* was detached from a Customer\. It may not be used again\./,
    })
  },
)

/** docs.stripe.com/testing#declined-payments, in its order; the words are recorded. */
const DECLINES: readonly (readonly [method: string, code: string, decline: string | undefined, message: string])[] = [
  ['pm_card_visa_chargeDeclined', 'card_declined', 'generic_decline', 'Your card was declined.'],
  [
    'pm_card_visa_chargeDeclinedInsufficientFunds',
    'card_declined',
    'insufficient_funds',
    'Your card has insufficient funds.',
  ],
  ['pm_card_visa_chargeDeclinedLostCard', 'card_declined', 'lost_card', 'Your card was declined.'],
  ['pm_card_visa_chargeDeclinedStolenCard', 'card_declined', 'stolen_card', 'Your card was declined.'],
  ['pm_card_chargeDeclinedExpiredCard', 'expired_card', undefined, 'Your card has expired.'],
  [
    'pm_card_chargeDeclinedProcessingError',
    'processing_error',
    undefined,
    'An error occurred while processing your card. Try again in a little bit.',
  ],
]

contract('POST /v1/payment_intents', 'a declined card is 402, and the intent is kept', async (held) => {
  for (const [method, code, decline_code, message] of DECLINES) {
    const answer = await pays(held, method)
    refused(answer, 402, { type: 'card_error', code, message, ...(decline_code && { decline_code }) })
    // docs.stripe.com/payments/paymentintents/lifecycle: back to requires_payment_method.
    const { payment_intent, charge } = answer.body.error
    has(payment_intent, { object: 'payment_intent', status: 'requires_payment_method', payment_method: null })
    has(payment_intent.last_payment_error, { type: 'card_error', code, message })
    assert.equal(payment_intent.latest_charge, charge)
  }
})

contract('GET /v1/charges/{id}', 'a declined charge says how it was declined', async (held) => {
  const { charge: id } = (await pays(held, 'pm_card_visa_chargeDeclinedInsufficientFunds')).body.error
  const charge = await held.stripe.charges.retrieve(id)
  // docs.stripe.com/api/charges/object and docs.stripe.com/declines: a decline of the issuer.
  has(charge, {
    status: 'failed',
    paid: false,
    captured: false,
    failure_code: 'card_declined',
    balance_transaction: null,
  })
  has(charge.outcome!, { network_status: 'declined_by_network', reason: 'insufficient_funds', type: 'issuer_declined' })
})

contract('POST /v1/payment_intents/{id}/confirm', 'goes through the states of its life', async ({ stripe, call }) => {
  // docs.stripe.com/payments/paymentintents/lifecycle
  const made = await stripe.paymentIntents.create({ amount: 2000, currency: 'usd', ...CARDS })
  assert.match(made.id, /^pi_[A-Za-z0-9]{24}$/)
  assert.ok(made.client_secret?.startsWith(`${made.id}_secret_`))
  has(made, {
    object: 'payment_intent',
    amount: 2000,
    amount_capturable: 0,
    amount_received: 0,
    canceled_at: null,
    confirmation_method: 'automatic',
    currency: 'usd',
    customer: null,
    latest_charge: null,
    livemode: false,
    next_action: null,
    status: 'requires_payment_method',
  })
  // docs.stripe.com/error-codes#payment-intent-unexpected-state; github.com/Automattic/woocommerce-payments/issues/487
  const state = { code: 'payment_intent_unexpected_state' }
  refused(await call('POST', `/v1/payment_intents/${made.id}/confirm`), 400, {
    ...state,
    // Newer answers name a ConfirmationToken at the end.
    message: /^You cannot confirm this PaymentIntent because it's missing a payment method\. You can either update /,
  })
  const ready = await stripe.paymentIntents.update(made.id, { payment_method: 'pm_card_visa' })
  assert.equal(ready.status, 'requires_confirmation')
  const done = await stripe.paymentIntents.confirm(made.id)
  has(done, { status: 'succeeded', amount_received: 2000 })
  // github.com/stripe-archive/stripe-payments-demo/issues/133
  refused(await call('POST', `/v1/payment_intents/${made.id}/confirm`), 400, {
    ...state,
    message: 'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.',
  })
  const charge = await stripe.charges.retrieve(done.latest_charge as string)
  has(charge, {
    object: 'charge',
    amount: 2000,
    amount_refunded: 0,
    captured: true,
    currency: 'usd',
    disputed: false,
    failure_code: null,
    paid: true,
    payment_intent: made.id,
    refunded: false,
    status: 'succeeded',
  })
  has(charge.outcome!, { network_status: 'approved_by_network', type: 'authorized' })
})

contract('POST /v1/payment_intents/{id}/capture', 'what was held is captured in part', async (held) => {
  // docs.stripe.com/payments/place-a-hold-on-a-payment-method
  const { intent, charge } = await paid(held, { capture_method: 'manual' })
  has(intent, { status: 'requires_capture', amount_capturable: 2000, amount_received: 0 })
  has(charge, { captured: false, paid: true, status: 'succeeded', balance_transaction: null })
  const captured = await held.stripe.paymentIntents.capture(intent.id, { amount_to_capture: 1200 })
  has(captured, { status: 'succeeded', amount: 2000, amount_capturable: 0, amount_received: 1200 })
  has(await held.stripe.charges.retrieve(charge.id), { amount: 2000, amount_captured: 1200, captured: true })
  const again = await held.call('POST', `/v1/payment_intents/${intent.id}/capture`)
  refused(again, 400, { code: 'payment_intent_unexpected_state' })
  // github.com/grandnode/grandnode/issues/985
  const form = {
    amount: 2000,
    currency: 'usd',
    capture_method: 'manual' as const,
    payment_method: 'pm_card_visa',
    ...CARDS,
  }
  const { id } = await held.stripe.paymentIntents.create(form)
  refused(await held.call('POST', `/v1/payment_intents/${id}/capture`), 400, {
    code: 'payment_intent_unexpected_state',
    message:
      'This PaymentIntent could not be captured because it has a status of requires_confirmation. Only a PaymentIntent with ' +
      'one of the following statuses may be captured: requires_capture.',
  })
})

contract('POST /v1/payment_intents/{id}/cancel', 'is canceled once, and not after it succeeded', async (held) => {
  // docs.stripe.com/api/payment_intents/cancel
  const { id } = await held.stripe.paymentIntents.create({ amount: 2000, currency: 'usd' })
  const canceled = await held.stripe.paymentIntents.cancel(id, { cancellation_reason: 'requested_by_customer' })
  has(canceled, { status: 'canceled', cancellation_reason: 'requested_by_customer' })
  assert.ok(canceled.canceled_at)
  const state = { code: 'payment_intent_unexpected_state' }
  refused(await held.call('POST', `/v1/payment_intents/${id}/cancel`), 400, state)
  const { intent } = await paid(held)
  refused(await held.call('POST', `/v1/payment_intents/${intent.id}/cancel`), 400, {
    ...state,
    // Recorded; which statuses are listed after it depends on the version.
    message: /^You cannot cancel this PaymentIntent because it has a status of succeeded\. /,
  })
})

contract('POST /v1/payment_intents', 'a card that must be authenticated', async (held) => {
  // docs.stripe.com/testing#regulatory-cards: pm_card_authenticationRequired asks for it on every transaction.
  const answer = await pays(held, 'pm_card_authenticationRequired')
  assert.equal(answer.status, 200, answer.text)
  has(answer.body, { status: 'requires_action', amount_received: 0 })
  // "use_stripe_sdk" where no page to come back to was given, as published answers have it.
  assert.equal(answer.body.next_action.type, 'use_stripe_sdk')
  // Recorded: nobody is there to do it.
  refused(await pays(held, 'pm_card_authenticationRequired', '&off_session=true'), 402, {
    type: 'card_error',
    code: 'authentication_required',
    decline_code: 'authentication_required',
    message: 'Your card was declined. This transaction requires authentication.',
  })
})

contract('POST /v1/setup_intents', 'sets a card up, or is canceled', async ({ stripe, call }) => {
  // docs.stripe.com/api/setup_intents
  const { id: customer } = await stripe.customers.create()
  const made = await stripe.setupIntents.create({ customer, ...CARDS })
  assert.match(made.id, /^seti_[A-Za-z0-9]{24}$/)
  has(made, { object: 'setup_intent', status: 'requires_payment_method', usage: 'off_session', payment_method: null })
  const done = await stripe.setupIntents.confirm(made.id, { payment_method: 'pm_card_visa' })
  assert.equal(done.status, 'succeeded')
  // "…the payment method will be attached to the Customer on successful setup."
  assert.equal((await stripe.paymentMethods.retrieve(done.payment_method as string)).customer, customer)
  // Recorded; as above.
  refused(await call('POST', `/v1/setup_intents/${made.id}/cancel`), 400, {
    code: 'setup_intent_unexpected_state',
    message: /^You cannot cancel this SetupIntent because it has a status of succeeded\. /,
  })
  const other = await stripe.setupIntents.create(CARDS)
  assert.equal((await stripe.setupIntents.cancel(other.id)).status, 'canceled')
})

contract('POST /v1/refunds', 'in parts, and never more than was paid', async (held) => {
  // docs.stripe.com/api/refunds; the words are recorded.
  const { intent, charge } = await paid(held)
  const refund = await held.stripe.refunds.create({ charge: charge.id, amount: 500 })
  assert.match(refund.id, /^re_[A-Za-z0-9]{24}$/)
  has(refund, {
    object: 'refund',
    amount: 500,
    charge: charge.id,
    currency: 'usd',
    payment_intent: intent.id,
    reason: null,
    status: 'succeeded',
  })
  has(await held.stripe.charges.retrieve(charge.id), { amount_refunded: 500, refunded: false })
  refused(await held.call('POST', '/v1/refunds', `charge=${charge.id}&amount=2100`), 400, {
    param: 'amount',
    message: 'Refund amount ($21.00) is greater than unrefunded amount on charge ($15.00)',
  })
  await held.stripe.refunds.create({ payment_intent: intent.id })
  has(await held.stripe.charges.retrieve(charge.id), { amount_refunded: 2000, refunded: true })
  refused(await held.call('POST', '/v1/refunds', `charge=${charge.id}`), 400, {
    code: 'charge_already_refunded',
    message: `Charge ${charge.id} has already been refunded.`,
  })
})

contract('GET /v1/balance_transactions/{id}', 'what a charge leaves on the balance', async (held) => {
  // docs.stripe.com/api/balance_transactions/object: what is left of the amount is net of the fee. In which currency, and what the fee is, differs by
  // account. docs.stripe.com/payments/payment-intents/asynchronous-capture: with `automatic` it is there at once.
  const { charge } = await paid(held, { capture_method: 'automatic' })
  const line = await held.stripe.balanceTransactions.retrieve(charge.balance_transaction as string)
  assert.match(line.id, /^txn_[A-Za-z0-9]{24}$/)
  has(line, { object: 'balance_transaction', type: 'charge', reporting_category: 'charge', source: charge.id })
  assert.equal(line.net, line.amount - line.fee)
  assert.equal(
    line.fee_details.reduce((sum, { amount }) => sum + amount, 0),
    line.fee,
  )
  if (line.currency === 'usd') has(line, { amount: 2000, exchange_rate: null })
  else assert.ok(line.exchange_rate)
})
