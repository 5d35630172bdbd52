// 2018-10-31: the first invoice of a subscription says so.
// (https://docs.stripe.com/changelog/2018-10-31/first-invoice-subscription-billing-reason-subscription-create)
import { about, type VersionChange } from './change.ts'

export const octoberOf2018: VersionChange = {
  version: '2018-10-31',
  about:
    '`billing_reason` of the first invoice of a subscription is `subscription_create`; it was `subscription_update`.',
  concerns: about('invoices'),
  down: {
    invoice: (invoice) =>
      invoice.billing_reason === 'subscription_create'
        ? { ...invoice, billing_reason: 'subscription_update' }
        : invoice,
  },
}
