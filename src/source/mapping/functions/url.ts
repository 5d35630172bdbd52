// Data Prep's URL functions. (functions.md, "URL functions")
import { Failed } from '../values.ts'
import type { Functions } from './table.ts'

/** The port of a protocol that names none. (IANA's list of service names) */
const PORTS: ReadonlyMap<string, number> = new Map([
  ['ftp', 21],
  ['ssh', 22],
  ['sftp', 22],
  ['telnet', 23],
  ['smtp', 25],
  ['http', 80],
  ['ws', 80],
  ['https', 443],
  ['wss', 443],
  ['ldap', 389],
  ['ftps', 990],
])
/** RFC 3986, appendix B, of a URL with an authority. */
const URL_TEXT =
  /^([a-z][a-z0-9+.-]*):\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]+)(?::(\d{1,5}))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is

interface Parts {
  readonly protocol: string
  readonly host: string
  readonly port?: number
  readonly path: string
  readonly query: string
  readonly anchor?: string
}

function partsOf(url: string): Parts | undefined {
  const found = URL_TEXT.exec(url.trim())
  if (!found) return undefined
  const [, protocol, host, port, path, query, anchor] = found
  return {
    protocol: protocol!.toLowerCase(),
    host: host!,
    path: path!,
    query: query ?? '',
    ...(port !== undefined && { port: Number(port) }),
    ...(anchor !== undefined && { anchor }),
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

/** The anchor stands at the end of the URL, so it is retained at the last value. */
function queryOf(url: string, anchor: string): Record<string, string> | null {
  if (!['retain', 'remove', 'append'].includes(anchor))
    throw new Failed(`ANCHOR is retain, remove or append, not ${anchor}`)
  const parts = partsOf(url)
  if (!parts) return null
  const pairs = parts.query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair): [string, string] => {
      const [name = '', ...rest] = pair.split('=')
      return [decoded(name), decoded(rest.join('='))]
    })
  const last = pairs.at(-1)
  if (anchor === 'retain' && parts.anchor !== undefined && last) last[1] += `#${parts.anchor}`
  if (anchor === 'append' && parts.anchor !== undefined) pairs.push(['_anchor_', parts.anchor])
  return Object.fromEntries(pairs)
}

export const URLS: Functions = {
  get_url_protocol: {
    takes: 'URL:text',
    gives: 'text',
    says: 'The protocol of a URL; null for what is no URL.',
    run: ([url]) => partsOf(url)?.protocol ?? null,
  },
  get_url_host: {
    takes: 'URL:text',
    gives: 'text',
    says: 'The host of a URL; null for what is no URL.',
    run: ([url]) => partsOf(url)?.host ?? null,
  },
  get_url_port: {
    takes: 'URL:text',
    gives: 'integer',
    says: 'The port of a URL, or that of its protocol; null where neither is known.',
    run: ([url]) => {
      const parts = partsOf(url)
      return (parts && (parts.port ?? PORTS.get(parts.protocol))) ?? null
    },
  },
  get_url_path: {
    takes: 'URL:text, FULL_PATH:boolean?',
    gives: 'text',
    says: 'The path of a URL; only its last part where FULL_PATH is false.',
    run: ([url, full = true]) => {
      const path = partsOf(url)?.path
      return path === undefined ? null : full ? path : path.slice(path.lastIndexOf('/') + 1)
    },
  },
  get_url_query_str: {
    takes: 'URL:text, ANCHOR:text',
    gives: 'object',
    says: 'The names and values of a query. The anchor is retained at the last, removed, or appended as _anchor_.',
    run: ([url, anchor]) => queryOf(url, anchor),
  },
  get_url_encoded: {
    takes: 'URL:text',
    gives: 'text',
    says: 'The text with every sign beside letters, digits, "-", "_" and "." written as % and two digits.',
    run: ([url]) =>
      encodeURIComponent((url as string).toWellFormed()).replace(
        /[!'()*~]/g,
        (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
  },
  get_url_decoded: {
    takes: 'URL:text',
    gives: 'text',
    says: 'The text with what is written as % and two digits read as the signs.',
    run: ([url]) => {
      try {
        return decodeURIComponent(url)
      } catch {
        throw new Failed(`${JSON.stringify(url)} has a % that no two digits follow rightly`)
      }
    },
  },
}
