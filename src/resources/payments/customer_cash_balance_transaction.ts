// Customer cash balance transactions: money that a customer sent ahead of a payment, and where it went.
// (https://docs.stripe.com/api/cash_balance_transactions)
import type Stripe from 'stripe'
import { noSuch } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { customer } from './customer_state.ts'

export const cashTransaction = object<Stripe.CustomerCashBalanceTransaction>('customer_cash_balance_transaction', {
  prefix: 'ccsbtxn',
  events: [{ on: 'insert', types: ['customer_cash_balance_transaction.created'] }],
  terms: ({ customer }) => [`customer=${customer}`],
})
export type CashTransaction = Row<Stripe.CustomerCashBalanceTransaction>

export const customerCashBalanceTransactions = resource(cashTransaction)
  .on<Stripe.CustomerListCashBalanceTransactionsParams>(
    'GET /v1/customers/{id}/cash_balance_transactions',
    (tx, params, _self, [id]) => {
      tx.get(customer, id!)
      const path = `/v1/customers/${id}/cash_balance_transactions`
      return list(tx, cashTransaction, params as never, path, [`customer=${id}`])
    },
  )
  .on<Stripe.CustomerRetrieveCashBalanceTransactionParams>(
    'GET /v1/customers/{customer}/cash_balance_transactions/{id}',
    (tx, _params, _self, [who, id]) => {
      const { id: owner } = tx.get(customer, who!)
      const self = tx.find(cashTransaction, id!)
      if (self?.customer !== owner) throw noSuch(cashTransaction.noun, id!)
      return self
    },
  )

/** Where money of a cash balance comes from or goes to, in the words of its type. */
export type Reason =
  | { readonly funded: object }
  | { readonly applied_to_payment: { readonly payment_intent: string } }
  | { readonly unapplied_from_payment: { readonly payment_intent: string } }
  | { readonly refunded_from_payment: { readonly refund: string } }

interface Movement {
  readonly customer: string
  /** Minor units of `currency`: positive comes in, negative goes out. */
  readonly amount: number
  readonly currency: string
  /** What is there after it. */
  readonly ending: number
}

/** Enters a movement, which the caller writes to the balance. */
export function insertCashTransaction(
  tx: Tx,
  { customer: who, amount, currency, ending }: Movement,
  reason: Reason,
): CashTransaction {
  const [type] = Object.keys(reason)
  return tx.insert(cashTransaction, {
    created: tx.now,
    currency,
    customer: who,
    customer_account: null,
    ending_balance: ending,
    livemode: false,
    net_amount: amount,
    ...reason,
    type,
  } as never)
}
