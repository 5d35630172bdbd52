// Automatic taxes on invoices: where the customer is decides. Rates by the table of src/rules/tax_table.ts: Germany 19 %,
// France 20 %, Japan 10 %, Quebec 5 % and 9.975 %, Oregon nothing. (https://docs.stripe.com/tax/invoicing; …/tax/zero-tax)
// One file because all of them begin with the same draft.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { customer, HOUR, refuses, seen, type World } from './invoicing.ts'

const CREATE = 'POST /v1/invoices'
const FINALIZE = 'POST /v1/invoices/{id}/finalize'
const ON = { automatic_tax: { enabled: true } }
const BERLIN = { country: 'DE', postal_code: '10115' }

/** What an invoice says of its automatic taxes. */
const told = (status: string) => ({
  disabled_reason: null,
  enabled: true,
  liability: { type: 'self' },
  provider: 'stripe',
  status,
})

interface Item extends Omit<Stripe.InvoiceItemCreateParams, 'customer'> {}

/** A draft with automatic taxes of these items. The news of it is read. */
async function taxed(world: World, who: string, items: readonly Item[], more: Stripe.InvoiceCreateParams = {}) {
  const { stripe, news } = world
  for (const item of items) await stripe.invoiceItems.create({ customer: who, currency: 'usd', ...item })
  const draft = await stripe.invoices.create({
    customer: who,
    pending_invoice_items_behavior: 'include',
    ...ON,
    ...more,
  })
  await news()
  return draft
}

const shown = (taxes: Stripe.Invoice['total_taxes'] | Stripe.InvoiceLineItem['taxes']) =>
  taxes?.map((tax) => [tax.amount, tax.taxable_amount, tax.tax_behavior, tax.taxability_reason])

const sums = ({ subtotal, subtotal_excluding_tax, total_excluding_tax, total }: Stripe.Invoice) => [
  subtotal,
  subtotal_excluding_tax,
  total_excluding_tax,
  total,
]

behaves(CREATE, 'reckons the taxes of where the customer is, on top and within', async (world) => {
  const { stripe, news } = world
  const who = await customer(world, { address: BERLIN })
  const items: Item[] = [
    { amount: 1000, tax_behavior: 'exclusive' },
    { amount: 595, tax_behavior: 'inclusive', tax_code: 'txcd_10103001' },
  ]
  const draft = await taxed(world, who, items)
  assert.deepEqual(draft.automatic_tax, told('complete'))
  // 595 × 19/119 = 95 within; 1000 × 19 % = 190 on top. 1000 + 595 + 190 = 1785, of which 285 are tax.
  // The newest is on top, and they may be of one second or of two.
  const [added, within] = [1000, 595].map((amount) => draft.lines.data.find((line) => line.amount === amount))
  assert.deepEqual(shown(within!.taxes), [[95, 500, 'inclusive', 'standard_rated']])
  assert.deepEqual(shown(added!.taxes), [[190, 1000, 'exclusive', 'standard_rated']])
  assert.deepEqual(sums(draft), [1595, 1500, 1500, 1785])
  assert.deepEqual(
    draft.total_taxes,
    draft.lines.data.map((line) => line.taxes![0]),
  )
  const id = added!.taxes![0]!.tax_rate_details!.tax_rate
  // The shape of docs.stripe.com/tax/zero-tax, and the fields that all rates have.
  const { created, ...rate } = await seen(world, `/v1/tax_rates/${id}`)
  assert.equal(typeof created, 'number')
  assert.deepEqual(rate, {
    id,
    object: 'tax_rate',
    active: false,
    country: 'DE',
    description: 'VAT Germany',
    display_name: 'VAT',
    effective_percentage: 19,
    flat_amount: null,
    inclusive: false,
    jurisdiction: 'DE',
    jurisdiction_level: 'country',
    livemode: false,
    metadata: {},
    percentage: 19,
    rate_type: 'percentage',
    state: null,
    tax_type: 'vat',
  })
  const open = await stripe.invoices.finalizeInvoice(draft.id, { auto_advance: false })
  assert.deepEqual([open.status, open.amount_due, open.automatic_tax], ['open', 1785, told('complete')])
  assert.deepEqual(await news(), ['customer.updated', 'invoice.updated', 'invoice.finalized', 'payment_intent.created'])
  // The same rate again, and no other: one on top and one within.
  const again = await taxed(world, who, items)
  const byAmount = ({ total_taxes }: Stripe.Invoice) => total_taxes!.toSorted((a, b) => a.amount - b.amount)
  assert.deepEqual(byAmount(again), byAmount(draft))
  assert.equal((await stripe.taxRates.list()).data.length, 2)
  assert.deepEqual(await news(), [])
})

