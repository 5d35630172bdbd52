// Account links in the second version of the API: the same addresses, asked for in other words.
// (https://docs.stripe.com/api/v2/core/account-links)
import type Stripe from 'stripe'
import { exclusive, missingParameter } from '../../kernel/errors.ts'
import { object, resource } from '../../kernel/resource.ts'
import { toRfc3339 } from '../../lib/rfc3339.ts'
import { addressOf, checkType, makeLink } from './account_link.ts'
import { v2DossierOf } from './v2.core.account.ts'

/** No row of its own: what is kept is the link. */
export const v2AccountLink = object<Stripe.V2.Core.AccountLink>('v2.core.account_link', {
  prefix: 'alink',
  nameless: true,
})

interface Case {
  readonly collection_options?: { readonly fields?: 'currently_due' | 'eventually_due' }
  readonly refresh_url: string
  readonly return_url?: string
}
interface UseCase {
  readonly type: 'account_onboarding' | 'account_update'
  readonly account_onboarding?: Case
  readonly account_update?: Case
}

export const v2AccountLinks = resource(v2AccountLink).on<{ account: string; use_case: UseCase }>(
  'POST /v2/core/account_links',
  (tx, params) => {
    const { account, use_case } = params as unknown as { account: string; use_case: UseCase }
    const { type } = use_case
    const other = type === 'account_update' ? 'account_onboarding' : 'account_update'
    if (use_case[other] !== undefined) throw exclusive([`use_case.${type}`, `use_case.${other}`])
    const asked = use_case[type]
    if (!asked) throw missingParameter(`use_case.${type}`)
    const dossier = v2DossierOf(tx, account)
    checkType(dossier.self, type, 'use_case.type')
    const refreshUrl = addressOf(asked.refresh_url, `use_case.${type}.refresh_url`)
    // Without another the holder comes back to where they would get a new link. [K]
    const returnUrl =
      asked.return_url === undefined ? refreshUrl : addressOf(asked.return_url, `use_case.${type}.return_url`)
    const link = makeLink(dossier, {
      type,
      fields: asked.collection_options?.fields ?? 'currently_due',
      refreshUrl,
      returnUrl,
    })
    return {
      object: 'v2.core.account_link',
      account,
      created: toRfc3339(link.created),
      expires_at: toRfc3339(link.expires_at),
      livemode: false,
      url: link.url,
      use_case: { ...use_case },
    }
  },
)
