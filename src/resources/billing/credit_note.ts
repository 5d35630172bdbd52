// Credit notes: what of a finalised invoice is not owed after all. First what is left to pay becomes less; what was paid
// already is refunded, kept as the customer's credit, or given back elsewhere.
// (https://docs.stripe.com/api/credit_notes; docs.stripe.com/invoicing/integration/programmatic-credit-notes)
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import { list, pageOf } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { isNothing, plus } from '../../rules/credit_notes.ts'
import type { NoteGiven } from './credit_note_choose.ts'
import { issue, type Reckoned, reckonNote, rowOf } from './credit_note_issue.ts'
import { type CreditNote, creditNote } from './credit_note_state.ts'
import { creditNoteLineItem, creditOf, linesOfNote } from './credit_note_line_item.ts'
import { draftsOf } from './invoice_draft.ts'
import { creditInvoice, readWith } from './invoice_credit.ts'
import { type Invoice, invoice, timed } from './invoice_state.ts'
import { allLines, lineItem } from './line_item.ts'

export { creditNote }

export const creditNotes = resource(creditNote)
  .on<Stripe.CreditNoteCreateParams>('POST /v1/credit_notes', (tx, params) => {
    const of = invoiceOf(tx, params)
    const on = timed(tx, of)
    return issue(on, of, params, reckonNote(on, of, params, { isPreview: false }))
  })
  .on<Stripe.CreditNoteRetrieveParams>('GET /v1/credit_notes/{id}', (_tx, _params, self) => self)
  .on<Stripe.CreditNoteListParams>('GET /v1/credit_notes', (tx, params) =>
    list(tx, creditNote, params as never, '/v1/credit_notes'),
  )
  .on<Stripe.CreditNoteUpdateParams>('POST /v1/credit_notes/{id}', (tx, params, self) =>
    tx.update(creditNote, self, {
      ...(params.memo !== undefined && { memo: params.memo || null }),
      ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata ?? {}, params.metadata) }),
    }),
  )
  .on<Stripe.CreditNoteVoidCreditNoteParams>('POST /v1/credit_notes/{id}/void', (tx, _params, self) => {
    const of = tx.get(invoice, self.invoice as string)
    readWith(tx, of, () => linesOfNote(tx, self.id))
    return voided(timed(tx, of), self, of)
  })
  .on<Stripe.CreditNoteListLineItemsParams>('GET /v1/credit_notes/{id}/lines', (tx, params, self) =>
    list(tx, creditNoteLineItem, params as never, `/v1/credit_notes/${self.id}/lines`, [`note=${self.id}`]),
  )
  .on<Stripe.CreditNotePreviewParams>('GET /v1/credit_notes/preview', (tx, params) => {
    const { on, of, reckoned } = previewed(tx, params)
    return rowOf(on, of, params, reckoned, PREVIEW_LINES)
  })
  .on<Stripe.CreditNoteListPreviewLineItemsParams>(
    'GET /v1/credit_notes/preview/lines',
    (tx, { limit, starting_after, ending_before, ...params }) => {
      const { reckoned } = previewed(tx, params)
      const page = { limit, starting_after, ending_before }
      return pageOf(creditNoteLineItem, reckoned.lines as never, page as never, PREVIEW_LINES)
    },
  )

/** Only what is finalised, and neither void nor given up, can be credited. (the states: docs; wording [M]) */
function invoiceOf(tx: Tx, { invoice: id, credit_amount }: NoteGiven): Invoice {
  const of = tx.get(invoice, id, 'invoice')
  // A balance that changes is counted in the customer's drafts; until then the invoice itself is written.
  readWith(tx, of, () => (credit_amount ? draftsOf(tx, of.customer as string) : []))
  if (of.status === 'open' || of.status === 'paid') return of
  throw invalid(
    `You can only create a credit note for an invoice that is open or paid. This invoice has a status of ${of.status}.`,
    { param: 'invoice' },
  )
}

const PREVIEW_LINES = '/v1/credit_notes/preview/lines'

function previewed(tx: Tx, params: NoteGiven): { on: Tx; of: Invoice; reckoned: Reckoned } {
  const of = invoiceOf(tx, params)
  const on = timed(tx, of)
  return { on, of, reckoned: reckonNote(on, of, params, { isPreview: true }) }
}

/** What a note has taken off is owed again: only while the invoice is open. (words: recorded in 2021; of the second [M]) */
function voided(tx: Tx, self: CreditNote, of: Invoice): CreditNote {
  if (self.status === 'void') throw invalid('This credit note has already been voided.')
  if (of.status !== 'open' || self.post_payment_amount > 0)
    throw invalid('You can only void a credit note if the associated invoice is open.')
  const lines = new Map(allLines(tx, of.id).map((line) => [line.id, line]))
  for (const one of linesOfNote(tx, self.id)) {
    const line = lines.get((one.invoice_line_item as string | undefined) ?? '')
    const known = line?.hidden.credited
    if (!line || !known) continue
    const { credited: _, ...hidden } = line.hidden
    const part = plus(known.part, creditOf(one), -1)
    const quantity = known.quantity - (known.by === 'quantity' ? (one.quantity ?? 0) : 0)
    const next = isNothing(part) ? hidden : { ...hidden, credited: { ...known, part, quantity } }
    lines.set(line.id, tx.update(lineItem, line, { hidden: next }))
  }
  const isDelivery = self.shipping_cost !== null
  creditInvoice(tx, of, {
    pre: -self.pre_payment_amount,
    post: 0,
    ...(isDelivery && { hidden: { shippingCredited: false } }),
  })
  return tx.update(creditNote, self, { status: 'void', voided_at: tx.now })
}
