// The page of a portal configuration on which customers ask for a way in: who has the address of one, and what comes of asking. Whether
// an address is known is told to nobody: the way in is a message to it. (https://docs.stripe.com/customer-management/activate-no-code-customer-portal)
import type Stripe from 'stripe'
import { missingParameter } from '../../kernel/errors.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Node } from '../../contract/index.ts'
import type { Tx } from '../../kernel/tx.ts'
import { own } from '../core/account.ts'
import { checkEmail, customer } from '../payments/customer.ts'
import { portalConfiguration } from './billing_portal.configuration.ts'
import { areJustSent, sendLogin } from './outgoing_message.ts'
import { NOTHING } from './printed.ts'
import { hasEnded, type Subscription, subscription } from './subscription_state.ts'

/** What the name in the address stands for; ours alone, and never stored. */
interface PortalLoginFields {
  id: string
  object: 'brindle.portal_login'
  account_name: string | null
  configuration: string
  headline: string | null
}

export const portalLogin = object<PortalLoginFields>('brindle.portal_login', {
  prefix: 'test',
  internal: true,
  noun: 'login page',
  named: (tx, id) => {
    const [, configurationId = '', word] = /^test_(bpc_\w+)\.(\w+)$/.exec(id) ?? []
    const row = configurationId === '' ? undefined : tx.find(portalConfiguration, configurationId)
    const isIt = row?.active && row.login_page.url?.endsWith(`.${configurationId}.${word}`)
    if (!row || !isIt) return undefined
    return {
      id,
      object: 'brindle.portal_login',
      account_name: own(tx).settings?.dashboard.display_name ?? null,
      configuration: row.id,
      headline: row.business_profile.headline,
      hidden: {},
    }
  },
})

const ASKING: Node & { k: 'object' } = { k: 'object', p: { email: { k: 'string' } }, r: ['email'] }

export const portalLogins = resource(portalLogin)
  .on<object>('GET /brindle/portal_logins/{id}', (_tx, _params, self) => self, { params: NOTHING })
  .on<{ email: string }>(
    'POST /brindle/portal_logins/{id}',
    (tx, { email }, self) => {
      const address = email.trim()
      if (address === '') throw missingParameter('email')
      checkEmail(address)
      const who = customerWith(tx, address)
      if (who) {
        const session = tx.request('POST', '/v1/billing_portal/sessions', {
          customer: who.id,
          configuration: self.configuration,
        })
        sendLogin(tx, who, session.url as string)
      }
      return self
    },
    { params: ASKING, reads: [(tx: Tx, { email }: { email: string }) => void customerWith(tx, email.trim())] },
  )

/** Why 20: more customers under one address than any merchant tells apart. */
const CUSTOMERS_MAX = 20

/** Who is meant: of several with the same address, the newest that subscribes to something [K]; nobody who has just been sent a link. */
function customerWith(tx: Tx, email: string): Row<Stripe.Customer> | undefined {
  const all = tx.list(customer, [`email=${email}`], { limit: CUSTOMERS_MAX })
  const [subscriptions, sent] = tx.work.together<any>([
    () =>
      tx.lists(
        subscription,
        all.map(({ id }) => [`customer=${id}`]),
        { limit: CUSTOMERS_MAX },
      ),
    () =>
      areJustSent(
        tx,
        all.map(({ id }) => id),
      ),
  ]) as [Subscription[][], boolean[]]
  const subscribes = (at: number) => subscriptions[at]!.some((one) => !hasEnded(one))
  const at = Math.max(
    0,
    all.findIndex((_, i) => subscribes(i)),
  )
  return sent[at] ? undefined : all[at]
}
