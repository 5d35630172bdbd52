// Deliveries: one endpoint that answers, with 32 in flight, gets as many a second beside 99 that never answer as it does alone.
// Run: node bench/deliver.ts
import { createServer as createHttp, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcp, type Server as TcpServer, type Socket } from 'node:net'
import { alone, alternate, folder, median, type Row, type Served, serve, setting, spread, whole } from './support.ts'

const DELIVERIES = setting('BENCH_DELIVERIES', 2_000)
const DEAD = 99
/** An account has sixteen endpoints at most. */
const EACH = 15
/** Events of each account whose endpoints are dead: more than may be in flight, so that they stay at it. */
const OWED = 64
const IN_FLIGHT = 32
const TARGET = 0.8

const keyOf = (n: number) => `sk_test_bench_${n}`
async function post(port: number, key: string, path: string, form: string): Promise<void> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/x-www-form-urlencoded' }
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body: form })
  if (response.status !== 200) throw new Error(await response.text())
  await response.arrayBuffer()
}

/** So many customers, some at a time. */
async function customers(port: number, key: string, count: number): Promise<void> {
  for (let made = 0; made < count; made += 25)
    await Promise.all(
      Array.from({ length: Math.min(25, count - made) }, () => post(port, key, '/v1/customers', 'name=n')),
    )
}

const portOf = (server: Server | TcpServer) => (server.address() as AddressInfo).port
const listening = <T extends Server | TcpServer>(server: T) =>
  new Promise<T>((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))

/** Takes every connection, and says nothing, until it hangs up. */
async function dead() {
  const lines = new Set<Socket>()
  const server = await listening(
    createTcp((line) => {
      lines.add(line)
      line.on('error', () => {})
    }),
  )
  const close = () => {
    server.close()
    for (const line of lines) line.destroy()
  }
  return { port: portOf(server), close }
}

/** A handler whose gate is shut at first: what is owed piles up behind it, and goes through when it opens. */
async function gate() {
  let held: ServerResponse[] | undefined = []
  let arrived = 0
  let done = () => {}
  const server = await listening(
    createHttp((request, response) => {
      request.resume()
      request.on('end', () => {
        if (held) held.push(response)
        else response.end()
        if (++arrived >= DELIVERIES) done()
      })
    }),
  )
  return {
    url: `http://127.0.0.1:${portOf(server)}/`,
    shut: () => {
      held = []
      arrived = 0
    },
    /** Opens it, and resolves with how many went through a second. */
    open: async () => {
      const all = new Promise<void>((resolve) => {
        done = resolve
      })
      const waiting = held!
      held = undefined
      const begun = performance.now()
      for (const response of waiting) response.end()
      await all
      return (DELIVERIES - waiting.length) / ((performance.now() - begun) / 1000)
    },
    close: () => server.close(),
  }
}

/** A server with an endpoint behind a gate, and a turn: what piled up goes through. */
async function delivering(at: number) {
  const handler = await gate()
  await post(at, keyOf(0), '/v1/webhook_endpoints', `url=${handler.url}&enabled_events[]=*`)
  const turn = async () => {
    handler.shut()
    await customers(at, keyOf(0), DELIVERIES)
    return handler.open()
  }
  return { turn, close: handler.close }
}

const server = (): Promise<Served> =>
  serve('../bin/brindle', [
    ...['start', '--port', '0', '--data', folder(), '--log-level', 'silent'],
    ...['--webhook-concurrency', String(IN_FLIGHT), '--webhook-timeout', '600'],
  ])

export async function run(): Promise<Row[]> {
  const [quiet, busy, hole] = [await server(), await server(), await dead()]
  for (let n = 1, made = 0; made < DEAD; n++) {
    const some = Math.min(EACH, DEAD - made)
    for (let i = 0; i < some; i++)
      await post(busy.port, keyOf(n), '/v1/webhook_endpoints', `url=http://127.0.0.1:${hole.port}/&enabled_events[]=*`)
    await customers(busy.port, keyOf(n), OWED)
    made += some
  }
  const beside = await delivering(busy.port)
  const single = await delivering(quiet.port)
  const pairs = await alternate(beside.turn, single.turn, 5)
  const ratios = pairs.map(([a, b]) => a / b)
  const rate = (side: 0 | 1) => `${whole(median(pairs.map((pair) => pair[side])))}/s`
  beside.close()
  single.close()
  hole.close()
  await Promise.all([quiet.stop(), busy.stop()])
  return [
    {
      what: `deliveries to one endpoint, ${IN_FLIGHT} in flight, beside ${DEAD} that never answer`,
      measured: rate(0),
      against: `alone: ${rate(1)}`,
      ratio: spread(ratios),
      target: `≥ ${TARGET * 100} %`,
      met: median(ratios) >= TARGET,
    },
  ]
}

if (import.meta.main) await alone(run)
