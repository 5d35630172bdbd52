// Makes what was set up: the dataset, the mapping set, the two connections and the flow, each by its own call. Where one is refused, what
// was made for it before is taken away again.
import { source } from '../source_api.ts'
import type { Draft } from './draft.ts'
import { FLOW_SPEC, LAKE_SPEC, SCHEMA_WHOLE, STRIPE_SPEC } from './types.ts'

/** What begins at once begins when it is made. */
const scheduled = ({ schedule }: Draft) => ({ startTime: Math.floor(Date.now() / 1000), ...schedule! })

const privacyOf = ({ privacy }: Draft) => privacy && { fields: 'personal', action: privacy }

/** Makes the flow, or a draft of it; answers its id. Throws the API's refusal. */
export async function makeFlow(of: Draft, isDraft: boolean): Promise<string> {
  const { connection, resources, params, name, description, datasetName, schemaId, rows, options } = of
  /** How each that was made is taken away, the latest first. */
  const undo: (() => Promise<unknown>)[] = []
  const made = async (path: string, body: unknown): Promise<string> => {
    const answer = await source('POST', path, body)
    const id = Array.isArray(answer) ? String(answer[0]).split('/').at(-1)! : (answer.id as string)
    undo.unshift(() => source('DELETE', `${path.split('?', 1)[0]}/${id}`))
    return id
  }
  const named = { name, ...(description && { description }) }
  try {
    const schemaRef = { id: schemaId, contentType: SCHEMA_WHOLE.replace('; ', ';') }
    const dataSetId = of.dataset ?? (await made('/catalog/dataSets', { name: datasetName, schemaRef }))
    const mappingId = await made('/conversion/mappingSets', {
      version: 0,
      xdmSchema: schemaId,
      xdmVersion: '1.0',
      mappings: rows,
    })
    const from = await made('sourceConnections', {
      ...named,
      baseConnectionId: connection,
      connectionSpec: STRIPE_SPEC,
      data: { format: 'json' },
      params: { resourcePath: resources[0], ...params },
    })
    const to = await made('targetConnections', {
      ...named,
      connectionSpec: LAKE_SPEC,
      data: { format: 'parquet_xdm', schema: { id: schemaId } },
      params: { dataSetId },
    })
    const privacy = privacyOf(of)
    return await made(isDraft ? 'flows?mode=draft' : 'flows', {
      ...named,
      flowSpec: FLOW_SPEC,
      sourceConnectionIds: [from],
      targetConnectionIds: [to],
      transformations: [
        { name: 'Mapping', params: { mappingId, mappingVersion: 0 } },
        ...(privacy ? [{ name: 'Privacy', params: privacy }] : []),
      ],
      scheduleParams: scheduled(of),
      options,
    })
  } catch (error) {
    for (const take of undo) await take().catch(() => undefined)
    throw error
  }
}

/** A flow for each list, with everything ready; answers their ids. */
export async function makeReady(of: Draft): Promise<readonly string[]> {
  const { connection, resources, params, options } = of
  const { items } = await source('POST', 'readyFlows', {
    baseConnectionId: connection,
    resourcePaths: resources,
    scheduleParams: scheduled(of),
    ...params,
    ...(options && { options }),
  })
  return (items as { flowId: string }[]).map(({ flowId }) => flowId)
}
