// What an invoice is: its states, its news, and the arithmetic of its amounts. What may be done to one stands in invoice.ts.
// (https://docs.stripe.com/api/invoices/object; https://docs.stripe.com/invoicing/overview)
import type Stripe from 'stripe'
import type { ErrorBody } from '../../kernel/errors.ts'
import { type EventRule, object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { paymentIntent } from '../payments/payment_intent_state.ts'
import { type InvoiceConnect, sharesOf } from './invoice_connect.ts'
import { invoicePayment } from './invoice_payment.ts'

/** A payment that was attached to an invoice: its entry, the intent or the record, and whether it may still come in. */
export interface Attached {
  readonly payment: string
  readonly by: string
  readonly open?: true
}

export interface InvoiceState {
  /** The intent that collects it, and the entry that says so. */
  readonly intent?: string
  readonly payment?: string
  /** Other payments of it. */
  readonly attached?: readonly Attached[]
  /** How often a payment did not go through, and what came of the last: news even where nothing that is shown changes. */
  readonly attempts?: number
  readonly last?: 'failed' | 'asked' | 'failed and asked'
  /** The charge that failed last. */
  readonly failed?: string
  /** A payment of it is on its way: whether a call asked for it, or its time had come. */
  readonly waits?: 'call' | 'clock'
  /** How often the seller was told that another processor is to take the money. */
  readonly elsewhere?: number
  /** Credits may pay for some of its lines. */
  readonly metered?: true
  /** Paid by other means: nothing was collected. */
  readonly outOfBand?: true
  /** How often it was sent, and reminded of before and after the day by which it is to be paid. */
  readonly sent?: number
  readonly soon?: number
  readonly overdue?: number
  /** It is only foretold, and will never be. */
  readonly upcoming?: true
  /** What was left undone while collection was paused. */
  readonly paused?: 'keep_as_draft' | 'mark_uncollectible' | 'void'
  /** By this word whoever has the address may see it, on its page and printed. */
  readonly document?: string
  /** What pays it is the method of its subscription from then on, or of its customer, too: so they wanted it on a page. */
  readonly keeps?: 'subscription' | 'default'
  /** The number that it shall have, where one was asked for. */
  readonly number?: string
  /** Why its automatic taxes cannot be reckoned, and how often it could not be finalised. */
  readonly problem?: ErrorBody
  readonly unfinalized?: number
  /** What its payment is to be made with. */
  readonly connect?: InvoiceConnect
  /** The invoices that it revises, the first of them first, and the number of that. */
  readonly revises?: readonly string[]
  readonly revised?: string
  /** What delivery cost is credited. */
  readonly shippingCredited?: boolean
  /** How many credit notes it has had, and what of which refund they tell of, minor units. */
  readonly notes?: number
  readonly refunded?: Readonly<Record<string, number>>
}

/** The news of an attempt to collect that did not go through. */
function unpaid(last: InvoiceState['last'], types: readonly string[]): EventRule[] {
  return told({ grew: 'hidden.attempts', where: ({ hidden }) => hidden.last === last }, types)
}

/**
 * Recorded: what becomes of an invoice is told after `invoice.updated`; what the call that makes it does with it at once is
 * not an update.
 */
function told(rule: Omit<EventRule, 'types'>, types: readonly string[]): EventRule[] {
  return [
    { ...rule, made: true, types },
    { ...rule, types: ['invoice.updated', ...types] },
  ]
}

export const invoice = object<Stripe.Invoice, InvoiceState>('invoice', {
  prefix: 'in',
  // Recorded, operation by operation.
  inPath: {
    retrieve: 'invoice',
    others: 'id',
    by: {
      'DELETE /v1/invoices/{id}': 'invoice',
      'POST /v1/invoices/{id}/add_lines': 'invoice',
      'POST /v1/invoices/{id}/send': 'invoice',
    },
  },
  events: [
    { on: 'insert', where: ({ hidden }) => hidden.upcoming === true, types: ['invoice.upcoming'] },
    { on: 'insert', types: ['invoice.created'] },
    { on: 'delete', where: ({ hidden }) => hidden.upcoming === true, types: [] },
    { on: 'delete', types: ['invoice.deleted'] },
    ...told({ became: ['status', 'open'] }, ['invoice.finalized']),
    ...told({ became: ['status', 'paid'], where: ({ hidden }) => hidden.outOfBand === true }, ['invoice.paid']),
    ...told({ became: ['status', 'paid'], where: (row) => row.amount_overpaid > 0 }, [
      ...['invoice.paid', 'invoice.payment_succeeded'],
      'invoice.overpaid',
    ]),
    ...told({ became: ['status', 'paid'] }, ['invoice.paid', 'invoice.payment_succeeded']),
    // What comes in when it is paid already. [K]
    { grew: 'amount_overpaid', types: ['invoice.updated', 'invoice.overpaid'] },
    ...told({ became: ['status', 'void'] }, ['invoice.voided']),
    ...told({ became: ['status', 'uncollectible'] }, ['invoice.marked_uncollectible']),
    { grew: 'hidden.sent', types: ['invoice.sent'] },
    // That it follows `invoice.updated` as its neighbours do: [K]
    { grew: 'hidden.unfinalized', types: ['invoice.updated', 'invoice.finalization_failed'] },
    { grew: 'hidden.soon', types: ['invoice.will_be_due'] },
    { grew: 'hidden.overdue', types: ['invoice.overdue'] },
    // That it follows `invoice.updated` as its neighbours do: [K]
    ...told({ grew: 'hidden.elsewhere' }, ['invoice.payment_attempt_required']),
    ...unpaid('failed', ['invoice.payment_failed']),
    ...unpaid('asked', ['invoice.payment_action_required']),
    ...unpaid('failed and asked', ['invoice.payment_failed', 'invoice.payment_action_required']),
    { on: 'update', made: true, types: [] },
    { on: 'update', types: ['invoice.updated'] },
  ],
  // https://docs.stripe.com/search#query-fields-for-invoices
  searchable: {
    created: 'number',
    currency: 'token',
    customer: 'token',
    last_finalization_error_code: { kind: 'token', of: (row) => row.last_finalization_error?.code },
    last_finalization_error_type: { kind: 'token', of: (row) => row.last_finalization_error?.type },
    number: 'string',
    receipt_number: 'string',
    status: 'token',
    subscription: { kind: 'token', of: (row) => row.parent?.subscription_details?.subscription },
    total: 'number',
  },
  // What is only foretold has no id. (https://docs.stripe.com/api/events/types#event_types-invoice.upcoming)
  toldAs: { invoice: ({ id, hidden, ...wire }) => (hidden.upcoming ? wire : { id, ...wire }) },
  // What follows the customer is no news of the invoice, nor that its webhooks were taken. [K]
  quiet: [
    'amount_due',
    'amount_remaining',
    'customer_address',
    'customer_email',
    'customer_name',
    'customer_phone',
    'customer_shipping',
    'customer_tax_exempt',
    'customer_tax_ids',
    'starting_balance',
    'webhooks_delivered_at',
  ],
  terms: (row) => {
    const subscription = row.parent?.subscription_details?.subscription
    return [
      ...(subscription ? [`subscription=${subscription}`, `subscription+status=${subscription},${row.status}`] : []),
      // A number is one invoice's, once it has it.
      ...(row.status !== 'draft' && row.number !== null ? [`number=${row.number}`] : []),
      ...(row.from_invoice ? [`revises=${row.from_invoice.invoice}`] : []),
    ]
  },
  filters: ['subscription', 'revises'],
  former: {
    application_fee_amount: (_tx, row) => sharesOf(row.hidden.connect, row.amount_due).application_fee_amount,
    charge: (tx, { hidden }) =>
      hidden.intent === undefined ? null : (tx.find(paymentIntent, hidden.intent)?.latest_charge ?? null),
    discount: (tx, { discounts }) => onlyDiscount(tx, discounts as readonly string[]),
    paid_out_of_band: (_tx, { hidden }) => hidden.outOfBand === true,
    // That of its own, also where others paid it. [K]
    payment_intent: (_tx, { hidden }) => hidden.intent ?? null,
    transfer_data: (_tx, row) => {
      const to = sharesOf(row.hidden.connect, row.amount_due).transfer_data
      return to && { amount: null, ...to }
    },
  },
  includes: {
    // How a browser pays the invoice. (docs.stripe.com/api/invoices/object#invoice_object-confirmation_secret)
    confirmation_secret: (tx, { hidden }) => {
      const intent = hidden.intent === undefined ? undefined : tx.find(paymentIntent, hidden.intent)
      return intent ? { client_secret: intent.client_secret, type: 'payment_intent' } : null
    },
    amount_paid_off_stripe: offStripe,
    payments: (tx, row) => {
      const rows = tx.list(invoicePayment, [`invoice=${row.id}`], { limit: 100 })
      return {
        object: 'list',
        data: rows.map(({ hidden: _, ...payment }) => payment),
        has_more: false,
        url: '/v1/invoice_payments',
      }
    },
  },
})
export type Invoice = Row<Stripe.Invoice, InvoiceState>

/**
 * The discount that stands somewhere, as versions before 2025-03-31.basil have it: whole, and none where there are several.
 * (https://docs.stripe.com/api/invoices/object?api-version=2024-06-20#invoice_object-discount)
 */
export function onlyDiscount(tx: Tx, ids: readonly string[]): object | null {
  const [row] = ids.length === 1 ? tx.any(ids) : []
  if (!row) return null
  const { hidden: _, ...wire } = row
  return wire
}

/** A draft is finalised an hour after it was made. (https://docs.stripe.com/billing/invoices/subscription#subscription-lifecycle) */
export const DRAFT_SECONDS = 60 * 60
/** Recorded: it is said to be a second later. */
export const FINALIZES_AFTER = DRAFT_SECONDS + 1

/** `amount_due = amount_paid + amount_remaining`, always; minor units. */
export function amounts(due: number, paid: number) {
  return { amount_due: due, amount_overpaid: 0, amount_paid: paid, amount_remaining: due - paid }
}

/**
 * What was paid outside: by payment records, or without any payment.
 * (https://docs.stripe.com/changelog/dahlia/2026-05-27/invoice-object-amount-paid-off-stripe-property)
 */
function offStripe(tx: Tx, row: Invoice): number {
  const entries = tx.list(invoicePayment, [`invoice=${row.id}`, 'status=paid'], { limit: 101 })
  const through = entries.reduce(
    (sum, { amount_paid, payment }) => (payment.payment_record ? sum : sum + amount_paid!),
    0,
  )
  const elsewhere = entries.reduce(
    (sum, { amount_paid, payment }) => (payment.payment_record ? sum + amount_paid! : sum),
    0,
  )
  return row.hidden.outOfBand ? row.amount_paid - through : elsewhere
}

/** Whether there is anything to pay: a last invoice that was given up as a credit was never finalised, and never owed. */
export const isOwed = ({ status, status_transitions }: Pick<Invoice, 'status' | 'status_transitions'>): boolean =>
  (status === 'open' || status === 'uncollectible') && status_transitions.finalized_at !== null

/** The subscription that an invoice is of, by its id. */
export const subscriptionIdOf = ({ parent }: Pick<Invoice, 'parent'>): string | undefined =>
  parent?.subscription_details?.subscription as string | undefined

/** An invoice is told of at the time of its own clock. */
export const timed = (tx: Tx, self: Pick<Invoice, 'test_clock'>): Tx => tx.under(self.test_clock)
