// Onboarding: the account holder tells all that is due, in Stripe's form or the platform's. Here nobody has to fill anything in:
// what was not told is told with Stripe's test values. (docs/own-calls.md; https://docs.stripe.com/connect/hosted-onboarding)
import { type Node, operationByKey } from '../../contract/index.ts'
import { object, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { bankOf } from '../../network/external_banks.ts'
import { standingOf } from '../../rules/account_requirements.ts'
import { withBank } from './account.ts'
import { type AccountGiven, checkBuilt, told } from './account_details.ts'
import { type Account, type Dossier, dossierOf, person, settle, subjectOf } from './account_dossier.ts'
import { newPerson, type Person, type PersonGiven, personTold } from './person_details.ts'

/** What the pages and the browser of a holder are told; no row of it is kept. */
export interface OnboardingView {
  readonly object: 'brindle.onboarding'
  readonly account: string
  readonly charges_enabled: boolean
  readonly details_submitted: boolean
  readonly due: readonly string[]
  /** Of an account link: epoch seconds. */
  readonly expires_at?: number
  readonly name: string | null
  readonly payouts_enabled: boolean
  readonly refresh_url?: string
  readonly return_url?: string
  readonly status?: 'open' | 'used' | 'expired'
  readonly type?: string
}

const onboarding = object<{ id: string; object: 'brindle.onboarding' }>('brindle.onboarding', {
  prefix: 'onboarding',
  internal: true,
  publishable: [
    'object',
    'account',
    'charges_enabled',
    'details_submitted',
    'due',
    'expires_at',
    'name',
    'payouts_enabled',
    'refresh_url',
    'return_url',
    'status',
    'type',
  ],
})

/** What a holder sees of their account. */
export const viewOf = (self: Account, fields: Fields = 'currently_due'): OnboardingView => ({
  object: 'brindle.onboarding',
  account: self.id,
  charges_enabled: self.charges_enabled,
  details_submitted: self.details_submitted,
  due: self.requirements?.[fields] ?? [],
  name: self.business_profile?.name ?? self.email,
  payouts_enabled: self.payouts_enabled,
})

/** What a form asks: the same words as an update's. */
const ASKED = ['business_profile', 'business_type', 'company', 'email', 'external_account', 'individual', 'settings']
const UPDATE = operationByKey('POST /v1/accounts/{id}')?.params.p ?? {}
const FORM: Node & { k: 'object' } = {
  k: 'object',
  p: Object.fromEntries(Object.entries(UPDATE).filter(([name]) => ASKED.includes(name))),
}

export const onboardings = resource(onboarding).on<AccountGiven>(
  'POST /brindle/accounts/{account}/onboard',
  (tx, params, _self, [id]) => onboard(tx, dossierOf(tx, id!), params as AccountGiven),
  { params: FORM },
)

/** Which of the lists of what is due is told: `currently_due` unless the platform asked for all. */
export type Fields = 'currently_due' | 'eventually_due'

/** What a form asks for. */
export interface Form {
  readonly fields?: Fields
  /** Whether it asks where money goes. */
  readonly asksBank?: boolean
}

/** Why 6: what is told once may make more due twice, a type of business and then its people; never so often. */
const ROUNDS = 6

/** Tells what the holder says and, of all else that is due, what the test values are. */
export function onboard(tx: Tx, dossier: Dossier, given: AccountGiven, form: Form = {}): Account {
  const requested = dossier.capabilities.filter((one) => one.requested).map(({ id }) => id)
  return settle(dossier, filledIn(tx, dossier, given, requested, form))
}

/** The dossier with all told that these capabilities ask for; of it only the bank is written. */
export function filledIn(
  tx: Tx,
  dossier: Dossier,
  given: AccountGiven,
  requested: readonly string[],
  { fields = 'currently_due', asksBank = true }: Form = {},
): Dossier {
  checkBuilt(given)
  const dueIn = (at: Dossier) => standingOf(subjectOf(at), requested).requirements[fields]
  let next = told(tx, dossier, given, true)
  let bank = given.external_account
  for (let round = 0; round < ROUNDS; round++) {
    const due = dueIn(next).filter((name) => name !== 'external_account')
    if (due.length === 0) break
    next = told(tx, answered(tx, next, due), answersOf(tx, next, due), true)
  }
  if (asksBank && dueIn(next).includes('external_account')) bank ??= testBank(next.self) as never
  return withBank(tx, next, bank === undefined ? {} : { external_account: bank })
}

const testBank = ({ country, default_currency: currency }: Account): object => {
  const { number, routing } = bankOf(country!)
  return {
    object: 'bank_account',
    account_number: number,
    country,
    currency,
    ...(routing && { routing_number: routing }),
  }
}

/** What is told of a person: whoever has this date of birth and this number is verified at once. */
const OF_A_PERSON: Readonly<Record<string, unknown>> = {
  'address.city': 'San Francisco',
  'address.line1': 'address_full_match',
  'address.postal_code': '94111',
  'address.state': 'CA',
  'dob.day': 1,
  'dob.month': 1,
  'dob.year': 1902,
  email: 'jenny.rosen@example.com',
  first_name: 'Jenny',
  id_number: '222222222',
  last_name: 'Rosen',
  phone: '0000000000',
  'relationship.executive': true,
  'relationship.title': 'CEO',
  ssn_last_4: '0000',
  'verification.additional_document': { front: 'file_identity_document_success' },
  'verification.document': { front: 'file_identity_document_success' },
}

/** What is told of an account. */
const OF_AN_ACCOUNT: Readonly<Record<string, unknown>> = {
  'business_profile.mcc': '5734',
  'business_profile.name': 'Rosen',
  'business_profile.product_description': 'Furniture of oak.',
  'business_profile.url': 'https://accessible.stripe.com',
  business_type: 'individual',
  'company.address.city': 'San Francisco',
  'company.address.line1': 'address_full_match',
  'company.address.postal_code': '94111',
  'company.address.state': 'CA',
  'company.name': 'Rosen Furniture',
  'company.owners_provided': true,
  'company.phone': '0000000000',
  'company.tax_id': '222222222',
  'settings.card_payments.statement_descriptor_prefix': 'ROSEN',
  'settings.payments.statement_descriptor': 'ROSEN FURNITURE',
}

/** What the account answers to what is due of it. */
function answersOf(tx: Tx, { persons }: Dossier, due: readonly string[]): AccountGiven {
  const terms = { 'tos_acceptance.date': tx.now, 'tos_acceptance.ip': tx.situation.client.ip || '127.0.0.1' }
  const ofHolder = persons.some(({ relationship }) => relationship?.representative)
    ? {}
    : Object.fromEntries(Object.entries(OF_A_PERSON).map(([name, value]) => [`individual.${name}`, value]))
  const known: Readonly<Record<string, unknown>> = { ...OF_AN_ACCOUNT, ...terms, ...ofHolder }
  const answered = due.flatMap((name) => (Object.hasOwn(known, name) ? [[name, known[name]] as const] : []))
  return nested(answered) as AccountGiven
}

/** Paths and values as a tree. */
function nested(pairs: readonly (readonly [string, unknown])[]): object {
  const root: Record<string, any> = {}
  for (const [path, value] of pairs) {
    const names = path.split('.')
    const last = names.pop()!
    let at = root
    for (const name of names) at = at[name] ??= {}
    at[last] = value
  }
  return root
}

/** The people answer too; where somebody has to speak for a company, somebody does, who owns and directs it. */
function answered(tx: Tx, dossier: Dossier, due: readonly string[]): Dossier {
  const { there, self } = dossier
  const isMissing = (role: string) => due.includes(`relationship.${role}`)
  let { persons } = dossier
  if (isMissing('representative'))
    persons = [newPerson(there.id(person), self.id, there.now, { representative: true, title: 'CEO' }), ...persons]
  const roles = {
    ...(isMissing('owner') && { owner: true, percent_ownership: 100 }),
    ...(isMissing('director') && { director: true }),
  }
  return {
    ...dossier,
    persons: persons.map((one) => {
      const isHolder = one.relationship?.representative === true
      const prefix = self.business_type === 'individual' && isHolder ? 'individual' : one.id
      const own = due.flatMap((name) => (name.startsWith(`${prefix}.`) ? [name.slice(prefix.length + 1)] : []))
      const given = nested(own.map((name) => [name, OF_A_PERSON[name]])) as Record<string, object>
      const withRoles = isHolder ? { ...given, relationship: { ...given.relationship, ...roles } } : given
      return personTold(tx, one as Person, withRoles as PersonGiven, self.country!)
    }),
  }
}
