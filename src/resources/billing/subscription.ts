// Subscriptions: prices billed again and again. What one is stands in subscription_state.ts; making, changing and billing it,
// and its life by the clock, in files of their own.
// One file because it is the list of what can be asked of one.
// (https://docs.stripe.com/api/subscriptions; docs.stripe.com/billing/subscriptions/overview)
import type Stripe from 'stripe'
import { invalid, noSuch } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { resource, type Row } from '../../kernel/resource.ts'
import { search } from '../../kernel/search.ts'
import type { Tx } from '../../kernel/tx.ts'
import { aggregateOf } from '../catalog/aggregate_usage.ts'
import { billingOf } from '../core/account.ts'
import { customer } from '../payments/customer.ts'
import { paymentIntent } from '../payments/payment_intent_state.ts'
import { discount } from './discount.ts'
import { voidInvoice } from './invoice_collect.ts'
import { FALLING_DUE, fallDue, overstay } from './invoice_due.ts'
import { payingIntents } from './invoice_settle.ts'
import { type Invoice, invoice, subscriptionIdOf } from './invoice_state.ts'
import { foretellRenewal } from './invoice_upcoming_event.ts'
import { readWaiting } from './subscription_bill.ts'
import { cancel, lapse } from './subscription_cancel.ts'
import { createSubscription } from './subscription_create.ts'
import { renew, warn } from './subscription_cycle.ts'
import { cancelAtEnd, end, openInvoices, stopCollecting } from './subscription_end.ts'
import { itemRows, itemsOf, subscriptionItem } from './subscription_item.ts'
import { measure, measureAll } from './subscription_thresholds_reached.ts'
import { pause } from './subscription_pause.ts'
import { billItems } from './subscription_pending_invoice_items.ts'
import { refuseManaged } from './subscription_refusals.ts'
import { applyResumption, resume } from './subscription_resume.ts'
import { type Schedule, subscriptionSchedule } from './subscription_schedule_state.ts'
import { closed } from './subscription_schedule_turn.ts'
import { itemized } from './subscription_single.ts'
import { refuseItemized } from './subscription_settings.ts'
import {
  hasEnded,
  PER_CUSTOMER_MAX,
  set,
  setDelinquent,
  type Subscription,
  subscription,
  timed,
} from './subscription_state.ts'
import { followTax } from './subscription_tax.ts'
import { applyParked, dropParked } from './subscription_pending_update.ts'
import { fallBehind, giveUp } from './subscription_unpaid.ts'
import { updateSubscription } from './subscription_update.ts'

export { subscription }

/** What renewing reads: who pays, the items with their prices and products, and what is taken off. */
const RENEWING = [
  'id.customer.invoice_settings.rendering_options.template',
  'id.test_clock',
  'id.items.id',
  'id.items.price.id',
  'id.items.price.product',
  'id.items.price.recurring.meter',
  'id.discounts',
  'id.items.discounts',
  'id.latest_invoice',
  'id.schedule.phases.items.price.product',
  'id.schedule.phases.add_invoice_items.price.id',
  'id.schedule.phases.discounts.coupon',
  'id.schedule.phases.items.discounts.coupon',
  'id.schedule.phases.items.tax_rates.id',
  'id.schedule.phases.default_tax_rates.id',
]
/** What billing one by the clock reads: all of that, and what waits for the customer's next invoice. */
const BILLING = [
  ...RENEWING,
  (tx: Tx, { id }: { id: string }) => {
    const self = tx.find(subscription, id)
    if (self) readWaiting(tx, self.customer as string)
  },
]
const CHANGING = RENEWING.map((path) => path.replace(/^id\./, 'self.'))

