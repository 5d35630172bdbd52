// Operating a source: events that Stripe pushes bring about runs, one at a time; and nothing gets in by them.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Budget } from '../../src/source/extract/budget.ts'
import { isSigned } from '../../src/lib/signature.ts'
import { type OpsWorld, opsWorld, SCOPE, SECRET, signature, TOKEN } from './ops_world.ts'

const NOW = 1_700_000_000
const BODY = '{"id":"evt_1"}'
/** HMAC-SHA256 of `1700000000.{"id":"evt_1"}` under `whsec_test`, by `openssl dgst -sha256 -hmac whsec_test`. */
const RIGHT = 'c89214b5b5da833daed6f0b8c5bb6bd58cea9022bd80ccc78230f3942d632925'

test('a signature vouches for the body it was made over, for five minutes', () => {
  const other = 'ab'.repeat(32)
  const table: readonly (readonly [header: unknown, expected: boolean, at?: number])[] = [
    [`t=${NOW},v1=${RIGHT}`, true],
    [`t=${NOW}, v1=${RIGHT}`, true],
    // While a secret is replaced there are two; v0 is of test mode, and is passed over.
    [`t=${NOW},v1=${other},v1=${RIGHT},v0=${other}`, true],
    [`t=${NOW},v1=${other}`, false],
    [`t=${NOW},v0=${RIGHT}`, false],
    [`t=${NOW + 1},v1=${RIGHT}`, false],
    [`t=${NOW},v1=${RIGHT}`, true, NOW + 300],
    [`t=${NOW},v1=${RIGHT}`, false, NOW + 301],
    [`t=${NOW},v1=${RIGHT}`, false, NOW - 301],
    [`t=${NOW},t=${NOW},v1=${RIGHT}`, false],
    [`t=${NOW},${`v1=${other},`.repeat(10)}v1=${RIGHT}`, false],
    [`t=${NOW},v1=${RIGHT.slice(0, -2)}`, false],
    [`v1=${RIGHT}`, false],
    [`t=${NOW}`, false],
    [`t=NaN,v1=${RIGHT}`, false],
    ['', false],
    [undefined, false],
    [[`t=${NOW},v1=${RIGHT}`], false],
  ]
  for (const [header, expected, at = NOW] of table)
    assert.equal(isSigned(header, Buffer.from(BODY), 'whsec_test', at), expected, `${header} at ${at}`)
  assert.equal(isSigned(`t=${NOW},v1=${RIGHT}`, Buffer.from(`${BODY} `), 'whsec_test', NOW), false)
  assert.equal(isSigned(`t=${NOW},v1=${RIGHT}`, Buffer.from(BODY), 'whsec_tesT', NOW), false)
})

test('a rate is told as it is: what was asked, refused, and how fast it goes on', () => {
  const budget = new Budget({ all: 100, endpoint: 25 })
  assert.deepEqual(budget.figures, { asked: 0, limited: 0, rate: 100 })
  budget.refused('/v1/charges', undefined, 0)
  const { limited, rate } = budget.figures
  // Half of a hundred, and a fifth of a hundred more with each second since.
  assert.ok(limited === 1 && rate >= 50 && rate < 70, String(rate))
  assert.equal(new Budget({ all: Infinity, endpoint: Infinity }).figures.rate, Infinity)
})

let ops: OpsWorld
before(async () => {
  ops = await opsWorld()
})
after(() => ops.close())

const settled = async () => {
  await ops.world.source.ops.triggers.settled()
  return ops.runs()
}

/** How many customers the lake has. */
async function landed(): Promise<number> {
  const files = `read_parquet('${ops.world.folder}/datasets/**/*.parquet', hive_partitioning = false)`
  const [found] = await ops.world.source.catalog.ask<{ n: bigint }>(
    `select count(distinct _landed.id) as n from ${files}`,
  )
  return Number(found!.n)
}

