// What a source tells of itself: notices of runs that have ended, figures for Prometheus, how fresh a flow is, and addresses.
// One file because all of it is looked at in one source, whose opening and first run cost more than the tests.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Flow } from '../../src/source/flow/documents.ts'
import { compact } from '../../src/source/lake/compact.ts'
import { datasetsIn } from '../../src/source/lake/dataset.ts'
import { type OpsWorld, opsWorld, SCOPE, serving, signature, TOKEN } from './ops_world.ts'
import { sourceWorld } from './world.ts'
import { writeToken } from '../../src/source/door/token.ts'

const SUCCESS = 'sources_flow_run_success'
const FAILED = 'sources_flow_run_failed'
const PATH = '/flowservice/notifications'

let ops: OpsWorld
/** What was told, and what the receiver answers next. */
const told: { readonly headers: Record<string, unknown>; readonly body: string }[] = []
let answers: number[] = []
let receiver: Awaited<ReturnType<typeof serving>>
before(async () => {
  receiver = await serving(async ({ headers }, body) => {
    told.push({ headers, body })
    return [answers.shift() ?? 204, '']
  })
  ops = await opsWorld()
})
after(async () => {
  await ops.close()
  await receiver.stop()
})

const subscribe = async (more: object = {}) => {
  const body = { url: receiver.url, events: [SUCCESS, FAILED], ...more }
  return ops.world.call('POST', PATH, body)
}
const run = async () => {
  const { source } = ops.world
  const id = await source.runner.begin(SCOPE, ops.flow, { kind: 'once' })
  await source.runner.idle(ops.flow)
  await source.ops.notices.send()
  return id
}
const deliveries = async (id: string) => (await ops.world.call('GET', `${PATH}/${id}/deliveries`)).body.items

test('the end of a run is told, whole and signed, to who asked for it', async () => {
  const made = await subscribe()
  assert.equal(made.status, 201)
  const { id, secret } = made.body
  const others = [{ events: [FAILED] }, { flowId: ops.flow, events: [SUCCESS] }]
  const [failedOnly, ofFlow] = await Promise.all(others.map(async (more) => (await subscribe(more)).body.id))
  ops.host.create('good')
  const runId = await run()
  const mine = told.filter(({ headers, body }) => {
    const at = Number(/^t=(\d+)/.exec(String(headers['brindle-signature']))?.[1])
    return headers['brindle-signature'] === signature(body, secret, at)
  })
  // One to each of the two that success concerns, each with its own secret.
  assert.deepEqual([told.length, mine.length], [2, 1])
  const { event_id, event } = JSON.parse(mine[0]!.body)
  const shown = (await ops.world.call('GET', `/flowservice/runs/${runId}`)).body.items[0]
  const header = { _adobeio: { imsOrgId: SCOPE.org, providerMetadata: 'platform_notifications', eventCode: SUCCESS } }
  assert.deepEqual(event, { ...shown, header })
  assert.match(event_id, /^[\da-f-]{36}$/)
  assert.equal(event.metrics.statusSummary.status, 'success')
  assert.deepEqual(
    [await deliveries(id), await deliveries(ofFlow)].map((items) => items.map(({ state }: { state: string }) => state)),
    [['delivered'], ['delivered']],
  )
  assert.deepEqual(await deliveries(failedOnly), [])
  // Another sandbox is told nothing, and sees nothing.
  const elsewhere = { 'x-sandbox-name': 'dev' }
  assert.deepEqual((await ops.world.call('GET', PATH, undefined, elsewhere)).body.items, [])
  assert.equal((await ops.world.call('DELETE', `${PATH}/${id}`, undefined, elsewhere)).status, 404)
  const { body } = await ops.world.call('GET', `${PATH}/${id}`)
  assert.deepEqual([body.items[0].url, body.items[0].events], [`${receiver.url}/`, [SUCCESS, FAILED]])
  assert.ok(!JSON.stringify(body).includes(secret) && !('sealed' in body.items[0]))
  for (const one of [id, failedOnly, ofFlow])
    assert.equal((await ops.world.call('DELETE', `${PATH}/${one}`)).status, 204)
  assert.equal((await ops.world.call('GET', `${PATH}/${id}/deliveries`)).status, 404)
})

