// Searches do not slow down as an account grows: each kind of query over ten thousand and over a million subscriptions, over
// both engines, one request at a time. In one pair of clauses each matches a fifth, and both together nothing.
// Run: node bench/search.ts (BENCH_SUBSCRIPTIONS=50000 tries it small; BENCH_STORE=sqlite or postgres takes one engine)
import { join } from 'node:path'
import type { AnyRow } from '../src/kernel/resource.ts'
import { openPostgres } from '../src/store/postgres.ts'
import { openSqlite } from '../src/store/sqlite.ts'
import { startCluster } from '../test/cluster.ts'
import { fillSearch } from './fill_search.ts'
import { type Measured, load, request } from './load.ts'
import { alone, alternate, brindle, folder, KEY, median, millis, ROUND_MS, type Row, type Served } from './support.ts'
import { serve, setting, spread, whole } from './support.ts'

const FEW = 10_000
const MANY = setting('BENCH_SUBSCRIPTIONS', 1_000_000)
const TARGET = 2

const QUERIES: readonly (readonly [string, (count: number, i: number) => string, expected: number])[] = [
  ['metadata', () => `metadata["device_type"]:"samsung"`, 10],
  ['one order', (count, i) => `metadata["order"]:"order-${(i * 7919) % count}"`, 1],
  ['metadata and status', () => `metadata["device_type"]:"roku" AND status:"active"`, 10],
  ['metadata and status, none', () => `metadata["device_type"]:"samsung" AND status:"canceled"`, 0],
  ['not one, nor the other', () => `-metadata["device_type"]:"samsung" AND -status:"active"`, 10],
  ['created, a range', () => 'created>1000000000 AND created<2000000000', 10],
]

/** Queries of one kind, each another one where the kind has others. */
const requests = (query: (count: number, i: number) => string, count: number) =>
  Array.from({ length: 100 }, (_, i) =>
    request('GET', `/v1/subscriptions/search?query=${encodeURIComponent(query(count, i))}`, KEY),
  )

interface Engine {
  readonly name: string
  /** A server over a new store with so many subscriptions. */
  open(count: number): Promise<Served>
  close(): Promise<void>
}

const sqlite: Engine = {
  name: 'SQLite',
  open: async (count) => {
    const path = folder()
    const model = await modelOf(await brindle(path))
    const store = await openSqlite({ path: join(path, 'brindle.sqlite') })
    await fillSearch(store, model, count)
    await store.close()
    return brindle(path)
  },
  close: async () => {},
}

async function postgres(): Promise<Engine> {
  const cluster = await startCluster()
  const start = (url: string) =>
    serve('../bin/brindle', ['start', '--port', '0', '--database-url', url, '--log-level', 'silent'])
  return {
    name: 'PostgreSQL',
    open: async (count) => {
      const name = `search_${count}`
      const { default: pg } = await import('pg')
      const client = new pg.Client(cluster.url)
      await client.connect()
      await client.query(`create database ${name}`)
      await client.end()
      const url = cluster.url.replace(/\/postgres$/, `/${name}`)
      const model = await modelOf(await start(url))
      const store = await openPostgres({ url })
      await fillSearch(store, model, count)
      await store.close()
      return start(url)
    },
    close: cluster.stop,
  }
}

/** A subscription as the API makes it; the account is opened on the way, and the server stopped. */
async function modelOf(server: Served): Promise<AnyRow> {
  const post = async (path: string, form: string): Promise<AnyRow> => {
    const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/x-www-form-urlencoded' }
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, { method: 'POST', headers, body: form })
    if (response.status !== 200) throw new Error(await response.text())
    return (await response.json()) as AnyRow
  }
  const { id: customer } = await post('/v1/customers', 'name=Jenny')
  const plan = 'currency=eur&unit_amount=0&recurring[interval]=month&product_data[name]=Beacon'
  const { id: price } = await post('/v1/prices', plan)
  const made = await post('/v1/subscriptions', `customer=${customer}&items[0][price]=${price}`)
  await server.stop()
  return made
}

/** How many a query finds on its first page. */
async function found({ port }: Served, query: string): Promise<number> {
  const path = `/v1/subscriptions/search?query=${encodeURIComponent(query)}`
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${KEY}` } })
  return ((await response.json()) as { data: unknown[] }).data.length
}

async function over(engine: Engine): Promise<Row[]> {
  const few = await engine.open(FEW)
  const begun = performance.now()
  const many = await engine.open(MANY)
  console.error(`${engine.name}: filled in ${whole((performance.now() - begun) / 1000)} s`)
  const rows: Row[] = []
  for (const [what, query, expected] of QUERIES) {
    for (const [server, count] of [
      [few, FEW],
      [many, MANY],
    ] as const)
      if ((await found(server, query(count, 1))) !== expected) throw new Error(`${what} does not find ${expected}`)
    const turn =
      ({ port }: Served, count: number) =>
      () =>
        load({ port, requests: requests(query, count), connections: 1, warmupMs: 200, ms: ROUND_MS / 4 })
    const pairs = await alternate<Measured>(turn(many, MANY), turn(few, FEW))
    const ratios = pairs.map(([large, small]) => large.p50 / small.p50)
    const side = (which: 0 | 1) => `p50 ${millis(median(pairs.map((pair) => pair[which].p50)))}`
    rows.push({
      what: `${engine.name}, search: ${what}`,
      measured: `${whole(MANY)}: ${side(0)}`,
      against: `${whole(FEW)}: ${side(1)}`,
      ratio: spread(ratios),
      target: `≤ ${TARGET * 100} %`,
      met: median(ratios) <= TARGET,
    })
  }
  await Promise.all([few.stop(), many.stop()])
  await engine.close()
  return rows
}

export async function run(): Promise<Row[]> {
  const only = process.env.BENCH_STORE
  return [
    ...(only === 'postgres' ? [] : await over(sqlite)),
    ...(only === 'sqlite' ? [] : await over(await postgres())),
  ]
}

if (import.meta.main) await alone(run)
