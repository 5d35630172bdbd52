// Financial accounts: money that an account stores at Stripe, apart from its payments balance. Who turns the product on has
// one; a sandbox has it from the beginning. (https://docs.stripe.com/api/v2/money-management/financial-accounts)
import type Stripe from 'stripe'
import type { Nullable } from '../../contract/wire.ts'
import { refusedAs, tooLong } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource, shown } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { listV2 } from '../../kernel/v2_list.ts'
import { toRfc3339 } from '../../lib/rfc3339.ts'
import type { Impact } from '../../rules/money_movements.ts'
import { own } from '../core/account.ts'

type Fields = Nullable<Stripe.V2.MoneyManagement.FinancialAccount>
export type FinancialAccount = Row<Fields>

export const financialAccount = object<Fields>('v2.money_management.financial_account', {
  prefix: 'fa_test',
  events: [
    { on: 'insert', types: ['v2.money_management.financial_account.created'] },
    // What its balance does is told of by its transactions. [K]
    {
      on: 'update',
      changed: ['display_name', 'metadata', 'status'],
      types: ['v2.money_management.financial_account.updated'],
    },
  ],
  // It is there before anything is written of it.
  named: (tx, id) => (id === firstId(tx) ? firstAccount(tx) : undefined),
  terms: ({ status }) => [`status=${status}`],
})

/** (https://docs.stripe.com/api/v2/money-management/financial-accounts/update#…-display_name) */
const DISPLAY_NAME_MAX = 50
const URL = '/v2/money_management/financial_accounts'
/** What a list has that asks for no status. (…/financial-accounts/list#…-statuses) */
const LISTED = ['open', 'pending'] as const

export const financialAccounts = resource(financialAccount)
  .on<Stripe.V2.MoneyManagement.FinancialAccountRetrieveParams>(
    'GET /v2/money_management/financial_accounts/{id}',
    (_tx, { include }, self) => shown(self, included(self, include)),
  )
  .on<Stripe.V2.MoneyManagement.FinancialAccountListParams>(
    'GET /v2/money_management/financial_accounts',
    (tx, params) => {
      const { statuses = LISTED, include } = params
      const show = (rows: readonly FinancialAccount[]) =>
        rows.map(({ hidden: _, ...row }) => ({ ...row, ...included(row as never, include) }))
      const [written] = tx.any([firstId(tx)])
      // The only one there can be, and nobody has written it yet: no second page leads beyond it.
      if (!written && statuses.includes('open'))
        return { data: show([firstAccount(tx)]), next_page_url: null, previous_page_url: null }
      const several = statuses.map((status) => [`status=${status}`])
      return listV2(tx, [{ type: financialAccount, several, show }], params as never, URL)
    },
  )
  .on<Stripe.V2.MoneyManagement.FinancialAccountUpdateParams>(
    'POST /v2/money_management/financial_accounts/{id}',
    (tx, { display_name, metadata }, self) => {
      if (display_name !== undefined && [...display_name].length > DISPLAY_NAME_MAX)
        throw tooLong(display_name, DISPLAY_NAME_MAX, 'display_name')
      return write(tx, self, {
        ...(display_name !== undefined && { display_name }),
        ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata ?? {}, metadata) }),
      })
    },
  )

/** What is left out unless it is asked for. Brindle's money is stored at no bank, and nobody insures it. */
function included({ storage }: FinancialAccount, include: readonly string[] = []): Record<string, unknown> {
  if (!include.includes('storage.deposit_insurance_eligibility')) return {}
  return { storage: { ...storage, deposit_insurance_eligibility: [] } }
}

/** Follows from the account's id, so that it need not be looked for. */
const firstId = ({ place }: Pick<Tx, 'place'>): string =>
  `${financialAccount.prefix}_${place.account.slice('acct_'.length).padStart(24, '0')}`

/** The account's financial account, or as it is before it is first used: open, and empty in the currency of its country. */
function firstAccount(tx: Tx): FinancialAccount {
  const known = tx.find(financialAccount, firstId(tx))
  if (known) return known
  const { country, default_currency, created } = own(tx)
  const currency = default_currency ?? 'usd'
  const empty = { [currency]: { value: 0, currency } }
  return {
    id: firstId(tx),
    object: 'v2.money_management.financial_account',
    balance: { available: empty, inbound_pending: empty, outbound_pending: empty },
    country: country ?? 'US',
    created: toRfc3339(created!),
    display_name: null,
    livemode: false,
    metadata: null,
    other: null,
    status: 'open',
    storage: { holds_currencies: [currency] },
    type: 'storage',
    hidden: {},
  }
}

function write(tx: Tx, self: FinancialAccount, changes: Partial<FinancialAccount>): FinancialAccount {
  if (tx.find(financialAccount, self.id)) return tx.update(financialAccount, self, changes)
  return tx.insert(financialAccount, { ...self, ...changes })
}

/** The one that a parameter names, which can be used for moving money. Refuses any other. Words [M], the code [K]. */
export function openAccount(tx: Tx, id: string, param: string): FinancialAccount {
  const known = id === firstId(tx) ? firstAccount(tx) : tx.get(financialAccount, id, param)
  if (known.status !== 'open')
    throw refusedAs(
      'financial_account_not_open',
      'financial_account_not_in_open_status',
      `The FinancialAccount ${id} is ${known.status}.`,
      { param },
    )
  return known
}

/** Refuses a currency that the account does not hold. */
export function checkHolds({ id, storage }: FinancialAccount, currency: string, param: string): void {
  if (storage?.holds_currencies.includes(currency)) return
  throw refusedAs(
    'feature_not_enabled',
    'financial_account_balance_does_not_support_currency',
    `The FinancialAccount ${id} does not hold ${currency}.`,
    { param },
  )
}

/** What may be spent of a currency, in minor units. */
export const availableIn = ({ balance }: FinancialAccount, currency: string): number =>
  balance.available[currency]?.value ?? 0

/**
 * Writes the balances anew. They stand in the account's own row: a payment has to see the balance that is left by all before
 * it, so whoever moves money waits for this row in any case. Only the ledger calls it, with the entry that it writes.
 */
export function applyImpact(tx: Tx, id: string, currency: string, impact: Impact): void {
  const self = id === firstId(tx) ? firstAccount(tx) : tx.get(financialAccount, id)
  const moved = (name: keyof Impact) => {
    const before = self.balance[name]
    return { ...before, [currency]: { value: (before[currency]?.value ?? 0) + impact[name], currency } }
  }
  write(tx, self, {
    balance: {
      available: moved('available'),
      inbound_pending: moved('inbound_pending'),
      outbound_pending: moved('outbound_pending'),
    },
  })
}
