// 2019-10-17: what a customer owes or is owed is `balance`, and no longer `account_balance`. Older answers have both, as they
// are recorded. (https://docs.stripe.com/changelog/2019-10-17/renames-account-balance-customer-object)
import type { Operation } from '../contract/index.ts'
import { about, type VersionChange } from './change.ts'

const WRITES: readonly string[] = ['POST /v1/customers', 'POST /v1/customers/{id}']

export const octoberOf2019: VersionChange = {
  version: '2019-10-17',
  about: '`account_balance` of customers is called `balance`.',
  concerns: about('customers'),
  up: ({ key }: Operation, { account_balance, ...params }) => {
    if (account_balance === undefined) return params
    // Under both names at once it is not for us to choose: the old one stays, and is refused as unknown.
    return WRITES.includes(key) && params.balance === undefined
      ? { ...params, balance: account_balance }
      : { ...params, account_balance }
  },
  down: { customer: (customer) => ({ ...customer, account_balance: customer.balance }) },
}
