// What a change in the middle of a period gives back and charges. All amounts are by hand: a period of January has 31 days, and
// on 17 January 15 of them are left. A line is rounded to the nearest cent, a half goes down.
// (docs.stripe.com/billing/subscriptions/prorations; "recorded": Stripe's answer at 2026-08-26.dahlia)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import {
  BILLED,
  BILLED_NOTHING,
  buyer,
  day,
  FINALIZED,
  HOUR,
  latest,
  linesOf,
  newsOf,
  pending,
  SETTLED,
  UPDATED,
  type World,
} from './subscribing.ts'

const UPDATE = 'POST /v1/subscriptions/{id}'
const [JAN, FEB, NOW] = [day('2025-01-01'), day('2025-02-01'), day('2025-01-17')]
const ADDED = 'invoiceitem.created'
const RENEWED = [UPDATED, 'invoice.created', ...FINALIZED, ...SETTLED]
type Mode = 'classic' | 'flexible'
const MODES = ['classic', 'flexible'] as const

/** An invoice that is billed within a call, to a customer of whom nothing changes by it. */
const billed = (list: readonly string[]) => list.filter((type) => type !== 'customer.updated')

/** A subscription to Photos at $10.00 a month since 1 January, on 17 January. */
async function running(world: World, params: Partial<Stripe.SubscriptionCreateParams> = {}, cents = 1000) {
  const who = await buyer(world)
  const photos = await who.price('Photos', cents)
  const { id, items } = await world.stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price: photos }],
    ...params,
  })
  await who.go(NOW)
  await world.news()
  return { ...who, photos, id, item: items.data[0]!.id }
}

const mode = (type: Mode) => ({ billing_mode: { type } })

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

behaves(UPDATE, 'begins anew when the interval changes, in classic billing', async (world) => {
  // docs.stripe.com/billing/subscriptions/billing-cycle
  const { stripe } = world
  const { id, item, price } = await running(world, mode('classic'))
  const yearly = await price('Photos for a year', 10_000, { recurring: { interval: 'year' } })
  const changed = await stripe.subscriptions.update(id, { items: [{ id: item, price: yearly }] })
  const [{ current_period_start, current_period_end }] = changed.items.data as [Stripe.SubscriptionItem]
  assert.deepEqual(
    [changed.billing_cycle_anchor, current_period_start, current_period_end],
    [NOW, NOW, day('2026-01-17')],
  )
  const invoice = await latest(world, id)
  assert.deepEqual(linesOf(invoice), [
    ['Unused time on Photos after 17 Jan 2025', -484, NOW, FEB],
    ['1 × Photos for a year (at $100.00 / year)', 10_000, NOW, day('2026-01-17')],
  ])
  assert.deepEqual(
    [invoice.total, invoice.status, invoice.billing_reason, invoice.period_start],
    [9516, 'paid', 'subscription_update', JAN],
  )
  assert.deepEqual(billed(await newsOf(world)), [ADDED, UPDATED, ...billed(BILLED)])
})

behaves(UPDATE, 'keeps its anchor when the interval changes, in flexible billing', async (world) => {
  const { stripe } = world
  const { id, item, price, customer } = await running(world)
  const yearly = await price('Photos for a year', 10_000, { recurring: { interval: 'year' } })
  const changed = await stripe.subscriptions.update(id, { items: [{ id: item, price: yearly }] })
  const [{ current_period_start, current_period_end }] = changed.items.data as [Stripe.SubscriptionItem]
  assert.deepEqual(
    [changed.billing_cycle_anchor, current_period_start, current_period_end],
    [JAN, JAN, day('2026-01-01')],
  )
  // Of 365 days 349 are left: 100.00 × 349/365 = 95.616…
  assert.deepEqual(await pending(world, customer), [
    ['Unused time on Photos after 17 Jan 2025', -484, NOW, FEB],
    ['Remaining time on Photos for a year after 17 Jan 2025', 9562, NOW, day('2026-01-01')],
  ])
  assert.deepEqual(await newsOf(world), [ADDED, ADDED, UPDATED])
})

