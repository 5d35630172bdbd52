// Billing periods: where each begins and ends, always counted from the anchor, so that the 31st comes back after February.
// (https://docs.stripe.com/billing/subscriptions/billing-cycle)
import { addInterval, DAY, daysInMonth, type Interval, monthOf, monthStart, periodContaining } from '../lib/calendar.ts'
import type { Span } from './proration.ts'

export interface Recurrence {
  readonly interval: Interval
  readonly interval_count: number
}

/** The period that a moment (epoch seconds) lies in, whether the anchor is before or after it. */
export function periodAt(anchor: number, { interval, interval_count }: Recurrence, at: number): Span {
  const { start, end } = periodContaining(anchor, interval, interval_count, at)
  return { start, end }
}

/** Whether two prices are billed equally often. */
export const isSameRecurrence = (a: Recurrence, b: Recurrence): boolean =>
  a.interval === b.interval && a.interval_count === b.interval_count

/** The end of so many intervals after a moment. */
export const intervalsLater = (at: number, { interval, interval_count }: Recurrence, count = 1): number =>
  addInterval(at, interval, interval_count * count)

/** `billing_cycle_anchor_config`: parts of a date and of a time of day in UTC; what is not given is as at creation. */
export interface AnchorConfig {
  readonly day_of_month: number
  readonly month?: number
  readonly hour?: number
  readonly minute?: number
  readonly second?: number
}

/**
 * The first moment after `from` (epoch seconds) that fits the parts. A day that a month does not have is its last one.
 * (https://docs.stripe.com/api/subscriptions/create#create_subscription-billing_cycle_anchor_config)
 */
export function anchorAfter(from: number, config: AnchorConfig): number {
  const time = from - Math.floor(from / DAY) * DAY
  const { hour = Math.floor(time / 3600), minute = Math.floor((time % 3600) / 60), second = time % 60 } = config
  const inMonth = (year: number, month: number) => {
    const start = monthStart(year, month)
    const day = Math.min(config.day_of_month, daysInMonth(start))
    return start + (day - 1) * DAY + hour * 3600 + minute * 60 + second
  }
  const [year, month] = monthOf(from)
  for (let k = month - 1; ; k++) {
    const [y, m] = [year + Math.floor(k / 12), (k % 12) + 1]
    if (config.month !== undefined && config.month !== m) continue
    const moment = inMonth(y, m)
    if (moment > from) return moment
  }
}
