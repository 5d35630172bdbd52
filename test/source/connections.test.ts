// Accounts, what of them is read, and where it goes: the calls of Adobe's tutorial, the token that is never seen again, and hosts that
// refuse, are silent, or let only some of their lists be read. One file because all of it is asked of one host.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import pino from 'pino'
import { readyConnection } from '../../src/source/flow/ready_flow.ts'
import { openSource } from '../../src/source/index.ts'
import { FakeHost } from './fake_host.ts'
import { type Called, type SourceWorld, sourceWorld } from './world.ts'

let host: FakeHost
let world: SourceWorld
before(async () => {
  host = await new FakeHost().start()
  world = await sourceWorld({ host: host.url, pauseMs: 1 })
})
after(async () => {
  await world.close()
  await host.stop()
})

const STRIPE = { id: 'cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3', version: '1.0' }
const LAKE = { id: 'c604ff05-7f1a-43c0-8e18-33bf874cb11c', version: '1.0' }
const TOKEN = 'sk_test_connectionsVerySecret'
const SIX = ['charges', 'subscriptions', 'refunds', 'balance_transactions', 'customers', 'prices']

const account = (accessToken: unknown = TOKEN, more: object = {}) => ({
  name: 'Account',
  connectionSpec: STRIPE,
  auth: { specName: 'OAuth2 Refresh Code', params: { accessToken } },
  ...more,
})

async function connected(body: object = account()): Promise<string> {
  const said = await world.call('POST', '/flowservice/connections', body)
  assert.equal(said.status, 201, JSON.stringify(said.body))
  return said.body.id
}

const get = async (path: string) => (await world.call('GET', `/flowservice${path}`)).body
const told = ({ status, body }: Called) => [status, body.errorCode]
const explore = (id: string, resourcePath: unknown, more = 'preview=false') =>
  world.call(
    'GET',
    `/flowservice/connections/${id}/explore?objectType=rest&object=json&fileType=json&${more}` +
      `&sourceParams=${encodeURIComponent(Buffer.from(JSON.stringify({ resourcePath })).toString('base64'))}`,
  )

test('an account is connected, shown, changed and deleted as Adobe’s pages have it', async () => {
  // Both spellings of the pages.
  for (const specName of ['OAuth2 Refresh Code', 'oAuth2RefreshCode'])
    await connected({ ...account(), auth: { specName, params: { accessToken: TOKEN } } })
  const made = await world.call('POST', '/flowservice/connections', account(TOKEN, { description: 'Ours' }))
  assert.deepEqual([made.status, Object.keys(made.body)], [201, ['id', 'etag']])
  assert.match(made.body.etag, /^"[0-9a-f]{8}-0000-0200-0000-[0-9a-f]{12}"$/)
  const { id } = made.body
  const { items } = await get(`/connections/${id}`)
  const [{ createdAt, updatedAt, sandboxId, ...rest }] = items
  assert.equal(createdAt, updatedAt)
  assert.match(sandboxId, /^[0-9a-f-]{36}$/)
  assert.deepEqual(rest, {
    id,
    name: 'Account',
    description: 'Ours',
    connectionSpec: STRIPE,
    state: 'enabled',
    auth: { specName: 'OAuth2 Refresh Code', params: { accessToken: '*****' } },
    permissions: Object.fromEntries(SIX.map((name) => [name, 'read'])),
    createdBy: 'brindle',
    updatedBy: 'brindle',
    createdClient: 'tests',
    updatedClient: 'tests',
    sandboxName: 'prod',
    imsOrgId: 'BRINDLE@AdobeOrg',
    version: made.body.etag,
    etag: made.body.etag,
  })
  const patch = [
    { op: 'replace', path: '/name', value: 'Renamed' },
    { op: 'remove', path: '/description' },
  ]
  const path = `/flowservice/connections/${id}`
  assert.deepEqual(told(await world.call('PATCH', path, patch)), [428, 'if_match_required'])
  assert.deepEqual(told(await world.call('PATCH', path, patch, { 'if-match': '"0-0"' })), [412, 'etag_mismatch'])
  // The pages have it with its quotes, and without.
  const renamed = await world.call('PATCH', path, patch, { 'if-match': made.body.etag.replaceAll('"', '') })
  assert.deepEqual([renamed.status, renamed.body.id], [200, id])
  assert.notEqual(renamed.body.etag, made.body.etag)
  assert.deepEqual(told(await world.call('PATCH', path, patch, { 'if-match': made.body.etag })), [412, 'etag_mismatch'])
  const [shown] = (await get(`/connections/${id}`)).items
  assert.deepEqual([shown.name, shown.description, shown.etag], ['Renamed', undefined, renamed.body.etag])
  assert.deepEqual(told(await world.call('DELETE', path, undefined, { 'if-match': '"0-0"' })), [412, 'etag_mismatch'])
  const gone = await world.call('DELETE', path)
  assert.deepEqual([gone.status, gone.body], [204, ''])
  for (const method of ['GET', 'DELETE']) assert.deepEqual(told(await world.call(method, path)), [404, 'not_found'])
  assert.deepEqual(told(await world.call('PATCH', path, patch, { 'if-match': '*' })), [404, 'not_found'])
})

