// Person tokens: what is told of a person in the browser, for the platform to add or change them with, unseen.
// (https://docs.stripe.com/api/v2/core/person-tokens)
import type Stripe from 'stripe'
import { notFound } from '../../kernel/errors.ts'
import { object, resource } from '../../kernel/resource.ts'
import { v2DossierOf } from './v2.core.account.ts'
import { freshToken, TOKEN_CHARACTERS, TOKEN_LASTS_SECONDS, withoutNumbers } from './v2.core.account_token.ts'

type Hash = Readonly<Record<string, any>>

/** Kept where the account is. */
export const personToken = object<
  Stripe.V2.Core.AccountPersonToken,
  { readonly given: Hash; readonly expires: number }
>('v2.core.account_person_token', {
  prefix: 'perstok',
  noun: 'person token',
  publishable: ['id', 'object', 'created', 'expires_at', 'livemode', 'used'],
})

export const personTokens = resource(personToken)
  .on<object>('POST /v2/core/accounts/{id}/person_tokens', (tx, params, _self, [id]) => {
    const { there } = v2DossierOf(tx, id!)
    return there.insert(personToken, {
      id: `${personToken.prefix}_${there.random(TOKEN_CHARACTERS)}`,
      ...freshToken(tx),
      hidden: { given: withoutNumbers(params as Hash), expires: tx.now + TOKEN_LASTS_SECONDS },
    })
  })
  .on<object>('GET /v2/core/accounts/{account}/person_tokens/{id}', (tx, _params, _self, [account, id]) => {
    const { there } = v2DossierOf(tx, account!)
    const found = there.find(personToken, id!)
    if (!found) throw notFound(personToken.noun, id!)
    return found
  })
