// Lists of the Flow Service: filtered by properties, ordered, counted, and a page at a time.
// (https://experienceleague.adobe.com/en/docs/experience-platform/dataflows/api/sort-and-filter; how lists are paged is not told
// there: `limit`, `start` and `continuationToken` are [K])
import { invalid } from '../door/errors.ts'
import { type Answer, type Ask, ok } from '../door/route.ts'
import type { Source } from '../index.ts'
import type { Document } from '../lake/catalog.ts'
import { decrypt, encrypt } from '../lake/keys.ts'
import { compared } from '../xdm/registry_filter.ts'
import { echo } from './reading.ts'

/** One kind of document, as it is listed. */
export interface Listing<T> {
  readonly kind: string
  /** The documents as they are sent, in their order. */
  readonly show: (found: readonly Document<T>[]) => readonly object[] | Promise<readonly object[]>
  /** Only those that belong to it. */
  readonly parent?: string
  /** The property that names what a document belongs to: filtered by it, only that one's documents are read. */
  readonly parentPath?: string
  /** What Adobe filters by under another name than it is shown under. */
  readonly aliases?: ReadonlyMap<string, string>
}

/** `flowId==84c6…`: the path may go through lists, and one of several values does for `==`. */
export interface Condition {
  readonly path: string
  readonly operator: keyof typeof TESTS
  readonly values: readonly string[]
}

/** Why 100: as many as a page of other lists of Adobe's has. */
const LIMIT_MAX = 100
/** Why 20 and 4 000: each is looked at for every document; a hundred ids go into one. */
const [CONDITIONS_MAX, CONDITION_MAX] = [20, 4_000]
/** Why 500: some megabytes at most are held of a list that is searched. */
const CHUNK = 500
/** Why 10 000: to be ordered, all have to be held. */
const ORDERED_MAX = 10_000

const TESTS = {
  '==': (value: unknown, given: readonly string[]) => given.includes(String(value)),
  '!=': (value: unknown, given: readonly string[]) => !given.includes(String(value)),
  '<': (value: unknown, [given]: readonly string[]) => compared(value, given) < 0,
  '<=': (value: unknown, [given]: readonly string[]) => compared(value, given) <= 0,
  '>': (value: unknown, [given]: readonly string[]) => compared(value, given) > 0,
  '>=': (value: unknown, [given]: readonly string[]) => compared(value, given) >= 0,
} as const

/** Answers a list, newest first where nothing else is asked for. Throws 400 for what cannot be asked. */
export async function listOf<T>(ask: Ask, source: Source, listing: Listing<T>): Promise<Answer> {
  const { query } = ask
  const conditions = readConditions(query).map((one) => ({ ...one, path: listing.aliases?.get(one.path) ?? one.path }))
  const counted = query.get('count') ?? 'false'
  if (counted !== 'true' && counted !== 'false') throw invalid('count is true or false.')
  if (counted === 'true') return ok({ count: await countOf(ask, source, listing, conditions) })
  const limit = Math.min(LIMIT_MAX, wholeOf(query, 'limit', 1) ?? LIMIT_MAX)
  const start = wholeOf(query, 'start', 0) ?? 0
  const orderby = query.get('orderby')
  if (orderby !== null) {
    const all = await ordered(matching(ask, source, listing, conditions, CHUNK), orderby)
    return ok(page(query, all.slice(start, start + limit), start + limit < all.length && { start: start + limit }))
  }
  const after = seqOf(query.get('continuationToken'), source, listing.kind)
  const chunk = conditions.length === 0 ? Math.min(CHUNK, start + limit + 1) : CHUNK
  const items: object[] = []
  let [skipped, last] = [0, 0n]
  for await (const { item, seq } of matching(ask, source, listing, conditions, chunk, after)) {
    if (skipped++ < start) continue
    // One more than is sent says that there is a next page.
    if (items.length === limit)
      return ok(page(query, items, { continuationToken: encrypt(source.key, `${listing.kind} ${last}`) }))
    items.push(item)
    last = seq
  }
  return ok(page(query, items, false))
}

