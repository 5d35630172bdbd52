// What a credit note is asked to credit: an amount of the whole invoice, some of its lines, or lines of the note's own.
// (https://docs.stripe.com/api/credit_notes/create; docs.stripe.com/invoicing/integration/programmatic-credit-notes: "docs".
// No source has Stripe's words for these refusals: all are [M].)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { exclusive, invalid, missingParameter, noSuch, tooSmall } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Tx } from '../../kernel/tx.ts'
import { formatAmount, toDecimalString, unitAmountFromDecimal } from '../../lib/money.ts'
import { div, rational } from '../../lib/rational.ts'
import { type Creditable, creditAmount, creditTotal, creditUnits, plus, totalOf } from '../../rules/credit_notes.ts'
import { spread } from '../../rules/discounts.ts'
import { customLine } from './credit_note_custom.ts'
import { NOTE_LINES_MAX, type NoteLineWish } from './credit_note_line_item.ts'
import type { Invoice } from './invoice_state.ts'
import { type Credited, allLines, type LineItem, rateIdOf } from './line_item.ts'

export type NoteGiven = Params<Stripe.CreditNoteCreateParams>
export type LineGiven = NonNullable<NoteGiven['lines']>[number]

/** The lines of a note, and what is credited of the invoice's lines once it is issued. */
export interface Chosen {
  readonly wishes: readonly NoteLineWish[]
  readonly credited: readonly { readonly line: LineItem; readonly now: Credited }[]
  readonly lines: readonly LineItem[]
}

/** One of `amount`, `lines` and `shipping_cost` has to be given. (docs.stripe.com/api/credit_notes/create) */
export function chosen(tx: Tx, of: Invoice, { amount, lines, shipping_cost }: NoteGiven): Chosen {
  if (amount !== undefined && lines) throw exclusive(['amount', 'lines'])
  // An amount has all in it. [K]
  if (amount !== undefined && shipping_cost) throw exclusive(['amount', 'shipping_cost'])
  if (amount === undefined && !lines?.length && !shipping_cost)
    throw invalid('You must provide one of `amount`, `lines`, or `shipping_cost` to create a credit note.')
  if (amount !== undefined && amount < 1) throw tooSmall(1, 'amount')
  if (lines && lines.length > NOTE_LINES_MAX)
    throw invalid(`A credit note can have at most ${NOTE_LINES_MAX} lines.`, { param: 'lines' })
  const known = allLines(tx, of.id)
  const ledger = new Ledger(known)
  const rates = ratesOf(tx, known)
  const wishes =
    amount === undefined
      ? (lines ?? []).map((given, i) => lineWish(tx, of, ledger, rates, given, `lines[${i}]`))
      : acrossLines(of, ledger, rates, amount)
  return { wishes, credited: ledger.changed(), lines: known }
}

/** The tax rates of an invoice's lines, as they are embedded. */
function ratesOf(tx: Tx, lines: readonly LineItem[]): ReadonlyMap<string, object> {
  const ids = [...new Set(lines.flatMap(({ taxes }) => (taxes ?? []).map(rateIdOf)))]
  const rows = tx.any(ids).flatMap((row) => (row ? [row] : []))
  return new Map(rows.map(({ hidden: _, ...rate }) => [rate.id, rate]))
}

/** All of a line of an invoice. */
const wholeOf = ({ amount, pretax_credit_amounts, taxes }: LineItem): Creditable => ({
  amount,
  off: (pretax_credit_amounts ?? []).map((one) => one.amount),
  taxes: (taxes ?? []).map((tax) => ({
    inclusive: tax.tax_behavior === 'inclusive',
    amount: tax.amount,
    taxable: tax.taxable_amount ?? 0,
  })),
})

/** What of each line is credited already, and with the note that is being made. */
class Ledger {
  readonly #lines: ReadonlyMap<string, LineItem>
  readonly #now = new Map<string, Credited>()

  constructor(lines: readonly LineItem[]) {
    this.#lines = new Map(lines.map((line) => [line.id, line]))
  }

