// What is still to be told of an account before it may take payments and be paid out, and what that leaves it able to do.
// Pure arithmetic over what was told; the tables say which country asks what of whom.
// One file because each list of what is due is made of the others: a capability's of the account's, the account's of its people's.
// Recorded: accounts of 2025-04-04 without a type in the United States and in Germany (github.com/jayminwest/Teach-Niche);
// those of a company: https://docs.stripe.com/connect/testing-verification. Rows of other countries are [K].

/** Something that was told and did not pass. */
export interface Fault {
  readonly code: string
  readonly reason: string
  /** The field that has to be told anew. */
  readonly requirement: string
  /** It stops payouts, and nothing else. */
  readonly payoutsOnly?: boolean
}

/** A person as the requirements see them. Fields are relative to the person: `dob.day`. */
export interface PersonSubject {
  readonly id: string
  /** What was told of them, by path. */
  readonly told: ReadonlySet<string>
  readonly representative: boolean
  readonly owner: boolean
  readonly director: boolean
  readonly executive: boolean
  /** Percent. */
  readonly ownership: number | null
  readonly status: 'unverified' | 'pending' | 'verified'
  readonly faults: readonly Fault[]
  /** They seem to be on a list of people with whom nobody may do business. */
  readonly listed: boolean
}

/** An account as the requirements see it. */
export interface AccountSubject {
  readonly country: string
  readonly businessType: string | null
  /** What was told of it, by path: `business_profile.mcc`, `tos_acceptance.date`, `external_account`. */
  readonly told: ReadonlySet<string>
  /** Stripe asks the account holder, and not the platform. */
  readonly collectedByStripe: boolean
  readonly persons: readonly PersonSubject[]
  readonly faults: readonly Fault[]
  /** Fields of the account that are being looked at. */
  readonly pending: readonly string[]
  /** Why the platform wants nothing to do with it: `rejected.fraud`. */
  readonly rejected: string | null
}

export interface Due {
  readonly alternatives: readonly { alternative_fields_due: string[]; original_fields_due: string[] }[]
  readonly currently_due: readonly string[]
  readonly errors: readonly Pick<Fault, 'code' | 'reason' | 'requirement'>[]
  readonly eventually_due: readonly string[]
  readonly past_due: readonly string[]
  readonly pending_verification: readonly string[]
}

export type CapabilityStatus = 'active' | 'inactive' | 'pending'

/** What everybody tells; and what they tell beside that who takes payments. */
const EVERYBODY = ['tos_acceptance.date', 'tos_acceptance.ip', 'external_account']
const TAKES_PAYMENTS = ['business_profile.mcc', 'business_profile.url']
/** Where a description of the products will do in place of a page; and where a descriptor is asked for. Recorded. */
const DESCRIBES = ['US']
const DESCRIPTOR = ['US']
/** Where addresses have a state. [K] */
const HAS_STATE = ['AU', 'BR', 'CA', 'IN', 'MX', 'MY', 'US']
/** Where people are known by a number; in the United States its last four digits do at first. [K] */
const HAS_NUMBER: Readonly<Record<string, string>> = {
  BR: 'id_number',
  HK: 'id_number',
  IN: 'id_number',
  MX: 'id_number',
  SG: 'id_number',
  TH: 'id_number',
  US: 'ssn_last_4',
}
/** Where the directors of a company are asked for: all but these. [K] */
const NO_DIRECTORS = ['US', 'CA', 'JP', 'IN', 'BR', 'MX', 'MY', 'TH', 'AE']

const BIRTH = ['dob.day', 'dob.month', 'dob.year']
const NAME = ['first_name', 'last_name']
const isUS = (country: string) => country === 'US'

const addressOf = (country: string) => [
  'address.city',
  'address.line1',
  'address.postal_code',
  ...(HAS_STATE.includes(country) ? ['address.state'] : []),
]

/** What a whole person is asked: the account holder, or who speaks for a company. */
const wholePerson = (country: string): string[] => [
  ...addressOf(country),
  ...BIRTH,
  'email',
  ...NAME,
  'phone',
  ...(HAS_NUMBER[country] === undefined ? [] : [HAS_NUMBER[country]]),
]

/** What an account is asked before it says what it is. The two lists are recorded; other countries are taken to ask as Germany does. */
const untypedPerson = (country: string): string[] =>
  isUS(country) ? [...BIRTH, 'email', ...NAME] : [...addressOf(country), ...BIRTH, 'email', ...NAME, 'phone']

