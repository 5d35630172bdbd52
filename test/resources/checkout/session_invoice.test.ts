// Invoices of what was paid on a page: made once the money is there, of the same amounts, and paid.
// (https://docs.stripe.com/payments/checkout/post-payment-invoices)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { form } from '../billing/schedule_world.ts'
import { COMPLETED, OK, PAID, press, seen, selling, shop, VISA } from './shop.ts'

const CONFIRM = 'POST /v1/payment_pages/{id}/confirm'
const CREATE = 'POST /v1/checkout/sessions'
const LINK = 'POST /v1/payment_links'
const DAY = 86_400
/** What is told of the invoice of one line, after its payment. */
const INVOICED = [
  'invoiceitem.created',
  'invoice.created',
  'customer.updated',
  'invoice.finalized',
  'invoice_payment.paid',
  'invoice.paid',
  'invoice.payment_succeeded',
]
const invoice_creation = { enabled: true }

behaves(CONFIRM, 'makes an invoice of the same amounts, and pays it', async (world) => {
  const { stripe, news } = world
  const { shirt } = await shop(world)
  const { id: customer } = await stripe.customers.create({ name: 'Jenny', balance: -300, invoice_prefix: 'JENNY' })
  const rate = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false })
  const { id: coupon } = await stripe.coupons.create({ percent_off: 10, max_redemptions: 1 })
  const { id: tax } = await stripe.taxIds.create({ type: 'eu_vat', value: 'DE123456789' })
  const shipping = {
    display_name: 'Post',
    type: 'fixed_amount' as const,
    fixed_amount: { amount: 500, currency: 'usd' },
  }
  await stripe.invoiceItems.create({ customer, amount: 900, currency: 'usd' })
  const invoice_data = {
    account_tax_ids: [tax],
    custom_fields: [{ name: 'PO', value: '7' }],
    description: 'Shirts',
    footer: 'Thanks',
    metadata: { order: '7' },
    rendering_options: { amount_tax_display: 'include_inclusive_tax' as const },
  }
  const { id, invoice_creation: shown } = await selling(world, shirt.id, {
    customer,
    discounts: [{ coupon }],
    invoice_creation: { enabled: true, invoice_data },
    line_items: [{ price: shirt.id, quantity: 3, tax_rates: [rate.id] }],
    shipping_options: [{ shipping_rate_data: shipping }],
    payment_intent_data: { capture_method: 'automatic' },
  })
  assert.deepEqual(shown, {
    enabled: true,
    invoice_data: {
      ...invoice_data,
      issuer: null,
      rendering_options: { amount_tax_display: 'include_inclusive_tax', template: null },
    },
  })
  await news()
  const { body } = await press(world, id, 'payment_method=pm_card_visa')
  // 3 × 20.00 less 10% is 54.00, a fifth of it 10.80, and 5.00 for the way.
  assert.deepEqual([body.status, body.payment_status, body.amount_total], ['complete', 'paid', 6980])
  // The customer has a currency already.
  assert.deepEqual(await news(), [...PAID, ...INVOICED.filter((type) => type !== 'customer.updated'), COMPLETED])
  const invoice = await stripe.invoices.retrieve(body.invoice, { expand: ['payments', 'discounts'] })
  assert.deepEqual(
    [invoice.status, invoice.billing_reason, invoice.number, invoice.parent, invoice.customer],
    ['paid', 'manual', 'JENNY-0001', null, customer],
  )
  assert.deepEqual(
    [invoice.total, invoice.amount_due, invoice.amount_paid, invoice.amount_remaining, invoice.amount_shipping],
    [6980, 6980, 6980, 0, 500],
  )
  const [line] = invoice.lines.data
  assert.deepEqual(
    [line!.amount, line!.quantity, line!.description, line!.pricing?.price_details?.price],
    [6000, 3, 'Shirt', shirt.id],
  )
  assert.deepEqual(
    line!.taxes?.map(({ amount }) => amount),
    [1080],
  )
  const [discount] = invoice.discounts as Stripe.Discount[]
  assert.deepEqual([discount!.checkout_session, discount!.source.coupon], [id, coupon])
  const { account_tax_ids, custom_fields, description, footer, metadata, rendering } = invoice
  const { rendering_options: _, ...said } = invoice_data
  assert.deepEqual({ account_tax_ids, custom_fields, description, footer, metadata }, said)
  assert.equal(rendering?.amount_tax_display, 'include_inclusive_tax')
  const [payment] = invoice.payments!.data
  assert.deepEqual(
    [payment!.status, payment!.is_default, payment!.amount_paid, payment!.payment.payment_intent],
    ['paid', true, 6980, body.payment_intent],
  )
  // Neither the balance nor what waits for the customer is of it; the coupon was redeemed once.
  const { balance } = (await stripe.customers.retrieve(customer)) as Stripe.Customer
  const waiting = await stripe.invoiceItems.list({ customer, pending: true })
  const { times_redeemed } = await stripe.coupons.retrieve(coupon)
  assert.deepEqual([balance, waiting.data.length, times_redeemed], [-300, 1, 1])
  // It is given back by a credit note, like any other.
  await news()
  const note = await stripe.creditNotes.create({ invoice: invoice.id!, amount: 1000, refund_amount: 1000 })
  assert.deepEqual([note.post_payment_amount, note.type], [1000, 'post_payment'])
  await news()
})

