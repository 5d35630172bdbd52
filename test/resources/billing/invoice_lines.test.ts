// The lines of a draft: added, changed and taken off. (https://docs.stripe.com/api/invoice-line-item; "recorded" is Stripe's own
// answer at 2026-08-26.dahlia)
// One file because the four calls do the same to lines in four ways.
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { customer, drafted, opened, refuses, seen } from './invoicing.ts'

const ADD = 'POST /v1/invoices/{id}/add_lines'
const REMOVE = 'POST /v1/invoices/{id}/remove_lines'
const UPDATE = 'POST /v1/invoices/{id}/update_lines'
const LINE = 'POST /v1/invoices/{invoice}/lines/{id}'
const PATH = '/v1/invoices'

const NOT_EDITABLE = {
  code: 'invoice_not_editable',
  message: 'Invalid invoice: This invoice is no longer editable',
}

behaves(ADD, 'puts new lines before the others, each an item of its own', async (world) => {
  const { stripe, news } = world
  const draft = await drafted(world, [1000])
  const { id: price } = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 300,
    product_data: { name: 'Prints' },
  })
  const { id: product } = await stripe.products.create({ name: 'Frames' })
  await news()
  const changed = await stripe.invoices.addLines(draft.id, {
    lines: [
      { pricing: { price }, quantity: 2 },
      { amount: 500, description: 'Work', metadata: { a: '1' } },
      { price_data: { currency: 'usd', product, unit_amount: 70 } },
    ],
    invoice_metadata: { order: '7' },
  })
  assert.deepEqual(
    changed.lines.data.map(({ amount, quantity, description }) => [amount, quantity, description]),
    [
      [600, 2, 'Prints'],
      [500, 1, 'Work'],
      [70, 1, 'Frames'],
      [1000, 1, null],
    ],
  )
  assert.deepEqual([changed.subtotal, changed.total, changed.metadata], [2170, 2170, { order: '7' }])
  const { data } = await stripe.invoiceItems.list({ invoice: draft.id })
  assert.equal(data.length, 4)
  assert.deepEqual(
    new Set(changed.lines.data.map(({ parent }) => parent?.invoice_item_details?.invoice_item)),
    new Set(data.map(({ id }) => id)),
  )
  const listed = await seen(world, `${PATH}/${draft.id}/lines`)
  assert.deepEqual(
    listed.data.map(({ id }: { id: string }) => id),
    changed.lines.data.map(({ id }) => id),
  )
  assert.deepEqual(await news(), [
    'invoiceitem.created',
    'invoiceitem.created',
    'invoiceitem.created',
    'invoice.updated',
  ])
})

behaves(ADD, 'takes a price for a product that it makes', async (world) => {
  const { stripe, news } = world
  const draft = await drafted(world, [])
  const changed = await stripe.invoices.addLines(draft.id, {
    lines: [{ price_data: { currency: 'usd', unit_amount: 70, product_data: { name: 'Frames' } }, quantity: 3 }],
  })
  const [line] = changed.lines.data
  assert.deepEqual([line!.amount, line!.description], [210, 'Frames'])
  assert.equal((await stripe.products.retrieve(line!.pricing!.price_details!.product)).name, 'Frames')
  assert.ok((await news()).includes('invoice.updated'))
})

behaves(ADD, 'takes what waits for the customer', async (world) => {
  const { stripe, news } = world
  const draft = await drafted(world, [])
  const who = draft.customer as string
  const { id } = await stripe.invoiceItems.create({ customer: who, amount: 100, currency: 'usd' })
  const euros = await stripe.invoiceItems.create({ customer: who, amount: 100, currency: 'eur' })
  const other = await customer(world)
  const theirs = await stripe.invoiceItems.create({ customer: other, amount: 100, currency: 'usd' })
  await news()
  const changed = await stripe.invoices.addLines(draft.id, { lines: [{ invoice_item: id }] })
  assert.equal(changed.total, 100)
  assert.equal((await stripe.invoiceItems.retrieve(id)).invoice, draft.id)
  assert.deepEqual(await news(), ['invoice.updated'])
  const refuse = (item: string, message: string, param = 'lines[0][invoice_item]', code?: string) =>
    refuses(world, `${PATH}/${draft.id}/add_lines`, `lines[0][invoice_item]=${item}`, {
      param,
      message,
      ...(code && { code }),
    })
  for (const item of [id, theirs.id])
    await refuse(item, `The invoice item ${item} is not a pending item of this customer.`)
  await refuse('ii_none', "No such Invoice Item: 'ii_none'", 'lines[0][invoice_item]', 'resource_missing')
  await refuse(
    euros.id,
    'The currency of the invoice item, `eur`, does not match that of the invoice, `usd`.',
    'lines[0]',
  )
  // What would be said of a new one cannot be said of one that is there.
  await refuses(world, `${PATH}/${draft.id}/add_lines`, `lines[0][invoice_item]=${euros.id}&lines[0][amount]=5`, {
    code: 'parameters_exclusive',
    param: 'lines[0][amount]',
    message: 'You may only specify one of these parameters: amount, invoice_item.',
  })
  assert.deepEqual(await news(), [])
})

