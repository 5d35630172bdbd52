// Which payment method pays for an invoice or a subscription.
// (https://docs.stripe.com/billing/subscriptions/payment-methods-setting#payment-method-priority)
import { invalid } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { methodAt } from '../payments/payment_method.ts'

/** Refuses a method that is not the customer's own. Recorded. */
export function checkMethod(tx: Tx, id: string, customer: string): void {
  const method = methodAt(tx, id, 'default_payment_method')
  if (method.customer !== customer)
    throw invalid(
      `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`,
      { code: 'resource_missing', param: 'default_payment_method' },
    )
}
