// Nothing personal comes into the lake: what becomes of a field, which fields are found, what a flow may say, and that no file of a
// lake, staging included, has a planted e-mail, name or phone, of what is deleted neither.
// One file because all of it is one promise, and starts one server.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Brindle } from '../../src/main.ts'
import { SIX, streamNamed } from '../../src/source/extract/streams.ts'
import { hiding, type Privacy, type PrivacyAction } from '../../src/source/flow/privacy.ts'
import { openLake } from '../../src/source/lake/query.ts'
import { OWN, syncLake } from '../../src/source/sync.ts'
import { personalFields } from '../../src/source/xdm/ready.ts'
import { sandbox, startBrindle } from '../world.ts'
import { type Thing, FakeHost } from './fake_host.ts'
import { sourceWorld, type SourceWorld } from './world.ts'

const VERSION = '2026-08-26.dahlia'
const charges = streamNamed('charges')!
/** 32 bytes of 07. */
const KEY = Buffer.alloc(32, 7)
/**
 * own=$(printf 'privacy ' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707…07 -r | cut -c1-64)
 * printf 'ada@example.com' | openssl dgst -sha256 -mac HMAC -macopt hexkey:$own -r
 * and the same with 'privacy 2026'.
 */
const HASHED = '3f64ea88b1227ccae123f96bad9a1630342984dd0261485218bd6a8338adfeb3'
const SALTED = '368bf92e03a0c2463a6899d2401da91375273f4e056cd29c835d27267464359f'

const only = (path: string, action: PrivacyAction, salt?: string): Privacy => ({
  fields: [{ path, action }],
  ...(salt && { salt }),
})
const all = (action: PrivacyAction): Privacy => ({ fields: 'personal', action })
const EMAIL = 'ada@example.com'

/** What is hidden, of which object, and what is left of it. */
const CASES: readonly (readonly [Privacy, object, object])[] = [
  [only('receipt_email', 'hash'), { id: 'ch_1', receipt_email: EMAIL }, { id: 'ch_1', receipt_email: HASHED }],
  [only('receipt_email', 'hash', '2026'), { receipt_email: EMAIL }, { receipt_email: SALTED }],
  [only('receipt_email', 'drop'), { id: 'ch_1', receipt_email: EMAIL }, { id: 'ch_1' }],
  [only('receipt_email', 'mask'), { receipt_email: EMAIL }, { receipt_email: '***@example.com' }],
  // Two addresses in one text are no address.
  [only('description', 'mask'), { description: 'ada@a.com ben@b.com' }, { description: '***' }],
  // Nothing says nothing.
  [only('receipt_email', 'hash'), { receipt_email: null }, { receipt_email: null }],
  [only('receipt_email', 'mask'), { receipt_email: '' }, { receipt_email: '' }],
  [only('receipt_email', 'hash'), { amount: 1 }, { amount: 1 }],
  // A number's column holds no hash.
  [only('amount', 'hash'), { id: 'ch_1', amount: 4711 }, { id: 'ch_1' }],
  [only('amount', 'mask'), { id: 'ch_1', amount: 4711 }, { id: 'ch_1' }],
  // An object stands for all that is in it.
  [
    only('billing_details', 'mask'),
    { billing_details: { name: 'Ada', address: { city: 'Rome', line1: null } } },
    { billing_details: { name: '***', address: { city: '***', line1: null } } },
  ],
  // Lists, with and without their brackets, and keys of maps.
  [
    only('refunds.data[].instructions_email', 'drop'),
    { refunds: { data: [{ id: 're_1', instructions_email: EMAIL }, { id: 're_2' }] } },
    { refunds: { data: [{ id: 're_1' }, { id: 're_2' }] } },
  ],
  [
    only('refunds.data.instructions_email', 'hash'),
    { refunds: { data: [{ instructions_email: EMAIL }] } },
    { refunds: { data: [{ instructions_email: HASHED }] } },
  ],
  [
    only('metadata.mail', 'mask'),
    { metadata: { mail: EMAIL, a: 'b' } },
    { metadata: { mail: '***@example.com', a: 'b' } },
  ],
  [only('metadata{}', 'drop'), { metadata: { mail: EMAIL, a: 'b' } }, { metadata: {} }],
  // All that is personal, wherever it stands: within an address, in objects that are kept as JSON text (which say what they are), in a
  // field that no contract knows, and in metadata by its name.
  [
    all('mask'),
    {
      id: 'ch_1',
      object: 'charge',
      customer: 'cus_1',
      billing_details: { name: 'Ada', email: EMAIL, phone: '+1 555', address: { country: 'IT', city: 'Rome' } },
      payment_method_details: { type: 'card', card: { last4: '4242', brand: 'visa', exp_year: 2030 } },
      source: { id: 'card_1', object: 'card', name: 'Ada', brand: 'visa' },
      later_field: { payer_email: EMAIL, kept: 'yes' },
      metadata: { phone: '+1 555', order: '7' },
    },
    {
      id: 'ch_1',
      object: 'charge',
      customer: 'cus_1',
      billing_details: {
        name: '***',
        email: '***@example.com',
        phone: '***',
        address: { country: '***', city: '***' },
      },
      payment_method_details: { type: 'card', card: { last4: '***', brand: 'visa', exp_year: 2030 } },
      source: { id: 'card_1', object: 'card', name: '***', brand: 'visa' },
      later_field: { payer_email: '***@example.com', kept: 'yes' },
      metadata: { phone: '***', order: '7' },
    },
  ],
  // A customer that came whole; a name that is nobody's stays.
  [
    all('drop'),
    { customer: { id: 'cus_1', object: 'customer', name: 'Ada', email: EMAIL }, application: { name: 'Shop' } },
    { customer: { id: 'cus_1', object: 'customer' }, application: { name: 'Shop' } },
  ],
]

