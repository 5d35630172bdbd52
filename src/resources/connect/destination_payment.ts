// The other end of a transfer: a payment in the connected account, which is a charge that nobody's card was charged for.
// (https://docs.stripe.com/api/transfers/object#transfer_object-destination_payment)
import type { Tx } from '../../kernel/tx.ts'
import { applicationOf } from '../core/account.ts'
import { applicationFeeDetail, move, type SourceType } from '../payments/balance_transaction.ts'
import { type Charge, charge } from '../payments/charge_state.ts'
import { NOT_ASSESSED } from '../payments/charging.ts'
import { billingOf } from '../payments/chargeable.ts'
import { type Refund, refund } from '../payments/refund.ts'

interface Arrival {
  readonly id: string
  readonly transfer: string
  /** Minor units: what arrives, and what of it the platform keeps. */
  readonly amount: number
  readonly kept: number
  readonly applicationFee: string | null
  readonly currency: string
  readonly of: SourceType
  /** Epoch seconds from which the money can be used. */
  readonly availableOn: number
}

/** Writes the payment, and brings its money in. `tx` is the connected account's side. */
export function insertDestinationPayment(tx: Tx, { id, amount, currency, kept, ...arrival }: Arrival): Charge {
  const transaction = move(tx, {
    type: 'payment',
    source: id,
    amount,
    currency,
    fees: [applicationFeeDetail(tx, kept, currency)],
    of: arrival.of,
    availableOn: arrival.availableOn,
  })
  return tx.insert(charge, {
    id,
    amount,
    amount_captured: amount,
    amount_refunded: 0,
    application: applicationOf(tx),
    application_fee: arrival.applicationFee,
    application_fee_amount: kept === 0 ? null : kept,
    balance_transaction: transaction.id,
    billing_details: billingOf({}),
    calculated_statement_descriptor: null,
    captured: true,
    created: tx.now,
    currency,
    customer: null,
    description: null,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: {},
    on_behalf_of: null,
    outcome: NOT_ASSESSED,
    paid: true,
    payment_intent: null,
    payment_method: null,
    payment_method_details: { stripe_account: {}, type: 'stripe_account' },
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: { id: tx.place.tenant, object: 'account' },
    source_transfer: arrival.transfer,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'succeeded',
    transfer_data: null,
    transfer_group: null,
    hidden: {},
  } as never)
}

/** Takes some of it back, in minor units, for a reversal of the transfer. */
export function refundDestinationPayment(
  tx: Tx,
  self: Charge,
  { amount, reversal, availableOn, of }: { amount: number; reversal: string; availableOn: number; of: SourceType },
): Refund {
  const id = tx.id({ ...refund, prefix: 'pyr' })
  const moved = { source: id, amount: -amount, currency: self.currency, of, availableOn }
  const transaction = move(tx, { type: 'payment_refund', description: 'REFUND FOR PAYMENT', ...moved })
  const amount_refunded = self.amount_refunded + amount
  tx.update(charge, self, { amount_refunded, refunded: amount_refunded === self.amount })
  return tx.insert(refund, {
    id,
    amount,
    balance_transaction: transaction.id,
    charge: self.id,
    created: tx.now,
    currency: self.currency,
    customer: null,
    customer_account: null,
    metadata: {},
    payment_intent: null,
    payment_method: null,
    reason: null,
    receipt_number: null,
    source_transfer_reversal: reversal,
    status: 'succeeded',
    transfer_reversal: null,
    hidden: {},
  } as never)
}
