// The log of requests: the last ones in memory, masked when somebody looks. Each process has its own, and it ends with it.
import type { IncomingMessage } from 'node:http'
import type { Wrote } from '../kernel/api.ts'
import type { SOURCES } from '../kernel/large.ts'
import type { Place } from '../kernel/store.ts'
import { maskSecrets } from '../lib/mask.ts'

/** Why these: a day of one developer's work, and never more than some 20 MB. */
const ENTRIES_MAX = 2_000
/** Why 200: the Dashboard reads with every click, and what it reads is not to push out what a program did. */
const READS_OF_DASHBOARD_MAX = 200
const BODY_MAX = 4_096
/** The end of what is kept may be half a secret: it is kept so that masking sees the other half, and never shown. */
const MARGIN = 128

export type Source = (typeof SOURCES)[number]

/** A request and its answer. */
export interface Entry {
  readonly id: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly method: string
  readonly url: string
  readonly account: string | undefined
  /** The account of the key, and the address of who asked. */
  readonly caller: string | undefined
  readonly ip: string
  readonly key: string | undefined
  readonly operation: string | undefined
  readonly status: number
  readonly milliseconds: number
  readonly request: Buffer
  readonly response: string
  readonly source: Source
  /** In which version it was answered; nothing where it did not come that far. */
  readonly apiVersion: string | undefined
  readonly idempotencyKey: string | undefined
  /** Whether the answer is that of an earlier request under the same key. */
  readonly isRepeated: boolean
  readonly contentType: string | undefined
  readonly userAgent: string
  /** The request that was asked again by this one. */
  readonly replayOf?: string | undefined
  readonly wrote: readonly Wrote[]
}

/** What the log keeps of one: the beginnings of its bodies, and whether more came. */
export interface Kept extends Entry {
  readonly isCut: { readonly request: boolean; readonly response: boolean }
}

/** An answer, as far as the log wants to know of it. */
interface Answer {
  readonly requestId: string
  readonly status: number
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly operation?: string
  readonly account?: string
  readonly caller?: string
  readonly key?: string
  readonly wrote?: readonly Wrote[]
}

/** What came in and what went out, as an entry of the log. */
export function entryOf(
  request: Pick<IncomingMessage, 'method' | 'url' | 'headers' | 'socket'>,
  { requestId: id, status, text, headers, body, operation, account, caller, key, wrote = [] }: Answer,
  ms: number,
): Entry {
  const said = request.headers
  const idempotencyKey = request.method === 'POST' ? textOf(said['idempotency-key']) : undefined
  return {
    id,
    at: Date.now(),
    method: request.method ?? '',
    url: request.url ?? '',
    account,
    caller,
    ip: request.socket.remoteAddress ?? '',
    key,
    operation,
    status,
    milliseconds: Math.round(ms * 10) / 10,
    request: body,
    response: text,
    source: sourceOf(said, key),
    apiVersion: headers['stripe-version'],
    idempotencyKey,
    isRepeated: headers['idempotent-replayed'] === 'true',
    contentType: said['content-type'],
    userAgent: said['user-agent'] ?? '',
    wrote,
  }
}

const textOf = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value)

