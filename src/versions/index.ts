// The stack of version changes, newest first. The core speaks one shape; a request in an older version passes its
// parameters up through every change since, and its answer down again.
import type { Operation } from '../contract/index.ts'
import { octoberOf2019 } from './2019-10-17.ts'
import { decemberOf2019 } from './2019-12-03.ts'
import { augustOf2020 } from './2020-08-27.ts'
import { augustOf2022 } from './2022-08-01.ts'
import { novemberOf2022 } from './2022-11-15.ts'
import { augustOf2023 } from './2023-08-16.ts'
import { basil } from './2025-03-31.basil.ts'
import { clover } from './2025-09-30.clover.ts'
import { dahlia } from './2026-03-25.dahlia.ts'
import { endive } from './2026-09-30.endive.ts'
import type { Sent, VersionChange } from './change.ts'

const CHANGES: readonly VersionChange[] = [
  endive,
  dahlia,
  clover,
  basil,
  augustOf2023,
  novemberOf2022,
  augustOf2022,
  augustOf2020,
  decemberOf2019,
  octoberOf2019,
]
const OLDEST_FIRST = CHANGES.toReversed()

/** The oldest version that is answered as itself. What changed before it is not built. */
const OLDEST = '2019-03-14'
/** The version whose objects and parameters the changes start from. */
const CORE = '2026-08-26.dahlia'

/** The version that an answer says it is in: the request's own, or the core's for those that are too old. */
export const servedVersion = (version: string): string => (version < OLDEST ? CORE : version)

/**
 * The version whose contract a request is read by: its own from the core's on. An older request is read as the core reads,
 * once its parameters have gone up, so that none is taken that nobody would heed; Stripe too adds parameters and fields to
 * all versions at once. (https://docs.stripe.com/upgrades#what-changes-does-stripe-consider-to-be-backward-compatible)
 */
export const readVersion = (version: string): string => (version < CORE ? CORE : version)

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
  return CHANGES.some((change) => isBefore(version, change) && (change.down ?? change.includes) !== undefined)
}

type Names = Readonly<Record<string, readonly string[]>>
const NONE: Names = {}
const included = new Map<string, Names>()

/** The fields that objects of this version have without being asked, by the object's name. */
export function includedIn(version: string): Names {
  if (version >= CHANGES.find(({ includes }) => includes)!.version) return NONE
  const known = included.get(version)
  if (known) return known
  const names: Record<string, readonly string[]> = {}
  for (const change of CHANGES.filter((each) => isBefore(version, each)))
    for (const [object, more] of Object.entries(change.includes ?? {}))
      names[object] = [...(names[object] ?? []), ...more]
  included.set(version, names)
  return names
}

/** The fields of an object in which it holds others as they were when it was made, in the version of that time. */
const FROZEN: Names = { event: ['data'] }

/** Whether a field of an object is to be left as it is; what a user writes into metadata is no object either. */
export const isFrozen = (object: unknown, field: string): boolean =>
  field === 'metadata' || (typeof object === 'string' && (FROZEN[object]?.includes(field) ?? false))

/** The value in the shape of the version: every object in it goes down through the changes since, innermost first. */
export function shapeDown(value: unknown, version: string): unknown {
  const changes = CHANGES.filter((change) => isBefore(version, change) && change.down)
  return changes.length === 0 ? value : lower(value, changes)
}

function lower(value: unknown, changes: readonly VersionChange[]): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => lower(item, changes))
  const { object: name, deleted } = value as { object?: unknown; deleted?: unknown }
  let lowered: Sent = Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, isFrozen(name, key) ? inner : lower(inner, changes)]),
  )
  if (typeof name !== 'string' || deleted === true) return lowered
  for (const change of changes) lowered = change.down?.[name]?.(lowered) ?? lowered
  return lowered
}
