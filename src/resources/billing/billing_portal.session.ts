// Portal sessions: the way of one customer into the portal, or right to one thing that they shall do there.
// (https://docs.stripe.com/api/customer_portal/sessions; docs.stripe.com/customer-management/portal-deep-links)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, noSuch, refuseUnbuilt } from '../../kernel/errors.ts'
import { object, type Row, resource, shown } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { customer } from '../payments/customer_state.ts'
import { leadsBack } from '../payments/intent.ts'
import { paymentMethodConfiguration, typesKept } from '../payments/payment_method_configuration.ts'
import {
  defaultConfiguration,
  type PortalConfiguration,
  portalConfiguration,
  tokenOf,
} from './billing_portal.configuration.ts'
import { flowOf } from './portal_flow.ts'
import { pauseFor, type Pausing, RESUME, resumeInTime } from './portal_pause.ts'
import { subscription } from './subscription_state.ts'

export interface PortalSessionState {
  /** The last part of its address. */
  readonly token: string
  /** When its customer was last seen. */
  readonly used?: number
}

/**
 * How long a session waits for its customer, and how long it stays once they were seen. The reference says that sessions are short-lived,
 * and end if nobody comes; how soon, and when one ends that is used, is [K].
 */
const WAITS_SECONDS = 5 * 60
const STAYS_SECONDS = 60 * 60
/** Why a minute: nobody needs to know better when they were last seen, and each time is a write. */
const SEEN_SECONDS = 60

export const isOver = (tx: Tx, { created, hidden: { used } }: PortalSession): boolean =>
  tx.now >= (used === undefined ? created + WAITS_SECONDS : used + STAYS_SECONDS)

export const portalSession = object<Stripe.BillingPortal.Session, PortalSessionState>('billing_portal.session', {
  prefix: 'bps',
  noun: 'portal session',
  events: [{ on: 'insert', types: ['billing_portal.session.created'] }],
})

export type PortalSession = Row<Stripe.BillingPortal.Session, PortalSessionState>

type Create = Params<Stripe.BillingPortal.SessionCreateParams>

/** What a configuration says of the ways to pay. */
const CHOSEN = 'self.configuration.features.payment_method_update.payment_method_configuration'

/** Whoever has the address has the token. */
const TOKEN = { k: 'object', p: { token: { k: 'string' } }, r: ['token'] } as const
const PAUSING = {
  k: 'object',
  p: { ...TOKEN.p, subscription: { k: 'string' }, duration: { k: 'integer' } },
  r: ['token', 'subscription'],
} as const

export const portalSessions = resource(portalSession)
  .on<Stripe.BillingPortal.SessionCreateParams>(
    'POST /v1/billing_portal/sessions',
    (tx, params) => {
      refuseUnbuilt(params, ['after_expiration', 'customer_account', 'on_behalf_of'], ' for a portal session')
      if (params.customer === undefined) throw missingParameter('customer')
      const who = tx.get(customer, params.customer, 'customer')
      const configuration = configurationOf(tx, params)
      const return_url = params.return_url === undefined ? null : leadsBack(params.return_url, 'return_url')
      const flow = params.flow_data ? flowOf(tx, params.flow_data, who.id, configuration) : null
      const id = tx.id(portalSession)
      const token = `test_${tokenOf(tx, id)}`
      return tx.insert(portalSession, {
        id,
        configuration: configuration.id,
        created: tx.now,
        customer: who.id,
        customer_account: null,
        flow,
        livemode: false,
        locale: params.locale ?? null,
        on_behalf_of: null,
        // Where it names none, that of the configuration holds. [K] which of them is shown
        return_url: return_url ?? configuration.default_return_url,
        url: `${tx.situation.publicUrl}/p/session/${token}`,
        hidden: { token },
      })
    },
    {
      reads: [
        'customer',
        'configuration',
        'flow_data.subscription_cancel.subscription',
        'flow_data.subscription_pause.subscription',
        'flow_data.subscription_update.subscription',
        'flow_data.subscription_update_confirm.subscription',
        'flow_data.subscription_update_confirm.items.price',
      ],
    },
  )
  .on<{ token: string }>(
    'POST /brindle/portal_sessions/{id}/visit',
    (tx, { token }, self) => {
      if (token !== self.hidden.token) throw noSuch(portalSession.noun, self.id)
      if (isOver(tx, self)) return shown(self, { status: 'expired' })
      const isFresh = self.hidden.used !== undefined && tx.now < self.hidden.used + SEEN_SECONDS
      const seen = isFresh ? self : tx.update(portalSession, self, { hidden: { ...self.hidden, used: tx.now } })
      return shown(seen, { status: 'open', types: typesFor(tx, seen) })
    },
    { params: TOKEN, reads: ['self.customer', CHOSEN] },
  )
  .on<Pausing & { token: string }>(
    'POST /brindle/portal_sessions/{id}/pause',
    (tx, { token, ...wish }, self) => {
      if (token !== self.hidden.token || isOver(tx, self)) throw noSuch(portalSession.noun, self.id)
      return pauseFor(tx, self, wish)
    },
    { params: PAUSING, reads: ['self.configuration'] },
  )
  .when('customer.subscription.resumed', subscription, (tx, self) => tx.under(self.test_clock).unschedule(RESUME, self))
  .job<{ id: string }>('resume', (tx, { id }) => resumeInTime(tx, id))

/** In which ways its customer may pay from now on; none where they may not say. A configuration that is over chooses none. */
function typesFor(tx: Tx, self: PortalSession): string[] {
  const { features } = tx.get(portalConfiguration, self.configuration as string)
  const { enabled, payment_method_configuration: id } = features.payment_method_update
  if (!enabled) return []
  const chosen = id ? tx.find(paymentMethodConfiguration, id) : undefined
  const { currency } = tx.get(customer, self.customer as string)
  return typesKept(tx, currency, chosen?.active ? chosen.id : undefined)
}

/** The configuration that is named, or the default. The words of the first refusal are Stripe's, those of the second [M]. */
function configurationOf(tx: Tx, { configuration: id }: Create): PortalConfiguration {
  const row = id === undefined ? defaultConfiguration(tx) : tx.get(portalConfiguration, id, 'configuration')
  if (!row)
    throw invalid(
      'No configuration provided and your test mode default configuration has not been created. Provide a configuration ' +
        'or create your default by saving your customer portal settings in test mode at ' +
        'https://dashboard.stripe.com/test/settings/billing/portal.',
    )
  if (!row.active) throw invalid(`The configuration \`${row.id}\` is not active.`, { param: 'configuration' })
  return row
}
