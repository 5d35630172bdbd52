// What the second version of the API says of an account and its people, in the words of the first: both are views of one account.
// What has no counterpart here is refused by name. (https://docs.stripe.com/api/v2/core/accounts/create)
import { invalid, unbuilt } from '../../kernel/errors.ts'
import { fromRfc3339 } from '../../lib/rfc3339.ts'
import type { AccountGiven } from './account_details.ts'
import { CAPABILITIES } from './account_dossier.ts'
import type { PersonGiven } from './person_details.ts'

type Hash = Readonly<Record<string, any>>

/** Refuses by name what of a hash is not built. `at` is where it stands. */
function only(given: Hash, names: readonly string[], at: string): void {
  for (const [name, value] of Object.entries(given)) {
    const path = at ? `${at}.${name}` : name
    if (value !== undefined && !names.includes(name)) throw unbuilt(`Brindle does not take ${path} yet.`, path)
  }
}

/** Without what was not said. */
const said = (fields: Hash): Hash =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
const orNothing = (hash: Hash): Hash | undefined => (Object.keys(hash).length > 0 ? hash : undefined)

/** A person in the words of the first version: https://docs.stripe.com/api/v2/core/persons/create. */
const OF_A_PERSON = [
  'address',
  'date_of_birth',
  'email',
  'given_name',
  'id_numbers',
  'legal_gender',
  'metadata',
  'nationalities',
  'phone',
  'political_exposure',
  'relationship',
  'surname',
]

export function personGiven(given: Hash, at = ''): PersonGiven {
  only(given, OF_A_PERSON, at)
  const { id_numbers: numbers = [], nationalities, relationship } = given
  if (nationalities?.length > 1) throw unbuilt('Brindle keeps one nationality of a person yet.', `${at}nationalities`)
  const last4 = numbers.find(({ type }: Hash) => String(type).endsWith('_last_4'))
  const whole = numbers.find(({ type }: Hash) => !String(type).endsWith('_last_4'))
  const share = relationship?.percent_ownership
  return said({
    address: addressGiven(given.address, at),
    dob: given.date_of_birth,
    email: given.email,
    first_name: given.given_name,
    gender: given.legal_gender,
    id_number: whole?.value,
    last_name: given.surname,
    metadata: given.metadata,
    nationality: nationalities?.[0],
    phone: given.phone,
    political_exposure: given.political_exposure,
    relationship: relationship && { ...relationship, ...(share !== undefined && { percent_ownership: Number(share) }) },
    ssn_last_4: last4?.value,
  }) as unknown as PersonGiven
}

function addressGiven(address: Hash | undefined, at: string): Hash | undefined {
  if (address?.town !== undefined)
    throw unbuilt('Brindle does not take address.town yet.', `${at ? `${at}.` : ''}address.town`)
  return address
}

const ACCOUNT = [
  'account_token',
  'configuration',
  'contact_email',
  'dashboard',
  'defaults',
  'display_name',
  'identity',
  'include',
  'metadata',
]

/** Capabilities that the second version calls otherwise. [K] */
const NAMES: Readonly<Record<string, string>> = { ach_debit_payments: 'us_bank_account_ach_payments' }
export const v2NameOf = (name: string): string => Object.keys(NAMES).find((known) => NAMES[known] === name) ?? name

