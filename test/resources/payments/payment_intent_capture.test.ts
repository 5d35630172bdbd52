// What happens to money that is only held: captured whole, in part or in parts, raised, let go, or forgotten.
// (https://docs.stripe.com/payments/place-a-hold-on-a-payment-method)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import type { Sandbox } from '../../world.ts'

const DAY = 86_400
const CARDS = { automatic_payment_methods: { enabled: true, allow_redirects: 'never' as const } }
const HELD = ['payment_intent.created', 'charge.succeeded', 'payment_intent.amount_capturable_updated']

/** An intent of $20.00 whose money is held by a card. */
async function held(
  { stripe, news }: Pick<Sandbox, 'stripe' | 'news'>,
  more: Partial<Stripe.PaymentIntentCreateParams> = {},
) {
  const asked = { amount: 2000, currency: 'usd', capture_method: 'manual', payment_method: 'pm_card_visa' } as const
  const intent = await stripe.paymentIntents.create({ ...asked, confirm: true, ...CARDS, ...more })
  assert.equal(intent.status, 'requires_capture')
  assert.deepEqual(await news(), HELD)
  return intent
}

const chargeOf = ({ stripe }: Pick<Sandbox, 'stripe'>, intent: Stripe.PaymentIntent) =>
  stripe.charges.retrieve(intent.latest_charge as string, { expand: ['balance_transaction'] })

/** What tells how much was held, taken and moved. */
const sums = (charge: Stripe.Charge) => ({
  captured: charge.captured,
  amounts: [charge.amount, charge.amount_captured, charge.amount_refunded],
  moved: (charge.balance_transaction as Stripe.BalanceTransaction | null)?.amount ?? null,
})

behaves('POST /v1/payment_intents', 'holds the money where capture is manual', async (world) => {
  const intent = await held(world)
  assert.deepEqual([intent.amount_capturable, intent.amount_received], [2000, 0])
  const charge = await chargeOf(world, intent)
  assert.deepEqual([charge.status, charge.paid], ['succeeded', true])
  assert.deepEqual(sums(charge), { captured: false, amounts: [2000, 0, 0], moved: null })
  // A hold of a card lasts seven days.
  assert.equal(charge.payment_method_details!.card!.capture_before, charge.created + 7 * DAY)
  assert.deepEqual(await world.news(), [])
})

behaves('POST /v1/payment_intents', 'holds the money where only cards are captured by hand', async (world) => {
  const payment_method_options = { card: { capture_method: 'manual' as const } }
  const intent = await held(world, { capture_method: 'automatic', payment_method_options })
  assert.equal(intent.capture_method, 'automatic')
  assert.equal(intent.payment_method_options!.card!.capture_method, 'manual')
  assert.deepEqual(await world.news(), [])
})

behaves('POST /v1/payment_intents/{id}/capture', 'takes all that is held', async (world) => {
  const intent = await held(world)
  const taken = await world.stripe.paymentIntents.capture(intent.id)
  assert.deepEqual([taken.status, taken.amount_capturable, taken.amount_received], ['succeeded', 0, 2000])
  const charge = await chargeOf(world, taken)
  assert.equal(charge.id, intent.latest_charge)
  assert.deepEqual(sums(charge), { captured: true, amounts: [2000, 2000, 0], moved: 2000 })
  assert.deepEqual(await world.news(), ['charge.captured', 'payment_intent.succeeded'])
})

behaves('POST /v1/payment_intents/{id}/capture', 'takes a part and lets go of the rest', async (world) => {
  // No refund is made of what was never moved: docs.stripe.com/changelog/basil/2025-03-31, "Partially capturing …".
  const intent = await held(world)
  const taken = await world.stripe.paymentIntents.capture(intent.id, { amount_to_capture: 750 })
  assert.deepEqual([taken.status, taken.amount, taken.amount_received], ['succeeded', 2000, 750])
  assert.deepEqual([taken.amount_capturable], [0])
  assert.deepEqual(sums(await chargeOf(world, taken)), { captured: true, amounts: [2000, 750, 0], moved: 750 })
  assert.deepEqual(await world.news(), ['charge.captured', 'payment_intent.succeeded'])
})

