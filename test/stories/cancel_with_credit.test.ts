// Leaving in the middle of a month with money left: what is unused waits for the customer's next invoice, and the rest stays
// their credit. On 17 January 15 of 31 days are left: 62.00 × 15/31 = 30.00.
// (https://docs.stripe.com/api/subscriptions/cancel; docs.stripe.com/billing/customer/balance)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../behaves.ts'
import {
  ADDED,
  BILLED_NOTHING,
  billed,
  BOUGHT,
  buyer,
  day,
  ENDED,
  FEB,
  HOUR,
  latest,
  linesOf,
  newsOf,
  NOW,
  pending,
  RENEWED,
  SUBSCRIBED,
} from '../resources/billing/subscribing.ts'

behaves('DELETE /v1/subscriptions/{id}', 'story: what is unused pays for what comes after', async (world) => {
  const { stripe } = world
  const who = await buyer(world)
  const [large, small] = [await who.price('Large', 6200), await who.price('Small', 1300)]
  const { id } = await stripe.subscriptions.create({ customer: who.customer, items: [{ price: large }] })
  const balance = async () => ((await stripe.customers.retrieve(who.customer)) as Stripe.Customer).balance
  assert.deepEqual(await newsOf(world), BOUGHT)

  // 17 January: the customer leaves. Nothing is refunded; a credit waits.
  await who.go(NOW)
  await stripe.subscriptions.cancel(id, { prorate: true })
  assert.deepEqual(await newsOf(world), [ADDED, ENDED])
  assert.deepEqual(await pending(world, who.customer), [['Unused time on Large after 17 Jan 2025', -3000, NOW, FEB]])
  assert.equal(await balance(), 0)
  assert.deepEqual((await stripe.refunds.list()).data, [])

  // On the same day they take something smaller: it is paid by the credit, and 17.00 are left.
  const next = await stripe.subscriptions.create({ customer: who.customer, items: [{ price: small }] })
  const first = await latest(world, next.id)
  assert.deepEqual(linesOf(first), [
    ['Unused time on Large after 17 Jan 2025', -3000, NOW, FEB],
    ['1 × Small (at $13.00 / month)', 1300, NOW, day('2025-02-17')],
  ])
  assert.deepEqual([next.status, first.status, first.total, first.amount_due], ['active', 'paid', -1700, 0])
  assert.equal(await balance(), -1700)
  // It begins incomplete, as every one does that is billed, and what was paid by nothing makes it active.
  assert.deepEqual(await newsOf(world), [SUBSCRIBED, ...BILLED_NOTHING, 'customer.subscription.updated'])

  // 17 February: 13.00 of the credit. 17 March: the 4.00 that are left, and 9.00 of the card.
  await who.go(day('2025-02-17') + HOUR)
  assert.deepEqual([(await latest(world, next.id)).amount_paid, await balance()], [0, -400])
  assert.equal((await newsOf(world)).at(-1), 'invoice.payment_succeeded')
  await who.go(day('2025-03-17') + HOUR)
  assert.deepEqual([(await latest(world, next.id)).amount_paid, await balance()], [900, 0])
  assert.deepEqual(billed(await newsOf(world)), RENEWED)

  const { data } = await stripe.customers.listBalanceTransactions(who.customer)
  assert.deepEqual(
    data.map(({ amount, type, ending_balance }) => [amount, type, ending_balance]),
    [
      [400, 'applied_to_invoice', 0],
      [1300, 'applied_to_invoice', -400],
      [-1700, 'applied_to_invoice', -1700],
    ],
  )
})