test('a run under its threshold is a success that carries errors; one that failed says why, and never the token', async () => {
  const { id } = (await subscribe()).body
  told.length = 0
  // The flow allows 60 % of the rows to fail: of those that this run reads one does, whose balance is no whole number.
  ops.host.wait(10)
  ops.host.create('one')
  ops.host.create('two')
  const { id: broken } = ops.host.create('three')
  ops.host.things.set(broken, { ...ops.host.things.get(broken)!, balance: 0.5 })
  await run()
  ops.host.things.set(broken, { ...ops.host.things.get(broken)!, balance: 0 })
  ops.refusal = `Invalid API Key provided: ${TOKEN}`
  await run()
  ops.refusal = undefined
  const [partial, failed] = told.map(({ body }) => JSON.parse(body).event)
  assert.deepEqual(
    [partial, failed].map((event) => [event.header._adobeio.eventCode, event.metrics.statusSummary.status]),
    [
      [SUCCESS, 'success'],
      [FAILED, 'failed'],
    ],
  )
  // It is read twice: among what was created since, and because of its event.
  assert.equal(partial.metrics.recordSummary.failedRecordCount, 2)
  const [{ code, recordCount }] = partial.activities[1].statusSummary.extensions.errors
  assert.deepEqual([code, recordCount], ['INGEST-1212-400', 2])
  const [error] = failed.metrics.statusSummary.errors
  assert.deepEqual(error, { code: 'CONNECTOR-1001-500', message: 'Invalid API Key provided: *****' })
  assert.ok(told.every(({ body }) => !body.includes(TOKEN)))
  assert.equal((await deliveries(id)).length, 2)
  await ops.world.call('DELETE', `${PATH}/${id}`)
})

test('what is not taken is sent again, later each time, six times in all, and also by the next process', async () => {
  const { id } = (await subscribe()).body
  const { notices } = ops.world.source.ops
  told.length = 0
  answers = [500, 302, 404]
  await run()
  const body = told[0]!.body
  await notices.send()
  assert.equal(told.length, 1)
  ops.ahead += 9_000
  await notices.send()
  assert.equal(told.length, 1)
  // Ten seconds after the first, and a minute after the second.
  for (const [seconds, count] of [
    [1, 2],
    [59, 2],
    [1, 3],
  ] as const) {
    ops.ahead += seconds * 1000
    await notices.send()
    assert.equal(told.length, count)
  }
  await ops.reopen()
  const again = () => ops.world.source.ops.notices.send()
  answers = [500, 500, 500]
  for (const seconds of [300, 1_800, 7_200]) {
    ops.ahead += seconds * 1000
    await again()
  }
  assert.equal(told.length, 6)
  assert.ok(told.every((one) => one.body === body))
  ops.ahead += 86_400_000
  await again()
  assert.equal(told.length, 6)
  const [{ state, attempts }] = await deliveries(id)
  assert.deepEqual(
    [state, attempts.map(({ status }: { status: number }) => status)],
    ['failed', [500, 302, 404, 500, 500, 500]],
  )
  // Where nobody listens any more.
  const gone = await serving(async () => [204, ''])
  const unheard = (await subscribe({ url: gone.url })).body.id
  await gone.stop()
  await run()
  const [{ attempts: tried }] = await deliveries(unheard)
  assert.deepEqual([tried.length, tried[0].status], [1, null])
  assert.match(tried[0].error, /ECONNREFUSED/)
  for (const one of [id, unheard]) await ops.world.call('DELETE', `${PATH}/${one}`)
})

test('who may be told: checked when it is said, and beyond loopback with every attempt', async () => {
  const wrong: readonly object[] = [
    { url: 'nowhere' },
    { url: 'ftp://example.com' },
    { url: 'https://ada:secret@example.com' },
    { events: [] },
    { events: ['sources_flow_run_started'] },
    { more: 1 },
  ]
  for (const more of wrong) assert.equal((await subscribe(more)).status, 400, JSON.stringify(more))
  assert.equal((await subscribe({ flowId: 'none' })).status, 404)
  const guarded = await sourceWorld({ open: false })
  const expires = 1e11
  const token = writeToken(guarded.source.key, { org: '*', permissions: ['view', 'manage'], user: 'ada', expires })
  const authorization = `Bearer ${token}`
  const post = (url: string) =>
    guarded.call('POST', PATH, { url, events: [FAILED] }, { authorization }).then(({ status }) => status)
  // An address may be written in many ways. The last two are names: where they lead is looked at when they are called.
  for (const [url, status] of [
    ['http://example.com', 400],
    ['https://127.0.0.1', 400],
    ['https://2130706433', 400],
    ['https://0x7f.1', 400],
    ['https://[::ffff:10.0.0.1]', 400],
    ['https://[fd00::1]', 400],
    ['https://169.254.169.254/latest', 400],
    ['https://8.8.8.8', 201],
    ['https://localhost', 201],
  ] as const)
    assert.equal(await post(url), status, url)
  const { catalog, ops: own } = guarded.source
  await catalog.write(async (tx) => {
    // A run that ended, of a flow that is of no matter here.
    await tx.run(`delete from documents where kind = 'notification' and body like '%8.8.8.8%'`)
    await tx.insert(SCOPE, 'run', 'a-run', {
      flowId: 'a-flow',
      status: 'failed',
      errors: [],
      batches: [],
      samples: [],
      drift: [],
    })
    await own.notices.owe(tx, SCOPE, 'a-run')
  })
  await own.notices.send()
  // One that was made while the source was open, with an address for which no name is looked up.
  const [{ id } = { id: '' }] = await catalog.list(SCOPE, 'notification')
  await catalog.write(async (tx) => {
    await tx.update<object>(SCOPE, 'notification', id, (body) => ({ ...body, url: 'https://127.0.0.1:9' }))
    await own.notices.owe(tx, SCOPE, 'a-run')
  })
  await own.notices.send()
  const told = await catalog.list<{ attempts: { error: string }[] }>(SCOPE, 'notice')
  assert.equal(told.length, 2)
  for (const { body } of told)
    assert.match(body.attempts[0]!.error, /^127\.0\.0\.1 is a private address|^::1 is a private/)
  await guarded.close()
})