/** Fields of one person that are not there yet. Owners in the United States give name and address of mail only. */
function askedOf(person: PersonSubject, { country, businessType }: AccountSubject): string[] {
  // Nobody but the holder is asked anything: a guardian of a holder who is a minor is named only. [K]
  if (businessType === 'individual') return person.representative ? wholePerson(country) : []
  const fields = new Set<string>()
  const add = (names: readonly string[]) => {
    for (const name of names) fields.add(name)
  }
  if (person.representative) {
    add([...wholePerson(country), 'relationship.title'])
    if (isUS(country)) add(['relationship.executive'])
  }
  if (person.owner) add(isUS(country) ? [...NAME, 'email'] : [...NAME, 'email', ...BIRTH, ...addressOf(country)])
  if (person.director) add([...NAME, ...BIRTH])
  return [...fields]
}

/**
 * Where nobody can be looked up by what they say, they show a document: a person whose date of birth is no test value. In the
 * United States that waits for a threshold. (https://docs.stripe.com/connect/testing#simulate-requirements)
 */
const DOCUMENT = 'verification.document'

/** What a person still has to tell, relative to them. */
export function personDue(person: PersonSubject, account: AccountSubject): Due {
  const { country } = account
  const asked = askedOf(person, account)
  const missing = asked.filter((name) => !person.told.has(name))
  const isWhole = person.representative
  const isUnknown = person.status === 'unverified' && missing.length === 0 && isWhole
  const needsDocument = isUnknown && person.faults.length === 0 && !isUS(country) && !person.told.has(DOCUMENT)
  const now = sorted([
    ...missing,
    ...person.faults.map(({ requirement }) => requirement),
    ...(needsDocument ? [DOCUMENT] : []),
  ])
  const later = isUS(country) && isWhole && !person.told.has('id_number') ? ['id_number'] : []
  return {
    alternatives: [],
    currently_due: now,
    errors: person.faults.map(shownFault),
    eventually_due: sorted([...now, ...later]),
    past_due: now,
    pending_verification: person.status === 'pending' ? [DOCUMENT] : [],
  }
}

/** What a company or the like is asked beside its people. */
function askedOfBusiness({ businessType, country, persons, told }: AccountSubject): string[] {
  if (businessType === null) return ['business_type', ...untypedPerson(country).map((name) => `representative.${name}`)]
  // The holder's own fields; once anything is told of them there is a person.
  if (businessType === 'individual')
    return persons.some(({ representative }) => representative)
      ? []
      : wholePerson(country).map((name) => `individual.${name}`)
  const owners = persons.filter(({ owner }) => owner)
  const owned = owners.reduce((sum, { ownership }) => sum + (ownership ?? 0), 0)
  const isOwned = businessType === 'company'
  const missing = (name: string, isMissing: boolean) => (isMissing ? [name] : [])
  return [
    ...addressOf(country).map((name) => `company.${name}`),
    'company.name',
    'company.phone',
    'company.tax_id',
    ...missing('relationship.representative', !persons.some(({ representative }) => representative)),
    ...missing('relationship.owner', isOwned && owners.length === 0 && !told.has('company.owners_provided')),
    ...missing('company.owners_provided', isOwned && owners.length > 0 && owned < 100),
    ...missing(
      'relationship.director',
      isOwned &&
        !NO_DIRECTORS.includes(country) &&
        !persons.some(({ director }) => director) &&
        !told.has('company.directors_provided'),
    ),
  ]
}

/** `transfers` alone is asked less than what takes payments. [K] */
const takesPayments = (capability: string) => capability !== 'transfers' && capability !== 'legacy_payments'

/** Fields of the account that a capability waits for, as far as they are not told. */
function missingFor(account: AccountSubject, isPayments: boolean): string[] {
  const { country, told } = account
  const asked = [...EVERYBODY, ...askedOfBusiness(account), ...(isPayments ? TAKES_PAYMENTS : [])]
  if (isPayments && account.collectedByStripe && DESCRIPTOR.includes(country))
    asked.push('settings.payments.statement_descriptor')
  const isDescribed = DESCRIBES.includes(country) && told.has('business_profile.product_description')
  return asked.filter((name) => !told.has(name) && !(name === 'business_profile.url' && isDescribed))
}

/** How a person's fields are named among the account's. */
const prefixOf = ({ id, representative }: PersonSubject, { businessType }: AccountSubject) =>
  businessType === 'individual' && representative ? 'individual' : id

function dueFor(account: AccountSubject, isPayments: boolean): Due {
  const people = account.persons.map((person) => {
    const prefix = prefixOf(person, account)
    const due = personDue(person, account)
    const named = (names: readonly string[]) => names.map((name) => `${prefix}.${name}`)
    return {
      now: named(due.currently_due),
      later: named(due.eventually_due),
      pending: named(due.pending_verification),
      errors: due.errors.map((error) => ({ ...error, requirement: `${prefix}.${error.requirement}` })),
    }
  })
  const now = sorted([
    ...missingFor(account, isPayments),
    ...account.faults.map(({ requirement }) => requirement),
    ...people.flatMap((one) => one.now),
  ])
  const isUrl = now.includes('business_profile.url') && !account.told.has('business_profile.url')
  return {
    alternatives:
      isUrl && DESCRIBES.includes(account.country)
        ? [
            {
              alternative_fields_due: ['business_profile.product_description'],
              original_fields_due: ['business_profile.url'],
            },
          ]
        : [],
    currently_due: now,
    errors: [...account.faults.map(shownFault), ...people.flatMap((one) => one.errors)],
    eventually_due: sorted([...now, ...people.flatMap((one) => one.later)]),
    // What is asked of a new account is late from the start. Recorded.
    past_due: now,
    pending_verification: sorted([...account.pending, ...people.flatMap((one) => one.pending)]),
  }
}

