// Pausing a subscription, and resuming it. (https://docs.stripe.com/api/subscriptions/pause)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { advanceClock } from '../../clock.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

const PAUSE = 'POST /v1/subscriptions/{id}/pause'
const DAY = 86_400
/** Older versions do not have it. */
const NEWEST = { 'stripe-version': '2026-10-28.endive' }
/** 2026-04-01T00:00:00Z: a month of thirty days. */
const APRIL = 1_775_001_600

/** Ten days into a month that cost $30.00. */
async function tenDaysIn({ stripe, news }: Sandbox) {
  const { id: clock } = await stripe.testHelpers.testClocks.create({ frozen_time: APRIL })
  const { id: customer } = await stripe.customers.create({ test_clock: clock })
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
  const recurring = { interval: 'month' as const }
  const plan = { currency: 'usd', unit_amount: 3000, recurring, product_data: { name: 'Photos' } }
  const { id: price } = await stripe.prices.create(plan)
  const { id } = await stripe.subscriptions.create({ customer, items: [{ price }] })
  await advanceClock(stripe, clock, APRIL + 10 * DAY)
  await news()
  return { clock, customer, id }
}

behaves(PAUSE, 'gives back what is left, and bills no more', async (world) => {
  const { stripe, call, news } = world
  const { clock, customer, id } = await tenDaysIn(world)
  const paused = await stripe.subscriptions.pause(id, { type: 'subscription' })
  assert.equal(paused.status, 'paused')
  const { data } = await stripe.invoiceItems.list({ customer, pending: true })
  assert.deepEqual(
    data.map(({ amount, description }) => [amount, description]),
    [[-2000, 'Unused time on Photos after 11 Apr 2026']],
  )
  assert.deepEqual(await news(), [
    'invoiceitem.created',
    'customer.subscription.updated',
    'customer.subscription.paused',
  ])
  await advanceClock(stripe, clock, APRIL + 60 * DAY)
  assert.equal((await stripe.invoices.list({ customer })).data.length, 1)
  await news()
  // Resumed, a new period begins: 30.00 less the 20.00.
  const resumed = await stripe.subscriptions.resume(id)
  assert.deepEqual([resumed.status, resumed.billing_cycle_anchor], ['active', APRIL + 60 * DAY])
  const paid = await stripe.invoices.retrieve(resumed.latest_invoice as string)
  assert.deepEqual([paid.status, paid.total, paid.lines.data.length], ['paid', 1000, 2])
  refused(await call('POST', `/v1/subscriptions/${id}/resume`), 400, {
    message: 'You can only resume a subscription if it is `paused`.',
  })
  const happened = await news()
  assert.deepEqual(happened.slice(0, 3), [
    'customer.subscription.updated',
    'customer.subscription.resumed',
    'invoice.created',
  ])
})

behaves(PAUSE, 'bills the credit at once, or gives none', async (world) => {
  const { stripe, call, news } = world
  const first = await tenDaysIn(world)
  const { latest_invoice } = await stripe.subscriptions.pause(first.id, { invoicing_behavior: 'invoice' })
  const credit = await stripe.invoices.retrieve(latest_invoice as string)
  assert.deepEqual([credit.total, credit.status, credit.ending_balance], [-2000, 'paid', -2000])
  refused(await call('POST', `/v1/subscriptions/${first.id}/pause`, '', NEWEST), 400, {
    message: 'You cannot pause a subscription that is `paused`.',
  })
  const second = await tenDaysIn(world)
  await stripe.subscriptions.pause(second.id, { bill_for: { unused_time_from: { type: 'none' } } })
  assert.deepEqual((await stripe.invoiceItems.list({ customer: second.customer })).data, [])
  assert.deepEqual(await news(), ['customer.subscription.updated', 'customer.subscription.paused'])
})
