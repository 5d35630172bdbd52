// Credit notes of what was paid: refunded, kept as the customer's credit, or given back elsewhere.
// (https://docs.stripe.com/api/credit_notes/create)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { invoiced, owed } from './crediting.ts'

/** Recorded: what a note that moves no money is news of. */
const CREDITED = ['invoice.updated', 'credit_note.created']

behaves('POST /v1/credit_notes', 'gives back what was paid in every way at once', async (world) => {
  // The case of fs:37619405927: $6.00 of the note's own, in three parts.
  const { stripe, news } = world
  const { invoice, customer } = await invoiced(world, { lines: [[2000, 10]], isPaid: true })
  const note = await stripe.creditNotes.create({
    invoice: invoice.id,
    lines: [1, 2, 3].map((quantity) => ({
      type: 'custom_line_item',
      unit_amount: 100,
      quantity,
      description: 'Courtesy credit',
    })),
    refund_amount: 100,
    credit_amount: 200,
    out_of_band_amount: 300,
  })
  assert.deepEqual([note.amount, note.pre_payment_amount, note.post_payment_amount], [600, 0, 600])
  assert.deepEqual([note.type, note.out_of_band_amount, note.reason, note.memo], ['post_payment', 300, null, null])
  assert.deepEqual(
    note.lines.data.map(({ amount, quantity, description, type }) => [amount, quantity, description, type]),
    [
      [100, 1, 'Courtesy credit', 'custom_line_item'],
      [200, 2, 'Courtesy credit', 'custom_line_item'],
      [300, 3, 'Courtesy credit', 'custom_line_item'],
    ],
  )
  const [{ refund: id, ...refunded }] = note.refunds as [Stripe.CreditNote.Refund]
  assert.deepEqual(refunded, { amount_refunded: 100, payment_record_refund: null, type: 'refund' })
  const refund = await stripe.refunds.retrieve(id as string)
  assert.deepEqual([refund.amount, refund.status, refund.reason], [100, 'succeeded', null])
  const entry = await stripe.customers.retrieveBalanceTransaction(customer, note.customer_balance_transaction as string)
  assert.deepEqual(
    [entry.type, entry.amount, entry.ending_balance, entry.credit_note, entry.invoice],
    ['credit_note', -200, -200, note.id, invoice.id],
  )
  assert.equal(((await stripe.customers.retrieve(customer)) as Stripe.Customer).balance, -200)
  const { status, due, paid, remaining, pre, post } = await owed(world, invoice.id)
  assert.deepEqual([status, due, paid, remaining, pre, post], ['paid', 20_000, 20_000, 0, 0, 600])
  // Recorded in 2021, without `refund.created`, which is newer.
  assert.deepEqual(await news(), [
    'refund.created',
    'charge.refunded',
    'invoice.updated',
    'customer.updated',
    'credit_note.created',
  ])
})

behaves('POST /v1/credit_notes', 'tells of refunds that were made before', async (world) => {
  const { stripe, news } = world
  const { invoice } = await invoiced(world, { lines: [[1000, 1]], isPaid: true })
  const { intent } = { intent: (await stripe.invoicePayments.list({ invoice: invoice.id })).data[0]!.payment }
  const refund = await stripe.refunds.create({ payment_intent: intent.payment_intent as string, amount: 400 })
  await news()
  const part = { invoice: invoice.id, amount: 150, refunds: [{ refund: refund.id, amount_refunded: 150 }] }
  const first = await stripe.creditNotes.create(part)
  assert.deepEqual(first.refunds, [
    { amount_refunded: 150, payment_record_refund: null, refund: refund.id, type: 'refund' },
  ])
  // By default all that no note tells of yet.
  const rest = { invoice: invoice.id, amount: 300, refunds: [{ refund: refund.id }], out_of_band_amount: 50 }
  const second = await stripe.creditNotes.create(rest)
  assert.deepEqual(
    second.refunds.map(({ amount_refunded }) => amount_refunded),
    [250],
  )
  assert.equal((await owed(world, invoice.id)).post, 450)
  assert.deepEqual(await news(), [...CREDITED, ...CREDITED])
})

behaves('POST /v1/credit_notes', 'is of both kinds where the customer’s credit has paid a part', async (world) => {
  // $10.00, of which $4.00 were credit: $6.00 are left, and $3.00 of $9.00 go back to the balance.
  const { stripe, news } = world
  const { invoice, customer } = await invoiced(world, { lines: [[1000, 1]], customer: { balance: -400 } })
  assert.equal(invoice.amount_due, 600)
  const note = await stripe.creditNotes.create({ invoice: invoice.id, amount: 900, credit_amount: 300 })
  assert.deepEqual([note.type, note.pre_payment_amount, note.post_payment_amount], ['mixed', 600, 300])
  const { status, due, remaining, pre, post } = await owed(world, invoice.id)
  assert.deepEqual([status, due, remaining, pre, post], ['paid', 0, 0, 600, 300])
  assert.equal(((await stripe.customers.retrieve(customer)) as Stripe.Customer).balance, -300)
  assert.deepEqual(await news(), [
    'invoice.updated',
    'invoice.paid',
    'payment_intent.canceled',
    'customer.updated',
    'credit_note.created',
  ])
})
