// The life of a subscription by its clock: its trial ends, and periods follow each other and are billed. How it ends stands in
// subscription_end.ts. (https://docs.stripe.com/billing/subscriptions/overview)
import type Stripe from 'stripe'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import type { Rational } from '../../lib/rational.ts'
import { toldAt } from '../../rules/dunning.ts'
import { billingOf } from '../core/account.ts'
import { customer } from '../payments/customer.ts'
import { invoice } from './invoice_state.ts'
import { pendingItems } from './invoiceitem_state.ts'
import { pricesOf } from './subscription_choose.ts'
import { cutAt, linesIn } from './subscription_first_period.ts'
import { cancelAtEnd, end } from './subscription_end.ts'
import { billCycle, methodOf } from './subscription_invoice.ts'
import { type Item, itemRows, itemsOf, periodOf, subscriptionItem } from './subscription_item.ts'
import { isMetered, type ItemLine, productsOf, quantityOf, recurrenceOf } from './subscription_lines.ts'
import { readRenewal } from './subscription_read_ahead.ts'
import { enterPhase } from './subscription_schedule_turn.ts'
import { type Subscription, subscription } from './subscription_state.ts'
import { wholePeriod } from './subscription_timing.ts'
import { billedBy, usages } from './subscription_usage.ts'
import { usedLines } from './subscription_usage_lines.ts'

/** The trial's end is told of so long before. (https://docs.stripe.com/api/events/types#event_types-customer.subscription.trial_will_end) */
const WARNED_SECONDS = 3 * DAY

/** When the next period begins, and when it is to end. */
export function scheduleNext(tx: Tx, self: Subscription, items: readonly Item[]): void {
  tx.schedule(nextOf(items), 'subscription.renew', { id: self.id })
  scheduleUpcoming(tx, self, nextOf(items))
  if (self.cancel_at === null) tx.unschedule('subscription.cancel', { id: self.id })
  else tx.schedule(self.cancel_at, 'subscription.cancel', { id: self.id })
}

/**
 * The renewal is told of some days before, unless it ends instead. Another number of days holds from the next period on.
 * (https://docs.stripe.com/billing/subscriptions/webhooks: `invoice.upcoming`)
 */
function scheduleUpcoming(tx: Tx, { id, cancel_at }: Subscription, renews: number): void {
  const at = toldAt(billingOf(tx).upcoming_renewal_days, tx.now, renews)
  if (at !== null && (cancel_at === null || cancel_at > renews)) tx.schedule(at, 'subscription.upcoming', { id })
  else tx.unschedule('subscription.upcoming', { id })
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

/** All periods begin now, since so much was used (`usage`, of each item) that a threshold is reached. */
export function restart(tx: Tx, self: Subscription, usage: readonly (Rational | undefined)[]): Subscription {
  const items = itemRows(tx, self)
  return cycle(tx, self, items, items, { isFirst: true, usage })
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
  /** What was used of each item until now, where a threshold is reached. */
  readonly usage?: readonly (Rational | undefined)[]
  /** It was changed in this unit already: all of that is one change. */
  readonly isChanged?: boolean
}

/** New periods for items that are due: they move on, a draft is made for them, and an hour later it is collected. */
function cycle(
  tx: Tx,
  self: Subscription,
  items: readonly Item[],
  due: readonly Item[],
  { changes = {}, isFirst = false, isChanged = false, usage }: How = {},
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
  const over = items.map((item, i) => {
    const period = periodOf(item)
    return { item, price: prices[i]!, period: usage ? { ...period, end: now } : period }
  })
  // What waits is asked for further on, and comes along.
  const [found] = tx.work.together<readonly unknown[]>([
    () => usages(tx, self, over),
    () => pendingItems(tx, self.customer as string, self.currency, self.id),
  ]) as [Rational[], unknown]
  const used = found.map((one, i) => usage?.[i] ?? one)
  const lines = moved.flatMap((item, i): ItemLine[] => {
    if (!due.includes(items[i]!)) return []
    const { price, period: before } = over[i]!
    const one = { item, price, product: products[i]! }
    // What is used in a trial is never billed. (https://docs.stripe.com/billing/subscriptions/usage-based/pricing-models#free-trials)
    if (isMetered(price) && self.status === 'trialing') return []
    if (isMetered(price)) return usedLines(self, items[i]!, { ...one, quantity: used[i]!, period: before })
    return linesIn(self, { ...one, quantity: quantityOf(item), period: spans[i]!.period }, spans[i]!.whole)
  })
  const who = tx.get(customer, self.customer as string) as Row<Stripe.Customer>
  const id = tx.id(invoice)
  const isBilled = lines.length > 0
  billedBy(
    tx,
    over.filter(({ item }) => due.includes(item)),
    used.filter((_, i) => due.includes(items[i]!)),
    id,
  )
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
  const reason = usage ? 'subscription_threshold' : 'subscription_cycle'
  if (isBilled) billCycle(tx, next, who, { id, lines, reason, period })
  return next
}

/** The discounts that have not ended. */
const inForce = (tx: Tx, { discounts }: Subscription, at: number): string[] =>
  tx
    .any(discounts as string[])
    .flatMap((row) => (row && ((row.end ?? null) === null || (row.end as number) > at) ? [row.id] : []))
