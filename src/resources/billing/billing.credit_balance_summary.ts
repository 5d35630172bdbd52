// The credit balance summary: what a customer's credit grants come to, by currency; added up when it is asked for.
// (https://docs.stripe.com/api/billing/credit-balance-summary)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { missingParameter, noSuch, refuseUnbuilt } from '../../kernel/errors.ts'
import { object, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { isEligible } from '../../rules/credit_grants.ts'
import { customer } from '../payments/customer_state.ts'
import { scopeOf } from './billing.credit_grant.ts'
import { type CreditGrant, creditGrant, currencyOf, grantsOf, ruled } from './credit_grant_state.ts'

const creditBalanceSummary = object<{ object: 'billing.credit_balance_summary' }>('billing.credit_balance_summary', {
  prefix: 'cbsum',
  nameless: true,
})

type Retrieve = Params<Stripe.Billing.CreditBalanceSummaryRetrieveParams>

export const creditBalanceSummaries = resource(creditBalanceSummary).on<Retrieve>(
  'GET /v1/billing/credit_balance_summary',
  (account, params) => {
    refuseUnbuilt(params, ['customer_account'], ' for a credit balance summary')
    if (params.customer === undefined) throw missingParameter('customer')
    const who = account.get(customer, params.customer, 'customer')
    const tx = account.under(who.test_clock)
    return {
      object: 'billing.credit_balance_summary',
      balances: balancesOf(chosen(tx, who.id, params.filter), tx.now),
      customer: who.id,
      customer_account: null,
      livemode: false,
    }
  },
  { reads: ['customer', 'filter.credit_grant', 'filter.applicability_scope.prices.id'] },
)

/** The grants that a filter is about. */
function chosen(tx: Tx, who: string, filter: Retrieve['filter']): CreditGrant[] {
  if (filter.type === 'credit_grant') {
    if (filter.credit_grant === undefined) throw missingParameter('filter[credit_grant]')
    const grant = tx.get(creditGrant, filter.credit_grant, 'filter[credit_grant]')
    // That another customer's is not there is [K].
    if (grant.customer !== who) throw noSuch(creditGrant.noun, grant.id, 'filter[credit_grant]')
    return [grant]
  }
  if (filter.applicability_scope === undefined) throw missingParameter('filter[applicability_scope]')
  const { prices } = scopeOf(tx, filter.applicability_scope, 'filter[applicability_scope]')
  const { unused, all } = grantsOf(tx, who)
  const grants = [...new Map([...all, ...unused].map((row) => [row.id, row])).values()]
  return grants.filter((row) => isFor(row, prices))
}

/** Whether a grant may pay for something in a scope: for all metered prices, only what is for all of them. [K] */
function isFor(row: CreditGrant, asked: readonly { readonly id: string }[] | undefined): boolean {
  const { prices } = ruled(row)
  return prices === null || (asked ?? []).some(({ id }) => prices.includes(id))
}

/** One entry for each currency, in the order of the alphabet. [K] */
function balancesOf(grants: readonly CreditGrant[], now: number) {
  const currencies = [...new Set(grants.map(currencyOf))].sort()
  return currencies.map((currency) => {
    const own = grants.filter((row) => currencyOf(row) === currency)
    const money = (value: number) => ({ monetary: { currency, value }, type: 'monetary' as const })
    return {
      available_balance: money(sumOf(own.filter((row) => isEligible(ruled(row), now)))),
      ledger_balance: money(sumOf(own)),
    }
  })
}

const sumOf = (rows: readonly CreditGrant[]): number => rows.reduce((sum, row) => sum + row.hidden.balance, 0)
