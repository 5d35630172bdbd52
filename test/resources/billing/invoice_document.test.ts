// Invoices as they are printed: what the page of the PDF asks for. What it makes of it: test/http/papers.test.ts.
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

const OF = 'GET /brindle/invoice_documents/{id}'
const MINUTES = 600

behaves(OF, 'tells all that stands on an invoice', async ({ stripe, call, news }) => {
  const { id: customer } = await stripe.customers.create({
    name: 'Jenny Rosen',
    email: 'jenny@example.com',
    phone: '+1 555 0100',
    invoice_prefix: 'JENNY',
    preferred_locales: ['fr', 'en'],
    address: { line1: '1 Main Street', city: 'Springfield', country: 'US' },
    shipping: { name: 'Warehouse', address: { line1: '2 Main Street' } },
    tax_id_data: [{ type: 'eu_vat', value: 'DE123456789' }],
  })
  const { id: rate } = await stripe.taxRates.create({ display_name: 'VAT', percentage: 8.25, inclusive: false })
  const { id: coupon } = await stripe.coupons.create({ amount_off: 500, currency: 'usd', name: 'Summer' })
  const effective_at = Math.floor(Date.UTC(2026, 4, 1) / 1000)
  const { id } = await stripe.invoices.create({
    customer,
    currency: 'usd',
    collection_method: 'send_invoice',
    due_date: effective_at + 366 * 86_400,
    effective_at,
    description: 'Work on the roof',
    footer: 'Thank you',
    custom_fields: [{ name: 'PO number', value: '4711' }],
    default_tax_rates: [rate],
    discounts: [{ coupon }],
    rendering: { pdf: { page_size: 'a4' } },
  })
  const period = { start: 1_767_225_600, end: 1_769_904_000 }
  await stripe.invoiceItems.create({
    ...{ customer, invoice: id!, currency: 'usd', period },
    quantity: 3,
    unit_amount_decimal: '1000.5' as never,
    description: 'Hours',
  })
  const { invoice_pdf } = await stripe.invoices.finalizeInvoice(id!)
  const paid = await stripe.invoices.pay(id!, { paid_out_of_band: true })
  await news()
  const name = /(test_[^/]+)\/pdf$/.exec(invoice_pdf!)![1]!
  const { body } = await call('GET', `/brindle/invoice_documents/${name}`)
  // 3 x 10.005 are 30.015, rounded up; less 5.00 that is 25.02, of which 8.25 % are 2.06.
  assert.deepEqual(body, {
    id: name,
    object: 'brindle.invoice_document',
    account_name: 'Brindle sandbox',
    account_tax_ids: [],
    amount_due: 2708,
    amount_paid: 2708,
    amount_remaining: 0,
    applied_balance: 0,
    credit_grants: 0,
    credit_notes: 0,
    currency: 'usd',
    custom_fields: [{ name: 'PO number', value: '4711' }],
    customer: {
      name: 'Jenny Rosen',
      email: 'jenny@example.com',
      phone: '+1 555 0100',
      address: {
        line1: '1 Main Street',
        line2: null,
        city: 'Springfield',
        state: null,
        postal_code: null,
        country: 'US',
      },
      shipping: {
        name: 'Warehouse',
        address: { line1: '2 Main Street', line2: null, city: null, state: null, postal_code: null, country: null },
      },
      tax_ids: [{ type: 'eu_vat', value: 'DE123456789' }],
      locales: ['fr', 'en'],
      is_reverse_charged: false,
    },
    discounts: [{ name: 'Summer', percent_off: null, amount: 500 }],
    due_at: effective_at + 366 * 86_400,
    footer: 'Thank you',
    invoice: id,
    issued_at: effective_at,
    lines: [{ amount: 3002, description: 'Hours', period, quantity: 3, unit_amount_decimal: '1000.5' }],
    memo: 'Work on the roof',
    number: 'JENNY-0001',
    page_size: 'a4',
    paid_at: paid.status_transitions.paid_at,
    shipping: 0,
    status: 'paid',
    subtotal: 3002,
    taxes: [{ name: 'VAT', percentage: '8.25', inclusive: false, amount: 206, taxable_amount: 2502 }],
    total: 2708,
    total_excluding_tax: 2502,
  })
  assert.ok(paid.status_transitions.paid_at! - paid.created < MINUTES)
  assert.deepEqual(await news(), [])
})

behaves(OF, 'knows nothing of drafts and other words', async ({ stripe, call, news }) => {
  const { id: customer } = await stripe.customers.create()
  const { id } = await stripe.invoices.create({ customer })
  await news()
  for (const name of [id!, `test_${id}`, `test_${id}.undefined`, `test_${id}.`, `test_${customer}.x`, 'test_'])
    refused(await call('GET', `/brindle/invoice_documents/${name}`), 404, {
      code: 'resource_missing',
      param: 'id',
      message: `No such invoice document: '${name}'`,
    })
  assert.deepEqual(await news(), [])
})