behaves('POST /v1/payment_intents/{id}/capture', 'takes parts, where that was asked for', async (world) => {
  const intent = await held(world, {
    payment_method_options: { card: { request_multicapture: 'if_available' } },
  })
  const { capture } = world.stripe.paymentIntents
  const take = capture.bind(world.stripe.paymentIntents)
  const first = await take(intent.id, { amount_to_capture: 500, final_capture: false })
  assert.deepEqual([first.status, first.amount_capturable, first.amount_received], ['requires_capture', 1500, 500])
  assert.deepEqual(await world.news(), ['charge.updated', 'payment_intent.amount_capturable_updated'])
  const second = await take(intent.id, { amount_to_capture: 700, final_capture: false })
  assert.deepEqual([second.status, second.amount_capturable, second.amount_received], ['requires_capture', 800, 1200])
  assert.deepEqual(await world.news(), ['charge.updated', 'payment_intent.amount_capturable_updated'])
  const last = await take(intent.id, { amount_to_capture: 100 })
  assert.deepEqual([last.status, last.amount_capturable, last.amount_received], ['succeeded', 0, 1300])
  assert.deepEqual(sums(await chargeOf(world, last)), { captured: true, amounts: [2000, 1300, 0], moved: 100 })
  const moved = await world.stripe.balanceTransactions.list({ source: intent.latest_charge as string })
  assert.deepEqual(
    moved.data.map(({ amount }) => amount),
    [100, 700, 500],
  )
  assert.deepEqual(await world.news(), ['charge.captured', 'payment_intent.succeeded'])
})

behaves('POST /v1/payment_intents/{id}/capture', 'refuses what cannot be taken', async (world) => {
  const { id } = await held(world)
  const path = `/v1/payment_intents/${id}/capture`
  const much = await world.call('POST', path, 'amount_to_capture=2001')
  assert.deepEqual(
    [much.status, much.body.error.code, much.body.error.param],
    [400, 'amount_too_large', 'amount_to_capture'],
  )
  const none = await world.call('POST', path, 'amount_to_capture=0')
  assert.deepEqual([none.status, none.body.error.message], [400, 'This value must be greater than or equal to 1.'])
  const parts = await world.call('POST', path, 'amount_to_capture=5&final_capture=false')
  assert.deepEqual([parts.status, parts.body.error.param], [400, 'final_capture'])
  assert.deepEqual(await world.news(), [])
  assert.equal((await world.call('POST', path)).status, 200)
  const again = await world.call('POST', path)
  assert.deepEqual([again.status, again.body.error.code], [400, 'payment_intent_unexpected_state'])
  assert.equal(
    again.body.error.message,
    'This PaymentIntent could not be captured because it has a status of succeeded. Only a PaymentIntent with one of the ' +
      'following statuses may be captured: requires_capture.',
  )
  assert.equal(again.body.error.payment_intent.id, id)
  assert.deepEqual(await world.news(), ['charge.captured', 'payment_intent.succeeded'])
})

behaves('POST /v1/payment_intents/{id}/cancel', 'keeps what was captured in parts', async (world) => {
  const intent = await held(world, { payment_method_options: { card: { request_multicapture: 'if_available' } } })
  await world.stripe.paymentIntents.capture(intent.id, { amount_to_capture: 500, final_capture: false })
  await world.news()
  const over = await world.stripe.paymentIntents.cancel(intent.id)
  assert.deepEqual([over.status, over.amount_received, over.amount_capturable], ['succeeded', 500, 0])
  assert.deepEqual(sums(await chargeOf(world, over)), { captured: true, amounts: [2000, 500, 0], moved: 500 })
  assert.deepEqual(await world.news(), ['charge.captured', 'payment_intent.succeeded'])
  // And it can be sent back, as any payment.
  assert.equal((await world.stripe.refunds.create({ payment_intent: intent.id })).amount, 500)
  await world.news()
})

behaves('POST /v1/payment_intents/{id}/cancel', 'lets go of what is held', async (world) => {
  const intent = await held(world)
  const gone = await world.stripe.paymentIntents.cancel(intent.id, { cancellation_reason: 'requested_by_customer' })
  assert.deepEqual([gone.status, gone.amount_capturable], ['canceled', 0])
  assert.deepEqual([gone.cancellation_reason, gone.amount_received], ['requested_by_customer', 0])
  assert.deepEqual(sums(await chargeOf(world, gone)), { captured: false, amounts: [2000, 0, 0], moved: null })
  assert.deepEqual(await world.news(), ['payment_intent.canceled'])
  // What ran out would be told once more, were it still held.
  await world.advance(8 * DAY)
  assert.deepEqual(await world.news(), [])
})

