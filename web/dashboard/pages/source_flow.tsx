// One data flow: what it reads and where to, its runs as they come, and what can be done with it.
import { go, href, param } from '../router.ts'
import { gated } from '../source/gate.tsx'
import { SourceList } from '../source/list.tsx'
import { duration, listName, RunStatus, scheduleText } from '../source/shown.tsx'
import '../source/style.ts'
import { EditSchedule } from '../source/edit_schedule.tsx'
import { TERMS } from '../source/terms.ts'
import type { Connection, DataSet, Flow, Run, SourceConnection, TargetConnection } from '../source/types.ts'
import { itemOf, source, useSource } from '../source_api.ts'
import { bytes, count } from '../format.ts'
import { Act } from '../ui/act.tsx'
import { ask } from '../ui/dialog.tsx'
import { Facts, Moment, Status } from '../ui/fields.tsx'
import { Page, Section, Shown } from '../ui/page.tsx'
import { Tabs } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    run: 'Run now',
    runs: 'Runs',
    noRuns: 'It has not run yet.',
    begun: 'The run has begun.',
    enable: 'Enable',
    disable: 'Disable',
    publish: 'Publish',
    gone: 'Deletes the data flow with its runs. The dataset stays as it is.',
    rows: (n: number) => (n === 1 ? '1 row' : `${n} rows`),
    percent: (n: number) => `${n} % of the rows`,
    none: 'none: the first row that fails ends the run',
    read: 'Read',
    written: 'Written',
    all: 'All',
  },
  de: {
    run: 'Jetzt ausführen',
    runs: 'Läufe',
    noRuns: 'Er ist noch nicht gelaufen.',
    begun: 'Der Lauf hat begonnen.',
    enable: 'Aktivieren',
    disable: 'Deaktivieren',
    publish: 'Veröffentlichen',
    gone: 'Löscht den Datenfluss mit seinen Läufen. Der Datensatz bleibt, wie er ist.',
    rows: (n: number) => (n === 1 ? '1 Zeile' : `${n} Zeilen`),
    percent: (n: number) => `${n} % der Zeilen`,
    none: 'keine: Die erste fehlerhafte Zeile beendet den Lauf',
    read: 'Gelesen',
    written: 'Geschrieben',
    all: 'Alle',
  },
})

/** Why one second: runs are looked at while they go on. */
const EVERY_MS = 1000

function FlowPage({ id }: { readonly id: string }) {
  const reading = useSource<{ items: readonly Flow[] }>(`flows/${id}`, { every: EVERY_MS })
  return <Shown of={reading}>{(found) => <Whole flow={itemOf(found)} />}</Shown>
}

function Whole({ flow }: { readonly flow: Flow }) {
  const { id, name, description, state, scheduleParams } = flow
  const status = param('status')
  return (
    <Page
      title={name}
      over={<a href={href('/sources')}>{TERMS.sources}</a>}
      lead={description}
      actions={<Acts flow={flow} />}
    >
      <Facts
        of={[
          [COMMON.status, <Status key="s" of={state} />],
          [TERMS.schedule, scheduleText(scheduleParams)],
          ...useEnds(flow),
        ]}
      />
      <Section title={W.runs}>
        <Tabs
          name="status"
          label={COMMON.status}
          choices={[
            [undefined, W.all],
            ['success', TERMS.success],
            ['failed', TERMS.failed],
          ]}
        />
        <SourceList<Run>
          path={`flows/${id}/runs`}
          params={{ property: status && `state==${status}` }}
          every={EVERY_MS}
          caption={W.runs}
          empty={W.noRuns}
          to={(run) => `/sources/runs/${run.id}`}
          columns={RUN_COLUMNS}
        />
      </Section>
    </Page>
  )
}

