// The log of requests as it comes: each line once and in order, only one's own, and nobody waits for who does not read.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { after, before, test } from 'node:test'
import { type Entry, RequestLog } from '../../src/http/request_log.ts'
import { tail } from '../../src/http/request_stream.ts'
import type { Brindle } from '../../src/main.ts'
import { until } from '../simulation/support.ts'
import { sandbox, startBrindle } from '../world.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

interface Line {
  readonly event: string
  readonly data: any
}

/** What a browser's EventSource would have heard so far. */
async function listen(url: string, headers: Record<string, string> = {}) {
  const stop = new AbortController()
  const response = await fetch(url, { headers, signal: stop.signal })
  assert.deepEqual([response.status, response.headers.get('content-type')], [200, 'text/event-stream'])
  const lines: Line[] = []
  let isOver = false
  const read = async () => {
    let rest = ''
    const decoder = new TextDecoder()
    for await (const chunk of response.body!) {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
      rest = parts.pop()!
      for (const part of parts) {
        const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(part) ?? []
        if (event) lines.push({ event, data: JSON.parse(data!) })
      }
    }
  }
  read()
    .catch(() => {})
    .finally(() => {
      isOver = true
    })
  return { lines, stop: () => stop.abort(), isOver: () => isOver }
}

test('each request of the account comes once, in order, and no other’s', async () => {
  const [mine, yours] = [sandbox(brindle), sandbox(brindle)]
  const stream = `${brindle.url}/brindle/requests/stream`
  const all = await listen(stream, { authorization: `Bearer ${mine.key}` })
  // As a browser asks, which can set no header.
  const failed = await listen(`${stream}?key=${mine.key}&status=4xx&path=/v1`)
  const asked: string[] = []
  for (let n = 0; n < 20; n++) {
    const { headers } = await mine.call('GET', n % 2 === 0 ? '/v1/balance' : '/v1/customers/cus_gone')
    asked.push(headers.get('request-id')!)
    await yours.call('GET', '/v1/balance')
  }
  const ids = ({ lines }: typeof all) =>
    lines.filter(({ data }) => data.path.startsWith('/v1')).map(({ data }) => data.id)
  await until('all lines came', async () => ids(all).length >= 20 && failed.lines.length >= 10)
  assert.deepEqual(ids(all), asked)
  assert.deepEqual(
    ids(failed),
    asked.filter((_, n) => n % 2 === 1),
  )
  const { data } = failed.lines[1]!
  const { object, error, status, source } = data
  assert.deepEqual([object, status, source, error.code], ['brindle.request', 404, 'api', 'resource_missing'])
  all.stop()
  failed.stop()
})

test('a thousand requests as fast as they go are all told', async () => {
  const { key } = sandbox(brindle)
  const headers = { authorization: `Bearer ${key}` }
  const { lines, stop } = await listen(`${brindle.url}/brindle/requests/stream?path=/v1`, headers)
  const worker = async () => {
    for (let n = 0; n < 125; n++) await (await fetch(`${brindle.url}/v1/balance`, { headers })).arrayBuffer()
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  await until('all lines came', async () => lines.length >= 1_000)
  assert.equal(new Set(lines.map(({ data }) => data.id)).size, 1_000)
  assert.ok(lines.every(({ event }) => event === 'request'))
  stop()
})

test('what happens without being asked for is told as a change, to whose it is', async (t) => {
  const [mine, yours] = [sandbox(brindle), sandbox(brindle)]
  const streams = await Promise.all(
    [mine, yours].map(({ key }) =>
      listen(`${brindle.url}/brindle/requests/stream`, { authorization: `Bearer ${key}` }),
    ),
  )
  t.after(() => streams.map(({ stop }) => stop()))
  const hook = createServer((_request, response) => response.end())
  await new Promise<void>((done) => hook.listen(0, '127.0.0.1', done))
  t.after(() => hook.close())
  const { port } = hook.address() as AddressInfo
  await mine.stripe.webhookEndpoints.create({ url: `http://127.0.0.1:${port}`, enabled_events: ['product.created'] })
  await mine.stripe.products.create({ name: 'Tea' })
  await yours.stripe.products.create({ name: 'Coffee' })
  const changes = (at: number) => streams[at]!.lines.filter(({ event }) => event === 'change').length
  await until('the delivery is told of', async () => changes(0) > 0)
  await until('the other has heard its own', async () => streams[1]!.lines.length > 0)
  assert.equal(changes(1), 0)
})

const entry = (n: number): Entry => ({
  id: `req_${n}`,
  at: 0,
  method: 'GET',
  url: '/v1/balance',
  account: 'acct_1',
  caller: 'acct_1',
  ip: '',
  key: '',
  operation: undefined,
  status: 200,
  milliseconds: 1,
  request: Buffer.alloc(0),
  response: '',
  source: 'api',
  apiVersion: undefined,
  idempotencyKey: undefined,
  isRepeated: false,
  contentType: undefined,
  userAgent: '',
  wrote: [],
})

test('who does not read is told how many lines were left out, and costs no more than a bound', async (t) => {
  const log = new RequestLog()
  let held = 0
  const server = createServer((_request, response) => {
    tail(
      log,
      response,
      ({ id }) => ({ id, padding: 'x'.repeat(2_000) }),
      () => false,
    )
    t.after(() => response.destroy())
    heldBy = () => response.writableLength
  })
  let heldBy = () => 0
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.after(() => server.close())
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n')
  socket.pause()
  await until('it listens', async () => log.watchers === 1)
  const noted = 20_000
  for (let n = 0; n < noted; n++) {
    log.note(entry(n))
    held = Math.max(held, heldBy())
    if (n % 100 === 0) await new Promise(setImmediate)
  }
  // 1 MB and one line of some 2 kB.
  assert.ok(held > 1_048_576 && held < 1_055_000, `${held} bytes were held`)
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk
  })
  socket.resume()
  await until('it was told what it missed', async () => text.includes('event: dropped'))
  const told = text.match(/"id":"req_\d+"/g)!.length
  const [, count] = /event: dropped\ndata: \{"count":(\d+)\}/.exec(text)!
  assert.equal(told + Number(count), noted)
  assert.ok(Number(count) > 10_000)
  // From then on it hears again.
  log.note(entry(noted))
  await until('it hears again', async () => text.includes(`"id":"req_${noted}"`))
  assert.equal(text.match(/event: dropped/g)!.length, 1)
  socket.destroy()
  await until('it is let go of', async () => log.watchers === 0)
})

test('a server that stops ends the stream, and waits neither for it nor for a connection that asks nothing', async () => {
  const own = await startBrindle()
  const { key } = sandbox(own)
  // As browsers open some ahead.
  const silent = connect(own.port, '127.0.0.1')
  await once(silent, 'connect')
  const { isOver } = await listen(`${own.url}/brindle/requests/stream`, { authorization: `Bearer ${key}` })
  const began = performance.now()
  await own.close()
  assert.ok(performance.now() - began < 10_000, 'it was waited for')
  await until('it is over', async () => isOver() && silent.destroyed)
})
