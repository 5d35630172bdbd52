// The words of a receipt in English.
import type { ReceiptWords } from './index.ts'

export const en: ReceiptWords = {
  title: 'Receipt',
  number: 'Receipt number',
  method: 'Payment method',
  payment: 'Payment',
  refunded: (day) => `Refunded on ${day}`,
  kept: 'Paid after refunds',
  stamps: { refunded: 'REFUNDED', partly: 'PARTLY REFUNDED' },
  from: (merchant) => `Receipt from ${merchant}`,
  unknown: [
    'There is no receipt here',
    "No receipt belongs to this address. Check that it is complete; the server's data may also have been reset since.",
  ],
  pdf: 'Download the receipt (PDF)',
  invoice: 'See the invoice',
}
