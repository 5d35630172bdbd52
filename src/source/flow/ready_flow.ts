// A flow with all that it needs, in one call: schema, dataset, mapping set and connections made from the contract, by the same calls that
// the API has. Done again it finds what it has made. (feature of the connectors that bring their own tables; the names are ours)
import type { Said } from '../door/door.ts'
import { isDeepStrictEqual } from 'node:util'
import { invalid, problem } from '../door/errors.ts'
import { type Answer, type Ask, created, type Route } from '../door/route.ts'
import { SIX, type Stream, streamNamed } from '../extract/streams.ts'
import type { Source } from '../index.ts'
import { decrypt } from '../lake/keys.ts'
import { type ReadySchema, readySchema } from '../xdm/ready.ts'
import { tenantOf } from '../xdm/registry_store.ts'
import { type Connection, type Flow, FLOW_SPEC, LAKE_SPEC, type SourceConnection, STRIPE_SPEC } from './documents.ts'
import { optionsOf } from './flows.ts'
import { readPrivacy } from './privacy.ts'
import { type Body, bodyOf, echo, find, naming, textOf } from './reading.ts'
import { readSchedule } from './schedule.ts'
import { paramsOf } from './source_connections.ts'

type Caller = Pick<Ask, 'scope' | 'user' | 'client'>

export const readyRoutes: readonly Route[] = [
  { method: 'POST', path: '/flowservice/readyFlows', needs: ['view', 'manage'], run: makeReady },
  { method: 'POST', path: '/flowservice/readySchemas', needs: ['view', 'manage'], run: makeSchema },
]

/** What a ready flow reads beside its stream. */
export interface ReadyOptions {
  readonly scheduleParams?: Body
  readonly apiVersion?: string
  readonly accounts?: 'connected'
  readonly createdFrom?: number
  readonly options?: Body
  /** The params of its transformation Privacy. */
  readonly privacy?: Body
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
    'privacy',
  ])
  const connection = textOf(body, 'baseConnectionId')
  await find(ask, source, 'connection', connection)
  const paths = body.resourcePaths ?? SIX
  if (!Array.isArray(paths) || paths.length === 0) throw invalid('resourcePaths is a list, such as ["charges"].')
  if (new Set(paths).size < paths.length) throw invalid('resourcePaths has a path twice.')
  const { apiVersion, accounts, createdFrom, scheduleParams } = body
  // All is looked at before anything is made.
  readSchedule(scheduleParams, source.now())
  optionsOf(body)
  const streams = paths.map((resourcePath) => {
    const stream = typeof resourcePath === 'string' ? streamNamed(resourcePath) : undefined
    if (!stream) throw invalid(`${echo(resourcePath)} is no resource path. Adobe's are ${SIX.join(', ')}.`)
    paramsOf({
      resourcePath,
      ...(apiVersion !== undefined && { apiVersion }),
      ...(accounts !== undefined && { accounts }),
      ...(createdFrom !== undefined && { createdFrom }),
    })
    readable(stream, ask.scope.org, apiVersion as string | undefined)
    return stream
  })
  const items: ReadyFlow[] = []
  for (const stream of streams) items.push(await readyFlow(source, ask, connection, stream, body as ReadyOptions))
  return created({ items })
}

/** The ready schema; a version that does not have the object is refused as what was asked for. */
function readable(stream: Stream, org: string, apiVersion: string | undefined): ReadySchema {
  try {
    return readySchema(stream, tenantOf(org), apiVersion)
  } catch (error) {
    throw invalid(`There is no ready schema: ${(error as Error).message}`)
  }
}

/**
 * Makes the flow of a stream, and everything that it names, or finds it. Throws 409 where the sandbox has the flow of another connection:
 * in one dataset the objects of two accounts could not be told apart.
 */
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
  const named = (kind: string) => lastNamed(source, caller, kind, title)
  const known = await named('flow')
  if (known) await refuseOther(source, caller, known, connection)
  const ready = readable(stream, caller.scope.org, options.apiVersion)
  let dataset = await named('dataSet')
  if (!dataset) {
    const schema = await registered(source, caller, ready)
    const contentType = 'application/vnd.adobe.xed-full+json;version=1'
    const [ref] = (await call('/catalog/dataSets', { name: title, schemaRef: { id: schema, contentType } })) as string[]
    dataset = ref!.split('/').at(-1)!
  }
  if (known) await checkHidden(source, caller, known, options.privacy)
  if (known) return { resourcePath: stream.name, flowId: known, dataSetId: dataset }
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
    transformations: [
      { name: 'Mapping', params: { mappingId: mapping.id, mappingVersion: 0 } },
      ...(options.privacy ? [{ name: 'Privacy', params: options.privacy }] : []),
    ],
    ...(options.scheduleParams && { scheduleParams: options.scheduleParams }),
    ...(options.options && { options: options.options }),
  })) as { id: string }
  return { resourcePath: stream.name, flowId: flow.id, dataSetId: dataset }
}

