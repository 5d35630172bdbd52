// What shall be sold: the line items that a request asks for, checked, and written as rows.
// (https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-line_items)
import type Stripe from 'stripe'
import { exclusive, invalid, tooLarge, tooSmall } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Tax } from '../../rules/taxes.ts'
import { inlinePrice, type PriceData, type PriceRow, price } from '../catalog/price.ts'
import { product } from '../catalog/product.ts'
import { taxRatesAt } from '../catalog/tax_rate.ts'
import { type Item, ITEMS_MAX, item } from '../billing/item.ts'
import { currencyOf as currencyOfPrices } from '../billing/subscription_currency.ts'
import type { ItemAmounts } from './session_totals.ts'

/** What a line item of a session, or of a link, is asked for with. */
export interface ItemGiven {
  readonly price?: string
  readonly price_data?: PriceData
  readonly quantity?: number
  readonly adjustable_quantity?: { readonly enabled: boolean; readonly minimum?: number; readonly maximum?: number }
  readonly metadata?: Readonly<Record<string, string>> | ''
  readonly tax_rates?: readonly string[] | ''
}

/** A line item that shall be, or that is: what is sold, and how much of it. */
export interface ItemWish {
  readonly price: PriceRow
  readonly name: string
  /** None where the price is metered. */
  readonly quantity: number | null
  readonly adjustable: Stripe.LineItem.AdjustableQuantity | null
  readonly metadata: Readonly<Record<string, string>>
  readonly rates: readonly Stripe.TaxRate[]
  /** What the customer gives for it, where that is left to them; minor units. */
  readonly chosen?: number | undefined
}

type Mode = 'payment' | 'subscription'

/** The wishes of a parameter, in its order. A link names the prices that were made for it alone, and are in no other offer. */
export function itemWishes(
  tx: Tx,
  given: readonly ItemGiven[],
  mode: Mode,
  ofLink = false,
  param = 'line_items',
): ItemWish[] {
  if (given.length > ITEMS_MAX) throw invalid(`You may only specify up to ${ITEMS_MAX} line items.`, { param })
  const known = tx.any(given.map(({ price: id }) => id ?? ''))
  const rows = given.map((one, i) => priceOf(tx, one, known[i], { mode, ofLink }, `${param}[${i}]`))
  const names = tx.all(
    product,
    rows.map((row) => row.product as string),
  )
  return given.map((one, i) => {
    const at = `${param}[${i}]`
    const quantity = quantityOf(one, rows[i]!, at)
    return {
      price: rows[i]!,
      name: names[i]!.name,
      quantity,
      adjustable: adjustable(one, `${at}[adjustable_quantity]`),
      metadata: mergeMetadata({}, one.metadata),
      rates: taxRatesAt(tx, one.tax_rates ?? [], `${at}[tax_rates]`) as Stripe.TaxRate[],
    }
  })
}

/** The mode that prices ask for, where nobody says it: a link's. */
export const modeOf = (wishes: readonly Pick<ItemWish, 'price'>[]): Mode =>
  wishes.some(({ price: { recurring } }) => recurring) ? 'subscription' : 'payment'

/** The words of the second refusal are Stripe's: github.com/exercism/website/issues/7149. */
function priceOf(
  tx: Tx,
  { price: id, price_data }: ItemGiven,
  known: unknown,
  { mode, ofLink }: { mode: Mode; ofLink: boolean },
  at: string,
): PriceRow {
  if (id !== undefined && price_data) throw exclusive([`${at}[price]`, `${at}[price_data]`])
  if (id === undefined && !price_data)
    throw invalid('You must provide either price or price_data for each line item when using prices.', { param: at })
  if (price_data) {
    if (price_data.recurring && mode === 'payment') throw recurs(at)
    const recurring = price_data.recurring ? 'required' : 'none'
    return inlinePrice(tx, price_data, `${at}[price_data]`, { recurring })
  }
  const row = (known as Row<unknown> | undefined)?.object === price.object ? (known as PriceRow) : undefined
  const found = row ?? tx.get(price, id!, `${at}[price]`)
  if (!found.active && !(ofLink && found.hidden.inline))
    throw invalid('The price specified is inactive. This field only accepts active prices.', { param: `${at}[price]` })
  if (found.recurring && mode === 'payment') throw recurs(at)
  return found
}

