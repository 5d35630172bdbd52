// Subscription items: one price each, with its quantity and its current period. The subscription carries them too; both
// are written together, here. (https://docs.stripe.com/api/subscription_items)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, tooSmall, unbuilt } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Recurrence } from '../../rules/periods.ts'
import { planOf } from '../catalog/plan_shape.ts'
import { price } from '../catalog/price.ts'
import { product } from '../catalog/product.ts'

export const subscriptionItem = object<Stripe.SubscriptionItem>('subscription_item', { prefix: 'si', short: true })
export type Item = Row<Stripe.SubscriptionItem>

export const subscriptionItems = resource(subscriptionItem)
  .on<Stripe.SubscriptionItemRetrieveParams>('GET /v1/subscription_items/{id}', (_tx, _params, self) => self)
  .on<Stripe.SubscriptionItemListParams>('GET /v1/subscription_items', (tx, params) =>
    list(tx, subscriptionItem, params as never, '/v1/subscription_items'),
  )

export function insertItem(
  tx: Tx,
  item: {
    subscription: string
    price: Row<Stripe.Price>
    quantity: number
    period: { start: number; end: number }
    metadata: Readonly<Record<string, string>>
  },
): Item {
  const { hidden: _, ...price } = item.price
  return tx.insert(subscriptionItem, {
    billing_thresholds: null,
    created: tx.now,
    current_period_end: item.period.end,
    current_period_start: item.period.start,
    current_trial: null,
    discounts: [],
    metadata: item.metadata,
    plan: planOf(price),
    price,
    quantity: item.quantity,
    subscription: item.subscription,
    tax_rates: [],
  } as never)
}

/** The list that stands in the subscription. */
export function itemsOf(subscription: string, items: readonly Item[]) {
  const data = items.map(({ hidden: _, ...item }) => item)
  return {
    object: 'list' as const,
    data,
    has_more: false,
    total_count: items.length,
    url: `/v1/subscription_items?subscription=${subscription}`,
  }
}

/** https://docs.stripe.com/api/subscriptions/create#create_subscription-items */
const ITEMS_MAX = 20

interface Chosen {
  readonly row: Row<Stripe.Price>
  readonly quantity: number
  readonly metadata: Readonly<Record<string, string>>
}

/** The prices of the items, all of one currency and one interval, with their products. */
export function chooseItems(tx: Tx, { items }: Params<Stripe.SubscriptionCreateParams>) {
  if (!items?.length) throw missingParameter('items')
  if (items.length > ITEMS_MAX) throw invalid(`A subscription can have at most ${ITEMS_MAX} items.`, { param: 'items' })
  const ids = items.map((item, i) => item.price ?? item.plan ?? unpriced(item, i))
  const rows = tx.all(price, ids, (i) => `items[${i}][price]`)
  const products = tx.all(
    product,
    rows.map((row) => row.product as string),
  )
  const chosen = items.map((item, i): Chosen => {
    const row = rows[i]!
    if (!row.active)
      throw invalid('The price specified is inactive. This field only accepts active prices.', {
        param: `items[${i}][price]`,
      })
    if (!row.recurring)
      throw invalid(
        'The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.',
        { param: `items[${i}][price]` },
      )
    if (row.billing_scheme === 'tiered' || row.recurring.usage_type === 'metered')
      throw unbuilt('Brindle does not bill tiers or metered usage yet.', `items[${i}][price]`)
    const quantity = item.quantity ?? 1
    if (quantity < 0) throw tooSmall(0, `items[${i}][quantity]`)
    return { row, quantity, metadata: mergeMetadata({}, item.metadata) }
  })
  const [first] = rows
  const recurrence = first!.recurring as Recurrence
  for (const [i, row] of rows.entries()) {
    if (row.currency !== first!.currency)
      throw invalid('All prices on a subscription must have the same currency.', { param: `items[${i}][price]` })
    if (row.recurring!.interval !== recurrence.interval || row.recurring!.interval_count !== recurrence.interval_count)
      throw unbuilt('Brindle does not bill several intervals in one subscription yet.', `items[${i}][price]`)
    if (ids.indexOf(row.id) !== i)
      throw invalid(`Cannot create a Subscription with multiple Subscription Items with the same Price: ${row.id}`, {
        param: 'plan',
      })
  }
  return { chosen, products, recurrence, currency: first!.currency }
}

function unpriced(item: object, i: number): never {
  if ('price_data' in item)
    throw unbuilt('Brindle does not take price_data for a subscription yet.', `items[${i}][price_data]`)
  throw missingParameter(`items[${i}][price]`)
}
