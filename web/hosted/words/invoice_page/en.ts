// The sentences of the page of an invoice in English.
import type { InvoicePageWords } from './index.ts'

export const en: InvoicePageWords = {
  of: (number, merchant) => `Invoice ${number} from ${merchant}`,
  status: 'Status',
  statuses: { open: 'Open', paid: 'Paid', processing: 'On its way', uncollectible: 'Uncollectible', void: 'Void' },
  titles: { paid: 'Invoice paid', processing: 'Payment on its way', void: 'Invoice void' },
  leads: {
    paid: 'Nothing is left to pay. Thank you.',
    processing: 'Your bank needs some time. You do not have to do anything.',
    void: 'The merchant has taken this invoice back. Nothing is to be paid.',
  },
  unknown: [
    'There is no invoice here',
    "No invoice belongs to this address. Check that it is complete; the server's data may also have been reset since.",
  ],
  details: 'Details',
  payments: 'Payments so far',
  pay: 'Pay this invoice',
  submit: (amount) => `Pay ${amount}`,
  waiting: ['Your payment is not finished', 'You have begun to pay. Go on with it, or choose another way below.'],
  goOn: 'Go on with the payment',
  pdf: 'Download the invoice (PDF)',
  receipt: 'Receipt',
  play: 'You play the customer here. Use test cards only: 4242 4242 4242 4242 pays, 4000 0000 0000 0002 is declined.',
}
