// Credit notes: what they take off an invoice that is open. How they give back what was paid, and what is refused, is in the
// files beside this one. (https://docs.stripe.com/api/credit_notes;
// https://docs.stripe.com/invoicing/integration/programmatic-credit-notes: "docs")
// One file because each note is read beside the invoice that it changes.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { advanceClock } from '../../clock.ts'
import { invoiced, owed } from './crediting.ts'
import { SETTLED } from './invoicing.ts'

/** Recorded: what a note on an open invoice is news of. */
const CREDITED = ['invoice.updated', 'credit_note.created']

behaves('POST /v1/credit_notes', 'takes a part of a line off what is left to pay', async (world) => {
  // 3 × $10.00 and $5.00: 10 % off are $31.50, and 20 % VAT of it are $6.30: $37.80.
  const { stripe, news } = world
  const made = await invoiced(world, {
    lines: [
      [1000, 3],
      [500, 1],
    ],
    tax: 20,
    percent_off: 10,
  })
  const { invoice, customer, rate } = made
  const [line] = made.lines
  const discount = (line!.discount_amounts![0] as { discount: string }).discount
  assert.equal(invoice.total, 3780)
  const note = await stripe.creditNotes.create({
    invoice: invoice.id,
    lines: [{ type: 'invoice_line_item', invoice_line_item: line!.id, quantity: 1, metadata: { b: '2' } }],
    memo: 'One came back',
    reason: 'order_change',
    metadata: { a: '1' },
    email_type: 'none',
  })
  const { id, created, lines, pdf, ...rest } = note
  assert.match(pdf, new RegExp(`/credit_note/[^/]+/test_${id}\\.[A-Za-z0-9]{24}/pdf$`))
  assert.match(id, /^cn_[A-Za-z0-9]{24}$/)
  // $10.00: $1.00 of the discount, and $1.80 of the tax on the other $9.00.
  const off = [{ amount: 100, discount }]
  const taxes = [
    {
      amount: 180,
      tax_behavior: 'exclusive',
      tax_rate_details: { tax_rate: rate!.id },
      taxability_reason: 'not_available',
      taxable_amount: 900,
      type: 'tax_rate_details',
    },
  ]
  assert.deepEqual(rest, {
    object: 'credit_note',
    amount: 1080,
    amount_shipping: 0,
    currency: 'usd',
    customer,
    customer_account: null,
    customer_balance_transaction: null,
    discount_amount: 100,
    discount_amounts: off,
    effective_at: created,
    invoice: invoice.id,
    livemode: false,
    memo: 'One came back',
    metadata: { a: '1' },
    number: 'JENNY-0001-CN-01',
    out_of_band_amount: null,
    post_payment_amount: 0,
    pre_payment_amount: 1080,
    pretax_credit_amounts: [{ ...off[0]!, type: 'discount' }],
    reason: 'order_change',
    refunds: [],
    shipping_cost: null,
    status: 'issued',
    subtotal: 1000,
    subtotal_excluding_tax: 1000,
    total: 1080,
    total_excluding_tax: 900,
    total_taxes: taxes,
    type: 'pre_payment',
    voided_at: null,
  })
  assert.deepEqual([lines.object, lines.has_more, lines.url], ['list', false, `/v1/credit_notes/${id}/lines`])
  const [{ id: lineId, tax_rates, ...credited }] = lines.data as [Stripe.CreditNoteLineItem]
  assert.match(lineId, /^cnli_[A-Za-z0-9]{24}$/)
  assert.deepEqual(
    tax_rates.map((one) => [one.id, one.percentage]),
    [[rate!.id, 20]],
  )
  assert.deepEqual(
    { ...credited, unit_amount_decimal: String(credited.unit_amount_decimal) },
    {
      object: 'credit_note_line_item',
      amount: 1000,
      description: 'Thing of 1000',
      discount_amount: 100,
      discount_amounts: off,
      invoice_line_item: line!.id,
      livemode: false,
      metadata: { b: '2' },
      pretax_credit_amounts: [{ ...off[0]!, type: 'discount' }],
      quantity: 1,
      taxes,
      type: 'invoice_line_item',
      unit_amount: 1000,
      unit_amount_decimal: '1000',
    },
  )
  assert.deepEqual(await owed(world, invoice.id), {
    status: 'open',
    due: 2700,
    paid: 0,
    remaining: 2700,
    pre: 1080,
    post: 0,
    total: 3780,
    requested: 2700,
    intent: [2700, 'requires_payment_method'],
  })
  assert.deepEqual(await news(), CREDITED)
  // The rest is what is charged.
  const paid = await stripe.invoices.pay(invoice.id)
  assert.deepEqual([paid.status, paid.amount_due, paid.amount_paid, paid.amount_remaining], ['paid', 2700, 2700, 0])
  assert.deepEqual(await news(), [...SETTLED])
})

