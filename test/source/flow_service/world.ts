// One world for the tests of the Flow Service: an account of customers, the parts of a flow over it, and the calls. For tests.
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { FakeHost } from '../fake_host.ts'
import { type Called, type SourceWorld, sourceWorld } from '../world.ts'

/** 2023-11-14 22:13:20 UTC, at which the host's clock stands too. */
export const START = 1_700_000_000
export const STRIPE = { id: 'cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3', version: '1.0' }
export const LAKE = { id: 'c604ff05-7f1a-43c0-8e18-33bf874cb11c', version: '1.0' }
export const REST = { id: '6499120c-0b15-42dc-936e-847ea3c24d72', version: '1.0' }
export const PROFILE = 'https://ns.adobe.com/xdm/context/profile'
/** 2096: no schedule begins it while the tests run. */
export const LATER = { startTime: 4_000_000_000, frequency: 'once' }

export let host: FakeHost
export let world: SourceWorld
/** The source's time, in epoch milliseconds: it stands until a test moves it. */
export const clock = { now: START * 1000 }
export let made: Made
before(async () => {
  host = await new FakeHost().start()
  world = await sourceWorld({ host: host.url, pauseMs: 1, now: () => clock.now })
  for (const name of ['1', '2', '3']) host.create(name)
  made = await stack()
})
after(async () => {
  await world.close()
  await host.stop()
})

export const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  world.call(method, `/flowservice${path}`, body, headers)
export const get = async (path: string) => (await call('GET', path)).body
export const told = ({ status, body }: Called) => [status, body.errorCode]

export async function create(path: string, body: unknown, headers?: Record<string, string>): Promise<string> {
  const said = await world.call('POST', path, body, headers)
  assert.ok(said.status === 200 || said.status === 201, JSON.stringify(said.body))
  return said.body.id ?? said.body.$id ?? said.body[0].split('/').at(-1)
}

export interface Made {
  readonly connection: string
  readonly source: string
  readonly group: string
  readonly schema: string
  readonly dataset: string
  readonly target: string
  readonly mapping: string
}

/** An account of the host. */
export const connect = (accessToken: string, headers?: Record<string, string>): Promise<string> => {
  const auth = { specName: 'OAuth2 Refresh Code', params: { accessToken } }
  return create('/flowservice/connections', { name: accessToken, connectionSpec: STRIPE, auth }, headers)
}

let stacks = 0
/** All that a flow of customers needs: their ids, and their names as numbers. */
export async function stack(headers?: Record<string, string>): Promise<Made> {
  const title = `Customers ${++stacks}`
  const connection = await connect('sk_test_1', headers)
  const from = { connectionSpec: STRIPE, data: { format: 'json' }, params: { resourcePath: 'customers' } }
  const source = await create(
    '/flowservice/sourceConnections',
    { name: 'From', baseConnectionId: connection, ...from },
    headers,
  )
  const fields = { id: { type: 'string' }, n: { type: 'integer' } }
  const group = await create(
    '/schemaregistry/tenant/fieldgroups',
    {
      title,
      type: 'object',
      'meta:intendedToExtend': [PROFILE],
      definitions: {
        own: {
          properties: { _brindle: { type: 'object', properties: { c: { type: 'object', properties: fields } } } },
        },
      },
      allOf: [{ $ref: '#/definitions/own' }],
    },
    headers,
  )
  const allOf = [{ $ref: PROFILE }, { $ref: group }]
  const schema = await create('/schemaregistry/tenant/schemas', { type: 'object', title, allOf }, headers)
  const schemaRef = { id: schema, contentType: 'application/vnd.adobe.xed-full+json;version=1' }
  const dataset = await create('/catalog/dataSets', { name: title, schemaRef }, headers)
  const data = { format: 'parquet_xdm', schema: { id: schema } }
  const to = { name: 'To', connectionSpec: LAKE, data, params: { dataSetId: dataset } }
  const target = await create('/flowservice/targetConnections', to, headers)
  const mappings = [
    { sourceType: 'ATTRIBUTE', source: 'data.id', destination: '_brindle.c.id' },
    { sourceType: 'EXPRESSION', source: 'to_integer(data.name)', destination: '_brindle.c.n' },
  ]
  const set = { version: 0, xdmSchema: schema, xdmVersion: '1.0', mappings }
  const mapping = await create('/conversion/mappingSets', set, headers)
  return { connection, source, group, schema, dataset, target, mapping }
}

export const flow = (more: object = {}, of = made) => ({
  name: 'Flow',
  flowSpec: REST,
  sourceConnectionIds: [of.source],
  targetConnectionIds: [of.target],
  transformations: [{ name: 'Mapping', params: { mappingId: of.mapping, mappingVersion: 0 } }],
  scheduleParams: LATER,
  ...more,
})
export const makeFlow = (more?: object) => create('/flowservice/flows', flow(more))
export const shownFlow = async (id: string) => (await get(`/flows/${id}`)).items[0]
export const SCOPE = { org: 'BRINDLE@AdobeOrg', sandbox: 'prod' }

/** A run by hand, to its end. */
export async function run(flowId: string, params?: object): Promise<any> {
  const said = await call('POST', '/runs/', { flowId, ...(params && { params }) })
  assert.equal(said.status, 201, JSON.stringify(said.body))
  const [{ id }] = said.body.items
  await world.source.runner.wait(SCOPE, flowId, id)
  return (await get(`/runs/${id}`)).items[0]
}

/** Runs by hand read what was created around the start. */
export const WINDOW = { windowStartTime: String(START - 100), windowEndTime: START + 100 }

/** Where a link of an answer leads. */
export const follow = (link: string, headers?: Record<string, string>) =>
  world.call('GET', link.replace(/^\/data\/foundation/, ''), undefined, headers)
