// A connected account with all that hangs on it: its people, its banks and its capabilities. They are read in one round, changed
// together, and looked at as a whole: what is still due, and what the account may do, follows from all of them.
import type Stripe from 'stripe'
import { operationByKey } from '../../contract/index.ts'
import { noAccess } from '../../kernel/errors.ts'
import { same } from '../../kernel/facts.ts'
import { lifecycle, object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { FIELD_CHECKS, reasonOf, STOPS_PAYOUTS_ONLY } from '../../network/account_checks.ts'
import {
  type AccountSubject,
  capabilityStanding,
  type Fault,
  NOTHING_DUE,
  personDue,
  standingOf,
} from '../../rules/account_requirements.ts'
import { account, type AccountState, connectedAccount, own } from '../core/account.ts'
import { type BankAccount, bankAccount, EXTERNAL } from '../payments/bank_account.ts'
import { type Card, card } from '../payments/card.ts'
import { meet } from '../payments/neighbour.ts'
import { isPending, type Person, type PersonState, subjectOf as personSubject } from './person_details.ts'

export type Account = Row<Stripe.Account, AccountState>
/** What an account is paid out to. */
export type External = BankAccount | Card

export const person = object<Stripe.Person, PersonState>('person', { prefix: 'person', events: lifecycle('person') })

/** One of a connected account, under its own name: `card_payments`. That one is asked for first is no update of it. [K] */
export const capability = object<Stripe.Capability>('capability', {
  prefix: 'capability',
  events: [{ on: 'update', types: ['capability.updated'] }],
})
export type Capability = Row<Stripe.Capability>

export interface Dossier {
  /** The account's own side of this unit of work. */
  readonly there: Tx
  readonly self: Account
  readonly persons: readonly Person[]
  /** Newest first. */
  readonly externals: readonly External[]
  readonly capabilities: readonly Capability[]
}

/** Why 100: more people, banks or capabilities of one account are a mistake, and all of them are read at once. */
const ALL = { limit: 100 }

/** The account, connected to the one of this unit, with all that hangs on it. Another's is refused as one that there is not. */
export function dossierOf(tx: Tx, id: string): Dossier {
  const isOwn = id === tx.place.account && id !== tx.place.tenant
  const there = tx.at(id)
  const [self] = tx.work.together<unknown>([
    () => (isOwn ? own(tx) : connected(tx, id)),
    () => isOwn || (isId(id) && meet(tx, id)),
    () => isId(id) && listsOf(there),
  ]) as [Account, unknown, unknown]
  return { there, self, ...listsOf(there) }
}

const isId = (id: string) => /^acct_[A-Za-z0-9]{1,40}$/.test(id)

const listsOf = (there: Tx) => {
  const [persons, banks, cards, capabilities] = there.work.together<readonly unknown[]>([
    () => there.list(person, [], ALL),
    () => there.list(bankAccount, [EXTERNAL], ALL),
    () => there.list(card, [EXTERNAL], ALL),
    () => there.list(capability, [], ALL),
  ]) as [Person[], External[], External[], Capability[]]
  const externals = [...banks, ...cards].toSorted((a, b) => (b.hidden.order ?? 0) - (a.hidden.order ?? 0))
  return { persons, externals, capabilities }
}

/** One that is connected to this account, which is still there. */
export function connected(tx: Tx, id: string): Account {
  const known = id === tx.place.account ? undefined : connectedAccount(tx, id)
  if (!known) throw noAccess(tx.situation.key, id)
  return known
}

/** One that is connected to this account, or this account itself where a platform acts in it. */
export const named = (tx: Tx, id: string): Account =>
  id === tx.place.account && id !== tx.place.tenant ? own(tx) : connected(tx, id)

/** The names of capabilities, as the contract has them. */
export const CAPABILITIES: readonly string[] = Object.keys(
  (operationByKey('POST /v1/accounts')?.params.p.capabilities as { p?: object } | undefined)?.p ?? {},
)

/** The account as its requirements see it, with the people and banks of the dossier. */
export function subjectOf({
  self,
  persons,
  externals,
}: Pick<Dossier, 'self' | 'persons' | 'externals'>): AccountSubject {
  const told = new Set(
    ['business_type', 'company', 'business_profile', 'settings', 'tos_acceptance'].flatMap((name) =>
      toldIn(name, self[name as 'company']),
    ),
  )
  if (externals.length > 0) told.add('external_account')
  const { taxId } = self.hidden
  if (taxId !== undefined) told.add('company.tax_id')
  const isCompany = self.business_type !== null && self.business_type !== 'individual'
  return {
    country: self.country!,
    businessType: self.business_type ?? null,
    told,
    collectedByStripe: self.controller?.requirement_collection === 'stripe',
    persons: persons.map(personSubject),
    faults: faultsOf(self, isCompany),
    pending: isCompany && taxId === 'later' ? ['company.tax_id'] : [],
    rejected: self.hidden.rejected ?? null,
  }
}

/** The paths of what was told: `company.address.city`. What is `false` was not. */
function toldIn(path: string, value: unknown): string[] {
  if (value === null || value === undefined || value === false) return []
  if (typeof value !== 'object' || Array.isArray(value)) return [path]
  return Object.entries(value).flatMap(([name, inner]) => toldIn(`${path}.${name}`, inner))
}

/** What of the account itself did not pass. */
function faultsOf(self: Account, isCompany: boolean): Fault[] {
  const checked = Object.entries(FIELD_CHECKS).flatMap(([path, values]) => {
    if (path.startsWith('company.') && !isCompany) return []
    const value = path.split('.').reduce<unknown>((at, name) => (at as Hash | null | undefined)?.[name], self)
    const code = typeof value === 'string' && Object.hasOwn(values, value) ? values[value] : undefined
    if (!code) return []
    const payoutsOnly = STOPS_PAYOUTS_ONLY.includes(value as string)
    return [{ code, reason: reasonOf(code), requirement: path, ...(payoutsOnly && { payoutsOnly }) }]
  })
  const { taxId } = self.hidden
  const code = {
    mismatch: 'verification_failed_tax_id_match',
    not_issued: 'verification_failed_tax_id_not_issued',
  } as const
  const failed = isCompany && (taxId === 'mismatch' || taxId === 'not_issued') ? code[taxId] : undefined
  return failed ? [...checked, { code: failed, reason: reasonOf(failed), requirement: 'company.tax_id' }] : checked
}

type Hash = Readonly<Record<string, unknown>>

/** How long looking somebody up takes in a sandbox, where it is not told at once. [K] */
const VERIFY_SECONDS = 2
export const VERIFY = 'brindle.connection.verify'

/** What is wished for: capabilities by name, asked for or given up. */
export type Wishes = Readonly<Record<string, boolean>>

/**
 * Writes what has changed of a dossier and all that follows from it: the requirements of its people, its capabilities, and the
 * account itself, which is made where it is not there yet. The rows of externals are written before.
 */
export function settle(before: Dossier | undefined, next: Dossier, wishes: Wishes = {}): Account {
  const { there } = next
  const requestedBefore = Object.keys(next.self.capabilities ?? {}).filter((name) => isRequested(next, name))
  const requested = [...new Set([...requestedBefore, ...Object.keys(wishes)])].filter((name) => wishes[name] ?? true)
  const subject = subjectOf(next)
  const persons = next.persons.map((one) => judged(one, subject))
  for (const one of persons)
    keepPerson(
      there,
      before?.persons.find(({ id }) => id === one.id),
      one,
    )
  for (const name of new Set([...requested, ...Object.keys(wishes)]))
    keepCapability(next, name, requested.includes(name), subject)
  const { requirements, ...standing } = standingOf(subject, requested)
  const given = Object.keys(next.self.capabilities ?? {}).filter((name) => !requested.includes(name))
  const changed = {
    ...next.self,
    ...standing,
    capabilities: { ...Object.fromEntries(given.map((name) => [name, 'inactive'])), ...standing.capabilities },
    details_submitted: next.self.details_submitted || standing.details_submitted,
    external_accounts: externalsOf(next),
    ...individualOf(next.self, persons),
    requirements,
  } as unknown as Account
  if (persons.some(isPending) || subject.pending.length > 0)
    there.schedule(there.now + VERIFY_SECONDS, VERIFY, { id: next.self.id })
  return before ? there.update(account, before.self, changed) : there.insert(account, changed)
}

/** Whether a capability was asked for, and not given up since. */
const isRequested = ({ capabilities }: Dossier, name: string): boolean =>
  capabilities.find(({ id }) => id === name)?.requested ?? true

/** The person with what is due of them, and whether they are verified. */
function judged(self: Person, account: AccountSubject): Person {
  const subject = personSubject(self)
  const due = personDue(subject, account)
  const [fault] = subject.faults
  const about = (requirement: string) => {
    const found = subject.faults.find((one) => one.requirement === requirement)
    return { details: found?.reason ?? null, details_code: found ? (DETAILS[found.code] ?? null) : null }
  }
  return {
    ...self,
    future_requirements: NOTHING_DUE,
    requirements: due,
    verification: {
      ...self.verification,
      additional_document: { ...self.verification!.additional_document, ...about('verification.additional_document') },
      details: fault?.reason ?? null,
      details_code: fault ? (DETAILS[fault.code] ?? null) : null,
      document: { ...self.verification!.document, ...about('verification.document') },
      status: subject.status,
    },
  } as unknown as Person
}

/** `verification.details_code` has words of its own. [K] */
const DETAILS: Readonly<Record<string, string>> = {
  verification_document_failed_test_mode: 'document_failed_test_mode',
  verification_failed_address_match: 'failed_keyed_identity',
  verification_failed_keyed_identity: 'failed_keyed_identity',
}
/** Requirements to come, of which there are none here. */
export const NO_FUTURE = { ...NOTHING_DUE, current_deadline: null, disabled_reason: null }

function keepPerson(there: Tx, known: Person | undefined, now: Person): void {
  if (!known) there.insert(person, now)
  else if (!same(known, now)) there.update(person, known, now)
}

function keepCapability(next: Dossier, name: string, isWanted: boolean, subject: AccountSubject): void {
  const { there, self } = next
  const known = next.capabilities.find(({ id }) => id === name)
  const { requirements, status } = capabilityStanding(subject, name)
  const fields = {
    account: self.id,
    future_requirements: NO_FUTURE,
    requested: isWanted,
    requested_at: isWanted ? (known?.requested_at ?? there.now) : null,
    requirements,
    status: isWanted ? status : 'unrequested',
  }
  if (!known) there.insert(capability, { id: name, ...fields } as unknown as Capability)
  else if (!same(known, { ...known, ...fields })) there.update(capability, known, fields as never)
}

/** One that nobody asked for: what would be due is shown before. */
export function previewOf(dossier: Dossier, name: string): object {
  const { requirements } = capabilityStanding(subjectOf(dossier), name)
  return {
    id: name,
    object: 'capability',
    account: dossier.self.id,
    future_requirements: NO_FUTURE,
    requested: false,
    requested_at: null,
    requirements,
    status: 'unrequested',
  }
}

const shownRow = ({ hidden: _, ...row }: { readonly hidden?: unknown }): object => row
const EMBEDDED = 10

/** The list within the account: its first page. */
const externalsOf = ({ self, externals }: Dossier) => ({
  object: 'list',
  data: externals.slice(0, EMBEDDED).map(shownRow),
  has_more: externals.length > EMBEDDED,
  url: `/v1/accounts/${self.id}/external_accounts`,
})

/** The holder, who stands in the account too, as long as it is an individual's. */
function individualOf(self: Account, persons: readonly Person[]): object {
  const isTheirs = self.business_type === 'individual'
  const holder = isTheirs ? persons.find(({ relationship }) => relationship?.representative) : undefined
  if (holder) return { individual: shownRow(holder) }
  return self.individual ? { individual: undefined } : {}
}

/** Those who were looked up for a moment are looked up: what their test values stand for holds. */
export function verify(dossier: Dossier): void {
  const { self } = dossier
  const persons = dossier.persons.map((one) =>
    isPending(one) ? { ...one, hidden: { ...one.hidden, settled: true as const } } : one,
  )
  const hidden = self.hidden.taxId === 'later' ? { ...self.hidden, taxId: 'now' as const } : self.hidden
  settle(dossier, { ...dossier, self: { ...self, hidden }, persons })
}
