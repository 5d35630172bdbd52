// Invoices as they are printed: what the page of the PDF asks for. What it makes of it: test/http/papers.test.ts.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
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
      id: customer,
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
    payment: null,
    payments: [],
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

const PAY = 'POST /brindle/invoice_documents/{id}/pay'

behaves(PAY, 'pays an invoice with what was chosen on its page', async ({ stripe, call, news }) => {
  const { id: customer } = await stripe.customers.create({ email: 'jenny@example.com' })
  const invoice = await stripe.invoices.create({ customer, collection_method: 'send_invoice', days_until_due: 30 })
  await stripe.invoiceItems.create({ customer, invoice: invoice.id!, currency: 'usd', amount: 2000 })
  const { id, hosted_invoice_url } = await stripe.invoices.finalizeInvoice(invoice.id!)
  const path = `/brindle/invoice_documents/${hosted_invoice_url!.split('/').at(-1)}`
  const before = await call('GET', path)
  assert.deepEqual(before.body.payment, {
    amount: 2000,
    default_method: null,
    next_action: null,
    problem: null,
    saves: 'never',
    status: 'requires_payment_method',
    types: ['card', 'amazon_pay'],
  })
  await news()
  const missing = { code: 'parameter_missing', message: /^Missing required param: / }
  refused(await call('POST', `${path}/pay`, 'payment_method=pm_card_visa'), 400, {
    ...missing,
    param: 'expected_amount',
  })
  refused(await call('POST', `${path}/pay`, 'expected_amount=2000'), 400, {
    ...{ code: 'parameter_missing', param: 'payment_method' },
    message: 'Choose how you want to pay.',
  })
  refused(await call('POST', `${path}/pay`, 'payment_method=pm_card_visa&expected_amount=1999'), 400, {
    code: 'invoice_amount_changed',
    param: 'expected_amount',
    message: 'What is to be paid of this invoice is $20.00, and not $19.99 as expected.',
  })
  assert.deepEqual(await news(), [])
  const declined = await call('POST', `${path}/pay`, 'payment_method=pm_card_chargeDeclined&expected_amount=2000')
  assert.deepEqual([declined.status, declined.body.error.code], [402, 'card_declined'])
  assert.deepEqual((await news()).sort(), [
    'charge.failed',
    'invoice.payment_failed',
    'invoice.updated',
    'payment_intent.payment_failed',
  ])
  const { body: failed } = await call('GET', path)
  const problem = { code: 'card_declined', decline_code: 'generic_decline', message: 'Your card was declined.' }
  assert.deepEqual(failed.payment.problem, problem)
  const asked = await call(
    'POST',
    `${path}/pay`,
    'payment_method=pm_card_authenticationRequired&expected_amount=2000&return_url=https://shop.test',
  )
  assert.equal(asked.body.next_action.type, 'redirect_to_url')
  assert.deepEqual(await news(), ['payment_intent.requires_action'])
  const paid = await call('POST', `${path}/pay`, 'payment_method=pm_card_visa&expected_amount=2000')
  assert.deepEqual([paid.status, paid.body.id, paid.body.status, paid.body.next_action], [200, id, 'paid', null])
  const { body: after } = await call('GET', path)
  const { paid_at } = paid.body.status_transitions
  const [{ receipt_url }] = (await stripe.charges.list({ customer })).data as [Stripe.Charge]
  assert.deepEqual([after.status, after.payment], ['paid', null])
  assert.deepEqual(after.payments, [{ amount: 2000, paid_at, receipt_url }])
  assert.deepEqual((await news()).sort(), [
    'charge.succeeded',
    'invoice.paid',
    'invoice.payment_succeeded',
    'invoice.updated',
    'invoice_payment.paid',
    'payment_intent.succeeded',
  ])
  refused(await call('POST', `${path}/pay`, 'payment_method=pm_card_visa&expected_amount=0'), 400, {
    code: 'invoice_already_paid',
    message: 'This invoice has been paid already. Nothing was charged.',
  })
  assert.deepEqual(await news(), [])
})
