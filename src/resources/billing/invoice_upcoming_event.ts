// `invoice.upcoming`: some days before a subscription renews, the invoice is told of that will then be made. There is no such
// invoice yet: what is told is a preview, and the event's object has no id.
// (https://docs.stripe.com/api/events/types#event_types-invoice.upcoming; docs.stripe.com/billing/subscriptions/webhooks)
import { StripeError } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { previewRenewal } from './invoice_preview.ts'
import { invoice } from './invoice_state.ts'
import { hasEnded, type Subscription } from './subscription_state.ts'

/**
 * Tells of the next renewal, or of the end of a trial that is followed by an invoice. Where none will be made, because it ends,
 * stands still, or has nothing to pay with, there is nothing to tell of.
 */
export function foretellRenewal(tx: Tx, self: Subscription): void {
  if (hasEnded(self) || self.status === 'incomplete' || self.status === 'paused') return
  const preview = tx.attempt(() => previewRenewal(tx, self))
  if (preview instanceof StripeError) return
  // The SDK's own comment on `billing_reason`: `upcoming` is that of these events.
  const row = tx.insert(invoice, { ...preview, billing_reason: 'upcoming', hidden: { upcoming: true } })
  tx.delete(invoice, row)
}