test('without a token nothing is answered but what is signed, and what is not signed does nothing', async () => {
  const { world, connection } = ops
  const before = await ops.runs()
  assert.deepEqual(before, ['scheduled success'])
  const event = (header: string) => ops.push('evt_forged', 'customer.created', { header })
  const stale = signature('x', SECRET, 1)
  for (const header of ['', 't=1', stale, signature('x', SECRET, Math.floor(Date.now() / 1000))]) {
    const { status, body } = await event(header)
    assert.deepEqual([status, body.errorCode], [400, 'signature_refused'], header)
  }
  const bare = { authorization: '', 'x-api-key': '', 'x-gw-ims-org-id': '' }
  const path = '/flowservice/webhooks'
  const signed = { ...bare, 'stripe-signature': signature('{}', SECRET, Math.floor(Date.now() / 1000)) }
  const table: readonly (readonly [method: string, path: string, headers: object, status: number])[] = [
    // A connection that is not, or has no secret, is told from one that has by nobody.
    ['POST', `${path}/00000000-0000-4000-8000-000000000000`, signed, 400],
    ['GET', `${path}/${connection}`, bare, 405],
    ['DELETE', `${path}/${connection}`, signed, 405],
    // A signed body opens no other call.
    ['POST', path, signed, 401],
    ['POST', `${path}/${connection}/more`, signed, 401],
    ['POST', `${path}/..%2Fconnections`, signed, 400],
    ['POST', '/flowservice/connections', signed, 401],
    ['GET', `/flowservice/connections/${connection}`, signed, 401],
    ['PATCH', `/flowservice/connections/${connection}`, signed, 401],
    ['GET', '/flowservice/notifications', signed, 401],
    ['POST', '/flowservice/notifications', signed, 401],
    ['GET', '/flowservice/egress', signed, 401],
  ]
  for (const [method, at, headers, status] of table) {
    const body = method === 'POST' || method === 'PATCH' ? '{}' : undefined
    const said = await world.call(method, at, body, headers as Record<string, string>)
    assert.equal(said.status, status, `${method} ${at}`)
  }
  // Signed, but no event.
  assert.equal(
    (await world.call('POST', `${path}/${connection}`, '{}', signed as never)).body.errorCode,
    'invalid_request',
  )
  assert.deepEqual(await settled(), before)
})

test('an event runs what its type concerns; what comes meanwhile is one more run, and repeats are none', async () => {
  const { host, world, flow } = ops
  const idle = await ops.runs()
  for (const [type, account] of [['invoice.paid'], ['unheard.of'], ['customer.created', 'acct_connected']] as const) {
    const { status, body } = await ops.push(`evt_${type}${account}`, type, account ? { account } : {})
    assert.deepEqual([status, body], [200, { received: true, repeated: false, flows: [] }])
  }
  assert.deepEqual(await settled(), idle)
  const open = ops.shut()
  // The host numbers what it makes: each customer is followed by its event.
  const ids = Array.from({ length: 21 }, (_, n) => [
    host.create(`n${n}`).id,
    `evt_${String(2 * n + 2).padStart(10, '0')}`,
  ])
  const [[, first] = [], ...others] = ids
  assert.deepEqual((await ops.push(first!, 'customer.created')).body.flows, [flow])
  const rest = await Promise.all(others.map(([, id]) => ops.push(id!, 'customer.created')))
  assert.ok(rest.every(({ status, body }) => status === 200 && body.flows[0] === flow))
  const repeated = await ops.push(first!, 'customer.created')
  assert.deepEqual([repeated.status, repeated.body], [200, { received: true, repeated: true, flows: [] }])
  assert.deepEqual(world.source.runner.running, [flow])
  assert.deepEqual(await ops.runs(), [...idle, 'event inProgress'])
  open()
  assert.deepEqual(await settled(), [...idle, 'event success', 'event success'])
  assert.equal(await landed(), 21)
  await ops.push(first!, 'customer.created')
  assert.equal((await settled()).length, idle.length + 2)
})

test('an event that the host does not list yet is waited for, and not for ever', async () => {
  const { host } = ops
  const before = await ops.runs()
  let looks = 0
  host.fault = () => {
    // A run looks twice; at the second run's first look it is there.
    if (host.asked.at(-1)!.startsWith('/v1/events') && ++looks === 3) host.create('late')
    return undefined
  }
  await ops.push('evt_0000000044', 'customer.created')
  assert.deepEqual(await settled(), [...before, 'event success', 'event success'])
  assert.equal(await landed(), 22)
  host.fault = () => undefined
  // Its time is later than that of all that is listed, so that it may still come.
  host.wait(10)
  await ops.push('evt_never', 'customer.created')
  assert.equal((await settled()).length, before.length + 2 + 6)
})

