// The server: which requests are the API's, a page's or a machine's.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import findMyWay from 'find-my-way'
import type { Logger } from 'pino'
import { type Answered, answer, type Door, requestId } from './api.ts'
import { checkHost, deny } from './guard.ts'
import type { Measures } from './measures.ts'
import { type Own, type OwnAnswer, ownOf, type Stream } from './own_call.ts'
import { entryOf, type RequestLog } from './request_log.ts'
import { type Listening, openSockets, type SocketOptions } from './sockets.ts'
import { isTelemetry } from './stripe_hosts.ts'

/** A page, a script or a measure: anything that is not the API. */
export interface Page {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly run: (request: PageRequest) => Promise<PageReply> | PageReply
}

export interface PageRequest {
  readonly request: IncomingMessage
  readonly ids: Readonly<Record<string, string | undefined>>
  readonly query: URLSearchParams
}

export interface PageReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** What `body` is, where it is no text but bytes. */
  readonly encoding?: 'base64'
  /** What more there is to an answer of a call of the house's own. */
  readonly own?: OwnAnswer
}

export interface ServerOptions extends Door, SocketOptions {
  readonly log: Logger
  readonly measures: Measures
  readonly pages: readonly Page[]
  readonly requests: RequestLog
  /** What stands beside the API and the pages, and reads its own requests: all that lies under a path. */
  readonly mounts: readonly Mount[]
  /** Takes a request for a web socket, if it knows the path. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean
}

/** A room with a door of its own, under a path. */
export interface Mount {
  readonly prefix: string
  readonly serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>
  /** What is said, in its own words, to who may not come in. */
  readonly denial: (message: string) => { readonly status: number; readonly type: string; readonly body: string }
}

const CORS_HEADERS = {
  'access-control-allow-credentials': 'true',
  'access-control-allow-methods': 'GET,HEAD,PUT,PATCH,POST,DELETE',
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'Request-Id, Stripe-Manage-Version, Stripe-Should-Retry, X-Stripe-External-Auth-Required, X-Stripe-Privileged-Session-Required',
  'access-control-max-age': '300',
}

/** What is answered as the API, in JSON, whether or not there is such an operation. */
const API = /^\/(?:v1|v2|brindle|oauth)(?:[/?]|$)/

const API_HEADERS = {
  ...CORS_HEADERS,
  'cache-control': 'no-cache, no-store',
  'content-type': 'application/json',
  vary: 'Origin',
}

/** Starts to listen. Rejects where that cannot be. */
export function listen(options: ServerOptions): Promise<Listening> {
  const pages = findMyWay({ ignoreTrailingSlash: true })
  for (const page of options.pages) pages.on(page.method, page.path, () => {}, page)
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    const { url = '' } = request
    const as = API.test(url) ? 'api' : mountOf(options.mounts, url)
    if (deny(options.doors, request, response, as)) return
    const served =
      as === 'api'
        ? serveApi(options, request, response)
        : (serveMount(options, request, response) ?? servePage(options, pages, request, response))
    // Whatever a client sends, it must not end the process.
    served.catch((error) => {
      options.log.error({ err: error }, 'a request was not answered')
      response.destroy()
    })
  }
  return openSockets(options, serve, (request, socket, head) => upgrade(options, request, socket, head))
}

/** A web socket, for who comes by a name of ours; others are told nothing. */
function upgrade({ doors, ...options }: ServerOptions, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  try {
    if (!doors.addresses(request.socket.remoteAddress)) throw new Error('not from there')
    checkHost(request.headers.host, doors)
  } catch {
    socket.destroy()
    return
  }
  if (!options.upgrade(request, socket, head)) socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n')
}

const mountOf = (mounts: readonly Mount[], url = '') => mounts.find(({ prefix }) => url.startsWith(`${prefix}/`))

async function serveApi(options: ServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const began = performance.now()
  if (request.method === 'OPTIONS') {
    const asked = request.headers['access-control-request-headers']
    response.writeHead(200, { ...CORS_HEADERS, ...(asked && { 'access-control-allow-headers': asked }) }).end()
    return
  }
  const own = request.url?.startsWith('/brindle/') ? ownOf(options.pages, request) : undefined
  const answered: Answered & { stream?: Stream } = own ? await answerOwn(own, request) : await answer(options, request)
  if (answered.delayMs !== undefined) await wait(answered.delayMs, undefined, { ref: false })
  if (answered.cut) request.socket.destroy()
  else if (answered.stream) sendStream(response, answered.requestId, answered.stream)
  else send(response, request, answered)
  note(options, request, answered, performance.now() - began)
}

async function answerOwn({ page, ids }: Own, request: IncomingMessage): Promise<Answered & { stream?: Stream }> {
  // Its own headers say no more than those of every answer of the API.
  const { status, body, own } = await page.run({ request, ids, query: new URLSearchParams() })
  return { status, text: body, headers: {}, ...(own ?? { requestId: requestId(), body: Buffer.alloc(0) }) }
}

