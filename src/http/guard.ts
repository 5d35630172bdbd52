// Which requests are let in at all: by the address they came from, the name they reached us under, and the page that sent them.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { BlockList, isIP } from 'node:net'
import { forbidden } from '../kernel/errors.ts'
import { readRange, within } from '../lib/cidr.ts'
import { wireText } from '../lib/stable_json.ts'

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

/** Whether a host (a name or an address, without its port) is this machine itself. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase()
  const family = isIP(bare)
  if (family === 0) return bare === 'localhost' || bare.endsWith('.localhost')
  return LOOPBACK.check(bare, family === 6 ? 'ipv6' : 'ipv4')
}

export interface Doors {
  /** Host names that are answered beside loopback ones. */
  readonly hosts: readonly string[]
  /** Web origins whose pages may use a secret key, beside loopback ones. */
  readonly origins: readonly string[]
  /** Whether a caller's address is let in. */
  readonly addresses: (address: string | undefined) => boolean
  /** Whether any test key opens a sandbox of its own. */
  readonly sandboxes: boolean
}

const nameOf = (host: string) => host.replace(/:\d+$/, '').toLowerCase()

/** Who is let in by these ranges (the setting `--allow-ip`): everybody where there is none. A connection without an address is not known. */
export function addressesIn(ranges: readonly string[]): Doors['addresses'] {
  if (ranges.length === 0) return () => true
  const isInside = within(ranges.map((range) => readRange(range)!))
  return (address) => address !== undefined && isInside(address)
}

/** What a machine that watches this one asks: it says nothing of anybody. */
const HEALTH = /^\/health(?:\?|$)/

interface Denial {
  readonly status: number
  readonly type: string
  readonly body: string
}

/**
 * Refuses a caller from elsewhere, in the words of what was asked: the API, a room with its own (`denial`), or a page. Answers whether
 * that was done; then nothing else may be.
 */
export function deny(
  { addresses }: Doors,
  { socket, url = '', method }: IncomingMessage,
  response: ServerResponse,
  as: 'api' | { readonly denial: (message: string) => Denial } | undefined,
): boolean {
  const from = socket.remoteAddress
  if (addresses(from) || HEALTH.test(url)) return false
  const why = `This server does not answer to ${from ?? 'an unknown address'}. It is started with --allow-ip, which does not name it.`
  const { status, type, body } =
    as === 'api'
      ? {
          status: 403,
          type: 'application/json',
          body: wireText({ error: { message: why, type: 'invalid_request_error' } }),
        }
      : (as?.denial(why) ?? { status: 403, type: 'text/plain; charset=utf-8', body: `${why}\n` })
  // What was sent is not read, and would be taken for the next request.
  const headers = { 'content-type': type, 'content-length': Buffer.byteLength(body), connection: 'close' }
  response.writeHead(status, headers).end(method === 'HEAD' ? undefined : body)
  return true
}

/** Refuses a request that came by a name we do not go by: a page elsewhere may have made it up. */
export function checkHost(host: string | undefined, { hosts }: Doors): void {
  const name = nameOf(host ?? '')
  if (isLoopback(name) || hosts.includes(name)) return
  throw forbidden(
    `This server does not answer to the host "${name}". Start it with --allow-host ${name || 'NAME'}, or with --public-url.`,
  )
}

/**
 * Refuses a secret key that a web page sent: in a page it is open to everyone who visits. Our own pages may, which come from the host
 * that was asked (`checkHost` has seen to that): the Dashboard is one.
 */
export function checkOrigin(
  origin: string | undefined,
  kind: string,
  { origins }: Doors,
  host: string | undefined,
): void {
  if (origin === undefined || kind === 'publishable' || origins.includes(origin)) return
  if (URL.canParse(origin) && (isLoopback(new URL(origin).hostname) || new URL(origin).host === host)) return
  throw forbidden(
    `A secret key must not be sent from a web page (${origin}): anyone who opens the page can read it. Use a publishable ` +
      `key there, or start the server with --allow-origin ${origin}.`,
  )
}