behaves(CONFIRM, 'makes a customer, and taxes the invoice where they said that they are', async (world) => {
  const { stripe, news } = world
  const { product } = await shop(world)
  const price = await stripe.prices.create({ product, currency: 'eur', unit_amount: 2000, tax_behavior: 'exclusive' })
  await news()
  const { id } = await selling(world, price.id, { invoice_creation, automatic_tax: { enabled: true } })
  const { body } = await press(world, id, `${VISA}&name=Jenny&address[country]=DE&address[city]=Berlin`)
  // 19% of 20.00.
  assert.deepEqual([body.amount_total, body.total_details.amount_tax], [2380, 380])
  const invoice = await stripe.invoices.retrieve(body.invoice)
  assert.deepEqual(
    [invoice.total, invoice.amount_paid, invoice.automatic_tax.status, invoice.customer],
    [2380, 2380, 'complete', body.customer],
  )
  assert.deepEqual(
    [invoice.customer_email, invoice.customer_name, invoice.customer_address?.city],
    ['jenny@example.com', 'Jenny', 'Berlin'],
  )
  assert.deepEqual(await news(), ['customer.created', ...PAID, ...INVOICED, COMPLETED])
  // A customer whose page is not kept lives elsewhere: the invoice is taxed as the session was.
  const { id: customer } = await stripe.customers.create({ address: { country: 'FR' } })
  await news()
  const known = await selling(world, price.id, { customer, invoice_creation, automatic_tax: { enabled: true } })
  const { body: paid } = await press(world, known.id, 'payment_method=pm_card_visa&address[country]=DE')
  // 20% of 20.00.
  assert.deepEqual([paid.amount_total, (await stripe.invoices.retrieve(paid.invoice)).total], [2400, 2400])
  // One whose page is kept lives where they said.
  const moved = await selling(world, price.id, {
    customer,
    invoice_creation,
    automatic_tax: { enabled: true },
    customer_update: { address: 'auto' },
  })
  const { body: kept } = await press(world, moved.id, 'payment_method=pm_card_visa&address[country]=DE')
  assert.deepEqual([kept.amount_total, (await stripe.invoices.retrieve(kept.invoice)).total], [2380, 2380])
  await news()
})

behaves(CONFIRM, 'makes no invoice before the money is there', async (world) => {
  const { stripe, news, advance } = world
  const { product, shirt } = await shop(world)
  const cap = await stripe.prices.create({ product, currency: 'eur', unit_amount: 2000, tax_behavior: 'exclusive' })
  await news()
  const debit = async (iban: string) => {
    const { id } = await selling(world, cap.id, {
      invoice_creation,
      automatic_tax: { enabled: true },
      allowed_payment_method_types: ['sepa_debit'],
    })
    const data = 'payment_method_data'
    const who = `${data}[billing_details][name]=Jenny&${data}[billing_details][email]=jenny@example.com`
    const { body } = await press(
      world,
      id,
      `${data}[type]=sepa_debit&${data}[sepa_debit][iban]=${iban}&${who}&address[country]=AT`,
    )
    assert.deepEqual([body.payment_status, body.invoice], ['unpaid', null])
    await news()
    await advance(14 * DAY)
    return seen(world, id)
  }
  const paid = await debit('AT611904300234573201')
  assert.deepEqual(await news(), [
    'charge.succeeded',
    'payment_intent.succeeded',
    ...INVOICED,
    'checkout.session.async_payment_succeeded',
    'balance.available',
  ])
  const { status, total } = await stripe.invoices.retrieve(paid.invoice as string)
  // With 20% in Austria.
  assert.deepEqual([paid.payment_status, status, total], ['paid', 'paid', 2400])
  const unpaid = await debit('AT861904300235473202')
  assert.deepEqual([unpaid.payment_status, unpaid.invoice], ['unpaid', null])
  await news()
  // Money that is held is there once it is captured; what costs nothing is not paid.
  const held = await selling(world, shirt.id, {
    invoice_creation,
    payment_intent_data: { capture_method: 'manual' },
  })
  const { body } = await press(world, held.id, VISA)
  assert.equal(body.invoice, null)
  await stripe.paymentIntents.capture(body.payment_intent)
  const { payment_status, invoice } = await seen(world, held.id)
  assert.deepEqual([payment_status, (await stripe.invoices.retrieve(invoice as string)).amount_paid], ['paid', 2000])
  const { id: coupon } = await stripe.coupons.create({ percent_off: 100 })
  const free = await selling(world, shirt.id, { invoice_creation, discounts: [{ coupon }] })
  const given = await press(world, free.id, 'email=jenny@example.com')
  assert.deepEqual([given.body.payment_status, given.body.invoice], ['no_payment_required', null])
  await news()
})

