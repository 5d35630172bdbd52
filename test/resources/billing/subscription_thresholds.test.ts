// Thresholds: what is used is billed when it has come to so much. (https://docs.stripe.com/billing/subscriptions/usage-based/thresholds)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { TIERS, used } from './measuring.ts'
import { metered, send } from './metered.ts'
import {
  billed,
  BOUGHT,
  buyer,
  DAY,
  day,
  FEB,
  HOUR,
  JAN,
  latest,
  linesOf,
  newsOf,
  periodOf,
  RENEWED,
  SUBSCRIBED,
  UPDATED,
} from './subscribing.ts'

const CREATE = 'POST /v1/subscriptions'
const EVENT = 'POST /v1/billing/meter_events'

behaves(EVENT, 'bills what has come to the amount of a threshold, and only once', async (world) => {
  const { stripe } = world
  const who = await buyer(world)
  const desk = await who.price('Desk', 2000)
  const { price, use } = await used(world, who, 'Calls', TIERS)
  const made = await stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price: desk }, { price }],
    billing_thresholds: { amount_gte: 10_000 },
  })
  assert.deepEqual(made.billing_thresholds, { amount_gte: 10_000, reset_billing_cycle_anchor: null })
  assert.deepEqual(await newsOf(world), BOUGHT)
  const FIFTH = day('2025-01-05')
  await who.go(FIFTH)
  // 199 · 0.50 is 99.50.
  await use(199)
  await who.go(FIFTH + HOUR)
  assert.deepEqual(await newsOf(world), [])
  await use(1)
  await who.go(FIFTH + 3 * HOUR)
  const first = await latest(world, made.id)
  assert.deepEqual(linesOf(first), [['200 × Calls (Tier 1 at $0.50 / month)', 10_000, JAN, FIFTH + HOUR]])
  assert.deepEqual(
    [first.billing_reason, first.period_start, first.period_end, first.status, first.threshold_reason],
    ['subscription_threshold', JAN, FIFTH + HOUR, 'paid', { amount_gte: 10_000, item_reasons: [] }],
  )
  assert.deepEqual(await newsOf(world), RENEWED)
  const TENTH = day('2025-01-10')
  await who.go(TENTH)
  // A hundred more at 0.50 and a hundred at 0.40 are 90.00.
  await use(200)
  await who.go(TENTH + HOUR)
  assert.deepEqual(await newsOf(world), [])
  await use(25)
  await who.go(TENTH + 3 * HOUR)
  const second = await latest(world, made.id)
  // Tiers go on.
  assert.deepEqual(linesOf(second), [
    ['100 × Calls (Tier 1 at $0.50 / month)', 5000, FIFTH + HOUR, TENTH + HOUR],
    ['125 × Calls (Tier 2 at $0.40 / month)', 5000, FIFTH + HOUR, TENTH + HOUR],
  ])
  assert.deepEqual(await newsOf(world), RENEWED)
  const next = await stripe.invoices.createPreview({ subscription: made.id })
  const march = day('2025-03-01')
  assert.deepEqual(linesOf(next), [
    ['1 × Desk (at $20.00 / month)', 2000, FEB, march],
    ['0 × Calls (Tier 2 at $0.40 / month)', 0, TENTH + HOUR, FEB],
  ])
  // On the last day of a period nothing is measured: what is left is billed with the renewal, and the tiers begin anew.
  await who.go(FEB - 12 * HOUR)
  await use(300)
  await who.go(FEB - HOUR)
  assert.deepEqual(await newsOf(world), [])
  await who.go(FEB + 2 * HOUR)
  const renewal = await latest(world, made.id)
  assert.deepEqual(linesOf(renewal), [
    ['1 × Desk (at $20.00 / month)', 2000, FEB, march],
    ['300 × Calls (Tier 2 at $0.40 / month)', 12_000, TENTH + HOUR, FEB],
  ])
  assert.deepEqual([renewal.billing_reason, renewal.threshold_reason], ['subscription_cycle', undefined])
  assert.deepEqual(await newsOf(world), RENEWED)
  await use(200)
  await who.go(FEB + 4 * HOUR)
  assert.deepEqual(linesOf(await latest(world, made.id)), [
    ['200 × Calls (Tier 1 at $0.50 / month)', 10_000, FEB, FEB + 2 * HOUR],
  ])
  assert.deepEqual(await newsOf(world), RENEWED)
})

