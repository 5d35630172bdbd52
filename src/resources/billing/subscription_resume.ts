// Resuming a subscription that was paused because its trial ended without anything to pay with.
// (https://docs.stripe.com/api/subscriptions/resume)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, refuseUnbuilt, unbuilt } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { invoice } from './invoice_state.ts'
import { beginAnew } from './subscription_cycle.ts'
import { collectNow } from './subscription_invoice.ts'
import { type Subscription, subscription } from './subscription_state.ts'

/** Billing begins now; the subscription is active once that is paid, and past due if it is not. */
export function resume(tx: Tx, self: Subscription, params: Params<Stripe.SubscriptionResumeParams>): Subscription {
  if (self.status !== 'paused') throw invalid('You can only resume a subscription if it is `paused`.')
  const anchor = params.billing_cycle_anchor as string | { type: string } | undefined
  if ((typeof anchor === 'object' ? anchor.type : anchor) === 'unchanged')
    throw unbuilt('Brindle resumes with billing_cycle_anchor=now only.', 'billing_cycle_anchor')
  refuseUnbuilt(params, ['proration_date'], ' for a subscription that is resumed')
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
