// What the first and the following invoices of a subscription come to: discounts, taxes, tiers and packages. Amounts are by hand.
// One file because the same buyer and the same prices stand in all of them.
// (docs.stripe.com/billing/subscriptions/coupons, …/billing/taxes/tax-rates, …/products-prices/pricing-models)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import {
  BEGUN_FREE,
  BOUGHT,
  buyer,
  day,
  FEB,
  HOUR,
  latest,
  linesOf,
  newsOf,
  RENEWED,
  START,
  UNTIL,
  UPDATED,
  type World,
} from './subscribing.ts'

const CREATE = 'POST /v1/subscriptions'
const MAR = day('2025-03-01')

/** A buyer, Photos at $10.00 a month, and a coupon. */
async function discounted(world: World, coupon: Stripe.CouponCreateParams) {
  const who = await buyer(world)
  const photos = await who.price('Photos', 1000)
  const { id } = await world.stripe.coupons.create(coupon)
  await world.news()
  return { ...who, photos, coupon: id }
}

const begin = ({ stripe }: World, { customer, photos }: { customer: string; photos: string }, more = {}) =>
  stripe.subscriptions.create({ customer, items: [{ price: photos }], ...more })

behaves(CREATE, 'uses up a discount that is good once', async (world) => {
  // Recorded: it is on the first invoice, and no longer on the subscription.
  const who = await discounted(world, { percent_off: 25, duration: 'once' })
  const made = await begin(world, who, { discounts: [{ coupon: who.coupon }] })
  assert.deepEqual(made.discounts, [])
  const invoice = await latest(world, made.id)
  assert.deepEqual([invoice.subtotal, invoice.total, invoice.discounts.length], [1000, 750, 1])
  assert.equal(invoice.total_discount_amounts![0]!.amount, 250)
  assert.deepEqual(await newsOf(world), BOUGHT)
  const [created] = (await world.stripe.events.list({ type: 'customer.subscription.created' })).data
  assert.deepEqual((created!.data.object as Stripe.Subscription).discounts, [])
  await who.go(FEB + HOUR)
  assert.equal((await latest(world, made.id)).total, 1000)
  assert.deepEqual(await newsOf(world), RENEWED)
})

behaves(CREATE, 'keeps a discount that is good once for the first invoice that costs something', async (world) => {
  // Recorded: on the invoice of a trial it takes nothing off, and waits.
  const who = await discounted(world, { percent_off: 25, duration: 'once' })
  const made = await begin(world, who, { discounts: [{ coupon: who.coupon }], trial_end: UNTIL })
  assert.equal(made.discounts.length, 1)
  assert.deepEqual(await newsOf(world), BEGUN_FREE)
  await who.go(UNTIL + HOUR)
  assert.equal((await latest(world, made.id)).total, 750)
  assert.deepEqual((await world.stripe.subscriptions.retrieve(made.id)).discounts, [])
  assert.ok((await newsOf(world)).includes(UPDATED))
})

behaves(CREATE, 'uses up a discount of one item, too', async (world) => {
  const who = await discounted(world, { amount_off: 300, currency: 'usd', duration: 'once' })
  const films = await who.price('Films', 2000)
  const made = await world.stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price: who.photos }, { price: films, discounts: [{ coupon: who.coupon }] }],
  })
  const invoice = await latest(world, made.id)
  // The subtotal has what is taken off a line itself: 10.00 + 20.00 - 3.00
  assert.deepEqual([invoice.subtotal, invoice.total], [2700, 2700])
  assert.deepEqual(
    made.items.data.map(({ discounts }) => discounts),
    [[], []],
  )
  assert.deepEqual(await newsOf(world), BOUGHT)
  await who.go(FEB + HOUR)
  assert.equal((await latest(world, made.id)).total, 3000)
  assert.deepEqual(await newsOf(world), RENEWED)
})

behaves(CREATE, 'has a discount for so many months', async (world) => {
  const who = await discounted(world, { percent_off: 50, duration: 'repeating', duration_in_months: 2 })
  const { id } = await begin(world, who, { discounts: [{ coupon: who.coupon }] })
  const totals = [(await latest(world, id)).total]
  for (const at of [FEB, MAR, day('2025-04-01')]) {
    await who.go(at + HOUR)
    totals.push((await latest(world, id)).total)
  }
  // It ends on 1 March, and is no longer on the subscription then.
  assert.deepEqual(totals, [500, 500, 1000, 1000])
  assert.deepEqual((await world.stripe.subscriptions.retrieve(id)).discounts, [])
  assert.deepEqual(await newsOf(world), [...BOUGHT, ...RENEWED, ...RENEWED, ...RENEWED])
})

