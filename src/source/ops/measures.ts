// What is measured of a source, in Prometheus' text format, for the server's /metrics.
// (https://prometheus.io/docs/instrumenting/exposition_formats/)
import type { Flow, SourceConnection, TargetConnection } from '../flow/documents.ts'
import { budgetsOf } from '../flow/hosts.ts'
import type { Source } from '../index.ts'
import type { Scope } from '../lake/catalog.ts'
import type { Sample } from './tally.ts'

/** Every figure: what it is called after `brindle_source_`, its type, and what it says. */
const FIGURES = {
  flows: ['gauge', 'Flows by state.'],
  flow_info: ['gauge', 'Each flow, by its id: what it is called, what it reads, and where that goes. Always 1.'],
  runs_total: ['counter', 'Runs that ended since the start, by flow and status.'],
  runs_in_progress: ['gauge', 'Runs that go on, by flow.'],
  failed_rows_total: ['counter', 'Rows that were left out since the start, by flow.'],
  rows_landed_total: ['counter', 'Rows that lie in a dataset, with all states of its objects.'],
  freshness_seconds: ['gauge', "Seconds since the last run that went well, of a dataset's flows the shortest."],
  lag_seconds: ['gauge', 'Seconds since the newest state in a dataset.'],
  host_requests_total: ['counter', "Requests to a connection's host since the start."],
  host_limited_total: ['counter', 'How many of them were answered 429.'],
  host_rate_limit: ['gauge', "Requests a second that a connection's host is asked at most, now."],
  webhooks_total: ['counter', 'Events that were pushed, by what became of them.'],
  notifications_total: ['counter', 'Attempts to tell of the end of a run, by outcome.'],
} as const satisfies Readonly<Record<string, readonly ['gauge' | 'counter', string]>>

type Figures = Readonly<Record<keyof typeof FIGURES, readonly Sample[]>>

/** All figures of a source as they are now, as text. */
export async function measured(source: Source): Promise<string> {
  const figures = await figuresOf(source)
  return Object.entries(FIGURES)
    .map(([name, [type, help]]) => familyOf(`brindle_source_${name}`, type, help, figures[name as keyof Figures]))
    .join('')
}

/** A figure with its samples; nothing where there is none. */
function familyOf(name: string, type: string, help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return ''
  const lines = samples.map(({ labels, value }) => {
    const inside = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`)
    return `${name}${inside.length > 0 ? `{${inside.join(',')}}` : ''} ${value === Infinity ? '+Inf' : value}`
  })
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ''].join('\n')
}

const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')

async function figuresOf(source: Source): Promise<Figures> {
  const { catalog, ops, runner } = source
  const flows = await flowsOf(source)
  const rows = await catalog.ask<{ dataset: string; rows: bigint }>(
    'select dataset, cast(sum(records) as bigint) as rows from batches group by dataset order by dataset',
  )
  const hosts = hostsOf(source)
  return {
    flows: [...Map.groupBy(flows, ({ flow }) => flow.state)].map(([state, { length }]) => of({ state }, length)),
    flow_info: flows.map(({ id, scope, flow, resource, dataset }) =>
      of({ flow: id, name: flow.name, resource, dataset, org: scope.org, sandbox: scope.sandbox }, 1),
    ),
    runs_total: ops.tally.of('runs'),
    runs_in_progress: runner.running.map((flow) => of({ flow }, 1)),
    failed_rows_total: ops.tally.of('failed_rows'),
    rows_landed_total: rows.map(({ dataset, rows: count }) => of({ dataset }, Number(count))),
    ...(await freshnessOf(source, flows)),
    host_requests_total: hosts.map(({ connection, asked }) => of({ connection }, asked)),
    host_limited_total: hosts.map(({ connection, limited }) => of({ connection }, limited)),
    host_rate_limit: hosts.map(({ connection, rate }) => of({ connection }, rate)),
    webhooks_total: ops.tally.of('webhooks'),
    notifications_total: ops.tally.of('notifications'),
  }
}

const of = (labels: Sample['labels'], value: number): Sample => ({ labels, value })

interface Found {
  readonly id: string
  readonly scope: Scope
  readonly flow: Flow
  readonly resource: string
  readonly dataset: string
}

/** Every flow of every organisation, with what it reads and where that goes. */
async function flowsOf({ catalog }: Source): Promise<Found[]> {
  const found = await catalog.ask<Scope & { id: string; body: string }>(
    `select org, sandbox, id, body from documents where kind = 'flow' order by seq`,
  )
  return Promise.all(
    found.map(async ({ id, body, ...scope }) => {
      const flow = JSON.parse(body) as Flow
      const [from = '', to = ''] = [flow.sourceConnectionIds[0], flow.targetConnectionIds[0]]
      const read = await catalog.find<SourceConnection>(scope, 'sourceConnection', from)
      const landed = await catalog.find<TargetConnection>(scope, 'targetConnection', to)
      const [resource, dataset] = [read?.body.params.resourcePath ?? '', landed?.body.params.dataSetId ?? '']
      return { id, scope, flow, resource, dataset }
    }),
  )
}

async function freshnessOf({ ops }: Source, flows: readonly Found[]) {
  const freshness: Sample[] = []
  const lag: Sample[] = []
  for (const [dataset, those] of Map.groupBy(flows, (one) => one.dataset)) {
    if (dataset === '') continue
    const all = await Promise.all(those.map(({ scope, id, flow }) => ops.freshness.of(scope, id, flow)))
    const since = all.flatMap(({ secondsSinceSuccess: seconds }) => (seconds === undefined ? [] : [seconds]))
    if (since.length > 0) freshness.push(of({ dataset }, Math.min(...since)))
    const { lagSeconds } = all[0]!
    if (lagSeconds !== undefined) lag.push(of({ dataset }, lagSeconds))
  }
  return { freshness_seconds: freshness, lag_seconds: lag }
}

/** By connection. What was asked before there was one is kept under its token, which nobody is shown. */
const hostsOf = (source: Source) =>
  [...budgetsOf(source)].flatMap(([connection, budget]) =>
    /^[\da-f-]{36}$/.test(connection) ? [{ connection, ...budget.figures }] : [],
  )
