// Subscriptions: prices billed again and again. The first invoice is finalised and collected inside the call that
// creates it; renewals are jobs. (https://docs.stripe.com/api/subscriptions; docs.stripe.com/billing/subscriptions/overview)
// One file because creating, renewing and ending share what a subscription is.
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { declined, invalid, Kept, missingParameter, noSuch, unbuilt } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { formatAmount } from '../../lib/money.ts'
import { rational } from '../../lib/rational.ts'
import { periodAt, type Recurrence } from '../../rules/periods.ts'
import { lineAmount, type Pricing } from '../../rules/pricing.ts'
import { product } from '../catalog/product.ts'
import { customer } from '../payments/customer.ts'
import { defaultOf } from '../payments/customer_state.ts'
import { paymentIntent } from '../payments/payment_intent_state.ts'
import { methodAt } from '../payments/payment_method.ts'
import {
  collect,
  finalize,
  insertInvoice,
  type Invoice,
  invoice,
  noMethod,
  scheduleFinalize,
  voidInvoice,
} from './invoice.ts'
import { insertLine, type LineItem } from './line_item.ts'
import { chooseItems, insertItem, type Item, itemsOf, subscriptionItem } from './subscription_item.ts'

export const subscription = object<Stripe.Subscription>('subscription', {
  prefix: 'sub',
  events: [
    { on: 'insert', types: ['customer.subscription.created'] },
    { became: ['status', 'canceled'], types: ['customer.subscription.deleted'] },
    { on: 'update', types: ['customer.subscription.updated'] },
  ],
  terms: (row) => [
    `ended=${ENDED.includes(row.status)}`,
    ...pricesOf(row).flatMap((id) => [`price=${id}`, `plan=${id}`]),
  ],
  filters: ['price', 'plan'],
})

/** The prices of its items; prices are plans too. */
const pricesOf = (row: { items: { data: readonly object[] } }): string[] =>
  row.items.data.map((item) => (item as { price: { id: string } }).price.id)

type Subscription = Row<Stripe.Subscription>

/** Terminal statuses. (https://docs.stripe.com/api/subscriptions/object#subscription_object-status) */
const ENDED: readonly string[] = ['canceled', 'incomplete_expired']
/** A first invoice that is not paid within 23 hours ends the subscription. (docs.stripe.com/billing/subscriptions/overview) */
const INCOMPLETE_SECONDS = 23 * 60 * 60
/** Stripe's own limit (error code customer_max_subscriptions). */
const PER_CUSTOMER_MAX = 500

type Create = Params<Stripe.SubscriptionCreateParams>

export const subscriptions = resource(subscription)
  .on<Stripe.SubscriptionCreateParams>('POST /v1/subscriptions', (tx, params) => create(tx, params), {
    reads: ['customer.invoice_settings.default_payment_method', 'customer.default_source', 'items.price.product'],
  })
  .on<Stripe.SubscriptionRetrieveParams>('GET /v1/subscriptions/{id}', (_tx, _params, self) => self)
  .on<Stripe.SubscriptionListParams>('GET /v1/subscriptions', (tx, { status, ...params }) => {
    if (status === 'all') return list(tx, subscription, params as never, '/v1/subscriptions')
    if (status === 'ended') return list(tx, subscription, params as never, '/v1/subscriptions', ['ended=true'])
    if (status === undefined) return list(tx, subscription, params as never, '/v1/subscriptions', ['ended=false'])
    return list(tx, subscription, { ...params, status } as never, '/v1/subscriptions')
  })
  .on<Stripe.SubscriptionUpdateParams>('POST /v1/subscriptions/{id}', (tx, params, self) => update(tx, self, params))
  .on<Stripe.SubscriptionCancelParams>('DELETE /v1/subscriptions/{id}', (tx, params, self) => {
    if (ENDED.includes(self.status)) throw noSuch(subscription.noun, self.id)
    if (params.invoice_now || params.prorate)
      throw unbuilt('Brindle does not prorate a cancellation yet.', params.prorate ? 'prorate' : 'invoice_now')
    return end(tx, self, 'cancellation_requested', params.cancellation_details || undefined)
  })
  .when('customer.deleted', customer, (tx, { id }) => {
    // https://docs.stripe.com/api/customers/delete: it cancels what the customer is subscribed to.
    const running = tx.list(subscription, [`customer=${id}`, 'ended=false'], { limit: PER_CUSTOMER_MAX })
    for (const self of running.reverse()) end(tx, self, 'cancellation_requested')
  })
  .when('invoice.paid', invoice, (tx, paid) => {
    const self = subscriptionOf(tx, paid)
    if (!self || self.latest_invoice !== paid.id) return
    const kept = rememberedMethod(tx, self, paid)
    const isBack = self.status === 'incomplete' || self.status === 'past_due'
    if (isBack || kept) tx.update(subscription, self, { ...(isBack && { status: 'active' }), ...kept })
    tx.unschedule('subscription.expire', self)
    if (self.status === 'past_due') setDelinquent(tx, self, false)
  })
  .when('invoice.payment_failed', invoice, (tx, failed) => {
    const self = subscriptionOf(tx, failed)
    if (self?.status !== 'active' || self.latest_invoice !== failed.id) return
    tx.update(subscription, self, { status: 'past_due' })
    setDelinquent(tx, self, true)
  })
  .job<{ id: string }>(
    'renew',
    (tx, { id }) => {
      const self = tx.find(subscription, id)
      if (self && !ENDED.includes(self.status)) renew(tx, self)
    },
    { reads: ['id.customer', 'id.items.id', 'id.items.price.product'] },
  )
  .job<{ id: string }>(
    'expire',
    (tx, { id }) => {
      const self = tx.find(subscription, id)
      if (self?.status !== 'incomplete') return
      const open = tx.get(invoice, self.latest_invoice as string)
      if (open.status === 'open') voidInvoice(tx, open)
      tx.unschedule('subscription.renew', self)
      tx.update(subscription, self, { status: 'incomplete_expired', ended_at: tx.now })
    },
    { reads: ['id.customer', 'id.latest_invoice.hidden.intent', 'id.latest_invoice.hidden.payment'] },
  )

