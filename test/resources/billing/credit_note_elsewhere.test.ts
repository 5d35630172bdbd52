// Credit notes of what was paid, and given back, elsewhere. (https://docs.stripe.com/api/credit_notes/create#create_credit_note-refunds)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { guaranteed } from '../payments/reporting.ts'
import { opened, refuses } from './invoicing.ts'

behaves('POST /v1/credit_notes', 'tells of refunds of payments that were made elsewhere', async (world) => {
  // https://docs.stripe.com/changelog/clover/2025-10-29/invoicing-payment-records
  const { stripe, call, news } = world
  const invoice = await opened(world, [1000])
  const record = await guaranteed(world)
  await stripe.invoices.attachPayment(invoice.id, { payment_record: record.id })
  await stripe.paymentRecords.reportRefund(record.id, {
    amount: { currency: 'usd', value: 400 },
    outcome: 'refunded',
    processor_details: { type: 'custom', custom: { refund_reference: 'back1' } },
    refunded: { refunded_at: 1730253900 },
  })
  await news()
  const named = { payment_record: record.id, refund_group: 'back1' }
  const note = await stripe.creditNotes.create({
    invoice: invoice.id,
    amount: 300,
    refunds: [{ type: 'payment_record_refund', amount_refunded: 300, payment_record_refund: named }],
  })
  assert.deepEqual(note.refunds, [
    { amount_refunded: 300, payment_record_refund: named, refund: null, type: 'payment_record_refund' },
  ])
  assert.deepEqual(await news(), ['invoice.updated', 'credit_note.created'])
  const form = (group: string, amount: number, id = record.id) =>
    `invoice=${invoice.id}&amount=${amount}&refunds[0][type]=payment_record_refund&` +
    `refunds[0][payment_record_refund][payment_record]=${id}&refunds[0][payment_record_refund][refund_group]=${group}&` +
    `refunds[0][amount_refunded]=${amount}`
  await refuses(world, '/v1/credit_notes', form('back1', 101), {
    param: 'refunds[0][amount_refunded]',
    message: `The refund ${record.id}/back1 has $1.00 that no credit note tells of yet, so that it cannot be linked with $1.01.`,
  })
  await refuses(world, '/v1/credit_notes', form('back2', 100), {
    code: 'resource_missing',
    param: 'refunds[0][payment_record_refund][refund_group]',
    message: `The payment record ${record.id} has no refund with the reference \`back2\`.`,
  })
  const { id: stranger } = await guaranteed(world)
  await refuses(world, '/v1/credit_notes', form('back1', 100, stranger), {
    code: 'resource_missing',
    param: 'refunds[0][payment_record_refund][payment_record]',
    message: `No such payment_record: '${stranger}'`,
  })
  // Only 6.00 were not given back elsewhere, and 1.00 of that is told of no more.
  assert.equal((await call('POST', '/v1/credit_notes', form('back1', 100))).status, 200)
  await refuses(world, '/v1/credit_notes', `invoice=${invoice.id}&amount=601&out_of_band_amount=601`, {
    param: 'amount',
    message: 'The credit note amount ($6.01) is greater than what is left to credit of the invoice.',
  })
  await news()
})
