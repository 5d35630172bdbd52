// What a credit grant is, and what is left of it; what may be done to one stands in billing.credit_grant.ts.
// (https://docs.stripe.com/api/billing/credit-grant/object)
import type Stripe from 'stripe'
import { object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Grant } from '../../rules/credit_grants.ts'

export interface CreditGrantState {
  /** What its ledger comes to, minor units. */
  readonly balance: number
  /** Whether it ever paid for an invoice, also one that was voided. */
  readonly applied: boolean
}

/** What becomes of its balance is news of its transactions, and not of the grant, which does not show it. [K] */
export const creditGrant = object<Stripe.Billing.CreditGrant, CreditGrantState>('billing.credit_grant', {
  prefix: 'credgr_test',
  noun: 'credit grant',
  events: [
    { on: 'insert', types: ['billing.credit_grant.created'] },
    { on: 'update', types: ['billing.credit_grant.updated'] },
  ],
  quiet: ['updated'],
  terms: ({ customer, voided_at, hidden }) =>
    voided_at === null && hidden.balance > 0 ? [unusedBy(String(customer))] : [],
})
export type CreditGrant = Row<Stripe.Billing.CreditGrant, CreditGrantState>

/** The term of grants that are neither voided nor used up; those that expired are used up by their expiry. */
const unusedBy = (customer: string) => `unused=${customer}`

/** A customer has a hundred unused grants at most. (docs.stripe.com/billing/subscriptions/usage-based/billing-credits) */
export const UNUSED_MAX = 100
/** Why 1 000: the hundred, and those that voided invoices gave back meanwhile. */
const READ_MAX = 1_000

/** The grants of a customer that have something left, the oldest first: so those of one second, too. */
export const unusedGrants = (tx: Tx, customer: string, limit = READ_MAX): CreditGrant[] =>
  tx.list(creditGrant, [unusedBy(customer)], { limit }).reverse()

/** The same, and all grants of the customer beside them, up to `READ_MAX`: in one round. */
export function grantsOf(tx: Tx, customer: string): { unused: CreditGrant[]; all: CreditGrant[] } {
  const [unused, all] = tx.lists(creditGrant, [[unusedBy(customer)], [`customer=${customer}`]], { limit: READ_MAX })
  return { unused: unused!, all: all! }
}

export const currencyOf = ({ amount }: CreditGrant): string => amount.monetary!.currency

/** Whether its time is over, epoch seconds. */
export const isExpired = ({ expires_at }: CreditGrant, now: number): boolean => expires_at !== null && expires_at <= now

/** As the rules see it. */
export const ruled = (row: CreditGrant): Grant => ({
  id: row.id,
  balance: row.hidden.balance,
  category: row.category as Grant['category'],
  created: row.created,
  effective_at: row.effective_at!,
  expires_at: row.expires_at,
  prices: row.applicability_config.scope.prices?.map(({ id }) => id!) ?? null,
  priority: row.priority!,
})
