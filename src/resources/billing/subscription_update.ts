// Changing a subscription that runs: what a change gives back and charges, when that is billed, and whether it is kept if it
// is not paid. (https://docs.stripe.com/api/subscriptions/update; docs.stripe.com/billing/subscriptions/change)
// One file because what is changed, what it costs and whether it is kept are decided together.
import type Stripe from 'stripe'
import { invalid, StripeError } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { isSameRecurrence } from '../../rules/periods.ts'
import type { Span } from '../../rules/proration.ts'
import { customer } from '../payments/customer.ts'
import { type DiscountGiven, discountsOf } from './discount.ts'
import { type Invoice, invoice } from './invoice_state.ts'
import { pendingItems } from './invoiceitem.ts'
import { cancelTimes, endTrial, scheduleNext, scheduleTrialEnd } from './subscription_cycle.ts'
import { addInvoiceItems } from './subscription_extras.ts'
import { collectNow, invoiceNow } from './subscription_invoice.ts'
import { embedded, insertItem, type Item, itemRows, itemsOf, periodOf, subscriptionItem } from './subscription_item.ts'
import {
  type Billed,
  isMetered,
  type ItemLine,
  linesFor,
  quantityOf,
  recurrenceOf,
  trialLines,
} from './subscription_lines.ts'
import { isBilled, type Plan, planned, type Step } from './subscription_plan.ts'
import { credits, insertProrations, type Proration, remaining } from './subscription_proration.ts'
import { checkCollection, checkSettings, labels, said, type SettingsGiven, settings } from './subscription_settings.ts'
import { hasEnded, INCOMPLETE_SECONDS, modeOf, type Subscription, subscription } from './subscription_state.ts'
import { wholePeriod } from './subscription_timing.ts'

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
  checkSettings(params)
  const plan = planned(tx, self, params, how.items ?? 'items', how.known)
  if (!plan) return noted(tx, self, params)
  if (params.payment_behavior === 'pending_if_incomplete') return ifPaid(tx, self, params, plan)
  return carriedOut(tx, self, params, plan, how)
}

/** A change of what is noted on the subscription, without any effect on what is billed now. */
function noted(tx: Tx, self: Subscription, params: SettingsGiven): Subscription {
  const items = itemRows(tx, self)
  const next = tx.update(subscription, self, notes(tx, self, params, items))
  follow(tx, self, next, params, items)
  return next
}