/** Stripe.js alone sends its publishable key among the parameters. What the Dashboard and our own command line are, they say. */
function sourceOf(headers: IncomingMessage['headers'], key = ''): Source {
  const told = headers['brindle-source']
  if (told === 'dashboard' || told === 'cli') return told
  if (/\bstripe-cli\//i.test(headers['user-agent'] ?? '')) return 'cli'
  return key.startsWith('pk_') && headers.authorization === undefined ? 'stripe.js' : 'api'
}

const NOTHING = Buffer.alloc(0)
const placeKey = ({ tenant, account }: Place) => `${tenant} ${account}`

interface Watcher {
  readonly hear: (entry: Entry) => void
  readonly happened: (place: Place) => void
  readonly gone: () => void
}

export class RequestLog {
  /** Both in the order in which they came. */
  readonly #entries = new Map<string, Kept>()
  readonly #reads = new Map<string, Kept>()
  /** The same by the account that was asked, in the order in which they came. */
  readonly #places = new Map<string, Map<string, Kept>>()
  readonly #watchers = new Set<Watcher>()

  /** Notes a request. Masking waits until somebody looks, so that no request pays for it. */
  note(entry: Entry): void {
    const isCut = { request: entry.request.length > BODY_MAX, response: entry.response.length > BODY_MAX }
    const request = entry.request.length === 0 ? NOTHING : Buffer.from(entry.request.subarray(0, BODY_MAX))
    const response = isCut.response ? entry.response.slice(0, BODY_MAX) : entry.response
    this.#keep({ ...entry, request, response, isCut })
    if (this.#watchers.size === 0) return
    const seen = {
      ...entry,
      url: maskSecrets(entry.url),
      response: entry.status < 400 ? '' : maskSecrets(entry.response),
    }
    for (const { hear } of this.#watchers) hear(seen)
  }

  #keep(kept: Kept): void {
    const isRead = kept.source === 'dashboard' && kept.method === 'GET'
    const [ring, most] = isRead ? [this.#reads, READS_OF_DASHBOARD_MAX] : [this.#entries, ENTRIES_MAX]
    ring.set(kept.id, kept)
    const key = homeOf(kept)
    if (key !== undefined) this.#places.set(key, (this.#places.get(key) ?? new Map()).set(kept.id, kept))
    if (ring.size <= most) return
    const [oldest] = ring.values()
    ring.delete(oldest!.id)
    const home = homeOf(oldest!)
    const own = home === undefined ? undefined : this.#places.get(home)
    own?.delete(oldest!.id)
    if (own?.size === 0) this.#places.delete(home!)
  }

  /** How many listen. */
  get watchers(): number {
    return this.#watchers.size
  }

  /** Something has happened in an account without being asked for just now: a job was done, or an event delivered. */
  happened(place: Place): void {
    for (const watcher of this.#watchers) watcher.happened(place)
  }

  /** Calls back for each request from now on, secrets masked and only with refusals; and once when the log ends. Answers how to stop. */
  watch(hear: Watcher['hear'], gone: Watcher['gone'] = () => {}, happened: Watcher['happened'] = () => {}): () => void {
    const watcher = { hear, gone, happened }
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  /** Tells those who listen that nothing more comes. */
  close(): void {
    for (const { gone } of this.#watchers) gone()
    this.#watchers.clear()
  }

  /** A request to an account; or one whose key was not taken, which belongs to nobody and is found by whoever knows its id. */
  find(place: Place, id: string): Kept | undefined {
    const known = this.#places.get(placeKey(place))?.get(id)
    if (known) return known
    const lost = this.#entries.get(id) ?? this.#reads.get(id)
    return lost && homeOf(lost) === undefined ? lost : undefined
  }

  /** All requests to an account that the log has, newest first. */
  of(place: Place): Kept[] {
    return [...(this.#places.get(placeKey(place))?.values() ?? [])].reverse()
  }
}

/** The account whose log a request is in: the one that was asked, unless the key may not ask for it. */
function homeOf({ account, caller, status, response }: Entry): string | undefined {
  if (caller === undefined) return undefined
  const isDenied = status === 403 && response.includes('"account_invalid"')
  return placeKey({ tenant: caller, account: isDenied ? caller : (account ?? caller) })
}

/** The texts of a request as they may be shown: `isWhole` says that nothing was cut off. */
export function bodiesOf({ request, response, isCut }: Kept) {
  return {
    request: { text: masked(request.toString('utf8'), isCut.request), isWhole: !isCut.request },
    response: { text: masked(response, isCut.response), isWhole: !isCut.response },
  }
}

function masked(text: string, isCut: boolean): string {
  const safe = maskSecrets(text)
  return isCut ? `${safe.slice(0, -MARGIN)}…` : safe
}
