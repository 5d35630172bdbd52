// Billing credits pay for what a meter has counted, when its invoice is finalised.
// (https://docs.stripe.com/billing/subscriptions/usage-based/billing-credits)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { advanceClock } from '../../clock.ts'
import type { Sandbox } from '../../world.ts'
import { granting, metered, send } from './metered.ts'
import { SETTLED } from './invoicing.ts'

const DAY = 86_400
const HOUR = 3600
/** 2026-04-01T00:00:00Z: a month of thirty days. */
const APRIL = 1_775_001_600
const MAY = APRIL + 30 * DAY

/** A customer who pays 10 cents for each call, and 5.00 for a seat in advance, with 10 % of VAT on top. */
async function subscribed({ stripe }: Pick<Sandbox, 'stripe'>) {
  const meter = await metered(stripe, {})
  const { id: clock } = await stripe.testHelpers.testClocks.create({ frozen_time: APRIL })
  const { id: customer } = await stripe.customers.create({ test_clock: clock })
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
  const { id: calls } = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 10,
    recurring: { interval: 'month', usage_type: 'metered', meter: meter.id },
    product_data: { name: 'Calls' },
  })
  const { id: seat } = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 500,
    recurring: { interval: 'month' },
    product_data: { name: 'Seat' },
  })
  const { id: vat } = await stripe.taxRates.create({ display_name: 'VAT', percentage: 10, inclusive: false })
  const { id } = await stripe.subscriptions.create({
    customer,
    items: [{ price: calls }, { price: seat }],
    default_tax_rates: [vat],
  })
  return { meter, clock, customer, id }
}

const credits = (line: Stripe.InvoiceLineItem) => line.pretax_credit_amounts!.map(({ amount, type }) => [amount, type])

const left = async (stripe: Stripe, customer: string, credit_grant: string) => {
  const filter = { type: 'credit_grant' as const, credit_grant }
  const { balances } = await stripe.billing.creditBalanceSummaries.retrieve({ customer, filter })
  return balances[0]!.available_balance.monetary!.value
}

behaves('POST /v1/billing/credit_grants', 'credits pay for metered lines, before taxes', async (world) => {
  const { stripe, news } = world
  const { meter, clock, customer, id } = await subscribed(world)
  const { id: gift } = await stripe.billing.creditGrants.create(granting(customer, { category: 'promotional' }, 300))
  const { id: bought } = await stripe.billing.creditGrants.create(granting(customer, { category: 'paid' }, 1000))
  await advanceClock(stripe, clock, APRIL + DAY)
  // 120 calls at 10 cents: 12.00.
  await send(stripe, meter, customer, '120')
  await advanceClock(stripe, clock, APRIL + 10 * DAY)
  await news()

  // 12.00 of calls are paid with 3.00 and 9.00 of credits; 10 % of VAT are on the seat of 5.00 only.
  const preview = await stripe.invoices.createPreview({ subscription: id })
  assert.deepEqual([preview.subtotal, preview.total, preview.total_excluding_tax], [1700, 550, 500])
  assert.deepEqual(
    preview.total_pretax_credit_amounts!.map((one) => [one.amount, one.type, one.credit_balance_transaction]),
    [
      [300, 'credit_balance_transaction', null],
      [900, 'credit_balance_transaction', null],
    ],
  )
  assert.equal(await left(stripe, customer, gift), 300)
  assert.deepEqual(await news(), [])

  // The draft only foresees it, too.
  await advanceClock(stripe, clock, MAY + 60)
  const { latest_invoice } = await stripe.subscriptions.retrieve(id)
  const draft = await stripe.invoices.retrieve(latest_invoice as string)
  assert.deepEqual([draft.status, draft.total, await left(stripe, customer, bought)], ['draft', 550, 1000])
  await news()

  await advanceClock(stripe, clock, MAY + 2 * HOUR)
  const paid = await stripe.invoices.retrieve(draft.id!, { expand: ['lines.data.pretax_credit_amounts'] })
  assert.deepEqual([paid.status, paid.total, paid.amount_paid], ['paid', 550, 550])
  assert.deepEqual(paid.lines.data.map(credits), [
    [
      [300, 'credit_balance_transaction'],
      [900, 'credit_balance_transaction'],
    ],
    [],
  ])
  assert.deepEqual(
    paid.lines.data.map(({ taxes }) => taxes!.map(({ amount, taxable_amount }) => [amount, taxable_amount])),
    [[[0, 0]], [[50, 500]]],
  )
  const [first, second] = paid.total_pretax_credit_amounts!
  const drawn = await stripe.billing.creditBalanceTransactions.retrieve(second!.credit_balance_transaction as string)
  assert.deepEqual(drawn.debit, {
    amount: { monetary: { currency: 'usd', value: 900 }, type: 'monetary' },
    credits_applied: { invoice: paid.id, invoice_line_item: paid.lines.data[0]!.id },
    type: 'credits_applied',
  })
  assert.notEqual(first!.credit_balance_transaction, second!.credit_balance_transaction)
  assert.deepEqual([await left(stripe, customer, gift), await left(stripe, customer, bought)], [0, 100])
  assert.deepEqual(await news(), [
    'test_helpers.test_clock.advancing',
    'billing.credit_balance_transaction.created',
    'billing.credit_balance_transaction.created',
    'invoice.updated',
    'invoice.finalized',
    'payment_intent.created',
    ...SETTLED,
    'test_helpers.test_clock.ready',
  ])
})

