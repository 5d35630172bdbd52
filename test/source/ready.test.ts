// The ready schemas: what Stripe sends goes through them into Parquet and comes out whole, read by a reader that is not ours.
// The six samples are those that Adobe prints: https://experienceleague.adobe.com/en/docs/experience-platform/sources/connectors/payments/stripe
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { versions } from '../../src/contract/index.ts'
import { SIX, streamNamed, streams } from '../../src/source/extract/streams.ts'
import { columnsOf, columnType } from '../../src/source/xdm/columns.ts'
import { conformer } from '../../src/source/xdm/conform.ts'
import type { XdmNode } from '../../src/source/xdm/node.ts'
import { personalFields, readySchema, recordOf } from '../../src/source/xdm/ready.ts'
import { LONG, SEED } from '../simulation/sizes.ts'
import { arbitraryObject } from './objects.ts'

type Fields = Record<string, any>

/** Of the samples: they have fields that later versions moved. */
const SAMPLED = '2023-10-16'
const samples: Record<string, Fields> = JSON.parse(
  readFileSync(new URL('fixtures/adobe_samples.json', import.meta.url), 'utf8'),
)
/** Objects of each of the six. */
const MADE = LONG ? Math.ceil(10_000 / SIX.length) : 40

const folder = mkdtempSync(join(tmpdir(), 'brindle-ready-'))
const instance = await DuckDBInstance.create(':memory:')
const duck: DuckDBConnection = await instance.connect()
after(() => {
  duck.closeSync()
  instance.closeSync()
  rmSync(folder, { recursive: true, force: true })
})

const stream = (name: string) => streamNamed(name)!
const text = (value: string) => `'${value.replaceAll("'", "''")}'`

/** Writes rows as a dataset's batch is written; answers where. */
async function parquet(name: string, root: XdmNode, rows: readonly unknown[]): Promise<string> {
  const [lines, file] = [join(folder, `${name}.ndjson`), join(folder, `${name}.parquet`)]
  writeFileSync(lines, rows.map((row) => JSON.stringify(row)).join('\n'))
  const columns = Object.entries(columnsOf(root)).map(([column, type]) => `${text(column)}: ${text(type)}`)
  await duck.run(
    `copy (from read_json(${text(lines)}, format = 'newline_delimited', columns = {${columns.join(', ')}}))
     to ${text(file)} (format parquet, compression zstd)`,
  )
  return file
}

const read = async (path: string): Promise<Fields[]> =>
  parquetReadObjects({ file: await asyncBufferFromFile(path), compressors })

const isObject = (value: unknown): value is Fields => typeof value === 'object'
const isThere = (value: unknown) => value !== null && value !== undefined

/**
 * Where what was read is not what was sent. It knows no schema. Null and absent are one, for a column has no third; an object
 * without fields is not null. A whole number is read as a bigint from a column, and as a number from a text of JSON.
 */
function differences(sent: any, got: any, path = ''): string[] {
  if (!isThere(sent) || !isThere(got)) return isThere(sent) === isThere(got) ? [] : [`${path}: ${sent} → ${got}`]
  if (typeof sent === 'number' && typeof got === 'bigint')
    return BigInt(sent) === got ? [] : [`${path}: ${sent} → ${got}`]
  if (!isObject(sent) || !isObject(got)) return sent === got ? [] : [`${path}: ${sent} → ${got}`]
  if (Array.isArray(sent) !== Array.isArray(got)) return [`${path}: an array and none`]
  if (Array.isArray(sent) && sent.length !== got.length) return [`${path}: ${sent.length} → ${got.length} entries`]
  return [...new Set([...Object.keys(sent), ...Object.keys(got)])].flatMap((name) =>
    differences((sent as Fields)[name], (got as Fields)[name], `${path}.${name}`),
  )
}

test('the comparison sees what is lost', () => {
  const rows: [sent: unknown, got: unknown, seen: number][] = [
    [{ a: null }, {}, 0],
    [{}, { a: null }, 0],
    [{ a: {} }, { a: null }, 1],
    [{ a: {} }, { a: { b: null } }, 0],
    [{ a: 1, b: 'x' }, { a: 1n, b: 'x' }, 0],
    [{ a: 2 ** 53 }, { a: 2n ** 53n + 1n }, 1],
    [{ a: '1' }, { a: 1n }, 1],
    [{ a: [] }, { a: null }, 1],
    [{ a: [1, null] }, { a: [1n] }, 1],
    [{ a: { k: 'v' } }, { a: {} }, 1],
    [{}, { a: 0n }, 1],
    [{ a: false }, { a: null }, 1],
  ]
  for (const [sent, got, seen] of rows) assert.equal(differences(sent, got).length, seen, JSON.stringify(sent))
})