behaves(CREATE, 'reckons in yen, and two taxes at once, and those of delivery', async (world) => {
  const { stripe, news } = world
  const tokyo = await customer(world, { address: { country: 'JP' } })
  // 1001 × 10 % = 100.1
  const yen = await taxed(world, tokyo, [{ amount: 1001, currency: 'jpy', tax_behavior: 'exclusive' }], {
    currency: 'jpy',
  })
  assert.deepEqual([shown(yen.total_taxes), yen.total], [[[100, 1001, 'exclusive', 'standard_rated']], 1101])
  const rate = await stripe.taxRates.retrieve(yen.total_taxes![0]!.tax_rate_details!.tax_rate)
  assert.deepEqual([rate.display_name, rate.tax_type, rate.description], ['JCT', 'jct', 'JCT Japan'])

  const montreal = await customer(world, {
    address: BERLIN,
    shipping: { name: 'Jenny', address: { country: 'CA', state: 'QC', postal_code: 'H2X 1Y4' } },
  })
  const { id: express } = await stripe.shippingRates.create({
    display_name: 'Express',
    type: 'fixed_amount',
    fixed_amount: { amount: 500, currency: 'cad' },
    tax_behavior: 'exclusive',
  })
  await news()
  const draft = await taxed(world, montreal, [{ amount: 1999, currency: 'cad', tax_behavior: 'exclusive' }], {
    currency: 'cad',
    shipping_cost: { shipping_rate: express },
  })
  // 1999 × 5 % = 99.95, 1999 × 9.975 % = 199.40; 500 × 5 % = 25, 500 × 9.975 % = 49.875
  const both = (...amounts: [number, number][]) =>
    amounts.map(([amount, on]) => [amount, on, 'exclusive', 'standard_rated'])
  assert.deepEqual(shown(draft.lines.data[0]!.taxes), both([100, 1999], [199, 1999]))
  assert.deepEqual(shown(draft.total_taxes), both([125, 2499], [249, 2499]))
  const { taxes, ...cost } = draft.shipping_cost!
  assert.deepEqual(cost, { amount_subtotal: 500, amount_tax: 75, amount_total: 575, shipping_rate: express })
  assert.deepEqual(
    taxes!.map(({ amount, rate: { display_name, percentage, state }, taxability_reason, taxable_amount }) => [
      [amount, taxable_amount, taxability_reason],
      [display_name, percentage, state],
    ]),
    [
      [
        [25, 500, 'standard_rated'],
        ['GST', 5, 'QC'],
      ],
      [
        [50, 500, 'standard_rated'],
        ['QST', 9.975, 'QC'],
      ],
    ],
  )
  // 1999 + 299 + 500 + 75
  assert.deepEqual([draft.total, draft.total_excluding_tax, draft.amount_shipping], [2873, 2499, 500])
  // Without them, delivery carries none.
  const bare = await stripe.invoices.update(draft.id, { automatic_tax: { enabled: false } })
  assert.deepEqual(
    [bare.total, bare.total_taxes, bare.shipping_cost, bare.automatic_tax.status],
    [2499, [], { amount_subtotal: 500, amount_tax: 0, amount_total: 500, shipping_rate: express }, null],
  )
  assert.deepEqual(await news(), ['invoice.updated'])
})

