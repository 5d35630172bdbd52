// A host for tests: objects of a kind and their events as Stripe lists them, over HTTP, with every fault that a network and a busy server
// have. It keeps what a test writes, and nothing of ours.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A customer or a coupon, with the number that changes in it. */
export interface Thing {
  readonly id: string
  readonly object: string
  readonly created: number
  readonly name: string
  readonly metadata: Readonly<Record<string, string>>
  readonly balance?: number
  readonly times_redeemed?: number
}

/**
 * What is kept. Customers that were deleted can be asked for, and say so; coupons are missing. (Stripe's reference of both) A coupon's
 * table has sixteen columns and a customer's five hundred: a run of it takes a fifth of the time.
 */
const KINDS = {
  customers: { object: 'customer', prefix: 'cus_', counts: 'balance', leavesStub: true },
  coupons: { object: 'coupon', prefix: 'cpn_', counts: 'times_redeemed', leavesStub: false },
} as const

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
  readonly things = new Map<string, Thing>()
  readonly kind: keyof typeof KINDS
  /** Oldest first, as they are listed; newest last. */
  #events: Event[] = []
  #made = 0
  /** Asked before each request. */
  fault: () => Fault | undefined = () => undefined
  /** Whether single objects can be asked for. Where they cannot, there is no such path. */
  isRetrievable = true
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

  constructor(kind: keyof typeof KINDS = 'customers') {
    this.kind = kind
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', () => resolve()))
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
    return this
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }

  /** A new object; `late` seconds after its time the event is listed. An id that was there may be used again. */
  create(name: string, late = 0, given?: string): Thing {
    const { object, prefix, counts } = KINDS[this.kind]
    const id = given ?? `${prefix}${String(++this.#made).padStart(10, '0')}`
    const thing: Thing = { id, object, created: this.now, name, metadata: { name }, [counts]: 0 }
    this.things.set(id, thing)
    this.tell(`${object}.created`, thing, late)
    return thing
  }

  /** Counts one more. */
  update(id: string, late = 0): void {
    const { object, counts } = KINDS[this.kind]
    const before = this.things.get(id)!
    const changed = { ...before, [counts]: before[counts]! + 1 }
    this.things.set(id, changed)
    this.tell(`${object}.updated`, changed, late)
  }

  delete(id: string, late = 0): void {
    const last = this.things.get(id)!
    this.things.delete(id)
    this.tell(`${KINDS[this.kind].object}.deleted`, last, late)
  }

  /** Tells of an event that was there once more. */
  repeat(which: number): void {
    const event = this.#events[which % Math.max(1, this.#events.length)]
    if (event) this.tell(event.type, event.data.object, 0)
  }

  /** Time goes on; events are kept for thirty days. */
  wait(seconds: number): void {
    this.now += seconds
    this.#events = this.#events.filter(({ created }) => created >= this.now - 30 * DAY)
  }

  /** An event of the host's, `late` seconds after it happened. */
  tell(type: string, object: object, late = 0): void {
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
    if (kind !== this.kind) return [200, { object: 'list', data: [], has_more: false }]
    if (id === undefined) {
      // Newest first; those of one second by their ids.
      const all = [...this.things.values()].toSorted((a, b) => b.created - a.created || (a.id < b.id ? 1 : -1))
      return page(all, searchParams)
    }
    if (!this.isRetrievable)
      return [
        404,
        { error: { type: 'invalid_request_error', message: `Unrecognized request URL (GET: ${pathname}).` } },
      ]
    const { object, leavesStub } = KINDS[this.kind]
    const thing = this.things.get(id)
    if (thing) return [200, thing]
    return leavesStub ? [200, { id, object, deleted: true }] : [404, missing(id, 'id')]
  }
}

const missing = (id: string, param: string) => ({
  error: { type: 'invalid_request_error', code: 'resource_missing', message: `No such ${id}`, param },
})

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
    if (at === -1) return [400, missing(cursor, name)]
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
