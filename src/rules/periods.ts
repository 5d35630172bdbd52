// Billing periods: where each begins and ends, always counted from the anchor, so that the 31st comes back after February.
// (https://docs.stripe.com/billing/subscriptions/billing-cycle)
import { periodContaining, type Interval } from '../lib/calendar.ts'

export interface Recurrence {
  readonly interval: Interval
  readonly interval_count: number
}

/** The period that a moment (epoch seconds) lies in. */
export function periodAt(
  anchor: number,
  { interval, interval_count }: Recurrence,
  at: number,
): { start: number; end: number } {
  const { start, end } = periodContaining(anchor, interval, interval_count, at)
  return { start, end }
}