test('a body that is wrong is refused by name, and nothing is made', async () => {
  const { count } = await get('/connections?count=true')
  // As a text: JSON.stringify would not come to its end.
  const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`
  const auth = (params: unknown, more: object = {}) =>
    account(TOKEN, { auth: { specName: 'OAuth2 Refresh Code', params, ...more } })
  const table: readonly (readonly [unknown, RegExp])[] = [
    [[], /JSON object/],
    ['"text"', /JSON object/],
    ['null', /JSON object/],
    [undefined, /JSON object/],
    [{}, /connectionSpec is required/],
    [account(TOKEN, { name: '' }), /name is required/],
    [account(TOKEN, { name: ['a'] }), /name is required/],
    [account(TOKEN, { name: 'x'.repeat(256) }), /at most 255/],
    [account(TOKEN, { description: 5 }), /description is a text/],
    [account(TOKEN, { description: 'x'.repeat(5_001) }), /description is a text of at most 5000/],
    [account(TOKEN, { state: 'enabled' }), /state is not known/],
    [`{"name":${deep}}`, /levels deep/],
    [`{"auth":{"params":${deep.replaceAll('{"a":', '[').replaceAll('}', ']')}}}`, /levels deep/],
    ['{"__proto__":{"name":"x"}}', /__proto__/],
    [account(TOKEN, { connectionSpec: STRIPE.id }), /connectionSpec is required: an object/],
    [account(TOKEN, { connectionSpec: LAKE }), /connectionSpec.id is cc2c31d6/],
    [account(TOKEN, { connectionSpec: { id: ['x'.repeat(100_000)] } }), /10000 characters/],
    [account(TOKEN, { connectionSpec: { ...STRIPE, version: '2.0' } }), /connectionSpec.version is "1.0"/],
    [account(TOKEN, { connectionSpec: { ...STRIPE, name: 'stripe' } }), /connectionSpec.name is not known/],
    [account(TOKEN, { auth: undefined }), /auth is required/],
    [account(TOKEN, { auth: { specName: 'Basic Authentication', params: {} } }), /auth.specName is "OAuth2/],
    [auth(undefined), /params is required/],
    [auth({ accessToken: TOKEN }, { type: 'x' }), /auth.type is not known/],
    [auth({}), /accessToken is required/],
    [auth({ accessToken: 5 }), /accessToken is required/],
    [auth({ accessToken: `${TOKEN}\r\nx-evil: 1` }), /letters, digits/],
    [auth({ accessToken: 'pk_test_123' }), /publishable key, which cannot read/],
    [auth({ accessToken: TOKEN, refreshToken: 'x' }), /auth.params.refreshToken is not known/],
    [auth({ accessToken: TOKEN, host: 'stripe.com' }), /auth.params.host is an address/],
    [auth({ accessToken: TOKEN, host: 'https://a:b@stripe.com' }), /auth.params.host is an address/],
    [auth({ accessToken: TOKEN, host: 'https://[' }), /auth.params.host is an address/],
    [auth({ accessToken: TOKEN, host: 'http://stripe.example' }), /has to be https/],
    ['{"name": "x" "y"}', /no JSON/],
  ]
  for (const [body, gist] of table) {
    const said = await world.call('POST', '/flowservice/connections', body)
    assert.equal(said.status, 400, JSON.stringify(said.body))
    assert.match(said.body.detail, gist)
    assert.ok(said.body.detail.length < 600, 'what was sent does not come back whole')
  }
  assert.equal((await get('/connections?count=true')).count, count)
})

test('a token that the host does not know, and a host that is silent, are told apart', async () => {
  host.keys.add(TOKEN)
  const unknown = await world.call('POST', '/flowservice/connections', account('sk_test_nobodyKnowsThis'))
  host.keys.clear()
  assert.deepEqual(told(unknown), [400, 'credential_refused'])
  assert.equal(
    unknown.body.detail,
    'The host refuses the access token: Invalid API Key provided: *****',
    'the host’s words, without the token that was in them',
  )
  // Nobody listens on port 1 of this machine.
  const silent = account(TOKEN, {
    auth: { specName: 'OAuth2 Refresh Code', params: { accessToken: TOKEN, host: 'http://127.0.0.1:1' } },
  })
  const unreachable = await world.call('POST', '/flowservice/connections', silent)
  assert.deepEqual(told(unreachable), [400, 'host_unreachable'])
  assert.match(unreachable.body.detail, /^http:\/\/127\.0\.0\.1:1 could not be asked: .*failed 3 times/)
  // Beyond loopback only Stripe itself may be named.
  const guarded = await sourceWorld({ open: false })
  const said = await guarded.source
    .call({
      method: 'POST',
      path: '/flowservice/connections',
      permissions: ['view', 'manage'],
      scope: { org: 'A', sandbox: 'prod' },
      user: 'ada',
      client: 'tests',
      query: new URLSearchParams(),
      accept: '',
      body: silent,
    })
    .catch((error: { status: number; body: object }) => error)
  assert.deepEqual([said.status, (said.body as { errorCode: string }).errorCode], [403, 'host_not_allowed'])
  await guarded.close()
})

test('a restricted key says what it may read, and what it may not is refused before a flow is made', async () => {
  const why = 'The key does not have the required permissions for this endpoint.'
  for (const name of ['refunds', 'balance_transactions']) host.restricted.set(name, why)
  const id = await connected()
  const permissions = {
    charges: 'read',
    subscriptions: 'read',
    refunds: `${why} (*****)`,
    balance_transactions: `${why} (*****)`,
    customers: 'read',
    prices: 'read',
  }
  assert.deepEqual((await get(`/connections/${id}`)).items[0].permissions, permissions)
  const refused = await explore(id, 'refunds')
  assert.deepEqual(told(refused), [400, 'source_refused'])
  assert.equal(refused.body.detail, `The host refuses: ${why} (*****)`)
  const source = (resourcePath: string) =>
    world.call('POST', '/flowservice/sourceConnections', {
      name: resourcePath,
      baseConnectionId: id,
      connectionSpec: STRIPE,
      data: { format: 'json' },
      params: { resourcePath },
    })
  assert.equal((await source('charges')).status, 201)
  const unread = await source('refunds')
  assert.deepEqual(told(unread), [400, 'source_refused'])
  assert.match(unread.body.detail, /may not read refunds: The key does not have/)
  assert.deepEqual((await get(`/connections/${id}/test`)).items, [{ id, state: 'success', permissions }])
  // The key is given more rights: no call of ours is needed.
  host.restricted.clear()
  assert.equal((await source('refunds')).status, 201)
  host.keys.add('sk_test_another')
  const [failed] = (await get(`/connections/${id}/test`)).items
  host.keys.clear()
  assert.deepEqual([failed.state, failed.message.includes(TOKEN)], ['failed', false])
  assert.match(failed.message, /Invalid API Key provided: \*{5}/)
})

test('a token is rotated by a patch, and is not sent to another host', async (t) => {
  const id = await connected(account('sk_test_first', { description: 'kept' }))
  const path = `/flowservice/connections/${id}`
  const patch = async (...operations: object[]) =>
    world.call('PATCH', path, operations, { 'if-match': (await get(`/connections/${id}`)).items[0].etag })
  const params = (value: object) => ({ op: 'replace', path: '/auth/params', value })
  host.keys.add('sk_test_second')
  const [before] = (await get(`/connections/${id}`)).items
  // One that is refused changes nothing.
  assert.deepEqual(told(await patch(params({ accessToken: 'sk_test_third' }))), [400, 'credential_refused'])
  assert.deepEqual((await get(`/connections/${id}`)).items[0], before)
  assert.equal((await patch(params({ accessToken: 'sk_test_second' }))).status, 200)
  host.tokens.clear()
  assert.equal((await explore(id, 'customers')).status, 200)
  assert.deepEqual([...host.tokens], ['sk_test_second'])
  host.keys.clear()
  // What was shown is no token: with it the one that is known stays.
  assert.equal((await patch(params({ accessToken: '*****' }), { op: 'add', path: '/name', value: 'N' })).status, 200)
  host.tokens.clear()
  await explore(id, 'customers')
  assert.deepEqual([...host.tokens], ['sk_test_second'])
  const other = await new FakeHost().start()
  t.after(() => other.stop())
  const moved = await patch(params({ host: other.url }))
  assert.deepEqual(told(moved), [400, 'invalid_request'])
  assert.match(moved.body.detail, /accessToken is required with another host/)
  assert.deepEqual([...other.tokens], [])
  assert.equal((await patch(params({ host: other.url, accessToken: 'sk_test_fourth' }))).status, 200)
  assert.deepEqual([...other.tokens], ['sk_test_fourth'])
  const wrong: readonly (readonly [unknown, RegExp])[] = [
    [{ op: 'replace', path: '/name', value: 'x' }, /a list of operations/],
    [[], /a list of operations/],
    [[null], /An operation is an object/],
    [[{ op: 'test', path: '/name', value: 'x' }], /op is add, replace or remove/],
    [[{ op: 'move', from: '/name', path: '/description' }], /operation.from is not known/],
    [[{ op: 'replace', path: 5, value: 'x' }], /path is a text/],
    [[{ op: 'replace', path: '/name' }], /cannot be applied/],
    [[{ op: 'replace', path: '/name/0', value: 'x' }], /cannot be applied|name is required/],
    [[{ op: 'replace', path: '/name', value: '' }], /name is required/],
    [[{ op: 'remove', path: '/name' }], /name is required/],
    [[{ op: 'remove', path: '/auth/params' }], /params is required/],
    [[{ op: 'add', path: '/auth/params/scope', value: 'x' }], /auth.params.scope is not known/],
    ...[
      '/Name',
      '/id',
      '/auth',
      '/auth/specName',
      '/sealed',
      '/permissions',
      '/connectionSpec',
      '',
      '/__proto__/x',
    ].map((at) => [[{ op: 'replace', path: at, value: 'x' }], /cannot be changed/] as const),
    [[{ op: 'add', path: '/auth/params/__proto__/x', value: 1 }], /cannot be applied/],
    [Array.from({ length: 101 }, () => ({ op: 'replace', path: '/name', value: 'x' })), /100 operations/],
    [Array.from({ length: 8 }, () => ({ op: 'replace', path: '/name', value: 'x'.repeat(9_999) })), /65536 characters/],
  ]
  const [kept] = (await get(`/connections/${id}`)).items
  for (const [body, gist] of wrong) {
    const said = await world.call('PATCH', path, body, { 'if-match': '*' })
    assert.equal(said.status, 400, JSON.stringify(body).slice(0, 100))
    assert.match(said.body.detail, gist)
  }
  assert.deepEqual((await get(`/connections/${id}`)).items[0], kept)
})

test('the connection of the command line takes an account’s new key in the place of the old', async () => {
  const caller = { scope: { org: 'BRINDLE@AdobeOrg', sandbox: 'cli' }, user: 'brindle', client: 'tests' }
  const ready = (name: string, key: string) => readyConnection(world.source, caller, name, host.url, key)
  const id = await ready('acct_1', 'sk_test_old')
  assert.equal(await ready('acct_1', 'sk_test_old'), id)
  assert.equal(await ready('acct_1', 'sk_test_new'), id)
  assert.notEqual(await ready('acct_2', 'sk_test_old'), id)
  host.tokens.clear()
  await world.call('GET', `/flowservice/connections/${id}/test`, undefined, { 'x-sandbox-name': 'cli' })
  assert.deepEqual([...host.tokens], ['sk_test_new'])
})

test('a token is in no answer, no log and no file of the lake', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'brindle-lake-'))
  const lines: string[] = []
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  const source = await openSource({ folder, key: '', log, open: true, host: () => host.url, pauseMs: 1 })
  const answers: unknown[] = []
  const call = async (method: string, path: string, body?: unknown, ifMatch?: string) => {
    const [at, query] = path.split('?')
    const said = { method, path: `/flowservice${at}`, query: new URLSearchParams(query), body, accept: '' }
    const asked = {
      scope: { org: 'A', sandbox: 'prod' },
      user: 'ada',
      client: 'tests',
      permissions: ['view', 'manage'],
    }
    const answer = await source
      .call({ ...asked, ...said, ...(ifMatch && { ifMatch }) } as never)
      .catch(({ status, body: told }: { status: number; body: object }) => ({ status, body: told }))
    answers.push(answer.body)
    return answer.body as any
  }
  const { id, etag } = await call('POST', '/connections', account(TOKEN, { name: 'findable name' }))
  host.keys.add('sk_test_someoneElse')
  await call('GET', `/connections/${id}/test`)
  await call('POST', '/connections', account())
  const params = 'objectType=rest&object=json&fileType=json&sourceParams=eyJyZXNvdXJjZVBhdGgiOiJjaGFyZ2VzIn0='
  await call('GET', `/connections/${id}/explore?${params}`)
  host.keys.clear()
  const { items } = await call('POST', '/readyFlows', { baseConnectionId: id, resourcePaths: ['customers'] })
  host.keys.add('sk_test_someoneElse')
  const run = await source.runner.begin({ org: 'A', sandbox: 'prod' }, items[0].flowId, { kind: 'once' })
  await source.runner.wait({ org: 'A', sandbox: 'prod' }, items[0].flowId, run)
  const shown = await call('GET', `/runs/${run}`)
  assert.match(shown.items[0].metrics.statusSummary.errors[0].message, /Invalid API Key provided: \*{5}/)
  host.keys.clear()
  let failures = 0
  host.fault = () => (failures++ < 2 ? 500 : undefined)
  await call('GET', `/connections/${id}/explore?${params}`)
  host.fault = () => undefined
  const patched = await call(
    'PATCH',
    `/connections/${id}`,
    [{ op: 'add', path: '/auth/params', value: { accessToken: TOKEN } }],
    etag,
  )
  assert.equal(patched.id, id)
  await call('GET', '/connections')
  const all = () => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  const holding = (text: string) =>
    all().filter(({ parentPath, name }) => readFileSync(join(parentPath, name)).includes(text)).length
  // Before it is closed, everything stands openly in the catalogue's journal.
  assert.ok(holding('findable name') > 0, 'the files of the lake are looked through')
  assert.equal(holding(TOKEN), 0)
  await source.close()
  assert.equal(holding(TOKEN), 0)
  assert.ok(lines.length > 0, 'something was logged')
  assert.ok(answers.length >= 9)
  for (const one of [...lines, ...answers.map((answer) => JSON.stringify(answer))])
    assert.ok(!one.includes(TOKEN) && !one.includes('VerySecret'), one)
  assert.ok(!JSON.stringify(answers).includes('"sealed"'))
  rmSync(folder, { recursive: true })
})

test('what there is to read is shown as in the tutorial’s sample', async () => {
  const id = await connected()
  const whole = { type: 'integer', minimum: -9007199254740992, maximum: 9007199254740991 }
  const schema = (properties: object) => ({
    format: 'hierarchical',
    schema: { type: 'object', properties: { data: { type: 'object', properties } } },
  })
  // An account with nothing in it.
  for (const name of SIX) {
    const empty = await explore(id, name)
    assert.deepEqual([empty.status, empty.body], [200, schema({})], name)
    assert.deepEqual((await explore(id, name, 'preview=true')).body, { ...schema({}), data: [] })
  }
  for (const name of SIX) {
    const record = { id: `${name}_1`, created: 5, amount: -3, captured: true, invoice: null, metadata: {}, rate: 0.5 }
    const records = [record, { ...record, id: `${name}_0`, invoice: 'in_1', rate: 1, captured: null }]
    host.others.set(name, records)
    host.asked.length = 0
    const said = await explore(id, name, 'preview=true')
    // Integers and fractions have "number" in common; what is null in one record has the other's type.
    const properties = {
      id: { type: 'string' },
      created: whole,
      amount: whole,
      captured: { type: 'boolean' },
      invoice: { type: 'string' },
      metadata: { type: 'object', properties: {} },
      rate: { type: 'number' },
    }
    assert.deepEqual(said.body, { ...schema(properties), data: records.map((data) => ({ data })) }, name)
    assert.deepEqual((await explore(id, name)).body, schema(properties))
    assert.ok(
      host.asked.every((path) => path.startsWith(`/v1/${name}?`)),
      name,
    )
  }
  host.others.set(
    'prices',
    Array.from({ length: 30 }, (_, n) => ({ id: `price_${n}`, created: 9 - n, nickname: null })),
  )
  const preview = (await explore(id, 'prices', 'preview=true')).body
  assert.equal(preview.data.length, 10)
  assert.deepEqual(preview.schema.properties.data.properties.nickname, {})
  host.others.clear()
  const at = `/flowservice/connections/${id}/explore`
  const good = 'objectType=rest&object=json&fileType=json'
  const base64 = (value: unknown) => encodeURIComponent(Buffer.from(JSON.stringify(value)).toString('base64'))
  const wrong: readonly (readonly [string, RegExp])[] = [
    ['', /objectType=rest is required, not nothing/],
    ['objectType=file&object=json&fileType=json', /objectType=rest is required, not "file"/],
    ['objectType=rest&fileType=json', /object=json is required/],
    ['objectType=rest&object=json&fileType=csv', /fileType=json is required, not "csv"/],
    [good, /sourceParams is required/],
    [`${good}&preview=maybe&sourceParams=${base64({ resourcePath: 'charges' })}`, /preview is true or false/],
    [`${good}&sourceParams=charges`, /no JSON in Base64/],
    [`${good}&sourceParams=${base64('charges')}`, /sourceParams is an object/],
    [`${good}&sourceParams=${base64(null)}`, /sourceParams is an object/],
    [`${good}&sourceParams=${base64({})}`, /sourceParams.resourcePath is one of charges, .*; not nothing/],
    [`${good}&sourceParams=${base64({ resourcePath: 'charges/ch_1' })}`, /not "charges\/ch_1"/],
    [`${good}&sourceParams=${base64({ resourcePath: '../v1/charges' })}`, /resourcePath is one of/],
    [`${good}&sourceParams=${base64({ resourcePath: ['charges'] })}`, /not a list/],
    [`${good}&sourceParams=${base64({ resourcePath: 'constructor' })}`, /resourcePath is one of/],
  ]
  host.asked.length = 0
  for (const [query, gist] of wrong) {
    const said = await world.call('GET', `${at}?${query}`)
    assert.equal(said.status, 400, query)
    assert.match(said.body.detail, gist)
  }
  assert.deepEqual(host.asked, [], 'nothing that is wrong is asked for')
  host.fault = () => 'cut'
  const silent = await explore(id, 'charges')
  host.fault = () => undefined
  assert.deepEqual(told(silent), [400, 'host_unreachable'])
  assert.match(silent.body.detail, /failed 3 times/)
})
