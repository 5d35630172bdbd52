// When the periods of a new subscription begin and end: anchors, days in the past, and days on which it ends. Amounts are by
// hand. (docs.stripe.com/billing/subscriptions/billing-cycle, …/backdating)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import {
  ADDED,
  BOUGHT,
  buyer,
  day,
  FEB,
  HOUR,
  latest,
  linesOf,
  MODES,
  mode,
  newsOf,
  periodOf,
  photos,
  RENEWED,
  START,
  SUBSCRIBED,
  UPDATED,
} from './subscribing.ts'

const CREATE = 'POST /v1/subscriptions'

for (const type of MODES)
  behaves(CREATE, `bills what is left until its anchor (${type})`, async (world) => {
    // From 1 to 11 January are 10 of the 31 days from 11 December on: 31.00 × 10/31 = 10.00
    const anchor = day('2025-01-11')
    const { made, invoice, id, go } = await photos(world, { billing_cycle_anchor: anchor, ...mode(type) })
    assert.deepEqual([made.billing_cycle_anchor, ...periodOf(made)], [anchor, START, anchor])
    assert.deepEqual(linesOf(invoice!), [['Remaining time on Photos after 01 Jan 2025', 1000, START, anchor]])
    const details = invoice!.lines.data[0]!.parent!.subscription_item_details!
    assert.deepEqual([details.proration, details.invoice_item], [true, null])
    assert.deepEqual(await newsOf(world), BOUGHT)
    await go(anchor + HOUR)
    assert.deepEqual(linesOf(await latest(world, id)), [
      ['1 × Photos (at $31.00 / month)', 3100, anchor, day('2025-02-11')],
    ])
    assert.deepEqual(await newsOf(world), RENEWED)
  })

behaves(CREATE, 'gives away what is left until its anchor, if nothing is prorated', async (world) => {
  // docs.stripe.com/billing/subscriptions/billing-cycle: no invoice is made before the first whole period.
  const anchor = day('2025-01-11')
  const { made, id, go } = await photos(world, { billing_cycle_anchor: anchor, proration_behavior: 'none' })
  assert.deepEqual([made.status, made.latest_invoice, ...periodOf(made)], ['active', null, START, anchor])
  assert.deepEqual(await newsOf(world), [SUBSCRIBED])
  await go(anchor + HOUR)
  assert.equal((await latest(world, id)).amount_paid, 3100)
  assert.deepEqual(
    (await newsOf(world)).filter((type) => type !== 'customer.updated'),
    RENEWED,
  )
})

/** Parts of a date, and the anchor that they make of 1 January 2025. A time that is not said is that of the creation. */
const CONFIGS: readonly (readonly [Stripe.SubscriptionCreateParams.BillingCycleAnchorConfig, number, number])[] = [
  // 31.00 × 30/31, of the period from 31 December on
  [{ day_of_month: 31 }, day('2025-01-31'), 3000],
  // 31.00 × (10 days and 12 hours)/31 days
  [{ day_of_month: 11, hour: 12, minute: 0, second: 0 }, day('2025-01-11') + 12 * HOUR, 1050],
]
for (const [config, anchor, cents] of CONFIGS)
  behaves(CREATE, `has an anchor of the parts ${JSON.stringify(config)}`, async (world) => {
    const { made, invoice } = await photos(world, { billing_cycle_anchor_config: config })
    assert.deepEqual([made.billing_cycle_anchor, ...periodOf(made)], [anchor, START, anchor])
    assert.deepEqual(made.billing_cycle_anchor_config, {
      hour: null,
      minute: null,
      month: null,
      second: null,
      ...config,
    })
    assert.equal(invoice!.total, cents)
    assert.deepEqual(await newsOf(world), BOUGHT)
  })

behaves(CREATE, 'has its last day come back after a short month', async (world) => {
  // docs.stripe.com/billing/subscriptions/billing-cycle
  const { made, go, id } = await photos(world, {
    billing_cycle_anchor_config: { day_of_month: 31 },
    proration_behavior: 'none',
  })
  const ends = [periodOf(made)[1]!]
  for (let i = 0; i < 3; i++) {
    await go(ends.at(-1)!)
    ends.push(periodOf(await world.stripe.subscriptions.retrieve(id))[1]!)
  }
  assert.deepEqual(ends, [day('2025-01-31'), day('2025-02-28'), day('2025-03-31'), day('2025-04-30')])
  assert.equal((await newsOf(world))[0], SUBSCRIBED)
})

behaves(CREATE, 'bills all periods since a day in the past, in flexible billing', async (world) => {
  // docs.stripe.com/billing/subscriptions/backdating: a line for each period, and the anchor is that day.
  const start = day('2024-11-11')
  const { made, invoice, id, go } = await photos(world, { backdate_start_date: start })
  assert.deepEqual([made.start_date, made.billing_cycle_anchor, made.created], [start, start, START])
  assert.deepEqual(periodOf(made), [day('2024-12-11'), day('2025-01-11')])
  assert.deepEqual(linesOf(invoice!), [
    ['1 × Photos (at $31.00 / month)', 3100, start, day('2024-12-11')],
    ['1 × Photos (at $31.00 / month)', 3100, day('2024-12-11'), day('2025-01-11')],
  ])
  assert.equal(invoice!.amount_paid, 6200)
  assert.deepEqual(await newsOf(world), BOUGHT)
  await go(day('2025-01-11') + HOUR)
  assert.equal((await latest(world, id)).amount_paid, 3100)
  assert.deepEqual(await newsOf(world), RENEWED)
})

