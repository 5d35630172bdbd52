// What a change in the middle of a period gives back and charges. All amounts are by hand: a period of January has 31 days, and
// on 17 January 15 of them are left. A line is rounded to the nearest cent, a half goes down.
// (docs.stripe.com/billing/subscriptions/prorations; "recorded": Stripe's answer at 2026-08-26.dahlia)
// One file because every case is the same change on the same day.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import {
  ADDED,
  BILLED,
  BILLED_NOTHING,
  billed,
  day,
  FEB,
  HOUR,
  JAN,
  latest,
  linesOf,
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
  behaves(UPDATE, `upgrades with what is unused given back, and what remains charged (${type})`, async (world) => {
    const { stripe } = world
    const { id, item, customer, photos, price, go } = await running(world, mode(type))
    const first = await latest(world, id)
    const films = await price('Films', 3000)
    const changed = await stripe.subscriptions.update(id, { items: [{ id: item, price: films }] })
    assert.deepEqual(
      [changed.items.data[0]!.price.id, changed.items.data[0]!.current_period_start, changed.latest_invoice],
      [films, JAN, first.id],
    )
    assert.deepEqual(await newsOf(world), [ADDED, ADDED, UPDATED])
    const { body } = await world.call('GET', `/v1/invoiceitems?customer=${customer}&pending=true`)
    const [debit, credit] = body.data
    const same = {
      object: 'invoiceitem',
      currency: 'usd',
      customer,
      customer_account: null,
      date: NOW,
      discountable: false,
      discounts: [],
      frozen_fields: ['pricing', 'quantity', 'discounts'],
      invoice: null,
      invoicing_rules: [],
      livemode: false,
      metadata: {},
      parent: { subscription_details: { subscription: id, subscription_item: item }, type: 'subscription_details' },
      period: { end: FEB, start: NOW },
      proration: true,
      quantity: 1,
      quantity_decimal: '1',
      tax_rates: [],
      test_clock: changed.test_clock,
    }
    const priced = async (of: string) => ({
      price_details: { price: of, product: (await stripe.prices.retrieve(of)).product },
      type: 'price_details',
      unit_amount_decimal: null,
    })
    // 10.00 × 15/31 = 4.8387…; 30.00 × 15/31 = 14.5161…
    const { id: ii, ...given } = credit
    assert.match(ii as string, /^ii_/)
    assert.deepEqual(given, {
      ...same,
      amount: -484,
      net_amount: -484,
      description: 'Unused time on Photos after 17 Jan 2025',
      pricing: await priced(photos),
      proration_details: {
        credited_items: {
          invoice_line_item_details: { invoice: first.id, invoice_line_items: [first.lines.data[0]!.id] },
          type: 'invoice_line_items',
        },
        discount_amounts: [],
      },
    })
    const { id: _, ...taken } = debit
    assert.deepEqual(taken, {
      ...same,
      amount: 1452,
      net_amount: 1452,
      description: 'Remaining time on Films after 17 Jan 2025',
      pricing: await priced(films),
      proration_details: { credited_items: null, discount_amounts: [] },
    })
    await go(FEB + 2 * HOUR)
    assert.deepEqual(await newsOf(world), RENEWED)
    const next = await latest(world, id)
    assert.deepEqual(linesOf(next), [
      ['Unused time on Photos after 17 Jan 2025', -484, NOW, FEB],
      ['Remaining time on Films after 17 Jan 2025', 1452, NOW, FEB],
      ['1 × Films (at $30.00 / month)', 3000, FEB, day('2025-03-01')],
    ])
    // 30.00 + 14.52 - 4.84
    assert.deepEqual([next.total, next.amount_paid, next.billing_reason], [3968, 3968, 'subscription_cycle'])
    const [line] = next.lines.data
    assert.deepEqual(line!.parent, {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: ii,
        proration: true,
        proration_details: {
          credited_items: { invoice: first.id, invoice_line_items: [first.lines.data[0]!.id] },
        },
        subscription: id,
        subscription_item: item,
      },
      type: 'subscription_item_details',
    })
  })