behaves(UPDATE, 'begins anew when something free is paid for, in classic billing', async (world) => {
  const { id, item, price } = await running(world, mode('classic'), 0)
  const films = await price('Films', 3000)
  const changed = await world.stripe.subscriptions.update(id, { items: [{ id: item, price: films }] })
  assert.equal(changed.billing_cycle_anchor, NOW)
  // January has 31 days, so the period that begins on 17 January ends on 17 February. Nothing was paid: 0.00 is given back.
  assert.deepEqual(linesOf(await latest(world, id)), [
    ['Unused time on Photos after 17 Jan 2025', 0, NOW, FEB],
    ['1 × Films (at $30.00 / month)', 3000, NOW, day('2025-02-17')],
  ])
  assert.deepEqual(billed(await newsOf(world)), [ADDED, UPDATED, ...billed(BILLED)])
})

const MOVED = { billing_cycle_anchor: { type: 'now' } } as Stripe.SubscriptionUpdateParams

behaves(UPDATE, 'moves its anchor to now, in classic billing', async (world) => {
  const { id } = await running(world, mode('classic'))
  const changed = await world.stripe.subscriptions.update(id, MOVED)
  assert.equal(changed.billing_cycle_anchor, NOW)
  const invoice = await latest(world, id)
  assert.deepEqual(linesOf(invoice), [
    ['Unused time on Photos after 17 Jan 2025', -484, NOW, FEB],
    ['1 × Photos (at $10.00 / month)', 1000, NOW, day('2025-02-17')],
  ])
  assert.deepEqual([invoice.total, invoice.status], [516, 'paid'])
  assert.deepEqual(billed(await newsOf(world)), [ADDED, UPDATED, ...billed(BILLED)])
})

behaves(UPDATE, 'moves its anchor to now for the whole price, if nothing is prorated', async (world) => {
  const { id } = await running(world, mode('classic'))
  await world.stripe.subscriptions.update(id, { ...MOVED, proration_behavior: 'none' })
  assert.deepEqual(linesOf(await latest(world, id)), [['1 × Photos (at $10.00 / month)', 1000, NOW, day('2025-02-17')]])
  assert.deepEqual(billed(await newsOf(world)), [UPDATED, ...billed(BILLED)])
})

behaves(
  UPDATE,
  'moves its anchor to now, and charges what the period is longer, in flexible billing',
  async (world) => {
    // Recorded: the periods begin anew, what was paid for stays, and no invoice is made by that alone. Of the 31 days from
    // 17 January to 17 February 16 are not paid for: 10.00 × 16/31 = 5.161…
    const { stripe } = world
    const { id, customer, go } = await running(world)
    const { latest_invoice: before } = await stripe.subscriptions.retrieve(id)
    const changed = await stripe.subscriptions.update(id, MOVED)
    const [{ current_period_start, current_period_end }] = changed.items.data as [Stripe.SubscriptionItem]
    assert.deepEqual(
      [changed.billing_cycle_anchor, current_period_start, current_period_end, changed.latest_invoice],
      [NOW, NOW, day('2025-02-17'), before],
    )
    assert.deepEqual(await pending(world, customer), [
      ['Remaining time on Photos after 01 Feb 2025', 516, FEB, day('2025-02-17')],
    ])
    assert.deepEqual(await newsOf(world), [ADDED, UPDATED])
    await go(day('2025-02-17') + 2 * HOUR)
    assert.deepEqual(linesOf(await latest(world, id)), [
      ['Remaining time on Photos after 01 Feb 2025', 516, FEB, day('2025-02-17')],
      ['1 × Photos (at $10.00 / month)', 1000, day('2025-02-17'), day('2025-03-17')],
    ])
    assert.deepEqual(await newsOf(world), RENEWED)
  },
)

