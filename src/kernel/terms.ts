// The index entries of a row: one for its type, one for each filter that the contract declares for its lists, and a
// compound one for the pairs of filters that are often asked together.
import { createHash } from 'node:crypto'
import { type Operation, operations } from '../contract/index.ts'
import type { AnyRow, ObjectType } from './resource.ts'

/** Terms that are asked together all the time; their intersection must not walk. */
const PAIRS = [
  ['customer', 'status'],
  ['customer', 'ended'],
  ['subscription', 'status'],
  ['customer', 'type'],
  ['customer', 'pending'],
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

/** In a question: whatever is in the list of the whole type. */
export const WHOLE = 'whole'
/** What lives by a test clock, where that takes it out of the list of its whole type. */
export const CLOCKED = 'clocked'

/** Whether the lists of an object can be asked for a test clock: then only who asks so sees what lives by one. */
export const takesClock = (object: string): boolean => filtersOf(object).some(({ name }) => name === 'test_clock')

/** The entry that a term stands for. */
export const entryOf = (object: string, term: string): string =>
  term === WHOLE ? object : safeTerm(`${object}|${term}`)

/** The entries of a row. A deleted object is in no list. */
export function termsOf(type: ObjectType, row: AnyRow): string[] {
  if (row.deleted === true) return []
  const terms = [...(type.terms?.(row as never) ?? [])]
  if (!type.internal)
    for (const { field } of filtersOf(type.object)) {
      const term = termOf(field, row[field])
      if (term) terms.push(term)
    }
  for (const pair of PAIRS) {
    const both = pairIn(terms, pair)
    if (both) terms.push(pairTerm(pair, both))
  }
  if (!type.internal) terms.unshift(row.test_clock && takesClock(type.object) ? CLOCKED : WHOLE)
  return [...new Set(terms.map((term) => entryOf(type.object, term)))]
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

/** The two terms of a pair among others, if both are there. */
function pairIn(terms: readonly string[], pair: readonly string[]): string[] | undefined {
  const found = pair.map((name) => terms.find((term) => term.startsWith(`${name}=`)))
  return found.every((term) => term !== undefined) ? found : undefined
}

/** `customer=cus_1` and `status=active` as one entry: `customer+status=cus_1,active`. */
const pairTerm = (pair: readonly string[], both: readonly string[]) =>
  `${pair.join('+')}=${both.map((term, i) => term.slice(pair[i]!.length + 1)).join(',')}`

/** What a question asks of the index: pairs of terms by their compound entry, which every row with both has. */
export function joinPairs(terms: readonly string[]): string[] {
  let rest = [...terms]
  const joined: string[] = []
  for (const pair of PAIRS) {
    const both = pairIn(rest, pair)
    if (!both) continue
    joined.push(pairTerm(pair, both))
    rest = rest.filter((term) => !both.includes(term))
  }
  return [...joined, ...rest]
}
