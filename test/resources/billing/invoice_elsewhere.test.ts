// Invoices and subscriptions that are paid by a custom payment method: another processor takes the money, and what came of it is
// reported. (https://docs.stripe.com/billing/subscriptions/third-party-payment-processing;
// https://docs.stripe.com/changelog/clover/2025-10-29/invoice-payment-attempt-required-event)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { advanceClock } from '../../clock.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { reported } from '../payments/reporting.ts'
import { drafted, HOUR } from './invoicing.ts'

const DAY = 24 * HOUR
/** 2026-04-01T00:00:00Z: a month of thirty days. */
const APRIL = 1_775_001_600
const REQUIRED = 'invoice.payment_attempt_required'
const UPDATED = 'customer.subscription.updated'
/** What is told of an invoice that was paid elsewhere: its own payment is not wanted any more. */
const PAID = [
  'invoice_payment.paid',
  'invoice.updated',
  'invoice.paid',
  'invoice.payment_succeeded',
  'payment_intent.canceled',
]

/** A customer on a clock whose default method is NewPay, and a price of $10.00 a month. */
async function world({ stripe, news, call }: Sandbox) {
  const { id: clock } = await stripe.testHelpers.testClocks.create({ frozen_time: APRIL })
  const { id: customer } = await stripe.customers.create({ test_clock: clock })
  const { id: newpay } = await stripe.paymentMethods.create({ type: 'custom', custom: { type: 'cpmt_125kjj3hn3sdf' } })
  await stripe.paymentMethods.attach(newpay, { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: newpay } })
  const price = { currency: 'usd', unit_amount: 1000, recurring: { interval: 'month' as const } }
  const { id: monthly } = await stripe.prices.create({ ...price, product_data: { name: 'Photos' } })
  await news()
  const clean = async () => (await news()).filter((type) => !type.startsWith('test_helpers.'))
  return { stripe, call, clock, customer, newpay, monthly, news: clean }
}

/** Reports what came of a payment of $10.00, and gives its record. */
const report = (at: Pick<Sandbox, 'stripe'>, outcome: 'guaranteed' | 'failed') =>
  reported(at, { outcome, [outcome]: { [`${outcome}_at`]: 1730253500 } } as never)

behaves('POST /v1/subscriptions', 'tell when another processor is to take the money', async (sandbox) => {
  const { stripe, news, clock, customer, monthly } = await world(sandbox)
  const made = await stripe.subscriptions.create({ customer, items: [{ price: monthly }] })
  const first = await stripe.invoices.retrieve(made.latest_invoice as string)
  assert.deepEqual([made.status, first.status, first.attempted, first.attempt_count], ['incomplete', 'open', false, 0])
  assert.deepEqual(await news(), [
    'customer.subscription.created',
    'invoice.created',
    'customer.updated',
    'invoice.finalized',
    'payment_intent.created',
    REQUIRED,
  ])
  const paid = await stripe.invoices.attachPayment(first.id, {
    payment_record: (await report(sandbox, 'guaranteed')).id,
  })
  assert.deepEqual([paid.status, paid.amount_paid], ['paid', 1000])
  const standing = async () => (await stripe.subscriptions.retrieve(made.id)).status
  assert.equal(await standing(), 'active')
  assert.deepEqual(await news(), [...PAID, UPDATED])
  // The renewal is told of an hour after it, when it is finalised.
  await advanceClock(stripe, clock, APRIL + 30 * DAY + 2 * HOUR)
  assert.deepEqual(await news(), [
    'invoice.upcoming',
    UPDATED,
    'invoice.created',
    'invoice.updated',
    'invoice.finalized',
    'payment_intent.created',
    'invoice.updated',
    REQUIRED,
  ])
  const { latest_invoice } = await stripe.subscriptions.retrieve(made.id)
  const record = await report(sandbox, 'failed')
  await stripe.invoices.attachPayment(latest_invoice as string, { payment_record: record.id })
  const failed = await stripe.invoices.retrieve(latest_invoice as string)
  assert.deepEqual(
    [failed.status, failed.attempted, failed.attempt_count, await standing()],
    ['open', true, 1, 'past_due'],
  )
  assert.deepEqual(await news(), ['invoice.updated', 'invoice.payment_failed', UPDATED, 'customer.updated'])
  // It is asked for again, a day on.
  assert.equal(failed.next_payment_attempt, APRIL + 31 * DAY + 2 * HOUR)
  await advanceClock(stripe, clock, APRIL + 31 * DAY + 3 * HOUR)
  assert.deepEqual(await news(), ['invoice.updated', REQUIRED])
  await stripe.paymentRecords.reportPaymentAttempt(record.id, {
    initiated_at: 1730253600,
    outcome: 'guaranteed',
    guaranteed: { guaranteed_at: 1730253700 },
  })
  const then = await stripe.invoices.retrieve(latest_invoice as string)
  assert.deepEqual([then.status, then.amount_paid, await standing()], ['paid', 1000, 'active'])
  assert.deepEqual(await news(), [...PAID, UPDATED, 'customer.updated'])
})

