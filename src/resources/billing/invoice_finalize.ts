// Finalising an invoice: its amounts and its number stand from then on, the customer's balance is settled with it, and an
// intent waits for what is left to pay. (https://docs.stripe.com/invoicing/integration/workflow-transitions)
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { currencies } from '../../lib/money.ts'
import { METHODS, methodOf, takes } from '../../network/catalogue.ts'
import { settleBalance } from '../../rules/customer_balance.ts'
import { customer } from '../payments/customer.ts'
import { insertEntry } from '../payments/customer_balance_transaction.ts'
import { newIntent } from '../payments/payment_intent.ts'
import type { Intent } from '../payments/payment_intent_state.ts'
import { drawCredits } from './credit_application.ts'
import { unusedGrants } from './credit_grant_state.ts'
import { useUpHeld } from './discount.ts'
import { paid } from './invoice_collect.ts'
import { sharesOf } from './invoice_connect.ts'
import { insertInvoicePayment } from './invoice_payment.ts'
import { documentOf } from './invoice_document.ts'
import { reckonWith } from './invoice_reckoning.ts'
import { revisedNumber, supersede } from './invoice_revision.ts'
import { fixedRendering } from './invoice_rendering.ts'
import { amounts, type Invoice, invoice } from './invoice_state.ts'
import { allLines } from './line_item.ts'
import { readyFor } from './invoice_tax_failure.ts'

/**
 * Fixes the amounts and the number, draws credits for what a meter has counted, and makes the intent that collects it. What is
 * nothing, or too little to charge, is paid at once; too little becomes the customer's debt. What a payment has paid already (`by`)
 * is no matter of the customer's balance.
 * (https://docs.stripe.com/billing/customer/balance)
 */
export function finalize(tx: Tx, draft: Invoice, by?: Intent): Invoice {
  const self = readyFor(tx, draft)
  tx.unschedule('invoice.finalize', self)
  if (self.from_invoice) supersede(tx, self)
  const who = tx.get(customer, self.customer as string)
  const credited = self.hidden.metered ? reckonWith(tx, self, allLines(tx, self.id), drawCredits) : undefined
  const { total } = credited ?? self
  const settled = by
    ? { due: total, applied: 0, carried: 0, ending: who.balance }
    : settleBalance(total, who.balance, currencies[self.currency]?.minimum ?? 0)
  const { number, changes } = numbered(tx, self, who)
  // One that is bought once may be in another currency than theirs. (https://docs.stripe.com/invoicing/multi-currency-customers)
  const holds = who.currency === null || self.parent !== null
  tx.update(customer, who, {
    ...changes,
    ...(who.balance !== settled.ending && { balance: settled.ending }),
    ...(holds && who.currency !== self.currency && { currency: self.currency }),
  })
  const open = tx.update(invoice, self, {
    ...credited,
    ...amounts(settled.due, 0),
    last_finalization_error: null,
    automatically_finalizes_at: null,
    effective_at: self.effective_at ?? tx.now,
    ending_balance: settled.ending,
    ...documentOf(tx, { ...self, ...credited }),
    next_payment_attempt: null,
    number,
    ...fixedRendering(tx, self),
    starting_balance: who.balance,
    status: 'open',
    status_transitions: { ...self.status_transitions, finalized_at: tx.now },
  })
  const common = { customer: who.id, currency: self.currency, invoice: self.id }
  const { applied, carried, ending } = settled
  if (applied !== 0)
    insertEntry(tx, { ...common, type: 'applied_to_invoice', amount: applied, ending: who.balance + applied })
  if (carried !== 0) insertEntry(tx, { ...common, type: 'invoice_too_small', amount: carried, ending })
  useUpHeld(tx, tx.get(customer, who.id), self.total_discount_amounts ?? [])
  if (by) return paidBy(tx, open, by)
  return settled.due === 0 ? paid(tx, open, 0) : paidBy(tx, open, intentFor(tx, open, who))
}

/** The invoice with the payment that it waits for. */
function paidBy(tx: Tx, self: Invoice, { id }: Pick<Intent, 'id'>): Invoice {
  const payment = insertInvoicePayment(tx, self, id)
  return tx.amend(invoice, self, { hidden: { ...self.hidden, intent: id, payment: payment.id } })
}

/** Reads what credits are drawn from, for who finalises an invoice next. */
export function foreseeDrawing(tx: Tx, { id, status, hidden, customer: who }: Invoice): void {
  if (status === 'draft' && hidden.metered)
    tx.work.together<unknown>([() => allLines(tx, id), () => unusedGrants(tx, who as string)])
}

/** The number of an invoice: the one that was asked for, that of what it revises, or the customer's prefix and their own count. */
function numbered(tx: Tx, self: Invoice, who: Row<Stripe.Customer>) {
  if (self.number !== null) {
    const [holder] = tx.list(invoice, [`number=${self.number}`], { limit: 1 })
    if (holder)
      throw invalid(`An invoice with the number ${self.number} exists already. Please choose another number.`, {
        param: 'number',
      })
    return { number: self.number, changes: {} }
  }
  const revised = revisedNumber(self)
  if (revised !== undefined) return { number: revised, changes: {} }
  const sequence = who.next_invoice_sequence ?? 1
  const number = `${who.invoice_prefix}-${String(sequence).padStart(4, '0')}`
  return { number, changes: { next_invoice_sequence: sequence + 1 } }
}

/** What the intent says that it is for. */
const ABOUT: Readonly<Record<string, string>> = {
  subscription_create: 'Subscription creation',
  manual: 'Payment for Invoice',
}

function intentFor(tx: Tx, self: Invoice, who: Row<Stripe.Customer>): Intent {
  return newIntent(tx.untimed, {
    amount: self.amount_due,
    currency: self.currency,
    types: typesOf(self),
    customer: who.id,
    method: null,
    description: ABOUT[self.billing_reason ?? ''] ?? 'Subscription update',
    metadata: {},
    automatic: null,
    more: {
      receipt_email: who.email ?? null,
      on_behalf_of: self.on_behalf_of as string | null,
      ...sharesOf(self.hidden.connect, self.amount_due),
      ...(self.statement_descriptor && { statement_descriptor: self.statement_descriptor }),
    },
    ...(self.payment_settings.payment_method_options && { options: self.payment_settings.payment_method_options }),
    hidden: { invoice: self.id },
  })
}

/** What an invoice may be paid with: what it names, or whatever its currency takes. */
function typesOf({ payment_settings, currency, collection_method }: Invoice): string[] {
  const named = payment_settings.payment_method_types as readonly string[] | null
  if (named) return [...named]
  const isSent = collection_method === 'send_invoice'
  return Object.keys(METHODS).filter((type) => {
    const method = methodOf(type)!
    return method.on && (isSent || method.subscriptions !== 'none') && takes(type, currency)
  })
}
