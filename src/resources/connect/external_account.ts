// External accounts: the banks and debit cards that a connected account is paid out to, one of each currency the default.
// (https://docs.stripe.com/api/external_accounts)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, noSuch, refuseUnbuilt } from '../../kernel/errors.ts'
import { type ListParams, pageOf } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { fingerprint } from '../../lib/fingerprint.ts'
import { type Looked, lookUp } from '../../network/external_banks.ts'
import { FAILING_ACCOUNTS } from '../../network/payout_failures.ts'
import { accountNamed } from '../../network/test_accounts.ts'
import { checkCurrency } from '../catalog/price.ts'
import { type BankAccount, bankAccount, type ReadAccount, US_DEBIT } from '../payments/bank_account.ts'
import { noTestAccount } from '../payments/bank_details.ts'
import { card, newCard, type ReadCard } from '../payments/card.ts'
import { accountIn, cardIn, isTokenId, unusedToken, useToken } from '../payments/token.ts'
import { type Account, type Dossier, dossierOf, type External, settle } from './account_dossier.ts'

/** Banks and cards are objects of their own; this is only where their operations hang. */
const externalAccount = object<{ id: string; object: 'brindle.external_account' }>('brindle.external_account', {
  prefix: 'external',
  noun: 'external account',
  internal: true,
})

type Create = Params<Stripe.AccountCreateExternalAccountParams>
type Update = Params<Stripe.AccountUpdateExternalAccountParams>
type Of = ListParams & { readonly object?: 'bank_account' | 'card' }

export const externalAccounts = resource(externalAccount)
  .on<Create>('POST /v1/accounts/{id}/external_accounts', (tx, params, _self, [id]) => {
    const { bank_account, external_account = bank_account, ...more } = params as Create & { bank_account?: unknown }
    if (external_account === undefined) throw missingParameter('external_account')
    const dossier = dossierOf(tx, id!)
    const added = add(tx, dossier, external_account, more)
    settle(dossier, added.dossier)
    return added.external
  })
  .on<Of>('GET /v1/accounts/{id}/external_accounts', (tx, { object: kind, ...params }, _self, [id]) => {
    const { externals } = dossierOf(tx, id!)
    const shown = externals.filter((one) => kind === undefined || one.object === kind)
    return pageOf(externalAccount, shown, params, `/v1/accounts/${id}/external_accounts`)
  })
  .on<object>('GET /v1/accounts/{account}/external_accounts/{id}', (tx, _params, _self, [owner, id]) =>
    one(dossierOf(tx, owner!), id!),
  )
  .on<Update>('POST /v1/accounts/{account}/external_accounts/{id}', (tx, params, _self, [owner, id]) => {
    const dossier = dossierOf(tx, owner!)
    return change(dossier, one(dossier, id!), params as Update)
  })
  .on<object>('DELETE /v1/accounts/{account}/external_accounts/{id}', (tx, _params, _self, [owner, id]) => {
    const dossier = dossierOf(tx, owner!)
    return remove(dossier, one(dossier, id!))
  })

function one({ externals }: Dossier, id: string): External {
  const found = externals.find((external) => external.id === id)
  if (!found) throw noSuch(externalAccount.noun, id)
  return found
}

type Given = Create['external_account']
type More = Pick<Create, 'default_for_currency' | 'metadata'> & {
  /** The default that there was goes. */
  readonly replaces?: boolean
}
interface BankGiven {
  readonly account_holder_name?: string
  readonly account_holder_type?: string
  readonly account_number?: string
  readonly country?: string
  readonly currency?: string
  readonly routing_number?: string
}

const PARAM = 'external_account'

