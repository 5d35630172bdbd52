// Lists do not slow down as an account grows: each kind of list at a thousand and at a million customers, one request at a
// time; and every filter there is goes by an index.
// Run: node bench/lists.ts (BENCH_CUSTOMERS=20000 tries it small; `plans` asks only for the indexes)
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { configure } from '../src/config.ts'
import { transaction } from '../src/kernel/api.ts'
import { list } from '../src/kernel/list.ts'
import { StripeError } from '../src/kernel/errors.ts'
import type { ObjectType } from '../src/kernel/resource.ts'
import type { Query, Reads, Store } from '../src/kernel/store.ts'
import { filtersOf } from '../src/kernel/terms.ts'
import { unit } from '../src/kernel/unit.ts'
import { standing } from '../src/main.ts'
import { Overlay } from '../src/store/overlay.ts'
import { SqliteReads } from '../src/store/sqlite_reads.ts'
import { openWriter } from '../src/store/sqlite_tables.ts'
import { type Filled, fill } from './fill.ts'
import { type Load, type Measured, load, request } from './load.ts'
import { alone, alternate, brindle, folder, KEY, median, millis, ROUND_MS, type Row } from './support.ts'
import { noStore } from './no_store.ts'
import { setting, situation, spread, whole } from './support.ts'

const SMALL = 1_000
const LARGE = setting('BENCH_CUSTOMERS', 1_000_000)
const TARGET = 2
/** How many different requests of a kind: cursors and filters stand all over the account, not in one warm spot. */
const VARIANTS = 500

type Ask = (filled: Filled) => string[]

const across = (filled: Filled, ask: (customer: Filled['customers'][number]) => string): string[] =>
  Array.from({ length: VARIANTS }, (_, i) => {
    // The middle eight tenths, in an order that jumps about.
    const share = 0.1 + (0.8 * ((i * 197) % VARIANTS)) / VARIANTS
    return ask(filled.customers[Math.floor(filled.customers.length * share)]!)
  })

const LISTS: readonly (readonly [string, Ask])[] = [
  ['customers?limit=10', () => ['/v1/customers?limit=10']],
  ['… starting_after', (f) => across(f, ({ id }) => `/v1/customers?limit=10&starting_after=${id}`)],
  ['… ending_before', (f) => across(f, ({ id }) => `/v1/customers?limit=10&ending_before=${id}`)],
  ['… created[gte]', (f) => across(f, ({ created }) => `/v1/customers?limit=10&created[gte]=${created}`)],
  ['… created[lte]', (f) => across(f, ({ created }) => `/v1/customers?limit=10&created[lte]=${created}`)],
  ['… email', (f) => across(f, ({ email }) => `/v1/customers?limit=10&email=${encodeURIComponent(email)}`)],
  // Both filters match much, together nothing.
  ['subscriptions?customer&status, none', ({ many }) => [`/v1/subscriptions?customer=${many[0]}&status=canceled`]],
]

const WIDE: readonly (readonly [string, 'many' | 'few', Ask])[] = [
  [
    'subscriptions?customer&collection_method, none',
    'few',
    ({ few }) => [`/v1/subscriptions?status=all&customer=${few[0]}&collection_method=send_invoice`],
  ],
  [
    'subscriptions?customer&collection_method, none',
    'many',
    ({ many }) => [`/v1/subscriptions?status=all&customer=${many[0]}&collection_method=send_invoice`],
  ],
  ['subscriptions?customer, all of them ended', 'few', ({ few }) => [`/v1/subscriptions?customer=${few[1]}`]],
  ['subscriptions?customer, all of them ended', 'many', ({ many }) => [`/v1/subscriptions?customer=${many[1]}`]],
]

