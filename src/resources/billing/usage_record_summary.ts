// What was used of a subscription item in each of its periods, by usage records: the current period, and those that were
// billed, newest first. (https://docs.stripe.com/api/usage-record-summary?api-version=2024-06-20)
import { createHash } from 'node:crypto'
import { invalid } from '../../kernel/errors.ts'
import { list, type ListParams } from '../../kernel/list.ts'
import { type Listing, object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { objectId, randomBase62 } from '../../lib/ids.ts'
import type { Span } from '../../rules/proration.ts'
import { type Aggregate, billedUsage, EMPTY, type Totals } from '../../rules/usage_records.ts'
import { aggregateOf } from '../catalog/aggregate_usage.ts'
import { type Item, periodOf, subscriptionItem } from './subscription_item.ts'

/** No SDK of today has its type; https://docs.stripe.com/api/usage-record-summary/object?api-version=2024-06-20 does. */
interface UsageRecordSummary {
  readonly id: string
  readonly object: 'usage_record_summary'
  /** That bills the period; null while it lasts. */
  readonly invoice: string | null
  readonly livemode: boolean
  readonly period: { readonly end: number | null; readonly start: number | null }
  readonly subscription_item: string
  readonly total_usage: number
}

export const usageRecordSummary = object<UsageRecordSummary, Totals>('usage_record_summary', {
  prefix: 'sis',
  terms: ({ subscription_item }) => [`item=${subscription_item}`],
})
export type Summary = Row<UsageRecordSummary, Totals>

/** What stands at a timestamp: the row stands in lists at that time. */
export const usageAt = object<Moment, UsageState>('brindle.usage_at', {
  prefix: 'usageat',
  internal: true,
  terms: ({ hidden }) => [`item=${hidden.item}`],
})
interface Moment {
  readonly id: string
  readonly object: 'brindle.usage_at'
  readonly created: number
}
interface UsageState {
  readonly item: string
  readonly quantity: number
}
export type UsageAt = Row<Moment, UsageState>

export const usageRecordSummaries = resource(usageRecordSummary).on<ListParams>(
  'GET /v1/subscription_items/{id}/usage_record_summaries',
  (tx, params, _self, [id]) => {
    const item = tx.get(subscriptionItem, id!)
    checkRecorded(item, 'list usage record summaries', '/v1/billing/meters/:id/event_summaries')
    return listed(tx, item, params)
  },
)

/** Recorded for prices with a meter; that it says the same of a licensed one is [K]. */
export function checkRecorded(item: Item, what: string, instead: string): Aggregate {
  const aggregate = aggregateOf(item.price as never)
  if (aggregate !== undefined) return aggregate
  throw invalid(
    `Cannot ${what} for \`${item.id}\` because it is not on the legacy metered billing system. Call ${instead} instead.`,
  )
}

/** The id of the summary of a period: known before there is a row, so that a period of which nothing is told yet has one too. */
export function summaryId(tx: Tx, item: string, start: number): string {
  const bytes = createHash('sha256').update(`${item} ${start}`).digest()
  return objectId('sis', start, tx.place.account.slice(-10), (n) => randomBase62(bytes, n))
}

/** A page of summaries. The current period comes first, also while no row tells of it. */
function listed(tx: Tx, item: Item, params: ListParams): Listing {
  const url = `/v1/subscription_items/${item.id}/usage_record_summaries`
  const { start } = periodOf(item)
  const id = summaryId(tx, item.id, start)
  const [known, last] = tx.work.together<unknown>([
    () => tx.find(usageRecordSummary, id),
    () => lastOf(tx, item.id, periodOf(item).end),
  ]) as [Summary | undefined, Standing | undefined]
  const page = (asked: ListParams) => list(tx, usageRecordSummary, asked, url, [`item=${item.id}`])
  if (known) return page(params)
  const { starting_after, ending_before, limit = 10 } = params
  const total_usage = usageIn(aggregateOf(item.price as never)!, periodOf(item), EMPTY, last)
  const current = { id, object: 'usage_record_summary', ...unbilled(item.id, periodOf(item), total_usage) }
  if (starting_after === id) return page({ ...params, starting_after: undefined } as never)
  if (ending_before === id) return { kind: 'list', rows: [], has_more: false, url }
  const found = page(params)
  if (starting_after !== undefined || (ending_before !== undefined && found.has_more)) return found
  if (ending_before !== undefined && found.rows.length === limit) return { ...found, has_more: true }
  const rows = [current, ...found.rows]
  return { ...found, rows: rows.slice(0, limit), has_more: found.has_more || rows.length > limit }
}

const unbilled = (item: string, { start, end }: Span, total_usage: number) => ({
  invoice: null,
  livemode: false,
  period: { end, start },
  subscription_item: item,
  total_usage,
})

/** What stands at a timestamp (epoch seconds). */
export interface Standing {
  readonly at: number
  readonly quantity: number
}

/** What stands at the last timestamp of an item before an end (epoch seconds). */
export function lastOf(tx: Tx, item: string, end: number): Standing | undefined {
  const [row] = tx.list(usageAt, [`item=${item}`], { to: end - 1, limit: 1 })
  return row && { at: row.created, quantity: row.hidden.quantity }
}

/** What a period comes to under a price's way of adding up, in units. `last` is what stands last until its end. */
export function usageIn(aggregate: Aggregate, { start }: Span, totals: Totals, last: Standing | undefined): number {
  const during = last && last.at >= start ? last.quantity : undefined
  return billedUsage(aggregate, totals, { during, ever: last?.quantity })
}

/** Writes what a period comes to now, on the summary that is `known` of it if there is one. */
export function summarise(
  tx: Tx,
  item: Pick<Item, 'id'>,
  period: Span,
  { known, totals, total_usage }: { known: Summary | undefined; totals: Totals; total_usage: number },
): void {
  if (known) {
    tx.update(usageRecordSummary, known, { total_usage, hidden: totals })
    return
  }
  const id = summaryId(tx, item.id, period.start)
  tx.insert(usageRecordSummary, { id, ...unbilled(item.id, period, total_usage), hidden: totals })
}

/** Writes on the summary of a period which invoice bills it, and as how much usage if nothing was told of it. */
export function billed(tx: Tx, item: Pick<Item, 'id'>, period: Span, invoice: string, total_usage: number): void {
  const known = tx.find(usageRecordSummary, summaryId(tx, item.id, period.start))
  const now = { invoice, period: { end: period.end, start: period.start } }
  if (known) tx.update(usageRecordSummary, known, now)
  else {
    const id = summaryId(tx, item.id, period.start)
    tx.insert(usageRecordSummary, { id, ...unbilled(item.id, period, total_usage), ...now, hidden: EMPTY })
  }
}
