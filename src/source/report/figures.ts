// The figures of the report: their shapes, and the exact arithmetic between them. Amounts are whole minor units of the currency
// that stands beside them; a rate is two whole numbers, and a text that is rounded once.
import { type Rational, rational, roundHalfUp, sub } from '../../lib/rational.ts'
import type { PayClass } from './pay_later.ts'

/** `numerator` of `denominator`, as they were counted, not reduced. `percent` has one decimal, half up: `33.3%`. */
export interface Fraction {
  readonly numerator: number
  readonly denominator: number
  readonly percent: string
}

/** An average: `numerator` over `denominator` exactly, and rounded half up to a whole minor unit. */
export interface Average {
  readonly numerator: number
  readonly denominator: number
  readonly rounded: number
}

/** What was sold and tried in some part of the charges. */
export interface Sales {
  /** Succeeded and captured charges, and what they captured. */
  readonly orders: number
  readonly amount: number
  readonly average: Average | null
  /** Charges that succeeded or failed; those that are only authorised are among them. */
  readonly tried: number
  readonly declined: number
  readonly declineRate: Fraction | null
  /** Of these orders, whenever they were refunded; null without the dataset. */
  readonly refunds: Refunds | null
  /** Orders whose metadata says `item_count`; null where none does. */
  readonly items: Items | null
}

export interface Refunds {
  /** Orders with at least one refund. */
  readonly orders: number
  readonly amount: number
  readonly rateByCount: Fraction | null
  readonly rateByAmount: Fraction | null
}

export interface Items {
  readonly orders: number
  readonly items: number
  /** Items per order with two decimals, half up: `2.50`. */
  readonly average: string
}

/** Of the balance transactions of orders, in the currency in which they were settled. */
export interface Fees {
  readonly currency: string
  readonly transactions: number
  readonly gross: number
  readonly fee: number
  readonly net: number
  readonly rate: Fraction | null
}

export interface Reason {
  readonly reason: string
  readonly declined: number
}

export interface ClassFigures extends Sales {
  readonly reasons: readonly Reason[]
  readonly fees: readonly Fees[] | null
  /** From an order of this class to the customer's next order of any class; null where none came back. */
  readonly nextPurchase: { readonly customersOrders: number; readonly medianSeconds: number } | null
}

/** The two classes side by side. The shares are those of pay later in both together. */
export interface Pair {
  readonly now: Sales
  readonly later: Sales
  readonly shareByCount: Fraction | null
  readonly shareByAmount: Fraction | null
}

export interface Month extends Pair {
  /** `2026-01`, UTC. */
  readonly month: string
}
export interface Country extends Pair {
  /** ISO 3166-1, as the charge says it; null where it says none. */
  readonly country: string | null
}
export interface Method extends Sales {
  readonly method: string
  readonly payClass: PayClass
}

/** Customers by the month of their first pay-later order. */
export interface Cohort {
  readonly month: string
  readonly customers: number
  /** From the following month on, until where the data ends: how many of them bought again in it, in either class. */
  readonly again: readonly Fraction[]
}

export interface Figures extends Pair {
  readonly now: ClassFigures
  readonly later: ClassFigures
  /** Average order of pay later minus that of buy now; null where one of them has none. */
  readonly averageDifference: {
    readonly numerator: string
    readonly denominator: string
    readonly rounded: number
  } | null
  readonly methods: readonly Method[]
  readonly months: readonly Month[]
  readonly countries: readonly Country[]
  /** Null without `customer` on charges. */
  readonly cohorts: readonly Cohort[] | null
}

/** Throws `RangeError` where a sum is beyond what a number holds exactly (some 9 × 10^15 minor units). */
export function whole(value: unknown): number {
  const number = Number(value ?? 0)
  if (!Number.isSafeInteger(number)) throw new RangeError(`too large a sum to be exact: ${String(value)}`)
  return number
}

/** `33.3%` of a fraction, half up in magnitude. */
function percentText(value: Rational, decimals = 1): string {
  return `${decimalText({ n: value.n * 100n, d: value.d }, decimals)}%`
}

/** A fraction as decimal text with so many places, half up in magnitude: 5/2 with 2 is `2.50`. */
export function decimalText(value: Rational, decimals: number): string {
  const scaled = roundHalfUp(rational(value.n * 10n ** BigInt(decimals), value.d))
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(decimals + 1, '0')
  const sign = scaled < 0n ? '-' : ''
  return decimals === 0 ? sign + digits : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}

/** Null where there is nothing to be a part of. */
export function fraction(numerator: number, denominator: number): Fraction | null {
  if (denominator === 0) return null
  return { numerator, denominator, percent: percentText(rational(BigInt(numerator), BigInt(denominator))) }
}

/** Null of nothing. */
export function average(total: number, count: number): Average | null {
  if (count === 0) return null
  const rounded = Number(roundHalfUp(rational(BigInt(total), BigInt(count))))
  return { numerator: total, denominator: count, rounded }
}

/** `b` minus `a`, rounded once. The fraction is in lowest terms, as texts: its parts may be beyond a number. */
export function differenceOf(a: Average | null, b: Average | null): Figures['averageDifference'] {
  if (!a || !b) return null
  const exact = (one: Average) => rational(BigInt(one.numerator), BigInt(one.denominator))
  const difference = sub(exact(b), exact(a))
  return {
    numerator: difference.n.toString(),
    denominator: difference.d.toString(),
    rounded: Number(roundHalfUp(difference)),
  }
}

/** The two classes and the share of the later one. */
export function pair<N extends Sales, L extends Sales>(now: N, later: L) {
  return {
    now,
    later,
    shareByCount: fraction(later.orders, now.orders + later.orders),
    shareByAmount: fraction(later.amount, now.amount + later.amount),
  }
}

/** Sales out of a row of sums, as `facts.ts` names its columns. */
export function salesOf(row: Readonly<Record<string, unknown>> | undefined, hasRefunds: boolean): Sales {
  const of = (name: string) => whole(row?.[name])
  const [orders, amount, tried, declined] = [of('orders'), of('amount'), of('tried'), of('declined')]
  const [refunded, refundedAmount, counted, items] = [
    of('refunded_orders'),
    of('refunded'),
    of('item_orders'),
    of('items'),
  ]
  return {
    orders,
    amount,
    average: average(amount, orders),
    tried,
    declined,
    declineRate: fraction(declined, tried),
    refunds: hasRefunds
      ? {
          orders: refunded,
          amount: refundedAmount,
          rateByCount: fraction(refunded, orders),
          rateByAmount: fraction(refundedAmount, amount),
        }
      : null,
    items:
      counted === 0
        ? null
        : { orders: counted, items, average: decimalText(rational(BigInt(items), BigInt(counted)), 2) },
  }
}
