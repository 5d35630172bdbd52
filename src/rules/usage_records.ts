// What usage records come to: what stands at a timestamp after several of them, and what a period is billed for.
// (https://docs.stripe.com/billing/subscriptions/usage-based-legacy/recording-usage; docs.stripe.com/api/usage_records/create)

/** `aggregate_usage` of a price. */
export type Aggregate = 'sum' | 'last_during_period' | 'last_ever' | 'max'

export interface Report {
  readonly action: 'increment' | 'set'
  /** Units, not below zero. */
  readonly quantity: number
}

/**
 * What stands at a timestamp after a report: `increment` adds to what stood there, `set` replaces it. Neither knows of other
 * timestamps. (Stripe says so at github.com/stripe/stripe-python/pull/607)
 */
export const standing = (before: number | undefined, { action, quantity }: Report): number =>
  action === 'set' ? quantity : (before ?? 0) + quantity

/** What all timestamps of a period come to, in units. */
export interface Totals {
  readonly sum: number
  readonly max: number
}

export const EMPTY: Totals = { sum: 0, max: 0 }

/**
 * What a period comes to when a timestamp in it stands at another quantity. `others` are those of the other timestamps: they
 * are asked for only when the largest of all went down.
 */
export function totalled(
  { sum, max }: Totals,
  before: number | undefined,
  after: number,
  others: () => number[],
): Totals {
  const isLowered = before === max && after < max
  return { sum: sum - (before ?? 0) + after, max: isLowered ? Math.max(after, ...others()) : Math.max(max, after) }
}

/** What stands at the last timestamp of a period, and at the last one of all until its end, where there is one. */
export interface Last {
  readonly during: number | undefined
  readonly ever: number | undefined
}

/** Units that a period is billed for. Of a period without any usage, only `last_ever` still knows of some. */
export function billedUsage(aggregate: Aggregate, { sum, max }: Totals, { during, ever }: Last): number {
  switch (aggregate) {
    case 'sum':
      return Math.max(0, sum)
    case 'max':
      return max
    case 'last_during_period':
      return during ?? 0
    case 'last_ever':
      return ever ?? 0
  }
}
