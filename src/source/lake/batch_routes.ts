// The batches of datasets, and what a run's links lead to: the files of a batch, and the rows that failed.
// (https://experienceleague.adobe.com/en/docs/experience-platform/data-access/tutorials/dataset-data,
// https://experienceleague.adobe.com/en/docs/experience-platform/ingestion/quality/error-diagnostics)
import { invalid, notFound } from '../door/errors.ts'
import { type Answer, type Ask, ok, type Route } from '../door/route.ts'
import type { Run } from '../flow/documents.ts'
import type { Source } from '../index.ts'
import { wholeNumber } from '../xdm/registry_filter.ts'

export const batchRoutes: readonly Route[] = [
  { method: 'GET', path: '/catalog/batches', needs: ['view'], run: list },
  { method: 'GET', path: '/export/batches/:id/meta', needs: ['view'], run: meta },
  {
    method: 'GET',
    path: '/export/batches/:id/files',
    needs: ['view'],
    run: async (ask, source) => ok({ data: await files(ask, source) }),
  },
]

/** As lists of the catalogue have it. */
const [LIMIT, LIMIT_MAX] = [20, 100]
const PARAMETERS = ['dataSet', 'createdAfter', 'orderBy', 'limit', 'start']

interface Listed {
  readonly id: string
  readonly dataset: string
  readonly run: string
  readonly records: bigint
  readonly bytes: bigint
  readonly created: bigint
}

/**
 * The batches of a dataset, or of all, oldest first: an object by id, as Adobe answers. A batch is there once it is committed, so all of
 * them are a success. `outputByteSize`, and the run among `relatedObjects`, are [I].
 */
async function list({ scope, query }: Ask, { catalog }: Source): Promise<Answer> {
  for (const name of query.keys())
    if (!PARAMETERS.includes(name))
      throw invalid(`A list of batches has no parameter "${name}"; it has ${PARAMETERS.join(', ')}.`)
  const limit = wholeNumber(query, 'limit', 1, LIMIT_MAX) ?? LIMIT
  const start = wholeNumber(query, 'start', 0, Number.MAX_SAFE_INTEGER) ?? 0
  const after = wholeNumber(query, 'createdAfter', 0, Number.MAX_SAFE_INTEGER)
  const order = query.get('orderBy') ?? 'asc:created'
  if (order !== 'asc:created' && order !== 'desc:created')
    throw invalid(`orderBy is asc:created or desc:created, not "${order}".`)
  const dataset = query.get('dataSet')
  const found = await catalog.ask<Listed>(
    `select b.id, b.dataset, b.run, b.records, b.bytes, b.created from batches b
     join documents d on d.kind = 'dataSet' and d.id = b.dataset and d.org = ? and d.sandbox = ?
     where (? is null or b.dataset = ?) and b.created > ?
     order by b.id ${order.startsWith('desc') ? 'desc' : 'asc'} limit ? offset ?`,
    [scope.org, scope.sandbox, dataset, dataset, after ?? -1, limit, start],
  )
  return ok(Object.fromEntries(found.map((one) => [one.id, { imsOrg: scope.org, ...shownBatch(one) }])))
}

const shownBatch = ({ dataset, run, records, bytes, created }: Listed) => ({
  status: 'success',
  relatedObjects: [
    { type: 'dataSet', id: dataset },
    { type: 'run', id: run },
  ],
  metrics: { recordsWritten: Number(records), outputByteSize: Number(bytes) },
  errors: [],
  created: Number(created),
  updated: Number(created),
  version: '1.0.0',
})

interface Found {
  readonly run: string
  readonly file: string
  readonly records: bigint
  readonly bytes: bigint
}

/** A batch of a run of the caller's. A run that failed before it had one is found under its own id: it has no file, but errors. */
async function batchOf(
  { scope, ids }: Ask,
  { catalog }: Source,
): Promise<{ readonly batch?: Found; readonly of: Run }> {
  const [batch] = await catalog.ask<Found>('select run, file, records, bytes from batches where id = ?', [ids.id!])
  const of = await catalog.find<Run>(scope, 'run', batch?.run ?? ids.id!)
  if (!of) throw notFound('batch', ids.id!)
  return { ...(batch && { batch }), of: of.body }
}

async function files(ask: Ask, source: Source) {
  const { batch } = await batchOf(ask, source)
  return batch ? [{ name: batch.file, length: String(batch.bytes), records: Number(batch.records) }] : []
}

async function meta(ask: Ask, source: Source): Promise<Answer> {
  const { of } = await batchOf(ask, source)
  const path = ask.query.get('path') ?? ''
  if (path === 'input_files') return ok({ data: await files(ask, source) })
  const samples = of.samples.map(({ id, errors }) => ({ id, _errors: errors }))
  if (path === 'row_errors')
    return ok({
      data: [{ name: 'row_error_samples.json', length: String(Buffer.byteLength(JSON.stringify(samples))) }],
    })
  // Adobe's page on monitoring has it without the folder.
  if (path === 'row_error_samples.json' || path === 'row_errors/row_error_samples.json') return ok(samples)
  throw invalid('path is input_files, row_errors or row_error_samples.json.')
}
