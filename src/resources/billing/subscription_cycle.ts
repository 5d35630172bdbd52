// The life of a subscription by its clock: trials end, periods follow each other and are billed, and it ends when it was to.
// (https://docs.stripe.com/billing/subscriptions/overview; docs.stripe.com/billing/subscriptions/cancel)
// One file because what comes next is decided by what has just been.
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import type { PriceRow } from '../catalog/price.ts'
import { customer } from '../payments/customer.ts'
import { scheduleFinalize } from './invoice_draft.ts'
import { methodInCharge, markUncollectible, voidInvoice } from './invoice_collect.ts'
import { finalize } from './invoice_finalize.ts'
import { type Invoice, invoice } from './invoice_state.ts'
import { bill } from './subscription_bill.ts'
import { pricesOf } from './subscription_choose.ts'
import { firstPeriod } from './subscription_first.ts'
import { type Item, itemRows, itemsOf, periodOf, subscriptionItem } from './subscription_item.ts'
import {
  type Billed,
  isMetered,
  type ItemLine,
  linesFor,
  productsOf,
  quantityOf,
  recurrenceOf,
} from './subscription_lines.ts'
import { enterPhase } from './subscription_schedule_turn.ts'
import { said, type SettingsGiven } from './subscription_settings.ts'
import { hasEnded, type Subscription, subscription } from './subscription_state.ts'
import { wholePeriod } from './subscription_timing.ts'
import { usedBy } from './subscription_usage.ts'

/** The trial's end is told of so long before. (https://docs.stripe.com/api/events/types#event_types-customer.subscription.trial_will_end) */
const WARNED_SECONDS = 3 * DAY

/** When the next period begins, and when it is to end. */
export function scheduleNext(tx: Tx, self: Subscription, items: readonly Item[]): void {
  tx.schedule(nextOf(items), 'subscription.renew', { id: self.id })
  if (self.cancel_at === null) tx.unschedule('subscription.cancel', { id: self.id })
  else tx.schedule(self.cancel_at, 'subscription.cancel', { id: self.id })
}

/** The first end of a period among the items, in epoch seconds. */
const nextOf = (items: readonly Item[]): number => Math.min(...items.map((item) => item.current_period_end))

export function scheduleTrialEnd(tx: Tx, self: Subscription): void {
  if (self.trial_end === null) return
  const at = self.trial_end - WARNED_SECONDS
  if (at > tx.now) tx.schedule(at, 'subscription.warn', { id: self.id })
  else warn(tx, self)
}

/** That the trial is about to end. */
export function warn(tx: Tx, self: Subscription): void {
  const now = tx.get(subscription, self.id)
  if (now.status === 'trialing' || now.status === 'incomplete')
    tx.update(subscription, now, { hidden: { ...now.hidden, warnings: (now.hidden.warnings ?? 0) + 1 } })
}

/** When it is to end, as a call says it; nothing where the call says nothing. */
export function cancelTimes(params: SettingsGiven, items: readonly Item[], now: number): Partial<Subscription> {
  const { cancel_at_period_end: atEnd } = params
  const at = params.cancel_at as number | string | undefined
  if (at !== undefined && at !== '' && atEnd)
    throw invalid('You may only specify one of these parameters: cancel_at, cancel_at_period_end.', {
      code: 'parameters_exclusive',
      param: 'cancel_at_period_end',
    })
  const ends = items.map((item) => item.current_period_end)
  if (atEnd) return { cancel_at: Math.max(...ends), cancel_at_period_end: true, canceled_at: now }
  if (at === '') return { cancel_at: null, cancel_at_period_end: false, canceled_at: null }
  if (at !== undefined) return { cancel_at: momentOf(at, ends, now), cancel_at_period_end: false, canceled_at: now }
  return atEnd === false ? { cancel_at: null, cancel_at_period_end: false, canceled_at: null } : {}
}

