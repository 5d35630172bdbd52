// What is said of a person, and what comes of looking them up. Numbers are never kept: only that one was told, and what
// Stripe's test values make of it. (https://docs.stripe.com/api/persons; docs.stripe.com/connect/testing)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, noSuch, refuseUnbuilt } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import {
  addressFails,
  birthVerdict,
  type CheckFailure,
  documentVerdict,
  numberVerdict,
  reasonOf,
  type Verdict,
} from '../../network/account_checks.ts'
import type { Fault, PersonSubject } from '../../rules/account_requirements.ts'
import { file } from '../payments/file_state.ts'

export interface PersonState {
  /** What the number stands for; the number itself is not kept. */
  readonly number?: Verdict
  readonly document?: 'success' | 'failure'
  readonly additional?: 'success' | 'failure'
  /** What takes a moment has been looked at. */
  readonly settled?: true
  /** When anything was last told of them, in epoch seconds; only the second version of the API shows it. */
  readonly updated?: number
}
export type Person = Row<Stripe.Person, PersonState>
export type PersonGiven = Params<Stripe.AccountCreatePersonParams>

/** What is kept as it is told. */
const KEPT = [
  'address_kana',
  'address_kanji',
  'email',
  'first_name',
  'first_name_kana',
  'first_name_kanji',
  'full_name_aliases',
  'gender',
  'last_name',
  'last_name_kana',
  'last_name_kanji',
  'maiden_name',
  'nationality',
  'phone',
  'political_exposure',
] as const
const UNBUILT = ['additional_tos_acceptances', 'documents', 'person_token', 'us_cfpb_data'] as const

const ADDRESS = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }
const NO_BIRTH = { day: null, month: null, year: null }
const NOBODY = {
  authorizer: false,
  director: false,
  executive: false,
  legal_guardian: false,
  owner: false,
  percent_ownership: null,
  representative: false,
  title: null,
}
const NO_DOCUMENT = { back: null, details: null, details_code: null, front: null }

/** Nobody yet. `requirements` and `verification` are filled in when the account is looked at as a whole. */
export const newPerson = (id: string, account: string, created: number, roles: object = {}): Person =>
  ({
    id,
    object: 'person',
    account,
    created,
    dob: NO_BIRTH,
    first_name: null,
    id_number_provided: false,
    last_name: null,
    metadata: {},
    relationship: { ...NOBODY, ...roles },
    ssn_last_4_provided: false,
    verification: {
      additional_document: NO_DOCUMENT,
      details: null,
      details_code: null,
      document: NO_DOCUMENT,
      status: 'unverified',
    },
    hidden: {},
  }) as unknown as Person

type Hash = Readonly<Record<string, any>>

/** An address with what was said anew; what was never said is null. A country that is not said is the account's. */
export const addressTold = (old: unknown, said: object, country: string | null): Hash => ({
  ...ADDRESS,
  country,
  ...(old as Hash | undefined),
  ...said,
})

/** The person with what was said anew. `at` is where the parameters stand, such as `individual`. */
export function personTold(tx: Tx, self: Person, given: PersonGiven, country: string, at = ''): Person {
  refuseUnbuilt(given, UNBUILT, ' of a person')
  checkBirth(tx, given.dob, at)
  const kept = KEPT.filter((name) => given[name] !== undefined)
  const { verification } = given
  const documents = documentsTold(tx, self, verification, at)
  const number = given.id_number ?? given.ssn_last_4
  // Who is looked up anew waits anew.
  const isNew = [given.dob, number, given.address, verification].some((one) => one !== undefined)
  const { settled, ...before } = self.hidden
  return {
    ...self,
    ...Object.fromEntries(kept.map((name) => [name, given[name] === '' ? null : given[name]])),
    ...(given.address && { address: addressTold(self.address, given.address, country) }),
    ...(given.registered_address && {
      registered_address: addressTold(self.registered_address, given.registered_address, null),
    }),
    ...(given.dob !== undefined && { dob: given.dob === '' ? NO_BIRTH : given.dob }),
    ...(given.id_number !== undefined && { id_number_provided: true, ...(country === 'US' && LAST_4) }),
    ...(given.id_number_secondary !== undefined && { id_number_secondary_provided: true }),
    ...(given.ssn_last_4 !== undefined && LAST_4),
    ...(given.metadata !== undefined && { metadata: mergeMetadata(self.metadata ?? {}, given.metadata) }),
    ...(given.relationship && { relationship: { ...self.relationship, ...rolesTold(given.relationship) } }),
    ...documents.shown,
    hidden: {
      ...before,
      ...(settled && !isNew && { settled }),
      ...(self.created !== tx.now && { updated: tx.now }),
      ...(number !== undefined && { number: numberVerdict(number) }),
      ...documents.hidden,
    },
  } as unknown as Person
}

const LAST_4 = { ssn_last_4_provided: true }

