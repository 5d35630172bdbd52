// How fast a host may be asked: so many requests a second in all, and so many of one endpoint. A host that says 429 is asked
// more slowly for a while. (https://docs.stripe.com/rate-limits: 100 a second in live mode, 25 in a sandbox, 25 an endpoint)
import { setTimeout as wait } from 'node:timers/promises'

export interface Limits {
  /** Requests a second, in all. Infinity for no limit. */
  readonly all: number
  /** Requests a second of one path. */
  readonly endpoint: number
}

/** Time as a budget sees it: milliseconds of a clock that never goes back, and waiting for some of them. */
export interface Pace {
  readonly now: () => number
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<unknown>
}

const PACE: Pace = {
  now: () => performance.now(),
  wait: (ms, signal) => wait(ms, undefined, { signal }),
}

/** Why 95 %: together with the burst it is just below the limit in any second, whichever the host counts. */
const SHARE = 0.95
/** How much of what was not used may be made up for, in milliseconds: enough that late timers cost nothing. */
const BURST_MS = 50
/** Why a fifth a second: after a 429 the rate comes back within some seconds, and not at once. */
const RECOVERY = 0.2
/** Requests that were on their way together are refused together: that is one reason to go slower, and not eight. */
const ONE_REFUSAL_MS = 1_000
/** The least rate, requests a second: one that asks no more never learns that it may. */
const SLOWEST = 0.5
/** Where there is no limit of our own the first refusal is taken for one of at least so much, requests a second: Stripe's own. */
const UNLIMITED_LEAST = 100
/** Over how long it is counted how fast a host without a limit was asked, in milliseconds. */
const SEEN_MS = 1_000

/** Paces requests evenly. Between any moment and a second later at most `limit` of them leave. */
class Bucket {
  readonly #limit: number
  #rate: number
  /** The rate from which it was slowed, of which a part comes back every second. */
  #before: number
  #next = 0
  #at = 0
  #slowedAt = Number.NEGATIVE_INFINITY
  /** How many have left in this stretch of `SEEN_MS` and in the one before, and when this one began. */
  #seen = { now: 0, before: 0, since: 0 }
  /** Nobody leaves before this. */
  pausedUntil = 0

  constructor(limit: number) {
    this.#limit = limit
    this.#rate = limit
    this.#before = limit
  }

  /** When the next request may leave, as things stand. */
  next(now: number): number {
    this.#recover(now)
    return Math.max(this.pausedUntil, this.#next)
  }

  /** Requests a second, as fast as it may be asked now. */
  rate(now: number): number {
    this.#recover(now)
    return this.#rate
  }

  /** One leaves now. */
  use(now: number): void {
    this.#count(now)
    if (this.#rate === Infinity) return
    this.#next = Math.max(this.#next, now - BURST_MS) + 1000 / (this.#rate * SHARE)
  }

  #recover(now: number): void {
    if (this.#rate < this.#limit)
      this.#rate = Math.min(this.#limit, this.#rate + (this.#before * RECOVERY * (now - this.#at)) / 1000)
    this.#at = now
  }

  #count(now: number): void {
    const { since } = this.#seen
    if (now - since >= 2 * SEEN_MS) this.#seen = { now: 0, before: 0, since: now }
    else if (now - since >= SEEN_MS) this.#seen = { now: 0, before: this.#seen.now, since: since + SEEN_MS }
    this.#seen.now++
  }

  /** Half as fast as now, or as it was asked of late, where there is no limit of our own. */
  slow(now: number): void {
    if (now - this.#slowedAt < ONE_REFUSAL_MS) return
    this.#recover(now)
    const asked = (Math.max(this.#seen.now, this.#seen.before) * 1000) / SEEN_MS
    const rate = Math.min(this.#rate, this.#limit === Infinity ? Math.max(asked, UNLIMITED_LEAST) : this.#limit)
    this.#before = this.#limit === Infinity ? rate : this.#limit
    this.#rate = Math.max(rate / 2, Math.min(SLOWEST, this.#limit))
    this.#next = Math.max(this.#next, now + 1000 / (this.#rate * SHARE))
    this.#slowedAt = now
  }
}

export class Budget {
  readonly #limits: Limits
  readonly #pace: Pace
  readonly #all: Bucket
  readonly #endpoints = new Map<string, Bucket>()
  #asked = 0
  #limited = 0

  constructor(limits: Limits, pace: Pace = PACE) {
    this.#limits = limits
    this.#pace = pace
    this.#all = new Bucket(limits.all)
  }

  /** Waits until a request to this endpoint may leave. Throws when the signal says so. */
  async take(endpoint: string, signal?: AbortSignal): Promise<void> {
    const [all, own] = [this.#all, this.#bucket(endpoint)]
    for (;;) {
      // Nothing is promised to who waits: both have to let one through at the same moment.
      const now = this.#pace.now()
      const at = Math.max(own.next(now), all.next(now))
      if (at <= now) {
        own.use(now)
        all.use(now)
        this.#asked++
        return
      }
      await this.#pace.wait(Math.max(1, Math.ceil(at - now)), signal)
    }
  }

  /**
   * The host said 429: `reason` is its Stripe-Rate-Limited-Reason, `seconds` its Retry-After. What has to do with one endpoint, or
   * with one object, leaves the others alone.
   */
  refused(endpoint: string, reason: string | undefined, seconds: number): void {
    this.#limited++
    const now = this.#pace.now()
    const [isAll, isOwn] = [!reason || reason.startsWith('global'), !reason?.startsWith('global')]
    for (const bucket of [...(isAll ? [this.#all] : []), ...(isOwn ? [this.#bucket(endpoint)] : [])]) {
      bucket.slow(now)
      bucket.pausedUntil = Math.max(bucket.pausedUntil, now + Math.max(0, seconds) * 1000)
    }
  }

  /** How many requests were let go, how many of them were refused with 429, and requests a second in all, as it is now. */
  get figures(): { readonly asked: number; readonly limited: number; readonly rate: number } {
    return { asked: this.#asked, limited: this.#limited, rate: this.#all.rate(this.#pace.now()) }
  }

  #bucket(endpoint: string): Bucket {
    const known = this.#endpoints.get(endpoint) ?? new Bucket(this.#limits.endpoint)
    this.#endpoints.set(endpoint, known)
    return known
  }
}