export const subscriptions = resource(subscription)
  .on<Stripe.SubscriptionCreateParams>(
    'POST /v1/subscriptions',
    (tx, params) => createSubscription(tx, itemized(params)),
    {
      reads: [
        'customer.invoice_settings.default_payment_method',
        'customer.invoice_settings.rendering_options.template',
        'customer.default_source',
        'customer.test_clock',
        'customer.discount.id',
        'items.price.product',
        'items.price.recurring.meter',
        'items.plan.product',
        'plan.product',
        'default_tax_rates',
        'discounts.coupon',
        (tx: Tx, { customer: who }: { customer?: string }) => who !== undefined && readWaiting(tx, who),
      ],
    },
  )
  .on<Stripe.SubscriptionRetrieveParams>('GET /v1/subscriptions/{id}', (_tx, _params, self) => self)
  .on<Stripe.SubscriptionListParams>('GET /v1/subscriptions', (tx, { status, ...params }) => {
    if (status === 'all') return list(tx, subscription, params as never, '/v1/subscriptions')
    if (status === 'ended') return list(tx, subscription, params as never, '/v1/subscriptions', ['ended=true'])
    if (status === undefined) return list(tx, subscription, params as never, '/v1/subscriptions', ['ended=false'])
    return list(tx, subscription, { ...params, status } as never, '/v1/subscriptions')
  })
  .on<Stripe.SubscriptionSearchParams>('GET /v1/subscriptions/search', (tx, params) =>
    search(tx, subscription, params, '/v1/subscriptions/search'),
  )
  .on<Stripe.SubscriptionUpdateParams>(
    'POST /v1/subscriptions/{id}',
    (tx, params, self) => {
      refuseManaged(self, params)
      return updateSubscription(tx, self, itemized(params, self) as never)
    },
    { reads: [...CHANGING, 'items.price.product', 'items.price.recurring.meter', 'plan.product', 'discounts.coupon'] },
  )
  .on<Stripe.SubscriptionCancelParams>(
    'DELETE /v1/subscriptions/{id}',
    (tx, params, self) => {
      if (hasEnded(self)) throw noSuch(subscription.noun, self.id)
      return cancel(tx, self, params)
    },
    { reads: CHANGING },
  )
  .on<Stripe.SubscriptionPauseParams>(
    'POST /v1/subscriptions/{id}/pause',
    (tx, params, self) => {
      if (hasEnded(self)) throw noSuch(subscription.noun, self.id)
      return pause(tx, self, params)
    },
    { reads: CHANGING },
  )
  .on<Stripe.SubscriptionResumeParams>(
    'POST /v1/subscriptions/{id}/resume',
    (tx, params, self) => {
      if (hasEnded(self)) throw noSuch(subscription.noun, self.id)
      return resume(tx, self, params)
    },
    { reads: CHANGING },
  )
  .on<Stripe.SubscriptionDeleteDiscountParams>('DELETE /v1/subscriptions/{id}/discount', (tx, _params, self) => {
    const [last] = (self.discounts as string[]).slice(-1)
    if (last === undefined) throw noSuch('discount', self.id)
    const row = tx.get(discount, last)
    tx.update(subscription, self, { discounts: (self.discounts as string[]).slice(0, -1) })
    tx.delete(discount, row)
    // What is left of one that is deleted does not say when it would have ended.
    const { id, checkout_session, customer: who, customer_account, invoice: on, invoice_item, promotion_code } = row
    const { source, start, subscription: of, subscription_item } = row
    const left = { id, object: 'discount', checkout_session, customer: who, customer_account, deleted: true }
    return { ...left, invoice: on, invoice_item, promotion_code, source, start, subscription: of, subscription_item }
  })
  .on<Stripe.SubscriptionMigrateParams>('POST /v1/subscriptions/{id}/migrate', (tx, { billing_mode }, self) => {
    if (billing_mode.type !== 'flexible' || self.billing_mode.type === 'flexible')
      throw invalid('A subscription can only be migrated from `classic` to `flexible` billing mode.', {
        param: 'billing_mode[type]',
      })
    refuseItemized(billing_mode.flexible)
    // (docs.stripe.com/billing/subscriptions/billing-mode: it is refused; the words are [M])
    if (self.items.data.some((item) => aggregateOf(item.price as never) !== undefined))
      throw invalid('A subscription with metered prices that are not backed by a meter cannot be migrated.', {
        param: 'billing_mode[type]',
      })
    const flexible = { proration_discounts: billing_mode.flexible?.proration_discounts ?? 'included' }
    return tx.update(subscription, self, { billing_mode: { flexible, type: 'flexible', updated_at: tx.now } as never })
  })
  .when('customer.deleted', customer, (tx, { id, test_clock }) => {
    // https://docs.stripe.com/api/customers/delete: it cancels what the customer is subscribed to.
    const [running, waiting] = tx.work.together<readonly Row[]>([
      () => tx.list(subscription, [`customer=${id}`, 'ended=false'], { limit: PER_CUSTOMER_MAX }),
      () => tx.list(subscriptionSchedule, [`customer=${id}`, 'scheduled=true'], { limit: PER_CUSTOMER_MAX }),
    ]) as [Subscription[], Schedule[]]
    const products = running.flatMap(({ items }) =>
      items.data.map((item) => (item.price as never as { product: string }).product),
    )
    const hanging = running.flatMap((one) => [one.latest_invoice, one.schedule] as (string | null)[])
    tx.work.together<unknown>([
      () => tx.any([...products, ...hanging.filter((one) => one !== null)]),
      ...running.map((self) => () => openInvoices(tx, self)),
    ])
    const on = tx.under(hasClock(tx, test_clock) ? test_clock : null)
    for (const self of running.toReversed()) end(on, self, 'cancellation_requested')
    // What has not begun cannot begin without a customer. [K]
    for (const self of waiting.toReversed()) closed(on, self, { status: 'canceled', canceled_at: on.now })
  })
  .when('invoice.finalized', invoice, (tx, open) => {
    const self = subscriptionOf(tx, open)
    if (self) useUp(tx, followTax(tx, self, open), open)
  })
  .when('invoice.paid', invoice, (account, paid) => {
    const self = subscriptionOf(account, paid)
    if (self) settled(timed(account, self), self, paid)
  })
  .when('invoice.marked_uncollectible', invoice, (account, given) => {
    // It counts as settled. (docs.stripe.com/billing/subscriptions/overview#subscription-statuses)
    const self = subscriptionOf(account, given)
    if (!self || !isDecisive(self, given)) return
    const tx = timed(account, self)
    applyResumption(tx, self, given)
    if (self.status !== 'past_due') return
    tx.update(subscription, self, { status: 'active', hidden: timely(self) })
    setDelinquent(tx, self, false)
  })
  .when('invoice.voided', invoice, (account, voided) => {
    const self = subscriptionOf(account, voided)
    if (self?.hidden.parked?.invoice === voided.id) dropParked(timed(account, self), self)
    // What is void counts no more. (docs.stripe.com/billing/subscriptions/overview#subscription-statuses)
    if (self?.status === 'past_due' && self.hidden.overdue === voided.id)
      account.update(subscription, self, { status: 'active', hidden: timely(self) })
  })
  .when('invoice.payment_failed', invoice, (account, failed) => {
    const self = subscriptionOf(account, failed)
    if (self?.latest_invoice !== failed.id || self.hidden.parked?.invoice === failed.id) return
    // What is sent to be paid by a day has time until then, however it is tried.
    if (failed.collection_method === 'send_invoice') return
    // A first invoice that a bank refused after days was taken back, and is owed no more.
    if (account.find(invoice, failed.id)?.status === 'void') return
    const tx = timed(account, self)
    if (self.status === 'active') fallBehind(tx, self)
    else lastTried(tx, self, tx.get(invoice, failed.id))
  })
  .when('invoice.updated', invoice, (account, now, before) => {
    // The time of a try has passed without one.
    const isPassedOver =
      before && now.attempt_count > before.attempt_count && now.hidden.attempts === before.hidden.attempts
    const self = isPassedOver ? subscriptionOf(account, now) : undefined
    if (self?.latest_invoice === now.id) lastTried(timed(account, self), self, now)
  })
  .when('invoice.payment_action_required', invoice, (account, asked) => {
    const self = subscriptionOf(account, asked)
    if (self?.status !== 'active' || self.latest_invoice !== asked.id || self.hidden.parked?.invoice === asked.id)
      return
    fallBehind(timed(account, self), self)
  })
  .when('payment_intent.processing', paymentIntent, (account, { hidden }) => {
    // It does not wait for a bank that takes days. (docs.stripe.com/billing/subscriptions/overview)
    const open = hidden.invoice === undefined ? undefined : account.find(invoice, hidden.invoice)
    const self = open && subscriptionOf(account, open)
    if (self?.status !== 'incomplete' || self.latest_invoice !== open!.id) return
    const tx = timed(account, self)
    tx.update(subscription, self, { status: runningStatus(tx, self) })
    tx.unschedule('subscription.expire', self)
  })
  .job<{ id: string }>(
    'renew',
    (tx, { id }) => {
      const self = tx.find(subscription, id)
      if (self && !hasEnded(self) && self.status !== 'incomplete') renew(tx, self)
    },
    { reads: BILLING },
  )
  .job<{ id: string }>('measure_all', (tx, { id }) => measureAll(tx, id))
  .job<{ id: string }>('measure', (tx, { id }) => measure(tx, id), { reads: BILLING })
  .job<{ id: string }>('invoice_items', (tx, { id }) => billItems(tx, id), { reads: BILLING })
  .job<{ id: string }>(
    'upcoming',
    (tx, { id }) => {
      const self = tx.find(subscription, id)
      if (self) foretellRenewal(tx, self)
    },
    { reads: RENEWING },
  )
  .job<{ id: string }>('warn', (tx, { id }) => {
    const self = tx.find(subscription, id)
    if (self) warn(tx, self)
  })
  .job<{ id: string }>(
    'cancel',
    (tx, { id }) => {
      const self = tx.find(subscription, id)
      if (self && self.cancel_at !== null && self.cancel_at <= tx.now) cancelAtEnd(tx, self)
    },
    { reads: BILLING },
  )
  .job<{ id: string }>(
    'due',
    (tx, { id }) => {
      const open = tx.find(invoice, id)
      if (open) fallDue(tx, open)
    },
    { reads: FALLING_DUE },
  )
  .job<{ id: string }>(
    'give_up',
    (tx, { id }) => {
      const open = tx.find(invoice, id)
      if (open) overstay(tx, open)
    },
    { reads: FALLING_DUE },
  )
  .job<{ id: string }>('stop', (tx, { id }) => {
    const self = tx.find(subscription, id)
    for (const open of self ? openInvoices(tx, self) : []) if (open.auto_advance) stopCollecting(tx, open)
  })
  .job<{ id: string }>('unpause', (tx, { id }) => {
    const self = tx.find(subscription, id)
    if (self?.pause_collection) tx.update(subscription, self, { pause_collection: null })
  })
  .job<{ id: string }>(
    'lapse',
    (tx, { id }) => {
      const self = tx.find(subscription, id)
      const waits = self?.hidden.parked?.invoice
      const open = waits ? tx.find(invoice, waits) : undefined
      if (open?.status === 'open') voidInvoice(tx, open)
      const now = tx.find(subscription, id)
      if (now?.hidden.parked) dropParked(tx, now)
    },
    { reads: ['id.customer', 'id.latest_invoice.hidden.intent', 'id.latest_invoice.hidden.payment'] },
  )
  .job<{ id: string }>(
    'expire',
    (tx, { id }) => {
      const self = tx.find(subscription, id)
      if (self?.status === 'incomplete') lapse(tx, self)
    },
    { reads: ['id.customer', 'id.latest_invoice.hidden.intent', 'id.latest_invoice.hidden.payment'] },
  )