behaves(ADD, 'refuses what it cannot price, and names the line', async (world) => {
  const { stripe, call, news } = world
  const draft = await drafted(world, [])
  const { id: monthly } = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 100,
    recurring: { interval: 'month' },
    product_data: { name: 'Prints' },
  })
  await news()
  const refuse = (form: string, expected: Parameters<typeof refuses>[3]) =>
    refuses(world, `${PATH}/${draft.id}/add_lines`, form, expected)
  // Recorded, with this param.
  await refuse('lines[0][amount]=1&lines[0][quantity]=2', {
    code: 'parameters_exclusive',
    param: 'lines[0][amount]',
    message: 'You may only specify one of these parameters: amount, quantity.',
  })
  await refuse(`lines[0][amount]=1&lines[1][pricing][price]=${monthly}`, {
    param: 'lines[1][pricing][price]',
    message: 'The price specified is set to `type=recurring` but this field only accepts prices with `type=one_time`.',
  })
  await refuse('lines[0][pricing][price]=price_none', {
    code: 'resource_missing',
    param: 'lines[0][pricing][price]',
    message: "No such price: 'price_none'",
  })
  await refuse('lines[0][description]=x', {
    code: 'parameter_missing',
    param: 'lines[0][amount]',
    message: 'Missing required param: lines[0][amount].',
  })
  await refuse('lines[0][amount]=1&lines[0][tax_rates][0]=txr_none', {
    code: 'resource_missing',
    param: 'lines[0][tax_rates][0]',
    message: "No such tax rate: 'txr_none'",
  })
  // Recorded: another name for what the path names.
  refused(await call('POST', `${PATH}/in_none/add_lines`, 'lines[0][amount]=1'), 404, {
    code: 'resource_missing',
    param: 'invoice',
    message: "No such invoice: 'in_none'",
  })
  assert.equal((await stripe.invoices.retrieve(draft.id)).total, 0)
  assert.deepEqual(await news(), [])
})

behaves(ADD, 'is for drafts', async (world) => {
  const { id } = await opened(world, [1000])
  // Recorded.
  await refuses(world, `${PATH}/${id}/add_lines`, 'lines[0][amount]=1', NOT_EDITABLE)
  assert.deepEqual(await world.news(), [])
})

behaves(REMOVE, 'deletes lines, or leaves their items to wait', async (world) => {
  const { stripe, news } = world
  const draft = await drafted(world, [1000, 200, 30])
  const [first, second, third] = draft.lines.data
  const item = (line: typeof first) => line!.parent!.invoice_item_details!.invoice_item as string
  const changed = await stripe.invoices.removeLines(draft.id, {
    lines: [
      { id: first!.id, behavior: 'delete' },
      { id: third!.id, behavior: 'unassign' },
    ],
    invoice_metadata: { a: '1' },
  })
  assert.deepEqual(
    changed.lines.data.map(({ id }) => id),
    [second!.id],
  )
  assert.deepEqual([changed.total, changed.amount_due, changed.metadata], [200, 200, { a: '1' }])
  assert.deepEqual(await news(), ['invoiceitem.deleted', 'invoice.updated'])
  await assert.rejects(stripe.invoiceItems.retrieve(item(first)))
  assert.equal((await stripe.invoiceItems.retrieve(item(third))).invoice, null)
  const { data } = await stripe.invoiceItems.list({ customer: draft.customer as string, pending: true })
  assert.deepEqual(
    data.map(({ id }) => id),
    [item(third)],
  )
  const next = await stripe.invoices.create({
    customer: draft.customer as string,
    pending_invoice_items_behavior: 'include',
  })
  assert.equal(next.total, 30)
  assert.deepEqual(await news(), ['invoice.created'])
})

