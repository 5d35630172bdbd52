// Prorations: what of a price belongs to a part of its period, by the second.
// (https://docs.stripe.com/billing/subscriptions/prorations)
import { mul, type Rational, rational, roundHalfUp } from '../lib/rational.ts'

/** From its first second to the first that is not in it, in epoch seconds. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** How much of a period is left at a moment: 1 at its start, 0 at its end. */
export const shareLeft = ({ start, end }: Span, at: number): Rational => rational(BigInt(end - at), BigInt(end - start))

/** How much of a period lies in a part of it. */
export const shareIn = ({ start, end }: Span, part: Span): Rational =>
  rational(BigInt(part.end - part.start), BigInt(end - start))

/**
 * Minor units of an exact amount for the share of its period, rounded half up by magnitude: a credit undoes exactly the
 * debit of the same size.
 */
export const prorated = (amount: Rational, share: Rational): number => Number(roundHalfUp(mul(amount, share)))
