// Calls of the source's API, as any program makes them: JSON under /data/foundation, with a token and Adobe's headers. They are written
// down beside the calls of Stripe's API.
import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { type Made, made, note, type Reading, Refused, useRead } from './api.ts'
import { host } from './router.ts'
import { bearer, forget, orgOf } from './source/token.ts'
import { quoted } from './ui/snippets.ts'

type Method = Made['method']

interface More {
  readonly accept?: string
  /** The etag of what is changed. */
  readonly ifMatch?: string
  /** Another token than the one in use. */
  readonly token?: string
  /** Whether the same was asked a moment ago, and stands among the calls already. */
  readonly isAgain?: boolean
}

const PREFIX = '/data/foundation'
const FLOW_SERVICE = '/flowservice'

/** Counts up when something of the source is changed from here. What changes in the account that is looked at is no news for it. */
const changes = signal(0)

/** What is sent by POST and changes nothing. */
const ASKS_ONLY = /\/(?:validate|preview)$/

/** `/flowservice/flows` for `flows`: most calls are of the Flow Service. What begins with a slash is taken as it is. */
const pathOf = (path: string) => PREFIX + (path.startsWith('/') ? path : `${FLOW_SERVICE}/${path}`)

/** Makes a call. Throws `Refused` with the API's own words, or what the browser says where nothing answered. */
export async function source<T = any>(method: Method, path: string, body?: unknown, more: More = {}): Promise<T> {
  const to = pathOf(path)
  const began = performance.now()
  const response = await fetch(host + to, {
    method,
    headers: headersOf(body, more),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const told = {
    at: Date.now(),
    method,
    path: to,
    params: [],
    status: response.status,
    requestId: '',
    milliseconds: performance.now() - began,
    curl: () => curlOf(method, to, body, more),
  }
  if (!more.isAgain) note(told)
  else made.value = made.value.map((one) => (one.method === 'GET' && one.path === to ? told : one))
  const answer = /^[[{]/.test(text) ? JSON.parse(text) : { detail: text }
  if (!response.ok) throw refusedBy(response.status, answer)
  if (method !== 'GET' && !ASKS_ONLY.test(path)) changes.value++
  return answer
}

function headersOf(body: unknown, { accept, ifMatch, token = bearer() }: More): Record<string, string> {
  return {
    Authorization: `Bearer ${token}`,
    'x-api-key': 'dashboard',
    'x-gw-ims-org-id': orgOf(token),
    'x-sandbox-name': 'prod',
    ...(accept && { Accept: accept }),
    ...(ifMatch && { 'If-Match': ifMatch }),
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
  }
}

/** Which field a refusal speaks of: it names it first, or by what went wrong. */
const FIELDS: Readonly<Record<string, string>> = {
  credential_refused: 'auth.params.accessToken',
  host_unreachable: 'auth.params.host',
  host_not_allowed: 'auth.params.host',
}

interface Said {
  readonly detail?: string
  readonly message?: string
  readonly errorCode?: string
  readonly error_code?: string
}

function refusedBy(
  status: number,
  { detail, message = detail, errorCode, error_code: code = errorCode }: Said,
): Refused {
  if (status === 401) forget()
  const param = FIELDS[code ?? ''] ?? /^([\w.]+)[, ]/.exec(message ?? '')?.[1]
  return new Refused(status, { ...(message && { message }), ...(code && { code }), ...(param && { param }) })
}

const SECRET = 'accessToken'

/** The same call for a shell. Keys of accounts and tokens are not in it: the shell takes them from its environment. */
function curlOf(method: Method, path: string, body: unknown, more: More): string {
  const open = Object.entries(headersOf(body, more)).map(([name, value]) =>
    name === 'Authorization' && value !== 'Bearer brindle'
      ? ` \\\n  -H "Authorization: Bearer $SOURCE_TOKEN"`
      : ` \\\n  -H ${quoted(`${name}: ${value}`)}`,
  )
  const text = JSON.stringify(body, (name, value) => (name === SECRET ? `$${SECRET}$` : value), 2)
  const sent = text && ` \\\n  -d ${quoted(text).replaceAll(`$${SECRET}$`, `'"$STRIPE_ACCESS_TOKEN"'`)}`
  const verb = method === (body === undefined ? 'GET' : 'POST') ? '' : ` -X ${method}`
  return `curl${verb} ${quoted(location.origin + host + path)}${open.join('')}${sent ?? ''}`
}

/** What is sent with a query; what is undefined is left out, and a list is several of one name. */
export function withQuery(path: string, params: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(params).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [value].flat().map((one) => [name, String(one)]),
  )
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`
}

interface Every {
  /** Read again after so many milliseconds, for as long as somebody looks. */
  readonly every?: number | undefined
  readonly accept?: string
}

/** Reads for as long as the page is open. No path, no call. */
export function useSource<T = any>(path: string | undefined, { every, accept }: Every = {}): Reading<T> {
  const read = () => source<T>('GET', path!, undefined, { ...(accept && { accept }), isAgain: isKnown(path!) })
  const reading = useRead<T>(path && `source ${path} ${accept ?? ''}`, read, changes)
  useEffect(() => {
    if (!every || path === undefined) return
    const asking = setInterval(() => document.hidden || reading.reload(), every)
    return () => clearInterval(asking)
  }, [path, every])
  return reading
}

const isKnown = (path: string) =>
  made.value.some((one) => one.method === 'GET' && one.path === pathOf(path) && Date.now() - one.at < 60_000)

/** The one document that a call of the Flow Service answers in a list. */
export const itemOf = <T>({ items }: { readonly items: readonly T[] }): T => items[0]!
