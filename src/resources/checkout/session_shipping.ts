// How goods get to the customer: the rates among which they choose, the first of which holds until they do.
// (https://docs.stripe.com/payments/during-payment/charge-shipping)
import { exclusive, invalid, missingParameter } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { amountIn } from '../catalog/shipping_amount.ts'
import { type ShippingRate, shippingRate, shippingRateFor } from '../catalog/shipping_rate.ts'
import type { Session } from './session_state.ts'

export interface RateGiven {
  readonly shipping_rate?: string
  readonly shipping_rate_data?: object
}

/** Why 5: Stripe's own limit. (docs: create_checkout_session-shipping_options) */
const RATES_MAX = 5

/** The options as they are shown. A rate has to be active, and to have an amount in the currency. Wordings [M]. */
export function shippingOptions(
  tx: Tx,
  given: readonly RateGiven[],
  currency: string,
): { shipping_amount: number; shipping_rate: string }[] {
  if (given.length > RATES_MAX)
    throw invalid(`You may only specify up to ${RATES_MAX} shipping options.`, { param: 'shipping_options' })
  const known = tx.any(given.map(({ shipping_rate: id }) => id ?? ''))
  return given.map(({ shipping_rate: id, shipping_rate_data: data }, i) => {
    const at = `shipping_options[${i}]`
    if (id !== undefined && data) throw exclusive([`${at}[shipping_rate]`, `${at}[shipping_rate_data]`])
    if (id === undefined && !data) throw missingParameter(`${at}[shipping_rate]`)
    const row = data
      ? shippingRateFor(tx, data, `${at}[shipping_rate_data]`)
      : known[i]?.object === shippingRate.object
        ? (known[i] as unknown as ShippingRate)
        : tx.get(shippingRate, id!, `${at}[shipping_rate]`)
    if (!row.active) throw invalid(`The shipping rate ${row.id} is not active.`, { param: `${at}[shipping_rate]` })
    return { shipping_amount: amountIn(row, currency, at), shipping_rate: row.id }
  })
}

/** What the chosen option costs. Only automatic taxes put one on it: those are reckoned with the session's. */
export function shippingCost(
  options: readonly { shipping_amount: number; shipping_rate: unknown }[],
  chosen?: string,
): Session['shipping_cost'] {
  const option = chosen === undefined ? options[0] : options.find(({ shipping_rate: id }) => id === chosen)
  if (!option) return null
  const { shipping_amount: amount, shipping_rate } = option
  return { amount_subtotal: amount, amount_tax: 0, amount_total: amount, shipping_rate: shipping_rate as string }
}
