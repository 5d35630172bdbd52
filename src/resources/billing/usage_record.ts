// Usage records: how much of a subscription item was used at a moment. They are added up by the item's period, and kept by
// their timestamps only. (https://docs.stripe.com/api/usage_records/create?api-version=2024-06-20;
// docs.stripe.com/billing/subscriptions/usage-based-legacy/recording-usage)
import { invalid, missingParameter, tooSmall, unbuilt } from '../../kernel/errors.ts'
import { object, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Span } from '../../rules/proration.ts'
import { EMPTY, type Report, standing, totalled } from '../../rules/usage_records.ts'
import { aggregateOf } from '../catalog/aggregate_usage.ts'
import { invoice } from './invoice_state.ts'
import { allLines } from './line_item.ts'
import { type Item, periodOf, priceIdOf, subscriptionItem } from './subscription_item.ts'
import { hasEnded, type Subscription, subscription, timed } from './subscription_state.ts'
import { billAgain } from './subscription_usage_late.ts'
import {
  checkRecorded,
  lastOf,
  type Standing,
  type Summary,
  summarise,
  type UsageAt,
  usageAt,
  usageIn,
  usageRecordSummary,
} from './usage_record_summary.ts'

/** No SDK of today has its type; https://docs.stripe.com/api/usage_records/object?api-version=2024-06-20 does. */
interface UsageRecord {
  readonly id: string
  readonly object: 'usage_record'
  readonly livemode: boolean
  readonly quantity: number
  readonly subscription_item: string
  readonly timestamp: number
}

/** Never stored: nobody can ask for one. Two with one timestamp are two records. */
export const usageRecord = object<UsageRecord>('usage_record', { prefix: 'mbur' })

interface Asked {
  readonly quantity: number
  readonly timestamp?: number | 'now'
  readonly action?: Report['action']
}

export const usageRecords = resource(usageRecord).on<Asked>(
  'POST /v1/subscription_items/{id}/usage_records',
  (account, { quantity, timestamp = 'now', action = 'increment' }, _self, [id]) => {
    if (quantity === undefined) throw missingParameter('quantity')
    if (quantity < 0) throw tooSmall(0, 'quantity')
    const item = account.get(subscriptionItem, id!)
    checkRecorded(item, 'create a usage record', '/v1/billing/meter_events')
    const { self, summaries } = situation(account, item)
    const tx = timed(account, self)
    if (hasEnded(self)) throw ended(item)
    const before = timestamp === 'now' ? undefined : lateFor(item, summaries, timestamp)
    if (before?.invoice) foreseeLate(tx, self, item, before.invoice)
    const at = timestamp === 'now' ? tx.now : timestamp
    checkTime(tx, item, at, before !== undefined)
    const report = { action, quantity }
    const draft = before?.invoice ? tx.find(invoice, before.invoice) : undefined
    if (before && draft?.status === 'draft') {
      const period = before.period as Span
      billAgain(tx, self, item, draft, period, keep(tx, item, period, before, at, report))
    } else {
      const now = summaries.find(({ period }) => period.start === item.current_period_start)
      keep(tx, item, periodOf(item), now, at, report)
    }
    const livemode = false
    return {
      id: tx.id(usageRecord),
      object: 'usage_record',
      livemode,
      quantity,
      subscription_item: item.id,
      timestamp: at,
    }
  },
)

/** The subscription, what is sold, and the summaries of this period and the one before, as far as there are any. One round. */
function situation(tx: Tx, item: Item): { self: Subscription; summaries: Summary[] } {
  const { product } = item.price as unknown as { product: string }
  const [, summaries] = tx.work.together<unknown>([
    () => tx.any([item.subscription, priceIdOf(item), product]),
    () => tx.list(usageRecordSummary, [`item=${item.id}`], { limit: 2 }),
  ]) as [unknown, Summary[]]
  return { self: tx.get(subscription, item.subscription), summaries }
}