  get lines(): LineItem[] {
    return [...this.#lines.values()]
  }

  find(id: string): LineItem | undefined {
    return this.#lines.get(id)
  }

  credited(line: LineItem): Credited | undefined {
    return this.#now.get(line.id) ?? line.hidden.credited
  }

  left(line: LineItem): Creditable {
    const known = this.credited(line)
    return known ? plus(wholeOf(line), known.part, -1) : wholeOf(line)
  }

  credit(line: LineItem, part: Creditable, more: { quantity?: number; by?: 'amount' | 'quantity' } = {}): void {
    const known = this.credited(line)
    const by = more.by ?? known?.by
    this.#now.set(line.id, {
      part: known ? plus(known.part, part) : part,
      quantity: (known?.quantity ?? 0) + (more.quantity ?? 0),
      ...(by && { by }),
    })
  }

  changed(): Chosen['credited'] {
    return [...this.#now].map(([id, now]) => ({ line: this.#lines.get(id)!, now }))
  }
}

/** An amount with everything in it is shared over the lines, by what is left of each. [K] */
function acrossLines(of: Invoice, ledger: Ledger, rates: ReadonlyMap<string, object>, amount: number): NoteLineWish[] {
  const { lines } = ledger
  const totals = lines.map((line) => Math.max(0, totalOf(ledger.left(line))))
  if (amount > totals.reduce((sum, total) => sum + total, 0)) throw tooMuch(amount, of)
  const shares = spread(amount, totals)
  return lines.flatMap((line, i) => {
    if (shares[i] === 0) return []
    const credit = creditTotal(ledger.left(line), shares[i]!)
    ledger.credit(line, credit)
    return [ofLine(line, credit, rates, { quantity: null, metadata: {} })]
  })
}

/** More than what is left of an invoice. */
export const tooMuch = (amount: number, { currency }: Invoice, left?: number) =>
  invalid(
    left === undefined
      ? `The credit note amount (${formatAmount(amount, currency)}) is greater than what is left to credit of the invoice.`
      : `The credit note amount (${formatAmount(amount, currency)}) is greater than what is left to credit of the invoice (${formatAmount(Math.max(0, left), currency)}).`,
    { param: 'amount' },
  )

function ofLine(
  line: LineItem,
  credit: Creditable,
  rates: ReadonlyMap<string, object>,
  { quantity, metadata }: { quantity: number | null; metadata: Record<string, string> },
): NoteLineWish {
  const taxes = line.taxes ?? []
  return {
    of: line.id,
    credit,
    description: line.description,
    less: (line.pretax_credit_amounts ?? []).map(({ amount: _, ...said }) => said) as NoteLineWish['less'],
    metadata,
    quantity,
    rates: taxes.flatMap((tax) => rates.get(rateIdOf(tax)) ?? []),
    taxes: taxes.map(({ amount: _, taxable_amount: __, ...said }) => said) as NoteLineWish['taxes'],
    unit: quantity === null ? null : unitOf(line),
  }
}

/** What one unit of a line costs. */
function unitOf({ amount, quantity }: LineItem): NoteLineWish['unit'] {
  const decimal = toDecimalString(div(rational(BigInt(amount)), rational(BigInt(quantity ?? 1))))
  return { amount: unitAmountFromDecimal(decimal), decimal }
}

function lineWish(
  tx: Tx,
  of: Invoice,
  ledger: Ledger,
  rates: ReadonlyMap<string, object>,
  given: LineGiven,
  at: string,
): NoteLineWish {
  return given.type === 'custom_line_item' ? customLine(tx, given, at) : invoiceLine(of, ledger, rates, given, at)
}

const ONLY_CUSTOM = ['description', 'tax_rates', 'unit_amount', 'unit_amount_decimal'] as const

/** Refuses what is said of a line of the other kind. */
export function refuseOf(given: LineGiven, names: readonly (keyof LineGiven)[], other: string, at: string): void {
  const name = names.find((one) => given[one] !== undefined)
  if (name !== undefined)
    throw invalid(`\`${name}\` is only valid when the line's \`type\` is \`${other}\`.`, { param: `${at}[${name}]` })
}

