// The life of a subscription by its clock: trials end, periods follow each other and are billed, and it ends when it was to.
// (https://docs.stripe.com/billing/subscriptions/overview; docs.stripe.com/billing/subscriptions/cancel)
// One file because what comes next is decided by what has just been.
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import { customer } from '../payments/customer.ts'
import { scheduleFinalize } from './invoice_draft.ts'
import { type Invoice, invoice } from './invoice_state.ts'
import { type InvoiceItem, pendingItems } from './invoiceitem.ts'
import { bill } from './subscription_bill.ts'
import { pricesOf } from './subscription_choose.ts'
import { cutAt, linesIn } from './subscription_first_period.ts'
import { methodOf, setAside } from './subscription_invoice.ts'
import { type Item, itemRows, itemsOf, periodOf, subscriptionItem, startOf } from './subscription_item.ts'
import { isMetered, type ItemLine, linesFor, productsOf, quantityOf, recurrenceOf } from './subscription_lines.ts'
import { readRenewal } from './subscription_read_ahead.ts'
import { enterPhase } from './subscription_schedule_turn.ts'
import { said, type SettingsGiven } from './subscription_settings.ts'
import { hasEnded, type Subscription, subscription } from './subscription_state.ts'
import { wholePeriod } from './subscription_timing.ts'
import { usages } from './subscription_usage.ts'

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

/** When it is to end, as a call says it, and why; nothing where the call says nothing. */
export function cancelTimes(
  params: SettingsGiven,
  self: Pick<Subscription, 'cancellation_details'>,
  items: readonly Item[],
  now: number,
): Partial<Subscription> {
  const { cancel_at_period_end: atEnd } = params
  const at = params.cancel_at as number | string | undefined
  if (at !== undefined && at !== '' && atEnd)
    throw invalid('You may only specify one of these parameters: cancel_at, cancel_at_period_end.', {
      code: 'parameters_exclusive',
      param: 'cancel_at_period_end',
    })
  const ends = items.map((item) => item.current_period_end)
  if (atEnd) return toEnd(self, Math.max(...ends), true, now)
  if (at !== undefined && at !== '') return toEnd(self, momentOf(at, ends, now), false, now)
  if (at === undefined && atEnd === undefined) return {}
  const cancellation_details = { ...self.cancellation_details, reason: null } as never
  return { cancel_at: null, cancel_at_period_end: false, canceled_at: null, cancellation_details }
}

/** Seen in many events that projects keep: the reason stands there as soon as the end is set. */
const toEnd = (
  { cancellation_details: words }: Pick<Subscription, 'cancellation_details'>,
  cancel_at: number,
  cancel_at_period_end: boolean,
  now: number,
): Partial<Subscription> => ({
  cancel_at,
  cancel_at_period_end,
  canceled_at: now,
  cancellation_details: { ...words, reason: 'cancellation_requested' } as never,
})

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
  readRenewal(tx, before)
  const { self, isChanged, isAnew } = enterPhase(tx, before)
  if (isTrialOver(tx, self)) endTrial(tx, self, isChanged)
  else if (self.status !== 'paused') {
    const items = itemRows(tx, self)
    const due = isAnew ? items : items.filter((item) => item.current_period_end <= tx.now)
    if (due.length > 0) cycle(tx, self, items, due, { isFirst: isAnew, isChanged })
  }
}

const isTrialOver = (tx: Tx, { status, trial_end }: Subscription): boolean =>
  status === 'trialing' && trial_end !== null && trial_end <= tx.now

/** Whether its trial or a period of it ends now. */
export const isTurning = (tx: Tx, self: Subscription): boolean =>
  isTrialOver(tx, self) ||
  (!['paused', 'incomplete'].includes(self.status) &&
    itemRows(tx, self).some((item) => item.current_period_end <= tx.now))

/** It ends at the moment that was set; what waits is billed with it. (https://docs.stripe.com/api/subscriptions/cancel) */
export function cancelAtEnd(tx: Tx, self: Subscription): void {
  if (hasEnded(self)) return
  const who = tx.find(customer, self.customer as string) as Row<Stripe.Customer> | undefined
  const [waiting, open] = tx.work.together<readonly unknown[]>([
    () => (who ? pendingItems(tx, who.id, self.currency, self.id) : []),
    () => openInvoices(tx, self),
  ]) as [InvoiceItem[], Invoice[]]
  const id = tx.id(invoice)
  const items = itemRows(tx, self)
  const reason = self.cancellation_details?.reason ?? 'cancellation_requested'
  const ended = end(tx, self, reason, {}, waiting.length > 0 ? { latest_invoice: id } : {}, open)
  const period = { start: startOf(items), end: tx.now }
  if (who && waiting.length > 0)
    billCycle(tx, ended, who, { id, lines: [], reason: 'subscription_cycle', period, waiting })
}

/** A trial that is over: billing begins, unless there is nothing to pay with and that is to mean something. */
export function endTrial(tx: Tx, self: Subscription, isChanged = false): Subscription {
  if (mayBegin(tx, self)) return beginAnew(tx, self, { status: 'active' }, isChanged)
  if (self.trial_settings?.end_behavior.missing_payment_method === 'cancel')
    return end(tx, self, 'cancellation_requested')
  tx.unschedule('subscription.renew', self)
  return tx.update(subscription, self, { status: 'paused' })
}

/** Whether billing begins when the trial is over. */
export function mayBegin(tx: Tx, self: Subscription): boolean {
  const behavior = self.trial_settings?.end_behavior.missing_payment_method ?? 'create_invoice'
  const isSent = self.collection_method === 'send_invoice'
  return behavior === 'create_invoice' || isSent || methodOf(tx, self) !== undefined
}

