// Accounts in the second version of the API: the same connected accounts, in other words, with configurations for what they are to
// a platform: a merchant, a recipient. (https://docs.stripe.com/api/v2/core/accounts)
import type Stripe from 'stripe'
import { invalid, notFound, unbuilt } from '../../kernel/errors.ts'
import { type AnyRow, object, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { listV2, type V2ListParams } from '../../kernel/v2_list.ts'
import { account, connectedAccount } from '../core/account.ts'
import { accountsOf, change, connection, enlist, opened, remove } from './account.ts'
import { told, wishesOf } from './account_details.ts'
import { type Account, type Dossier, dossierOf, settle } from './account_dossier.ts'
import { controllerOf } from './account_shape.ts'
import { accountGiven } from './v2_account_given.ts'
import { accountView, configurationsOf, type Include } from './v2_account_view.ts'
import { spendToken } from './v2.core.account_token.ts'

/** No row of its own: what is kept is the account. */
export const v2Account = object<Stripe.V2.Core.Account>('v2.core.account', {
  prefix: 'acct',
  noun: 'account',
  named: (tx, id) => {
    v2DossierOf(tx, id)
    return { id, object: 'v2.core.account' } as never
  },
})

type Hash = Readonly<Record<string, any>>
interface Given extends Hash {
  readonly include?: Include
}
type Asked = V2ListParams & { readonly applied_configurations?: readonly string[]; readonly closed?: boolean }

const PATH = '/v2/core/accounts'

export const v2Accounts = resource(v2Account)
  .on<Given>(`POST ${PATH}`, (tx, params) => create(tx, spendToken(tx, params as Given)))
  .on<Asked>(`GET ${PATH}`, (tx, params) => listAccounts(tx, params as Asked))
  .on<{ include?: Include }>(`GET ${PATH}/{id}`, (tx, { include }, _self, [id]) =>
    shown(v2DossierOf(tx, id!), include as Include),
  )
  .on<Given>(`POST ${PATH}/{id}`, (tx, params, _self, [id]) =>
    update(tx, v2DossierOf(tx, id!), spendToken(tx, params as Given)),
  )
  .on<object>(`POST ${PATH}/{id}/close`, (tx, params, _self, [id]) => close(tx, v2DossierOf(tx, id!), params as Hash))

/** The account with all that hangs on it. One that is not connected is not there. */
export function v2DossierOf(tx: Tx, id: string): Dossier {
  const isOwn = id === tx.place.account && id !== tx.place.tenant
  if (!isOwn && (id === tx.place.account || !connectedAccount(tx, id))) throw notFound('account', id)
  return dossierOf(tx, id)
}

const shown = ({ self, persons }: Dossier, include: Include = []): object => accountView(self, include, persons)

/** As it is once it is written. */
const again = ({ there }: Dossier, self: Account, include: Include = []): object => {
  const ids = self.individual ? [self.individual.id] : []
  return accountView(self, include, there.any(ids) as never)
}

/** Who pays fees and bears losses, by the words of the first version. Without a word the platform does. [K] */
function controllerGiven({ dashboard = 'none', defaults }: Hash) {
  const { fees_collector: fees = 'application', losses_collector: losses = 'application' } =
    defaults?.responsibilities ?? {}
  return controllerOf(undefined, {
    fees: { payer: fees === 'stripe' ? 'account' : fees },
    losses: { payments: losses },
    requirement_collection: dashboard === 'none' && losses === 'application' ? 'application' : 'stripe',
    stripe_dashboard: { type: dashboard },
  } as never)
}

const settingsOf = (self: Account, { display_name }: Hash) =>
  display_name === undefined
    ? {}
    : { settings: { ...self.settings, dashboard: { ...self.settings?.dashboard, display_name } } }

/** (https://docs.stripe.com/api/v2/core/accounts/create: without a country there is no configuration for money) */
function create(tx: Tx, params: Given): object {
  const given = accountGiven(params)
  const configurations = Object.keys(params.configuration ?? {}) as ('merchant' | 'recipient')[]
  if (configurations.length > 0 && params.contact_email === undefined)
    throw invalid('contact_email is required for the merchant and recipient configurations.', {
      param: 'contact_email',
    }) // [M]
  const country = params.identity?.country?.toUpperCase() ?? 'US'
  const blank = opened(
    tx,
    country,
    { type: 'none', controller: controllerGiven(params) } as never,
    given.default_currency,
  )
  const self = {
    ...blank.self,
    ...settingsOf(blank.self, params),
    hidden: { ...blank.self.hidden, configurations },
  } as Account
  const dossier = { ...blank, self }
  enlist(tx, self.id)
  return again(dossier, settle(undefined, told(tx, dossier, given), wishesOf(given)), params.include)
}

function update(tx: Tx, dossier: Dossier, params: Given): object {
  const { self } = dossier
  // The controller is settled when the account is made.
  if (params.dashboard !== undefined && params.dashboard !== self.controller?.stripe_dashboard?.type)
    throw unbuilt('Brindle does not change the dashboard of an account yet.', 'dashboard')
  if (params.defaults?.responsibilities !== undefined)
    throw unbuilt('Brindle does not change defaults.responsibilities of an account yet.', 'defaults.responsibilities')
  const country = params.identity?.country
  if (country !== undefined && country.toUpperCase() !== self.country)
    throw unbuilt('Brindle does not change the country of an account yet.', 'identity.country')
  const added = Object.keys(params.configuration ?? {}) as ('merchant' | 'recipient')[]
  const configurations = [...new Set([...configurationsOf(self), ...added])]
  const next = { ...self, ...settingsOf(self, params), hidden: { ...self.hidden, configurations } } as Account
  const changed = change(tx, { ...dossier, self: next }, accountGiven(params), false, dossier)
  return again(dossier, changed, params.include)
}

function listAccounts(tx: Tx, { applied_configurations, closed, ...params }: Asked): object {
  if (applied_configurations !== undefined)
    throw unbuilt('Brindle cannot filter accounts by applied_configurations yet.', 'applied_configurations')
  if (closed) throw unbuilt('Brindle keeps no accounts that are closed.', 'closed')
  const show = (rows: readonly AnyRow[]) => accountsOf(tx, { rows }).map((self) => accountView(self))
  return listV2(tx, [{ type: connection, several: [['all=true']], show }], params, PATH)
}

/** An account is closed whole: for all that it is to its platform. */
function close(tx: Tx, { self }: Dossier, { applied_configurations: named }: Hash): object {
  const applied = configurationsOf(self)
  const isWhole = named === undefined || applied.every((name) => named.includes(name))
  // [M]
  if (!isWhole)
    throw invalid(`All configurations of the account have to be closed together: ${applied.join(', ')}.`, {
      param: 'applied_configurations',
    })
  remove(tx, tx.at(self.id).get(account, self.id))
  return { ...accountView(self), closed: true }
}