behaves('POST /v1/credit_notes', 'never gives back more taxes than there were', async (world) => {
  // $1.00 and 20 % in three: 6.6, then 6.4 of what is left, then the other 7. (getlago/lago-api#2643 gave back 21)
  const { stripe, news } = world
  const { invoice, lines } = await invoiced(world, { lines: [[100, 1]], tax: 20 })
  const notes: Stripe.CreditNote[] = []
  for (const amount of [33, 33, 34])
    notes.push(
      await stripe.creditNotes.create({
        invoice: invoice.id,
        lines: [{ type: 'invoice_line_item', invoice_line_item: lines[0]!.id, amount }],
      }),
    )
  assert.deepEqual(
    notes.map(({ total_taxes, total, number }) => [total_taxes![0]!.amount, total, number]),
    [
      [7, 40, 'JENNY-0001-CN-01'],
      [6, 39, 'JENNY-0001-CN-02'],
      [7, 41, 'JENNY-0001-CN-03'],
    ],
  )
  assert.deepEqual(
    notes.map(({ lines }) => [lines.data[0]!.quantity, lines.data[0]!.unit_amount]),
    [
      [null, null],
      [null, null],
      [null, null],
    ],
  )
  const { status, due, remaining, pre } = await owed(world, invoice.id)
  assert.deepEqual([status, due, remaining, pre], ['paid', 0, 0, 120])
  assert.deepEqual(await news(), [
    ...CREDITED,
    ...CREDITED,
    'invoice.updated',
    'invoice.paid',
    'payment_intent.canceled',
    'credit_note.created',
  ])
})

behaves('POST /v1/credit_notes', 'pays an invoice that has nothing left to pay', async (world) => {
  // docs: "the invoice automatically transitions into the paid state".
  const { stripe, news } = world
  const { invoice } = await invoiced(world, {
    lines: [
      [1000, 1],
      [500, 1],
    ],
    tax: 20,
  })
  const note = await stripe.creditNotes.create({ invoice: invoice.id, amount: 1800, effective_at: 1_700_000_000 })
  assert.deepEqual([note.amount, note.pre_payment_amount, note.type], [1800, 1800, 'pre_payment'])
  assert.equal(note.effective_at, 1_700_000_000)
  assert.deepEqual(
    note.lines.data.map(({ amount, taxes }) => [amount, taxes![0]!.amount]),
    [
      [1000, 200],
      [500, 100],
    ],
  )
  assert.deepEqual(await owed(world, invoice.id), {
    status: 'paid',
    due: 0,
    paid: 0,
    remaining: 0,
    pre: 1800,
    post: 0,
    total: 1800,
    requested: 1800,
    intent: [1800, 'canceled'],
  })
  const { status_transitions, auto_advance } = await stripe.invoices.retrieve(invoice.id)
  assert.deepEqual([status_transitions.paid_at, auto_advance], [note.created, false])
  assert.deepEqual(await news(), ['invoice.updated', 'invoice.paid', 'payment_intent.canceled', 'credit_note.created'])
})

behaves('POST /v1/credit_notes', 'credits a line below zero with the one above it', async (world) => {
  // The case of docs: 100.00 and -50.00, each whole.
  const { stripe, news } = world
  const { id: customer } = await stripe.customers.create({ email: 'anna@example.com' })
  const { id } = await stripe.invoices.create({
    customer,
    currency: 'usd',
    collection_method: 'send_invoice',
    days_until_due: 7,
  })
  await stripe.invoices.addLines(id, { lines: [{ amount: 10_000 }, { amount: -5000 }] })
  const { lines } = await stripe.invoices.finalizeInvoice(id)
  await news()
  const [above, below] = lines.data
  const note = await stripe.creditNotes.create({
    invoice: id,
    lines: [
      { type: 'invoice_line_item', invoice_line_item: above!.id, amount: 10_000 },
      { type: 'invoice_line_item', invoice_line_item: below!.id, amount: -5000 },
    ],
  })
  assert.deepEqual([note.total, note.subtotal], [5000, 5000])
  assert.deepEqual(
    note.lines.data.map(({ amount }) => amount),
    [10_000, -5000],
  )
  assert.equal((await owed(world, id)).status, 'paid')
  assert.ok((await news()).includes('invoice.paid'))
})

