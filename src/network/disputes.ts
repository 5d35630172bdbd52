// What customers object to, and what their bank or wallet says with it: which payments are disputed, how long there is to
// answer, and how an answer is taken. (https://docs.stripe.com/testing#disputes)
import { methodOf } from './catalogue.ts'
import { accountNamed } from './test_accounts.ts'
import { TEST_CARDS } from './test_cards.ts'

export interface Claim {
  readonly reason: string
  /** The bank only asks so far: no money moves. */
  readonly inquiry?: true
  /** There is nothing to be said against it: the money is gone. */
  readonly final?: true
}

/**
 * What follows a payment: of a test card, or from a test account whose debits are disputed. Of debits every dispute is final;
 * their reason is [K]. (https://support.stripe.com/questions/sepa-direct-debit-payment-disputes)
 */
export function claimsOf(paid: { type: string; card?: string; account?: string }): readonly Claim[] {
  const { type, card = '', account = '' } = paid
  if (type === 'card') return TEST_CARDS[card]?.disputes ?? []
  const isDisputed = methodOf(type)?.disputes === true && accountNamed(type, account)?.disputed === true
  return isDisputed ? [{ reason: 'debit_not_authorized', final: true }] : []
}

/** Days to answer in, by network or type. Recorded disputes have 9, 16 and 19; whose they were is [K]. */
const ANSWER_DAYS: Readonly<Record<string, number>> = { visa: 9, mastercard: 16, amex: 19 }
const ANSWER_DAYS_DEFAULT = 9

export const answerDays = (network: string): number => ANSWER_DAYS[network] ?? ANSWER_DAYS_DEFAULT

/** How networks number reasons. Visa's are recorded, the others [K]. (https://docs.stripe.com/disputes/categories) */
const REASON_CODES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  visa: { fraudulent: '10.4', product_not_received: '13.1' },
  mastercard: { fraudulent: '4837', product_not_received: '4853' },
  amex: { fraudulent: 'F29', product_not_received: 'C08' },
}

/**
 * What a dispute says of how was paid; for most types that is nothing.
 * (https://docs.stripe.com/api/disputes/object#dispute_object-payment_method_details)
 */
export function disputeDetails(type: string, network: string, { reason, inquiry }: Claim): object | undefined {
  switch (type) {
    case 'card': {
      const case_type = inquiry ? 'inquiry' : reason === 'noncompliant' ? 'compliance' : 'chargeback'
      const network_reason_code = REASON_CODES[network]?.[reason] ?? null
      return { card: { brand: network, case_type, network, network_reason_code }, type }
    }
    case 'amazon_pay':
      return { amazon_pay: { dispute_type: 'chargeback' }, type }
    case 'klarna':
      return { klarna: { reason_code: null }, type }
    case 'paypal':
      return { paypal: { case_id: null, reason_code: null }, type }
    default:
      return undefined
  }
}

/** Seconds of the clock from a payment until its customer, or their bank, objects. [K] */
export const OBJECTION_SECONDS = 3

/** What `evidence[uncategorized_text]` decides in test mode. (https://docs.stripe.com/testing#disputes) */
export const DECISIVE: Readonly<Record<string, 'won' | 'lost'>> = {
  winning_evidence: 'won',
  losing_evidence: 'lost',
}
