// Refusals of payments that only subscriptions know, in Stripe's words.
import { declined } from '../../kernel/errors.ts'

/** The code is not in the SDK's list. Recorded. */
export const needsAction = () =>
  declined({
    code: 'subscription_payment_intent_requires_action',
    message:
      "Payment for this subscription requires additional user action, but the requested payment behavior doesn't save the " +
      'invoice or PaymentIntent. Retry the request with `payment_behavior=allow_incomplete` or ' +
      "`payment_behavior=default_incomplete`, then complete the PaymentIntent on the subscription's latest invoice. " +
      'Additional information is available here: https://stripe.com/docs/billing/subscriptions/overview#requires-action',
  })
