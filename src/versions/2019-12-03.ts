// 2019-12-03: a customer's tax ids are objects of their own, and no longer `tax_info` of the customer.
// (https://docs.stripe.com/changelog/2019-12-03/removes-deprecated-tax-information-fields)
import { about, type VersionChange } from './change.ts'

export const decemberOf2019: VersionChange = {
  version: '2019-12-03',
  about: '`tax_info` and `tax_info_verification` of customers are gone.',
  concerns: about('customers'),
  // Nobody can set it: both are null, as they are recorded for customers that have tax ids or none.
  down: { customer: (customer) => ({ ...customer, tax_info: null, tax_info_verification: null }) },
}
