// A customer who grows: a schedule of three phases on a test clock, from the first draft to the day on which the schedule
// lets go. Phase 2 begins as the subscription renews, and is billed whole; phase 3 begins in the middle of a month, and is
// prorated. (https://docs.stripe.com/billing/subscriptions/subscription-schedules/use-cases)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../behaves.ts'
import { advanceClock } from '../clock.ts'
import { SETTLED } from '../resources/billing/invoicing.ts'

const at = (day: string) => Date.parse(`${day}Z`) / 1000
const JANUARY = at('2026-01-01T00:00')
const FEBRUARY = at('2026-02-01T00:00')
const MARCH_16 = at('2026-03-16T00:00')
const MAY = at('2026-05-01T00:00')

/** A draft that is finalised and paid. */
const PAID = ['invoice.updated', 'invoice.finalized', 'payment_intent.created', ...SETTLED]
const CLOCK = ['test_helpers.test_clock.advancing', 'test_helpers.test_clock.ready']
const SUBSCRIPTION = 'customer.subscription.updated'
const SCHEDULE = 'subscription_schedule.updated'

behaves('POST /v1/subscription_schedules', 'tells the story of three phases', async ({ stripe, news }) => {
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: JANUARY })
  const { id: customer } = await stripe.customers.create({ test_clock: clock.id })
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
  const product = (await stripe.products.create({ name: 'Desk' })).id
  const monthly = (unit_amount: number) =>
    stripe.prices.create({ product, currency: 'usd', unit_amount, recurring: { interval: 'month' } })
  const [starter, team, pro] = await Promise.all([1000, 3000, 10000].map(monthly))
  await news()

  const made = await stripe.subscriptionSchedules.create({
    customer,
    start_date: 'now',
    phases: [
      { items: [{ price: starter!.id }], duration: { interval: 'month' } },
      { items: [{ price: team!.id, quantity: 2 }], end_date: MARCH_16, metadata: { plan: 'team' } },
      { items: [{ price: pro!.id }], end_date: MAY, metadata: { plan: 'pro' } },
    ],
  })
  // Recorded, in this order: the subscription, the draft, and the schedule. (billing facts, section 3)
  assert.deepEqual(await news(), ['customer.subscription.created', 'invoice.created', 'subscription_schedule.created'])
  assert.deepEqual(
    made.phases.map(({ start_date, end_date }) => [start_date, end_date]),
    [
      [JANUARY, FEBRUARY],
      [FEBRUARY, MARCH_16],
      [MARCH_16, MAY],
    ],
  )
  const id = made.subscription as string
  const schedule = () => stripe.subscriptionSchedules.retrieve(made.id)
  const subscription = () => stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] })
  const invoice = async () => {
    const one = (await subscription()).latest_invoice as Stripe.Invoice
    return [one.status, one.billing_reason, one.total]
  }
  assert.deepEqual(await invoice(), ['draft', 'subscription_create', 1000])
  assert.deepEqual(made.current_phase, { start_date: JANUARY, end_date: FEBRUARY })

  const go = (day: string) => advanceClock(stripe, clock.id, at(day))
  const during = async () => (await news()).filter((type) => !CLOCK.includes(type) && type !== 'balance.available')
  await go('2026-01-01T02:00')
  assert.deepEqual(await during(), ['customer.updated', ...PAID])
  assert.deepEqual(await invoice(), ['paid', 'subscription_create', 1000])

  // 1 February: the renewal bills the two seats of phase 2, whole. Nothing is prorated.
  await go('2026-02-01T00:00')
  assert.deepEqual(await during(), ['invoice.upcoming', SCHEDULE, SUBSCRIPTION, 'invoice.created'])
  assert.deepEqual(await invoice(), ['draft', 'subscription_cycle', 6000])
  const second = await subscription()
  assert.deepEqual(second.metadata, { plan: 'team' })
  assert.deepEqual(
    second.items.data.map(({ price, quantity, current_period_start, current_period_end }) => [
      price.id,
      quantity,
      current_period_start,
      current_period_end,
    ]),
    [[team!.id, 2, FEBRUARY, at('2026-03-01T00:00')]],
  )
  assert.deepEqual((await schedule()).current_phase, { start_date: FEBRUARY, end_date: MARCH_16 })
  await go('2026-02-01T02:00')
  assert.deepEqual(await during(), PAID)
  await go('2026-03-01T02:00')
  assert.deepEqual(await during(), ['invoice.upcoming', SUBSCRIPTION, 'invoice.created', ...PAID])
  assert.deepEqual(await invoice(), ['paid', 'subscription_cycle', 6000])

  // 16 March: 16 of March's 31 days are left. 6000 × 16/31 = 3096.77 is given back, 10000 × 16/31 = 5161.29 is charged.
  await go('2026-03-16T00:00')
  assert.deepEqual(await during(), [SCHEDULE, 'invoiceitem.created', 'invoiceitem.created', SUBSCRIPTION])
  const waiting = (await stripe.invoiceItems.list({ customer, pending: true })).data
  assert.deepEqual(
    waiting.map(({ amount, description }) => [amount, description]),
    [
      [5161, 'Remaining time on Desk after 16 Mar 2026'],
      [-3097, 'Unused time on 2 × Desk after 16 Mar 2026'],
    ],
  )
  assert.deepEqual((await subscription()).metadata, { plan: 'pro' })

  // 1 April: 10000 + 5161 − 3097
  await go('2026-04-01T02:00')
  assert.deepEqual(await during(), ['invoice.upcoming', SUBSCRIPTION, 'invoice.created', ...PAID])
  assert.deepEqual(await invoice(), ['paid', 'subscription_cycle', 12064])

  await go('2026-04-23T23:59')
  assert.deepEqual(await during(), [])
  await go('2026-04-24T00:00')
  assert.deepEqual(await during(), ['subscription_schedule.expiring', 'invoice.upcoming'])

  // 1 May: the schedule lets go, and the subscription renews as it is.
  await go('2026-05-01T02:00')
  assert.deepEqual(await during(), [
    SCHEDULE,
    SUBSCRIPTION,
    'subscription_schedule.released',
    'invoice.created',
    ...PAID,
  ])
  assert.deepEqual(await invoice(), ['paid', 'subscription_cycle', 10000])
  const last = await schedule()
  assert.deepEqual(
    [last.status, last.released_at, last.released_subscription, last.subscription, last.current_phase],
    ['released', MAY, id, null, null],
  )
  assert.equal((await subscription()).schedule, null)
  await go('2026-06-01T02:00')
  assert.deepEqual(await during(), ['invoice.upcoming', SUBSCRIPTION, 'invoice.created', ...PAID])
  const paid = (await stripe.invoices.list({ subscription: id })).data.map(({ amount_paid }) => amount_paid)
  assert.deepEqual(paid, [10000, 10000, 12064, 6000, 6000, 1000])
})
