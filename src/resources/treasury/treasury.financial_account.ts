// Financial accounts: where a connected account's money is kept apart from its payments. Each has features that are requested,
// become active a moment later, and are kept from working by what the platform restricts.
// (https://docs.stripe.com/api/treasury/financial_accounts, docs.stripe.com/treasury/account-management/financial-accounts)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { emptyParameter, invalid, refuseUnbuilt, tooLong, unbuilt } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { digitsOf } from '../../lib/fingerprint.ts'
import { NOTHING } from '../../rules/treasury_ledger.ts'
import { account } from '../core/account.ts'
import {
  checkTreasury,
  FEATURE_PATHS,
  type FeaturePath,
  type FinancialAccount,
  type FinancialAccountState,
  featuresOf,
  financialAccount,
  summary,
} from './financial_account_state.ts'
import { inboundTransfer } from './inbound_transfer_state.ts'
import { balanceOf, isEmpty } from './ledger.ts'
import { home, homeId } from './treasury_home.ts'

const PATH = '/v1/treasury/financial_accounts'

/** Of the SDK's page on creating one: open ones, by default. That it holds for a platform's own account too is [K]. */
const ACCOUNTS_MAX = 3
/** How long Stripe's bank takes in a sandbox: its page says up to 30 minutes. [K] */
const ACTIVATES_AFTER_SECONDS = 1
/** "Contain less than 250 characters." */
const NICKNAME_MAX = 249

type Create = Params<Stripe.Treasury.FinancialAccountCreateParams>
type Update = Params<Stripe.Treasury.FinancialAccountUpdateParams>
type Features = Create['features']

export const financialAccounts = resource(financialAccount)
  .on<Stripe.Treasury.FinancialAccountCreateParams>(`POST ${PATH}`, create)
  .on<Stripe.Treasury.FinancialAccountRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Treasury.FinancialAccountListParams>(`GET ${PATH}`, (tx, params) =>
    list(tx, financialAccount, params as never, PATH),
  )
  .on<Stripe.Treasury.FinancialAccountUpdateParams>(`POST ${PATH}/{id}`, (tx, params, self) => change(tx, self, params))
  .on<Stripe.Treasury.FinancialAccountCloseParams>(`POST ${PATH}/{id}/close`, (tx, params, self) => {
    refuseUnbuilt(params, ['forwarding_settings'], ' for closing a financial account')
    return close(tx, self)
  })
  .on<Stripe.Treasury.FinancialAccountRetrieveFeaturesParams>(`GET ${PATH}/{id}/features`, (tx, _params, self) =>
    featuresOf(tx, self),
  )
  .on<Stripe.Treasury.FinancialAccountUpdateFeaturesParams>(`POST ${PATH}/{id}/features`, (tx, params, self) =>
    featuresOf(tx, change(tx, self, { features: params as NonNullable<Features> })),
  )
  .when('account.updated', account, (tx, now, before) => {
    if (before && sameTexts(now.capabilities, before.capabilities)) return
    for (const self of openOnes(tx)) tx.update(financialAccount, self, summary(tx, self))
  })
  .job<{ id: string }>('activate', (tx, { id }) => {
    const self = tx.get(financialAccount, id)
    const entries = Object.keys(self.hidden.features).map((path) => [path, { activated: true }] as const)
    rewrite(tx, self, { hidden: { ...self.hidden, features: Object.fromEntries(entries) } })
  })

const sameTexts = (a: object | undefined, b: object | undefined): boolean => JSON.stringify(a) === JSON.stringify(b)

const openOnes = (tx: Tx): FinancialAccount[] => tx.list(financialAccount, ['status=open'], { limit: ACCOUNTS_MAX })

function create(tx: Tx, params: Create): FinancialAccount {
  checkTreasury(tx)
  checkCurrencies(params.supported_currencies)
  const features = requested({}, params.features)
  const open = openOnes(tx)
  if (open.length >= ACCOUNTS_MAX) throw invalid(`An account can have at most ${ACCOUNTS_MAX} open FinancialAccounts.`) // [M]
  const nickname = nicknameOf(params.nickname, open)
  const id = tx.id(financialAccount)
  tx.platform.insert(home, { id: homeId(id), account: tx.place.account } as never)
  const made = tx.insert(financialAccount, {
    id,
    active_features: [],
    balance: balanceOf(NOTHING),
    country: 'US',
    created: tx.now,
    financial_addresses: [],
    // The first is the one that is meant where none is named. [K]
    is_default: open.length === 0,
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    nickname,
    pending_features: [],
    platform_restrictions: { ...UNRESTRICTED, ...params.platform_restrictions },
    restricted_features: [],
    status: 'open',
    status_details: { closed: null },
    supported_currencies: ['usd'],
    hidden: { accountNumber: digitsOf(id, ACCOUNT_DIGITS), features },
  } as never)
  activateSoon(tx, made)
  return tx.amend(financialAccount, made, summary(tx, made))
}

