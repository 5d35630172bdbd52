// A credit note as it is printed: all that stands on its PDF, for whoever has the address. The page that draws it asks by a word
// that only `pdf` gives. (https://docs.stripe.com/api/credit_notes/object#credit_note_object-pdf)
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { NOTE_LINES_MAX, type NoteLine, creditNoteLineItem } from './credit_note_line_item.ts'
import { type CreditNote, creditNote } from './credit_note_state.ts'
import {
  discountOf,
  type DocumentDiscount,
  type DocumentLine,
  type DocumentTax,
  NOTHING,
  pdfAddress,
  printedCustomer,
  type PrintedCustomer,
  rateOf,
  taxOf,
  grantsIn,
} from './invoice_document.ts'
import { type Invoice, invoice } from './invoice_state.ts'

/** Ours alone, and never stored: it is what the note is at the moment. Amounts are minor units, times epoch seconds. */
export interface CreditNoteDocumentFields {
  id: string
  object: 'brindle.credit_note_document'
  account_name: string | null
  credit_note: string
  /** What is given back of what was paid: refunded, kept as credit, or given back elsewhere. */
  credited: number
  currency: string
  customer: PrintedCustomer
  credit_grants: number
  discounts: DocumentDiscount[]
  invoice: string
  invoice_number: string
  issued_at: number
  lines: DocumentLine[]
  memo: string | null
  number: string
  out_of_band: number
  page_size: string | null
  /** What is not to be paid any more. */
  pre_payment: number
  reason: string | null
  refunded: number
  shipping: number
  status: string
  /** Of the lines as they are shown: discounts and taxes follow. */
  subtotal: number
  taxes: DocumentTax[]
  total: number
  total_excluding_tax: number
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
  const lines = (rows as NoteLine[]).map(lineOf)
  const refunded = self.refunds.reduce((sum, { amount_refunded }) => sum + amount_refunded, 0)
  const out_of_band = self.out_of_band_amount ?? 0
  return {
    id,
    object: 'brindle.credit_note_document',
    account_name: of.account_name,
    credit_note: self.id,
    credited: self.post_payment_amount - refunded - out_of_band,
    currency: self.currency,
    customer: printedCustomer(of, known.get(self.customer as string)),
    credit_grants: grantsIn(self.pretax_credit_amounts),
    discounts: self.discount_amounts.filter(({ amount }) => amount !== 0).map((one) => discountOf(one, known)),
    invoice: of.id,
    invoice_number: of.number ?? '',
    issued_at: self.effective_at ?? self.created,
    lines,
    memo: self.memo,
    number: self.number,
    out_of_band,
    page_size: of.rendering?.pdf?.page_size ?? null,
    pre_payment: self.pre_payment_amount,
    reason: self.reason,
    refunded,
    shipping: self.amount_shipping,
    status: self.status,
    subtotal: lines.reduce((sum, { amount }) => sum + amount, 0),
    taxes: taxes.map((tax) => taxOf(tax as never, known)),
    total: self.total,
    total_excluding_tax: self.total_excluding_tax ?? self.total,
    hidden: {},
  }
}

const lineOf = ({ amount, description, quantity, unit_amount_decimal: unit }: NoteLine): DocumentLine => ({
  amount,
  description,
  period: { start: 0, end: 0 },
  quantity,
  unit_amount_decimal: unit === null ? null : String(unit),
})
