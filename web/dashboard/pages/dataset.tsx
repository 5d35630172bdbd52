// One dataset: its rows, its batches, its structure, and how to take it elsewhere.
import { useEffect, useRef, useState } from 'preact/hooks'
import { bytes, count } from '../format.ts'
import { go, href, param, setParams } from '../router.ts'
import { gated } from '../source/gate.tsx'
import { type Json, Records } from '../source/records.tsx'

import '../source/style.ts'
import { Tree } from '../source/tree.tsx'
import { TERMS } from '../source/terms.ts'
import { type DataSet, type Node, SCHEMA_WHOLE } from '../source/types.ts'
import { source, useSource, withQuery } from '../source_api.ts'
import { Act } from '../ui/act.tsx'
import { Copy } from '../ui/copy.tsx'
import { Facts, Moment } from '../ui/fields.tsx'
import { Page, Section, Shown } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    rowsOf: (from: number, to: number, of: string) => `Rows ${from} to ${to} of ${of}, what was changed last first.`,
    noRows: 'Nothing was landed in it yet.',
    pages: 'Pages of rows',
    before: 'Before',
    after: 'After',
    batches: 'Batches',
    noBatches: 'There is no batch yet.',
    landed: 'Landed',
    out: 'Take it elsewhere',
    outLead: 'On the machine of the lake. Its folder is “lake” in the server’s data, or what --lake says.',
    gone: 'Deletes the dataset from the catalogue. Its files stay in the lake’s folder.',
  },
  de: {
    rowsOf: (from: number, to: number, of: string) => `Zeilen ${from} bis ${to} von ${of}, zuletzt geänderte zuerst.`,
    noRows: 'Noch wurde nichts darin abgelegt.',
    pages: 'Seiten der Zeilen',
    before: 'Davor',
    after: 'Danach',
    batches: 'Stapel',
    noBatches: 'Noch gibt es keinen Stapel.',
    landed: 'Abgelegt',
    out: 'Anderswohin bringen',
    outLead: 'Auf dem Rechner des Lakes. Sein Ordner ist „lake“ in den Daten des Servers, oder was --lake sagt.',
    gone: 'Löscht den Datensatz aus dem Katalog. Seine Dateien bleiben im Ordner des Lakes.',
  },
})

function DatasetPage({ id }: { readonly id: string }) {
  const reading = useSource<Record<string, DataSet>>(`/catalog/dataSets/${id}`)
  return <Shown of={reading}>{(found) => <Whole id={id} of={found[id]!} />}</Shown>
}

/** Why 4 s: batches that are landed are seen soon, and a page left open asks little. */
const EVERY_MS = 4000

function Whole({ id, of }: { readonly id: string; readonly of: DataSet }) {
  const batches = useSource<Record<string, Batch>>(
    withQuery('/catalog/batches', { dataSet: id, orderBy: 'desc:created', limit: LIMIT }),
    { every: EVERY_MS },
  )
  const [newest] = Object.keys(batches.data ?? {})
  return (
    <Page
      title={of.name}
      lead={of.description}
      over={<a href={href('/datasets')}>{TERMS.datasets}</a>}
      actions={
        <Act sure={W.gone} send={() => source('DELETE', `/catalog/dataSets/${id}`)} then={() => go('/datasets')}>
          {COMMON.delete}
        </Act>
      }
    >
      <Facts
        of={[
          ['ID', <Copy key="i" text={id} />],
          [COMMON.created, <Moment key="c" at={of.created / 1000} />],
        ]}
      />
      <Section title={TERMS.rows}>
        {newest ? <Rows id={id} newest={newest} /> : batches.data && <div class="empty">{W.noRows}</div>}
      </Section>
      <Section title={W.batches}>
        <Shown of={batches}>{(found) => <Batches of={found} />}</Shown>
      </Section>
      <Structure schema={of.schemaRef.id} />
      <Commands name={of.name} />
    </Page>
  )
}

/** Why 10: to look at; the records are wide. */
const LIMIT = 10

interface Landed {
  readonly items: readonly Json[]
  readonly _page: { readonly total: number }
}

