// Faults that are about time: an answer that comes late, and deliveries that are lost, doubled and shuffled. Here the wall's
// clock runs; elsewhere it stands still while operations are tried (test/behaves.ts).
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { until as untilHolds } from '../simulation/support.ts'
import { sandbox, startBrindle } from '../world.ts'

const FAULTS = '/brindle/faults'

test('a delayed answer comes late, and is right', async (t) => {
  const brindle = await startBrindle()
  t.after(() => brindle.close())
  const { call, stripe } = sandbox(brindle)
  await call('POST', FAULTS, 'on=requests&path=/v1/customers&delay_ms=300&count=1')
  const began = performance.now()
  await stripe.customers.create({ name: 'Amy' })
  assert.ok(performance.now() - began >= 300)
  assert.deepEqual((await call('GET', FAULTS)).body.data[0].hits, 1)
})

/** Somebody who takes every webhook, and remembers the names of the customers that it was about. */
async function receiver(): Promise<{
  url: string
  names: string[]
  server: Server
  until(count: number): Promise<void>
}> {
  const names: string[] = []
  const waiting: { count: number; done: () => void }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      response.end()
      names.push(JSON.parse(body).data.object.name)
      for (const one of waiting) if (names.length >= one.count) one.done()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const until = (count: number) =>
    names.length >= count ? Promise.resolve() : new Promise<void>((done) => waiting.push({ count, done }))
  return { url: `http://127.0.0.1:${port}/`, names, server, until }
}

test('deliveries are lost, doubled and shuffled as asked', async (t) => {
  const brindle = await startBrindle()
  t.after(() => brindle.close())
  const { call, stripe } = sandbox(brindle)
  const { url, names, server, until } = await receiver()
  t.after(() => server.close())
  const { id: endpoint } = await stripe.webhookEndpoints.create({ url, enabled_events: ['customer.created'] })
  const make = (name: string) => stripe.customers.create({ name })

  await call('POST', FAULTS, `on=webhooks&endpoint=${endpoint}&drop=true&count=1`)
  await make('lost')
  await make('kept')
  await until(1)
  assert.deepEqual(names.splice(0), ['kept'])
  const { body } = await call('GET', '/brindle/webhook_deliveries?state=dropped')
  assert.deepEqual(
    body.data.map(({ event_type, attempts }: any) => [event_type, attempts]),
    [['customer.created', []]],
  )

  await call('POST', FAULTS, 'on=webhooks&type=customer.created&duplicate=2&count=1')
  await make('three times')
  await make('once')
  await until(4)
  assert.deepEqual(names.splice(0).sort(), ['once', 'three times', 'three times', 'three times'])

  await call('POST', FAULTS, 'on=webhooks&shuffle_ms=400&count=12')
  const order = Array.from({ length: 12 }, (_, i) => `number ${i}`)
  for (const name of order) await make(name)
  await until(12)
  assert.notDeepEqual(names, order)
  assert.deepEqual(names.slice().sort(), order.slice().sort())
  assert.deepEqual(
    (await call('GET', FAULTS)).body.data.map(({ hits, remaining }: any) => [hits, remaining]),
    [
      [12, 0],
      [1, 0],
      [1, 0],
    ],
  )
  // The last answers are still being written down.
  const pending = async () => (await call('GET', '/brindle/webhook_deliveries?state=pending')).body.data.length
  await untilHolds('every delivery is done', async () => (await pending()) === 0)
  // What came in double still counts as one.
  const events = (await stripe.events.list({ type: 'customer.created', limit: 100 })).data
  for (const event of events) {
    const lost = (event.data.object as { name: string }).name === 'lost'
    assert.equal(event.pending_webhooks, lost ? 1 : 0)
  }
})

test('a delivery that is to fail is not sent, and tried again', async (t) => {
  const brindle = await startBrindle()
  t.after(() => brindle.close())
  const { call, stripe } = sandbox(brindle)
  const { url, names, server, until } = await receiver()
  t.after(() => server.close())
  const { id: endpoint } = await stripe.webhookEndpoints.create({ url, enabled_events: ['customer.created'] })
  const { body: fault } = await call('POST', FAULTS, `on=webhooks&endpoint=${endpoint}&status=503&count=2`)
  assert.deepEqual([fault.status, fault.drop], [503, false])
  for (const name of ['one', 'two', 'three']) await stripe.customers.create({ name })
  await until(1)
  assert.deepEqual(names, ['three'])
  const failing = async () => (await call('GET', '/brindle/webhook_deliveries?state=pending')).body.data
  await untilHolds('two wait', async () => (await failing()).length === 2)
  for (const { attempts, next_attempt } of await failing()) {
    const [{ at, ...attempt }] = attempts
    assert.deepEqual(attempt, {
      latency_ms: 0,
      response: 'A fault that was asked for: nothing was sent.',
      signature: null,
      status: 503,
    })
    assert.equal(next_attempt, at + 300_000)
  }
})