test('the figures are those of the lake and of what was done', async () => {
  const { source } = ops.world
  const flow = await source.catalog.find<Flow>(SCOPE, 'flow', ops.flow)
  const dataset = (await ops.world.call('GET', '/catalog/dataSets')).body
  const [datasetId] = Object.keys(dataset)
  await source.catalog.write((tx) =>
    tx.update<Flow>(SCOPE, 'flow', ops.flow, (body) => ({ ...body, name: 'A "name"\nwith \\' })),
  )
  const before = await readFigures()
  let refused = 0
  ops.host.fault = () => (ops.host.asked.at(-1)!.startsWith('/v1/events') && refused++ < 2 ? 429 : undefined)
  ops.host.wait(10)
  ops.host.create('new')
  await run()
  ops.host.fault = () => undefined
  ops.refusal = 'no'
  await run()
  ops.refusal = undefined
  ops.ahead += 90_000
  const figures = await readFigures()
  const grown = (name: string) => (figures.get(name) ?? 0) - (before.get(name) ?? 0)
  const is = `{flow="${ops.flow}"`
  assert.equal(grown(`runs_total${is},status="success"}`), 1)
  assert.equal(grown(`runs_total${is},status="failed"}`), 1)
  assert.equal(grown(`host_limited_total{connection="${ops.connection}"}`), 2)
  assert.ok(grown(`host_requests_total{connection="${ops.connection}"}`) >= 5)
  assert.equal(before.get(`host_rate_limit{connection="${ops.connection}"}`), Infinity)
  const [rows] = await source.catalog.ask<{ n: bigint }>('select sum(records) as n from batches')
  assert.equal(figures.get(`rows_landed_total{dataset="${datasetId}"}`), Number(rows!.n))
  assert.equal(figures.get('flows{state="enabled"}'), 1)
  const named = 'name="A \\"name\\"\\nwith \\\\"'
  const info = `flow_info${is},${named},resource="customers",dataset="${datasetId}",org="${SCOPE.org}",sandbox="prod"}`
  assert.equal(figures.get(info), 1)
  // The run that failed made nothing fresher; the good one ended some 90 seconds ago.
  for (const name of ['freshness_seconds', 'lag_seconds']) {
    const seconds = figures.get(`${name}{dataset="${datasetId}"}`)!
    assert.ok(seconds >= 89.5 && seconds < 105, `${name} ${seconds}`)
  }
  const fresh = await source.ops.freshness.of(SCOPE, ops.flow, flow!.body)
  assert.ok(fresh.secondsSinceSuccess! >= 89.5 && fresh.newestChangedAtUTC! <= Date.now() + ops.ahead - 89_500)
  // The file of the last batch is gathered with the others, and whoever opens the lake anew finds the newest state all the same.
  const [gathered] = await datasetsIn(source.catalog)
  await compact({ catalog: source.catalog, lake: ops.world.folder, dataset: gathered!, now: source.now })
  await ops.reopen()
  const later = await ops.world.source.ops.freshness.of(SCOPE, ops.flow, flow!.body)
  assert.deepEqual(
    [later.lastSuccessAtUTC, later.newestChangedAtUTC],
    [fresh.lastSuccessAtUTC, fresh.newestChangedAtUTC],
  )
})

/** The figures by their name and labels. Whatever is no line of the format fails. */
async function readFigures(): Promise<Map<string, number>> {
  const text = await ops.world.source.measures()
  assert.ok(!text.includes(TOKEN) && text.endsWith('\n'))
  const lines = text.trimEnd().split('\n')
  return new Map(
    lines.flatMap((line) => {
      if (/^# (HELP|TYPE) brindle_source_\w+ \S/.test(line)) return []
      const [, name, value] = /^brindle_source_(\w+\{(?:\w+="(?:[^"\\\n]|\\.)*",?)*\}) (\S+)$/.exec(line) ?? []
      assert.ok(name, line)
      return [[name, value === '+Inf' ? Infinity : Number(value)] as const]
    }),
  )
}
