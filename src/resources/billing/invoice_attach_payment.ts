// Attaching a payment to an invoice: one that was begun apart from it, or made elsewhere. It is credited once the money is
// there, at once where it is. (https://docs.stripe.com/api/invoices/attach_payment; the rules are those of
// docs.stripe.com/invoicing/partial-payments: "docs". No source has Stripe's words for most refusals: those are [M])
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { exclusive, invalid, missingParameter } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { formatAmount } from '../../lib/money.ts'
import { type Intent, paymentIntent } from '../payments/payment_intent_state.ts'
import { type PaymentRecord, paymentRecord } from '../payments/payment_record.ts'
import { insertInvoicePayment } from './invoice_payment.ts'
import { settleIntent, settleRecord } from './invoice_settle.ts'
import { type Invoice, invoice, isOwed } from './invoice_state.ts'

type Given = Params<Stripe.InvoiceAttachPaymentParams>

/** Why 100: so many payments an invoice shows, and all are read with it when it is credited. */
const PAYMENTS_MAX = 100

/** Why 20: news of a payment changes all its invoices in one unit. */
const INVOICES_MAX = 20

/** Only to what is owed; that an invoice that was given up may still be paid is docs. */
export function attachPayment(tx: Tx, { payment_intent, payment_record }: Given, self: Invoice): Invoice {
  if (payment_intent !== undefined && payment_record !== undefined)
    throw exclusive(['payment_intent', 'payment_record'])
  if (!isOwed(self)) throw invalid("You can only pass in open invoices. This invoice isn't open.")
  if ((self.hidden.attached ?? []).length >= PAYMENTS_MAX)
    throw invalid(`An invoice can have at most ${PAYMENTS_MAX} payments attached to it.`)
  if (payment_intent !== undefined) return attachIntent(tx, self, tx.get(paymentIntent, payment_intent, INTENT))
  if (payment_record !== undefined) return attachRecord(tx, self, tx.get(paymentRecord, payment_record, RECORD))
  throw missingParameter(INTENT)
}

const INTENT = 'payment_intent'
const RECORD = 'payment_record'

function attachIntent(tx: Tx, self: Invoice, intent: Intent): Invoice {
  if (intent.status === 'canceled')
    throw invalid(`The PaymentIntent ${intent.id} is canceled, so it cannot be attached to an invoice.`, {
      param: INTENT,
    })
  if (intent.hidden.invoice !== undefined && intent.hidden.invoice !== self.id)
    throw invalid(`The PaymentIntent ${intent.id} is the default payment of the invoice ${intent.hidden.invoice}.`, {
      param: INTENT,
    })
  const { attached = [] } = intent.hidden
  // What it had was shared out when it came in.
  if (intent.status === 'succeeded' && attached.some((one) => one.invoice !== self.id))
    throw invalid(`The PaymentIntent ${intent.id} has paid the invoice ${attached[0]!.invoice}.`, { param: INTENT })
  const amount = intent.status === 'succeeded' ? intent.amount_received : intent.amount
  check(self, { ...intent, customer: intent.customer as string | null, amount, attached }, INTENT)
  const { row, to } = entered(tx, self, intent.id, amount)
  const now = tx.update(paymentIntent, intent, { hidden: { ...intent.hidden, attached: [...attached, to] } })
  if (now.status === 'succeeded') settleIntent(tx.untimed, now)
  return tx.get(invoice, row.id)
}

function attachRecord(tx: Tx, self: Invoice, record: PaymentRecord): Invoice {
  const { attached = [] } = record.hidden
  const { currency, value } = record.amount_requested
  if (attached.length > 0 && record.amount_guaranteed.value > 0 && attached[0]!.invoice !== self.id)
    throw invalid(`The payment record ${record.id} has paid the invoice ${attached[0]!.invoice}.`, { param: RECORD })
  // Of whom nothing was reported may have paid anything. [K]
  const who = record.customer_details?.customer ?? (self.customer as string)
  check(self, { id: record.id, customer: who, currency, amount: value, attached }, RECORD)
  const { row, to } = entered(tx, self, record.id, value)
  const now = tx.update(paymentRecord, record, { hidden: { ...record.hidden, attached: [...attached, to] } })
  settleRecord(tx.untimed, now)
  return tx.get(invoice, row.id)
}

interface Payment {
  readonly id: string
  readonly customer: string | null
  readonly currency: string
  /** Minor units. */
  readonly amount: number
  readonly attached: readonly { readonly invoice: string }[]
}

/** The customer and the currency are those of the invoice, and what is charged by itself is paid whole (docs). */
function check(self: Invoice, { id, customer, currency, amount, attached }: Payment, param: string): void {
  const refuse = (message: string) => invalid(message, { param })
  // The code as github.com/useautumn/autumn meets it.
  if (id === self.hidden.intent || attached.some((one) => one.invoice === self.id))
    throw invalid(`The payment ${id} is already attached to the invoice ${self.id}.`, {
      code: 'resource_already_exists',
      param,
    })
  if (attached.length >= INVOICES_MAX) throw refuse(`A payment can be attached to at most ${INVOICES_MAX} invoices.`)
  if (customer !== self.customer)
    throw refuse(`The customer of the payment ${id} must be that of the invoice (${self.customer}).`)
  if (currency !== self.currency)
    throw refuse(`The currency of the payment ${id} (${currency}) must be that of the invoice (${self.currency}).`)
  const isCharged = self.collection_method === 'charge_automatically'
  if (self.parent?.subscription_details && isCharged && amount < self.amount_remaining)
    throw refuse(
      `The invoice of a subscription that is charged automatically cannot be paid in parts: ` +
        `${formatAmount(self.amount_remaining, self.currency)} is due.`,
    )
}

/** Writes the entry of a payment, and notes it on the invoice. */
function entered(tx: Tx, self: Invoice, by: string, amount: number) {
  const entry = insertInvoicePayment(tx, { ...self, amount_due: amount }, by, false)
  const attached = [...(self.hidden.attached ?? []), { payment: entry.id, by, open: true as const }]
  const row = tx.update(invoice, self, { hidden: { ...self.hidden, attached } })
  return { row, to: { invoice: self.id, payment: entry.id } }
}