behaves('POST /v1/customers/{id}', 'moves the taxes of drafts with the customer', async (world) => {
  const { stripe, news } = world
  const who = await customer(world, { address: BERLIN })
  const { id } = await taxed(world, who, [{ amount: 1190, tax_behavior: 'inclusive' }])
  const after = async (change: () => Promise<unknown>, told: readonly string[]) => {
    await change()
    assert.deepEqual(await news(), told)
    const draft = await stripe.invoices.retrieve(id)
    // What contains its tax costs the same, whatever the tax. (docs.stripe.com/tax/zero-tax)
    assert.equal(draft.total, 1190)
    return [draft.total_excluding_tax, draft.automatic_tax.status, shown(draft.total_taxes)]
  }
  const moved = (given: Stripe.CustomerUpdateParams) =>
    after(() => stripe.customers.update(who, given), ['customer.updated', 'invoice.updated'])
  const nothing = (reason: string) => [1190, 'complete', [[0, 0, 'inclusive', reason]]]
  // 1190 × 20/120 = 198.33
  assert.deepEqual(await moved({ address: { country: 'FR' } }), [
    992,
    'complete',
    [[198, 992, 'inclusive', 'standard_rated']],
  ])
  assert.deepEqual(await moved({ tax_exempt: 'exempt' }), nothing('customer_exempt'))
  assert.deepEqual(await moved({ tax_exempt: 'reverse' }), nothing('reverse_charge'))
  await moved({ tax_exempt: 'none' })
  // Stripe applies the reverse charge by the presence of a tax id: the seller is in the United States.
  const number = { type: 'eu_vat' as const, value: 'FR12345678901' }
  assert.deepEqual(
    await after(() => stripe.customers.createTaxId(who, number), ['customer.tax_id.created', 'invoice.updated']),
    nothing('reverse_charge'),
  )
  assert.deepEqual(await moved({ address: { country: 'US', postal_code: '97201' } }), nothing('not_subject_to_tax'))
  assert.deepEqual(await moved({ address: { country: 'BR' } }), nothing('not_collecting'))
  assert.deepEqual(await moved({ address: '' }), [1190, 'requires_location_inputs', []])
})

behaves('POST /v1/invoiceitems/{id}', 'says how an item is taxed, beside its price and its product', async (world) => {
  const { stripe, news } = world
  const who = await customer(world, { address: BERLIN })
  const { id: price } = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 1190,
    tax_behavior: 'inclusive',
    product_data: { name: 'Book', tax_code: 'txcd_00000000' },
  })
  const draft = await taxed(world, who, [{ pricing: { price } }])
  assert.deepEqual(shown(draft.total_taxes), [[0, 0, 'inclusive', 'not_collecting']])
  const item = draft.lines.data[0]!.parent!.invoice_item_details!.invoice_item as string
  const changed = async (given: Stripe.InvoiceItemUpdateParams) => {
    await stripe.invoiceItems.update(item, given)
    const { total_taxes, total } = await stripe.invoices.retrieve(draft.id)
    return [shown(total_taxes), total]
  }
  assert.deepEqual(await changed({ tax_code: 'txcd_99999999' }), [[[190, 1000, 'inclusive', 'standard_rated']], 1190])
  // 1190 × 19 % = 226.1
  assert.deepEqual(await changed({ tax_behavior: 'exclusive' }), [[[226, 1190, 'exclusive', 'standard_rated']], 1416])
  assert.deepEqual(await changed({ tax_code: '' }), [[[0, 0, 'exclusive', 'not_collecting']], 1190])
  // An item is no news where nothing of it that is shown changes.
  assert.deepEqual(await news(), ['invoice.updated', 'invoice.updated', 'invoice.updated'])
})

behaves('POST /v1/invoices/{id}/add_lines', 'reckons every line anew, of several drafts too', async (world) => {
  const { stripe, call, news } = world
  const who = await customer(world, { address: BERLIN })
  const prices: string[] = []
  for (const name of ['Ink', 'Paper', 'Pens']) {
    const given = { currency: 'usd', unit_amount: 1000, tax_behavior: 'exclusive' as const, product_data: { name } }
    prices.push((await stripe.prices.create(given)).id)
  }
  const items = prices.map((price) => ({ pricing: { price } }))
  const { id, lines } = await taxed(world, who, items)
  const total = async () => (await stripe.invoices.retrieve(id)).total
  // 3 × (1000 + 190), and as much again.
  await stripe.invoices.addLines(id, { lines: items })
  assert.equal(await total(), 7140)
  await stripe.invoiceItems.create({ customer: who, invoice: id, ...items[0] })
  assert.equal(await total(), 8330)
  await call('POST', `/v1/invoices/${id}/update_lines`, `lines[0][id]=${lines.data[0]!.id}&lines[0][quantity]=3`)
  assert.equal(await total(), 10_710)
  await stripe.invoices.removeLines(id, { lines: [{ id: lines.data[1]!.id, behavior: 'delete' }] })
  assert.equal(await total(), 9520)
  const CHANGED = 'invoice.updated'
  const ADDED = 'invoiceitem.created'
  assert.deepEqual(await news(), [
    ...[ADDED, ADDED, ADDED, CHANGED],
    ...[ADDED, CHANGED],
    CHANGED,
    ...['invoiceitem.deleted', CHANGED],
  ])
  const other = await taxed(world, who, items)
  await stripe.customers.update(who, { address: { country: 'FR' } })
  // 8 × 1200 and 3 × 1200
  assert.deepEqual([await total(), (await stripe.invoices.retrieve(other.id)).total], [9600, 3600])
  assert.deepEqual(await news(), ['customer.updated', CHANGED, CHANGED])
})

