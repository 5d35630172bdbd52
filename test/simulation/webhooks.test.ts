// Events on their way to handlers: signed, in order, tried again, and written down.
// One file because all of them go from one server to one handler.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import test, { after, afterEach, before } from 'node:test'
import Stripe from 'stripe'
import { type Receiver, startReceiver } from './receiver.ts'
import { LONG, SIZES } from './sizes.ts'
import { keyed, startOnFile, temporaryFolder, until } from './support.ts'

const { webhooks } = new Stripe('sk_test_unused')
const TIMEOUT_S = 0.3

let brindle: Awaited<ReturnType<typeof startOnFile>>
let receiver: Receiver

before(async () => {
  brindle = await startOnFile(temporaryFolder(), { webhookTimeout: TIMEOUT_S })
  receiver = await startReceiver()
})
after(async () => {
  await receiver.close()
  await brindle.close()
})
afterEach(() => receiver.answerWith((_, response) => void response.end('ok')))

interface Shop {
  readonly key: string
  call(method: string, path: string, form?: string): Promise<any>
  /** A new endpoint that posts to a path of the receiver. */
  endpoint(path: string, more?: string): Promise<any>
  deliveries(endpoint: string): Promise<any[]>
}

let shops = 0
function shop(): Shop {
  const key = `sk_test_webhooks${++shops}`
  const call: Shop['call'] = async (method, path, form) => {
    const response = await fetch(`${brindle.url}${path}`, { method, headers: keyed(key), ...(form && { body: form }) })
    const body: any = await response.json()
    assert.equal(response.status, 200, JSON.stringify(body))
    return body
  }
  return {
    key,
    call,
    endpoint: (path, more = 'enabled_events[]=*') =>
      call('POST', '/v1/webhook_endpoints', `url=${receiver.url}${path}&${more}`),
    deliveries: async (endpoint) =>
      (await call('GET', `/brindle/webhook_deliveries?endpoint=${endpoint}&limit=100`)).data.reverse(),
  }
}

const arrivedAt = (path: string, count: number) =>
  until(`${count} deliveries arrive at ${path}`, () => receiver.at(path).length >= count)
const types = (path: string) => receiver.at(path).map(({ event }) => event.type)