behaves(UPDATE, 'bills an upgrade at once, if told to', async (world) => {
  const { id, item, customer, price } = await running(world)
  const films = await price('Films', 3000)
  const changed = await world.stripe.subscriptions.update(id, {
    items: [{ id: item, price: films }],
    proration_behavior: 'always_invoice',
  })
  const { billing_reason, total, status, attempt_count, period_start, period_end, lines } = await latest(world, id)
  // 14.52 - 4.84
  assert.deepEqual([billing_reason, total, status, attempt_count], ['subscription_update', 968, 'paid', 1])
  // Recorded: from the beginning of the period to the moment of the change.
  assert.deepEqual([period_start, period_end, lines.data.length], [JAN, NOW, 2])
  assert.equal(changed.status, 'active')
  assert.deepEqual(await pending(world, customer), [])
  // The customer's count of invoices has changed, which is not told of but with their balance or currency.
  assert.deepEqual(billed(await newsOf(world)), [ADDED, ADDED, UPDATED, ...billed(BILLED)])
})

behaves(UPDATE, 'puts a downgrade to the customer’s credit', async (world) => {
  const { id, item, customer, price, go } = await running(world, {}, 3000)
  const books = await price('Books', 2000)
  const { stripe } = world
  await stripe.subscriptions.update(id, { items: [{ id: item, price: books }], proration_behavior: 'always_invoice' })
  const invoice = await latest(world, id)
  // 20.00 × 15/31 = 9.677… → 9.68, less 14.52. Recorded: such an invoice is paid without an attempt.
  assert.deepEqual([invoice.total, invoice.amount_due, invoice.ending_balance, invoice.status], [-484, 0, -484, 'paid'])
  assert.deepEqual([invoice.attempted, invoice.attempt_count], [true, 0])
  const { data } = await stripe.customers.listBalanceTransactions(customer)
  assert.deepEqual(
    data.map(({ amount, type, ending_balance, invoice: of }) => [amount, type, ending_balance, of]),
    [[-484, 'applied_to_invoice', -484, invoice.id]],
  )
  assert.deepEqual(await newsOf(world), [ADDED, ADDED, UPDATED, ...BILLED_NOTHING])
  await go(FEB + 2 * HOUR)
  const next = await latest(world, id)
  assert.deepEqual([next.total, next.starting_balance, next.amount_paid, next.ending_balance], [2000, -484, 1516, 0])
  assert.deepEqual(
    (await newsOf(world)).filter((type) => type !== 'customer.updated'),
    RENEWED,
  )
})

behaves(UPDATE, 'lets too little be owed until the next invoice', async (world) => {
  // Recorded: a net of less than can be charged is paid, and owed on by the customer's balance.
  const { id, item, customer, price } = await running(world)
  const dearer = await price('Films', 1010)
  await world.stripe.subscriptions.update(id, {
    items: [{ id: item, price: dearer }],
    proration_behavior: 'always_invoice',
  })
  const { total, amount_due, ending_balance, status, attempted, attempt_count } = await latest(world, id)
  // 10.10 × 15/31 = 4.887… → 4.89, less 4.84
  assert.deepEqual([total, amount_due, ending_balance, status], [5, 0, 5, 'paid'])
  assert.deepEqual([attempted, attempt_count], [true, 0])
  assert.equal(((await world.stripe.customers.retrieve(customer)) as Stripe.Customer).balance, 5)
  assert.deepEqual(await newsOf(world), [ADDED, ADDED, UPDATED, ...BILLED_NOTHING])
})

behaves(UPDATE, 'gives and charges nothing, if told to', async (world) => {
  const { id, item, customer, price, go } = await running(world)
  const films = await price('Films', 3000)
  await world.stripe.subscriptions.update(id, { items: [{ id: item, price: films }], proration_behavior: 'none' })
  assert.deepEqual(await pending(world, customer), [])
  assert.deepEqual(await newsOf(world), [UPDATED])
  await go(FEB + 2 * HOUR)
  assert.equal((await latest(world, id)).total, 3000)
  assert.deepEqual(await newsOf(world), RENEWED)
})