/** A customer may go because their clock does. */
const hasClock = (tx: Tx, id: unknown): boolean => typeof id === 'string' && tx.any([id])[0]?.deleted !== true

function subscriptionOf(tx: Tx, of: Invoice): Subscription | undefined {
  const id = subscriptionIdOf(of)
  return id === undefined ? undefined : tx.find(subscription, id)
}

/** What becomes of a subscription when an invoice of it is paid. */
function settled(tx: Tx, self: Subscription, paid: Invoice): void {
  applyParked(tx, self, paid)
  applyResumption(tx, self, paid)
  const now = tx.get(subscription, self.id)
  if (!isDecisive(now, paid) || hasEnded(now)) return
  const kept = rememberedMethod(tx, now, paid)
  const isBack = ['incomplete', 'past_due', 'unpaid'].includes(now.status)
  const back = isBack && { status: runningStatus(tx, now), hidden: timely(now) }
  if (back || kept) tx.update(subscription, now, { ...back, ...kept })
  tx.unschedule('subscription.expire', now)
  if (now.status === 'past_due' || now.status === 'unpaid') setDelinquent(tx, now, false)
}

/** Where no try is left, the account's setting says what then. */
function lastTried(tx: Tx, self: Subscription, unpaid: Invoice): void {
  if (self.status !== 'past_due' || unpaid.status !== 'open' || unpaid.next_payment_attempt !== null) return
  if (unpaid.auto_advance) giveUp(tx, self, unpaid, billingOf(tx).after_retries)
}

