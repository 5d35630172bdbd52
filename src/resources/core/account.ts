// The account: whose sandbox this is, its clock and its defaults. An account opens when a key of it is first used.
import type Stripe from 'stripe'
import { versionKnown } from '../../contract/index.ts'
import type { Actor } from '../../kernel/api.ts'
import { invalid, missingParameter, noAccess, unauthorized } from '../../kernel/errors.ts'
import type { AccountHooks } from '../../kernel/house.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import { everywhere, type Tx } from '../../kernel/tx.ts'
import { DEFAULT_BEHAVIORS, type DefaultBehavior } from '../../rules/automatic_tax.ts'
import type { Collecting, Registered } from '../../rules/tax_registrations.ts'
import {
  BILLING_PARAMS,
  BILLING_SETTINGS,
  type BillingGiven,
  type BillingSettings,
  billingSettings,
} from './billing_settings.ts'
import type { CliState } from './cli_session.ts'
import type { EmailSettings } from './email_settings.ts'
import { type Fault, faultOf } from './fault.ts'
import { moveTestClock, timeOf } from './test_helpers.test_clock.ts'

/** What of an account is ours alone. */
export interface AccountState {
  /** Seconds by which the account's clock is ahead of the wall. It never goes back. */
  readonly ahead: number
  readonly defaultVersion: string
  /** The account that this one is connected to. */
  readonly platform?: string
  /** How its subscriptions are told of, asked for and given up; what of it was never set is as in a new account. */
  readonly dunning?: Partial<BillingSettings>
  /** Whether prices contain tax that do not say it. */
  readonly taxBehavior?: DefaultBehavior
  /** What its tax settings and registrations come to, as far as taxes need it: they are reckoned without reading those. */
  readonly tax?: TaxState
  /** Which e-mails go to customers; none where it was never set. */
  readonly emails?: EmailSettings
  /** Whether it ever had an event destination. */
  readonly hasDestinations?: true
  /** What shall go wrong with its requests and deliveries. */
  readonly faults?: readonly Fault[]
  /** What the tax id of a connected company stands for; the number itself is not kept. */
  readonly taxId?: 'now' | 'later' | 'mismatch' | 'not_issued' | 'listed' | 'unknown'
  /** Why the platform that it is connected to wants nothing to do with it. */
  readonly rejected?: string
  /** Its platform made it by the second version of the API, in these configurations. */
  readonly configurations?: readonly ('merchant' | 'recipient')[]
  /** Which payment methods were turned on or off; nothing of the others. */
  readonly methods?: Readonly<Record<string, 'none' | 'off' | 'on'>>
  /** Stripe's command line, where it has ever listened. */
  readonly cli?: CliState
}

export interface TaxState {
  /** ISO code of the head office's country. */
  readonly home?: string
  /** The tax code of what has none. */
  readonly code?: string
  /** By the id of the registration. */
  readonly registered?: readonly (Registered & { readonly id: string })[]
}

export const account = object<Stripe.Account, AccountState>('account', {
  prefix: 'acct',
  named: (tx, id) => {
    if (id === tx.place.account) return undefined
    const known = connectedAccount(tx, id)
    if (!known) throw noAccess(tx.situation.key, id)
    return known
  },
  events: [{ on: 'update', types: ['account.updated'] }],
})

/** Why 10 000: each is a folder of nothing until used, but a loop that invents keys should hear of it. */
const SANDBOXES_MAX = 10_000
const sandboxes = object<{ id: string; object: 'brindle.sandboxes' }, { count: number }>('brindle.sandboxes', {
  prefix: 'sandboxes',
  internal: true,
})

const NOTHING = { k: 'object', p: {} } as const

