// 2020-08-27: a customer has the lists of what hangs on them only where they are expanded, and a charge says in one word how
// 3-D Secure went. (https://docs.stripe.com/changelog/2020-08-27/deprecates-auto-expansion-customer-sources,
// …/deprecates-auto-expansion-customer-subscriptions, …/deprecates-auto-expansion-tax-id-customer, …/updates-3d-scure-charge-object)
import { about, type Sent, type VersionChange } from './change.ts'

export const augustOf2020: VersionChange = {
  version: '2020-08-27',
  about:
    'Customers no longer include `sources`, `subscriptions` and `tax_ids` unless they are asked to; `result` says how ' +
    '3-D Secure went, in place of `authenticated` and `succeeded`.',
  concerns: about('charges', 'customers'),
  includes: { customer: ['sources', 'subscriptions', 'tax_ids'] },
  down: {
    charge: (charge) => {
      const details = charge.payment_method_details as { card?: Sent } | null
      const secure = details?.card?.three_d_secure as Sent | null | undefined
      if (!secure) return charge
      return {
        ...charge,
        payment_method_details: { ...details, card: { ...details!.card, three_d_secure: inTwoWords(secure) } },
      }
    },
  },
}

/** An attempt that the bank acknowledged counted as a success. [K] */
const inTwoWords = (secure: Sent): Sent => ({
  ...secure,
  authenticated: secure.result === 'authenticated',
  succeeded: secure.result === 'authenticated' || secure.result === 'attempt_acknowledged',
})
