// What a credit note is, and its news. What may be done to one stands in credit_note.ts.
// (https://docs.stripe.com/api/credit_notes/object)
import type Stripe from 'stripe'
import { object, type Row } from '../../kernel/resource.ts'

export interface CreditNoteState {
  /** By this word whoever has the address may see it printed. */
  readonly document?: string
}

export const creditNote = object<Stripe.CreditNote, CreditNoteState>('credit_note', {
  prefix: 'cn',
  noun: 'credit note',
  events: [
    { on: 'insert', types: ['credit_note.created'] },
    { became: ['status', 'void'], types: ['credit_note.voided'] },
    { on: 'update', types: ['credit_note.updated'] },
  ],
})
export type CreditNote = Row<Stripe.CreditNote, CreditNoteState>
