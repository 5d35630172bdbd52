// 2025-03-31.basil: a payment no longer names its invoice; the invoice's payments name it.
// (https://docs.stripe.com/changelog/basil/2025-03-31/add-support-for-multiple-partial-payments-on-invoices)
import { about, type VersionChange } from './change.ts'

export const basil: VersionChange = {
  version: '2025-03-31.basil',
  about: '`invoice` is no longer a field of charges.',
  concerns: about('charges'),
  includes: { charge: ['invoice'] },
}
