// Lists: filters, times and cursors of a request turned into queries over the index, and pages out of their answers.
import { shapeNode } from '../contract/index.ts'
import { exclusive, invalid, noSuch, tooLarge, tooSmall, unbuilt } from './errors.ts'
import type { AnyRow, Listing, ObjectType } from './resource.ts'
import type { Query } from './store.ts'
import { filtersOf, takesClock, WHOLE } from './terms.ts'
import type { Tx } from './tx.ts'

const LIMIT_DEFAULT = 10
const LIMIT_MAX = 100

export interface ListParams {
  readonly limit?: number
  readonly starting_after?: string
  readonly ending_before?: string
  readonly created?: number | { gt?: number; gte?: number; lt?: number; lte?: number }
  readonly [filter: string]: unknown
}

/**
 * A page of an object's list. `url` is what the answer says of itself; `more` are terms (`field=value`) that hold beside
 * the request's own filters. Filters that this object cannot be asked by are a mistake of the contract, not of the user.
 */
export function list(tx: Tx, type: ObjectType, params: ListParams, url: string, more: readonly string[] = []): Listing {
  const { limit, backwards, query } = paging(tx, type, params)
  const { alternatives, equalities } = filters(type, params)
  const common = [...equalities, ...more, ...(hidesClocked(type, params) ? [WHOLE] : [])]
  const asked = alternatives.length ? alternatives.map((term) => [...common, term]) : [common]
  const pages = tx.lists(type, asked, query)
  const rows = pages.length === 1 ? pages[0]! : merged(tx, pages.flat(), limit + 1, backwards)
  const has_more = rows.length > limit
  return { kind: 'list', rows: backwards ? rows.slice(-limit) : rows.slice(0, limit), has_more, url }
}

/** Stripe leaves out what lives by a test clock, unless it is asked for the clock or for a customer. (docs.stripe.com/api/customers/list) */
const hidesClocked = ({ object }: ObjectType, { test_clock, customer }: ListParams): boolean =>
  test_clock === undefined && customer === undefined && takesClock(object)

/** How many rows a page has. Refuses a limit that is none, and cursors of both ways at once. */
export function checkedLimit({ limit = LIMIT_DEFAULT, starting_after, ending_before }: ListParams): number {
  if (limit < 1) throw tooSmall(1, 'limit')
  if (limit > LIMIT_MAX) throw tooLarge(LIMIT_MAX, limit, 'limit')
  if (starting_after !== undefined && ending_before !== undefined)
    throw exclusive(['ending_before', 'starting_after'], 'ending_before')
  return limit
}

function paging(tx: Tx, type: ObjectType, params: ListParams) {
  const limit = checkedLimit(params)
  const { starting_after, ending_before } = params
  const query: Omit<Query, 'terms'> = {
    limit: limit + 1,
    ...times(params.created),
    ...(starting_after !== undefined && { after: cursor(tx, type, starting_after, 'starting_after') }),
    ...(ending_before !== undefined && { before: cursor(tx, type, ending_before, 'ending_before') }),
  }
  return { limit, backwards: ending_before !== undefined, query }
}

function cursor(tx: Tx, type: ObjectType, id: string, param: string) {
  tx.get(type, id, param)
  const position = tx.position(id)
  if (!position) throw noSuch(type.noun, id, param)
  return position
}

/** The times (epoch seconds, both included) between which a list's objects were made. */
export function times(created: ListParams['created']): { from?: number; to?: number } {
  if (created === undefined) return {}
  if (typeof created === 'number') return { from: created, to: created }
  const from = Math.max(created.gte ?? -Infinity, (created.gt ?? -Infinity) + 1)
  const to = Math.min(created.lte ?? Infinity, (created.lt ?? Infinity) - 1)
  return { ...(from > -Infinity && { from }), ...(to < Infinity && { to }) }
}

/** Stripe's own limits to how many values one question may name. (docs.stripe.com/api/events/list, …/prices/list) */
const SEVERAL_MAX: Readonly<Record<string, number>> = { types: 20, lookup_keys: 10 }

function filters(type: ObjectType, params: ListParams) {
  const equalities: string[] = []
  let alternatives: string[] = []
  const fields = shapeNode(type.object)?.p ?? {}
  for (const { name, field, several } of filtersOf(type.object)) {
    const value = params[name]
    if (value === undefined) continue
    const isIndexed = Object.hasOwn(fields, field) || type.filters.includes(field)
    if (!isIndexed || (typeof value === 'object' && !several))
      throw unbuilt(`Brindle cannot filter ${type.object} by ${name} yet.`, name)
    if (!several) equalities.push(`${field}=${value}`)
    else alternatives = alternativesOf(name, field, value as readonly unknown[], params)
  }
  return { equalities, alternatives }
}

function alternativesOf(name: string, field: string, values: readonly unknown[], params: ListParams): string[] {
  const most = SEVERAL_MAX[name] ?? LIMIT_MAX
  if (values.length > most) throw invalid(`You may name at most ${most} ${name}.`, { param: name })
  if (params[field] !== undefined) throw exclusive([field, name])
  return values.map((value) => `${field}=${value}`)
}

function merged(tx: Tx, rows: readonly AnyRow[], count: number, backwards: boolean): AnyRow[] {
  const unique = [...new Map(rows.map((row) => [row.id, row])).values()]
  unique.sort((a, b) => {
    const [x, y] = [tx.position(a.id)!, tx.position(b.id)!]
    return y.created - x.created || (x.seq < y.seq ? 1 : -1)
  })
  return backwards ? unique.slice(-count) : unique.slice(0, count)
}

/** A page of a short list that is known whole, in its own order. */
export function pageOf(type: ObjectType, all: readonly AnyRow[], params: ListParams, url: string): Listing {
  const limit = checkedLimit(params)
  const place = (id: string, param: string) => {
    const at = all.findIndex((row) => row.id === id)
    if (at === -1) throw noSuch(type.noun, id, param)
    return at
  }
  const { starting_after: after, ending_before: before } = params
  const from = after === undefined ? 0 : place(after, 'starting_after') + 1
  const to = before === undefined ? all.length : place(before, 'ending_before')
  const among = all.slice(from, to)
  const rows = before === undefined ? among.slice(0, limit) : among.slice(-limit)
  return { kind: 'list', rows, has_more: among.length > limit, url }
}

/** A page as it stands within an object: the list object, with its rows as they are sent. */
export function listObject({ rows, has_more, url }: Listing): object {
  return { object: 'list', data: rows.map(({ hidden: _, ...row }) => row), has_more, url }
}
