// The coupon of a customer, which versions before 2025-03-31.basil set with the customer. Since then nobody can but the dashboard.
// (https://docs.stripe.com/api/customers/create?api-version=2024-06-20#create_customer-coupon; docs.stripe.com/changelog/basil)
import { exclusive, unknownParameters } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { type Customer, customer } from './customer_state.ts'

/** The version that took them away. */
const GONE_SINCE = '2025-03-31.basil'

const NAMES = ['coupon', 'promotion_code'] as const
type Given = { readonly [name in (typeof NAMES)[number]]?: string }

/** Puts on a customer what a call says of their discount, or takes it off them (`''`). Answers the customer. */
export function withCoupon(tx: Tx, self: Customer, params: object): Customer {
  const given = params as Given
  const [name, ...more] = NAMES.filter((one) => given[one] !== undefined)
  if (name === undefined) return self
  if (tx.speaks(GONE_SINCE)) throw unknownParameters([name, ...more])
  if (more.length > 0) throw exclusive([name, ...more])
  // A discount stands uphill.
  if (given[name] !== '') tx.request('POST', `/brindle/customers/${self.id}/discount`, { [name]: given[name] })
  else if (self.discount) tx.request('DELETE', `/v1/customers/${self.id}/discount`, {})
  return tx.get(customer, self.id)
}
