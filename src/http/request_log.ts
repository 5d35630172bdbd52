// The log of requests: the last ones in memory, masked, so that `request_log_url` leads somewhere.
import { maskSecrets } from '../lib/mask.ts'

/** Why these: a day of one developer's work, and never more than some 20 MB. */
const ENTRIES_MAX = 2_000
const BODY_MAX = 4_096

export interface Entry {
  readonly id: string
  readonly at: number
  readonly method: string
  readonly url: string
  readonly account: string | undefined
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

export class RequestLog {
  readonly #entries = new Map<string, Entry>()

  /** Notes a request. Masking waits until somebody looks, so that no request pays for it. */
  note(entry: Entry): void {
    const request = entry.request.subarray(0, BODY_MAX)
    this.#entries.set(entry.id, { ...entry, request, response: entry.response.slice(0, BODY_MAX) })
    if (this.#entries.size > ENTRIES_MAX) this.#entries.delete(this.#entries.keys().next().value!)
  }

  find(id: string): Shown | undefined {
    const entry = this.#entries.get(id)
    return entry && shown(entry)
  }

  /** The latest requests, newest first. */
  latest(count: number): Shown[] {
    return [...this.#entries.values()].slice(-count).reverse().map(shown)
  }
}

const shown = (entry: Entry): Shown => ({
  ...entry,
  url: maskSecrets(entry.url),
  request: maskSecrets(entry.request.toString('utf8')),
  response: maskSecrets(entry.response),
})
