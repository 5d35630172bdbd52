// Spending controls: which purchases with an issued card the rules of the card and of its holder allow, and what counts towards
// a limit. (https://docs.stripe.com/issuing/controls/spending-controls)
import { DAY, monthOf, monthStart, startOfDay, weekdayOf } from '../lib/calendar.ts'

export type SpendingInterval = 'all_time' | 'daily' | 'monthly' | 'per_authorization' | 'weekly' | 'yearly'
/** Those over which spending adds up. */
type Counted = Exclude<SpendingInterval, 'per_authorization'>
const COUNTED: readonly Counted[] = ['all_time', 'daily', 'monthly', 'weekly', 'yearly']

export interface SpendingControls {
  readonly allowed_card_presences: readonly string[] | null
  readonly allowed_categories: readonly string[] | null
  readonly allowed_merchant_countries: readonly string[] | null
  readonly blocked_card_presences: readonly string[] | null
  readonly blocked_categories: readonly string[] | null
  readonly blocked_merchant_countries: readonly string[] | null
  readonly spending_limits:
    | readonly {
        readonly amount: number
        readonly categories: readonly string[] | null
        readonly interval: string
      }[]
    | null
}

export interface Purchase {
  /** Minor units that would be spent in addition. */
  readonly amount: number
  /** Minor units of the whole authorization. */
  readonly total: number
  readonly category: string
  readonly country: string | null
  readonly presence: string | null
}

/** What was spent since the interval that is running began: minor units by category. */
export interface Spent {
  readonly since: number
  readonly by: Readonly<Record<string, number>>
}
export type Spending = Readonly<Partial<Record<Counted, Spent>>>

/** No card may ever be charged more at once, whatever its limits: minor units. (the same page, "Spending limits") */
export const MOST_AT_ONCE = 1_000_000

/** When the interval began that a moment (epoch seconds) lies in: all of them do so at midnight UTC, weeks on Sundays. */
export function intervalStart(interval: Counted, at: number): number {
  switch (interval) {
    case 'all_time':
      return 0
    case 'daily':
      return startOfDay(at)
    case 'weekly':
      // Monday is 0.
      return startOfDay(at) - ((weekdayOf(at) + 1) % 7) * DAY
    case 'monthly':
      return monthStart(...monthOf(at))
    case 'yearly':
      return monthStart(monthOf(at)[0], 1)
  }
}

/** The spending with minor units of a purchase of some time added, or below zero taken away, as it counts now. */
export function withSpent(
  spending: Spending,
  { amount, category, at }: { readonly amount: number; readonly category: string; readonly at: number },
  now: number,
): Spending {
  const counted = COUNTED.map((interval) => {
    const since = intervalStart(interval, now)
    const known = spending[interval]
    const by = known?.since === since ? known.by : {}
    const isNow = intervalStart(interval, at) === since
    return [interval, { since, by: isNow ? { ...by, [category]: (by[category] ?? 0) + amount } : by }] as const
  })
  return Object.fromEntries(counted)
}

/** Whether the controls let a purchase through. An empty list is no rule. */
export function allows(controls: SpendingControls, purchase: Purchase, spending: Spending, now: number): boolean {
  const { category, country, presence } = purchase
  return (
    passes(controls.allowed_categories, controls.blocked_categories, category) &&
    passes(controls.allowed_merchant_countries, controls.blocked_merchant_countries, country) &&
    passes(controls.allowed_card_presences, controls.blocked_card_presences, presence) &&
    (controls.spending_limits ?? []).every((limit) => isWithin(limit, purchase, spending, now))
  )
}

function passes(allowed: readonly string[] | null, blocked: readonly string[] | null, value: string | null): boolean {
  if (allowed !== null && allowed.length > 0) return value !== null && allowed.includes(value)
  return value === null || !(blocked ?? []).includes(value)
}

function isWithin(
  { amount, categories, interval }: NonNullable<SpendingControls['spending_limits']>[number],
  purchase: Purchase,
  spending: Spending,
  now: number,
): boolean {
  const counts = (category: string) => !categories || categories.length === 0 || categories.includes(category)
  if (!counts(purchase.category)) return true
  if (interval === 'per_authorization') return purchase.total <= amount
  const known = spending[interval as Counted]
  const by = known?.since === intervalStart(interval as Counted, now) ? known.by : {}
  const spent = Object.entries(by).reduce((sum, [category, one]) => sum + (counts(category) ? one : 0), 0)
  return spent + purchase.amount <= amount
}
