// What a charge is: one attempt to move money, and which news its changes are. (https://docs.stripe.com/api/charges/object)
import type Stripe from 'stripe'
import type { DebitFailure } from '../../network/test_accounts.ts'
import { listObject } from '../../kernel/list.ts'
import { type Listing, object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'

export interface ChargeState {
  /** The row of the test card that was charged: what follows from it later, such as a dispute, stands there. */
  readonly card?: string
  /** The row of the test account, for debits. */
  readonly account?: string
  /** Captured, and booked a moment later (`automatic_async`). */
  readonly unbooked?: true
  /** What was held was let go before it was captured. */
  readonly released?: true
  /** 1 once an authorisation ran out uncaptured. */
  readonly expired?: number
  /** What the bank will say of a pending one that no intent waits for, once it says it. */
  readonly fails?: DebitFailure
  /** How much of it was transferred to connected accounts, in minor units. */
  readonly transferred?: number
  /** The payment at the other end of its transfer, in the connected account. */
  readonly destinationPayment?: string
  /** By this word whoever has the address may see its receipt. */
  readonly receipt?: string
  /** A failure of the debit takes the customer's mandate with it. */
  readonly endsMandate?: true
  /** By a call of the house's own: the bank has asked about it, and has warned of fraud. */
  readonly inquired?: true
  readonly warned?: true
}

/** The term of those that failed. */
const FAILED = 'failed=true'

export const charge = object<Stripe.Charge, ChargeState>('charge', {
  prefix: 'ch',
  events: [
    // Money that a transfer brought: Stripe tells of it as `payment.created`, which is no event of its own list.
    { where: (row) => row.source_transfer !== null, types: [] },
    { on: 'insert', where: (row) => row.status === 'succeeded', types: ['charge.succeeded'] },
    { on: 'insert', where: (row) => row.status === 'pending', types: ['charge.pending'] },
    { on: 'insert', types: ['charge.failed'] },
    { became: ['status', 'succeeded'], types: ['charge.succeeded'] },
    { became: ['status', 'failed'], types: ['charge.failed'] },
    { became: ['captured', true], types: ['charge.captured'] },
    { grew: 'hidden.expired', types: ['charge.expired'] },
    { grew: 'amount_refunded', types: ['charge.refunded'] },
    { on: 'update', types: ['charge.updated'] },
  ],
  terms: ({ status }) => (status === 'failed' ? [FAILED] : []),
  // https://docs.stripe.com/search#query-fields-for-charges
  searchable: {
    amount: 'number',
    'billing_details.address.postal_code': 'token',
    created: 'number',
    currency: 'token',
    customer: 'token',
    disputed: 'token',
    ...Object.fromEntries(
      ['brand', 'exp_month', 'exp_year', 'fingerprint', 'last4'].map((name) => [
        `payment_method_details.*.${name}`,
        'token',
      ]),
    ),
    refunded: 'token',
    status: 'token',
  },
  includes: {
    refunds: (tx, { id }) => ({
      ...listObject(asked(tx, '/v1/refunds', { charge: id })),
      url: `/v1/charges/${id}/refunds`,
    }),
  },
  former: {
    dispute: (tx, { id, disputed }) =>
      disputed ? (asked(tx, '/v1/disputes', { charge: id }).rows[0]?.id ?? null) : null,
    invoice: (tx, { payment_intent }) => (payment_intent === null ? null : invoiceOf(tx, payment_intent as string)),
  },
})
export type Charge = Row<Stripe.Charge, ChargeState>

/** A page of what stands in another file, or uphill. */
export const asked = (tx: Tx, path: string, params: object): Listing =>
  tx.request('GET', path, params) as unknown as Listing

/** The invoice that an intent pays. */
export const invoiceOf = (tx: Tx, payment_intent: string): unknown =>
  asked(tx, '/v1/invoice_payments', { payment: { type: 'payment_intent', payment_intent } }).rows[0]?.invoice ?? null
