// What is used is billed when its period is over. (https://docs.stripe.com/billing/subscriptions/usage-based)
import assert from 'node:assert/strict'
import Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { advanceClock } from '../../clock.ts'
import type { Sandbox } from '../../world.ts'
import { used } from './measuring.ts'
import { metered, send } from './metered.ts'
import { buyer, day, HOUR, latest, linesOf, newsOf, RENEWED, UNTIL } from './subscribing.ts'

const DAY = 86_400
/** 2026-04-01T00:00:00Z: a month of thirty days. */
const APRIL = 1_775_001_600

behaves('POST /v1/subscriptions', 'of a metered price bills what was used', async ({ stripe, news }) => {
  const meter = await metered(stripe, {})
  const { id: clock } = await stripe.testHelpers.testClocks.create({ frozen_time: APRIL })
  const { id: customer } = await stripe.customers.create({ test_clock: clock })
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
  const recurring = { interval: 'month' as const, usage_type: 'metered' as const, meter: meter.id }
  // A thousand calls are free, each after that is 0.2 cents.
  const { id: price } = await stripe.prices.create({
    currency: 'usd',
    billing_scheme: 'tiered',
    tiers_mode: 'graduated',
    tiers: [
      { up_to: 1000, unit_amount: 0 },
      { up_to: 'inf', unit_amount_decimal: Stripe.Decimal.from('0.2') },
    ],
    recurring,
    product_data: { name: 'Calls' },
  })
  await news()
  const made = await stripe.subscriptions.create({ customer, items: [{ price }] })
  // Nothing is due in advance, so there is no invoice. (docs.stripe.com/billing/subscriptions/billing-mode/compare)
  assert.deepEqual([made.status, made.latest_invoice, made.items.data[0]!.quantity], ['active', null, undefined])
  assert.deepEqual(await news(), ['customer.subscription.created'])
  await advanceClock(stripe, clock, APRIL + 10 * DAY)
  await send(stripe, meter, customer, '900')
  await send(stripe, meter, customer, '1131')
  await advanceClock(stripe, clock, APRIL + 31 * DAY)
  const { latest_invoice } = await stripe.subscriptions.retrieve(made.id)
  const paid = await stripe.invoices.retrieve(latest_invoice as string)
  // 1 031 calls over a thousand: 206.2 cents.
  assert.deepEqual(
    paid.lines.data.map(({ description, amount, quantity, period }) => [description, amount, quantity, period.start]),
    [
      ['1000 × Calls (Tier 1 at $0.00 / month)', 0, 1000, APRIL],
      ['1031 × Calls (Tier 2 at $0.002 / month)', 206, 1031, APRIL],
    ],
  )
  assert.deepEqual([paid.status, paid.total], ['paid', 206])
  // Nothing was used in May: one line says so, and nothing is to pay.
  await advanceClock(stripe, clock, APRIL + 62 * DAY)
  const again = await stripe.invoices.list({ customer, limit: 1 })
  assert.deepEqual(
    again.data[0]!.lines.data.map(({ description, amount }) => [description, amount]),
    [['0 × Calls (Tier 1 at $0.00 / month)', 0]],
  )
  assert.ok((await news()).includes('invoice.paid'))
})

const SEND = ['test_helpers.test_clock.advancing', 'test_helpers.test_clock.ready']

/** Photos by their number: 10 cents each. Since 1 April, and 12 of them by the 11th. */
async function counting({ stripe, news }: Pick<Sandbox, 'stripe' | 'news'>) {
  const meter = await metered(stripe, {})
  const { id: clock } = await stripe.testHelpers.testClocks.create({ frozen_time: APRIL })
  const { id: customer } = await stripe.customers.create({ test_clock: clock })
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
  const recurring = { interval: 'month' as const, usage_type: 'metered' as const, meter: meter.id }
  const product_data = { name: 'Photos' }
  const { id: price } = await stripe.prices.create({ currency: 'usd', unit_amount: 10, recurring, product_data })
  const { id } = await stripe.subscriptions.create({ customer, items: [{ price }] })
  await advanceClock(stripe, clock, APRIL + 10 * DAY)
  await send(stripe, meter, customer, '12')
  await news()
  return { id, meter, customer, clock }
}

const lastOf = async (stripe: Stripe, id: string) => {
  const { latest_invoice } = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] })
  const { status, total, billing_reason, lines } = latest_invoice as Stripe.Invoice
  const of = lines.data.map(({ description, period }) => [description, period.start, period.end])
  return [status, total, billing_reason, ...of]
}

behaves('DELETE /v1/subscriptions/{id}', 'bills what was used, if told to', async ({ stripe, news }) => {
  // https://docs.stripe.com/api/subscriptions/cancel#cancel_subscription-invoice_now
  const [billed, lost] = [await counting({ stripe, news }), await counting({ stripe, news })]
  const foreseen = await stripe.invoices.createPreview({
    subscription: billed.id,
    subscription_details: { cancel_now: true },
  })
  assert.equal(foreseen.total, 120)
  await stripe.subscriptions.cancel(billed.id, { invoice_now: true })
  const line = ['12 × Photos (at $0.10 / month)', APRIL, APRIL + 10 * DAY]
  assert.deepEqual(await lastOf(stripe, billed.id), ['draft', 120, 'subscription_cycle', line])
  assert.deepEqual(await news(), ['customer.subscription.deleted', 'invoice.created'])
  const ended = await stripe.subscriptions.cancel(lost.id)
  assert.deepEqual([ended.latest_invoice, await news()], [null, ['customer.subscription.deleted']])
})

behaves('POST /v1/subscriptions/{id}', 'that ends with its period bills what was used in it', async (world) => {
  const { stripe, news } = world
  const { id, meter, customer, clock } = await counting(world)
  await stripe.subscriptions.update(id, { cancel_at_period_end: true })
  await advanceClock(stripe, clock, APRIL + 20 * DAY)
  await send(stripe, meter, customer, '8')
  await news()
  await advanceClock(stripe, clock, APRIL + 30 * DAY)
  const line = ['20 × Photos (at $0.10 / month)', APRIL, APRIL + 30 * DAY]
  assert.deepEqual(await lastOf(stripe, id), ['draft', 200, 'subscription_cycle', line])
  assert.deepEqual(await news(), [SEND[0], 'customer.subscription.deleted', 'invoice.created', SEND[1]])
})

behaves('POST /v1/subscriptions', 'bills nothing that was used in its trial', async (world) => {
  const { stripe } = world
  const who = await buyer(world)
  const { price, use } = await used(world, who, 'Calls', { unit_amount: 10 })
  const desk = await who.price('Desk', 3100)
  const { id } = await stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price: desk }, { price }],
    trial_end: UNTIL,
  })
  await use(500)
  await world.news()
  await who.go(UNTIL + 2 * HOUR)
  const [begun, ended] = [await latest(world, id), day('2025-02-15')]
  assert.deepEqual(linesOf(begun), [['1 × Desk (at $31.00 / month)', 3100, UNTIL, ended]])
  assert.deepEqual(await newsOf(world), ['customer.subscription.trial_will_end', ...RENEWED])
  await use(7)
  await who.go(ended + 2 * HOUR)
  assert.deepEqual(linesOf(await latest(world, id))[1], ['7 × Calls (at $0.10 / month)', 70, UNTIL, ended])
  assert.deepEqual(await newsOf(world), RENEWED)
})
