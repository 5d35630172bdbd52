// Pausing a subscription: nothing more is billed until it is resumed, and what is not used may be given back.
// (https://docs.stripe.com/api/subscriptions/pause)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { customer } from '../payments/customer.ts'
import { invoice } from './invoice_state.ts'
import { pendingItems } from './invoiceitem_state.ts'
import { giveBack } from './subscription_cancel.ts'
import { invoiceNow } from './subscription_invoice.ts'
import { itemRows, startOf } from './subscription_item.ts'
import { type Subscription, subscription } from './subscription_state.ts'

/** The statuses from which one may pause. [K] */
const PAUSABLE: readonly string[] = ['active', 'past_due', 'trialing', 'unpaid']

/** Pauses it now; by default what is left of the period waits as credit for the next invoice. */
export function pause(tx: Tx, self: Subscription, params: Params<Stripe.SubscriptionPauseParams>): Subscription {
  // [M]
  if (!PAUSABLE.includes(self.status)) throw invalid(`You cannot pause a subscription that is \`${self.status}\`.`)
  const who = tx.get(customer, self.customer as string) as Row<Stripe.Customer>
  const from = params.bill_for?.unused_time_from?.type ?? 'now'
  const start = startOf(itemRows(tx, self))
  const isTrial = self.trial_end !== null && tx.now < self.trial_end
  if (from !== 'none' && !isTrial) giveBack(tx, self, who, { isNow: true, at: from === 'now' ? tx.now : start })
  for (const job of ['renew', 'upcoming', 'warn']) tx.unschedule(`subscription.${job}`, self)
  const isInvoiced =
    params.invoicing_behavior === 'invoice' && pendingItems(tx, who.id, self.currency, self.id).length > 0
  const id = tx.id(invoice)
  const next = tx.update(subscription, self, { status: 'paused', ...(isInvoiced && { latest_invoice: id }) })
  if (isInvoiced) {
    const period = { start, end: tx.now }
    const how = { payment: 'allow_incomplete', offSession: true }
    invoiceNow(tx, next, who, { id, reason: 'subscription_update', lines: [], period, ...how })
  }
  return tx.get(subscription, self.id)
}