/** github.com/dayhaysoos/use-shopping-cart/issues/224 */
const recurs = (param: string) =>
  invalid(
    'You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.',
    { param },
  )

/** The words of a missing quantity are Stripe's, as several projects quote them; those for a metered price as for subscriptions. */
function quantityOf({ quantity }: ItemGiven, { recurring }: PriceRow, at: string): number | null {
  if (recurring?.usage_type === 'metered') {
    if (quantity === undefined) return null
    throw invalid('You cannot set the quantity for metered plans.', { param: `${at}[quantity]` })
  }
  if (quantity === undefined) throw invalid(`Quantity is required. Add \`quantity\` to \`${at}\``, { param: at })
  if (quantity < 1) throw tooSmall(1, `${at}[quantity]`)
  return quantity
}

/** Up to 99, unless a bound of up to 999 999 is named. (docs: …line_items-adjustable_quantity-maximum) */
const ADJUSTABLE = { most: 99, bound: 999_999 } as const

function adjustable({ adjustable_quantity: given }: ItemGiven, at: string): ItemWish['adjustable'] {
  if (!given) return null
  if (!given.enabled) return { enabled: false, maximum: null, minimum: null }
  const { minimum = 0, maximum = ADJUSTABLE.most } = given
  if (minimum < 0) throw tooSmall(0, `${at}[minimum]`)
  if (maximum > ADJUSTABLE.bound) throw tooLarge(ADJUSTABLE.bound, maximum, `${at}[maximum]`)
  if (maximum < Math.max(1, minimum)) throw tooSmall(Math.max(1, minimum), `${at}[maximum]`)
  return { enabled: true, maximum, minimum }
}

/**
 * The currency that all are in: the one that is asked for, that of the customer whom a subscription is for, if all prices have
 * it (github.com/invertase/stripe-firebase-extensions/issues/644), or the first price's own.
 */
export const currencyOf = (
  wishes: readonly ItemWish[],
  asked: string | undefined,
  preferred: string | null = null,
): string =>
  currencyOfPrices(
    wishes.map(({ price: row }) => row),
    { asked, preferred, at: (i) => `line_items[${i}][price]` },
  )

/** Writes the line items. Lists have the newest first: written last to first, they are listed as they stand. */
export function insertItems(
  tx: Tx,
  of: string,
  currency: string,
  wishes: readonly ItemWish[],
  amounts: readonly ItemAmounts[],
  taxes: readonly (readonly Tax[])[],
): Item[] {
  const written = wishes.map((wish, i) => [wish, amounts[i]!, taxes[i]!] as const).toReversed()
  return written
    .map(([wish, reckoned, taxed]) => {
      const { hidden: _, ...shown } = wish.price
      return tx.insert(item, {
        adjustable_quantity: wish.adjustable,
        ...reckoned,
        currency,
        description: wish.name,
        metadata: wish.metadata,
        price: shown,
        quantity: wish.quantity,
        hidden: {
          of,
          price: wish.price.id,
          product: wish.price.product as string,
          recurring: wish.price.recurring !== null,
          rates: wish.rates,
          taxes: taxed,
        },
      } as never)
    })
    .reverse()
}

/** The wishes that line items once were. All prices in one round. */
export function wishesOfItems(tx: Tx, rows: readonly Item[]): ItemWish[] {
  const prices = tx.all(
    price,
    rows.map(({ hidden }) => hidden.price),
  )
  return rows.map((row, i) => ({
    price: prices[i]!,
    name: row.description ?? '',
    quantity: row.quantity,
    adjustable: row.adjustable_quantity,
    metadata: row.metadata ?? {},
    rates: row.hidden.rates,
    chosen: row.hidden.chosen,
  }))
}
