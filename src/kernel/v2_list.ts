// Lists of the second version of the API: `{ data, next_page_url, previous_page_url }`, newest first, with a token of a page
// instead of an id. (docs.stripe.com/api/v2; the form of the urls: stripe-python, tests/test_v2_list_object.py)
import { checkedLimit } from './list.ts'
import { invalid } from './errors.ts'
import type { AnyRow, ObjectType } from './resource.ts'
import type { Position, Query } from './store.ts'
import type { Tx } from './tx.ts'

interface Times {
  readonly gt?: number
  readonly gte?: number
  readonly lt?: number
  readonly lte?: number
}
export interface V2ListParams {
  readonly limit?: number
  readonly page?: string
  readonly created?: Times
  readonly [filter: string]: unknown
}

/** Objects of one type that a list has: those that carry all terms of any of `several`, as they are shown. */
export interface Among {
  readonly type: ObjectType
  readonly several: readonly (readonly string[])[]
  readonly show?: (row: any) => object | undefined
}

/** A page of one or more types together. `url` is the list's path; what was asked stays in the urls of the other pages. */
export function listV2(tx: Tx, among: readonly Among[], params: V2ListParams, url: string): object {
  const { page, ...asked } = params
  const { limit: wished } = params
  const limit = checkedLimit({ ...(wished !== undefined && { limit: wished }) })
  const at = page === undefined ? undefined : placeOf(page)
  const query: Omit<Query, 'terms'> = {
    limit: limit + 1,
    ...times(params.created),
    ...(at && { [at.way]: at.position }),
  }
  const rows = tx.work
    .together(
      among.map(
        ({ type, several }) =>
          () =>
            tx.lists(type, several, query).flat() as AnyRow[],
      ),
    )
    .flatMap((found, i) => found.map((row) => ({ row, position: tx.position(row.id)!, show: among[i]!.show })))
  const unique = [...new Map(rows.map((one) => [one.row.id, one])).values()]
  unique.sort((a, b) => b.position.created - a.position.created || (a.position.seq < b.position.seq ? 1 : -1))
  const isBack = at?.way === 'before'
  const kept = isBack ? unique.slice(-(limit + 1)) : unique.slice(0, limit + 1)
  const shown = isBack ? kept.slice(-limit) : kept.slice(0, limit)
  const [hasNext, hasPrevious] = isBack ? [true, kept.length > limit] : [kept.length > limit, at !== undefined]
  const other = (way: Way, one: (typeof shown)[number] | undefined) =>
    one ? `${url}?${pairs({ ...asked, page: tokenOf(way, one.position) }).join('&')}` : null
  return {
    // A list that is read off another has not all of it: its pages are shorter.
    data: shown.flatMap(({ row: { hidden, ...row }, show }) => (show ? (show({ ...row, hidden }) ?? []) : row)),
    next_page_url: hasNext ? other('after', shown.at(-1)) : null,
    previous_page_url: hasPrevious ? other('before', shown[0]) : null,
  }
}

function times(created: Times = {}): { from?: number; to?: number } {
  const from = Math.max(created.gte ?? -Infinity, (created.gt ?? -Infinity) + 1)
  const to = Math.min(created.lte ?? Infinity, (created.lt ?? Infinity) - 1)
  return { ...(from > -Infinity && { from }), ...(to < Infinity && { to }) }
}

type Way = 'after' | 'before'

/** Opaque to who is given it: which way, and from which place in the list. */
const tokenOf = (way: Way, { created, seq }: Position): string =>
  `page_${Buffer.from(`${way} ${created} ${seq}`).toString('base64url')}`

function placeOf(page: string): { way: Way; position: Position } {
  const found = /^(after|before) (-?\d{1,12}) ([0-9a-z]{16})$/.exec(
    Buffer.from(page.slice('page_'.length), 'base64url').toString(),
  )
  // [M]
  if (!found || !page.startsWith('page_'))
    throw invalid(`Invalid page token: ${page}`, { code: 'invalid_fields', param: 'page' })
  return { way: found[1] as Way, position: { created: Number(found[2]), seq: found[3]! } }
}

/** Parameters as a query has them: `created[gte]=1&status[0]=posted`. */
function pairs(value: unknown, name = ''): string[] {
  if (typeof value !== 'object' || value === null) return [`${name}=${encodeURIComponent(String(value))}`]
  return Object.entries(value).flatMap(([key, inner]) => pairs(inner, name ? `${name}[${key}]` : key))
}
