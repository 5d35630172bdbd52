// Changing a subscription that runs: what a change gives back and charges, when that is billed, and whether it is kept if it
// is not paid. (https://docs.stripe.com/api/subscriptions/update; docs.stripe.com/billing/subscriptions/change)
// One file because what is changed, what it costs and whether it is kept are decided together.
import type Stripe from 'stripe'
import { invalid, refuseUnbuilt, StripeError, unbuilt } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { isSameRecurrence } from '../../rules/periods.ts'
import type { Span } from '../../rules/proration.ts'
import { customer } from '../payments/customer.ts'
import { type DiscountGiven, discountsOf } from './discount.ts'
import { type Invoice, invoice } from './invoice_state.ts'
import { cancelTimes, endTrial, mayBegin, scheduleNext, scheduleTrialEnd, warn } from './subscription_cycle.ts'
import { addInvoiceItems } from './subscription_extras.ts'
import { chargedBy, foresee } from './subscription_bill.ts'
import { inOrder, invoiceNow, waitingFor } from './subscription_invoice.ts'
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
import { cut } from './subscription_cut.ts'
import { isBilled, type Plan, planned, type Step } from './subscription_plan.ts'
import { type Configured, credits, insertProrations, type Proration, remaining } from './subscription_proration.ts'
import { checkCollection, checkSettings, labels, said, type SettingsGiven, settings } from './subscription_settings.ts'
import {
  hasEnded,
  INCOMPLETE_SECONDS,
  modeOf,
  NOTHING_PENDING,
  type Subscription,
  subscription,
} from './subscription_state.ts'
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
  if (params.trial_from_plan) refuseUnbuilt(params, ['trial_from_plan'], ' for a subscription that runs')
  const plan = planned(tx, self, params, how.items ?? 'items', { chosen: how.known })
  if (!plan) return noted(tx, self, params)
  if (params.payment_behavior === 'pending_if_incomplete') return ifPaid(tx, self, params, plan)
  return carriedOut(tx, self, params, plan, how)
}

/** A change of what is noted on the subscription. Only when it is to end has an effect on what is billed. */
function noted(tx: Tx, self: Subscription, params: SettingsGiven): Subscription {
  const rows = itemRows(tx, self)
  const changes = notes(tx, self, params, rows)
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
      payment: params.payment_behavior ?? 'allow_incomplete',
      offSession: params.off_session ?? false,
    })
  return tx.get(subscription, self.id)
}

