// Access tokens of the source's API: an organisation, permissions and an end, signed with the lake's key, so that one can be
// made while a server runs and none has to be kept.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Permission } from './route.ts'

export interface Token {
  /** The organisation, or `*` for whichever the caller names. */
  readonly org: string
  readonly permissions: readonly Permission[]
  readonly user: string
  /** Epoch seconds after which it is refused. */
  readonly expires: number
}

const PREFIX = 'brs_'
/** Why so long: a token is some 200 characters; more is no token, and nothing is computed for it. */
const LENGTH_MAX = 2_000

const seal = (key: Buffer, text: string) => createHmac('sha256', key).update(`token ${text}`).digest('base64url')

/** A token as it is sent: `Authorization: Bearer brs_…`. */
export function writeToken(key: Buffer, token: Token): string {
  const text = Buffer.from(JSON.stringify(token)).toString('base64url')
  return `${PREFIX}${text}.${seal(key, text)}`
}

/** What a token says; nothing where it is not of this lake or has ended. `now` in epoch seconds. */
export function readToken(key: Buffer, sent: string, now: number): Token | undefined {
  const [, text, mac] = sent.length <= LENGTH_MAX ? (/^brs_([\w-]+)\.([\w-]+)$/.exec(sent) ?? []) : []
  if (text === undefined || mac === undefined) return undefined
  const [given, right] = [mac, seal(key, text)].map((part) => Buffer.from(part))
  if (given!.length !== right!.length || !timingSafeEqual(given!, right!)) return undefined
  const token = JSON.parse(Buffer.from(text, 'base64url').toString()) as Token
  return token.expires > now ? token : undefined
}

/** What works on loopback without making one, as the tutorial has it. */
export const DEFAULT_TOKEN = 'brindle'
export const anyone = (expires: number): Token => ({
  org: '*',
  permissions: ['view', 'manage'],
  user: 'brindle',
  expires,
})
