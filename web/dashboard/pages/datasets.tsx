// The datasets of the lake: what data flows have filled, or will.
import { href, param, setParams } from '../router.ts'
import { gated } from '../source/gate.tsx'
import { type DataSet, SCHEMA_IDS } from '../source/types.ts'
import '../source/style.ts'
import { TERMS } from '../source/terms.ts'
import { useSource, withQuery } from '../source_api.ts'
import { Moment } from '../ui/fields.tsx'
import { Page, Shown } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    lead: 'Typed tables, as Parquet files: all that was seen of each object, and its newest state.',
    changed: 'Changed',
    none: 'There is no dataset yet. A data flow brings one.',
    pages: 'Pages',
  },
  de: {
    lead: 'Typisierte Tabellen als Parquet-Dateien: alles, was von jedem Objekt gesehen wurde, und sein neuester Stand.',
    changed: 'Geändert',
    none: 'Noch gibt es keinen Datensatz. Ein Datenfluss bringt einen.',
    pages: 'Seiten',
  },
})

/** Why 20: what a screen shows. One more says that there is a next page. */
const LIMIT = 20

interface Titled {
  readonly $id: string
  readonly title: string
}

function Datasets() {
  const start = Number(param('start') ?? 0)
  const asked = { limit: LIMIT + 1, start, orderBy: 'desc:created' }
  const datasets = useSource<Record<string, DataSet>>(withQuery('/catalog/dataSets', asked))
  const schemas = useSource<{ results: readonly Titled[] }>('/schemaregistry/tenant/schemas', { accept: SCHEMA_IDS })
  const titles = new Map(schemas.data?.results.map(({ $id, title }) => [$id, title]))
  const to = (at: number) => setParams({ start: at > 0 ? String(at) : undefined })
  return (
    <Page
      title={TERMS.datasets}
      lead={W.lead}
      actions={
        <a class="button" href={href('/sources/new')}>
          {TERMS.add}
        </a>
      }
    >
      <Shown of={datasets}>
        {(found) => {
          const rows = Object.entries(found).map(([id, one]) => ({ id, ...one }))
          return (
            <div>
              <Table
                caption={TERMS.datasets}
                empty={W.none}
                rows={rows.slice(0, LIMIT)}
                to={({ id }) => `/datasets/${id}`}
                columns={[
                  { title: COMMON.name, cell: ({ name }) => name },
                  { title: TERMS.schema, cell: ({ schemaRef }) => titles.get(schemaRef.id) ?? '–' },
                  { title: COMMON.created, cell: ({ created }) => <Moment at={created / 1000} /> },
                  { title: W.changed, cell: ({ updated }) => <Moment at={updated / 1000} /> },
                ]}
              />
              {(start > 0 || rows.length > LIMIT) && (
                <nav class="pages" aria-label={W.pages}>
                  <button type="button" class="quiet" disabled={start === 0} onClick={() => to(start - LIMIT)}>
                    {COMMON.newer}
                  </button>
                  <button type="button" class="quiet" disabled={rows.length <= LIMIT} onClick={() => to(start + LIMIT)}>
                    {COMMON.older}
                  </button>
                </nav>
              )}
            </div>
          )
        }}
      </Shown>
    </Page>
  )
}

export default gated(Datasets)
