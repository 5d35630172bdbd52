// From a trial to a paying customer, by way of a card that stops working: a trial, the first month, a renewal that fails, the
// tries that follow, another card. On a test clock; each step with exactly what it is news of.
// (docs.stripe.com/billing/subscriptions/trials; docs.stripe.com/billing/revenue-recovery)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../behaves.ts'
import {
  BEGUN_FREE,
  buyer,
  DAY,
  day,
  FAILED,
  FINALIZED,
  HOUR,
  latest,
  newsOf,
  RENEWED,
  SETTLED,
  START,
  UPDATED,
} from '../resources/billing/subscribing.ts'

behaves('POST /v1/subscriptions', 'story: a trial, a month, a card that fails, and another one', async (world) => {
  const { stripe } = world
  const who = await buyer(world)
  const settings = 'retry_days[0]=3&retry_days[1]=5&after_retries=cancel&upcoming_renewal_days=7'
  await world.call('POST', '/brindle/account', settings)
  const price = await who.price('Photos', 1500)
  const { id } = await stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price }],
    trial_period_days: 14,
  })
  const standing = async () => {
    const { status } = await stripe.subscriptions.retrieve(id)
    const { status: invoice, attempt_count, amount_paid } = await latest(world, id)
    const { delinquent } = (await stripe.customers.retrieve(who.customer)) as Stripe.Customer
    return [status, invoice, attempt_count, amount_paid, delinquent]
  }

  // 1 January: the trial begins with an invoice of nothing.
  assert.deepEqual(await newsOf(world), BEGUN_FREE)
  assert.deepEqual(await standing(), ['trialing', 'paid', 0, 0, false])

  // 8 January: what the first month will cost, seven days before.
  const ends = START + 14 * DAY
  const upcoming = async () => {
    const [event] = (await stripe.events.list({ type: 'invoice.upcoming' })).data
    const { total, period_end } = event!.data.object as Stripe.Invoice
    return [total, period_end]
  }
  await who.go(ends - 7 * DAY)
  assert.deepEqual(await newsOf(world), ['invoice.upcoming'])
  assert.deepEqual(await upcoming(), [1500, ends])

  // 12 January: three days before it ends.
  await who.go(ends - 3 * DAY)
  assert.deepEqual(await newsOf(world), ['customer.subscription.trial_will_end'])

  // 15 January: active, with a draft; paid an hour later.
  await who.go(ends)
  assert.deepEqual(await newsOf(world), [UPDATED, 'invoice.created'])
  assert.deepEqual(await standing(), ['active', 'draft', 0, 0, false])
  await who.go(ends + HOUR)
  assert.deepEqual(await newsOf(world), [...FINALIZED, ...SETTLED])
  assert.deepEqual(await standing(), ['active', 'paid', 1, 1500, false])

  // 15 February: the card is declined now.
  await who.pays('pm_card_chargeCustomerFail')
  const renewal = day('2025-02-15')
  await who.go(renewal)
  assert.deepEqual(await newsOf(world), ['invoice.upcoming', UPDATED, 'invoice.created'])
  await who.go(renewal + HOUR)
  assert.deepEqual(await newsOf(world), [...FINALIZED, ...FAILED, UPDATED, 'customer.updated'])
  assert.deepEqual(await standing(), ['past_due', 'open', 1, 0, true])
  assert.equal((await latest(world, id)).next_payment_attempt, renewal + HOUR + 3 * DAY)

  // 18 February: the first of two retries fails as well.
  await who.go(renewal + HOUR + 3 * DAY)
  assert.deepEqual(await newsOf(world), FAILED)
  assert.deepEqual(await standing(), ['past_due', 'open', 2, 0, true])

  // 20 February: the customer gives another card; nothing is tried by that alone.
  await who.go(day('2025-02-20'))
  await who.pays('pm_card_visa')
  assert.deepEqual(await standing(), ['past_due', 'open', 2, 0, true])

  // 23 February: the second retry is paid.
  await who.go(renewal + HOUR + 8 * DAY)
  assert.deepEqual(await newsOf(world), [...SETTLED, UPDATED, 'customer.updated'])
  assert.deepEqual(await standing(), ['active', 'paid', 3, 1500, false])

  // 15 March: the period did not move by that.
  await who.go(day('2025-03-15') + HOUR)
  assert.deepEqual(await newsOf(world), ['invoice.upcoming', ...RENEWED])
  assert.deepEqual(await upcoming(), [1500, day('2025-03-15')])
  assert.deepEqual(await standing(), ['active', 'paid', 1, 1500, false])
})
