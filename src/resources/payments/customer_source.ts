// What a customer pays with, as the time before PaymentMethods has it: cards, bank accounts and sources, one of them the
// default. (https://docs.stripe.com/api/cards, …/customer_bank_accounts, …/sources; docs.stripe.com/sources/customers)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import {
  exclusive,
  invalid,
  type Kept,
  missingParameter,
  noSuch,
  unbuilt,
  unknownParameters,
} from '../../kernel/errors.ts'
import { checkedLimit, type ListParams } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { AnyRow, Listing } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import {
  type BankAccount,
  bankAccount,
  type ReadAccount,
  readAccount,
  updateAccount,
  verifyAccount,
} from './bank_account.ts'
import { type Card, deleteCard, insertCard, newCard, type ReadCard, updateCard } from './card.ts'
import { refuseDeclined } from './card_details.ts'
import { type Customer, customer } from './customer_state.ts'
import { updateSource } from './source.ts'
import { attachSource, checkAttachable, detachSource, type Source, source } from './source_state.ts'
import { accountIn, cardIn, unusedToken, useToken } from './token.ts'

export type CustomerSource = Card | BankAccount | Source

/** Why 100: nobody chooses among more, and every deletion looks at all of them. Stripe has a limit of its own. [K] */
const SOURCES_MAX = 100

/** The ids of what a customer pays with, the most recently added first. */
export const sourcesOf = ({ hidden }: Customer): readonly string[] => hidden?.sources ?? []

/** Checked, and ready to be saved to a customer. */
export interface Offered {
  readonly id: string
  save(tx: Tx, customer: string): CustomerSource
}

/** What says what is to be saved: today's parameter, and those of the time before sources. */
export interface SourceGiven {
  readonly source?: unknown
  readonly card?: unknown
  readonly bank_account?: unknown
  readonly alipay_account?: unknown
  readonly metadata?: unknown
  readonly validate?: boolean
}
type Hash = Readonly<Record<string, unknown>>

/** The parameter among them that was sent, and its value. */
function givenOne(params: SourceGiven): [name: string, value: unknown] | undefined {
  if (params.alipay_account !== undefined) throw unbuilt('Brindle knows no Alipay accounts.', 'alipay_account')
  const given = (['source', 'card', 'bank_account'] as const).filter((name) => params[name] !== undefined)
  if (given.length > 1) throw exclusive(given.toSorted(), given[1]!)
  return given[0] && [given[0], params[given[0]]]
}

/**
 * Reads what is to be saved, and has a card's bank asked. Nothing is written before `save`, so that whatever the customer
 * comes to be is told first. `held` are the ids of what they have already.
 */
export function offered(tx: Tx, params: SourceGiven, held: readonly string[]): Offered | undefined {
  const [name, value] = givenOne(params) ?? []
  if (name === undefined) return undefined
  if (held.length >= SOURCES_MAX)
    throw invalid(`A customer can have at most ${SOURCES_MAX} sources.`, { code: 'customer_max_payment_methods' })
  const { metadata, validate } = params
  if (typeof value === 'string') {
    if (value.startsWith('src_')) return offerSource(tx, value, name, metadata)
    return offerToken(tx, value, name, held, params)
  }
  const hash = { metadata, ...(value as Hash) }
  const object = (value as { object?: string }).object ?? name
  return object === 'bank_account'
    ? offerAccount(tx, readAccount(tx, only(hash, ACCOUNT_PARTS, name), name), held, hash.metadata)
    : offerCard(newCard(tx, only(hash, CARD_PARTS, name), name), hash.metadata, validate)
}

const CARD_PARTS = /^(address_\w+|currency|cvc|exp_month|exp_year|metadata|name|number|object)$/
const ACCOUNT_PARTS = /^(account_\w+|country|currency|metadata|object|routing_number)$/

/** A hash may be of a card or of a bank account: what belongs to the other is unknown. */
function only(hash: Hash, parts: RegExp, at: string): Hash {
  const strange = Object.keys(hash).filter((name) => !parts.test(name))
  if (strange.length > 0) throw unknownParameters(strange.map((name) => `${at}[${name}]`))
  return hash
}

