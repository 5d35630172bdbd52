// How far a flow has come, by account: what is left of its windows, and where it stands in the feed. Kept in the catalogue, and
// written with the batch that it is true of.
import type { Feed } from '../extract/changes.ts'
import type { Window } from '../extract/windows.ts'
import type { Catalog, Writes } from '../lake/catalog.ts'
import type { Settling } from './settling.ts'

export interface Position {
  /** Windows of `created` that are still to be read. */
  readonly windows: readonly Window[]
  /** Where the events feed is read on; it was noted before the first window. Nothing for what has no events. */
  readonly feed?: Feed
  /** The newest `created` that was seen, epoch seconds: what is newer is read next time. */
  readonly newest: number
  /** Nothing older than this is read, epoch seconds. */
  readonly floor: number
  /** What was read since then (epoch milliseconds) may lack deletions: what was not seen since is looked for, one by one. */
  readonly unsure?: number
  /** What changes without an event, and when. */
  readonly settling?: readonly Settling[]
}

/** Positions by account; the flow's own account is the empty text. */
export type Positions = Readonly<Record<string, Position>>

export async function positionsOf(catalog: Catalog, flow: string): Promise<Positions> {
  const [found] = await catalog.ask<{ body: string }>('select body from positions where flow = ?', [flow])
  return found ? (JSON.parse(found.body) as Positions) : {}
}

export async function keepPositions(tx: Writes, flow: string, positions: Positions): Promise<void> {
  const sql = 'insert into positions values (?, ?) on conflict (flow) do update set body = excluded.body'
  await tx.run(sql, [flow, JSON.stringify(positions)])
}
