// The words of the page of a mandate in English.
import type { MandateWords } from './index.ts'

export const en: MandateWords = {
  title: (method) => `Mandate for ${method}`,
  lead: {
    multi_use: (merchant) => `The customer allows ${merchant} to charge this payment method again and again.`,
    single_use: (merchant, amount) =>
      `The customer allows ${merchant} to charge this payment method once${amount === undefined ? '' : `, ${amount}`}.`,
  },
  terms: {
    merchant: 'Merchant',
    name: 'Customer',
    account: 'Account ends in',
    accepted: 'Agreed to',
    status: 'Status',
    reference: 'Reference',
    id: 'Mandate',
  },
  status: { active: 'active', inactive: 'no longer in force', pending: 'not in force yet' },
  accepted: { online: 'online', offline: 'offline' },
  unknown: [
    'There is no mandate here',
    "No mandate belongs to this address. Check that it is complete; the server's data may also have been reset since.",
  ],
}
