// Lists of objects: columns, rows that lead to what they show, and pages by the API's own cursors.
import type { ComponentChildren } from 'preact'
import { type Params, useGet } from '../api.ts'
import { href, param, setParams } from '../router.ts'
import { COMMON, words } from '../words.ts'
import { Problem } from './page.tsx'

const W = words({ en: { pages: 'Pages' }, de: { pages: 'Seiten' } })

export interface Column<T> {
  readonly title: string
  readonly cell: (row: T) => ComponentChildren
  /** Numbers stand at the right. */
  readonly right?: boolean
  /** The title is heard, and not seen. */
  readonly unseen?: boolean
}

export interface TableProps<T> {
  /** What is listed, for those who hear the page. */
  readonly caption: string
  readonly columns: readonly Column<T>[]
  readonly rows: readonly T[]
  /** Where a row leads. */
  readonly to?: (row: T) => string | undefined
  readonly empty?: ComponentChildren
}

/** A table whose first column leads on. */
export function Table<T extends { readonly id?: string }>({ caption, columns, rows, to, empty }: TableProps<T>) {
  if (rows.length === 0) return <div class="empty">{empty ?? COMMON.nothing}</div>
  return (
    <div ref={reachable} class="scroll">
      <table>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, right, unseen }) => (
              <th key={title} scope="col" class={right ? 'right' : undefined}>
                {unseen ? <span class="hidden">{title}</span> : title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={row.id ?? at} class={to?.(row) ? 'leads' : undefined}>
              {columns.map(({ title, cell, right }, i) => {
                const target = i === 0 ? to?.(row) : undefined
                return (
                  <td key={title} class={right ? 'right' : undefined}>
                    {target === undefined ? cell(row) : <a href={href(target)}>{cell(row)}</a>}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** What is wider than its place is scrolled with the keyboard, too; what is not, is no stop on the way. */
const watching = new ResizeObserver((changes) => {
  for (const { target } of changes)
    if (target.scrollWidth > target.clientWidth) target.setAttribute('tabindex', '0')
    else target.removeAttribute('tabindex')
})

function reachable(element: HTMLDivElement | null): (() => void) | undefined {
  if (!element) return undefined
  watching.observe(element)
  return () => watching.unobserve(element)
}

interface ListProps<T> extends Omit<TableProps<T>, 'rows'> {
  /** The list of the API. */
  readonly path: string
  readonly params?: Params
  /** Why 20: what a screen shows. */
  readonly limit?: number
}

interface Listed<T> {
  readonly data: readonly T[]
  readonly has_more: boolean
}

/** A list of the API, page by page; which page is in the address. */
export function List<T extends { readonly id: string }>({ path, params = {}, limit = 20, ...table }: ListProps<T>) {
  const [after, before] = [param('after'), param('before')]
  const { data, error } = useGet<Listed<T>>(path, { ...params, limit, starting_after: after, ending_before: before })
  if (error) return <Problem error={error} />
  const rows = data?.data ?? []
  const hasNewer = before === undefined ? after !== undefined : (data?.has_more ?? false)
  const hasOlder = before === undefined ? (data?.has_more ?? false) : true
  return (
    <div aria-busy={data === undefined}>
      {data === undefined ? <div class="skeleton" /> : <Table {...table} rows={rows} />}
      {(hasNewer || hasOlder) && (
        <nav class="pages" aria-label={W.pages}>
          <button
            type="button"
            class="quiet"
            disabled={!hasNewer}
            onClick={() => setParams({ before: rows[0]?.id, after: undefined })}
          >
            {COMMON.newer}
          </button>
          <button
            type="button"
            class="quiet"
            disabled={!hasOlder}
            onClick={() => setParams({ after: rows.at(-1)?.id, before: undefined })}
          >
            {COMMON.older}
          </button>
        </nav>
      )}
    </div>
  )
}

/** A choice of what is listed, kept in the address: tabs above a list. */
export function Tabs({
  name,
  choices,
  label,
}: {
  readonly name: string
  readonly label: string
  readonly choices: readonly (readonly [value: string | undefined, title: string])[]
}) {
  const current = param(name)
  return (
    <nav class="tabs" aria-label={label}>
      {choices.map(([value, title]) => (
        <button
          key={title}
          type="button"
          aria-current={current === value ? 'true' : undefined}
          onClick={() => setParams({ [name]: value, after: undefined, before: undefined, page: undefined })}
        >
          {title}
        </button>
      ))}
    </nav>
  )
}
