// What a planned change makes of a subscription: its items and their periods, what is given back and charged for them, and
// what begins anew. (https://docs.stripe.com/billing/subscriptions/prorations; docs.stripe.com/billing/subscriptions/change)
import { mergeMetadata } from '../../kernel/params.ts'
import type { Tx } from '../../kernel/tx.ts'
import { isSameRecurrence } from '../../rules/periods.ts'
import type { Span } from '../../rules/proration.ts'
import { embedded, insertItem, type Item, periodOf, subscriptionItem } from './subscription_item.ts'
import {
  type Billed,
  isMetered,
  type ItemLine,
  linesFor,
  quantityOf,
  recurrenceOf,
  trialLines,
} from './subscription_lines.ts'
import { isBilled, type Plan, type Step } from './subscription_plan.ts'
import { type Configured, credits, type Proration, remaining } from './subscription_proration.ts'
import { modeOf, type Subscription } from './subscription_state.ts'
import { wholePeriod } from './subscription_timing.ts'

/** The rows of items as they stand now. */
export const rowsOf = (tx: Tx, items: readonly (Item | undefined)[]): Item[] =>
  items.flatMap((item) => (item ? [tx.get(subscriptionItem, item.id)] : []))

/** The items as they shall be, with their periods, in the order of the steps; nothing for those that go. */
export function moved(
  tx: Tx,
  self: Subscription,
  plan: Plan,
  { renews = false }: { readonly renews?: boolean } = {},
): (Item | undefined)[] {
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
      ...(after.thresholds !== undefined && { billing_thresholds: after.thresholds }),
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
export function prorationsOf(
  tx: Tx,
  self: Subscription,
  plan: Plan,
  items: readonly (Item | undefined)[],
): Proration[] {
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
export function beginning(self: Subscription, plan: Plan, items: readonly (Item | undefined)[]): ItemLine[] {
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
export function begun(self: Subscription, plan: Plan): Partial<Subscription> {
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