/** Adds one to an account: a token, or a bank or card as it was told. It is written, the account is not yet. */
export function add(tx: Tx, dossier: Dossier, given: unknown, more: More): { external: External; dossier: Dossier } {
  const { there, self, externals } = dossier
  const read = readExternal(tx, dossier, given as Given)
  const currency = read.currency ?? self.default_currency!
  const isFirst = !externals.some((other) => other.currency === currency && other.default_for_currency)
  const isDefault = isFirst || more.default_for_currency === true
  const fields = {
    ...read,
    account: self.id,
    available_payout_methods: read.object === 'card' ? ['standard', 'instant'] : ['standard'],
    currency,
    default_for_currency: isDefault,
    ...(read.object === 'bank_account' && { future_requirements: NOTHING_DUE, requirements: NOTHING_DUE }),
    metadata: mergeMetadata({}, more.metadata),
    hidden: { ...read.hidden, order: (externals[0]?.hidden.order ?? 0) + 1 },
  }
  const others = more.replaces ? without(dossier, currency) : isDefault ? undefault(dossier, currency) : externals
  const external = there.insert(kindOf(read), fields as never) as External
  return { external, dossier: { ...dossier, externals: [external, ...others] } }
}

const NOTHING_DUE = { currently_due: [], errors: [], past_due: [], pending_verification: [] }
const kindOf = ({ object: kind }: { readonly object: string }) =>
  (kind === 'card' ? card : bankAccount) as typeof bankAccount

/** The others of a currency, which are its default no longer. */
function undefault({ there, externals }: Dossier, currency: string): External[] {
  return externals.map((other) =>
    other.currency === currency && other.default_for_currency
      ? (there.update(kindOf(other), other as BankAccount, { default_for_currency: false }) as External)
      : other,
  )
}

type Read = (Omit<ReadAccount, 'customer'> | Omit<ReadCard, 'customer'>) & { readonly currency?: string | null }

function readExternal(tx: Tx, dossier: Dossier, given: Given): Read {
  if (typeof given === 'string') return ofToken(tx, given, PARAM)
  const { object: kind } = given as { object?: string }
  if (kind === 'bank_account') return readBank(dossier, given as BankGiven)
  if (kind !== 'card')
    // [M]
    throw invalid(`Invalid ${PARAM}[object]: must be one of bank_account or card`, { param: `${PARAM}[object]` })
  if ('token' in (given as object)) return ofToken(tx, (given as { token: string }).token, `${PARAM}[token]`)
  return checkDebit(newCard(dossier.there, given as never, PARAM))
}

function ofToken(tx: Tx, id: string, param: string): Read {
  if (!isTokenId(id)) throw noSuch('token', id, param)
  const token = unusedToken(tx, id, param)
  useToken(tx, token)
  const bank = accountIn(token)
  if (!bank) return checkDebit(cardIn(token, param))
  // A token of a test account whose number fails.
  const number = bank.hidden.account === undefined ? undefined : accountNamed(US_DEBIT, bank.hidden.account)?.number
  const fails = number !== undefined && Object.hasOwn(FAILING_ACCOUNTS, number) ? FAILING_ACCOUNTS[number] : undefined
  return { ...bank, hidden: { ...bank.hidden, ...(fails && { fails }) } } as Read
}

/** Money is paid out to debit cards only. Wording [M]. */
function checkDebit(read: ReadCard): Read {
  if (read.funding !== 'debit')
    throw invalid('This card does not appear to be a debit card: payouts go to debit cards only.', { param: PARAM })
  return read as Read
}

/** A bank by its numbers, which must be those of the country's test bank. */
function readBank({ there, self }: Dossier, given: BankGiven): Read {
  const { account_number: number, routing_number: routing, country = self.country! } = given
  if (number === undefined) throw missingParameter(`${PARAM}[account_number]`)
  const currency =
    given.currency === undefined ? self.default_currency! : checkCurrency(given.currency, `${PARAM}[currency]`)
  const { fails } = known(lookUp(country, number, routing))
  return {
    id: there.id(bankAccount),
    object: 'bank_account',
    account_holder_name: given.account_holder_name ?? null,
    account_holder_type: given.account_holder_type ?? null,
    account_type: null,
    bank_name: 'STRIPE TEST BANK',
    country,
    currency,
    fingerprint: fingerprint(`${routing ?? ''} ${number}`),
    last4: number.slice(-4),
    metadata: {},
    routing_number: routing ?? null,
    status: 'new',
    hidden: fails ? { fails } : {},
  } as unknown as Read
}

