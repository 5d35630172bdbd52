// How a subscription ends: what its last invoice has, and what becomes of those that are open. When it is to end stands in
// subscription_cancel_at.ts, ending it by a call in subscription_cancel.ts.
// (https://docs.stripe.com/billing/subscriptions/cancel; docs.stripe.com/api/subscriptions/cancel)
import type Stripe from 'stripe'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { customer } from '../payments/customer.ts'
import { type Invoice, invoice } from './invoice_state.ts'
import { type InvoiceItem, pendingItems } from './invoiceitem_state.ts'
import { billCycle } from './subscription_invoice.ts'
import { itemRows, startOf } from './subscription_item.ts'
import { said } from './subscription_settings.ts'
import { hasEnded, type Subscription, subscription } from './subscription_state.ts'
import { type LastUsage, lastUsage, NO_USAGE } from './subscription_usage_last.ts'

/** It ends at the moment that was set; what waits and what was used is billed with it. (https://docs.stripe.com/api/subscriptions/cancel) */
export function cancelAtEnd(tx: Tx, self: Subscription): void {
  if (hasEnded(self)) return
  const who = tx.find(customer, self.customer as string) as Row<Stripe.Customer> | undefined
  const [waiting, open, used] = tx.work.together<unknown>([
    () => (who ? pendingItems(tx, who.id, self.currency, self.id) : []),
    () => openInvoices(tx, self),
    () => (who ? lastUsage(tx, self, itemRows(tx, self)) : NO_USAGE),
  ]) as [InvoiceItem[], Invoice[], LastUsage]
  endWith(tx, self, self.cancellation_details?.reason ?? 'cancellation_requested', {}, { who, open, waiting, used })
}

interface Last {
  /** Who pays, unless nobody does any more. */
  readonly who: Row<Stripe.Customer> | undefined
  readonly open: readonly Invoice[]
  readonly waiting: readonly InvoiceItem[]
  /** What was used of it. */
  readonly used: LastUsage
}

/** Ends a subscription, and makes the draft of its last invoice, with what waits and what was used, if there is any. */
export function endWith(
  tx: Tx,
  self: Subscription,
  reason: Ended,
  words: { comment?: string; feedback?: string },
  { who, open, waiting, used }: Last,
): Invoice | undefined {
  const id = tx.id(invoice)
  const isBilled = who !== undefined && waiting.length + used.lines.length > 0
  const ended = end(tx, self, reason, words, isBilled ? { latest_invoice: id } : {}, open)
  if (!isBilled) return undefined
  const period = { start: startOf(itemRows(tx, self)), end: tx.now }
  used.billedBy(id)
  billCycle(tx, ended, who, { id, lines: used.lines, reason: 'subscription_cycle', period, waiting })
  return tx.get(invoice, id)
}

type Ended = NonNullable<Stripe.Subscription['cancellation_details']>['reason']

/** Ends a subscription now. Its open invoices, which are `open` where they are known, are no longer collected by themselves. */
export function end(
  tx: Tx,
  self: Subscription,
  reason: Ended,
  words: { comment?: string; feedback?: string } = {},
  changes: Partial<Subscription> = {},
  open: readonly Invoice[] = openInvoices(tx, self),
): Subscription {
  for (const job of ['renew', 'upcoming', 'expire', 'cancel', 'warn', 'unpause', 'invoice_items'])
    tx.unschedule(`subscription.${job}`, self)
  tx.unschedule('subscription.lapse', self)
  for (const one of open) if (one.auto_advance) stopCollecting(tx, one)
  return tx.update(subscription, self, {
    ...changes,
    canceled_at: self.canceled_at ?? tx.now,
    cancellation_details: {
      comment: null,
      feedback: null,
      feedback_option: null,
      ...(self.cancellation_details ?? {}),
      ...said(words),
      reason,
    } as never,
    ended_at: tx.now,
    pending_update: null,
    status: 'canceled',
  })
}

/** Why 100: more than eight years of months that nobody paid. */
const OPEN_MAX = 100

const openOf = ({ id }: Subscription, status: string): string[] => [`subscription+status=${id},${status}`]

/** What is not paid yet, oldest first. */
export const openInvoices = (tx: Tx, self: Subscription): Invoice[] =>
  tx
    .lists(invoice, [openOf(self, 'draft'), openOf(self, 'open')], { limit: OPEN_MAX })
    .flat()
    .reverse()

/** Nobody asks for it by itself any more. (https://docs.stripe.com/api/subscriptions/cancel) */
export function stopCollecting(tx: Tx, open: Invoice): void {
  tx.unschedule('invoice.finalize', open)
  tx.unschedule('invoice.retry', open)
  tx.update(invoice, open, { auto_advance: false, next_payment_attempt: null, automatically_finalizes_at: null })
}
