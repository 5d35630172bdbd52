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

/**
 * What a dispute costs, in minor units, whoever wins it. Dollars and pounds as recorded transactions have them, the rest [K].
 * (https://stripe.com/pricing; https://support.stripe.com/questions/dispute-fees-faq)
 */
const DISPUTE_FEES: Readonly<Record<string, number>> = {
  usd: 1500,
  aud: 2500,
  cad: 1500,
  eur: 2000,
  gbp: 2000,
  hkd: 8500,
  jpy: 1300,
  mxn: 30000,
  nzd: 2500,
  sgd: 1500,
}

/** The fee for a dispute, in minor units of its currency. */
export const disputeFeeOf = (currency: string): number => DISPUTE_FEES[currency] ?? DISPUTE_FEES.usd!

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