behaves(EVENT, 'begins the cycle anew at a threshold, where it is to', async (world) => {
  const { stripe } = world
  const who = await buyer(world)
  const desk = await who.price('Desk', 3100)
  const { price, use } = await used(world, who, 'Calls', { unit_amount: 10 })
  const made = await stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price: desk }, { price }],
    billing_thresholds: { amount_gte: 1000 },
  })
  // The page turns this on by a call of its own.
  const set = await stripe.subscriptions.update(made.id, { billing_thresholds: { reset_billing_cycle_anchor: true } })
  assert.deepEqual(set.billing_thresholds, { amount_gte: 1000, reset_billing_cycle_anchor: true })
  const ELEVENTH = day('2025-01-11')
  await who.go(ELEVENTH)
  await use(60)
  await use(45)
  await world.news()
  await who.go(ELEVENTH + 2 * HOUR)
  const bill = await latest(world, made.id)
  const then = day('2025-02-11')
  // "As if the subscription naturally arrived at its rollover point".
  assert.deepEqual(linesOf(bill), [
    ['1 × Desk (at $31.00 / month)', 3100, ELEVENTH, then],
    ['105 × Calls (at $0.10 / month)', 1050, JAN, ELEVENTH],
  ])
  assert.deepEqual(
    [bill.billing_reason, bill.threshold_reason, bill.status],
    ['subscription_threshold', { amount_gte: 1000, item_reasons: [] }, 'paid'],
  )
  assert.deepEqual(await newsOf(world), RENEWED)
  const now = await stripe.subscriptions.retrieve(made.id)
  assert.deepEqual(
    [now.billing_cycle_anchor, periodOf(now), periodOf(now, 1)],
    [ELEVENTH, [ELEVENTH, then], [ELEVENTH, then]],
  )
  await who.go(day('2025-01-20'))
  await use(40)
  await who.go(then + 2 * HOUR)
  // What was used in the first second of the period was billed before it.
  assert.deepEqual(linesOf(await latest(world, made.id)), [
    ['1 × Desk (at $31.00 / month)', 3100, then, day('2025-03-11')],
    ['40 × Calls (at $0.10 / month)', 400, ELEVENTH, then],
  ])
  assert.deepEqual(await newsOf(world), RENEWED)
})

behaves(EVENT, 'bills an item that was used so often, and what else was used', async (world) => {
  const { stripe, call } = world
  const who = await buyer(world)
  const calls = await used(world, who, 'Calls', { unit_amount: 10 })
  const mails = await used(world, who, 'Mails', { unit_amount: 1 })
  const made = await stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price: calls.price, billing_thresholds: { usage_gte: 100 } }, { price: mails.price }],
  })
  const [first, second] = made.items.data
  assert.deepEqual([first!.billing_thresholds, second!.billing_thresholds], [{ usage_gte: 100 }, null])
  assert.deepEqual(await newsOf(world), [SUBSCRIBED])
  await mails.use(250)
  await calls.use(99)
  await who.go(JAN + HOUR)
  assert.deepEqual(await newsOf(world), [])
  await calls.use(1)
  await who.go(JAN + 3 * HOUR)
  const bill = await latest(world, made.id)
  assert.deepEqual(linesOf(bill), [
    ['100 × Calls (at $0.10 / month)', 1000, JAN, JAN + HOUR],
    ['250 × Mails (at $0.01 / month)', 250, JAN, JAN + HOUR],
  ])
  assert.deepEqual(bill.threshold_reason, {
    amount_gte: null,
    item_reasons: [{ line_item_ids: [bill.lines.data[0]!.id], usage_gte: 100 }],
  })
  assert.deepEqual(billed(await newsOf(world)), RENEWED)
  // What is billed does not count again: 99 more are not a hundred.
  await calls.use(99)
  await who.go(JAN + 4 * HOUR)
  assert.deepEqual(await newsOf(world), [])
  // Each threshold may be moved, and taken away.
  const moved = await stripe.subscriptionItems.update(first!.id, { billing_thresholds: { usage_gte: 10 } })
  assert.deepEqual(moved.billing_thresholds, { usage_gte: 10 })
  await stripe.subscriptionItems.update(first!.id, { billing_thresholds: '' })
  await stripe.subscriptions.update(made.id, { billing_thresholds: { amount_gte: 5000 } })
  const none = await call('POST', `/v1/subscriptions/${made.id}`, 'billing_thresholds=')
  assert.deepEqual([none.body.billing_thresholds, none.body.items.data[0].billing_thresholds], [null, null])
  assert.deepEqual(await newsOf(world), [UPDATED, UPDATED, UPDATED, UPDATED])
  await calls.use(1000)
  await who.go(JAN + 5 * HOUR)
  assert.deepEqual(await newsOf(world), [])
})

