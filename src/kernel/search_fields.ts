// What a search may ask of an object, and under which marks the index keeps it: exact values, parts of texts, and numbers
// so that a range is few marks. The fields themselves are declared with each object. (https://docs.stripe.com/search#query-fields-for-charges and following)
import { invalid } from './errors.ts'
import type { AnyRow, ObjectType } from './resource.ts'
import type { Clause, Operator } from './search_query.ts'

/** A `token` is asked for whole, a `string` also by a part of it, a `number` also by comparison. */
export type SearchKind = 'token' | 'string' | 'number'

/** Fields by name: `*` stands for one part of a path, as in `payment_method_details.*.last4`. Metadata needs no mention. */
export type Searchable = Readonly<
  Record<string, SearchKind | { readonly kind: SearchKind; readonly of: (row: any) => unknown }>
>

/** What of an object the index knows, by `field`, or `metadata` and the key in brackets. */
export type Values = Readonly<Record<string, string | number>>

/** What a row can be found by; nothing where it can be found by nothing. */
export function valuesOf(type: ObjectType, row: AnyRow | undefined): Values | undefined {
  if (!row || row.deleted === true) return undefined
  const values: Record<string, string | number> = {}
  const keep = (name: string, value: unknown) => {
    if (typeof value === 'number') values[name] = value
    else if (typeof value === 'string' || typeof value === 'boolean') values[name] = String(value).toLowerCase()
  }
  for (const [name, declared] of Object.entries(type.searchable ?? {})) {
    if (typeof declared === 'object') keep(name, declared.of(row))
    else for (const [path, value] of leaves(row, name.split('.'))) keep(path, value)
  }
  for (const [key, value] of Object.entries((row.metadata ?? {}) as Record<string, string>))
    keep(`metadata[${key}]`, value)
  return values
}

/** The values at a path with `*`, each with the path that led there. */
function leaves(value: unknown, [head, ...rest]: readonly string[], path = ''): [string, unknown][] {
  if (head === undefined) return [[path, value]]
  if (typeof value !== 'object' || value === null) return []
  const inner = value as Record<string, unknown>
  const names = head === '*' ? Object.keys(inner) : [head]
  return names.flatMap((name) => leaves(inner[name], rest, path === '' ? name : `${path}.${name}`))
}

/** The mark that every object of the index has. */
export const EVERY = '*'

/** All marks of an object. */
export function marksOf(type: ObjectType, values: Values | undefined): Set<string> {
  const marks = new Set<string>()
  if (!values) return marks
  marks.add(EVERY)
  for (const [name, value] of Object.entries(values)) {
    const kind = kindOf(type, name)
    marks.add(has(name))
    if (kind !== 'number') marks.add(exactly(name, value))
    if (kind === 'string') for (const part of partsOf(String(value))) marks.add(containing(name, part))
    if (kind === 'number') for (const prefix of prefixesOf(Number(value))) marks.add(`${name}#${prefix}`)
  }
  return marks
}

/** The texts that a part is looked for in: they are kept beside the id, for the last look. */
export const textsOf = (type: ObjectType, values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([name]) => kindOf(type, name) === 'string'))

const has = (name: string) => `${name}!`
const exactly = (name: string, value: string | number) => `${name}=${value}`
const containing = (name: string, part: string) => `${name}~${part}`

function kindOf({ searchable = {} }: ObjectType, name: string): SearchKind | undefined {
  if (name.startsWith('metadata[')) return 'token'
  const declared = searchable[name] ?? searchable[wild(name, searchable)]
  return typeof declared === 'object' ? declared.kind : declared
}

/** The declared name with a `*` that a name fits, if there is one. */
const wild = (name: string, searchable: Searchable): string => {
  const parts = name.split('.')
  const fits = (pattern: string) => {
    const wanted = pattern.split('.')
    return wanted.length === parts.length && wanted.every((part, i) => part === '*' || part === parts[i])
  }
  return Object.keys(searchable).find((pattern) => pattern.includes('*') && fits(pattern)) ?? ''
}

/** Stripe's own limit: the shortest part that may be looked for. */
const PART = 3

function partsOf(text: string): Set<string> {
  const parts = new Set<string>()
  for (let at = 0; at + PART <= text.length; at++) parts.add(text.slice(at, at + PART))
  return parts
}

/** One clause as the index is asked: some mark of each group; the last look is taken at a text, where marks do not suffice. */
export interface Ask {
  /** Which is in the set: what has one of the marks of every group. */
  readonly groups: readonly (readonly string[])[]
  readonly isNegated: boolean
  /** The text to be found in the field, where the marks only say that it may be there. */
  readonly part?: { readonly name: string; readonly text: string }
}

