// The log of requests: the last ones in memory, masked, so that `request_log_url` leads somewhere.
import { maskSecrets } from '../lib/mask.ts'

/** Why these: a day of one developer's work, and never more than some 20 MB. */
const ENTRIES_MAX = 2_000
const BODY_MAX = 4_096
/** The end of what is kept may be half a secret: it is kept so that masking sees the other half, and never shown. */
const MARGIN = 128

export interface Entry {
  readonly id: string
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
}

/** What the log shows of a request. */
export interface Shown extends Omit<Entry, 'request'> {
  readonly request: string
}

/** What the log keeps of one: the beginnings of its bodies, and whether more came. */
interface Kept extends Entry {
  readonly isCut: { readonly request: boolean; readonly response: boolean }
}

const NOTHING = Buffer.alloc(0)

export class RequestLog {
  /** A ring: the newest stands just before `#next`. */
  readonly #entries: Kept[] = []
  readonly #watchers = new Set<(entry: Entry) => void>()
  #next = 0

  /** Notes a request. Masking waits until somebody looks, so that no request pays for it. */
  note(entry: Entry): void {
    const isCut = { request: entry.request.length > BODY_MAX, response: entry.response.length > BODY_MAX }
    const request = entry.request.length === 0 ? NOTHING : Buffer.from(entry.request.subarray(0, BODY_MAX))
    const response = isCut.response ? entry.response.slice(0, BODY_MAX) : entry.response
    this.#entries[this.#next] = { ...entry, request, response, isCut }
    this.#next = (this.#next + 1) % ENTRIES_MAX
    if (this.#watchers.size === 0) return
    const seen = {
      ...entry,
      url: maskSecrets(entry.url),
      response: entry.status < 400 ? '' : maskSecrets(entry.response),
    }
    for (const watcher of this.#watchers) watcher(seen)
  }

  /** Calls back for each request from now on, secrets masked and only with refusals. Answers how to stop. */
  watch(watcher: (entry: Entry) => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  find(id: string): Shown | undefined {
    const entry = this.#entries.find((one) => one.id === id)
    return entry && shown(entry)
  }

  /** The latest requests, newest first; only those of these accounts, where any are named. */
  latest(count: number, accounts: readonly string[] = []): Shown[] {
    const inOrder = [...this.#entries.slice(this.#next), ...this.#entries.slice(0, this.#next)]
    const wanted = accounts.length > 0 ? inOrder.filter(({ account }) => accounts.includes(account ?? '')) : inOrder
    return wanted.slice(-count).reverse().map(shown)
  }
}

const shown = ({ isCut, ...entry }: Kept): Shown => ({
  ...entry,
  url: maskSecrets(entry.url),
  request: masked(entry.request.toString('utf8'), isCut.request),
  response: masked(entry.response, isCut.response),
})

function masked(text: string, isCut: boolean): string {
  const safe = maskSecrets(text)
  return isCut ? `${safe.slice(0, -MARGIN)}…` : safe
}
