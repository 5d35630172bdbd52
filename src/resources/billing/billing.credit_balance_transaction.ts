// Credit balance transactions: the ledger of a credit grant. What was granted, what paid for invoices, what came back with
// voided ones, and what expired or was voided; none is ever changed. (https://docs.stripe.com/api/billing/credit-balance-transaction)
import type Stripe from 'stripe'
import { refuseUnbuilt } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { customer } from '../payments/customer_state.ts'
import { type CreditGrant, creditGrant, currencyOf } from './credit_grant_state.ts'

export interface CreditTransactionState {
  readonly customer: string
}

export const creditBalanceTransaction = object<Stripe.Billing.CreditBalanceTransaction, CreditTransactionState>(
  'billing.credit_balance_transaction',
  {
    prefix: 'cbtxn_test',
    noun: 'credit balance transaction',
    events: [{ on: 'insert', types: ['billing.credit_balance_transaction.created'] }],
    filters: ['customer'],
    terms: ({ hidden }) => [`customer=${hidden.customer}`],
  },
)
export type CreditTransaction = Row<Stripe.Billing.CreditBalanceTransaction, CreditTransactionState>

const PATH = '/v1/billing/credit_balance_transactions'

export const creditBalanceTransactions = resource(creditBalanceTransaction)
  .on<Stripe.Billing.CreditBalanceTransactionRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Billing.CreditBalanceTransactionListParams>(`GET ${PATH}`, (tx, params) => {
    refuseUnbuilt(params, ['customer_account'], ' for credit balance transactions')
    if (params.customer !== undefined) tx.get(customer, params.customer, 'customer')
    if (params.credit_grant !== undefined) tx.get(creditGrant, params.credit_grant, 'credit_grant')
    return list(tx, creditBalanceTransaction, params as never, PATH)
  })

type Credit = NonNullable<CreditTransaction['credit']>['type']
type Debit = NonNullable<CreditTransaction['debit']>['type']

/** Which way each goes. */
const KINDS = {
  credits_granted: 'credit',
  credits_application_invoice_voided: 'credit',
  credits_applied: 'debit',
  credits_expired: 'debit',
  credits_voided: 'debit',
} as const satisfies Record<string, 'credit' | 'debit'>

export interface CreditMovement {
  readonly type: keyof typeof KINDS
  /** Minor units of the grant's currency, above zero. */
  readonly amount: number
  /** From when it counts, epoch seconds: now unless told. */
  readonly effective_at?: number
  /** The line of an invoice that it is about. */
  readonly of?: { readonly invoice: string; readonly invoice_line_item: string }
}

/**
 * Enters a movement into a grant's ledger, and returns the grant with what is then left of it. Recorded of an invoice on a
 * test clock: `created` is the account's time, `effective_at` that of the clock.
 */
export function enter(
  tx: Tx,
  before: CreditGrant,
  { type, amount, effective_at = tx.now, of }: CreditMovement,
): { grant: CreditGrant; transaction: CreditTransaction } {
  const kind = KINDS[type]
  const money = { monetary: { currency: currencyOf(before), value: amount }, type: 'monetary' as const }
  const about = of ?? null
  const balance = before.hidden.balance + (kind === 'credit' ? amount : -amount)
  const applied = before.hidden.applied || type === 'credits_applied'
  const grant = tx.update(creditGrant, before, { hidden: { balance, applied } })
  const transaction = tx.insert(creditBalanceTransaction, {
    created: tx.untimed.now,
    credit:
      kind === 'credit' ? { amount: money, credits_application_invoice_voided: about, type: type as Credit } : null,
    credit_grant: before.id,
    debit: kind === 'debit' ? { amount: money, credits_applied: about, type: type as Debit } : null,
    effective_at,
    livemode: false,
    test_clock: before.test_clock,
    type: kind,
    hidden: { customer: String(before.customer) },
  })
  return { grant, transaction }
}
