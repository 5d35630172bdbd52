// Invoice items: what is to be on the next invoice of a customer. (https://docs.stripe.com/api/invoiceitems; "recorded" is
// Stripe's own answer at 2026-08-26.dahlia)
// One file because it is one object.
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { customer, DAY, drafted, opened, refuses, seen } from './invoicing.ts'

const CREATE = 'POST /v1/invoiceitems'
const PATH = '/v1/invoiceitems'

behaves(CREATE, 'waits for an invoice, with a price of its own behind the amount', async (world) => {
  const { stripe, news } = world
  const who = await customer(world)
  const made = await stripe.invoiceItems.create({
    customer: who,
    amount: 1500,
    currency: 'usd',
    description: 'Frames',
    metadata: { order: '7' },
  })
  const { id, date, pricing, ...rest } = await seen(world, `${PATH}/${made.id}`)
  assert.match(id, /^ii_[A-Za-z0-9]{24}$/)
  // Recorded, field by field.
  assert.deepEqual(rest, {
    object: 'invoiceitem',
    amount: 1500,
    currency: 'usd',
    customer: who,
    customer_account: null,
    description: 'Frames',
    discountable: true,
    discounts: [],
    frozen_fields: [],
    invoice: null,
    invoicing_rules: [],
    livemode: false,
    metadata: { order: '7' },
    parent: null,
    period: { end: date, start: date },
    proration: false,
    quantity: 1,
    quantity_decimal: '1',
    tax_rates: [],
    test_clock: null,
  })
  const { price_details: details, ...how } = pricing
  assert.deepEqual(how, { type: 'price_details', unit_amount_decimal: '1500' })
  const price = await stripe.prices.retrieve(details.price)
  assert.deepEqual([price.active, price.type, price.unit_amount, price.currency], [false, 'one_time', 1500, 'usd'])
  assert.equal(price.product, details.product)
  assert.deepEqual(await news(), ['invoiceitem.created'])
})

behaves(CREATE, 'takes a quantity of a price, and its product’s name', async (world) => {
  const { stripe, news } = world
  const who = await customer(world)
  const { id: price, product } = await stripe.prices.create({
    currency: 'usd',
    unit_amount_decimal: '33.5' as never,
    product_data: { name: 'Prints' },
  })
  await news()
  // 3 × 33.5 = 100.5, half up.
  const item = await stripe.invoiceItems.create({ customer: who, pricing: { price }, quantity: 3 })
  assert.deepEqual([item.amount, item.quantity, item.description, item.currency], [101, 3, 'Prints', 'usd'])
  assert.deepEqual((await seen(world, `${PATH}/${item.id}`)).pricing, {
    price_details: { price, product },
    type: 'price_details',
    unit_amount_decimal: '33.5',
  })
  assert.deepEqual(await news(), ['invoiceitem.created'])
})

behaves(CREATE, 'takes a decimal for each, a price for this once, and what is given back', async (world) => {
  const { stripe, news } = world
  const who = await customer(world)
  const { id: product } = await stripe.products.create({ name: 'Prints' })
  await news()
  const common = { customer: who, currency: 'usd' }
  // 7 × 0.5 = 3.5, half up.
  const decimal = await stripe.invoiceItems.create({ ...common, unit_amount_decimal: '0.5' as never, quantity: 7 })
  assert.deepEqual([decimal.amount, decimal.quantity, decimal.description], [4, 7, null])
  const price_data = { currency: 'usd', product, unit_amount: 250 }
  const inline = await stripe.invoiceItems.create({ customer: who, price_data, quantity: 2 })
  assert.deepEqual([inline.amount, inline.quantity, inline.description], [500, 2, 'Prints'])
  const credit = await stripe.invoiceItems.create({ ...common, amount: -300 })
  // https://docs.stripe.com/api/invoiceitems/create#create_invoiceitem-discountable: not for what is given back.
  assert.deepEqual([credit.amount, credit.discountable], [-300, false])
  const { unit_amount_decimal } = (await seen(world, `${PATH}/${credit.id}`)).pricing
  assert.equal(unit_amount_decimal, '-300')
  assert.deepEqual(await news(), ['invoiceitem.created', 'invoiceitem.created', 'invoiceitem.created'])
})

