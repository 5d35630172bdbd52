// A connected account and its people as the second version of the API shows them. It is the same account: what the first version
// changes is seen here, and the other way about. (https://docs.stripe.com/api/v2/core/accounts/object)
import { toRfc3339 } from '../../lib/rfc3339.ts'
import type { Account } from './account_dossier.ts'
import type { Person } from './person_details.ts'
import { v2NameOf } from './v2_account_given.ts'

type Hash = Readonly<Record<string, any>>

/** Without what was not told: the second version leaves out what is nothing. */
const told = (fields: Hash): Hash =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null))

export type Include = readonly string[]

/** Which configurations an account has: those that its platform made it with, or what its capabilities come to. */
export function configurationsOf({ hidden, capabilities = {} }: Account): ('merchant' | 'recipient')[] {
  const names = Object.keys(capabilities)
  const found = new Set(hidden.configurations)
  if (names.some((name) => name !== 'transfers')) found.add('merchant')
  if (names.includes('transfers')) found.add('recipient')
  return [...found].toSorted()
}

/** What is asked for is shown, of what depends on that; the rest of it is null. `persons` are the account's. */
export function accountView(self: Account, include: Include = [], persons: readonly Person[] = []): object {
  const isAsked = (name: string) => include.includes(name)
  const { stripe_dashboard } = self.controller ?? {}
  return {
    id: self.id,
    object: 'v2.core.account',
    applied_configurations: configurationsOf(self),
    closed: false,
    configuration: configurationView(self, include),
    contact_email: self.email,
    contact_phone: null,
    created: toRfc3339(self.created!),
    dashboard: stripe_dashboard?.type ?? null,
    defaults: isAsked('defaults') ? defaultsView(self) : null,
    display_name: self.settings?.dashboard?.display_name ?? null,
    // None are to come in a sandbox.
    future_requirements: isAsked('future_requirements') ? { alternatives: [], entries: [] } : null,
    identity: isAsked('identity') ? identityView(self, persons) : null,
    livemode: false,
    metadata: self.metadata ?? {},
    requirements: isAsked('requirements') ? requirementsView(self) : null,
  }
}

/** The capability's word for a status, and why. [K] */
const STATUSES: Readonly<Record<string, { status: string; status_details: object[] }>> = {
  active: { status: 'active', status_details: [] },
  inactive: {
    status: 'restricted',
    status_details: [{ code: 'requirements_past_due', resolution: 'provide_info' }],
  },
  pending: {
    status: 'pending',
    status_details: [{ code: 'requirements_pending_verification', resolution: 'no_resolution' }],
  },
}
const REJECTED = {
  status: 'rejected',
  status_details: [{ code: 'rejected_other', resolution: 'contact_stripe' }],
}

function configurationView(self: Account, include: Include): object | null {
  const asked = include.filter((name) => name.startsWith('configuration.')).map((name) => name.split('.')[1]!)
  if (asked.length === 0) return null
  const applied = configurationsOf(self)
  const all: Hash = { merchant: merchantView(self), recipient: recipientView(self) }
  const show = (name: string) =>
    asked.includes(name) && applied.includes(name as 'merchant') ? { applied: true, ...all[name] } : null
  return { customer: null, merchant: show('merchant'), recipient: show('recipient') }
}

const statusOf = (self: Account, name: string) =>
  self.hidden.rejected === undefined ? STATUSES[self.capabilities?.[name as 'transfers'] ?? 'inactive']! : REJECTED

/** Money goes out of the balance of an account with a bank. */
const payoutsOf = (self: Account) =>
  self.hidden.rejected === undefined ? STATUSES[self.payouts_enabled ? 'active' : 'inactive']! : REJECTED

function merchantView(self: Account): object {
  const { business_profile: profile, settings } = self
  const names = Object.keys(self.capabilities ?? {}).filter((name) => name !== 'transfers')
  return told({
    branding: settings?.branding && told(settings.branding),
    capabilities: {
      ...Object.fromEntries(names.map((name) => [v2NameOf(name), statusOf(self, name)])),
      stripe_balance: { payouts: payoutsOf(self) },
    },
    card_payments: { decline_on: settings?.card_payments?.decline_on },
    mcc: profile?.mcc,
    statement_descriptor: told({
      descriptor: settings?.payments?.statement_descriptor,
      prefix: settings?.card_payments?.statement_descriptor_prefix,
    }),
    support: told({
      address: profile?.support_address,
      email: profile?.support_email,
      phone: profile?.support_phone,
      url: profile?.support_url,
    }),
  })
}

const recipientView = (self: Account): object => ({
  capabilities: {
    stripe_balance: { payouts: payoutsOf(self), stripe_transfers: statusOf(self, 'transfers') },
  },
})

/** Who collects, by the words of the first version's controller. */
function defaultsView({ controller, default_currency: currency, business_profile: profile }: Account): object {
  const payer = controller?.fees?.payer
  return {
    currency,
    locales: [],
    profile: told({
      business_url: profile?.url,
      doing_business_as: profile?.name,
      product_description: profile?.product_description,
    }),
    responsibilities: {
      fees_collector: payer === 'account' ? 'stripe' : payer,
      losses_collector: controller?.losses?.payments,
      requirements_collector: controller?.requirement_collection,
    },
  }
}

