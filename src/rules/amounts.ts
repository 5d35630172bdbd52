// What a quantity of a price comes to. Exact until the one rounding of the line.
// (https://docs.stripe.com/products-prices/pricing-models)
import { fromDecimal, mul, rational, roundHalfUp } from '../lib/rational.ts'

/** Minor units of a line: the unit amount (minor units, up to 12 decimals) times the quantity, rounded half up once. */
export function lineAmount(unitAmountDecimal: string, quantity: number): number {
  return Number(roundHalfUp(mul(fromDecimal(unitAmountDecimal), rational(BigInt(quantity), 1n))))
}
