// What waits for a subscription, billed more often than the subscription is: every so many days, weeks or months from when it
// was asked for. (https://docs.stripe.com/api/subscriptions/create#create_subscription-pending_invoice_item_interval)
import type Stripe from 'stripe'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { periodAt, type Recurrence } from '../../rules/periods.ts'
import { customer } from '../payments/customer.ts'
import { invoice } from './invoice_state.ts'
import { pendingItems } from './invoiceitem_state.ts'
import { isTurning } from './subscription_cycle.ts'
import { billCycle } from './subscription_invoice.ts'
import { hasEnded, type Subscription, subscription } from './subscription_state.ts'

/** Bills what waits now, and looks again an interval later. What renews at this moment bills it with that. */
export function billItems(tx: Tx, id: string): void {
  const self = tx.find(subscription, id)
  const interval = self?.pending_invoice_item_interval as Recurrence | null | undefined
  if (!self || !interval || hasEnded(self)) return
  const from = self.hidden.itemsFrom ?? self.created
  const who = tx.get(customer, self.customer as string) as Row<Stripe.Customer>
  const isBilled = !['incomplete', 'paused'].includes(self.status) && !isTurning(tx, self)
  const waiting = isBilled ? waitingFor(tx, self) : []
  const next = periodAt(from, interval, tx.now).end
  const bill = tx.id(invoice)
  const moved = tx.update(subscription, self, {
    next_pending_invoice_item_invoice: next,
    ...(waiting.length > 0 && { latest_invoice: bill }),
  })
  tx.schedule(next, 'subscription.invoice_items', { id })
  if (waiting.length === 0) return
  const period = { start: periodAt(from, interval, tx.now - 1).start, end: tx.now }
  billCycle(tx, moved, who, { id: bill, reason: 'automatic_pending_invoice_item_invoice', period, lines: [], waiting })
}

/** Its own, as an invoice that is asked for has. (https://docs.stripe.com/api/invoices/create#create_invoice-subscription) */
const waitingFor = (tx: Tx, self: Subscription) =>
  pendingItems(tx, self.customer as string, self.currency, self.id).filter(
    ({ parent }) => parent?.subscription_details?.subscription === self.id,
  )