for (const name of SIX) {
  test(`Adobe's sample of ${name} comes out of Parquet as it went in`, async () => {
    const { root } = readySchema(stream(name), 'brindle', SAMPLED)
    const sent = { _brindle: { [`${name}_data`]: samples[stream(name).object]! } }
    const { row, errors, drift } = conformer(root)(sent)
    assert.deepEqual([errors, drift], [[], []])
    const [got, ...more] = await read(await parquet(`sample_${name}`, root, [row]))
    assert.equal(more.length, 0)
    assert.deepEqual(differences(sent, got), [])
  })
}

test('columns have the types that Stripe’s reference gives the fields', async () => {
  const { root } = readySchema(stream('balance_transactions'), 'acme')
  const file = await parquet('types', root, [{}])
  const { schema } = await parquetMetadataAsync(await asyncBufferFromFile(file))
  const types = Object.fromEntries(schema.map(({ name, type, converted_type }) => [name, converted_type ?? type]))
  const { amount, available_on, created, exchange_rate, currency, id, fee_details } = types
  assert.deepEqual(
    { amount, available_on, created, exchange_rate, currency, id, fee_details },
    {
      amount: 'INT_64',
      available_on: 'INT_64',
      created: 'INT_64',
      exchange_rate: 'DOUBLE',
      currency: 'UTF8',
      id: 'UTF8',
      fee_details: 'LIST',
    },
  )
})

/** What some of the made objects must have, so that the deep and the rare is really tried. */
const REACHED: Readonly<Record<string, readonly string[]>> = {
  charges: [
    'payment_method_details.card.three_d_secure.result',
    'payment_method_details.klarna.payer_details.address.country',
    'payment_method_details.paypal.seller_protection.dispute_categories',
    'refunds.data.0.destination_details.card.reference',
    'source.id',
  ],
  subscriptions: [
    'items.data.0.price.currency_options',
    'items.data.1.plan.tiers',
    'pending_update.subscription_items.0.id',
  ],
  refunds: ['next_action.display_details.email_sent.email_sent_to'],
  balance_transactions: ['exchange_rate', 'fee_details.1.amount'],
  customers: [
    'subscriptions.data.0.items.data.0.price.recurring.interval',
    'sources.data.1.id',
    'tax_ids.data.0.value',
  ],
  prices: ['tiers.0.unit_amount_decimal', 'transform_quantity.divide_by'],
}

const at = (object: Fields, path: string) => path.split('.').reduce((value: any, name) => value?.[name], object)

for (const name of SIX) {
  test(`${MADE} objects of ${name} that the contract allows come out as they went in`, async () => {
    const { root } = readySchema(stream(name), 'brindle')
    const conform = conformer(root)
    const made = fc.sample(arbitraryObject(stream(name).object), { numRuns: MADE, seed: SEED })
    for (const path of REACHED[name]!)
      assert.ok(
        made.some((object) => isThere(at(object, path))),
        path,
      )
    const sent = made.map((object) => JSON.parse(JSON.stringify({ _brindle: { [`${name}_data`]: object } })))
    const rows = sent.map((one) => {
      const { row, errors, drift } = conform(one)
      assert.deepEqual([errors, drift], [[], []])
      return row
    })
    const got = await read(await parquet(`made_${name}`, root, rows))
    assert.equal(got.length, MADE)
    for (const [place, one] of sent.entries()) assert.deepEqual(differences(one, got[place]), [])
  })
}

test('the field group is under the tenant, and the schema is of one class with it', () => {
  const { fieldGroup, schema, root, mappings } = readySchema(stream('issuing/cards'), 'acme')
  const group = fieldGroup as Fields
  assert.deepEqual(Object.keys(group.definitions), ['issuing_cards_data'])
  assert.deepEqual(group.definitions.issuing_cards_data.properties, root.properties)
  assert.deepEqual(group.allOf, [{ $ref: '#/definitions/issuing_cards_data' }])
  assert.deepEqual(group['meta:intendedToExtend'], ['https://ns.adobe.com/xdm/context/profile'])
  assert.deepEqual((schema('https://ns.adobe.com/acme/mixins/1') as Fields).allOf, [
    { $ref: 'https://ns.adobe.com/xdm/context/profile' },
    { $ref: 'https://ns.adobe.com/acme/mixins/1' },
  ])
  assert.deepEqual(mappings, [{ sourceType: 'ATTRIBUTE', source: 'data', destination: '_acme.issuing_cards_data' }])
  assert.throws(() => readySchema(stream('charges'), 'a.b'), /A tenant is named/)
})

