// A flow with all that it needs, in one call: schema, dataset, mapping set and connections made from the contract, by the same calls that
// the API has. Done again it finds what it has made. (feature of the connectors that bring their own tables; the names are ours)
import type { Said } from '../door/door.ts'
import { invalid, problem } from '../door/errors.ts'
import { type Answer, type Ask, created, type Route } from '../door/route.ts'
import { SIX, type Stream, streamNamed } from '../extract/streams.ts'
import type { Source } from '../index.ts'
import { readySchema } from '../xdm/ready.ts'
import { tenantOf } from '../xdm/registry_store.ts'
import { type Connection, type Flow, FLOW_SPEC, LAKE_SPEC, type SourceConnection, STRIPE_SPEC } from './documents.ts'
import { type Body, bodyOf, find, textOf } from './reading.ts'

type Caller = Pick<Ask, 'scope' | 'user' | 'client'>

export const readyRoutes: readonly Route[] = [
  { method: 'POST', path: '/flowservice/readyFlows', needs: ['view', 'manage'], run: makeReady },
]

/** What a ready flow reads beside its stream. */
export interface ReadyOptions {
  readonly scheduleParams?: Body
  readonly apiVersion?: string
  readonly accounts?: 'connected'
  readonly createdFrom?: number
  readonly options?: Body
}

export interface ReadyFlow {
  readonly resourcePath: string
  readonly flowId: string
  readonly dataSetId: string
}

async function makeReady(ask: Ask, source: Source): Promise<Answer> {
  const body = bodyOf(ask, [
    'baseConnectionId',
    'resourcePaths',
    'scheduleParams',
    'apiVersion',
    'accounts',
    'createdFrom',
    'options',
  ])
  const connection = textOf(body, 'baseConnectionId')
  await find(ask, source, 'connection', connection)
  const paths = body.resourcePaths ?? SIX
  if (!Array.isArray(paths) || paths.length === 0) throw invalid('resourcePaths is a list, such as ["charges"].')
  const streams = paths.map((path) => {
    const stream = typeof path === 'string' ? streamNamed(path) : undefined
    if (!stream) throw invalid(`${JSON.stringify(path)} is no resource path. Adobe's are ${SIX.join(', ')}.`)
    return stream
  })
  const items: ReadyFlow[] = []
  for (const stream of streams) items.push(await readyFlow(source, ask, connection, stream, body as ReadyOptions))
  return created({ items })
}

/** Why so many: nobody has more by far. */
const ALL = { limit: 10_000 } as const

/** Makes the flow of a stream, and everything that it names, or finds it. */
export async function readyFlow(
  source: Source,
  caller: Caller,
  connection: string,
  stream: Stream,
  options: ReadyOptions = {},
): Promise<ReadyFlow> {
  const { catalog } = source
  const call = (path: string, body: unknown) => made(source, caller, path, body)
  const title = `Stripe ${stream.name}`
  const named = async (kind: string, called = title) => {
    const all = await catalog.list<{ readonly name?: string; readonly title?: string }>(caller.scope, kind, ALL)
    return all.find(({ body }) => (body.name ?? body.title) === called)?.id
  }
  const ready = readySchema(stream, tenantOf(caller.scope.org), options.apiVersion)
  /** A resource of the registry, found by its title or made. */
  const registered = async (kind: string, path: string, body: { readonly title: string }) =>
    (await named(kind, body.title)) ?? ((await call(`/schemaregistry/tenant/${path}`, body)) as { $id: string }).$id
  let dataset = await named('dataSet')
  if (!dataset) {
    const group = await registered('fieldGroup', 'fieldgroups', ready.fieldGroup as { title: string })
    const schema = await registered('schema', 'schemas', ready.schema(group) as { title: string })
    const contentType = 'application/vnd.adobe.xed-full+json;version=1'
    const [ref] = (await call('/catalog/dataSets', { name: title, schemaRef: { id: schema, contentType } })) as string[]
    dataset = ref!.split('/').at(-1)!
  }
  const known = await named('flow')
  if (known) {
    await mustRead(source, caller, known, connection)
    return { resourcePath: stream.name, flowId: known, dataSetId: dataset }
  }
  const { schemaRef } = (await catalog.find<{ schemaRef: { id: string } }>(caller.scope, 'dataSet', dataset))!.body
  const mapping = (await call('/conversion/mappingSets', {
    version: 0,
    xdmSchema: schemaRef.id,
    xdmVersion: '1.0',
    mappings: ready.mappings,
  })) as { id: string }
  const spec = (id: string) => ({ id, version: '1.0' })
  const { apiVersion, accounts, createdFrom } = options
  const params = {
    resourcePath: stream.name,
    ...(apiVersion && { apiVersion }),
    ...(accounts && { accounts }),
    ...(createdFrom !== undefined && { createdFrom }),
  }
  const from = (await call('/flowservice/sourceConnections', {
    name: title,
    baseConnectionId: connection,
    connectionSpec: spec(STRIPE_SPEC),
    data: { format: 'json' },
    params,
  })) as { id: string }
  const to = (await call('/flowservice/targetConnections', {
    name: title,
    connectionSpec: spec(LAKE_SPEC),
    data: { format: 'parquet_xdm', schema: { id: schemaRef.id } },
    params: { dataSetId: dataset },
  })) as { id: string }
  const flow = (await call('/flowservice/flows', {
    name: title,
    flowSpec: spec(FLOW_SPEC),
    sourceConnectionIds: [from.id],
    targetConnectionIds: [to.id],
    transformations: [{ name: 'Mapping', params: { mappingId: mapping.id, mappingVersion: 0 } }],
    ...(options.scheduleParams && { scheduleParams: options.scheduleParams }),
    ...(options.options && { options: options.options }),
  })) as { id: string }
  return { resourcePath: stream.name, flowId: flow.id, dataSetId: dataset }
}

/** A flow goes on with the account that it began with. Throws 409 where it is another connection's. */
async function mustRead({ catalog }: Source, { scope }: Caller, flow: string, connection: string): Promise<void> {
  const found = await catalog.find<Flow>(scope, 'flow', flow)
  const from = await catalog.find<SourceConnection>(scope, 'sourceConnection', found?.body.sourceConnectionIds[0] ?? '')
  if (from?.body.baseConnectionId === connection) return
  const detail = `The flow ${flow} reads another account, or the same one elsewhere: each account has its own lake or sandbox.`
  throw problem(409, 'flow_of_another_account', detail)
}

async function made(source: Source, caller: Caller, path: string, body: unknown): Promise<unknown> {
  const said: Said = {
    ...caller,
    method: 'POST',
    path,
    permissions: ['view', 'manage'],
    query: new URLSearchParams(),
    accept: '',
    body,
  }
  return (await source.call(said)).body
}

/** The connection of an account, made once for each host and token: `name` is what it is found by. */
export async function readyConnection(
  source: Source,
  caller: Caller,
  name: string,
  host: string,
  accessToken: string,
): Promise<string> {
  const known = (await source.catalog.list<Connection>(caller.scope, 'connection', { limit: 10_000 })).find(
    ({ body }) => body.name === name,
  )
  if (known) return known.id
  const auth = { specName: 'OAuth2 Refresh Code', params: { accessToken, host } }
  const body = { name, connectionSpec: { id: STRIPE_SPEC, version: '1.0' }, auth }
  return ((await made(source, caller, '/flowservice/connections', body)) as { id: string }).id
}