behaves(CREATE, 'says when and what it is for', async (world) => {
  const { stripe, news } = world
  const who = await customer(world)
  const { id: rate } = await stripe.taxRates.create({ display_name: 'VAT', inclusive: false, percentage: 19 })
  await news()
  const period = { start: 1_700_000_000, end: 1_700_086_400 }
  const item = await stripe.invoiceItems.create({
    customer: who,
    amount: 100,
    currency: 'usd',
    period,
    discountable: false,
    tax_rates: [rate],
  })
  assert.deepEqual([item.period, item.discountable], [period, false])
  assert.deepEqual(
    item.tax_rates?.map(({ id, percentage }) => [id, percentage]),
    [[rate, 19]],
  )
  assert.deepEqual(await news(), ['invoiceitem.created'])
})

behaves(CREATE, 'goes onto a draft at once', async (world) => {
  const { stripe, news } = world
  const draft = await drafted(world, [1000])
  const item = await stripe.invoiceItems.create({
    customer: draft.customer as string,
    invoice: draft.id,
    amount: 500,
    currency: 'usd',
    description: 'Frames',
  })
  assert.equal(item.invoice, draft.id)
  const now = await stripe.invoices.retrieve(draft.id)
  // Recorded: the one added last comes first.
  assert.deepEqual(
    now.lines.data.map(({ amount, description }) => [amount, description]),
    [
      [500, 'Frames'],
      [1000, null],
    ],
  )
  assert.deepEqual([now.subtotal, now.total, now.amount_due, now.amount_remaining], [1500, 1500, 1500, 1500])
  assert.deepEqual(await news(), ['invoiceitem.created', 'invoice.updated'])
})

