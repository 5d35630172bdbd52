// Monthly recurring revenue: what the items of a subscription come to in a month, exactly until the one rounding of the
// subscription. (docs/billing-summary.md explains it with a sum worked out by hand)
import { add, cmp, div, fromDecimal, mul, type Rational, rational, roundHalfUp, sub } from '../lib/rational.ts'
import type { Interval } from '../lib/calendar.ts'
import type { Discount } from './discounts.ts'

export interface Charged {
  /** What a period of it costs, in minor units. */
  readonly amount: Rational
  readonly interval: Interval
  readonly interval_count: number
  readonly product: string | null
  /** What stands on the item itself, and still runs. */
  readonly discounts: readonly Discount[]
}

/** How often each interval is in a month: a year has 12 months, 52 weeks and 365 days. */
const PER_MONTH: Readonly<Record<Interval, Rational>> = {
  month: rational(1n),
  year: rational(1n, 12n),
  week: rational(52n, 12n),
  day: rational(365n, 12n),
}
const NOTHING = rational(0n)

/** How many periods a month has: 1 for a month, 1/12 for a year, 1/3 for three months. */
export const periodsPerMonth = (interval: Interval, count: number): Rational =>
  div(PER_MONTH[interval], rational(BigInt(count)))

/**
 * Minor units a month of a subscription, rounded half up once. A percentage is taken off what is left of each item; an amount
 * is taken off once in each period: that of the item where it stands on one, else the shortest among the items; and never more
 * than there is. `discounts` are those of the subscription that still run.
 */
export function monthlyAmount(items: readonly Charged[], discounts: readonly Discount[]): number {
  const shortest = items.map(rateOf).reduce((most, rate) => (cmp(rate, most) > 0 ? rate : most), NOTHING)
  let left = items.map((item) => {
    const own = { product: item.product, amount: mul(item.amount, rateOf(item)) }
    return {
      ...own,
      amount: item.discounts.reduce(
        (rest, one) => reduced([{ ...own, amount: rest }], one, rateOf(item))[0]!,
        own.amount,
      ),
    }
  })
  for (const one of discounts) {
    const amounts = reduced(left, one, shortest)
    left = left.map(({ product }, i) => ({ product, amount: amounts[i]! }))
  }
  return Number(roundHalfUp(left.reduce((total, { amount }) => add(total, amount), NOTHING)))
}

const rateOf = ({ interval, interval_count }: Charged) => periodsPerMonth(interval, interval_count)

interface Left {
  readonly product: string | null
  readonly amount: Rational
}

/** What a discount leaves of each; an amount off is taken from the first ones first. */
function reduced(left: readonly Left[], { percent_off, amount_off, products }: Discount, rate: Rational): Rational[] {
  let off = mul(rational(BigInt(amount_off ?? 0)), rate)
  return left.map(({ product, amount }) => {
    if (cmp(amount, NOTHING) <= 0 || (products !== null && !products.includes(product ?? ''))) return amount
    if (percent_off !== null) return mul(amount, sub(rational(1n), div(fromDecimal(percent_off), rational(100n))))
    const taken = cmp(off, amount) > 0 ? amount : off
    off = sub(off, taken)
    return sub(amount, taken)
  })
}

/** A part of a whole as a decimal of four places, rounded half up; null where there is no whole. */
export function shareText(part: number, whole: number): string | null {
  if (whole === 0) return null
  const digits = roundHalfUp(rational(BigInt(part) * 10_000n, BigInt(whole)))
    .toString()
    .padStart(5, '0')
  return `${digits.slice(0, -4)}.${digits.slice(-4)}`
}
