// What an item that is added to a subscription is for: the period that its line shows.
// (https://docs.stripe.com/api/subscriptions/create#create_subscription-add_invoice_items-period)
import { invalid, missingParameter } from '../../kernel/errors.ts'
import type { Span } from '../../rules/proration.ts'

export interface AddedPeriod {
  readonly start: { readonly type: string; readonly timestamp?: number }
  readonly end: { readonly type: string; readonly timestamp?: number }
}

/** The comments of the official client: what holds where nothing is said. */
export const AS_ITEMS: AddedPeriod = { start: { type: 'max_item_period_start' }, end: { type: 'min_item_period_end' } }

/** Refuses a time that is missing, one that nobody asks for, and an end before the start; `at` names the item. Words [M]. */
export function checkAddedPeriod(given: AddedPeriod, at: string): void {
  for (const name of ['start', 'end'] as const) {
    const { type, timestamp } = given[name]
    const param = `${at}[period][${name}][timestamp]`
    if (type === 'timestamp' && timestamp === undefined) throw missingParameter(param)
    if (type !== 'timestamp' && timestamp !== undefined)
      throw invalid('You can only specify `timestamp` when the `type` is `timestamp`.', { param })
  }
  const [start, end] = [given.start.timestamp, given.end.timestamp]
  if (start !== undefined && end !== undefined && end < start)
    throw invalid('The period end must not be before its start.', { param: `${at}[period][end]` })
}

/**
 * The period in epoch seconds. `items` are the periods of the subscription's items, `phase` that of the schedule, where it has
 * one. What would end before it begins is a moment. [K]
 */
export function addedPeriod(
  { start, end }: AddedPeriod,
  { items, now, phase = { start: now, end: now } }: { items: readonly Span[]; now: number; phase?: Span },
): Span {
  const from = {
    timestamp: start.timestamp,
    now,
    phase_start: phase.start,
    max_item_period_start: Math.max(...items.map((one) => one.start)),
  }[start.type as 'now']
  const until = {
    timestamp: end.timestamp,
    phase_end: phase.end,
    min_item_period_end: Math.min(...items.map((one) => one.end)),
  }[end.type as 'phase_end']
  return { start: from!, end: Math.max(from!, until!) }
}