/** What a clause asks of the index. Refuses fields that cannot be searched, and operators that they do not take. */
export function askOf(type: ObjectType, plural: string, clause: Clause): Ask {
  const { field, key, operator, value, isNegated } = clause
  const name = key === undefined ? field : `metadata[${key}]`
  const kind = kindOf(type, name)
  if (!kind) throw unsearchable(field, plural)
  if (!OPERATORS[kind].includes(operator)) throw unsupported(field, kind, operator)
  if (value === null && operator !== ':') throw unsupported(field, 'null', operator)
  if (value === null) return { groups: [[has(name)]], isNegated: !isNegated }
  if (kind === 'number') return { groups: [numbers(name, operator, numberIn(field, value))], isNegated }
  const text = String(value).toLowerCase()
  if (operator === ':') return { groups: [[exactly(name, text)]], isNegated }
  if (text.length < PART) throw tooShort(field)
  const groups = [...partsOf(text)].map((part) => [containing(name, part)])
  return { groups, isNegated, ...(text.length > PART && { part: { name, text } }) }
}

const OPERATORS: Readonly<Record<SearchKind, readonly Operator[]>> = {
  token: [':'],
  string: [':', '~'],
  number: [':', '=', '>', '<', '>=', '<='],
}

function numberIn(field: string, value: string | number): number {
  const number = typeof value === 'number' ? value : /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN
  if (!Number.isFinite(number) || Math.abs(number) > Number.MAX_SAFE_INTEGER)
    throw invalid(`Field \`${field}\` is numeric; \`${value}\` is not a number that it can be compared with.`, {
      param: 'query',
    })
  return number
}

/** The marks of all whole numbers that compare so. */
function numbers(name: string, operator: Operator, value: number): string[] {
  const [floor, ceil] = [Math.floor(value), Math.ceil(value)]
  const most = Number.MAX_SAFE_INTEGER
  const ranges: Readonly<Record<string, readonly [number, number]>> = {
    ':': [ceil, floor],
    '=': [ceil, floor],
    '>': [floor + 1, most],
    '>=': [ceil, most],
    '<': [-most, ceil - 1],
    '<=': [-most, floor],
  }
  return rangeMarks(...ranges[operator]!).map((mark) => `${name}#${mark}`)
}

const DIGITS = 14

/**
 * The marks of a number: how many hexadecimal digits it has, and each beginning of them. 1000 is 0x3e8, and has `+3:`, `+3:3`,
 * `+3:3e` and `+3:3e8`.
 */
function prefixesOf(value: number): string[] {
  if (!Number.isSafeInteger(value)) return []
  const digits = Math.abs(value).toString(16)
  const head = `${value < 0 ? '-' : '+'}${digits.length}:`
  return Array.from({ length: digits.length + 1 }, (_, length) => `${head}${digits.slice(0, length)}`)
}

/** The fewest marks under which all numbers from `from` to `to` stand, and no others. */
export function rangeMarks(from: number, to: number): string[] {
  const negative = from < 0 && from <= to ? magnitudes('-', Math.max(1, -to), -from) : []
  const positive = to >= 0 && from <= to ? magnitudes('+', Math.max(0, from), to) : []
  return [...negative, ...positive]
}

function magnitudes(sign: string, from: number, to: number): string[] {
  if (from > to) return []
  const marks: string[] = []
  for (let digits = 1; digits <= DIGITS; digits++) {
    const [least, most] = [digits === 1 ? 0 : 16 ** (digits - 1), 16 ** digits - 1]
    if (most < from || least > to) continue
    marks.push(...beginnings(sign, digits, '', least, most, from, to))
  }
  return marks
}

/** The beginnings of numbers with so many digits, from `least` to `most`, that lie wholly between `from` and `to`. */
function beginnings(
  sign: string,
  digits: number,
  prefix: string,
  least: number,
  most: number,
  from: number,
  to: number,
): string[] {
  if (most < from || least > to) return []
  if (from <= least && most <= to) return [`${sign}${digits}:${prefix}`]
  const width = 16 ** (digits - prefix.length - 1)
  const base = prefix === '' ? 0 : Number.parseInt(prefix, 16) * width * 16
  const first = prefix === '' && digits > 1 ? 1 : 0
  return Array.from({ length: 16 - first }, (_, i) => i + first).flatMap((digit) =>
    beginnings(
      sign,
      digits,
      `${prefix}${digit.toString(16)}`,
      base + digit * width,
      base + (digit + 1) * width - 1,
      from,
      to,
    ),
  )
}

/** Stripe's words. (github.com/stripe-ruby-mock/stripe-ruby-mock has them) */
const unsearchable = (field: string, plural: string) =>
  invalid(
    `Field \`${field}\` is an unsupported search field for resource \`${plural}\`. See ` +
      `http://stripe.com/docs/search#query-fields-for-${plural.replaceAll('_', '-')} for a list of supported fields.`,
    { param: 'query' },
  )

/** Wording [M]. */
const unsupported = (field: string, kind: string, operator: Operator) =>
  invalid(`Field \`${field}\` is of type ${kind}, which does not support the operator \`${operator}\`.`, {
    param: 'query',
  })

/** Wording [M]. (docs.stripe.com/search: at least three characters) */
const tooShort = (field: string) =>
  invalid(`Field \`${field}\` is searched for a part of fewer than ${PART} characters.`, { param: 'query' })
