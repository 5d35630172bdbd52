// Objects as an older version of the API has them: with what they had then without being asked, which may have to be read, and
// in the shape of that time. (docs/decisions/0011-older-versions.md)
import { includedIn, isFrozen, isStub, shapeDown } from '../versions/index.ts'
import type { AnyRow, ObjectType } from './resource.ts'
import type { Tx } from './tx.ts'

/** For which version, and what there is of each object. */
export interface Older {
  readonly version: string
  readonly types: ReadonlyMap<string, ObjectType>
  /** Set where fields that are read are none of the asker's: then nothing is. */
  readonly publishable?: boolean
  /** Set where the outermost objects are no longer there: nor are the lists of what hung on them. */
  readonly gone?: boolean
  /** What becomes of what was read of the outermost objects. */
  readonly read?: (value: unknown) => unknown
}

type Mutable = Record<string, unknown>

/** The wire objects of rows, in the shape of the version. They may be changed on the way. */
export function olderRows(tx: Tx, wires: Mutable[], rows: readonly AnyRow[], how: Older): Mutable[] {
  // What is only foretold is no row, and has nothing hidden.
  const whole = rows.map((row) => (row.hidden ? row : { ...row, hidden: {} }))
  if (!how.publishable) includeUnasked(tx, wires, new Map(wires.map((wire, i) => [wire, whole[i]!])), how)
  return wires.map((wire) => shapeDown(wire, how.version) as Mutable)
}

/** Any value that holds objects, in the shape of the version. It may be changed on the way. */
export function older(tx: Tx, value: unknown, how: Older): unknown {
  includeUnasked(tx, value, NO_ROWS, how)
  return shapeDown(value, how.version)
}

const NO_ROWS: ReadonlyMap<Mutable, AnyRow> = new Map()

/**
 * What objects of older versions have without being asked, wherever they stand, and what that holds in turn: all that can be asked
 * for at once is one round.
 */
function includeUnasked(tx: Tx, value: unknown, rows: ReadonlyMap<Mutable, AnyRow>, how: Older, depth = 1): void {
  const names = includedIn(how.version)
  const holders = objectsIn(value, (object) => Object.hasOwn(names, object))
  if (holders.length > 0) tx.work.levels = Math.max(tx.work.levels, depth)
  const found = tx.work.together(
    holders.map((holder) => () => {
      const type = how.types.get(holder.object as string)
      if (!type) return {}
      const row = rows.get(holder)
      const own = names[type.object]!
      const asked = row && how.gone ? own.filter((name) => type.former[name]) : own
      const fresh = structuredClone(read(tx, type, row ?? rowOf(tx, holder), asked))
      includeUnasked(tx, Object.values(fresh), NO_ROWS, how, depth + 1)
      return fresh
    }),
  )
  for (const [i, holder] of holders.entries())
    for (const [name, fresh] of Object.entries(found[i]!))
      holder[name] ??= how.read && rows.has(holder) ? how.read(fresh) : fresh
}

/** What stands within another object is a row that was read along with it, or has nothing hidden that is asked for. */
const rowOf = (tx: Tx, holder: Mutable): AnyRow => {
  const known = typeof holder.id === 'string' ? tx.work.row(tx.place, holder.id) : undefined
  return known?.object === holder.object ? known! : ({ hidden: {}, ...holder } as unknown as AnyRow)
}

function read(tx: Tx, type: ObjectType, row: AnyRow, names: readonly string[]): Mutable {
  const looks = names.map((name) => () => (type.former[name] ?? type.includes[name])!(tx, row as never))
  const values = tx.work.together(looks)
  return Object.fromEntries(names.flatMap((name, i) => (values[i] === undefined ? [] : [[name, values[i]]])))
}

/** The objects within a value, itself too, that are asked for; not what is left of deleted ones, or frozen within another. */
function objectsIn(value: unknown, asked: (object: string) => boolean): Mutable[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap((item) => objectsIn(item, asked))
  const holder = value as Mutable
  const inner = Object.entries(holder).flatMap(([field, at]) =>
    isFrozen(holder.object, field) ? [] : objectsIn(at, asked),
  )
  return typeof holder.object === 'string' && asked(holder.object) && !isStub(holder) ? [holder, ...inner] : inner
}
