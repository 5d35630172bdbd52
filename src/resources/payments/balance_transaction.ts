// Balance transactions: every movement of the account's money. They are pending until the day they are available.
// (https://docs.stripe.com/api/balance_transactions)
import type Stripe from 'stripe'
import { list } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { addBusinessDays, startOfDay } from '../../lib/calendar.ts'

export const balanceTransaction = object<Stripe.BalanceTransaction>('balance_transaction', { prefix: 'txn' })
export type BalanceTransaction = Row<Stripe.BalanceTransaction>

export const balanceTransactions = resource(balanceTransaction)
  .on<Stripe.BalanceTransactionRetrieveParams>('GET /v1/balance_transactions/{id}', (_tx, _params, self) => self)
  .on<Stripe.BalanceTransactionListParams>('GET /v1/balance_transactions', (tx, params) =>
    list(tx, balanceTransaction, params as never, '/v1/balance_transactions'),
  )
  .job<{ id: string }>('settle', (tx, { id }) => {
    tx.update(balanceTransaction, tx.get(balanceTransaction, id), { status: 'available' })
  })

/** How reports sort the types. (https://docs.stripe.com/reports/reporting-categories) */
const CATEGORIES = {
  adjustment: 'dispute',
  application_fee: 'platform_earning',
  application_fee_refund: 'platform_earning_refund',
  charge: 'charge',
  payment: 'charge',
  payment_failure_refund: 'charge_failure',
  payment_refund: 'refund',
  payout: 'payout',
  payout_cancel: 'payout_reversal',
  payout_failure: 'payout_reversal',
  refund: 'refund',
  refund_failure: 'refund_failure',
  stripe_fee: 'fee',
  topup: 'topup',
  topup_reversal: 'topup_reversal',
  transfer: 'transfer',
  transfer_cancel: 'transfer_reversal',
  transfer_failure: 'transfer_reversal',
  transfer_refund: 'transfer_reversal',
} as const

export interface Movement {
  readonly type: keyof typeof CATEGORIES
  /** Where reports see more in it than its type, such as `dispute_reversal`. */
  readonly category?: string
  /** The id of the object that moved the money. */
  readonly source: string
  /** Gross, in minor units of `currency`: positive comes in, negative goes out. */
  readonly amount: number
  readonly currency: string
  readonly description?: string | null
  readonly fees?: readonly Fee[]
  /** Epoch seconds from which the money can be used; now or before is at once. */
  readonly availableOn: number
}
type Fee = BalanceTransaction['fee_details'][number]

/** What Stripe keeps of a movement, in minor units. */
export const stripeFee = (amount: number, currency: string, description = 'Stripe processing fees'): Fee => ({
  amount,
  application: null,
  currency,
  description,
  type: 'stripe_fee',
})

/** Midnight UTC some business days from now. (https://docs.stripe.com/payouts#payout-speed) */
export const inBusinessDays = (tx: Tx, days: number): number =>
  days === 0 ? tx.now : addBusinessDays(startOfDay(tx.now), days)

/** Moves money: the only way in which a balance ever changes. */
export function move(tx: Tx, movement: Movement): BalanceTransaction {
  const { type, currency, amount, availableOn } = movement
  const fees = (movement.fees ?? []).filter((fee) => fee.amount !== 0)
  const fee = fees.reduce((sum, { amount }) => sum + amount, 0)
  const isAvailable = availableOn <= tx.now
  const row = tx.insert(balanceTransaction, {
    amount,
    available_on: isAvailable ? tx.now : availableOn,
    balance_type: 'payments',
    created: tx.now,
    currency,
    description: movement.description ?? null,
    exchange_rate: null,
    fee,
    fee_details: fees,
    net: amount - fee,
    reporting_category: movement.category ?? CATEGORIES[type],
    source: movement.source,
    status: isAvailable ? 'available' : 'pending',
    type,
  })
  if (!isAvailable) tx.schedule(availableOn, 'balance_transaction.settle', { id: row.id })
  return row
}
