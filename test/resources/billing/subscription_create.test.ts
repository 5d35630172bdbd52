// How a subscription begins: what each parameter makes of its periods and of its first invoice. Amounts are by hand.
// (https://docs.stripe.com/api/subscriptions/create; "recorded": Stripe's answer at 2026-08-26.dahlia)
// One file because the parameters are those of one call.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import {
  ADDED,
  BEGUN_FREE,
  BOUGHT,
  buyer,
  DAY,
  day,
  FEB,
  FINALIZED,
  HOUR,
  latest,
  linesOf,
  MODES,
  mode,
  newsOf,
  RENEWED,
  START,
  SUBSCRIBED,
  UPDATED,
  type World,
} from './subscribing.ts'

const CREATE = 'POST /v1/subscriptions'
type Params = Partial<Stripe.SubscriptionCreateParams>

/** A subscription to Photos at $31.00 a month. */
async function photos(world: World, params: Params = {}) {
  const who = await buyer(world)
  const price = await who.price('Photos', 3100)
  const made = await world.stripe.subscriptions.create({ customer: who.customer, items: [{ price }], ...params })
  return {
    ...who,
    id: made.id,
    photos: price,
    made,
    invoice: made.latest_invoice ? await latest(world, made.id) : null,
  }
}

const periodOf = ({ items }: Stripe.Subscription, i = 0) => [
  items.data[i]!.current_period_start,
  items.data[i]!.current_period_end,
]

behaves(CREATE, 'lives by the clock of its customer', async (world) => {
  const { made, invoice, clock } = await photos(world)
  assert.deepEqual(
    [made.test_clock, made.created, made.start_date, made.billing_cycle_anchor, ...periodOf(made)],
    [clock, START, START, START, START, FEB],
  )
  assert.deepEqual(
    [invoice!.test_clock, invoice!.created, invoice!.period_start, invoice!.period_end],
    [clock, START, START, START],
  )
  assert.deepEqual(linesOf(invoice!), [['1 × Photos (at $31.00 / month)', 3100, START, FEB]])
  assert.deepEqual(invoice!.lines.data[0]!.parent, {
    invoice_item_details: null,
    subscription_item_details: {
      invoice_item: null,
      proration: false,
      proration_details: { credited_items: null },
      subscription: made.id,
      subscription_item: made.items.data[0]!.id,
    },
    type: 'subscription_item_details',
  })
  assert.deepEqual(await newsOf(world), BOUGHT)
})

behaves(CREATE, 'has the trial of its price only if told to', async (world) => {
  // Recorded: the days of a price alone begin no trial.
  const who = await buyer(world)
  const recurring = { interval: 'month' as const, trial_period_days: 10 }
  const price = await who.price('Photos', 3100, { recurring })
  const { customer } = who
  const without = await world.stripe.subscriptions.create({ customer, items: [{ price }] })
  assert.deepEqual([without.status, without.trial_end], ['active', null])
  const tried = await world.stripe.subscriptions.create({ customer, items: [{ price }], trial_from_plan: true })
  assert.deepEqual([tried.status, tried.trial_end], ['trialing', START + 10 * DAY])
  assert.deepEqual(
    (await newsOf(world)).filter((type) => type !== 'customer.updated'),
    [...BOUGHT, ...BEGUN_FREE].filter((type) => type !== 'customer.updated'),
  )
})

behaves(CREATE, 'has no trial where that ends now, or lasts no day', async (world) => {
  for (const params of [{ trial_end: 'now' as const }, { trial_period_days: 0 }]) {
    const { made } = await photos(world, params)
    assert.deepEqual([made.status, made.trial_start, made.trial_end], ['active', null, null])
    assert.deepEqual(await newsOf(world), BOUGHT)
  }
})

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
  const { id, photos: of, customer, price, go, made } = await photos(world, { backdate_start_date: day('2024-11-01') })
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
  assert.ok(of)
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

behaves(CREATE, 'sends its invoices', async (world) => {
  // Recorded: active at once, with a draft that goes on by itself.
  const who = await buyer(world, null)
  const { id, status, days_until_due } = await world.stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price: await who.price('Photos', 3100) }],
    collection_method: 'send_invoice',
    days_until_due: 30,
  })
  assert.deepEqual([status, days_until_due], ['active', 30])
  const draft = await latest(world, id)
  assert.deepEqual(
    [draft.status, draft.auto_advance, draft.number, draft.due_date, draft.attempted, draft.next_payment_attempt],
    ['draft', true, null, START + 30 * DAY, false, null],
  )
  assert.deepEqual(await newsOf(world), [SUBSCRIBED, 'invoice.created'])
  await who.go(START + HOUR)
  assert.deepEqual(await newsOf(world), ['customer.updated', ...FINALIZED, 'invoice.sent'])
  const open = await latest(world, id)
  await world.stripe.invoices.pay(open.id!, { paid_out_of_band: true })
  assert.equal((await world.stripe.subscriptions.retrieve(id)).status, 'active')
  assert.deepEqual(await newsOf(world), ['payment_intent.canceled', 'invoice.updated', 'invoice.paid'])
})

