// Changing a subscription that runs: when what a change costs is billed, and whether it is kept if it is not paid. What it
// makes of the items stands in subscription_change.ts, what waits for its invoice in subscription_pending_update.ts.
// (https://docs.stripe.com/api/subscriptions/update; docs.stripe.com/billing/subscriptions/change)
import type Stripe from 'stripe'
import { invalid, refuseUnbuilt, StripeError } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Span } from '../../rules/proration.ts'
import { customer } from '../payments/customer.ts'
import { type DiscountGiven, discountsOf } from './discount.ts'
import { checkLocated } from './invoice_automatic_tax.ts'
import { invoice } from './invoice_state.ts'
import { endTrial, mayBegin, scheduleNext, scheduleTrialEnd, warn } from './subscription_cycle.ts'
import { cancelTimes } from './subscription_cancel_at.ts'
import { addInvoiceItems } from './subscription_add_invoice_items.ts'
import { inOrder, invoiceNow, waitingFor } from './subscription_invoice.ts'
import { type Item, itemRows, itemsOf, periodOf, startOf, subscriptionItem } from './subscription_item.ts'
import { followInterval } from './subscription_pending_invoice_item_interval.ts'
import { cut } from './subscription_cancel_at.ts'
import { recurrenceOf } from './subscription_lines.ts'
import { type Plan, planned } from './subscription_plan.ts'
import { insertProrations } from './subscription_proration.ts'
import {
  checkCollection,
  checkSettings,
  checkTaxes,
  labels,
  said,
  type SettingsGiven,
  settings,
} from './subscription_settings.ts'
import { hasEnded, modeOf, paymentBehavior, type Subscription, subscription } from './subscription_state.ts'
import { lastUsage } from './subscription_usage_last.ts'
import { thresholdsAfter, watchUsage } from './subscription_thresholds.ts'
import { wholePeriod } from './subscription_timing.ts'
import { beginning, begun, moved, prorationsOf, rowsOf } from './subscription_change.ts'
import { checkPendable, park } from './subscription_pending_update.ts'

/** What is left of an ended subscription to be changed. Recorded. */
const LABELS = ['metadata', 'cancellation_details']

interface How {
  /** The parameter that the items stand in. */
  readonly items?: string
  /** Prices that a schedule has chosen before. */
  readonly known?: ReadonlySet<string>
  /** What it bills is a draft for an hour: nobody asked for it now. */
  readonly isDeferred?: boolean
  /** A schedule turns it at the very moment at which it renews: the renewal bills what is due then, and not this change. */
  readonly renews?: boolean
}

/** Changes a subscription as a call asks. Throws the refusal of a payment without which nothing shall be changed. */
export function updateSubscription(tx: Tx, self: Subscription, params: SettingsGiven, how: How = {}): Subscription {
  if (hasEnded(self) && !Object.keys(params).every((name) => LABELS.includes(name)))
    throw invalid('A canceled subscription can only update its cancellation_details and metadata.', {
      code: 'invalid_canceled_subscription_fields',
    })
  if (self.status === 'incomplete') refuseBegun(params)
  checkSettings(params)
  if (params.trial_from_plan) refuseUnbuilt(params, ['trial_from_plan'], ' for a subscription that runs')
  const plan = planned(tx, self, params, how.items ?? 'items', { chosen: how.known })
  if (!plan) return noted(tx, self, params, how)
  if (params.payment_behavior === 'pending_if_incomplete') return ifPaid(tx, self, params, plan)
  return carriedOut(tx, self, params, plan, how)
}

/**
 * Until its first invoice is paid nothing of what it bills can change. Recorded of a subscription that is incomplete: labels and
 * the method are taken. Wording [M].
 */
function refuseBegun(params: SettingsGiven): void {
  const other = Object.keys(params).find((name) => !WHILE_INCOMPLETE.includes(name))
  if (other !== undefined)
    throw invalid(
      'You cannot update a subscription in `incomplete` status in this way. Only its default payment method, description and metadata can be updated.',
      { param: other },
    )
}

const WHILE_INCOMPLETE = [
  'cancellation_details',
  'default_payment_method',
  'default_source',
  'description',
  'metadata',
  'payment_settings',
]