test('a field is hashed, masked or dropped, and the object that came stays as it is', () => {
  for (const [privacy, given, expected] of CASES) {
    const before = structuredClone(given)
    assert.deepEqual(hiding(privacy, charges, KEY)(given), expected, JSON.stringify([privacy, given]))
    assert.deepEqual(given, before)
  }
})

/** An object with a text at a path such as `refunds.data[].email`. */
function planted(path: string, text: string): object {
  const parts = path.replaceAll(/(\[\]|\{\})/g, '.$1').split('.')
  return parts.reduceRight<unknown>(
    (inner, part) => (part === '[]' ? [inner] : { [part === '{}' ? 'key' : part]: inner }),
    text,
  ) as object
}

test('every personal field of a schema is hidden', () => {
  let count = 0
  const names = [...SIX, 'payment_methods', 'issuing/cardholders']
  for (const name of names) {
    const stream = streamNamed(name)!
    const hide = hiding(all('hash'), stream, KEY)
    for (const { path, is } of personalFields(stream, VERSION)) {
      if (is === 'mixed') continue
      count++
      assert.doesNotMatch(JSON.stringify(hide(planted(path, 'Wilhelmina'))), /Wilhelmina/, `${name} ${path}`)
    }
  }
  // Charges alone have more than a hundred.
  assert.ok(count > 150, String(count))
  // Not found by what stands around it: the object itself is a person.
  const paths = (name: string) => personalFields(streamNamed(name)!, VERSION).map(({ path }) => path)
  assert.ok(paths('issuing/cardholders').includes('name'))
})

/** All that a closed lake holds, as text: its rows, its catalogue, and whatever else lies there. */
async function everything(folder: string): Promise<string> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  const rows = async (from: string) =>
    JSON.stringify(
      (await connection.runAndReadAll(`select to_json(t)::varchar as j from ${from} t`)).getRowObjectsJson(),
    )
  const texts: string[] = []
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile()) continue
    if (path.endsWith('.parquet')) texts.push(await rows(`read_parquet('${path}')`))
    texts.push(readFileSync(path, 'latin1'))
  }
  await connection.run(`attach '${join(folder, 'catalog.duckdb')}' as c (read_only)`)
  for (const name of ['documents', 'batches', 'positions']) texts.push(await rows(`c.${name}`))
  connection.closeSync()
  instance.closeSync()
  return texts.join('\n')
}

const NAMES = ['Wilhelmina Fitzgerald', 'Bartholomew Quince', 'Persephone Okonkwo'] as const
const emailOf = (name: string) => `${name.split(' ')[0]!.toLowerCase()}@example.com`
const PHONES = ['+15550100001', '+15550100002', '+15550100003'] as const
const PLANTED = [...NAMES, ...NAMES.map(emailOf), ...PHONES]
const found = (text: string) => PLANTED.filter((one) => text.includes(one))

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const sync = (world: SourceWorld, url: string, key: string, names: readonly string[], privacy?: PrivacyAction) =>
  syncLake(world.source, {
    ...{ url, key, version: VERSION, connected: false, streams: names.map((name) => streamNamed(name)!) },
    ...(privacy && { privacy }),
  })