test('every field has the type that Stripe gives it, and what is open is open on purpose', () => {
  const charge = recordOf(stream('charges'), SAMPLED).properties!
  const subscription = recordOf(stream('subscriptions'), SAMPLED).properties!
  const customer = recordOf(stream('customers')).properties!
  const item = subscription.items!.properties!.data!.items!.properties!
  const rows: [XdmNode, XdmNode][] = [
    [charge.amount!, { type: 'integer' }],
    [charge.created!, { type: 'integer' }],
    [charge.customer!, { type: 'string' }],
    [charge.metadata!, { type: 'object', additionalProperties: { type: 'string' }, 'meta:xdmType': 'map' }],
    [charge.status!, { type: 'string', 'meta:enum': { failed: 'failed', pending: 'pending', succeeded: 'succeeded' } }],
    [charge.source!, { type: 'object', description: 'account, bank_account, card, source, as JSON text.' }],
    // Adobe's explored charge has it, no SDK does.
    [charge.dispute!, { type: 'string' }],
    [subscription.discounts!, { type: 'array', items: { type: 'string' } }],
    [subscription.application_fee_percent!, { type: 'number' }],
    [subscription.items!.properties!.total_count!, { type: 'integer' }],
    [item.price!.properties!.unit_amount_decimal!, { type: 'string' }],
    // A version of 2026 has it; Stripe adds fields to the answers of all versions.
    [charge.presentment_details!.properties!.presentment_amount!, { type: 'integer' }],
  ]
  for (const [got, right] of rows) assert.deepEqual(got, right)
  // Customer, subscription, item, price: the fourth object is typed. A customer in a customer would be the next.
  const nested = customer.subscriptions!.properties!.data!.items!.properties!.items!.properties!.data!.items!
  assert.deepEqual(nested.properties!.price!.properties!.active, { type: 'boolean' })
  assert.deepEqual(recordOf(stream('charges')).required, ['id'])
  const detail = recordOf(stream('balance_transaction_fee_details'))
  assert.deepEqual(Object.keys(detail.properties!).sort(), [
    'amount',
    'application',
    'balance_transaction',
    'currency',
    'description',
    'index',
    'type',
  ])
  assert.deepEqual(detail.required, ['balance_transaction', 'index'])
})

test('every stream has a schema whose columns DuckDB takes', async () => {
  for (const one of streams) {
    const { root } = readySchema(one, 'brindle')
    const [type] = Object.values(columnsOf(root))
    await duck.run(`select cast(null as ${type})`)
  }
  const oldest = versions[0]!
  assert.throws(
    () => readySchema(stream('billing/meters'), 'brindle', oldest),
    new RegExp(`API version ${oldest} has no object billing.meter`),
  )
})

test('a column has the type of its field', () => {
  const rows: [XdmNode, string][] = [
    [{ type: 'string' }, 'VARCHAR'],
    [{ type: 'integer' }, 'BIGINT'],
    [{ type: 'number' }, 'DOUBLE'],
    [{ type: 'boolean' }, 'BOOLEAN'],
    [{ type: 'string', format: 'date-time' }, 'TIMESTAMPTZ'],
    [{ type: 'string', format: 'date' }, 'DATE'],
    [{ type: 'object' }, 'JSON'],
    [{ type: 'object', properties: {} }, 'JSON'],
    [{ type: 'array' }, 'JSON[]'],
    [{ type: 'array', items: { type: 'array', items: { type: 'integer' } } }, 'BIGINT[][]'],
    [{ type: 'object', additionalProperties: { type: 'object' } }, 'MAP(VARCHAR, JSON)'],
    [
      { type: 'object', properties: { 'a"b': { type: 'string' }, c: { type: 'object' } } },
      'STRUCT("a""b" VARCHAR, "c" JSON)',
    ],
    // DuckDB's names are the same in both cases: such an object is no struct.
    [{ type: 'object', properties: { a: { type: 'string' }, A: { type: 'string' } } }, 'JSON'],
  ]
  for (const [node, type] of rows) assert.equal(columnType(node), type)
})

test('the fields about persons are named, and only they', () => {
  const of = (name: string) => new Map(personalFields(stream(name)).map(({ path, is }) => [path, is]))
  const [charges, customers, prices] = ['charges', 'customers', 'prices'].map(of)
  const right = {
    'billing_details.name': 'name',
    'billing_details.email': 'email',
    'billing_details.phone': 'phone',
    'billing_details.address.line1': 'address',
    'shipping.address.postal_code': 'address',
    receipt_email: 'email',
    'payment_method_details.card.fingerprint': 'card',
    'payment_method_details.card.last4': 'card',
    'payment_method_details.us_bank_account.routing_number': 'bank',
    'payment_method_details.paypal.payer_email': 'email',
    // Kept as text, with a card's name and number or an account's address in it.
    source: 'mixed',
  }
  for (const [path, is] of Object.entries(right)) assert.equal(charges!.get(path), is, path)
  for (const path of ['id', 'amount', 'description', 'payment_method_details.card.brand', 'metadata', 'customer'])
    assert.equal(charges!.has(path), false, path)
  assert.deepEqual(
    ['name', 'email', 'phone', 'tax.ip_address', 'tax_ids.data[].value', 'sources.data[]'].map((path) =>
      customers!.get(path),
    ),
    ['name', 'email', 'phone', 'ip', 'tax_id', 'mixed'],
  )
  assert.equal(prices!.size, 0)
})
