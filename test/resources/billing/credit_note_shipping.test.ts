// Credit notes of what delivery cost. (https://docs.stripe.com/api/credit_notes/create#create_credit_note-shipping_cost)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { wordsOf } from '../../lib/pdf_reading.ts'
import { invoiced } from './crediting.ts'
import { refuses } from './invoicing.ts'

behaves('POST /v1/credit_notes', 'gives back what delivery cost, once', async (world) => {
  const { stripe, news } = world
  const rate = await stripe.shippingRates.create({
    display_name: 'Post',
    type: 'fixed_amount',
    fixed_amount: { amount: 500, currency: 'usd' },
  })
  // 10.00 and a fifth of it, and 5.00 without tax: 17.00.
  const { invoice, lines } = await invoiced(world, {
    lines: [[1000, 1]],
    tax: 20,
    invoice: { shipping_cost: { shipping_rate: rate.id } },
  })
  const shipping_cost = { shipping_rate: rate.id }
  const cost = { amount_subtotal: 500, amount_tax: 0, amount_total: 500, shipping_rate: rate.id }
  const preview = await stripe.creditNotes.preview({ invoice: invoice.id, shipping_cost })
  assert.deepEqual([preview.total, preview.amount_shipping, preview.shipping_cost], [500, 500, cost])
  const note = await stripe.creditNotes.create({ invoice: invoice.id, shipping_cost })
  assert.deepEqual(
    [note.amount, note.amount_shipping, note.subtotal, note.total, note.total_excluding_tax, note.pre_payment_amount],
    [500, 500, 0, 500, 500, 500],
  )
  assert.deepEqual([note.shipping_cost, note.lines.data, note.total_taxes], [cost, [], []])
  const pdf = wordsOf(Buffer.from(await (await fetch(note.pdf)).arrayBuffer())).join('\n')
  assert.ok(pdf.includes('$0.00 | Subtotal | $5.00 | Shipping | $5.00 | Total | $5.00 | Taken off the invoice'), pdf)
  assert.deepEqual((await stripe.invoices.retrieve(invoice.id)).amount_remaining, 1200)
  assert.deepEqual(await news(), ['invoice.updated', 'credit_note.created'])
  await refuses(world, '/v1/credit_notes', `invoice=${invoice.id}&shipping_cost[shipping_rate]=${rate.id}`, {
    param: 'shipping_cost',
    message: `The shipping cost of the invoice ${invoice.id} was credited before.`,
  })
  await refuses(world, '/v1/credit_notes', `invoice=${invoice.id}&shipping_cost[shipping_rate]=shr_none`, {
    param: 'shipping_cost[shipping_rate]',
    message: `The shipping rate shr_none is not on the invoice ${invoice.id}.`,
  })
  // Taken back, it may be credited with a line: 5.00 and 12.00 are all there is.
  await stripe.creditNotes.voidCreditNote(note.id)
  const whole = await stripe.creditNotes.create({
    invoice: invoice.id,
    lines: [{ type: 'invoice_line_item', invoice_line_item: lines[0]!.id, quantity: 1 }],
    shipping_cost,
  })
  assert.deepEqual(
    [whole.subtotal, whole.subtotal_excluding_tax, whole.total_excluding_tax, whole.total, whole.pre_payment_amount],
    [1000, 1000, 1500, 1700, 1700],
  )
  const after = await stripe.invoices.retrieve(invoice.id)
  assert.deepEqual([after.status, after.amount_remaining, after.pre_payment_credit_notes_amount], ['paid', 0, 1700])
  await news()
})
