// Refusals of payments that only subscriptions know, in Stripe's words.
import { declined, invalid } from '../../kernel/errors.ts'

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

/** What a schedule manages is ended by it only. (the words: several projects that quote Stripe's answer) */
export function refuseManaged({ schedule }: { readonly schedule: unknown }, given: object): void {
  if (schedule === null) return
  const param = ['cancel_at', 'cancel_at_period_end'].find(
    (name) => (given as Record<string, unknown>)[name] !== undefined,
  )
  if (param === undefined) return
  throw invalid(
    `The subscription is managed by the subscription schedule \`${schedule}\`, and updating any cancelation behavior ` +
      'directly is not allowed. Please update the schedule instead.',
  )
}
