// The account: whose sandbox this is, its clock and its defaults. An account opens when a key of it is first used.
import type Stripe from 'stripe'
import { versionKnown } from '../../contract/index.ts'
import type { Actor } from '../../kernel/api.ts'
import { invalid, missingParameter, noAccess, unauthorized } from '../../kernel/errors.ts'
import type { AccountHooks } from '../../kernel/house.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import { everywhere, type Tx } from '../../kernel/tx.ts'

/** What of an account is ours alone. */
export interface AccountState {
  /** Seconds by which the account's clock is ahead of the wall. It never goes back. */
  readonly ahead: number
  readonly defaultVersion: string
  /** The account that this one is connected to. */
  readonly platform?: string
  /** Which payment methods were turned on or off; nothing of the others. */
  readonly methods?: Readonly<Record<string, 'none' | 'off' | 'on'>>
}

export const account = object<Stripe.Account, AccountState>('account', {
  prefix: 'acct',
  named: (tx, id) => {
    if (id !== tx.place.account) throw noAccess(tx.situation.key, id)
    return undefined
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
  .on<{ default_version?: string }>(
    'POST /brindle/account',
    (tx, params) => changeVersion(tx, params.default_version),
    {
      params: { k: 'object', p: { default_version: { k: 'string', max: 100 } } },
    },
  )

/** The account as Brindle's own calls show it. */
const settingsOf = ({ id, hidden }: Row<Stripe.Account, AccountState>): object => ({
  id,
  object: 'brindle.account',
  default_version: hidden.defaultVersion,
})

/** Stripe's dashboard sets it; until it is set, it is the server's setting of the day that the account opened. */
function changeVersion(tx: Tx, version: string | undefined): object {
  const self = own(tx)
  if (version === undefined) throw missingParameter('default_version')
  if (!versionKnown(version)) throw invalid(`Invalid Stripe API version: ${version}`, { param: 'default_version' })
  return settingsOf(tx.update(account, self, { hidden: { ...self.hidden, defaultVersion: version } }))
}

/** The account that this unit of work is about. */
export const own = (tx: Tx): Row<Stripe.Account, AccountState> => tx.get(account, tx.place.account)

/** The core's questions to the account. `defaultVersion` is the setting for accounts that open from now on. */
export const accountHooks = (settings: { defaultVersion: string }): AccountHooks => ({
  open: (tx, actor) => {
    const { account: id, tenant } = tx.place
    const known = tx.find(account, id)
    // An account that is another platform's, or nobody's, is as good as none.
    if (known ? (known.hidden.platform ?? id) !== tenant : id !== tenant) throw noAccess(actor.masked, id)
    if (!known) open(tx, actor, settings)
  },
  now: (tx) => tx.wall + (tx.platform.find(account, tx.place.tenant)?.hidden.ahead ?? 0),
  move: moveClock,
  version: (tx) => own(tx).hidden.defaultVersion,
})

function open(tx: Tx, actor: Actor, settings: { defaultVersion: string }): void {
  if (!actor.opens) throw unauthorized(`Invalid API Key provided: ${actor.masked}`)
  countSandbox(tx)
  const created = tx.wall
  tx.insert(account, {
    id: tx.place.account,
    business_profile: {
      annual_revenue: null,
      estimated_worker_count: null,
      mcc: null,
      minority_owned_business_designation: null,
      name: null,
      product_description: null,
      support_address: null,
      support_email: null,
      support_phone: null,
      support_url: null,
      url: null,
    },
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
      dashboard: { display_name: 'Brindle sandbox', timezone: 'Etc/UTC' },
      payments: { statement_descriptor: 'BRINDLE', statement_descriptor_kana: null, statement_descriptor_kanji: null },
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