/** `save_default_payment_method: on_subscription` keeps the method that paid. */
function rememberedMethod(tx: Tx, self: Subscription, paid: Invoice): { default_payment_method: string } | undefined {
  if (self.payment_settings?.save_default_payment_method !== 'on_subscription') return undefined
  const intent = paid.hidden.intent ? tx.find(paymentIntent, paid.hidden.intent) : undefined
  if (!intent?.payment_method || intent.payment_method === self.default_payment_method) return undefined
  return { default_payment_method: intent.payment_method }
}

/** https://docs.stripe.com/api/customers/object#customer_object-delinquent */
function setDelinquent(tx: Tx, self: Subscription, delinquent: boolean): void {
  const who = tx.find(customer, self.customer as string)
  if (who && who.delinquent !== delinquent) tx.update(customer, who, { delinquent })
}

/** What is not built yet is refused by name, never swallowed. */
const UNBUILT = [
  'add_invoice_items',
  'application_fee_percent',
  'automatic_tax',
  'backdate_start_date',
  'billing_cycle_anchor',
  'billing_cycle_anchor_config',
  'billing_thresholds',
  'cancel_at',
  'cancel_at_period_end',
  'collection_method',
  'days_until_due',
  'default_source',
  'default_tax_rates',
  'discounts',
  'on_behalf_of',
  'pending_invoice_item_interval',
  'transfer_data',
  'trial_end',
  'trial_from_plan',
  'trial_period_days',
  'trial_settings',
  'pause_collection',
  'proration_date',
] as const

function checkBuilt(params: object, names: readonly string[]): void {
  const given = params as Record<string, unknown>
  for (const name of names) {
    if (given[name] === undefined || given[name] === false) continue
    if (name === 'collection_method' && given[name] === 'charge_automatically') continue
    throw unbuilt(`Brindle does not take ${name} for a subscription yet.`, name)
  }
}

function create(tx: Tx, params: Create): Subscription | Kept {
  if (params.customer === undefined) throw missingParameter('customer')
  const who = tx.get(customer, params.customer, 'customer')
  const { chosen, products, recurrence, currency } = chooseItems(tx, params)
  checkBuilt(params, UNBUILT)
  if (who.currency && who.currency !== currency)
    throw invalid(
      'You cannot combine currencies on a single customer. This customer has had a subscription, coupon, or invoice item ' +
        `with currency ${who.currency}.`,
    )
  if (params.default_payment_method) checkMethod(tx, params.default_payment_method, who.id)
  const behavior = params.payment_behavior ?? 'allow_incomplete'
  if (behavior === 'pending_if_incomplete')
    throw invalid('Setting `payment_behavior` to `pending_if_incomplete` has no effect when creating a subscription.', {
      param: 'payment_behavior',
    })
  const id = tx.id(subscription)
  const period = periodAt(tx.now, recurrence, tx.now)
  const items = chosen.map(({ row, quantity, metadata }) =>
    insertItem(tx, { subscription: id, price: row, quantity, period, metadata }),
  )
  const first = tx.id(invoice)
  const self = insertSubscription(tx, params, { id, currency, items, latest_invoice: first })
  const open = finalize(tx, bill(tx, self, { id: first, who, items, products, reason: 'subscription_create', period }))
  tx.schedule(period.end, 'subscription.renew', { id })
  return open.status === 'paid' ? self : collectFirst(tx, self, open, behavior, params.off_session === true)
}

