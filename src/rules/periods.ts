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

/** Why 48: within four years every month has come up that has a 29th, and every price of up to three years has been due. */
const MONTHS_MAX = 48

/**
 * The first moment after `from` (epoch seconds) that fits the parts and from which the day is always found again: one in a
 * month that has the day, and that the price is billed in, counted from the first month that would do. A 31st asked for in
 * February of a price of two months is that of August; its first period ends on the last of February all the same.
 * (https://docs.stripe.com/billing/subscriptions/billing-cycle)
 */
export function anchorAfter(from: number, config: AnchorConfig, { interval, interval_count }: Recurrence): number {
  const time = from - Math.floor(from / DAY) * DAY
  const { hour = Math.floor(time / 3600), minute = Math.floor((time % 3600) / 60), second = time % 60 } = config
  const inMonth = (year: number, month: number) => {
    const start = monthStart(year, month)
    const day = Math.min(config.day_of_month, daysInMonth(start))
    return start + (day - 1) * DAY + hour * 3600 + minute * 60 + second
  }
  const [year, month] = monthOf(from)
  const step = config.month !== undefined ? 12 : interval_count * (interval === 'year' ? 12 : 1)
  const first = (config.month ?? month) - 1
  let fallback: number | undefined
  for (let k = first, tried = 0; tried < MONTHS_MAX; tried++) {
    const [y, m] = [year + Math.floor(k / 12), (k % 12) + 1]
    const moment = inMonth(y, m)
    const isLater = moment > from
    if (isLater && config.day_of_month <= daysInMonth(monthStart(y, m))) return moment
    if (isLater) fallback ??= moment
    // Until the first month that would do each is looked at, from then on those that are billed.
    k += isLater || config.month !== undefined ? step : 1
  }
  return fallback!
}