behaves(EVENT, 'gives back what volume makes cheaper', async (world) => {
  const { stripe } = world
  const who = await buyer(world)
  // The sample of the page: 0.50 up to 10 000 and 0.40 for all above, at a threshold of 5 000.00.
  const { price, use } = await used(world, who, 'Ads', {
    ...TIERS,
    tiers_mode: 'volume',
    tiers: [
      { up_to: 10_000, unit_amount: 50 },
      { up_to: 'inf', unit_amount: 40 },
    ],
  })
  const made = await stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price }],
    billing_thresholds: { amount_gte: 500_000 },
  })
  await use(10_000)
  await world.news()
  await who.go(JAN + 2 * HOUR)
  assert.deepEqual(linesOf(await latest(world, made.id)), [['10000 × Ads (at $0.50 / month)', 500_000, JAN, JAN]])
  assert.deepEqual(billed(await newsOf(world)), RENEWED)
  await use(1)
  await who.go(JAN + 4 * HOUR)
  assert.deepEqual(await newsOf(world), [])
  await who.go(FEB + 2 * HOUR)
  const renewal = await latest(world, made.id)
  assert.deepEqual(linesOf(renewal), [
    ['10001 × Ads (at $0.40 / month)', 400_040, JAN, FEB],
    ['Amount previously billed (at $0.50 per unit)', -500_000, JAN, FEB],
  ])
  assert.deepEqual([renewal.total, renewal.status], [-99_960, 'paid'])
  // "Stripe credits this amount to the customer's balance".
  assert.equal(((await stripe.customers.retrieve(who.customer)) as Stripe.Customer).balance, -99_960)
  assert.ok((await newsOf(world)).includes('customer.updated'))
})

behaves(EVENT, 'is measured on the account’s own clock, too', async (world) => {
  const { stripe } = world
  const { id: customer } = await stripe.customers.create()
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
  const meter = await metered(stripe, {})
  const { id: price } = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 50,
    recurring: { interval: 'year', usage_type: 'metered', meter: meter.id },
    product_data: { name: 'Calls' },
  })
  const { id } = await stripe.subscriptions.create({
    customer,
    items: [{ price }],
    billing_thresholds: { amount_gte: 100 },
  })
  await send(stripe, meter, customer, '1')
  await send(stripe, meter, customer, '2')
  await world.news()
  await world.advance(2 * HOUR)
  const bill = await latest(world, id)
  assert.deepEqual([bill.total, bill.status, bill.billing_reason], [150, 'paid', 'subscription_threshold'])
  assert.deepEqual(billed(await newsOf(world)), RENEWED)
})

behaves(CREATE, 'measures after discounts, and no trial', async (world) => {
  const { stripe } = world
  const who = await buyer(world)
  const { price, use } = await used(world, who, 'Calls', { unit_amount: 50 })
  await stripe.coupons.create({ id: 'TENTH', percent_off: 10, duration: 'forever' })
  await world.news()
  const made = await stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price }],
    billing_thresholds: { amount_gte: 10_000 },
    discounts: [{ coupon: 'TENTH' }],
    trial_end: JAN + 10 * DAY,
  })
  assert.deepEqual(await newsOf(world), [SUBSCRIBED])
  await use(500)
  await who.go(JAN + 2 * HOUR)
  assert.deepEqual(await newsOf(world), [])
  await stripe.subscriptions.update(made.id, { trial_end: 'now', proration_behavior: 'none' })
  await who.go(JAN + 2 * DAY)
  await world.news()
  // 222 · 0.50 less a tenth is 99.90.
  await use(222)
  await who.go(JAN + 2 * DAY + HOUR)
  assert.deepEqual(await newsOf(world), [])
  await use(1)
  await who.go(JAN + 2 * DAY + 3 * HOUR)
  const bill = await latest(world, made.id)
  // 111.50 less 11.15.
  assert.deepEqual([bill.subtotal, bill.total, bill.billing_reason], [11_150, 10_035, 'subscription_threshold'])
  assert.deepEqual(billed(await newsOf(world)), RENEWED)
})
