// What becomes of a subscription that is not paid for: it falls behind, and in the end the account's setting says what then.
// (https://docs.stripe.com/billing/revenue-recovery/smart-retries; docs.stripe.com/billing/subscriptions/overview#subscription-statuses)
import type { Tx } from '../../kernel/tx.ts'
import type { Ending } from '../core/billing_settings.ts'
import type { Invoice } from './invoice_state.ts'
import { end } from './subscription_end.ts'
import { setDelinquent, type Subscription, subscription } from './subscription_state.ts'

/** A payment is wanting, or waits for the customer. */
export function fallBehind(tx: Tx, self: Subscription): void {
  tx.update(subscription, self, { status: 'past_due' })
  setDelinquent(tx, self, true)
}

/** Nothing more is waited for. Other invoices that are open are seen to in a unit of their own. */
export function giveUp(tx: Tx, self: Subscription, failed: Invoice, how: Ending): void {
  if (how === 'cancel') {
    end(tx, self, 'payment_failed', {}, {}, [failed])
    tx.schedule(tx.now, 'subscription.stop', { id: self.id })
  } else if (how === 'mark_unpaid') tx.update(subscription, self, { status: 'unpaid' })
}
