// A story of a sale: an offer is made, revised and accepted, becomes a subscription that is billed with what was bought once,
// is paid an hour later, and renewed at what was said to be due each month. Then a part comes back.
// (https://docs.stripe.com/quotes/overview; https://docs.stripe.com/billing/invoices/subscription#subscription-lifecycle)
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type Stripe from 'stripe'
import type { Brindle } from '../../src/main.ts'
import { advanceClock } from '../clock.ts'
import { sandbox, startBrindle } from '../world.ts'
import { SETTLED } from '../resources/billing/invoicing.ts'

const HOUR = 3600
const DAY = 24 * HOUR
/** Noon of 1 March 2024; a month later it is 1 April. */
const START = 1_709_294_400
const MONTH = 31 * DAY

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const PAID = [...SETTLED]

test('an offer becomes a subscription, and money', async () => {
  const { stripe, news } = sandbox(brindle)
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: START })
  const { id: customer } = await stripe.customers.create({
    name: 'Jenny',
    invoice_prefix: 'JENNY',
    test_clock: clock.id,
  })
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
  const recurring = { interval: 'month' as const }
  const seat = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 1250,
    recurring,
    product_data: { name: 'Seat' },
  })
  const setup = await stripe.prices.create({ currency: 'usd', unit_amount: 9900, product_data: { name: 'Setup' } })
  const { id: vat } = await stripe.taxRates.create({ display_name: 'VAT', percentage: 19, inclusive: false })
  const { id: welcome } = await stripe.coupons.create({ percent_off: 20, duration: 'once' })
  await news()

  // Seven seats and the setup, 20 % off at first: 87.50 - 17.50 and 99.00 - 19.80, and 19 % of 70.00 and of 79.20 (15.048).
  const offer = await stripe.quotes.create({
    customer,
    line_items: [{ price: seat.id, quantity: 7 }, { price: setup.id }],
    discounts: [{ coupon: welcome }],
    default_tax_rates: [vat],
    subscription_data: { metadata: { deal: '42' } },
  })
  assert.deepEqual([offer.amount_subtotal, offer.amount_total, offer.created], [18_650, 17_755, START])
  const details = { amount_discount: 3730, amount_shipping: 0, amount_tax: 2835 }
  assert.deepEqual(offer.computed.upfront.total_details, details)
  // Each month after: 87.50 and 16.63 (16.625).
  assert.equal(offer.computed.recurring!.amount_total, 10_413)
  const first = await stripe.quotes.finalizeQuote(offer.id)
  assert.equal(first.number, 'QT-JENNY-0001-1')
  assert.deepEqual(await news(), ['quote.created', 'quote.finalized'])

  // She wants five: 62.50 - 12.50 and 79.20, with 9.50 and 15.05. Each month 62.50 and 11.88 (11.875).
  const draft = await stripe.quotes.create({
    from_quote: { quote: offer.id, is_revision: true },
    expand: ['line_items'],
  })
  const [seats, once] = draft.line_items!.data
  const revised = await stripe.quotes.update(draft.id, {
    line_items: [{ id: seats!.id, quantity: 5 }, { id: once!.id }],
  })
  assert.deepEqual([revised.amount_total, revised.computed.recurring!.amount_total], [15_375, 7438])
  const second = await stripe.quotes.finalizeQuote(draft.id)
  assert.deepEqual([second.number, second.amount_total], ['QT-JENNY-0001-2', 15_375])
  assert.equal((await stripe.quotes.retrieve(offer.id)).status, 'canceled')
  assert.deepEqual(await news(), ['quote.created', 'quote.canceled', 'quote.finalized'])

  const accepted = await stripe.quotes.accept(second.id)
  const running = await stripe.subscriptions.retrieve(accepted.subscription as string)
  assert.deepEqual([accepted.status, running.status, running.metadata], ['accepted', 'active', { deal: '42' }])
  const open = await stripe.invoices.retrieve(running.latest_invoice as string)
  assert.deepEqual([open.status, open.total, open.subtotal], ['draft', 15_375, 16_150])
  assert.deepEqual(await news(), [
    'customer.subscription.created',
    'invoiceitem.created',
    'invoice.created',
    'quote.accepted',
  ])

  // An hour later it is collected, and the discount of one time is used up.
  await advanceClock(stripe, clock.id, START + 2 * HOUR)
  const paid = await stripe.invoices.retrieve(open.id)
  assert.deepEqual([paid.status, paid.amount_paid, paid.number], ['paid', 15_375, 'JENNY-0001'])
  assert.deepEqual((await stripe.subscriptions.retrieve(running.id)).discounts, [])
  assert.deepEqual(await news(), [
    'test_helpers.test_clock.advancing',
    'customer.updated',
    'invoice.updated',
    'invoice.finalized',
    'payment_intent.created',
    ...PAID.slice(0, 2),
    'customer.subscription.updated',
    ...PAID.slice(2),
    'test_helpers.test_clock.ready',
  ])

  // The next month is what the offer said.
  await advanceClock(stripe, clock.id, START + MONTH + 2 * HOUR)
  const { latest_invoice } = await stripe.subscriptions.retrieve(running.id)
  const renewal = await stripe.invoices.retrieve(latest_invoice as string)
  assert.deepEqual([renewal.status, renewal.amount_paid, renewal.billing_reason], ['paid', 7438, 'subscription_cycle'])
  assert.deepEqual(await news(), [
    'test_helpers.test_clock.advancing',
    'invoice.upcoming',
    'customer.subscription.updated',
    'invoice.created',
    'invoice.updated',
    'invoice.finalized',
    'payment_intent.created',
    ...PAID,
    'test_helpers.test_clock.ready',
  ])

  // One seat of it was not used: 12.50, and a fifth of 11.88 (2.376), as credit for the month that follows.
  const note = await stripe.creditNotes.create({
    invoice: renewal.id,
    lines: [{ type: 'invoice_line_item', invoice_line_item: renewal.lines.data[0]!.id, quantity: 1 }],
    credit_amount: 1488,
  })
  assert.deepEqual([note.number, note.total, note.total_taxes![0]!.amount], ['JENNY-0002-CN-01', 1488, 238])
  assert.equal(((await stripe.customers.retrieve(customer)) as Stripe.Customer).balance, -1488)
  assert.deepEqual(await news(), ['invoice.updated', 'customer.updated', 'credit_note.created'])
})
