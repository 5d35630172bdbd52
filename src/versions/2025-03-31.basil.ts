// 2025-03-31.basil: a payment no longer names its invoice; the invoice's payments name it. Where a Checkout Session ships to
// stands in `collected_information`. Prices have meters, and no `aggregate_usage`; those of before keep it.
// (https://docs.stripe.com/changelog/basil/2025-03-31/add-support-for-multiple-partial-payments-on-invoices; docs.stripe.com/changelog/basil/2025-03-31/
// checkout-session-remove-shipping-details, …/deprecate-legacy-usage-based-billing)
import { about, type Sent, type VersionChange } from './change.ts'

export const basil: VersionChange = {
  version: '2025-03-31.basil',
  about:
    '`invoice` is no longer a field of charges, nor `shipping_details` of Checkout Sessions, nor `aggregate_usage` of ' +
    'prices and plans, nor what a platform keeps of invoices.',
  concerns: about('charges', 'checkout/sessions', 'invoices', 'plans', 'prices'),
  includes: { charge: ['invoice'], invoice: ['application_fee_amount', 'transfer_data'] },
  down: {
    'checkout.session': (session) => ({
      ...session,
      shipping_details:
        (session.collected_information as { shipping_details?: object } | null)?.shipping_details ?? null,
    }),
    plan: (plan) => ({ aggregate_usage: null, ...plan }),
    price: (price) =>
      price.recurring ? { ...price, recurring: { aggregate_usage: null, ...(price.recurring as Sent) } } : price,
  },
}
