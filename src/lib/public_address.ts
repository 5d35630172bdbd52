// Where a server may send what others asked it to: out on the internet, and not to its own machine or network. The address that is
// really connected to is looked at with every attempt, whatever its name led to when somebody gave it.
import { lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** What is given out of the IPv6 space. (https://www.iana.org/assignments/ipv6-address-space) */
const GLOBAL = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * Whether an address is out on the internet. (RFC 6890 and its registries) IPv4 within IPv6 is looked at as IPv4; tunnels and
 * translations, which may end anywhere, are not out there.
 */
export function isPublic(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '')
  if (!ipaddr.isValid(bare)) return false
  const parsed = ipaddr.process(bare)
  if (parsed.range() !== 'unicast') return false
  return parsed.kind() === 'ipv4' || (parsed as ipaddr.IPv6).match(GLOBAL)
}

export class NotPublic extends Error {}

const refuse = (address: string) =>
  new NotPublic(`${address} is a private address. Start the server with --trust-network to allow that.`)

/** Throws `NotPublic` where the host of an address is itself a private one; names are looked at when they are looked up. */
export function checkPublic({ hostname }: URL): void {
  const host = hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) > 0 && !isPublic(host)) throw refuse(host)
}

/** Looks a name up, and refuses it with `NotPublic` if any of its addresses is private. */
export const publicLookup: LookupFunction = (name, options, callback) => {
  lookup(name, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '', 0)
    const inside = addresses.find(({ address }) => !isPublic(address))
    if (inside) return callback(refuse(inside.address), '', 0)
    if (options.all) return callback(null, addresses)
    return callback(null, addresses[0]!.address, addresses[0]!.family)
  })
}