const UNRESTRICTED = { inbound_flows: 'unrestricted', outbound_flows: 'unrestricted' } as const
/** As many as Stripe's test accounts have. */
const ACCOUNT_DIGITS = 12

/** Treasury holds dollars only. Wording [M]. */
function checkCurrencies(currencies: readonly string[]): void {
  if (currencies.length === 0) throw emptyParameter('supported_currencies')
  const other = currencies.findIndex((currency) => currency !== 'usd')
  if (other >= 0)
    throw invalid(`FinancialAccounts cannot hold ${currencies[other]!}. The supported currencies are: usd.`, {
      param: `supported_currencies[${other}]`,
    })
}

/** Names are unique among the open accounts, and not blank. Wordings [M]. */
function nicknameOf(given: string | undefined, others: readonly FinancialAccount[]): string | null {
  if (!given) return null
  const param = 'nickname'
  if (given.trim() === '') throw invalid('The nickname cannot be blank.', { param })
  if ([...given].length > NICKNAME_MAX) throw tooLong(given, NICKNAME_MAX, param)
  if (others.some(({ nickname }) => nickname === given))
    throw invalid(`Another FinancialAccount of this account has the nickname \`${given}\` already.`, { param })
  return given
}

/** The features after a wish: what is not requested any more is gone. Cards of this house draw on no financial account. */
function requested(old: FinancialAccountState['features'], wish: Features): FinancialAccountState['features'] {
  if (wish?.card_issuing?.requested)
    throw unbuilt('Brindle does not attach cards to financial accounts yet.', 'features[card_issuing]')
  const features: Partial<Record<FeaturePath, { activated: boolean }>> = { ...old }
  for (const path of FEATURE_PATHS) {
    const asked = at(wish, path)
    if (asked?.requested === true) features[path] ??= { activated: false }
    if (asked?.requested === false) delete features[path]
  }
  return features
}

/** The wish at a path such as `outbound_payments.ach`. */
function at(wish: Features, path: FeaturePath): { requested?: boolean } | undefined {
  let value: unknown = wish
  for (const name of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[name]
  return value as { requested?: boolean } | undefined
}

function change(tx: Tx, self: FinancialAccount, params: Update): FinancialAccount {
  refuseUnbuilt(params, ['forwarding_settings'], ' for a financial account')
  const { features, metadata, nickname, platform_restrictions } = params
  if (self.status === 'closed') throw invalid('A closed FinancialAccount cannot be updated.') // [M]
  const changed = rewrite(tx, self, {
    ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata ?? {}, metadata) }),
    ...(nickname !== undefined && {
      nickname: nicknameOf(
        nickname,
        openOnes(tx).filter(({ id }) => id !== self.id),
      ),
    }),
    ...(platform_restrictions && {
      platform_restrictions: { ...UNRESTRICTED, ...self.platform_restrictions, ...platform_restrictions },
    }),
    ...(features && { hidden: { ...self.hidden, features: requested(self.hidden.features, features) } }),
  })
  activateSoon(tx, changed)
  return changed
}

/** Writes a change, and what comes of it for the features: one change, which is told once. */
function rewrite(tx: Tx, self: FinancialAccount, changes: Partial<FinancialAccount>): FinancialAccount {
  const next = { ...self, ...changes } as FinancialAccount
  return tx.update(financialAccount, self, { ...changes, ...summary(tx, next) })
}

function activateSoon(tx: Tx, { id, hidden }: FinancialAccount): void {
  if (Object.values(hidden.features).some(({ activated }) => !activated))
    tx.schedule(tx.now + ACTIVATES_AFTER_SECONDS, 'treasury.financial_account.activate', { id })
}

/** What Stripe demands of it. Wordings [M]. */
function close(tx: Tx, self: FinancialAccount): FinancialAccount {
  if (self.status === 'closed') throw invalid('This FinancialAccount is already closed.')
  if (!isEmpty(self)) throw invalid('A FinancialAccount can only be closed if it has a zero balance.')
  const waiting = [`financial_account=${self.id}`, 'status=processing']
  if (tx.list(inboundTransfer, waiting, { limit: 1 }).length > 0)
    throw invalid('A FinancialAccount can only be closed if it has no pending InboundTransfers.')
  tx.unschedule('treasury.financial_account.activate', { id: self.id })
  return rewrite(tx, self, { status: 'closed', status_details: { closed: { reasons: ['closed_by_platform'] } } })
}