test('an event waits for a run of another kind, and is not run where the flow is stopped', async () => {
  const { host, world, flow } = ops
  const before = await ops.runs()
  const open = ops.shut()
  await world.call('POST', '/flowservice/runs', { flowId: flow })
  host.create('during')
  const pushed = ops.push('evt_0000000046', 'customer.created')
  assert.equal((await pushed).status, 200)
  assert.deepEqual(world.source.runner.running, [flow])
  open()
  assert.deepEqual(await settled(), [...before, 'ad-hoc success', 'event success'])
  await world.call('POST', `/flowservice/flows/${flow}/action?op=disable`)
  host.create('stopped')
  assert.deepEqual((await ops.push('evt_0000000048', 'customer.created')).body.flows, [])
  await world.call('POST', `/flowservice/flows/${flow}/action?op=enable`)
})

test('many runs of events do not bring back a run of the schedule, and one that a stop cut goes on', async () => {
  const { catalog } = ops.world.source
  const [latest] = await catalog.list<object>(SCOPE, 'run', { parent: ops.flow, limit: 1 })
  await catalog.write(async (tx) => {
    // Half a character, which a host may send and JSON readers choke on, is among what they say.
    const body = { ...latest!.body, samples: [{ id: '\ud83d', errors: [] }] }
    for (let n = 0; n < 101; n++) await tx.insert(SCOPE, 'run', `run-${n}`, body, ops.flow)
  })
  ops.world.source.runner.changed(ops.flow)
  await ops.world.source.runner.tick()
  assert.deepEqual(ops.world.source.runner.running, [])
  const open = ops.shut()
  ops.host.create('cut')
  await ops.push('evt_0000000050', 'customer.created')
  await ops.reopen()
  assert.ok((await ops.runs()).includes('event failed'))
  open()
  await ops.scheduled(2)
  assert.equal((await ops.runs()).at(-1), 'scheduled success')
  await ops.world.source.runner.tick()
  assert.deepEqual(ops.world.source.runner.running, [])
})

test('the secret of a webhook is kept sealed, shown masked, and changed as the token is', async () => {
  const { world, connection } = ops
  const path = `/flowservice/connections/${connection}`
  const read = async () => (await world.call('GET', path)).body.items[0]
  const before = await read()
  assert.deepEqual(before.auth.params, { webhookSecret: '*****', accessToken: '*****' })
  const stored = await world.source.catalog.ask<{ body: string }>(
    `select body from documents where kind = 'connection'`,
  )
  for (const text of [JSON.stringify(before), ...stored.map(({ body }) => body)])
    for (const secret of [SECRET, TOKEN]) assert.ok(!text.includes(secret))
  assert.ok(!('webhookSealed' in before))
  const patch = async (op: string, at: string, value?: unknown) =>
    world.call('PATCH', path, [{ op, path: at, value }], { 'if-match': (await read()).etag })
  const send = async (secret: string) => {
    const body = '{"id":"evt_x","type":"none"}'
    const header = signature(body, secret, Math.floor(Date.now() / 1000))
    return (await world.call('POST', `/flowservice/webhooks/${connection}`, body, { 'stripe-signature': header }))
      .status
  }
  const secretAt = '/auth/params/webhookSecret'
  // What else is changed leaves it as it is.
  assert.deepEqual([(await patch('replace', '/name', 'Renamed')).status, await send(SECRET)], [200, 200])
  for (const wrong of ['sk_test_x', '', 7, 'whsec_'])
    assert.equal((await patch('replace', secretAt, wrong)).status, 400, String(wrong))
  assert.equal((await patch('replace', secretAt, 'whsec_next')).status, 200)
  assert.deepEqual([await send(SECRET), await send('whsec_next')], [400, 200])
  assert.equal((await patch('remove', secretAt)).status, 200)
  assert.deepEqual([await send('whsec_next'), (await read()).auth.params], [400, { accessToken: '*****' }])
  assert.equal((await patch('add', secretAt, SECRET)).status, 200)
  assert.equal(await send(SECRET), 200)
})