/** Without any method nothing is created, unless the caller means to have the customer pay on a page. */
function collectFirst(
  tx: Tx,
  self: Subscription,
  open: Invoice,
  behavior: string,
  offSession: boolean,
): Subscription | Kept {
  tx.schedule(tx.now + INCOMPLETE_SECONDS, 'subscription.expire', { id: self.id })
  if (behavior === 'default_incomplete') return self
  const outcome = collect(tx, open, { offSession: offSession || hasSavedMethod(tx, self), manual: true })
  if (!(outcome instanceof Kept)) {
    if (behavior === 'error_if_incomplete' && outcome.status === 'open') throw needsAction()
    return self
  }
  if (behavior === 'error_if_incomplete') throw outcome.error
  return self
}

/** The code is not in the SDK's list; the words are Stripe's. */
const needsAction = () =>
  declined({
    code: 'subscription_payment_intent_requires_action',
    message:
      'Payment for this subscription requires additional user action before it can be completed successfully. Payment can be ' +
      'completed using the PaymentIntent associated with `subscription.latest_invoice`. For more information see: ' +
      'https://stripe.com/docs/billing/subscriptions/overview#requires-action',
  })

/** A method that was saved is charged as its mandate allows, whether or not the caller said `off_session`. */
function hasSavedMethod(tx: Tx, self: Subscription): boolean {
  const who = tx.get(customer, self.customer as string)
  const id = (self.default_payment_method as string | null) ?? defaultOf(who)
  if (!id) throw noMethod()
  return methodAt(tx, id).type !== 'card'
}

interface NewSubscription {
  readonly id: string
  readonly currency: string
  readonly items: readonly Item[]
  readonly latest_invoice: string
}

function insertSubscription(
  tx: Tx,
  params: Create,
  { id, currency, items, latest_invoice }: NewSubscription,
): Subscription {
  return tx.insert(subscription, {
    id,
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: tx.now,
    billing_cycle_anchor_config: null,
    billing_mode: { flexible: null, type: params.billing_mode?.type ?? 'flexible' },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: 'charge_automatically',
    created: tx.now,
    currency,
    customer: params.customer!,
    customer_account: null,
    days_until_due: null,
    default_payment_method: params.default_payment_method ?? null,
    default_source: null,
    default_tax_rates: [],
    description: params.description || null,
    discounts: [],
    ended_at: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    } as never,
    items: itemsOf(id, items),
    latest_invoice,
    livemode: false,
    managed_payments: null,
    metadata: mergeMetadata({}, params.metadata),
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: params.payment_settings?.save_default_payment_method ?? 'off',
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: tx.now,
    status: 'incomplete',
    test_clock: null,
    transfer_data: null,
    trial_end: null,
    trial_settings: { end_behavior: { missing_payment_method: 'create_invoice' } },
    trial_start: null,
  } as never)
}

function checkMethod(tx: Tx, id: string, customerId: string): void {
  const method = methodAt(tx, id, 'default_payment_method')
  if (method.customer !== customerId)
    throw invalid(
      `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`,
      { code: 'resource_missing', param: 'default_payment_method' },
    )
}

interface Billing {
  /** The invoice to be. */
  readonly id: string
  readonly who: Row<Stripe.Customer>
  readonly items: readonly Item[]
  readonly products: readonly Row<Stripe.Product>[]
  readonly reason: 'subscription_create' | 'subscription_cycle'
  readonly period: { readonly start: number; readonly end: number }
}

