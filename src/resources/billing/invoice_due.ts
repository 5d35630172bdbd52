// Invoices that are sent to be paid by a day. Reminders before and after it are events that a merchant's automations ask for; once
// the day is over the customer is delinquent and the subscription past due, and is given up later, if the account says so.
// (https://docs.stripe.com/api/subscriptions/object#subscription_object-status; docs.stripe.com/billing/automations;
// https://docs.stripe.com/api/customers/object#customer_object-delinquent)
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import { toldAt } from '../../rules/dunning.ts'
import { billingOf } from '../core/account.ts'
import { type Invoice, invoice, subscriptionIdOf } from './invoice_state.ts'
import { giveUp } from './subscription_unpaid.ts'
import { setDelinquent, type Subscription, subscription } from './subscription_state.ts'

/** What the jobs below read. */
export const FALLING_DUE = ['id.customer', 'id.parent.subscription_details.subscription']

/** All that waits for the day by which an invoice is to be paid. The account's settings are those of the day that it is opened. */
export function awaitDue(tx: Tx, { id, collection_method, due_date: due, amount_due }: Invoice): void {
  if (collection_method !== 'send_invoice' || due === null || amount_due === 0) return
  const { will_be_due_days, overdue_days, after_due_days } = billingOf(tx)
  const soon = toldAt(will_be_due_days ?? 0, tx.now, due)
  if (soon !== null) tx.schedule(soon, 'invoice.will_be_due', { id })
  if (overdue_days !== null) tx.schedule(due + overdue_days * DAY, 'invoice.overdue', { id })
  tx.schedule(due, 'subscription.due', { id })
  tx.schedule(due + after_due_days * DAY, 'subscription.give_up', { id })
}

/** A reminder of an invoice that is not paid yet. */
export function remind(tx: Tx, self: Invoice, of: 'soon' | 'overdue'): void {
  if (self.status !== 'open') return
  tx.update(invoice, self, { hidden: { ...self.hidden, [of]: (self.hidden[of] ?? 0) + 1 } })
}

const subscriptionOf = (tx: Tx, of: Invoice): Subscription | undefined => {
  const id = subscriptionIdOf(of)
  return id === undefined ? undefined : tx.find(subscription, id)
}

/** The day is over. Any invoice of a subscription counts, whether or not a later one is there already. [K] */
export function fallDue(tx: Tx, open: Invoice): void {
  if (open.status !== 'open') return
  const self = subscriptionOf(tx, open)
  if (self?.status === 'active')
    tx.update(subscription, self, { status: 'past_due', hidden: { ...self.hidden, overdue: open.id } })
  setDelinquent(tx, open, true)
}

/** The last day is over, too: the subscription that this invoice has made past due is ended, or left unpaid. */
export function overstay(tx: Tx, open: Invoice): void {
  const self = subscriptionOf(tx, open)
  if (open.status !== 'open' || self?.status !== 'past_due' || self.hidden.overdue !== open.id) return
  giveUp(tx, self, open, billingOf(tx).after_due)
}

/** An invoice of no subscription is settled; what a subscription makes of its own stands in subscription.ts. */
export function settleDue(tx: Tx, settled: Invoice): void {
  if (settled.collection_method === 'send_invoice' && subscriptionIdOf(settled) === undefined)
    setDelinquent(tx, settled, false)
}
