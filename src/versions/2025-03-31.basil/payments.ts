// 2025-03-31.basil: a payment no longer names its invoice; the invoice's payments name it. Where a Checkout Session ships to
// stands in `collected_information`.
// (https://docs.stripe.com/changelog/basil/2025-03-31/add-support-for-multiple-partial-payments-on-invoices;
// …/checkout-session-remove-shipping-details)
import { about, type VersionChange } from '../change.ts'

export const payments: VersionChange = {
  version: '2025-03-31.basil',
  about: '`invoice` is no longer a field of charges and PaymentIntents, nor `shipping_details` of Checkout Sessions.',
  concerns: about('charges', 'checkout/sessions', 'payment_intents'),
  includes: { charge: ['invoice'], payment_intent: ['invoice'] },
  down: {
    'checkout.session': (session) => ({
      ...session,
      shipping_details:
        (session.collected_information as { shipping_details?: object } | null)?.shipping_details ?? null,
    }),
  },
}
