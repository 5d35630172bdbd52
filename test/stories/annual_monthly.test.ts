// From a month to a year, and back to a month, in classic billing, where each begins anew. 2025 has 365 days.
// (docs.stripe.com/billing/subscriptions/billing-cycle, …/prorations)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../behaves.ts'
import {
  ADDED,
  BILLED,
  BILLED_NOTHING,
  billed,
  BOUGHT,
  buyer,
  DAY,
  day,
  HOUR,
  latest,
  linesOf,
  newsOf,
  RENEWED,
  START,
  UPDATED,
} from '../resources/billing/subscribing.ts'

behaves('POST /v1/subscriptions/{id}', 'story: a month, a year, and months again', async (world) => {
  const { stripe } = world
  const who = await buyer(world)
  const monthly = await who.price('Monthly', 3100)
  const yearly = await who.price('Yearly', 36_500, { recurring: { interval: 'year' } })
  const made = await stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price: monthly }],
    billing_mode: { type: 'classic' },
  })
  const change = (price: string) =>
    stripe.subscriptions.update(made.id, { items: [{ id: made.items.data[0]!.id, price }] })
  const balance = async () => ((await stripe.customers.retrieve(who.customer)) as Stripe.Customer).balance
  assert.deepEqual(await newsOf(world), BOUGHT)

  // 11 January: 21 of 31 days are given back, 31.00 × 21/31; the year is paid in full.
  const first = day('2025-01-11')
  await who.go(first)
  const annual = await change(yearly)
  assert.deepEqual([annual.billing_cycle_anchor, annual.items.data[0]!.current_period_end], [first, day('2026-01-11')])
  const bought = await latest(world, made.id)
  assert.deepEqual(linesOf(bought), [
    ['Unused time on Monthly after 11 Jan 2025', -2100, first, day('2025-02-01')],
    ['1 × Yearly (at $365.00 / year)', 36_500, first, day('2026-01-11')],
  ])
  assert.deepEqual([bought.amount_paid, bought.period_start], [34_400, START])
  assert.deepEqual(await newsOf(world), [ADDED, UPDATED, ...billed(BILLED)])

  // After 100 of the 365 days: 365.00 × 265/365 = 265.00 are given back, of which the month takes 31.00.
  const second = first + 100 * DAY
  assert.equal(second, day('2025-04-21'))
  await who.go(second)
  const back = await change(monthly)
  assert.deepEqual([back.billing_cycle_anchor, back.items.data[0]!.current_period_end], [second, day('2025-05-21')])
  const month = await latest(world, made.id)
  assert.deepEqual(linesOf(month), [
    ['Unused time on Yearly after 21 Apr 2025', -26_500, second, day('2026-01-11')],
    ['1 × Monthly (at $31.00 / month)', 3100, second, day('2025-05-21')],
  ])
  assert.deepEqual([month.total, month.amount_due, month.ending_balance], [-23_400, 0, -23_400])
  assert.deepEqual(await newsOf(world), [ADDED, UPDATED, ...BILLED_NOTHING])

  // The months that follow are paid by the credit: 234.00 - 7 × 31.00 = 17.00; the eighth takes 14.00 of the card.
  const months = ['05-21', '06-21', '07-21', '08-21', '09-21', '10-21', '11-21'].map((text) => day(`2025-${text}`))
  for (const [i, at] of months.entries()) {
    await who.go(at + HOUR)
    assert.deepEqual([(await latest(world, made.id)).amount_due, await balance()], [0, -23_400 + 3100 * (i + 1)])
    assert.deepEqual(await newsOf(world), [
      UPDATED,
      'invoice.created',
      'customer.updated',
      'invoice.updated',
      'invoice.finalized',
      'invoice.updated',
      'invoice.paid',
      'invoice.payment_succeeded',
    ])
  }
  await who.go(day('2025-12-21') + HOUR)
  assert.deepEqual([(await latest(world, made.id)).amount_paid, await balance()], [1400, 0])
  assert.deepEqual(billed(await newsOf(world)), RENEWED)
})
