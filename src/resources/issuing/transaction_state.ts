// What an issuing transaction is: money that a card took out of the issuing balance, or brought back.
// (https://docs.stripe.com/api/issuing/transactions/object)
import type Stripe from 'stripe'
import type { Wire } from '../../contract/wire.ts'
import { object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { move } from '../payments/balance_transaction.ts'
import type { Card } from './card_state.ts'
import type { Amounts } from './purchase.ts'

export interface TransactionState {
  /** Minor units that were given back, of a capture. */
  readonly refunded?: number
  /** Absent from the object until it is asked for. */
  readonly details?: Wire<NonNullable<Stripe.Issuing.Transaction['purchase_details']>>
}

export const transaction = object<Stripe.Issuing.Transaction, TransactionState>('issuing.transaction', {
  prefix: 'ipi',
  noun: 'issuing transaction',
  events: [
    { on: 'insert', types: ['issuing_transaction.created'] },
    { on: 'update', types: ['issuing_transaction.updated'] },
  ],
  includes: { purchase_details: (_tx, { hidden }) => hidden.details ?? null },
})
export type Transaction = Row<Stripe.Issuing.Transaction, TransactionState>

interface Made extends Amounts, Pick<Transaction, 'amount_details' | 'merchant_data' | 'type' | 'wallet'> {
  readonly card: Card
  readonly authorization: string | null
  /** Of the request that was approved. */
  readonly code: string | null
  readonly details: TransactionState['details'] | undefined
}

/** Moves the money of a purchase, or of its refund, and writes that down. `amount` is above zero in both cases: minor units. */
export function insertTransaction(tx: Tx, { card, authorization, code, details, ...made }: Made): Transaction {
  const id = tx.id(transaction)
  const sign = made.type === 'capture' ? -1 : 1
  const { currency } = card
  const amount = sign * made.amount
  const moved = move(tx, {
    type: 'issuing_transaction',
    source: id,
    amount,
    currency,
    of: 'issuing',
    availableOn: tx.now,
  })
  return tx.insert(transaction, {
    id,
    amount,
    amount_details: made.amount_details,
    authorization,
    balance_transaction: moved.id,
    card: card.id,
    cardholder: card.cardholder.id,
    created: tx.now,
    currency,
    dispute: null,
    livemode: false,
    merchant_amount: sign * made.merchant_amount,
    merchant_currency: made.merchant_currency,
    merchant_data: made.merchant_data,
    metadata: {},
    network_data: {
      authorization_code: code,
      processing_date: new Date(tx.now * 1000).toISOString().slice(0, 10),
      transaction_id: null,
    },
    type: made.type,
    wallet: made.wallet,
    hidden: details ? { details } : {},
  })
}
