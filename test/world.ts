// A fresh world for a test: a Brindle of its own, the official client, and a new sandbox for each.
import Stripe from 'stripe'
import { type Config, configure } from '../src/config.ts'
import type { Store } from '../src/kernel/store.ts'
import { type Brindle, start } from '../src/main.ts'
import { openTestStore } from './engines.ts'

let made = 0

/** A server on a free port, over the engine of this run (BRINDLE_TEST_STORE: memory, sqlite or postgres) or a given store. */
export async function startBrindle(changes: Partial<Config> = {}, given?: Store): Promise<Brindle> {
  const { store, node } = given ? { store: given, node: 0 } : await openTestStore()
  return start(configure({ port: 0, logLevel: 'silent', node, ...changes }), { store })
}

/** The name of a sandbox that nobody has used yet. */
export const freshName = (): string => `test_${process.pid}_${Date.now().toString(36)}_${++made}`

export interface Sandbox {
  readonly stripe: Stripe
  readonly key: string
  readonly publishable: string
  readonly url: string
  /** The API as it is spoken, for what the client would not let through. */
  call(method: string, path: string, form?: string, headers?: Record<string, string>): Promise<Spoken>
  /** The types of all events so far, oldest first. */
  events(): Promise<string[]>
  /** The same, only those since the last time they were asked for. */
  news(): Promise<string[]>
  /** Moves the sandbox's clock. */
  advance(seconds: number): Promise<number>
}

export interface Spoken {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: any
}

/** An empty sandbox of a server, and the official client on it. */
export function sandbox(
  brindle: Pick<Brindle, 'url' | 'port'>,
  options: { apiVersion?: string; name?: string } = {},
): Sandbox {
  const name = options.name ?? freshName()
  const key = `sk_test_${name}`
  const stripe = new Stripe(key, {
    host: '127.0.0.1',
    port: brindle.port,
    protocol: 'http',
    telemetry: false,
    maxNetworkRetries: 0,
    ...(options.apiVersion && { apiVersion: options.apiVersion as never }),
  })
  const call: Sandbox['call'] = async (method, path, form, headers = {}) => {
    const response = await fetch(`${brindle.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      redirect: 'manual',
      ...(form !== undefined && { body: form }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json')
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined }
  }
  let seen = new Set<string>()
  const all = async () => {
    const found: { id: string; type: string }[] = []
    for await (const { id, type } of stripe.events.list({ limit: 100 })) found.push({ id, type })
    return found.reverse()
  }
  return {
    stripe,
    key,
    publishable: `pk_test_${name}`,
    url: brindle.url,
    call,
    events: async () => (await all()).map(({ type }) => type),
    news: async () => {
      const events = await all()
      const fresh = events.filter(({ id }) => !seen.has(id))
      seen = new Set(events.map(({ id }) => id))
      return fresh.map(({ type }) => type)
    },
    advance: async (seconds) => {
      const { body, status } = await call('POST', '/brindle/clock/advance', `by=${seconds}`)
      if (status !== 200) throw new Error(body.error.message)
      return body.now
    },
  }
}
