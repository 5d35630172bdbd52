// Invoices made by hand: what a draft takes over, and what may be said of it. (https://docs.stripe.com/api/invoices/create;
// "recorded" is Stripe's own answer at 2026-08-26.dahlia)
// One file because it is all that one call makes, and what takes it away again.
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { customer, drafted, HOUR, opened, refuses, seen } from './invoicing.ts'

const CREATE = 'POST /v1/invoices'
const DELETE = 'DELETE /v1/invoices/{id}'
const PATH = '/v1/invoices'

behaves(CREATE, 'makes an empty draft', async (world) => {
  const { stripe, call, news } = world
  const who = await customer(world)
  const account = await stripe.accounts.retrieveCurrent()
  const { body } = await call('POST', PATH, `customer=${who}`)
  const { id, created, ...rest } = body
  assert.match(id, /^in_[A-Za-z0-9]{24}$/)
  // Recorded, field by field.
  assert.deepEqual(rest, {
    object: 'invoice',
    account_country: account.country,
    account_name: account.settings!.dashboard.display_name,
    account_tax_ids: null,
    amount_due: 0,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: 0,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: false,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: null,
    billing_reason: 'manual',
    collection_method: 'charge_automatically',
    currency: 'usd',
    custom_fields: null,
    customer: who,
    customer_account: null,
    customer_address: null,
    customer_email: 'jenny@example.com',
    customer_name: 'Jenny',
    customer_phone: null,
    customer_shipping: null,
    customer_tax_exempt: 'none',
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    due_date: null,
    effective_at: null,
    ending_balance: null,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: { object: 'list', data: [], has_more: false, total_count: 0, url: `/v1/invoices/${id}/lines` },
    livemode: false,
    metadata: {},
    next_payment_attempt: null,
    number: null,
    on_behalf_of: null,
    parent: null,
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: created,
    period_start: created,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: { amount_tax_display: null, pdf: { page_size: 'auto' }, template: null, template_version: null },
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal: 0,
    subtotal_excluding_tax: 0,
    test_clock: null,
    total: 0,
    total_discount_amounts: [],
    total_excluding_tax: 0,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: created,
  })
  assert.deepEqual(await news(), ['invoice.created'])
})

behaves(CREATE, 'leaves what waits, unless it shall come along', async (world) => {
  const { stripe, news } = world
  const who = await customer(world)
  const item = (amount: number, more: object = {}) =>
    stripe.invoiceItems.create({ customer: who, amount, currency: 'usd', ...more })
  const first = await item(100, { description: 'Frames' })
  await world.advance(1)
  const second = await item(250)
  await item(70, { currency: 'eur' })
  await news()
  // Recorded: nothing comes along unasked, and the newest is on top.
  assert.deepEqual((await stripe.invoices.create({ customer: who })).lines.data, [])
  assert.deepEqual(await news(), ['invoice.created'])
  const draft = await stripe.invoices.create({ customer: who, pending_invoice_items_behavior: 'include' })
  assert.deepEqual(
    draft.lines.data.map(({ amount, parent }) => [amount, parent?.invoice_item_details?.invoice_item]),
    [
      [250, second.id],
      [100, first.id],
    ],
  )
  assert.deepEqual([draft.subtotal, draft.total, draft.amount_due], [350, 350, 350])
  assert.equal((await stripe.invoiceItems.retrieve(first.id)).invoice, draft.id)
  assert.deepEqual(await news(), ['invoice.created'])
  // What is on one is on no other.
  const again = await stripe.invoices.create({ customer: who, pending_invoice_items_behavior: 'include' })
  assert.deepEqual([again.lines.data, again.total], [[], 0])
  const euros = await stripe.invoices.create({
    customer: who,
    currency: 'eur',
    pending_invoice_items_behavior: 'include',
  })
  assert.deepEqual([euros.currency, euros.total, euros.lines.data[0]?.currency], ['eur', 70, 'eur'])
  assert.deepEqual(await news(), ['invoice.created', 'invoice.created'])
})

