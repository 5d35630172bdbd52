// A few objects that belong to the one that is shown, with the way to all of them.
import type { ComponentChildren } from 'preact'
import { type Params, useGet } from '../api.ts'
import { href } from '../router.ts'
import { words } from '../words.ts'
import { Section, Shown } from './page.tsx'
import { type Column, Table } from './table.tsx'

const W = words({ en: { all: 'Show all' }, de: { all: 'Alle anzeigen' } })

interface LatestProps<T> {
  readonly title: string
  readonly path: string
  readonly params?: Params
  readonly columns: readonly Column<T>[]
  readonly to?: (row: T) => string | undefined
  readonly actions?: ComponentChildren
  /** The page where all are listed, linked to where there are more. */
  readonly all?: string
  readonly empty?: string
  /** Why 10: beside other sections. */
  readonly limit?: number
  /** Whether the section is left out where there is nothing. */
  readonly hides?: boolean
}

/** A section of a page with the newest of a list. */
export function Latest<T extends { readonly id?: string }>({
  title,
  path,
  params,
  actions,
  all,
  limit = 10,
  hides = false,
  ...table
}: LatestProps<T>) {
  const reading = useGet<{ data: readonly T[]; has_more: boolean }>(path, { ...params, limit })
  if (hides && !reading.error && !reading.data?.data.length) return null
  return (
    <Section title={title} actions={actions}>
      <Shown of={reading}>
        {({ data, has_more }) => (
          <>
            <Table caption={title} rows={data} {...table} />
            {has_more && all !== undefined && (
              <p>
                <a href={href(all)}>{W.all}</a>
              </p>
            )}
          </>
        )}
      </Shown>
    </Section>
  )
}
