// Subscription items: one price each, with its quantity and its current period. The subscription carries them too; both
// are written together, here. (https://docs.stripe.com/api/subscription_items)
import type Stripe from 'stripe'
import { list } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'

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

/** The price in the words of the older Plan, which every item still carries. */
function planOf(price: Omit<Row<Stripe.Price>, 'hidden'>): object {
  return {
    id: price.id,
    object: 'plan',
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: price.billing_scheme,
    created: price.created,
    currency: price.currency,
    interval: price.recurring?.interval,
    interval_count: price.recurring?.interval_count,
    livemode: false,
    metadata: price.metadata,
    meter: null,
    nickname: price.nickname,
    product: price.product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: price.recurring?.trial_period_days ?? null,
    usage_type: price.recurring?.usage_type,
  }
}
