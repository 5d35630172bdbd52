// What of deliveries outlasts a restart, what waits behind others, the version that an endpoint hears events in, and that
// private addresses hear nothing.
import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import test, { type TestContext } from 'node:test'
import { configure } from '../../src/config.ts'
import { DEFAULT_KEYS } from '../../src/http/keys.ts'
import { start } from '../../src/main.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { startReceiver } from './receiver.ts'
import { dataFile, keyed, pause, startOnFile, temporaryFolder, until } from './support.ts'

/** A handler and a server that are closed however the test ends. */
async function receiving(t: TestContext) {
  const receiver = await startReceiver()
  t.after(() => receiver.close())
  return receiver
}
async function serving(t: TestContext, ...args: Parameters<typeof startOnFile>) {
  const brindle = await startOnFile(...args)
  t.after(() => brindle.close())
  return brindle
}

async function call(
  url: string,
  key: string,
  method: string,
  path: string,
  form?: string,
  version?: string,
): Promise<any> {
  const headers = keyed(key, version ? { 'stripe-version': version } : {})
  const response = await fetch(`${url}${path}`, { method, headers, ...(form && { body: form }) })
  const body: any = await response.json()
  assert.equal(response.status, 200, JSON.stringify(body))
  return body
}

test('deliveries that are owed survive a restart, and arrive in order', async (t) => {
  const folder = temporaryFolder()
  const receiver = await receiving(t)
  const key = 'sk_test_restart'
  const first = await startOnFile(folder, { webhookTimeout: 0.2 })
  await call(first.url, key, 'POST', '/v1/webhook_endpoints', `url=${receiver.url}/hook&enabled_events[]=*`)
  // Nobody answers: the first delivery is on its way until its time is up, and the others wait behind it.
  receiver.answerWith(() => {})
  for (let i = 0; i < 10; i++) await call(first.url, key, 'POST', '/v1/customers', `name=n${i}`)
  await until('the first is under way', () => receiver.arrived.length > 0)
  await first.close()
  const before = receiver.arrived.map(({ event }) => event.data.object.name)
  assert.ok(before.length < 10)
  receiver.answerWith((_, response) => void response.end('ok'))
  const second = await serving(t, folder)
  await until('the rest have arrived', () => receiver.arrived.length >= 10)
  await pause(100)
  const names = receiver.arrived.map(({ event }) => event.data.object.name)
  assert.deepEqual(names, ['n0', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8', 'n9'])
  const { data } = await call(second.url, key, 'GET', '/brindle/webhook_deliveries?limit=100')
  const states = data.reverse().map(({ state }: any) => state)
  // Those that nobody answered wait for their retry, the rest are delivered.
  assert.deepEqual(states, [...before.map(() => 'pending'), ...names.slice(before.length).map(() => 'delivered')])
})

test('a delivery is tried once until its retry is due, however long it waits for its turn', async (t) => {
  const receiver = await receiving(t)
  const store = await openSqlite({ path: dataFile(temporaryFolder()) })
  const claim = store.claim.bind(store)
  // A lease promises nothing (kernel/store.ts). It is over here before the line is, as it is after 80 seconds for a
  // handler that hangs with nine events in its line.
  store.claim = (asked) => claim({ ...asked, leaseMs: 20 })
  const brindle = await start(configure({ port: 0, logLevel: 'silent', webhookTimeout: 0.3 }), { store })
  t.after(() => brindle.close())
  const key = 'sk_test_leases'
  receiver.answerWith(() => {})
  await call(brindle.url, key, 'POST', '/v1/webhook_endpoints', `url=${receiver.url}/hook&enabled_events[]=*`)
  for (let i = 0; i < 6; i++) await call(brindle.url, key, 'POST', '/v1/customers', `name=n${i}`)
  const tried = async () => (await call(brindle.url, key, 'GET', '/brindle/webhook_deliveries')).data
  await until('each was tried', async () => (await tried()).every(({ attempts }: any) => attempts.length > 0))
  // Longer than all of them take once more.
  await pause(2_200)
  const attempts = (await tried()).map((delivery: any) => delivery.attempts.length)
  assert.deepEqual(attempts, [1, 1, 1, 1, 1, 1], 'five minutes are to pass before the second attempt')
})

test('what waits behind a handler that hangs stays in the store, and out of the way of others', async (t) => {
  const receiver = await receiving(t)
  const store = await openSqlite({ path: dataFile(temporaryFolder()) })
  const claim = store.claim.bind(store)
  const handedOut = new Map<string, number>()
  store.claim = async (asked) => {
    const dues = await claim(asked)
    handedOut.set(asked.queue, (handedOut.get(asked.queue) ?? 0) + dues.length)
    return dues
  }
  const brindle = await start(configure({ port: 0, logLevel: 'silent', webhookTimeout: 60 }), { store })
  const key = 'sk_test_backlog'
  const endpoint = (path: string) =>
    call(brindle.url, key, 'POST', '/v1/webhook_endpoints', `url=${receiver.url}${path}&enabled_events[]=*`)
  const hanging = await endpoint('/hanging')
  await endpoint('/answering')
  const held: ServerResponse[] = []
  receiver.answerWith(({ path }, response) => void (path === '/hanging' ? held.push(response) : response.end('ok')))
  for (let i = 0; i < 200; i++) await call(brindle.url, key, 'POST', '/v1/customers', `name=n${i}`)
  await until('the other has all', () => receiver.at('/answering').length === 200)
  assert.equal(receiver.at('/hanging').length, 1)
  const taken = handedOut.get(`deliver ${hanging.id}`)!
  assert.ok(taken >= 1 && taken <= 50, `${taken} of 200 were taken into memory`)
  receiver.answerWith((_, response) => void response.end('ok'))
  held[0]!.end('ok')
  await until('the rest arrives', () => receiver.at('/hanging').length === 200)
  const names = receiver.at('/hanging').map(({ event }) => event.data.object.name)
  assert.deepEqual(
    names,
    names.map((_, i) => `n${i}`),
  )
  await brindle.close()
})

test('what comes while a queue is being read is not missed, however many hands are at it', async (t) => {
  const receiver = await receiving(t)
  const store = await openSqlite({ path: dataFile(temporaryFolder()) })
  const claim = store.claim.bind(store)
  const brindle = await start(
    configure({ port: 0, logLevel: 'silent', webhookConcurrency: 2 }),
    // No look at the clock helps out, and the answer about a queue takes its time, as a database's does.
    {
      store: Object.assign(store, {
        queues: async () => [],
        claim: async (asked: Parameters<typeof claim>[0]) => {
          const dues = await claim(asked)
          if (asked.queue.startsWith('deliver ')) await pause(150)
          return dues
        },
      }),
    },
  )
  t.after(() => brindle.close())
  const key = 'sk_test_missed'
  const named = (name: string) => call(brindle.url, key, 'POST', '/v1/customers', `name=${name}`)
  await call(brindle.url, key, 'POST', '/v1/webhook_endpoints', `url=${receiver.url}/hook&enabled_events[]=*`)
  await named('first')
  await until('the first arrives', () => receiver.arrived.length === 1)
  // Now the queue is asked for more and answers that there is none; this comes meanwhile.
  await pause(50)
  await named('second')
  await until('the second arrives', () => receiver.arrived.length === 2)
})

test('an endpoint hears events in its own version, whatever the account’s', async (t) => {
  const receiver = await receiving(t)
  const brindle = await serving(t, temporaryFolder())
  const key = 'sk_test_versions'
  const versions = { own: '2026-09-30.endive', older: '2024-06-20' }
  for (const [path, version] of Object.entries(versions)) {
    const form = `url=${receiver.url}/${path}&enabled_events[]=*&api_version=${version}`
    // As the SDK of that version does it: an older one does not know the name of a newer version.
    const made = await call(brindle.url, key, 'POST', '/v1/webhook_endpoints', form, versions.own)
    assert.equal(made.api_version, version)
  }
  await call(brindle.url, key, 'POST', '/v1/webhook_endpoints', `url=${receiver.url}/account&enabled_events[]=*`)
  const customer = await call(brindle.url, key, 'POST', '/v1/customers', 'name=x')
  await until('all three have it', () => receiver.arrived.length === 3)
  const version = (path: string) => receiver.at(`/${path}`)[0]!.event.api_version
  assert.equal(version('own'), '2026-09-30.endive')
  assert.equal(version('older'), '2024-06-20')
  // The setting's default is the version of accounts that open.
  assert.equal(version('account'), '2026-08-26.dahlia')
  const [listed] = (await call(brindle.url, key, 'GET', '/v1/events')).data
  assert.equal(listed.api_version, '2026-08-26.dahlia')
  assert.deepEqual(new Set(receiver.arrived.map(({ event }) => event.id)), new Set([listed.id]))
  for (const { event } of receiver.arrived) assert.equal(event.data.object.id, customer.id)
})

test('an event stays as it was when it happened, even if its delivery comes later', async (t) => {
  const receiver = await receiving(t)
  const brindle = await serving(t, temporaryFolder(), { webhookTimeout: 0.3 })
  const key = 'sk_test_frozen'
  for (const version of ['', '&api_version=2024-06-20'])
    await call(
      brindle.url,
      key,
      'POST',
      '/v1/webhook_endpoints',
      `url=${receiver.url}/${version ? 'older' : 'same'}&enabled_events[]=customer.created${version}`,
    )
  receiver.answerWith(({ event }, response) => {
    if (event.data.object.name === 'first') return
    response.end('ok')
  })
  await call(brindle.url, key, 'POST', '/v1/customers', 'name=first')
  const { id } = await call(brindle.url, key, 'POST', '/v1/customers', 'name=before')
  await call(brindle.url, key, 'POST', `/v1/customers/${id}`, 'name=after')
  await until('all have arrived', () => receiver.arrived.length === 4)
  for (const path of ['/same', '/older'])
    assert.deepEqual(
      receiver.at(path).map(({ event }) => event.data.object.name),
      ['first', 'before'],
    )
})

test('beyond loopback, private addresses hear nothing unless the network is trusted', async (t) => {
  const receiver = await receiving(t)
  const port = new URL(receiver.url).port
  for (const [trustNetwork, arrivals] of [
    [false, 0],
    [true, 3],
  ] as const) {
    const brindle = await serving(t, temporaryFolder(), { host: '0.0.0.0', trustNetwork })
    const url = `http://127.0.0.1:${brindle.port}`
    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]']) {
      const form = `url=http://${host}:${port}/&enabled_events[]=customer.created`
      await call(url, DEFAULT_KEYS.secret, 'POST', '/v1/webhook_endpoints', form)
    }
    await call(url, DEFAULT_KEYS.secret, 'POST', '/v1/customers', 'name=x')
    const tried = async () => (await call(url, DEFAULT_KEYS.secret, 'GET', '/brindle/webhook_deliveries')).data
    await until('each was tried', async () => (await tried()).every(({ attempts }: any) => attempts.length === 1))
    assert.equal(receiver.arrived.length, arrivals)
    for (const { attempts } of await tried()) {
      assert.equal(attempts[0].status, trustNetwork ? 200 : null)
      if (!trustNetwork) assert.match(attempts[0].response, /private address.*--trust-network/)
    }
  }
})

