// What of an account is read, and the dataset where it goes.
// (https://experienceleague.adobe.com/en/docs/experience-platform/sources/api-tutorials/create/payments/stripe)
import { randomUUID } from 'node:crypto'
import { invalid } from '../door/errors.ts'
import { type Answer, type Ask, created, ok, type Route } from '../door/route.ts'
import type { Source } from '../index.ts'
import { LAKE_SPEC, type SourceConnection, STRIPE_SPEC, stamp, type TargetConnection } from './documents.ts'
import { resourcePath } from './explore_routes.ts'
import { type Body, bodyOf, descriptionOf, find, hashOf, listOf, removed, shown, specOf, textOf } from './reading.ts'

export const sourceConnectionRoutes: readonly Route[] = [
  { method: 'POST', path: '/flowservice/sourceConnections', needs: ['manage'], run: readFrom },
  {
    method: 'GET',
    path: '/flowservice/sourceConnections',
    needs: ['view'],
    run: (ask, source) => listOf<SourceConnection>(ask, source, 'sourceConnection', shown),
  },
  {
    method: 'GET',
    path: '/flowservice/sourceConnections/:id',
    needs: ['view'],
    run: async (ask, source) =>
      ok({ items: [shown(await find<SourceConnection>(ask, source, 'sourceConnection', ask.ids.id!))] }),
  },
  {
    method: 'DELETE',
    path: '/flowservice/sourceConnections/:id',
    needs: ['manage'],
    run: (ask, source) => removed(ask, source, 'sourceConnection', 'flow', 'sourceConnectionIds'),
  },
  { method: 'POST', path: '/flowservice/targetConnections', needs: ['manage'], run: landIn },
  {
    method: 'GET',
    path: '/flowservice/targetConnections',
    needs: ['view'],
    run: (ask, source) => listOf<TargetConnection>(ask, source, 'targetConnection', shown),
  },
  {
    method: 'GET',
    path: '/flowservice/targetConnections/:id',
    needs: ['view'],
    run: async (ask, source) =>
      ok({ items: [shown(await find<TargetConnection>(ask, source, 'targetConnection', ask.ids.id!))] }),
  },
  {
    method: 'DELETE',
    path: '/flowservice/targetConnections/:id',
    needs: ['manage'],
    run: (ask, source) => removed(ask, source, 'targetConnection', 'flow', 'targetConnectionIds'),
  },
]

async function readFrom(ask: Ask, source: Source): Promise<Answer> {
  const body = bodyOf(ask, ['name', 'description', 'baseConnectionId', 'connectionSpec', 'data', 'params'])
  const connectionSpec = specOf(body, 'connectionSpec', STRIPE_SPEC, 'the Stripe source')
  const baseConnectionId = textOf(body, 'baseConnectionId')
  await find(ask, source, 'connection', baseConnectionId)
  if (hashOf(body, 'data').format !== 'json') throw invalid('data.format is "json".')
  const params = hashOf(body, 'params')
  const unknown = Object.keys(params).find(
    (name) => !['resourcePath', 'apiVersion', 'accounts', 'createdFrom'].includes(name),
  )
  if (unknown !== undefined)
    throw invalid(`params.${unknown} is not known. Known are resourcePath, apiVersion, accounts and createdFrom.`)
  if (params.accounts !== undefined && params.accounts !== 'connected') throw invalid('params.accounts is "connected".')
  if (params.createdFrom !== undefined && !Number.isSafeInteger(params.createdFrom))
    throw invalid('params.createdFrom is in epoch seconds.')
  if (params.apiVersion !== undefined && !/^\d{4}-\d\d-\d\d(\.\w+)?$/.test(String(params.apiVersion)))
    throw invalid('params.apiVersion is a version such as 2023-10-16.')
  const made: SourceConnection = {
    name: textOf(body, 'name'),
    ...descriptionOf(body),
    baseConnectionId,
    connectionSpec,
    data: { format: 'json' },
    params: { ...params, resourcePath: resourcePath(params.resourcePath, 'params.resourcePath') },
    ...stamp(ask, source),
  }
  return insert(ask, source, 'sourceConnection', made)
}

async function landIn(ask: Ask, source: Source): Promise<Answer> {
  const body = bodyOf(ask, ['name', 'description', 'connectionSpec', 'data', 'params', 'baseConnectionId'])
  const connectionSpec = specOf(body, 'connectionSpec', LAKE_SPEC, 'the data lake')
  const data = hashOf(body, 'data')
  if (data.format !== 'parquet_xdm') throw invalid('data.format is "parquet_xdm".')
  const dataSetId = textOf(hashOf(body, 'params'), 'dataSetId')
  const dataset = await find<{ schemaRef: { id: string } }>(ask, source, 'dataSet', dataSetId)
  const schema = data.schema as Body | undefined
  if (schema !== undefined && schema?.id !== dataset.body.schemaRef.id)
    throw invalid(`data.schema.id is not that of the dataset, which is ${dataset.body.schemaRef.id}.`)
  const made: TargetConnection = {
    name: textOf(body, 'name'),
    ...descriptionOf(body),
    connectionSpec,
    data,
    params: { dataSetId },
    ...stamp(ask, source),
  }
  return insert(ask, source, 'targetConnection', made)
}

async function insert(ask: Ask, source: Source, kind: string, body: object): Promise<Answer> {
  const id = randomUUID()
  const etag = await source.catalog.write((tx) => tx.insert(ask.scope, kind, id, body))
  return created({ id, etag })
}
