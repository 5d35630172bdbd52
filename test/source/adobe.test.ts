// Adobe's tutorial on the Stripe source, call by call, with only the host replaced: the bodies are those that it prints, with their
// commas. It ends in Parquet that another reader finds equal to what the host lists.
// (https://experienceleague.adobe.com/en/docs/experience-platform/sources/api-tutorials/create/payments/stripe)
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import type { Brindle } from '../../src/main.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { type Called, sourceWorld, type SourceWorld } from './world.ts'

let brindle: Brindle
let shop: Sandbox
let world: SourceWorld
before(async () => {
  brindle = await startBrindle()
  shop = sandbox(brindle)
  world = await sourceWorld({ host: brindle.url })
})
after(async () => {
  await world.close()
  await brindle.close()
})

const CONNECTION = `{
      "name": "Stripe base connection",
      "description": "Authenticated base connection for Stripe",
      "connectionSpec": {
          "id": "cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3",
          "version": "1.0"
      },
      "auth": {
          "specName": "OAuth2 Refresh Code",
          "params": {
            "accessToken": "{ACCESS_TOKEN}",
          }
      }
  }`
const SOURCE_CONNECTION = `{
      "name": "Stripe Source Connection For Charges Data",
      "description": "Stripe source connection for charges data",
      "baseConnectionId": "{BASE_CONNECTION_ID}",
      "connectionSpec": {
        "id": "cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3",
        "version": "1.0"
      },
      "data": {
        "format": "json"
      },
      "params": {
        "resourcePath": "charges"
      },
  }`
const TARGET_CONNECTION = `{
      "name": "Stripe Target Connection For Charges Data",
      "description": "Stripe target connection for charges data",
      "connectionSpec": {
          "id": "c604ff05-7f1a-43c0-8e18-33bf874cb11c",
          "version": "1.0"
      },
      "data": {
          "format": "parquet_xdm",
          "schema": {
              "id": "{SCHEMA_ID}",
              "version": "application/vnd.adobe.xed-full+json;version=1.3"
          }
      },
      "params": {
          "dataSetId": "{DATASET_ID}"
      }
  }`
const FLOW = `{
    "name": "Stripe Connector Flow Generic Rest",
    "description": "Stripe Connector Description Flow Generic Rest",
    "flowSpec": {
        "id": "6499120c-0b15-42dc-936e-847ea3c24d72",
        "version": "1.0"
    },
    "sourceConnectionIds": [
        "{SOURCE_CONNECTION_ID}"
    ],
    "targetConnectionIds": [
        "{TARGET_CONNECTION_ID}"
    ],
    "transformations": [
        {
            "name": "Mapping",
            "params": {
                "mappingId": "{MAPPING_ID}",
                "mappingVersion": 0
            }
        }
    ],
    "scheduleParams": {
        "startTime": "1710267858",
        "frequency": "minute",
        "interval": 15
    }
}`
/** Where the tutorial says that charges are found: `{"resourcePath":"charges"}` in Base64. */
const EXPLORE =
  'objectType=rest&object=json&fileType=json&preview=false&sourceParams=eyJyZXNvdXJjZVBhdGgiOiJjaGFyZ2VzIn0%3D'
const MAPPING = readFileSync(join(import.meta.dirname, 'fixtures/adobe_mapping.txt'), 'utf8')

const text = { type: 'string' }
const whole = { type: 'integer' }
const truth = { type: 'boolean' }
const hash = (properties: object) => ({ type: 'object', properties })
/** The fields that the tutorial's mapping set leads to. */
const CHARGES_DATA = hash({
  ...Object.fromEntries(
    [
      'id',
      'object',
      'status',
      'currency',
      'customer',
      'payment_intent',
      'payment_method',
      'balance_transaction',
      'receipt_url',
      'calculated_statement_descriptor',
    ].map((name) => [name, text]),
  ),
  ...Object.fromEntries(['amount', 'amount_captured', 'amount_refunded', 'created'].map((name) => [name, whole])),
  ...Object.fromEntries(['captured', 'paid', 'refunded', 'disputed', 'livemode'].map((name) => [name, truth])),
  outcome: hash({
    type: text,
    risk_level: text,
    network_status: text,
    seller_message: text,
    reason: text,
    risk_score: whole,
  }),
  payment_method_details: hash({
    type: text,
    card: hash({
      ...Object.fromEntries(
        ['last4', 'brand', 'funding', 'country', 'fingerprint', 'network'].map((name) => [name, text]),
      ),
      ...Object.fromEntries(['exp_month', 'exp_year', 'amount_authorized'].map((name) => [name, whole])),
      overcapture: hash({ status: text, maximum_amount_capturable: whole }),
      network_token: hash({ used: truth }),
      incremental_authorization: hash({ status: text }),
      multicapture: hash({ status: text }),
      extended_authorization: hash({ status: text }),
    }),
  }),
})

const made = ({ status, body }: Called): string => {
  assert.equal(status, 201, JSON.stringify(body))
  return body.id ?? body.$id
}

async function pay(count: number) {
  for (let i = 0; i < count; i++)
    await shop.stripe.paymentIntents.create({
      amount: 1000 + i,
      currency: 'usd',
      payment_method: i % 3 === 0 ? 'pm_card_mastercard' : 'pm_card_visa',
      confirm: true,
      return_url: 'https://shop.example',
    })
}

