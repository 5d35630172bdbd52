// What Stripe pushes: events of a connection's account. One is no data but a sign that there is something to read, so order, repeats and
// what the event says do not matter: the flows that its type concerns run at once, and read the host as they always do.
// (https://docs.stripe.com/webhooks)
import { isSigned } from '../../lib/signature.ts'
import { invalid, problem } from '../door/errors.ts'
import { type Answer, ok, type Signed, type SignedRoute } from '../door/route.ts'
import type { Connection } from '../flow/documents.ts'
import type { Source } from '../index.ts'
import type { Scope } from '../lake/catalog.ts'
import { decrypt } from '../lake/keys.ts'
import type { Pushed } from './triggers.ts'

export const webhookRoutes: readonly SignedRoute[] = [
  { method: 'POST', path: '/flowservice/webhooks/:connectionId', run: take },
]

async function take({ ids, headers, body }: Signed, source: Source): Promise<Answer> {
  const { triggers, tally } = source.ops
  const found = await connectionOf(source, ids.connectionId!)
  const secret = found?.connection.webhookSealed && decrypt(source.key, found.connection.webhookSealed)
  // The same words whatever it was: who has no secret is not told which connections there are.
  if (!found || !secret || !isSigned(headers['stripe-signature'], body, secret, Math.floor(source.now() / 1000))) {
    tally.count('webhooks', { outcome: 'refused' })
    throw problem(
      400,
      'signature_refused',
      'Stripe-Signature is not that of this body under the webhookSecret of such a connection, or is older than five minutes.',
    )
  }
  const { isRepeat, flows } = await triggers.take(found.scope, ids.connectionId!, eventOf(body))
  tally.count('webhooks', { outcome: isRepeat ? 'repeated' : 'taken' })
  return ok({ received: true, repeated: isRepeat, flows })
}

/** Wherever it is: the caller names no organisation, and ids of connections are given once. */
async function connectionOf({ catalog }: Source, id: string) {
  const sql = `select org, sandbox, body from documents where kind = 'connection' and id = ?`
  const [found] = await catalog.ask<Scope & { readonly body: string }>(sql, [id])
  if (!found) return undefined
  const { body, ...scope } = found
  return { scope, connection: JSON.parse(body) as Connection }
}

function eventOf(body: Buffer): Pushed {
  let event: Partial<Pushed> | null
  try {
    event = JSON.parse(body.toString('utf8')) as Partial<Pushed> | null
  } catch {
    throw invalid('The body is no JSON.')
  }
  const { id, type, account, created } = event ?? {}
  if (typeof id !== 'string' || typeof type !== 'string' || id.length > 255)
    throw invalid('The body is no event: it has no id and type.')
  return {
    id,
    type,
    ...(typeof account === 'string' && { account }),
    created: Number.isSafeInteger(created) ? created! : Number.MAX_SAFE_INTEGER,
  }
}
