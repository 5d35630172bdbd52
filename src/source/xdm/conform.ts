// Rows made to fit an XDM schema: each field checked and cast to its type by closures that are compiled once. What does not fit is
// said, and what the schema does not have is kept aside with the type that it would get. A value that fits is not copied.
// One file because the casts of one type are the answer to the errors of another.
import { fromRfc3339 } from '../../lib/rfc3339.ts'
import { isOpen } from './columns.ts'
import { inferred } from './conform_drift.ts'
import type { XdmNode } from './node.ts'

export type RowCode =
  | 'required'
  | 'type_changed'
  | 'not_an_integer'
  | 'not_a_number'
  | 'not_a_boolean'
  | 'not_a_date'
  | 'not_a_date_time'
  | 'not_text'
  | 'out_of_range'

/** A value that cannot be what its field is; the field is null in the row. `path` is that of the schema, as in `Drift`. */
export interface RowError {
  readonly path: string
  readonly message: string
  readonly code: RowCode
}

/**
 * `added`: a field that the schema does not have, with its value, which is not in the row. `changed`: one whose value is of another
 * kind (object, array, one value) than the schema says; an error says so too. `path` is names joined by dots, `[]` for what an
 * array holds and `{}` for what a map does: `items.data[].price`.
 */
export type Drift =
  | { readonly kind: 'added'; readonly path: string; readonly type: XdmNode; readonly value: unknown }
  | {
      readonly kind: 'changed'
      readonly path: string
      readonly type: XdmNode
      readonly was: XdmNode['type']
      readonly value: unknown
    }

export interface Conformed {
  /** For `read_json`: what JSON can hold. Parts of it are those of the value. */
  readonly row: unknown
  readonly errors: RowError[]
  readonly drift: readonly Drift[]
}

const NOTHING: readonly Drift[] = Object.freeze([])

type Cast = (value: unknown) => unknown
type Fields = Record<string, unknown>

/** What is said of the row that is being read. */
interface Notes {
  errors: RowError[]
  drift: Drift[]
}

/**
 * Compiles a schema. The function that comes back takes a row as JSON has it. Null stays null; a field that is null and unknown
 * is left out, for nothing is lost with it. New words of an enumeration are taken. What is wrong with a value is never thrown.
 */
export function conformer(root: XdmNode): (value: unknown) => Conformed {
  const notes: Notes = { errors: [], drift: [] }
  const cast = compile(root, '', notes)
  return (value) => {
    const row = cast(value)
    const { errors, drift } = notes
    if (errors.length > 0) notes.errors = []
    if (drift.length > 0) notes.drift = []
    // What is still empty will be written to for the next row.
    return { row, errors: errors.length > 0 ? errors : [], drift: drift.length > 0 ? drift : NOTHING }
  }
}

/** A name as a part of a path. */
export const step = (name: string): string => (name === '' ? '\\0' : name.replace(/[\\.[\]{}]/g, '\\$&'))
const below = (path: string, name: string) => (path ? `${path}.${step(name)}` : step(name))

function compile(node: XdmNode, path: string, notes: Notes): Cast {
  if (isOpen(node)) return open(path, notes)
  switch (node.type) {
    case 'object':
      return node.properties && Object.keys(node.properties).length > 0
        ? object(node, path, notes)
        : map(node.additionalProperties!, path, notes)
    case 'array':
      return array(node, path, notes)
    case 'string':
      return node.format ? date(node.format, path, notes) : text(path, notes)
    case 'integer':
      return integer(path, notes)
    case 'number':
      return number(path, notes)
    case 'boolean':
      return boolean(path, notes)
  }
}

/** Says why a value is null in the row. */
function refuse({ errors }: Notes, path: string, code: RowCode, message: string): null {
  errors.push({ path, code, message: `${path} ${message}` })
  return null
}

/** The same of a value that is of another kind than the field. */
function changed(notes: Notes, path: string, was: XdmNode['type'], value: unknown): null {
  const type = inferred(value)
  notes.drift.push({ kind: 'changed', path, type, was, value })
  return refuse(notes, path, 'type_changed', `is ${named(type.type)}, and ${named(was)} in the schema.`)
}

const named = (type: XdmNode['type']) => `${/^[aoi]/.test(type) ? 'an' : 'a'} ${type}`
/** Why 40: enough to find the value by, and no more of what may be personal. */
const shown = (value: string) => JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)

