// What a quantity of a price comes to: one amount for each unit, tiers, or packages of units. Exact until the one rounding
// of a line. (https://docs.stripe.com/products-prices/pricing-models)
import { add, cmp, div, floor, fromDecimal, mul, type Rational, rational, roundHalfUp, sub } from '../lib/rational.ts'

export interface Tier {
  /** The last unit that is in it; null in the last tier, which has no end. */
  readonly up_to: number | null
  /** Minor units for each unit in the tier, up to 12 decimals. */
  readonly unit_amount_decimal: string | null
  /** Minor units for the tier as such. */
  readonly flat_amount_decimal: string | null
}

export interface Pricing {
  readonly billing_scheme: 'per_unit' | 'tiered'
  readonly unit_amount_decimal: string | null
  readonly tiers: readonly Tier[]
  readonly tiers_mode: 'graduated' | 'volume' | null
  readonly transform_quantity: { readonly divide_by: number; readonly round: 'up' | 'down' } | null
}

/** What of an amount one tier brings; a price without tiers has one part. */
export interface Part {
  /** Which tier, from 1; 0 where there are none. */
  readonly tier: number
  /** Whether it is for units, or for the tier as such. */
  readonly kind: 'unit' | 'flat'
  readonly quantity: Rational
  /** Minor units for each of the quantity, as a decimal. */
  readonly each: string
  readonly amount: Rational
}

const NOTHING = rational(0n)
const ONE = rational(1n)
const sum = (parts: readonly Part[]) => parts.reduce((total, { amount }) => add(total, amount), NOTHING)

/** The exact amount, in minor units, of a quantity (zero or more; metered usage may be a fraction). */
export const amountOf = (pricing: Pricing, quantity: Rational): Rational => sum(partsOf(pricing, quantity))

/** The same, rounded half up: what a line costs, in minor units. */
export const lineAmount = (pricing: Pricing, quantity: Rational): number =>
  Number(roundHalfUp(amountOf(pricing, quantity)))

/** The parts of which an amount is the sum. */
export function partsOf(pricing: Pricing, quantity: Rational): readonly Part[] {
  if (pricing.billing_scheme === 'per_unit')
    return [units(0, transformed(pricing, quantity), pricing.unit_amount_decimal ?? '0')]
  return pricing.tiers_mode === 'volume' ? volume(pricing.tiers, quantity) : graduated(pricing.tiers, quantity)
}

const units = (tier: number, quantity: Rational, each: string): Part => ({
  tier,
  kind: 'unit',
  quantity,
  each,
  amount: mul(quantity, fromDecimal(each)),
})

const flat = (tier: number, each: string): Part => ({
  tier,
  kind: 'flat',
  quantity: ONE,
  each,
  amount: fromDecimal(each),
})

/** Packages instead of units. (https://docs.stripe.com/api/prices/create#create_price-transform_quantity) */
function transformed({ transform_quantity }: Pricing, quantity: Rational): Rational {
  if (!transform_quantity) return quantity
  const packages = div(quantity, rational(BigInt(transform_quantity.divide_by)))
  const whole = floor(packages)
  const isPart = cmp(packages, rational(whole)) > 0
  return rational(isPart && transform_quantity.round === 'up' ? whole + 1n : whole)
}

/** All units cost what the tier of their number says. */
function volume(tiers: readonly Tier[], quantity: Rational): Part[] {
  const at = tiers.findIndex(({ up_to }) => up_to === null || cmp(quantity, rational(BigInt(up_to))) <= 0)
  return inTier(tiers[at]!, at + 1, quantity)
}

/** Each unit costs what its own tier says. The first tier's flat amount is due for no unit at all, too. [K] */
function graduated(tiers: readonly Tier[], quantity: Rational): Part[] {
  const parts: Part[] = []
  let below = NOTHING
  for (const [i, tier] of tiers.entries()) {
    const isEntered = i === 0 || cmp(quantity, below) > 0
    if (!isEntered) break
    const end = tier.up_to === null ? quantity : least(quantity, rational(BigInt(tier.up_to)))
    parts.push(...inTier(tier, i + 1, sub(end, below)))
    below = end
    if (tier.up_to !== null) below = rational(BigInt(tier.up_to))
  }
  return parts
}

const least = (a: Rational, b: Rational) => (cmp(a, b) < 0 ? a : b)

function inTier({ unit_amount_decimal: each, flat_amount_decimal: whole }: Tier, tier: number, quantity: Rational) {
  return [...(each === null ? [] : [units(tier, quantity, each)]), ...(whole === null ? [] : [flat(tier, whole)])]
}
