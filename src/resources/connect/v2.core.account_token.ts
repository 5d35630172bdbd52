// Account tokens: what an account's holder tells in the browser, for the platform to open or change the account with, unseen.
// (https://docs.stripe.com/api/v2/core/account-tokens)
import type Stripe from 'stripe'
import { exclusive, invalid, noSuch } from '../../kernel/errors.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { toRfc3339 } from '../../lib/rfc3339.ts'
import { numberVerdict, taxIdVerdict } from '../../network/account_checks.ts'

type Hash = Readonly<Record<string, any>>
interface TokenState {
  readonly given: Hash
  /** Epoch seconds. */
  readonly expires: number
}

export const accountToken = object<Stripe.V2.Core.AccountToken, TokenState>('v2.core.account_token', {
  prefix: 'accttok',
  noun: 'account token',
  publishable: ['id', 'object', 'created', 'expires_at', 'livemode', 'used'],
})

/** [K] */
export const TOKEN_LASTS_SECONDS = 10 * 60
export const TOKEN_CHARACTERS = 44

export const accountTokens = resource(accountToken)
  .on<Stripe.V2.Core.AccountTokenCreateParams>(
    'POST /v2/core/account_tokens',
    (tx, params) =>
      tx.insert(accountToken, {
        id: `${accountToken.prefix}_${tx.random(TOKEN_CHARACTERS)}`,
        ...freshToken(tx),
        hidden: { given: withoutNumbers(params as Hash), expires: tx.now + TOKEN_LASTS_SECONDS },
      }),
    { publishable: 'yes' },
  )
  .on<object>('GET /v2/core/account_tokens/{id}', (_tx, _params, self) => self)

/** What every token shows. */
export const freshToken = (tx: Tx) => ({
  created: toRfc3339(tx.now),
  expires_at: toRfc3339(tx.now + TOKEN_LASTS_SECONDS),
  livemode: false,
  used: false,
})

/** A number that no test value is. */
const UNKNOWN = '999999999'

/** The same, but numbers that are no test values: those are never kept, and stand for the same as any other. */
export function withoutNumbers<T>(given: T): T {
  if (typeof given !== 'object' || given === null) return given
  if (Array.isArray(given)) return given.map(withoutNumbers) as T
  const { type, value } = given as Hash
  if (typeof type === 'string' && typeof value === 'string') {
    const isTest = numberVerdict(value) !== 'unknown' || taxIdVerdict(value) !== 'unknown'
    return { ...given, value: isTest ? value : UNKNOWN }
  }
  return Object.fromEntries(Object.entries(given).map(([name, inner]) => [name, withoutNumbers(inner)])) as T
}

/** Refuses a token that is used or too old. Wording [M]. */
export function checkToken(tx: Tx, { id, used, hidden }: Row<{ used: boolean }, TokenState>, param: string): void {
  if (used) throw invalid(`The token ${id} has been used already.`, { code: 'token_already_used', param })
  if (tx.now >= hidden.expires) throw invalid(`The token ${id} has expired.`, { param })
}

/** The parameters with what the token stands for, which is used up by it. Beside a token nothing of the holder is said. */
export function spendToken<P extends Hash>(tx: Tx, params: P): P {
  const { account_token: id, ...rest } = params
  if (id === undefined) return params
  for (const name of ['contact_email', 'display_name', 'identity'])
    if (rest[name] !== undefined) throw exclusive(['account_token', name], name)
  const token = tx.find(accountToken, id)
  if (!token) throw noSuch(accountToken.noun, id, 'account_token')
  checkToken(tx, token, 'account_token')
  tx.update(accountToken, token, { used: true })
  return { ...token.hidden.given, ...rest } as unknown as P
}
