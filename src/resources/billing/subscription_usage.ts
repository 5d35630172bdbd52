// What was used of metered prices in the periods of a subscription's items.
// (https://docs.stripe.com/billing/subscriptions/usage-based)
import type { Tx } from '../../kernel/tx.ts'
import { cmp, type Rational, rational } from '../../lib/rational.ts'
import type { Span } from '../../rules/proration.ts'
import type { PriceRow } from '../catalog/price.ts'
import { meter } from './billing.meter.ts'
import type { Subscription } from './subscription_state.ts'
import { usageBetween } from './usage.ts'

const NOTHING = rational(0n)

/** What was used of each price in its period, in their order; nothing of those that are not metered. One round of reads. */
export function usages(
  tx: Tx,
  self: Subscription,
  of: readonly { readonly price: PriceRow; readonly period: Span }[],
): Rational[] {
  const meters = of.map(({ price }) => price.recurring?.meter ?? null)
  tx.any(meters.filter((id) => id !== null))
  return tx.work.together(
    of.map(({ period }, i) => () => {
      const id = meters[i]
      const row = id ? tx.find(meter, id) : undefined
      if (!row) return NOTHING
      // What was corrected below nothing is nothing: Stripe bills 0 then. (docs.stripe.com, recording usage)
      const used = usageBetween(tx, row, self.customer as string, period.start, period.end)
      return cmp(used, NOTHING) < 0 ? NOTHING : used
    }),
  )
}
