// Revenue by month: an amount belongs to the seconds of its period, and so to the months (UTC) that they lie in.
// (docs/billing-summary.md explains it with a sum worked out by hand)
import { monthOf, monthStart } from '../lib/calendar.ts'
import type { Span } from './proration.ts'

/** What of an amount belongs to a month. */
export interface Recognised {
  /** The first second of the month, in epoch seconds. */
  readonly month: number
  /** Minor units. */
  readonly amount: number
}

/** Why 1 200: no price is billed for more than three years at once; a hundred years are a slip of the pen. */
const MONTHS_MAX = 1_200

/** The first second of the month that a moment lies in, and of the one after it. */
export function monthAround(at: number): Span {
  const [year, month] = monthOf(at)
  return { start: monthStart(year, month), end: monthStart(year, month + 1) }
}

/**
 * Spreads an amount (minor units, below zero for what is given back) over its period by the second. What does not last, because
 * the period ends when it begins, belongs to its month at once; so does what would last for more than a hundred years. Each month
 * gets the whole part of its share; what is then left goes, unit by unit, to the largest remainders, the earlier month first where
 * two are alike. The sum of the months is the amount.
 */
export function recognised(amount: number, period: Span): Recognised[] {
  const months = monthsOf(period)
  if (months.length <= 1 || months.length > MONTHS_MAX) return [{ month: monthAround(period.start).start, amount }]
  // Over the seconds of the period as the one denominator, shares and remainders are whole numbers, and exact.
  const magnitude = BigInt(Math.abs(amount))
  const seconds = BigInt(period.end - period.start)
  const parts = months.map((month) => magnitude * BigInt(secondsIn(period, month)))
  const whole = parts.map((part) => Number(part / seconds))
  const remainders = parts.map((part) => Number(part % seconds))
  const left = whole.reduce((rest, part) => rest - part, Math.abs(amount))
  const first = months.map((_, i) => i).sort((a, b) => remainders[b]! - remainders[a]! || a - b)
  const extra = new Set(first.slice(0, left))
  const sign = amount < 0 ? -1 : 1
  return months.map(({ start }, i) => ({ month: start, amount: sign * (whole[i]! + (extra.has(i) ? 1 : 0)) || 0 }))
}

/** The months that a period has a second in, as far as they are needed to see whether it is too long. */
function monthsOf({ start, end }: Span): Span[] {
  const months: Span[] = []
  for (let at = start; at < end && months.length <= MONTHS_MAX; at = months.at(-1)!.end) months.push(monthAround(at))
  return months
}

const secondsIn = (a: Span, b: Span): number => Math.min(a.end, b.end) - Math.max(a.start, b.start)