test('a delivery is the event as the API shows it, and its signature is good for the official client', async () => {
  const { call, endpoint } = shop()
  const { secret } = await endpoint('/signed')
  const customer = await call('POST', '/v1/customers', 'name=Zoë € 😀')
  await arrivedAt('/signed', 1)
  const [{ text, headers, event }] = receiver.at('/signed') as [any]
  const signature = headers['stripe-signature']
  assert.equal(webhooks.constructEvent(text, signature, secret).id, event.id)
  assert.throws(() => webhooks.constructEvent(text.replace('Zoë', 'Zoe'), signature, secret), /signature/i)
  assert.throws(() => webhooks.constructEvent(text, signature, `${secret}x`), /signature/i)
  const [, at, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature)!
  assert.equal(v1, createHmac('sha256', secret).update(`${at}.${text}`).digest('hex'))
  assert.ok(Math.abs(Number(at) - Date.now() / 1000) < 10)
  assert.equal(event.type, 'customer.created')
  assert.deepEqual(event.data.object, customer)
  assert.match(headers['content-type'], /^application\/json/)
  assert.match(headers['user-agent'], /^Stripe\//)
  const { pending_webhooks: _, ...shown } = await call('GET', `/v1/events/${event.id}`)
  const { pending_webhooks: __, ...sent } = event
  assert.deepEqual(sent, shown)
})

test('attempts come in the order of their events', async () => {
  const { call, endpoint } = shop()
  const { id } = await endpoint('/ordered')
  const count = LONG ? 300 : 40
  const { id: customer } = await call('POST', '/v1/customers', 'name=n')
  for (let i = 1; i < count; i++) await call('POST', `/v1/customers/${customer}`, `name=n${i}`)
  await arrivedAt('/ordered', count)
  const events: string[] = []
  for (let cursor = ''; ; ) {
    const page = await call('GET', `/v1/events?limit=100${cursor}`)
    events.push(...page.data.map((event: any) => event.id))
    if (!page.has_more) break
    cursor = `&starting_after=${events.at(-1)}`
  }
  assert.deepEqual(
    receiver.at('/ordered').map(({ event }) => event.id),
    events.reverse(),
  )
  assert.ok(id)
})

test('the retry of an event that fails does not hold the next one', async () => {
  const { call, endpoint, deliveries } = shop()
  const { id } = await endpoint('/stumbling')
  receiver.answerWith(({ event }, response) => {
    response.statusCode = event.data.object.name === 'bad' ? 500 : 200
    response.end('said')
  })
  for (const name of ['bad', 'good', 'better']) await call('POST', '/v1/customers', `name=${name}`)
  await arrivedAt('/stumbling', 3)
  assert.deepEqual(
    receiver.at('/stumbling').map(({ event }) => event.data.object.name),
    ['bad', 'good', 'better'],
  )
  await until('all three are written down', async () =>
    (await deliveries(id)).every(({ attempts }) => attempts.length === 1),
  )
  const [bad, good, better] = await deliveries(id)
  assert.deepEqual([bad.state, good.state, better.state], ['pending', 'delivered', 'delivered'])
  assert.deepEqual([bad.attempts[0].status, good.attempts[0].status], [500, 200])
  assert.equal(bad.attempts[0].response, 'said')
  assert.ok(Math.abs(bad.attempts[0].at - Date.now()) < 10_000)
  const due = brindle.sql.prepare('select queue, due from rows where id = ?').get(bad.id)!
  assert.equal(due.queue, `deliver ${id}`)
  assert.ok(Number(due.due) > Date.now() + 60_000, 'the retry is minutes away')
})

/** Ways to fail, with the status that is written down, and what the words beside it say. */
const FAILURES: readonly (readonly [string, (response: ServerResponse) => void, number | null, RegExp])[] = [
  ['an answer of 500', (r) => void r.writeHead(500).end('broken'), 500, /^broken$/],
  ['an answer of 404', (r) => void r.writeHead(404).end(), 404, /^$/],
  ['a redirect, which is not followed', (r) => void r.writeHead(302, { location: '/elsewhere' }).end(), 302, /^$/],
  ['no answer in time', () => {}, null, /within 0\.3 seconds/],
  ['a closed connection', (r) => void r.destroy(), null, /\S/],
  ['half an answer in time', (r) => void r.writeHead(200).write('half'), null, /within 0\.3 seconds/],
  ['half an answer and a closed connection', (r) => void r.writeHead(200).write('half', () => r.destroy()), null, /\S/],
]

for (const [i, [name, answer, status, words]] of FAILURES.entries())
  test(`${name} is an attempt that has failed`, async () => {
    const { call, endpoint, deliveries } = shop()
    const { id } = await endpoint(`/failing${i}`)
    receiver.answerWith((_, response) => answer(response))
    await call('POST', '/v1/customers', 'name=x')
    await until('an attempt is written down', async () => (await deliveries(id))[0]?.attempts.length === 1)
    const [delivery] = await deliveries(id)
    assert.equal(delivery.state, 'pending')
    assert.equal(delivery.event_type, 'customer.created')
    assert.equal(delivery.attempts[0].status, status)
    assert.match(delivery.attempts[0].response, words)
    assert.deepEqual(types('/elsewhere'), [])
    const [event] = (await call('GET', '/v1/events?limit=1')).data
    assert.equal(event.pending_webhooks, 1)
  })

test('an endpoint that nobody listens at is an attempt that has failed', async () => {
  const { call, deliveries } = shop()
  const gone = await startReceiver()
  await gone.close()
  const { id } = await call('POST', '/v1/webhook_endpoints', `url=${gone.url}&enabled_events[]=*`)
  await call('POST', '/v1/customers', 'name=x')
  await until('an attempt is written down', async () => (await deliveries(id))[0]?.attempts.length === 1)
  const [{ attempts }] = (await deliveries(id)) as [any]
  assert.equal(attempts[0].status, null)
  assert.match(attempts[0].response, /ECONNREFUSED/)
})

test('what a handler says is kept up to 4096 bytes, and no more of it is waited for', async () => {
  const { call, endpoint, deliveries } = shop()
  const { id } = await endpoint('/wordy')
  receiver.answerWith((_, response) => {
    response.writeHead(200)
    response.write('x'.repeat(4_095))
    // An endless answer: it goes on for as long as anybody listens.
    const more = setInterval(() => response.write('y'.repeat(65_536)), 5)
    response.on('close', () => clearInterval(more))
  })
  await call('POST', '/v1/customers', 'name=x')
  await until('an attempt is written down', async () => (await deliveries(id))[0]?.attempts.length === 1)
  const [{ state, attempts }] = (await deliveries(id)) as [any]
  assert.equal(state, 'delivered')
  assert.equal(attempts[0].response, `${'x'.repeat(4_095)}y`)
})

test('only the events that an endpoint wants reach it', async () => {
  const { call, endpoint } = shop()
  await endpoint('/all')
  await endpoint('/some', 'enabled_events[]=product.created&enabled_events[]=price.created')
  await endpoint('/none', 'enabled_events[]=invoice.paid')
  await call('POST', '/v1/customers', 'name=x')
  const { id } = await call('POST', '/v1/products', 'name=x')
  await call('POST', '/v1/prices', `product=${id}&currency=usd&unit_amount=100`)
  await call('POST', '/v1/products', 'name=y')
  await arrivedAt('/all', 4)
  await arrivedAt('/some', 3)
  assert.deepEqual(types('/all'), ['customer.created', 'product.created', 'price.created', 'product.created'])
  assert.deepEqual(types('/some'), ['product.created', 'price.created', 'product.created'])
  assert.deepEqual(types('/none'), [])
})

test('a disabled endpoint gets nothing, and one that is enabled again what comes from then on', async () => {
  const { call, endpoint, deliveries } = shop()
  const { id } = await endpoint('/switched')
  await endpoint('/beside')
  await call('POST', `/v1/webhook_endpoints/${id}`, 'disabled=true')
  await call('POST', '/v1/customers', 'name=missed')
  await arrivedAt('/beside', 1)
  await call('POST', `/v1/webhook_endpoints/${id}`, 'disabled=false')
  await call('POST', '/v1/customers', 'name=seen')
  await arrivedAt('/switched', 1)
  assert.deepEqual(
    receiver.at('/switched').map(({ event }) => event.data.object.name),
    ['seen'],
  )
  assert.equal((await deliveries(id)).length, 1)
})

test('an endpoint that is deleted gets nothing more', async () => {
  const { call, endpoint } = shop()
  const { id } = await endpoint('/deleted')
  await endpoint('/staying')
  await call('DELETE', `/v1/webhook_endpoints/${id}`)
  await call('POST', '/v1/customers', 'name=x')
  await arrivedAt('/staying', 1)
  assert.deepEqual(types('/deleted'), [])
})

test('pending_webhooks counts down to 0 as handlers take the event', async () => {
  const { call, endpoint } = shop()
  const waiting: ServerResponse[] = []
  receiver.answerWith((_, response) => void waiting.push(response))
  for (const path of ['/one', '/two', '/three']) await endpoint(path)
  await call('POST', '/v1/customers', 'name=x')
  const pending = async () => (await call('GET', '/v1/events?limit=1')).data[0].pending_webhooks
  assert.equal(await pending(), 3)
  for (const left of [2, 1, 0]) {
    await until('a handler has the event', () => waiting.length > 0)
    waiting.shift()!.end()
    await until(`${left} are left`, async () => (await pending()) === left)
  }
  assert.deepEqual(
    ['/one', '/two', '/three'].map((path) => receiver.at(path)[0]!.event.pending_webhooks),
    [3, 3, 3],
  )
  // Counting down is no change of the event: nobody hears of it.
  assert.equal((await call('GET', '/v1/events')).data.length, 1)
})

test('many events to many endpoints all arrive once', async () => {
  const { call, endpoint } = shop()
  const paths = Array.from({ length: 5 }, (_, i) => `/many${i}`)
  for (const path of paths) await endpoint(path, 'enabled_events[]=customer.created')
  await Promise.all(Array.from({ length: SIZES.racers }, (_, i) => call('POST', '/v1/customers', `name=${i}`)))
  for (const path of paths) {
    await arrivedAt(path, SIZES.racers)
    assert.equal(new Set(receiver.at(path).map(({ event }) => event.id)).size, SIZES.racers)
    assert.equal(receiver.at(path).length, SIZES.racers)
  }
})

test('a handler that fails now and then gets each event once, when it takes it', async () => {
  const { call, endpoint, deliveries } = shop()
  const { id } = await endpoint('/flapping')
  // Every other one is refused, and those that are refused wait for their retry.
  receiver.answerWith(({ event }, response) => {
    response.statusCode = Number(event.data.object.name) % 2 ? 200 : 500
    response.end()
  })
  for (let i = 0; i < 10; i++) await call('POST', '/v1/customers', `name=${i}`)
  await arrivedAt('/flapping', 10)
  await until('all are written down', async () => (await deliveries(id)).every(({ attempts }) => attempts.length === 1))
  const states = (await deliveries(id)).map(({ state, attempts }) => `${state} ${attempts[0].status}`)
  assert.deepEqual(
    states,
    Array.from({ length: 10 }, (_, i) => (i % 2 ? 'delivered 200' : 'pending 500')),
  )
})

test('a handler that hangs up half-way has not taken the event', async () => {
  const { call, endpoint, deliveries } = shop()
  const { id } = await endpoint('/halfway')
  receiver.answerWith((_, response) => {
    response.writeHead(200, { 'content-length': '1000' })
    response.write('half', () => response.destroy())
  })
  await call('POST', '/v1/customers', 'name=cut')
  await until('it is written down', async () => (await deliveries(id))[0]?.attempts.length === 1)
  const [{ state, attempts }] = await deliveries(id)
  assert.deepEqual([state, attempts[0].status], ['pending', null])
})

test('an answer that never ends is not waited for', async () => {
  const { call, endpoint, deliveries } = shop()
  const { id } = await endpoint('/huge')
  receiver.answerWith((_, response) => {
    const more = () => response.destroyed || response.write('x'.repeat(65_536), more)
    more()
  })
  await call('POST', '/v1/customers', 'name=huge')
  await until('it is written down', async () => (await deliveries(id))[0]?.state === 'delivered')
  assert.equal((await deliveries(id))[0].attempts[0].response.length, 4096)
})
