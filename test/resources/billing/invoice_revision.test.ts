// Revisions of invoices: drafts that take the place of what was finalised. (https://docs.stripe.com/invoicing/invoice-edits)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { customer, DAY, opened, refuses, SETTLED, type World } from './invoicing.ts'

const CREATE = 'POST /v1/invoices'
const FINALIZE = 'POST /v1/invoices/{id}/finalize'
const PATH = '/v1/invoices'

const revise = ({ stripe }: World, invoice: string, more: Stripe.InvoiceCreateParams = {}) =>
  stripe.invoices.create({ from_invoice: { action: 'revision', invoice }, ...more })
const said = ({ lines }: Stripe.Invoice) =>
  lines.data.map(({ description, amount, quantity }) => [description, amount, quantity])
/** What becomes of an invoice that is revised, and of its payment. */
const VOIDED = ['invoice.updated', 'invoice.voided', 'payment_intent.canceled']

/** What was taken of the balance is given back, and taken again. */
const BALANCED = ['customer.updated', 'customer.updated']

behaves(CREATE, 'makes the draft of a revision with all that the invoice has', async (world) => {
  const { stripe, news } = world
  const who = await customer(world, { invoice_prefix: 'JENNY', address: { country: 'DE', city: 'Berlin' } })
  const rate = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false })
  const { id: coupon } = await stripe.coupons.create({ percent_off: 10, duration: 'once', max_redemptions: 1 })
  const { id: own } = await stripe.coupons.create({ amount_off: 100, currency: 'usd', duration: 'once' })
  const { id: draft } = await stripe.invoices.create({
    customer: who,
    collection_method: 'send_invoice',
    days_until_due: 30,
    description: 'Work',
    footer: 'Thanks',
    custom_fields: [{ name: 'PO', value: '7' }],
    metadata: { order: '7' },
    discounts: [{ coupon }],
  })
  await stripe.invoices.addLines(draft, {
    lines: [
      { amount: 1000, description: 'Frames', tax_rates: [rate.id], metadata: { a: 'b' } },
      {
        description: 'Hours',
        quantity_decimal: '1.5' as never,
        price_data: await hour(world),
        discounts: [{ coupon: own }],
      },
    ],
  })
  const original = await stripe.invoices.finalizeInvoice(draft)
  await stripe.customers.update(who, { name: 'Jenny Rosen', address: { city: 'Hamburg' } })
  await stripe.invoiceItems.create({ customer: who, amount: 900, currency: 'usd' })
  await news()
  const made = await revise(world, draft)
  assert.deepEqual(made.from_invoice, { action: 'revision', invoice: draft })
  assert.deepEqual([made.status, made.number, made.latest_revision, made.effective_at], ['draft', null, null, null])
  assert.deepEqual(said(made), said(original))
  assert.deepEqual(made.lines.data[0]!.metadata, { a: 'b' })
  // 10.00, and 1.5 × 20.00 less 1.00; 10% off each; a fifth of 9.00.
  assert.deepEqual([original.subtotal, original.total], [3900, 900 + 2610 + 180])
  const same = (of: Stripe.Invoice) => FIELDS.map((name) => of[name])
  assert.deepEqual([same(made), made.auto_advance], [same(original), false])
  assert.deepEqual([made.customer_name, made.customer_address?.city], ['Jenny Rosen', 'Hamburg'])
  assert.deepEqual(await news(), ['invoiceitem.created', 'invoiceitem.created', 'invoice.created'])
  // The draft is edited like any other; what it revises is as it was.
  const line = made.lines.data.find(({ amount }) => amount === 1000)!
  await stripe.invoices.updateLineItem(made.id, line.id, { amount: 2000 })
  assert.deepEqual((await stripe.invoices.retrieve(draft)).total, original.total)
  await stripe.invoices.del(made.id)
  assert.equal((await stripe.invoices.retrieve(draft)).status, 'open')
  await news()
  const other = await revise(world, draft, { description: 'Other work', days_until_due: 10, metadata: { order: '8' } })
  assert.deepEqual(
    [other.description, other.due_date, other.metadata, other.footer],
    ['Other work', other.created + 10 * DAY, { order: '8' }, 'Thanks'],
  )
  assert.deepEqual(await news(), ['invoiceitem.created', 'invoiceitem.created', 'invoice.created'])
})

