// Canceling a subscription now: what of it is given back, and what is still to be billed.
// (https://docs.stripe.com/api/subscriptions/cancel; docs.stripe.com/billing/subscriptions/cancel)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { customer } from '../payments/customer.ts'
import { voidInvoice } from './invoice_collect.ts'
import { invoice } from './invoice_state.ts'
import { pendingItems } from './invoiceitem.ts'
import { pricesOf } from './subscription_choose.ts'
import { end } from './subscription_cycle.ts'
import { invoiceNow } from './subscription_invoice.ts'
import { itemRows } from './subscription_item.ts'
import { productsOf } from './subscription_lines.ts'
import { credits, insertProrations } from './subscription_proration.ts'
import type { Subscription } from './subscription_state.ts'
import { subscription } from './subscription_state.ts'

/** Ends it now; `prorate` gives back what is not used, and `invoice_now` bills that and all that waits. */
export function cancel(
  tx: Tx,
  self: Subscription,
  params: Params<Stripe.SubscriptionCancelParams>,
  payment = 'allow_incomplete',
): Subscription {
  const who = tx.find(customer, self.customer as string) as Row<Stripe.Customer> | undefined
  const isTrial = self.trial_end !== null && tx.now < self.trial_end
  if (params.prorate && who && !isTrial) giveBack(tx, self, who)
  const waits = params.invoice_now && who ? pendingItems(tx, who.id, self.currency, self.id).length > 0 : false
  const id = tx.id(invoice)
  const words = (params.cancellation_details || {}) as { comment?: string; feedback?: string }
  const ended = end(tx, self, 'cancellation_requested', words, waits ? { latest_invoice: id } : {})
  if (waits) {
    const start = Math.min(...itemRows(tx, self).map((item) => item.current_period_start))
    const period = { start, end: tx.now }
    invoiceNow(tx, ended, who!, {
      id,
      reason: 'subscription_cycle',
      lines: [],
      period,
      payment,
      offSession: true,
    })
  }
  return tx.get(subscription, self.id)
}

/** Its first invoice was not paid in time, or never will be: nothing is left to pay, and it never began. */
export function lapse(tx: Tx, self: Subscription): Subscription {
  const open = tx.get(invoice, self.latest_invoice as string)
  if (open.status === 'open') voidInvoice(tx, open)
  for (const job of ['renew', 'cancel', 'warn', 'expire']) tx.unschedule(`subscription.${job}`, self)
  return tx.update(subscription, self, { status: 'incomplete_expired', ended_at: tx.now })
}

function giveBack(tx: Tx, self: Subscription, who: Row<Stripe.Customer>): void {
  const items = itemRows(tx, self)
  const prices = pricesOf(tx, items)
  const products = productsOf(tx, prices)
  const back = items.flatMap((item, i) => {
    const discounts = item.discounts as string[]
    const rates = (item.tax_rates ?? []) as object[]
    const now = { price: prices[i]!, product: products[i]!, quantity: item.quantity ?? 0, discounts, rates }
    return credits(tx, self, item, now, tx.now)
  })
  insertProrations(tx, self, who, back)
}
