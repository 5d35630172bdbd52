// What a review is: a payment that somebody should look at, and which news its changes are.
// (https://docs.stripe.com/api/radar/reviews/object)
import type Stripe from 'stripe'
import { object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Charge } from './charge_state.ts'

export const review = object<Stripe.Review>('review', {
  prefix: 'prv',
  terms: ({ open }) => [`open=${open}`],
  events: [
    { on: 'insert', types: ['review.opened'] },
    { became: ['open', false], types: ['review.closed'] },
  ],
})
export type Review = Row<Stripe.Review>

/** Opens the review that a charge says it has. */
export function openReview(tx: Tx, paid: Charge): void {
  tx.insert(review, {
    id: paid.review as string,
    billing_zip: paid.billing_details.address?.postal_code ?? null,
    charge: paid.id,
    closed_reason: null,
    created: tx.now,
    ip_address: null,
    ip_address_location: null,
    livemode: false,
    open: true,
    opened_reason: 'rule',
    ...(paid.payment_intent !== null && { payment_intent: paid.payment_intent as string }),
    reason: 'rule',
    session: null,
  })
}
