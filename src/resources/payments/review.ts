// Reviews: payments that the account's rules hold up for somebody to look at, until they are approved, refunded or disputed.
// (https://docs.stripe.com/api/radar/reviews; https://docs.stripe.com/radar/reviews)
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { charge } from './charge_state.ts'
import { dispute, isInquiry } from './dispute_state.ts'
import { paymentIntent } from './payment_intent_state.ts'
import { type Review, review } from './review_state.ts'

export const reviews = resource(review)
  .on<Stripe.ReviewRetrieveParams>('GET /v1/reviews/{id}', (_tx, _params, self) => self)
  .on<Stripe.ReviewListParams>('GET /v1/reviews', (tx, params) =>
    list(tx, review, params as never, '/v1/reviews', ['open=true']),
  )
  .on<Stripe.ReviewApproveParams>('POST /v1/reviews/{id}/approve', (tx, _params, self) => {
    // Wording [K].
    if (!self.open) throw invalid(`This review is already closed (${self.reason}).`)
    return close(tx, self, 'approved')
  })
  .when('charge.refunded', charge, (tx, paid) => {
    if (!paid.refunded) return
    closeOf(tx, paid, paid.fraud_details?.user_report === 'fraudulent' ? 'refunded_as_fraud' : 'refunded')
  })
  .when('charge.dispute.created', dispute, (tx, disputed) => {
    if (!isInquiry(disputed)) closeOf(tx, tx.get(charge, disputed.charge as string), 'disputed')
  })
  .when('payment_intent.canceled', paymentIntent, (tx, intent) => closeOf(tx, intent, 'canceled'))

type Reason = NonNullable<Review['closed_reason']>

const close = (tx: Tx, self: Review, reason: Reason): Review =>
  tx.update(review, self, { closed_reason: reason, open: false, reason })

/** The payment has come to something else: nobody needs to look at it any more. */
function closeOf(tx: Tx, of: { readonly review: unknown }, reason: Reason): void {
  if (typeof of.review !== 'string') return
  const self = tx.get(review, of.review)
  if (self.open) close(tx, self, reason)
}
