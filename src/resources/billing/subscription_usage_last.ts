// What was used of a subscription's metered items and is not billed yet, when it ends: it is billed with the last invoice.
// (https://docs.stripe.com/api/subscriptions/cancel#cancel_subscription-invoice_now; docs.stripe.com/billing/subscriptions/cancel)
import type { Tx } from '../../kernel/tx.ts'
import { cmp, rational } from '../../lib/rational.ts'
import { pricesOf } from './subscription_choose.ts'
import { type Item, periodOf } from './subscription_item.ts'
import { isMetered, type ItemLine, productsOf } from './subscription_lines.ts'
import type { Subscription } from './subscription_state.ts'
import { billedBy, usages } from './subscription_usage.ts'
import { billedOf, since, usedLines } from './subscription_usage_lines.ts'

/** The lines of the last invoice, and what is to be written once it is known which one that is. */
export interface LastUsage {
  readonly lines: readonly ItemLine[]
  readonly billedBy: (invoice: string) => void
}

export const NO_USAGE: LastUsage = { lines: [], billedBy: () => {} }

/** What was used until now. That an item of which nothing was used has no line is [K]. */
export function lastUsage(tx: Tx, self: Subscription, items: readonly Item[]): LastUsage {
  const metered = items.filter((item) => isMetered(item.price as never))
  // What is used in a trial is never billed.
  if (metered.length === 0 || self.status === 'trialing') return NO_USAGE
  const prices = pricesOf(tx, metered)
  const products = productsOf(tx, prices)
  const of = metered.map((item, i) => {
    const { start, end } = periodOf(item)
    return { item, price: prices[i]!, period: { start, end: Math.min(end, tx.now) } }
  })
  // With what is told of in this very second: no later period will have it.
  const until = of.map((one) => ({ ...one, period: { ...one.period, end: one.period.end + 1 } }))
  const used = usages(tx, self, until)
  const lines = of.flatMap((one, i) => {
    const isNew = cmp(since(used[i]!, billedOf(one.item, one.price.recurring?.meter ?? null)), rational(0n)) !== 0
    return isNew ? usedLines(self, one.item, { ...one, product: products[i]!, quantity: used[i]! }) : []
  })
  return { lines, billedBy: (invoice) => billedBy(tx, of, used, invoice) }
}
