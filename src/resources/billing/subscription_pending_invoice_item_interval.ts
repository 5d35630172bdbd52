// How often what waits for a subscription is billed, as a call says it. What is billed then stands in
// subscription_pending_invoice_items.ts. (https://docs.stripe.com/api/subscriptions/object#subscription_object-pending_invoice_item_interval)
import { invalid, tooSmall } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { intervalsLater, type Recurrence } from '../../rules/periods.ts'
import { type Subscription, subscription } from './subscription_state.ts'

export interface IntervalGiven {
  readonly pending_invoice_item_interval?: { readonly interval: string; readonly interval_count?: number } | '' | null
}

/** At most a year. (the SDK's comment on `interval_count`; 365 days are as many. [K]) */
const MOST = { day: 365, week: 52, month: 12, year: 1 } as const

/** Refuses an interval of more than a year. The words are [M], after those of a price. */
export function checkInterval({ pending_invoice_item_interval: given }: IntervalGiven): void {
  if (!given) return
  const { interval, interval_count: count = 1 } = given
  const param = 'pending_invoice_item_interval[interval_count]'
  if (count < 1) throw tooSmall(1, param)
  if (count > MOST[interval as keyof typeof MOST])
    throw invalid('The maximum number of years between invoices of pending invoice items is 1.', { param })
}

/** What the subscription keeps of it. The first time is an interval from now. [K] */
export function intervalOf(given: IntervalGiven, now: number): Partial<Subscription> {
  const { pending_invoice_item_interval: asked } = given
  if (asked === undefined) return {}
  if (!asked) return { next_pending_invoice_item_invoice: null, pending_invoice_item_interval: null }
  const interval = { interval: asked.interval, interval_count: asked.interval_count ?? 1 } as Recurrence
  return { next_pending_invoice_item_invoice: intervalsLater(now, interval), pending_invoice_item_interval: interval }
}

/** Puts the next bill off until its time, which is counted from now. */
export function followInterval(tx: Tx, { id }: Pick<Subscription, 'id'>, given: IntervalGiven): void {
  if (given.pending_invoice_item_interval === undefined) return
  const self = tx.get(subscription, id)
  const next = self.next_pending_invoice_item_invoice
  if (next === null) {
    tx.unschedule('subscription.invoice_items', { id })
    return
  }
  tx.amend(subscription, self, { hidden: { ...self.hidden, itemsFrom: tx.now } })
  tx.schedule(next, 'subscription.invoice_items', { id })
}
