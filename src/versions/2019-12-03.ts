// 2019-12-03: a customer's tax ids are objects of their own, and no longer `tax_info` of the customer; what a void invoice took of the
// customer's balance is given back.
// (https://docs.stripe.com/changelog/2019-12-03/removes-deprecated-tax-information-fields, …/customer-balances-returned-voided-invoices)
import { about, type VersionChange } from './change.ts'

export const decemberOf2019: VersionChange = {
  version: '2019-12-03',
  about:
    '`tax_info` and `tax_info_verification` of customers are gone, and `invoice_customer_balance_settings` of subscriptions.',
  concerns: about('customers', 'subscriptions'),
  // What a void invoice took of the balance is always given back.
  unheeded: {
    'POST /v1/customers': ['tax_info'],
    'POST /v1/customers/{id}': ['tax_info'],
    'POST /v1/subscriptions': ['invoice_customer_balance_settings'],
    'POST /v1/subscriptions/{id}': ['invoice_customer_balance_settings'],
  },
  down: {
    // Nobody can set it: both are null, as they are recorded for customers that have tax ids or none.
    customer: (customer) => ({ ...customer, tax_info: null, tax_info_verification: null }),
    // As recorded where nobody has set it.
    subscription: (subscription) => ({
      ...subscription,
      invoice_customer_balance_settings: { consume_applied_balance_on_void: true },
    }),
  },
}
