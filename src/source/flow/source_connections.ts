// Source connections, what of an account is read, and target connections, the dataset where it goes.
// (https://experienceleague.adobe.com/en/docs/experience-platform/sources/api-tutorials/create/payments/stripe#source-connection)
import { randomUUID } from 'node:crypto'
import { invalid } from '../door/errors.ts'
import { type Answer, type Ask, created, ok, type Route } from '../door/route.ts'
import type { Source } from '../index.ts'
import type { Writes } from '../lake/catalog.ts'
import { refuseUnreadable } from './connections.ts'
import {
  type Connection,
  LAKE_SPEC,
  type SourceConnection,
  STRIPE_SPEC,
  type Stamped,
  stamp,
  type TargetConnection,
} from './documents.ts'
import { resourcePath } from './explore_routes.ts'
import { listOf } from './listing.ts'
import {
  type Body,
  bodyOf,
  descriptionOf,
  echo,
  find,
  flowOf,
  hashOf,
  onlyKnown,
  removed,
  shown,
  specOf,
  textOf,
  wholeOf,
} from './reading.ts'

/** Reading and deleting are the same for both. */
const common = <T extends Stamped>(path: string, kind: string, by: Parameters<typeof flowOf>[2]): readonly Route[] => [
  {
    method: 'GET',
    path,
    needs: ['view'],
    run: (ask, source) => listOf<T>(ask, source, { kind, show: (found) => found.map(shown) }),
  },
  {
    method: 'GET',
    path: `${path}/:id`,
    needs: ['view'],
    run: async (ask, source) => ok({ items: [shown(await find<T>(ask, source, kind, ask.ids.id!))] }),
  },
  {
    method: 'DELETE',
    path: `${path}/:id`,
    needs: ['manage'],
    run: (ask, source) => removed(ask, source, kind, (tx, id) => flowOf(tx, ask.scope, by, id)),
  },
]

export const sourceConnectionRoutes: readonly Route[] = [
  { method: 'POST', path: '/flowservice/sourceConnections', needs: ['manage'], run: readFrom },
  ...common<SourceConnection>('/flowservice/sourceConnections', 'sourceConnection', 'sourceConnectionIds'),
  { method: 'POST', path: '/flowservice/targetConnections', needs: ['manage'], run: landIn },
  ...common<TargetConnection>('/flowservice/targetConnections', 'targetConnection', 'targetConnectionIds'),
]

async function readFrom(ask: Ask, source: Source): Promise<Answer> {
  const body = bodyOf(ask, ['name', 'description', 'baseConnectionId', 'connectionSpec', 'data', 'params'])
  const connectionSpec = specOf(body, 'connectionSpec', STRIPE_SPEC, 'the Stripe source')
  const baseConnectionId = textOf(body, 'baseConnectionId')
  const data = hashOf(body, 'data')
  onlyKnown(data, ['format'], 'data.')
  if (data.format !== 'json') throw invalid(`data.format is "json", not ${echo(data.format)}.`)
  const params = paramsOf(hashOf(body, 'params'))
  const named = { name: textOf(body, 'name'), ...descriptionOf(body) }
  const base = await find<Connection>(ask, source, 'connection', baseConnectionId)
  await refuseUnreadable(source, base, params.resourcePath)
  return insert(ask, source, 'sourceConnection', async (tx): Promise<SourceConnection> => {
    await find(ask, { catalog: tx }, 'connection', baseConnectionId)
    return {
      ...named,
      baseConnectionId,
      connectionSpec,
      data: { format: 'json' },
      params,
      ...stamp(ask, source),
    }
  })
}

/** What is read of an account, and how. Throws 400 that names what is wrong. */
export function paramsOf(params: Body): SourceConnection['params'] {
  onlyKnown(params, ['resourcePath', 'apiVersion', 'accounts', 'createdFrom'], 'params.')
  const { accounts, createdFrom, apiVersion } = params
  if (accounts !== undefined && accounts !== 'connected')
    throw invalid(`params.accounts is "connected", not ${echo(accounts)}.`)
  if (
    apiVersion !== undefined &&
    !(typeof apiVersion === 'string' && /^\d{4}-\d\d-\d\d(\.\w{1,50})?$/.test(apiVersion))
  )
    throw invalid(`params.apiVersion is a version such as 2023-10-16, not ${echo(apiVersion)}.`)
  return {
    resourcePath: resourcePath(params.resourcePath, 'params.resourcePath'),
    ...(apiVersion !== undefined && { apiVersion }),
    ...(accounts !== undefined && { accounts }),
    ...(createdFrom !== undefined && { createdFrom: wholeOf(createdFrom, 'params.createdFrom, in epoch seconds,') }),
  }
}

async function landIn(ask: Ask, source: Source): Promise<Answer> {
  const body = bodyOf(ask, ['name', 'description', 'connectionSpec', 'data', 'params'])
  const connectionSpec = specOf(body, 'connectionSpec', LAKE_SPEC, 'the data lake')
  const data = hashOf(body, 'data')
  onlyKnown(data, ['format', 'schema'], 'data.')
  if (data.format !== 'parquet_xdm') throw invalid(`data.format is "parquet_xdm", not ${echo(data.format)}.`)
  const schema = data.schema === undefined ? undefined : hashOf(data, 'schema')
  if (schema) onlyKnown(schema, ['id', 'version'], 'data.schema.')
  const params = hashOf(body, 'params')
  onlyKnown(params, ['dataSetId'], 'params.')
  const dataSetId = textOf(params, 'dataSetId')
  const named = { name: textOf(body, 'name'), ...descriptionOf(body) }
  return insert(ask, source, 'targetConnection', async (tx): Promise<TargetConnection> => {
    const dataset = await find<{ schemaRef: { id: string } }>(ask, { catalog: tx }, 'dataSet', dataSetId)
    if (schema && schema.id !== dataset.body.schemaRef.id)
      throw invalid(`data.schema.id is not that of the dataset, which is ${dataset.body.schemaRef.id}.`)
    return { ...named, connectionSpec, data, params: { dataSetId }, ...stamp(ask, source) }
  })
}

/** What a document names is there when it is written. */
async function insert(
  ask: Ask,
  source: Source,
  kind: string,
  made: (tx: Writes) => Promise<SourceConnection | TargetConnection>,
): Promise<Answer> {
  const id = randomUUID()
  const etag = await source.catalog.write(async (tx) => tx.insert(ask.scope, kind, id, await made(tx)))
  return created({ id, etag })
}
