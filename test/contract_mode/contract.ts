// `contract(operation, says, run)`: a test that must hold on Stripe and on Brindle alike. It is held against the URL and key of
// the environment, or against a fresh Brindle in memory. Such a test relies on no empty account and on nothing of Brindle's
// own, may be run twice, and quotes for each value it expects where Stripe says so.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import Stripe from 'stripe'
import { target } from './target.ts'

/** Why 90 seconds: Stripe's page on search says "under 1 minute", under normal conditions. */
const SETTLES_MS = 90_000
/** Why a second: a sandbox takes 25 requests in one (docs.stripe.com/rate-limits), and the other tests need some of them. */
const PAUSE_MS = 1_000
/** How often a request that Stripe has put off (429) is sent again. */
const RETRIES = 4

/** The version that all requests are in, whatever the account's own is: that of the official client. */
export const VERSION = Stripe.API_VERSION

export interface Spoken {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: any
}

export interface Held {
  /** The official client. */
  readonly stripe: Stripe
  /** The API as it is spoken, for what the client would not let through. `null` leaves a header out. */
  call(method: string, path: string, form?: string, headers?: Record<string, string | null>): Promise<Spoken>
  /** A word that nobody has used before in this account. */
  fresh(): string
  /** Asks again until there is an answer; fails after a bound. For what Stripe makes a moment later. */
  settles<T>(ask: () => Promise<T | undefined | false>): Promise<T>
}

let url: string
let key: string
let close = async () => {}

before(async () => {
  const given = target(process.env)
  key = given.key
  url = given.url ?? (await own())
})
after(() => close())

/** The address of a Brindle of this run. Loaded only here: against another host none is needed. */
async function own(): Promise<string> {
  const [{ start }, { configure }] = await Promise.all([import('../../src/main.ts'), import('../../src/config.ts')])
  const brindle = await start(configure({ port: 0, memory: true, logLevel: 'silent' }))
  close = () => brindle.close()
  return brindle.url
}

/** A test of one operation, named as in COVERAGE.md. It must call the operation. */
export function contract(operation: string, says: string, run: (held: Held) => Promise<void>): void {
  test(`${operation}: ${says}`, async () => {
    const asked: string[] = []
    const note = (method: string, path: string, status: number, request: string | null) =>
      asked.push(`${method} ${path.split('?')[0]} → ${status} ${request ?? ''}`)
    try {
      await run(held(note))
    } catch (error) {
      // Which request it was is what one looks up in the Dashboard's log, or at Brindle's request_log_url.
      if (error instanceof Error) {
        const requests = `\nThe last requests:\n${asked.slice(-3).join('\n')}`
        error.message += requests
        error.stack += requests
      }
      throw error
    }
    const pattern = new RegExp(`^${operation.replaceAll(/\{\w+\}/g, '[^/ ]+')} →`)
    assert.ok(
      asked.some((line) => pattern.test(line)),
      'the test did not call the operation',
    )
  })
}

type Note = (method: string, path: string, status: number, request: string | null) => void

function held(note: Note): Held {
  const { hostname, port, protocol } = new URL(url)
  const stripe = new Stripe(key, {
    host: hostname,
    port: port || (protocol === 'https:' ? 443 : 80),
    protocol: protocol === 'https:' ? 'https' : 'http',
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient(patient),
  })
  stripe.on('response', ({ method, path, status, request_id }: Stripe.ResponseEvent) =>
    note(method, path, status, request_id),
  )
  const call: Held['call'] = async (method, path, form, headers = {}) => {
    const all: Record<string, string | null> = {
      authorization: `Bearer ${key}`,
      'stripe-version': VERSION,
      ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...headers,
    }
    const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null)
    const options = { method, headers: sent, redirect: 'manual' as const, ...(form !== undefined && { body: form }) }
    const response = await patient(`${url}${path}`, options)
    const text = await response.text()
    note(method, path, response.status, response.headers.get('request-id'))
    const isJson = response.headers.get('content-type')?.includes('json')
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined }
  }
  return { stripe, call, fresh: () => `contract${randomBytes(6).toString('hex')}`, settles }
}

/** A request that is sent again when the host has put it off. The client repeats other failures by itself, but not these. */
const patient: typeof fetch = async (input, init) => {
  for (let tries = 0; ; tries++) {
    const response = await fetch(input, init)
    if (response.status !== 429 || tries === RETRIES) return response
    await response.arrayBuffer()
    await pause(Number(response.headers.get('retry-after') ?? 1) * 1_000)
  }
}

async function settles<T>(ask: () => Promise<T | undefined | false>): Promise<T> {
  const until = Date.now() + SETTLES_MS
  for (;;) {
    const answer = await ask()
    if (answer) return answer
    if (Date.now() > until) throw new Error(`nothing came of it in ${SETTLES_MS / 1000} seconds`)
    await pause()
  }
}

const pause = (ms = PAUSE_MS) => new Promise<void>((resolve) => setTimeout(resolve, ms))

interface Expected {
  readonly type?: string
  readonly code?: string
  readonly decline_code?: string
  readonly param?: string
  readonly message?: string | RegExp
}

/**
 * The answer is a refusal in the envelope of https://docs.stripe.com/api/errors. Only what is named is compared: what else
 * Stripe adds to an error differs by account.
 */
export function refused({ status, body, text }: Spoken, expected: number, known: Expected): void {
  assert.equal(status, expected, text)
  assert.deepEqual(Object.keys(body), ['error'])
  const { message, ...rest } = { type: 'invalid_request_error', ...known }
  const said = Object.fromEntries(Object.keys(rest).map((name) => [name, body.error[name]]))
  assert.deepEqual(said, rest, text)
  if (message instanceof RegExp) assert.match(body.error.message, message)
  else if (message !== undefined) assert.equal(body.error.message, message)
  // "doc_url: A URL to more information about the error code reported."
  if (rest.code)
    assert.equal(body.error.doc_url, `https://stripe.com/docs/error-codes/${rest.code.replaceAll('_', '-')}`)
}

/** These fields of an object, compared at once; what an account may add beside them is left alone. */
export function has(object: object, fields: Readonly<Record<string, unknown>>): void {
  const all = object as Record<string, unknown>
  assert.deepEqual(Object.fromEntries(Object.keys(fields).map((name) => [name, all[name]])), fields)
}

/** Cards only, and none that leaves the page: what a server can confirm alone. docs.stripe.com/api/payment_intents/create */
export const CARDS = { automatic_payment_methods: { enabled: true, allow_redirects: 'never' as const } }
export const CARDS_FORM = 'automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never'
