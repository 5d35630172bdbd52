// Lists of the second version of the API: `{ data, next_page_url, previous_page_url }`, newest first, with a token of a page
// instead of an id. (docs.stripe.com/api/v2; the form of the urls: stripe-python, tests/test_v2_list_object.py)
import { checkedLimit, type ListParams, times } from './list.ts'
import { invalid } from './errors.ts'
import type { AnyRow, ObjectType } from './resource.ts'
import { newestFirst, type Position, type Query } from './store.ts'
import type { Tx } from './tx.ts'

export interface V2ListParams {
  readonly limit?: number
  readonly page?: string
  readonly created?: Exclude<ListParams['created'], number>
  readonly [filter: string]: unknown
}

/** Objects of one type that a list has: those that carry all terms of any of `several`. */
export interface Among {
  readonly type: ObjectType
  readonly several: readonly (readonly string[])[]
  /** What is sent of the rows of a page, in their order; nothing of some, where the list is read off another. */
  readonly show?: (rows: readonly any[]) => readonly (object | undefined)[]
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
  const found = tx.work.together(
    among.map(
      ({ type, several }) =>
        () =>
          tx.lists(type, several, query).flat() as AnyRow[],
    ),
  )
  const rows = found.flatMap((some, i) =>
    some.map((row) => ({ row, position: tx.position(row.id)!, show: among[i]!.show ?? asSent })),
  )
  const unique = [...new Map(rows.map((one) => [one.row.id, one])).values()]
  unique.sort((a, b) => newestFirst(a.position, b.position))
  const isBack = at?.way === 'before'
  const kept = isBack ? unique.slice(-(limit + 1)) : unique.slice(0, limit + 1)
  const shown = isBack ? kept.slice(-limit) : kept.slice(0, limit)
  const [hasNext, hasPrevious] = isBack ? [true, kept.length > limit] : [kept.length > limit, at !== undefined]
  const groups = Map.groupBy(shown, ({ show }) => show)
  const sent = new Map(
    [...groups].flatMap(([show, some]) =>
      show(some.map(({ row }) => row)).map((one, i) => [some[i]!.row, one] as const),
    ),
  )
  const other = (way: Way, one: (typeof shown)[number] | undefined) =>
    one ? `${url}?${pairs({ ...asked, page: tokenOf(way, one.position) }).join('&')}` : null
  return {
    data: shown.flatMap(({ row }) => sent.get(row) ?? []),
    next_page_url: hasNext ? other('after', shown.at(-1)) : null,
    previous_page_url: hasPrevious ? other('before', shown[0]) : null,
  }
}

const asSent: NonNullable<Among['show']> = (rows) => rows.map(({ hidden: _, ...row }) => row)

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
