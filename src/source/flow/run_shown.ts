// A run as the API shows it: its figures, and its two activities, copying from the source and promoting into the lake.
// (https://experienceleague.adobe.com/en/docs/experience-platform/sources/api-tutorials/monitor)
import type { Document } from '../lake/catalog.ts'
import type { Run } from './documents.ts'

export function shownRun({ id, etag, body }: Document<Run>) {
  const { flowId, status, errors, batches, samples, drift, startedAt, completedAt, window, kind } = body
  const duration = { startedAtUTC: startedAt, ...(completedAt !== undefined && { completedAtUTC: completedAt }) }
  const records = {
    inputRecordCount: body.inputRecords,
    outputRecordCount: body.outputRecords,
    failedRecordCount: body.failedRecords,
  }
  const sizes = { inputBytes: body.inputBytes, outputBytes: body.outputBytes }
  const meta = batches.length > 0 ? `/data/foundation/export/batches/${batches.at(-1)}/meta?path=` : ''
  const failed = meta && samples.length > 0
  return {
    id,
    flowId,
    createdAt: body.createdAt,
    updatedAt: body.updatedAt,
    createdBy: body.createdBy,
    updatedBy: body.updatedBy,
    createdClient: body.createdClient,
    updatedClient: body.updatedClient,
    sandboxName: body.sandboxName,
    imsOrgId: body.imsOrgId,
    version: etag,
    etag,
    metrics: {
      durationSummary: duration,
      sizeSummary: sizes,
      recordSummary: records,
      fileSummary: {
        inputFileCount: batches.length,
        outputFileCount: batches.length,
        activityRefs: ['promotionActivity'],
      },
      statusSummary: { status, errors, activityRefs: ['copyActivity', 'promotionActivity'] },
    },
    activities: [
      {
        id: 'copyActivity',
        name: 'Copy Activity',
        updatedAtUTC: body.updatedAt,
        durationSummary: {
          ...duration,
          ...(window && { extensions: { windowStart: window.from * 1000, windowEnd: window.to * 1000 } }),
        },
        sizeSummary: sizes,
        recordSummary: { inputRecordCount: body.inputRecords, outputRecordCount: body.inputRecords },
        statusSummary: {
          status,
          extensions: { type: kind === 'scheduled' || kind === 'event' ? 'incremental' : 'one-time' },
        },
      },
      {
        id: 'promotionActivity',
        name: 'Promotion Activity',
        updatedAtUTC: body.updatedAt,
        durationSummary: duration,
        recordSummary: records,
        fileSummary: {
          outputFileCount: batches.length,
          ...(meta && { extensions: { manifest: { fileInfo: `${meta}input_files` } } }),
        },
        statusSummary: {
          status,
          errors,
          ...(failed && {
            extensions: {
              manifest: {
                failedRecords: `${meta}row_errors`,
                sampleErrors: `${meta}row_errors/row_error_samples.json`,
              },
            },
          }),
        },
        ...(drift.length > 0 && { schemaSummary: { added: drift } }),
        targetInfo: [{ id: flowId, type: 'TargetConnection', reference: { type: 'Batch', ids: batches } }],
      },
    ],
  }
}
