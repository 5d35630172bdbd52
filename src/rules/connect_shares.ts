// What of an invoice a platform keeps, and what goes on to the account that is connected to it.
// (https://docs.stripe.com/connect/subscriptions; https://docs.stripe.com/invoicing/connect)
import { fromDecimal, mul, type Rational, rational, roundHalfUp } from '../lib/rational.ts'

/** A part of an invoice, as it was asked for: so much of it (minor units), or so many percent (an exact decimal). */
export interface Share {
  readonly amount?: number
  readonly percent?: string
}

/**
 * What a share comes to of the amount due, in minor units: never more than that. What the customer's balance has paid is
 * not in the amount due, and so not in the percentage either: it is of the final invoice amount, with discounts, other
 * items and balance adjustments in it (docs.stripe.com/connect/subscriptions#collecting-fees-on-subscriptions). An amount
 * that is said goes before a percentage, and is capped (…#percent-fees-and-flat-fees). Halves are rounded up. [K]
 */
export function shareOfDue(due: number, { amount, percent }: Share): number {
  if (amount !== undefined) return Math.min(amount, due)
  if (percent === undefined) return 0
  const part: Rational = mul(rational(BigInt(due), 100n), fromDecimal(percent))
  return Number(roundHalfUp(part))
}