behaves(UPDATE, 'reckons a new quantity as a whole, not by what is more', async (world) => {
  // Recorded. 10.00 × 15/31 = 4.838…; 3 × 10.00 × 15/31 = 14.516…
  const { id, item, customer } = await running(world)
  const changed = await world.stripe.subscriptions.update(id, { items: [{ id: item, quantity: 3 }] })
  assert.equal(changed.items.data[0]!.quantity, 3)
  assert.deepEqual(await pending(world, customer), [
    ['Unused time on Photos after 17 Jan 2025', -484, NOW, FEB],
    ['Remaining time on 3 × Photos after 17 Jan 2025', 1452, NOW, FEB],
  ])
  assert.deepEqual(await newsOf(world), [ADDED, ADDED, UPDATED])
  await world.stripe.subscriptions.update(id, { items: [{ id: item, quantity: 2 }] })
  // 2 × 10.00 × 15/31 = 9.677…
  assert.deepEqual((await pending(world, customer)).slice(2), [
    ['Unused time on 3 × Photos after 17 Jan 2025', -1452, NOW, FEB],
    ['Remaining time on 2 × Photos after 17 Jan 2025', 968, NOW, FEB],
  ])
  assert.deepEqual(await newsOf(world), [ADDED, ADDED, UPDATED])
})

behaves(UPDATE, 'rounds as was recorded', async (world) => {
  // github.com/Kiln-AI/stripe_world, 01_proration_half_cent: with 1/400 of a period left, 10.00 is given back as 0.03 (2.5
  // cents), and 18.00 is charged as 0.04 (4.5 cents); 3 × 10.00 as 0.07 (7.5 cents).
  const { id, item, customer, price, go } = await running(world)
  // 2 678 400 / 400 = 6 696 seconds
  await go(FEB - 6696)
  const films = await price('Films', 1800)
  await world.stripe.subscriptions.update(id, { items: [{ id: item, price: films }] })
  await world.news()
  const amounts = async () => (await pending(world, customer)).map(([, amount]) => amount)
  assert.deepEqual(await amounts(), [-3, 4])
  const two = await world.stripe.subscriptions.create({
    customer,
    items: [{ price: films }],
    proration_behavior: 'none',
    billing_cycle_anchor: FEB,
  })
  await world.stripe.subscriptions.cancel(two.id)
  assert.deepEqual(await newsOf(world), ['customer.subscription.created', 'customer.subscription.deleted'])
})

behaves(UPDATE, 'charges an item that is added, and gives back one that goes', async (world) => {
  const { stripe } = world
  const { id, item, customer, price, photos } = await running(world)
  const films = await price('Films', 3000)
  const changed = await stripe.subscriptions.update(id, { items: [{ price: films, quantity: 2 }] })
  assert.deepEqual(
    changed.items.data.map(({ price: { id: of }, quantity, current_period_start, current_period_end }) => [
      of,
      quantity,
      current_period_start,
      current_period_end,
    ]),
    [
      [photos, 1, JAN, FEB],
      [films, 2, JAN, FEB],
    ],
  )
  // 2 × 30.00 × 15/31 = 29.032…
  assert.deepEqual(await pending(world, customer), [['Remaining time on 2 × Films after 17 Jan 2025', 2903, NOW, FEB]])
  assert.deepEqual(await newsOf(world), [ADDED, UPDATED])
  const left = await stripe.subscriptions.update(id, {
    items: [{ id: item, deleted: true }],
    proration_behavior: 'always_invoice',
  })
  assert.deepEqual(
    left.items.data.map(({ price: { id: of } }) => of),
    [films],
  )
  const invoice = await latest(world, id)
  assert.deepEqual(linesOf(invoice), [
    ['Remaining time on 2 × Films after 17 Jan 2025', 2903, NOW, FEB],
    ['Unused time on Photos after 17 Jan 2025', -484, NOW, FEB],
  ])
  assert.deepEqual([invoice.total, invoice.period_start, invoice.status], [2419, JAN, 'paid'])
  assert.deepEqual(billed(await newsOf(world)), [ADDED, UPDATED, ...billed(BILLED)])
})

behaves(UPDATE, 'reckons from the date that is given', async (world) => {
  // On 11 January 21 of 31 days are left: 10.00 × 21/31 = 6.774…, 30.00 × 21/31 = 20.322…
  const { id, item, customer, price } = await running(world)
  const films = await price('Films', 3000)
  const at = day('2025-01-11')
  await world.stripe.subscriptions.update(id, { items: [{ id: item, price: films }], proration_date: at })
  assert.deepEqual(await pending(world, customer), [
    ['Unused time on Photos after 11 Jan 2025', -677, at, FEB],
    ['Remaining time on Films after 11 Jan 2025', 2032, at, FEB],
  ])
  assert.deepEqual(await newsOf(world), [ADDED, ADDED, UPDATED])
})

