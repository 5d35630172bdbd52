// The words of a printed credit note in German.
import type { CreditNoteWords } from './index.ts'

export const de: CreditNoteWords = {
  title: 'Gutschrift',
  number: 'Nummer der Gutschrift',
  reason: 'Grund',
  reasons: {
    duplicate: 'Doppelt berechnet',
    fraudulent: 'Betrug',
    order_change: 'Bestellung geändert',
    product_unsatisfactory: 'Ware beanstandet',
  },
  headline: (amount) => `${amount} gutgeschrieben`,
  pre: 'Von der Rechnung abgezogen',
  refunded: 'Erstattet',
  credited: 'Ihrem Guthaben gutgeschrieben',
  elsewhere: 'Anderweitig zurückgegeben',
}