/** A page, and where the next one is: the same question, further on. */
function page(query: URLSearchParams, items: readonly object[], next: false | Readonly<Record<string, unknown>>) {
  if (!next) return { items, _links: {} }
  const further = new URLSearchParams(query)
  for (const name of ['start', 'continuationToken']) further.delete(name)
  for (const [name, value] of Object.entries(next)) further.set(name, String(value))
  return { items, _links: { next: { href: `?${further}` } } }
}

/** Where a page ended. The token is sealed: how many documents others have is nobody's business. */
function seqOf(token: string | null, { key }: Source, kind: string): bigint | undefined {
  if (token === null) return undefined
  try {
    const [of, seq] = decrypt(key, token).split(' ')
    if (of === kind) return BigInt(seq!)
  } catch {
    // What was not made here is told like that of another list.
  }
  throw invalid('continuationToken is not of this list. Take it from _links.next of a page.')
}

interface Listed {
  readonly seq: bigint
  readonly item: object
}

/** What meets all conditions, newest first, as it is sent. */
async function* matching<T>(
  ask: Pick<Ask, 'scope'>,
  source: Source,
  listing: Listing<T>,
  conditions: readonly Condition[],
  chunk: number,
  after?: bigint,
): AsyncGenerator<Listed> {
  for await (const found of documentsOf(ask, source, listing, conditions, chunk, after)) {
    const items = await listing.show(found)
    for (const [at, item] of items.entries())
      if (conditions.every((one) => holds(item, one))) yield { seq: found[at]!.seq, item }
  }
}

async function* documentsOf<T>(
  { scope }: Pick<Ask, 'scope'>,
  { catalog }: Source,
  listing: Listing<T>,
  conditions: readonly Condition[],
  chunk: number,
  after?: bigint,
): AsyncGenerator<(Document<T> & { readonly seq: bigint })[]> {
  const { sql, values } = narrowed(scope, listing, conditions)
  for (let below = after; ; ) {
    const found = await catalog.ask<{ seq: bigint; id: string; etag: string; body: string }>(
      `select seq, id, etag, body from documents where ${sql} ${below === undefined ? '' : 'and seq < ?'}
       order by seq desc limit ?`,
      [...values, ...(below === undefined ? [] : [below]), chunk],
    )
    if (found.length > 0) yield found.map(({ body, ...one }) => ({ ...one, body: JSON.parse(body) as T }))
    if (found.length < chunk) return
    below = found.at(-1)!.seq
  }
}

/** What the catalogue itself can leave out: documents of another parent, or with other ids. */
function narrowed<T>({ org, sandbox }: Ask['scope'], listing: Listing<T>, conditions: readonly Condition[]) {
  const those = (path: string | undefined) =>
    path === undefined ? undefined : conditions.find((one) => one.path === path && one.operator === '==')?.values
  const parents = listing.parent === undefined ? those(listing.parentPath) : [listing.parent]
  const among = (column: string, values: readonly string[] | undefined) =>
    values ? `and ${column} in (${values.map(() => '?').join(', ')})` : ''
  const ids = those('id')
  return {
    sql: `org = ? and sandbox = ? and kind = ? ${among('parent', parents)} ${among('id', ids)}`,
    values: [org, sandbox, listing.kind, ...(parents ?? []), ...(ids ?? [])],
  }
}

async function countOf<T>(
  ask: Pick<Ask, 'scope'>,
  source: Source,
  listing: Listing<T>,
  conditions: readonly Condition[],
): Promise<number> {
  if (conditions.length === 0) {
    const { sql, values } = narrowed(ask.scope, listing, [])
    const [found] = await source.catalog.ask<{ n: bigint }>(`select count(*) as n from documents where ${sql}`, values)
    return Number(found!.n)
  }
  let count = 0
  for await (const _ of matching(ask, source, listing, conditions, CHUNK)) count++
  return count
}