function momentOf(at: number | string, ends: readonly number[], now: number): number {
  if (at === 'min_period_end') return Math.min(...ends)
  if (at === 'max_period_end' || at === 'max_billed_until') return Math.max(...ends)
  if ((at as number) <= now)
    throw invalid('Invalid timestamp: must be an integer Unix timestamp in the future.', { param: 'cancel_at' })
  return at as number
}

/** The end of a period, or of several: the trial is over, or what follows is billed. A schedule is asked first what that is. */
export function renew(tx: Tx, before: Subscription): void {
  if (before.cancel_at !== null && before.cancel_at <= tx.now) {
    cancelAtEnd(tx, before)
    return
  }
  const { self, isChanged, isAnew } = enterPhase(tx, before)
  if (isTrialOver(tx, self)) endTrial(tx, self, 'subscription_cycle', isChanged)
  else if (self.status !== 'paused') {
    const items = itemRows(tx, self)
    const due = isAnew ? items : items.filter((item) => item.current_period_end <= tx.now)
    if (due.length > 0) cycle(tx, self, items, due, {}, { isFirst: isAnew, isChanged })
  }
}

const isTrialOver = (tx: Tx, { status, trial_end }: Subscription): boolean =>
  status === 'trialing' && trial_end !== null && trial_end <= tx.now

/** Whether its trial or a period of it ends now. */
export const isTurning = (tx: Tx, self: Subscription): boolean =>
  isTrialOver(tx, self) ||
  (!['paused', 'incomplete'].includes(self.status) &&
    itemRows(tx, self).some((item) => item.current_period_end <= tx.now))

/** It ends at the moment that was set; what waits is billed with it. */
export function cancelAtEnd(tx: Tx, self: Subscription): void {
  if (hasEnded(self)) return
  end(tx, self, self.cancellation_details?.reason ?? 'cancellation_requested')
}

/** A trial that is over: billing begins, unless there is nothing to pay with and that is to mean something. */
export function endTrial(
  tx: Tx,
  self: Subscription,
  reason: Reason = 'subscription_cycle',
  isChanged = false,
): Subscription {
  const behavior = self.trial_settings?.end_behavior.missing_payment_method ?? 'create_invoice'
  const isSent = self.collection_method === 'send_invoice'
  if (behavior !== 'create_invoice' && !isSent && !methodOfSubscription(tx, self)) {
    if (behavior === 'cancel') return end(tx, self, 'cancellation_requested')
    tx.unschedule('subscription.renew', self)
    return tx.update(subscription, self, { status: 'paused' })
  }
  return beginAnew(tx, self, { status: 'active' }, reason, isChanged)
}

/** All periods begin now, with what `changes` says. */
export function beginAnew(
  tx: Tx,
  self: Subscription,
  changes: Partial<Subscription>,
  reason: Reason = 'subscription_cycle',
  isChanged = false,
): Subscription {
  const items = itemRows(tx, self)
  return cycle(tx, self, items, items, changes, { reason, isFirst: true, isChanged })
}

/** What would pay for it. */
export const methodOfSubscription = (tx: Tx, self: Subscription): string | undefined =>
  methodInCharge(tx, {
    default_payment_method: self.default_payment_method,
    default_source: self.default_source,
    parent: null,
    customer: self.customer,
  } as never)

type Reason = 'subscription_cycle' | 'subscription_update'

interface How {
  readonly reason?: Reason
  /** The periods begin now, after a trial or a pause. */
  readonly isFirst?: boolean
  /** It was changed in this unit already: all of that is one change. */
  readonly isChanged?: boolean
}