const rolesTold = ({ percent_ownership, ...roles }: Hash): Hash => ({
  ...roles,
  ...(percent_ownership !== undefined && { percent_ownership: percent_ownership === '' ? null : percent_ownership }),
})

const nameOf = (at: string, ...path: readonly string[]) => {
  const [head = '', ...rest] = at ? [at, ...path] : path
  return head + rest.map((name) => `[${name}]`).join('')
}
const YEAR = 366 * DAY
/** (https://docs.stripe.com/connect/identity-verification: the youngest holders are 13) */
const YOUNGEST_YEARS = 13

/** Wording [M]. */
function checkBirth(tx: Tx, birth: PersonGiven['dob'], at: string): void {
  if (!birth) return
  const { day, month, year } = birth
  const date = new Date(Date.UTC(year, month - 1, day))
  const isDate = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  if (!isDate || year < 1900) throw invalid('The date of birth is not a valid date.', { param: nameOf(at, 'dob') })
  if (date.getTime() / 1000 + YOUNGEST_YEARS * YEAR > tx.now)
    throw invalid(`The account holder must be at least ${YOUNGEST_YEARS} years old.`, { param: nameOf(at, 'dob') })
}

type Documents = NonNullable<PersonGiven['verification']>

/** The files that were named; test tokens say themselves what comes of them. */
function documentsTold(tx: Tx, self: Person, given: Documents | undefined, at: string) {
  if (!given) return { shown: {}, hidden: {} }
  const verification: Record<string, unknown> = { ...self.verification }
  const hidden: { document?: 'success' | 'failure'; additional?: 'success' | 'failure' } = {}
  for (const [name, kept] of [
    ['document', 'document'],
    ['additional_document', 'additional'],
  ] as const) {
    const sides = given[name]
    if (!sides) continue
    for (const side of ['front', 'back'] as const) checkFile(tx, sides[side], nameOf(at, 'verification', name, side))
    verification[name] = { ...NO_DOCUMENT, ...sides }
    const verdict = documentVerdict(sides.front ?? '')
    if (verdict) hidden[kept] = verdict
  }
  return { shown: { verification }, hidden }
}

function checkFile(tx: Tx, id: string | undefined, param: string): void {
  if (id !== undefined && documentVerdict(id) === undefined && !tx.find(file, id)) throw noSuch(file.noun, id, param)
}

/** The person as the account's requirements see them. */
export function subjectOf(self: Person): PersonSubject {
  const { relationship: role, hidden } = self
  const told = new Set(
    [
      ...['email', 'first_name', 'last_name', 'phone'].map((name) => [name, self[name as 'email']] as const),
      ...Object.entries(self.dob ?? {}).map(([part, value]) => [`dob.${part}`, value] as const),
      ...Object.entries(self.address ?? {}).map(([part, value]) => [`address.${part}`, value] as const),
      ['id_number', self.id_number_provided] as const,
      ['ssn_last_4', self.ssn_last_4_provided] as const,
      ['relationship.title', role?.title] as const,
      ['relationship.executive', role?.executive] as const,
      ['verification.document', self.verification?.document?.front] as const,
    ].flatMap(([name, value]) => (value ? [name] : [])),
  )
  const birth = birthOf(self)
  const faults = faultsOf(self)
  return {
    id: self.id,
    told,
    representative: role?.representative === true,
    owner: role?.owner === true,
    director: role?.director === true,
    executive: role?.executive === true,
    ownership: role?.percent_ownership ?? null,
    status: faults.length > 0 ? 'unverified' : statusOf(hidden, birth),
    faults,
    listed: birth === 'listed',
  }
}

/** What the date of birth stands for. */
const birthOf = ({ dob }: Person): Verdict =>
  dob?.year && dob.month && dob.day ? birthVerdict(dob.year, dob.month, dob.day) : 'unknown'

/** A document that passes settles everything; otherwise one of the date and the number has to. (Stripe's page; their order is [K]) */
function statusOf({ document, number, settled }: PersonState, birth: Verdict): PersonSubject['status'] {
  const verdicts = [birth, number]
  if (document === 'success' || verdicts.includes('now')) return 'verified'
  if (!verdicts.includes('later')) return 'unverified'
  return settled ? 'verified' : 'pending'
}

function faultsOf({ address, hidden }: Person): Fault[] {
  const { additional, document, number } = hidden
  const found: (readonly [CheckFailure, string])[] = []
  if (document === 'failure') found.push(['verification_document_failed_test_mode', 'verification.document'])
  if (number === 'mismatch' && document === undefined)
    found.push(['verification_failed_keyed_identity', 'verification.document'])
  if (addressFails(address?.line1) && additional !== 'success')
    found.push(['verification_failed_address_match', 'verification.additional_document'])
  return found.map(([code, requirement]) => ({ code, reason: reasonOf(code), requirement }))
}

/** Whether looking them up takes a moment, which is not over. */
export const isPending = (self: Person): boolean => subjectOf(self).status === 'pending'
