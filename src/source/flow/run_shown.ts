// A run as the API shows it: its figures, and its two activities, copying from the source and promoting into the lake.
// (https://experienceleague.adobe.com/en/docs/experience-platform/sources/api-tutorials/monitor, …/sources/notifications)
import type { Document } from '../lake/catalog.ts'
import type { Run, RunStatus } from './documents.ts'
import { COPY_FAILED, TRANSFORM_FAILED } from './record.ts'
import { sandboxIdOf } from './reading.ts'

type Errors = Run['errors']

/** A run as it is sent. Times in epoch milliseconds; links are under the host that was asked. */
export function shownRun({ id, etag, body }: Document<Run>) {
  const { flowId, of, errors, batches, drift, startedAt, completedAt, window } = body
  const duration = { startedAtUTC: startedAt, ...(completedAt !== undefined && { completedAtUTC: completedAt }) }
  const records = {
    inputRecordCount: body.inputRecords,
    outputRecordCount: body.outputRecords,
    failedRecordCount: body.failedRecords,
  }
  const sizes = { inputBytes: body.inputBytes, outputBytes: body.outputBytes }
  const files = { inputFileCount: batches.length, outputFileCount: batches.length }
  const copying = errors.filter(({ code }) => code === COPY_FAILED)
  const promoting = errors.filter(({ code }) => code !== COPY_FAILED)
  // What went wrong with rows is told by one code, and row by row in the extensions.
  const promoted = promoting.map(({ message }) => ({ code: TRANSFORM_FAILED, message }))
  const status = statusOf(body, copying, promoting)
  return {
    id,
    flowId,
    createdAt: body.createdAt,
    updatedAt: body.updatedAt,
    createdBy: body.createdBy,
    updatedBy: body.updatedBy,
    createdClient: body.createdClient,
    updatedClient: body.updatedClient,
    sandboxId: sandboxIdOf(body),
    sandboxName: body.sandboxName,
    imsOrgId: body.imsOrgId,
    version: etag,
    etag,
    metrics: {
      durationSummary: duration,
      sizeSummary: sizes,
      recordSummary: records,
      fileSummary: { ...files, activityRefs: ['promotionActivity'] },
      statusSummary: {
        status: body.status,
        errors: [...copying, ...promoted],
        activityRefs: [copying.length > 0 ? 'copyActivity' : 'promotionActivity'],
      },
    },
    activities: [
      {
        id: 'copyActivity',
        updatedAtUTC: body.updatedAt,
        durationSummary: {
          ...duration,
          ...(window && { extensions: { windowStart: window.from * 1000, windowEnd: window.to * 1000 } }),
        },
        // What is copied is what was read.
        sizeSummary: { inputBytes: body.inputBytes, outputBytes: body.inputBytes },
        recordSummary: { inputRecordCount: body.inputRecords, outputRecordCount: body.inputRecords },
        fileSummary: files,
        statusSummary: { status: status.copy, errors: copying, extensions: { type: typeOf(body) } },
        ...(of && { sourceInfo: [referenceTo(of.sourceConnectionId, 'SourceConnection', 'AdfRunId', [id])] }),
      },
      {
        id: 'promotionActivity',
        updatedAtUTC: body.updatedAt,
        durationSummary: duration,
        sizeSummary: sizes,
        recordSummary: records,
        fileSummary: {
          ...files,
          ...(batches.length > 0 && { extensions: { manifest: { fileInfo: metaOf(id, body, 'input_files') } } }),
        },
        statusSummary: { status: status.promotion, errors: promoted, ...rowErrorsOf(id, body, promoting) },
        ...(drift.length > 0 && { schemaSummary: { added: drift } }),
        ...(of && { targetInfo: [referenceTo(of.targetConnectionId, 'TargetConnection', 'Batch', batches)] }),
      },
    ],
  }
}

/** Adobe's `AdfRunId` is of the machine that copies there; here it is the run itself [I]. */
const referenceTo = (id: string, type: string, of: string, ids: readonly string[]) => ({
  id,
  type,
  reference: { type: of, ids },
})

/** Adobe's sample has `one-time`; the other word is [I]. */
const typeOf = ({ of, kind }: Run) =>
  kind === 'event' || (kind === 'scheduled' && of?.frequency !== 'once') ? 'incremental' : 'one-time'

/** How far each of the two came. What was not copied whole may have been promoted in part. */
function statusOf({ status, batches }: Run, copying: Errors, promoting: Errors) {
  if (status !== 'failed') return { copy: status, promotion: status } as const
  const isPromoted = promoting.length === 0 && batches.length > 0
  const of = (failed: boolean): RunStatus => (failed ? 'failed' : 'success')
  return { copy: of(copying.length > 0), promotion: of(!isPromoted) }
}

/** Of the run's last batch; of a run that failed before it had one, its own. */
const metaOf = (id: string, { batches }: Run, path: string) =>
  `/data/foundation/export/batches/${batches.at(-1) ?? id}/meta?path=${path}`

/** What went wrong with rows, by code, and where they are found. */
function rowErrorsOf(id: string, body: Run, promoting: Errors) {
  const { samples, failedRecords } = body
  if (promoting.length === 0 && samples.length === 0) return {}
  const codes = new Map<string, { recordCount: number; message: string }>()
  for (const { errors } of samples)
    for (const [code, message] of new Map((errors as readonly RowError[]).map((one) => [one.code, one.message]))) {
      const { recordCount, message: first } = codes.get(code) ?? { recordCount: 0, message }
      codes.set(code, { recordCount: recordCount + 1, message: first })
    }
  // Of many rows only some are kept: then it is not known how many had which.
  const isCounted = samples.length === failedRecords
  return {
    extensions: {
      ...(samples.length > 0 && {
        manifest: {
          failedRecords: metaOf(id, body, 'row_errors'),
          sampleErrors: metaOf(id, body, 'row_error_samples.json'),
        },
      }),
      errors: [
        ...promoting,
        ...[...codes].map(([code, { recordCount, message }]) => ({ code, ...(isCounted && { recordCount }), message })),
      ],
    },
  }
}

interface RowError {
  readonly code: string
  readonly message: string
}
