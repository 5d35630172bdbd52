// How money that moves changes a financial account's three balances, and what that makes of the transaction that tells of it.
// (docs.stripe.com/api/v2/money-management/transactions/object; the sample of a transaction entry that posts an outbound
// transfer has outbound_pending -100 and nothing else)

/** Minor units of one currency. */
export interface Impact {
  readonly available: number
  readonly inbound_pending: number
  readonly outbound_pending: number
}

export type Movement = keyof typeof MOVEMENTS

/** By what happens to one unit of money: it enters the account's balances, leaves them, or goes from one to another. */
const MOVEMENTS = {
  /** It is there, at once: a credit from outside, a payment that came back, an adjustment. */
  arrive: { available: 1, inbound_pending: 0, outbound_pending: 0 },
  /** It is gone, at once: a debit from outside, a transfer that was taken back. */
  leave: { available: -1, inbound_pending: 0, outbound_pending: 0 },
  /** It is on its way in, and may be spent later. */
  expect: { available: 0, inbound_pending: 1, outbound_pending: 0 },
  /** What was on its way in may be spent. */
  clear: { available: 1, inbound_pending: -1, outbound_pending: 0 },
  /** What was on its way in does not come. */
  forgo: { available: 0, inbound_pending: -1, outbound_pending: 0 },
  /** It is set aside for a payment. */
  hold: { available: -1, inbound_pending: 0, outbound_pending: 1 },
  /** What was set aside has left. */
  post: { available: 0, inbound_pending: 0, outbound_pending: -1 },
  /** What was set aside may be spent again. */
  release: { available: 1, inbound_pending: 0, outbound_pending: -1 },
} as const satisfies Record<string, Impact>

/** The change of the three balances by a movement of an amount (minor units, not negative). */
export function impactOf(movement: Movement, amount: number): Impact {
  const one = MOVEMENTS[movement]
  // A zero is never negative.
  const times = (sign: number) => (sign === 0 || amount === 0 ? 0 : sign * amount)
  return {
    available: times(one.available),
    inbound_pending: times(one.inbound_pending),
    outbound_pending: times(one.outbound_pending),
  }
}

/** Two changes as one. */
export const sum = (a: Impact, b: Impact): Impact => ({
  available: a.available + b.available,
  inbound_pending: a.inbound_pending + b.inbound_pending,
  outbound_pending: a.outbound_pending + b.outbound_pending,
})

/**
 * Pending as long as either pending balance is concerned; then posted where something is left of it, and void where nothing
 * is. (docs.stripe.com/api/v2/money-management/transactions/object#…-status)
 */
export function statusOf({ available, inbound_pending, outbound_pending }: Impact): 'pending' | 'posted' | 'void' {
  if (inbound_pending !== 0 || outbound_pending !== 0) return 'pending'
  return available === 0 ? 'void' : 'posted'
}
