// What Stripe keeps of a payment. One table, easy to change; US prices for domestic payments.
// (https://stripe.com/pricing; rounding: https://support.stripe.com/questions/rounding-rules-for-stripe-fees)
import { fromDecimal, mul, roundHalfUp, type Rational, rational } from '../lib/rational.ts'

interface Fee {
  /** Percent of the amount, as an exact decimal. */
  readonly percent: string
  /** Minor units beside it. */
  readonly fixed: number
}

export const FEES: Readonly<Record<string, Fee>> = {
  usd: { percent: '2.9', fixed: 30 },
}

/** The fee for a payment, in minor units, rounded half up; never more than the payment. */
export function feeOf(amount: number, currency: string): number {
  const { percent, fixed } = FEES[currency] ?? FEES.usd!
  const share: Rational = mul(rational(BigInt(amount), 100n), fromDecimal(percent))
  return Math.min(amount, Number(roundHalfUp(share)) + fixed)
}

/** What an instant payout costs, in minor units. [K] (https://docs.stripe.com/payouts/instant-payouts#pricing) */
const INSTANT = { percent: '1', least: 50 }

/** The fee for paying out an amount (minor units) at once, rounded half up. */
export function instantFeeOf(amount: number): number {
  const share = mul(rational(BigInt(amount), 100n), fromDecimal(INSTANT.percent))
  return Math.max(INSTANT.least, Number(roundHalfUp(share)))
}
