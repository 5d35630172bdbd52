// The words of what only some Checkout pages ask in English.
import type { DetailWords } from './index.ts'

export const en: DetailWords = {
  nameOnCard: 'Full name on card',
  saved: (kind, last4) => `${kind} ending in ${last4}`,
  savedTitle: 'Your saved payment methods',
  forget: (method) => `Remove ${method}`,
  save: 'Save my payment details for next time',
  trialTitle: (days) => (days === 1 ? 'Try it free for a day' : `Try it free for ${days} days`),
  amountTitle: 'Choose what you pay',
  startTrial: 'Start trial',
  afterTrial: (day) => `After the trial, from ${day}`,
  nextBill: 'Afterwards',
  extras: 'Add to your order',
  add: (item) => `Add ${item}`,
  leaveOut: (item) => `Take out ${item}`,
  whereTaxed: 'Where you are, for the taxes',
  amountChanged: 'The amount has changed. Look at it once more, and press the button again.',
  startAgain: 'Start again',
  leaving: 'On to your bank or wallet',
  leavingLead: 'You approve the payment there, and come back.',
  leavingGo: 'Go on',
  mandate: (merchant) => `By pressing the button you allow ${merchant} to debit your account.`,
  reuse: (merchant) =>
    `By pressing the button you allow ${merchant} to charge you later, as you have agreed with them.`,
  business: 'For a business',
}
