// Which requests are let in at all: by the name they reached us under, and by the page they came from.
import { BlockList, isIP } from 'node:net'
import { forbidden } from '../kernel/errors.ts'

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
  /** Whether any test key opens a sandbox of its own. */
  readonly sandboxes: boolean
}

const nameOf = (host: string) => host.replace(/:\d+$/, '').toLowerCase()

/** Refuses a request that came by a name we do not go by: a page elsewhere may have made it up. */
export function checkHost(host: string | undefined, { hosts }: Doors): void {
  const name = nameOf(host ?? '')
  if (isLoopback(name) || hosts.includes(name)) return
  throw forbidden(
    `This server does not answer to the host "${name}". Start it with --allow-host ${name || 'NAME'}, or with --public-url.`,
  )
}

/** Refuses a secret key that a web page sent: in a page it is open to everyone who visits. */
export function checkOrigin(origin: string | undefined, kind: string, { origins }: Doors): void {
  if (origin === undefined || kind === 'publishable' || origins.includes(origin)) return
  if (URL.canParse(origin) && isLoopback(new URL(origin).hostname)) return
  throw forbidden(
    `A secret key must not be sent from a web page (${origin}): anyone who opens the page can read it. Use a publishable ` +
      `key there, or start the server with --allow-origin ${origin}.`,
  )
}
