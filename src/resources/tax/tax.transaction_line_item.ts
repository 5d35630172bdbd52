// One line of a tax transaction: what was collected for something, or given back.
// (https://docs.stripe.com/api/tax/transactions/line_items)
import type Stripe from 'stripe'
import { list, type ListParams } from '../../kernel/list.ts'
import { type Listing, object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { LINES_MAX } from './tax.calculation_line_item.ts'

export interface TransactionLineState {
  readonly of: string
  /** The reference of the sale; what is given back has none. */
  readonly sale?: string
  /** What has been given back of it in part, minor units above zero. */
  readonly reversed: Reversed
}

export interface Reversed {
  readonly amount: number
  readonly amount_tax: number
}

export const transactionLine = object<Stripe.Tax.TransactionLineItem, TransactionLineState>(
  'tax.transaction_line_item',
  {
    prefix: 'tax_li',
    short: true,
    noun: 'tax transaction line item',
    terms: ({ hidden }) => [`of=${hidden.of}`, ...(hidden.sale === undefined ? [] : [`sale=${hidden.sale}`])],
  },
)
export type TransactionLine = Row<Stripe.Tax.TransactionLineItem, TransactionLineState>

/** They are listed by what they stand in. */
export const transactionLines = resource(transactionLine)

/** All lines of a transaction, in their order. */
export const linesOfTransaction = (tx: Tx, of: string): TransactionLine[] =>
  tx.list(transactionLine, [`of=${of}`], { limit: LINES_MAX })

/** The same of a sale, by its reference: found in one round with the sale. */
export const linesOfSale = (tx: Tx, reference: string): TransactionLine[] =>
  tx.list(transactionLine, [`sale=${reference}`], { limit: LINES_MAX })

/** A page of them. */
export const listTransactionLines = (tx: Tx, of: string, params: ListParams = {}): Listing =>
  list(tx, transactionLine, params, `/v1/tax/transactions/${of}/line_items`, [`of=${of}`])
