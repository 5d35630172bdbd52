// How fast a host may be asked: so many requests a second in all, and so many of one endpoint. A host that says 429 is asked
// more slowly for a while. (https://docs.stripe.com/rate-limits: 100 a second in live mode, 25 in a sandbox, 25 an endpoint)
import { setTimeout as wait } from 'node:timers/promises'

export interface Limits {
  /** Requests a second, in all. Infinity for no limit. */
  readonly all: number
  /** Requests a second of one path. */
  readonly endpoint: number
}

/** Why a fifth: after a 429 the rate comes back within some seconds, and not at once. */
const RECOVERY = 0.2
/** How far a bucket may run ahead, in seconds of its rate: enough that timers of a millisecond cost nothing. */
const BURST_SECONDS = 0.05

/** Paces requests evenly. Times are milliseconds of a clock that never goes back. */
class Bucket {
  readonly #limit: number
  #rate: number
  #next = 0
  #slowedAt = 0

  constructor(limit: number) {
    this.#limit = limit
    this.#rate = limit
  }

  /** When the next request may leave. Taking it is promising to send it. */
  take(now: number): number {
    if (this.#limit === Infinity && this.#rate === Infinity) return now
    this.#rate = this.rate(now)
    this.#slowedAt = now
    this.#next = Math.max(this.#next, now - BURST_SECONDS * 1000)
    const at = this.#next
    this.#next += 1000 / this.#rate
    return at
  }

  /** Requests a second, as fast as it may be asked now. */
  rate(now: number): number {
    // Without a limit of our own there is nothing to come back to step by step.
    if (this.#limit === Infinity) return now > this.#slowedAt ? Infinity : this.#rate
    return Math.min(this.#limit, this.#rate + (this.#limit * RECOVERY * (now - this.#slowedAt)) / 1000)
  }

  /** Half as fast as now, or as `seen` (requests a second), where there is no limit of our own. */
  slow(now: number, seen: number): void {
    const rate = this.#rate === Infinity ? Math.max(1, seen) : this.#rate
    this.#rate = Math.max(rate / 2, 0.5)
    this.#slowedAt = now
  }
}

export class Budget {
  readonly #limits: Limits
  readonly #all: Bucket
  readonly #endpoints = new Map<string, Bucket>()
  /** Nobody asks before this. */
  #pausedUntil = 0
  #asked = 0
  #limited = 0
  readonly #since = performance.now()

  constructor(limits: Limits) {
    this.#limits = limits
    this.#all = new Bucket(limits.all)
  }

  /** Waits until a request to this endpoint may leave. Throws when the signal says so. */
  async take(endpoint: string, signal?: AbortSignal): Promise<void> {
    this.#asked++
    for (;;) {
      const now = performance.now()
      const at = Math.max(this.#pausedUntil, this.#bucket(endpoint).take(now), this.#all.take(now))
      if (at - now > 1) await wait(at - now, undefined, { signal })
      if (performance.now() >= this.#pausedUntil) return
    }
  }

  /** The host said 429: `reason` is its Stripe-Rate-Limited-Reason, `seconds` its Retry-After. */
  refused(endpoint: string, reason: string | undefined, seconds: number): void {
    this.#limited++
    const now = performance.now()
    const seen = (this.#asked * 1000) / Math.max(1000, now - this.#since)
    if (!reason?.startsWith('endpoint')) this.#all.slow(now, seen)
    if (!reason?.startsWith('global')) this.#bucket(endpoint).slow(now, seen)
    if (seconds > 0) this.#pausedUntil = Math.max(this.#pausedUntil, now + seconds * 1000)
  }

  /** How many requests were let go, how many of them were refused with 429, and requests a second in all, as it is now. */
  get figures(): { readonly asked: number; readonly limited: number; readonly rate: number } {
    return { asked: this.#asked, limited: this.#limited, rate: this.#all.rate(performance.now()) }
  }

  #bucket(endpoint: string): Bucket {
    const known = this.#endpoints.get(endpoint) ?? new Bucket(this.#limits.endpoint)
    this.#endpoints.set(endpoint, known)
    return known
  }
}
