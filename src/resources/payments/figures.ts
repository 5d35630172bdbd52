// What customers paid, by day (UTC) and currency: sums that the job keeps which adds up the balance, and what has moved since. No
// request ever writes them, so that payments do not wait for each other. (docs/decisions/0017-figures.md)
import { object } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY, startOfDay } from '../../lib/calendar.ts'
import type { BalanceTransaction } from './balance_transaction.ts'
import { unfolded } from './balance_state.ts'

/** What customers paid on a day in a currency, in minor units. */
export interface DaySums {
  /** What banks took back for their customers, and did not return. */
  readonly disputes: number
  readonly fees: number
  readonly gross_volume: number
  /** The gross volume less refunds, disputes and fees. */
  readonly net_volume: number
  readonly refunds: number
  readonly successful_payments: number
}
export type ByCurrency = Readonly<Record<string, DaySums>>

const dayFigures = object<{ id: string; object: 'brindle.day_figures' }, { readonly currencies: ByCurrency }>(
  'brindle.day_figures',
  { prefix: 'figures', internal: true },
)

/** The blank keeps it from ever being an id that a client chose. */
const idOf = (day: number) => `figures ${day}`

const NOTHING: DaySums = {
  disputes: 0,
  fees: 0,
  gross_volume: 0,
  net_volume: 0,
  refunds: 0,
  successful_payments: 0,
}

type Part = 'disputes' | 'gross_volume' | 'refunds'

/** What each category of movements adds to, and with which sign. Payouts, top-ups and transfers are no payments of customers. */
const PARTS: Readonly<Record<string, readonly [part: Part, sign: 1 | -1]>> = {
  charge: ['gross_volume', 1],
  charge_failure: ['gross_volume', 1],
  dispute: ['disputes', -1],
  dispute_reversal: ['disputes', -1],
  refund: ['refunds', -1],
  refund_failure: ['refunds', -1],
}
/** How many payments a movement is. */
const PAYMENTS: Readonly<Record<string, number>> = { charge: 1, charge_failure: -1 }

/** Adds movements to sums, by the start of their day. */
function added(
  days: ReadonlyMap<number, ByCurrency>,
  movements: readonly BalanceTransaction[],
): ReadonlyMap<number, ByCurrency> {
  const sums = new Map(days)
  for (const { created, currency, reporting_category: category, amount, fee, net } of movements) {
    const [part, sign] = PARTS[category] ?? []
    if (part === undefined) continue
    const day = startOfDay(created)
    const all = sums.get(day) ?? {}
    const known = all[currency] ?? NOTHING
    const more = {
      ...known,
      [part]: known[part] + sign! * amount,
      fees: known.fees + fee,
      net_volume: known.net_volume + net,
      successful_payments: known.successful_payments + (PAYMENTS[category] ?? 0),
    }
    sums.set(day, { ...all, [currency]: more })
  }
  return sums
}

/** Adds movements to the sums that are kept. For the job alone that adds up the balance. */
export function foldFigures(tx: Tx, movements: readonly BalanceTransaction[]): void {
  const days = [...added(new Map(), movements).keys()]
  if (days.length === 0) return
  tx.any(days.map(idOf))
  const known = new Map(days.map((day) => [day, tx.find(dayFigures, idOf(day))?.hidden.currencies ?? {}]))
  for (const [day, currencies] of added(known, movements)) {
    const row = tx.find(dayFigures, idOf(day))
    if (row) tx.update(dayFigures, row, { hidden: { currencies } })
    else tx.insert(dayFigures, { id: idOf(day), hidden: { currencies } })
  }
}

/** What customers paid on each of so many days from `first` on (the start of a day), right to the minor unit. */
export function paidByDay(tx: Tx, first: number, count: number): readonly ByCurrency[] {
  const days = Array.from({ length: count }, (_, i) => first + i * DAY)
  const [kept, since] = tx.work.together<unknown>([() => tx.any(days.map(idOf)), () => unfolded(tx)]) as [
    ({ hidden: { currencies: ByCurrency } } | undefined)[],
    BalanceTransaction[],
  ]
  const sums = added(new Map(days.map((day, i) => [day, kept[i]?.hidden.currencies ?? {}])), since)
  return days.map((day) => sums.get(day)!)
}
