// Collecting an open invoice, and the ways in which it ends: paid, paid elsewhere, void or given up.
// (https://docs.stripe.com/invoicing/overview#invoice-statuses)
import { invalid, Kept, StripeError } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { methodOf } from '../../network/catalogue.ts'
import { isTried, nextAttempt, SMART_RETRY_DAYS } from '../../rules/dunning.ts'
import { billingOf } from '../core/account.ts'
import { charge } from '../payments/charge_state.ts'
import { customer } from '../payments/customer.ts'
import { insertEntry } from '../payments/customer_balance_transaction.ts'
import { defaultOf } from '../payments/customer_state.ts'
import { cancelIntent } from '../payments/payment_intent_capture.ts'
import { confirm } from '../payments/payment_intent_confirm.ts'
import { type Intent, paymentIntent } from '../payments/payment_intent_state.ts'
import { paymentMethod } from '../payments/payment_method.ts'
import { RETURNING, returnCredits } from './credit_application.ts'
import { invoicePayment } from './invoice_payment.ts'
import { amounts, type Invoice, type InvoiceState, invoice, subscriptionIdOf } from './invoice_state.ts'

/** What collecting an invoice reads: who pays, with what, and the payment that waits. */
export const COLLECTING = [
  'customer.invoice_settings.default_payment_method',
  'customer.default_source',
  'customer.discount.id',
  'parent.subscription_details.subscription.default_payment_method',
  'parent.subscription_details.subscription.schedule',
  'parent.subscription_details.subscription.items.price.product',
  'hidden.intent.latest_charge',
  'hidden.payment',
  'hidden.revises.hidden.intent',
  'hidden.revises.hidden.payment',
  'discounts',
  RETURNING,
  'rendering.template',
  'test_clock',
]