test('no file of a lake has what is personal, and what was equal is still equal', async () => {
  const shop = sandbox(brindle)
  for (const [at, name] of NAMES.entries()) {
    const details = { name, email: emailOf(name), phone: PHONES[at]! }
    const customer = await shop.stripe.customers.create({
      ...details,
      shipping: { name, phone: PHONES[at]!, address: { city: 'Rome' } },
    })
    const method = await shop.stripe.paymentMethods.create({
      type: 'card',
      card: { token: 'tok_visa' },
      billing_details: details,
    })
    await shop.stripe.paymentIntents.create({
      ...{ amount: 1000 + at, currency: 'usd', customer: customer.id, payment_method: method.id, confirm: true },
      ...{ receipt_email: emailOf(name), return_url: 'https://shop.example' },
    })
  }
  const open = await sourceWorld({ keep: true })
  const hidden = await sourceWorld({ keep: true })
  try {
    await sync(open, brindle.url, shop.key, ['customers'])
    const results = await sync(hidden, brindle.url, shop.key, ['customers', 'charges'], 'hash')
    assert.deepEqual(
      results.map(({ rows, failed, error }) => [rows >= 3, failed, error]),
      [
        [true, 0, undefined],
        [true, 0, undefined],
      ],
    )
    // Asked for again in another way, it is not done: the history would stay as it is.
    const [again] = await sync(hidden, brindle.url, shop.key, ['customers'], 'drop')
    assert.match(again!.error!, /is there already, and hides in another way/)
    assert.match((await sync(open, brindle.url, shop.key, ['customers'], 'hash'))[0]!.error!, /hides nothing/)
    assert.equal((await sync(hidden, brindle.url, shop.key, ['customers'], 'hash'))[0]!.error, undefined)
    await open.close()
    await hidden.close()
    // The search finds all that was planted, where nothing is hidden.
    assert.deepEqual(found(await everything(open.folder)), PLANTED)
    assert.deepEqual(found(await everything(hidden.folder)), [])
    const lake = await openLake(hidden.folder, OWN)
    const joined = await lake.ask(
      `select count(*) as n, count(distinct c.email) as emails, min(length(c.email)) as length
       from customers c join charges h on h.customer = c.id and h.billing_details.email = c.email and h.receipt_email = c.email`,
    )
    await lake.close()
    assert.deepEqual(joined, [{ n: '3', emails: '3', length: '64' }])
  } finally {
    await open.discard()
    await hidden.discard()
  }
})

test('staging has nothing either while a run goes on, nor has what is left of the deleted', async () => {
  const host = await new FakeHost().start()
  const world = await sourceWorld({ host: host.url, keep: true })
  // More than is kept in memory before lines are written to the file: 500 objects of four kilobytes.
  for (let i = 0; i < 500; i++) {
    const { id } = host.create(NAMES[i % 3]!)
    const more = { email: emailOf(NAMES[i % 3]!), phone: PHONES[i % 3]!, metadata: {}, description: 'd'.repeat(4_000) }
    host.things.set(id, { ...host.things.get(id)!, ...more } as Thing)
  }
  const staging = join(world.folder, 'staging')
  let staged = 0
  const leaks: string[] = []
  host.fault = () => {
    for (const name of readdirSync(staging)) {
      const text = readFileSync(join(staging, name), 'utf8')
      staged = Math.max(staged, text.length)
      leaks.push(...found(text))
    }
    return undefined
  }
  try {
    const first = await sync(world, host.url, 'sk_test_fake', ['customers'], 'drop')
    assert.deepEqual([first[0]!.error, first[0]!.rows], [undefined, 500])
    assert.ok(staged > 1_000_000, String(staged))
    assert.deepEqual(leaks, [])
    host.wait(60)
    host.delete('cus_0000000001')
    const second = await sync(world, host.url, 'sk_test_fake', ['customers'], 'drop')
    assert.equal(second[0]!.error, undefined)
    await world.close()
    const text = await everything(world.folder)
    assert.match(text, /cus_0000000001/)
    assert.deepEqual(found(text), [])
    const lake = await openLake(world.folder, OWN)
    assert.deepEqual(await lake.ask('select count(*) as n, count(name) as names from customers'), [
      { n: '499', names: '0' },
    ])
    await lake.close()
  } finally {
    await world.discard()
    await host.stop()
  }
})

