// What a subscription's items come to on an invoice: a line for each over a period, or one for each tier, and what is
// reported of their use. (https://docs.stripe.com/billing/subscriptions/overview; docs.stripe.com/products-prices/pricing-models)
import type Stripe from 'stripe'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { type Rational, rational, roundHalfUp } from '../../lib/rational.ts'
import type { Recurrence } from '../../rules/periods.ts'
import { partsOf } from '../../rules/pricing.ts'
import type { Span } from '../../rules/proration.ts'
import { type PriceRow, pricingOf } from '../catalog/price.ts'
import { product } from '../catalog/product.ts'
import { rateOf } from './invoice_reckoning.ts'
import * as describe from './line_description.ts'
import { type LineWish, ofItem, pricedBy } from './line_item.ts'
import type { Item } from './subscription_item.ts'
import { modeOf, type Subscription } from './subscription_state.ts'

export type Product = Row<Stripe.Product>

/** The products of prices, in their order, in one round. */
export const productsOf = (tx: Tx, prices: readonly { product: unknown }[]): Product[] =>
  tx.all(
    product,
    prices.map((price) => price.product as string),
  )

/** A line, and the item that it is of. */
export interface ItemLine {
  readonly item: string
  readonly wish: LineWish
}

export interface Billed {
  readonly item: Item
  readonly price: PriceRow
  readonly product: Product
  /** What is billed: so many units, or what was used. */
  readonly quantity: Rational
  readonly period: Span
}

/** The lines for items over their periods. */
export function linesFor(self: Subscription, billed: readonly Billed[]): ItemLine[] {
  return billed.flatMap(({ item, price, product: sold, quantity, period }) =>
    partsOf(pricingOf(price, self.currency), quantity).map((part): ItemLine => {
      const count = part.kind === 'flat' ? rational(0n) : price.transform_quantity ? quantity : part.quantity
      const wish = ofPeriod(self, item, {
        amount: Number(roundHalfUp(part.amount)),
        description: describe.regular(sold, { ...price, currency: self.currency } as never, part, quantity),
        period,
        pricing: pricedBy(price, part.each),
        quantity: Number(roundHalfUp(count)),
      })
      return { item: item.id, wish: price.recurring?.meter ? { ...wish, metered: true } : wish }
    }),
  )
}

/** A trial costs nothing, and says so. */
export function trialLines(self: Subscription, billed: readonly Billed[]): ItemLine[] {
  return billed.map(({ item, price, product: sold, quantity, period }) => {
    const count = Number(roundHalfUp(quantity))
    const description = describe.trial(sold, count, modeOf(self))
    const pricing = pricedBy(price, '0')
    return { item: item.id, wish: ofPeriod(self, item, { amount: 0, description, period, pricing, quantity: count }) }
  })
}

type Said = Pick<LineWish, 'amount' | 'description' | 'period' | 'pricing' | 'quantity'>

/** The line of an item over a period. */
export function ofPeriod(self: Subscription, item: Item, said: Said): LineWish {
  const rates = (item.tax_rates ?? []) as unknown as Stripe.TaxRate[]
  return {
    ...said,
    parent: ofItem(self.id, item.id),
    subscription: self.id,
    discountable: true,
    discounts: item.discounts as string[],
    metadata: self.metadata,
    ...(rates.length > 0 && { rates: rates.map(rateOf) }),
  }
}

/** How often an item is billed. */
export const recurrenceOf = (price: Pick<PriceRow, 'recurring'>): Recurrence => price.recurring as Recurrence

/** Whether a price is billed by what was used. */
export const isMetered = (price: Pick<PriceRow, 'recurring'>): boolean => price.recurring?.usage_type === 'metered'

/** The quantity of an item that is not metered. */
export const quantityOf = (item: Item): Rational => rational(BigInt(item.quantity ?? 1))
