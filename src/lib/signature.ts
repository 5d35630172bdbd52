// The signature of a webhook, by which its receiver knows that it comes from here and is not an old one sent
// again.
import { createHmac } from 'node:crypto'
import { assert } from './assert.ts'

/**
 * The `Stripe-Signature` header: `t=<epoch seconds>` and one `v1=<hex>` for each secret that is valid now
 * (two while one is being replaced). Signed is `<t>.<payload>` with HMAC-SHA256; the key is the whole secret,
 * `whsec_` included. (https://docs.stripe.com/webhooks#verify-manually)
 */
export function signPayload(payload: string, secrets: readonly string[], timestamp: number): string {
  assert(secrets.length > 0, 'nothing can be signed without a secret')
  const signed = `${timestamp}.${payload}`
  const sign = (secret: string) => createHmac('sha256', secret).update(signed).digest('hex')
  return [`t=${timestamp}`, ...secrets.map((secret) => `v1=${sign(secret)}`)].join(',')
}
