// What the page of a payment update says in English.
import type { PaymentUpdateWords } from './index.ts'

export const en: PaymentUpdateWords = {
  title: 'Update your payment details',
  confirm: (amount) => `Confirm your payment of ${amount}`,
  lead: (merchant) => `Choose how you pay ${merchant} from now on.`,
  open: (merchant, amount, number) => `${amount} to ${merchant} for invoice ${number} could not be charged.`,
  asks: (merchant, number) => `Your bank wants you to confirm the payment of invoice ${number} from ${merchant}.`,
  processing: 'A payment of what was open is on its way.',
  pay: (amount) => `Pay the open ${amount} with it now`,
  submit: 'Save',
  done: 'Thank you. What you chose pays from now on.',
  unknown: [
    'There is nothing to update here',
    'This address is not known, or no longer. Ask the merchant for another.',
  ],
  invoice: 'See the invoice',
  play: 'You play the customer here. Use test cards only.',
}