behaves(REMOVE, 'refuses lines that are not there, and what shall become of them', async (world) => {
  const draft = await drafted(world, [1000])
  const open = await opened(world, [500])
  const path = `${PATH}/${draft.id}/remove_lines`
  const { id } = draft.lines.data[0]!
  // Recorded.
  await refuses(world, path, `lines[0][id]=${id}`, {
    code: 'parameter_missing',
    param: 'lines[0][behavior]',
    message: 'Missing required param: lines[0][behavior].',
  })
  const foreign = open.lines.data[0]!.id
  await refuses(world, path, `lines[0][id]=${foreign}&lines[0][behavior]=delete`, {
    code: 'resource_missing',
    param: 'lines[0][id]',
    message: `No such line item: '${foreign}'`,
  })
  await refuses(
    world,
    path,
    `lines[0][id]=${id}&lines[0][behavior]=delete&lines[1][id]=${id}&lines[1][behavior]=delete`,
    {
      code: 'resource_missing',
      param: 'lines[1][id]',
      message: `No such line item: '${id}'`,
    },
  )
  await refuses(
    world,
    `${PATH}/${open.id}/remove_lines`,
    `lines[0][id]=${foreign}&lines[0][behavior]=delete`,
    NOT_EDITABLE,
  )
  assert.deepEqual(await world.news(), [])
})

behaves(LINE, 'changes a line with its item, and answers the line', async (world) => {
  const { stripe, news } = world
  const draft = await drafted(world, [1000, 200])
  const [line] = draft.lines.data
  const item = line!.parent!.invoice_item_details!.invoice_item as string
  const { id: rate } = await stripe.taxRates.create({ display_name: 'VAT', inclusive: false, percentage: 10 })
  await news()
  const period = { start: 1_700_000_000, end: 1_700_086_400 }
  const changed = await stripe.invoices.updateLineItem(draft.id, line!.id, {
    amount: 700,
    description: 'Frames',
    discountable: false,
    metadata: { a: '1' },
    period,
    tax_rates: [rate],
  })
  // Recorded: the line, not the invoice; another amount is another price.
  assert.deepEqual([changed.object, changed.id, changed.amount, changed.subtotal], ['line_item', line!.id, 700, 700])
  assert.deepEqual([changed.description, changed.discountable, changed.metadata], ['Frames', false, { a: '1' }])
  assert.deepEqual([changed.period, changed.taxes?.[0]?.amount], [period, 70])
  assert.notEqual(changed.pricing?.price_details?.price, line!.pricing?.price_details?.price)
  const now = await stripe.invoiceItems.retrieve(item)
  assert.deepEqual([now.amount, now.description, now.period], [700, 'Frames', period])
  const invoice = await stripe.invoices.retrieve(draft.id)
  // 700 + 200 + 10% of 700
  assert.deepEqual([invoice.subtotal, invoice.total], [900, 970])
  assert.deepEqual(await news(), ['invoice.updated'])
  const more = await stripe.invoices.updateLineItem(draft.id, line!.id, { quantity: 3, tax_rates: '' })
  assert.deepEqual([more.amount, more.quantity, more.taxes], [2100, 3, []])
  assert.deepEqual(await news(), ['invoice.updated'])
})

