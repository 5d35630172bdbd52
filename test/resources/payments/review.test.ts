// Reviews: payments that somebody should look at, until something has become of them.
// (https://docs.stripe.com/api/radar/reviews/object; https://docs.stripe.com/radar/reviews)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { CARDS, paid } from './paying.ts'

const CARD = 'pm_card_riskLevelElevated'

async function held(
  world: Pick<Sandbox, 'stripe' | 'news'>,
  more: Partial<Stripe.PaymentIntentCreateParams> = {},
): Promise<{ intent: string; charge: string; review: string }> {
  const { intent, charge } = await paid(world, CARD, more)
  return { intent, charge, review: (await world.stripe.charges.retrieve(charge)).review as string }
}

/** Whether it is open, and why not. */
const stateOf = async ({ stripe }: Pick<Sandbox, 'stripe'>, id: string) => {
  const { open, closed_reason, reason } = await stripe.reviews.retrieve(id)
  return [open, closed_reason, reason]
}

behaves('GET /v1/reviews/{id}', 'is opened with a payment of elevated risk', async (world) => {
  const { stripe, news } = world
  const how = { confirm: true, capture_method: 'automatic' as const, ...CARDS }
  const payment_method_data = {
    type: 'card' as const,
    card: { number: '4000000000009235', exp_month: 8, exp_year: 2034 },
    billing_details: { address: { postal_code: '94107' } },
  }
  const raw = payment_method_data as unknown as Stripe.PaymentIntentCreateParams.PaymentMethodData
  const intent = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd', payment_method_data: raw, ...how })
  assert.deepEqual(await news(), [
    'payment_intent.created',
    'charge.succeeded',
    'review.opened',
    'payment_intent.succeeded',
  ])
  const charge = await stripe.charges.retrieve(intent.latest_charge as string)
  assert.deepEqual([intent.review, charge.outcome?.type], [charge.review, 'manual_review'])
  const { id, created, lastResponse: _, ...rest } = await stripe.reviews.retrieve(charge.review as string)
  assert.match(id, /^prv_[A-Za-z0-9]{24}$/)
  assert.equal(created, charge.created)
  assert.deepEqual(rest, {
    object: 'review',
    billing_zip: '94107',
    charge: charge.id,
    closed_reason: null,
    ip_address: null,
    ip_address_location: null,
    livemode: false,
    open: true,
    opened_reason: 'rule',
    payment_intent: intent.id,
    reason: 'rule',
    session: null,
  })
  const { data } = await stripe.events.list({ type: 'charge.succeeded' })
  assert.equal((data[0]!.data.object as Stripe.Charge).review, id)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/reviews/{id}/approve', 'closes it, once', async (world) => {
  const { stripe, call, news } = world
  const { review, charge, intent } = await held(world)
  const approved = await stripe.reviews.approve(review)
  assert.deepEqual([approved.open, approved.closed_reason, approved.reason], [false, 'approved', 'approved'])
  assert.deepEqual(await news(), ['review.closed'])
  refused(await call('POST', `/v1/reviews/${review}/approve`), 400, {
    message: 'This review is already closed (approved).',
  })
  assert.equal((await stripe.charges.retrieve(charge)).review, review)
  assert.equal((await stripe.paymentIntents.retrieve(intent)).review, review)
  await stripe.refunds.create({ charge })
  assert.deepEqual(await news(), ['refund.created', 'charge.refunded'])
  assert.deepEqual(await stateOf(world, review), [false, 'approved', 'approved'])
  refused(await call('POST', '/v1/reviews/prv_none/approve'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such review: 'prv_none'",
  })
})

behaves('GET /v1/reviews/{id}', 'is closed when all is refunded', async (world) => {
  const { stripe, news } = world
  const { review, charge } = await held(world)
  await stripe.refunds.create({ charge, amount: 1 })
  assert.deepEqual(await stateOf(world, review), [true, null, 'rule'])
  await news()
  await stripe.refunds.create({ charge })
  assert.deepEqual(await news(), ['refund.created', 'charge.refunded', 'review.closed'])
  assert.deepEqual(await stateOf(world, review), [false, 'refunded', 'refunded'])
})

behaves('GET /v1/reviews/{id}', 'is closed as fraud when the merchant reported it so', async (world) => {
  const { stripe, news } = world
  const { review, charge } = await held(world)
  await stripe.charges.update(charge, { fraud_details: { user_report: 'fraudulent' } })
  await stripe.refunds.create({ charge })
  assert.deepEqual(await news(), ['charge.updated', 'refund.created', 'charge.refunded', 'review.closed'])
  assert.deepEqual(await stateOf(world, review), [false, 'refunded_as_fraud', 'refunded_as_fraud'])
})

behaves('GET /v1/reviews/{id}', 'is opened for a hold, and closed when it is let go', async (world) => {
  const { stripe, news } = world
  const { review, intent } = await held(world, { capture_method: 'manual' })
  assert.equal((await stripe.paymentIntents.retrieve(intent)).review, review)
  assert.deepEqual(await stateOf(world, review), [true, null, 'rule'])
  await stripe.paymentIntents.cancel(intent)
  assert.deepEqual(await news(), ['payment_intent.canceled', 'review.closed'])
  assert.deepEqual(await stateOf(world, review), [false, 'canceled', 'canceled'])
})

behaves('GET /v1/reviews', 'lists those that are open', async (world) => {
  const { stripe, call, news } = world
  const one = await held(world)
  const two = await held(world)
  const three = await held(world)
  await paid(world)
  await stripe.reviews.approve(two.review)
  await news()
  const ids = async (params: object) => (await stripe.reviews.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [three.review, one.review])
  assert.deepEqual(await ids({ limit: 1 }), [three.review])
  assert.deepEqual(await ids({ starting_after: three.review }), [one.review])
  refused(await call('GET', '/v1/reviews?open=false'), 400, {
    code: 'parameter_unknown',
    param: 'open',
    message: 'Received unknown parameter: open',
  })
  assert.deepEqual(await news(), [])
})
