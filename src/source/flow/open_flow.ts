// A flow, opened: all that its documents name, found and put together, so that a run only has to read and to land.
import type { Catalog, Scope, Writes } from '../lake/catalog.ts'
import type { DataSet } from '../lake/dataset_routes.ts'
import { notFound, problem } from '../door/errors.ts'
import type { Host, Json } from '../extract/host.ts'
import { type Stream, streamNamed } from '../extract/streams.ts'
import type { Source } from '../index.ts'
import { quoteName } from '../lake/sql.ts'
import { Landing } from '../lake/landing.ts'
import { mappingSetOf } from '../mapping/kept_set.ts'
import { compileMappings } from '../mapping/mapping_set.ts'
import { resolveSchema } from '../xdm/compose.ts'
import type { Drift } from '../xdm/conform.ts'
import { withDrift } from '../xdm/conform_drift.ts'
import type { Connection, Flow, SourceConnection, TargetConnection } from './documents.ts'
import { accountsOf, hostNow, hostOf } from './hosts.ts'
import { partsOf } from './parts.ts'
import { hiding, type Privacy } from './privacy.ts'
import { keptError, type RowError, ROWS_FAILED, RunFailed, Shaper } from './record.ts'

export interface Row {
  readonly id: string
  readonly parent: string | null
  readonly fields: Readonly<Record<string, unknown>>
  /** It only says that there is nothing inside of its parent. */
  readonly deleted?: true
}

export interface OpenFlow {
  readonly id: string
  readonly catalog: Catalog
  readonly lake: string
  readonly dataset: { readonly id: string; readonly folder: string }
  /** What is read. */
  readonly stream: Stream
  /** What is landed: the same, or the rows inside of it. */
  readonly landed: Stream
  readonly host: Host
  readonly landing: Landing
  /** Nothing older is read, epoch seconds. */
  readonly floor: number
  /** Epoch milliseconds, never going back, and later than anything that was landed before. */
  readonly clock: () => number
  /** The rows of an object; those that failed are counted and sampled. */
  readonly rowsOf: (
    record: Json,
    account: string,
  ) => Promise<{ readonly rows: readonly Row[]; readonly failed: number }>
  /** The rows that say that an object is gone. */
  readonly goneOf: (last: Json) => readonly Row[]
  /** The accounts that are read: the flow's own is the empty text. */
  readonly accounts: () => Promise<readonly string[]>
  /** The account's time, epoch seconds. */
  readonly hostNow: () => Promise<number>
  /** A field of the stream's object in SQL, where the schema is a ready one. */
  readonly path: (field: string) => string
  /** Throws `RunFailed` where more of so many rows failed than the flow allows. */
  readonly checkFailed: (failed: number, of: number) => void
  readonly keepDrift: (tx: Writes) => Promise<void>
  readonly shaper: Shaper
  readonly samples: readonly { readonly id: string; readonly errors: readonly RowError[] }[]
}

/** Why 100: enough to see what is wrong with a mapping. */
const SAMPLES_MAX = 100

async function must<T>(source: Source, scope: Scope, kind: string, id: string, noun: string): Promise<T> {
  const found = await source.catalog.find<T>(scope, kind, id)
  if (!found) throw notFound(noun, id)
  return found.body
}

