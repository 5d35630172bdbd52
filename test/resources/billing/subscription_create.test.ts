// How a subscription begins: what each parameter makes of it and of its first invoice. Amounts are by hand.
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
  newsOf,
  periodOf,
  photos,
  RENEWED,
  START,
  SUBSCRIBED,
} from './subscribing.ts'

const CREATE = 'POST /v1/subscriptions'

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

behaves(CREATE, 'is what its first payment makes of it, by each behaviour', async (world) => {
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
