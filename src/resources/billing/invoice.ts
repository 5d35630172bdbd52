// Invoices: what a customer owes for a period, and how it is collected. Draft until finalised, then open until paid.
// (https://docs.stripe.com/api/invoices; https://docs.stripe.com/invoicing/overview)
// One file because an invoice’s states only make sense beside each other.
import type Stripe from 'stripe'
import { invalid, Kept, missingParameter, refuseUnbuilt, StripeError, unbuilt } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { type EventRule, object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import { currencies } from '../../lib/money.ts'
import { METHODS, methodOf, takes } from '../../network/catalogue.ts'
import { own } from '../core/account.ts'
import { customer } from '../payments/customer.ts'
import { defaultOf } from '../payments/customer_state.ts'
import { insertEntry } from '../payments/customer_balance_transaction.ts'
import { AMOUNT_MAX, tooMuch } from '../payments/intent.ts'
import { newIntent } from '../payments/payment_intent.ts'
import { cancelIntent } from '../payments/payment_intent_capture.ts'
import { confirm } from '../payments/payment_intent_confirm.ts'
import { type Intent, paymentIntent } from '../payments/payment_intent_state.ts'
import { insertInvoicePayment, invoicePayment } from './invoice_payment.ts'
import { type LineItem, lineItem, linesOf } from './line_item.ts'

export interface InvoiceState {
  /** The intent that collects it, and the entry that says so. */
  readonly intent?: string
  readonly payment?: string
  /** How often a payment did not go through, and what came of the last: news even where nothing that is shown changes. */
  readonly attempts?: number
  readonly last?: 'failed' | 'asked' | 'failed and asked'
  /** Paid by other means: nothing was collected. */
  readonly outOfBand?: true
}

/** The news of an attempt to collect that did not go through. */
function unpaid(last: InvoiceState['last'], types: readonly string[]): EventRule {
  return { grew: 'hidden.attempts', where: ({ hidden }) => hidden.last === last, types: ['invoice.updated', ...types] }
}

export const invoice = object<Stripe.Invoice, InvoiceState>('invoice', {
  prefix: 'in',
  inPath: { retrieve: 'invoice', others: 'id' },
  events: [
    { on: 'insert', types: ['invoice.created'] },
    { became: ['status', 'open'], types: ['invoice.finalized'] },
    {
      became: ['status', 'paid'],
      where: ({ hidden }) => hidden.outOfBand === true,
      types: ['invoice.updated', 'invoice.paid'],
    },
    { became: ['status', 'paid'], types: ['invoice.updated', 'invoice.paid', 'invoice.payment_succeeded'] },
    { became: ['status', 'void'], types: ['invoice.voided'] },
    unpaid('failed', ['invoice.payment_failed']),
    unpaid('asked', ['invoice.payment_action_required']),
    unpaid('failed and asked', ['invoice.payment_failed', 'invoice.payment_action_required']),
    { on: 'update', types: ['invoice.updated'] },
  ],
  terms: (row) => {
    const subscription = row.parent?.subscription_details?.subscription
    return subscription ? [`subscription=${subscription}`, `subscription+status=${subscription},${row.status}`] : []
  },
  filters: ['subscription'],
  includes: {
    // How a browser pays the invoice. (docs.stripe.com/api/invoices/object#invoice_object-confirmation_secret)
    confirmation_secret: (tx, { hidden }) => {
      const intent = hidden.intent === undefined ? undefined : tx.find(paymentIntent, hidden.intent)
      return intent ? { client_secret: intent.client_secret, type: 'payment_intent' } : null
    },
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

/** A draft is finalised an hour after it was made. (https://docs.stripe.com/billing/invoices/subscription#subscription-lifecycle) */
const DRAFT_SECONDS = 60 * 60
/** When a failed collection is tried again, in days after each failure. Smart Retries are not deterministic; data. [K] */
const RETRY_DAYS = [3, 5, 7] as const

/** What collecting an invoice reads: who pays, with what, and the payment that waits. */
const COLLECTING = [
  'customer.invoice_settings.default_payment_method',
  'customer.default_source',
  'parent.subscription_details.subscription.default_payment_method',
  'hidden.intent',
  'hidden.payment',
]

export const invoices = resource(invoice)
  .on<Stripe.InvoiceRetrieveParams>('GET /v1/invoices/{id}', (_tx, _params, self) => self)
  .on<Stripe.InvoiceListParams>('GET /v1/invoices', (tx, params) => list(tx, invoice, params as never, '/v1/invoices'))
  .on<Stripe.InvoiceUpdateParams>('POST /v1/invoices/{id}', (tx, params, self) => {
    const { metadata, description, ...others } = params
    const [firm] = [...Object.keys(others), ...(description === undefined ? [] : ['description'])]
    if (firm && self.status !== 'draft')
      throw invalid("Finalized invoices can't be updated in this way", { param: firm })
    const [other] = Object.keys(others)
    if (other) throw unbuilt(`Brindle does not change ${other} of an invoice yet.`, other)
    return tx.update(invoice, self, {
      ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata ?? {}, metadata) }),
      ...(description !== undefined && { description }),
    })
  })
  .on<Stripe.InvoiceListLineItemsParams>('GET /v1/invoices/{id}/lines', (tx, params, self) =>
    list(tx, lineItem, params as never, `/v1/invoices/${self.id}/lines`, [`invoice=${self.id}`]),
  )
  .on<Stripe.InvoicePayParams>(
    'POST /v1/invoices/{id}/pay',
    (tx, params, self) => {
      refuseUnbuilt(params, ['forgive', 'mandate', 'source'], ' for an invoice')
      if (self.status === 'paid') throw invalid('Invoice is already paid')
      const open = self.status === 'draft' ? finalize(tx, self) : self
      if (open.status === 'paid') return open
      if (open.status !== 'open') throw invalid("You can only pass in open invoices. This invoice isn't open.")
      if (params.paid_out_of_band) return paidOutOfBand(tx, open)
      return collect(tx, open, {
        method: params.payment_method,
        offSession: params.off_session ?? true,
        manual: true,
      })
    },
    { reads: COLLECTING.map((path) => `self.${path}`) },
  )
  .on<Stripe.InvoiceFinalizeInvoiceParams>(
    'POST /v1/invoices/{id}/finalize',
    (tx, params, self) => {
      if (self.status !== 'draft')
        throw invalid("This invoice is already finalized, you can't re-finalize a non-draft invoice.")
      const open = finalize(tx, self)
      if (open.status !== 'open') return open
      const auto_advance = params.auto_advance ?? self.auto_advance ?? true
      const next = auto_advance ? tx.now + DRAFT_SECONDS : null
      if (next !== null) tx.schedule(next, 'invoice.retry', { id: self.id })
      return tx.update(invoice, open, { auto_advance, next_payment_attempt: next })
    },
    { reads: COLLECTING.map((path) => `self.${path}`) },
  )
  .when('payment_intent.succeeded', paymentIntent, (tx, intent) => {
    if (intent.hidden.invoice) settlePaid(tx, tx.get(invoice, intent.hidden.invoice), intent)
  })
  .job<{ id: string }>(
    'finalize',
    (tx, { id }) => {
      const self = tx.find(invoice, id)
      // Nobody is left to collect from.
      if (self?.status !== 'draft' || !tx.find(customer, self.customer as string)) return
      const open = finalize(tx, self)
      if (open.status === 'open' && open.auto_advance) collect(tx, open, { offSession: true, manual: false })
    },
    { reads: COLLECTING.map((path) => `id.${path}`) },
  )
  .job<{ id: string }>(
    'retry',
    (tx, { id }) => {
      const self = tx.find(invoice, id)
      if (self?.status === 'open' && self.auto_advance) collect(tx, self, { offSession: true, manual: false })
    },
    { reads: COLLECTING.map((path) => `id.${path}`) },
  )

/** What a subscription wants billed. */
export interface Wish {
  readonly id: string
  readonly customer: Row<Stripe.Customer>
  readonly subscription: Row<Stripe.Subscription>
  readonly reason: 'subscription_create' | 'subscription_cycle'
  readonly period: { readonly start: number; readonly end: number }
  readonly lines: readonly LineItem[]
}

/** Writes a draft with its lines and totals. */
export function insertInvoice(tx: Tx, { id, customer: who, subscription, reason, period, lines }: Wish): Invoice {
  const subtotal = lines.reduce((sum, line) => sum + line.amount, 0)
  if (subtotal > AMOUNT_MAX) throw tooMuch()
  const account = own(tx)
  return tx.insert(invoice, {
    id,
    account_country: account.country ?? null,
    account_name: account.settings?.dashboard.display_name ?? null,
    account_tax_ids: null,
    ...amounts(subtotal, 0),
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: true,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: reason === 'subscription_cycle' ? tx.now + DRAFT_SECONDS : null,
    billing_reason: reason,
    collection_method: 'charge_automatically',
    created: tx.now,
    currency: subscription.currency,
    custom_fields: null,
    customer: who.id,
    customer_account: null,
    customer_address: who.address ?? null,
    customer_email: who.email,
    customer_name: who.name ?? null,
    customer_phone: who.phone ?? null,
    customer_shipping: who.shipping ?? null,
    customer_tax_exempt: who.tax_exempt ?? null,
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    due_date: null,
    effective_at: null,
    ending_balance: null,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: linesOf(id, lines),
    livemode: false,
    metadata: {},
    next_payment_attempt: reason === 'subscription_cycle' ? tx.now + DRAFT_SECONDS : null,
    number: null,
    on_behalf_of: null,
    parent: {
      quote_details: null,
      subscription_details: { metadata: subscription.metadata, subscription: subscription.id },
      type: 'subscription_details',
    },
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: period.end,
    period_start: period.start,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: who.balance,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal,
    subtotal_excluding_tax: subtotal,
    test_clock: null,
    total: subtotal,
    total_discount_amounts: [],
    total_excluding_tax: subtotal,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: null,
    hidden: {},
  } as never)
}

/** `amount_due = amount_paid + amount_remaining`, always. */
function amounts(due: number, paid: number) {
  return { amount_due: due, amount_overpaid: 0, amount_paid: paid, amount_remaining: due - paid }
}

/** Puts the draft's finalisation off for the hour in which it may be edited. */
export function scheduleFinalize(tx: Tx, draft: Invoice): void {
  tx.schedule(draft.created + DRAFT_SECONDS, 'invoice.finalize', { id: draft.id })
}

/**
 * Fixes the amounts and the number, and makes the intent that collects it. What is nothing, or too little to charge, is
 * paid at once; too little becomes the customer's debt. (https://docs.stripe.com/billing/customer/balance)
 */
export function finalize(tx: Tx, self: Invoice): Invoice {
  tx.unschedule('invoice.finalize', self)
  const who = tx.get(customer, self.customer as string)
  const wanted = Math.max(0, self.total + who.balance)
  const tooLittle = wanted > 0 && wanted < (currencies[self.currency]?.minimum ?? 0)
  const due = tooLittle ? 0 : wanted
  const ending = tooLittle ? wanted : self.total + who.balance - wanted
  const sequence = who.next_invoice_sequence ?? 1
  tx.update(customer, who, {
    next_invoice_sequence: sequence + 1,
    ...(who.balance !== ending && { balance: ending }),
    ...(who.currency !== self.currency && { currency: self.currency }),
  })
  const open = tx.update(invoice, self, {
    ...amounts(due, 0),
    automatically_finalizes_at: null,
    effective_at: tx.now,
    ending_balance: ending,
    next_payment_attempt: null,
    number: `${who.invoice_prefix}-${String(sequence).padStart(4, '0')}`,
    starting_balance: who.balance,
    status: 'open',
    status_transitions: { ...self.status_transitions, finalized_at: tx.now },
  })
  enterBalance(tx, open, tooLittle ? wanted : 0)
  return due === 0 ? paid(tx, open, 0) : withIntent(tx, open, who)
}

/**
 * What finalising did to the customer's balance: what of it the invoice took, and then what was too little to collect
 * (`carried`, in minor units). (https://docs.stripe.com/billing/customer/balance)
 */
function enterBalance(tx: Tx, self: Invoice, carried: number): void {
  const { starting_balance: starting, ending_balance, currency } = self
  const applied = ending_balance! - carried
  const common = { customer: self.customer as string, currency, invoice: self.id }
  if (applied !== starting)
    insertEntry(tx, { ...common, type: 'applied_to_invoice', amount: applied - starting, ending: applied })
  if (carried !== 0) insertEntry(tx, { ...common, type: 'invoice_too_small', amount: carried, ending: ending_balance! })
}

/** What a voided invoice took of the customer's balance is theirs again, or owed by them again. */
function giveBack(tx: Tx, { id, customer: who, starting_balance, ending_balance, currency }: Invoice): void {
  const amount = starting_balance - (ending_balance ?? starting_balance)
  const row = amount === 0 ? undefined : tx.find(customer, who as string)
  if (!row) return
  const ending = row.balance + amount
  tx.update(customer, row, { balance: ending })
  insertEntry(tx, { customer: row.id, type: 'unapplied_from_invoice', amount, currency, ending, invoice: id })
}

function withIntent(tx: Tx, self: Invoice, who: Row<Stripe.Customer>): Invoice {
  const types = Object.keys(METHODS).filter(
    (type) => methodOf(type)!.on && methodOf(type)!.subscriptions !== 'none' && takes(type, self.currency),
  )
  const intent = newIntent(tx, {
    amount: self.amount_due,
    currency: self.currency,
    types,
    customer: who.id,
    method: null,
    description: self.billing_reason === 'subscription_create' ? 'Subscription creation' : 'Subscription update',
    metadata: {},
    automatic: null,
    more: { receipt_email: who.email ?? null },
    hidden: { invoice: self.id },
  })
  const payment = insertInvoicePayment(tx, self, intent.id)
  return tx.update(invoice, self, { hidden: { intent: intent.id, payment: payment.id } })
}

interface How {
  readonly method?: string | undefined
  readonly offSession: boolean
  /** Asked for by a call: a refusal is answered 402, and does not move the schedule of retries. */
  readonly manual: boolean
}

/** Tries to collect an open invoice with the method that is in charge. News of the payment comes by reaction. */
export function collect(tx: Tx, self: Invoice, how: How): Invoice | Kept {
  const methodId = how.method ?? methodInCharge(tx, self)
  if (!methodId) {
    if (how.manual) throw noMethod()
    return unsuccessful(tx, self, how, 'failed')
  }
  const intent = tx.get(paymentIntent, self.hidden.intent!)
  const pay = () => confirm(tx, intent, { payment_method: methodId, off_session: how.offSession } as never)
  // A method that cannot be used any more is a payment that failed; only a caller can be told more.
  const result = how.manual ? pay() : tx.attempt(pay)
  if (result instanceof Kept) {
    const asks = result.error.body.code === 'authentication_required'
    const refused = unsuccessful(tx, self, how, asks ? 'failed and asked' : 'failed')
    return how.manual ? result : refused
  }
  if (result instanceof StripeError) return unsuccessful(tx, self, how, 'failed')
  if (result.status !== 'requires_action') return tx.get(invoice, self.id)
  return tx.update(invoice, self, { attempted: true, hidden: { ...self.hidden, ...attempt(self, 'asked') } })
}

type Last = NonNullable<InvoiceState['last']>

const attempt = ({ hidden }: Invoice, last: Last) => ({ attempts: (hidden.attempts ?? 0) + 1, last })

export const noMethod = () =>
  invalid(
    'This customer has no attached payment source or default payment method. Please consider adding a default payment ' +
      'method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.',
    { code: 'resource_missing' },
  )

/** The subscription's own method, then the customer's default. (docs.stripe.com/billing/subscriptions/payment-methods-setting) */
function methodInCharge(tx: Tx, self: Invoice): string | undefined {
  if (self.default_payment_method) return self.default_payment_method as string
  const subscription = self.parent?.subscription_details?.subscription as string | undefined
  const [row, who] = tx.any([subscription ?? '', self.customer as string])
  const own = row?.default_payment_method as string | null | undefined
  return own ?? (who ? defaultOf(who as never) : undefined)
}

/**
 * A payment that failed. Only the first attempt and those of the clock count, and only they move the next one.
 * (https://docs.stripe.com/api/invoices/object#invoice_object-attempt_count)
 */
function unsuccessful(tx: Tx, self: Invoice, { manual }: How, last: Last): Invoice {
  const hidden = { ...self.hidden, ...attempt(self, last) }
  if (manual && self.attempt_count > 0) return tx.update(invoice, self, { hidden })
  const attempt_count = self.attempt_count + 1
  const wait = RETRY_DAYS[attempt_count - 1]
  const next = self.billing_reason === 'subscription_create' || wait === undefined ? null : tx.now + wait * DAY
  if (next !== null) tx.schedule(next, 'invoice.retry', { id: self.id })
  return tx.update(invoice, self, { attempt_count, attempted: true, next_payment_attempt: next, hidden })
}

/** Paid by other means: the intent that waited is canceled, and no money moves here. */
function paidOutOfBand(tx: Tx, self: Invoice): Invoice {
  dropIntent(tx, self)
  tx.unschedule('invoice.retry', self)
  return tx.update(invoice, self, {
    ...amounts(self.amount_due, self.amount_due),
    auto_advance: false,
    next_payment_attempt: null,
    status: 'paid',
    status_transitions: { ...self.status_transitions, paid_at: tx.now },
    hidden: { ...self.hidden, outOfBand: true },
  })
}

/** Cancels the intent of an invoice, and the entry that waits for it. */
function dropIntent(tx: Tx, self: Invoice): void {
  const intent = self.hidden.intent ? tx.get(paymentIntent, self.hidden.intent) : undefined
  if (!intent || intent.status === 'succeeded' || intent.status === 'canceled') return
  const entry = tx.get(invoicePayment, self.hidden.payment!)
  const status_transitions = { ...entry.status_transitions, canceled_at: tx.now }
  tx.update(invoicePayment, entry, { status: 'canceled', status_transitions })
  cancelIntent(tx, intent, 'void_invoice')
}

/** The intent has the money: the invoice is paid by it. */
function settlePaid(tx: Tx, self: Invoice, intent: Intent): void {
  if (self.status !== 'open') return
  const entry = tx.get(invoicePayment, self.hidden.payment!)
  tx.update(invoicePayment, entry, {
    amount_paid: intent.amount_received,
    status: 'paid',
    status_transitions: { canceled_at: null, paid_at: tx.now },
  })
  paid(tx, self, intent.amount_received, self.attempt_count + 1)
}

function paid(tx: Tx, self: Invoice, amount: number, attempt_count = self.attempt_count): Invoice {
  tx.unschedule('invoice.retry', self)
  return tx.update(invoice, self, {
    ...amounts(self.amount_due, amount),
    attempt_count,
    attempted: true,
    auto_advance: false,
    next_payment_attempt: null,
    status: 'paid',
    status_transitions: { ...self.status_transitions, paid_at: tx.now },
  })
}

/** Takes an open invoice back; its intent is canceled with it. */
export function voidInvoice(tx: Tx, self: Invoice): Invoice {
  if (self.status !== 'open' && self.status !== 'uncollectible') throw missingParameter('invoice')
  tx.unschedule('invoice.retry', self)
  const row = tx.update(invoice, self, {
    auto_advance: false,
    next_payment_attempt: null,
    status: 'void',
    status_transitions: { ...self.status_transitions, voided_at: tx.now },
  })
  dropIntent(tx, row)
  giveBack(tx, row)
  return row
}
