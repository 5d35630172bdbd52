// What a pricing table offers: products, each with its prices, what it has, and what is said of it. Limits are Stripe's own.
// (https://docs.stripe.com/payments/checkout/pricing-table#limitations)
import type Stripe from 'stripe'
import { invalid, missingParameter, tooLong, tooManyElements } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { currencies, toDecimalString } from '../../lib/money.ts'
import { rational } from '../../lib/rational.ts'
import { amountOf } from '../../rules/pricing.ts'
import { checkTrial, price, type PriceRow, pricingOf } from '../catalog/price.ts'
import { product } from '../catalog/product.ts'

/** Four products, three prices of each, three intervals of all; features as those of products. */
const MOST = { items: 4, prices: 3, intervals: 3, features: 15, feature: 80 } as const

export const HIGHLIGHTS = ['best_value', 'most_popular', 'recommended'] as const
type Highlight = (typeof HIGHLIGHTS)[number]

export interface ItemGiven {
  readonly features?: string[]
  readonly highlight?: Highlight
  readonly prices: string[]
  readonly trial_period_days?: number
}

export interface PricingTableItem {
  /** Null where those of the product hold. */
  readonly features: string[] | null
  readonly highlight: Highlight | null
  readonly prices: string[]
  readonly product: string
  readonly trial_period_days: number | null
}

/** The items of a request, checked. Wordings [M]. */
export function itemsGiven(tx: Tx, given: readonly ItemGiven[]): PricingTableItem[] {
  if (given.length > MOST.items) throw tooManyElements(MOST.items, 'items')
  const intervals = new Set<string>()
  tx.any(given.flatMap(({ prices }) => prices))
  const items = given.map((one, i): PricingTableItem => {
    const at = `items[${i}]`
    if (one.prices.length === 0) throw missingParameter(`${at}[prices]`)
    if (one.prices.length > MOST.prices) throw tooManyElements(MOST.prices, `${at}[prices]`)
    checkFeatures(one.features ?? [], `${at}[features]`)
    const rows = one.prices.map((id, j) => checkPrice(tx.get(price, id, `${at}[prices][${j}]`), `${at}[prices][${j}]`))
    const own = rows.map(intervalOf)
    for (const [j, interval] of own.entries())
      if (own.indexOf(interval) !== j)
        throw invalid('A product has at most one price for each interval in a pricing table.', {
          param: `${at}[prices][${j}]`,
        })
    for (const interval of own) intervals.add(interval)
    const [first] = rows as [PriceRow]
    const other = rows.findIndex((row) => row.product !== first.product)
    if (other !== -1)
      throw invalid('All prices of an item must be of one product.', { param: `${at}[prices][${other}]` })
    checkTrial(one.trial_period_days ?? null, `${at}[trial_period_days]`)
    if (one.trial_period_days !== undefined && !rows.some(({ recurring }) => recurring))
      throw invalid('Only recurring prices have a trial.', { param: `${at}[trial_period_days]` })
    return {
      features: one.features ?? null,
      highlight: one.highlight ?? null,
      prices: one.prices,
      product: first.product as string,
      trial_period_days: one.trial_period_days ?? null,
    }
  })
  if (intervals.size > MOST.intervals)
    throw invalid(`A pricing table has prices of at most ${MOST.intervals} intervals.`, { param: 'items' })
  return items
}

function checkFeatures(features: readonly string[], at: string): void {
  if (features.length > MOST.features) throw tooManyElements(MOST.features, at)
  for (const [i, text] of features.entries())
    if (text.length > MOST.feature) throw tooLong(text, MOST.feature, `${at}[${i}]`)
}

function checkPrice(row: PriceRow, param: string): PriceRow {
  if (!row.active) throw invalid('The price specified is inactive. This field only accepts active prices.', { param })
  if (row.custom_unit_amount)
    throw invalid('A price that leaves its amount to the customer cannot stand in a pricing table.', { param })
  return row
}

const intervalOf = ({ recurring }: PriceRow): string =>
  recurring ? `${recurring.interval_count} ${recurring.interval}` : 'once'

/** What a page shows of an item. */
export interface Offer extends Omit<PricingTableItem, 'features' | 'prices' | 'product'> {
  readonly features: readonly string[]
  readonly prices: readonly OfferPrice[]
  readonly product: { readonly id: string; readonly name: string; readonly description: string | null }
}

export interface OfferPrice {
  readonly id: string
  /** What one comes to: minor units, which may have parts. */
  readonly amount_decimal: string
  readonly currency: string
  /** Digits of the currency's minor unit. */
  readonly currency_digits: number
  /** More of it comes to another amount for each. */
  readonly is_tiered: boolean
  readonly recurring: Pick<Stripe.Price.Recurring, 'interval' | 'interval_count' | 'usage_type'> | null
  readonly unit_label: string | null
}

/** The offers as they are now: what has been archived since is left out. One round of reading. */
export function offersOf(tx: Tx, items: readonly PricingTableItem[]): Offer[] {
  tx.any(items.flatMap((one) => [one.product, ...one.prices]))
  return items.flatMap(({ prices: ids, product: owner, features, ...more }): Offer[] => {
    const of = tx.find(product, owner)
    const prices = ids.flatMap((id): OfferPrice[] => {
      const row = tx.find(price, id)
      return row?.active ? [priceShown(row, of?.unit_label ?? null)] : []
    })
    if (!of?.active || prices.length === 0) return []
    const named = features ?? of.marketing_features.flatMap(({ name }) => name ?? [])
    const { id, name, description } = of
    return [{ ...more, features: named, prices, product: { id, name, description } }]
  })
}

function priceShown(row: PriceRow, unit_label: string | null): OfferPrice {
  const { id, currency, recurring } = row
  return {
    id,
    amount_decimal: toDecimalString(amountOf(pricingOf(row), rational(1n))),
    currency,
    currency_digits: currencies[currency]?.digits ?? 2,
    is_tiered: row.billing_scheme === 'tiered',
    recurring: recurring && {
      interval: recurring.interval,
      interval_count: recurring.interval_count,
      usage_type: recurring.usage_type,
    },
    unit_label,
  }
}
