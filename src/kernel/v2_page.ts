// Pages in the form of the second version of the API of what is listed otherwise: by the cursors of the first version, or whole.
// What is listed straight from the index is v2_list.ts.
// (https://docs.stripe.com/api/v2/pagination)
import { invalid } from './errors.ts'
import type { ListParams } from './list.ts'
import type { AnyRow, Listing } from './resource.ts'

export interface V2PageParams {
  readonly limit?: number
  readonly page?: string
}

/** What a list of the second version answers. */
export interface V2Page {
  readonly data: readonly unknown[]
  readonly next_page_url: string | null
  readonly previous_page_url: string | null
}

/** A token says after or before which row its page is; nobody but this file reads it. */
const TOKEN = /^page_([A-Za-z0-9_-]+)$/
const SIDES = { a: 'starting_after', b: 'ending_before' } as const
const tokenOf = (side: keyof typeof SIDES, { id }: { readonly id: string }) =>
  `page_${Buffer.from(`${side}:${id}`).toString('base64url')}`

/**
 * The page that was asked for. `pages` gives that of a v1 list by its cursors, `show` what is sent of its rows; `url` is the
 * list's own, to which what else was asked is added. Throws what `pages` throws, and a 400 for a token that is none.
 */
export function v2Page<R extends AnyRow>(
  params: V2PageParams,
  url: string,
  pages: (cursors: ListParams) => Listing & { readonly rows: readonly R[] },
  show: (rows: readonly R[]) => readonly unknown[],
): V2Page {
  const { page, ...asked } = params
  const cursor = page === undefined ? {} : cursorOf(page)
  const { rows, has_more } = pages({ ...(asked.limit !== undefined && { limit: asked.limit }), ...cursor })
  const [first, last] = [rows[0], rows.at(-1)]
  const isBack = 'ending_before' in cursor
  const address = (token: string) => `${url}?${new URLSearchParams({ ...texts(asked), page: token })}`
  const hasNext = last !== undefined && (isBack || has_more)
  const hasPrevious = first !== undefined && (isBack ? has_more : page !== undefined)
  return {
    data: show(rows),
    next_page_url: hasNext ? address(tokenOf('a', last)) : null,
    previous_page_url: hasPrevious ? address(tokenOf('b', first)) : null,
  }
}

const texts = (asked: object) => Object.fromEntries(Object.entries(asked).map(([name, value]) => [name, String(value)]))

/** [M] */
function cursorOf(page: string): ListParams {
  const [, coded = ''] = TOKEN.exec(page) ?? []
  const [, side, id] = /^([ab]):(.+)$/.exec(Buffer.from(coded, 'base64url').toString('utf8')) ?? []
  if (!side || !id) throw invalid(`Invalid page token: ${page}`, { param: 'page' })
  return { [SIDES[side as keyof typeof SIDES]]: id }
}
