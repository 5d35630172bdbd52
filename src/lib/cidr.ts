// Ranges of addresses of the Internet Protocol, as they are written: `10.0.0.0/8`, `2001:db8::/32`, or one address. (RFC 4632, RFC 4291)
import { BlockList, isIP } from 'node:net'

/** A range of addresses: its first bits. */
export interface Range {
  readonly net: string
  readonly bits: number
  readonly family: 'ipv4' | 'ipv6'
}

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

/** A range, or one address; nothing where it is neither. IPv4 written within IPv6 is the IPv4 range that it means. */
export function readRange(text: string): Range | undefined {
  const [, net = '', digits] = /^([\da-f:.]+)(?:\/(\d{1,3}))?$/i.exec(text.trim()) ?? []
  const version = isIP(net)
  if (version === 0) return undefined
  const size = version === 4 ? 32 : 128
  const bits = digits === undefined ? size : Number(digits)
  if (bits > size) return undefined
  const mapped = MAPPED.exec(net)?.[1]
  if (mapped && bits >= 96) return { net: mapped, bits: bits - 96, family: 'ipv4' }
  return { net, bits, family: version === 4 ? 'ipv4' : 'ipv6' }
}

/** Whether an address is in one of these ranges. IPv4 within IPv6, as a socket for both shows it, is looked at as IPv4, by Node's list. */
export function within(ranges: readonly Range[]): (address: string) => boolean {
  const list = new BlockList()
  for (const { net, bits, family } of ranges) list.addSubnet(net, bits, family)
  return (address) => {
    const bare = address.replace(/%.*$/, '')
    const version = isIP(bare)
    return version > 0 && list.check(bare, version === 4 ? 'ipv4' : 'ipv6')
  }
}
