// Searches: a query becomes sets of numbers, which are met and joined chunk by chunk, the newest first, until a page is
// full. (https://docs.stripe.com/api/pagination/search; the index is search_index.ts)
import { BITS, type Bits, below, both, countOf, either, except, greatest, hasBit, noBits } from '../lib/bits.ts'
import { invalid } from './errors.ts'
import { checkedLimit } from './list.ts'
import type { Found, ObjectType } from './resource.ts'
import { type Ask, askOf, EVERY } from './search_fields.ts'
import { countOfKind, marksIn, type Numbered, numbered, type Sets } from './search_index.ts'
import { parseQuery } from './search_query.ts'
import { QueryTooWide } from './store.ts'
import type { Tx } from './tx.ts'

export interface SearchParams {
  readonly query: string
  readonly limit?: number
  readonly page?: string
}

/** Before this version of the API there is no search. (docs.stripe.com/search#minimum-api-version) */
const SINCE = '2020-08-27'

/** Why 4 000: reading so many sets takes some milliseconds; what is older is then on the next page. */
const SETS_MAX = 4_000
/**
 * Why 32: a query of two marks looks at a million objects in one round, as another round costs more; one of many, whose first page the
 * newest objects fill, reads no more than it needs. (measured: bench/search.ts)
 */
const SETS_AT_ONCE = 32
/** Chunks that are counted at once: a million objects. */
const CHUNKS_AT_ONCE = 16
/** Why 4: where a last look is taken, so many times as much is looked at as a page holds. */
const LOOSENESS = 4

/** A page of the objects that a query finds, the newest first. */
export function search(tx: Tx, type: ObjectType, params: SearchParams, url: string): Found {
  refuseWhoMayNot(tx)
  const limit = checkedLimit({ ...(params.limit !== undefined && { limit: params.limit }) })
  const wanted = wantedBy(type, params.query, url)
  const from = params.page === undefined ? countOfKind(tx, type.object) : numberIn(params.page)
  const most = (limit + 1) * (isLoose(wanted) ? LOOSENESS : 1)
  const { candidates, rest } = candidatesOf(tx, wanted, from, most)
  const matches = verified(tx, wanted, candidates)
  const page = matches.slice(0, limit)
  const next = matches.length > limit ? page.at(-1)!.n : candidates.length === most ? candidates.at(-1)!.n : rest
  return {
    kind: 'search',
    rows: tx.any(page.map(({ id }) => id)).filter((row) => row?.object === type.object && row.deleted !== true),
    has_more: next > 0,
    next_page: next > 0 ? pageOf(next) : null,
    count: () => count(tx, wanted),
    url,
  } as Found
}

/**
 * docs.stripe.com/search#limitations: the minimum version, and merchants in India. The words about the version are Stripe's
 * (github.com/stripe/stripe-cli/issues/1201), those about India [M].
 */
function refuseWhoMayNot(tx: Tx): void {
  if (!tx.speaks(SINCE))
    throw invalid(
      `Search is not supported on api version ${tx.work.version}. Update your API version, or set the API Version of this ` +
        `request to ${SINCE} or greater.`,
    )
  const [account] = tx.any([tx.place.account])
  if (account?.country === 'IN') throw invalid('Search is not available to merchants in India.')
}

/** A query, as the index is asked. */
interface Wanted {
  readonly of: string
  readonly asks: readonly Ask[]
  readonly joined: 'and' | 'or'
  readonly marks: readonly string[]
}

function wantedBy(type: ObjectType, query: string, url: string): Wanted {
  const { clauses, joined } = parseQuery(query)
  const plural = url.split('/').at(-2)!
  const asks = clauses.map((clause) => askOf(type, plural, clause))
  const marks = asks.flatMap(({ groups, isNegated }) => [...groups.flat(), ...(isNegated ? [EVERY] : [])])
  return { of: type.object, asks, joined, marks: [...new Set(marks)] }
}

/** Whether marks alone do not tell: the text has all parts of what is looked for, and perhaps not in a row. */
const isLoose = ({ asks }: Wanted) => asks.some(({ part }) => part !== undefined)

/** A number that may match, with what each clause's set says of it. */
interface Candidate {
  readonly n: number
  readonly says: (i: number) => boolean
}

