// When the periods of a subscription begin anew: another interval, an anchor that is moved, a trial that is added. Amounts by
// hand as in subscription_prorations.test.ts. (docs.stripe.com/billing/subscriptions/billing-cycle; "recorded": Stripe's answer at
// 2026-08-26.dahlia)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import {
  ADDED,
  BILLED,
  BILLED_NOTHING,
  billed,
  buyer,
  day,
  FEB,
  FINALIZED,
  HOUR,
  JAN,
  latest,
  linesOf,
  mode,
  newsOf,
  NOW,
  pending,
  RENEWED,
  running,
  SETTLED,
  UPDATED,
} from './subscribing.ts'

const UPDATE = 'POST /v1/subscriptions/{id}'

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
