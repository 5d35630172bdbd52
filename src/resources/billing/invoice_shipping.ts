// What delivery adds to an invoice: the amount of a shipping rate in the invoice's currency.
// (https://docs.stripe.com/api/invoices/create#create_invoice-shipping_cost)
import { exclusive, invalid, missingParameter } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { type ShippingRate, shippingRate, shippingRateFor } from '../catalog/shipping_rate.ts'
import type { Invoice } from './invoice_state.ts'

export interface ShippingGiven {
  readonly shipping_rate?: string
  readonly shipping_rate_data?: object
}

/**
 * The cost of delivery as it stands on an invoice; nothing where it is cleared. Tax rates are put on lines only, and only
 * Stripe's own reckoning of taxes puts some on delivery.
 * (https://docs.stripe.com/api/invoices/create#create_invoice-default_tax_rates)
 */
export function shippingCostOf(tx: Tx, given: ShippingGiven | '', currency: string): Invoice['shipping_cost'] {
  if (given === '') return null
  const param = 'shipping_cost[shipping_rate]'
  const { shipping_rate: id, shipping_rate_data: data } = given
  const hash = 'shipping_cost[shipping_rate_data]'
  if (id !== undefined && data) throw exclusive([param, hash])
  if (id === undefined && !data) throw missingParameter(param)
  const rate = data ? shippingRateFor(tx, data, hash) : tx.get(shippingRate, id!, param)
  // Wording [M], of both.
  if (!rate.active) throw invalid(`The shipping rate ${rate.id} is not active.`, { param })
  const amount = amountIn(rate, currency)
  if (amount === undefined)
    throw invalid(`The shipping rate ${rate.id} does not support the currency \`${currency}\` of the invoice.`, {
      param,
    })
  return { amount_subtotal: amount, amount_tax: 0, amount_total: amount, shipping_rate: rate.id } as never
}

function amountIn({ fixed_amount: fixed, hidden }: ShippingRate, currency: string): number | undefined {
  return fixed!.currency === currency ? fixed!.amount : hidden.currency_options[currency]?.amount
}
