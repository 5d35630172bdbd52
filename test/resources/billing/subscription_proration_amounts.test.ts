// What prorations make of discounts, tiers and periods that are not whole. Amounts by hand as in
// subscription_prorations.test.ts. (docs.stripe.com/billing/subscriptions/prorations)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import {
  ADDED,
  buyer,
  day,
  FEB,
  HOUR,
  latest,
  MODES,
  mode,
  newsOf,
  NOW,
  pending,
  RENEWED,
  running,
  UPDATED,
} from './subscribing.ts'

const UPDATE = 'POST /v1/subscriptions/{id}'

for (const type of MODES)
  behaves(UPDATE, `has discounts in what it gives back and charges (${type})`, async (world) => {
    const { stripe } = world
    const { id: coupon } = await stripe.coupons.create({ percent_off: 10, duration: 'forever' })
    const { id, item, customer, price, go } = await running(world, { discounts: [{ coupon }], ...mode(type) })
    const films = await price('Films', 3000)
    await stripe.subscriptions.update(id, { items: [{ id: item, price: films }] })
    // 9.00 × 15/31 = 4.354…; 27.00 × 15/31 = 13.064…
    assert.deepEqual(await pending(world, customer), [
      ['Unused time on Photos (with 10.0% off) after 17 Jan 2025', -435, NOW, FEB],
      ['Remaining time on Films (with 10.0% off) after 17 Jan 2025', 1306, NOW, FEB],
    ])
    assert.deepEqual(await newsOf(world), [ADDED, ADDED, UPDATED])
    await go(FEB + 2 * HOUR)
    // They are not discounted again: 30.00 - 3.00 + 13.06 - 4.35
    const { total, subtotal, total_discount_amounts } = await latest(world, id)
    assert.deepEqual([subtotal, total, total_discount_amounts![0]!.amount], [3871, 3571, 300])
    assert.deepEqual(await newsOf(world), RENEWED)
  })

for (const [type, credit] of [
  // docs.stripe.com/billing/subscriptions/billing-mode/compare. Of $4.00 off, $1.00 was the share of the 10.00:
  // 9.00 × 15/31 = 4.354… In classic billing the whole coupon counts against the item: 6.00 × 15/31 = 2.903…
  ['flexible', -435],
  ['classic', -290],
] as const)
  behaves(UPDATE, `gives back one of two items that shared an amount off (${type})`, async (world) => {
    const { stripe } = world
    const who = await buyer(world)
    const prices = [await who.price('Photos', 1000), await who.price('Films', 3000)]
    const { id: coupon } = await stripe.coupons.create({ amount_off: 400, currency: 'usd', duration: 'forever' })
    const { id, items } = await stripe.subscriptions.create({
      customer: who.customer,
      items: prices.map((price) => ({ price })),
      discounts: [{ coupon }],
      ...mode(type),
    })
    assert.equal((await latest(world, id)).total, 3600)
    await who.go(NOW)
    await world.news()
    await stripe.subscriptions.update(id, { items: [{ id: items.data[0]!.id, deleted: true }] })
    assert.deepEqual(await pending(world, who.customer), [
      ['Unused time on Photos after 17 Jan 2025', credit, NOW, FEB],
    ])
    assert.deepEqual(await newsOf(world), [ADDED, UPDATED])
  })

behaves(UPDATE, 'prorates what all tiers come to', async (world) => {
  const { stripe } = world
  const who = await buyer(world)
  const seats = await who.price('Seats', 0, {
    billing_scheme: 'tiered',
    tiers_mode: 'graduated',
    tiers: [
      { up_to: 10, unit_amount: 100 },
      { up_to: 'inf', unit_amount: 50 },
    ],
  })
  const { id, items } = await stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price: seats, quantity: 15 }],
  })
  await who.go(NOW)
  await world.news()
  await stripe.subscriptions.update(id, { items: [{ id: items.data[0]!.id, quantity: 25 }] })
  // 15: 10.00 + 2.50, × 15/31 = 6.048…; 25: 10.00 + 7.50, × 15/31 = 8.467…
  const [credit, debit] = await pending(world, who.customer)
  assert.deepEqual([credit![1], debit![0], debit![1]], [-605, 'Remaining time on 25 × Seats after 17 Jan 2025', 847])
  assert.deepEqual(await newsOf(world), [ADDED, ADDED, UPDATED])
})

for (const type of MODES)
  behaves(UPDATE, `prorates a first period that is only a part of one (${type})`, async (world) => {
    // From 1 to 16 January are 15 of the 31 days from 16 December on: 31.00 × 15/31 = 15.00
    const { stripe } = world
    const who = await buyer(world)
    const [photos, films] = [await who.price('Photos', 3100), await who.price('Films', 6200)]
    const { id, items } = await stripe.subscriptions.create({
      customer: who.customer,
      items: [{ price: photos }],
      billing_cycle_anchor: day('2025-01-16'),
      ...mode(type),
    })
    assert.equal((await latest(world, id)).total, 1500)
    await who.go(day('2025-01-11'))
    await world.news()
    await stripe.subscriptions.update(id, { items: [{ id: items.data[0]!.id, price: films }] })
    // 5 days are left: 5.00 of 15.00; 62.00 × 5/31 = 10.00
    assert.deepEqual(
      (await pending(world, who.customer)).map(([, amount]) => amount),
      [-500, 1000],
    )
    assert.deepEqual(await newsOf(world), [ADDED, ADDED, UPDATED])
  })

behaves(UPDATE, 'prorates nothing where only labels, discounts and taxes change', async (world) => {
  // docs.stripe.com/billing/subscriptions/prorations#no-prorations
  const { stripe } = world
  const { id, item, customer } = await running(world)
  const { id: coupon } = await stripe.coupons.create({ percent_off: 10, duration: 'forever' })
  const { id: rate } = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false })
  await world.news()
  const changed = await stripe.subscriptions.update(id, {
    items: [{ id: item, metadata: { a: '1' }, tax_rates: [rate] }],
    discounts: [{ coupon }],
    proration_behavior: 'always_invoice',
  })
  const [first] = changed.items.data
  assert.deepEqual([first!.metadata, first!.tax_rates!.map((one) => one.id)], [{ a: '1' }, [rate]])
  assert.equal(changed.discounts.length, 1)
  assert.deepEqual(await pending(world, customer), [])
  assert.deepEqual(await newsOf(world), [UPDATED])
})