behaves(CREATE, 'has the line of an item say what the item says', async (world) => {
  const { stripe, news } = world
  const who = await customer(world)
  const item = await stripe.invoiceItems.create({
    customer: who,
    amount: 1500,
    currency: 'usd',
    description: 'Frames',
    metadata: { order: '7' },
  })
  const { id } = await stripe.invoices.create({ customer: who, pending_invoice_items_behavior: 'include' })
  const { data } = await seen(world, `${PATH}/${id}/lines`)
  assert.equal(data.length, 1)
  const { id: line, ...rest } = data[0]
  assert.match(line, /^il_[A-Za-z0-9]{24}$/)
  // Recorded, field by field.
  assert.deepEqual(rest, {
    object: 'line_item',
    amount: 1500,
    currency: 'usd',
    description: 'Frames',
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice: id,
    livemode: false,
    metadata: { order: '7' },
    parent: {
      invoice_item_details: {
        invoice_item: item.id,
        proration: false,
        proration_details: { credited_items: null },
        subscription: null,
      },
      subscription_item_details: null,
      type: 'invoice_item_details',
    },
    period: { end: item.date, start: item.date },
    pretax_credit_amounts: [],
    pricing: {
      price_details: {
        price: item.pricing!.price_details!.price,
        product: item.pricing!.price_details!.product,
      },
      type: 'price_details',
      unit_amount_decimal: '1500',
    },
    quantity: 1,
    quantity_decimal: '1',
    subscription: null,
    subtotal: 1500,
    taxes: [],
  })
  assert.deepEqual(await news(), ['invoiceitem.created', 'invoice.created'])
})

behaves(CREATE, 'takes over all that is said, and what its customer says', async (world) => {
  const { stripe, news } = world
  const address = { line1: 'Street 1', line2: null, city: 'Berlin', postal_code: '10115', state: null, country: 'DE' }
  const who = await customer(world, {
    address: { line1: 'Street 1', city: 'Berlin', postal_code: '10115', country: 'DE' },
    phone: '123',
    shipping: { name: 'Jo', address: { line1: 'Street 1', city: 'Berlin', postal_code: '10115', country: 'DE' } },
    invoice_settings: { custom_fields: [{ name: 'PO', value: '1' }], footer: 'Thanks' },
    tax_exempt: 'reverse',
    tax_id_data: [{ type: 'eu_vat', value: 'DE123456789' }],
  })
  const plain = await stripe.invoices.create({ customer: who })
  assert.deepEqual([plain.customer_address, plain.customer_phone], [address, '123'])
  assert.deepEqual(plain.customer_shipping, { address, name: 'Jo', phone: null })
  assert.deepEqual(plain.customer_tax_exempt, 'reverse')
  assert.deepEqual(plain.customer_tax_ids, [{ type: 'eu_vat', value: 'DE123456789' }])
  assert.deepEqual([plain.custom_fields, plain.footer], [[{ name: 'PO', value: '1' }], 'Thanks'])
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer: who })
  const { id: rate } = await stripe.taxRates.create({ display_name: 'VAT', inclusive: false, percentage: 19 })
  await news()
  const said = await stripe.invoices.create({
    customer: who,
    custom_fields: [{ name: 'Order', value: '7' }],
    default_payment_method: card,
    default_tax_rates: [rate],
    description: 'For the shop',
    effective_at: 1_700_000_000,
    footer: 'Bye',
    issuer: { type: 'self' },
    metadata: { a: '1' },
    number: 'R-2026-1',
    payment_settings: { payment_method_types: ['card'] },
    rendering: { amount_tax_display: 'include_inclusive_tax', pdf: { page_size: 'a4' } },
    shipping_details: { name: 'Ann', address: { line1: 'Street 2', country: 'DE' } },
    statement_descriptor: 'SHOP',
  })
  assert.deepEqual(said.custom_fields, [{ name: 'Order', value: '7' }])
  assert.deepEqual([said.default_payment_method, said.default_tax_rates.map(({ id }) => id)], [card, [rate]])
  assert.deepEqual([said.description, said.effective_at, said.footer], ['For the shop', 1_700_000_000, 'Bye'])
  assert.deepEqual([said.metadata, said.number, said.statement_descriptor], [{ a: '1' }, 'R-2026-1', 'SHOP'])
  assert.deepEqual(said.payment_settings, {
    default_mandate: null,
    payment_method_options: null,
    payment_method_types: ['card'],
  })
  assert.deepEqual(said.rendering, {
    amount_tax_display: 'include_inclusive_tax',
    pdf: { page_size: 'a4' },
    template: null,
    template_version: null,
  })
  assert.deepEqual(said.shipping_details, {
    address: { city: null, country: 'DE', line1: 'Street 2', line2: null, postal_code: null, state: null },
    name: 'Ann',
    phone: null,
  })
  assert.deepEqual(await news(), ['invoice.created'])
  // The number that was asked for, and no other one's.
  const open = await stripe.invoices.finalizeInvoice(said.id)
  assert.deepEqual([open.number, open.effective_at], ['R-2026-1', 1_700_000_000])
  assert.ok((await news()).includes('invoice.finalized'))
  const twin = await stripe.invoices.create({ customer: who, number: 'R-2026-1' })
  await news()
  await refuses(world, `${PATH}/${twin.id}/finalize`, '', {
    param: 'number',
    message: 'An invoice with the number R-2026-1 exists already. Please choose another number.',
  })
  assert.deepEqual(await news(), [])
})

