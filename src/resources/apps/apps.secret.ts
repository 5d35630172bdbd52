// Secrets that an app keeps with an account, or with one of its users. The payload is shown only where it is expanded.
// (https://docs.stripe.com/api/apps/secret_store, docs.stripe.com/stripe-apps/store-secrets)
import type Stripe from 'stripe'
import { invalid, missingParameter, noSuch } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'

interface SecretState {
  readonly payload: string
}

/** No event tells of it. The prefix is that of an answer in metacpan.org/pod/Net::API::Stripe::Connect::AppsSecret. */
export const secret = object<Stripe.Apps.Secret, SecretState>('apps.secret', {
  prefix: 'appsecret',
  noun: 'secret',
  terms: ({ scope }) => [termOf(scope as Scope)],
  includes: { payload: (_tx, { hidden }) => hidden.payload },
})
export type Secret = Row<Stripe.Apps.Secret, SecretState>

interface Scope {
  readonly type: 'account' | 'user'
  readonly user?: string
}

const termOf = ({ type, user }: Scope): string => (type === 'user' ? `scope=user ${user}` : 'scope=account')

/** (docs.stripe.com/stripe-apps/store-secrets, its table of scopes) */
const SECRETS_MAX = 10

const PATH = '/v1/apps/secrets'

export const secrets = resource(secret)
  .on<Stripe.Apps.SecretCreateParams>(`POST ${PATH}`, (tx, { name, payload, scope, expires_at }) => {
    const kept = inScope(tx, scope as Scope)
    // [M]
    if (expires_at !== undefined && expires_at <= tx.now)
      throw invalid('The expiry time of a secret must be in the future.', { param: 'expires_at' })
    const known = kept.find((one) => one.name === name)
    if (!known && kept.length >= SECRETS_MAX)
      throw invalid(`A scope stores at most ${SECRETS_MAX} secrets.`, { param: 'scope' }) // [M]
    const fields = { expires_at: expires_at ?? null, hidden: { payload } }
    // One that is replaced keeps its id. [K]
    const row = known
      ? tx.update(secret, known, fields)
      : tx.insert(secret, { created: tx.now, livemode: false, name, scope, ...fields } as never)
    if (expires_at === undefined) tx.unschedule('apps.secret.expire', { id: row.id })
    else tx.schedule(expires_at, 'apps.secret.expire', { id: row.id })
    return row
  })
  .on<Stripe.Apps.SecretListParams>(`GET ${PATH}`, (tx, { scope, ...params }) =>
    list(tx, secret, params as never, PATH, [termOf(checked(scope as Scope))]),
  )
  .on<Stripe.Apps.SecretFindParams>(`GET ${PATH}/find`, (tx, { name, scope }) => named(tx, name, scope as Scope))
  .on<Stripe.Apps.SecretDeleteWhereParams>(`POST ${PATH}/delete`, (tx, { name, scope }) => {
    const { hidden: _, ...shown } = remove(tx, named(tx, name, scope as Scope))
    return { ...shown, deleted: true }
  })
  .job<{ id: string }>('expire', (tx, { id }) => {
    const self = tx.find(secret, id)
    if (self) remove(tx, self)
  })

/** Texts [M]. */
function checked(scope: Scope): Scope {
  if (scope.type === 'user' && scope.user === undefined) throw missingParameter('scope[user]')
  if (scope.type === 'account' && scope.user !== undefined)
    throw invalid('A secret of the scope `account` has no user.', { param: 'scope[user]' })
  return scope
}

const inScope = (tx: Tx, scope: Scope): readonly Secret[] =>
  tx.list(secret, [termOf(checked(scope))], { limit: SECRETS_MAX })

function named(tx: Tx, name: string, scope: Scope): Secret {
  const known = inScope(tx, scope).find((one) => one.name === name)
  if (!known) throw noSuch(secret.noun, name, undefined, 'name') // [M]
  return known
}

function remove(tx: Tx, self: Secret): Secret {
  tx.unschedule('apps.secret.expire', { id: self.id })
  tx.delete(secret, self)
  return self
}
