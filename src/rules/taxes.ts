// Taxes: what each rate makes of a line's amount. Rounded half up on each line and for each rate.
// (https://docs.stripe.com/billing/taxes/tax-rates; support.stripe.com/questions/rounding-rules-for-stripe-fees)
import { add, div, fromDecimal, mul, type Rational, rational, roundHalfUp } from '../lib/rational.ts'

export interface TaxRate {
  readonly id: string
  /** Percent, as a decimal. */
  readonly percentage: string
  /** Whether the amount contains it. */
  readonly inclusive: boolean
  /** Why it is what it is, where that is known: automatic taxes know it. */
  readonly reason?: string
}

export interface Tax {
  readonly rate: string
  readonly inclusive: boolean
  /** Minor units, of the sign of what is taxed. */
  readonly amount: number
  /** Minor units: the amount without any tax. */
  readonly taxable_amount: number
  readonly reason?: string
}

const HUNDRED = rational(100n)

/**
 * The taxes on an amount (minor units, after its discounts), in the order of the rates. Several rates are each on the same
 * base: the amount without what it contains of tax. [K]
 */
export function taxesOn(amount: number, rates: readonly TaxRate[]): readonly Tax[] {
  const whole = rational(BigInt(amount))
  const within = rates
    .filter(({ inclusive }) => inclusive)
    .reduce((sum, { percentage }) => add(sum, fromDecimal(percentage)), rational(0n))
  const contained = ({ percentage }: TaxRate) => rounded(div(mul(whole, fromDecimal(percentage)), add(HUNDRED, within)))
  const base = rates.reduce((left, rate) => (rate.inclusive ? left - contained(rate) : left), amount)
  const added = ({ percentage }: TaxRate) => rounded(div(mul(rational(BigInt(base)), fromDecimal(percentage)), HUNDRED))
  return rates.map((rate) => ({
    rate: rate.id,
    inclusive: rate.inclusive,
    amount: rate.inclusive ? contained(rate) : added(rate),
    // Seen in events that projects keep, of `not_collecting`: where nothing is owed, nothing is taxable. Of the others [K].
    taxable_amount: rate.reason === undefined || rate.reason === 'standard_rated' ? base : 0,
    ...(rate.reason !== undefined && { reason: rate.reason }),
  }))
}

const rounded = (exact: Rational) => Number(roundHalfUp(exact))
