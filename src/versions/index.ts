// The stack of version changes, newest first. The core speaks one shape; a request in an older version passes its
// parameters up through every change since, and its answer down again.
import type { Operation } from '../contract/index.ts'
import { endive } from './2026-09-30.endive.ts'
import type { VersionChange } from './change.ts'

const CHANGES: readonly VersionChange[] = [endive]
const OLDEST_FIRST = CHANGES.toReversed()

/** The oldest version that has a shape of its own so far. */
const OLDEST = '2026-08-26.dahlia'

/** The version in which a request is read and answered: its own, or the oldest there is for those before it. */
export const servedVersion = (version: string): string => (version < OLDEST ? OLDEST : version)

/** Dates sort as text: `2026-08-26.dahlia` is before `2026-09-30.endive`. */
const isBefore = (version: string, change: VersionChange) => version < change.version

/** The parameters in the core's form. */
export function paramsUp<T>(operation: Operation, params: Record<string, T>, version: string): Record<string, T> {
  let upward: Record<string, unknown> = params
  for (const change of OLDEST_FIRST) if (isBefore(version, change) && change.up) upward = change.up(operation, upward)
  return upward as Record<string, T>
}

/** Why a parameter is refused in this version, if a change says so. */
export function refusedBy(operation: Operation, name: string, version: string) {
  for (const change of CHANGES) {
    const refused = isBefore(version, change) ? undefined : change.refused?.(operation, name)
    if (refused) return refused
  }
  return undefined
}

/** What changed about an operation, version by version, in words. */
export function changesOf(operation: Operation): string[] {
  return CHANGES.filter((change) => change.concerns(operation)).map(({ version, about }) => `${version}: ${about}`)
}

/** Whether an object of this type, or anything inside it, has another shape in this version. */
export function changesShape(_object: string, version: string): boolean {
  return CHANGES.some((change) => isBefore(version, change) && change.down !== undefined)
}

/** The value in the shape of the version: every object in it goes down through the changes since, innermost first. */
export function shapeDown(value: unknown, version: string): unknown {
  const changes = CHANGES.filter((change) => isBefore(version, change) && change.down)
  return changes.length === 0 ? value : lower(value, changes)
}

function lower(value: unknown, changes: readonly VersionChange[]): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => lower(item, changes))
  let lowered: Record<string, unknown> = Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, lower(inner, changes)]),
  )
  const name = lowered.object
  if (typeof name !== 'string') return lowered
  for (const change of changes) lowered = change.down?.[name]?.(lowered) ?? lowered
  return lowered
}