const email = { path: 'billing_details.email', action: 'hash' }
/** Params of the transformation, and what the call answers. */
const PARAMS: readonly (readonly [unknown, RegExp])[] = [
  [{ fields: 'personal', action: 'encrypt' }, /action of Privacy is hash, drop, mask, not "encrypt"/],
  [{ fields: 'everything' }, /"personal", or a list/],
  [{ fields: [] }, /"personal", or a list/],
  [{ fields: [email], action: 'hash' }, /goes with fields: "personal"/],
  [{ fields: [{ ...email, action: undefined }] }, /action of Privacy is hash, drop, mask/],
  [{ fields: [{ ...email, reason: 'law' }] }, /path and action, and nothing else/],
  [{ fields: [{ path: 'a..b', action: 'hash' }] }, /a path such as/],
  [{ fields: [email], salt: '' }, /salt of Privacy is a text/],
  [{ fields: [email], key: 'k' }, /not key/],
  // A misspelt field is not taken for a hidden one.
  [{ fields: [{ path: 'billing_details.emial', action: 'hash' }] }, /charges have no field billing_details.emial/],
  [{ fields: [{ path: 'id', action: 'hash' }] }, /rows of charges are known by it/],
  [undefined, /params is required/],
]

test('a flow says what it hides, and is told what it cannot hide', async () => {
  const shop = sandbox(brindle)
  const world = await sourceWorld({ host: brindle.url })
  try {
    const { call } = world
    const spec = (id: string) => ({ id, version: '1.0' })
    const base = await call('POST', '/flowservice/connections', {
      name: 'Shop',
      connectionSpec: spec('cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3'),
      auth: { specName: 'OAuth2 Refresh Code', params: { accessToken: shop.key } },
    })
    // Its first run is far away.
    const scheduleParams = { startTime: 253_370_764_800, frequency: 'once' }
    const asked = { baseConnectionId: base.body.id, resourcePaths: ['charges'], scheduleParams }
    const ready = await call('POST', '/flowservice/readyFlows', { ...asked, privacy: { fields: [email], salt: 's' } })
    assert.equal(ready.status, 201, JSON.stringify(ready.body))
    const path = `/flowservice/flows/${ready.body.items[0].flowId}`
    const [flow] = (await call('GET', path)).body.items
    const [mapping, privacy] = flow.transformations
    assert.deepEqual(privacy, { name: 'Privacy', params: { fields: [email], salt: 's' } })
    const put = async (transformations: unknown) =>
      call('PATCH', path, [{ op: 'replace', path: '/transformations', value: transformations }], {
        'if-match': (await call('GET', path)).body.items[0].etag,
      })
    for (const [params, says] of PARAMS) {
      const answer = await put([mapping, { name: 'Privacy', params }])
      assert.deepEqual(
        [answer.status, says.test(answer.body.detail)],
        [400, true],
        JSON.stringify([params, answer.body]),
      )
    }
    for (const [given, says] of [
      [[privacy], /one Mapping/],
      [[mapping, privacy, privacy], /one Privacy/],
      [[mapping, { name: 'Copy' }], /"Mapping" or "Privacy", not "Copy"/],
    ] as const)
      assert.match((await put(given)).body.detail, says)
    assert.equal((await put([privacy, mapping])).status, 200)
    // A draft without a source has no fields to look at; when it is published it has.
    const { id: from } = flow.inheritedAttributes.sourceConnections[0]
    const body = {
      ...{ name: 'Draft', flowSpec: flow.flowSpec, targetConnectionIds: flow.targetConnectionIds, scheduleParams },
      transformations: [mapping, { name: 'Privacy', params: { fields: [{ path: 'emial', action: 'drop' }] } }],
    }
    const draft = await call('POST', '/flowservice/flows?mode=draft', body)
    assert.equal(draft.status, 201)
    const add = [{ op: 'add', path: '/sourceConnectionIds', value: [from] }]
    const added = await call('PATCH', `/flowservice/flows/${draft.body.id}`, add, { 'if-match': draft.body.etag })
    assert.match(added.body.detail, /charges have no field emial/)
  } finally {
    await world.close()
  }
})
