// The index entries of a row: one for its type, one for each filter that the contract declares for its lists, and a
// compound one for the pairs of filters that are often asked together.
import { createHash } from 'node:crypto'
import { type Operation, operations } from '../contract/index.ts'
import type { AnyRow, ObjectType } from './resource.ts'

/** Filters that Stripe's users combine all the time; their intersection must not walk. */
const PAIRS = [
  ['customer', 'status'],
  ['subscription', 'status'],
  ['customer', 'type'],
] as const
const PAGING = new Set(['limit', 'starting_after', 'ending_before', 'expand', 'created', 'page', 'query'])

/** One filter of a list. `several` asks for any of several values of one field: `types` of `type`. */
export interface Filter {
  readonly name: string
  readonly field: string
  readonly several: boolean
}

const known = new Map<string, readonly Filter[]>()

/** The filters of an object's lists, by the newest contract. */
export function filtersOf(object: string): readonly Filter[] {
  const filters = known.get(object) ?? readFilters(object)
  known.set(object, filters)
  return filters
}

function readFilters(object: string): Filter[] {
  const lists = [...operations()].filter((o: Operation) => o.kind === 'list' && o.returns.includes(object))
  const nodes = new Map(lists.flatMap(({ params }) => Object.entries(params.p)))
  return [...nodes]
    .filter(([name]) => !PAGING.has(name))
    .map(([name, node]) => ({
      name,
      field: node.k === 'array' ? name.replace(/s$/, '') : name,
      several: node.k === 'array',
    }))
}

/** The entries of a row. A deleted object is in no list. */
export function termsOf(type: ObjectType, row: AnyRow): string[] {
  if (row.deleted === true) return []
  const own = type.terms?.(row as never) ?? []
  if (type.internal) return own.map((term) => safeTerm(`${type.object}|${term}`))
  const names = filtersOf(type.object).map(({ field }) => field)
  const terms = [type.object, ...own.map((term) => `${type.object}|${term}`)]
  for (const name of names) {
    const term = termOf(name, row[name])
    if (term) terms.push(`${type.object}|${term}`)
  }
  for (const pair of PAIRS) {
    if (!pair.every((name) => names.includes(name) && typeof row[name] === 'string')) continue
    terms.push(`${type.object}|${pairTerm(pair, (name) => String(row[name]))}`)
  }
  return [...new Set(terms.map(safeTerm))]
}

/** Why 255: PostgreSQL's index takes no more than about 2 700 bytes, and nobody filters by a text that long. */
const TERM_MAX = 255

/** A term as the index keeps it: a long one by its hash, and none with the zero that PostgreSQL cannot store. */
export function safeTerm(term: string): string {
  if (term.length <= TERM_MAX && !term.includes('\0')) return term
  return `${term.slice(0, 64).replaceAll('\0', '')}#${createHash('sha256').update(term).digest('base64url')}`
}

/** `field=value` for a value that can be filtered by; nothing for hashes, lists and null. */
export function termOf(name: string, value: unknown): string | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return `${name}=${value}`
  return undefined
}

const pairTerm = (pair: readonly string[], value: (name: string) => string) =>
  `${pair.join('+')}=${pair.map(value).join(',')}`

/** Replaces two equalities by their compound entry where the object has one. */
export function joinPairs(equalities: Map<string, string>): string[] {
  const terms: string[] = []
  for (const pair of PAIRS) {
    if (!pair.every((name) => equalities.has(name))) continue
    terms.push(pairTerm(pair, (name) => equalities.get(name)!))
    for (const name of pair) equalities.delete(name)
  }
  for (const [name, value] of equalities) terms.push(`${name}=${value}`)
  return terms
}
