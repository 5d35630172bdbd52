// Balance transactions: every movement of the account's money. They are pending until the day they are available.
// (https://docs.stripe.com/api/balance_transactions)
import type Stripe from 'stripe'
import { list } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { addBusinessDays, startOfDay } from '../../lib/calendar.ts'
import { methodOf } from '../../network/catalogue.ts'
import { feeOf } from '../../rules/fees.ts'

export const balanceTransaction = object<Stripe.BalanceTransaction>('balance_transaction', { prefix: 'txn' })

export const balanceTransactions = resource(balanceTransaction)
  .on<Stripe.BalanceTransactionRetrieveParams>('GET /v1/balance_transactions/{id}', (_tx, _params, self) => self)
  .on<Stripe.BalanceTransactionListParams>('GET /v1/balance_transactions', (tx, params) =>
    list(tx, balanceTransaction, params as never, '/v1/balance_transactions'),
  )
  .job<{ id: string }>('settle', (tx, { id }) => {
    tx.update(balanceTransaction, tx.get(balanceTransaction, id), { status: 'available' })
  })

/** Money that a captured payment brings: the amount, less the fee, available some business days later at midnight UTC. */
export function insertPayment(
  tx: Tx,
  payment: { id: string; amount: number; currency: string; description: string | null; type: string },
): Row<Stripe.BalanceTransaction> {
  const method = methodOf(payment.type)!
  const fee = feeOf(payment.amount, payment.currency)
  const available_on = addBusinessDays(startOfDay(tx.now), method.settles)
  const row = tx.insert(balanceTransaction, {
    amount: payment.amount,
    available_on,
    balance_type: 'payments',
    created: tx.now,
    currency: payment.currency,
    description: payment.description,
    exchange_rate: null,
    fee,
    fee_details: [
      {
        amount: fee,
        application: null,
        currency: payment.currency,
        description: 'Stripe processing fees',
        type: 'stripe_fee',
      },
    ],
    net: payment.amount - fee,
    reporting_category: 'charge',
    source: payment.id,
    status: 'pending',
    type: method.movement,
  })
  tx.schedule(available_on, 'balance_transaction.settle', { id: row.id })
  return row
}
