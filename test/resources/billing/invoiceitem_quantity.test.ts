// Invoice items of one and a half: quantities with decimals, on items and on lines.
// (https://docs.stripe.com/api/invoiceitems/create#create_invoiceitem-quantity_decimal)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { customer, refuses } from './invoicing.ts'

const CREATE = 'POST /v1/invoiceitems'
const PATH = '/v1/invoiceitems'

behaves(CREATE, 'takes a quantity with decimals, of which whole units are shown beside it', async (world) => {
  const { stripe, news } = world
  const who = await customer(world)
  const { id: product } = await stripe.products.create({ name: 'Hours' })
  await news()
  const priced = { customer: who, currency: 'usd', price_data: { currency: 'usd', product, unit_amount: 4001 } }
  const item = await stripe.invoiceItems.create({ ...priced, quantity_decimal: '2.50' as never })
  const counted = ({ amount, quantity, quantity_decimal: exact }: typeof item) => [amount, quantity, String(exact)]
  // 2.5 × 40.01 = 100.025, half up.
  assert.deepEqual(counted(item), [10003, 2, '2.5'])
  const small = await stripe.invoiceItems.create({ ...priced, quantity_decimal: '0.000000000001' as never })
  assert.deepEqual(counted(small), [0, 0, '0.000000000001'])
  // The price stays, and its units are others; and the units stay when the price is another.
  const more = await stripe.invoiceItems.update(item.id, { quantity_decimal: '0.25' as never })
  assert.deepEqual(counted(more), [1000, 0, '0.25'])
  const dearer = await stripe.invoiceItems.update(item.id, { unit_amount_decimal: '1000' as never })
  assert.deepEqual(counted(dearer), [250, 0, '0.25'])
  const whole = await stripe.invoiceItems.update(item.id, { quantity: 3 })
  assert.deepEqual(counted(whole), [3000, 3, '3'])
  const half = await stripe.invoiceItems.update(item.id, { quantity_decimal: '1.5' as never })
  assert.deepEqual(
    [counted(half), await news()],
    [
      [1500, 1, '1.5'],
      ['invoiceitem.created', 'invoiceitem.created'],
    ],
  )
  const { id, lines } = await stripe.invoices.create({ customer: who, pending_invoice_items_behavior: 'include' })
  const shown = lines.data.map(({ amount, quantity, quantity_decimal: exact }) => [amount, quantity, String(exact)])
  assert.deepEqual(
    shown.sort(([a], [b]) => Number(a) - Number(b)),
    [
      [0, 0, '0.000000000001'],
      [1500, 1, '1.5'],
    ],
  )
  const line = lines.data.find(({ amount }) => amount > 0)!.id
  const { data } = (await stripe.invoices.updateLines(id, { lines: [{ id: line, quantity_decimal: '1.75' as never }] }))
    .lines
  assert.deepEqual(
    data
      .map(({ amount, quantity_decimal: exact }) => [amount, String(exact)])
      .sort()
      .at(-1),
    [1750, '1.75'],
  )
  await stripe.invoices.finalizeInvoice(id)
  await news()
  // What is not whole is credited by its amount.
  const form = `invoice=${id}&lines[0][type]=invoice_line_item&lines[0][invoice_line_item]=${line}`
  await refuses(world, '/v1/credit_notes', `${form}&lines[0][quantity]=1`, {
    param: 'lines[0][quantity]',
    message: `The quantity of the invoice line item ${line} has decimals: credit an \`amount\` of it.`,
  })
  assert.equal((await world.call('POST', '/v1/credit_notes', `${form}&lines[0][amount]=500`)).body.amount, 500)
  assert.deepEqual(await news(), ['invoice.updated', 'credit_note.created'])
})

behaves(CREATE, 'refuses a quantity that is none', async (world) => {
  const who = await customer(world)
  const param = 'quantity_decimal'
  const exclusive = (one: string) => ({
    code: 'parameters_exclusive',
    message: `You may only specify one of these parameters: ${one}, quantity_decimal.`,
  })
  const none = (text: string) => ({ code: 'parameter_invalid_integer', param, message: `Invalid decimal: ${text}` })
  // biome-ignore format: a table
  for (const [form, expected] of [
    ['amount=1&quantity_decimal=2', { ...exclusive('amount'), param: 'amount' }],
    ['unit_amount_decimal=100&quantity=1&quantity_decimal=1.5', { ...exclusive('quantity'), param }],
    ['unit_amount_decimal=100&quantity_decimal=-1', { code: 'parameter_invalid_integer', param, message: 'This value must be greater than or equal to 0.' }],
    ['unit_amount_decimal=100&quantity_decimal=1.1234567890123', none('1.1234567890123')],
    ['unit_amount_decimal=100&quantity_decimal=1234567890123', none('1234567890123')],
  ] as const)
    await refuses(world, PATH, `customer=${who}&currency=usd&${form}`, expected)
  assert.deepEqual(await world.news(), [])
})
