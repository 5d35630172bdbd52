// Usage: what the events of a meter come to, for one customer, between two moments or by hours and days. Exact for any
// second: whole days, hours and minutes are read as totals, what is left at both ends event by event.
// (https://docs.stripe.com/billing/subscriptions/usage-based/meters/configure)
import { unbuilt } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Query } from '../../kernel/store.ts'
import type { Tx } from '../../kernel/tx.ts'
import { add, fromDecimal, type Rational } from '../../lib/rational.ts'
import type { Meter } from './billing.meter.ts'
import { type Size, SIZES, startOf, totalsOf, usage, usageTotal, usageWindow, type Window, ZERO } from './usage_rows.ts'

/** Why 1 000: so many are read for what is left of a minute, at each end of a period. */
const EVENTS_MAX = 1_000
/** Why 4 000: ten years of days. */
const TOTALS_MAX = 4_000

/**
 * What a customer used between two moments (epoch seconds), `end` not included: the sum or the number of its events, or the
 * value of the last one, by the meter's formula; 0 where there are none. It may be below zero. One round of reads. Refuses to
 * read more than 1 000 events within one minute.
 */
export function usageBetween(tx: Tx, meter: Meter, customer: string, start: number, end: number): Rational {
  if (end <= start) return ZERO
  if (meter.default_aggregation.formula === 'last') return lastBetween(tx, meter, customer, start, end)
  const looks = partsOf(start, end, totalsOf(windowOf(meter))).map(
    (part) => () => (part.size === undefined ? singly(tx, meter, customer, part) : inTotals(tx, meter, customer, part)),
  )
  return tx.work.together(looks).reduce(add, ZERO)
}

export interface Group {
  readonly start: number
  readonly value: Rational
}

/** Where a page of groups begins, seen from it: at the newest, after a group or before one (by its start). */
export interface GroupPage {
  readonly limit: number
  readonly after?: number
  readonly before?: number
}

/** The hours or days between two moments in which something was used, newest first, and how much. At most `limit`. */
export function usageGroups(
  tx: Tx,
  meter: Meter,
  customer: string,
  size: 'hour' | 'day',
  span: { start: number; end: number },
  { limit, after, before }: GroupPage,
): Group[] {
  const window = windowOf(meter)
  const isWindow = window !== null && SIZES[window] >= SIZES[size]
  const unit = isWindow ? window : size
  // The first and the last window may reach out of the span, and what counts in them may lie there.
  const query: Omit<Query, 'terms'> = {
    limit: limit + 2,
    from: startOf(span.start, unit),
    to: (after === undefined ? span.end : startOf(after, unit)) - 1,
    ...(before !== undefined && { before: { created: startOf(before, unit), seq: LAST_SEQ } }),
  }
  const found = isWindow
    ? windowsIn(tx, meter, customer, query)
        .map(({ at, amount }) => ({ at, start: startOf(at, size), value: fromDecimal(amount) }))
        .filter(({ at }) => at >= span.start && at < span.end)
    : totalsIn(tx, meter, customer, size, query).map(({ created, hidden }) => ({
        start: created,
        value: fromDecimal(hidden.sum),
      }))
  const groups = before === undefined ? found.slice(0, limit) : found.slice(-limit)
  if (isWindow || meter.default_aggregation.formula !== 'last') return groups
  const looks = groups.map(
    ({ start }) =>
      () =>
        lastBetween(tx, meter, customer, start, start + SIZES[size]),
  )
  const values = tx.work.together(looks)
  return groups.map(({ start }, i) => ({ start, value: values[i]! }))
}

/** After every sequence that the kernel gives (16 characters of base 36). */
const LAST_SEQ = 'z'.repeat(16)

export const windowOf = ({ event_time_window }: Meter): Window | null => event_time_window

/** Of several events of one second, the one that came in last is the last. [K] */
function lastBetween(tx: Tx, meter: Meter, customer: string, start: number, end: number): Rational {
  const window = windowOf(meter)
  const range = { to: end - 1, from: window === null ? start : startOf(start, window) }
  // The last window may reach past the end, and what counts in it may lie there: then it is the one before.
  const amounts =
    window === null
      ? tx.list(usage, [`of=${meter.id},${customer}`], { ...range, limit: 1 }).map(({ hidden }) => hidden.amount)
      : windowsIn(tx, meter, customer, { ...range, limit: 2 })
          .filter(({ at }) => at >= start && at < end)
          .map(({ amount }) => amount)
  return amounts[0] === undefined ? ZERO : fromDecimal(amounts[0])
}

/** Part of a span: whole days, hours or minutes, or what is less than one. */
interface Part {
  readonly size?: Size
  readonly from: number
  readonly to: number
}

/** A span cut into as many whole days as there are, of what is left at both ends as many whole hours, and so on. */
function partsOf(from: number, to: number, [size, ...smaller]: readonly Size[]): Part[] {
  if (from >= to) return []
  if (size === undefined) return [{ from, to }]
  const [first, last] = [startOf(from + SIZES[size] - 1, size), startOf(to, size)]
  if (first >= last) return partsOf(from, to, smaller)
  return [...partsOf(from, first, smaller), { size, from: first, to: last }, ...partsOf(last, to, smaller)]
}

function inTotals(tx: Tx, meter: Meter, customer: string, { size, from, to }: Part): Rational {
  const rows = totalsIn(tx, meter, customer, size!, { from, to: to - 1, limit: TOTALS_MAX + 1 })
  if (rows.length > TOTALS_MAX)
    throw unbuilt(`Brindle does not add up more than ${TOTALS_MAX} days of usage at once yet.`)
  return rows.reduce((sum, { hidden }) => add(sum, fromDecimal(hidden.sum)), ZERO)
}

/** What no total tells. */
function singly(tx: Tx, meter: Meter, customer: string, { from, to }: Part): Rational {
  const window = windowOf(meter)
  if (window !== null) {
    const range = { from: startOf(from, window), to: to - 1, limit: TOTALS_MAX + 1 }
    const windows = windowsIn(tx, meter, customer, range).filter(({ at }) => at >= from && at < to)
    if (windows.length > TOTALS_MAX)
      throw unbuilt(`Brindle does not add up more than ${TOTALS_MAX} windows at once yet.`)
    return windows.reduce((sum, { amount }) => add(sum, fromDecimal(amount)), ZERO)
  }
  const rows = tx.list(usage, [`of=${meter.id},${customer}`], { from, to: to - 1, limit: EVENTS_MAX + 1 })
  if (rows.length > EVENTS_MAX)
    throw unbuilt(`Brindle cannot cut a minute in which a customer has more than ${EVENTS_MAX} meter events yet.`)
  return rows.reduce((sum, { hidden }) => add(sum, fromDecimal(hidden.amount)), ZERO)
}

const totalsIn = (
  tx: Tx,
  meter: Meter,
  customer: string,
  size: Size,
  query: Omit<Query, 'terms'>,
): readonly Row<{ created: number }, { sum: string }>[] =>
  tx.list(usageTotal, [`${size}=${meter.id},${customer}`], query)

/** What counts in the windows that begin within a range. */
function windowsIn(tx: Tx, meter: Meter, customer: string, query: Omit<Query, 'terms'>) {
  const rows = tx.list(usageWindow, [`window=${meter.id},${customer}`], query)
  return rows.map(({ hidden }) => hidden.events.at(-1)!)
}
