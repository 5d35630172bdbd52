// The words of a printed credit note in English.
import type { CreditNoteWords } from './index.ts'

export const en: CreditNoteWords = {
  title: 'Credit note',
  number: 'Credit note number',
  reason: 'Reason',
  reasons: {
    duplicate: 'Duplicate',
    fraudulent: 'Fraudulent',
    order_change: 'Order change',
    product_unsatisfactory: 'Product unsatisfactory',
  },
  headline: (amount) => `${amount} credited`,
  pre: 'Taken off the invoice',
  refunded: 'Refunded',
  credited: 'Credited to your balance',
  elsewhere: 'Given back otherwise',
}
