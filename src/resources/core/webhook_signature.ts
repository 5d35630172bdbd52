// The check of a signature, for a program whose own check fails: what is wrong with it, in words. Ours alone.
// (https://docs.stripe.com/webhooks/signature)
import type { Node } from '../../contract/index.ts'
import { exclusive, missingParameter, noSuch } from '../../kernel/errors.ts'
import { object, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { explainSignature } from '../../lib/signature.ts'
import { own } from './account.ts'
import { destinationsOf } from './v2.core.event_destination.ts'
import { endpointsOf, type SigningSecret } from './webhook_endpoint.ts'

/** It has no rows. */
const webhookSignature = object<{ id: string; object: 'brindle.webhook_signature' }>('brindle.webhook_signature', {
  prefix: 'whsig',
  internal: true,
})

/** As much as a request may have, its other parameters aside. */
const PAYLOAD_MAX = 1024 * 1024
const GIVEN: Node & { k: 'object' } = {
  k: 'object',
  p: {
    header: { k: 'string' },
    payload: { k: 'string', max: PAYLOAD_MAX },
    secret: { k: 'string' },
    webhook_endpoint: { k: 'string' },
  },
  r: ['header', 'payload'],
}

interface Given {
  readonly header: string
  readonly payload: string
  readonly secret?: string
  readonly webhook_endpoint?: string
}

export const webhookSignatures = resource(webhookSignature).on<Given>(
  'POST /brindle/webhook_signatures/verify',
  (tx, given) => verify(tx, given),
  { params: GIVEN },
)

/** Whose secrets those of the account are: endpoints', destinations', and the one of listening programs. */
interface Holder {
  readonly id: string
  readonly secrets: readonly SigningSecret[]
}

function holdersOf(tx: Tx): Holder[] {
  const named = tx.work.together<Holder[]>([
    () => endpointsOf(tx).map(({ id, hidden }) => ({ id, secrets: hidden.secrets })),
    () => destinationsOf(tx).map(({ id, hidden }) => ({ id, secrets: hidden.secrets })),
  ])
  const cli = own(tx).hidden.cli
  return [...named.flat(), ...(cli ? [{ id: 'stripe listen', secrets: [{ secret: cli.secret }] }] : [])]
}

function verify(tx: Tx, { header, payload, secret, webhook_endpoint: id }: Given): object {
  if (secret === undefined && id === undefined) throw missingParameter('secret')
  if (secret !== undefined && id !== undefined) throw exclusive(['secret', 'webhook_endpoint'])
  const holders = holdersOf(tx)
  const holder = holders.find((one) => one.id === id)
  if (id !== undefined && !holder) throw noSuch('webhook endpoint', id, 'webhook_endpoint')
  const textsOf = (all: readonly SigningSecret[]) => all.map((one) => one.secret)
  const wanted = holder ? textsOf(holder.secrets) : [secret!]
  const others = holders.flatMap(({ secrets }) => textsOf(secrets))
  const verdict = explainSignature(header, payload, wanted, others, tx.wall)
  const found = holders.flatMap((one) => one.secrets.map((own_) => ({ ...own_, id: one.id })))
  const made = found.find((one) => one.secret === verdict.secret)
  const isOver = made?.expires !== undefined && made.expires <= tx.wall
  const problems = [
    ...verdict.problems,
    ...(made && !wanted.includes(made.secret) ? [`The secret is that of ${made.id}.`] : []),
    ...(isOver ? ['The secret was rolled, and holds no longer.'] : []),
  ]
  return {
    object: webhookSignature.object,
    problems,
    signed_by: made?.id ?? null,
    timestamp: verdict.timestamp,
    valid: problems.length === 0,
  }
}
