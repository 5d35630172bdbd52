// Every card of Stripe's test mode does what its page says, from the token to the charge. (https://docs.stripe.com/testing;
// texts marked REC are recorded from Stripe)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'

const CARDS = { automatic_payment_methods: { enabled: true, allow_redirects: 'never' as const } }
const DECLINED = ['payment_intent.created', 'charge.failed', 'payment_intent.payment_failed']
const NO = 'Your card was declined.'

/** Token, code, decline code, message (all REC), and the parameter that is named. */
const DECLINES = [
  ['pm_card_visa_chargeDeclined', 'card_declined', 'generic_decline', NO],
  ['pm_card_chargeDeclined', 'card_declined', 'generic_decline', NO],
  [
    'pm_card_visa_chargeDeclinedInsufficientFunds',
    'card_declined',
    'insufficient_funds',
    'Your card has insufficient funds.',
  ],
  ['pm_card_visa_chargeDeclinedLostCard', 'card_declined', 'lost_card', NO],
  ['pm_card_visa_chargeDeclinedStolenCard', 'card_declined', 'stolen_card', NO],
  ['pm_card_chargeDeclinedExpiredCard', 'expired_card', 'expired_card', 'Your card has expired.', 'exp_month'],
  ['pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc', undefined, "Your card's security code is incorrect.", 'cvc'],
  [
    'pm_card_chargeDeclinedProcessingError',
    'processing_error',
    undefined,
    'An error occurred while processing your card. Try again in a little bit.',
  ],
  [
    'pm_card_visa_chargeDeclinedVelocityLimitExceeded',
    'card_declined',
    'card_velocity_exceeded',
    'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
  ],
  ['pm_card_radarBlock', 'card_declined', 'fraudulent', NO],
  ['pm_card_chargeDeclinedFraudulent', 'card_declined', 'fraudulent', NO],
  ['pm_card_chargeCustomerFail', 'card_declined', 'generic_decline', NO],
  ['pm_card_threeDSecureRequiredProcessingError', 'card_declined', 'generic_decline', NO],
] as const

for (const [token, code, decline_code, message, param] of DECLINES) {
  behaves('POST /v1/payment_intents', `is declined with ${token}`, async ({ call, stripe, news }) => {
    const form =
      `amount=2000&currency=usd&payment_method=${token}&confirm=true&automatic_payment_methods[enabled]=true` +
      '&automatic_payment_methods[allow_redirects]=never'
    const { status, body } = await call('POST', '/v1/payment_intents', form)
    const { error } = body
    assert.deepEqual([status, error.type, error.code], [402, 'card_error', code])
    assert.deepEqual([error.decline_code, error.message, error.param], [decline_code, message, param])
    assert.deepEqual(
      [error.payment_intent.status, error.payment_intent.payment_method],
      ['requires_payment_method', null],
    )
    assert.equal(error.payment_intent.last_payment_error.message, message)
    assert.equal(error.outcome, undefined)
    const charge = await stripe.charges.retrieve(error.charge)
    assert.deepEqual([charge.status, charge.paid, charge.amount_captured], ['failed', false, 0])
    assert.deepEqual([charge.failure_code, charge.failure_message, charge.balance_transaction], [code, message, null])
    assert.deepEqual(await news(), DECLINED)
  })

  if (token !== 'pm_card_chargeCustomerFail' && token !== 'pm_card_threeDSecureRequiredProcessingError')
    behaves('POST /v1/payment_methods/{id}/attach', `is refused for ${token}`, async ({ call, stripe, news }) => {
      const { id: customer } = await stripe.customers.create()
      const { status, body } = await call('POST', `/v1/payment_methods/${token}/attach`, `customer=${customer}`)
      assert.deepEqual([status, body.error.type, body.error.code], [402, 'card_error', code])
      assert.deepEqual([body.error.decline_code, body.error.message], [decline_code, message])
      assert.equal((await stripe.customers.listPaymentMethods(customer)).data.length, 0)
      assert.deepEqual(await news(), ['customer.created'])
    })
}

behaves('POST /v1/payment_intents', 'tells the seller why a payment was stopped', async ({ call, stripe, news }) => {
  // REC: a payment that Radar blocks is not sent to the network.
  const form = 'amount=2000&currency=usd&payment_method=pm_card_radarBlock&confirm=true&return_url=https://example.com'
  const { body } = await call('POST', '/v1/payment_intents', form)
  const { outcome } = await stripe.charges.retrieve(body.error.charge)
  assert.deepEqual(outcome, {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: 'not_sent_to_network',
    reason: 'highest_risk_level',
    risk_level: 'highest',
    seller_message: 'Stripe blocked this payment as too risky.',
    type: 'blocked',
  })
  assert.deepEqual(await news(), DECLINED)
})

