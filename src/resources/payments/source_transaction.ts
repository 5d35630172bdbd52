// Source transactions: money that reached the account which a receiver source shows. (https://docs.stripe.com/sources)
import type Stripe from 'stripe'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'

export const sourceTransaction = object<Stripe.SourceTransaction>('source_transaction', {
  prefix: 'srctxn',
  events: [{ on: 'insert', types: ['source.transaction.created'] }],
  terms: ({ source }) => [`source=${source}`],
})

/** They are read through their sources. */
export const sourceTransactions = resource(sourceTransaction)

/** Writes that an amount (minor units) has arrived; `details` are what the transfer tells, by its type. */
export function insertTransaction(
  tx: Tx,
  source: { readonly id: string; readonly type: string; readonly currency: string | null },
  amount: number,
  details: object,
): Row<Stripe.SourceTransaction> {
  return tx.insert(sourceTransaction, {
    amount,
    created: tx.now,
    currency: source.currency ?? '',
    livemode: false,
    source: source.id,
    status: 'succeeded',
    type: source.type,
    [source.type]: details,
  } as never)
}