behaves(LINE, 'changes what is said of a line of a subscription', async (world) => {
  const { stripe, news, advance } = world
  const who = await customer(world)
  const { id: price } = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 1500,
    recurring: { interval: 'month' },
    product_data: { name: 'Photos' },
  })
  const subscription = await stripe.subscriptions.create({ customer: who, items: [{ price }] })
  await advance(subscription.items.data[0]!.current_period_end - subscription.created + 60)
  const { id: rate } = await stripe.taxRates.create({ display_name: 'VAT', inclusive: false, percentage: 10 })
  await stripe.coupons.create({ id: 'HALF', percent_off: 50 })
  await news()
  const { latest_invoice } = await stripe.subscriptions.retrieve(subscription.id)
  const draft = await stripe.invoices.retrieve(latest_invoice as string)
  const [line] = draft.lines.data
  const changed = await stripe.invoices.updateLineItem(draft.id, line!.id, {
    metadata: { a: '1' },
    tax_rates: [rate],
    discounts: [{ coupon: 'HALF' }],
  })
  assert.deepEqual([changed.metadata, changed.discount_amounts?.[0]?.amount], [{ a: '1' }, 750])
  assert.deepEqual(changed.taxes?.[0]?.amount, 75)
  // 1500 − 750 + 75
  assert.equal((await stripe.invoices.retrieve(draft.id)).total, 825)
  assert.deepEqual(await news(), ['invoice.updated'])
  await refuses(world, `${PATH}/${draft.id}/lines/${line!.id}`, 'amount=5', {
    code: 'not_built',
    param: 'amount',
    message: 'Brindle does not change amount of a line that a subscription has made.',
  })
  await refuses(world, `${PATH}/${draft.id}/remove_lines`, `lines[0][id]=${line!.id}&lines[0][behavior]=delete`, {
    param: 'lines[0][id]',
    message: 'You cannot remove the line item of a subscription from an invoice.',
  })
  assert.deepEqual(await news(), [])
})

behaves(LINE, 'is of its invoice, and of a draft', async (world) => {
  const { call, news } = world
  const draft = await drafted(world, [1000])
  const open = await opened(world, [500])
  const line = open.lines.data[0]!.id
  refused(await call('POST', `${PATH}/${draft.id}/lines/${line}`, 'amount=5'), 404, {
    code: 'resource_missing',
    param: 'line_item',
    message: `No such line item: '${line}'`,
  })
  refused(await call('POST', `${PATH}/in_none/lines/${line}`, 'amount=5'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such invoice: 'in_none'",
  })
  await refuses(world, `${PATH}/${open.id}/lines/${line}`, 'amount=5', NOT_EDITABLE)
  await refuses(world, `${PATH}/${draft.id}/lines/${draft.lines.data[0]!.id}`, 'amount=5&quantity=2', {
    code: 'parameters_exclusive',
    param: 'amount',
    message: 'You may only specify one of these parameters: amount, quantity.',
  })
  assert.deepEqual(await news(), [])
})

behaves(UPDATE, 'changes several lines, and answers the invoice', async (world) => {
  const { stripe, news } = world
  const draft = await drafted(world, [1000, 200, 30])
  const [first, second] = draft.lines.data
  const changed = await stripe.invoices.updateLines(draft.id, {
    lines: [
      { id: first!.id, amount: 900 },
      { id: second!.id, quantity: 2, description: 'Frames' },
    ],
    invoice_metadata: { a: '1' },
  })
  assert.equal(changed.object, 'invoice')
  assert.deepEqual(
    changed.lines.data.map(({ amount, quantity, description }) => [amount, quantity, description]),
    [
      [900, 1, null],
      [400, 2, 'Frames'],
      [30, 1, null],
    ],
  )
  assert.deepEqual([changed.total, changed.metadata], [1330, { a: '1' }])
  assert.deepEqual(await news(), ['invoice.updated'])
})

behaves(UPDATE, 'refuses as one', async (world) => {
  const { stripe, news } = world
  const draft = await drafted(world, [1000])
  const open = await opened(world, [500])
  const [line] = draft.lines.data
  const form = `lines[0][id]=${line!.id}&lines[0][amount]=5&lines[1][id]=il_none&lines[1][amount]=5`
  await refuses(world, `${PATH}/${draft.id}/update_lines`, form, {
    code: 'resource_missing',
    param: 'lines[1][id]',
    message: "No such line item: 'il_none'",
  })
  await refuses(
    world,
    `${PATH}/${draft.id}/update_lines`,
    `lines[0][id]=${line!.id}&lines[0][amount]=5&lines[0][quantity]=2`,
    {
      code: 'parameters_exclusive',
      param: 'lines[0][amount]',
      message: 'You may only specify one of these parameters: amount, quantity.',
    },
  )
  await refuses(world, `${PATH}/${open.id}/update_lines`, `lines[0][id]=${open.lines.data[0]!.id}`, NOT_EDITABLE)
  assert.equal((await stripe.invoices.retrieve(draft.id)).total, 1000)
  assert.deepEqual(await news(), [])
})