behaves('POST /v1/invoices/{id}/pay', 'asks another processor for the money', async (sandbox) => {
  const { stripe, news, customer, newpay } = await world(sandbox)
  const draft = await drafted(sandbox, [1000], { customer })
  const open = await stripe.invoices.pay(draft.id, { payment_method: newpay })
  assert.deepEqual([open.status, open.attempted, open.next_payment_attempt], ['open', false, null])
  assert.deepEqual(await news(), [
    'customer.updated',
    'invoice.updated',
    'invoice.finalized',
    'payment_intent.created',
    'invoice.updated',
    REQUIRED,
  ])
  // A card may pay it all the same.
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  assert.equal((await stripe.invoices.pay(draft.id, { payment_method: card })).status, 'paid')
  await news()
})

behaves('POST /v1/subscriptions/{id}', 'puts off what is not paid elsewhere yet', async (sandbox) => {
  const { stripe, news, call, customer, monthly } = await world(sandbox)
  const form = `customer=${customer}&items[0][price]=${monthly}`
  refused(await call('POST', '/v1/subscriptions', `${form}&payment_behavior=error_if_incomplete`), 402, {
    type: 'card_error',
    code: 'subscription_payment_intent_requires_action',
    message: /requires/,
  })
  assert.deepEqual(await news(), [])
  const made = await stripe.subscriptions.create({ customer, items: [{ price: monthly }] })
  await stripe.invoices.attachPayment(made.latest_invoice as string, {
    payment_record: (await report(sandbox, 'guaranteed')).id,
  })
  await news()
  const [item] = made.items.data
  const waits = await stripe.subscriptions.update(made.id, {
    items: [{ id: item!.id, quantity: 2 }],
    payment_behavior: 'pending_if_incomplete',
    proration_behavior: 'always_invoice',
  })
  assert.deepEqual([waits.pending_update?.subscription_items?.[0]?.quantity, waits.items.data[0]!.quantity], [2, 1])
  // Whoever pays the $10.00 more has two of them.
  await stripe.invoices.attachPayment(waits.latest_invoice as string, {
    payment_record: (await report(sandbox, 'guaranteed')).id,
  })
  const { items, pending_update } = await stripe.subscriptions.retrieve(made.id)
  assert.deepEqual([items.data[0]!.quantity, pending_update], [2, null])
  await news()
})

behaves('POST /v1/payment_methods', 'are of another processor, too', async (sandbox) => {
  const { stripe, call, news, customer, newpay } = await world(sandbox)
  const { custom, type } = (await stripe.paymentMethods.retrieve(newpay)) as Stripe.PaymentMethod
  assert.deepEqual([type, custom], ['custom', { display_name: null, logo: null, type: 'cpmt_125kjj3hn3sdf' }])
  refused(await call('POST', '/v1/payment_methods', 'type=custom'), 400, {
    code: 'parameter_missing',
    param: 'custom[type]',
    message: 'Missing required param: custom[type].',
  })
  const intent = `amount=1000&currency=usd&customer=${customer}&payment_method=${newpay}&confirm=true&payment_method_types[0]=custom`
  refused(await call('POST', '/v1/payment_intents', intent), 400, {
    param: 'payment_method',
    message: 'PaymentMethods of type custom are charged by another processor, and not by a PaymentIntent.',
  })
  assert.deepEqual(await news(), [])
})