/** The greatest numbers below `from` that may match, and the number below which nothing has been looked at: 0 at the end. */
function candidatesOf(tx: Tx, wanted: Wanted, from: number, most: number): { candidates: Candidate[]; rest: number } {
  const candidates: Candidate[] = []
  const last = Math.ceil(from / BITS) - 1
  const chunksOf = (sets: number) => Math.max(1, Math.floor(sets / wanted.marks.length))
  const lookAt = chunksOf(SETS_MAX)
  let chunk = last
  while (chunk >= 0 && candidates.length < most && last - chunk < lookAt) {
    const size = Math.min(chunk === last ? chunksOf(SETS_AT_ONCE) : lookAt, lookAt - (last - chunk), chunk + 1)
    const chunks = Array.from({ length: size }, (_, i) => chunk - i)
    let at = chunk
    for (const sets of marksIn(tx, wanted.of, chunks, wanted.marks)) {
      const { found, each } = matchesIn(sets, wanted)
      const base = at-- * BITS
      for (const n of greatest(below(found, from - base), most - candidates.length))
        candidates.push({ n: base + n, says: (clause) => hasBit(each[clause]!, n) })
      if (candidates.length === most) break
    }
    chunk -= size
  }
  return { candidates, rest: (chunk + 1) * BITS }
}

/** What may match in a chunk, and what each clause says of it. */
function matchesIn(sets: Sets, { asks, joined }: Wanted): { found: Bits; each: Bits[] } {
  const every = sets.get(EVERY) ?? NONE
  const anyOf = (marks: readonly string[]) => {
    const there = marks.flatMap((mark) => sets.get(mark) ?? [])
    return there.length > 0 ? there.reduce(either) : NONE
  }
  const each = asks.map(({ groups, isNegated, part }) => {
    if (isNegated && part) return every
    const set = groups.map(anyOf).reduce(both)
    return isNegated ? except(every, set) : set
  })
  return { found: each.reduce(joined === 'and' ? both : either), each }
}

const NONE = noBits()

interface Match extends Numbered {
  readonly n: number
}

/** The candidates that do match: where a clause looks for a part of a text, the text itself is looked into. */
function verified(tx: Tx, wanted: Wanted, candidates: readonly Candidate[]): Match[] {
  const found = numbered(
    tx,
    wanted.of,
    candidates.map(({ n }) => n),
  )
  return candidates.flatMap(({ n, says }, at) => {
    const object = found[at]
    if (!object) return []
    const holds = wanted.asks.map(({ part, isNegated }, i) =>
      part ? String(object.texts[part.name] ?? '').includes(part.text) !== isNegated : says(i),
    )
    const does = wanted.joined === 'and' ? holds.every(Boolean) : holds.some(Boolean)
    return does ? [{ ...object, n }] : []
  })
}

/** Stripe counts right up to so many. (docs.stripe.com/api/pagination/search: `total_count`) */
const COUNTED_MAX = 10_000

/** How many objects match in all: right up to 10 000, and no less than that beyond. */
function count(tx: Tx, wanted: Wanted): number {
  const from = countOfKind(tx, wanted.of)
  if (isLoose(wanted)) {
    const { candidates, rest } = candidatesOf(tx, wanted, from, LOOKED_INTO_MAX + 1)
    if (rest > 0 || candidates.length > LOOKED_INTO_MAX) throw tooWide()
    return verified(tx, wanted, candidates).length
  }
  let total = 0
  for (let chunk = Math.ceil(from / BITS) - 1; chunk >= 0 && total < COUNTED_MAX; chunk -= CHUNKS_AT_ONCE) {
    const chunks = Array.from({ length: Math.min(CHUNKS_AT_ONCE, chunk + 1) }, (_, i) => chunk - i)
    for (const sets of marksIn(tx, wanted.of, chunks, wanted.marks)) total += countOf(matchesIn(sets, wanted).found)
  }
  return total
}

/** Why 2 000: each is looked up, and a unit of work may read no more than 10 000 rows. */
const LOOKED_INTO_MAX = 2_000
const tooWide = () => new QueryTooWide('Too many objects have to be looked into before they are counted.')

/** The token of the next page holds the number below which it begins. */
const pageOf = (n: number) => Buffer.from(JSON.stringify([n])).toString('base64url')

function numberIn(page: string): number {
  const [, digits] = /^\[(\d{1,15})\]$/.exec(Buffer.from(page, 'base64url').toString()) ?? []
  if (digits === undefined) throw invalid('Invalid page token.', { param: 'page' })
  return Number(digits)
}
