// Portal configurations: what customers may do in the portal, and what it says of the business.
// (https://docs.stripe.com/api/customer_portal/configurations)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { pathOf } from '../payments/authorization.ts'
import { leadsBack } from '../payments/intent.ts'
import { changedFeatures, NO_FEATURES, type PortalProducts } from './portal_features.ts'

export interface PortalConfigurationState {
  /** Null until some are given. */
  readonly products: PortalProducts | null
  /** How often the products changed, which the object itself does not show. */
  readonly revision: number
}

export const portalConfiguration = object<Stripe.BillingPortal.Configuration, PortalConfigurationState>(
  'billing_portal.configuration',
  {
    prefix: 'bpc',
    noun: 'configuration',
    events: [
      { on: 'insert', types: ['billing_portal.configuration.created'] },
      { grew: 'hidden.revision', types: ['billing_portal.configuration.updated'] },
      { on: 'update', types: ['billing_portal.configuration.updated'] },
    ],
    quiet: ['updated'],
    includes: { 'features.subscription_update.products': (_tx, { hidden }) => hidden.products },
  },
)
export type PortalConfiguration = Row<Stripe.BillingPortal.Configuration, PortalConfigurationState>

const PATH = '/v1/billing_portal/configurations'
type Update = Params<Stripe.BillingPortal.ConfigurationUpdateParams>

const READS = [
  'features.subscription_update.products.product',
  'features.subscription_update.products.prices',
  'features.subscription_cancel.cancellation_reason.feedback_options',
  'features.payment_method_update.payment_method_configuration',
]

export const portalConfigurations = resource(portalConfiguration)
  .on<Stripe.BillingPortal.ConfigurationCreateParams>(
    `POST ${PATH}`,
    (tx, params) => {
      const { features, products } = changedFeatures(tx, NO_FEATURES, null, params.features)
      const id = tx.id(portalConfiguration)
      return tx.insert(portalConfiguration, {
        id,
        active: true,
        application: null,
        business_profile: profileOf(NO_PROFILE, params.business_profile),
        created: tx.now,
        default_return_url: urlOf(params.default_return_url, 'default_return_url') ?? null,
        features,
        is_default: defaultConfiguration(tx) === undefined,
        livemode: false,
        login_page: loginPage(tx, id, NO_LOGIN, params.login_page),
        metadata: mergeMetadata({}, params.metadata),
        name: params.name || null,
        updated: tx.now,
        hidden: { products, revision: 0 },
      })
    },
    { reads: READS },
  )
  .on<Stripe.BillingPortal.ConfigurationRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.BillingPortal.ConfigurationListParams>(`GET ${PATH}`, (tx, params) =>
    list(tx, portalConfiguration, params as never, PATH),
  )
  .on<Stripe.BillingPortal.ConfigurationUpdateParams>(
    `POST ${PATH}/{id}`,
    (tx, params, self) => {
      // That Stripe refuses it is known, its words are not. [M]
      if (params.active === false && self.is_default)
        throw invalid('You cannot deactivate the default configuration.', { param: 'active' })
      return tx.update(portalConfiguration, self, {
        ...(params.active !== undefined && { active: params.active }),
        ...(params.business_profile && { business_profile: profileOf(self.business_profile, params.business_profile) }),
        ...(params.default_return_url !== undefined && {
          default_return_url: urlOf(params.default_return_url, 'default_return_url') ?? null,
        }),
        ...withFeatures(tx, self, params.features),
        ...(params.login_page && { login_page: loginPage(tx, self.id, self.login_page, params.login_page) }),
        ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata ?? {}, params.metadata) }),
        ...(params.name !== undefined && { name: params.name || null }),
        updated: tx.now,
      })
    },
    { reads: READS },
  )

/**
 * The account's default: the one that was made first, be it by the API, and never deactivated. (Found by others who tried:
 * scripts and notes in several public projects of 2026)
 */
export const defaultConfiguration = (tx: Tx): PortalConfiguration | undefined =>
  tx.list(portalConfiguration, ['is_default=true'], { limit: 1 })[0]

function withFeatures(tx: Tx, self: PortalConfiguration, given: Update['features']): Partial<PortalConfiguration> {
  if (!given) return {}
  const { products: before, revision } = self.hidden
  const { features, products } = changedFeatures(tx, self.features, before, given)
  return { features, hidden: { products, revision: products === before ? revision : revision + 1 } }
}

type Profile = PortalConfiguration['business_profile']
const NO_PROFILE: Profile = { headline: null, privacy_policy_url: null, terms_of_service_url: null }

/** `''` clears an entry. */
function profileOf(before: Profile, given: Update['business_profile'] = {}): Profile {
  const at = (name: string) => `business_profile[${name}]`
  const { headline, privacy_policy_url: privacy, terms_of_service_url: terms } = given
  return {
    headline: headline === undefined ? before.headline : headline || null,
    privacy_policy_url: urlOf(privacy, at('privacy_policy_url')) ?? (privacy === '' ? null : before.privacy_policy_url),
    terms_of_service_url:
      urlOf(terms, at('terms_of_service_url')) ?? (terms === '' ? null : before.terms_of_service_url),
  }
}

const urlOf = (url: string | undefined, param: string): string | undefined => (url ? leadsBack(url, param) : undefined)

type Login = PortalConfiguration['login_page']
const NO_LOGIN: Login = { enabled: false, url: null }

/** A page that is switched off loses its address, and gets another one if it comes back. [K] */
function loginPage(tx: Tx, id: string, before: Login, given: Update['login_page']): Login {
  if (!given || given.enabled === before.enabled) return before
  if (!given.enabled) return NO_LOGIN
  return { enabled: true, url: `${tx.situation.publicUrl}/p/login/test_${tokenOf(tx, id)}` }
}

/** How the address of a page names what it is about, in a word that nobody guesses: the account, the object, and chance. */
export const tokenOf = (tx: Tx, id: string): string => `${pathOf(tx.place)}.${id}.${tx.random(24)}`