/** A change of what is noted on the subscription. Only when it is to end has an effect on what is billed. */
function noted(tx: Tx, self: Subscription, params: SettingsGiven, how: How): Subscription {
  const rows = itemRows(tx, self)
  const changes = notes(tx, self, params, rows, how)
  const next = { ...self, ...changes } as Subscription
  if (next.cancel_at === self.cancel_at) {
    const row = tx.update(subscription, self, changes)
    follow(tx, self, row, params, rows)
    return row
  }
  const who = tx.get(customer, self.customer as string) as Row<Stripe.Customer>
  const behavior = params.proration_behavior ?? 'create_prorations'
  const known = behavior === 'always_invoice' ? waitingFor(tx, next, who) : []
  const { items, changes: more, owed } = cut(tx, self, next, rows, { who, behavior })
  const waiting = inOrder(owed, known)
  const now = rowsOf(tx, items)
  const isInvoiced = behavior === 'always_invoice' && waiting.length > 0
  const id = tx.id(invoice)
  const row = tx.update(subscription, self, {
    ...changes,
    ...more,
    items: itemsOf(self.id, now) as never,
    ...(isInvoiced && { latest_invoice: id }),
  })
  follow(tx, self, row, params, now)
  if (isInvoiced)
    invoiceNow(tx, row, who, {
      id,
      reason: 'subscription_update',
      lines: [],
      waiting,
      period: { start: startOf(rows), end: tx.now },
      payment: params.payment_behavior ?? paymentBehavior(tx),
      offSession: params.off_session ?? false,
    })
  return tx.get(subscription, self.id)
}

/** The changes of what is noted. */
function notes(
  tx: Tx,
  self: Subscription,
  params: SettingsGiven,
  items: readonly Item[],
  how: How,
): Partial<Subscription> {
  const { collection_method: method, pause_collection: pause, cancellation_details: why } = params
  if (method !== undefined || params.days_until_due !== undefined)
    checkCollection(
      method ?? self.collection_method,
      params.days_until_due ?? (method === 'charge_automatically' ? null : self.days_until_due),
    )
  const cancellation_details = { ...self.cancellation_details!, ...(why && said(why as never)) } as never
  const worded = { cancellation_details }
  const settled = settings(tx, params, self.customer as string, { before: self, isKnown: how.known !== undefined })
  checkTaxes({ ...self, ...settled })
  if (params.automatic_tax?.enabled) checkLocated(tx, tx.get(customer, self.customer as string) as Row<Stripe.Customer>)
  return {
    ...settled,
    ...thresholdsAfter(self.billing_thresholds, params),
    ...(why && worded),
    ...labels(params, self.metadata),
    ...(method !== undefined && { collection_method: method }),
    ...(method === 'charge_automatically' && { days_until_due: null }),
    ...(params.discounts !== undefined && {
      discounts: discountsNow(tx, self, params.discounts as DiscountGiven[] | ''),
    }),
    ...(pause !== undefined && {
      pause_collection: pause ? { behavior: pause.behavior as 'void', resumes_at: pause.resumes_at ?? null } : null,
    }),
    ...cancelTimes(params, worded, items, tx.now),
  }
}

const discountsNow = (tx: Tx, self: Subscription, given: readonly DiscountGiven[] | ''): string[] =>
  discountsOf(
    tx,
    given,
    { customer: self.customer as string, subscription: self.id, start: tx.now, currency: self.currency },
    self.discounts as string[],
    'discounts',
  )

/** What is put off follows what is noted. */
function follow(tx: Tx, self: Subscription, next: Subscription, params: SettingsGiven, items: readonly Item[]): void {
  const { pause_collection: pause } = params
  const resumes = (pause || undefined)?.resumes_at
  if (resumes) tx.schedule(resumes, 'subscription.unpause', { id: self.id })
  else if (pause !== undefined) tx.unschedule('subscription.unpause', { id: self.id })
  followInterval(tx, next, params)
  watchUsage(tx, next, items)
  if (next.cancel_at !== self.cancel_at && !hasEnded(next)) scheduleNext(tx, next, items)
}

