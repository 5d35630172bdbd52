// Items in previews: more of them, and those that wait as they would be.
// (https://docs.stripe.com/api/invoices/create_preview#create_create_preview-invoice_items)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { customer, drafted, refuses } from './invoicing.ts'

const PATH = '/v1/invoices/create_preview'

behaves('POST /v1/invoices/create_preview', 'shows what waits as it would be', async (world) => {
  const { stripe, news } = world
  const who = await customer(world)
  const { id: rate } = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false })
  const waiting = await stripe.invoiceItems.create({
    customer: who,
    amount: 1000,
    currency: 'usd',
    description: 'Work',
  })
  const other = await stripe.invoiceItems.create({ customer: who, amount: 300, currency: 'usd', description: 'Way' })
  const taken = (await drafted(world, [700], { customer: who })).lines.data[0]!
  const gone = taken.parent!.invoice_item_details!.invoice_item as string
  await news()
  const preview = await stripe.invoices.createPreview({
    customer: who,
    currency: 'usd',
    invoice_items: [
      { invoiceitem: waiting.id, quantity: 3, unit_amount: 500, description: 'More work', tax_rates: [rate] },
      { amount: 50, currency: 'usd', description: 'Tip' },
    ],
  })
  // 15.00 and a fifth of it, 3.00 as they wait, 0.50 that are new.
  assert.deepEqual(
    preview.lines.data.map(({ description, amount, quantity }) => [description, amount, quantity]).sort(),
    [
      ['More work', 1500, 3],
      ['Tip', 50, 1],
      ['Way', 300, 1],
    ],
  )
  assert.deepEqual([preview.subtotal, preview.total], [1850, 2150])
  const item = await stripe.invoiceItems.retrieve(waiting.id)
  assert.deepEqual([item.amount, item.description, item.tax_rates], [1000, 'Work', []])
  const theirs = await stripe.invoiceItems.create({ customer: await customer(world), amount: 5, currency: 'usd' })
  await news()
  const form = (text: string) => `customer=${who}&invoice_items[0][invoiceitem]=${other.id}&${text}`
  const param = 'invoice_items[1][invoiceitem]'
  const notPending = (id: string) => `The invoice item ${id} is not a pending item of this customer.`
  // biome-ignore format: a table
  for (const [text, expected] of [
    [`${param}=ii_none`, { code: 'resource_missing', param, message: "No such Invoice Item: 'ii_none'" }],
    [`${param}=${theirs.id}`, { param, message: notPending(theirs.id) }],
    [`${param}=${gone}`, { param, message: notPending(gone) }],
    ['invoice_items[0][currency]=eur', { param: 'invoice_items[0][currency]', message: `The currency of the invoice item ${other.id} is \`usd\`, and cannot be changed.` }],
    ['invoice_items[0][unit_amount]=5&invoice_items[0][unit_amount_decimal]=5', { code: 'parameters_exclusive', param: 'invoice_items[0][unit_amount_decimal]', message: 'You may only specify one of these parameters: invoice_items[0][unit_amount], invoice_items[0][unit_amount_decimal].' }],
    ['invoice_items[0][quantity]=1&invoice_items[0][quantity_decimal]=1', { code: 'parameters_exclusive', param: 'invoice_items[0][quantity_decimal]', message: 'You may only specify one of these parameters: quantity, quantity_decimal.' }],
    ['invoice_items[0][tax_behavior]=none', { param: 'invoice_items[0][tax_behavior]', message: 'Invalid invoice_items[0][tax_behavior]: must be one of exclusive, inclusive, or unspecified' }],
  ] as const)
    await refuses(world, PATH, form(text), expected)
  assert.deepEqual(await news(), [])
})

behaves(
  'POST /v1/invoices/create_preview',
  'says of its items what tax is in them, and how many there are',
  async (world) => {
    const { stripe, news } = world
    const who = await customer(world, { address: { country: 'DE' } })
    const common = { customer: who, currency: 'eur' }
    const waiting = await stripe.invoiceItems.create({ ...common, amount: 1000, tax_behavior: 'exclusive' })
    const { id: product } = await stripe.products.create({ name: 'Hours' })
    await news()
    const preview = await stripe.invoices.createPreview({
      ...common,
      automatic_tax: { enabled: true },
      invoice_items: [
        { invoiceitem: waiting.id, tax_behavior: 'inclusive' },
        { amount: 1000, currency: 'eur', tax_behavior: 'exclusive' },
        { amount: 1000, currency: 'eur', tax_behavior: 'exclusive', tax_code: 'txcd_00000000' },
        {
          price_data: { currency: 'eur', product, unit_amount: 4005 },
          quantity_decimal: '1.5' as never,
          tax_behavior: 'exclusive',
        },
      ],
    })
    // Of 10.00 with 19% in it 1.5966…; on 10.00 1.90; on what is never taxed nothing; 1.5 × 40.05 = 60.075, and 11.4152 on 60.08.
    assert.deepEqual(
      preview.lines.data
        .map(({ amount, quantity, quantity_decimal: exact, taxes }) => [
          amount,
          quantity,
          String(exact),
          taxes?.reduce((sum, tax) => sum + tax.amount, 0),
        ])
        .sort(([, , , a], [, , , b]) => Number(a) - Number(b)),
      [
        [1000, 1, '1', 0],
        [1000, 1, '1', 160],
        [1000, 1, '1', 190],
        [6008, 1, '1.5', 1142],
      ],
    )
    assert.deepEqual([preview.subtotal, preview.total], [9008, 9008 + 190 + 1142])
    assert.deepEqual(await news(), [])
  },
)
