// Pending updates: a change with `payment_behavior=pending_if_incomplete` that waits for its invoice to be paid.
// (https://docs.stripe.com/billing/subscriptions/pending-updates)
import type Stripe from 'stripe'
import { invalid, StripeError, unbuilt } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { customer } from '../payments/customer.ts'
import { type Invoice, invoice } from './invoice_state.ts'
import { scheduleNext, scheduleTrialEnd } from './subscription_cycle.ts'
import { chargedBy, foresee } from './subscription_bill.ts'
import { inOrder, invoiceNow, waitingFor } from './subscription_invoice.ts'
import { itemRows, itemsOf, startOf, subscriptionItem } from './subscription_item.ts'
import { type Plan, planned } from './subscription_plan.ts'
import { insertProrations } from './subscription_proration.ts'
import type { SettingsGiven } from './subscription_settings.ts'
import { INCOMPLETE_SECONDS, NOTHING_PENDING, type Subscription, subscription } from './subscription_state.ts'
import { beginning, begun, moved, prorationsOf, rowsOf } from './subscription_change.ts'

/** What may be said with `pending_if_incomplete`. (docs.stripe.com/billing/subscriptions/pending-updates-reference) */
const PENDABLE = [
  'billing_cycle_anchor',
  'items',
  'off_session',
  'payment_behavior',
  'proration_behavior',
  'proration_date',
  'trial_end',
]

/** Refuses what cannot wait for a payment. */
export function checkPendable(params: SettingsGiven): void {
  const other = Object.keys(params).find((name) => !PENDABLE.includes(name))
  if (other)
    throw invalid(`You cannot set \`${other}\` when \`payment_behavior\` is \`pending_if_incomplete\`.`, {
      param: other,
    })
  const discounted = (params.items ?? []).findIndex(({ discounts }) => discounts !== undefined)
  if (discounted !== -1)
    throw unbuilt('Brindle does not put discounts off with pending_if_incomplete.', `items[${discounted}][discounts]`)
}

/**
 * The change waits for its invoice; nothing else is different yet. It waits for 23 hours, and not beyond the period.
 * (docs.stripe.com/billing/subscriptions/pending-updates)
 */
export function park(tx: Tx, self: Subscription, params: SettingsGiven, plan: Plan): Subscription {
  const who = tx.get(customer, self.customer as string) as Row<Stripe.Customer>
  const id = tx.id(invoice)
  const known = waitingFor(tx, self, who)
  const { prorations, lines, items } = tx.work.foretell(() => {
    const then = moved(tx, self, plan)
    return {
      prorations: params.proration_behavior === 'none' ? [] : prorationsOf(tx, self, plan, then),
      lines: beginning(self, plan, then),
      items: itemsOf(self.id, rowsOf(tx, then)).data,
    }
  })
  const waiting = inOrder(insertProrations(tx, self, who, prorations, { isParked: true }), known)
  const rows = itemRows(tx, self)
  const expires_at = Math.min(tx.now + INCOMPLETE_SECONDS, ...rows.map((item) => item.current_period_end))
  const ids = plan.steps.flatMap(({ wish }) => (wish ? [wish.id] : []))
  const reads = plan.steps.flatMap(({ after }) => (after ? [after.price.id, after.product.id] : []))
  const next = tx.update(subscription, self, {
    latest_invoice: id,
    pending_update: {
      ...NOTHING_PENDING,
      billing_cycle_anchor: plan.isReset ? plan.now : null,
      expires_at,
      subscription_items: params.items ? items : null,
      trial_end: plan.isOver ? plan.now - 1 : (plan.trialEnd ?? null),
    } as never,
    hidden: { ...self.hidden, parked: { kind: 'update', params, invoice: id, at: plan.now, ids, reads } },
  })
  tx.schedule(expires_at, 'subscription.lapse', { id: self.id })
  invoiceNow(tx, next, who, {
    id,
    reason: 'subscription_update',
    lines,
    waiting,
    period: { start: startOf(rows), end: tx.now },
    payment: 'allow_incomplete',
    offSession: params.off_session ?? false,
    isParked: true,
  })
  return tx.get(subscription, self.id)
}

/** The invoice of a parked change is paid: the change is made as of the time when it was asked for, and was billed already. */
export function applyParked(tx: Tx, self: Subscription, paid: Invoice): void {
  const { parked: waiting, ...hidden } = self.hidden
  if (waiting?.kind !== 'update' || waiting.invoice !== paid.id) return
  const { proration_date: _, ...params } = waiting.params as SettingsGiven
  foresee(tx, self, paid, waiting.reads)
  const plan = tx.attempt(() => planned(tx, self, params, 'items', { now: waiting.at, ids: waiting.ids }))
  // What was asked for cannot be any more: a price was archived meanwhile.
  if (plan === undefined || plan instanceof StripeError) {
    dropParked(tx, self)
    return
  }
  tx.unschedule('subscription.lapse', { id: self.id })
  const items = moved(tx, self, plan)
  for (const { item, after } of plan.steps)
    if (item && !after) tx.delete(subscriptionItem, tx.get(subscriptionItem, item.id))
  chargedBy(tx, paid, rowsOf(tx, items))
  const rows = rowsOf(tx, items)
  const next = tx.update(subscription, tx.get(subscription, self.id), {
    ...begun(self, plan),
    items: itemsOf(self.id, rows) as never,
    pending_update: null,
    hidden: { ...hidden, applied: (hidden.applied ?? 0) + 1 },
  })
  scheduleNext(tx, next, rows)
  if (plan.trialEnd !== undefined) scheduleTrialEnd(tx, next)
}

/** A parked change is dropped: its time is over, or its invoice was taken back. */
export function dropParked(tx: Tx, self: Subscription): void {
  const { parked: _, ...hidden } = self.hidden
  tx.unschedule('subscription.lapse', { id: self.id })
  tx.update(subscription, self, { pending_update: null, hidden: { ...hidden, lapsed: (hidden.lapsed ?? 0) + 1 } })
}
