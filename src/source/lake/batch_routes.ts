// What a run's links lead to: the files of a batch, and the rows that failed.
// (https://experienceleague.adobe.com/en/docs/experience-platform/ingestion/quality/error-diagnostics)
import { invalid, notFound } from '../door/errors.ts'
import { type Answer, type Ask, ok, type Route } from '../door/route.ts'
import type { Run } from '../flow/documents.ts'
import type { Source } from '../index.ts'

export const batchRoutes: readonly Route[] = [
  { method: 'GET', path: '/export/batches/:id/meta', needs: ['view'], run: meta },
  {
    method: 'GET',
    path: '/export/batches/:id/files',
    needs: ['view'],
    run: async (ask, source) => ok({ data: await files(ask, source) }),
  },
]

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