test('the tutorial runs as it is printed, and its dataset is what the host lists', async () => {
  await pay(7)
  await shop.advance(10)
  const { call } = world
  const fill = (body: string, values: Record<string, string>) =>
    Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), body)

  const connected = await call('POST', '/flowservice/connections', fill(CONNECTION, { ACCESS_TOKEN: shop.key }))
  const base = made(connected)
  assert.match(connected.body.etag, /^"[0-9a-f-]+"$/)

  const explored = await call('GET', `/flowservice/connections/${base}/explore?${EXPLORE}`)
  assert.equal(explored.status, 200)
  assert.equal(explored.body.format, 'hierarchical')
  const { properties } = explored.body.schema.properties.data
  assert.deepEqual(properties.amount, { type: 'integer', minimum: -9007199254740992, maximum: 9007199254740991 })
  assert.deepEqual([properties.receipt_email, properties.metadata], [{}, { type: 'object', properties: {} }])

  const source = made(
    await call('POST', '/flowservice/sourceConnections', fill(SOURCE_CONNECTION, { BASE_CONNECTION_ID: base })),
  )
  const profile = 'https://ns.adobe.com/xdm/context/profile'
  const group = made(
    await call('POST', '/schemaregistry/tenant/fieldgroups', {
      title: 'Charges',
      type: 'object',
      'meta:intendedToExtend': [profile],
      definitions: { charges: { properties: { _brindle: hash({ charges_data: CHARGES_DATA }) } } },
      allOf: [{ $ref: '#/definitions/charges' }],
    }),
  )
  const schema = made(
    await call('POST', '/schemaregistry/tenant/schemas', {
      type: 'object',
      title: 'Stripe charges',
      allOf: [{ $ref: profile }, { $ref: group }],
    }),
  )
  const dataset = await call('POST', '/catalog/dataSets?requestDataSource=true', {
    name: 'Stripe charges',
    schemaRef: { id: schema, contentType: 'application/vnd.adobe.xed-full-notext+json; version=1' },
  })
  assert.match(dataset.body[0], /^@\/dataSets\/[0-9a-f]{24}$/)
  const dataSetId = dataset.body[0].split('/').at(-1)
  const target = made(
    await call(
      'POST',
      '/flowservice/targetConnections',
      fill(TARGET_CONNECTION, { SCHEMA_ID: schema, DATASET_ID: dataSetId }),
    ),
  )
  const mapping = await call('POST', '/conversion/mappingSets', fill(MAPPING, { SCHEMA_ID: schema, ORG_ID: 'brindle' }))
  assert.match(mapping.body.id, /^[0-9a-f]{32}$/)
  const sent = fill(FLOW, { SOURCE_CONNECTION_ID: source, TARGET_CONNECTION_ID: target, MAPPING_ID: mapping.body.id })
  // The tutorial's last call has no Authorization: that is not tolerated.
  assert.equal((await call('POST', '/flowservice/flows', sent, { authorization: '' })).status, 401)
  const flow = made(await call('POST', '/flowservice/flows', sent))

  await world.source.runner.tick()
  const run = await finished(flow)
  assert.deepEqual(run.metrics.statusSummary.status, 'success', JSON.stringify(run.metrics.statusSummary))
  assert.deepEqual(run.metrics.recordSummary, { inputRecordCount: 7, outputRecordCount: 7, failedRecordCount: 0 })
  assert.deepEqual(
    run.activities.map(({ id }: { id: string }) => id),
    ['copyActivity', 'promotionActivity'],
  )

  const [batch] = run.activities[1].targetInfo[0].reference.ids
  const files = await call('GET', `/export/batches/${batch}/meta?path=input_files`)
  const rows = await readParquet(join(world.folder, files.body.data[0].name))
  const listed = (await shop.stripe.charges.list({ limit: 100 }, { apiVersion: '2026-08-26.dahlia' })).data
  assert.equal(rows.length, listed.length)
  const wanted = new Map(listed.map((charge) => [charge.id, JSON.parse(JSON.stringify(charge))]))
  const paths = [...MAPPING.matchAll(/"data\.([\w.]+)"/g)].map(([, path]) => path!)
  assert.equal(paths.length, 36)
  for (const row of rows) {
    const landed = plain((row._brindle as Fields).charges_data) as Fields
    const charge = wanted.get(landed.id as string)!
    for (const path of paths)
      assert.deepEqual(without(at(landed, path)), without(at(charge, path)), `${landed.id} ${path}`)
  }
})

type Fields = Record<string, unknown>
const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((one, name) => (one as Fields | null | undefined)?.[name], value)

/** Without nulls: a column that another row has is null in this one. */
const without = (value: unknown): unknown => {
  if (value === null || value === undefined) return undefined
  if (Array.isArray(value)) return value.map(without)
  if (typeof value !== 'object') return value
  const kept = Object.entries(value).flatMap(([name, one]) =>
    without(one) === undefined ? [] : [[name, without(one)]],
  )
  return kept.length > 0 ? Object.fromEntries(kept) : undefined
}

/** Integers as numbers: none of these is beyond them. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? Number(one) : one)))

async function readParquet(path: string): Promise<Fields[]> {
  return (await parquetReadObjects({ file: await asyncBufferFromFile(path), compressors })) as Fields[]
}

async function finished(flow: string): Promise<any> {
  for (;;) {
    const { body } = await world.call('GET', `/flowservice/runs?property=flowId==${flow}`)
    const [run] = body.items
    if (run && run.metrics.statusSummary.status !== 'inProgress') return run
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
