// Prorations: what of a price belongs to a part of its period, by the second.
// (https://docs.stripe.com/billing/subscriptions/prorations)
import { mul, type Rational, rational, roundHalfDown } from '../lib/rational.ts'

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
 * Minor units of an exact amount for the share of its period, rounded to the nearest; a half goes down, so that it is never
 * the customer's loss. Recorded at 2026-08-26.dahlia: -2.5 is -3, 4.5 is 4, 7.5 is 7
 * (github.com/Kiln-AI/stripe_world, tests/conformance/cassettes/01_proration_half_cent.json); a third of 10.00 is given back
 * and charged as 3.33 alike (docs.stripe.com/billing/subscriptions/prorations).
 */
export const prorated = (amount: Rational, share: Rational): number => Number(roundHalfDown(mul(amount, share)))
