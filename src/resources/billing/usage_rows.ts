// What is kept of usage: every event under its identifier, and what events come to by day, hour and minute, so that a period
// is reckoned without reading its events. All of it is written in the unit that takes the event.
// The rows of totals are hot: events of one customer and meter meet in them. Units that collide are run again or one after
// the other by the store; Stripe itself refuses events that meet (409, docs.stripe.com/api/v2/billing/meter-events/create).
import { createHash } from 'node:crypto'
import { object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY, HOUR } from '../../lib/calendar.ts'
import { toDecimalString } from '../../lib/money.ts'
import { add, fromDecimal, type Rational, rational, sub } from '../../lib/rational.ts'

/** Seconds of what usage is added up by. */
export const SIZES = { day: DAY, hour: HOUR, minute: 60 } as const
export type Size = keyof typeof SIZES
export type Window = 'hour' | 'day'

/**
 * What is added up, longest first. Of a meter whose events come pre-aggregated, a window of that kind has a row of its own
 * and is its shortest part.
 */
export const totalsOf = (window: Window | null): readonly Size[] =>
  window === null ? ['day', 'hour', 'minute'] : window === 'hour' ? ['day'] : []

export const ZERO = rational(0n)

/** The start of the part of a size that a moment lies in. */
export const startOf = (at: number, size: Size): number => Math.floor(at / SIZES[size]) * SIZES[size]

export interface UsageState {
  readonly meter: string
  readonly customer: string
  readonly event_name: string
  readonly window: Window | null
  /** What it adds, exact: its value, or 1 where events are counted. */
  readonly amount: string
  /** When it came in, by the customer's clock. */
  readonly received: number
  /** An event of a customer that is not there is kept for its identifier only. */
  readonly standing: 'counted' | 'canceled' | 'customer_not_found'
}

/** An event. It stands in lists at the time that it tells of. */
export const usage = object<{ id: string; object: 'brindle.usage'; created: number }, UsageState>('brindle.usage', {
  prefix: 'usage',
  internal: true,
  terms: ({ hidden }) =>
    hidden.standing === 'counted' && hidden.window === null ? [`of=${hidden.meter},${hidden.customer}`] : [],
})
export type Usage = Row<{ id: string; object: 'brindle.usage'; created: number }, UsageState>

interface TotalState {
  /** Whose: `meter,customer`. */
  readonly of: string
  readonly size: Size
  /** Exact. */
  readonly sum: string
  /** How many events, or windows, are in it. */
  readonly count: number
}

/** What a customer used in a day, an hour or a minute. One that has become empty is in no list. */
export const usageTotal = object<{ id: string; object: 'brindle.usage_total'; created: number }, TotalState>(
  'brindle.usage_total',
  {
    prefix: 'total',
    internal: true,
    terms: ({ hidden }) => (hidden.count > 0 ? [`${hidden.size}=${hidden.of}`] : []),
  },
)

interface Entry {
  readonly id: string
  readonly at: number
  readonly amount: string
  readonly received: number
}

/** The events of a window, in the order they came in: the last one is what counts. */
export const usageWindow = object<
  { id: string; object: 'brindle.usage_window'; created: number },
  { readonly of: string; readonly events: readonly Entry[] }
>('brindle.usage_window', {
  prefix: 'window',
  internal: true,
  terms: ({ hidden }) => (hidden.events.length > 0 ? [`window=${hidden.of}`] : []),
})

/** Within which an event can be cancelled. (https://docs.stripe.com/api/billing/meter-event-adjustment/create) */
export const CANCELABLE_SECONDS = DAY
/** Why 500: a window is meant for one event; of more, the oldest cannot come back when all others are cancelled. */
const ENTRIES_MAX = 500

/** The row of an identifier. The blank keeps it from ever being an id that a client chose. */
export const usageId = (identifier: string): string =>
  `usage ${createHash('sha256').update(identifier).digest('base64url')}`

interface Place {
  readonly meter: string
  readonly customer: string
  readonly window: Window | null
}
const ofText = ({ meter, customer }: Place): string => `${meter},${customer}`
const partId = (of: string, size: string, start: number): string => `usage ${of} ${size} ${start}`

/** The rows that taking or cancelling an event at a moment reads. */
export function rowsBehind(place: Place, at: number): string[] {
  const of = ofText(place)
  const totals = totalsOf(place.window).map((size) => partId(of, size, startOf(at, size)))
  return place.window === null ? totals : [...totals, partId(of, 'window', startOf(at, place.window))]
}

/** Keeps an event, and adds it to all that it is part of. */
export function keepUsage(tx: Tx, id: string, at: number, state: UsageState): void {
  tx.insert(usage, { id, created: at, hidden: state } as never)
  if (state.standing !== 'counted') return
  const { window, amount, received } = state
  if (window === null) {
    addToTotals(tx, state, at, fromDecimal(amount), 1)
    return
  }
  const before = eventsIn(tx, state, at)
  putEvents(tx, state, at, still([...before, { id, at, amount, received }]))
  const replaced = before.at(-1)
  const more = sub(fromDecimal(amount), replaced ? fromDecimal(replaced.amount) : ZERO)
  addToTotals(tx, state, at, more, replaced ? 0 : 1)
}

/** Takes an event out of all that it is part of. In a window, the one before it counts again. */
export function cancelUsage(tx: Tx, self: Usage): void {
  const { hidden: state, created: at, id } = self
  tx.update(usage, self, { hidden: { ...state, standing: 'canceled' } })
  if (state.standing !== 'counted') return
  const less = sub(ZERO, fromDecimal(state.amount))
  if (state.window === null) {
    addToTotals(tx, state, at, less, -1)
    return
  }
  const before = eventsIn(tx, state, at)
  const after = before.filter((event) => event.id !== id)
  putEvents(tx, state, at, after)
  if (before.at(-1)?.id !== id) return
  const again = after.at(-1)
  addToTotals(tx, state, at, add(less, again ? fromDecimal(again.amount) : ZERO), again ? 0 : -1)
}

/** Without those that can never count again: all that came before the last one that nobody can cancel any more. */
function still(events: readonly Entry[]): readonly Entry[] {
  const settled = events.at(-1)!.received - CANCELABLE_SECONDS
  const last = events.findLastIndex(({ received }) => received < settled)
  return events.slice(Math.max(0, last)).slice(-ENTRIES_MAX)
}

function eventsIn(tx: Tx, place: Place, at: number): readonly Entry[] {
  return tx.find(usageWindow, partId(ofText(place), 'window', startOf(at, place.window!)))?.hidden.events ?? []
}

function putEvents(tx: Tx, place: Place, at: number, events: readonly Entry[]): void {
  const [of, start] = [ofText(place), startOf(at, place.window!)]
  const known = tx.find(usageWindow, partId(of, 'window', start))
  if (known) tx.update(usageWindow, known, { hidden: { of, events } })
  else tx.insert(usageWindow, { id: partId(of, 'window', start), created: start, hidden: { of, events } } as never)
}

function addToTotals(tx: Tx, place: Place, at: number, more: Rational, events: number): void {
  const of = ofText(place)
  for (const size of totalsOf(place.window)) {
    const start = startOf(at, size)
    const known = tx.find(usageTotal, partId(of, size, start))
    const sum = toDecimalString(add(more, known ? fromDecimal(known.hidden.sum) : ZERO))
    const hidden = { of, size, sum, count: (known?.hidden.count ?? 0) + events }
    if (known) tx.update(usageTotal, known, { hidden })
    else tx.insert(usageTotal, { id: partId(of, size, start), created: start, hidden } as never)
  }
}