test('an endpoint that takes nothing for the time that the settings give is disabled', async (t) => {
  const receiver = await receiving(t)
  const store = await openSqlite({ path: ':memory:' })
  // Half a second of failing.
  const settings = { port: 0, logLevel: 'silent', webhookDisableAfter: 0.5 / 3600 }
  const brindle = await start(configure(settings), { store })
  t.after(() => brindle.close())
  const key = 'sk_test_disabled'
  const made = await call(
    brindle.url,
    key,
    'POST',
    '/v1/webhook_endpoints',
    `url=${receiver.url}/down&enabled_events[]=*`,
  )
  const other = await call(
    brindle.url,
    key,
    'POST',
    '/v1/webhook_endpoints',
    `url=${receiver.url}/up&enabled_events[]=*`,
  )
  receiver.answerWith(({ path }, response) => {
    response.statusCode = path === '/down' ? 500 : 200
    response.end()
  })
  const statusOf = async ({ id }: { id: string }) =>
    (await call(brindle.url, key, 'GET', `/v1/webhook_endpoints/${id}`)).status
  await until('it is disabled', async () => {
    await call(brindle.url, key, 'POST', '/v1/customers', 'name=n')
    return (await statusOf(made)) === 'disabled'
  })
  assert.equal(await statusOf(other), 'enabled')
})

test('events and their deliveries are kept as long as the settings say', async (t) => {
  const receiver = await receiving(t)
  const brindle = await startOnFile(temporaryFolder(), { eventRetention: 2 })
  t.after(() => brindle.close())
  const key = 'sk_test_kept'
  await call(brindle.url, key, 'POST', '/v1/webhook_endpoints', `url=${receiver.url}/kept&enabled_events[]=*`)
  await call(brindle.url, key, 'POST', '/v1/customers', 'name=n')
  const ends = (object: string) =>
    brindle.sql
      .prepare(`select due - created as seconds from rows where object = ? and queue = 'expire'`)
      .get(object) as { seconds: number } | undefined
  await until('it is delivered', () => ends('brindle.webhook_delivery') !== undefined)
  // It may have been delivered a second later.
  for (const object of ['event', 'brindle.webhook_delivery'])
    assert.ok([172_800, 172_801].includes(ends(object)!.seconds), `${object}: ${ends(object)!.seconds}`)
})
