// Canceling a subscription now: what of it is given back, and what is still to be billed.
// (https://docs.stripe.com/api/subscriptions/cancel; docs.stripe.com/billing/subscriptions/cancel)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { customer } from '../payments/customer.ts'
import { voidInvoice } from './invoice_collect.ts'
import { type Invoice, invoice } from './invoice_state.ts'
import type { InvoiceItem } from './invoiceitem_state.ts'
import { pricesOf } from './subscription_choose.ts'
import { end, endWith, openInvoices } from './subscription_end.ts'
import { inOrder, waitingFor } from './subscription_invoice.ts'
import { itemRows } from './subscription_item.ts'
import { productsOf } from './subscription_lines.ts'
import { credits, insertProrations } from './subscription_proration.ts'
import type { Subscription } from './subscription_state.ts'
import { subscription } from './subscription_state.ts'
import { type LastUsage, lastUsage, NO_USAGE } from './subscription_usage_last.ts'

/** Ends it now; `prorate` gives back what is not used, and `invoice_now` bills that, what was used, and all that waits. */
export function cancel(tx: Tx, self: Subscription, params: Params<Stripe.SubscriptionCancelParams>): Subscription {
  const who = tx.find(customer, self.customer as string) as Row<Stripe.Customer> | undefined
  const isTrial = self.trial_end !== null && tx.now < self.trial_end
  const isNow = params.invoice_now === true
  const [known, open, used] = tx.work.together<unknown>([
    () => (isNow && who ? waitingFor(tx, self, who) : []),
    () => openInvoices(tx, self),
    () => (isNow && who ? lastUsage(tx, self, itemRows(tx, self)) : NO_USAGE),
  ]) as [InvoiceItem[], Invoice[], LastUsage]
  const made = params.prorate && who && !isTrial ? giveBack(tx, self, who, { isNow }) : []
  const words = (params.cancellation_details || {}) as { comment?: string; feedback?: string }
  if (isNow) {
    const last = endWith(tx, self, REQUESTED, words, { who, open, waiting: inOrder(made, known), used })
    if (last?.status === 'draft' && last.total < 0)
      tx.schedule(tx.now + GIVEN_UP_AFTER, 'invoice.forgo', { id: last.id })
  } else end(tx, self, REQUESTED, words, {}, open)
  return tx.get(subscription, self.id)
}

const REQUESTED = 'cancellation_requested'

/**
 * Recorded: a last invoice that comes to less than nothing is given up some five seconds later, without a number, and the
 * credit never reaches the customer's balance.
 */
const GIVEN_UP_AFTER = 5

/** Its first invoice was not paid in time, or never will be: nothing is left to pay, and it never began. */
export function lapse(tx: Tx, self: Subscription): Subscription {
  const open = tx.get(invoice, self.latest_invoice as string)
  if (open.status === 'open') voidInvoice(tx, open)
  for (const job of ['renew', 'upcoming', 'cancel', 'warn', 'expire']) tx.unschedule(`subscription.${job}`, self)
  return tx.update(subscription, self, { status: 'incomplete_expired', ended_at: tx.now })
}

interface GivenBack {
  /** It is billed in the same call. */
  readonly isNow?: boolean
  /** From when on, in epoch seconds. */
  readonly at?: number
}

/**
 * Gives back what of the current periods is left. Recorded: what waits for no invoice of this subscription is free to be on any
 * of the customer's.
 */
export function giveBack(
  tx: Tx,
  self: Subscription,
  who: Row<Stripe.Customer>,
  { isNow = false, at = tx.now }: GivenBack,
): InvoiceItem[] {
  const items = itemRows(tx, self)
  const prices = pricesOf(tx, items)
  const products = productsOf(tx, prices)
  const back = items.flatMap((item, i) => {
    const discounts = item.discounts as string[]
    const rates = (item.tax_rates ?? []) as object[]
    const now = { price: prices[i]!, product: products[i]!, quantity: item.quantity ?? 0, discounts, rates }
    return credits(tx, self, item, now, at)
  })
  return insertProrations(tx, self, who, back, { of: isNow ? self.id : null })
}