function known(looked: Looked): Looked & { readonly known: true } {
  if (looked.known) return looked
  if (looked.wrong === 'account_number') throw noTestAccount(`${PARAM}[account_number]`)
  throw invalid('Invalid routing number: test accounts have one bank only.', {
    code: 'routing_number_invalid',
    param: `${PARAM}[routing_number]`,
  })
}

const OF_CARDS = [
  'address_city',
  'address_country',
  'address_line1',
  'address_line2',
  'address_state',
  'address_zip',
  'exp_month',
  'exp_year',
  'name',
] as const
const OF_BANKS = ['account_holder_name', 'account_holder_type', 'account_type'] as const

/** What is written on it changes; the numbers do not. */
function change(dossier: Dossier, self: External, params: Update): External {
  refuseUnbuilt(params, ['documents'], ' of an external account')
  checkCollected(dossier.self)
  const [own, others] = self.object === 'card' ? [OF_CARDS, OF_BANKS] : [OF_BANKS, OF_CARDS]
  for (const name of others)
    if (params[name] !== undefined)
      throw invalid(`Received unknown parameter: ${name}`, { code: 'parameter_unknown', param: name })
  const told = own.filter((name) => params[name] !== undefined)
  const isNewDefault = params.default_for_currency === true && !self.default_for_currency
  const others2 = isNewDefault ? undefault(dossier, self.currency!) : dossier.externals
  const changed = dossier.there.update(
    kindOf(self),
    self as BankAccount,
    {
      ...Object.fromEntries(
        told.map((name) => [
          name,
          name.startsWith('exp_') ? Number(params[name]) : params[name] === '' ? null : params[name],
        ]),
      ),
      ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata ?? {}, params.metadata) }),
      ...(isNewDefault && { default_for_currency: true }),
    } as never,
  ) as External
  settle(dossier, { ...dossier, externals: others2.map((other) => (other.id === self.id ? changed : other)) })
  return changed
}

/** Whoever is asked by Stripe changes their banks there. Wording [M]. */
function checkCollected({ controller, id }: Account): void {
  if (controller?.requirement_collection === 'application') return
  throw invalid(
    `You cannot update external accounts of ${id}: only those of accounts whose requirements your platform collects.`,
  )
}

/** The default of the account's own currency stays as long as it is that. */
function remove(dossier: Dossier, self: External): object {
  const { there, self: account, externals } = dossier
  if (self.default_for_currency && self.currency === account.default_currency)
    throw invalid(
      'You cannot delete the default external account for your default currency. Please make another external account ' +
        'the default using the `default_for_currency` param, and then delete this one.',
    )
  const rest = externals.filter(({ id }) => id !== self.id)
  there.delete(kindOf(self), self as never)
  // Of those that remain of its currency, the newest becomes the default. [K]
  const heir = self.default_for_currency ? rest.find(({ currency }) => currency === self.currency) : undefined
  const next = heir && (there.update(kindOf(heir), heir as BankAccount, { default_for_currency: true }) as External)
  settle(dossier, { ...dossier, externals: rest.map((other) => (next && other.id === next.id ? next : other)) })
  return {
    id: self.id,
    object: self.object,
    deleted: true,
    ...(self.object === 'bank_account' && { currency: self.currency }),
  }
}

/** The new default of its currency, in place of the one that was: `external_account` of the account itself. */
export const replace = (tx: Tx, dossier: Dossier, given: unknown): Dossier =>
  add(tx, dossier, given, { default_for_currency: true, replaces: true }).dossier

function without({ there, externals }: Dossier, currency: string): External[] {
  const isOld = (one: External) => one.currency === currency && one.default_for_currency === true
  for (const old of externals.filter(isOld)) there.delete(kindOf(old), old as never)
  return externals.filter((one) => !isOld(one))
}