/** The object of a row stands under the tenant and its own name. */
function objectOf(row: Json): Json {
  const { _landed, ...rest } = row
  const [tenant] = Object.values(rest)
  const [object] = typeof tenant === 'object' && tenant !== null ? Object.values(tenant) : []
  return typeof object === 'object' && object !== null ? (object as Json) : (rest as Json)
}

/** Read again when another batch is the newest. */
function Rows({ id, newest }: { readonly id: string; readonly newest: string }) {
  const start = Number(param('start') ?? 0)
  const reading = useSource<Landed>(withQuery(`/catalog/dataSets/${id}/rows`, { limit: LIMIT, start }))
  const shown = useRef(newest)
  useEffect(() => {
    if (shown.current !== newest) reading.reload()
    shown.current = newest
  }, [newest])
  const to = (at: number) => setParams({ start: at > 0 ? String(at) : undefined })
  return (
    <Shown of={reading}>
      {({ items, _page: { total } }) => (
        <>
          <p class="quiet-text">{W.rowsOf(Math.min(start + 1, total), start + items.length, count(total))}</p>
          <Records caption={TERMS.rows} records={items.map(objectOf)} whole={(at) => items[at]} />
          {total > LIMIT && (
            <nav class="pages" aria-label={W.pages}>
              <button type="button" class="quiet" disabled={start === 0} onClick={() => to(start - LIMIT)}>
                {W.before}
              </button>
              <button type="button" class="quiet" disabled={start + LIMIT >= total} onClick={() => to(start + LIMIT)}>
                {W.after}
              </button>
            </nav>
          )}
        </>
      )}
    </Shown>
  )
}

interface Batch {
  readonly created: number
  readonly metrics: { readonly recordsWritten: number; readonly outputByteSize: number }
  readonly relatedObjects: readonly { readonly type: string; readonly id: string }[]
}

function Batches({ of }: { readonly of: Readonly<Record<string, Batch>> }) {
  return (
    <Table
      caption={W.batches}
      empty={W.noBatches}
      rows={Object.entries(of).map(([batch, one]) => ({ id: batch, ...one }))}
      to={({ relatedObjects }) => `/sources/runs/${relatedObjects.find(({ type }) => type === 'run')!.id}`}
      columns={[
        { title: 'ID', cell: ({ id: batch }) => <code>{batch}</code> },
        { title: W.landed, cell: ({ created }) => <Moment at={created / 1000} /> },
        { title: TERMS.rows, right: true, cell: ({ metrics }) => count(metrics.recordsWritten) },
        { title: TERMS.size, right: true, cell: ({ metrics }) => bytes(metrics.outputByteSize) },
      ]}
    />
  )
}

/** A schema is large: it is read when somebody wants to see it. */
function Structure({ schema }: { readonly schema: string }) {
  const [isOpen, setOpen] = useState(false)
  const { data } = useSource<Node>(
    isOpen ? `/schemaregistry/tenant/schemas/${encodeURIComponent(schema)}` : undefined,
    {
      accept: SCHEMA_WHOLE,
    },
  )
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{TERMS.structure}</summary>
      {data && <Tree of={data} />}
    </details>
  )
}

/** `Stripe charges` is the table `charges` (src/source/lake/query.ts). */
const tableOf = (name: string) =>
  name
    .replace(/^Stripe /, '')
    .replaceAll(/\W+/g, '_')
    .toLowerCase()

function Commands({ name }: { readonly name: string }) {
  const [lake, table] = ['--lake ./brindle-data/lake', tableOf(name)]
  const all = [
    `query ${lake} "SELECT * FROM ${table} LIMIT 10"`,
    `export ${lake} --to ./files --format ndjson --streams ${table}`,
    `export ${lake} --to ./files --format csv --streams ${table}`,
    `load ${lake} --database-url postgres://localhost/shop --streams ${table}`,
  ]
  return (
    <Section title={W.out}>
      <p class="quiet-text">{W.outLead}</p>
      <ul class="plain">
        {all.map((one) => (
          <li key={one}>
            <Copy text={`npx brindle source ${one}`} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

export default gated(DatasetPage)