export const accounts = resource(account)
  .on<Stripe.AccountRetrieveCurrentParams>('GET /v1/account', (tx) => own(tx))
  .on<Stripe.AccountRetrieveParams>('GET /v1/accounts/{id}', (_tx, _params, self) => self)
  .on<object>('GET /brindle/account', (tx) => settingsOf(own(tx)), { params: NOTHING })
  .on<SettingsGiven>('POST /brindle/account', (tx, params) => changeSettings(tx, params), {
    params: {
      k: 'object',
      p: {
        default_version: { k: 'string', max: 100 },
        tax_behavior: { k: 'empty', of: { k: 'enum', v: [...DEFAULT_BEHAVIORS] } },
        ...BILLING_PARAMS,
      },
    },
  })

type SettingsGiven = BillingGiven & {
  readonly default_version?: string
  readonly tax_behavior?: DefaultBehavior | ''
}

/** The account as Brindle's own calls show it. */
const settingsOf = ({ id, hidden }: Row<Stripe.Account, AccountState>): object => ({
  id,
  object: 'brindle.account',
  default_version: hidden.defaultVersion,
  ...BILLING_SETTINGS,
  ...hidden.dunning,
  ...(hidden.taxBehavior && { tax_behavior: hidden.taxBehavior }),
})

/** How subscriptions of the account of this unit are told of, asked for and given up. */
export const billingOf = (tx: Tx): BillingSettings => ({ ...BILLING_SETTINGS, ...own(tx).hidden.dunning })

/** Stripe's dashboard sets them; until it is set, the version is the server's setting of the day that the account opened. */
function changeSettings(tx: Tx, { default_version: version, tax_behavior, ...given }: SettingsGiven): object {
  const self = own(tx)
  const isNothing = version === undefined && tax_behavior === undefined && Object.keys(given).length === 0
  if (isNothing) throw missingParameter('default_version')
  if (version !== undefined && !versionKnown(version))
    throw invalid(`Invalid Stripe API version: ${version}`, { param: 'default_version' })
  const dunning = billingSettings(billingOf(tx), given)
  const { taxBehavior: before, ...hidden } = self.hidden
  const taxBehavior = tax_behavior ?? before
  return settingsOf(
    tx.update(account, self, {
      hidden: {
        ...hidden,
        dunning,
        ...(taxBehavior && { taxBehavior }),
        ...(version !== undefined && { defaultVersion: version }),
      },
    }),
  )
}

/** An account that is connected to the one of this unit; nothing for its own, another platform's, and one that never was. */
export function connectedAccount(tx: Tx, id: string): Row<Stripe.Account, AccountState> | undefined {
  if (tx.place.account !== tx.place.tenant || !/^acct_[A-Za-z0-9]{1,40}$/.test(id)) return undefined
  const known = tx.at(id).find(account, id)
  return known?.hidden.platform === tx.place.tenant ? known : undefined
}

/** A platform's application, by which its connected accounts know it. It follows from the platform's id. */
export const applicationOf = ({ place }: Pick<Tx, 'place'>): string =>
  `ca_${place.tenant.slice('acct_'.length).padStart(32, '0')}`

/** The application that asks: a platform's, where it asks for an account that is connected to it. */
export const askingApplication = ({ place }: Pick<Tx, 'place'>): string | null =>
  place.account === place.tenant ? null : applicationOf({ place })

/** The account that this unit of work is about. */
export const own = (tx: Tx): Row<Stripe.Account, AccountState> => tx.get(account, tx.place.account)

/** ISO code of the country where the account is at home for taxes: its head office's, or its own. */
export const homeOf = (tx: Tx): string => {
  const { hidden, country } = own(tx)
  return hidden.tax?.home ?? country ?? 'US'
}

/** Where the account collects taxes, at a time (epoch seconds). */
export const collectingOf = (tx: Tx, at = tx.now): Collecting => ({ registered: own(tx).hidden.tax?.registered, at })

