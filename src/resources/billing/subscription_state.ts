// What a subscription is: its statuses, its news and what it is found by. What may be done to one stands in subscription.ts.
// (https://docs.stripe.com/api/subscriptions/object; docs.stripe.com/billing/subscriptions/overview)
import type Stripe from 'stripe'
import { object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { customer } from '../payments/customer.ts'
import { onlyDiscount } from './invoice_state.ts'

export interface SubscriptionState {
  /** How often it was told that the trial is about to end, that it was resumed, and what became of parked updates. */
  readonly warnings?: number
  readonly resumed?: number
  readonly applied?: number
  readonly lapsed?: number
  /** From when on (epoch seconds) the intervals are counted in which what waits for it is billed. */
  readonly itemsFrom?: number
  /** The invoice, sent to be paid by a day, that made it past due. */
  readonly overdue?: string
  /** What waits for its invoice to be paid. */
  readonly parked?: Parked
}

/**
 * An update, or the end of a pause: what was asked for, when (epoch seconds), under which ids new items shall stand, and which
 * prices and products making it reads.
 */
export interface Parked {
  readonly kind: 'update' | 'resume'
  readonly params: object
  readonly invoice: string
  readonly at: number
  readonly ids: readonly string[]
  readonly reads: readonly string[]
}

export const subscription = object<Stripe.Subscription, SubscriptionState>('subscription', {
  prefix: 'sub',
  events: [
    { on: 'insert', types: ['customer.subscription.created'] },
    { became: ['status', 'canceled'], types: ['customer.subscription.deleted'] },
    { became: ['status', 'paused'], types: ['customer.subscription.updated', 'customer.subscription.paused'] },
    { grew: 'hidden.resumed', types: ['customer.subscription.updated', 'customer.subscription.resumed'] },
    { grew: 'hidden.warnings', types: ['customer.subscription.trial_will_end'] },
    {
      grew: 'hidden.applied',
      types: ['customer.subscription.pending_update_applied', 'customer.subscription.updated'],
    },
    { grew: 'hidden.lapsed', types: ['customer.subscription.pending_update_expired', 'customer.subscription.updated'] },
    { on: 'update', types: ['customer.subscription.updated'] },
  ],
  terms: (row) => [
    `ended=${hasEnded(row)}`,
    ...limitsOf(row as never),
    ...pricesOf(row).flatMap((id) => [`price=${id}`, `plan=${id}`]),
  ],
  filters: ['price', 'plan'],
  // https://docs.stripe.com/search#query-fields-for-subscriptions
  searchable: { canceled_at: 'number', created: 'number', status: 'token' },
  former: { discount: (tx, { discounts }) => onlyDiscount(tx, discounts as readonly string[]) },
})
export type Subscription = Row<Stripe.Subscription, SubscriptionState>

/** The prices of its items; prices are plans too. */
const pricesOf = (row: { items: { data: readonly object[] } }): string[] =>
  row.items.data.map((item) => (item as { price: { id: string } }).price.id)

interface Limited {
  readonly customer: string
  readonly status: Subscription['status']
  readonly billing_thresholds: unknown
  readonly items: {
    readonly data: readonly {
      readonly billing_thresholds: unknown
      readonly price: { readonly recurring: { readonly meter: string | null } | null }
    }[]
  }
}

/** The term of those that have thresholds, by customer and meter: `customer,meter`. */
export const limitedBy = (place: string): string => `limited=${place}`

function limitsOf(row: Limited): string[] {
  const { data } = row.items
  const isLimited = row.billing_thresholds !== null || data.some((item) => item.billing_thresholds !== null)
  if (!isLimited || hasEnded(row)) return []
  const meters = data.flatMap(({ price }) => price.recurring?.meter ?? [])
  return [...new Set(meters)].map((meter) => limitedBy(`${row.customer},${meter}`))
}

/** What `pending_update` says of what does not wait. Recorded. */
export const NOTHING_PENDING = {
  billing_cycle_anchor: null,
  cancel_at_period_end: null,
  discount: null,
  discounts: null,
  metadata: null,
  subscription_items: null,
  trial_end: null,
  trial_from_plan: null,
}

/** Terminal statuses. (https://docs.stripe.com/api/subscriptions/object#subscription_object-status) */
const ENDED: readonly string[] = ['canceled', 'incomplete_expired']
export const hasEnded = ({ status }: Pick<Subscription, 'status'>): boolean => ENDED.includes(status)

/** A first invoice that is not paid within 23 hours ends the subscription. (docs.stripe.com/billing/subscriptions/overview) */
export const INCOMPLETE_SECONDS = 23 * 60 * 60

/** Stripe's own limit (error code customer_max_subscriptions). */
export const PER_CUSTOMER_MAX = 500

export const modeOf = ({ billing_mode }: Pick<Subscription, 'billing_mode'>): 'classic' | 'flexible' =>
  billing_mode.type as 'classic' | 'flexible'

/** (the SDK's types, of `payment_behavior`: what the default was in versions before) */
const INCOMPLETE_SINCE = '2019-03-14'

/** What becomes of a change that cannot be paid, where nobody says. What is due by itself has nobody to tell of an error. */
export const paymentBehavior = (tx: Tx): 'allow_incomplete' | 'error_if_incomplete' =>
  tx.speaks(INCOMPLETE_SINCE) || tx.situation.cause === 'job' ? 'allow_incomplete' : 'error_if_incomplete'

/** The time of its own clock. */
export const timed = (tx: Tx, self: Pick<Subscription, 'test_clock'>): Tx => tx.under(self.test_clock)

/** One that was made in this call was never otherwise; one from before has changed. */
export function set(tx: Tx, self: Subscription, changes: Partial<Subscription>): Subscription {
  return tx.work.made(tx.place, self.id)
    ? tx.amend(subscription, self, changes)
    : tx.update(subscription, self, changes)
}

/** https://docs.stripe.com/api/customers/object#customer_object-delinquent */
export function setDelinquent(tx: Tx, self: { readonly customer: unknown }, delinquent: boolean): void {
  const who = tx.find(customer, self.customer as string)
  if (who && who.delinquent !== delinquent) tx.update(customer, who, { delinquent })
}

/** How it is collected. */
export const collectionOf = ({ collection_method, days_until_due }: Subscription) => ({
  method: collection_method as 'charge_automatically' | 'send_invoice',
  days: days_until_due,
})