/** Opens a flow for a run. Throws what is missing, in the words of the API. */
export async function openFlow(
  source: Source,
  scope: Scope,
  id: string,
  run: string,
  signal?: AbortSignal,
): Promise<OpenFlow> {
  const flow = await must<Flow>(source, scope, 'flow', id, 'flow')
  const from = await must<SourceConnection>(
    source,
    scope,
    'sourceConnection',
    flow.sourceConnectionIds[0]!,
    'source connection',
  )
  const to = await must<TargetConnection>(
    source,
    scope,
    'targetConnection',
    flow.targetConnectionIds[0]!,
    'target connection',
  )
  const connection = await must<Connection>(source, scope, 'connection', from.baseConnectionId, 'connection')
  const dataset = await must<DataSet>(source, scope, 'dataSet', to.params.dataSetId, 'dataset')
  const schema = await resolveSchema(source.catalog, scope, dataset.schemaRef.id)
  if (!schema) throw notFound('schema', dataset.schemaRef.id)
  const landed = streamNamed(from.params.resourcePath)
  if (!landed) throw notFound('resource path', from.params.resourcePath)
  const stream = landed.within ? streamNamed(landed.within.parent)! : landed
  const drifted = await source.catalog.find<{ drift: readonly Drift[] }>(scope, 'drift', to.params.dataSetId)
  const mapping = flow.transformations.find(({ name }) => name === 'Mapping')
  if (!mapping) throw problem(422, 'mapping_missing', `The flow ${id} has no transformation "Mapping".`)
  const { mappingId, mappingVersion } = mapping.params as { mappingId: string; mappingVersion: number }
  const { mappings } = await mappingSetOf(source, scope, mappingId, mappingVersion)
  const privacy = flow.transformations.find(({ name }) => name === 'Privacy')?.params as Privacy | undefined
  const hide = privacy && hiding(privacy, landed, source.key)
  const map = compileMappings(mappings, { now: source.now })
  const shaper = new Shaper({
    root: withDrift(schema.root, drifted?.body.drift ?? []),
    met: (drifted?.body.drift ?? []).map(({ path }) => path),
    // Before all else, and of what is gone too: nothing that is hidden is mapped, written down or told in an error.
    map: hide ? ({ data }) => map({ data: hide(data as Json) }) : map,
    ...(schema.primary && { identity: schema.primary.path }),
  })
  const [latest] = await source.catalog.ask<{ created: bigint | null }>(
    'select max(created) as created from batches where dataset = ?',
    [to.params.dataSetId],
  )
  let last = Number(latest?.created ?? 0)
  const clock = () => {
    last = Math.max(last + 1, source.now())
    return last
  }
  const version = from.params.apiVersion
  const host = hostOf(source, from.baseConnectionId, connection, {
    now: clock,
    ...(version && { version }),
    ...(signal && { signal }),
  })
  const samples: { id: string; errors: readonly RowError[] }[] = []
  // Adobe's own default is without; here only who says so goes without.
  const samplesMax = flow.options?.errorDiagnosticsEnabled === false ? 0 : SAMPLES_MAX
  const shaped = (data: Json, id: string, parent: string | null): Row | undefined => {
    const { fields, errors } = shaper.shape(data)
    if (fields) return { id, parent, fields }
    if (samples.length < samplesMax) samples.push({ id, errors: errors.map(keptError) })
    return undefined
  }
  const allowed = flow.options?.partialIngestionPercent ?? 0
  const head = Object.keys(schema.root.properties ?? {}).find((name) => name.startsWith('_') && name !== '_id') ?? ''
  const body = Object.keys(schema.root.properties?.[head]?.properties ?? {})[0] ?? ''
  return {
    id,
    catalog: source.catalog,
    lake: source.folder,
    dataset: { id: to.params.dataSetId, folder: dataset.folder },
    stream,
    landed,
    host,
    landing: new Landing({
      catalog: source.catalog,
      lake: source.folder,
      dataset: { id: to.params.dataSetId, folder: dataset.folder },
      run,
      columns: shaper.columns,
      // Later than all that is in the batch, so that the next run's clock begins behind it, wherever the machine's stands then.
      now: clock,
      ...(source.batchRecords && { batchRecords: source.batchRecords }),
    }),
    floor: floorOf(flow, from),
    clock,
    rowsOf: async (record, account) => {
      const parts = await partsOf(host, landed, record, account)
      const rows = parts.flatMap(({ id, parent, data }) => {
        const row = data === undefined ? { id, parent, fields: {}, deleted: true as const } : shaped(data, id, parent)
        return row ? [row] : []
      })
      return { rows, failed: parts.length - rows.length }
    },
    goneOf: (record) =>
      landed.within
        ? [{ id: '', parent: record.id as string, fields: {} }]
        : [{ id: record.id as string, parent: null, fields: shaper.remains(record) }],
    accounts: () => accountsOf(host, from),
    hostNow: () => hostNow(host, source),
    path: (field) => [head, body, field].filter(Boolean).map(quoteName).join('.'),
    checkFailed: (failed, of) => {
      if (failed === 0 || (failed * 100) / Math.max(1, of) <= allowed) return
      const why = samples[0]
        ? ` The first: ${samples[0].id}: ${samples[0].errors.map(({ message }) => message).join(' ')}`
        : ''
      throw new RunFailed(ROWS_FAILED, `${failed} of ${of} rows failed, and the flow allows ${allowed} %.${why}`)
    },
    keepDrift: async (tx) => {
      if (shaper.drift.length === 0) return
      const known = await tx.find<{ drift: readonly object[] }>(scope, 'drift', to.params.dataSetId)
      const before = known?.body.drift ?? []
      const texts = new Set(before.map((one) => JSON.stringify(one)))
      // Without the values, which may be personal. Another flow into the dataset may have brought some meanwhile.
      const fresh = shaper.drift.map(({ value: _, ...one }) => one).filter((one) => !texts.has(JSON.stringify(one)))
      if (fresh.length === 0) return
      const drift = [...before, ...fresh]
      if (known) await tx.update(scope, 'drift', to.params.dataSetId, () => ({ drift }))
      else await tx.insert(scope, 'drift', to.params.dataSetId, { drift })
    },
    shaper,
    samples,
  }
}

/** Without a backfill nothing older than the start is read. Epoch seconds. */
const floorOf = ({ scheduleParams: { startTime, backfill } }: Flow, { params }: SourceConnection): number =>
  backfill === false ? startTime : (params.createdFrom ?? 0)
