// What was used of metered prices in the periods of a subscription's items: by the events of a meter, or by usage records.
// (https://docs.stripe.com/billing/subscriptions/usage-based; …/usage-based-legacy)
import type { Tx } from '../../kernel/tx.ts'
import { cmp, type Rational, rational } from '../../lib/rational.ts'
import type { Span } from '../../rules/proration.ts'
import { type Aggregate, EMPTY } from '../../rules/usage_records.ts'
import { aggregateOf } from '../catalog/aggregate_usage.ts'
import type { PriceRow } from '../catalog/price.ts'
import { meter } from './billing.meter.ts'
import { unusedGrants } from './credit_grant_state.ts'
import type { Item } from './subscription_item.ts'
import type { Subscription } from './subscription_state.ts'
import { usageBetween } from './usage.ts'
import {
  billed,
  lastOf,
  type Standing,
  type Summary,
  summaryId,
  usageIn,
  usageRecordSummary,
} from './usage_record_summary.ts'

const NOTHING = rational(0n)

/** An item, or what its subscription carries of it. */
interface Metered {
  readonly item: Pick<Item, 'id'>
  readonly price: Pick<PriceRow, 'recurring'>
  readonly period: Span
}

/** What was used of each price in its period, in their order; nothing of those that are not metered. One round of reads. */
export function usages(tx: Tx, self: Subscription, of: readonly Metered[]): Rational[] {
  const meters = of.map(({ price }) => price.recurring?.meter ?? null)
  tx.any(meters.filter((id) => id !== null))
  const who = self.customer as string
  const looks = of.map((one, i) => () => {
    const aggregate = aggregateOf(one.price)
    if (aggregate) return recorded(tx, self, one, aggregate)
    const id = meters[i]
    const row = id ? tx.find(meter, id) : undefined
    if (!row) return NOTHING
    // What was corrected below nothing is nothing: Stripe bills 0 then. (docs.stripe.com, recording usage)
    const used = usageBetween(tx, row, who, one.period.start, one.period.end)
    return cmp(used, NOTHING) < 0 ? NOTHING : used
  })
  // The credits that may pay for it come along.
  const [used] = tx.work.together<unknown>([
    () => tx.work.together(looks),
    () => meters.some((id) => id !== null) && unusedGrants(tx, who),
  ])
  return used as Rational[]
}

/** What usage records come to. A trial is not billed for what is used in it. [K] */
function recorded(tx: Tx, self: Subscription, { item, period }: Metered, aggregate: Aggregate): Rational {
  const [known, last] = tx.work.together<unknown>([
    () => tx.find(usageRecordSummary, summaryId(tx, item.id, period.start)),
    () => lastOf(tx, item.id, period.end),
  ]) as [Summary | undefined, Standing | undefined]
  if (self.status === 'trialing') return NOTHING
  return rational(BigInt(usageIn(aggregate, period, known?.hidden ?? EMPTY, last)))
}

/** Writes which invoice bills the usage records of items over their periods. */
export function billedBy(tx: Tx, of: readonly Metered[], used: readonly Rational[], invoice: string): void {
  for (const [i, { item, price, period }] of of.entries())
    if (aggregateOf(price)) billed(tx, item, period, invoice, Number(used[i]!.n))
}