behaves(CREATE, 'refuses what it cannot price', async (world) => {
  const { stripe, news } = world
  const who = await customer(world)
  const { id: monthly, product } = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 100,
    recurring: { interval: 'month' },
    product_data: { name: 'Prints' },
  })
  const { id: once } = await stripe.prices.create({ currency: 'eur', unit_amount: 100, product: product as string })
  const { id: old } = await stripe.prices.create({ currency: 'usd', unit_amount: 100, product: product as string })
  await stripe.prices.update(old, { active: false })
  await news()
  const refuse = (form: string, expected: Parameters<typeof refuses>[3]) =>
    refuses(world, PATH, `customer=${who}&${form}`, expected)
  // Recorded of lines: https://docs.stripe.com/api/invoiceitems/create has the two as alternatives.
  await refuse('amount=1&quantity=2&currency=usd', {
    code: 'parameters_exclusive',
    param: 'amount',
    message: 'You may only specify one of these parameters: amount, quantity.',
  })
  await refuse(`amount=1&currency=usd&pricing[price]=${old}`, {
    code: 'parameters_exclusive',
    param: 'pricing[price]',
    message: 'You may only specify one of these parameters: amount, pricing[price].',
  })
  await refuse('currency=usd', {
    code: 'parameter_missing',
    param: 'amount',
    message: 'Missing required param: amount.',
  })
  await refuse('amount=1', {
    code: 'parameter_missing',
    param: 'currency',
    message: 'Missing required param: currency.',
  })
  await refuse('amount=1&currency=xxx', { param: 'currency', message: /^Invalid currency: xxx/ })
  // Recorded in 2021.
  await refuse(`pricing[price]=${monthly}`, {
    param: 'pricing[price]',
    message: 'The price specified is set to `type=recurring` but this field only accepts prices with `type=one_time`.',
  })
  await refuse(`pricing[price]=${old}`, {
    param: 'pricing[price]',
    message: 'The price specified is inactive. This field only accepts active prices.',
  })
  // Recorded of the items of subscriptions.
  await refuse(`pricing[price]=${once}&currency=usd`, {
    param: 'pricing[price]',
    message: "The price specified only supports `eur`. This doesn't match the expected currency: `usd`.",
  })
  await refuse('pricing[price]=price_none', {
    code: 'resource_missing',
    param: 'pricing[price]',
    message: "No such price: 'price_none'",
  })
  await refuse('unit_amount_decimal=1&quantity=-1&currency=usd', {
    code: 'parameter_invalid_integer',
    param: 'quantity',
    message: 'This value must be greater than or equal to 0.',
  })
  await refuse('amount=1&currency=usd&period[start]=2&period[end]=1', {
    param: 'period[end]',
    message: 'The period end must not be before its start.',
  })
  const rates = [0, 1, 2, 3, 4, 5].map((i) => `tax_rates[${i}]=txr_none`).join('&')
  await refuse(`amount=1&currency=usd&${rates}`, {
    param: 'tax_rates',
    message: 'Array tax_rates exceeded maximum 5 allowed elements.',
  })
  await refuse('amount=1&currency=usd&tax_rates[0]=txr_none', {
    code: 'resource_missing',
    param: 'tax_rates[0]',
    message: "No such tax rate: 'txr_none'",
  })
  await refuse('amount=1&currency=usd&customer_account=acct_1', {
    code: 'not_built',
    param: 'customer_account',
    message: 'Brindle does not take customer_account for an invoice item yet.',
  })
  assert.deepEqual((await stripe.invoiceItems.list({ customer: who })).data, [])
  assert.deepEqual(await news(), [])
})
behaves(CREATE, 'needs a customer, and an invoice of theirs that can be edited', async (world) => {
  const { call, news } = world
  const draft = await drafted(world, [])
  const open = await opened(world, [1000])
  const form = 'amount=1&currency=usd'
  await refuses(world, PATH, form, {
    code: 'parameter_missing',
    param: 'customer',
    message: 'Missing required param: customer.',
  })
  await refuses(world, PATH, `${form}&customer=cus_none`, {
    code: 'resource_missing',
    param: 'customer',
    message: "No such customer: 'cus_none'",
  })
  await refuses(world, PATH, `${form}&customer=${draft.customer}&invoice=in_none`, {
    code: 'resource_missing',
    param: 'invoice',
    message: "No such invoice: 'in_none'",
  })
  await refuses(world, PATH, `${form}&customer=${open.customer}&invoice=${draft.id}`, {
    param: 'invoice',
    message: `The invoice ${draft.id} does not belong to the customer ${open.customer}.`,
  })
  // Recorded of add_lines.
  await refuses(world, PATH, `${form}&customer=${open.customer}&invoice=${open.id}`, {
    code: 'invoice_not_editable',
    message: 'Invalid invoice: This invoice is no longer editable',
  })
  await refuses(world, PATH, `amount=1&currency=eur&customer=${draft.customer}&invoice=${draft.id}`, {
    param: 'currency',
    message: `The currency of the invoice item, \`eur\`, does not match that of the invoice, \`usd\`.`,
  })
  const subscribed = await call('POST', PATH, `${form}&customer=${draft.customer}&subscription=sub_none`)
  refused(subscribed, 400, {
    code: 'resource_missing',
    param: 'subscription',
    message: "No such subscription: 'sub_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves(CREATE, 'has room for 250 on an invoice', async (world) => {
  const { stripe, news } = world
  const draft = await drafted(world, [])
  const lines = Array.from({ length: 250 }, () => ({ amount: 1 }))
  await stripe.invoices.addLines(draft.id, { lines })
  await news()
  const { lines: shown, total } = await stripe.invoices.retrieve(draft.id)
  assert.deepEqual([shown.data.length, shown.has_more, total], [10, true, 250])
  await refuses(world, PATH, `customer=${draft.customer}&invoice=${draft.id}&amount=1&currency=usd`, {
    param: 'invoice',
    message: 'An invoice can have at most 250 invoice items.',
  })
  const one = 'lines[0][amount]=1'
  await refuses(world, `/v1/invoices/${draft.id}/add_lines`, one, {
    param: 'lines',
    message: 'An invoice can have at most 250 invoice items.',
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/invoiceitems/{id}', 'is one that there is', async ({ call, news }) => {
  refused(await call('GET', `${PATH}/ii_none`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such Invoice Item: 'ii_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/invoiceitems', 'has the newest first, by customer, invoice and whether they wait', async (world) => {
  const { stripe, news } = world
  const who = await customer(world)
  const made: string[] = []
  for (const amount of [100, 200, 300])
    made.unshift((await stripe.invoiceItems.create({ customer: who, amount, currency: 'usd' })).id)
  const other = await stripe.invoiceItems.create({ customer: await customer(world), amount: 1, currency: 'usd' })
  const { id: invoice } = await stripe.invoices.create({ customer: who })
  const on = await stripe.invoiceItems.create({ customer: who, amount: 400, currency: 'usd', invoice })
  const ids = async (params: object) => (await stripe.invoiceItems.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [on.id, other.id, ...made])
  assert.deepEqual(await ids({ customer: who }), [on.id, ...made])
  assert.deepEqual(await ids({ customer: who, pending: true }), made)
  assert.deepEqual(await ids({ customer: who, pending: false }), [on.id])
  assert.deepEqual(await ids({ invoice }), [on.id])
  assert.deepEqual(await ids({ customer: who, limit: 2 }), [on.id, made[0]])
  assert.deepEqual(await ids({ customer: who, starting_after: made[0] }), made.slice(1))
  // Its `created` is what it calls its date.
  assert.deepEqual(await ids({ customer: who, created: { gt: on.date + DAY } }), [])
  assert.deepEqual(await ids({ customer: who, created: { lte: on.date } }), [on.id, ...made])
  assert.ok((await news()).includes('invoiceitem.created'))
})

behaves('POST /v1/invoiceitems/{id}', 'changes what waits', async (world) => {
  const { stripe, news } = world
  const who = await customer(world)
  const { id } = await stripe.invoiceItems.create({ customer: who, amount: 100, currency: 'usd', metadata: { a: '1' } })
  const before = (await stripe.invoiceItems.retrieve(id)).pricing?.price_details?.price
  const { id: rate } = await stripe.taxRates.create({ display_name: 'VAT', inclusive: false, percentage: 19 })
  await news()
  const period = { start: 1_700_000_000, end: 1_700_086_400 }
  const changed = await stripe.invoiceItems.update(id, {
    amount: 250,
    description: 'Frames',
    discountable: false,
    metadata: { b: '2' },
    period,
    tax_rates: [rate],
  })
  assert.deepEqual([changed.amount, changed.description, changed.discountable], [250, 'Frames', false])
  assert.deepEqual([changed.metadata, changed.period], [{ a: '1', b: '2' }, period])
  assert.equal(changed.tax_rates?.[0]?.id, rate)
  // Recorded of lines: another amount is another price.
  assert.notEqual(changed.pricing?.price_details?.price, before)
  // https://docs.stripe.com/api/events/types has no `invoiceitem.updated`.
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/invoiceitems/{id}', 'changes the quantity of its price', async (world) => {
  const { stripe, news } = world
  const who = await customer(world)
  const { id: price } = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 300,
    product_data: { name: 'Prints' },
  })
  const { id } = await stripe.invoiceItems.create({ customer: who, pricing: { price } })
  await news()
  const changed = await stripe.invoiceItems.update(id, { quantity: 4 })
  assert.deepEqual([changed.amount, changed.quantity, String(changed.quantity_decimal)], [1200, 4, '4'])
  assert.equal(changed.pricing?.price_details?.price, price)
  // A new price for the same number of them.
  const { id: other } = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 500,
    product_data: { name: 'Frames' },
  })
  await news()
  const repriced = await stripe.invoiceItems.update(id, { pricing: { price: other } })
  assert.deepEqual([repriced.amount, repriced.quantity], [2000, 4])
  // One that was made for the item alone is good for it, and so is one that has been archived since.
  const alone = await stripe.invoiceItems.create({ customer: who, amount: -300, currency: 'usd' })
  assert.deepEqual((await stripe.invoiceItems.update(alone.id, { quantity: 3 })).amount, -900)
  await stripe.prices.update(other, { active: false })
  await news()
  assert.deepEqual((await stripe.invoiceItems.update(id, { quantity: 1 })).amount, 500)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/invoiceitems/{id}', 'changes its line, too', async (world) => {
  const { stripe, news } = world
  const draft = await drafted(world, [1000, 200])
  const [line] = draft.lines.data
  const item = line!.parent!.invoice_item_details!.invoice_item as string
  await stripe.invoiceItems.update(item, { amount: 700, description: 'Frames' })
  const now = await stripe.invoices.retrieve(draft.id)
  assert.deepEqual(
    now.lines.data.map(({ id, amount, subtotal, description }) => [id, amount, subtotal, description]),
    [
      [line!.id, 700, 700, 'Frames'],
      [draft.lines.data[1]!.id, 200, 200, null],
    ],
  )
  assert.deepEqual([now.total, now.amount_due], [900, 900])
  assert.deepEqual(await news(), ['invoice.updated'])
})

behaves('POST /v1/invoiceitems/{id}', 'is refused once its invoice cannot be edited, or is gone', async (world) => {
  const { stripe, news } = world
  const open = await opened(world, [1000])
  const item = open.lines.data[0]!.parent!.invoice_item_details!.invoice_item as string
  await refuses(world, `${PATH}/${item}`, 'amount=5', {
    message: 'This invoice item cannot be changed: its invoice is no longer editable.',
  })
  const draft = await drafted(world, [1000])
  const orphan = draft.lines.data[0]!.parent!.invoice_item_details!.invoice_item as string
  await stripe.invoices.del(draft.id)
  await news()
  // Recorded.
  await refuses(world, `${PATH}/${orphan}`, 'amount=5', { message: 'This invoice item has been deleted.' })
  assert.deepEqual(await news(), [])
})

behaves('DELETE /v1/invoiceitems/{id}', 'takes away what waits', async (world) => {
  const { stripe, call, news } = world
  const { id } = await stripe.invoiceItems.create({ customer: await customer(world), amount: 100, currency: 'usd' })
  await news()
  const { body } = await call('DELETE', `${PATH}/${id}`)
  assert.deepEqual(body, { id, object: 'invoiceitem', deleted: true })
  refused(await call('GET', `${PATH}/${id}`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: `No such Invoice Item: '${id}'`,
  })
  assert.deepEqual(await news(), ['invoiceitem.deleted'])
})

behaves('DELETE /v1/invoiceitems/{id}', 'takes it off its draft, and off no other invoice', async (world) => {
  const { stripe, call, news } = world
  const draft = await drafted(world, [1000, 200])
  const item = draft.lines.data[0]!.parent!.invoice_item_details!.invoice_item as string
  await stripe.invoiceItems.del(item)
  const now = await stripe.invoices.retrieve(draft.id)
  assert.deepEqual(
    now.lines.data.map(({ id }) => id),
    [draft.lines.data[1]!.id],
  )
  assert.deepEqual([now.subtotal, now.total, now.amount_due], [200, 200, 200])
  assert.deepEqual(await news(), ['invoiceitem.deleted', 'invoice.updated'])
  await stripe.invoices.finalizeInvoice(draft.id)
  await news()
  const left = now.lines.data[0]!.parent!.invoice_item_details!.invoice_item as string
  // Recorded.
  refused(await call('DELETE', `${PATH}/${left}`), 400, {
    message: "Can't delete an invoice item that is attached to an invoice that is no longer editable",
  })
  assert.deepEqual(await news(), [])
})