behaves(CREATE, 'shows its customer as they are until it is finalised', async (world) => {
  // docs.stripe.com/api/invoices/object#invoice_object-customer_name and its neighbours
  const { stripe, news } = world
  const draft = await drafted(world, [1000])
  const who = draft.customer as string
  await stripe.customers.update(who, { name: 'Jo', phone: '5', email: 'jo@example.com', balance: -300 })
  const now = await stripe.invoices.retrieve(draft.id)
  assert.deepEqual([now.customer_name, now.customer_phone, now.customer_email], ['Jo', '5', 'jo@example.com'])
  assert.deepEqual([now.starting_balance, now.total, now.amount_due, now.amount_remaining], [-300, 1000, 700, 700])
  // No news of the invoice is known. [K]
  assert.deepEqual(await news(), ['customer.updated'])
  await stripe.customers.createTaxId(who, { type: 'eu_vat', value: 'DE123456789' })
  assert.deepEqual((await stripe.invoices.retrieve(draft.id)).customer_tax_ids, [
    { type: 'eu_vat', value: 'DE123456789' },
  ])
  await stripe.invoices.finalizeInvoice(draft.id)
  await stripe.customers.update(who, { name: 'Ann' })
  assert.equal((await stripe.invoices.retrieve(draft.id)).customer_name, 'Jo')
  assert.ok((await news()).includes('invoice.finalized'))
})

behaves(CREATE, 'is for a subscription, with what waits for it', async (world) => {
  const { stripe, news } = world
  const who = await customer(world)
  const { id: price } = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 1500,
    recurring: { interval: 'month' },
    product_data: { name: 'Photos' },
  })
  const { id: subscription } = await stripe.subscriptions.create({
    customer: who,
    items: [{ price }],
    metadata: { a: '1' },
  })
  await stripe.invoiceItems.create({ customer: who, amount: 100, currency: 'usd', subscription })
  await news()
  const draft = await stripe.invoices.create({ customer: who, subscription })
  assert.deepEqual([draft.billing_reason, draft.total, draft.rendering], ['subscription_update', 100, null])
  assert.deepEqual(draft.parent, {
    quote_details: null,
    subscription_details: { metadata: { a: '1' }, subscription },
    type: 'subscription_details',
  })
  assert.deepEqual(draft.lines.data[0]?.parent?.invoice_item_details?.subscription, subscription)
  assert.deepEqual(await news(), ['invoice.created'])
  const other = await customer(world)
  await refuses(world, PATH, `customer=${other}&subscription=${subscription}`, {
    param: 'subscription',
    message: `The subscription ${subscription} does not belong to the customer ${other}.`,
  })
  await refuses(world, PATH, `customer=${who}&subscription=sub_none`, {
    code: 'resource_missing',
    param: 'subscription',
    message: "No such subscription: 'sub_none'",
  })
  // https://docs.stripe.com/api/invoices/delete: only one-off ones.
  refused(await world.call('DELETE', `${PATH}/${draft.id}`), 400, {
    message: 'You can only delete draft invoices.',
  })
  assert.deepEqual(await news(), [])
})

