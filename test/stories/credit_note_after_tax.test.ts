// A story of taxes: an order of odd amounts is billed with VAT and a coupon, partly credited before it is paid, partly
// refunded afterwards, and at the end every cent of tax that was billed is given back, and none more.
// (billing facts §3.6, §10.13: the cent that Lago lost; https://docs.stripe.com/invoicing/integration/programmatic-credit-notes)
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type Stripe from 'stripe'
import type { Brindle } from '../../src/main.ts'
import { sandbox, startBrindle } from '../world.ts'
import { SETTLED } from '../resources/billing/invoicing.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

test('three credit notes give back exactly the VAT of their invoice', async () => {
  const { stripe, news } = sandbox(brindle)
  // Jenny buys three cups at $3.33 and a jug at $19.99, 10 % off, and pays 19 % VAT on top.
  const { id: customer } = await stripe.customers.create({ email: 'jenny@example.com', invoice_prefix: 'JENNY' })
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
  const { id: vat } = await stripe.taxRates.create({ display_name: 'VAT', percentage: 19, inclusive: false })
  const { id: coupon } = await stripe.coupons.create({ percent_off: 10, duration: 'once' })
  const { id: cup } = await stripe.prices.create({ currency: 'usd', unit_amount: 333, product_data: { name: 'Cup' } })
  const { id: jug } = await stripe.prices.create({ currency: 'usd', unit_amount: 1999, product_data: { name: 'Jug' } })
  const draft = await stripe.invoices.create({
    customer,
    currency: 'usd',
    default_tax_rates: [vat],
    discounts: [{ coupon }],
  })
  await stripe.invoices.addLines(draft.id, {
    lines: [
      { pricing: { price: cup }, quantity: 3 },
      { pricing: { price: jug }, quantity: 1 },
    ],
  })
  const open = await stripe.invoices.finalizeInvoice(draft.id)
  const [cups, jugs] = open.lines.data as [Stripe.InvoiceLineItem, Stripe.InvoiceLineItem]
  // 3 × 3.33 = 9.99, less 1.00 (0.999) = 8.99, VAT 1.71 (1.7081); 19.99, less 2.00 (1.999) = 17.99, VAT 3.42 (3.4181).
  assert.deepEqual(
    open.lines.data.map(({ amount, discount_amounts, taxes }) => [
      amount,
      discount_amounts![0]!.amount,
      taxes![0]!.amount,
    ]),
    [
      [999, 100, 171],
      [1999, 200, 342],
    ],
  )
  assert.deepEqual([open.subtotal, open.total, open.amount_due], [2998, 3211, 3211])
  assert.deepEqual(await news(), [
    'customer.created',
    'payment_method.attached',
    'customer.updated',
    'tax_rate.created',
    'coupon.created',
    'product.created',
    'price.created',
    'product.created',
    'price.created',
    'invoice.created',
    'invoiceitem.created',
    'invoiceitem.created',
    'invoice.updated',
    'customer.updated',
    'invoice.updated',
    'invoice.finalized',
    'payment_intent.created',
  ])

  // One cup is broken before she has paid: 3.33, a third of the discount (33.3) and of the VAT (57). 3.33 - 0.33 + 0.57.
  const first = await stripe.creditNotes.create({
    invoice: open.id,
    lines: [{ type: 'invoice_line_item', invoice_line_item: cups.id, quantity: 1 }],
    reason: 'product_unsatisfactory',
  })
  assert.deepEqual([first.number, first.type, first.total], ['JENNY-0001-CN-01', 'pre_payment', 357])
  assert.deepEqual([first.discount_amount, first.total_taxes![0]!.amount], [33, 57])
  assert.deepEqual(await news(), ['invoice.updated', 'credit_note.created'])

  // She pays what is left: 32.11 - 3.57.
  const paid = await stripe.invoices.pay(open.id)
  assert.deepEqual([paid.status, paid.amount_paid, paid.total], ['paid', 2854, 3211])
  assert.deepEqual(await news(), [...SETTLED])

  // A second cup breaks; she keeps it as credit. Of what is left, 67 and 114, one half: 33.5 and 57. 3.33 - 0.34 + 0.57.
  const second = await stripe.creditNotes.create({
    invoice: open.id,
    lines: [{ type: 'invoice_line_item', invoice_line_item: cups.id, quantity: 1 }],
    credit_amount: 356,
  })
  assert.deepEqual([second.number, second.type, second.total], ['JENNY-0001-CN-02', 'post_payment', 356])
  assert.deepEqual([second.discount_amount, second.total_taxes![0]!.amount], [34, 57])
  assert.deepEqual(await news(), ['invoice.updated', 'customer.updated', 'credit_note.created'])

  // The rest comes back and is refunded: 3.33 - 0.33 + 0.57 and 19.99 - 2.00 + 3.42.
  const rest = {
    invoice: open.id,
    lines: [cups, jugs].map(({ id }) => ({ type: 'invoice_line_item' as const, invoice_line_item: id, quantity: 1 })),
  }
  const told = await stripe.creditNotes.preview(rest)
  assert.equal(told.total, 2498)
  const third = await stripe.creditNotes.create({ ...rest, refund_amount: told.total })
  assert.deepEqual(
    third.lines.data.map(({ amount, discount_amount, taxes }) => [amount, discount_amount, taxes![0]!.amount]),
    [
      [333, 33, 57],
      [1999, 200, 342],
    ],
  )
  assert.deepEqual(await news(), ['refund.created', 'charge.refunded', 'invoice.updated', 'credit_note.created'])

  // All in all: 1.71 + 3.42 of VAT, 3.00 of discount, and the whole invoice.
  const notes = [first, second, third]
  const sum = (of: (note: Stripe.CreditNote) => number) => notes.reduce((total, note) => total + of(note), 0)
  assert.equal(
    sum(({ total_taxes }) => total_taxes![0]!.amount),
    513,
  )
  assert.equal(
    sum(({ discount_amount }) => discount_amount),
    300,
  )
  assert.equal(
    sum(({ total }) => total),
    3211,
  )
  const over = await stripe.invoices.retrieve(open.id)
  assert.deepEqual([over.pre_payment_credit_notes_amount, over.post_payment_credit_notes_amount], [357, 2854])
  assert.equal(((await stripe.customers.retrieve(customer)) as Stripe.Customer).balance, -356)
  await assert.rejects(stripe.creditNotes.create({ invoice: open.id, amount: 1, out_of_band_amount: 1 }), {
    message: 'The credit note amount ($0.01) is greater than what is left to credit of the invoice.',
  })
  assert.deepEqual(await news(), [])
})