/** New periods for items that are due: they move on, a draft is made for them, and an hour later it is collected. */
function cycle(
  tx: Tx,
  self: Subscription,
  items: readonly Item[],
  due: readonly Item[],
  changes: Partial<Subscription>,
  { reason = 'subscription_cycle', isFirst = false, isChanged = false }: How = {},
): Subscription {
  const prices = pricesOf(tx, items)
  const products = productsOf(tx, prices)
  const given = changes.billing_cycle_anchor ?? self.billing_cycle_anchor
  const anchor = isFirst ? Math.max(given, tx.now) : given
  const now = isFirst ? tx.now : Math.min(...due.map((item) => item.current_period_end))
  const moved = items.map((item, i) => {
    if (!due.includes(item)) return item
    const recurrence = recurrenceOf(prices[i]!)
    const timing = { anchor, start: now, trialEnd: null, config: null }
    const at = isFirst ? now : item.current_period_end
    const { start, end } = isFirst ? firstPeriod(timing, recurrence, now) : wholePeriod(timing, recurrence, at)
    return tx.update(subscriptionItem, item, { current_period_start: start, current_period_end: end })
  })
  const billed = moved.flatMap((item, i): (Billed & { metered: boolean })[] => {
    if (!due.includes(items[i]!)) return []
    const price = prices[i]!
    const metered = isMetered(price)
    const period = metered ? periodOf(items[i]!) : periodOf(item)
    const quantity = metered ? usedBy(tx, self, items[i]!, price as PriceRow, period) : quantityOf(item)
    return [{ item, price, product: products[i]!, quantity, period, metered }]
  })
  const lines = linesFor(self, billed)
  const who = tx.get(customer, self.customer as string) as Row<Stripe.Customer>
  const id = tx.id(invoice)
  const isBilled = lines.length > 0
  const changed = {
    ...changes,
    ...(isFirst && { billing_cycle_anchor: anchor }),
    items: itemsOf(self.id, moved) as never,
    ...(isBilled && { latest_invoice: id }),
  }
  const next = isChanged ? tx.amend(subscription, self, changed) : tx.update(subscription, self, changed)
  scheduleNext(tx, next, moved)
  if (isBilled) billCycle(tx, next, who, { id, lines, reason, period: { start: periodOf(due[0]!).start, end: now } })
  return next
}

interface CycleBill {
  readonly id: string
  readonly lines: readonly ItemLine[]
  readonly reason: Reason
  readonly period: { start: number; end: number }
}

/** The draft of a period. While collection is paused, or nobody pays, it goes no further. */
function billCycle(
  tx: Tx,
  self: Subscription,
  who: Row<Stripe.Customer>,
  { id, lines, reason, period }: CycleBill,
): void {
  const paused = self.pause_collection?.behavior
  const autoAdvance = paused === undefined && self.status !== 'unpaid'
  const draft = bill(tx, self, who, { id, reason, period, lines, sweeps: true, autoAdvance, at: tx.now })
  if (autoAdvance) scheduleFinalize(tx, draft)
  else if (paused === 'void' || paused === 'mark_uncollectible') setAside(tx, draft, paused)
}

/** https://docs.stripe.com/billing/subscriptions/pause-payment */
function setAside(tx: Tx, draft: Invoice, how: 'void' | 'mark_uncollectible'): void {
  const open = finalize(tx, draft)
  if (open.status === 'open') (how === 'void' ? voidInvoice : markUncollectible)(tx, open)
}

type Ended = NonNullable<Stripe.Subscription['cancellation_details']>['reason']

/** Ends a subscription now. Its open invoices are no longer collected by themselves. */
export function end(
  tx: Tx,
  self: Subscription,
  reason: Ended,
  words: { comment?: string; feedback?: string } = {},
  changes: Partial<Subscription> = {},
): Subscription {
  for (const job of ['renew', 'expire', 'cancel', 'warn', 'unpause']) tx.unschedule(`subscription.${job}`, self)
  const last = self.latest_invoice ? tx.find(invoice, self.latest_invoice as string) : undefined
  if (last && (last.status === 'open' || (last.status === 'draft' && last.auto_advance)))
    tx.update(invoice, last, { auto_advance: false, next_payment_attempt: null, automatically_finalizes_at: null })
  if (last?.status === 'draft') tx.unschedule('invoice.finalize', last)
  return tx.update(subscription, self, {
    ...changes,
    canceled_at: self.canceled_at ?? tx.now,
    cancellation_details: {
      comment: null,
      feedback: null,
      feedback_option: null,
      ...(self.cancellation_details ?? {}),
      ...said(words),
      reason,
    } as never,
    ended_at: tx.now,
    status: 'canceled',
  })
}
