// One run of a data flow: how it went, its batches, what did not fit and why, and fields that are new.
import { useEffect, useState } from 'preact/hooks'
import { bytes, count } from '../format.ts'
import { go, href } from '../router.ts'
import { gated } from '../source/gate.tsx'
import { duration, RunStatus } from '../source/shown.tsx'
import '../source/style.ts'
import { TERMS } from '../source/terms.ts'
import type { Flow, Run, RunError } from '../source/types.ts'
import { itemOf, source, useSource } from '../source_api.ts'
import { Act } from '../ui/act.tsx'
import { Facts, Moment } from '../ui/fields.tsx'
import { Page, Section, Shown } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    title: 'Run',
    again: 'Run again',
    read: 'Records read',
    written: 'Records written',
    failed: 'Records failed',
    inBytes: 'Bytes read',
    outBytes: 'Bytes written',
    kind: 'Kind',
    kinds: { incremental: 'What is new', 'one-time': 'Everything' },
    window: 'Created between',
    batches: 'Batches',
    none: 'none',
    errors: 'Errors',
    code: 'Code',
    says: 'What was wrong',
    samples: 'Rows that failed',
    noSamples: 'No row failed.',
    record: 'Record',
    drift: 'New fields',
    field: 'Field',
    type: 'Type',
  },
  de: {
    title: 'Lauf',
    again: 'Noch einmal ausführen',
    read: 'Gelesene Objekte',
    written: 'Geschriebene Zeilen',
    failed: 'Fehlerhafte Zeilen',
    inBytes: 'Gelesene Bytes',
    outBytes: 'Geschriebene Bytes',
    kind: 'Art',
    kinds: { incremental: 'Was neu ist', 'one-time': 'Alles' },
    window: 'Angelegt zwischen',
    batches: 'Stapel',
    none: 'keine',
    errors: 'Fehler',
    code: 'Code',
    says: 'Was nicht stimmte',
    samples: 'Fehlerhafte Zeilen',
    noSamples: 'Keine Zeile war fehlerhaft.',
    record: 'Objekt',
    drift: 'Neue Felder',
    field: 'Feld',
    type: 'Typ',
  },
})

/** Why 700 ms: whoever waits for a run looks at it. */
const EVERY_MS = 700

function RunPage({ id }: { readonly id: string }) {
  const [isOver, setOver] = useState(false)
  const reading = useSource<{ items: readonly Run[] }>(`runs/${id}`, { every: isOver ? undefined : EVERY_MS })
  const status = reading.data && itemOf(reading.data).metrics.statusSummary.status
  useEffect(() => setOver(status === 'success' || status === 'failed'), [status])
  return <Shown of={reading}>{(found) => <Whole run={itemOf(found)} />}</Shown>
}

function Whole({ run }: { readonly run: Run }) {
  const { id, flowId, metrics, activities } = run
  const { durationSummary: time, recordSummary: records, sizeSummary: sizes, statusSummary: end } = metrics
  const flow = useSource<{ items: readonly Flow[] }>(`flows/${flowId}`)
  const [copying, promoting] = activities
  const window = copying?.durationSummary.extensions
  const kind = copying?.statusSummary.extensions?.type as keyof typeof W.kinds | undefined
  const batches = promoting?.targetInfo?.[0]?.reference.ids ?? []
  const drift = promoting?.schemaSummary?.added ?? []
  const isEmpty = end.status === 'success' && records.inputRecordCount === 0
  return (
    <Page
      title={`${W.title} ${id.slice(0, 8)}`}
      over={<a href={href(`/sources/flows/${flowId}`)}>{flow.data ? itemOf(flow.data).name : flowId}</a>}
      actions={
        (end.status === 'failed' || isEmpty) && (
          <Act
            send={() => source('POST', `runs/${id}/action?op=re-trigger`)}
            then={(made) => go(`/sources/runs/${made.id}`)}
          >
            {W.again}
          </Act>
        )
      }
    >
      <Facts
        of={[
          [COMMON.status, <RunStatus key="s" of={end.status} />],
          [TERMS.started, <Moment key="t" at={time.startedAtUTC / 1000} />],
          [TERMS.took, duration((time.completedAtUTC ?? Date.now()) - time.startedAtUTC)],
          [W.kind, kind && W.kinds[kind]],
          [
            W.window,
            window && (
              <>
                <Moment at={window.windowStart / 1000} /> – <Moment at={window.windowEnd / 1000} />
              </>
            ),
          ],
          [W.read, count(records.inputRecordCount)],
          [W.written, count(records.outputRecordCount)],
          [W.failed, count(records.failedRecordCount)],
          [W.inBytes, bytes(sizes.inputBytes)],
          [W.outBytes, bytes(sizes.outputBytes)],
          [W.batches, batches.length === 0 ? W.none : <code>{batches.join(' ')}</code>],
        ]}
      />
      <Errors run={run} />
      {drift.length > 0 && (
        <Section title={W.drift}>
          <Table
            caption={W.drift}
            rows={drift.map(({ path, type }) => ({ id: path, type }))}
            columns={[
              { title: W.field, cell: ({ id: path }) => <code>{path}</code> },
              { title: W.type, cell: ({ type }) => type },
            ]}
          />
        </Section>
      )}
    </Page>
  )
}

interface Sample {
  readonly id: string
  readonly _errors: readonly (RunError & { readonly path?: string })[]
}

/** What ended the run, and the first rows that failed, each with why. */
function Errors({ run: { metrics, activities } }: { readonly run: Run }) {
  const extensions = activities[1]?.statusSummary.extensions
  const link = extensions?.manifest?.sampleErrors
  const samples = useSource<readonly Sample[]>(link?.replace('/data/foundation', ''))
  // What concerns the run is told by the run; what concerns rows by its extensions, with their number.
  const told = extensions?.errors ?? metrics.statusSummary.errors
  const copying = metrics.statusSummary.errors.filter(({ message }) => !told.some((one) => one.message === message))
  const errors = [...copying, ...told]
  return (
    <>
      {errors.length > 0 && (
        <Section title={W.errors}>
          <Table
            caption={W.errors}
            rows={errors.map((one) => ({ ...one, id: one.code + one.message }))}
            columns={[
              { title: W.code, cell: ({ code }) => <code>{code}</code> },
              { title: W.says, cell: ({ message }) => message },
              { title: TERMS.rows, right: true, cell: ({ recordCount }) => recordCount ?? '–' },
            ]}
          />
        </Section>
      )}
      {link && (
        <Section title={W.samples}>
          <Shown of={samples}>
            {(rows) => (
              <Table
                caption={W.samples}
                empty={W.noSamples}
                rows={rows}
                columns={[
                  { title: W.record, cell: ({ id }) => <code>{id}</code> },
                  {
                    title: W.says,
                    cell: ({ _errors: all }) =>
                      all.map(({ code, message, path }) => (
                        <p key={code + message}>
                          {path && <code>{path}</code>} {message}
                        </p>
                      )),
                  },
                ]}
              />
            )}
          </Shown>
        </Section>
      )}
    </>
  )
}

export default gated(RunPage)
