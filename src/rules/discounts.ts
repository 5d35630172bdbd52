// Discounts: what each coupon takes off each line. First what stands on a line, then what stands on the whole invoice, each
// list in its order, and never below nothing. (https://docs.stripe.com/billing/subscriptions/coupons)
import { fromDecimal, mul, rational, roundHalfUp } from '../lib/rational.ts'

export interface Discount {
  readonly id: string
  /** 0 to 100, as a decimal; null where an amount is taken off. */
  readonly percent_off: string | null
  /** Minor units. */
  readonly amount_off: number | null
  /** The only products it is for; null for all. */
  readonly products: readonly string[] | null
}

export interface DiscountableLine {
  /** Minor units. Only what is above zero is discounted. */
  readonly amount: number
  readonly discountable: boolean
  readonly product: string | null
  /** What stands on the line itself. */
  readonly discounts: readonly Discount[]
}

/** What a discount takes off a line, in minor units. */
export interface Allotted {
  readonly discount: string
  readonly amount: number
}

/** What is taken off each line, in the order of the lines; `discounts` are those of the whole invoice. */
export function applyDiscounts(
  lines: readonly DiscountableLine[],
  discounts: readonly Discount[],
): readonly (readonly Allotted[])[] {
  const taken: Allotted[][] = lines.map(() => [])
  const left = lines.map(({ amount, discountable }) => (discountable ? Math.max(0, amount) : 0))
  const take = (discount: Discount, among: readonly number[]) => {
    const amounts = shares(
      discount,
      among.map((i) => left[i]!),
    )
    for (const [k, i] of among.entries()) {
      left[i]! -= amounts[k]!
      // A line that has nothing left is not mentioned; one that a percentage rounds to nothing is.
      taken[i]!.push({ discount: discount.id, amount: amounts[k]! })
    }
  }
  const isFor = ({ products }: Discount, i: number) =>
    left[i]! > 0 && (products === null || products.includes(lines[i]!.product ?? ''))
  for (const [i, line] of lines.entries())
    for (const discount of line.discounts) if (isFor(discount, i)) take(discount, [i])
  for (const discount of discounts)
    take(
      discount,
      lines.flatMap((_, i) => (isFor(discount, i) ? [i] : [])),
    )
  return taken
}

/**
 * A percentage is rounded half up on each line. An amount is shared in proportion, each share rounded down and the rest put
 * on the last line that has room for it. (Stripe's sample at docs.stripe.com/billing/subscriptions/prorations)
 */
function shares({ percent_off, amount_off }: Discount, amounts: readonly number[]): number[] {
  if (percent_off !== null) {
    const part = mul(fromDecimal(percent_off), rational(1n, 100n))
    return amounts.map((amount) => Number(roundHalfUp(mul(rational(BigInt(amount)), part))))
  }
  return spread(amount_off ?? 0, amounts)
}

/** Shares a sum (minor units) over amounts in proportion, and never more than an amount; what is more than all of them stays. */
export function spread(sum: number, amounts: readonly number[]): number[] {
  const all = amounts.reduce((total, amount) => total + amount, 0)
  const off = Math.min(sum, all)
  if (all === 0) return amounts.map(() => 0)
  const parts = amounts.map((amount) => Number((BigInt(off) * BigInt(amount)) / BigInt(all)))
  let rest = off - parts.reduce((total, part) => total + part, 0)
  for (let i = amounts.length - 1; i >= 0 && rest > 0; i--) {
    const more = Math.min(rest, amounts[i]! - parts[i]!)
    parts[i]! += more
    rest -= more
  }
  return parts
}
