// Faults of payments: the bank says no, though the card or the account would have been taken. (docs/own-calls.md)
import { invalid } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DECLINES, type DeclineText } from '../../network/declines.ts'
import { faultsOf, type Given, hit, isSpent, keep, type Lasting, lasting } from './fault_state.ts'

/** A fault of payments: those of a customer, with a payment method; of all, where neither is given. */
export interface PaymentFault extends Lasting {
  readonly on: 'payments'
  readonly customer: string | null
  readonly decline_code: string
  readonly payment_method: string | null
}

export function paymentFault(tx: Tx, given: Given): PaymentFault {
  const { customer, decline_code = 'generic_decline', payment_method } = given
  if (!Object.hasOwn(DECLINES, decline_code))
    throw invalid(`No card is declined with ${decline_code}; one of ${Object.keys(DECLINES).join(', ')} is.`, {
      param: 'decline_code',
    })
  return {
    ...lasting(tx, given),
    on: 'payments',
    customer: customer ?? null,
    decline_code,
    payment_method: payment_method ?? null,
  }
}

/** Who pays, and with what. */
export interface Paying {
  readonly customer: string | null
  readonly payment_method: string | null
}

/** The decline that was asked for of a payment, if one was; that it came about is written down. */
export function declineAsked(tx: Tx, paying: Paying): DeclineText | undefined {
  const all = faultsOf(tx)
  const found = all.find(
    (one): one is PaymentFault =>
      one.on === 'payments' &&
      !isSpent(one) &&
      (one.customer === null || one.customer === paying.customer) &&
      (one.payment_method === null || one.payment_method === paying.payment_method),
  )
  if (!found) return undefined
  keep(
    tx,
    all.map((one) => (one.id === found.id ? { ...found, ...hit(found, 1) } : one)),
  )
  return DECLINES[found.decline_code as keyof typeof DECLINES]
}