/** The changes of what is noted. */
function notes(tx: Tx, self: Subscription, params: SettingsGiven, items: readonly Item[]): Partial<Subscription> {
  const { collection_method: method, pause_collection: pause, cancellation_details: why } = params
  if (method !== undefined || params.days_until_due !== undefined)
    checkCollection(
      method ?? self.collection_method,
      params.days_until_due ?? (method === 'charge_automatically' ? null : self.days_until_due),
    )
  const cancellation_details = { ...self.cancellation_details!, ...(why && said(why as never)) } as never
  const worded = { cancellation_details }
  return {
    ...settings(tx, params, self.customer as string),
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
  if (next.cancel_at !== self.cancel_at && !hasEnded(next)) scheduleNext(tx, next, items)
}

/** Carries a plan out: what is given back and charged, what is changed, and what is billed now. */
function carriedOut(tx: Tx, self: Subscription, params: SettingsGiven, plan: Plan, how: How = {}): Subscription {
  if (plan.isOver) warn(tx, self)
  const payment = params.payment_behavior ?? 'allow_incomplete'
  const who = tx.get(customer, self.customer as string) as Row<Stripe.Customer>
  const behavior = params.proration_behavior ?? 'create_prorations'
  const before = itemRows(tx, self)
  const changes = notes(tx, self, params, before)
  const current = tx.get(subscription, self.id)
  const asked = { ...current, ...changes } as Subscription
  if (plan.isOver && !mayBegin(tx, asked)) return lostTrial(tx, asked, plan)
  const mayBill = behavior === 'always_invoice' || plan.isReset || plan.trialEnd !== undefined
  const known = mayBill ? waitingFor(tx, asked, who) : []
  const items = moved(tx, asked, plan, how)
  const owed = behavior === 'none' ? [] : insertProrations(tx, asked, who, prorationsOf(tx, asked, plan, items))
  for (const { item, after } of plan.steps)
    if (item && !after) tx.delete(subscriptionItem, tx.get(subscriptionItem, item.id))
  const extras = addInvoiceItems(tx, asked, who, (params.add_invoice_items ?? []) as never, how.known)
  const { items: kept, changes: more, owed: back } = cut(tx, self, asked, rowsOf(tx, items), { who, behavior })
  // At a renewal all that begins anew is billed by it.
  const isApart = plan.trialEnd !== undefined || !how.renews
  const lines = isApart ? beginning(asked, plan, items) : []
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

const rowsOf = (tx: Tx, items: readonly (Item | undefined)[]): Item[] =>
  items.flatMap((item) => (item ? [tx.get(subscriptionItem, item.id)] : []))

/** A trial that a call ends with nothing to pay with, where that is to pause or to cancel. Recorded: nothing is billed. */
function lostTrial(tx: Tx, self: Subscription, plan: Plan): Subscription {
  const rows = rowsOf(tx, moved(tx, self, { ...plan, isReset: false }))
  for (const { item, after } of plan.steps) if (item && !after) tx.delete(subscriptionItem, item)
  const ended = rows.map((item) => tx.update(subscriptionItem, item, { current_period_end: plan.now }))
  return endTrial(tx, { ...self, ...begun(self, plan), items: itemsOf(self.id, ended) as never })
}

/** What an invoice for a change looks back on begins with the period that was changed. */
const startOf = (items: readonly Item[]): number => Math.min(...items.map((item) => item.current_period_start))

/** The items as they shall be, with their periods, in the order of the steps; nothing for those that go. */
function moved(tx: Tx, self: Subscription, plan: Plan, { renews = false }: How = {}): (Item | undefined)[] {
  return plan.steps.map(({ item, before, after, wish }) => {
    if (!after) return undefined
    const period = periodAfter(self, plan, { item, before, after }, renews)
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
function periodAfter(
  self: Subscription,
  { now, isReset, trialEnd }: Plan,
  { item, before, after }: Step,
  renews: boolean,
): Span {
  const recurrence = recurrenceOf(after!.price)
  if (typeof trialEnd === 'number') return { start: now, end: trialEnd }
  if (isReset && !renews) return wholePeriod({ anchor: now }, recurrence, now)
  if (item && isSameRecurrence(recurrenceOf(before!.price), recurrence)) return periodOf(item)
  if (self.trial_end !== null && now < self.trial_end) return { start: now, end: self.trial_end }
  const whole = wholePeriod({ anchor: self.billing_cycle_anchor }, recurrence, now)
  // Due at once: its period is the one that ends now, and the renewal moves it on.
  if (renews && (isReset || whole.start === now))
    return { start: Math.min(...self.items.data.map((one) => one.current_period_start)), end: now }
  return whole
}

/** What the change gives back, and then what it charges for the rest of the periods. A trial costs nothing either way. */
function prorationsOf(tx: Tx, self: Subscription, plan: Plan, items: readonly (Item | undefined)[]): Proration[] {
  if (self.trial_end !== null && plan.at < self.trial_end) return []
  const isFlexible = modeOf(self) === 'flexible'
  const isTrial = typeof plan.trialEnd === 'number'
  const isAnew = isTrial || (plan.isReset && !isFlexible)
  const steps = plan.steps.map((step, i) => ({
    ...step,
    id: items[i]?.id,
    isDue: (items[i]?.current_period_end ?? 0) <= plan.at,
  }))
  const changed = steps.filter((step) => isAnew || isBilled(step))
  const back = changed.flatMap(({ item, before }) => (item ? credits(tx, self, item, before!, plan.at) : []))
  if (isAnew) return back
  const anchor = plan.isReset ? plan.now : self.billing_cycle_anchor
  const wholeOf = (price: Configured['price']) => wholePeriod({ anchor }, recurrenceOf(price), plan.at)
  const charged = changed.flatMap(({ after, id, isDue }) => {
    // What is due is billed by the renewal, whole.
    if (!after || isDue) return []
    const whole = wholeOf(after.price)
    return remaining(tx, self, id!, after, whole, { start: plan.at, end: whole.end })
  })
  // Recorded: what was paid for stays so when the anchor moves; what the new period has more is charged.
  const more = steps.flatMap((step) => {
    const { item, after, id, isDue } = step
    if (!plan.isReset || !item || !after || isDue || isBilled(step)) return []
    const whole = wholeOf(after.price)
    return remaining(tx, self, id!, after, whole, { start: item.current_period_end, end: whole.end })
  })
  return [...back, ...charged, ...more]
}

/**
 * The lines of periods, or of a trial, that begin with the change. Recorded: in flexible billing an anchor that is moved
 * bills nothing by itself.
 */
function beginning(self: Subscription, plan: Plan, items: readonly (Item | undefined)[]): ItemLine[] {
  const isTrial = typeof plan.trialEnd === 'number'
  if (!isTrial && !plan.isOver && !(plan.isReset && modeOf(self) === 'classic')) return []
  const billed = plan.steps.flatMap(({ after }, i): Billed[] => {
    const item = items[i]
    if (!after || !item || isMetered(after.price)) return []
    return [{ item, price: after.price, product: after.product, quantity: quantityOf(item), period: periodOf(item) }]
  })
  return isTrial ? trialLines(self, billed) : linesFor(self, billed)
}

/** The anchor and the trial, where they are moved. (docs.stripe.com/billing/subscriptions/billing-mode/compare) */
function begun(self: Subscription, plan: Plan): Partial<Subscription> {
  if (typeof plan.trialEnd === 'number') {
    const isFirst = self.trial_start === null || modeOf(self) === 'flexible'
    return {
      billing_cycle_anchor: plan.trialEnd,
      status: 'trialing',
      trial_end: plan.trialEnd,
      ...(isFirst && { trial_start: plan.now }),
    }
  }
  // Recorded: it ended a second ago.
  if (plan.isOver) return { billing_cycle_anchor: plan.now, status: 'active', trial_end: plan.now - 1 }
  return plan.isReset ? { billing_cycle_anchor: plan.now } : {}
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
]

/** Carries a plan out if it is paid for; parks it otherwise, with the invoice that waits. */
function ifPaid(tx: Tx, self: Subscription, params: SettingsGiven, plan: Plan): Subscription {
  const other = Object.keys(params).find((name) => !PENDABLE.includes(name))
  if (other)
    throw invalid(`You cannot set \`${other}\` when \`payment_behavior\` is \`pending_if_incomplete\`.`, {
      param: other,
    })
  const discounted = (params.items ?? []).findIndex(({ discounts }) => discounts !== undefined)
  if (discounted !== -1)
    throw unbuilt('Brindle does not put discounts off with pending_if_incomplete.', `items[${discounted}][discounts]`)
  const whole = { ...params, payment_behavior: 'error_if_incomplete' as const }
  const done = tx.attempt(() => carriedOut(tx, self, whole, plan))
  if (!(done instanceof StripeError)) return done
  if (done.status !== 402 && done.body.code !== 'resource_missing') throw done
  return parked(tx, self, params, plan)
}

/**
 * The change waits for its invoice; nothing else is different yet. It waits for 23 hours, and not beyond the period.
 * (docs.stripe.com/billing/subscriptions/pending-updates)
 */
function parked(tx: Tx, self: Subscription, params: SettingsGiven, plan: Plan): Subscription {
  const who = tx.get(customer, self.customer as string) as Row<Stripe.Customer>
  const id = tx.id(invoice)
  const known = waitingFor(tx, self, who)
  const { prorations, lines, items } = tx.work.foretell(() => {
    const then = moved(tx, self, plan)
    return {
      prorations: params.proration_behavior === 'none' ? [] : prorationsOf(tx, self, plan, then),
      lines: beginning(self, plan, then),
      items: itemsOf(self.id, rowsOf(tx, then)).data,
    }
  })
  const waiting = inOrder(insertProrations(tx, self, who, prorations, { isParked: true }), known)
  const rows = itemRows(tx, self)
  const expires_at = Math.min(tx.now + INCOMPLETE_SECONDS, ...rows.map((item) => item.current_period_end))
  const ids = plan.steps.flatMap(({ wish }) => (wish ? [wish.id] : []))
  const reads = plan.steps.flatMap(({ after }) => (after ? [after.price.id, after.product.id] : []))
  const next = tx.update(subscription, self, {
    latest_invoice: id,
    pending_update: {
      ...NOTHING_PENDING,
      billing_cycle_anchor: plan.isReset ? plan.now : null,
      expires_at,
      subscription_items: params.items ? items : null,
      trial_end: plan.isOver ? plan.now - 1 : (plan.trialEnd ?? null),
    } as never,
    hidden: { ...self.hidden, parked: { kind: 'update', params, invoice: id, at: plan.now, ids, reads } },
  })
  tx.schedule(expires_at, 'subscription.lapse', { id: self.id })
  invoiceNow(tx, next, who, {
    id,
    reason: 'subscription_update',
    lines,
    waiting,
    period: { start: startOf(rows), end: tx.now },
    payment: 'allow_incomplete',
    offSession: params.off_session ?? false,
    isParked: true,
  })
  return tx.get(subscription, self.id)
}

/** The invoice of a parked change is paid: the change is made as of the time when it was asked for, and was billed already. */
export function applyParked(tx: Tx, self: Subscription, paid: Invoice): void {
  const { parked: waiting, ...hidden } = self.hidden
  if (waiting?.kind !== 'update' || waiting.invoice !== paid.id) return
  const { proration_date: _, ...params } = waiting.params as SettingsGiven
  foresee(tx, self, paid, waiting.reads)
  const plan = tx.attempt(() => planned(tx, self, params, 'items', { now: waiting.at, ids: waiting.ids }))
  // What was asked for cannot be any more: a price was archived meanwhile.
  if (plan === undefined || plan instanceof StripeError) {
    dropParked(tx, self)
    return
  }
  tx.unschedule('subscription.lapse', { id: self.id })
  const items = moved(tx, self, plan)
  for (const { item, after } of plan.steps)
    if (item && !after) tx.delete(subscriptionItem, tx.get(subscriptionItem, item.id))
  chargedBy(tx, paid, rowsOf(tx, items))
  const rows = rowsOf(tx, items)
  const next = tx.update(subscription, tx.get(subscription, self.id), {
    ...begun(self, plan),
    items: itemsOf(self.id, rows) as never,
    pending_update: null,
    hidden: { ...hidden, applied: (hidden.applied ?? 0) + 1 },
  })
  scheduleNext(tx, next, rows)
  if (plan.trialEnd !== undefined) scheduleTrialEnd(tx, next)
}

/** A parked change is dropped: its time is over, or its invoice was taken back. */
export function dropParked(tx: Tx, self: Subscription): void {
  const { parked: _, ...hidden } = self.hidden
  tx.unschedule('subscription.lapse', { id: self.id })
  tx.update(subscription, self, { pending_update: null, hidden: { ...hidden, lapsed: (hidden.lapsed ?? 0) + 1 } })
}
