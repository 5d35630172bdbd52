// The ledger of financial accounts: what each kind of entry does to the parts of a balance, and what becomes of the
// transaction that it belongs to. (https://docs.stripe.com/treasury/account-management/working-with-balances-and-transactions)

/** A change of a balance, or a balance, in minor units. */
export interface Impact {
  /** Can be spent. */
  readonly cash: number
  /** Reserved by Stripe for later: always 0, as its page on balances says. */
  readonly inbound_pending: number
  /** Held for what is on its way out. */
  readonly outbound_pending: number
}

export type TransactionStatus = 'open' | 'posted' | 'void'

type Sign = -1 | 0 | 1
interface Rule {
  readonly cash: Sign
  readonly held: Sign
  /** What the transaction is once the entry is there. */
  readonly makes: TransactionStatus
}

/** Money that is sent is held first; it leaves when it is posted, and comes back where it is not. */
const sent: Rule = { cash: -1, held: 1, makes: 'open' }
const gone: Rule = { cash: 0, held: -1, makes: 'posted' }
const kept: Rule = { cash: 1, held: -1, makes: 'void' }
/** Money that comes in, or is taken, at once. */
const credited: Rule = { cash: 1, held: 0, makes: 'posted' }
const debited: Rule = { cash: -1, held: 0, makes: 'posted' }

const RULES = {
  credit_reversal: sent,
  credit_reversal_posting: gone,
  debit_reversal: credited,
  inbound_transfer: credited,
  inbound_transfer_return: debited,
  outbound_payment: sent,
  outbound_payment_cancellation: kept,
  outbound_payment_failure: kept,
  outbound_payment_posting: gone,
  outbound_payment_return: credited,
  outbound_transfer: sent,
  outbound_transfer_cancellation: kept,
  outbound_transfer_failure: kept,
  outbound_transfer_posting: gone,
  outbound_transfer_return: credited,
  received_credit: credited,
  received_debit: debited,
} as const satisfies Readonly<Record<string, Rule>>

export type EntryType = keyof typeof RULES

export const NOTHING: Impact = { cash: 0, inbound_pending: 0, outbound_pending: 0 }

/** What an entry of so much money (minor units, above 0) does, and what it makes of its transaction. */
export function entryOf(
  type: EntryType,
  amount: number,
): { readonly impact: Impact; readonly makes: TransactionStatus } {
  const { cash, held, makes }: Rule = RULES[type]
  return { impact: { cash: cash * amount, inbound_pending: 0, outbound_pending: held * amount }, makes }
}

/** A balance, or an impact, with another one on top. */
export function added(a: Impact, b: Impact): Impact {
  return {
    cash: a.cash + b.cash,
    inbound_pending: a.inbound_pending + b.inbound_pending,
    outbound_pending: a.outbound_pending + b.outbound_pending,
  }
}
