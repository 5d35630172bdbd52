// A linked account and what was read of it: the balance, its owners, its transactions.
// (https://docs.stripe.com/api/financial_connections/accounts/object)
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import { object, type Row } from '../../kernel/resource.ts'
import { type HeldAccount, heldAt } from '../../network/financial_institutions.ts'

export interface LinkedState {
  /** Its session. */
  readonly session: string
  /** Its name in the table of institutions. */
  readonly held: string
  /** The ids of its transactions, by their places in the books. */
  readonly known: readonly string[]
  /** A refresh of the transactions that came to something. */
  readonly read?: string
}

export type Feature = 'balance' | 'ownership' | 'transactions'
/** The field of each, and the permission that it takes. */
export const FEATURES = {
  balance: { field: 'balance_refresh', permission: 'balances' },
  ownership: { field: 'ownership_refresh', permission: 'ownership' },
  transactions: { field: 'transaction_refresh', permission: 'transactions' },
} as const satisfies Readonly<Record<Feature, object>>

const refreshed = (feature: Feature) => {
  const { field } = FEATURES[feature]
  return {
    on: 'update',
    changed: [field],
    where: (row: Linked) => row[field]?.status !== 'pending',
    types: [`financial_connections.account.refreshed_${feature}`],
  } as const
}

export const linked = object<Stripe.FinancialConnections.Account, LinkedState>('financial_connections.account', {
  prefix: 'fca',
  noun: 'financial_connections.account',
  events: [
    { on: 'insert', types: ['financial_connections.account.created'] },
    { became: ['status', 'disconnected'], types: ['financial_connections.account.disconnected'] },
    { became: ['status', 'inactive'], types: ['financial_connections.account.deactivated'] },
    refreshed('balance'),
    refreshed('ownership'),
    refreshed('transactions'),
  ],
  terms: ({ account_holder, hidden }) => [
    `session=${hidden.session}`,
    `holder=${account_holder?.customer ?? account_holder?.account}`,
  ],
})
export type Linked = Row<Stripe.FinancialConnections.Account, LinkedState>

export const ownership = object<Stripe.FinancialConnections.AccountOwnership, { readonly account: string }>(
  'financial_connections.account_ownership',
  { prefix: 'fcaowns', noun: 'financial_connections.account_ownership' },
)
export type Owner = Row<Stripe.FinancialConnections.AccountOwner>
export const owner = object<Stripe.FinancialConnections.AccountOwner>('financial_connections.account_owner', {
  prefix: 'fcaown',
  noun: 'financial_connections.account_owner',
})

export const linkedTransaction = object<Stripe.FinancialConnections.Transaction>('financial_connections.transaction', {
  prefix: 'fctxn',
  noun: 'financial_connections.transaction',
})
export type LinkedTransaction = Row<Stripe.FinancialConnections.Transaction>

/** A refresh of transactions that came to something, by the time at which it did. */
export const refresh = object<{ id: string; object: 'brindle.fc_refresh'; created: number; account: string }>(
  'brindle.fc_refresh',
  { prefix: 'fctxnref', noun: 'transaction_refresh', internal: true },
)
/** A transaction by the refresh that last changed it: lists stand in the order in which their rows were made. */
export const change = object<{ id: string; object: 'brindle.fc_change'; created: number; account: string }>(
  'brindle.fc_change',
  { prefix: 'change', internal: true, terms: ({ account }) => [`account=${account}`] },
)
type Changed = Pick<LinkedTransaction, 'id' | 'transaction_refresh'>
/** The blank keeps it from ever being an id that a client chose. */
export const changeId = ({ id, transaction_refresh }: Changed): string => `change ${id} ${transaction_refresh}`
export const changedOf = (id: string): string => id.split(' ')[1]!

export const heldOf = (self: Linked): HeldAccount => heldAt(self.institution_name, self.hidden.held)!

/** Refuses what needs the bank. The code is one of Stripe's list, the words are [M]. */
export function checkActive({ id, status }: Linked): void {
  if (status !== 'active')
    throw invalid(`The Financial Connections Account \`${id}\` is ${status}: its data can no longer be retrieved.`, {
      code: 'financial_connections_account_inactive',
    })
}

/** Refuses what nobody allowed. Wording [M]. */
export function checkPermission({ id, permissions }: Linked, feature: Feature): void {
  const { permission } = FEATURES[feature]
  if (!permissions!.includes(permission))
    throw invalid(
      `The Financial Connections Account \`${id}\` does not have the \`${permission}\` permission, which \`${feature}\` takes.`,
      { param: 'features' },
    )
}
