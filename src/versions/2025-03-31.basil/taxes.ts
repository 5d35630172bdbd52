// How taxes were told of before 2025-03-31.basil, wherever they stand: each amount with its rate, and whether it is within.
// (https://docs.stripe.com/changelog/basil)
import { div, floor, mul, rational, type Rational } from '../../lib/rational.ts'

export interface Tax {
  readonly amount: number
  readonly tax_behavior: 'exclusive' | 'inclusive'
  readonly tax_rate_details: { readonly tax_rate: string } | null
  readonly taxability_reason: string
  readonly taxable_amount: number | null
}

/** The elements of `tax_amounts`. There was no word for a reason that is not known. */
export const taxAmounts = (taxes: unknown): object[] =>
  ((taxes ?? []) as readonly Tax[]).map((tax) => ({
    amount: tax.amount,
    inclusive: tax.tax_behavior === 'inclusive',
    tax_rate: tax.tax_rate_details?.tax_rate ?? null,
    taxability_reason: tax.taxability_reason === 'not_available' ? null : tax.taxability_reason,
    taxable_amount: tax.taxable_amount,
  }))

/** All taxes together, minor units; null where there are none. */
export function taxOf(taxes: unknown): number | null {
  const all = (taxes ?? []) as readonly Tax[]
  return all.length === 0 ? null : all.reduce((sum, { amount }) => sum + amount, 0)
}

/** An amount (minor units) without the taxes that are within it. */
export const withoutTaxes = (amount: number, taxes: unknown): number =>
  ((taxes ?? []) as readonly Tax[]).reduce(
    (left, tax) => (tax.tax_behavior === 'inclusive' ? left - tax.amount : left),
    amount,
  )

/** Why 12: Stripe's own limit to the decimals of an amount. (https://docs.stripe.com/api/prices/create#create_price-unit_amount_decimal) */
const DECIMALS = 12n

/** What one of `quantity` comes to, as a decimal of minor units. Minor units in; null without any. */
export function unitOf(amount: number, quantity: unknown): string | null {
  if (typeof quantity !== 'number' || !Number.isInteger(quantity) || quantity === 0) return null
  return decimal(div(rational(BigInt(amount)), rational(BigInt(quantity))))
}

/** The digits of a rational, rounded towards zero after twelve. */
function decimal(value: Rational): string {
  const scale = 10n ** DECIMALS
  const isNegative = value.n < 0n
  const size = isNegative ? rational(-value.n, value.d) : value
  const scaled = floor(mul(size, rational(scale)))
  const digits = (scaled % scale).toString().padStart(Number(DECIMALS), '0').replace(/0+$/, '')
  return `${isNegative && scaled > 0n ? '-' : ''}${scaled / scale}${digits ? `.${digits}` : ''}`
}
