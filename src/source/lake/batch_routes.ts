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

/** A batch of a run of the caller's. */
async function batchOf({ scope, ids }: Ask, { catalog }: Source): Promise<Found & { readonly of: Run }> {
  const [batch] = await catalog.ask<Found>('select run, file, records, bytes from batches where id = ?', [ids.id!])
  const of = batch && (await catalog.find<Run>(scope, 'run', batch.run))
  if (!batch || !of) throw notFound('batch', ids.id!)
  return { ...batch, of: of.body }
}

async function files(ask: Ask, source: Source) {
  const { file, records, bytes } = await batchOf(ask, source)
  return [{ name: file, length: String(bytes), records: Number(records) }]
}

async function meta(ask: Ask, source: Source): Promise<Answer> {
  const { of } = await batchOf(ask, source)
  const path = ask.query.get('path') ?? ''
  if (path === 'input_files') return ok({ data: await files(ask, source) })
  const samples = of.samples.map(({ id, errors }) => ({ id, _errors: errors }))
  if (path === 'row_errors')
    return ok({ data: [{ name: 'row_error_samples.json', length: String(JSON.stringify(samples).length) }] })
  if (path === 'row_errors/row_error_samples.json') return ok(samples)
  throw invalid('path is input_files, row_errors or row_errors/row_error_samples.json.')
}
