// The cards of Stripe's test mode, by the name that their tokens carry (`pm_card_<name>`). Numbers are never stored:
// a row of this table is. (https://docs.stripe.com/testing)
import type { Decline } from './declines.ts'

export interface TestCard {
  readonly number: string
  readonly brand: 'visa' | 'mastercard' | 'amex'
  readonly funding: 'credit' | 'debit'
  readonly country: string
  /** What a charge of it comes to, if not an approval. */
  readonly charge?: Decline
  /** When the bank asks the customer in person: at every payment and setup. */
  readonly authentication?: 'always'
}

export const TEST_CARDS: Readonly<Record<string, TestCard>> = {
  visa: { number: '4242424242424242', brand: 'visa', funding: 'credit', country: 'US' },
  // Attaches to a customer, then declines every charge.
  chargeCustomerFail: {
    number: '4000000000000341',
    brand: 'visa',
    funding: 'credit',
    country: 'US',
    charge: 'generic_decline',
  },
  // Asks for authentication on every payment, so that an off-session one is declined.
  authenticationRequired: {
    number: '4000002760003184',
    brand: 'visa',
    funding: 'credit',
    country: 'DE',
    authentication: 'always',
  },
}

/** The card behind a token such as `pm_card_visa`, with the name of its row. */
export function cardOfToken(token: string): { readonly name: string; readonly card: TestCard } | undefined {
  const name = token.startsWith('pm_card_') ? token.slice('pm_card_'.length) : ''
  return Object.hasOwn(TEST_CARDS, name) ? { name, card: TEST_CARDS[name]! } : undefined
}

/** The row of a card number, or nothing: any other number is no test card. */
export function cardOfNumber(number: string): { readonly name: string; readonly card: TestCard } | undefined {
  const found = Object.entries(TEST_CARDS).find(([, card]) => card.number === number)
  return found && { name: found[0], card: found[1] }
}