/** The same in the form that Node sends fastest. */
const API_LINES = Object.entries(API_HEADERS).flat()
/** What is no JSON says itself what it is. */
const CORS_LINES = Object.entries({ ...CORS_HEADERS, 'cache-control': 'no-cache, no-store', vary: 'Origin' }).flat()

/** What goes on is written as it comes, and nowhere held back. */
function sendStream(response: ServerResponse, id: string, { type, run }: Stream): void {
  response.writeHead(200, [...CORS_LINES, 'content-type', type, 'request-id', id, 'x-accel-buffering', 'no'])
  response.flushHeaders()
  run(response)
}

function send(response: ServerResponse, { method, headers }: IncomingMessage, reply: Answered): void {
  const bytes = reply.encoding && Buffer.from(reply.text, reply.encoding)
  const length = bytes ? bytes.length : Buffer.byteLength(reply.text)
  const lines = [...(bytes ? CORS_LINES : API_LINES), 'request-id', reply.requestId, 'content-length', String(length)]
  for (const name in reply.headers) lines.push(name, reply.headers[name]!)
  if (method === 'POST') {
    const key = headers['idempotency-key']
    if (typeof key === 'string') {
      lines.push('idempotency-key', key)
      if (!reply.headers['original-request']) lines.push('original-request', reply.requestId)
    }
    // Of what went wrong here nothing is said, and clients try again, as they do of themselves.
    if (reply.status < 500 || reply.status === 503)
      lines.push('stripe-should-retry', [409, 429, 503].includes(reply.status) ? 'true' : 'false')
  }
  const account = headers['stripe-account']
  if (typeof account === 'string' && reply.status !== 403) lines.push('stripe-account', account)
  if (reply.status === 401) lines.push('www-authenticate', 'Bearer realm="Stripe"')
  // What was not read of a refused upload would be taken for the next request.
  if (reply.status === 413) lines.push('connection', 'close')
  // ASCII is sent as Latin-1, which Node writes together with the head; nearly all answers are.
  const encoding = length === reply.text.length ? 'latin1' : 'utf8'
  response.writeHead(reply.status, lines)
  if (ready.length === 0) setImmediate(sendReady)
  ready.push(() => response.end(method === 'HEAD' ? '' : (bytes ?? reply.text), encoding))
}

/**
 * The answers of one turn of the event loop, which go out together at its end: a client that is woken by each of them
 * falls asleep again before the next, and waking it costs as much as the answer (bench/get.ts: 28 000 instead of 35 000
 * answers a second, on 2 cores).
 */
let ready: (() => void)[] = []

function sendReady(): void {
  const now = ready
  ready = []
  for (const end of now) end()
}

function note({ log, measures, requests }: ServerOptions, request: IncomingMessage, reply: Answered, ms: number): void {
  const { requestId, status, operation, account, error } = reply
  measures.request(operation ?? 'none', status, ms)
  requests.note(entryOf(request, reply, ms))
  const line = { request: requestId, account, operation, status, ms: Math.round(ms * 10) / 10 }
  if (error) log.error({ ...line, err: error }, 'a defect: the request changed nothing')
  else log.debug(line, request.method)
}

/** Gives a request to the room that it is for; nothing where it is for none. */
function serveMount({ mounts, doors }: ServerOptions, request: IncomingMessage, response: ServerResponse) {
  const mount = mountOf(mounts, request.url)
  if (!mount) return undefined
  try {
    checkHost(request.headers.host, doors)
  } catch (thrown) {
    const { status, message } = thrown as { status: number; message: string }
    const { headers, body } = plain(status, `${message}\n`)
    response.writeHead(status, headers).end(body)
    return Promise.resolve()
  }
  return mount.serve(request, response)
}

async function servePage(
  { log, doors }: ServerOptions,
  pages: ReturnType<typeof findMyWay>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = '/', search = ''] = (request.url ?? '/').split('?', 2)
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET')
  let reply: PageReply
  try {
    checkHost(request.headers.host, doors)
    const found = pages.find(method as 'GET', path)
    reply = isTelemetry(request.headers.host)
      ? FORGOTTEN
      : found
        ? await (found.store as Page).run({ request, ids: found.params, query: new URLSearchParams(search) })
        : plain(404, `There is nothing at ${path}.\n`)
  } catch (thrown) {
    const { status, message } = thrown as { status?: number; message: string }
    if (status === undefined) log.error({ err: thrown }, 'a page failed')
    reply = plain(status ?? 500, `${status === undefined ? 'An unexpected error occurred in Brindle.' : message}\n`)
  }
  const body = reply.encoding ? Buffer.from(reply.body, reply.encoding) : reply.body
  response.writeHead(reply.status, { 'content-length': Buffer.byteLength(body), ...reply.headers })
  response.end(request.method === 'HEAD' ? undefined : body)
}

/** The answer to what a client tells of itself. */
const FORGOTTEN: PageReply = { status: 200, headers: { 'access-control-allow-origin': '*' }, body: '' }

/** A short text. */
export const plain = (status: number, body: string): PageReply => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  body,
})
