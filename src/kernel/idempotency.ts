// Idempotency keys: the answer of a POST is kept under its key, in the unit that made it, and given again to whoever
// repeats the request. (https://docs.stripe.com/api/idempotent_requests)
import { createHash } from 'node:crypto'
import { stripeOrder } from '../lib/stable_json.ts'
import type { Call, Reply } from './api.ts'
import { invalid, keyReused, keyUsedElsewhere } from './errors.ts'
import { object } from './resource.ts'
import type { Tx } from './tx.ts'

/** Stripe keeps keys for at least 24 hours. */
const KEPT_SECONDS = 24 * 60 * 60
const KEY_LENGTH_MAX = 255

interface Kept {
  readonly endpoint: string
  readonly fingerprint: string
  readonly requestId: string
  readonly reply: Reply
}

export const IDEMPOTENCY_KEY = object<{ id: string; object: 'brindle.idempotency_key' }, Kept>(
  'brindle.idempotency_key',
  {
    prefix: 'idem',
    internal: true,
  },
)

/** The row of a key: of the account that asks, the account it asks for, and the key itself. */
export function keyId(tx: { situation: { idempotencyKey?: string } }, actorAccount: string): string {
  return `idem ${createHash('sha256').update(`${actorAccount}\n${tx.situation.idempotencyKey}`).digest('base64url')}`
}

/** The stored reply of an earlier request under the same key, or a refusal when that was another request. */
export function recall(tx: Tx, call: Call): Reply | undefined {
  const key = tx.situation.idempotencyKey
  if (key === undefined || call.method !== 'POST') return undefined
  if (key.length > KEY_LENGTH_MAX)
    throw invalid(`Idempotency keys may be at most ${KEY_LENGTH_MAX} characters long; this one has ${key.length}.`)
  const kept = tx.find(IDEMPOTENCY_KEY, keyId(tx, call.actor.account))?.hidden
  if (!kept) return undefined
  if (kept.endpoint !== call.path) throw keyUsedElsewhere(key, kept.endpoint)
  if (kept.fingerprint !== fingerprint(call)) throw keyReused(key)
  const headers = { ...kept.reply.headers, 'idempotent-replayed': 'true', 'original-request': kept.requestId }
  return { ...kept.reply, headers }
}

/** Keeps the reply, whatever it was: from here on the request has been executed. */
export function remember(tx: Tx, call: Call, reply: Reply): void {
  if (tx.situation.idempotencyKey === undefined || call.method !== 'POST') return
  const id = keyId(tx, call.actor.account)
  if (tx.find(IDEMPOTENCY_KEY, id)) return
  const hidden = { endpoint: call.path, fingerprint: fingerprint(call), requestId: tx.situation.requestId, reply }
  tx.insert(IDEMPOTENCY_KEY, { id, hidden } as never, { queue: 'expire', due: tx.wall + KEPT_SECONDS })
}

function fingerprint(call: Call): string {
  return createHash('sha256')
    .update(JSON.stringify([call.version ?? '', stripeOrder(call.params)]))
    .digest('base64url')
}
