// A host for tests of reconciling: objects of any list, by account, which a test changes with an event or behind everybody's back. And
// ways to spoil a lake by hand: rows taken out of its files, and values changed in them.
import { readdirSync, renameSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { quote } from '../../src/source/lake/sql.ts'

export type Thing = Readonly<Record<string, any>> & { readonly id: string; readonly created: number }

/** Beginnings of the types of events, by list. */
const EVENTS: Readonly<Record<string, string>> = {
  customers: 'customer',
  coupons: 'coupon',
  subscriptions: 'customer.subscription',
}

export class ListHost {
  /** Epoch seconds. */
  now = 1_700_000_000
  /** `account/list` to its objects; the key's own account is the empty text. */
  readonly #lists = new Map<string, Map<string, Thing>>()
  readonly #events = new Map<string, { id: string; created: number; type: string; data: object }[]>()
  #made = 0
  readonly asked: string[] = []
  /** Called before each answer, and may give another one. */
  onAsk: (path: string) => [number, object] | undefined = () => undefined
  /** Ids that are there and not listed. */
  readonly hidden = new Set<string>()
  readonly accounts: string[] = []
  account = 'acct_lists'
  balance: object = { object: 'balance', available: [], pending: [] }
  readonly #server: Server = createServer((request, response) => {
    const [status, body] = this.#answer(request)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  url = ''

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', () => resolve()))
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
    return this
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }

  list(name: string, account = ''): Map<string, Thing> {
    const key = `${account}/${name}`
    if (!this.#lists.has(key)) this.#lists.set(key, new Map())
    return this.#lists.get(key)!
  }

  /** Writes an object; `silent` without an event. */
  put(name: string, thing: Thing, { silent = false, account = '' } = {}): Thing {
    const isNew = !this.list(name, account).has(thing.id)
    this.list(name, account).set(thing.id, thing)
    if (!silent) this.#tell(name, isNew ? 'created' : 'updated', thing, account)
    return thing
  }

  drop(name: string, id: string, { silent = false, account = '' } = {}): void {
    const last = this.list(name, account).get(id)!
    this.list(name, account).delete(id)
    if (!silent) this.#tell(name, 'deleted', last, account)
  }

  coupon(n: number, more: object = {}, options: { silent?: boolean; account?: string } = {}): Thing {
    const id = `off_${String(n).padStart(10, '0')}`
    return this.put('coupons', { id, object: 'coupon', created: this.now, name: `n${n}`, ...more }, options)
  }

  #tell(name: string, what: string, object: Thing, account: string): void {
    const events = this.#events.get(account) ?? []
    this.#events.set(account, events)
    const id = `evt_${String(++this.#made).padStart(10, '0')}`
    events.push({ id, created: this.now, type: `${EVENTS[name] ?? name}.${what}`, data: { object } })
  }

  #answer(request: IncomingMessage): [number, object] {
    const { pathname, searchParams: asked } = new URL(request.url!, 'http://host')
    this.asked.push(request.url!)
    const instead = this.onAsk(request.url!)
    if (instead) return instead
    const account = String(request.headers['stripe-account'] ?? '')
    const [, , name = '', id] = pathname.split('/')
    if (pathname === '/v1/account') return [200, { id: this.account, object: 'account' }]
    if (pathname === '/v1/balance') return [200, this.balance]
    if (pathname === '/brindle/clock') return [200, { now: this.now }]
    if (name === 'accounts')
      return page(
        this.accounts.map((one) => ({ id: one, created: 1 })),
        asked,
      )
    if (name === 'events') {
      const types = asked.getAll('types[]')
      return page(
        (this.#events.get(account) ?? []).toReversed().filter(({ type }) => types.includes(type)),
        asked,
      )
    }
    const things = this.list(name, account)
    if (id !== undefined) {
      const thing = things.get(id)
      if (thing) return [200, thing]
      return name === 'customers' ? [200, { id, object: 'customer', deleted: true }] : noSuch(id)
    }
    const all = [...things.values()].filter((thing) => !this.hidden.has(thing.id))
    return page(
      all.toSorted((a, b) => b.created - a.created || (a.id < b.id ? 1 : -1)),
      asked,
    )
  }
}

const noSuch = (id: string): [number, object] => [
  404,
  { error: { code: 'resource_missing', message: `No such ${id}` } },
]

/** A page as Stripe has it, newest first. */
function page(
  all: readonly { readonly id: string; readonly created: number }[],
  asked: URLSearchParams,
): [number, object] {
  const [gte, lt] = [Number(asked.get('created[gte]') ?? 0), Number(asked.get('created[lt]') ?? Infinity)]
  const limit = Number(asked.get('limit') ?? 10)
  const [after, before] = [asked.get('starting_after'), asked.get('ending_before')]
  const cursor = after ?? before
  const at = cursor === null ? -1 : all.findIndex(({ id }) => id === cursor)
  if (cursor !== null && at === -1) return noSuch(cursor)
  const behind = before !== null ? all.slice(0, at) : all.slice(at + 1)
  const fit = behind.filter(({ created }) => created >= gte && created < lt)
  const data = before !== null ? fit.slice(-limit) : fit.slice(0, limit)
  return [200, { object: 'list', data, has_more: fit.length > limit, url: '/' }]
}

/** Rewrites every file of a stream’s dataset in a lake as `sql` has it, where `{}` is the file: how a lake goes wrong. */
export async function spoil({ folder }: { readonly folder: string }, stream: string, sql: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const history = join(folder, 'datasets', `stripe_${stream}`, 'history')
  for (const name of readdirSync(history, { recursive: true, encoding: 'utf8' }).filter((one) =>
    one.endsWith('.parquet'),
  )) {
    const path = join(history, name)
    const from = sql.replaceAll('{}', `read_parquet(${quote(path)})`)
    await connection.run(`copy (${from}) to ${quote(`${path}.new`)} (format parquet)`)
    renameSync(`${path}.new`, path)
  }
  connection.closeSync()
  instance.closeSync()
}
