// 2022-08-01: customers have no `default_currency` beside their `currency`, and charges no `order`.
// (https://docs.stripe.com/changelog/2022-08-01/removes-default-currency-customer-object; `order` by the SDK's types: orders of
// that time are not built, so no charge is of one)
import { about, type VersionChange } from './change.ts'

export const augustOf2022: VersionChange = {
  version: '2022-08-01',
  about: '`default_currency` of customers and `order` of charges are gone.',
  concerns: about('charges', 'customers'),
  down: {
    charge: (charge) => ({ ...charge, order: null }),
    customer: (customer) => ({ ...customer, default_currency: customer.currency ?? null }),
  },
}