function identityView(self: Account, persons: readonly Person[]): object {
  const { business_type: type, company, tos_acceptance: terms } = self
  const holder = type === 'individual' ? persons.find(({ relationship }) => relationship?.representative) : undefined
  return told({
    attestations: told({
      persons_provided: company && {
        directors: company.directors_provided ?? false,
        executives: company.executives_provided ?? false,
        owners: company.owners_provided ?? false,
      },
      terms_of_service: terms?.date && {
        account: told({ date: toRfc3339(terms.date), ip: terms.ip, user_agent: terms.user_agent }),
      },
    }),
    business_details:
      company &&
      told({
        address: company.address && told(company.address),
        // Which kind of number it was is not kept beside that there is one: in the United States there is one kind only.
        id_numbers: company.tax_id_provided && self.country === 'US' ? [{ type: 'us_ein' }] : [],
        phone: company.phone,
        registered_name: company.name,
      }),
    country: self.country,
    entity_type: type,
    individual: holder && personView(holder),
  })
}

/** A person; a number shows its kind only where there is one kind. */
export function personView(self: Person): object {
  const { relationship: role } = self
  const numbers = [
    ...(self.id_number_provided && self.address?.country === 'US' ? ['us_ssn'] : []),
    ...(self.ssn_last_4_provided ? ['us_ssn_last_4'] : []),
  ]
  const share = role?.percent_ownership
  return {
    id: self.id,
    object: 'v2.core.account_person',
    account: self.account,
    ...told({
      address: self.address && told(self.address),
      date_of_birth: self.dob?.year ? self.dob : undefined,
      email: self.email,
      given_name: self.first_name,
      legal_gender: self.gender,
      nationalities: self.nationality ? [self.nationality] : undefined,
      phone: self.phone,
      political_exposure: self.political_exposure,
      surname: self.last_name,
    }),
    created: toRfc3339(self.created),
    id_numbers: numbers.map((type) => ({ type })),
    livemode: false,
    metadata: self.metadata ?? {},
    relationship: told({
      ...role,
      percent_ownership: share === null || share === undefined ? undefined : String(share),
    }),
    updated: toRfc3339(self.hidden.updated ?? self.created),
  }
}

/** How the second version describes what is due. [K] */
const DESCRIBED: readonly (readonly [RegExp, string])[] = [
  [/^business_profile\.mcc$/, 'configuration.merchant.mcc'],
  [/^business_profile\.url$/, 'defaults.profile.business_url'],
  [/^business_profile\.product_description$/, 'defaults.profile.product_description'],
  [/^business_profile\.name$/, 'defaults.profile.doing_business_as'],
  [/^business_type$/, 'identity.entity_type'],
  [/^tos_acceptance\./, 'identity.attestations.terms_of_service.account.'],
  [/^settings\.payments\.statement_descriptor$/, 'configuration.merchant.statement_descriptor.descriptor'],
  [/^individual\./, 'identity.individual.'],
  [/^company\.address\./, 'identity.business_details.address.'],
  [/^company\.name$/, 'identity.business_details.registered_name'],
  [/^company\.phone$/, 'identity.business_details.phone'],
  [/^company\.tax_id$/, 'identity.business_details.id_numbers'],
  [/^company\.(owners|directors|executives)_provided$/, 'identity.attestations.persons_provided.$1'],
]
/** The parts of a person that are called otherwise. */
const RENAMED: readonly (readonly [RegExp, string])[] = [
  [/\bdob\b/, 'date_of_birth'],
  [/\bfirst_name$/, 'given_name'],
  [/\blast_name$/, 'surname'],
  [/\b(?:id_number|ssn_last_4)$/, 'id_numbers'],
  [/\bverification\.document$/, 'documents.primary_verification'],
  [/\bverification\.additional_document$/, 'documents.secondary_verification'],
]
const described = (name: string): string =>
  [...DESCRIBED, ...RENAMED].reduce((text, [from, to]) => text.replace(from, to), name)

function requirementsView(self: Account): object {
  const { requirements: due } = self
  const restricts = (self.payouts_enabled ? [] : ['payouts'])
    .map((capability) => ({ capability: `stripe_balance.${capability}`, configuration: 'recipient' }))
    .concat(
      Object.entries(self.capabilities ?? {})
        .filter(([, status]) => status === 'inactive')
        .map(([name]) =>
          name === 'transfers'
            ? { capability: 'stripe_balance.stripe_transfers', configuration: 'recipient' }
            : { capability: v2NameOf(name), configuration: 'merchant' },
        ),
    )
  const entries = (due?.eventually_due ?? []).map((name) => {
    const isLate = due?.past_due?.includes(name) ?? false
    const status = isLate ? 'past_due' : 'eventually_due'
    const errors = (due?.errors ?? []).filter(({ requirement }) => requirement === name)
    return {
      awaiting_action_from: 'user',
      description: described(name),
      errors: errors.map(({ code, reason }) => ({ code, description: reason })),
      impact: { restricts_capabilities: isLate ? restricts.map((one) => ({ ...one, deadline: { status } })) : [] },
      minimum_deadline: { status },
      requested_reasons: [{ code: errors.length > 0 ? 'routine_verification' : 'routine_onboarding' }],
    }
  })
  const soonest = entries.some(({ minimum_deadline: { status } }) => status === 'past_due')
    ? 'past_due'
    : 'eventually_due'
  return { entries, ...(entries.length > 0 && { summary: { minimum_deadline: { status: soonest } } }) }
}
