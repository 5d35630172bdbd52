// A credit note as it is printed: all that stands on its PDF, for whoever has the address. The page that draws it asks by a word
// that only `pdf` gives. (https://docs.stripe.com/api/credit_notes/object#credit_note_object-pdf)
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { NOTE_LINES_MAX, type NoteLine, creditNoteLineItem } from './credit_note_line_item.ts'
import { type CreditNote, creditNote } from './credit_note_state.ts'
import { type Invoice, invoice } from './invoice_state.ts'
import { NOTHING, pdfAddress, type Printed, printedCustomer, type PrintedLine, printedSums, rateOf } from './printed.ts'

/** Ours alone, and never stored: it is what the note is at the moment. Amounts are minor units, times epoch seconds. */
export interface CreditNoteDocumentFields extends Printed {
  id: string
  object: 'brindle.credit_note_document'
  credit_note: string
  /** What is given back of what was paid: refunded, kept as credit, or given back elsewhere. */
  credited: number
  invoice: string
  invoice_number: string
  out_of_band: number
  /** What is not to be paid any more. */
  pre_payment: number
  reason: string | null
  refunded: number
}

export const creditNoteDocument = object<CreditNoteDocumentFields>('brindle.credit_note_document', {
  prefix: 'test',
  internal: true,
  noun: 'credit note document',
  named: (tx, id) => {
    const [, noteId = '', word] = /^test_(cn_\w+)\.(\w+)$/.exec(id) ?? []
    const self = noteId === '' ? undefined : tx.find(creditNote, noteId)
    return self && word !== undefined && self.hidden.document === word ? printed(tx, id, self) : undefined
  },
})

export const creditNoteDocuments = resource(creditNoteDocument).on<object>(
  'GET /brindle/credit_note_documents/{id}',
  (_tx, _params, self) => self,
  { params: NOTHING },
)

/** The address of a note's PDF, and the word in it that nobody guesses. */
export function notePdf(tx: Tx, id: string): Pick<CreditNote, 'pdf' | 'hidden'> {
  const word = tx.random(24)
  return { pdf: pdfAddress(tx, 'credit_note', id, word), hidden: { document: word } }
}

type Document = Row<CreditNoteDocumentFields>

function printed(tx: Tx, id: string, self: CreditNote): Document {
  const taxes = self.total_taxes ?? []
  const ids = [
    ...[self.invoice as string, self.customer as string],
    ...self.discount_amounts.map((one) => one.discount as string),
    ...taxes.map(rateOf),
  ]
  const [rows, related] = tx.work.together<readonly any[]>([
    () => tx.list(creditNoteLineItem, [`note=${self.id}`], { limit: NOTE_LINES_MAX }),
    () => tx.any(ids),
  ])
  const known = new Map(ids.map((one, i) => [one, related![i]]))
  const of: Invoice = tx.get(invoice, self.invoice as string)
  const refunded = self.refunds.reduce((sum, { amount_refunded }) => sum + amount_refunded, 0)
  const out_of_band = self.out_of_band_amount ?? 0
  return {
    id,
    object: 'brindle.credit_note_document',
    ...printedSums(known, {
      lines: (rows as NoteLine[]).map(lineOf),
      discounts: self.discount_amounts,
      credits: self.pretax_credit_amounts,
      taxes: taxes as never,
    }),
    account_name: of.account_name,
    credit_note: self.id,
    credited: self.post_payment_amount - refunded - out_of_band,
    currency: self.currency,
    customer: printedCustomer(of, known.get(self.customer as string)),
    invoice: of.id,
    invoice_number: of.number ?? '',
    issued_at: self.effective_at ?? self.created,
    memo: self.memo,
    number: self.number,
    out_of_band,
    page_size: of.rendering?.pdf?.page_size ?? null,
    pre_payment: self.pre_payment_amount,
    reason: self.reason,
    refunded,
    shipping: self.amount_shipping,
    status: self.status,
    total: self.total,
    total_excluding_tax: self.total_excluding_tax ?? self.total,
    hidden: {},
  }
}

const lineOf = ({ amount, description, quantity, unit_amount_decimal: unit }: NoteLine): PrintedLine => ({
  amount,
  description,
  period: { start: 0, end: 0 },
  quantity,
  unit_amount_decimal: unit === null ? null : String(unit),
})
