// Upgrading in the middle of a month, each way of prorating it to the end of the next one. On 16 February 13 of 28 days are left:
// 14.00 × 13/28 = 6.50, and 42.00 × 13/28 = 19.50. (docs.stripe.com/billing/subscriptions/prorations)
import assert from 'node:assert/strict'
import { behaves } from '../behaves.ts'
import {
  ADDED,
  BILLED,
  billed,
  BOUGHT,
  buyer,
  day,
  HOUR,
  latest,
  linesOf,
  newsOf,
  pending,
  RENEWED,
  UPDATED,
} from '../resources/billing/subscribing.ts'

const [FEB, NOW, MAR] = [day('2025-02-01'), day('2025-02-16'), day('2025-03-01')]
const CREDIT = ['Unused time on Basic after 16 Feb 2025', -650, NOW, MAR]
const DEBIT = ['Remaining time on Premium after 16 Feb 2025', 1950, NOW, MAR]
const MARCH = ['1 × Premium (at $42.00 / month)', 4200, MAR, day('2025-04-01')]

/** What the change is news of; what waits then; what the invoice at once comes to; the lines and the total of March. */
const WAYS = [
  ['create_prorations', [ADDED, ADDED, UPDATED], [CREDIT, DEBIT], null, [CREDIT, DEBIT, MARCH], 5500],
  ['always_invoice', [ADDED, ADDED, UPDATED, ...billed(BILLED)], [], 1300, [MARCH], 4200],
  ['none', [UPDATED], [], null, [MARCH], 4200],
] as const

for (const [proration_behavior, news, waits, atOnce, lines, total] of WAYS)
  behaves('POST /v1/subscriptions/{id}', `story: an upgrade by ${proration_behavior}`, async (world) => {
    const { stripe } = world
    const who = await buyer(world, 'pm_card_visa', FEB)
    const [basic, premium] = [await who.price('Basic', 1400), await who.price('Premium', 4200)]
    const made = await stripe.subscriptions.create({ customer: who.customer, items: [{ price: basic }] })
    assert.equal((await latest(world, made.id)).amount_paid, 1400)
    assert.deepEqual(await newsOf(world), BOUGHT)

    await who.go(NOW)
    assert.deepEqual(await newsOf(world), [])
    const items = [{ id: made.items.data[0]!.id, price: premium }]
    const changed = await stripe.subscriptions.update(made.id, { items, proration_behavior })
    assert.deepEqual([changed.status, changed.billing_cycle_anchor], ['active', FEB])
    assert.deepEqual(await newsOf(world), news)
    assert.deepEqual(await pending(world, who.customer), waits)
    const current = await latest(world, made.id)
    if (atOnce === null) assert.equal(current.id, made.latest_invoice)
    else assert.deepEqual([current.billing_reason, current.amount_paid], ['subscription_update', atOnce])

    await who.go(MAR + HOUR)
    assert.deepEqual(await newsOf(world), RENEWED)
    const march = await latest(world, made.id)
    assert.deepEqual(linesOf(march), lines)
    assert.deepEqual([march.total, march.amount_paid, march.billing_reason], [total, total, 'subscription_cycle'])
  })