behaves('POST /v1/credit_notes', 'has the taxes within an amount, or those of its own lines', async (world) => {
  const { stripe, news } = world
  // $12.00 with 20 % in it: $2.00.
  const { invoice, rate } = await invoiced(world, { lines: [[1200, 1]], tax: 20, inclusive: true })
  const note = await stripe.creditNotes.create({ invoice: invoice.id, amount: 300 })
  assert.deepEqual(
    [note.subtotal, note.subtotal_excluding_tax, note.total, note.total_excluding_tax],
    [300, 250, 300, 250],
  )
  assert.deepEqual(
    note.total_taxes!.map(({ amount, tax_behavior, taxable_amount }) => [amount, tax_behavior, taxable_amount]),
    [[50, 'inclusive', 250]],
  )
  const { id: other } = await stripe.taxRates.create({ display_name: 'GST', percentage: 10, inclusive: false })
  const own = await stripe.creditNotes.create({
    invoice: invoice.id,
    lines: [
      { type: 'custom_line_item', unit_amount_decimal: '33.5' as never, quantity: 3, tax_rates: [other] },
      {
        type: 'custom_line_item',
        unit_amount: 120,
        tax_amounts: [{ amount: 20, tax_rate: rate!.id, taxable_amount: 100 }],
      },
    ],
  })
  // 3 × 33.5 = 100.5, rounded once, and 10.1 on top; 120 with 20 in it.
  assert.deepEqual(
    own.lines.data.map(({ amount, taxes, unit_amount }) => [amount, taxes![0]!.amount, unit_amount]),
    [
      [101, 10, null],
      [120, 20, 120],
    ],
  )
  assert.deepEqual([own.subtotal, own.subtotal_excluding_tax, own.total, own.total_excluding_tax], [221, 201, 231, 201])
  assert.deepEqual(await news(), [...CREDITED, 'tax_rate.created', ...CREDITED])
})

behaves('POST /v1/credit_notes', 'takes the taxes that the caller says', async (world) => {
  const { stripe, news } = world
  const { invoice, lines, rate } = await invoiced(world, { lines: [[1000, 1]], tax: 20 })
  const line = { type: 'invoice_line_item' as const, invoice_line_item: lines[0]!.id, amount: 500 }
  const said = [{ amount: 90, tax_rate: rate!.id, taxable_amount: 450 }]
  const note = await stripe.creditNotes.create({ invoice: invoice.id, lines: [{ ...line, tax_amounts: said }] })
  assert.deepEqual([note.total, note.total_taxes![0]!.amount, note.total_taxes![0]!.taxable_amount], [590, 90, 450])
  // The other half has all that is left of it.
  const rest = await stripe.creditNotes.create({ invoice: invoice.id, lines: [line] })
  assert.deepEqual([rest.total, rest.total_taxes![0]!.amount], [610, 110])
  assert.deepEqual((await owed(world, invoice.id)).status, 'paid')
  assert.ok((await news()).includes('invoice.paid'))
})

behaves('POST /v1/credit_notes', 'is of the time of the invoice’s own clock', async (world) => {
  const { stripe, news } = world
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: 1_700_000_000 })
  const { invoice } = await invoiced(world, { lines: [[1000, 1]], customer: { test_clock: clock.id } })
  await advanceClock(stripe, clock.id, 1_700_086_400)
  await news()
  const note = await stripe.creditNotes.create({ invoice: invoice.id, amount: 100 })
  assert.deepEqual([note.created, note.effective_at], [1_700_086_400, 1_700_086_400])
  const { voided_at } = await stripe.creditNotes.voidCreditNote(note.id)
  assert.equal(voided_at, 1_700_086_400)
  assert.deepEqual(await news(), [...CREDITED, 'invoice.updated', 'credit_note.voided'])
})

behaves('GET /v1/credit_notes/{id}', 'is as it was issued', async (world) => {
  const { invoice } = await invoiced(world, { lines: [[1000, 1]] })
  const note = await world.stripe.creditNotes.create({ invoice: invoice.id, amount: 100 })
  assert.deepEqual({ ...(await world.stripe.creditNotes.retrieve(note.id)) }, { ...note })
  const { body, status } = await world.call('GET', '/v1/credit_notes/cn_none')
  assert.deepEqual(
    [status, body.error.code, body.error.message],
    [404, 'resource_missing', "No such credit note: 'cn_none'"],
  )
  assert.deepEqual(await world.news(), CREDITED)
})

