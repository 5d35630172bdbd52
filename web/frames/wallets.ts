// The wallets of express buttons: as Stripe.js calls each, as people do, and as what a payment by it is made.

export interface Wallet {
  /** `expressPaymentType` of events. */
  readonly type: string
  /** As options of Stripe.js call it. */
  readonly option: string
  readonly name: string
  /** The type of payment method; a wallet that holds cards pays by a test card. */
  readonly method: string
}

export const WALLETS: readonly Wallet[] = [
  { type: 'apple_pay', option: 'applePay', name: 'Apple Pay', method: 'card' },
  { type: 'google_pay', option: 'googlePay', name: 'Google Pay', method: 'card' },
  { type: 'link', option: 'link', name: 'Link', method: 'link' },
  { type: 'paypal', option: 'paypal', name: 'PayPal', method: 'paypal' },
  { type: 'amazon_pay', option: 'amazonPay', name: 'Amazon Pay', method: 'amazon_pay' },
  { type: 'klarna', option: 'klarna', name: 'Klarna', method: 'klarna' },
]

/** What stands for the card in a wallet: no number is typed. (https://docs.stripe.com/testing#cards) */
export const WALLET_CARD = { token: 'tok_visa' }

/** Who the tester is, in a wallet: nobody. */
export const CUSTOMER = {
  name: 'Jenny Rosen',
  email: 'jenny@example.com',
  phone: '+15555550123',
  address: {
    line1: '1234 Main Street',
    line2: null,
    city: 'San Francisco',
    state: 'CA',
    postal_code: '94111',
    country: 'US',
  },
}