/** So many units, or an amount, of a line of the invoice: always the same of both for one line. (docs) */
function invoiceLine(
  of: Invoice,
  ledger: Ledger,
  rates: ReadonlyMap<string, object>,
  given: LineGiven,
  at: string,
): NoteLineWish {
  refuseOf(given, ONLY_CUSTOM, 'custom_line_item', at)
  if (given.invoice_line_item === undefined) throw missingParameter(`${at}[invoice_line_item]`)
  const line = ledger.find(given.invoice_line_item)
  if (!line) throw noSuch('invoice line item', given.invoice_line_item, `${at}[invoice_line_item]`)
  const { quantity, amount: asked } = given
  if (quantity !== undefined && asked !== undefined) throw exclusive([`${at}[quantity]`, `${at}[amount]`])
  if (quantity === undefined && asked === undefined)
    throw invalid('You must specify the `amount` or the `quantity` of the invoice line item to credit.', { param: at })
  const by = quantity === undefined ? 'amount' : 'quantity'
  const known = ledger.credited(line)
  if (known?.by && known.by !== by)
    throw invalid(
      `The invoice line item ${line.id} was credited by ${known.by} before, and can only be credited by ${known.by}.`,
      { param: `${at}[${by}]` },
    )
  const amount = asked ?? amountOfUnits(line, known?.quantity ?? 0, quantity!, `${at}[quantity]`)
  const left = ledger.left(line)
  if (Math.sign(amount) !== Math.sign(line.amount) || Math.abs(amount) > Math.abs(left.amount))
    throw invalid(
      `The amount to credit of the invoice line item ${line.id} (${formatAmount(amount, of.currency)}) is not within what is ` +
        `left of it (${formatAmount(left.amount, of.currency)}).`,
      { param: `${at}[${by}]` },
    )
  // Docs: docs.stripe.com/invoicing/taxes/manual-tax-amounts#create-credit-note.
  if (line.hidden.manual && given.tax_amounts === undefined) throw missingParameter(`${at}[tax_amounts]`)
  const shared = creditAmount(left, amount)
  const credit = given.tax_amounts === undefined ? shared : saidTaxes(line, left, shared, given.tax_amounts, at)
  ledger.credit(line, credit, { by, ...(quantity !== undefined && { quantity }) })
  return ofLine(line, credit, rates, { quantity: quantity ?? null, metadata: mergeMetadata({}, given.metadata) })
}

function amountOfUnits(
  { id, amount, quantity, quantity_decimal: decimal }: LineItem,
  before: number,
  more: number,
  param: string,
): number {
  if (more < 1) throw tooSmall(1, param)
  // Of one and a half units nobody can say what one came to, rounded. [K]
  if (String(decimal).includes('.'))
    throw invalid(`The quantity of the invoice line item ${id} has decimals: credit an \`amount\` of it.`, { param })
  if (before + more > (quantity ?? 0))
    throw invalid(
      `The quantity to credit (${more}) is greater than what is left of the line (${(quantity ?? 0) - before}).`,
      {
        param,
      },
    )
  return creditUnits(amount, { before, after: before + more, of: quantity! })
}

type TaxesGiven = NonNullable<LineGiven['tax_amounts']>

/** The caller says what of each tax goes with it, up to what is left. */
function saidTaxes(line: LineItem, left: Creditable, shared: Creditable, given: TaxesGiven, at: string): Creditable {
  const said = given === '' ? [] : given
  const ids = (line.taxes ?? []).map(rateIdOf)
  for (const [i, { tax_rate: id, amount }] of said.entries()) {
    const k = ids.indexOf(id)
    if (k === -1)
      throw invalid(`The tax rate ${id} is not on the invoice line item ${line.id}.`, {
        param: `${at}[tax_amounts][${i}][tax_rate]`,
      })
    if (Math.abs(amount) > Math.abs(left.taxes[k]!.amount))
      throw invalid(`The tax amount (${amount}) is greater than what is left of that tax (${left.taxes[k]!.amount}).`, {
        param: `${at}[tax_amounts][${i}][amount]`,
      })
  }
  const taxes = shared.taxes.map(({ inclusive }, k) => {
    const one = said.find(({ tax_rate: id }) => id === ids[k])
    return { inclusive, amount: one?.amount ?? 0, taxable: one?.taxable_amount ?? 0 }
  })
  return { ...shared, taxes }
}