behaves(CONFIRM, 'makes it on the test clock of its customer', async (world) => {
  const { stripe, news } = world
  const { shirt } = await shop(world)
  const frozen_time = 1_775_001_600
  const { id: test_clock } = await stripe.testHelpers.testClocks.create({ frozen_time })
  const { id: customer } = await stripe.customers.create({ test_clock })
  await news()
  const { id } = await selling(world, shirt.id, { customer, invoice_creation })
  const { body } = await press(world, id, 'payment_method=pm_card_visa')
  const invoice = await stripe.invoices.retrieve(body.invoice)
  assert.deepEqual([invoice.created, invoice.test_clock, invoice.status], [frozen_time, test_clock, 'paid'])
  assert.deepEqual(await news(), [...PAID, ...INVOICED, COMPLETED])
})

behaves(LINK, 'makes an invoice of each payment, where it is to', async (world) => {
  const { stripe, call, news } = world
  const { shirt, monthly } = await shop(world)
  const link = await stripe.paymentLinks.create({
    line_items: [{ price: shirt.id, quantity: 1 }],
    invoice_creation: { enabled: true, invoice_data: { footer: 'Thanks', metadata: { a: 'b' } } },
  })
  assert.deepEqual(link.invoice_creation, {
    enabled: true,
    invoice_data: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: 'Thanks',
      issuer: null,
      metadata: { a: 'b' },
      rendering_options: null,
    },
  })
  await news()
  const visit = async () => (await call('POST', `/brindle/payment_links/${link.id}/visit`, '')).body.id as string
  const { body } = await press(world, await visit(), VISA)
  const { footer, metadata, status } = await stripe.invoices.retrieve(body.invoice)
  assert.deepEqual([footer, metadata, status], ['Thanks', { a: 'b' }, 'paid'])
  assert.deepEqual(await news(), ['customer.created', ...PAID, ...INVOICED, COMPLETED])
  const off = await stripe.paymentLinks.update(link.id, { invoice_creation: { enabled: false } })
  assert.equal(off.invoice_creation!.enabled, false)
  assert.equal((await press(world, await visit(), VISA)).body.invoice, null)
  await news()
  const wrong = form({ line_items: [{ price: monthly.id, quantity: 1 }], invoice_creation })
  refused(await call('POST', '/v1/payment_links', wrong), 400, ONLY_PAYMENTS)
  assert.deepEqual(await news(), [])
})

const ONLY_PAYMENTS = {
  message:
    'You can only enable invoice creation when `mode` is set to `payment`. Invoices are created automatically when `mode` is ' +
    'set to `subscription`, and are unsupported when set to `setup`. To learn more visit ' +
    'https://stripe.com/docs/payments/checkout/post-payment-invoices.',
}

behaves(CREATE, 'refuses invoices that cannot be', async (world) => {
  const { call, news } = world
  const { shirt, monthly } = await shop(world)
  const of = (price: string, mode: string, creation: object) =>
    call(
      'POST',
      '/v1/checkout/sessions',
      form({ mode, success_url: OK, line_items: [{ price, quantity: 1 }], invoice_creation: creation }),
    )
  refused(await of(monthly.id, 'subscription', invoice_creation), 400, ONLY_PAYMENTS)
  assert.equal((await of(monthly.id, 'subscription', { enabled: false })).body.invoice_creation, null)
  const data = 'invoice_creation[invoice_data]'
  // biome-ignore format: a table
  for (const [invoice_data, expected] of [
    [{ account_tax_ids: ['txi_none'] }, { code: 'resource_missing', param: `${data}[account_tax_ids][0]`, message: "No such tax_id: 'txi_none'" }],
    [{ rendering_options: { template: 'inrtem_none' } }, { code: 'resource_missing', param: `${data}[rendering_options][template]`, message: "No such invoice_rendering_template: 'inrtem_none'" }],
  ] as const)
    refused(await of(shirt.id, 'payment', { enabled: true, invoice_data }), 400, expected)
  assert.deepEqual(await news(), [])
})
