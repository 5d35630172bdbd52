// What a shipping rate costs in a currency.
import { invalid } from '../../kernel/errors.ts'
import type { ShippingRate } from './shipping_rate.ts'

/** Minor units of the currency: its own, or one of its options. Wording [M]. */
export function amountIn({ fixed_amount: fixed, hidden, id }: ShippingRate, currency: string, param: string): number {
  if (fixed!.currency === currency) return fixed!.amount
  const option = hidden.currency_options[currency]
  if (!option) throw invalid(`The shipping rate ${id} has no amount in ${currency}.`, { param })
  return option.amount
}