/** Carries a plan out: what is given back and charged, what is changed, and what is billed now. */
function carriedOut(tx: Tx, self: Subscription, params: SettingsGiven, plan: Plan, how: How = {}): Subscription {
  if (plan.isOver) warn(tx, self)
  const payment = params.payment_behavior ?? paymentBehavior(tx)
  const who = tx.get(customer, self.customer as string) as Row<Stripe.Customer>
  const behavior = params.proration_behavior ?? 'create_prorations'
  const before = itemRows(tx, self)
  const changes = notes(tx, self, params, before, how)
  const current = tx.get(subscription, self.id)
  const asked = { ...current, ...changes } as Subscription
  if (plan.isOver && !mayBegin(tx, asked)) return lostTrial(tx, asked, plan)
  const mayBill = behavior === 'always_invoice' || plan.isReset || plan.trialEnd !== undefined
  const known = mayBill ? waitingFor(tx, asked, who) : []
  // Classic billing bills what was used when periods begin anew; in flexible billing that is not built.
  const used = plan.isReset && !plan.isOver && modeOf(self) === 'classic' ? lastUsage(tx, self, before) : undefined
  const items = moved(tx, asked, plan, how)
  const owed = behavior === 'none' ? [] : insertProrations(tx, asked, who, prorationsOf(tx, asked, plan, items))
  for (const { item, after } of plan.steps)
    if (item && !after) tx.delete(subscriptionItem, tx.get(subscriptionItem, item.id))
  const extras = addInvoiceItems(tx, asked, who, (params.add_invoice_items ?? []) as never, {
    items: comingPeriods(rowsOf(tx, items), plan.isReset ? tx.now : asked.billing_cycle_anchor, tx.now),
    known: how.known,
  })
  const { items: kept, changes: more, owed: back } = cut(tx, self, asked, rowsOf(tx, items), { who, behavior })
  // At a renewal all that begins anew is billed by it.
  const isApart = plan.trialEnd !== undefined || !how.renews
  const lines = isApart ? [...(used?.lines ?? []), ...beginning(asked, plan, items)] : []
  const isNow = isApart && (lines.length > 0 || behavior === 'always_invoice')
  const waiting = inOrder([...owed, ...extras, ...back], known)
  const isInvoiced = isNow && (lines.length > 0 || waiting.length > 0)
  const id = tx.id(invoice)
  const rows = rowsOf(tx, kept)
  const next = tx.update(subscription, current, {
    ...changes,
    ...begun(self, plan),
    ...more,
    items: itemsOf(self.id, rows) as never,
    ...(isInvoiced && { latest_invoice: id }),
  })
  follow(tx, self, next, params, rows)
  scheduleNext(tx, next, rows)
  if (typeof plan.trialEnd === 'number') scheduleTrialEnd(tx, next)
  if (isInvoiced) used?.billedBy(id)
  if (isInvoiced)
    invoiceNow(tx, next, who, {
      id,
      reason: 'subscription_update',
      lines,
      waiting,
      period: { start: startOf(before), end: tx.now },
      payment,
      offSession: params.off_session ?? false,
      // Recorded: a trial that is ended without anything to pay with is refused.
      wantsMethod: plan.isOver && !how.isDeferred,
      isLater: how.isDeferred === true && !plan.isOver,
    })
  return tx.get(subscription, self.id)
}

/** The periods of items; of those that renew at this moment, the next ones. */
const comingPeriods = (items: readonly Item[], anchor: number, now: number): Span[] =>
  items.map((item) => {
    const recurrence = recurrenceOf(item.price as never)
    return item.current_period_end > now ? periodOf(item) : wholePeriod({ anchor }, recurrence, now)
  })

/** A trial that a call ends with nothing to pay with, where that is to pause or to cancel. Recorded: nothing is billed. */
function lostTrial(tx: Tx, self: Subscription, plan: Plan): Subscription {
  const rows = rowsOf(tx, moved(tx, self, { ...plan, isReset: false }))
  for (const { item, after } of plan.steps) if (item && !after) tx.delete(subscriptionItem, item)
  const ended = rows.map((item) => tx.update(subscriptionItem, item, { current_period_end: plan.now }))
  return endTrial(tx, { ...self, ...begun(self, plan), items: itemsOf(self.id, ended) as never })
}

/** Carries a plan out if it is paid for; parks it otherwise, with the invoice that waits. */
function ifPaid(tx: Tx, self: Subscription, params: SettingsGiven, plan: Plan): Subscription {
  checkPendable(params)
  const whole = { ...params, payment_behavior: 'error_if_incomplete' as const }
  const done = tx.attempt(() => carriedOut(tx, self, whole, plan))
  if (!(done instanceof StripeError)) return done
  if (done.status !== 402 && done.body.code !== 'resource_missing') throw done
  return park(tx, self, params, plan)
}
