// Stripe's own names, for who sends here what was meant for them. (docs/ways-in.md)

/** What browsers and clients tell of themselves. It is taken, and forgotten. */
const TELEMETRY = ['m.stripe.com', 'q.stripe.com', 'r.stripe.com']

/** The hosts of the API, of Stripe.js, and of the pages that they lead to. */
export const STRIPE_HOSTS: readonly string[] = [
  'api.stripe.com',
  'billing.stripe.com',
  'buy.stripe.com',
  'checkout.stripe.com',
  'connect.stripe.com',
  'dashboard.stripe.com',
  'files.stripe.com',
  'hooks.stripe.com',
  'invoice.stripe.com',
  'js.stripe.com',
  'meter-events.stripe.com',
  'pay.stripe.com',
  'payments.stripe.com',
  'pm-redirects.stripe.com',
  'verify.stripe.com',
  ...TELEMETRY,
]

/** Whether a request by this `Host` tells only of the client itself. */
export const isTelemetry = (host: string | undefined): boolean => TELEMETRY.includes((host ?? '').replace(/:\d+$/, ''))
