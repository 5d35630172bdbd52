// Login links: an address that opens the Express Dashboard of a connected account, once.
// (https://docs.stripe.com/api/accounts/login_link)
import type Stripe from 'stripe'
import type { Node } from '../../contract/index.ts'
import { invalid, noSuch } from '../../kernel/errors.ts'
import { object, type Row, resource, withoutId } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { pathOf } from '../payments/authorization.ts'
import { type Account, dossierOf } from './account_dossier.ts'
import { viewOf } from './onboarding.ts'

interface LinkState {
  readonly account: string
  readonly used?: true
}
export const loginLink = object<Stripe.LoginLink, LinkState>('login_link', { prefix: 'llink', nameless: true })

const NOTHING: Node & { k: 'object' } = { k: 'object', p: {} }

export const loginLinks = resource(loginLink)
  .on<object>('POST /v1/accounts/{id}/login_links', (tx, _params, _self, [account]) => {
    const { there, self } = dossierOf(tx, account!)
    checkExpress(self)
    const id = `${loginLink.prefix}_${there.random(40)}`
    const url = `${there.situation.publicUrl}/express/${pathOf(there.place)}/${id}`
    return withoutId(there.insert(loginLink, { id, created: there.now, url, hidden: { account: self.id } }))
  })
  // What the address's page shows: whoever has the address is the holder.
  .on<object>('POST /brindle/login_links/{link}', (tx, _params, _self, [id]) => enter(tx, linkOf(tx, id!)), {
    params: NOTHING,
    publishable: 'yes',
  })

/** The first recorded: github.com/stripe/stripe-dotnet/issues/2344. The second [K]. */
function checkExpress({ id, controller, details_submitted }: Account): void {
  if (controller?.stripe_dashboard?.type !== 'express')
    throw invalid(`Cannot create an edit link for the account ${id}, which is not an Express account.`)
  if (!details_submitted) throw invalid('Cannot create a login link for an account that has not completed onboarding.')
}

function linkOf(tx: Tx, id: string): Row<Stripe.LoginLink, LinkState> {
  const found = tx.find(loginLink, id)
  if (!found || found.hidden.used) throw noSuch('login link', id)
  return found
}

/** What the dashboard tells of the account. */
function enter(tx: Tx, link: Row<Stripe.LoginLink, LinkState>): object {
  const { self } = dossierOf(tx, link.hidden.account)
  tx.update(loginLink, link, { hidden: { ...link.hidden, used: true } })
  return viewOf(self)
}
