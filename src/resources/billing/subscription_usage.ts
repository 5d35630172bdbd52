// What was used of metered prices in the periods of a subscription's items.
// (https://docs.stripe.com/billing/subscriptions/usage-based)
import type { Tx } from '../../kernel/tx.ts'
import { cmp, type Rational, rational } from '../../lib/rational.ts'
import type { Span } from '../../rules/proration.ts'
import type { PriceRow } from '../catalog/price.ts'
import { meter } from './billing.meter.ts'
import { unusedGrants } from './credit_grant_state.ts'
import { pricesOf } from './subscription_choose.ts'
import type { Item } from './subscription_item.ts'
import { isMetered, type ItemLine, linesFor, productsOf } from './subscription_lines.ts'
import type { Subscription } from './subscription_state.ts'
import { usageBetween } from './usage.ts'

const NOTHING = rational(0n)

/** The lines for what was used of metered items and is not billed, up to now: what a subscription that ends still owes. */
export function usageLines(tx: Tx, self: Subscription, items: readonly Item[]): ItemLine[] {
  const all = pricesOf(tx, items)
  const mine = items.flatMap((item, i) => (isMetered(all[i]!) ? [{ item, price: all[i]! }] : []))
  const products = productsOf(
    tx,
    mine.map(({ price }) => price),
  )
  const periods = mine.map(({ item }) => ({ start: item.current_period_start, end: tx.now }))
  // With what is reported in this very second: no later period will have it.
  const used = usages(
    tx,
    self,
    mine.map(({ price }, i) => ({ price, period: { ...periods[i]!, end: tx.now + 1 } })),
  )
  return linesFor(
    self,
    mine.map((one, i) => ({ ...one, product: products[i]!, quantity: used[i]!, period: periods[i]! })),
  )
}

/** What was used of each price in its period, in their order; nothing of those that are not metered. One round of reads. */
export function usages(
  tx: Tx,
  self: Subscription,
  of: readonly { readonly price: PriceRow; readonly period: Span }[],
): Rational[] {
  const meters = of.map(({ price }) => price.recurring?.meter ?? null)
  if (meters.every((id) => id === null)) return of.map(() => NOTHING)
  tx.any(meters.filter((id) => id !== null))
  const who = self.customer as string
  const looks = of.map(({ period }, i) => () => {
    const id = meters[i]
    const row = id ? tx.find(meter, id) : undefined
    if (!row) return NOTHING
    // What was corrected below nothing is nothing: Stripe bills 0 then. (docs.stripe.com, recording usage)
    const used = usageBetween(tx, row, who, period.start, period.end)
    return cmp(used, NOTHING) < 0 ? NOTHING : used
  })
  // What may pay for it comes along.
  const [used] = tx.work.together<unknown>([() => tx.work.together(looks), () => unusedGrants(tx, who)])
  return used as Rational[]
}
