// What becomes of an invoice when a payment of it comes in, or comes to nothing: the one that it made itself, or others that
// were attached to it. (https://docs.stripe.com/invoicing/partial-payments)
import type { Tx } from '../../kernel/tx.ts'
import { creditPayment, sharePayment } from '../../rules/invoice_payments.ts'
import { customer } from '../payments/customer.ts'
import { insertEntry } from '../payments/customer_balance_transaction.ts'
import { allows, type Intent, paymentIntent } from '../payments/payment_intent_state.ts'
import { type PaymentRecord, paymentRecord } from '../payments/payment_record.ts'
import type { AttachedTo } from '../payments/payment_record_state.ts'
import { dropIntent, failedElsewhere, paid } from './invoice_collect.ts'
import { type InvoicePayment, invoicePayment } from './invoice_payment.ts'
import { type Attached, type Invoice, invoice, isOwed, timed } from './invoice_state.ts'

/** The intent that an invoice made has the money: the invoice is paid by it. */
export function settlePaid(tx: Tx, self: Invoice, intent: Intent): void {
  if (self.status === 'void' || self.status === 'draft') return
  const entry = tx.get(invoicePayment, self.hidden.payment!)
  creditInvoice(tx, self, entry, intent.amount_received, self.attempt_count + 1)
}

/** Reads all that news of a payment may change: the invoices that it is attached to, and what hangs on them, in two rounds. */
function readAttached(tx: Tx, attached: readonly AttachedTo[]): void {
  const rows = tx.any(attached.flatMap((one) => [one.invoice, one.payment]))
  const more = rows.flatMap((row) => (row?.object === 'invoice' ? hangingOn(row as unknown as Invoice) : []))
  tx.any(more)
}

const hangingOn = ({ customer: who, hidden, parent, test_clock }: Invoice): string[] =>
  [who, hidden.intent, hidden.payment, parent?.subscription_details?.subscription, test_clock].filter(
    (id) => typeof id === 'string',
  )

/** An intent that was attached has the money: each of its invoices gets its share. */
export function settleIntent(tx: Tx, { hidden, amount_received }: Intent): void {
  settleAll(tx, hidden.attached ?? [], amount_received)
}

function settleAll(tx: Tx, attached: readonly AttachedTo[], received: number): void {
  if (attached.length === 0) return
  readAttached(tx, attached)
  const open = attached.filter((one) => tx.get(invoicePayment, one.payment).status !== 'paid')
  const shares = sharePayment(
    open.map((one) => owed(tx.get(invoice, one.invoice))),
    received,
  )
  for (const [i, one] of open.entries()) {
    const self = tx.get(invoice, one.invoice)
    creditInvoice(timed(tx, self), self, tx.get(invoicePayment, one.payment), shares[i]!)
  }
}

/** An attached intent is canceled: nothing is to be expected of it any more. */
export function releaseIntent(tx: Tx, { hidden: { attached = [] } }: Intent): void {
  if (attached.length > 0) readAttached(tx, attached)
  for (const one of attached) release(tx, one)
}

/**
 * What was reported of a payment that was made elsewhere. One that failed leaves the invoice open, and may be tried again.
 * (https://docs.stripe.com/billing/subscriptions/third-party-payment-processing, "Retry failed payments")
 */
export function settleRecord(tx: Tx, record: PaymentRecord): void {
  const { attached = [] } = record.hidden
  if (attached.length === 0) return
  if (record.amount_guaranteed.value > 0) {
    settleAll(tx, attached, record.amount_guaranteed.value)
    return
  }
  readAttached(tx, attached)
  for (const one of attached) {
    if (record.amount_canceled.value > 0) release(tx, one)
    const self = tx.get(invoice, one.invoice)
    if (record.amount_failed.value > 0) failedElsewhere(timed(tx, self), self)
  }
}

function release(tx: Tx, one: AttachedTo): void {
  const self = tx.get(invoice, one.invoice)
  const on = timed(tx, self)
  const entry = tx.get(invoicePayment, one.payment)
  if (entry.status !== 'open') return
  const status_transitions = { ...entry.status_transitions, canceled_at: on.now }
  on.update(invoicePayment, entry, { status: 'canceled', status_transitions })
  on.update(invoice, self, { hidden: closed(self, entry.id) })
}