/** `name`, `+name` or `-name`; what lacks the property comes first. Those that are equal stay newest first. */
async function ordered(found: AsyncGenerator<Listed>, orderby: string): Promise<object[]> {
  // A plus that is not encoded is a space in a query.
  const [, sign, path] = /^([+ -]?)([\w.[\]@:-]+)$/.exec(orderby) ?? []
  if (path === undefined) throw invalid('orderby is the name of a property: name, or -name for the other way round.')
  const all: { readonly item: object; readonly value: unknown }[] = []
  for await (const { item } of found) {
    if (all.length === ORDERED_MAX)
      throw invalid(`orderby takes at most ${ORDERED_MAX} documents. Leave some out with property.`)
    all.push({ item, value: valuesAt(item, path)[0] })
  }
  const way = sign === '-' ? -1 : 1
  return all.toSorted((one, other) => way * compared(one.value, other.value)).map(({ item }) => item)
}

function wholeOf(query: URLSearchParams, name: string, least: number): number | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  if (!/^\d{1,9}$/.test(text) || Number(text) < least) throw invalid(`${name} is a whole number, at least ${least}.`)
  return Number(text)
}

const CONDITION = /^\s*([\w.[\]@:-]+)\s*(==|!=|<=|>=|<|>|=)\s*/
const VALUE = /^(?:"([^"]*)"|([^,]*))(?:,|$)/

/**
 * The conditions of `property`, each of which has to hold: `name=="CRMToAEP"`, `id==1,2` for one of the two. Adobe's page writes a
 * single `=` once, and several conditions may stand in one, after commas. Throws 400 for what is none.
 */
export function readConditions(query: URLSearchParams): readonly Condition[] {
  const conditions = query.getAll('property').flatMap(conditionsIn)
  if (conditions.length > CONDITIONS_MAX) throw invalid(`property may be given ${CONDITIONS_MAX} times at most.`)
  return conditions
}

function conditionsIn(text: string): Condition[] {
  if (text.length > CONDITION_MAX) throw invalid(`property may have ${CONDITION_MAX} characters at most.`)
  const found: Condition[] = []
  for (let rest = text; rest !== '' || found.length === 0; ) {
    const [head, path, operator] = CONDITION.exec(rest) ?? []
    if (head === undefined && found.length === 0) throw invalid(`property is written name==value, not ${echo(text)}.`)
    rest = rest.slice(head?.length ?? 0)
    const [whole, quoted, plain] = VALUE.exec(rest)!
    rest = rest.slice(whole.length)
    const value = quoted ?? plain!.trim()
    if (path === undefined) {
      const last = found.pop()!
      found.push({ ...last, values: [...last.values, value] })
    } else
      found.push({
        path,
        operator: (operator === '=' ? '==' : operator) as Condition['operator'],
        values: [value],
      })
  }
  return found
}

/** Whether a document, as it is sent, meets a condition. Words of a state may be written large: Adobe's page has `Failed`. */
export function holds(item: object, { path, operator, values }: Condition): boolean {
  const isWord = /(^|\.)(state|status)$/.test(path)
  const low = (text: string) => (isWord ? text.toLowerCase() : text)
  const given = values.map(low)
  const found = valuesAt(item, path).map((one) => (typeof one === 'string' ? low(one) : one))
  const met = (value: unknown) => TESTS[operator](value, given)
  return operator === '!=' ? found.every(met) : found.some(met)
}

/** What stands at a path; of lists, all of it. Nothing is found that the document has not itself. */
function valuesAt(item: object, path: string): unknown[] {
  let found: unknown[] = [item]
  for (const name of path.split('.').map((part) => part.replace('[]', '')))
    found = found.flatMap((one) =>
      typeof one === 'object' && one !== null && Object.hasOwn(one, name)
        ? (one as Readonly<Record<string, unknown>>)[name]
        : [],
    )
  return found.filter((one) => one !== undefined && one !== null)
}