behaves('POST /v1/billing/credit_grants', 'credits pay what discounts leave', async (world) => {
  const { stripe, news } = world
  const { meter, clock, customer, id } = await subscribed(world)
  const { id: grant } = await stripe.billing.creditGrants.create(granting(customer, {}, 1000))
  const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: 'forever' })
  await stripe.subscriptions.update(id, { discounts: [{ coupon }] })
  await advanceClock(stripe, clock, APRIL + DAY)
  await send(stripe, meter, customer, '120')
  await advanceClock(stripe, clock, MAY + 2 * HOUR)
  // Half of 12.00 of calls is paid by credits, and half of 5.00 for the seat by card, with 10 % of VAT.
  const { latest_invoice } = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] })
  assert.equal((latest_invoice as Stripe.Invoice).amount_paid, 275)
  assert.equal(await left(stripe, customer, grant), 400)
  assert.equal((await news()).filter((type) => type === 'billing.credit_balance_transaction.created').length, 2)
})

behaves('POST /v1/invoices/{invoice}/lines/{id}', 'leaves what credits may pay, whatever its taxes', async (world) => {
  const { stripe, news } = world
  const { meter, clock, customer, id } = await subscribed(world)
  const { id: grant } = await stripe.billing.creditGrants.create(granting(customer, {}, 500))
  await advanceClock(stripe, clock, APRIL + DAY)
  await send(stripe, meter, customer, '120')
  await advanceClock(stripe, clock, MAY + 60)
  const { latest_invoice } = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] })
  const { id: draft, lines } = latest_invoice as Stripe.Invoice
  await news()
  const { id: gst } = await stripe.taxRates.create({ display_name: 'GST', percentage: 20, inclusive: false })
  const line = await stripe.invoices.updateLineItem(draft!, lines.data[0]!.id, { tax_rates: [gst] })
  // 12.00 of calls less 5.00 of credits, and a fifth of the rest.
  assert.deepEqual(
    [credits(line), line.taxes!.map(({ amount }) => amount)],
    [[[500, 'credit_balance_transaction']], [140]],
  )
  assert.deepEqual(await news(), ['tax_rate.created', 'invoice.updated'])
  await stripe.invoices.finalizeInvoice(draft!)
  assert.equal(await left(stripe, customer, grant), 0)
  await news()
})

behaves('POST /v1/invoices/{id}/void', 'gives back what credits paid', async (world) => {
  const { stripe, news } = world
  const { meter, clock, customer, id } = await subscribed(world)
  const { id: grant } = await stripe.billing.creditGrants.create(granting(customer, {}, 1000))
  await stripe.subscriptions.update(id, { collection_method: 'send_invoice', days_until_due: 30 })
  await advanceClock(stripe, clock, APRIL + DAY)
  await send(stripe, meter, customer, '50')
  await advanceClock(stripe, clock, MAY + 2 * HOUR)
  const { latest_invoice } = await stripe.subscriptions.retrieve(id)
  assert.equal(await left(stripe, customer, grant), 500)

  // A credit note gives back of each line what was paid of it: of the calls nothing, as credits paid them.
  const lines = await stripe.invoices.listLineItems(latest_invoice as string)
  const [calls, seat] = lines.data
  const credit = (line: Stripe.InvoiceLineItem) => ({
    type: 'invoice_line_item' as const,
    invoice_line_item: line.id,
    amount: 100,
  })
  const note = await stripe.creditNotes.create({
    invoice: latest_invoice as string,
    lines: [credit(calls!), credit(seat!)],
  })
  // 1.00 of the calls was paid by credits; 1.00 of the seat with 10 % of VAT is given back.
  assert.deepEqual([note.subtotal, note.total, note.discount_amount], [200, 110, 0])
  assert.deepEqual(
    note.pretax_credit_amounts.map(({ amount, type }) => [amount, type]),
    [[100, 'credit_balance_transaction']],
  )
  await stripe.creditNotes.voidCreditNote(note.id)
  await news()
  await stripe.invoices.voidInvoice(latest_invoice as string)
  assert.equal(await left(stripe, customer, grant), 1000)
  assert.deepEqual(await news(), [
    'invoice.updated',
    'invoice.voided',
    'payment_intent.canceled',
    'billing.credit_balance_transaction.created',
  ])
})
