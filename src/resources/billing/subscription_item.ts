// Subscription items: one price each, with its quantity and its current period. The subscription carries them too; both
// are written together. Changing one is changing its subscription. (https://docs.stripe.com/api/subscription_items)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { missingParameter, StripeError } from '../../kernel/errors.ts'
import { pageOf } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Span } from '../../rules/proration.ts'
import { planOf } from '../catalog/plan_shape.ts'
import type { PriceRow } from '../catalog/price.ts'
import { hasEnded, type Subscription, subscription, timed } from './subscription_state.ts'
import { updateSubscription } from './subscription_update.ts'

/** What was charged for a part of the current period, and may be given back. */
export interface Debit {
  /** Minor units, after discounts and without taxes on top. */
  readonly amount: number
  readonly period: Span
  readonly quantity: number
  readonly price: string
  /** The lines that charge it, or the pending item that will. */
  readonly lines?: { readonly invoice: string; readonly ids: readonly string[] }
  readonly pending?: string
  /** The discount that it was charged with, as it is told. */
  readonly percent_off: string | null
}

export interface ItemState {
  readonly debits: readonly Debit[]
  /** What an invoice between two renewals has billed of its use. */
  readonly used?: Used
}

/** What of the usage of a period is billed already, as exact decimals. */
export interface Used {
  readonly meter: string
  /** Of the period that begins then, and up to when; 0 where nothing of it was billed. Epoch seconds. */
  readonly start: number
  readonly to: number
  readonly quantity: string
  /** What of its first second was billed with the period before it. */
  readonly before: string
}

export const subscriptionItem = object<Stripe.SubscriptionItem, ItemState>('subscription_item', {
  prefix: 'si',
  short: true,
  // Quoted of usage records: github.com/storacha/w3infra/pull/333.
  noun: 'subscription item',
  // Recorded of retrieving one that never was, at 2026-08-26.dahlia: no code and no parameter. One that was deleted is refused
  // in the same words (github.com/dj-stripe/dj-stripe/issues/2025); that changing and deleting are [K].
  missing: (id) =>
    new StripeError(404, { type: 'invalid_request_error', message: `Invalid subscription_item id: ${id}` }),
})
export type Item = Row<Stripe.SubscriptionItem, ItemState>

export const subscriptionItems = resource(subscriptionItem)
  .on<Stripe.SubscriptionItemCreateParams>(
    'POST /v1/subscription_items',
    (tx, { subscription: id, ...params }) => {
      if (id === undefined) throw missingParameter('subscription')
      const self = running(tx, id)
      const { item, how } = apart(params)
      const known = self.items.data.map((one) => one.id)
      const changed = updateSubscription(timed(tx, self), self, { ...how, items: [item] } as never, { items: '' })
      if (!('items' in changed)) return changed
      return tx.get(subscriptionItem, changed.items.data.find((one) => !known.includes(one.id))!.id)
    },
    { reads: ofSubscription('subscription') },
  )
  .on<Stripe.SubscriptionItemRetrieveParams>('GET /v1/subscription_items/{id}', (_tx, _params, self) => self)
  .on<Stripe.SubscriptionItemListParams>('GET /v1/subscription_items', (tx, params) => {
    // Recorded: the oldest first, and the address says of which subscription.
    const self = tx.get(subscription, params.subscription, 'subscription')
    return pageOf(
      subscriptionItem,
      itemRows(tx, self),
      params as never,
      `/v1/subscription_items?subscription=${self.id}`,
    )
  })
  .on<Stripe.SubscriptionItemUpdateParams>(
    'POST /v1/subscription_items/{id}',
    (tx, params, self) => {
      const of = running(tx, self.subscription as string)
      const { item, how } = apart(params)
      const changed = updateSubscription(timed(tx, of), of, { ...how, items: [{ ...item, id: self.id }] } as never, {
        items: '',
      })
      return 'items' in changed ? tx.get(subscriptionItem, self.id) : changed
    },
    { reads: ['self.subscription', ...ofSubscription('self.subscription')] },
  )
  .on<Stripe.SubscriptionItemDeleteParams>(
    'DELETE /v1/subscription_items/{id}',
    (tx, params, self) => {
      const of = running(tx, self.subscription as string)
      const { item, how } = apart(params)
      updateSubscription(timed(tx, of), of, { ...how, items: [{ ...item, id: self.id, deleted: true }] } as never, {
        items: '',
      })
      return { id: self.id, object: 'subscription_item', deleted: true }
    },
    { reads: ['self.subscription', ...ofSubscription('self.subscription')] },
  )

/** What changing the items of a subscription reads. */
function ofSubscription(path: string): string[] {
  return [
    'customer',
    'test_clock',
    'items.id',
    'items.price.id',
    'items.price.product',
    'discounts',
    'latest_invoice',
  ].map((more) => `${path}.${more}`)
}

/** Recorded: 404, though a parameter names it. */
function running(tx: Tx, id: string): Subscription {
  const self = tx.find(subscription, id)
  if (self && !hasEnded(self)) return self
  throw new StripeError(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such subscription: '${id}'`,
    param: 'subscription',
  })
}

/** How a change is billed is the subscription's; all else is the item's. */
const HOW = ['payment_behavior', 'proration_behavior', 'proration_date', 'off_session']

function apart(params: object): { item: object; how: object } {
  const entries = Object.entries(params)
  return {
    item: Object.fromEntries(entries.filter(([name]) => !HOW.includes(name))),
    how: Object.fromEntries(entries.filter(([name]) => HOW.includes(name))),
  }
}

/** What an item shall be. */
export interface ItemWish {
  /** Its id, where something had to name it before. */
  readonly id?: string
  readonly price: PriceRow
  /** Nothing where the price is metered. */
  readonly quantity: number | undefined
  readonly thresholds?: { readonly usage_gte: number } | null | undefined
  readonly metadata: Readonly<Record<string, string>>
  readonly rates: readonly object[]
  readonly discounts: (standing: { subscription_item: string }) => readonly string[]
}

export function insertItem(tx: Tx, subscription: string, wish: ItemWish, period: Span): Item {
  const id = wish.id ?? tx.id(subscriptionItem)
  return tx.insert(subscriptionItem, {
    id,
    billing_thresholds: wish.thresholds ?? null,
    created: tx.now,
    current_period_end: period.end,
    current_period_start: period.start,
    current_trial: null,
    discounts: [...wish.discounts({ subscription_item: id })],
    metadata: wish.metadata,
    ...embedded(wish.price),
    ...(wish.quantity !== undefined && { quantity: wish.quantity }),
    subscription,
    tax_rates: [...wish.rates],
    hidden: { debits: [] },
  } as never)
}

/** The price as an item carries it, as a plan too. */
export function embedded({ hidden: _, ...price }: PriceRow): Pick<Item, 'plan' | 'price'> {
  return { plan: planOf(price as never), price } as never
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

/** The id of the price of an item. */
export const priceIdOf = (item: Pick<Item, 'price'>): string => (item.price as unknown as { id: string }).id

/** The current period of an item. */
export const periodOf = (item: Item): Span => ({ start: item.current_period_start, end: item.current_period_end })

/** When the first of the current periods began: what a bill between renewals looks back on. */
export const startOf = (items: readonly Item[]): number => Math.min(...items.map((item) => item.current_period_start))

/** The rows of a subscription's items, in their order. */
export const itemRows = (tx: Tx, self: Subscription): Item[] =>
  tx.all(
    subscriptionItem,
    self.items.data.map(({ id }) => id),
  )

export type ItemGiven = NonNullable<Params<Stripe.SubscriptionUpdateParams>['items']>[number]
