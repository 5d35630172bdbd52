// What a customer is; what may be done to one stands in customer.ts, and what hangs on one in files of its own.
// (https://docs.stripe.com/api/customers/object)
import type Stripe from 'stripe'
import { listObject } from '../../kernel/list.ts'
import { type Listing, lifecycle, object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { isCollected, locate } from '../../rules/automatic_tax.ts'
import { collectingOf } from '../core/account.ts'

export interface CustomerState {
  /** The cards, bank accounts and sources that they pay with, the most recently added first. */
  readonly sources?: readonly string[]
  /** Where the customer was when they last said, `''` for nowhere: a hint for taxes, shown only in `tax`. */
  readonly ip?: string
  /** How many quotes they were made. */
  readonly quotes?: number
  /** Their tax ids, the newest first, for their invoices to show. */
  readonly taxIds?: readonly { readonly id: string; readonly type: string; readonly value: string }[]
}

/** A list of what hangs on a customer, as it stands within them. */
const listAt = (tx: Tx, path: string, params: object = {}): object =>
  listObject(tx.request('GET', path, params) as unknown as Listing)

export const customer = object<Stripe.Customer, CustomerState | undefined>('customer', {
  prefix: 'cus',
  short: true,
  events: lifecycle('customer'),
  quiet: ['next_invoice_sequence'],
  // https://docs.stripe.com/search#query-fields-for-customers
  searchable: { created: 'number', email: 'string', name: 'string', phone: 'string' },
  terms: ({ invoice_prefix }) => [`invoice_prefix=${invoice_prefix}`],
  includes: {
    cash_balance: (tx, { id }) => tx.request('GET', `/v1/customers/${id}/cash_balance`, {}),
    sources: (tx, { id }) => listAt(tx, `/v1/customers/${id}/sources`),
    subscriptions: (tx, { id }) => ({
      ...listAt(tx, '/v1/subscriptions', { customer: id }),
      url: `/v1/customers/${id}/subscriptions`,
    }),
    tax: taxOf,
    tax_ids: (tx, { id }) => listAt(tx, `/v1/customers/${id}/tax_ids`),
  },
})
export type Customer = Row<Stripe.Customer, CustomerState | undefined>

/**
 * What pays for a customer where nothing is named: their default method, or their default card of the time before methods.
 * (docs.stripe.com/billing/subscriptions/payment-methods-setting#payment-method-priority)
 */
export function defaultOf({ invoice_settings, default_source }: Customer): string | undefined {
  const saved = (default_source as string | null)?.startsWith('card_') ? (default_source as string) : undefined
  return (invoice_settings.default_payment_method as string | null) ?? saved
}

/**
 * Where the customer is for taxes: by where their goods go, or by their address. An IP address alone leads nowhere here.
 * (https://docs.stripe.com/api/customers/object#customer_object-tax)
 */
function taxOf(tx: Tx, { address, shipping, hidden }: Customer): object {
  const where = locate(shipping?.address, address)
  return {
    automatic_tax: where
      ? isCollected(where, collectingOf(tx))
        ? 'supported'
        : 'not_collecting'
      : 'unrecognized_location',
    ip_address: hidden?.ip || null,
    location: where ? { country: where.country, source: where.source, state: where.state } : null,
    provider: 'stripe',
  }
}