const FIELDS = [
  'subtotal',
  'total',
  'due_date',
  'description',
  'footer',
  'custom_fields',
  'metadata',
  'collection_method',
] as const

const hour = async ({ stripe }: World) => {
  const { id: product } = await stripe.products.create({ name: 'Hours' })
  return { currency: 'usd', product, unit_amount: 2000 }
}

behaves(FINALIZE, 'of a revision voids what it revises, which names it', async (world) => {
  const { stripe, news } = world
  const who = await customer(world, { invoice_prefix: 'JENNY', balance: -300 })
  const { id: original } = await opened(world, [1000], { customer: who })
  assert.equal(((await stripe.customers.retrieve(who)) as Stripe.Customer).balance, 0)
  const first = await revise(world, original)
  await stripe.invoices.addLines(first.id, { lines: [{ amount: 500 }] })
  await news()
  const one = await stripe.invoices.finalizeInvoice(first.id, { auto_advance: false })
  // The 3.00 of the balance are given back, and taken again: 15.00 less 3.00.
  assert.deepEqual([one.number, one.status, one.total, one.amount_due], ['JENNY-0001-R1', 'open', 1500, 1200])
  assert.deepEqual(one.from_invoice, { action: 'revision', invoice: original })
  assert.deepEqual(await news(), [
    ...VOIDED,
    ...BALANCED,
    'invoice.updated',
    'invoice.finalized',
    'payment_intent.created',
  ])
  const states = async (...ids: string[]) =>
    Promise.all(
      ids.map(async (id) => {
        const { status, latest_revision } = await stripe.invoices.retrieve(id)
        return [status, latest_revision]
      }),
    )
  assert.deepEqual(await states(original, one.id), [
    ['void', one.id],
    ['open', null],
  ])
  const { data } = await stripe.customers.listBalanceTransactions(who)
  assert.deepEqual(
    data.map(({ type, amount, invoice }) => [type, amount, invoice]),
    [
      ['applied_to_invoice', 300, one.id],
      ['unapplied_from_invoice', -300, original],
      ['applied_to_invoice', 300, original],
      ['initial', -300, null],
    ],
  )
  // A revision of the revision, of one that was given up: the first one tells of it too.
  await stripe.invoices.markUncollectible(one.id)
  const second = await revise(world, one.id)
  await news()
  const two = await stripe.invoices.pay(second.id)
  assert.deepEqual([two.number, two.status, two.amount_paid], ['JENNY-0001-R2', 'paid', 1200])
  assert.deepEqual(await news(), [
    'invoice.updated',
    ...VOIDED,
    ...BALANCED,
    'invoice.updated',
    'invoice.finalized',
    'payment_intent.created',
    ...SETTLED,
  ])
  assert.deepEqual(await states(original, one.id, two.id), [
    ['void', two.id],
    ['void', two.id],
    ['paid', null],
  ])
  // The customer's own count goes on, and what is asked for is taken.
  assert.equal((await opened(world, [100], { customer: who })).number, 'JENNY-0002')
  const { id: last } = await opened(world, [700], { customer: who })
  const named = await revise(world, last, { number: 'MINE-1' })
  assert.equal((await stripe.invoices.finalizeInvoice(named.id)).number, 'MINE-1')
  await news()
})

