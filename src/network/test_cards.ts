// The cards of Stripe's test mode, by the name that their tokens carry (`pm_card_<name>`, `tok_<name>`). Numbers are never
// stored: a row of this table is. (https://docs.stripe.com/testing)
import type { Decline } from './declines.ts'

export interface TestCard {
  readonly number: string
  readonly brand: 'visa' | 'mastercard' | 'amex'
  /** The networks it can be run over, where there are several; the first is the brand's. */
  readonly networks?: readonly string[]
  readonly funding: 'credit' | 'debit' | 'prepaid'
  readonly country: string
  /** The other names of the card in `pm_card_<name>` and `tok_<name>`. */
  readonly aliases?: readonly string[]
  /** Why it cannot be attached to a customer or set up. */
  readonly attach?: Decline
  /** What a charge of it comes to, if not an approval. */
  readonly charge?: Decline
  /** The decline needs a security code to be looked at: without one the charge goes through. */
  readonly onlyWithCode?: true
  /** When the bank asks the customer in person. Without a word, it asks never, though the network would let it. */
  readonly authentication?: Authentication
  /** Why the bank cannot ask, once it has to: the payment is declined. */
  readonly lookup?: Decline
  /** What the bank compared. Without a word, what was given passes. */
  readonly checks?: {
    readonly code?: 'fail'
    readonly line1?: 'fail' | 'unavailable'
    readonly postalCode?: 'fail' | 'unavailable'
  }
  readonly risk?: 'elevated' | 'highest'
  /** The payment is held for a review, or stopped, by the account's default rules. */
  readonly radar?: 'block' | 'review'
  /** The disputes that follow a charge of it at once. */
  readonly disputes?: readonly {
    readonly reason: string
    readonly inquiry?: true
  }[]
  /** An early fraud warning follows a charge of it at once. */
  readonly fraudWarning?: true
  /** What becomes of its refunds, where they do not simply succeed. */
  readonly refund?: 'pending' | 'fails'
  /** Its money is available at once. */
  readonly bypassesPending?: true
}

/** (https://docs.stripe.com/testing#regulatory-cards, #three-ds-cards) */
export type Authentication =
  /** At every payment and setup; off session it is declined. */
  | 'always'
  /** At every setup, and at payments with a card that was not set up before. */
  | 'unless_set_up'
  /** At payments and setups on session; off session it counts as set up. */
  | 'on_session'
  /** At payments only where it is asked for (`request_three_d_secure`). */
  | 'when_requested'
  /** Never: the card does not know it. */
  | 'not_supported'

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

export interface NamedCard {
  /** The name of its row. */
  readonly name: string
  readonly card: TestCard
}

/** The card behind a token such as `pm_card_visa` or `tok_visa`, with the name of its row. */
export function cardOfToken(token: string): NamedCard | undefined {
  const [, name = ''] = /^(?:pm_card_|tok_)(.+)$/.exec(token) ?? []
  return Object.hasOwn(TEST_CARDS, name) ? { name, card: TEST_CARDS[name]! } : undefined
}

/** The row of a card number, or nothing: any other number is no test card. */
export function cardOfNumber(number: string): NamedCard | undefined {
  const found = Object.entries(TEST_CARDS).find(([, card]) => card.number === number)
  return found && { name: found[0], card: found[1] }
}
