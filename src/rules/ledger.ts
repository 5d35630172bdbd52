// The books: what each movement of a balance is in double entry. One table, a row for every type of movement that Brindle
// makes; balance_transaction.ts takes its types from here, so that no movement is without a row.
// (https://docs.stripe.com/reports/balance-transaction-types)
import { assert } from '../lib/assert.ts'

/**
 * Where money stands or what it was spent on. A payment is owed by the card network, or whoever else sends it, until it is
 * in the balance; what it was for, an invoice or a sale, is booked by whoever asked for it.
 */
export type Account =
  | 'BAL_PENDING'
  | 'BAL_AVAILABLE'
  | 'BAL_ISSUING'
  | 'BANK'
  | 'CARD_HOLDS'
  | 'CARD_NETWORK'
  | 'CLIMATE'
  | 'CARD_SPENDING'
  | 'CONNECTED'
  | 'DISPUTE_FEES'
  | 'DISPUTE_LOSS'
  | 'FEES'
  | 'PAYOUT_CLEARING'
  | 'RECEIVABLE'
  | 'REFUNDS'

/** One line of an entry. Amounts are minor units of the movement's currency, above zero. */
export interface Line {
  readonly account: Account
  readonly side: 'debit' | 'credit'
  readonly amount: number
}

interface Rule {
  /** The account on the other side of the gross amount. */
  readonly against: Account
  /** What Stripe's own fee is booked as. */
  readonly fee: 'FEES' | 'DISPUTE_FEES'
}

const sale: Rule = { against: 'CARD_NETWORK', fee: 'FEES' }
const refund: Rule = { against: 'REFUNDS', fee: 'FEES' }
const payout: Rule = { against: 'PAYOUT_CLEARING', fee: 'FEES' }
const bank: Rule = { against: 'BANK', fee: 'FEES' }
const hold: Rule = { against: 'CARD_HOLDS', fee: 'FEES' }
const spending: Rule = { against: 'CARD_SPENDING', fee: 'FEES' }
const connected: Rule = { against: 'CONNECTED', fee: 'FEES' }

export const RULES = {
  /** Money that a bank takes back for its customer, and that it returns when the dispute is won. */
  adjustment: { against: 'DISPUTE_LOSS', fee: 'DISPUTE_FEES' },
  application_fee: connected,
  application_fee_refund: connected,
  charge: sale,
  climate_order_purchase: { against: 'CLIMATE', fee: 'FEES' },
  climate_order_refund: { against: 'CLIMATE', fee: 'FEES' },
  /** What an issued card may still take, and what it did not take after all. */
  issuing_authorization_hold: hold,
  issuing_authorization_release: hold,
  /** Money that the network gives back when a dispute of ours is won. */
  issuing_dispute: spending,
  issuing_transaction: spending,
  payment: sale,
  /** A debit that its bank returned after it had succeeded: the customer owes it again. */
  payment_failure_refund: { against: 'RECEIVABLE', fee: 'FEES' },
  payment_refund: refund,
  payout,
  payout_cancel: payout,
  payout_failure: payout,
  refund,
  refund_failure: refund,
  /** All of it is a fee: there is no other side than that. */
  stripe_fee: { against: 'FEES', fee: 'FEES' },
  topup: bank,
  topup_reversal: bank,
  transfer: connected,
  transfer_cancel: connected,
  transfer_failure: connected,
  transfer_refund: connected,
} as const satisfies Readonly<Record<string, Rule>>

export type MovementType = keyof typeof RULES

/** What the books need to know of a balance transaction. Amounts are minor units; below zero goes out of the balance. */
export interface Booked {
  readonly type: string
  /** Without it, the payments balance. */
  readonly balance_type?: string
  readonly amount: number
  readonly fee: number
  readonly fee_details: readonly { readonly amount: number; readonly type: string }[]
  readonly net: number
  readonly status: string
}

/**
 * The entry of a balance transaction: the balance takes the net amount, fees are spent (or owed to the platform that asked
 * for them), and the other side has the gross. Throws a `Defect` where the two sides differ, or the type has no row.
 */
export function entryOf({ type, balance_type, amount, fee_details, net, status }: Booked): readonly Line[] {
  const rule: Rule | undefined = Object.hasOwn(RULES, type) ? RULES[type as MovementType] : undefined
  assert(rule, `there is no row in the books for a movement of the type ${type}`)
  const entry = [
    ...line(balance_type === 'issuing' ? 'BAL_ISSUING' : status === 'available' ? 'BAL_AVAILABLE' : 'BAL_PENDING', net),
    ...fee_details.flatMap((fee) => line(fee.type === 'application_fee' ? 'CONNECTED' : rule.fee, fee.amount)),
    ...line(rule.against, -amount),
  ]
  assert(isBalanced(entry), `a movement of the type ${type} does not balance: ${JSON.stringify(entry)}`)
  return entry
}

/** The day has come on which money can be used: minor units. */
export const availableEntry = (net: number): readonly Line[] => [
  ...line('BAL_AVAILABLE', net),
  ...line('BAL_PENDING', -net),
]

/** A payout has arrived, or what was reversed has come back: minor units, below zero in the second case. */
export const arrivedEntry = (amount: number): readonly Line[] => [
  ...line('BANK', amount),
  ...line('PAYOUT_CLEARING', -amount),
]

/** What is above zero stands on the left; of nothing there is no line. */
function line(account: Account, amount: number): readonly Line[] {
  if (amount === 0) return []
  return [{ account, side: amount > 0 ? 'debit' : 'credit', amount: Math.abs(amount) }]
}

/** Whether debits are credits. */
export const isBalanced = (entry: readonly Line[]): boolean => sumOf(entry) === 0

/** Debits less credits, in minor units. */
export const sumOf = (entry: readonly Line[]): number =>
  entry.reduce((sum, { side, amount }) => sum + (side === 'debit' ? amount : -amount), 0)
