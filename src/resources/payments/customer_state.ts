// What a customer is; what may be done to one stands in customer.ts, and what hangs on one in files of its own.
// (https://docs.stripe.com/api/customers/object)
import type Stripe from 'stripe'
import { listObject } from '../../kernel/list.ts'
import { type Listing, lifecycle, object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'

export interface CustomerState {
  /** The cards, bank accounts and sources that they pay with, the most recently added first. */
  readonly sources?: readonly string[]
}

/** A list of what hangs on a customer, as it stands within them. */
const listAt = (tx: Tx, path: string, params: object = {}): object =>
  listObject(tx.request('GET', path, params) as unknown as Listing)

export const customer = object<Stripe.Customer, CustomerState | undefined>('customer', {
  prefix: 'cus',
  short: true,
  events: lifecycle('customer'),
  quiet: ['next_invoice_sequence'],
  terms: ({ invoice_prefix }) => [`invoice_prefix=${invoice_prefix}`],
  includes: {
    sources: (tx, { id }) => listAt(tx, `/v1/customers/${id}/sources`),
    subscriptions: (tx, { id }) => listAt(tx, '/v1/subscriptions', { customer: id }),
  },
})
export type Customer = Row<Stripe.Customer, CustomerState | undefined>
