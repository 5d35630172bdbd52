// Accounts at banks that a person has linked, and what is read of them.
// (https://docs.stripe.com/api/financial_connections/accounts)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { exclusive, noSuch, unbuilt } from '../../kernel/errors.ts'
import { list, pageOf } from '../../kernel/list.ts'
import { type Listing, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import { checkActive, checkPermission, type Feature, type Linked, linked, owner, ownership } from './account_state.ts'
import { finish, start } from './refresh.ts'

const PATH = '/v1/financial_connections/accounts'
const DAILY = 'financial_connections.account.daily'

export const linkedAccounts = resource(linked)
  .on<Stripe.FinancialConnections.AccountRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.FinancialConnections.AccountListParams>(`GET ${PATH}`, listed)
  .on<Stripe.FinancialConnections.AccountListOwnersParams>(`GET ${PATH}/{id}/owners`, (tx, params, self) => {
    const found = tx.find(ownership, params.ownership)
    if (found?.hidden.account !== self.id) throw noSuch(ownership.noun, params.ownership, 'ownership')
    const { ownership: _, ...page } = params
    return pageOf(owner, found.owners.data as never, page as never, `${PATH}/${self.id}/owners`)
  })
  .on<Stripe.FinancialConnections.AccountRefreshParams>(`POST ${PATH}/{id}/refresh`, (tx, params, self) => {
    const features = checked(self, params.features as Feature[])
    return features.reduce((row, feature) => start(tx, row, feature), self)
  })
  .on<Stripe.FinancialConnections.AccountSubscribeParams>(`POST ${PATH}/{id}/subscribe`, (tx, params, self) => {
    checked(self, params.features)
    if (self.subscriptions!.length > 0) return self
    tx.schedule(tx.now + DAY, DAILY, { id: self.id })
    return start(tx, tx.update(linked, self, { subscriptions: ['transactions'] }), 'transactions')
  })
  .on<Stripe.FinancialConnections.AccountUnsubscribeParams>(`POST ${PATH}/{id}/unsubscribe`, (tx, _params, self) => {
    if (self.subscriptions!.length === 0) return self
    tx.unschedule(DAILY, { id: self.id })
    return tx.update(linked, self, { subscriptions: [] })
  })
  .on<Stripe.FinancialConnections.AccountDisconnectParams>(`POST ${PATH}/{id}/disconnect`, (tx, _params, self) => {
    if (self.status === 'disconnected') return self
    if (self.subscriptions!.length > 0) tx.unschedule(DAILY, { id: self.id })
    // What was read of it is not shown any more; its transactions stay. That it has no subscriptions then is [K].
    return tx.update(linked, self, { balance: null, ownership: null, status: 'disconnected', subscriptions: [] })
  })
  .job<{ id: string }>('read_balance', (tx, { id }) => finish(tx, tx.get(linked, id), 'balance'))
  .job<{ id: string }>('read_ownership', (tx, { id }) => finish(tx, tx.get(linked, id), 'ownership'))
  .job<{ id: string }>('read_transactions', (tx, { id }) => finish(tx, tx.get(linked, id), 'transactions'))
  .job<{ id: string }>('daily', (tx, { id }) => {
    const self = tx.get(linked, id)
    if (self.subscriptions!.length === 0) return
    tx.schedule(tx.now + DAY, DAILY, { id })
    start(tx, self, 'transactions')
  })

/** What may be read of an account that is still connected. */
function checked(self: Linked, features: readonly Feature[]): readonly Feature[] {
  checkActive(self)
  for (const feature of features) checkPermission(self, feature)
  return features
}

function listed(tx: Tx, params: Params<Stripe.FinancialConnections.AccountListParams>): Listing {
  const { account_holder: holder, session, ...page } = params
  if (holder?.customer_account !== undefined)
    throw unbuilt('Brindle does not link accounts for customer accounts yet.', 'account_holder[customer_account]')
  if (holder?.customer !== undefined && holder.account !== undefined)
    throw exclusive(['account_holder[customer]', 'account_holder[account]'])
  const whose = holder?.customer ?? holder?.account
  return list(tx, linked, page as never, PATH, [
    ...(whose === undefined ? [] : [`holder=${whose}`]),
    ...(session === undefined ? [] : [`session=${session}`]),
  ])
}
