// The types of `brindle/stripe-js`: those of the package @stripe/stripe-js that it stands in for, whichever major is installed.
import type { Stripe, StripeConstructorOptions } from '@stripe/stripe-js'

export type * from '@stripe/stripe-js'

export declare const loadStripe: {
  (publishableKey: string, options?: StripeConstructorOptions): Promise<Stripe | null>
  /** Before the first `loadStripe`: `url` is where Brindle is, in place of BRINDLE_URL. */
  setLoadParameters(parameters: { advancedFraudSignals?: boolean; url?: string }): void
}
