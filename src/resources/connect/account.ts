// Connected accounts: a platform opens them, changes them, and acts in them with `Stripe-Account`. Each lives under its own
// id; the platform keeps a list of them. (https://docs.stripe.com/api/accounts)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { exclusive, invalid, noAccess, refuseUnbuilt, unbuilt } from '../../kernel/errors.ts'
import { type ListParams, list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { type Listing, object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { accountId } from '../../lib/ids.ts'
import { checkCurrency } from '../catalog/price.ts'
import { account, type AccountState, connectedAccount, own } from '../core/account.ts'
import { BALANCE_ID, currentSums } from '../payments/balance_state.ts'
import { meet } from '../payments/neighbour.ts'
import { type Capabilities, capabilitiesOf, controllerOf, enabled, untold } from './account_shape.ts'
import { CURRENCY_OF } from './countries.ts'

type Account = Row<Stripe.Account, AccountState>
type Create = Params<Stripe.AccountCreateParams>
type Update = Params<Stripe.AccountUpdateParams>

/** One of a platform's connected accounts, under the account's own id: what the platform's list of them is made of. */
export const connection = object<{ id: string; object: 'brindle.connection'; created: number }>('brindle.connection', {
  prefix: 'connection',
  noun: 'account',
  internal: true,
  terms: () => ['all=true'],
})

export const connectedAccounts = resource(connection)
  .on<Stripe.AccountCreateParams>('POST /v1/accounts', (tx, params) => connect(tx, params))
  .on<ListParams>('GET /v1/accounts', (tx, params) => {
    const page = list(tx, connection, params, '/v1/accounts', ['all=true'])
    return { ...page, rows: accountsOf(tx, page) }
  })
  .on<Stripe.AccountUpdateParams>('POST /v1/accounts/{id}', (tx, params, _self, [id]) =>
    change(tx, named(tx, id!), params as Update),
  )
  .on<object>('DELETE /v1/accounts/{id}', (tx, _params, _self, [id]) => remove(tx, connected(tx, id!)))
  .on<Stripe.AccountRejectParams>('POST /v1/accounts/{id}/reject', (tx, params, _self, [id]) =>
    reject(tx, connected(tx, id!), params),
  )

/** All rows of a page are read in one round. */
function accountsOf(tx: Tx, { rows }: Listing): Account[] {
  tx.work.foresee(rows.map(({ id }) => ({ place: { ...tx.place, account: id }, id })))
  return rows.map(({ id }) => tx.at(id).get(account, id))
}

/** What is not built yet is refused by name, never swallowed. */
const UNBUILT = [
  'account_token',
  'bank_account',
  'company',
  'documents',
  'external_account',
  'groups',
  'individual',
  'requested_capabilities',
] as const
/** The settings that are kept. */
const SETTINGS = ['branding', 'card_payments', 'invoices', 'payments', 'payouts'] as const

function checkBuilt(params: { readonly settings?: object }): void {
  const refuse = (name: string) => {
    throw unbuilt(`Brindle does not take ${name} of an account yet.`, name)
  }
  refuseUnbuilt(params, UNBUILT, ' of an account')
  const settings = (params.settings ?? {}) as Readonly<Record<string, { schedule?: { interval?: string } }>>
  for (const name of Object.keys(settings))
    if (!(SETTINGS as readonly string[]).includes(name)) refuse(`settings[${name}]`)
  // When payouts go by themselves stands in balance_settings.
  const { schedule } = settings.payouts ?? {}
  if (schedule && (schedule.interval !== 'manual' || Object.keys(schedule).length > 1))
    refuse('settings[payouts][schedule]')
}

/** Opens an account that is connected to this one. */
function connect(tx: Tx, params: Create): Account {
  if (tx.place.account !== tx.place.tenant)
    throw invalid('Only a platform can create connected accounts: this account is connected to one itself.')
  checkBuilt(params)
  if (params.type !== undefined && params.controller !== undefined) throw exclusive(['type', 'controller'], 'type')
  const country = countryOf(params.country ?? own(tx).country ?? 'US')
  const controller = controllerOf(params.type as never, params.controller as never)
  const id = accountId(tx.now, (count) => tx.random(count))
  const capabilities = { ...(params.capabilities ? {} : capabilitiesOf(controller)), ...requested(params.capabilities) }
  tx.insert(connection, { id, created: tx.now } as never)
  return meet(tx, id).insert(account, {
    id,
    ...untold(id),
    capabilities,
    controller,
    country,
    created: tx.now,
    default_currency: currencyOf(params.default_currency, CURRENCY_OF[country]!),
    ...enabled(capabilities, false),
    ...told(untold(id) as unknown as Account, params as Update),
    type: params.controller ? 'none' : (params.type ?? 'standard'),
    hidden: { ahead: 0, defaultVersion: own(tx).hidden.defaultVersion, platform: tx.place.account },
  } as unknown as Account)
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

const currencyOf = (given: string | undefined, fallback: string): string =>
  given === undefined ? fallback : checkCurrency(given)

/** Capabilities that are asked for are there at once; what is given up is inactive. */
function requested(capabilities: Create['capabilities']): Capabilities {
  const wishes = Object.entries(capabilities ?? {}) as [string, { requested?: boolean }][]
  return Object.fromEntries(
    wishes.flatMap(([name, { requested }]) =>
      requested === undefined ? [] : [[name, requested ? 'active' : 'inactive']],
    ),
  )
}

/** What a request says of the business. */
function told(self: Account, params: Update): Partial<Account> {
  return {
    ...(params.business_profile && {
      business_profile: merged(self.business_profile, params.business_profile) as never,
    }),
    ...(params.business_type !== undefined && { business_type: (params.business_type || null) as never }),
    ...(params.email !== undefined && { email: params.email }),
    ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata ?? {}, params.metadata) }),
    ...(params.settings && { settings: merged(self.settings, params.settings) as never }),
    ...(params.tos_acceptance && { tos_acceptance: merged(self.tos_acceptance, params.tos_acceptance) as never }),
  }
}