/** All periods begin now, with what `changes` says. */
export function beginAnew(tx: Tx, self: Subscription, changes: Partial<Subscription>, isChanged = false): Subscription {
  const items = itemRows(tx, self)
  return cycle(tx, self, items, items, { changes, isFirst: true, isChanged })
}

interface How {
  readonly changes?: Partial<Subscription>
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
  { changes = {}, isFirst = false, isChanged = false }: How = {},
): Subscription {
  const prices = pricesOf(tx, items)
  const products = productsOf(tx, prices)
  const given = changes.billing_cycle_anchor ?? self.billing_cycle_anchor
  const anchor = isFirst ? Math.max(given, tx.now) : given
  const now = isFirst ? tx.now : Math.min(...due.map((item) => item.current_period_end))
  const spans = items.map((item, i) => {
    const at = isFirst ? now : item.current_period_end
    const whole = wholePeriod({ anchor }, recurrenceOf(prices[i]!), at)
    return { whole, period: cutAt({ start: at, end: whole.end }, self.cancel_at) }
  })
  const moved = items.map((item, i) => {
    if (!due.includes(item)) return item
    const { start, end } = spans[i]!.period
    return tx.update(subscriptionItem, item, { current_period_start: start, current_period_end: end })
  })
  const used = usages(
    tx,
    self,
    items.map((item, i) => ({ price: prices[i]!, period: periodOf(item) })),
  )
  const lines = moved.flatMap((item, i): ItemLine[] => {
    if (!due.includes(items[i]!)) return []
    const [price, before] = [prices[i]!, periodOf(items[i]!)]
    const one = { item, price, product: products[i]! }
    if (isMetered(price)) return linesFor(self, [{ ...one, quantity: used[i]!, period: before }])
    return linesIn(self, { ...one, quantity: quantityOf(item), period: spans[i]!.period }, spans[i]!.whole)
  })
  const who = tx.get(customer, self.customer as string) as Row<Stripe.Customer>
  const id = tx.id(invoice)
  const isBilled = lines.length > 0
  const changed = {
    ...changes,
    ...(isFirst && { billing_cycle_anchor: anchor }),
    discounts: inForce(tx, self, now),
    items: itemsOf(self.id, moved) as never,
    ...(isBilled && { latest_invoice: id }),
  }
  const next = isChanged ? tx.amend(subscription, self, changed) : tx.update(subscription, self, changed)
  scheduleNext(tx, next, moved)
  const period = { start: periodOf(due[0]!).start, end: now }
  if (isBilled) billCycle(tx, next, who, { id, lines, reason: 'subscription_cycle', period })
  return next
}

/** The discounts that have not ended. */
const inForce = (tx: Tx, { discounts }: Subscription, at: number): string[] =>
  tx
    .any(discounts as string[])
    .flatMap((row) => (row && ((row.end ?? null) === null || (row.end as number) > at) ? [row.id] : []))

interface CycleBill {
  readonly id: string
  readonly lines: readonly ItemLine[]
  readonly reason: 'subscription_cycle'
  readonly waiting?: readonly InvoiceItem[]
  readonly period: { start: number; end: number }
}

/** The draft of a period. While collection is paused, or nobody pays, it goes no further. */
function billCycle(
  tx: Tx,
  self: Subscription,
  who: Row<Stripe.Customer>,
  { id, lines, reason, period, waiting }: CycleBill,
): void {
  const paused = self.pause_collection?.behavior
  const autoAdvance = paused === undefined && self.status !== 'unpaid'
  const draft = bill(tx, self, who, { id, reason, period, lines, ...(waiting && { waiting }), autoAdvance, at: tx.now })
  if (autoAdvance) scheduleFinalize(tx, draft)
  else if (paused !== undefined) setAside(tx, draft, paused)
}

type Ended = NonNullable<Stripe.Subscription['cancellation_details']>['reason']

/** Ends a subscription now. Its open invoices, which are `open` where they are known, are no longer collected by themselves. */
export function end(
  tx: Tx,
  self: Subscription,
  reason: Ended,
  words: { comment?: string; feedback?: string } = {},
  changes: Partial<Subscription> = {},
  open: readonly Invoice[] = openInvoices(tx, self),
): Subscription {
  for (const job of ['renew', 'expire', 'cancel', 'warn', 'unpause']) tx.unschedule(`subscription.${job}`, self)
  tx.unschedule('subscription.lapse', self)
  for (const one of open) if (one.auto_advance) stopCollecting(tx, one)
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
    pending_update: null,
    status: 'canceled',
  })
}

/** Why 100: more than eight years of months that nobody paid. */
const OPEN_MAX = 100

const openOf = ({ id }: Subscription, status: string): string[] => [`subscription+status=${id},${status}`]

/** What is not paid yet, oldest first. */
export const openInvoices = (tx: Tx, self: Subscription): Invoice[] =>
  tx
    .lists(invoice, [openOf(self, 'draft'), openOf(self, 'open')], { limit: OPEN_MAX })
    .flat()
    .reverse()

/** Nobody asks for it by itself any more. (https://docs.stripe.com/api/subscriptions/cancel) */
export function stopCollecting(tx: Tx, open: Invoice): void {
  tx.unschedule('invoice.finalize', open)
  tx.unschedule('invoice.retry', open)
  tx.update(invoice, open, { auto_advance: false, next_payment_attempt: null, automatically_finalizes_at: null })
}
