// The invoices of a subscription: for a change at once, finalised and collected inside the call; for a period, a draft first.
// (https://docs.stripe.com/billing/subscriptions/overview#handling-payments)
import type Stripe from 'stripe'
import { Kept } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Span } from '../../rules/proration.ts'
import { customer } from '../payments/customer.ts'
import { defaultOf } from '../payments/customer_state.ts'
import { methodAt } from '../payments/payment_method.ts'
import { paymentIntent } from '../payments/payment_intent_state.ts'
import { collect, markUncollectible, methodInCharge, voidInvoice } from './invoice_collect.ts'
import { locationOf, ratesAt } from './invoice_automatic_tax.ts'
import { scheduleFinalize } from './invoice_draft.ts'
import { finalize } from './invoice_finalize.ts'
import { type Invoice, invoice } from './invoice_state.ts'
import { type InvoiceItem, pendingItems } from './invoiceitem_state.ts'
import { type Bill, bill, readWaiting } from './subscription_bill.ts'
import type { ItemLine } from './subscription_lines.ts'
import { needsAction } from './subscription_refusals.ts'
import { setDelinquent, type Subscription, subscription } from './subscription_state.ts'

export interface Now {
  /** The id of the invoice to be. */
  readonly id: string
  readonly reason: 'subscription_update' | 'subscription_cycle'
  readonly lines: readonly ItemLine[]
  readonly waiting?: readonly InvoiceItem[]
  readonly period: Span
  /** `payment_behavior`. */
  readonly payment: string
  readonly offSession: boolean
  /** It is refused where there is nothing to pay with. */
  readonly wantsMethod?: boolean
  /** What it bills is not so yet. */
  readonly isParked?: boolean
  /** It stays a draft for an hour. */
  readonly isLater?: boolean
}

/** What waits for the next invoice; what would pay for that is read in the same round. */
export function waitingFor(tx: Tx, self: Subscription, who: Pick<Row<Stripe.Customer>, 'id'>): InvoiceItem[] {
  const [waiting] = tx.work.together<InvoiceItem[]>([
    () => pendingItems(tx, who.id, self.currency, self.id),
    () => {
      const method = methodOf(tx, self)
      if (method !== undefined) tx.any([method])
      return []
    },
    () => {
      const known = self.automatic_tax.enabled ? tx.find(customer, who.id) : undefined
      if (known) tx.any(ratesAt(tx, locationOf(known as Row<Stripe.Customer>)))
      return []
    },
    () => {
      readWaiting(tx, who.id)
      return []
    },
  ])
  return waiting!
}

/** What would pay for a subscription. */
export function methodOf(tx: Tx, self: Subscription): string | undefined {
  const own = (self.default_payment_method ?? self.default_source) as string | null
  const who = tx.find(customer, self.customer as string)
  return own ?? (who && defaultOf(who))
}

/** Those that were made in this call stand before those that waited, as they were made. */
export const inOrder = (made: readonly InvoiceItem[], waiting: readonly InvoiceItem[]): InvoiceItem[] =>
  [...waiting.filter(({ date }) => made.some((one) => one.date === date)), ...made, ...waiting].filter(
    (item, i, all) => all.findIndex(({ id }) => id === item.id) === i,
  )

/**
 * Bills what there is, and tries to be paid. Throws the refusal where nothing shall be kept without the money. While
 * collection is paused it goes no further than that says.
 */
export function invoiceNow(tx: Tx, self: Subscription, who: Row<Stripe.Customer>, now: Now): Invoice {
  const paused = self.pause_collection?.behavior
  const isLater = (now.isLater || self.collection_method === 'send_invoice') && paused === undefined
  const draft = bill(tx, self, who, { ...now, autoAdvance: isLater, at: tx.now })
  if (tx.work.isForetold) return draft
  if (paused !== undefined) return setAside(tx, draft, paused)
  if (isLater) {
    scheduleFinalize(tx, draft)
    return draft
  }
  return collectNow(tx, self, draft, now)
}

type Paused = NonNullable<Subscription['pause_collection']>['behavior']

/** https://docs.stripe.com/billing/subscriptions/pause-payment */
function setAside(tx: Tx, draft: Invoice, how: Paused): Invoice {
  // What failed for another reason than a missing location stays a draft, and is looked at.
  if ((how !== 'void' && how !== 'mark_uncollectible') || draft.automatic_tax.status === 'failed') return draft
  const open = finalize(tx, draft)
  return open.status === 'open' ? (how === 'void' ? voidInvoice : markUncollectible)(tx, open) : open
}

interface CycleBill {
  readonly id: string
  readonly lines: readonly ItemLine[]
  readonly reason: Bill['reason']
  readonly waiting?: readonly InvoiceItem[]
  readonly period: { start: number; end: number }
}

/** The draft of a period, which is finalised an hour later. While collection is paused, or nobody pays, it goes no further. */
export function billCycle(
  tx: Tx,
  self: Subscription,
  who: Row<Stripe.Customer>,
  { id, lines, reason, period, waiting }: CycleBill,
): void {
  const paused = self.pause_collection?.behavior
  const autoAdvance = paused === undefined && self.status !== 'unpaid'
  const draft = bill(tx, self, who, { id, reason, period, lines, ...(waiting && { waiting }), autoAdvance, at: tx.now })
  if (autoAdvance) scheduleFinalize(tx, draft)
  else if (paused !== undefined && !tx.work.isForetold) setAside(tx, draft, paused)
}

/** Finalises a draft, and tries to be paid. */
export function collectNow(
  tx: Tx,
  self: Subscription,
  draft: Invoice,
  { payment, offSession, wantsMethod = false }: Pick<Now, 'payment' | 'offSession' | 'wantsMethod'>,
): Invoice {
  if (tx.work.isForetold) return draft
  const open = finalize(tx, tx.work.made(tx.place, draft.id) ? tx.amend(invoice, draft, { auto_advance: true }) : draft)
  if (open.status === 'paid') return open
  if (payment === 'default_incomplete') {
    setPastDue(tx, self)
    return open
  }
  // Without any method the attempt has failed; only a caller who wants all or nothing is refused.
  const method = methodInCharge(tx, open)
  const manual = payment === 'error_if_incomplete' || wantsMethod || method !== undefined
  const outcome = collect(tx, open, { offSession: offSession || isMandated(tx, method), manual })
  if (outcome instanceof Kept) {
    if (payment === 'error_if_incomplete') throw outcome.error
    return tx.get(invoice, open.id)
  }
  if (payment === 'error_if_incomplete' && isAsked(tx, outcome)) throw needsAction()
  return outcome
}

/** What is no card is charged as its mandate allows, whether or not the customer is there. */
export const isMandated = (tx: Tx, method: string | undefined): boolean =>
  method !== undefined && (!method.startsWith('pm_') || methodAt(tx, method).type !== 'card')

/** Whether an invoice waits for its customer, or for another processor. */
export const isAsked = (tx: Tx, { status, hidden }: Invoice): boolean =>
  status === 'open' &&
  (hidden.elsewhere !== undefined ||
    (hidden.intent !== undefined && tx.get(paymentIntent, hidden.intent).status === 'requires_action'))

/** A change that is not paid for yet. */
function setPastDue(tx: Tx, self: Subscription): void {
  const now = tx.get(subscription, self.id)
  if (now.status !== 'active') return
  tx.update(subscription, now, { status: 'past_due' })
  setDelinquent(tx, now, true)
}