const shownFault = ({ code, reason, requirement }: Fault) => ({ code, reason, requirement })
const sorted = (names: readonly string[]): string[] => [...new Set(names)].toSorted()
export const NOTHING_DUE: Due = {
  alternatives: [],
  currently_due: [],
  errors: [],
  eventually_due: [],
  past_due: [],
  pending_verification: [],
}

export interface Standing {
  /** `account.requirements`, with why it is disabled. */
  readonly requirements: Due & { readonly current_deadline: null; readonly disabled_reason: string | null }
  readonly charges_enabled: boolean
  readonly payouts_enabled: boolean
  readonly details_submitted: boolean
  readonly capabilities: Readonly<Record<string, CapabilityStatus>>
}

/**
 * What an account has to tell and may do. `requested` are the capabilities that it was asked for. Whoever asked for none is
 * asked for nothing but terms and a bank. [K]
 */
export function standingOf(account: AccountSubject, requested: readonly string[]): Standing {
  const isPayments = requested.some(takesPayments)
  const due = requested.length > 0 ? dueFor(account, isPayments) : bare(account)
  const capabilities = Object.fromEntries(requested.map((name) => [name, statusOf(account, name)]))
  const active = requested.filter((name) => capabilities[name] === 'active')
  const stopsPayouts = due.currently_due.includes('external_account') || account.faults.some((one) => one.payoutsOnly)
  return {
    requirements: { ...due, current_deadline: null, disabled_reason: disabledBy(account, due) },
    charges_enabled: active.some((name) => name.endsWith('_payments')),
    payouts_enabled: active.length > 0 && !stopsPayouts,
    // All that is asked for was told once, whatever came of it.
    details_submitted: due.currently_due.every((name) => due.errors.some(({ requirement }) => requirement === name)),
    capabilities,
  }
}

const bare = ({ told }: AccountSubject): Due => {
  const now = sorted(EVERYBODY.filter((name) => !told.has(name)))
  return { ...NOTHING_DUE, currently_due: now, eventually_due: now, past_due: now }
}

function disabledBy(account: AccountSubject, due: Due): string | null {
  if (account.rejected !== null) return account.rejected
  if (account.persons.some(({ listed }) => listed)) return 'listed'
  if (due.past_due.length > 0) return 'requirements.past_due'
  if (due.pending_verification.length > 0) return 'requirements.pending_verification'
  return null
}

/** A bank is asked for before money goes out, not before it comes in. */
function statusOf(account: AccountSubject, capability: string): CapabilityStatus {
  if (account.rejected !== null || account.persons.some(({ listed }) => listed)) return 'inactive'
  const { currently_due, pending_verification } = dueFor(account, takesPayments(capability))
  const payoutsOnly = account.faults.filter((one) => one.payoutsOnly).map(({ requirement }) => requirement)
  const open = currently_due.filter((name) => name !== 'external_account' && !payoutsOnly.includes(name))
  if (open.length > 0) return 'inactive'
  return pending_verification.length > 0 ? 'pending' : 'active'
}

/** One capability, as the object of its own tells of it; also of one that nobody asked for yet, which has a preview. */
export function capabilityStanding(account: AccountSubject, capability: string) {
  const due = dueFor(account, takesPayments(capability))
  const reason =
    account.rejected !== null || account.persons.some(({ listed }) => listed)
      ? 'rejected.other'
      : due.currently_due.length > 0
        ? 'requirements.fields_needed'
        : due.pending_verification.length > 0
          ? 'pending.review'
          : null
  const status = statusOf(account, capability)
  return {
    requirements: { ...due, current_deadline: null, disabled_reason: status === 'active' ? null : reason },
    status,
  }
}

/** What an account of a country is asked in all: by everybody, and by some. Of one that takes payments, and has told nothing. */
export function askedFields(
  country: string,
  businessType: 'company' | 'individual',
): { readonly additional: string[]; readonly minimum: string[] } {
  const blank: AccountSubject = {
    country,
    businessType,
    told: new Set(),
    collectedByStripe: false,
    persons: [],
    faults: [],
    pending: [],
    rejected: null,
  }
  const additional =
    businessType === 'company' ? [] : isUS(country) ? ['individual.id_number'] : [`individual.${DOCUMENT}`]
  return { additional, minimum: sorted(['business_type', ...missingFor(blank, true)]) }
}