export async function run(): Promise<Row[]> {
  const places = [folder(), folder()] as const
  const began = performance.now()
  const worlds = [await fill(places[0], SMALL), await fill(places[1], LARGE)] as const
  console.error(`filled in ${whole((performance.now() - began) / 1000)} s`)
  const servers = [await brindle(places[0]), await brindle(places[1])] as const
  const turn = (side: 0 | 1, paths: Ask, more: Partial<Load> = {}) => {
    const requests = paths(worlds[side]).map((path) => request('GET', path, KEY))
    const { port } = servers[side]
    return () => load({ port, requests, connections: 1, warmupMs: 200, ms: ROUND_MS / 4, ...more })
  }
  const rows: Row[] = []
  for (const [what, paths] of LISTS) {
    const pairs = await alternate<Measured>(turn(1, paths), turn(0, paths))
    const ratios = pairs.map(([large, small]) => large.p50 / small.p50)
    const side = (which: 0 | 1) => {
      const of = (field: keyof Measured) => median(pairs.map((pair) => pair[which][field]))
      return `p50 ${millis(of('p50'))}, p99 ${millis(of('p99'))}`
    }
    rows.push({
      what,
      measured: `${whole(LARGE)}: ${side(0)}`,
      against: `${whole(SMALL)}: ${side(1)}`,
      ratio: spread(ratios),
      target: `≤ ${TARGET * 100} %`,
      met: median(ratios) <= TARGET,
    })
  }
  for (const [what, which, paths] of WIDE) rows.push(await wide(what, which, servers[1].port, paths(worlds[1])[0]!))
  await Promise.all(servers.map((server) => server.stop()))
  return [...rows, ...(await plans())]
}

/** A pair without a compound entry: how long it is walked, and whether it is answered or refused as too wide. */
async function wide(what: string, which: 'many' | 'few', port: number, path: string): Promise<Row> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${KEY}` } })
  const { error } = (await response.json()) as { error?: { code?: string } }
  const { status } = response
  const requests = [request('GET', path, KEY)]
  const { p50 } = await load({ port, requests, connections: 1, total: 20, status })
  const each = Math.ceil(LARGE / (which === 'many' ? 25 : 250))
  return {
    what,
    measured: `p50 ${millis(p50)}, answers ${status}${error?.code ? ` ${error.code}` : ''}`,
    against: `${whole(each)} of each`,
    ratio: '',
    target: '',
  }
}

/** Asks every object that has behaviour by every filter, and the database how it goes about each statement. */
export async function plans(): Promise<Row[]> {
  const db = openWriter(':memory:')
  const sql = new Set<string>()
  const used = new Set<string>()
  const watched = (text: string): StatementSync => {
    sql.add(text)
    return new Proxy(db.prepare(text), {
      get: (statement, name) => {
        used.add(text)
        const value = Reflect.get(statement, name)
        return typeof value === 'function' ? value.bind(statement) : value
      },
    })
  }
  const reader = new SqliteReads({ prepare: watched } as unknown as DatabaseSync, new Overlay())
  const plan = (text: string) =>
    (db.prepare(`explain query plan ${text}`).all() as { detail: string }[]).map(({ detail }) => detail)
  const indexed = (text: string) =>
    text.includes('from terms')
      ? /^SEARCH terms USING PRIMARY KEY \(account=\? AND term=\? AND \(created,seq,id\)/
      : /^SEARCH .* USING .*(INDEX|PRIMARY KEY)/
  const slow = (text: string) => plan(text).filter((step) => !indexed(text).test(step))
  const failures = [...sql].flatMap((text) => slow(text).map((step) => `${step}: ${text}`))

  const asked: Query[] = []
  const reads: Reads = {
    all: (several) =>
      several.map((read) => {
        if ('query' in read) asked.push(read.query)
        return reader.read(read).answer
      }),
  }
  const store: Store = { ...noStore(), unit: async (_plan, work) => work(reads).value }
  const config = configure()
  const house = standing(config.defaultVersion)
  const types = [...house.types.values()].filter((type) => !type.internal)
  let filters = 0
  let refused = 0
  for (const type of types) {
    for (const { name, field, several } of filtersOf(type.object)) {
      filters++
      used.clear()
      asked.length = 0
      const params = { [name]: several ? ['x', 'y'] : 'x' }
      try {
        await unit(store, situation(), (work) => list(transaction(house, work), type as ObjectType, params, ''))
      } catch (error) {
        if (!(error instanceof StripeError) || error.body.code !== 'not_built') throw error
        refused++
        continue
      }
      const terms = asked.flatMap((query) => query.terms)
      if (!terms.includes(`${type.object}|${field}=x`) || used.size === 0)
        failures.push(`${type.object} by ${name} is not asked of the index`)
    }
  }
  db.close()
  if (failures.length > 0) throw new Error(`not by an index:\n${failures.join('\n')}`)
  return [
    {
      what: 'filters by an index',
      measured: `${filters - refused} of ${filters} filters of ${types.length} objects; ${refused} are refused as not built`,
      against: `${sql.size} statements, none scans or sorts`,
      ratio: '',
      target: 'all',
      met: true,
    },
  ]
}

if (import.meta.main) await alone(process.argv[2] === 'plans' ? plans : run)