/** Whether its status goes by this invoice: the latest, or the one that was not paid by its day. */
const isDecisive = (self: Subscription, { id }: Pick<Invoice, 'id'>): boolean =>
  self.latest_invoice === id || self.hidden.overdue === id

const timely = ({ hidden: { overdue: _, ...hidden } }: Subscription): Subscription['hidden'] => hidden

const runningStatus = (tx: Tx, { trial_end }: Subscription): 'active' | 'trialing' =>
  trial_end !== null && trial_end > tx.now ? 'trialing' : 'active'

/** `save_default_payment_method: on_subscription` keeps the method that paid, and so does the page of an invoice. */
function rememberedMethod(tx: Tx, self: Subscription, paid: Invoice): { default_payment_method: string } | undefined {
  const isKept = paid.hidden.keeps || self.payment_settings?.save_default_payment_method === 'on_subscription'
  if (!isKept) return undefined
  const intent = payingIntents(tx, paid).at(-1)
  if (!intent?.payment_method || intent.payment_method === self.default_payment_method) return undefined
  return { default_payment_method: intent.payment_method }
}

/** A discount that is good once is used up by the first invoice that it takes something off. Recorded. */
function useUp(tx: Tx, self: Subscription, open: Invoice): void {
  const used = (open.total_discount_amounts ?? [])
    .filter(({ amount }) => amount > 0)
    .map((one) => one.discount as string)
  if (used.length === 0) return
  const isGone = (id: string) => used.includes(id) && tx.find(discount, id)?.hidden.duration === 'once'
  const left = (ids: readonly unknown[]) => (ids as string[]).filter((id) => !isGone(id))
  const isItems = self.items.data.some((item) => (item.discounts as string[]).some(isGone))
  const rows = isItems ? itemRows(tx, self) : []
  const items = rows.map((item) => tx.update(subscriptionItem, item, { discounts: left(item.discounts) }))
  if (isItems || (self.discounts as string[]).some(isGone))
    set(tx, self, {
      discounts: left(self.discounts),
      ...(isItems && { items: itemsOf(self.id, items) as never }),
    })
  const who = tx.find(customer, self.customer as string) as Row<Stripe.Customer> | undefined
  const theirs = (who?.discount as { id: string } | null | undefined)?.id
  if (!who || theirs === undefined || !used.includes(theirs)) return
  const row = tx.find(discount, theirs)
  if (row?.hidden.duration !== 'once') return
  tx.update(customer, who as never, { discount: null } as never)
  tx.delete(discount, row)
}
