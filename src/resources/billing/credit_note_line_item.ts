// The lines of a credit note: parts of the lines of its invoice, or lines of its own.
// (https://docs.stripe.com/api/credit_notes/line_item)
import type Stripe from 'stripe'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Creditable } from '../../rules/credit_notes.ts'
import { SHOWN_LINES } from './line_item.ts'

export interface NoteLineState {
  /** The note that it is on. */
  readonly note: string
}

export const creditNoteLineItem = object<Stripe.CreditNoteLineItem, NoteLineState>('credit_note_line_item', {
  prefix: 'cnli',
  terms: ({ hidden }) => [`note=${hidden.note}`],
})
export type NoteLine = Row<Stripe.CreditNoteLineItem, NoteLineState>

/** They are listed by their note, in its file. */
export const creditNoteLineItems = resource(creditNoteLineItem)

/** Why 250: as many as an invoice takes items. */
export const NOTE_LINES_MAX = 250

/** All lines of a note, as they stand in it. */
export const linesOfNote = (tx: Tx, note: string): NoteLine[] =>
  tx.list(creditNoteLineItem, [`note=${note}`], { limit: NOTE_LINES_MAX })

/** The list that stands in the note: its first ten lines. */
export function noteLines(lines: readonly NoteLine[], url: string) {
  const data = lines.slice(0, SHOWN_LINES).map(({ hidden: _, ...line }) => line)
  return { object: 'list' as const, data, has_more: lines.length > SHOWN_LINES, url }
}

type Pretax = NoteLine['pretax_credit_amounts'][number]
type TaxSaid = NonNullable<NoteLine['taxes']>[number]

/** What one line shall say. */
export interface NoteLineWish {
  /** The line of the invoice that it credits, if it does. */
  readonly of?: string
  readonly credit: Creditable
  readonly description: string | null
  /** What discounts and credits took off it, beside how much. */
  readonly less: readonly Omit<Pretax, 'amount'>[]
  readonly metadata: Readonly<Record<string, string>>
  readonly quantity: number | null
  readonly rates: readonly object[]
  /** What is said of each tax beside its amounts. */
  readonly taxes: readonly Omit<TaxSaid, 'amount' | 'taxable_amount'>[]
  /** Minor units for each, as a decimal; null where an amount is credited. */
  readonly unit: { readonly amount: number | null; readonly decimal: string } | null
}

/** A line as it stands in the note. */
export function noteLine(id: string, note: string, wish: NoteLineWish): NoteLine {
  const { credit, of, unit } = wish
  const pretax_credit_amounts = wish.less.map((one, i): Pretax => ({ ...one, amount: credit.off[i]! }))
  const discount_amounts = pretax_credit_amounts.flatMap(({ amount, discount }) =>
    discount ? [{ amount, discount }] : [],
  )
  return {
    id,
    object: 'credit_note_line_item',
    amount: credit.amount,
    description: wish.description,
    discount_amount: discount_amounts.reduce((sum, { amount }) => sum + amount, 0),
    discount_amounts,
    ...(of !== undefined && { invoice_line_item: of }),
    livemode: false,
    metadata: wish.metadata,
    pretax_credit_amounts,
    quantity: wish.quantity,
    tax_rates: [...wish.rates],
    taxes: wish.taxes.map((tax, i) => ({
      ...tax,
      amount: credit.taxes[i]!.amount,
      taxable_amount: credit.taxes[i]!.taxable,
    })),
    type: of === undefined ? 'custom_line_item' : 'invoice_line_item',
    unit_amount: unit?.amount ?? null,
    unit_amount_decimal: unit?.decimal ?? null,
    hidden: { note },
  } as never
}

/** What a line credits, to be given back. */
export const creditOf = (line: NoteLine): Creditable => ({
  amount: line.amount,
  off: line.pretax_credit_amounts.map(({ amount }) => amount),
  taxes: (line.taxes ?? []).map(({ amount, tax_behavior, taxable_amount }) => ({
    inclusive: tax_behavior === 'inclusive',
    amount,
    taxable: taxable_amount ?? 0,
  })),
})
