// What a report says of a payment besides its amount: by what it was paid, by whom, and where it was sent.
import type Stripe from 'stripe'
import { type Node, shapeNode } from '../../contract/index.ts'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { address, customer } from './customer.ts'
import { type Method, methodNamed } from './payment_method.ts'

type Report = Params<Stripe.PaymentRecordReportPaymentParams>
type PaymentRecord = Row<Stripe.PaymentRecord>

export const NO_ADDRESS = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }

/**
 * By what was paid: a payment method that Stripe knows, or one of the account's own (`custom`). Throws where neither is
 * named, or both.
 */
export function methodOf(
  tx: Tx,
  given: Report['payment_method_details'],
): NonNullable<PaymentRecord['payment_method_details']> {
  const { custom, payment_method: id, type } = given
  const billing_details = billing(given.billing_details)
  if (id !== undefined) {
    const method = methodNamed(tx, id, 'payment_method_details[payment_method]')
    if (custom ?? type) throw notCustom(method)
    return { billing_details, payment_method: method.id, type: method.type, ...known(method) } as never
  }
  if (!custom) throw missingParameter(`payment_method_details[${type ?? 'type'}]`)
  if (custom.display_name === undefined) throw missingParameter('payment_method_details[custom][display_name]')
  const { display_name, type: kind = null } = custom
  return { billing_details, custom: { display_name, type: kind }, payment_method: null, type: 'custom' } as never
}

/** [M]. Brindle has no payment methods of an account's own types: Stripe makes those types only in the dashboard. */
const notCustom = ({ id, type }: Method) =>
  invalid(`The PaymentMethod ${id} is of the type \`${type}\`, so its details cannot be \`custom\`.`, {
    param: 'payment_method_details[type]',
  })

/**
 * The hash of the method's type: what the method says of itself, and null for all that only a payment through Stripe
 * would tell, such as a card's network. Which fields a type has is the contract's.
 */
function known(method: Method): object {
  const details = inner(shapeNode('payment_record')!.p!.payment_method_details)?.p?.[method.type]
  if (!details) return {}
  const told = (method as unknown as Record<string, Record<string, unknown> | undefined>)[method.type] ?? {}
  const fields = Object.keys(details.p ?? {}).filter(
    (field) => told[field] !== undefined || !details.o?.includes(field),
  )
  return { [method.type]: Object.fromEntries(fields.map((field) => [field, told[field] ?? null])) }
}

const inner = (node: Node | undefined): Node | undefined => (node?.k === 'null' ? node.of : node)

type Billing = NonNullable<Report['payment_method_details']['billing_details']>
const billing = (given: Billing | undefined): object | null =>
  given
    ? {
        address: address(given.address) ?? NO_ADDRESS,
        email: given.email ?? null,
        name: given.name ?? null,
        phone: given.phone ?? null,
      }
    : null

/** Who paid: what is given, beside what was known of them. Names are not taken from the customer. [K] */
export function customerOf(
  tx: Tx,
  given: Report['customer_details'],
  old: PaymentRecord['customer_details'] = null,
): PaymentRecord['customer_details'] {
  if (!given) return old
  if (given.customer !== undefined) tx.get(customer, given.customer, 'customer_details[customer]')
  return { ...(old ?? { customer: null, email: null, name: null, phone: null }), ...given }
}

/** Where it was sent; `''` for nowhere. */
export const shippingOf = (given: Report['shipping_details'] | ''): PaymentRecord['shipping_details'] =>
  given ? { address: address(given.address) ?? NO_ADDRESS, name: given.name ?? null, phone: given.phone ?? null } : null