interface Titled {
  readonly name?: string
  readonly title?: string
}

/** What was made last of what has this name, or title. */
const lastNamed = async ({ catalog }: Source, { scope }: Caller, kind: string, called: string) =>
  (await naming<Titled>(catalog, scope, kind, called, ({ name, title }) => [name ?? title])).at(-1)

/** The id of a ready schema in the registry, where it is found by its title, with its field group; or made. */
async function registered(source: Source, caller: Caller, ready: ReadySchema): Promise<string> {
  const one = async (kind: string, path: string, body: object) =>
    (await lastNamed(source, caller, kind, (body as { title: string }).title)) ??
    ((await made(source, caller, `/schemaregistry/tenant/${path}`, body)) as { $id: string }).$id
  return one('schema', 'schemas', ready.schema(await one('fieldGroup', 'fieldgroups', ready.fieldGroup)))
}

/** The ready schema of a list, registered, and the rows that map its objects into it: for whoever makes a flow step by step. */
async function makeSchema(ask: Ask, source: Source): Promise<Answer> {
  const body = bodyOf(ask, ['resourcePath', 'apiVersion'])
  const { resourcePath, apiVersion } = paramsOf(body)
  const ready = readable(streamNamed(resourcePath)!, ask.scope.org, apiVersion)
  return created({
    items: [{ resourcePath, schemaId: await registered(source, ask, ready), mappings: ready.mappings }],
  })
}

async function refuseOther(source: Source, caller: Caller, flow: string, connection: string): Promise<void> {
  const { body } = await find<Flow>(caller, source, 'flow', flow)
  const [from] = body.sourceConnectionIds
  const base = from && (await source.catalog.find<SourceConnection>(caller.scope, 'sourceConnection', from))
  if (base && base.body.baseConnectionId !== connection)
    throw problem(
      409,
      'other_connection',
      `The flow ${flow}, "${body.name}", reads from the connection ${base.body.baseConnectionId}. ` +
        'Another account has its flows in another sandbox.',
    )
}

/** What was landed openly stays so: a flow that is there already is not made to hide anything by asking for it again. */
async function checkHidden(source: Source, { scope }: Caller, id: string, asked: Body | undefined): Promise<void> {
  if (asked === undefined) return
  const { transformations } = (await source.catalog.find<Flow>(scope, 'flow', id))!.body
  const hidden = transformations.find(({ name }) => name === 'Privacy')?.params
  if (hidden && isDeepStrictEqual(hidden, { ...readPrivacy(asked) })) return
  throw problem(
    409,
    'privacy_differs',
    `The flow ${id} is there already, and hides ${hidden ? 'in another way' : 'nothing'}. Take a new lake, or change the flow's ` +
      'transformations and delete what was landed.',
  )
}

async function made(
  source: Source,
  caller: Caller,
  path: string,
  body: unknown,
  changed: { readonly method: 'PATCH'; readonly ifMatch: string } | undefined = undefined,
): Promise<unknown> {
  const said: Said = {
    ...caller,
    method: 'POST',
    path,
    permissions: ['view', 'manage'],
    query: new URLSearchParams(),
    accept: '',
    body,
    ...changed,
  }
  return (await source.call(said)).body
}

/**
 * The connection of an account, made once for each host and account: `name` is what it is found by. A new token of the account takes the
 * place of the one that is known.
 */
export async function readyConnection(
  source: Source,
  caller: Caller,
  name: string,
  host: string,
  accessToken: string,
): Promise<string> {
  const [id] = await naming<Titled>(source.catalog, caller.scope, 'connection', name, (body) => [body.name])
  const params = { accessToken, host }
  if (id !== undefined) {
    const { etag, body } = await find<Connection>(caller, source, 'connection', id)
    if (decrypt(source.key, body.sealed) !== accessToken) {
      const patch = [{ op: 'replace', path: '/auth/params', value: params }]
      await made(source, caller, `/flowservice/connections/${id}`, patch, { method: 'PATCH', ifMatch: etag })
    }
    return id
  }
  const auth = { specName: 'OAuth2 Refresh Code', params }
  const body = { name, connectionSpec: { id: STRIPE_SPEC, version: '1.0' }, auth }
  return ((await made(source, caller, '/flowservice/connections', body)) as { id: string }).id
}