/** What the bank compared, with the card, when a code and an address are given. */
const CHECKS = [
  ['4242424242424242', 'pass', 'pass', 'pass'],
  ['4000000000000101', 'fail', 'pass', 'pass'],
  ['4000000000000036', 'pass', 'pass', 'fail'],
  ['4000000000000028', 'pass', 'fail', 'pass'],
  ['4000000000000010', 'pass', 'fail', 'fail'],
  ['4000000000000044', 'pass', 'unavailable', 'unavailable'],
] as const

for (const [number, cvc_check, address_line1_check, address_postal_code_check] of CHECKS)
  behaves('POST /v1/payment_intents', `shows what the bank of ${number} compared`, async ({ stripe, news }) => {
    const intent = await stripe.paymentIntents.create({
      amount: 2000,
      currency: 'usd',
      confirm: true,
      ...CARDS,
      payment_method_data: {
        type: 'card',
        card: { number, exp_month: 5, exp_year: 2034, cvc: '314' },
        billing_details: { address: { line1: '1 Main St', postal_code: '94107' } },
      } as never,
      expand: ['latest_charge'],
    })
    const { checks } = (intent.latest_charge as Stripe.Charge).payment_method_details!.card!
    assert.deepEqual(checks, { address_line1_check, address_postal_code_check, cvc_check })
    assert.deepEqual(await news(), ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded'])
  })

behaves(
  'POST /v1/payment_intents',
  'lets 4000000000000127 through where no code is given',
  async ({ stripe, news }) => {
    // "Charge is declined with an incorrect_cvc code", only if a code was there to be wrong.
    const data = { type: 'card', card: { number: '4000000000000127', exp_month: 5, exp_year: 2034 } } as never
    const how = { confirm: true, payment_method_data: data, ...CARDS }
    const intent = await stripe.paymentIntents.create({ amount: 2000, currency: 'usd', ...how })
    assert.equal(intent.status, 'succeeded')
    assert.deepEqual(await news(), ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded'])
  },
)

/** Card, whether its money is there at once, and the risk that is told. */
const APPROVED = [
  ['pm_card_bypassPending', 'available', 'normal'],
  ['pm_card_bypassPendingInternational', 'available', 'normal'],
  ['pm_card_visa', 'pending', 'normal'],
  ['pm_card_riskLevelElevated', 'pending', 'elevated'],
  ['pm_card_threeDSecureOptional', 'pending', 'normal'],
  ['pm_card_amex_threeDSecureNotSupported', 'pending', 'normal'],
] as const

for (const [payment_method, money, risk] of APPROVED)
  behaves('POST /v1/payment_intents', `is approved with ${payment_method}`, async ({ stripe, news }) => {
    const intent = await stripe.paymentIntents.create({
      amount: 2000,
      currency: 'usd',
      capture_method: 'automatic',
      payment_method,
      confirm: true,
      ...CARDS,
      expand: ['latest_charge.balance_transaction'],
    })
    const charge = intent.latest_charge as Stripe.Charge
    assert.equal(charge.outcome!.risk_level, risk)
    assert.equal((charge.balance_transaction as Stripe.BalanceTransaction).status, money)
    const told = ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded']
    // A payment of elevated risk is held for a review.
    if (risk === 'elevated') told.splice(2, 0, 'review.opened')
    assert.deepEqual((await news()).slice(0, told.length), told)
  })

const BACK = 'https://example.com/back'

/**
 * When a bank asks its customer: in a payment on session, in one off session with a card that was only saved, and in one off
 * session with a card that was set up. (https://docs.stripe.com/testing#regulatory-cards, #three-ds-cards)
 */
const ASKED = [
  ['pm_card_visa', 'succeeded', 'succeeded', 'succeeded'],
  ['pm_card_authenticationRequiredOnSetup', 'requires_action', 'declined', 'succeeded'],
  ['pm_card_authenticationRequired', 'requires_action', 'declined', 'declined'],
  ['pm_card_authenticationRequiredSetupForOffSession', 'requires_action', 'succeeded', 'succeeded'],
  ['pm_card_threeDSecure2Required', 'requires_action', 'declined', 'declined'],
  ['pm_card_threeDSecureOptional', 'succeeded', 'succeeded', 'succeeded'],
] as const

for (const [token, onSession, saved, setUp] of ASKED)
  behaves('POST /v1/payment_intents', `asks the customer of ${token}, or not`, async (world) => {
    const { stripe, call, news } = world
    const { id: customer } = await stripe.customers.create()
    const pay = async (payment_method: string, more: string) => {
      const { status, body } = await call(
        'POST',
        '/v1/payment_intents',
        `amount=2000&currency=usd&customer=${customer}&payment_method=${payment_method}&confirm=true${more}`,
      )
      if (status === 200) return body.status
      assert.deepEqual([status, body.error.code], [402, 'authentication_required'])
      assert.equal(body.error.message, 'Your card was declined. This transaction requires authentication.')
      return 'declined'
    }
    const { id: kept } = await stripe.paymentMethods.attach(token, { customer })
    assert.equal(await pay(kept, `&return_url=${BACK}`), onSession)
    assert.equal(await pay(kept, '&off_session=true'), saved)
    const setup = await stripe.setupIntents.create({ customer, payment_method: token, confirm: true, return_url: BACK })
    if (setup.status === 'requires_action') {
      const body = new URLSearchParams({ outcome: 'succeed' })
      await fetch(setup.next_action!.redirect_to_url!.url!, { method: 'POST', body, redirect: 'manual' })
    }
    const { status, payment_method } = await stripe.setupIntents.retrieve(setup.id)
    assert.equal(status, 'succeeded')
    assert.equal(await pay(payment_method as string, '&off_session=true'), setUp)
    assert.ok((await news()).includes('setup_intent.succeeded'))
  })

behaves('POST /v1/payment_intents', 'shows how its bank heard from the customer', async (world) => {
  const { stripe, news } = world
  const how = { confirm: true, payment_method: 'pm_card_threeDSecure2Required', return_url: BACK }
  const { id, next_action } = await stripe.paymentIntents.create({ amount: 2000, currency: 'usd', ...how })
  const body = new URLSearchParams({ outcome: 'succeed' })
  await fetch(next_action!.redirect_to_url!.url!, { method: 'POST', body, redirect: 'manual' })
  const { latest_charge } = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] })
  const { three_d_secure } = (latest_charge as Stripe.Charge).payment_method_details!.card!
  const { authentication_flow, result, result_reason, version } = three_d_secure!
  assert.deepEqual([authentication_flow, result, result_reason, version], ['challenge', 'authenticated', null, '2.2.0'])
  const plain = await stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    confirm: true,
    payment_method: 'pm_card_visa',
    return_url: BACK,
    expand: ['latest_charge'],
  })
  assert.equal((plain.latest_charge as Stripe.Charge).payment_method_details!.card!.three_d_secure, null)
  assert.ok((await news()).includes('payment_intent.requires_action'))
})

