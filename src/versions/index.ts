// The stack of version changes, newest first. The core speaks one shape; a request in an older version passes its
// parameters up through every change since, and its answer down again.
import type { Operation } from '../contract/index.ts'
import { mayOf2017 } from './2017-05-25.ts'
import { februaryOf2018 } from './2018-02-05.ts'
import { octoberOf2018 } from './2018-10-31.ts'
import { novemberOf2018 } from './2018-11-08.ts'
import { februaryOf2019 } from './2019-02-11.ts'
import { marchOf2019 } from './2019-03-14.ts'
import { octoberOf2019 } from './2019-10-17.ts'
import { decemberOf2019 } from './2019-12-03.ts'
import { augustOf2020 } from './2020-08-27.ts'
import { augustOf2022 } from './2022-08-01.ts'
import { novemberOf2022 } from './2022-11-15.ts'
import { augustOf2023 } from './2023-08-16.ts'
import { aprilOf2024 } from './2024-04-10.ts'
import { juneOf2024 } from './2024-06-20.ts'
import { acacia } from './2024-09-30.acacia.ts'
import { basil } from './2025-03-31.basil/index.ts'
import { clover } from './2025-09-30.clover.ts'
import { dahlia } from './2026-03-25.dahlia.ts'
import { endive } from './2026-09-30.endive.ts'
import { isHash, type Sent, type VersionChange } from './change.ts'

const CHANGES: readonly VersionChange[] = [
  endive,
  dahlia,
  clover,
  ...basil,
  acacia,
  juneOf2024,
  aprilOf2024,
  augustOf2023,
  novemberOf2022,
  augustOf2022,
  augustOf2020,
  decemberOf2019,
  octoberOf2019,
  marchOf2019,
  februaryOf2019,
  novemberOf2018,
  octoberOf2018,
  februaryOf2018,
  mayOf2017,
]
const OLDEST_FIRST = CHANGES.toReversed()

/** The oldest version that is answered as itself. What changed before it is not built. */
const OLDEST = '2017-01-27'
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

/** Whether a parameter of an older request is one that nobody would heed. */
export const isUnheeded = ({ key }: Operation, name: string, version: string): boolean =>
  CHANGES.some((change) => isBefore(version, change) && (change.unheeded?.[key]?.includes(name) ?? false))

/** A parameter's name as it was sent: `discounts[0][coupon]` where `coupon` was. */
export function nameDown(name: string, sent: object, version: string): string {
  let named = name
  for (const change of CHANGES.filter((each) => isBefore(version, each))) {
    const [since = '', before = ''] = Object.entries(change.names ?? {}).find(([one]) => startsPath(named, one)) ?? []
    if (before !== '' && wasSent(sent, before)) named = before + named.slice(since.length)
  }
  return named
}

/** Whether a request said this: `coupon`, or `subscription_data[coupon]`. */
const wasSent = (sent: unknown, path: string): boolean =>
  path
    .replaceAll(']', '')
    .split('[')
    .reduce<unknown>((at, name) => (isHash(at) && Object.hasOwn(at, name) ? at[name] : undefined), sent) !== undefined

const startsPath = (path: string, start: string): boolean => path === start || path.startsWith(`${start}[`)

/** What changed about an operation, version by version, in words. */
export function changesOf(operation: Operation): string[] {
  return CHANGES.filter((change) => change.concerns(operation)).map(({ version, about }) => `${version}: ${about}`)
}

/** Whether objects have another shape in this version than in the core's. */
export const isOlder = (version: string): boolean => version < RESHAPED
const RESHAPED = CHANGES.find(({ down, includes }) => down ?? includes)!.version

/** Whether an object itself has another shape in this version, whatever it holds. */
export const changesItself = (object: string, version: string): boolean =>
  CHANGES.some((change) => isBefore(version, change) && change.down?.[object] !== undefined)

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

type Downward = ReadonlyMap<string, readonly ((object: Sent) => Sent)[]>
const downward = new Map<string, Downward>()

/** What becomes of each object on its way down to a version, newest change first. */
function changesDown(version: string): Downward {
  const known = downward.get(version)
  if (known) return known
  const found = new Map<string, ((object: Sent) => Sent)[]>()
  for (const change of CHANGES.filter((each) => isBefore(version, each)))
    for (const [name, down] of Object.entries(change.down ?? {})) found.set(name, [...(found.get(name) ?? []), down])
  downward.set(version, found)
  return found
}

/** The value in the shape of the version: every object in it goes down through the changes since, innermost first. */
export function shapeDown(value: unknown, version: string): unknown {
  const changes = changesDown(version)
  return changes.size === 0 ? value : lower(value, changes)
}

/** Whether an object is only what is left of a deleted one. A discount that was taken away is still whole. */
export const isStub = (object: Sent): boolean => object.deleted === true && Object.keys(object).length <= STUB_FIELDS

/** `id`, `object`, `deleted`. */
const STUB_FIELDS = 3

function lower(value: unknown, changes: Downward): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => lower(item, changes))
  const { object: name } = value as { object?: unknown }
  let lowered: Sent = Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, isFrozen(name, key) ? inner : lower(inner, changes)]),
  )
  if (typeof name !== 'string' || isStub(lowered)) return lowered
  for (const down of changes.get(name) ?? []) lowered = down(lowered)
  return lowered
}
