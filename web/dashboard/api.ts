// Calls of the public API, as any program makes them, each written down so that people can see and repeat it.
import { signal } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import { news } from './live.ts'
import { host } from './router.ts'
import { key } from './session.ts'
import { quoted } from './ui/snippets.ts'

export type Method = 'GET' | 'POST' | 'DELETE'
/** Parameters of a call: names as the API has them, `recurring[interval]`, or nested. Undefined is left out. */
export type Params = { readonly [name: string]: unknown }

/** A call that was made, for the drawer that shows them. */
export interface Made {
  readonly at: number
  readonly method: Method | 'PATCH' | 'PUT'
  readonly path: string
  readonly params: readonly (readonly [name: string, value: string])[]
  readonly status: number
  readonly requestId: string
  readonly milliseconds: number
  /** How it is made with curl, where it is none of Stripe's API. */
  readonly curl?: () => string
}

/** The version whose shapes the Dashboard knows; the account's own may be any. */
const VERSION = '2026-08-26.dahlia'

/** Why 100: what somebody reads back to. */
const MADE_MAX = 100

/** The latest calls, newest first. */
export const made = signal<readonly Made[]>([])

/** A refusal, as the API words it. */
export class Refused extends Error {
  readonly status: number
  readonly code: string | undefined
  /** The parameter that was wrong. */
  readonly param: string | undefined

  constructor(status: number, error: { message?: string; code?: string; param?: string }) {
    super(error.message ?? `The server answered with status ${status}.`)
    this.status = status
    this.code = error.code
    this.param = error.param
  }
}

/** Parameters as pairs of the API's form encoding. */
export function pairs(params: Params, prefix = ''): (readonly [string, string])[] {
  return Object.entries(params).flatMap(([name, value]) => {
    const at = prefix === '' ? name : `${prefix}[${name}]`
    if (value === undefined) return []
    if (value === null) return [[at, ''] as const]
    return typeof value === 'object' ? pairs(value as Params, at) : [[at, String(value)] as const]
  })
}

/** Makes a call. Throws `Refused` with the API's own words, or what the browser says where nothing answered. */
export function call<T = any>(method: Method, path: string, params: Params = {}, secret = key.value ?? ''): Promise<T> {
  const given = pairs(params)
  const form = new URLSearchParams(given.map(([name, value]) => [name, value]))
  const query = method === 'GET' && given.length > 0 ? `?${form}` : ''
  return send({ method, path, query, body: method === 'GET' ? undefined : form, told: { params: given } }, secret)
}

/** Uploads a file for a purpose, as the API names it. Throws as `call` does. */
export function upload<T = any>(purpose: string, file: File): Promise<T> {
  const [path, body] = ['/v1/files', new FormData()]
  body.append('purpose', purpose)
  body.append('file', file)
  const curl = () =>
    `curl ${location.origin}${host}${path} -u ${key.value}: \\\n  -F purpose=${purpose} \\\n  -F ${quoted(`file=@${file.name}`)}`
  return send(
    { method: 'POST', path, query: '', body, told: { params: [['purpose', purpose]], curl } },
    key.value ?? '',
  )
}

interface Sent {
  readonly method: Method
  readonly path: string
  readonly query: string
  readonly body: URLSearchParams | FormData | undefined
  /** What is written down of it. */
  readonly told: Pick<Made, 'params' | 'curl'>
}

async function send<T>({ method, path, query, body, told }: Sent, secret: string): Promise<T> {
  const began = performance.now()
  const response = await fetch(`${host}${path}${query}`, {
    method,
    headers: { authorization: `Bearer ${secret}`, 'brindle-source': 'dashboard', 'stripe-version': VERSION },
    ...(body && { body }),
  })
  const text = await response.text()
  note({
    at: Date.now(),
    method,
    path,
    ...told,
    status: response.status,
    requestId: response.headers.get('request-id') ?? '',
    milliseconds: performance.now() - began,
  })
  const answer = text.startsWith('{') ? JSON.parse(text) : { error: { message: text } }
  if (!response.ok) throw new Refused(response.status, answer.error ?? {})
  if (method !== 'GET' && !ASKS_ONLY.test(path)) news.value++
  return answer
}

/** What is sent by POST and changes nothing. */
const ASKS_ONLY = /\/create_preview$/

/** Writes a call down. */
export function note(one: Made): void {
  made.value = [one, ...made.value].slice(0, MADE_MAX)
}

/** What a page reads: what came, what was refused, or neither yet; and how to ask again. */
export interface Reading<T> {
  readonly data: T | undefined
  readonly error: Error | undefined
  readonly reload: () => void
}

/** What was read before is shown at once while it is asked for again. */
const seen = new Map<string, unknown>()
/** Why 200: pages that somebody may come back to. */
const SEEN_MAX = 200

/** Reads for as long as the page is open: again when something in the account changes. No path, no call. */
export function useGet<T = any>(path: string | undefined, params: Params = {}): Reading<T> {
  const asked = path && `${path}?${new URLSearchParams(pairs(params).map((pair) => [...pair]))}`
  return useRead(asked, () => call<T>('GET', path!, params))
}

/**
 * The same for what takes several calls, or one that is no GET: `asked` says what they depend on. Nothing asked, no call. It is read again
 * when `changes` counts up.
 */
export function useRead<T>(asked: string | undefined, read: () => Promise<T>, changes = news): Reading<T> {
  const name = asked === undefined ? '' : `${key.value} ${asked}`
  const [state, setState] = useState<{ name: string; data?: T; error?: Error }>({ name: '' })
  const [again, setAgain] = useState(0)
  const current = useRef(name)
  current.current = name
  const heard = changes.value
  useEffect(() => {
    if (asked === undefined) return
    read().then(
      (data) => {
        if (seen.size >= SEEN_MAX) seen.clear()
        seen.set(name, data)
        if (current.current === name) setState({ name, data })
      },
      (error: Error) => {
        if (current.current === name) setState({ name, error })
      },
    )
  }, [name, again, heard])
  const isFor = state.name === name
  return {
    data: isFor ? state.data : (seen.get(name) as T | undefined),
    error: isFor ? state.error : undefined,
    reload: () => setAgain((n) => n + 1),
  }
}