behaves('POST /v1/payment_intents', 'asks where it is asked to', async ({ stripe, news }) => {
  const payment_method_options = { card: { request_three_d_secure: 'any' as const } }
  const how = {
    confirm: true,
    payment_method: 'pm_card_threeDSecureOptional',
    return_url: BACK,
    payment_method_options,
  }
  const intent = await stripe.paymentIntents.create({ amount: 2000, currency: 'usd', ...how })
  assert.equal(intent.status, 'requires_action')
  assert.deepEqual(await news(), ['payment_intent.created', 'payment_intent.requires_action'])
})

behaves('POST /v1/payment_intents', 'fails rather than asks, where that is wanted', async ({ call, news }) => {
  const form =
    `amount=2000&currency=usd&payment_method=pm_card_authenticationRequired&confirm=true&return_url=${BACK}` +
    '&error_on_requires_action=true'
  const { status, body } = await call('POST', '/v1/payment_intents', form)
  assert.deepEqual([status, body.error.type, body.error.code], [402, 'card_error', 'authentication_required'])
  assert.equal(body.error.payment_intent.status, 'requires_payment_method')
  assert.deepEqual(await news(), DECLINED)
})

behaves('POST /v1/payment_intents', 'is declined after the question with the card that says so', async (world) => {
  const { stripe, news } = world
  const how = { confirm: true, payment_method: 'pm_card_threeDSecureRequiredChargeDeclined', return_url: BACK }
  const { id, next_action } = await stripe.paymentIntents.create({ amount: 2000, currency: 'usd', ...how })
  const body = new URLSearchParams({ outcome: 'succeed' })
  await fetch(next_action!.redirect_to_url!.url!, { method: 'POST', body, redirect: 'manual' })
  const { status, last_payment_error } = await stripe.paymentIntents.retrieve(id)
  assert.deepEqual([status, last_payment_error!.code], ['requires_payment_method', 'card_declined'])
  assert.deepEqual(await news(), [
    'payment_intent.created',
    'payment_intent.requires_action',
    'charge.failed',
    'payment_intent.payment_failed',
  ])
})

behaves('POST /v1/payment_intents/{id}/confirm', 'is the server’s to finish, where it wants to', async (world) => {
  // confirmation_method=manual: https://docs.stripe.com/payments/accept-a-payment-synchronously
  const { stripe, news } = world
  const how = { confirm: true, payment_method: 'pm_card_authenticationRequired', return_url: BACK } as const
  const asked = { amount: 2000, currency: 'usd', confirmation_method: 'manual', ...how } as const
  const { id, next_action } = await stripe.paymentIntents.create(asked)
  const body = new URLSearchParams({ outcome: 'succeed' })
  await fetch(next_action!.redirect_to_url!.url!, { method: 'POST', body, redirect: 'manual' })
  assert.equal((await stripe.paymentIntents.retrieve(id)).status, 'requires_confirmation')
  assert.deepEqual(await news(), ['payment_intent.created', 'payment_intent.requires_action'])
  const paid = await stripe.paymentIntents.confirm(id, { return_url: BACK })
  assert.equal(paid.status, 'succeeded')
  assert.deepEqual(await news(), ['charge.succeeded', 'payment_intent.succeeded'])
})