behaves(CREATE, 'has a discount for ever, beside another', async (world) => {
  // In their order: 10.00 - 3.00, and 10 percent of what is left. (docs.stripe.com/billing/subscriptions/coupons)
  const who = await discounted(world, { percent_off: 10, duration: 'forever' })
  const { id: other } = await world.stripe.coupons.create({ amount_off: 300, currency: 'usd', duration: 'forever' })
  await newsOf(world)
  const { id } = await begin(world, who, { discounts: [{ coupon: other }, { coupon: who.coupon }] })
  await who.go(FEB + HOUR)
  const { total, total_discount_amounts } = await latest(world, id)
  assert.deepEqual([total, total_discount_amounts!.map(({ amount }) => amount)], [630, [300, 70]])
  assert.deepEqual(await newsOf(world), [...BOUGHT, ...RENEWED])
})

behaves(CREATE, 'begins the window of a discount when it is dated back to', async (world) => {
  // docs.stripe.com/billing/subscriptions/backdating: two months from 1 December on are over on 1 February.
  const who = await discounted(world, { percent_off: 50, duration: 'repeating', duration_in_months: 2 })
  const { id } = await begin(world, who, {
    discounts: [{ coupon: who.coupon }],
    backdate_start_date: day('2024-12-01'),
  })
  assert.equal((await latest(world, id)).total, 1000)
  await who.go(FEB + HOUR)
  assert.equal((await latest(world, id)).total, 1000)
  assert.deepEqual(await newsOf(world), [...BOUGHT, ...RENEWED])
})

behaves(CREATE, 'takes tax of what is left after discounts', async (world) => {
  const { stripe } = world
  const who = await discounted(world, { percent_off: 10, duration: 'forever' })
  const rate = async (percentage: number, inclusive: boolean) =>
    (await stripe.taxRates.create({ display_name: 'VAT', percentage, inclusive })).id
  const [added, reduced, within] = [await rate(19, false), await rate(7, false), await rate(20, true)]
  const [films, books] = [await who.price('Films', 2000), await who.price('Books', 1200)]
  await newsOf(world)
  const { id, default_tax_rates } = await stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price: who.photos }, { price: films, tax_rates: [reduced] }, { price: books, tax_rates: [within] }],
    default_tax_rates: [added],
    discounts: [{ coupon: who.coupon }],
  })
  assert.deepEqual(
    default_tax_rates!.map((one) => one.id),
    [added],
  )
  const invoice = await latest(world, id)
  // 9.00 × 19% = 1.71; 18.00 × 7% = 1.26; of 10.80, 20/120 = 1.80 are tax.
  assert.deepEqual(
    invoice.lines.data.map(({ taxes }) =>
      taxes!.map(({ amount, tax_behavior, taxable_amount }) => [amount, tax_behavior, taxable_amount]),
    ),
    [[[171, 'exclusive', 900]], [[126, 'exclusive', 1800]], [[180, 'inclusive', 900]]],
  )
  // 9.00 + 18.00 + 10.80 + 1.71 + 1.26
  assert.deepEqual([invoice.subtotal, invoice.total, invoice.total_excluding_tax], [4200, 4077, 3600])
  assert.deepEqual(await newsOf(world), BOUGHT)
  await who.go(FEB + HOUR)
  assert.equal((await latest(world, id)).total, 4077)
  assert.deepEqual(await newsOf(world), RENEWED)
})

type Tier = Stripe.PriceCreateParams.Tier
const TIERS: Tier[] = [
  { up_to: 10, unit_amount: 100, flat_amount: 500 },
  { up_to: 20, unit_amount: 50 },
  { up_to: 'inf', unit_amount_decimal: '3.6' as never, flat_amount: 200 },
]

