// Billing a subscription at once, outside its cycle: an invoice for a change, finalised and collected inside the call.
// (https://docs.stripe.com/billing/subscriptions/overview#handling-payments)
import type Stripe from 'stripe'
import { Kept } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Span } from '../../rules/proration.ts'
import { collect, methodInCharge } from './invoice_collect.ts'
import { scheduleFinalize } from './invoice_draft.ts'
import { finalize } from './invoice_finalize.ts'
import { type Invoice, invoice } from './invoice_state.ts'
import { bill } from './subscription_bill.ts'
import type { ItemLine } from './subscription_lines.ts'
import { needsAction } from './subscription_refusals.ts'
import { setDelinquent, type Subscription, subscription } from './subscription_state.ts'

export interface Now {
  /** The id of the invoice to be. */
  readonly id: string
  readonly reason: 'subscription_update' | 'subscription_cycle'
  readonly lines: readonly ItemLine[]
  readonly period: Span
  /** `payment_behavior`. */
  readonly payment: string
  readonly offSession: boolean
  /** It stays a draft for an hour. */
  readonly isLater?: boolean
}

/** Bills what there is, and tries to be paid. Throws the refusal where nothing shall be kept without the money. */
export function invoiceNow(tx: Tx, self: Subscription, who: Row<Stripe.Customer>, now: Now): Invoice {
  const isLater = now.isLater || self.collection_method === 'send_invoice'
  const draft = bill(tx, self, who, { ...now, sweeps: true, autoAdvance: isLater, at: tx.now })
  if (isLater) {
    scheduleFinalize(tx, draft)
    return draft
  }
  return collectNow(tx, self, draft, now)
}

/** Finalises a draft, and tries to be paid. */
export function collectNow(
  tx: Tx,
  self: Subscription,
  draft: Invoice,
  { payment, offSession }: Pick<Now, 'payment' | 'offSession'>,
): Invoice {
  const open = finalize(tx, tx.work.made(tx.place, draft.id) ? tx.amend(invoice, draft, { auto_advance: true }) : draft)
  if (open.status === 'paid') return open
  if (payment === 'default_incomplete') {
    setPastDue(tx, self)
    return open
  }
  // Without any method the attempt has failed; only a caller who wants all or nothing is refused.
  const manual = payment === 'error_if_incomplete' || methodInCharge(tx, open) !== undefined
  const outcome = collect(tx, open, { offSession, manual })
  if (outcome instanceof Kept) {
    if (payment === 'error_if_incomplete') throw outcome.error
    return tx.get(invoice, open.id)
  }
  if (payment === 'error_if_incomplete' && outcome.status === 'open') throw needsAction()
  return outcome
}

/** A change that is not paid for yet. */
function setPastDue(tx: Tx, self: Subscription): void {
  const now = tx.get(subscription, self.id)
  if (now.status !== 'active') return
  tx.update(subscription, now, { status: 'past_due' })
  setDelinquent(tx, now, true)
}