/** An account in the words of the first version. */
export function accountGiven(given: Hash): AccountGiven {
  only(given, ACCOUNT, '')
  const { configuration = {}, defaults = {}, identity = {} } = given
  only(configuration, ['merchant', 'recipient'], 'configuration')
  only(defaults, ['currency', 'profile', 'responsibilities'], 'defaults')
  only(identity, ['attestations', 'business_details', 'country', 'entity_type', 'individual'], 'identity')
  const { merchant = {}, recipient = {} } = configuration as Hash
  const business = businessGiven(identity.business_details ?? {}, identity.attestations ?? {})
  const { profile = {} } = defaults
  const { support = {} } = merchant
  return said({
    business_profile: orNothing(
      said({
        mcc: merchant.mcc,
        name: profile.doing_business_as,
        product_description: profile.product_description,
        support_address: addressGiven(support.address, 'configuration.merchant.support'),
        support_email: support.email,
        support_phone: support.phone,
        support_url: support.url,
        url: profile.business_url,
      }),
    ),
    business_type: identity.entity_type,
    capabilities: orNothing({ ...merchantWishes(merchant), ...recipientWishes(recipient) }),
    company: orNothing(business),
    default_currency: defaults.currency,
    email: given.contact_email,
    individual: identity.individual && personGiven(identity.individual, 'identity.individual'),
    metadata: given.metadata,
    settings: orNothing(settingsGiven(merchant)),
    tos_acceptance: termsGiven(identity.attestations?.terms_of_service),
  }) as unknown as AccountGiven
}

const MERCHANT = ['branding', 'capabilities', 'card_payments', 'mcc', 'statement_descriptor', 'support']

function settingsGiven(merchant: Hash): Hash {
  const { branding, card_payments, statement_descriptor: { descriptor, prefix } = {} as Hash } = merchant
  return said({
    branding,
    card_payments: orNothing(said({ ...card_payments, statement_descriptor_prefix: prefix })),
    payments: orNothing(said({ statement_descriptor: descriptor })),
  })
}

function merchantWishes(merchant: Hash): Hash {
  only(merchant, MERCHANT, 'configuration.merchant')
  return Object.fromEntries(
    Object.entries((merchant.capabilities ?? {}) as Hash).map(([name, wish]) => {
      const known = NAMES[name] ?? name
      const at = `configuration.merchant.capabilities.${name}`
      if (!CAPABILITIES.includes(known)) throw unbuilt(`Brindle does not take ${at} yet.`, at)
      return [known, wish]
    }),
  )
}

/** Money of the platform's arrives by `transfers`. */
function recipientWishes(recipient: Hash): Hash {
  const at = 'configuration.recipient.capabilities'
  only(recipient, ['capabilities'], 'configuration.recipient')
  only(recipient.capabilities ?? {}, ['stripe_balance'], at)
  const { stripe_balance: balance = {} } = (recipient.capabilities ?? {}) as Hash
  only(balance, ['stripe_transfers'], `${at}.stripe_balance`)
  return said({ transfers: balance.stripe_transfers })
}

function businessGiven(details: Hash, attestations: Hash): Hash {
  const at = 'identity.business_details'
  only(details, ['address', 'id_numbers', 'phone', 'registered_name'], at)
  only(attestations, ['persons_provided', 'terms_of_service'], 'identity.attestations')
  const { id_numbers: numbers = [] } = details
  if (numbers.length > 1) throw unbuilt('Brindle takes one number of a business yet.', `${at}.id_numbers`)
  const { persons_provided: provided = {} } = attestations
  only(provided, ['directors', 'executives', 'owners'], 'identity.attestations.persons_provided')
  return said({
    address: addressGiven(details.address, at),
    directors_provided: provided.directors,
    executives_provided: provided.executives,
    name: details.registered_name,
    owners_provided: provided.owners,
    phone: details.phone,
    tax_id: numbers[0]?.value,
  })
}

function termsGiven(terms: Hash | undefined): Hash | undefined {
  if (!terms) return undefined
  only(terms, ['account'], 'identity.attestations.terms_of_service')
  const { date, ip, user_agent } = (terms.account ?? {}) as Hash
  const seconds = date === undefined ? undefined : fromRfc3339(date)
  const param = 'identity.attestations.terms_of_service.account.date'
  if (date !== undefined && seconds === undefined)
    throw invalid(`Invalid timestamp: ${date}`, { code: 'invalid_fields', param })
  return said({ date: seconds, ip, user_agent })
}
