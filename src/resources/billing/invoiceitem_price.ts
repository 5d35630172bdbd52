// What an invoice item costs: an amount as it is said, so much for each, or a quantity of a price that is bought once.
// (https://docs.stripe.com/api/invoiceitems/create)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { exclusive, invalid, missingParameter, tooSmall } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { toDecimalString } from '../../lib/money.ts'
import { floor, fromDecimal } from '../../lib/rational.ts'
import { lineAmount } from '../../rules/pricing.ts'
import { adHocPrice, inlinePrice, type PriceRow, price, pricingOf } from '../catalog/price.ts'
import { checkIn } from '../catalog/price_currency.ts'
import { pricedBy } from './line_item.ts'

/** How much of it: whole units, and the same with up to 12 decimals. */
export interface Quantity {
  readonly whole: number
  readonly decimal: string
}

export interface Priced {
  readonly amount: number
  readonly currency: string
  readonly pricing: Row<Stripe.InvoiceItem>['pricing']
  readonly quantity: Quantity
  /** The price that was named; an amount has none but its own. */
  readonly from?: Row<Stripe.Price>
}

/**
 * What an item costs: an amount as it is said, or a quantity of a price that is bought once. `known` is the price that it has:
 * it may have been archived, or made for this item alone.
 */
export function pricedItem(
  tx: Tx,
  params: Params<Stripe.InvoiceItemCreateParams> | Params<Stripe.InvoiceItemUpdateParams>,
  currency: string | undefined,
  { at, known }: { at: string; known?: ReadonlySet<string> | undefined },
): Priced {
  const { amount, unit_amount_decimal: unit, pricing, price_data } = params as Params<Stripe.InvoiceItemCreateParams>
  const ways = [
    amount !== undefined && 'amount',
    unit !== undefined && 'unit_amount_decimal',
    pricing?.price !== undefined && 'pricing[price]',
    price_data !== undefined && 'price_data',
  ].filter((way): way is string => way !== false)
  if (ways.length > 1) throw exclusive(ways, inside(at, ways.at(-1)!))
  const counted = (['quantity', 'quantity_decimal'] as const).find((name) => params[name] !== undefined)
  if (amount !== undefined && counted) throw exclusive(['amount', counted], inside(at, 'amount'))
  const quantity = quantityIn(params, at)
  if (ways.length === 0) throw missingParameter(inside(at, 'amount'))
  if (pricing?.price !== undefined || price_data !== undefined) {
    const param = inside(at, price_data ? 'price_data' : 'pricing[price]')
    const row = price_data
      ? inlinePrice(tx, price_data as never, param, { recurring: 'none' })
      : tx.get(price, pricing!.price!, param)
    if (row.recurring) throw invalid(WANTS_ONE_TIME, { param })
    if (!row.active && !price_data && !known?.has(row.id))
      throw invalid('The price specified is inactive. This field only accepts active prices.', { param })
    if (currency !== undefined) checkIn(row, currency, param)
    return { ...pricedAt(row, quantity, currency), from: row }
  }
  if (currency === undefined) throw missingParameter(inside(at, 'currency'))
  const name = params.description ?? 'Invoice item'
  const row = adHocPrice(tx, { currency, unit_amount_decimal: String(unit ?? amount!), name })
  return pricedAt(row, quantity)
}

/** Why 12 digits before the point: as many as an amount may have. [K] */
const QUANTITY = /^\+?\d{0,12}(\.\d*)?$/

/** What is said of a quantity; one unit where nothing is. `quantity` has the decimals cut off. Wordings [M]. */
function quantityIn({ quantity, quantity_decimal }: object & QuantityGiven, at: string): Quantity {
  if (quantity_decimal === undefined) {
    const whole = quantity ?? 1
    if (whole < 0) throw tooSmall(0, inside(at, 'quantity'))
    return { whole, decimal: String(whole) }
  }
  const param = inside(at, 'quantity_decimal')
  if (quantity !== undefined) throw exclusive(['quantity', 'quantity_decimal'], param)
  const text = String(quantity_decimal)
  if (text.startsWith('-')) throw tooSmall(0, param)
  if (!QUANTITY.test(text)) throw invalid(`Invalid decimal: ${text}`, { code: 'parameter_invalid_integer', param })
  const exact = fromDecimal(text)
  return { whole: Number(floor(exact)), decimal: toDecimalString(exact) }
}

interface QuantityGiven {
  readonly quantity?: number
  readonly quantity_decimal?: unknown
}

/** What a quantity of a price comes to. */
function pricedAt(row: PriceRow, quantity: Quantity, currency: string = row.currency): Priced {
  const pricing = pricingOf(row, currency)
  return {
    amount: lineAmount(pricing, fromDecimal(quantity.decimal)),
    currency,
    pricing: pricedBy(row, pricing.unit_amount_decimal) as never,
    quantity,
  }
}

/** What is sold, by the price of it. */
export const nameOf = (tx: Tx, { product }: Row<Stripe.Price>): string | null =>
  (tx.any([product as string])[0]?.name as string | undefined) ?? null

const WANTS_ONE_TIME =
  'The price specified is set to `type=recurring` but this field only accepts prices with `type=one_time`.'

/** A parameter that stands in another one: `lines[0][amount]`. */
export function inside(at: string, name: string): string {
  const [head, ...rest] = name.split('[')
  return at === '' ? name : [`${at}[${head}]`, ...rest].join('[')
}
