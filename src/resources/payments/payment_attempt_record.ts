// Payment attempt records: one try at a payment that was reported. Each belongs to a payment record, whose reports write it.
// (https://docs.stripe.com/api/payment-attempt-record)
import type Stripe from 'stripe'
import { noSuch } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { object, resource } from '../../kernel/resource.ts'

/** How far an attempt has come. Only one that was initiated goes anywhere. */
export type Outcome = 'initiated' | 'guaranteed' | 'failed' | 'canceled'

export interface AttemptState {
  readonly outcome: Outcome
  /** When which of it happened, as it was reported (epoch seconds). Stripe shows these times in no object yet. */
  readonly at: Readonly<Partial<Record<Outcome, number>>>
}

/** There is no event of records or attempts. (https://docs.stripe.com/api/events/types) */
export const paymentAttemptRecord = object<Stripe.PaymentAttemptRecord, AttemptState>('payment_attempt_record', {
  prefix: 'par',
})

export const paymentAttemptRecords = resource(paymentAttemptRecord)
  .on<Stripe.PaymentAttemptRecordRetrieveParams>('GET /v1/payment_attempt_records/{id}', (_tx, _params, self) => self)
  .on<Stripe.PaymentAttemptRecordListParams>('GET /v1/payment_attempt_records', (tx, params) => {
    const { payment_record: id } = params
    // That a made-up record is refused, and has no empty list, is [K].
    if (tx.any([id])[0]?.object !== 'payment_record') throw noSuch('payment_record', id, 'payment_record')
    return list(tx, paymentAttemptRecord, params as never, '/v1/payment_attempt_records')
  })
