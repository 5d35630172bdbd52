// Connected accounts: a platform opens them, changes them, and acts in them with `Stripe-Account`. Each lives under its own
// id; the platform keeps a list of them. (https://docs.stripe.com/api/accounts)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { exclusive, invalid, unbuilt } from '../../kernel/errors.ts'
import { type ListParams, list } from '../../kernel/list.ts'
import { type Listing, object, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { accountId } from '../../lib/ids.ts'
import { checkCurrency } from '../catalog/price.ts'
import { account, own } from '../core/account.ts'
import { BALANCE_ID, currentSums } from '../payments/balance_state.ts'
import { meet } from '../payments/neighbour.ts'
import { type AccountGiven, checkBuilt, told, wishesOf } from './account_details.ts'
import { type Account, connected, type Dossier, dossierOf, settle, verify, type Wishes } from './account_dossier.ts'
import { capabilitiesOf, controllerOf, untold } from './account_shape.ts'
import { CURRENCY_OF } from './countries.ts'
import { replace } from './external_account.ts'

type Create = Params<Stripe.AccountCreateParams> & AccountGiven

/** One of a platform's connected accounts, under the account's own id: what the platform's list of them is made of. */
export const connection = object<{ id: string; object: 'brindle.connection'; created: number }>('brindle.connection', {
  prefix: 'connection',
  noun: 'account',
  internal: true,
  terms: () => ['all=true'],
})

export const connectedAccounts = resource(connection)
  .on<Stripe.AccountCreateParams>('POST /v1/accounts', (tx, params) => connect(tx, params as Create))
  .on<ListParams>('GET /v1/accounts', (tx, params) => {
    const page = list(tx, connection, params, '/v1/accounts', ['all=true'])
    return { ...page, rows: accountsOf(tx, page) }
  })
  .on<Stripe.AccountUpdateParams>('POST /v1/accounts/{id}', (tx, params, _self, [id]) =>
    change(tx, dossierOf(tx, id!), params as AccountGiven),
  )
  .on<object>('DELETE /v1/accounts/{id}', (tx, _params, _self, [id]) => remove(tx, connected(tx, id!)))
  .on<Stripe.AccountRejectParams>('POST /v1/accounts/{id}/reject', (tx, params, _self, [id]) =>
    reject(dossierOf(tx, id!), params),
  )
  .on<Stripe.AccountUnrejectParams>('POST /v1/accounts/{id}/unreject', (tx, _params, _self, [id]) =>
    unreject(dossierOf(tx, id!)),
  )
  .job<{ id: string }>('verify', (tx, { id }) => {
    if (tx.find(account, id)) verify(dossierOf(tx, id))
  })

/** All rows of a page are read in one round. */
export function accountsOf(tx: Tx, { rows }: Pick<Listing, 'rows'>): Account[] {
  tx.work.foresee(rows.map(({ id }) => ({ place: { ...tx.place, account: id }, id })))
  return rows.map(({ id }) => tx.at(id).get(account, id))
}

/** Opens an account that is connected to this one. */
function connect(tx: Tx, params: Create): Account {
  checkBuilt(params)
  const { type, controller } = params
  if (type !== undefined && controller !== undefined) throw exclusive(['type', 'controller'], 'type')
  const shape = { type: params.controller ? 'none' : (type ?? 'standard') } as Partial<Account>
  const how = { ...shape, controller: controllerOf(type as never, controller as never) }
  const dossier = opened(
    tx,
    params.country ?? own(tx).country ?? 'US',
    how as Partial<Account>,
    params.default_currency,
  )
  const wishes = wishesOf(params)
  const isSaid = params.capabilities !== undefined || params.requested_capabilities !== undefined
  return open(tx, dossier, params, isSaid ? wishes : capabilitiesOf(how.controller))
}

/** A new account that is not written yet, connected to this one. */
export function opened(tx: Tx, given: string, how: Partial<Account>, currency?: string): Dossier {
  if (tx.place.account !== tx.place.tenant)
    throw invalid('Only a platform can create connected accounts: this account is connected to one itself.')
  const country = countryOf(given)
  const id = accountId(tx.now, (count) => tx.random(count))
  const self = {
    id,
    object: 'account',
    ...untold(id),
    capabilities: {},
    country,
    created: tx.now,
    default_currency: currency === undefined ? CURRENCY_OF[country]! : checkCurrency(currency, 'default_currency'),
    ...how,
    hidden: { ahead: 0, defaultVersion: own(tx).hidden.defaultVersion, platform: tx.place.account },
  } as unknown as Account
  return { there: meet(tx, id), self, persons: [], externals: [], capabilities: [] }
}

/** Writes a new account, with all that is told of it. */
function open(tx: Tx, dossier: Dossier, params: AccountGiven, wishes: Wishes): Account {
  enlist(tx, dossier.self.id)
  return settle(undefined, withBank(tx, told(tx, dossier, params), params), wishes)
}

/** Puts an account on the platform's list; takes it off. */
export const enlist = (tx: Tx, id: string): void => void tx.insert(connection, { id, created: tx.now } as never)
export const delist = (tx: Tx, id: string): void => tx.delete(connection, tx.get(connection, id) as never)

/** The dossier with the bank that a request names, in place of the one that was its currency's default. */
export function withBank(tx: Tx, dossier: Dossier, { external_account, bank_account }: AccountGiven): Dossier {
  const given = external_account ?? bank_account
  if (given === '')
    throw unbuilt('Brindle does not clear external_account yet: delete the account.', 'external_account')
  return given === undefined ? dossier : replace(tx, dossier, given)
}

function countryOf(country: string): string {
  if (CURRENCY_OF[country] !== undefined) return country
  throw invalid(
    `Country '${country}' is unknown. Try using a 2-character alphanumeric country code instead, such as 'US', 'EG', or 'GB'.`,
    {
      code: 'country_unsupported',
      param: 'country',
    },
  )
}

/** `before` is the dossier as it was read, where something is changed beside what the parameters say. */
export function change(tx: Tx, dossier: Dossier, params: AccountGiven, isHolder = false, before = dossier): Account {
  checkBuilt(params)
  const { default_currency: currency } = params
  const said = told(tx, dossier, params, isHolder)
  const self =
    currency === undefined ? said.self : { ...said.self, default_currency: checkCurrency(currency, 'default_currency') }
  return settle(before, withBank(tx, { ...said, self }, params), wishesOf(params))
}

/** An account goes when nothing is left in it. (https://docs.stripe.com/api/accounts/delete) */
export function remove(tx: Tx, self: Account): object {
  const there = meet(tx, self.id, [BALANCE_ID], [self.id])
  const sums = Object.values(currentSums(there)).flatMap(({ available, pending }) => [available, pending])
  if (sums.some((purse) => Object.values(purse).some((amount) => amount !== 0)))
    throw invalid(`The account ${self.id} cannot be deleted: its balance is not zero.`) // [K]
  there.retire(account, self as never)
  delist(tx, self.id)
  return { id: self.id, object: 'account', deleted: true }
}

/** What is told as the reason, and what the account then shows. (https://docs.stripe.com/api/account/reject) */
const REASONS: Readonly<Record<string, string>> = {
  fraud: 'rejected.fraud',
  other: 'rejected.other',
  terms_of_service: 'rejected.terms_of_service',
  credit: 'rejected.platform_other',
  fraud_no_intent_to_fulfill: 'rejected.platform_fraud',
  fraud_other: 'rejected.platform_fraud',
  fraud_payment_method_casher: 'rejected.platform_fraud',
  fraud_payment_method_tester: 'rejected.platform_fraud',
}

/** The platform wants nothing to do with it any more: it neither takes payments nor is paid out. */
function reject(dossier: Dossier, params: Params<Stripe.AccountRejectParams>): Account {
  if (params.payouts_action !== undefined) throw unbuilt('Brindle does not take payouts_action yet.', 'payouts_action')
  return standing(dossier, REASONS[params.reason]!)
}

/** The platform has changed its mind: what else is due is due still. Wording [M]. (https://docs.stripe.com/api/account/unreject) */
function unreject(dossier: Dossier): Account {
  if (dossier.self.hidden.rejected === undefined)
    throw invalid(`The account ${dossier.self.id} cannot be unrejected: your platform has not rejected it.`)
  return standing(dossier, undefined)
}

function standing(dossier: Dossier, rejected: string | undefined): Account {
  const { rejected: _, ...hidden } = dossier.self.hidden
  const self = { ...dossier.self, hidden: { ...hidden, ...(rejected !== undefined && { rejected }) } }
  return settle(dossier, { ...dossier, self })
}