function object({ properties = {}, required = [] }: XdmNode, path: string, notes: Notes): Cast {
  const casts = new Map(
    Object.entries(properties).map(([name, node]) => [name, compile(node, below(path, name), notes)] as const),
  )
  // A row is never an id.
  const hasId = path !== '' && properties.id?.type === 'string'
  const needed = required.map((name) => [name, below(path, name)] as const)
  return (value) => {
    if (value === null || value === undefined) return null
    if (typeof value !== 'object' || Array.isArray(value)) {
      // Not expanded: all that is known of it is its id.
      if (hasId && typeof value === 'string') return { id: value }
      return changed(notes, path, 'object', value)
    }
    const given = value as Fields
    let made: Fields | undefined
    for (const name in given) {
      const held = given[name]
      const cast = casts.get(name)
      if (cast === undefined) {
        made ??= before(given, name)
        if (held !== null && held !== undefined)
          notes.drift.push({ kind: 'added', path: below(path, name), type: inferred(held), value: held })
        continue
      }
      const kept = cast(held)
      if (made !== undefined) made[name] = kept
      else if (kept !== held) {
        made = before(given, name)
        made[name] = kept
      }
    }
    for (const [name, at] of needed)
      if (given[name] === null || given[name] === undefined) refuse(notes, at, 'required', 'is required and missing.')
    return made ?? given
  }
}

/** A copy of what stands before a name. */
function before(given: Fields, name: string, made: Fields = {}): Fields {
  for (const one in given) {
    if (one === name) break
    made[one] = given[one]
  }
  return made
}

function map(values: XdmNode, path: string, notes: Notes): Cast {
  const cast = compile(values, `${path}{}`, notes)
  return (value) => {
    if (value === null || value === undefined) return null
    if (typeof value !== 'object' || Array.isArray(value)) return changed(notes, path, 'object', value)
    const given = value as Fields
    let made: Fields | undefined
    for (const name in given) {
      const isText = name.isWellFormed()
      const kept = isText ? cast(given[name]) : refuse(notes, `${path}{}`, ...BROKEN)
      // Without a prototype, so that `__proto__` is a key like any other.
      if (made === undefined && (!isText || kept !== given[name])) made = before(given, name, Object.create(null))
      if (made !== undefined && isText) made[name] = kept
    }
    return made ?? given
  }
}

function array({ items }: XdmNode, path: string, notes: Notes): Cast {
  const cast = items ? compile(items, `${path}[]`, notes) : open(`${path}[]`, notes)
  return (value) => {
    if (value === null || value === undefined) return null
    if (!Array.isArray(value)) return changed(notes, path, 'array', value)
    let made: unknown[] | undefined
    for (let at = 0; at < value.length; at++) {
      const kept = cast(value[at])
      if (made !== undefined) made.push(kept)
      else if (kept !== value[at]) {
        made = value.slice(0, at)
        made.push(kept)
      }
    }
    return made ?? value
  }
}

/** Half of a character of two (U+D800 to U+DFFF) is no text: no file of UTF-8 can hold it. */
const BROKEN = ['not_text', 'has half of a character.'] as const

/** Anything that JSON can hold. */
const open =
  (path: string, notes: Notes): Cast =>
  (value) => {
    if (value === undefined) return null
    return isWhole(value) ? value : refuse(notes, path, ...BROKEN)
  }

function isWhole(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed()
  if (value === null || typeof value !== 'object') return true
  return Object.entries(value).every(([name, held]) => name.isWellFormed() && isWhole(held))
}

const text = (path: string, notes: Notes): Cast =>
  function asText(value): unknown {
    if (typeof value === 'string') return value.isWellFormed() ? value : refuse(notes, path, ...BROKEN)
    if (value === null || value === undefined) return null
    if (typeof value !== 'object') return String(value)
    // Expanded: the id is what the field holds.
    const id = Array.isArray(value) ? undefined : (value as Fields).id
    return typeof id === 'string' ? asText(id) : changed(notes, path, 'string', value)
  }

const INTEGER = /^[+-]?\d+(\.0*)?$/
const [LEAST, GREATEST] = [-(2n ** 63n), 2n ** 63n - 1n]

