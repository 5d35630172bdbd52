// What quotes come to, by hand, and that it is what is billed when they are accepted.
// (https://docs.stripe.com/api/quotes/object#quote_object-computed)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import type { World } from './quoting.ts'

interface Case {
  /** Minor units, how many, and how often: once where nothing is said. */
  readonly lines: readonly (readonly [amount: number, quantity: number, often?: 'month' | 'year'])[]
  readonly tax?: number
  readonly inclusive?: boolean
  readonly off?: Stripe.CouponCreateParams
  readonly trial?: number
  readonly exempt?: boolean
  /** Subtotal, discount, tax and total, of what is due at once and of what is due each time. */
  readonly upfront: readonly number[]
  readonly recurring?: readonly number[]
}

const CASES: Readonly<Record<string, Case>> = {
  // 20 % of 29.97 are 5.994.
  'three things and their taxes': { lines: [[999, 3]], tax: 20, upfront: [2997, 0, 599, 3596] },
  'taxes that are within': { lines: [[1200, 1]], tax: 20, inclusive: true, upfront: [1200, 0, 200, 1200] },
  // 0.999 and 1.999 off, and of what is left 1.7081 and 3.4181.
  'a percentage off, and then taxes': {
    lines: [
      [333, 3],
      [1999, 1],
    ],
    tax: 19,
    off: { percent_off: 10 },
    upfront: [2998, 300, 513, 3211],
  },
  // 5.00 over 10.00 and 20.00 are 1.66 and 3.34; 20 % of 8.34 and 16.66 are 1.668 and 3.332.
  'an amount off, shared': {
    lines: [
      [1000, 1],
      [2000, 1],
    ],
    tax: 20,
    off: { amount_off: 500, currency: 'usd' },
    upfront: [3000, 500, 500, 3000],
  },
  // Once 10 % are 1.00 (0.999) and 3.00; each month without them.
  'something once beside something monthly': {
    lines: [
      [1500, 2, 'month'],
      [999, 1],
    ],
    tax: 20,
    off: { percent_off: 10, duration: 'once' },
    upfront: [3999, 400, 720, 4319],
    recurring: [3000, 0, 600, 3600],
  },
  'a discount for ever': {
    lines: [[1000, 1, 'month']],
    off: { percent_off: 25, duration: 'forever' },
    upfront: [1000, 250, 0, 750],
    recurring: [1000, 250, 0, 750],
  },
  'a discount for some months': {
    lines: [[1000, 1, 'year']],
    off: { percent_off: 25, duration: 'repeating', duration_in_months: 3 },
    upfront: [1000, 250, 0, 750],
    recurring: [1000, 0, 0, 1000],
  },
  // An amount off is shared in the order of the invoice: what is bought once comes first. 0.50 × 3 ÷ 4 = 0.375.
  'an amount off, the once first': {
    lines: [
      [300, 1, 'month'],
      [100, 1],
    ],
    off: { amount_off: 50, currency: 'usd', duration: 'once' },
    upfront: [400, 50, 0, 350],
    recurring: [300, 0, 0, 300],
  },
  'a trial, in which only the rest is due': {
    lines: [
      [1000, 1, 'month'],
      [500, 1],
    ],
    tax: 10,
    trial: 14,
    upfront: [500, 0, 50, 550],
    recurring: [1000, 0, 100, 1100],
  },
  'a trial alone': { lines: [[1000, 1, 'month']], trial: 14, upfront: [0, 0, 0, 0], recurring: [1000, 0, 0, 1000] },
  'somebody without taxes': { lines: [[1000, 1]], tax: 20, exempt: true, upfront: [1000, 0, 0, 1000] },
}

async function quoted({ stripe }: World, one: Case): Promise<Stripe.Quote> {
  const { id: customer } = await stripe.customers.create({ tax_exempt: one.exempt ? 'exempt' : 'none' })
  const line_items: Stripe.QuoteCreateParams.LineItem[] = []
  for (const [unit_amount, quantity, interval] of one.lines) {
    const often = interval ? { recurring: { interval } } : {}
    const price = { currency: 'usd', unit_amount, product_data: { name: `Thing of ${unit_amount}` }, ...often }
    line_items.push({ price: (await stripe.prices.create(price)).id, quantity })
  }
  const rate = { display_name: 'VAT', percentage: one.tax ?? 0, inclusive: one.inclusive ?? false }
  return await stripe.quotes.create({
    customer,
    line_items,
    ...(one.tax && { default_tax_rates: [(await stripe.taxRates.create(rate)).id] }),
    ...(one.off && { discounts: [{ coupon: (await stripe.coupons.create({ duration: 'once', ...one.off })).id }] }),
    ...(one.trial && { subscription_data: { trial_period_days: one.trial } }),
  })
}