behaves(UPDATE, 'refuses a date that is in no period, or does not matter', async (world) => {
  const { id, item, price } = await running(world)
  const films = await price('Films', 3000)
  const change = (more: string) =>
    world.call('POST', `/v1/subscriptions/${id}`, `items[0][id]=${item}&items[0][price]=${films}&${more}`)
  const outside = {
    param: 'proration_date',
    message: 'Cannot specify proration date outside of current subscription period',
  }
  refused(await change(`proration_date=${JAN - 1}`), 400, outside)
  refused(await change(`proration_date=${FEB + 1}`), 400, outside)
  // github.com/gitroomhq/postiz-app/issues/1904
  refused(await change(`proration_date=${NOW}&billing_cycle_anchor=now`), 400, {
    param: 'proration_date',
    message: 'You cannot specify `proration_date` when `billing_cycle_anchor=now`',
  })
  // [M]
  refused(await change(`proration_date=${NOW}&proration_behavior=none`), 400, {
    param: 'proration_date',
    message: 'You cannot specify `proration_date` when `proration_behavior=none`',
  })
  assert.deepEqual(await newsOf(world), [])
})

for (const [type, credit] of [
  // docs.stripe.com/billing/subscriptions/billing-mode/compare; recorded for flexible billing.
  ['flexible', -484],
  ['classic', -1452],
] as const)
  behaves(UPDATE, `gives back what was charged, or what it costs now (${type})`, async (world) => {
    const { stripe } = world
    const { id, item, customer, price } = await running(world, mode(type))
    const [films, all] = [await price('Films', 3000), await price('All', 6200)]
    await stripe.subscriptions.update(id, { items: [{ id: item, price: films }], proration_behavior: 'none' })
    await stripe.subscriptions.update(id, { items: [{ id: item, price: all }] })
    // 62.00 × 15/31 = 30.00; of 10.00 that were charged 4.84, of 30.00 that it costs 14.52.
    assert.deepEqual(
      (await pending(world, customer)).map(([, amount]) => amount),
      [credit, 3000],
    )
    assert.deepEqual(await newsOf(world), [UPDATED, ADDED, ADDED, UPDATED])
  })

for (const type of MODES)
  behaves(UPDATE, `comes to nothing when it goes back and forth at one moment (${type})`, async (world) => {
    const { stripe } = world
    const { id, item, customer, price, photos } = await running(world, mode(type))
    const films = await price('Films', 3000)
    for (const to of [films, photos, films, photos])
      await stripe.subscriptions.update(id, { items: [{ id: item, price: to }] })
    const amounts = (await pending(world, customer)).map(([, amount]) => amount as number)
    assert.deepEqual(amounts, [-484, 1452, -1452, 484, -484, 1452, -1452, 484])
    assert.equal(
      amounts.reduce((sum, amount) => sum + amount),
      0,
    )
    assert.equal((await newsOf(world)).filter((one) => one === UPDATED).length, 4)
  })

behaves(UPDATE, 'gives back only what is left of a part that was charged before', async (world) => {
  const { stripe } = world
  const { id, item, customer, price, go } = await running(world)
  const [films, all] = [await price('Films', 3000), await price('All', 6200)]
  await stripe.subscriptions.update(id, { items: [{ id: item, price: films }] })
  await go(day('2025-01-27'))
  await stripe.subscriptions.update(id, { items: [{ id: item, price: all }] })
  // Of the 14.52 that 15 days were charged 5 are left: 4.84. 62.00 × 5/31 = 10.00
  assert.deepEqual((await pending(world, customer)).slice(2), [
    ['Unused time on Films after 27 Jan 2025', -484, day('2025-01-27'), FEB],
    ['Remaining time on All after 27 Jan 2025', 1000, day('2025-01-27'), FEB],
  ])
  // That charge still waits itself: it is what is given back.
  const [, given] = (await stripe.invoiceItems.list({ customer, pending: true })).data
  const credited = given!.proration_details?.credited_items
  assert.equal((credited as unknown as { type: string }).type, 'invoice_item')
  assert.deepEqual(await newsOf(world), [ADDED, ADDED, UPDATED, ADDED, ADDED, UPDATED])
})
