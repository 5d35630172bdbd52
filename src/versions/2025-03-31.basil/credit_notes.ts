// 2025-03-31.basil: a credit note may give back through several refunds, and tells of its taxes in another way.
// (https://docs.stripe.com/changelog/basil)
import { about, renamed, upward, type Given, type VersionChange } from '../change.ts'
import { taxAmounts, unitOf, withoutTaxes } from './taxes.ts'

const refunded = (params: Given): Given => renamed(params, 'refund', 'refunds', (refund) => [{ refund }])

export const creditNotes: VersionChange = {
  version: '2025-03-31.basil',
  about:
    '`refund` of credit notes became `refunds`, and `tax_amounts` of them and their lines `total_taxes` and `taxes`.',
  concerns: about('credit_notes', 'credit_notes/preview'),
  up: upward({
    'POST /v1/credit_notes': refunded,
    'GET /v1/credit_notes/preview': refunded,
    'GET /v1/credit_notes/preview/lines': refunded,
  }),
  names: { 'refunds[0][refund]': 'refund' },
  down: {
    credit_note: (note) => ({
      ...note,
      refund: (note.refunds as readonly { refund: string | null }[] | undefined)?.[0]?.refund ?? null,
      tax_amounts: taxAmounts(note.total_taxes),
    }),
    credit_note_line_item: (line) => {
      const amount = withoutTaxes(line.amount as number, line.taxes)
      return {
        ...line,
        amount_excluding_tax: amount,
        tax_amounts: taxAmounts(line.taxes),
        unit_amount_excluding_tax: unitOf(amount, line.quantity),
      }
    },
  },
}
