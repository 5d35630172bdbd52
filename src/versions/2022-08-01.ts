// 2022-08-01: customers have no `default_currency` beside their `currency`, charges no `order`, and Checkout Sessions no `shipping`.
// (https://docs.stripe.com/changelog/2022-08-01/removes-default-currency-customer-object; `order` by the SDK's types: orders of
// that time are not built, so no charge is of one)
import { about, type VersionChange } from './change.ts'

export const augustOf2022: VersionChange = {
  version: '2022-08-01',
  about:
    '`default_currency` of customers, `order` of charges, `shipping` and `shipping_rate` of Checkout Sessions are gone.',
  concerns: about('charges', 'checkout/sessions', 'customers'),
  down: {
    charge: (charge) => ({ ...charge, order: null }),
    'checkout.session': (session) => ({
      ...session,
      shipping: session.shipping_details ?? null,
      shipping_rate: (session.shipping_cost as { shipping_rate?: string } | null)?.shipping_rate ?? null,
    }),
    // It came to be absent where there is none. (the official SDK's types)
    product: (product) => ({ statement_descriptor: null, ...product }),
    customer: (customer) => ({ ...customer, default_currency: customer.currency ?? null }),
  },
}