function offerSource(tx: Tx, id: string, param: string, metadata: unknown): Offered {
  const row = tx.get(source, id, param)
  checkAttachable(row, param)
  const changes = metadata === undefined ? {} : { metadata: mergeMetadata(row.metadata ?? {}, metadata) }
  return { id, save: (later, customerId) => attachSource(later, row, customerId, changes) }
}

function offerToken(tx: Tx, id: string, param: string, held: readonly string[], params: SourceGiven): Offered {
  const row = unusedToken(tx, id, param)
  const account = accountIn(row)
  const inside = account
    ? offerAccount(tx, account, held, params.metadata)
    : offerCard(cardIn(row, param), params.metadata, params.validate)
  return {
    id: inside.id,
    save: (later, customerId) => {
      useToken(later, row)
      return inside.save(later, customerId)
    },
  }
}

/** `validate` is false for a card that the bank is not to be asked about. */
function offerCard(read: ReadCard, metadata: unknown, validate = true): Offered {
  if (validate) refuseDeclined(read.hidden)
  return { id: read.id, save: (later, customerId) => insertCard(later, read, customerId, metadata) }
}

function offerAccount(tx: Tx, read: ReadAccount, held: readonly string[], metadata: unknown): Offered {
  const twin = tx.any(held).find((row) => row?.object === 'bank_account' && row.fingerprint === read.fingerprint)
  if (twin)
    throw invalid('A bank account with that routing number and account number already exists for this customer.', {
      code: 'bank_account_exists',
    })
  return {
    id: read.id,
    save: (later, customerId) =>
      later.insert(bankAccount, { ...read, customer: customerId, metadata: mergeMetadata({}, metadata) } as never),
  }
}

/** What a customer is with one more: the first becomes the default. */
function withSource(self: Customer, id: string): Partial<Customer> {
  return {
    ...(self.default_source === null && { default_source: id }),
    hidden: { ...self.hidden, sources: [id, ...sourcesOf(self)] },
  }
}

/** `POST /v1/customers/{id}/sources`: one more; the default stays, if there is one. */
export function addSource(tx: Tx, params: SourceGiven, self: Customer): CustomerSource {
  const given = offered(tx, params, sourcesOf(self))
  if (!given) throw missingParameter('source')
  const row = given.save(tx, self.id)
  tx.update(customer, self, withSource(self, given.id))
  return row
}

/** What a new customer is with their first source, before it is saved. */
export const firstSource = (given: Offered | undefined): Partial<Customer> => ({
  default_source: given?.id ?? null,
  ...(given && { hidden: { sources: [given.id] } }),
})

/** A new default takes the place of the old one, which goes. (https://docs.stripe.com/api/customers/update#update_customer-source) */
export function replaceDefault(tx: Tx, self: Customer, given: Offered): Partial<Customer> {
  given.save(tx, self.id)
  const old = self.default_source as string | null
  if (old !== null) remove(tx, held(tx, self, old))
  const others = sourcesOf(self).filter((id) => id !== old)
  return { default_source: given.id, hidden: { ...self.hidden, sources: [given.id, ...others] } }
}

/** Another of a customer's own becomes the default. (text and status [M]) */
export function checkDefault(self: Customer, id: string, param: string): string {
  if (!sourcesOf(self).includes(id)) throw noSuch('source', id, param)
  return id
}

/** The one of the customer's that an id names. */
function held(tx: Tx, self: Customer, id: string): CustomerSource {
  const [row] = sourcesOf(self).includes(id) ? tx.any([id]) : []
  if (!row) throw noSuch('source', id)
  return row as unknown as CustomerSource
}

const alive = (self: Customer): Customer => {
  if ((self as { deleted?: true }).deleted) throw noSuch('customer', self.id)
  return self
}

export const retrieveSource = (tx: Tx, self: Customer, id: string): CustomerSource => held(tx, alive(self), id)

