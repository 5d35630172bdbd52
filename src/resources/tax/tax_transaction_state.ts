// What a tax transaction is; what may be done to one stands in tax.transaction.ts.
// (https://docs.stripe.com/api/tax/transactions/object)
import type Stripe from 'stripe'
import { listObject } from '../../kernel/list.ts'
import { object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { listTransactionLines, type Reversed } from './tax.transaction_line_item.ts'

export interface TransactionState {
  /** What has been given back of delivery in part, minor units above zero. */
  readonly shipping: Reversed
  /** How often it was given back in part, and whether all of it was. */
  readonly partial: number
  readonly full: boolean
  /** How it gives something back itself. */
  readonly mode?: 'full' | 'partial'
  /** Of whose lines: their ids, so that whoever undoes it finds all of them at once. */
  readonly origins?: readonly string[]
}

/** Stripe tells of transactions in no event. */
export const transaction = object<Stripe.Tax.Transaction, TransactionState>('tax.transaction', {
  prefix: 'tax',
  noun: 'tax transaction',
  terms: ({ reference }) => [`reference=${reference}`],
  includes: { line_items: (tx, { id }) => listObject(listTransactionLines(tx, id)) },
})
export type Transaction = Row<Stripe.Tax.Transaction, TransactionState>

export const NOTHING: Reversed = { amount: 0, amount_tax: 0 }

/** Whether a transaction, or a reversal, has a reference already. */
export const isTaken = (tx: Tx, reference: string): boolean =>
  tx.list(transaction, [`reference=${reference}`], { limit: 1 }).length > 0