const RUN_COLUMNS: Parameters<typeof SourceList<Run>>[0]['columns'] = [
  { title: TERMS.started, cell: ({ metrics: m }) => <Moment at={m.durationSummary.startedAtUTC / 1000} /> },
  { title: COMMON.status, cell: ({ metrics: m }) => <RunStatus of={m.statusSummary.status} /> },
  { title: W.read, right: true, cell: ({ metrics: m }) => count(m.recordSummary.inputRecordCount) },
  { title: W.written, right: true, cell: ({ metrics: m }) => count(m.recordSummary.outputRecordCount) },
  { title: TERMS.failed, right: true, cell: ({ metrics: m }) => count(m.recordSummary.failedRecordCount) },
  { title: TERMS.size, right: true, cell: ({ metrics: m }) => bytes(m.sizeSummary.outputBytes) },
  {
    title: TERMS.took,
    right: true,
    cell: ({ metrics: { durationSummary: d } }) => duration((d.completedAtUTC ?? Date.now()) - d.startedAtUTC),
  },
]

/** From where and to where a flow reads, and how. */
function useEnds({ sourceConnectionIds: [from], targetConnectionIds: [to], transformations, options }: Flow) {
  const read = useSource<{ items: readonly (SourceConnection & { baseConnectionId: string })[] }>(
    from && `sourceConnections/${from}`,
  )
  const base = read.data && itemOf(read.data).baseConnectionId
  const account = useSource<{ items: readonly Connection[] }>(base && `connections/${base}`)
  const target = useSource<{ items: readonly TargetConnection[] }>(to && `targetConnections/${to}`)
  const dataset = target.data && itemOf(target.data).params.dataSetId
  const named = useSource<Record<string, DataSet>>(dataset && `/catalog/dataSets/${dataset}`)
  const mapping = transformations.find((one) => one.name === 'Mapping')?.params
  const rows = useSource<readonly { source: string; destination: string }[]>(
    mapping && `/conversion/mappingSets/${mapping.mappingId}/mappings`,
  )
  const privacy = transformations.find((one) => one.name === 'Privacy')?.params
  const percent = options?.partialIngestionPercent
  return [
    [
      TERMS.account,
      base && (
        <a key="a" href={href(`/sources/accounts/${base}`)}>
          {account.data ? itemOf(account.data).name : base}
        </a>
      ),
    ],
    [TERMS.list, read.data && listName(itemOf(read.data).params.resourcePath)],
    [
      TERMS.dataset,
      dataset && (
        <a key="d" href={href(`/datasets/${dataset}`)}>
          {named.data?.[dataset]?.name ?? dataset}
        </a>
      ),
    ],
    [TERMS.mapping, rows.data && <MappingShown key="m" of={rows.data} />],
    [TERMS.threshold, percent === undefined ? W.none : W.percent(percent)],
    [TERMS.privacy, privacy && String(privacy.action ?? JSON.stringify(privacy.fields))],
  ] as const
}

const MappingShown = ({ of }: { readonly of: readonly { source: string; destination: string }[] }) => (
  <details>
    <summary>{W.rows(of.length)}</summary>
    <ul class="tree first short">
      {of.map(({ source: from, destination }) => (
        <li key={`${from} ${destination}`}>
          <code>{from}</code> → <code>{destination}</code>
        </li>
      ))}
    </ul>
  </details>
)

function Acts({ flow }: { readonly flow: Flow }) {
  const { id, etag, state, scheduleParams } = flow
  const act = (op: string) => () => source('POST', `flows/${id}/action?op=${op}`)
  return (
    <>
      {state === 'enabled' && scheduleParams.frequency === 'once' && (
        <Act quiet={false} done={W.begun} send={() => source('POST', 'runs', { flowId: id })}>
          {W.run}
        </Act>
      )}
      {state === 'draft' && (
        <Act quiet={false} send={act('publish')}>
          {W.publish}
        </Act>
      )}
      {state === 'enabled' && <Act send={act('disable')}>{W.disable}</Act>}
      {state === 'disabled' && <Act send={act('enable')}>{W.enable}</Act>}
      <button type="button" class="quiet" onClick={() => ask(TERMS.schedule, () => <EditSchedule flow={flow} />)}>
        {TERMS.schedule} …
      </button>
      <Act
        send={() => source('DELETE', `flows/${id}`, undefined, { ifMatch: etag })}
        sure={W.gone}
        then={() => go('/sources')}
      >
        {COMMON.delete}
      </Act>
    </>
  )
}

export default gated(FlowPage)
