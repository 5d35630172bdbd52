// Billing credits: which grants pay for which lines of an invoice, and in what order.
// (https://docs.stripe.com/billing/subscriptions/usage-based/billing-credits, as of 2026-05-05)

/** A line that credits may pay for: of a subscription item whose price has a meter. */
export interface MeteredLine {
  /** Minor units, after discounts and before taxes. */
  readonly amount: number
  readonly price: string
}

export interface Grant {
  readonly id: string
  /** What is left of it, minor units. */
  readonly balance: number
  readonly category: 'paid' | 'promotional'
  readonly created: number
  readonly effective_at: number
  readonly expires_at: number | null
  /** The prices that it is for; null is every price with a meter. */
  readonly prices: readonly string[] | null
  /** 0 comes first, 100 last. */
  readonly priority: number
}

export interface AppliedCredit {
  /** Which of the lines. */
  readonly line: number
  readonly grant: string
  /** Minor units, above zero. */
  readonly amount: number
}

/** What decides which grant comes first, where those above do not: the lower number does. ("Multiple credit grants") */
const ORDER: readonly ((grant: Grant) => number)[] = [
  ({ priority }) => priority,
  ({ expires_at }) => expires_at ?? Number.POSITIVE_INFINITY,
  ({ category }) => (category === 'promotional' ? 0 : 1),
  ({ effective_at }) => effective_at,
  ({ created }) => created,
]

/**
 * Whether a grant may pay for an invoice whose period ends `at` (epoch seconds): on or after its beginning, and before its
 * end. ("Credit grant eligibility")
 */
export const isEligible = ({ effective_at, expires_at }: Grant, at: number): boolean =>
  at >= effective_at && (expires_at === null || at < expires_at)

/**
 * What each grant pays of each line: the lines in their order, for each the grants in theirs, until either is used up. A line
 * that is not above zero takes nothing. ("Apply credit grants")
 */
export function applyCredits(lines: readonly MeteredLine[], grants: readonly Grant[]): AppliedCredit[] {
  const sorted = [...grants].sort(before)
  const left = new Map(sorted.map(({ id, balance }) => [id, balance]))
  return lines.flatMap(({ amount, price }, line) => {
    let due = amount
    return sorted.flatMap(({ id, prices }): AppliedCredit[] => {
      const paid = prices === null || prices.includes(price) ? Math.min(due, left.get(id)!) : 0
      if (paid <= 0) return []
      due -= paid
      left.set(id, left.get(id)! - paid)
      return [{ line, grant: id, amount: paid }]
    })
  })
}

function before(a: Grant, b: Grant): number {
  for (const by of ORDER) if (by(a) !== by(b)) return by(a) < by(b) ? -1 : 1
  return 0
}
