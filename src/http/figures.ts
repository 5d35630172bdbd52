// The figures of an account, for those who want to see at a glance how it does: what was paid day by day, how many customers came,
// and what recurs. Sums of days are kept by jobs, days are counted by the index, and what recurs is added up slice by slice.
// (docs/decisions/0017-figures.md)
import { setImmediate as turn } from 'node:timers/promises'
import { tooLarge, tooSmall } from '../kernel/errors.ts'
import type { Place, Position } from '../kernel/store.ts'
import { CLOCKED, entryOf, WHOLE } from '../kernel/terms.ts'
import type { Tx } from '../kernel/tx.ts'
import { DAY, startOfDay } from '../lib/calendar.ts'
import type { Door } from './api.ts'
import { large, type OwnCall } from './own_call.ts'
import type { Page } from './server.ts'

/** What the room of resources knows of money. Amounts are in minor units. */
export interface Figuring {
  /** By currency, for each of so many days from `first` on (the start of a day). */
  readonly paid: (tx: Tx, first: number, count: number) => readonly ByCurrency[]
  /** What recurs each month of a slice of the subscriptions in a status, and where the next slice begins. */
  readonly recurring: (tx: Tx, status: 'active' | 'past_due', after?: Position) => Slice
}
type ByCurrency = Readonly<Record<string, Readonly<Record<keyof typeof NOTHING, number>>>>
interface Slice {
  readonly monthly: Readonly<Record<string, number>>
  readonly next?: Position
}

const NOTHING = { disputes: 0, fees: 0, gross_volume: 0, net_volume: 0, refunds: 0, successful_payments: 0 }

const DAYS_DEFAULT = 30
/** Why 366: a year; a day is one row. */
const DAYS_MAX = 366
/** Why 100 000: some ten milliseconds of the index; who has more on one day sees that there are so many. */
const COUNTED_MAX = 100_000
/** Why 40: 20 000 subscriptions, a second's work in slices. What recurs of more is not told here. */
const SLICES_MAX = 40

interface Asked {
  readonly days?: number
}

export const figurePages = (door: Door, figuring: Figuring): Page[] => [
  large<Asked>(door, 'GET /brindle/figures', (call) => figures(door, figuring, call)),
]

async function figures(door: Door, figuring: Figuring, { place, params, look }: OwnCall<Asked>): Promise<object> {
  const { days: count = DAYS_DEFAULT } = params
  if (count < 1) throw tooSmall(1, 'days')
  if (count > DAYS_MAX) throw tooLarge(DAYS_MAX, count, 'days')
  const { now, first, paid } = await look((tx) => {
    const start = startOfDay(tx.now) - (count - 1) * DAY
    return { now: tx.now, first: start, paid: figuring.paid(tx, start, count) }
  })
  const starts = Array.from({ length: count }, (_, i) => first + i * DAY)
  const [customers, failed] = await Promise.all([CUSTOMERS, FAILED].map((terms) => counts(door, place, terms, starts)))
  const days = starts.map((start, i) => ({
    currencies: paid[i]!,
    date: new Date(start * 1000).toISOString().slice(0, 10),
    failed_payments: failed![i]!,
    new_customers: customers![i]!,
    start,
  }))
  const ever = { from: 0, to: Number.MAX_SAFE_INTEGER }
  return {
    object: 'brindle.figures',
    active_subscriptions: await countOf(door, place, ACTIVE, ever),
    days,
    mrr: await recurring(figuring, look),
    now,
    totals: {
      currencies: totalOf(paid),
      failed_payments: sum(failed!),
      new_customers: sum(customers!),
    },
  }
}

const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0)

function totalOf(days: readonly ByCurrency[]): ByCurrency {
  const total: Record<string, typeof NOTHING> = {}
  for (const day of days)
    for (const [currency, sums] of Object.entries(day)) {
      const known = total[currency] ?? NOTHING
      const names = Object.keys(NOTHING) as (keyof typeof NOTHING)[]
      total[currency] = Object.fromEntries(names.map((name) => [name, known[name] + sums[name]])) as typeof NOTHING
    }
  return total
}

/** Entries of the index: customers also where they live by a test clock, charges that failed, subscriptions that run. */
const CUSTOMERS = [entryOf('customer', WHOLE), entryOf('customer', CLOCKED)]
const FAILED = [entryOf('charge', 'failed=true')]
const ACTIVE = [entryOf('subscription', 'status=active')]

async function countOf(
  { store }: Door,
  place: Place,
  terms: readonly string[],
  { from, to }: { from: number; to: number },
) {
  const each = await Promise.all(terms.map((term) => store.count(place, { term, from, to, most: COUNTED_MAX })))
  return sum(each)
}

/** Why 10: so many days are counted at once, and then whoever else waits has a turn. */
const DAYS_AT_ONCE = 10

async function counts(
  door: Door,
  place: Place,
  terms: readonly string[],
  starts: readonly number[],
): Promise<number[]> {
  const found: number[] = []
  while (found.length < starts.length) {
    const some = starts.slice(found.length, found.length + DAYS_AT_ONCE)
    const day = (start: number) => countOf(door, place, terms, { from: start, to: start + DAY - 1 })
    found.push(...(await Promise.all(some.map(day))))
    await turn()
  }
  return found
}

/** What recurs each month, by currency; null where there are more subscriptions than are added up at once. */
async function recurring({ recurring: slice }: Figuring, look: OwnCall['look']): Promise<Slice['monthly'] | null> {
  const total: Record<string, number> = {}
  let slices = 0
  for (const status of ['active', 'past_due'] as const) {
    let after: Position | undefined
    do {
      if (++slices > SLICES_MAX) return null
      const { monthly, next } = await look((tx) => slice(tx, status, after))
      for (const [currency, amount] of Object.entries(monthly)) total[currency] = (total[currency] ?? 0) + amount
      after = next
    } while (after)
  }
  return total
}