/** The changes of what is noted. */
function notes(tx: Tx, self: Subscription, params: SettingsGiven, items: readonly Item[]): Partial<Subscription> {
  const { collection_method: method, pause_collection: pause, cancellation_details: why } = params
  if (method !== undefined || params.days_until_due !== undefined)
    checkCollection(
      method ?? self.collection_method,
      params.days_until_due ?? (method === 'charge_automatically' ? null : self.days_until_due),
    )
  return {
    ...settings(tx, params, self.customer as string),
    ...labels(params, self.metadata),
    ...(method !== undefined && { collection_method: method }),
    ...(method === 'charge_automatically' && { days_until_due: null }),
    ...(params.discounts !== undefined && {
      discounts: discountsNow(tx, self, params.discounts as DiscountGiven[] | ''),
    }),
    ...(why && { cancellation_details: { ...self.cancellation_details!, ...said(why as never) } as never }),
    ...(pause !== undefined && {
      pause_collection: pause ? { behavior: pause.behavior as 'void', resumes_at: pause.resumes_at ?? null } : null,
    }),
    ...cancelTimes(params, items, tx.now),
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
  if (next.cancel_at !== self.cancel_at && !hasEnded(next)) scheduleNext(tx, next, items)
}

/** Carries a plan out: what is given back and charged, what is changed, and what is billed now. */
function carriedOut(tx: Tx, self: Subscription, params: SettingsGiven, plan: Plan, how: How = {}): Subscription {
  if (plan.trialEnd === 'now' && self.status === 'trialing') return trialEnded(tx, self, params)
  const payment = params.payment_behavior ?? 'allow_incomplete'
  const who = tx.get(customer, self.customer as string) as Row<Stripe.Customer>
  const behavior = params.proration_behavior ?? 'create_prorations'
  const changes = notes(tx, self, params, itemRows(tx, self))
  const asked = { ...self, ...changes } as Subscription
  const items = moved(tx, asked, plan, how)
  if (behavior !== 'none') insertProrations(tx, asked, who, prorationsOf(tx, asked, plan, items))
  for (const { item, after } of plan.steps)
    if (item && !after) tx.delete(subscriptionItem, tx.get(subscriptionItem, item.id))
  addInvoiceItems(tx, asked, who, (params.add_invoice_items ?? []) as never, how.known)
  const isBegun = plan.isReset || typeof plan.trialEnd === 'number'
  // At a renewal all that begins anew is billed by it.
  const isNow = typeof plan.trialEnd === 'number' || (!how.renews && (plan.isReset || behavior === 'always_invoice'))
  const lines = isBegun && isNow ? beginning(asked, plan, items) : []
  const isInvoiced = isNow && (lines.length > 0 || pendingItems(tx, who.id, self.currency, self.id).length > 0)
  const id = tx.id(invoice)
  const rows = items.flatMap((item) => (item ? [tx.get(subscriptionItem, item.id)] : []))
  const next = tx.update(subscription, tx.get(subscription, self.id), {
    ...changes,
    ...begun(tx, self, plan),
    items: itemsOf(self.id, rows) as never,
    ...(isInvoiced && { latest_invoice: id }),
  })
  follow(tx, self, next, params, rows)
  scheduleNext(tx, next, rows)
  if (typeof plan.trialEnd === 'number') scheduleTrialEnd(tx, next)
  if (isInvoiced)
    invoiceNow(tx, next, who, {
      id,
      reason: 'subscription_update',
      lines,
      period: { start: Math.min(...rows.map((item) => item.current_period_start)), end: tx.now },
      payment,
      offSession: params.off_session ?? true,
      isLater: how.isDeferred ?? false,
    })
  return tx.get(subscription, self.id)
}

/** The items as they shall be, with their periods, in the order of the steps; nothing for those that go. */
function moved(tx: Tx, self: Subscription, plan: Plan, { renews = false }: How = {}): (Item | undefined)[] {
  return plan.steps.map(({ item, before, after, wish }) => {
    if (!after) return undefined
    const period = periodAfter(tx, self, plan, { item, before, after }, renews)
    if (wish) return insertItem(tx, self.id, wish, period)
    const { given, quantityGiven } = after
    const { quantity: _, ...kept } = item!
    const changes = {
      ...kept,
      current_period_start: period.start,
      current_period_end: period.end,
      discounts: [...after.discounts],
      ...(given.metadata !== undefined && { metadata: mergeMetadata(item!.metadata, given.metadata as never) }),
      ...(before!.price.id !== after.price.id && embedded(after.price)),
      ...(quantityGiven !== undefined && { quantity: quantityGiven }),
      tax_rates: [...after.rates],
    }
    return tx.update(subscriptionItem, item!, changes as never)
  })
}

/** The period that an item is in after the change: new from a reset on, the trial, or as its price is billed. */
function periodAfter(tx: Tx, self: Subscription, plan: Plan, { item, before, after }: Step, renews: boolean): Span {
  const recurrence = recurrenceOf(after!.price)
  if (typeof plan.trialEnd === 'number') return { start: tx.now, end: plan.trialEnd }
  if (plan.isReset && !renews) return wholePeriod({ anchor: tx.now }, recurrence, tx.now)
  if (item && isSameRecurrence(recurrenceOf(before!.price), recurrence)) return periodOf(item)
  if (self.trial_end !== null && tx.now < self.trial_end) return { start: tx.now, end: self.trial_end }
  const whole = wholePeriod({ anchor: self.billing_cycle_anchor }, recurrence, tx.now)
  // Due at once: its period is the one that ends now, and the renewal moves it on.
  if (renews && (plan.isReset || whole.start === tx.now))
    return { start: Math.min(...self.items.data.map((one) => one.current_period_start)), end: tx.now }
  return whole
}

/** What the change gives back, and then what it charges for the rest of the periods. A trial costs nothing either way. */
function prorationsOf(tx: Tx, self: Subscription, plan: Plan, items: readonly (Item | undefined)[]): Proration[] {
  if (self.trial_end !== null && plan.at < self.trial_end) return []
  const isBegun = plan.isReset || typeof plan.trialEnd === 'number'
  const concerned = plan.steps
    .map((step, i) => ({ ...step, i, id: items[i]?.id }))
    .filter((step) => isBegun || isBilled(step))
  const back = concerned.flatMap(({ item, before }) => (item ? credits(tx, self, item, before!, plan.at) : []))
  if (isBegun) return back
  const charged = concerned.flatMap(({ after, id, i }) => {
    // What is due is billed by the renewal, whole.
    if (!after || items[i]!.current_period_end <= plan.at) return []
    const whole = wholePeriod({ anchor: self.billing_cycle_anchor }, recurrenceOf(after.price), plan.at)
    return remaining(tx, self, id!, after, whole, plan.at)
  })
  return [...back, ...charged]
}

/** The lines of periods, or of a trial, that begin with the change. */
function beginning(self: Subscription, plan: Plan, items: readonly (Item | undefined)[]): ItemLine[] {
  const billed = plan.steps.flatMap(({ after }, i): Billed[] => {
    const item = items[i]
    if (!after || !item || isMetered(after.price)) return []
    return [{ item, price: after.price, product: after.product, quantity: quantityOf(item), period: periodOf(item) }]
  })
  return typeof plan.trialEnd === 'number' ? trialLines(self, billed) : linesFor(self, billed)
}

/** The anchor and the trial, where they are moved. (docs.stripe.com/billing/subscriptions/billing-mode/compare) */
function begun(tx: Tx, self: Subscription, plan: Plan): Partial<Subscription> {
  if (typeof plan.trialEnd === 'number') {
    const isFirst = self.trial_start === null || modeOf(self) === 'flexible'
    return {
      billing_cycle_anchor: plan.trialEnd,
      status: 'trialing',
      trial_end: plan.trialEnd,
      ...(isFirst && { trial_start: tx.now }),
    }
  }
  return plan.isReset ? { billing_cycle_anchor: tx.now } : {}
}

/** A trial that a call ends: billing begins now, and is collected inside the call. Recorded: it ended a second ago. */
function trialEnded(tx: Tx, self: Subscription, params: SettingsGiven): Subscription {
  const told = tx.update(subscription, self, {
    ...notes(tx, self, params, itemRows(tx, self)),
    billing_cycle_anchor: tx.now,
    trial_end: tx.now - 1,
  })
  const next = endTrial(tx, told, 'subscription_update')
  if (next.status === 'active' && next.latest_invoice && next.latest_invoice !== self.latest_invoice) {
    const draft = tx.get(invoice, next.latest_invoice as string)
    const payment = params.payment_behavior ?? 'allow_incomplete'
    if (draft.status === 'draft' && next.collection_method === 'charge_automatically')
      collectNow(tx, next, draft, { payment, offSession: params.off_session ?? true })
  }
  return tx.get(subscription, self.id)
}

/** What may be said with `pending_if_incomplete`. (docs.stripe.com/billing/subscriptions/pending-updates-reference) */
const PENDABLE = [
  'billing_cycle_anchor',
  'items',
  'off_session',
  'payment_behavior',
  'proration_behavior',
  'proration_date',
  'trial_end',
  'trial_from_plan',
]

/** Carries a plan out if it is paid for; parks it otherwise, with the invoice that waits. */
function ifPaid(tx: Tx, self: Subscription, params: SettingsGiven, plan: Plan): Subscription {
  const other = Object.keys(params).find((name) => !PENDABLE.includes(name))
  if (other)
    throw invalid(`You cannot set \`${other}\` when \`payment_behavior\` is \`pending_if_incomplete\`.`, {
      param: other,
    })
  const whole = { ...params, payment_behavior: 'error_if_incomplete' as const }
  const done = tx.attempt(() => carriedOut(tx, self, whole, plan))
  if (!(done instanceof StripeError)) return done
  if (done.status !== 402 && done.body.code !== 'resource_missing') throw done
  return parked(tx, self, params, plan)
}

/** The change waits for its invoice; nothing else is different yet. (docs.stripe.com/billing/subscriptions/pending-updates) */
function parked(tx: Tx, self: Subscription, params: SettingsGiven, plan: Plan): Subscription {
  const who = tx.get(customer, self.customer as string) as Row<Stripe.Customer>
  const id = tx.id(invoice)
  const owed = tx.work.foretell(() => {
    const items = moved(tx, self, plan)
    const isBegun = plan.isReset || typeof plan.trialEnd === 'number'
    return { prorations: prorationsOf(tx, self, plan, items), lines: isBegun ? beginning(self, plan, items) : [] }
  })
  insertProrations(tx, self, who, owed.prorations, { isParked: true })
  const expires_at = tx.now + INCOMPLETE_SECONDS
  const given = (params.items ?? []) as never
  const next = tx.update(subscription, self, {
    latest_invoice: id,
    pending_update: {
      billing_cycle_anchor: plan.isReset ? tx.now : null,
      expires_at,
      subscription_items: given,
      trial_end: typeof plan.trialEnd === 'number' ? plan.trialEnd : null,
      trial_from_plan: params.trial_from_plan ?? null,
    } as never,
    hidden: { ...self.hidden, parked: { params, invoice: id } },
  })
  tx.schedule(expires_at, 'subscription.lapse', { id: self.id })
  invoiceNow(tx, next, who, {
    id,
    reason: 'subscription_update',
    lines: owed.lines,
    period: { start: Math.min(...itemRows(tx, self).map((item) => item.current_period_start)), end: tx.now },
    payment: 'allow_incomplete',
    offSession: params.off_session ?? true,
  })
  return tx.get(subscription, self.id)
}

/** The invoice of a parked change is paid: the change is made, and was billed already. */
export function applyParked(tx: Tx, self: Subscription, paid: Invoice): void {
  const { parked: waiting, ...hidden } = self.hidden
  if (waiting?.invoice !== paid.id) return
  tx.unschedule('subscription.lapse', { id: self.id })
  const params = { ...(waiting.params as SettingsGiven), proration_behavior: 'none' as const }
  const plan = planned(tx, self, { items: params.items } as SettingsGiven, 'items')
  const items = plan ? moved(tx, self, { ...plan, isReset: false, trialEnd: undefined }) : []
  for (const { item, after } of plan?.steps ?? []) if (item && !after) tx.delete(subscriptionItem, item)
  const rows = items.flatMap((item) => (item ? [tx.get(subscriptionItem, item.id)] : []))
  tx.update(subscription, tx.get(subscription, self.id), {
    ...(rows.length > 0 && { items: itemsOf(self.id, rows) as never }),
    pending_update: null,
    hidden: { ...hidden, applied: (hidden.applied ?? 0) + 1 },
  })
}

/** A parked change is dropped: its time is over, or its invoice was taken back. */
export function dropParked(tx: Tx, self: Subscription): void {
  const { parked: _, ...hidden } = self.hidden
  tx.unschedule('subscription.lapse', { id: self.id })
  tx.update(subscription, self, { pending_update: null, hidden: { ...hidden, lapsed: (hidden.lapsed ?? 0) + 1 } })
}
