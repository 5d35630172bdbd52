// Prices in the currency of what is sold: their own, or one of their options.
// (https://docs.stripe.com/products-prices/pricing-models#multicurrency)
import { invalid } from '../../kernel/errors.ts'
import { currenciesOf, type PriceRow } from './price.ts'

/** Whether a price has an amount in a currency. */
export const isIn = (row: PriceRow, currency: string): boolean => currenciesOf(row).includes(currency)

/** Refuses a price that has no amount in a currency. Recorded of one that has no options; how several are named is [M]. */
export function checkIn(row: PriceRow, currency: string, param: string): void {
  if (isIn(row, currency)) return
  const known = currenciesOf(row).map((code) => `\`${code}\``)
  throw invalid(
    `The price specified only supports ${known.join(', ')}. This doesn't match the expected currency: \`${currency}\`.`,
    { param },
  )
}