export interface How {
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
  if (isElsewhere(tx, methodId)) return askElsewhere(tx, self)
  const intent = tx.get(paymentIntent, self.hidden.intent!)
  if (!how.manual && !mayTry(tx, intent, methodId)) return passedOver(tx, self)
  const pay = () => confirm(tx.untimed, intent, { payment_method: methodId, off_session: how.offSession } as never)
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

/** Whether another processor takes the money: a custom payment method. */
function isElsewhere(tx: Tx, id: string): boolean {
  const method = id.startsWith(`${paymentMethod.prefix}_`) ? tx.find(paymentMethod, id) : undefined
  return method !== undefined && methodOf(method.type)?.flow === 'elsewhere'
}

/**
 * The seller is told that the money is to be taken, and reports what came of it as a payment record. Until then it was not tried,
 * and the next time is not known. [K] (docs.stripe.com/changelog/clover/2025-10-29/invoice-payment-attempt-required-event)
 */
function askElsewhere(tx: Tx, self: Invoice): Invoice {
  const elsewhere = (self.hidden.elsewhere ?? 0) + 1
  return tx.update(invoice, self, {
    next_payment_attempt: null,
    hidden: { ...self.hidden, elsewhere, waits: waitsFor(tx) },
  })
}

/** Whether a call has asked for a payment that is on its way, or the clock. */
const waitsFor = (tx: Tx) => (tx.situation.cause === 'job' ? 'clock' : 'call')

/** What an intent says of its last failure. */
type Failure = {
  readonly code?: string
  readonly decline_code?: string
  readonly payment_method?: { readonly id: string }
}

/** Whether the clock may try a method, after what became of it before. */
function mayTry(tx: Tx, intent: Intent, method: string): boolean {
  const error = intent.last_payment_error as Failure | null
  const failed = intent.latest_charge === null ? undefined : tx.find(charge, intent.latest_charge as string)
  return isTried(method, error?.payment_method?.id, [error?.code, error?.decline_code, failed?.outcome?.reason])
}

/**
 * The time of a try that is not made, for want of another method: it counts, and the next is put off, but nothing is charged.
 * (docs.stripe.com/billing/revenue-recovery/smart-retries: "Unexecuted retries". That only `invoice.updated` tells of it is [K].)
 */
const passedOver = (tx: Tx, self: Invoice): Invoice => tx.update(invoice, self, counted(tx, self))

type Last = NonNullable<InvoiceState['last']>

const attempt = ({ hidden }: Invoice, last: Last) => ({ attempts: (hidden.attempts ?? 0) + 1, last })

/** Recorded. */
const noMethod = () =>
  invalid(
    'This customer has no attached payment source or default payment method. Please consider adding a default payment ' +
      'method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.',
    { code: 'resource_missing' },
  )

/** The invoice's own method, the subscription's, then the customer's. (docs.stripe.com/billing/subscriptions/payment-methods-setting) */
export function methodInCharge(
  tx: Tx,
  self: Pick<Invoice, 'default_payment_method' | 'default_source' | 'parent' | 'customer'>,
): string | undefined {
  const named = self.default_payment_method ?? self.default_source
  if (named) return named as string
  const of = subscriptionIdOf(self)
  const [who, row] = tx.any([self.customer as string, ...(of === undefined ? [] : [of])])
  const own = (row?.default_payment_method ?? row?.default_source) as string | null | undefined
  return own ?? (who ? defaultOf(who as never) : undefined)
}

/**
 * A payment that failed. Only the first attempt and those of the clock count, and only they move the next one.
 * (https://docs.stripe.com/api/invoices/object#invoice_object-attempt_count)
 */
function unsuccessful(tx: Tx, self: Invoice, { manual }: How, last: Last): Invoice {
  const { waits: _, ...known } = self.hidden
  const failed = self.hidden.intent ? tx.get(paymentIntent, self.hidden.intent).latest_charge : null
  const hidden = { ...known, ...attempt(self, last), ...(failed && { failed: failed as string }) }
  if (manual && self.attempt_count > 0) return tx.update(invoice, self, { hidden })
  return tx.update(invoice, self, { ...counted(tx, self), attempted: true, hidden })
}

/** One try more, and when the next is due. */
function counted(tx: Tx, self: Invoice) {
  const attempt_count = self.attempt_count + 1
  const isRetried = self.billing_reason !== 'subscription_create' && self.auto_advance === true
  const next = isRetried ? nextAttempt(billingOf(tx).retry_days ?? SMART_RETRY_DAYS, attempt_count, tx.now) : null
  if (next !== null) tx.schedule(next, 'invoice.retry', { id: self.id })
  return { attempt_count, next_payment_attempt: next }
}

/** The bank takes its time: that it was tried counts already. */
export function waitForBank(tx: Tx, self: Invoice): Invoice {
  if (self.status !== 'open' && self.status !== 'uncollectible') return self
  const hidden = { ...self.hidden, waits: waitsFor(tx) } as const
  return tx.update(invoice, self, { attempted: true, next_payment_attempt: null, hidden })
}

/**
 * A payment that failed without `collect` having heard of it: the bank says no after days, or the customer paid on a page. The
 * first invoice of a subscription, which did not wait for the bank, is taken back then.
 * (docs.stripe.com/billing/subscriptions/overview)
 */
export function failedLater(tx: Tx, self: Invoice, intent: Intent): void {
  const error = intent.last_payment_error as { charge?: string } | null
  if (self.status !== 'open' || (error?.charge !== undefined && error.charge === self.hidden.failed)) return
  const { waits } = self.hidden
  const open = unsuccessful(tx, self, { offSession: true, manual: waits !== 'clock' }, 'failed')
  if (waits !== undefined && open.billing_reason === 'subscription_create') voidInvoice(tx, open)
}

/** A payment that was made elsewhere was refused there. It counts as one that somebody asked for, unless the clock did. [K] */
export function failedElsewhere(tx: Tx, self: Invoice): void {
  const manual = self.hidden.waits !== 'clock'
  if (self.status === 'open') unsuccessful(tx, self, { offSession: true, manual }, 'failed')
}

/** Nothing is left to pay. `amount` is what was paid, in minor units. */
export function paid(
  tx: Tx,
  self: Invoice,
  amount: number,
  attempt_count = self.attempt_count,
  more: Partial<Invoice> = {},
): Invoice {
  tx.unschedule('invoice.retry', self)
  return tx.update(invoice, self, {
    ...amounts(self.amount_due, amount),
    attempt_count,
    attempted: true,
    auto_advance: false,
    next_payment_attempt: null,
    status: 'paid',
    status_transitions: { ...self.status_transitions, paid_at: tx.now },
    ...more,
  })
}

/** Paid by other means: the intent that waited is canceled, and no money moves here. */
export function paidOutOfBand(tx: Tx, self: Invoice): Invoice {
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
export function dropIntent(tx: Tx, self: Invoice): void {
  const intent = self.hidden.intent ? tx.get(paymentIntent, self.hidden.intent) : undefined
  if (!intent || intent.status === 'succeeded' || intent.status === 'canceled') return
  const entry = tx.get(invoicePayment, self.hidden.payment!)
  const status_transitions = { ...entry.status_transitions, canceled_at: tx.now }
  tx.update(invoicePayment, entry, { status: 'canceled', status_transitions })
  cancelIntent(tx.untimed, intent, 'void_invoice')
}

/**
 * Payments that were attached bind the invoice: what has come in, or may still do. The first words are recorded, those for
 * open payments [M]. (docs.stripe.com/invoicing/partial-payments, "Invoice payment statuses")
 */
export function checkUnpaid(self: Invoice, verb: 'voided' | 'marked uncollectible'): void {
  if (self.status !== 'open') return
  if (verb === 'voided' && self.amount_paid > 0) throw invalid('Invoices with `paid` payments cannot be voided.')
  if (self.hidden.attached?.some(({ open }) => open))
    throw invalid(`Invoices with \`open\` payments cannot be ${verb}.`)
}

/** Recorded; of an invoice that was given up, too. */
const notOpen = () => invalid("You can only pass in open invoices. This invoice isn't open.")

/**
 * Takes an open invoice back; its intent is canceled with it, and what it took of the balance is given back. One that was given up
 * can only be taken back by its revision, which `more` tells of.
 */
export function voidInvoice(tx: Tx, self: Invoice, more: Pick<Partial<Invoice>, 'latest_revision'> = {}): Invoice {
  if (self.status === 'paid') throw invalid('Invoices with `paid` payments cannot be voided.')
  if (self.status !== 'open' && !more.latest_revision) throw notOpen()
  tx.unschedule('invoice.retry', self)
  const row = tx.update(invoice, self, {
    auto_advance: false,
    next_payment_attempt: null,
    status: 'void',
    status_transitions: { ...self.status_transitions, voided_at: tx.now },
    ...more,
  })
  dropIntent(tx, row)
  giveBack(tx, row)
  returnCredits(tx, row)
  return row
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

/** Gives up on a draft that comes to less than nothing. */
export function forgo(tx: Tx, self: Invoice): Invoice {
  tx.unschedule('invoice.finalize', self)
  return tx.update(invoice, self, {
    auto_advance: false,
    automatically_finalizes_at: null,
    next_payment_attempt: null,
    status: 'uncollectible',
    status_transitions: { ...self.status_transitions, marked_uncollectible_at: tx.now },
  })
}

/** Gives up on an open invoice: it stays owed, and nobody asks for it any more. */
export function markUncollectible(tx: Tx, self: Invoice): Invoice {
  if (self.status === 'uncollectible') throw invalid('This invoice has already been marked uncollectible.')
  if (self.status !== 'open') throw notOpen()
  tx.unschedule('invoice.retry', self)
  return tx.update(invoice, self, {
    auto_advance: false,
    next_payment_attempt: null,
    status: 'uncollectible',
    status_transitions: { ...self.status_transitions, marked_uncollectible_at: tx.now },
  })
}