behaves(CREATE, 'bills each tier in a line of its own, if they are graduated', async (world) => {
  // Recorded: what a tier costs as such is a line without a quantity. 10 × 1.00, 5.00, 10 × 0.50, 5 × 0.036 = 0.18, 2.00
  const who = await buyer(world)
  const seats = await who.price('Seats', 0, { billing_scheme: 'tiered', tiers_mode: 'graduated', tiers: TIERS })
  const { id } = await world.stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price: seats, quantity: 25 }],
  })
  const invoice = await latest(world, id)
  assert.deepEqual(linesOf(invoice), [
    ['10 × Seats (Tier 1 at $1.00 / month)', 1000, START, FEB],
    ['Seats (Tier 1 at $5.00 / month)', 500, START, FEB],
    ['10 × Seats (Tier 2 at $0.50 / month)', 500, START, FEB],
    ['5 × Seats (Tier 3 at $0.036 / month)', 18, START, FEB],
    ['Seats (Tier 3 at $2.00 / month)', 200, START, FEB],
  ])
  assert.equal(invoice.total, 2218)
  assert.deepEqual(await newsOf(world), BOUGHT)
})

behaves(CREATE, 'bills all units by the tier of their number, if that is by volume', async (world) => {
  // 15 × 0.50 in the second tier, which costs nothing as such.
  const who = await buyer(world)
  const seats = await who.price('Seats', 0, { billing_scheme: 'tiered', tiers_mode: 'volume', tiers: TIERS })
  const { id } = await world.stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price: seats, quantity: 15 }],
  })
  assert.deepEqual(linesOf(await latest(world, id)), [['15 × Seats (at $0.50 / month)', 750, START, FEB]])
  assert.deepEqual(await newsOf(world), BOUGHT)
})

for (const [round, cents] of [
  // 9 892 of 60 units are 164 packages, and 52 units more. (9 892 / 60 = 164.8…)
  ['up', 1320],
  ['down', 1312],
] as const)
  behaves(CREATE, `bills packages of units, rounded ${round}`, async (world) => {
    // Recorded, rounded up: the quantity that is told is that of the units.
    const who = await buyer(world)
    const calls = await who.price('Calls', 8, { transform_quantity: { divide_by: 60, round } })
    const { id } = await world.stripe.subscriptions.create({
      customer: who.customer,
      items: [{ price: calls, quantity: 9892 }],
    })
    assert.deepEqual(linesOf(await latest(world, id)), [
      ['9892 × Calls (at $0.08 per 60 units / month)', cents, START, FEB],
    ])
    assert.deepEqual(await newsOf(world), BOUGHT)
  })

behaves(CREATE, 'rounds a line once, half up', async (world) => {
  // 31 × 3.6 cents = 111.6 cents. Recorded.
  const who = await buyer(world)
  const credits = await who.price('Usage', 0, { unit_amount_decimal: '3.6' as never })
  const { id } = await world.stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price: credits, quantity: 31 }],
  })
  assert.deepEqual(linesOf(await latest(world, id)), [['31 × Usage (at $0.036 / month)', 112, START, FEB]])
  assert.deepEqual(await newsOf(world), BOUGHT)
})

const DELETE_DISCOUNT = 'DELETE /v1/subscriptions/{id}/discount'

behaves(DELETE_DISCOUNT, 'takes the last discount away', async (world) => {
  // https://docs.stripe.com/api/discounts/subscription_delete
  const who = await discounted(world, { percent_off: 50, duration: 'forever' })
  const { id, discounts } = await begin(world, who, { discounts: [{ coupon: who.coupon }] })
  await newsOf(world)
  const gone = await world.stripe.subscriptions.deleteDiscount(id)
  assert.deepEqual(
    { ...gone },
    {
      id: discounts[0],
      object: 'discount',
      checkout_session: null,
      customer: who.customer,
      customer_account: null,
      deleted: true,
      invoice: null,
      invoice_item: null,
      promotion_code: null,
      source: { coupon: who.coupon, type: 'coupon' },
      start: START,
      subscription: id,
      subscription_item: null,
    },
  )
  assert.deepEqual((await world.stripe.subscriptions.retrieve(id)).discounts, [])
  assert.deepEqual(await newsOf(world), [UPDATED])
  await who.go(FEB + HOUR)
  assert.equal((await latest(world, id)).total, 1000)
  const answer = await world.call('DELETE', `/v1/subscriptions/${id}/discount`)
  assert.deepEqual([answer.status, answer.body.error.code], [404, 'resource_missing'])
  assert.deepEqual(await newsOf(world), RENEWED)
})
