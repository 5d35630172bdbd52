// Where webhooks may go: the address that is really connected to is checked at every attempt, whatever its name said
// when the endpoint was made.
import { lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** Addresses that are not out on the internet. (RFC 6890 and its registries) */
const PRIVATE = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  PRIVATE.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  PRIVATE.addSubnet(net, bits, 'ipv6')

/** Whether an address is of this machine or its network. IPv4 within IPv6 is looked at as IPv4. */
export function isPrivate(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1]
  if (mapped) return isPrivate(mapped)
  return PRIVATE.check(bare, isIP(bare) === 6 ? 'ipv6' : 'ipv4')
}

export class ForbiddenAddress extends Error {}

const refuse = (address: string) =>
  new ForbiddenAddress(
    `The endpoint leads to ${address}, which is a private address. Start the server with --trust-network to allow that.`,
  )

/** Throws where the host of a URL is itself a private address; names are checked when they are looked up. */
export function checkHost(url: URL): void {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) && isPrivate(host)) throw refuse(host)
}

/** Looks a name up, and refuses it if any of its addresses is private. */
export const publicLookup: LookupFunction = (name, options, callback) => {
  lookup(name, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '', 0)
    const inside = addresses.find(({ address }) => isPrivate(address))
    if (inside) return callback(refuse(inside.address), '', 0)
    if (options.all) return callback(null, addresses)
    return callback(null, addresses[0]!.address, addresses[0]!.family)
  })
}