/** The core's questions to the account. `defaultVersion` is the setting for accounts that open from now on. */
export const accountHooks = (settings: { defaultVersion: string }): AccountHooks => ({
  open: (tx, actor) => {
    const { account: id, tenant } = tx.place
    const known = tx.find(account, id)
    // An account that is another platform's, or nobody's, is as good as none.
    if (known ? (known.hidden.platform ?? id) !== tenant : id !== tenant) throw noAccess(actor.masked, id)
    if (!known) open(tx, actor, settings)
  },
  now: (tx) =>
    tx.testClock === undefined
      ? tx.wall + (tx.platform.find(account, tx.place.tenant)?.hidden.ahead ?? 0)
      : timeOf(tx, tx.testClock),
  move: (tx, to) => (tx.testClock === undefined ? moveClock(tx, to) : moveTestClock(tx, tx.testClock, to)),
  version: (tx) => own(tx).hidden.defaultVersion,
  fault: faultOf,
})

/** A business of which nothing was told. */
export const UNTOLD_BUSINESS = {
  annual_revenue: null,
  estimated_worker_count: null,
  mcc: null,
  minority_owned_business_designation: null,
  name: null,
  product_description: null,
  specified_commercial_transactions_act_url: null,
  support_address: null,
  support_email: null,
  support_phone: null,
  support_url: null,
  url: null,
}

/** How it looks, and what its cards and payments go by, where nothing was told. */
export const UNTOLD_SETTINGS = {
  branding: { icon: null, logo: null, primary_color: null, secondary_color: null },
  card_payments: {
    decline_on: { avs_failure: false, cvc_failure: false },
    statement_descriptor_prefix: null,
    statement_descriptor_prefix_kana: null,
    statement_descriptor_prefix_kanji: null,
  },
  payments: {
    statement_descriptor: null,
    statement_descriptor_kana: null,
    statement_descriptor_kanji: null,
    statement_descriptor_prefix_kana: null,
    statement_descriptor_prefix_kanji: null,
  },
}

function open(tx: Tx, actor: Actor, settings: { defaultVersion: string }): void {
  if (!actor.opens) throw unauthorized(`Invalid API Key provided: ${actor.masked}`)
  countSandbox(tx)
  const created = tx.wall
  tx.insert(account, {
    id: tx.place.account,
    business_profile: UNTOLD_BUSINESS,
    business_type: null,
    capabilities: { amazon_pay_payments: 'active', card_payments: 'active', transfers: 'active' },
    charges_enabled: true,
    country: 'US',
    created,
    default_currency: 'usd',
    details_submitted: true,
    email: null,
    metadata: {},
    payouts_enabled: true,
    settings: {
      ...UNTOLD_SETTINGS,
      dashboard: { display_name: 'Brindle sandbox', timezone: 'Etc/UTC' },
      payments: { ...UNTOLD_SETTINGS.payments, statement_descriptor: 'BRINDLE' },
    },
    type: 'standard',
    hidden: { ahead: 0, defaultVersion: settings.defaultVersion },
  } as unknown as Row<Stripe.Account, AccountState>)
}

function countSandbox(tx: Tx): void {
  const global = everywhere(tx.work)
  const known = global.find(sandboxes, 'sandboxes')
  const count = (known?.hidden.count ?? 0) + 1
  if (count > SANDBOXES_MAX)
    throw unauthorized(`This server holds ${SANDBOXES_MAX} sandboxes already; use one of them, or a fresh data folder.`)
  if (known) global.update(sandboxes, known, { hidden: { count } })
  else global.insert(sandboxes, { id: 'sandboxes', hidden: { count } } as never)
}

/**
 * Moves the clock forward to a time (epoch seconds); earlier times leave it where it is. Connected accounts live by the clock
 * of their platform.
 */
export function moveClock(tx: Tx, to: number): void {
  const { platform } = tx
  const row = own(platform)
  const ahead = Math.max(row.hidden.ahead, to - tx.wall)
  if (ahead !== row.hidden.ahead) platform.update(account, row, { hidden: { ...row.hidden, ahead } })
}
