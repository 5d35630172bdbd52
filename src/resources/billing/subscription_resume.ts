// Resuming a subscription that was paused because its trial ended without anything to pay with.
// (https://docs.stripe.com/api/subscriptions/resume)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, refuseUnbuilt, unbuilt } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { customer } from '../payments/customer.ts'
import { type Invoice, invoice } from './invoice_state.ts'
import { chargedBy, foresee } from './subscription_bill.ts'
import { pricesOf } from './subscription_choose.ts'
import { beginAnew, scheduleNext } from './subscription_cycle.ts'
import { collectNow, invoiceNow } from './subscription_invoice.ts'
import { type Item, itemRows, itemsOf, periodOf, subscriptionItem, startOf } from './subscription_item.ts'
import { isMetered, linesFor, productsOf, quantityOf, recurrenceOf } from './subscription_lines.ts'
import { INCOMPLETE_SECONDS, NOTHING_PENDING, type Subscription, subscription } from './subscription_state.ts'
import { wholePeriod } from './subscription_timing.ts'

/** From then on a call that says nothing has the invoice paid inside it. (docs.stripe.com/changelog/endive) [K] */
const PAYS_SINCE = '2026-09-30.endive'

type Resume = Params<Stripe.SubscriptionResumeParams>

/**
 * Billing begins now. By `resume_on_payment_attempt` the subscription is active once it was tried, and past due if that failed;
 * by `resume_on_payment_success` it stays paused until its invoice is paid.
 */
export function resume(tx: Tx, self: Subscription, params: Resume): Subscription {
  if (self.status !== 'paused') throw invalid('You can only resume a subscription if it is `paused`.')
  const anchor = params.billing_cycle_anchor as string | { type: string } | undefined
  if ((typeof anchor === 'object' ? anchor.type : anchor) === 'unchanged')
    throw unbuilt('Brindle resumes with billing_cycle_anchor=now only.', 'billing_cycle_anchor')
  refuseUnbuilt(params, ['proration_date'], ' for a subscription that is resumed')
  const standard = tx.speaks(PAYS_SINCE) ? 'resume_on_payment_attempt' : 'resume_on_payment_success'
  if ((params.payment_behavior ?? standard) === 'resume_on_payment_success') return parked(tx, self)
  const next = beginAnew(tx, self, {
    status: 'active',
    billing_cycle_anchor: tx.now,
    hidden: { ...self.hidden, resumed: (self.hidden.resumed ?? 0) + 1 },
  })
  const draft = next.latest_invoice ? tx.find(invoice, next.latest_invoice as string) : undefined
  if (draft?.status === 'draft' && next.collection_method === 'charge_automatically')
    collectNow(tx, next, draft, { payment: 'allow_incomplete', offSession: true })
  return tx.get(subscription, self.id)
}

/** Recorded: it stays paused with an open invoice, and what is pending says nothing but until when. */
function parked(tx: Tx, self: Subscription): Subscription {
  const who = tx.get(customer, self.customer as string) as Row<Stripe.Customer>
  const before = itemRows(tx, self)
  const items = tx.work.foretell(() => begun(tx, self, tx.now))
  const prices = pricesOf(tx, items)
  const products = productsOf(tx, prices)
  const lines = linesFor(
    self,
    items.flatMap((item, i) => {
      const [price, product] = [prices[i]!, products[i]!]
      return isMetered(price) ? [] : [{ item, price, product, quantity: quantityOf(item), period: periodOf(item) }]
    }),
  )
  const id = tx.id(invoice)
  const expires_at = tx.now + INCOMPLETE_SECONDS
  const next = tx.update(subscription, self, {
    latest_invoice: id,
    pending_update: { ...NOTHING_PENDING, expires_at } as never,
    hidden: { ...self.hidden, parked: { kind: 'resume', params: {}, invoice: id, at: tx.now, ids: [], reads: [] } },
  })
  tx.schedule(expires_at, 'subscription.lapse', { id: self.id })
  invoiceNow(tx, next, who, {
    id,
    reason: 'subscription_cycle',
    lines,
    period: { start: startOf(before), end: tx.now },
    payment: 'default_incomplete',
    offSession: false,
    isParked: true,
  })
  return tx.get(subscription, self.id)
}

/** The items with periods that begin at a moment, in epoch seconds. */
function begun(tx: Tx, self: Subscription, at: number): Item[] {
  const items = itemRows(tx, self)
  return pricesOf(tx, items).map((price, i) => {
    const { start, end } = wholePeriod({ anchor: at }, recurrenceOf(price), at)
    return tx.update(subscriptionItem, items[i]!, { current_period_start: start, current_period_end: end })
  })
}

/** The invoice for which it stayed paused is paid, or given up: it runs from the moment when that was asked for. */
export function applyResumption(tx: Tx, self: Subscription, settled: Invoice): void {
  const { parked: waiting, ...hidden } = self.hidden
  if (waiting?.kind !== 'resume' || waiting.invoice !== settled.id) return
  foresee(tx, self, settled)
  tx.unschedule('subscription.lapse', { id: self.id })
  chargedBy(tx, settled, begun(tx, self, waiting.at))
  const items = itemRows(tx, self)
  const next = tx.update(subscription, self, {
    billing_cycle_anchor: waiting.at,
    items: itemsOf(self.id, items) as never,
    pending_update: null,
    status: 'active',
    hidden: { ...hidden, resumed: (hidden.resumed ?? 0) + 1 },
  })
  scheduleNext(tx, next, items)
}
