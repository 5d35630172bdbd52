// What will change without any event: balance transactions that are pending until they are available. It is kept with the flow's
// position when their funds become so, and between which times they were created: then those are read again.
import type { Json } from '../extract/host.ts'
import type { Stream } from '../extract/streams.ts'
import type { Window } from '../extract/windows.ts'

/** Objects that will have settled at a time, and were created in [from, to). Epoch seconds. */
export interface Settling {
  readonly at: number
  readonly from: number
  readonly to: number
}

/** Why an hour: so the list has some hundred entries at most. Stripe's funds become available at midnight (UTC) anyway. */
const ROUND_SECONDS = 3_600

/** The list with those of these records that have not settled yet; the same list where there are none. */
export function withUnsettled(known: readonly Settling[], { settles }: Stream, records: readonly Json[]) {
  if (!settles) return known
  const waiting = records.filter(
    (record) =>
      record[settles.field] === settles.from && Number.isFinite(record[settles.at]) && Number.isFinite(record.created),
  )
  if (waiting.length === 0) return known
  const byTime = new Map(known.map((one) => [one.at, one]))
  for (const record of waiting) {
    const at = Math.ceil(record[settles.at] / ROUND_SECONDS) * ROUND_SECONDS
    const created = record.created as number
    const { from, to } = byTime.get(at) ?? { from: created, to: created + 1 }
    byTime.set(at, { at, from: Math.min(from, created), to: Math.max(to, created + 1) })
  }
  return [...byTime.values()].sort((one, other) => one.at - other.at)
}

/**
 * The windows of what has settled by now (epoch seconds), as far as they lie before `before`, and what has yet to. Windows do not
 * overlap.
 */
export function settledBy(known: readonly Settling[], now: number, before: number) {
  const windows: Window[] = []
  const due = known.filter(({ at, from }) => at <= now && from < before).sort((one, other) => one.from - other.from)
  for (const { from, to } of due) {
    const last = windows.at(-1)
    const end = Math.min(to, before)
    if (last && from <= last.to) windows[windows.length - 1] = { from: last.from, to: Math.max(last.to, end) }
    else windows.push({ from, to: end })
  }
  return { windows, settling: known.filter(({ at }) => at > now) }
}