type Hash = Readonly<Record<string, unknown>>
const isHash = (value: unknown): value is Hash => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A hash with what was said anew; `''` clears. */
function merged(old: unknown, said: object): Hash {
  const next: Record<string, unknown> = { ...(isHash(old) ? old : {}) }
  for (const [name, value] of Object.entries(said))
    next[name] = isHash(value) ? merged(next[name], value) : value === '' ? null : value
  return next
}

/** One that is connected to this account, which is still there. */
function connected(tx: Tx, id: string): Account {
  const known = id === tx.place.account ? undefined : connectedAccount(tx, id)
  if (!known) throw noAccess(tx.situation.key, id)
  return known
}

/** One that is connected to this account, or this account itself where a platform acts in it. */
function named(tx: Tx, id: string): Account {
  return id === tx.place.account && id !== tx.place.tenant ? own(tx) : connected(tx, id)
}

function change(tx: Tx, self: Account, params: Update): Account {
  checkBuilt(params)
  const there = self.id === tx.place.account ? tx : meet(tx, self.id)
  const capabilities = { ...(self.capabilities as Capabilities), ...requested(params.capabilities) }
  return there.update(account, self, {
    ...told(self, params),
    ...(params.default_currency !== undefined && {
      default_currency: currencyOf(params.default_currency, self.default_currency!),
    }),
    ...(params.capabilities && {
      capabilities: capabilities as never,
      ...enabled(capabilities, isRejected(self)),
    }),
  })
}

const isRejected = ({ requirements }: Account): boolean =>
  requirements?.disabled_reason?.startsWith('rejected') === true

/** An account goes when nothing is left in it. (https://docs.stripe.com/api/accounts/delete) */
function remove(tx: Tx, self: Account): object {
  const there = meet(tx, self.id, [BALANCE_ID], [self.id])
  const sums = Object.values(currentSums(there)).flatMap(({ available, pending }) => [available, pending])
  if (sums.some((purse) => Object.values(purse).some((amount) => amount !== 0)))
    throw invalid(`The account ${self.id} cannot be deleted: its balance is not zero.`) // [K]
  there.retire(account, self as never)
  tx.delete(connection, tx.get(connection, self.id) as never)
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
function reject(tx: Tx, self: Account, params: Params<Stripe.AccountRejectParams>): Account {
  if (params.payouts_action !== undefined) throw unbuilt('Brindle does not take payouts_action yet.', 'payouts_action')
  const capabilities = Object.fromEntries(Object.keys(self.capabilities ?? {}).map((name) => [name, 'inactive']))
  return meet(tx, self.id).update(account, self, {
    capabilities: capabilities as never,
    ...enabled({}, true),
    requirements: { ...self.requirements!, disabled_reason: REASONS[params.reason]! as never },
  })
}