behaves(CREATE, 'bills with it what is bought once', async (world) => {
  const who = await buyer(world)
  const once = await who.price('Setup', 500, { recurring: undefined as never })
  const { product } = await world.stripe.prices.retrieve(once)
  const { id } = await world.stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price: await who.price('Photos', 3100) }],
    add_invoice_items: [
      { price: once, quantity: 2 },
      { price_data: { currency: 'usd', product: product as string, unit_amount: 50 } },
    ],
  })
  const invoice = await latest(world, id)
  assert.deepEqual(
    invoice.lines.data.map(({ amount, quantity }) => [amount, quantity]),
    [
      [1000, 2],
      [50, 1],
      [3100, 1],
    ],
  )
  assert.deepEqual([invoice.total, invoice.status], [4150, 'paid'])
  const [created, ...rest] = BOUGHT
  assert.deepEqual(await newsOf(world), [created, ADDED, ADDED, ...rest])
})

behaves(CREATE, 'takes along what waits for its customer', async (world) => {
  const who = await buyer(world)
  await world.stripe.invoiceItems.create({ customer: who.customer, amount: 700, currency: 'usd', description: 'Frame' })
  await newsOf(world)
  const { id } = await world.stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price: await who.price('Photos', 3100) }],
  })
  assert.equal((await latest(world, id)).amount_paid, 3800)
  assert.deepEqual(
    (await newsOf(world)).filter((type) => type !== 'customer.updated'),
    BOUGHT.filter((type) => type !== 'customer.updated'),
  )
})

for (const type of ['2025-08-27.basil', '2026-08-26.dahlia'] as const)
  behaves(CREATE, `is billed as ${type} does by itself`, async (world) => {
    // docs.stripe.com/billing/subscriptions/billing-mode: flexible from 2025-09-30.clover on.
    const who = await buyer(world)
    const price = await who.price('Photos', 3100)
    const form = `customer=${who.customer}&items[0][price]=${price}`
    const { body } = await world.call('POST', '/v1/subscriptions', form, { 'stripe-version': type })
    const { billing_mode } = await world.stripe.subscriptions.retrieve(body.id)
    const flexible = { flexible: { proration_discounts: 'included' }, type: 'flexible', updated_at: START }
    assert.deepEqual(billing_mode, type < '2025-09' ? { flexible: null, type: 'classic' } : flexible)
    assert.deepEqual(await newsOf(world), BOUGHT)
  })

behaves(CREATE, 'has items that are billed unequally often, in flexible billing', async (world) => {
  const who = await buyer(world)
  const monthly = await who.price('Photos', 3100)
  const yearly = await who.price('Films', 36_500, { recurring: { interval: 'year' } })
  const { customer } = who
  const made = await world.stripe.subscriptions.create({ customer, items: [{ price: monthly }, { price: yearly }] })
  assert.deepEqual(
    [periodOf(made), periodOf(made, 1)],
    [
      [START, FEB],
      [START, day('2026-01-01')],
    ],
  )
  assert.equal((await latest(world, made.id)).total, 39_600)
  await who.go(FEB + HOUR)
  // Only what is due is billed.
  assert.deepEqual(linesOf(await latest(world, made.id)), [
    ['1 × Photos (at $31.00 / month)', 3100, FEB, day('2025-03-01')],
  ])
  assert.deepEqual(await newsOf(world), [...BOUGHT, ...RENEWED])
})

behaves(CREATE, 'makes its price of price_data', async (world) => {
  const who = await buyer(world)
  const { id: product } = await world.stripe.products.create({ name: 'Photos', unit_label: 'album' })
  await newsOf(world)
  const made = await world.stripe.subscriptions.create({
    customer: who.customer,
    items: [
      {
        price_data: { currency: 'usd', product, recurring: { interval: 'month', interval_count: 3 }, unit_amount: 900 },
        quantity: 2,
      },
    ],
  })
  // Recorded: `unit_label` is not put into the plural.
  assert.deepEqual(linesOf(await latest(world, made.id)), [
    ['2 album × Photos (at $9.00 / every 3 months)', 1800, START, day('2025-04-01')],
  ])
  assert.deepEqual(await newsOf(world), BOUGHT)
})

behaves(CREATE, 'remembers settlements of payments of each behaviour', async (world) => {
  // docs.stripe.com/billing/subscriptions/overview; refusals and 3-D Secure are in subscription_payments.test.ts.
  const who = await buyer(world, 'pm_card_chargeCustomerFail')
  const price = await who.price('Photos', 3100)
  const make = async (payment_behavior: Stripe.SubscriptionCreateParams.PaymentBehavior) => {
    const { id, status } = await world.stripe.subscriptions.create({
      customer: who.customer,
      items: [{ price }],
      payment_behavior,
    })
    const { status: invoice, attempt_count } = await latest(world, id)
    return [status, invoice, attempt_count]
  }
  assert.deepEqual(await make('allow_incomplete'), ['incomplete', 'open', 1])
  assert.deepEqual(await make('default_incomplete'), ['incomplete', 'open', 0])
  await assert.rejects(make('error_if_incomplete'), { statusCode: 402, code: 'card_declined' })
  await newsOf(world)
  await who.pays('pm_card_visa')
  assert.deepEqual(await make('error_if_incomplete'), ['active', 'paid', 1])
  assert.deepEqual(
    await newsOf(world),
    BOUGHT.filter((type) => type !== 'customer.updated'),
  )
})
