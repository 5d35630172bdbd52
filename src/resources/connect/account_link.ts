// Account links: an address where the holder of a connected account tells what is due. It can be used once, for a few minutes.
// (https://docs.stripe.com/api/account_links)
import type Stripe from 'stripe'
import type { Node } from '../../contract/index.ts'
import type { Params } from '../../contract/wire.ts'
import { exclusive, invalid, missingParameter, noSuch, notAUrl } from '../../kernel/errors.ts'
import { object, type Row, resource, withoutId } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { pathOf } from '../payments/authorization.ts'
import { type Account, type Dossier, dossierOf } from './account_dossier.ts'
import { type Fields, type OnboardingView, onboard, viewOf } from './onboarding.ts'

interface LinkState {
  readonly account: string
  readonly fields: Fields
  readonly refreshUrl: string
  readonly returnUrl: string
  readonly type: string
  readonly used?: true
}
/** Kept where its account is. Nobody gets its id but in the address that it makes. */
export const accountLink = object<Stripe.AccountLink, LinkState>('account_link', { prefix: 'alink', nameless: true })
type Link = Row<Stripe.AccountLink, LinkState>

/** [K] */
const LASTS_SECONDS = 5 * 60
const NOTHING: Node & { k: 'object' } = { k: 'object', p: {} }

export const accountLinks = resource(accountLink)
  .on<Stripe.AccountLinkCreateParams>('POST /v1/account_links', (tx, params) => {
    const dossier = dossierOf(tx, params.account)
    return withoutId(makeLink(dossier, wish(dossier.self, params)))
  })
  // What the address's page shows and does: whoever has the address is the holder.
  .on<object>('GET /brindle/account_links/{link}', (tx, _params, _self, [id]) => shownLink(tx, linkOf(tx, id!)), {
    params: NOTHING,
    publishable: 'yes',
  })
  .on<object>('POST /brindle/account_links/{link}', (tx, _params, _self, [id]) => use(tx, linkOf(tx, id!)), {
    params: NOTHING,
    publishable: 'yes',
  })

export interface Wish extends Omit<LinkState, 'account' | 'used'> {}

/** What the link is for. Refuses what it cannot be for. */
function wish(self: Account, params: Params<Stripe.AccountLinkCreateParams>): Wish {
  const { type, collect, collection_options: options, refresh_url, return_url } = params
  if (collect !== undefined && options !== undefined) throw exclusive(['collect', 'collection_options'])
  checkType(self, type)
  // Requirements to come are none in a sandbox, so that there is nothing of them to collect or to leave out.
  const fields = options?.fields ?? collect ?? 'currently_due'
  return {
    type,
    fields,
    refreshUrl: addressOf(refresh_url, 'refresh_url'),
    returnUrl: addressOf(return_url, 'return_url'),
  }
}

/** Who has a dashboard changes the account there. Recorded: github.com/stripe/stripe-node/issues/1047. */
export function checkType(self: Account, type: string, param = 'type'): void {
  if (type === 'account_update' && self.controller?.requirement_collection !== 'application')
    throw invalid('Invalid type: must be one of ["account_onboarding"]', { param })
}

export function addressOf(url: string | undefined, param: string): string {
  if (url === undefined) throw missingParameter(param)
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw notAUrl(param)
  return url
}

/** How Stripe's addresses tell the kinds of account apart. */
const LETTERS: Readonly<Record<string, string>> = { full: 's', express: 'e', none: 'c' }

export function makeLink({ there, self }: Dossier, how: Wish): Link {
  const id = `${accountLink.prefix}_${there.random(40)}`
  const letter = LETTERS[self.controller?.stripe_dashboard?.type ?? ''] ?? 's'
  return there.insert(accountLink, {
    id,
    created: there.now,
    expires_at: there.now + LASTS_SECONDS,
    url: `${there.situation.publicUrl}/setup/${letter}/${pathOf(there.place)}/${id}`,
    hidden: { account: self.id, ...how },
  })
}

function linkOf(tx: Tx, id: string): Link {
  const found = tx.find(accountLink, id)
  if (!found) throw noSuch('account link', id)
  return found
}

const stateOf = (tx: Tx, { expires_at, hidden }: Link) =>
  hidden.used ? 'used' : tx.now >= expires_at ? 'expired' : 'open'

function shownLink(tx: Tx, link: Link): object {
  const { self } = dossierOf(tx, link.hidden.account)
  return summary(tx, link, self)
}

const summary = (tx: Tx, link: Link, self: Account): OnboardingView => ({
  ...viewOf(self, link.hidden.fields),
  expires_at: link.expires_at,
  refresh_url: link.hidden.refreshUrl,
  return_url: link.hidden.returnUrl,
  status: stateOf(tx, link),
  type: link.hidden.type,
})

/** The holder tells what is due: with Stripe's test values. */
function use(tx: Tx, link: Link): object {
  const state = stateOf(tx, link)
  if (state !== 'open') throw invalid(`This account link is ${state}.`, { code: `account_link_${state}` })
  const dossier = dossierOf(tx, link.hidden.account)
  const used = tx.update(accountLink, link, { hidden: { ...link.hidden, used: true } })
  return summary(tx, used, onboard(tx, dossier, {}, { fields: link.hidden.fields }))
}
