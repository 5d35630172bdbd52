// The signature of a webhook, by which its receiver knows from whom it comes, and that it is not an old one sent again: made, and
// checked. (https://docs.stripe.com/webhooks#verify-manually)
import { createHmac, timingSafeEqual } from 'node:crypto'
import { assert } from './assert.ts'

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
