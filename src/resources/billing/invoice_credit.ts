// What credit notes do to their invoice: what is left to pay becomes less, and its payment follows.
// (https://docs.stripe.com/invoicing/integration/programmatic-credit-notes#credit-notes-for-open-invoices)
import { invalid } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { type Charge, charge } from '../payments/charge_state.ts'
import { allows, paymentIntent } from '../payments/payment_intent_state.ts'
import type { PaymentRecord } from '../payments/payment_record.ts'
import { dropIntent } from './invoice_collect.ts'
import { sharesOf } from './invoice_connect.ts'
import { invoicePayment } from './invoice_payment.ts'
import { payingIntents, payingRecords } from './invoice_settle.ts'
import { amounts, type Invoice, type InvoiceState, invoice } from './invoice_state.ts'
import { allLines, type LineItem, rateIdOf } from './line_item.ts'

/** Reads what goes with crediting an invoice, and what else is wanted, in two rounds: everything hangs on the invoice itself. */
export function readWith(tx: Tx, { id, hidden, customer, test_clock }: Invoice, more: () => unknown = () => []): void {
  const others = (hidden.attached ?? []).map(({ by }) => by)
  const ids = [customer, test_clock, hidden.intent, hidden.payment, ...others].map(
    (one) => (one as string | null) ?? '',
  )
  const [lines] = tx.work.together<unknown>([() => allLines(tx, id), () => tx.any(ids), more])
  const intents = tx.any(ids).filter((row) => row?.object === 'payment_intent')
  const rates = (lines as LineItem[]).flatMap(({ taxes }) => (taxes ?? []).map(rateIdOf))
  tx.any([...intents.map((row) => (row!.latest_charge as string | null) ?? ''), ...rates])
}

/** What has paid an invoice: charges, and payments made elsewhere. */
export interface Payers {
  readonly charges: readonly Charge[]
  readonly records: readonly PaymentRecord[]
}

/** The charges and records that have paid an invoice, in the order in which they were added to it. */
export function payersOf(tx: Tx, self: Invoice): Payers {
  const charges = payingIntents(tx, self).flatMap(({ latest_charge: id }) => tx.find(charge, id as string) ?? [])
  return { charges, records: payingRecords(tx, self) }
}

/** What was refunded of its payments beside credit notes, minor units. */
export function refundedBeside({ charges, records }: Payers, { hidden }: Invoice): number {
  const linked = Object.values(hidden.refunded ?? {}).reduce((sum, amount) => sum + amount, 0)
  const ofCharges = charges.reduce((sum, { amount_refunded }) => sum + amount_refunded, 0)
  const ofRecords = records.reduce((sum, { amount_refunded }) => sum + amount_refunded.value, 0)
  return Math.max(0, ofCharges + ofRecords - linked)
}

/** What may still be credited, minor units. `linking` is what the note is to say of refunds that were made before. */
export function leftToCredit(self: Invoice, beside: number): number {
  return self.total - self.pre_payment_credit_notes_amount - self.post_payment_credit_notes_amount - beside
}

interface Credit {
  /** Minor units: what is not to be paid any more, and what was paid and is given back. */
  readonly pre: number
  readonly post: number
  readonly hidden?: Partial<InvoiceState>
}

/**
 * Writes a credit on the invoice; a voided one with `pre` below zero. What has nothing left to pay is paid (docs); nobody has
 * paid it, so `invoice.payment_succeeded` is not told [K].
 */
export function creditInvoice(tx: Tx, self: Invoice, { pre, post, hidden }: Credit): Invoice {
  const remaining = self.amount_remaining - pre
  const isSettled = self.status === 'open' && pre > 0 && remaining === 0
  if (pre !== 0 && !isSettled) askFor(tx, self, remaining)
  const row = tx.update(invoice, self, {
    ...amounts(self.amount_due - pre, self.amount_paid),
    amount_overpaid: self.amount_overpaid,
    post_payment_credit_notes_amount: self.post_payment_credit_notes_amount + post,
    pre_payment_credit_notes_amount: self.pre_payment_credit_notes_amount + pre,
    hidden: { ...self.hidden, ...hidden, ...(isSettled && { outOfBand: true }) },
    ...(isSettled && {
      auto_advance: false,
      next_payment_attempt: null,
      status: 'paid',
      status_transitions: { ...self.status_transitions, paid_at: tx.now },
    }),
  })
  if (isSettled) {
    tx.unschedule('invoice.retry', row)
    dropIntent(tx, row)
  }
  return row
}

/** Has the payment ask for another amount. What is with the bank already asks for the old one. Wording [M]. */
function askFor(tx: Tx, self: Invoice, amount: number): void {
  const intent = tx.get(paymentIntent, self.hidden.intent!)
  if (!allows('update', intent))
    throw invalid(
      `The amount of the invoice ${self.id} cannot be changed while its payment has a status of ${intent.status}.`,
    )
  // The platform's part is of what is paid in the end. [K]
  tx.update(paymentIntent, intent, { amount, ...sharesOf(self.hidden.connect, amount) })
  tx.update(invoicePayment, tx.get(invoicePayment, self.hidden.payment!), { amount_requested: amount })
}
