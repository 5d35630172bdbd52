// What events say: the object as it is when all has settled, in a version of the API, and of updates what changed.
// (https://docs.stripe.com/api/events/object; docs/decisions/0011-older-versions.md)
import { type Happening, previousAttributes } from '../../kernel/facts.ts'
import { type Older, older, olderRows } from '../../kernel/older.ts'
import { type AnyRow, type ObjectType, withoutId } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { isOlder } from '../../versions/index.ts'
import type { Event } from './event.ts'

export type Types = ReadonlyMap<string, ObjectType>

/**
 * What is told of each happening, by version. What objects of older versions have without being asked is as it is when all has
 * settled, and read in one round.
 */
export function tellings(
  tx: Tx,
  happenings: readonly Happening[],
  versions: readonly string[],
  types: Types,
): ReadonlyMap<string, readonly Event['data'][]> {
  const each = [...new Set(versions)]
  const looks = each.flatMap((version) => happenings.map((one) => () => data(tx, one, version, types)))
  const found = tx.work.together(looks)
  return new Map(each.map((version, i) => [version, found.slice(i * happenings.length, (i + 1) * happenings.length)]))
}

/** Recorded: events that say what changed though they are no updates. */
const WITH_PREVIOUS = ['charge.refunded', 'payment_method.detached']

/** `data.object` as it is now (or was last), and for updates what changed. */
function data(tx: Tx, { fact, type }: Happening, version: string, types: Types): Event['data'] {
  const { before, after, type: of } = fact
  const told = of.toldAs[type.split('.')[0]!]
  const shape = (row: AnyRow, more: Partial<Older> = {}): Record<string, unknown> => {
    const { hidden: _, ...wire } = row
    const whole = (told ? told(row as never) : of.nameless ? withoutId(row as never) : wire) as Record<string, unknown>
    if (!isOlder(version)) return whole
    const how = { version, types, ...more }
    const isItself = whole.object === row.object
    return (
      isItself ? olderRows(tx, [structuredClone(whole)], [row], how)[0] : older(tx, structuredClone(whole), how)
    ) as typeof whole
  }
  const isGone = after === undefined || after.deleted === true
  if (isGone) return { object: { ...shape(before!, { gone: true }), ...of.gone } }
  const object = shape(after)
  const isUpdate = type.endsWith('.updated') || WITH_PREVIOUS.includes(type)
  if (!isUpdate || !before) return { object }
  return {
    object,
    previous_attributes: previousAttributes(shape(before, { read: (value) => earlier(tx, value) }), object),
  }
}

const isList = (value: unknown): boolean => (value as { object?: unknown } | null)?.object === 'list'

/** What was read, as it was without what this unit of work has made. What it has taken away is not put back. */
function earlier(tx: Tx, value: unknown): unknown {
  if (typeof value === 'string') return tx.work.made(tx.place, value) ? null : value
  if (!isList(value)) return value
  const { data: rows, ...rest } = value as { data: readonly { id: string }[] }
  return { ...rest, data: rows.filter(({ id }) => !tx.work.made(tx.place, id)) }
}