/** What each kind may be changed in. (https://docs.stripe.com/api/cards/update, …/customer_bank_accounts/update) */
const CHANGEABLE: Readonly<Record<string, RegExp>> = {
  card: /^(address_\w+|exp_month|exp_year|metadata|name)$/,
  bank_account: /^(account_holder_\w+|metadata)$/,
  source: /^(metadata|owner)$/,
}

export function changeSource(
  tx: Tx,
  params: Params<Stripe.CustomerUpdateSourceParams>,
  self: Customer,
  id: string,
): CustomerSource {
  const row = held(tx, self, id)
  const strange = Object.keys(params).filter((name) => !CHANGEABLE[row.object]!.test(name))
  if (strange.length > 0) throw unknownParameters(strange)
  if (row.object === 'card') return updateCard(tx, row as Card, params)
  if (row.object === 'bank_account') return updateAccount(tx, row as BankAccount, params)
  return updateSource(tx, row as Source, params as never)
}

/** A card or a bank account is deleted; a source is detached, and stays as it is from then on. */
function remove(tx: Tx, row: CustomerSource): object {
  if (row.object === 'source') return detachSource(tx, row as Source)
  if (row.object === 'card') deleteCard(tx, row as Card)
  else tx.delete(bankAccount, row as never)
  return { id: row.id, object: row.object, deleted: true }
}

/**
 * `DELETE /v1/customers/{customer}/sources/{id}`: of those that remain, the most recently added becomes the default.
 * (https://docs.stripe.com/api/cards/delete)
 */
export function removeSource(tx: Tx, self: Customer, id: string): object {
  const gone = remove(tx, held(tx, self, id))
  const sources = sourcesOf(self).filter((other) => other !== id)
  tx.update(customer, self, {
    ...(self.default_source === id && { default_source: sources[0] ?? null }),
    hidden: { ...self.hidden, sources },
  })
  return gone
}

/** All of them go with their customer. */
export function removeAll(tx: Tx, self: Customer): void {
  for (const row of tx.any(sourcesOf(self))) if (row) remove(tx, row as unknown as CustomerSource)
}

export function verifySource(
  tx: Tx,
  self: Customer,
  id: string,
  amounts: readonly number[] | undefined,
): BankAccount | Kept {
  const row = held(tx, self, id)
  if (row.object !== 'bank_account') throw invalid('Only bank accounts can be verified.') // [M]
  return verifyAccount(tx, row as BankAccount, amounts)
}

interface Page {
  readonly limit?: number
  readonly starting_after?: string
  readonly ending_before?: string
  readonly object?: string
}

const KINDS = ['bank_account', 'card', 'source']

/** A page of a customer's sources, the most recently added first; `object` chooses a kind. */
export function listSources(tx: Tx, params: Page, self: Customer): Listing {
  const { object, starting_after, ending_before } = params
  const limit = checkedLimit(params as ListParams)
  // [M]
  if (object !== undefined && !KINDS.includes(object)) throw invalid(`Invalid object: ${object}`, { param: 'object' })
  const ids = sourcesOf(self)
  const all = tx.any(ids).filter((row): row is AnyRow => row !== undefined)
  const rows = object === undefined ? all : all.filter((row) => row.object === object)
  const at = (id: string, param: string): number => {
    if (!ids.includes(id)) throw noSuch('source', id, param)
    return ids.indexOf(id)
  }
  const url = `/v1/customers/${self.id}/sources`
  if (ending_before !== undefined) {
    const before = rows.filter(({ id }) => ids.indexOf(id) < at(ending_before, 'ending_before'))
    return { kind: 'list', rows: before.slice(-limit), has_more: before.length > limit, url }
  }
  const from = starting_after === undefined ? -1 : at(starting_after, 'starting_after')
  const after = rows.filter(({ id }) => ids.indexOf(id) > from)
  return { kind: 'list', rows: after.slice(0, limit), has_more: after.length > limit, url }
}
