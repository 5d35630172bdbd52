// The items that a call asks for: their prices, quantities, discounts and taxes, checked against each other.
// (https://docs.stripe.com/api/subscriptions/create#create_subscription-items)
import { exclusive, invalid, missingParameter, refuseUnbuilt, tooSmall } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Tx } from '../../kernel/tx.ts'
import { isSameRecurrence } from '../../rules/periods.ts'
import { aggregateOf, checkMetered } from '../catalog/aggregate_usage.ts'
import { inlinePrice, type PriceRow, price } from '../catalog/price.ts'
import { type DiscountGiven, discountsOf } from './discount.ts'
import { taxRatesAt } from '../catalog/tax_rate.ts'
import { type Item, type ItemGiven, type ItemWish, priceIdOf } from './subscription_item.ts'
import { isMetered, recurrenceOf } from './subscription_lines.ts'
import { itemThresholds } from './subscription_thresholds.ts'

/** https://docs.stripe.com/api/subscriptions/create#create_subscription-items */
const ITEMS_MAX = 20

/** For whom items are chosen, and beside what. */
export interface Chooser {
  readonly customer: string
  readonly subscription: string
  /** The currency that the subscription is in; nothing where there is no price to tell it. */
  readonly currency: string | undefined
  readonly mode: 'classic' | 'flexible'
  readonly start: number
  /** The parameter that holds them; `''` where they are the parameters themselves. */
  readonly param: string
  /** Prices that were chosen before, as by a schedule or a Checkout Session: those need not be active any more. */
  readonly known?: ReadonlySet<string>
}

/** What is not built yet of an item. */
export const UNBUILT = ['current_trial', 'trial']

/** The parameter of an item, as the caller knows it. */
export const at = (param: string, i: number, name: string): string => (param === '' ? name : `${param}[${i}][${name}]`)

/** The prices that items ask for; one that keeps its price has undefined. All in one round. */
export function pricesGiven(tx: Tx, given: readonly ItemGiven[], param: string): (PriceRow | undefined)[] {
  const ids = given.map(({ price: id, plan, price_data }, i) => {
    if ([id, plan, price_data].filter((one) => one !== undefined).length > 1)
      throw exclusive([at(param, i, 'price'), at(param, i, price_data ? 'price_data' : 'plan')])
    return id ?? plan
  })
  const asked = ids.filter((id) => id !== undefined)
  const rows = tx.any(asked)
  return given.map(({ price_data }, i) => {
    if (price_data) return inlinePrice(tx, price_data as never, at(param, i, 'price_data'), { recurring: 'required' })
    if (ids[i] === undefined) return undefined
    const row = rows[asked.indexOf(ids[i])]
    return row?.object === price.object ? (row as unknown as PriceRow) : tx.get(price, ids[i]!, at(param, i, 'price'))
  })
}

/** What a new item shall be. */
export function wishOf(tx: Tx, given: ItemGiven, row: PriceRow | undefined, i: number, of: Chooser): ItemWish {
  const { param } = of
  refuseUnbuilt(given, UNBUILT, ' for an item of a subscription')
  if (!row) throw missingParameter(at(param, i, 'price'))
  checkPrice(row, given, at(param, i, 'price'), of.known)
  if (!of.known?.has(row.id)) checkMetered(tx, row, at(param, i, 'price'))
  return {
    price: row,
    quantity: quantityGiven(given, row, at(param, i, 'quantity')),
    thresholds: itemThresholds(given as never, row, at(param, i, 'billing_thresholds')),
    metadata: mergeMetadata({}, given.metadata),
    rates: taxRatesAt(tx, given.tax_rates ?? [], at(param, i, 'tax_rates')),
    discounts: (standing) =>
      discountsOf(
        tx,
        (given.discounts ?? []) as DiscountGiven[] | '',
        {
          customer: of.customer,
          subscription: of.subscription,
          start: of.start,
          currency: of.currency ?? row.currency,
          ...standing,
        },
        [],
        at(param, i, 'discounts'),
      ),
  }
}

/** Refuses a price that nobody can subscribe to. That of `price_data` is inactive for all others. */
export function checkPrice(row: PriceRow, { price_data }: ItemGiven, param: string, known?: ReadonlySet<string>): void {
  if (!row.active && !price_data && !known?.has(row.id))
    throw invalid('The price specified is inactive. This field only accepts active prices.', { param })
  if (!row.recurring)
    throw invalid(
      'The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.',
      { param },
    )
}

/** Recorded: 1 where nothing is said, and none for what is metered. */
export function quantityGiven({ quantity }: ItemGiven, row: PriceRow, param: string): number | undefined {
  if (quantity !== undefined && quantity < 0) throw tooSmall(0, param)
  if (!isMetered(row)) return quantity ?? 1
  if (quantity === undefined) return undefined
  throw invalid('You cannot set the quantity for metered plans.', { param })
}

export function checkCount(count: number, param: string): void {
  if (count > ITEMS_MAX) throw invalid(`A subscription can have at most ${ITEMS_MAX} items.`, { param })
}

/** Billed equally often in classic mode, and no price twice. Recorded. */
export function checkTogether(prices: readonly PriceRow[], of: Chooser): void {
  checkCount(prices.length, of.param || 'items')
  const [first] = prices
  for (const [i, row] of prices.entries()) {
    if (of.mode === 'classic' && !isSameRecurrence(recurrenceOf(row), recurrenceOf(first!)))
      throw invalid(
        'Currency and interval fields must match across all plans on this subscription. Found mismatch in interval field.',
      )
    // (docs.stripe.com/billing/subscriptions/billing-mode: it is refused; the words are [M])
    if (of.mode === 'flexible' && aggregateOf(row) !== undefined)
      throw invalid(
        'Metered prices that are not backed by a meter are not supported with `billing_mode.type=flexible`.',
        {
          param: at(of.param, i, 'price'),
        },
      )
    if (prices.findIndex(({ id }) => id === row.id) !== i)
      throw invalid(`Cannot create a Subscription with multiple Subscription Items with the same Price: ${row.id}`, {
        param: 'plan',
      })
  }
}

/** The prices of items, as their own rows: those that items carry have no tiers. One round. */
export const pricesOf = (tx: Tx, items: readonly Item[]): PriceRow[] => tx.all(price, items.map(priceIdOf))