const written = ({ amount_subtotal, amount_total, total_details: details }: Stripe.Quote.Computed.Upfront) => [
  amount_subtotal,
  details.amount_discount,
  details.amount_tax,
  amount_total,
]

for (const [name, one] of Object.entries(CASES))
  behaves('POST /v1/quotes', `reckons ${name}`, async (world) => {
    const { stripe, news } = world
    const made = await quoted(world, one)
    assert.deepEqual(written(made.computed.upfront), [...one.upfront])
    assert.deepEqual(written(made), [...one.upfront])
    const { recurring } = made.computed
    assert.deepEqual(recurring && written(recurring as never), one.recurring ? [...one.recurring] : null)
    // The lines are the whole.
    const { data } = await stripe.quotes.listComputedUpfrontLineItems(made.id)
    const sum = (of: (line: Stripe.LineItem) => number) => data.reduce((total, line) => total + of(line), 0)
    assert.deepEqual(
      [
        sum((l) => l.amount_subtotal),
        sum((l) => l.amount_discount),
        sum((l) => l.amount_tax),
        sum((l) => l.amount_total),
      ],
      [...one.upfront],
    )
    await stripe.quotes.finalizeQuote(made.id)
    const { invoice, subscription } = await stripe.quotes.accept(made.id)
    const running = subscription ? await stripe.subscriptions.retrieve(subscription as string) : undefined
    const id = (invoice ?? running!.latest_invoice) as string
    const billed = await stripe.invoices.retrieve(id)
    const off = billed.total_discount_amounts!.reduce((total, { amount }) => total + amount, 0)
    const tax = billed.total_taxes!.reduce((total, { amount }) => total + amount, 0)
    assert.deepEqual([billed.subtotal, off, tax, billed.total], [...one.upfront])
    assert.equal((await news()).at(-1), 'quote.accepted')
    if (running && one.trial) assert.equal(running.status, 'trialing')
    if (!running || one.trial) return
    // And the next period is what was said to be due each time.
    await stripe.invoices.finalizeInvoice(id)
    await stripe.invoices.pay(id, { paid_out_of_band: true })
    const months = one.off?.duration === 'repeating' ? 12 : 1
    await world.advance((months === 12 ? 366 : 32) * 86_400)
    const { latest_invoice } = await stripe.subscriptions.retrieve(running.id)
    assert.notEqual(latest_invoice, id)
    assert.equal((await stripe.invoices.retrieve(latest_invoice as string)).total, one.recurring!.at(-1))
  })

behaves('POST /v1/quotes', 'reckons tiers, taxes of a line and discounts of a line', async (world) => {
  const { stripe, news } = world
  const { id: customer } = await stripe.customers.create()
  const { id: product } = await stripe.products.create({ name: 'Calls' })
  const { id: tiered } = await stripe.prices.create({
    currency: 'usd',
    product,
    recurring: { interval: 'month' },
    billing_scheme: 'tiered',
    tiers_mode: 'graduated',
    tiers: [
      { up_to: 5, unit_amount: 100 },
      { up_to: 'inf', unit_amount: 80, flat_amount: 50 },
    ],
  })
  const { id: meter } = await stripe.billing.meters.create({
    display_name: 'Calls',
    event_name: 'calls',
    default_aggregation: { formula: 'sum' },
  })
  const { id: metered } = await stripe.prices.create({
    currency: 'usd',
    product,
    unit_amount: 7,
    recurring: { interval: 'month', usage_type: 'metered', meter },
  })
  const { id: rate } = await stripe.taxRates.create({ display_name: 'VAT', percentage: 10, inclusive: false })
  const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: 'forever' })
  const { id } = await stripe.quotes.create({
    customer,
    line_items: [{ price: tiered, quantity: 8, tax_rates: [rate], discounts: [{ coupon }] }, { price: metered }],
  })
  const { data } = await stripe.quotes.listLineItems(id)
  // 5 × 1.00, 3 × 0.80 and 0.50 are 7.90: half of each, 2.50 + 1.20 + 0.25, and 10 % of each: 0.25 + 0.12 + 0.03.
  assert.deepEqual(
    data.map((l) => [l.quantity, l.amount_subtotal, l.amount_discount, l.amount_tax, l.amount_total]),
    [
      [8, 790, 395, 40, 435],
      // What is used is billed when it was used.
      [null, 0, 0, 0, 0],
    ],
  )
  await stripe.quotes.finalizeQuote(id)
  const { subscription } = await stripe.quotes.accept(id)
  const { latest_invoice } = await stripe.subscriptions.retrieve(subscription as string)
  assert.equal((await stripe.invoices.retrieve(latest_invoice as string)).total, 435)
  assert.equal((await news()).at(-1), 'quote.accepted')
})
