// The words of the page on which a customer authorizes, in English.
import type { AuthorizeWords } from './index.ts'

export const en: AuthorizeWords = {
  setup: {
    title: (method) => `Save ${method} for later payments?`,
    lead: (merchant) => `${merchant} asks to keep this payment method and to charge it again later.`,
  },
  payment: {
    title: (method, amount) => (amount ? `Pay ${amount} with ${method}?` : `Pay with ${method}?`),
    lead: (merchant) => `${merchant} asks you to approve this payment.`,
  },
  how: {
    code: 'Scan the code to open this page on another device, or decide here.',
    voucher: 'Pay at the till or at your bank with what stands below.',
    deposits: 'Tell what the small deposits to your bank account were, and it is shown to be yours.',
    transfer: 'Send the amount to one of the accounts below.',
  },
  // These texts are what tests written for Stripe look for. (browser suites in public repositories)
  succeed: {
    setup: 'Authorize Test Setup',
    payment: 'Authorize Test Payment',
    voucher: 'Pay Test Voucher',
    challenge: 'Complete',
  },
  fail: {
    setup: 'Fail Test Setup',
    payment: 'Fail Test Payment',
    voucher: 'Let Test Voucher Expire',
    challenge: 'Fail',
  },
  closed: {
    spent: ['Already completed', 'This step has been decided, and it is decided only once.'],
    expired: [
      'This page has expired',
      'It waited for too long, or a newer attempt has taken its place. Go back to the merchant and try again.',
    ],
    unknown: [
      'There is nothing to authorize here',
      "No step belongs to this address. Check that it is complete; the server's data may also have been reset since.",
    ],
  },
  done: {
    setup: {
      succeeded: ['Setup authorized', 'You may close this window: the merchant is told.'],
      failed: ['Setup failed', 'Nothing was saved. You may close this window: the merchant is told.'],
    },
    payment: {
      succeeded: ['Payment authorized', 'You may close this window: the merchant is told.'],
      failed: ['Payment failed', 'Nothing was paid. You may close this window: the merchant is told.'],
    },
  },
  verified: ['Bank account verified', 'You may close this window: the merchant is told.'],
  goOn: 'Go on to the merchant',
  close: 'You can close this page.',
  rows: { merchant: 'Merchant', method: 'Payment method', amount: 'Amount', expires: 'Open until' },
  someone: 'The merchant',
  play: 'You play the customer here: authorize, or let it fail to see how the integration copes.',
}
