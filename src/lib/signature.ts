// The signature of a webhook, by which its receiver knows from whom it comes, and that it is not an old one sent again: made, and
// checked. (https://docs.stripe.com/webhooks#verify-manually)
import { createHmac, timingSafeEqual } from 'node:crypto'
import { assert } from './assert.ts'
import { readJson } from './json.ts'

/**
 * The `Stripe-Signature` header: `t=<epoch seconds>` and one `v1=<hex>` for each secret that is valid now
 * (two while one is being replaced). Signed is `<t>.<payload>` with HMAC-SHA256; the key is the whole secret,
 * `whsec_` included.
 */
export function signPayload(payload: string, secrets: readonly string[], timestamp: number): string {
  assert(secrets.length > 0, 'nothing can be signed without a secret')
  const signed = `${timestamp}.${payload}`
  const sign = (secret: string) => createHmac('sha256', secret).update(signed).digest('hex')
  return [`t=${timestamp}`, ...secrets.map((secret) => `v1=${sign(secret)}`)].join(',')
}

/** As Stripe's own libraries: what is older may be a recording that somebody sends again. */
const TOLERANCE_SECONDS = 300
/** Why 10: an endpoint whose secret is being replaced has two; more are looked at for nobody. */
const SIGNATURES_MAX = 10

/**
 * Whether one of the header's `v1` signatures is that of the body under this secret, and was made at most five minutes from `now` (epoch
 * seconds). Other schemes in the header are passed over, as Stripe's page has it.
 */
export function isSigned(header: unknown, body: Buffer, secret: string, now: number): boolean {
  if (typeof header !== 'string') return false
  const parts = header.split(',').map((part) => part.trim().split('='))
  const valuesOf = (name: string) => parts.filter(([key]) => key === name).map(([, value = '']) => value)
  const [at, ...more] = valuesOf('t')
  if (at === undefined || more.length > 0 || !/^\d{1,12}$/.test(at)) return false
  if (Math.abs(now - Number(at)) > TOLERANCE_SECONDS) return false
  const right = createHmac('sha256', secret).update(`${at}.`).update(body).digest()
  return valuesOf('v1')
    .slice(0, SIGNATURES_MAX)
    .map((text) => Buffer.from(text, 'hex'))
    .some((given) => given.length === right.length && timingSafeEqual(given, right))
}

/** What is wrong with a signature, in words, as far as can be told. */
export interface Verdict {
  /** Nothing: who checks as Stripe's libraries do takes it. */
  readonly problems: readonly string[]
  /** When it was made (epoch seconds), if the header says so. */
  readonly timestamp: number | null
  /** The secret that it was made with, if it is among those that are known. */
  readonly secret: string | null
}

/**
 * Says why a check fails: `secrets` are those that it should be made with, `others` those of anybody else whose it may be, and `now` is
 * the time of the check in epoch seconds.
 */
export function explainSignature(
  header: string,
  payload: string,
  secrets: readonly string[],
  others: readonly string[],
  now: number,
): Verdict {
  const parts = header.split(',').map((part) => part.trim().split('='))
  const valuesOf = (name: string) => parts.filter(([key]) => key === name).map(([, value = '']) => value)
  const [at = '', ...more] = valuesOf('t')
  const signatures = valuesOf('v1').slice(0, SIGNATURES_MAX)
  const isDated = /^\d{1,12}$/.test(at)
  const unread = [
    ...(at === '' ? ['The header has no `t=`: it is not, or not all of, a Stripe-Signature header.'] : []),
    ...(at !== '' && !isDated ? ['The `t=` of the header is no time in seconds.'] : []),
    ...(more.length > 0 ? ['The header has more than one `t=`.'] : []),
    ...(signatures.length === 0
      ? ['The header has no `v1=` signature. Other schemes, such as `v0`, are not checked.']
      : []),
    ...(signatures.some((one) => !/^[\da-f]{64}$/i.test(one))
      ? ['A `v1=` signature is not 64 hexadecimal digits: it was cut or changed.']
      : []),
  ]
  if (unread.length > 0) return { problems: unread, timestamp: isDated ? Number(at) : null, secret: null }
  const fits = (secret: string, text: string) =>
    signatures.includes(createHmac('sha256', secret).update(`${at}.${text}`).digest('hex'))
  const secret = secrets.find((one) => fits(one, payload)) ?? null
  const timestamp = Number(at)
  const stale = Math.abs(now - timestamp) > TOLERANCE_SECONDS ? [staleness(now - timestamp)] : []
  if (secret !== null) return { problems: stale, timestamp, secret }
  const foreign = others.find((one) => fits(one, payload)) ?? null
  const why =
    foreign === null
      ? mismatch(payload, secrets, fits)
      : 'It was made with another secret than the one it is checked with.'
  return { problems: [why, ...stale], timestamp, secret: foreign }
}

const staleness = (age: number): string =>
  age > 0
    ? `It was made ${age} seconds ago; libraries take ${TOLERANCE_SECONDS} at most. Was it recorded, or is a clock wrong?`
    : `It was made ${-age} seconds from now; libraries take ${TOLERANCE_SECONDS} at most. A clock is wrong.`

/** What frameworks and people do to a body before it is checked. */
const CHANGES: readonly (readonly [said: string, (text: string) => string | undefined])[] = [
  ['a line end was added after it, or a blank', (text) => text.trim()],
  ['the line end after it was taken off', (text) => `${text}\n`],
  ['its line ends were made those of Windows', (text) => text.replaceAll('\r\n', '\n')],
  ['it was parsed and written again, without the spaces in which it was sent', (text) => written(text, 2)],
  ['it was parsed and written again with spaces', (text) => written(text)],
]

function written(text: string, spaces?: number): string | undefined {
  const read = readJson(text)
  return read && JSON.stringify(read.value, null, spaces)
}

function mismatch(
  payload: string,
  secrets: readonly string[],
  fits: (secret: string, text: string) => boolean,
): string {
  const change = CHANGES.find(([, undone]) => {
    const text = undone(payload)
    return text !== undefined && secrets.some((secret) => fits(secret, text))
  })
  if (change) return `The payload is not what was sent, byte for byte: ${change[0]}. Check the raw body.`
  const bare = secrets.flatMap((secret) => [secret.trim(), `whsec_${secret.trim()}`])
  if (bare.some((secret) => fits(secret, payload)))
    return 'The secret is not whole: it was made with the same one, with `whsec_` before it and no blanks around it.'
  return 'No signature in the header is that of this payload under this secret: one of them belongs to something else, or was changed.'
}
