// How a payment stands, as people see it: an intent that has succeeded may since have been refunded or disputed, and one that waits for
// another payment method has failed, where there was one before.
import type Stripe from 'stripe'

/** The word for `Status`. The latest charge has to be expanded for what happened since. */
export function paymentStatus({ status, latest_charge, last_payment_error }: Stripe.PaymentIntent): string {
  if (status === 'requires_payment_method') return last_payment_error ? 'failed' : 'incomplete'
  const charge = typeof latest_charge === 'object' ? latest_charge : null
  return status === 'succeeded' && charge ? chargeStatus(charge) : status
}

export function chargeStatus({ status, refunded, amount_refunded, disputed, captured }: Stripe.Charge): string {
  if (disputed) return 'disputed'
  if (refunded) return 'refunded'
  if (amount_refunded > 0) return 'partially_refunded'
  return status === 'succeeded' && !captured ? 'requires_capture' : status
}

/** Where the customer goes to approve a payment, to see a voucher, or to name two deposits; undefined where there is nothing to do. */
export function nextUrl(action: Stripe.PaymentIntent.NextAction | null): string | undefined {
  if (!action) return undefined
  const of = (action as unknown as Readonly<Record<string, Readonly<Record<string, unknown>>>>)[action.type] ?? {}
  const names = ['url', 'hosted_voucher_url', 'hosted_instructions_url', 'hosted_verification_url', 'stripe_js']
  return names.map((name) => of[name]).find((one) => typeof one === 'string') as string | undefined
}
