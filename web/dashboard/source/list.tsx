// Lists of the source's API, page by page: which page is in the address.
import type { ComponentChildren } from 'preact'
import { param, setParams } from '../router.ts'
import { useSource, withQuery } from '../source_api.ts'
import { Problem } from '../ui/page.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'

const W = words({
  en: { pages: 'Pages', newest: 'Newest' },
  de: { pages: 'Seiten', newest: 'Neueste' },
})

interface Props<T> {
  readonly path: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly every?: number
  readonly caption: string
  readonly columns: readonly Column<T>[]
  readonly to?: (row: T) => string | undefined
  readonly empty?: ComponentChildren
  /** Draws what was read, where a table of it needs more than its rows. */
  readonly children?: (rows: readonly T[]) => ComponentChildren
}

interface Listed<T> {
  readonly items: readonly T[]
  readonly _links: { readonly next?: { readonly href: string } }
}

/** Newest first. Its cursors lead to what is older; from there the newest are one step away, and every page is where one came from. */
export function SourceList<T extends { readonly id: string }>({ path, params, every, children, ...table }: Props<T>) {
  const after = param('after')
  const asked = withQuery(path, { limit: 20, ...params, continuationToken: after })
  const { data, error } = useSource<Listed<T>>(asked, { every })
  if (error) return <Problem error={error} />
  if (!data) return <div class="skeleton" />
  const next = new URLSearchParams(data._links.next?.href.slice(1)).get('continuationToken')
  return (
    <div>
      {children ? children(data.items) : <Table {...table} rows={data.items} />}
      {(after || next) && (
        <nav class="pages" aria-label={W.pages}>
          <button type="button" class="quiet" disabled={!after} onClick={() => setParams({ after: undefined })}>
            {W.newest}
          </button>
          <button type="button" class="quiet" disabled={!next} onClick={() => next && setParams({ after: next })}>
            {COMMON.older}
          </button>
        </nav>
      )}
    </div>
  )
}
