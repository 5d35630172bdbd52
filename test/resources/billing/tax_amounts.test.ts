// Tax amounts of lines that somebody else has reckoned.
// (https://docs.stripe.com/invoicing/taxes/manual-tax-amounts: "docs"; docs.stripe.com/api/invoice-line-item/update)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { customer, drafted, refuses, seen } from './invoicing.ts'
import { ACACIA, inVersion } from './older.ts'
import { FEB, latest, running } from './subscribing.ts'

const ADD = 'POST /v1/invoices/{id}/add_lines'
const UPDATE = 'POST /v1/invoices/{id}/update_lines'
const LINE = 'POST /v1/invoices/{invoice}/lines/{id}'
const PATH = '/v1/invoices'

type Amount = NonNullable<Exclude<Stripe.InvoiceUpdateLineItemParams['tax_amounts'], ''>>[number]

/** The example of the docs. */
const TEXAS = {
  percentage: 10,
  inclusive: false,
  tax_type: 'sales_tax',
  display_name: 'Sales Tax',
  description: 'Texas Sales Tax',
  jurisdiction: 'Texas',
  country: 'US',
  state: 'TX',
} as const
const tax = (amount: number, taxable_amount: number, more: Partial<Amount['tax_rate_data']> = {}): Amount => ({
  amount,
  taxable_amount,
  tax_rate_data: { ...TEXAS, ...more },
})

/** What taxes of a line or an invoice say, but for their rate. */
const said = (taxes: Stripe.InvoiceLineItem['taxes'] | Stripe.Invoice['total_taxes']) =>
  (taxes ?? []).map(({ amount, tax_behavior, taxable_amount, taxability_reason }) => [
    amount,
    tax_behavior,
    taxable_amount,
    taxability_reason,
  ])

const rateOf = ({ taxes }: Stripe.InvoiceLineItem, i = 0) => taxes![i]!.tax_rate_details!.tax_rate as string

behaves(LINE, 'takes taxes as they are said', async (world) => {
  const { stripe, call, news } = world
  const { id, lines } = await drafted(world, [100, 100])
  const [first, second] = lines.data.map((line) => line.id)
  const line = await stripe.invoices.updateLineItem(id, first!, { tax_amounts: [tax(10, 100)] })
  assert.deepEqual(said(line.taxes), [[10, 'exclusive', 100, 'not_available']])
  assert.deepEqual(await news(), ['invoice.updated'])
  // Docs: the same rate for the same data, whatever its description. What the percentage says does not matter.
  const other = await stripe.invoices.updateLineItem(id, second!, {
    tax_amounts: [
      { ...tax(50, 500, { description: 'Austin' }), taxability_reason: 'portion_standard_rated' },
      tax(3, 100, { percentage: 7.25, display_name: 'City' }),
    ],
  })
  assert.deepEqual(said(other.taxes), [
    [50, 'exclusive', 500, 'portion_standard_rated'],
    [3, 'exclusive', 100, 'not_available'],
  ])
  assert.equal(rateOf(other), rateOf(line))
  assert.notEqual(rateOf(other, 1), rateOf(line))
  const draft = await stripe.invoices.retrieve(id)
  assert.deepEqual([draft.subtotal, draft.total_excluding_tax, draft.total], [200, 200, 263])
  assert.deepEqual(said(draft.total_taxes), [
    [10, 'exclusive', 100, 'not_available'],
    [50, 'exclusive', 500, 'portion_standard_rated'],
    [3, 'exclusive', 100, 'not_available'],
  ])
  const old = await call('GET', `${PATH}/${id}`, undefined, inVersion(ACACIA))
  const { tax_amounts, tax_rates } = old.body.lines.data[0]
  assert.deepEqual(
    [tax_amounts, tax_rates],
    [
      [
        {
          amount: 10,
          inclusive: false,
          tax_rate: rateOf(line),
          taxability_reason: null,
          taxable_amount: 100,
        },
      ],
      [],
    ],
  )
  // Docs: they grow stale, and persist unless they are changed themselves.
  const dearer = await stripe.invoices.updateLineItem(id, first!, { amount: 1000 })
  assert.deepEqual(said(dearer.taxes), [[10, 'exclusive', 100, 'not_available']])
  const bare = await stripe.invoices.updateLineItem(id, first!, { tax_amounts: '' })
  assert.deepEqual([bare.amount, bare.taxes], [1000, []])
  assert.equal((await stripe.invoices.retrieve(id)).total, 1153)
  const paid = await stripe.invoices.pay(id)
  assert.deepEqual([paid.status, paid.amount_paid], ['paid', 1153])
})

behaves('GET /v1/tax_rates/{id}', 'shows the rate behind a tax amount, which is for nothing else', async (world) => {
  const { stripe, call, news } = world
  const { id, lines } = await drafted(world, [100])
  const line = await stripe.invoices.updateLineItem(id, lines.data[0]!.id, { tax_amounts: [tax(10, 100)] })
  const rate = rateOf(line)
  const { metadata: _, created: __, ...shown } = await seen(world, `/v1/tax_rates/${rate}`)
  assert.deepEqual(shown, {
    id: rate,
    object: 'tax_rate',
    active: false,
    ...TEXAS,
    effective_percentage: 10,
    flat_amount: null,
    jurisdiction_level: null,
    livemode: false,
    rate_type: 'percentage',
  })
  const { id: own } = await stripe.taxRates.create({ display_name: 'VAT', inclusive: false, percentage: 10 })
  assert.deepEqual(
    (await stripe.taxRates.list()).data.map((one) => one.id),
    [own],
  )
  assert.deepEqual(await news(), ['invoice.updated', 'tax_rate.created'])
  refused(await call('POST', `/v1/tax_rates/${rate}`, 'active=true'), 400, {
    message: `The tax rate ${rate} was created automatically and cannot be updated.`,
  })
  const who = await customer(world)
  await refuses(world, PATH, `customer=${who}&default_tax_rates[0]=${own}&default_tax_rates[1]=${rate}`, {
    param: 'default_tax_rates[1]',
    message: `The tax rate ${rate} was created automatically and cannot be used.`,
  })
  assert.deepEqual(await news(), [])
})