behaves('GET /v1/credit_notes', 'has the newest first, by customer, invoice and time', async (world) => {
  const { stripe, news } = world
  const one = await invoiced(world, { lines: [[1000, 1]] })
  const other = await invoiced(world, { lines: [[1000, 1]], customer: { invoice_prefix: 'OTHER' } })
  const ids: string[] = []
  for (const { invoice } of [one, one, other])
    ids.unshift((await stripe.creditNotes.create({ invoice: invoice.id, amount: 100 })).id)
  const listed = async (params: Stripe.CreditNoteListParams) =>
    (await stripe.creditNotes.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await listed({}), ids)
  assert.deepEqual(await listed({ invoice: one.invoice.id }), ids.slice(1))
  assert.deepEqual(await listed({ customer: other.customer }), ids.slice(0, 1))
  assert.deepEqual(await listed({ created: { gt: 4_000_000_000 } }), [])
  assert.deepEqual(await listed({ invoice: one.invoice.id, limit: 1, starting_after: ids[1]! }), ids.slice(2))
  assert.deepEqual(await news(), [...CREDITED, ...CREDITED, ...CREDITED])
})

behaves('POST /v1/credit_notes/{id}', 'changes what is written on it, and nothing else', async (world) => {
  const { stripe, news } = world
  const { invoice } = await invoiced(world, { lines: [[1000, 1]] })
  const note = await stripe.creditNotes.create({
    invoice: invoice.id,
    amount: 100,
    memo: 'Sorry',
    metadata: { a: '1' },
  })
  await news()
  const changed = await stripe.creditNotes.update(note.id, { memo: 'So sorry', metadata: { a: '', b: '2' } })
  assert.deepEqual({ ...changed }, { ...note, memo: 'So sorry', metadata: { b: '2' } })
  assert.deepEqual(await news(), ['credit_note.updated'])
})

behaves('POST /v1/credit_notes/{id}/void', 'has what it took off owed again', async (world) => {
  const { stripe, news } = world
  const { invoice, lines } = await invoiced(world, { lines: [[1000, 3]], tax: 20 })
  const line = { type: 'invoice_line_item' as const, invoice_line_item: lines[0]!.id, quantity: 2 }
  const note = await stripe.creditNotes.create({ invoice: invoice.id, lines: [line] })
  assert.deepEqual((await owed(world, invoice.id)).intent, [1200, 'requires_payment_method'])
  await news()
  const { voided_at, ...rest } = await stripe.creditNotes.voidCreditNote(note.id)
  assert.ok(voided_at! >= note.created)
  assert.deepEqual(
    { ...rest },
    { ...Object.fromEntries(Object.entries(note).filter(([k]) => k !== 'voided_at')), status: 'void' },
  )
  assert.deepEqual(await owed(world, invoice.id), {
    status: 'open',
    due: 3600,
    paid: 0,
    remaining: 3600,
    pre: 0,
    post: 0,
    total: 3600,
    requested: 3600,
    intent: [3600, 'requires_payment_method'],
  })
  assert.deepEqual(await news(), ['invoice.updated', 'credit_note.voided'])
  // All of the line can be credited once more, the taxes with it, and the number is not given again.
  const again = await stripe.creditNotes.create({ invoice: invoice.id, lines: [{ ...line, quantity: 3 }] })
  assert.deepEqual([again.total, again.number], [3600, 'JENNY-0001-CN-02'])
})

behaves('GET /v1/credit_notes/preview', 'tells what a note would be, and makes none', async (world) => {
  const { stripe, news } = world
  const { invoice, lines } = await invoiced(world, { lines: [[1000, 3]], tax: 20, isPaid: true })
  const params = {
    invoice: invoice.id,
    lines: [{ type: 'invoice_line_item' as const, invoice_line_item: lines[0]!.id, quantity: 1 }],
  }
  const told = await stripe.creditNotes.preview(params)
  assert.deepEqual([told.total, told.post_payment_amount, told.number], [1200, 1200, 'JENNY-0001-CN-01'])
  assert.deepEqual((await stripe.creditNotes.list()).data, [])
  assert.equal((await owed(world, invoice.id)).post, 0)
  assert.deepEqual(await news(), [])
  const made = await stripe.creditNotes.create({ ...params, out_of_band_amount: 1200 })
  const same = ({
    id: _,
    pdf: _____,
    created: __,
    effective_at: ___,
    lines: { data, has_more },
    out_of_band_amount: ____,
    ...rest
  }: Stripe.CreditNote) => ({
    ...rest,
    has_more,
    lines: data.map(({ id: _, ...line }) => line),
  })
  assert.deepEqual(same(told), same(made))
  assert.deepEqual(await news(), CREDITED)
})