/** A draft with one line for each item. A renewal's own period is the one that has just ended. */
function bill(tx: Tx, self: Subscription, { id, who, items, products, reason, period }: Billing): Invoice {
  // Lists have the newest first: written last to first, the lines are listed as they stand in the invoice.
  const write = (item: Item, i: number): LineItem => {
    const { price: priced, quantity = 1 } = item as unknown as { price: Row<Stripe.Price>; quantity?: number }
    return insertLine(tx, {
      invoice: id,
      customerCurrency: self.currency,
      amount: lineAmount({ ...priced, tiers: [] } as unknown as Pricing, rational(BigInt(quantity))),
      description: describe(products[i]!.name, priced, quantity),
      period,
      price: priced,
      quantity,
      subscription: self.id,
      item: item.id,
      metadata: self.metadata,
    })
  }
  const lines = items
    .map((item, i) => [item, i] as const)
    .reverse()
    .map(([item, i]) => write(item, i))
    .reverse()
  const looksBack =
    reason === 'subscription_create'
      ? { start: tx.now, end: tx.now }
      : { start: self.items.data[0]!.current_period_start, end: period.start }
  return insertInvoice(tx, { id, customer: who, subscription: self, reason, period: looksBack, lines })
}

/** `1 × Stock photos (at $15.00 / month)`. */
function describe(
  name: string,
  { unit_amount, unit_amount_decimal, currency, recurring }: Row<Stripe.Price>,
  quantity: number,
): string {
  const { interval, interval_count } = recurring as Recurrence
  const every = interval_count === 1 ? interval : `every ${interval_count} ${interval}s`
  const each = unit_amount === null ? `${unit_amount_decimal} ${currency}` : formatAmount(unit_amount, currency)
  return `${quantity} × ${name} (at ${each} / ${every})`
}

/** A new period: the items move on, a draft is made for it, and an hour later it is collected. */
function renew(tx: Tx, self: Subscription): void {
  const items = tx.all(
    subscriptionItem,
    self.items.data.map(({ id }) => id),
  )
  const [first] = items as unknown as readonly { price: { recurring: Recurrence }; current_period_end: number }[]
  const period = periodAt(self.billing_cycle_anchor, first!.price.recurring, first!.current_period_end)
  const products = tx.all(
    product,
    items.map((item) => (item.price as unknown as { product: string }).product),
  )
  const moved = items.map((item) =>
    tx.update(subscriptionItem, item, { current_period_start: period.start, current_period_end: period.end }),
  )
  const who = tx.get(customer, self.customer as string)
  const id = tx.id(invoice)
  tx.update(subscription, self, { items: itemsOf(self.id, moved) as never, latest_invoice: id })
  scheduleFinalize(tx, bill(tx, self, { id, who, items: moved, products, reason: 'subscription_cycle', period }))
  tx.schedule(period.end, 'subscription.renew', { id: self.id })
}

function update(tx: Tx, self: Subscription, params: Params<Stripe.SubscriptionUpdateParams>): Subscription {
  const isLabel = (name: string) => name === 'metadata' || name === 'cancellation_details'
  if (ENDED.includes(self.status) && !Object.keys(params).every(isLabel))
    throw invalid('A canceled subscription can only update its cancellation_details and metadata.', {
      code: 'invalid_canceled_subscription_fields',
    })
  const { metadata, default_payment_method, description, cancellation_details, ...others } = params
  const [other] = Object.keys(others)
  if (other) throw unbuilt(`Brindle does not change ${other} of a subscription yet.`, other)
  if (default_payment_method) checkMethod(tx, default_payment_method, self.customer as string)
  return tx.update(subscription, self, {
    ...(default_payment_method !== undefined && { default_payment_method: default_payment_method || null }),
    ...(description !== undefined && { description: description || null }),
    ...(cancellation_details && {
      cancellation_details: { ...self.cancellation_details!, ...said(cancellation_details) },
    }),
    ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata, metadata) }),
  })
}

/** Why the customer left, as far as they said so. */
const said = ({ comment, feedback }: { comment?: string; feedback?: string }) => ({
  ...(comment !== undefined && { comment: comment || null }),
  ...(feedback !== undefined && { feedback: (feedback || null) as never }),
})

function end(
  tx: Tx,
  self: Subscription,
  reason: 'cancellation_requested',
  words: { comment?: string; feedback?: string } = {},
): Subscription {
  tx.unschedule('subscription.renew', self)
  tx.unschedule('subscription.expire', self)
  const open = self.latest_invoice ? tx.find(invoice, self.latest_invoice as string) : undefined
  if (open?.status === 'open') tx.update(invoice, open, { auto_advance: false, next_payment_attempt: null })
  return tx.update(subscription, self, {
    canceled_at: tx.now,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, ...said(words), reason },
    ended_at: tx.now,
    status: 'canceled',
  })
}

function subscriptionOf(tx: Tx, { parent }: Invoice): Subscription | undefined {
  const id = parent?.subscription_details?.subscription as string | undefined
  return id === undefined ? undefined : tx.find(subscription, id)
}