/**
 * Whole numbers of 64 bits. One beyond 2^53 is right only as text, for a JSON number of that size has lost digits already; it
 * stays text, which a BIGINT column reads.
 */
const integer =
  (path: string, notes: Notes): Cast =>
  (value) => {
    if (typeof value === 'number') {
      if (Number.isSafeInteger(value)) return value
      return Number.isInteger(value)
        ? refuse(notes, path, 'out_of_range', `is ${value}, beyond what a JSON number holds exactly (2^53).`)
        : refuse(notes, path, 'not_an_integer', `is ${value}, and an integer in the schema.`)
    }
    if (value === null || value === undefined) return null
    if (typeof value === 'object') return changed(notes, path, 'integer', value)
    const digits = String(value).trim()
    if (typeof value === 'boolean' || !INTEGER.test(digits))
      return refuse(notes, path, 'not_an_integer', `is ${shown(digits)}, and an integer in the schema.`)
    const whole = BigInt(digits.replace(/^\+|\.0*$/g, ''))
    if (whole < LEAST || whole > GREATEST) return refuse(notes, path, 'out_of_range', 'is beyond 64 bits.')
    const small = Number(whole)
    return Number.isSafeInteger(small) ? small : whole.toString()
  }

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

const number =
  (path: string, notes: Notes): Cast =>
  (value) => {
    if (typeof value === 'number' && Number.isFinite(value)) return value
    if (value === null || value === undefined) return null
    if (typeof value === 'object') return changed(notes, path, 'number', value)
    const digits = String(value).trim()
    const read = typeof value !== 'boolean' && NUMBER.test(digits) ? Number(digits) : Number.NaN
    if (Number.isFinite(read)) return read
    return Number.isNaN(read)
      ? refuse(notes, path, 'not_a_number', `is ${shown(digits)}, and a number in the schema.`)
      : refuse(notes, path, 'out_of_range', `is ${shown(digits)}, beyond a number of 64 bits.`)
  }

/** [I] Which words say so is written nowhere; these are those that mean nothing else. */
const WORDS: Readonly<Record<string, boolean>> = { true: true, false: false, yes: true, no: false, 1: true, 0: false }

const boolean =
  (path: string, notes: Notes): Cast =>
  (value) => {
    if (typeof value === 'boolean') return value
    if (value === null || value === undefined) return null
    if (typeof value === 'object') return changed(notes, path, 'boolean', value)
    const word = String(value).trim().toLowerCase()
    if (Object.hasOwn(WORDS, word)) return WORDS[word]
    return refuse(notes, path, 'not_a_boolean', `is ${shown(word)}, and a boolean in the schema.`)
  }

const DATE = /^\d{4}-\d\d-\d\d$/

/**
 * Days as `2026-03-01`; moments in UTC, to the microsecond. A day is its first moment, and a moment at midnight in UTC is a day. A
 * time without an offset is one in UTC. A number is neither: whether it counts seconds or milliseconds is not known.
 */
const date =
  (format: NonNullable<XdmNode['format']>, path: string, notes: Notes): Cast =>
  (value) => {
    if (value === null || value === undefined) return null
    if (typeof value === 'object') return changed(notes, path, 'string', value)
    const moment = typeof value === 'string' ? momentOf(value.trim()) : undefined
    if (format === 'date-time')
      return (
        moment ??
        refuse(notes, path, 'not_a_date_time', `is ${shown(String(value))}, and an ISO 8601 time in the schema.`)
      )
    return moment?.endsWith('T00:00:00.000000Z')
      ? moment.slice(0, 10)
      : refuse(notes, path, 'not_a_date', `is ${shown(String(value))}, and a day (2026-03-01) in the schema.`)
  }

function momentOf(written: string): string | undefined {
  const withTime = DATE.test(written) ? `${written}T00:00:00Z` : written.replace(' ', 'T')
  const full = /(?:[Zz]|[-+]\d\d:\d\d)$/.test(withTime) ? withTime : `${withTime}Z`
  const seconds = fromRfc3339(full)
  if (seconds === undefined) return undefined
  const fraction = (/\.(\d+)/.exec(full)?.[1] ?? '').slice(0, 6).padEnd(6, '0')
  const iso = new Date(seconds * 1000).toISOString()
  return `${iso.slice(0, -'.000Z'.length)}.${fraction}Z`
}
