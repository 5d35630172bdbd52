// A preload for programs in Node that are not changed: what they send to Stripe's hosts goes to Brindle. (docs/ways-in.md)
//   NODE_OPTIONS="--import brindle/as-stripe" BRINDLE_URL=http://127.0.0.1:12111 node server.js
// It runs in other people's processes, under any Node that knows --import, and needs nothing beside Node.
import http, { type ClientRequest, type ClientRequestArgs, type IncomingMessage } from 'node:http'
import https, { type RequestOptions } from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import type { Duplex } from 'node:stream'
import { urlToHttpOptions } from 'node:url'

const BRINDLE = read(process.env.BRINDLE_URL || 'http://127.0.0.1:12111')

function read(address: string): URL {
  if (!/^https?:\/\//.test(address) || !URL.canParse(address))
    throw new Error(`BRINDLE_URL is the address of a Brindle, such as http://127.0.0.1:12111, and not "${address}".`)
  return new URL(address)
}

const isStripe = (host: string) => /\.stripe\.com$/i.test(host)
/** A path of Stripe's below the address of Brindle, which may have one of its own. */
const below = (path: string) => `${BRINDLE.pathname.replace(/\/$/, '')}${path}`

/** Connections to Brindle that are taken for TLS: clients of HTTPS wait for its handshake before they write. */
class PlainAgent extends http.Agent {
  override createConnection(...given: Parameters<http.Agent['createConnection']>): Duplex | null | undefined {
    const socket = super.createConnection(...given)
    socket?.once('connect', () => socket.emit('secureConnect'))
    return socket && Object.assign(socket, { authorized: true })
  }
}

const AGENT = BRINDLE.protocol === 'http:' ? new PlainAgent({ keepAlive: true }) : new https.Agent({ keepAlive: true })

type Answer = (response: IncomingMessage) => void
type Given = readonly [
  input: string | URL | RequestOptions,
  more?: RequestOptions | Answer | undefined,
  answer?: Answer | undefined,
]

// node:https, which most clients use, whichever way they come to it.

const { request } = https

function leading(...given: Given): ClientRequest {
  const [input, more, last] = given
  const url = typeof input === 'string' ? new URL(input) : input instanceof URL ? input : undefined
  const options: RequestOptions = url
    ? { ...urlToHttpOptions(url), ...(typeof more === 'object' && more) }
    : { ...(input as RequestOptions) }
  const answer = url && typeof more !== 'function' ? last : (more as Answer | undefined)
  if (!isStripe(options.hostname ?? options.host ?? '')) return request(...(given as Parameters<typeof request>))
  return (BRINDLE.protocol === 'http:' ? http.request : request)(led(options), answer)
}

/** The same request, to Brindle: without what says where it would have gone, and how it would have come there. */
function led({
  createConnection,
  defaultPort,
  host,
  servername,
  socketPath,
  ...options
}: RequestOptions): ClientRequestArgs {
  return {
    ...options,
    protocol: BRINDLE.protocol,
    hostname: BRINDLE.hostname.replace(/^\[|\]$/g, ''),
    port: BRINDLE.port,
    path: below(options.path ?? '/'),
    agent: AGENT,
    ...(options.headers && { headers: addressed(options.headers) }),
  }
}

https.request = leading as typeof https.request
https.get = ((...given: Given) => {
  const asked = leading(...given)
  asked.end()
  return asked
}) as typeof https.get
syncBuiltinESMExports()

// fetch, and the package undici, which ask one dispatcher that all its copies share.

interface Dispatched {
  readonly origin?: string | URL
  readonly path: string
  readonly headers?: unknown
}

interface Dispatcher {
  dispatch(options: Dispatched, handler: unknown): boolean
}

function leadingDispatcher(dispatcher: Dispatcher): Dispatcher {
  const dispatch: Dispatcher['dispatch'] = (options, handler) => {
    const { origin = '', path, headers } = options
    const isLed = URL.canParse(String(origin)) && isStripe(new URL(origin).hostname)
    const here = { ...options, origin: BRINDLE.origin, path: below(path), headers: addressed(headers) }
    return dispatcher.dispatch(isLed ? here : options, handler)
  }
  return new Proxy(dispatcher, {
    get: (target, name) => {
      if (name === 'dispatch') return dispatch
      const value = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

// Naming one of its classes makes Node load it, and with it the dispatcher.
void globalThis.Response
const shared = globalThis as unknown as Record<symbol, Dispatcher>
for (const name of Object.getOwnPropertySymbols(globalThis))
  if (name.description?.startsWith('undici.globalDispatcher.')) shared[name] = leadingDispatcher(shared[name]!)

/** Headers in any of their forms, with the host, where they name one, that they now go to. */
function addressed<T>(headers: T): T {
  const value = (name: unknown, said: unknown) => (String(name).toLowerCase() === 'host' ? BRINDLE.host : said)
  const pairOf = ([name, said]: readonly unknown[]) => [name, value(name, said)] as [string, unknown]
  if (!headers) return headers
  if (Array.isArray(headers)) {
    if (Array.isArray(headers[0])) return headers.map(pairOf) as T
    // A name, its value, and so on.
    return headers.map((said, at) => (at % 2 === 1 ? value(headers[at - 1], said) : said)) as T
  }
  const given: object = headers
  const pairs = Symbol.iterator in given ? (given as Iterable<unknown[]>) : Object.entries(given)
  return Object.fromEntries([...pairs].map(pairOf)) as T
}