/** What is still to be paid of an invoice, minor units: of one that is over, nothing. */
const owed = (self: Invoice): number => (isOwed(self) ? self.amount_remaining : 0)

const closed = ({ hidden }: Invoice, payment: string): Invoice['hidden'] =>
  hidden.attached
    ? { ...hidden, attached: hidden.attached.map((one) => (one.payment === payment ? settledOf(one) : one)) }
    : hidden

const settledOf = ({ payment, by }: Attached): Attached => ({ payment, by })

/**
 * Credits what has come in, in minor units. Covered, the invoice is paid; until then its own payment asks for the rest. What
 * is too much is the customer's, also where it comes in when nothing is to be paid any more [K].
 * (docs.stripe.com/api/invoices/object#invoice_object-amount_overpaid)
 */
export function creditInvoice(
  tx: Tx,
  self: Invoice,
  entry: InvoicePayment,
  received: number,
  attempt_count = self.attempt_count,
): Invoice {
  const { credited, remaining, overpaid } = creditPayment(owed(self), received)
  tx.update(invoicePayment, entry, {
    amount_paid: credited,
    status: 'paid',
    status_transitions: { ...entry.status_transitions, canceled_at: null, paid_at: tx.now },
  })
  if (overpaid > 0) keepForCustomer(tx, self, overpaid)
  const amount_overpaid = self.amount_overpaid + overpaid
  const hidden = closed(self, entry.id)
  if (!isOwed(self)) return tx.update(invoice, self, { amount_overpaid, hidden })
  const amount_paid = self.amount_paid + credited
  if (remaining === 0) {
    const row = paid(tx, self, amount_paid, attempt_count, { amount_overpaid, hidden })
    if (!entry.is_default) dropIntent(tx, row)
    return row
  }
  askForRest(tx, self, remaining)
  return tx.update(invoice, self, { amount_paid, amount_remaining: remaining, attempted: true, hidden })
}

/** The amount that was too much is credited to the customer's balance. */
function keepForCustomer(tx: Tx, self: Invoice, amount: number): void {
  const who = tx.find(customer, self.customer as string)
  if (!who) return
  const ending = who.balance - amount
  tx.update(customer, who, { balance: ending })
  const common = { customer: who.id, currency: self.currency, invoice: self.id }
  insertEntry(tx, { ...common, type: 'invoice_overpaid', amount: -amount, ending })
}

/**
 * The payment that the invoice made itself follows what is left of it, unless it is with the bank already.
 * (docs.stripe.com/api/invoice-payment/object#invoice_payment_object-is_default)
 */
function askForRest(tx: Tx, { hidden }: Invoice, amount: number): void {
  const intent = tx.get(paymentIntent, hidden.intent!)
  if (!allows('update', intent)) return
  tx.update(paymentIntent, intent, { amount })
  tx.update(invoicePayment, tx.get(invoicePayment, hidden.payment!), { amount_requested: amount })
}

/** The intents that have paid an invoice, in the order in which they were added to it. */
export function payingIntents(tx: Tx, { hidden }: Invoice): Intent[] {
  const ids = [hidden.intent, ...(hidden.attached ?? []).map(({ by }) => by)].filter((id) => id !== undefined)
  return tx.any(ids).flatMap((row) => {
    const isPaying = row?.object === 'payment_intent' && row.status === 'succeeded'
    return isPaying ? [row as unknown as Intent] : []
  })
}

/** The payments made elsewhere that are attached to an invoice and were guaranteed. */
export function payingRecords(tx: Tx, { hidden }: Invoice): PaymentRecord[] {
  const ids = (hidden.attached ?? []).flatMap(({ by }) => (by.startsWith(`${paymentRecord.prefix}_`) ? [by] : []))
  return tx.all(paymentRecord, ids).filter(({ amount_guaranteed }) => amount_guaranteed.value > 0)
}