behaves(CREATE, 'refuses to revise what cannot be', async (world) => {
  const { stripe, news, call } = world
  const who = await customer(world)
  const { id: draft } = await stripe.invoices.create({ customer: who })
  const open = await opened(world, [1000], { customer: who })
  const paid = await opened(world, [1000], { customer: who })
  await stripe.invoices.pay(paid.id)
  const gone = await opened(world, [1000], { customer: who })
  await stripe.invoices.voidInvoice(gone.id)
  const price = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 500,
    recurring: { interval: 'month' },
    product_data: { name: 'Photos' },
  })
  const of = await stripe.subscriptions.create({ customer: who, items: [{ price: price.id }] })
  const drafted = await revise(world, open.id)
  await news()
  const from = (id: string) => `from_invoice[action]=revision&from_invoice[invoice]=${id}`
  const param = 'from_invoice[invoice]'
  const state = (status: string) => ({
    param,
    message: `You can only revise invoices that are \`open\` or \`uncollectible\`. This one is \`${status}\`.`,
  })
  // biome-ignore format: a table
  for (const [form, expected] of [
    [from('in_none'), { code: 'resource_missing', param, message: "No such invoice: 'in_none'" }],
    [from(draft), state('draft')],
    [from(paid.id), state('paid')],
    [from(gone.id), state('void')],
    [from(of.latest_invoice as string), { param, message: 'You cannot revise an invoice of a subscription.' }],
    [from(open.id), { param, message: `The invoice ${open.id} has a draft of a revision already: ${drafted.id}.` }],
    [`${from(gone.id)}&currency=usd`, { param: 'currency', message: 'You cannot set `currency` when revising an invoice.' }],
    [`${from(open.id)}&customer=cus_other`, { param: 'customer', message: `The invoice ${open.id} does not belong to the customer cus_other.` }],
    ['from_invoice[action]=copy&from_invoice[invoice]=in_1', { param: 'from_invoice[action]', message: 'Invalid from_invoice[action]: must be revision' }],
    ['from_invoice[action]=revision', { code: 'parameter_missing', param, message: 'Missing required param: from_invoice[invoice].' }],
  ] as const)
    await refuses(world, PATH, form, expected)
  assert.deepEqual(await news(), [])
  // What it revises is paid before it is finalised: it stays a draft, and says why.
  await stripe.invoices.pay(open.id)
  await news()
  await refuses(world, `${PATH}/${drafted.id}/finalize`, '', { message: state('paid').message })
  assert.deepEqual(await news(), ['invoice.updated', 'invoice.finalization_failed'])
  const { status, last_finalization_error: why } = await stripe.invoices.retrieve(drafted.id)
  assert.deepEqual([status, why?.message], ['draft', state('paid').message])
  // So it is by the clock.
  const again = await opened(world, [1000], { customer: who })
  const waits = await revise(world, again.id, { auto_advance: true })
  await stripe.invoices.voidInvoice(again.id)
  await news()
  await world.advance(3700)
  assert.deepEqual(await news(), ['invoice.updated', 'invoice.finalization_failed'])
  assert.equal((await stripe.invoices.retrieve(waits.id)).status, 'draft')
  assert.equal((await call('DELETE', `${PATH}/${waits.id}`)).body.deleted, true)
  await news()
})

behaves(FINALIZE, 'of a revision by the clock, with a payment that binds the original', async (world) => {
  const { stripe, news } = world
  const who = await customer(world)
  const { id: original } = await opened(world, [1000], { customer: who })
  const part = await stripe.paymentIntents.create({ amount: 400, currency: 'usd', customer: who })
  await stripe.invoices.attachPayment(original, { payment_intent: part.id })
  const made = await revise(world, original)
  await news()
  await refuses(world, `${PATH}/${made.id}/finalize`, '', {
    message: 'Invoices with `open` payments cannot be voided.',
  })
  await stripe.paymentIntents.cancel(part.id)
  await news()
  await stripe.invoices.update(made.id, { auto_advance: true })
  await news()
  await world.advance(3700)
  assert.deepEqual(await news(), [
    ...VOIDED,
    'invoice.updated',
    'invoice.finalized',
    'payment_intent.created',
    ...SETTLED,
  ])
  const { status, amount_paid } = await stripe.invoices.retrieve(made.id)
  assert.deepEqual([status, amount_paid], ['paid', 1000])
})