behaves('GET /v1/payment_intents/{id}', 'is over when nobody captures for a week', async (world) => {
  const intent = await held(world)
  await world.advance(7 * DAY - 60)
  assert.equal((await world.stripe.paymentIntents.retrieve(intent.id)).status, 'requires_capture')
  assert.deepEqual(await world.news(), [])
  await world.advance(120)
  const over = await world.stripe.paymentIntents.retrieve(intent.id)
  assert.deepEqual([over.status, over.cancellation_reason, over.amount_capturable], ['canceled', 'expired', 0])
  assert.deepEqual(sums(await chargeOf(world, over)), { captured: false, amounts: [2000, 0, 0], moved: null })
  assert.deepEqual(await world.news(), ['charge.expired', 'payment_intent.canceled'])
})

behaves('POST /v1/payment_intents/{id}/increment_authorization', 'holds more', async (world) => {
  const options = { card: { request_incremental_authorization: 'if_available' as const } }
  const intent = await held(world, { payment_method_options: options })
  const raised = await world.stripe.paymentIntents.incrementAuthorization(intent.id, {
    amount: 3500,
    description: 'Longer stay',
  })
  assert.deepEqual([raised.status, raised.amount, raised.amount_capturable], ['requires_capture', 3500, 3500])
  assert.equal(raised.description, 'Longer stay')
  assert.deepEqual((await chargeOf(world, raised)).amount, 3500)
  assert.deepEqual(await world.news(), ['charge.updated', 'payment_intent.amount_capturable_updated'])
  const taken = await world.stripe.paymentIntents.capture(intent.id)
  assert.deepEqual([taken.amount_received], [3500])
  assert.deepEqual(await world.news(), ['charge.captured', 'payment_intent.succeeded'])
})

behaves(
  'POST /v1/payment_intents/{id}/increment_authorization',
  'refuses less, and without the wish',
  async (world) => {
    const options = { card: { request_incremental_authorization: 'if_available' as const } }
    const { id } = await held(world, { payment_method_options: options })
    const less = await world.call('POST', `/v1/payment_intents/${id}/increment_authorization`, 'amount=2000')
    assert.deepEqual([less.status, less.body.error.param], [400, 'amount'])
    const { id: plain } = await held(world)
    const none = await world.call('POST', `/v1/payment_intents/${plain}/increment_authorization`, 'amount=3000')
    assert.deepEqual([none.status, none.body.error.type], [400, 'invalid_request_error'])
    assert.deepEqual(await world.news(), [])
  },
)

behaves('POST /v1/payment_intents/{id}/increment_authorization', 'stops after ten times', async (world) => {
  const options = { card: { request_incremental_authorization: 'if_available' as const } }
  const { id } = await held(world, { payment_method_options: options })
  const raise = (amount: number) =>
    world.call('POST', `/v1/payment_intents/${id}/increment_authorization`, `amount=${amount}`)
  for (let i = 1; i <= 10; i++) assert.equal((await raise(2000 + i)).status, 200)
  assert.equal((await raise(2011)).status, 400)
  assert.equal((await world.stripe.paymentIntents.retrieve(id)).amount, 2010)
  assert.equal((await world.news()).length, 20)
})

behaves('POST /v1/payment_intents', 'books an asynchronous capture a moment later', async (world) => {
  // https://docs.stripe.com/payments/payment-intents/asynchronous-capture
  const intent = await world.stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    confirm: true,
    ...CARDS,
  })
  assert.equal(intent.capture_method, 'automatic_async')
  assert.deepEqual(sums(await chargeOf(world, intent)), { captured: true, amounts: [2000, 2000, 0], moved: null })
  assert.deepEqual(await world.news(), ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded'])
  await world.advance(60)
  assert.deepEqual(sums(await chargeOf(world, intent)), { captured: true, amounts: [2000, 2000, 0], moved: 2000 })
  assert.deepEqual(await world.news(), ['charge.updated'])
})
