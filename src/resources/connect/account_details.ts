// What a platform says of a connected account: the business, its company, its holder, its terms and its settings.
// (https://docs.stripe.com/api/accounts/create)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, refuseUnbuilt, unbuilt } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Tx } from '../../kernel/tx.ts'
import { documentVerdict, taxIdVerdict } from '../../network/account_checks.ts'
import { type Account, CAPABILITIES, type Dossier, person, type Wishes } from './account_dossier.ts'
import { addressTold, newPerson, type PersonGiven, personTold } from './person_details.ts'

export type AccountGiven = Params<Stripe.AccountUpdateParams> & {
  readonly bank_account?: unknown
  readonly requested_capabilities?: readonly string[]
}

/** What is not built yet is refused by name, never swallowed. */
const UNBUILT = ['account_token', 'documents', 'groups'] as const
/** The settings that are kept. */
const SETTINGS = ['branding', 'card_payments', 'invoices', 'payments', 'payouts']

export function checkBuilt(params: AccountGiven): void {
  const refuse = (name: string) => {
    throw unbuilt(`Brindle does not take ${name} of an account yet.`, name)
  }
  refuseUnbuilt(params, UNBUILT, ' of an account')
  const settings = (params.settings ?? {}) as Readonly<Record<string, { schedule?: { interval?: string } }>>
  for (const name of Object.keys(settings)) if (!SETTINGS.includes(name)) refuse(`settings[${name}]`)
  // When payouts go by themselves stands in balance_settings.
  const { schedule } = settings.payouts ?? {}
  if (schedule && (schedule.interval !== 'manual' || Object.keys(schedule).length > 1))
    refuse('settings[payouts][schedule]')
}

/** Only a platform that collects itself what Stripe requires can say that the holder agreed. */
function checkTerms(self: Account, params: AccountGiven): void {
  if (params.tos_acceptance === undefined || self.controller?.requirement_collection !== 'stripe') return
  const { service_agreement: _, ...accepted } = params.tos_acceptance
  if (Object.keys(accepted).length > 0)
    throw invalid('You cannot accept the Terms of Service on behalf of Standard and Express connected accounts.', {
      param: 'tos_acceptance',
    })
}

/** The capabilities that a request asks for, or gives up. */
export function wishesOf({ capabilities, requested_capabilities: older }: AccountGiven): Wishes {
  const said = Object.entries((capabilities ?? {}) as Readonly<Record<string, { requested?: boolean }>>)
  for (const name of older ?? [])
    if (!CAPABILITIES.includes(name))
      throw invalid(`Invalid requested_capabilities: ${name}`, { param: 'requested_capabilities' }) // [M]
  return Object.fromEntries([
    ...(older ?? []).map((name) => [name, true] as const),
    ...said.flatMap(([name, { requested }]) => (requested === undefined ? [] : [[name, requested] as const])),
  ])
}

/** The dossier with what a request says of the account and its holder. Nothing is written. */
export function told(tx: Tx, dossier: Dossier, params: AccountGiven, isHolder = false): Dossier {
  const { self } = dossier
  if (!isHolder) checkTerms(self, params)
  const type = typeOf(self, params)
  const next: Account = {
    ...self,
    ...(params.business_profile && { business_profile: merged(self.business_profile, params.business_profile) }),
    business_type: type,
    ...(params.company && companyTold(self, params.company)),
    ...(params.email !== undefined && { email: params.email }),
    ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata ?? {}, params.metadata) }),
    ...(params.settings && { settings: merged(self.settings, params.settings) }),
    ...(params.tos_acceptance && { tos_acceptance: merged(self.tos_acceptance, params.tos_acceptance) }),
    hidden: {
      ...self.hidden,
      ...(params.company?.tax_id !== undefined && { taxId: taxIdVerdict(params.company.tax_id) }),
    },
  } as unknown as Account
  return { ...dossier, self: next, ...(params.individual && { persons: holderTold(tx, dossier, params.individual) }) }
}

/** What kind of business it is: as it says, or as what it tells of. Wording [M]. */
function typeOf(self: Account, { business_type: said, individual, company }: AccountGiven): Account['business_type'] {
  const type = (said as string | undefined) === '' ? null : (said ?? self.business_type)
  if (type && individual && type !== 'individual')
    throw invalid(`You cannot set individual for an account whose business_type is ${type}.`, { param: 'individual' })
  if (type === 'individual' && company?.tax_id !== undefined)
    throw invalid('You cannot set company[tax_id] for an account whose business_type is individual.', {
      param: 'company[tax_id]',
    })
  return (type ?? (individual ? 'individual' : company ? 'company' : null)) as Account['business_type']
}

/** The holder, who is there once anything is told of them. (https://docs.stripe.com/connect/testing-verification) */
function holderTold(tx: Tx, { there, self, persons }: Dossier, given: NonNullable<AccountGiven['individual']>) {
  const known = persons.find(({ relationship }) => relationship?.representative)
  const holder = known ?? newPerson(there.id(person), self.id, there.now, { representative: true })
  const now = personTold(tx, holder, given as PersonGiven, self.country!, 'individual')
  return known ? persons.map((one) => (one === known ? now : one)) : [now, ...persons]
}

/** What of a company is kept as it is told. */
const OF_COMPANY = [
  'address_kana',
  'address_kanji',
  'directors_provided',
  'executives_provided',
  'name',
  'name_kana',
  'name_kanji',
  'owners_provided',
  'phone',
  'structure',
] as const
const COMPANY_UNBUILT = [
  'administrative_address',
  'directorship_declaration',
  'export_license_id',
  'export_purpose_code',
  'ownership_declaration',
  'ownership_exemption_reason',
  'physical_address',
  'principal_place_of_business',
  'registration_date',
  'registration_number',
  'representative_declaration',
  'tax_id_registrar',
] as const

const NO_COMPANY = {
  directors_provided: false,
  executives_provided: false,
  name: null,
  owners_provided: false,
  tax_id_provided: false,
  verification: { document: { back: null, details: null, details_code: null, front: null } },
}

type Company = NonNullable<AccountGiven['company']>

function companyTold(self: Account, given: Company): object {
  refuseUnbuilt(given, COMPANY_UNBUILT, ' of a company')
  const { document } = given.verification ?? {}
  for (const side of ['front', 'back'] as const)
    if (document?.[side] !== undefined && documentVerdict(document[side]) === undefined)
      throw unbuilt(
        'Brindle looks at no documents of companies but the test tokens yet.',
        `company[verification][document][${side}]`,
      )
  const before = { ...NO_COMPANY, ...self.company }
  const kept = OF_COMPANY.filter((name) => given[name] !== undefined)
  return {
    company: {
      ...before,
      ...Object.fromEntries(kept.map((name) => [name, given[name] === '' ? null : given[name]])),
      ...(given.address && { address: addressTold(self.company?.address, given.address, self.country!) }),
      ...(given.tax_id !== undefined && { tax_id_provided: true }),
      ...(given.vat_id !== undefined && { vat_id_provided: true }),
      ...(document && { verification: { document: { ...before.verification!.document, ...document } } }),
    },
  }
}

type Hash = Readonly<Record<string, unknown>>
const isHash = (value: unknown): value is Hash => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A hash with what was said anew; `''` clears. */
export function merged(old: unknown, said: object): Hash {
  const next: Record<string, unknown> = { ...(isHash(old) ? old : {}) }
  for (const [name, value] of Object.entries(said))
    next[name] = isHash(value) ? merged(next[name], value) : value === '' ? null : value
  return next
}