behaves(UPDATE, 'gives back both parts of a period that was made longer', async (world) => {
  const { stripe } = world
  const { id, customer, item, price } = await running(world)
  await stripe.subscriptions.update(id, { ...MOVED, proration_behavior: 'always_invoice' })
  assert.deepEqual([(await latest(world, id)).total, await pending(world, customer)], [516, []])
  const films = await price('Films', 3100)
  await stripe.subscriptions.update(id, { items: [{ id: item, price: films }] })
  // 15 of the 31 days of the first period, all of the second part, and the whole of the new price.
  assert.deepEqual(await pending(world, customer), [
    ['Unused time on Photos after 17 Jan 2025', -484, NOW, FEB],
    ['Unused time on Photos after 01 Feb 2025', -516, FEB, day('2025-02-17')],
    ['Remaining time on Films after 17 Jan 2025', 3100, NOW, day('2025-02-17')],
  ])
  assert.equal((await newsOf(world)).at(-1), UPDATED)
})

behaves(UPDATE, 'adds a trial to one that is paid for', async (world) => {
  // Recorded: one invoice with what is given back and the free trial.
  const { stripe } = world
  const { id, customer, go } = await running(world)
  const until = day('2025-01-24')
  const changed = await stripe.subscriptions.update(id, { trial_end: until })
  const [{ current_period_start, current_period_end }] = changed.items.data as [Stripe.SubscriptionItem]
  assert.deepEqual(
    [changed.status, changed.trial_start, changed.trial_end, changed.billing_cycle_anchor],
    ['trialing', NOW, until, until],
  )
  assert.deepEqual([current_period_start, current_period_end], [NOW, until])
  const invoice = await latest(world, id)
  assert.deepEqual(linesOf(invoice), [
    ['Unused time on Photos after 17 Jan 2025', -484, NOW, FEB],
    ['Free trial for 1 × Photos', 0, NOW, until],
  ])
  assert.deepEqual([invoice.total, invoice.amount_due, invoice.billing_reason], [-484, 0, 'subscription_update'])
  assert.equal(((await stripe.customers.retrieve(customer)) as Stripe.Customer).balance, -484)
  assert.deepEqual(await newsOf(world), [ADDED, UPDATED, ...BILLED_NOTHING])
  await go(until + 2 * HOUR)
  const next = await latest(world, id)
  assert.deepEqual(linesOf(next), [['1 × Photos (at $10.00 / month)', 1000, until, day('2025-02-24')]])
  assert.deepEqual([next.amount_due, next.amount_paid], [516, 516])
  assert.deepEqual(await newsOf(world), [
    'customer.subscription.trial_will_end',
    UPDATED,
    'invoice.created',
    'customer.updated',
    ...FINALIZED,
    ...SETTLED,
  ])
})

behaves(UPDATE, 'adds a trial without giving anything back, if told to', async (world) => {
  const { id, customer } = await running(world)
  await world.stripe.subscriptions.update(id, { trial_end: day('2025-01-24'), proration_behavior: 'none' })
  assert.deepEqual(linesOf(await latest(world, id)), [['Free trial for 1 × Photos', 0, NOW, day('2025-01-24')]])
  assert.equal(((await world.stripe.customers.retrieve(customer)) as Stripe.Customer).balance, 0)
  assert.deepEqual(billed(await newsOf(world)), [UPDATED, ...billed(BILLED_NOTHING)])
})

behaves(UPDATE, 'prorates nothing within a trial', async (world) => {
  const { stripe } = world
  const who = await buyer(world)
  const [photos, films] = [await who.price('Photos', 1000), await who.price('Films', 3000)]
  const { id, items } = await stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price: photos }],
    trial_end: FEB,
    billing_mode: { type: 'classic' },
  })
  await who.go(NOW)
  await world.news()
  const yearly = await who.price('Photos for a year', 10_000, { recurring: { interval: 'year' } })
  for (const price of [films, yearly]) {
    const changed = await stripe.subscriptions.update(id, { items: [{ id: items.data[0]!.id, price }] })
    assert.deepEqual(
      [changed.status, changed.billing_cycle_anchor, changed.items.data[0]!.current_period_end],
      ['trialing', FEB, FEB],
    )
  }
  assert.deepEqual(await pending(world, who.customer), [])
  assert.deepEqual(await newsOf(world), [UPDATED, UPDATED])
})

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