behaves(CREATE, 'bills all since a day in the past until its anchor, in flexible billing', async (world) => {
  // Until 1 December are 20 of the 30 days of a period that begins on 1 November: 30.00 × 20/30; then December, and January.
  const who = await buyer(world)
  const price = await who.price('Films', 3000)
  const { id, billing_cycle_anchor } = await world.stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price }],
    backdate_start_date: day('2024-11-11'),
    billing_cycle_anchor: FEB,
  })
  assert.equal(billing_cycle_anchor, FEB)
  assert.deepEqual(linesOf(await latest(world, id)), [
    ['Remaining time on Films after 11 Nov 2024', 2000, day('2024-11-11'), day('2024-12-01')],
    ['1 × Films (at $30.00 / month)', 3000, day('2024-12-01'), START],
    ['1 × Films (at $30.00 / month)', 3000, START, FEB],
  ])
  assert.deepEqual(await newsOf(world), BOUGHT)
})

behaves(CREATE, 'bills all since a day in the past in one line, in classic billing', async (world) => {
  // docs.stripe.com/billing/subscriptions/backdating: 51 days, as a part of a period of 30 days that begins then, and the
  // period that begins now. 30.00 × 51/30 = 51.00
  const who = await buyer(world)
  const price = await who.price('Films', 3000)
  const start = day('2024-11-11')
  const made = await world.stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price }],
    backdate_start_date: start,
    billing_mode: { type: 'classic' },
  })
  assert.deepEqual([made.start_date, made.billing_cycle_anchor, ...periodOf(made)], [start, START, START, FEB])
  assert.deepEqual(linesOf(await latest(world, made.id)), [
    ['Remaining time on Films after 11 Nov 2024', 5100, start, START],
    ['1 × Films (at $30.00 / month)', 3000, START, FEB],
  ])
  assert.deepEqual(await newsOf(world), BOUGHT)
})

for (const type of MODES)
  behaves(CREATE, `only dates back, if nothing is prorated (${type})`, async (world) => {
    const start = day('2024-11-11')
    const { made } = await photos(world, { backdate_start_date: start, proration_behavior: 'none', ...mode(type) })
    assert.deepEqual([made.start_date, made.status, made.latest_invoice], [start, 'active', null])
    assert.deepEqual(await newsOf(world), [SUBSCRIBED])
  })

behaves(CREATE, 'gives back only the current one of the periods that it was billed for at once', async (world) => {
  const { id, customer, price, go, made } = await photos(world, { backdate_start_date: day('2024-11-01') })
  await newsOf(world)
  await go(day('2025-01-17'))
  const films = await price('Films', 6200)
  await world.stripe.subscriptions.update(id, { items: [{ id: made.items.data[0]!.id, price: films }] })
  const { data } = await world.stripe.invoiceItems.list({ customer, pending: true })
  // 31.00 × 15/31, and 62.00 × 15/31
  assert.deepEqual(
    data.map(({ amount }) => amount),
    [3000, -1500],
  )
  assert.deepEqual(await newsOf(world), [ADDED, ADDED, UPDATED])
})

behaves(CREATE, 'ends with its period, if told to', async (world) => {
  const { made } = await photos(world, { cancel_at_period_end: true })
  assert.deepEqual(
    [made.cancel_at, made.cancel_at_period_end, made.canceled_at, made.status],
    [FEB, true, START, 'active'],
  )
  assert.deepEqual(await newsOf(world), BOUGHT)
})

for (const [type, behavior, cents, said] of [
  // https://docs.stripe.com/api/subscriptions/create#create_subscription-cancel_at; …/billing-mode/compare: in classic billing
  // it is prorated anyway. 31.00 × 10/31
  ['flexible', 'create_prorations', 1000, 'Remaining time on Photos after 01 Jan 2025'],
  ['flexible', 'none', 3100, '1 × Photos (at $31.00 / month)'],
  ['classic', 'none', 1000, 'Remaining time on Photos after 01 Jan 2025'],
] as const)
  behaves(CREATE, `has a first period until it ends (${type}, ${behavior})`, async (world) => {
    const end = day('2025-01-11')
    const { made, invoice, go, id } = await photos(world, {
      cancel_at: end,
      proration_behavior: behavior,
      ...mode(type),
    })
    assert.deepEqual([made.cancel_at, made.cancel_at_period_end, ...periodOf(made)], [end, false, START, end])
    assert.deepEqual(linesOf(invoice!), [[said, cents, START, end]])
    assert.deepEqual(await newsOf(world), BOUGHT)
    await go(end)
    assert.equal((await world.stripe.subscriptions.retrieve(id)).status, 'canceled')
    assert.deepEqual(await newsOf(world), ['customer.subscription.deleted'])
  })

behaves(CREATE, 'bills a later period only until it ends', async (world) => {
  // "If set during a future period, this will always cause a proration for that period": from 1 to 15 February are 14 of 28
  // days: 28.00 × 14/28
  const who = await buyer(world)
  const price = await who.price('Photos', 2800)
  const end = day('2025-02-15')
  const { id } = await world.stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price }],
    cancel_at: end,
    proration_behavior: 'none',
  })
  await who.go(FEB + HOUR)
  assert.deepEqual(linesOf(await latest(world, id)), [['Remaining time on Photos after 01 Feb 2025', 1400, FEB, end]])
  await who.go(end)
  assert.deepEqual(await newsOf(world), [...BOUGHT, ...RENEWED, 'customer.subscription.deleted'])
})
