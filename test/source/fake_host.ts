// A host for tests: customers and their events as Stripe lists them, over HTTP, with every fault that a network and a busy server have.
// It keeps what a test writes, and nothing of ours.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Customer {
  readonly id: string
  readonly object: 'customer'
  readonly created: number
  readonly name: string
  readonly balance: number
  readonly metadata: Readonly<Record<string, string>>
}

interface Event {
  readonly id: string
  readonly object: 'event'
  readonly created: number
  readonly type: string
  readonly data: { readonly object: object }
}

const DAY = 86_400

/** What goes wrong with one request: an answer, a connection that is cut before, or in the middle of, the answer. */
export type Fault = 429 | 500 | 'cut' | 'half'

export class FakeHost {
  /** Epoch seconds. */
  now = 1_700_000_000
  readonly customers = new Map<string, Customer>()
  /** Oldest first, as they are listed; newest last. */
  #events: Event[] = []
  #made = 0
  /** Asked before each request. */
  fault: () => Fault | undefined = () => undefined
  /** The paths that were asked for. */
  readonly asked: string[] = []
  /** The tokens that they were asked with. */
  readonly tokens = new Set<string>()
  /** The tokens that are known; while there are none, all are. */
  readonly keys = new Set<string>()
  /** By list, such as `charges`: why it may not be read. */
  readonly restricted = new Map<string, string>()
  /** Objects of other lists than customers, newest first. */
  readonly others = new Map<string, readonly { readonly id: string; readonly created: number }[]>()
  /** Nothing is answered before. */
  gate: Promise<void> | undefined
  readonly #server: Server = createServer((request, response) => void this.#answer(request, response))
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

  /** A customer; `late` seconds after its time the event is listed. */
  create(name: string, late = 0): Customer {
    const id = `cus_${String(++this.#made).padStart(10, '0')}`
    const customer: Customer = { id, object: 'customer', created: this.now, name, balance: 0, metadata: { name } }
    this.customers.set(id, customer)
    this.#tell('customer.created', customer, late)
    return customer
  }

  update(id: string, changes: Partial<Customer>, late = 0): void {
    const changed = { ...this.customers.get(id)!, ...changes }
    this.customers.set(id, changed)
    this.#tell('customer.updated', changed, late)
  }

  delete(id: string, late = 0): void {
    const last = this.customers.get(id)!
    this.customers.delete(id)
    this.#tell('customer.deleted', last, late)
  }

  /** Time goes on; events are kept for thirty days. */
  wait(seconds: number): void {
    this.now += seconds
    this.#events = this.#events.filter(({ created }) => created >= this.now - 30 * DAY)
  }

  #tell(type: string, object: object, late: number): void {
    const id = `evt_${String(++this.#made).padStart(10, '0')}`
    const event: Event = {
      id,
      object: 'event',
      created: this.now - late,
      type,
      data: { object: structuredClone(object) },
    }
    // One that comes late stands where its time is, below some that were listed already.
    const at = this.#events.findLastIndex(({ created }) => created <= event.created)
    this.#events.splice(at + 1, 0, event)
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, 'http://host')
    const token = request.headers.authorization?.replace('Bearer ', '') ?? ''
    this.asked.push(request.url!)
    this.tokens.add(token)
    const fault = this.fault()
    if (this.gate) await this.gate
    const [status, body] = this.#refused(url, token) ?? this.#found(url)
    if (fault === 'cut') request.socket.destroy()
    else if (fault === 'half') {
      const text = JSON.stringify(body)
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': text.length })
      response.write(text.slice(0, text.length / 2))
      setImmediate(() => request.socket.destroy())
    } else if (fault === undefined) send(response, status, body)
    else
      send(
        response,
        fault,
        { error: { type: 'api_error', message: 'not now' } },
        fault === 429 ? { 'retry-after': '0' } : {},
      )
  }

  /** As unkindly as a host may: with the whole token in its words. */
  #refused({ pathname }: URL, token: string): [number, object] | undefined {
    const type = 'invalid_request_error'
    if (this.keys.size > 0 && !this.keys.has(token))
      return [401, { error: { type, message: `Invalid API Key provided: ${token}` } }]
    const why = this.restricted.get(pathname.split('/')[2]!)
    return why === undefined ? undefined : [403, { error: { type, message: `${why} (${token})` } }]
  }

  #found({ pathname, searchParams }: URL): [number, object] {
    const [, , kind, id] = pathname.split('/')
    if (pathname === '/v1/account') return [200, { id: 'acct_fake', object: 'account' }]
    if (kind === 'events')
      return page(
        this.#events.toReversed().filter(({ type }) => searchParams.getAll('types[]').includes(type)),
        searchParams,
      )
    const others = this.others.get(kind!)
    if (others) return page(others, searchParams)
    if (kind !== 'customers') return [200, { object: 'list', data: [], has_more: false }]
    if (id === undefined) {
      // Newest first; those of one second by their ids.
      const all = [...this.customers.values()].toSorted((a, b) => b.created - a.created || (a.id < b.id ? 1 : -1))
      return page(all, searchParams)
    }
    const customer = this.customers.get(id)
    return customer ? [200, customer] : [200, { id, object: 'customer', deleted: true }]
  }
}

/** A page as Stripe has it. */
function page(
  all: readonly { readonly id: string; readonly created: number }[],
  asked: URLSearchParams,
): [number, object] {
  const [gte, lt, lte] = ['created[gte]', 'created[lt]', 'created[lte]'].map((name) => asked.get(name))
  const limit = Number(asked.get('limit') ?? 10)
  const fit = all.filter(
    ({ created }) =>
      (gte == null || created >= Number(gte)) &&
      (lt == null || created < Number(lt)) &&
      (lte == null || created <= Number(lte)),
  )
  for (const name of ['starting_after', 'ending_before']) {
    const cursor = asked.get(name)
    if (cursor === null) continue
    const at = all.findIndex(({ id }) => id === cursor)
    if (at === -1)
      return [
        400,
        {
          error: { type: 'invalid_request_error', code: 'resource_missing', message: `No such ${cursor}`, param: name },
        },
      ]
    const rest = fit.filter((item) => (name === 'starting_after' ? all.indexOf(item) > at : all.indexOf(item) < at))
    const data = name === 'starting_after' ? rest.slice(0, limit) : rest.slice(-limit)
    return [200, { object: 'list', data, has_more: rest.length > limit, url: '/' }]
  }
  return [200, { object: 'list', data: fit.slice(0, limit), has_more: fit.length > limit, url: '/' }]
}

function send(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_fake', ...headers })
  response.end(JSON.stringify(body))
}