behaves(CREATE, 'refuses what does not fit', async (world) => {
  const { stripe, call, news } = world
  const who = await customer(world)
  const { id: nobody } = await stripe.customers.create()
  const { id: theirs } = await stripe.paymentMethods.attach('pm_card_visa', { customer: nobody })
  await news()
  const refuse = (form: string, expected: Parameters<typeof refuses>[3]) =>
    refuses(world, PATH, `customer=${who}&${form}`, expected)
  // The first five are recorded; the first four have neither code nor param.
  await refuse('collection_method=send_invoice', {
    message: "If invoice collection method is 'send_invoice', you must specify 'due_date' or 'days_until_due'.",
  })
  await refuse('days_until_due=3', {
    message: "You can only specify 'due_date' or 'days_until_due' if invoice collection method is 'send_invoice'.",
  })
  await refuse('due_date=2000000000', {
    message: "You can only specify 'due_date' or 'days_until_due' if invoice collection method is 'send_invoice'.",
  })
  await refuses(world, PATH, `customer=${nobody}&collection_method=send_invoice&days_until_due=3`, {
    message:
      'Missing email. In order to create invoices that are sent to the customer, the customer must have a valid email.',
  })
  await refuses(world, PATH, 'customer=cus_none', {
    code: 'resource_missing',
    param: 'customer',
    message: "No such customer: 'cus_none'",
  })
  await refuses(world, PATH, 'description=x', {
    code: 'parameter_missing',
    param: 'customer',
    message: 'Missing required param: customer.',
  })
  // Recorded, without a code.
  await refuse('pending_invoice_items_behavior=all', {
    param: 'pending_invoice_items_behavior',
    message: /^Invalid pending_invoice_items_behavior: must be one of (include or exclude|exclude or include)$/,
  })
  await refuse('currency=xxx', { param: 'currency', message: /^Invalid currency: xxx/ })
  await refuse(`default_payment_method=${theirs}`, {
    code: 'resource_missing',
    param: 'default_payment_method',
    message: `The customer does not have a payment method with the ID ${theirs}. The payment method must be attached to the customer.`,
  })
  await refuse('default_tax_rates[0]=txr_none', {
    code: 'resource_missing',
    param: 'default_tax_rates[0]',
    message: "No such tax rate: 'txr_none'",
  })
  await refuse(`number=${'1'.repeat(27)}`, {
    param: 'number',
    message: 'Invalid string: 11111111...11111111; must be at most 26 characters',
  })
  for (const [name, form] of Object.entries(UNBUILT)) {
    const { status, body } = await call('POST', PATH, `customer=${who}&${form}`)
    assert.deepEqual([status, body.error.code, body.error.param], [400, 'not_built', name])
  }
  assert.deepEqual((await stripe.invoices.list()).data, [])
  assert.deepEqual(await news(), [])
})
const UNBUILT: Readonly<Record<string, string>> = {
  customer_account: 'customer_account=acct_1',
}

behaves(DELETE, 'takes a draft away, and its items with it', async (world) => {
  const { stripe, call, news, advance } = world
  const draft = await drafted(world, [1000], { auto_advance: true })
  const item = draft.lines.data[0]!.parent!.invoice_item_details!.invoice_item as string
  const { body } = await call('DELETE', `${PATH}/${draft.id}`)
  assert.deepEqual(body, { id: draft.id, object: 'invoice', deleted: true })
  assert.deepEqual(await news(), ['invoice.deleted'])
  refused(await call('GET', `${PATH}/${draft.id}`), 404, {
    code: 'resource_missing',
    param: 'invoice',
    message: `No such invoice: '${draft.id}'`,
  })
  // Recorded: they are on no other invoice.
  assert.equal((await stripe.invoiceItems.retrieve(item)).invoice, draft.id)
  refused(await call('DELETE', `/v1/invoiceitems/${item}`), 400, { message: 'This invoice item has been deleted.' })
  await advance(2 * HOUR)
  assert.deepEqual(await news(), [])
})

behaves(DELETE, 'is for drafts', async (world) => {
  // Recorded.
  const { id } = await opened(world, [1000])
  refused(await world.call('DELETE', `${PATH}/${id}`), 400, { message: 'You can only delete draft invoices.' })
  assert.deepEqual(await world.news(), [])
})
