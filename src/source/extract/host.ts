// The host that is read: any server that speaks Stripe's API. What fails for a while is asked again, what is refused is told in the
// host's words. (https://docs.stripe.com/error-low-level, https://docs.stripe.com/rate-limits)
import { setTimeout as wait } from 'node:timers/promises'
import { Agent, request } from 'undici'
import type { Budget } from './budget.ts'

/** A JSON object of Stripe's, as it was sent. */
export type Json = Readonly<Record<string, any>>

export interface HostOptions {
  /** `https://api.stripe.com`, or where a Brindle listens. */
  readonly url: string
  readonly token: string
  /** The `Stripe-Version` of every request; without it the account's own. */
  readonly version?: string
  readonly budget: Budget
  readonly signal?: AbortSignal
  /** Told of each try that has to be made again. */
  readonly onRetry?: (why: string) => void
  /** Epoch milliseconds, never going back. */
  readonly now?: () => number
  /** How often a request is tried. */
  readonly tries?: number
  /** The first pause, in milliseconds; it doubles. */
  readonly pauseMs?: number
}

export interface Answer {
  readonly body: Json
  /** Epoch milliseconds of ours, before the request left: what came is at least as new. */
  readonly askedAt: number
  readonly requestId: string
  readonly bytes: number
}

/** The host refuses, and would again. */
export class Refused extends Error {
  readonly status: number
  readonly code: string | undefined
  readonly requestId: string

  constructor(status: number, body: Json, requestId: string) {
    const { message = `The host answered ${status}.`, code, type } = (body?.error ?? {}) as Json
    super(message)
    this.status = status
    this.code = code ?? type
    this.requestId = requestId
  }
}

/** The host could not be reached, or failed again and again. */
export class Unreachable extends Error {}

/** Why 10: with pauses of half a second that double up to 32, more than two minutes of an outage. */
const TRIES = 10
const PAUSE_MS = 500
const PAUSE_MAX_MS = 32_000
/** Why 80 s: Stripe's own clients wait as long. */
const TIMEOUT_MS = 80_000
/** What passes, of what a host answers. */
const PASSING = new Set([408, 409, 429, 500, 502, 503, 504])

export class Host {
  readonly #options: HostOptions
  readonly #agent = new Agent({ connections: 64, pipelining: 1, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS })

  constructor(options: HostOptions) {
    this.#options = options
  }

  /** Asks, as often as it takes. `account` is a connected one. Throws `Refused` and `Unreachable`. */
  async get(path: string, params: Params = {}, account?: string): Promise<Answer> {
    const { budget, signal, tries = TRIES, pauseMs = PAUSE_MS, onRetry } = this.#options
    const endpoint = path.replace(/\/[a-z]+_[A-Za-z0-9]{8,}/g, '/:id')
    let why = ''
    for (let attempt = 1; attempt <= tries; attempt++) {
      await budget.take(endpoint, signal)
      const tried = await this.#try(path, params, account)
      if ('answer' in tried) return tried.answer
      why = tried.why
      if (tried.limited) budget.refused(endpoint, tried.reason, tried.after)
      if (attempt === tries) break
      onRetry?.(why)
      const pause = Math.min(PAUSE_MAX_MS, pauseMs * 2 ** (attempt - 1))
      // Half of it by chance, so that many who were refused do not come back together.
      if (!tried.limited || tried.after === 0)
        await wait(pause / 2 + (Math.random() * pause) / 2, undefined, { signal })
    }
    throw new Unreachable(`${path} failed ${tries} times, at last so: ${why}`)
  }

  async #try(path: string, params: Params, account: string | undefined): Promise<Tried> {
    const { url, token, version, signal, now = Date.now } = this.#options
    const askedAt = now()
    try {
      const response = await request(`${url}${path}${queryOf(params)}`, {
        dispatcher: this.#agent,
        ...(signal && { signal }),
        headers: {
          authorization: `Bearer ${token}`,
          ...(version && { 'stripe-version': version }),
          ...(account && { 'stripe-account': account }),
        },
      })
      const text = await response.body.text()
      const { statusCode: status, headers } = response
      const requestId = String(headers['request-id'] ?? '')
      if (status === 200) return { answer: { body: JSON.parse(text) as Json, askedAt, requestId, bytes: text.length } }
      const should = headers['stripe-should-retry']
      if (should === 'false' || (should !== 'true' && !PASSING.has(status)))
        // What a host says is shown and sent on: never with the token, even where it repeats it.
        throw new Refused(status, parsed(text.replaceAll(token, '*****')), requestId)
      const reason = headers['stripe-rate-limited-reason']
      return {
        why: `the host answered ${status}${typeof reason === 'string' ? ` (${reason})` : ''}`,
        limited: status === 429,
        after: Number(headers['retry-after']) || 0,
        ...(typeof reason === 'string' && { reason }),
      }
    } catch (error) {
      if (error instanceof Refused || signal?.aborted) throw error
      return { why: `${(error as Error).message || (error as { code?: string }).code}`, limited: false, after: 0 }
    }
  }

  close = (): Promise<void> => this.#agent.close()
}

export type Params = Readonly<Record<string, string | number | readonly string[] | undefined>>

type Tried =
  | { readonly answer: Answer }
  | { readonly why: string; readonly limited: boolean; readonly after: number; readonly reason?: string }

function queryOf(params: Params): string {
  const parts = Object.entries(params).flatMap(([name, value]) => {
    if (value === undefined) return []
    const values = typeof value === 'object' ? value.map((one) => [`${name}[]`, one]) : [[name, String(value)]]
    return values.map(([key, text]) => `${encodeURIComponent(key!)}=${encodeURIComponent(text!)}`)
  })
  return parts.length > 0 ? `?${parts.join('&')}` : ''
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return {}
  }
}