behaves(ADD, 'has taxes in the amount of a line, or on top of it', async (world) => {
  const { stripe, news } = world
  const who = await customer(world)
  const { id } = await drafted(world, [], { customer: who })
  const { id: item } = await stripe.invoiceItems.create({ customer: who, amount: 500, currency: 'usd' })
  await news()
  const draft = await stripe.invoices.addLines(id, {
    lines: [
      { amount: 1200, tax_amounts: [tax(200, 1000, { inclusive: true })] },
      { invoice_item: item, tax_amounts: [tax(37, 500)] },
      { amount: 300, tax_amounts: '' },
    ],
  })
  assert.deepEqual(
    draft.lines.data.map(({ amount, taxes }) => [amount, said(taxes)]),
    [
      [1200, [[200, 'inclusive', 1000, 'not_available']]],
      [500, [[37, 'exclusive', 500, 'not_available']]],
      [300, []],
    ],
  )
  // 1 200 with 200 in it, 500 with 37 on top, and 300.
  assert.deepEqual(
    [draft.subtotal, draft.subtotal_excluding_tax, draft.total_excluding_tax, draft.total],
    [2000, 1800, 1800, 2037],
  )
  assert.deepEqual(await news(), ['invoiceitem.created', 'invoiceitem.created', 'invoice.updated'])
})

behaves(UPDATE, 'taxes the lines of a subscription before they are charged', async (world) => {
  const { stripe, news } = world
  const { id, go } = await running(world)
  await go(FEB + 60)
  const draft = await latest(world, id)
  assert.deepEqual([draft.status, draft.total], ['draft', 1000])
  await news()
  const [line] = draft.lines.data
  const taxed = await stripe.invoices.updateLines(draft.id, {
    lines: [{ id: line!.id, tax_amounts: [tax(83, 1000, { percentage: 8.25 })] }],
  })
  assert.deepEqual([taxed.total, taxed.amount_due], [1083, 1083])
  assert.deepEqual(await news(), ['invoice.updated'])
  const open = await stripe.invoices.finalizeInvoice(draft.id)
  assert.deepEqual([open.total, said(open.lines.data[0]!.taxes)], [1083, [[83, 'exclusive', 1000, 'not_available']]])
})

behaves(
  'POST /v1/credit_notes',
  'is told the taxes of what is credited, where those of the line were said',
  async (world) => {
    const { stripe, call, news } = world
    const { id, lines } = await drafted(world, [100])
    const line = await stripe.invoices.updateLineItem(id, lines.data[0]!.id, { tax_amounts: [tax(10, 100)] })
    await stripe.invoices.finalizeInvoice(id)
    await news()
    const at = 'lines[0]'
    refused(
      await call(
        'POST',
        '/v1/credit_notes',
        `invoice=${id}&${at}[type]=invoice_line_item&${at}[invoice_line_item]=${line.id}&${at}[amount]=50`,
      ),
      400,
      {
        code: 'parameter_missing',
        param: `${at}[tax_amounts]`,
        message: `Missing required param: ${at}[tax_amounts].`,
      },
    )
    assert.deepEqual(await news(), [])
    const half = {
      type: 'invoice_line_item' as const,
      invoice_line_item: line.id,
      amount: 50,
      tax_amounts: [{ amount: 4, tax_rate: rateOf(line), taxable_amount: 50 }],
    }
    const note = await stripe.creditNotes.create({ invoice: id, lines: [half] })
    assert.deepEqual(
      [note.subtotal, note.total, said(note.total_taxes)],
      [50, 54, [[4, 'exclusive', 50, 'not_available']]],
    )
    // Docs: a note may have its rate, too, which nothing else may.
    const own = { type: 'custom_line_item' as const, unit_amount: 20, quantity: 1, tax_rates: [rateOf(line)] }
    assert.equal((await stripe.creditNotes.create({ invoice: id, lines: [own] })).total, 22)
    assert.equal((await stripe.invoices.retrieve(id)).amount_remaining, 110 - 54 - 22)
    assert.deepEqual(await news(), ['invoice.updated', 'credit_note.created', 'invoice.updated', 'credit_note.created'])
  },
)

behaves('POST /v1/invoices', 'revises an invoice with the taxes that were said', async (world) => {
  const { stripe } = world
  const { id, lines } = await drafted(world, [100])
  await stripe.invoices.updateLineItem(id, lines.data[0]!.id, { tax_amounts: [tax(10, 100)] })
  await stripe.invoices.finalizeInvoice(id)
  const draft = await stripe.invoices.create({ from_invoice: { action: 'revision', invoice: id } })
  assert.deepEqual([draft.total, said(draft.lines.data[0]!.taxes)], [110, [[10, 'exclusive', 100, 'not_available']]])
})
