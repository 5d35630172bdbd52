// When a subscription is to end, as a call says it; and its periods, which are cut short where it ends within them, and made
// whole again when it does not.
// (https://docs.stripe.com/api/subscriptions/update#update_subscription-cancel_at; docs.stripe.com/billing/subscriptions/prorations)
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Span } from '../../rules/proration.ts'
import type { InvoiceItem } from './invoiceitem_state.ts'
import { pricesOf } from './subscription_choose.ts'
import { cutAt } from './subscription_first_period.ts'
import { type Item, periodOf, subscriptionItem } from './subscription_item.ts'
import { productsOf, recurrenceOf } from './subscription_lines.ts'
import { credits, insertProrations, type Proration, remaining } from './subscription_proration.ts'
import type { SettingsGiven } from './subscription_settings.ts'
import { modeOf, type Subscription } from './subscription_state.ts'
import { wholePeriod } from './subscription_timing.ts'

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

export interface Cut {
  /** The items with the periods that they have then. */
  readonly items: readonly Item[]
  readonly changes: Partial<Subscription>
  /** What that gives back, or charges. */
  readonly owed: readonly InvoiceItem[]
}

/**
 * Has the periods end with the subscription, which is to end at `next.cancel_at`, or where they would end without that. What is
 * cut off is given back, and what is put on again is charged, unless `behavior` is `none`.
 */
export function cut(
  tx: Tx,
  self: Subscription,
  next: Subscription,
  items: readonly Item[],
  { who, behavior }: { who: Row<Stripe.Customer>; behavior: string },
): Cut {
  if (next.cancel_at === self.cancel_at) return { items, changes: {}, owed: [] }
  const isClassic = modeOf(self) === 'classic'
  if (next.trial_end !== null && tx.now < next.trial_end)
    return isClassic ? shortened(tx, next, items) : { items, changes: {}, owed: [] }
  const prices = pricesOf(tx, items)
  const products = productsOf(tx, prices)
  const wholes = items.map((item, i) =>
    wholePeriod({ anchor: self.billing_cycle_anchor }, recurrenceOf(prices[i]!), item.current_period_start),
  )
  const ends = items.map((item, i) => cutAt({ ...periodOf(item), end: wholes[i]!.end }, next.cancel_at).end)
  const prorations = items.flatMap((item, i): Proration[] => {
    const [before, after] = [item.current_period_end, ends[i]!]
    const now = {
      price: prices[i]!,
      product: products[i]!,
      quantity: item.quantity ?? 0,
      discounts: item.discounts as string[],
      rates: (item.tax_rates ?? []) as object[],
    }
    if (after < before) return credits(tx, next, item, now, after)
    const part: Span = { start: before, end: after }
    return remaining(tx, next, item.id, now, wholes[i]!, part)
  })
  const owed = behavior === 'none' ? [] : insertProrations(tx, next, who, prorations)
  const moved = items.map((item, i) => {
    if (item.current_period_end === ends[i]) return item
    return tx.update(subscriptionItem, tx.get(subscriptionItem, item.id), { current_period_end: ends[i]! })
  })
  // https://docs.stripe.com/billing/subscriptions/billing-mode/compare: classic billing moves its anchor there, too.
  const isCut = ends.some((end, i) => end < wholes[i]!.end)
  return { items: moved, changes: isClassic && isCut ? { billing_cycle_anchor: next.cancel_at! } : {}, owed }
}

/** In classic billing a trial does not last longer than its subscription. */
function shortened(tx: Tx, next: Subscription, items: readonly Item[]): Cut {
  const { cancel_at: end, trial_end: trial } = next
  if (end === null || end >= trial!) return { items, changes: {}, owed: [] }
  const moved = items.map((item) => tx.update(subscriptionItem, item, { current_period_end: end }))
  return { items: moved, changes: { trial_end: end, billing_cycle_anchor: end }, owed: [] }
}
