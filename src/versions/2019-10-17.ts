// 2019-10-17: what a customer owes or is owed is `balance`, how a subscription or an invoice is collected `collection_method`, and
// when a subscription began `start_date`. Older answers have both names, as they are recorded.
// (https://docs.stripe.com/changelog/2019-10-17/renames-account-balance-customer-object; https://docs.stripe.com/changelog/2019-10-17)
import { about, type Given, renamed, upward, type VersionChange } from './change.ts'

const balanced = (params: Given): Given => renamed(params, 'account_balance', 'balance')
const collected = (params: Given): Given => renamed(params, 'billing', 'collection_method')

export const octoberOf2019: VersionChange = {
  version: '2019-10-17',
  about:
    '`account_balance` of customers is called `balance`, `billing` of invoices and subscriptions `collection_method`, ' +
    '`start` of subscriptions `start_date`.',
  concerns: about('customers', 'invoices', 'subscription_schedules', 'subscriptions'),
  up: upward({
    'POST /v1/customers': balanced,
    'POST /v1/customers/{id}': balanced,
    'GET /v1/invoices': collected,
    'POST /v1/invoices': collected,
    'POST /v1/invoices/{id}': collected,
    'GET /v1/subscriptions': collected,
    'POST /v1/subscriptions': collected,
    'POST /v1/subscriptions/{id}': collected,
  }),
  names: { balance: 'account_balance', collection_method: 'billing' },
  down: {
    customer: (customer) => ({ ...customer, account_balance: customer.balance }),
    invoice: (invoice) => ({ ...invoice, billing: invoice.collection_method }),
    subscription: (subscription) => ({
      ...subscription,
      billing: subscription.collection_method,
      start: subscription.start_date,
    }),
  },
}
