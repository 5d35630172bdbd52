// Lists by the API's search, whose pages only go on, and the filters above lists: all of it is in the address.
import { useEffect, useState } from 'preact/hooks'
import { type Params, useGet } from '../api.ts'
import { param, setParams } from '../router.ts'
import { COMMON, words } from '../words.ts'
import { Problem } from './page.tsx'
import { Table, type TableProps } from './table.tsx'

const W = words({
  en: { pages: 'Pages', first: 'Newest', off: (name: string) => `Remove the filter ${name}` },
  de: { pages: 'Seiten', first: 'Neueste', off: (name: string) => `Filter ${name} entfernen` },
})

/** A text as a search query has it. */
export const quoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`

interface FoundProps<T> extends Omit<TableProps<T>, 'rows'> {
  /** The search of the API. */
  readonly path: string
  readonly query: string
  readonly params?: Params
}

/** Why 20: what a screen shows. */
const LIMIT = 20

/** What a query finds, the newest first. (https://docs.stripe.com/api/pagination/search) */
export function Found<T extends { readonly id: string }>({ path, query, params = {}, ...table }: FoundProps<T>) {
  const page = param('page')
  const { data, error } = useGet<{ data: readonly T[]; next_page: string | null }>(path, {
    ...params,
    query,
    limit: LIMIT,
    page,
  })
  if (error) return <Problem error={error} />
  return (
    <div aria-busy={data === undefined}>
      {data === undefined ? <div class="skeleton" /> : <Table {...table} rows={data.data} />}
      {(page !== undefined || data?.next_page) && (
        <nav class="pages" aria-label={W.pages}>
          <button
            type="button"
            class="quiet"
            disabled={page === undefined}
            onClick={() => setParams({ page: undefined })}
          >
            {W.first}
          </button>
          <button
            type="button"
            class="quiet"
            disabled={!data?.next_page}
            onClick={() => setParams({ page: data?.next_page ?? undefined })}
          >
            {COMMON.older}
          </button>
        </nav>
      )}
    </div>
  )
}

/** A filter of the address that is in force, and is taken off by a press. */
export const Filter = ({ name, title }: { readonly name: string; readonly title: string }) => {
  const value = param(name)
  if (value === undefined) return null
  return (
    <button
      type="button"
      class="quiet"
      aria-label={W.off(title)}
      onClick={() => setParams({ [name]: undefined, after: undefined, before: undefined, page: undefined })}
    >
      {title}: <code>{value}</code> <span aria-hidden="true">×</span>
    </button>
  )
}

/** Why 250 ms: somebody who types is not asked about each letter. */
const PAUSE_MS = 250

/** The field above a list in which a part of a name is looked for; it is kept in the address. */
export function SearchField({ name, label }: { readonly name: string; readonly label: string }) {
  const [text, setText] = useState(param(name) ?? '')
  useEffect(() => {
    const typed = text.trim() || undefined
    if (typed === param(name)) return
    const waiting = setTimeout(
      () => setParams({ [name]: typed, after: undefined, before: undefined, page: undefined }, { replace: true }),
      PAUSE_MS,
    )
    return () => clearTimeout(waiting)
  }, [text])
  return (
    <input
      type="search"
      class="search"
      aria-label={label}
      placeholder={label}
      value={text}
      autocomplete="off"
      spellcheck={false}
      onInput={(event) => setText(event.currentTarget.value)}
    />
  )
}