/**
 * Why 5 minutes: so long after a period has begun may a report still be of the last minutes before it, where usage is summed up
 * (the documentation of 2023: "a few minutes", for clocks that drift); and so far ahead may a clock be, as projects that add
 * five minutes to the time rely on. [K]
 */
const GRACE_SECONDS = 300

/** The summary of the period that has just ended, where a timestamp (epoch seconds) lies in its last minutes. */
function lateFor(item: Item, summaries: readonly Summary[], at: number): Summary | undefined {
  const { start } = periodOf(item)
  if (at >= start || at < start - GRACE_SECONDS || aggregateOf(item.price as never) !== 'sum') return undefined
  return summaries.find(({ period }) => period.end === start)
}

/** Reads, in one round with the time, what billing a period again takes. */
function foreseeLate(tx: Tx, self: Subscription, item: Item, invoice: string): void {
  tx.work.together<unknown>([
    () => tx.any([invoice, self.customer as string, ...(self.discounts as string[]), ...(item.discounts as string[])]),
    () => allLines(tx, invoice),
    () => tx.now,
  ])
}

/**
 * Refuses a time that is not within the current period, or has not come. That the second in which a period begins belongs to it
 * is [K]: "after" may be less than a second after.
 */
function checkTime(tx: Tx, item: Item, at: number, mayBeLate: boolean): void {
  const { start, end } = periodOf(item)
  const isLate = at < start && !(mayBeLate && tx.now < start + GRACE_SECONDS)
  // In Stripe's words: github.com/authgear/authgear-server/issues/2430.
  if (isLate)
    throw invalid(
      "Cannot create the usage record with this timestamp because timestamps must be after the subscription's last invoice " +
        'period (or current period start time).',
      { param: 'timestamp' },
    )
  // [M]
  if (at > tx.now + GRACE_SECONDS || at >= end)
    throw invalid('Cannot create the usage record with this timestamp because timestamps must not be in the future.', {
      param: 'timestamp',
    })
}

/** [M] */
const ended = (item: Item) =>
  invalid(`Cannot create a usage record for \`${item.id}\` because its subscription has been canceled.`)

/** Why 1 000: so many timestamps are read again when the largest quantity of a period goes down. */
const OTHERS_MAX = 1_000

/** Keeps a report in a period. Answers with what the period comes to now, in units. */
function keep(tx: Tx, item: Item, period: Span, known: Summary | undefined, at: number, report: Report): number {
  const totals = known?.hidden ?? EMPTY
  const id = `usageat ${item.id} ${at}`
  const mayLower = report.action === 'set' && report.quantity < totals.max
  const whole = { from: period.start, to: period.end - 1, limit: OTHERS_MAX + 1 }
  const [row, last, all] = tx.work.together<unknown>([
    () => tx.find(usageAt, id),
    () => lastOf(tx, item.id, period.end),
    () => (mayLower ? tx.list(usageAt, [`item=${item.id}`], whole) : []),
  ]) as [UsageAt | undefined, Standing | undefined, UsageAt[]]
  const before = row?.hidden.quantity
  const quantity = standing(before, report)
  const after = totalled(totals, before, quantity, () => {
    if (all.length > OTHERS_MAX)
      throw unbuilt(`Brindle cannot lower the largest of more than ${OTHERS_MAX} usage records yet.`, 'action')
    return all.filter((one) => one.id !== id).map(({ hidden }) => hidden.quantity)
  })
  // [M]
  if (!Number.isSafeInteger(after.sum))
    throw invalid('The usage of the period would be too large.', { param: 'quantity' })
  if (row) tx.update(usageAt, row, { hidden: { item: item.id, quantity } })
  else tx.insert(usageAt, { id, created: at, hidden: { item: item.id, quantity } } as never)
  const newest = last && last.at > at ? last : { at, quantity }
  const total_usage = usageIn(aggregateOf(item.price as never)!, period, after, newest)
  summarise(tx, item, period, { known, totals: after, total_usage })
  return total_usage
}