behaves(FINALIZE, 'fails without a place, and says so on the draft', async (world) => {
  const { stripe, call, news, advance } = world
  const who = await customer(world)
  const draft = await taxed(world, who, [{ amount: 1000, tax_behavior: 'exclusive' }])
  assert.deepEqual([draft.automatic_tax, draft.total, draft.total_taxes], [told('requires_location_inputs'), 1000, []])
  const message =
    "The customer's location isn't recognized. Set a valid customer address in order to automatically calculate tax."
  const error = { code: 'customer_tax_location_invalid', message }
  for (const verb of ['finalize', 'pay', 'send'])
    refused(await call('POST', `/v1/invoices/${draft.id}/${verb}`), 400, error)
  const failed = await seen(world, `/v1/invoices/${draft.id}`)
  assert.deepEqual(
    [failed.status, failed.number, failed.last_finalization_error],
    ['draft', null, { ...error, type: 'invalid_request_error' }],
  )
  const FAILED = ['invoice.updated', 'invoice.finalization_failed']
  assert.deepEqual(await news(), [...FAILED, ...FAILED, ...FAILED])
  // By itself it fails too, an hour after it was made.
  await stripe.invoices.update(draft.id, { auto_advance: true })
  await news()
  await advance(HOUR)
  assert.deepEqual(await news(), FAILED)
  assert.equal((await stripe.invoices.retrieve(draft.id)).status, 'draft')
  await stripe.customers.update(who, { address: BERLIN })
  await news()
  const open = await stripe.invoices.finalizeInvoice(draft.id, { auto_advance: false })
  assert.deepEqual([open.status, open.total, open.last_finalization_error], ['open', 1190, null])
  assert.deepEqual(await news(), ['customer.updated', 'invoice.updated', 'invoice.finalized', 'payment_intent.created'])
})

behaves(CREATE, 'refuses what automatic taxes cannot be on, unless the account says how', async (world) => {
  const { stripe, call, news } = world
  const who = await customer(world, { address: BERLIN })
  const { id: rate } = await stripe.taxRates.create({ display_name: 'VAT', percentage: 19, inclusive: false })
  const form = `customer=${who}&automatic_tax[enabled]=true`
  await news()
  await refuses(world, '/v1/invoices', `${form}&default_tax_rates[0]=${rate}`, {
    param: 'default_tax_rates',
    message: 'You cannot use `default_tax_rates` when `automatic_tax[enabled]=true`.',
  })
  const draft = await stripe.invoices.create({ customer: who, currency: 'usd', ...ON })
  await news()
  const add = (given: string, expected: Parameters<typeof refuses>[3]) =>
    refuses(world, '/v1/invoiceitems', `customer=${who}&invoice=${draft.id}&currency=usd&${given}`, expected)
  await add(`amount=100&tax_behavior=exclusive&tax_rates[0]=${rate}`, {
    param: 'tax_rates',
    message: 'You cannot use `tax_rates` when `automatic_tax[enabled]=true`.',
  })
  await add('amount=-100&tax_behavior=exclusive', {
    message: 'You cannot add an invoice item with a negative amount to an invoice with `automatic_tax[enabled]=true`.',
  })
  await add('amount=100', {
    message:
      /^The price `price_\w+` does not have a `tax_behavior` set which is required for automatic tax computation\. Please visit /,
  })
  assert.deepEqual((await stripe.invoiceItems.list({ customer: who })).data, [])
  assert.deepEqual(await news(), [])
  // The account may say it for all prices that do not: in dollars, tax comes on top.
  refused(await call('POST', '/brindle/account', 'tax_behavior=maybe'), 400, {
    param: 'tax_behavior',
    message: 'Invalid tax_behavior: must be one of exclusive, inclusive, or inferred_by_currency',
  })
  const { body } = await call('POST', '/brindle/account', 'tax_behavior=inferred_by_currency')
  assert.equal(body.tax_behavior, 'inferred_by_currency')
  await stripe.invoiceItems.create({ customer: who, invoice: draft.id, currency: 'usd', amount: 100 })
  assert.equal((await stripe.invoices.retrieve(draft.id)).total, 119)
  assert.deepEqual(await news(), ['invoiceitem.created', 'invoice.updated'])
  assert.equal((await call('POST', '/brindle/account', 'tax_behavior=')).body.tax_behavior, undefined)
})
