// The summary of billing: recurring revenue, how many subscriptions there are and how many went, and what revenue of the invoices
// belongs to each month. It is ours, not Stripe's. (docs/billing-summary.md explains every figure)
import { invalid, tooLarge, tooSmall } from '../../kernel/errors.ts'
import { type AnyRow, object, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { addInterval } from '../../lib/calendar.ts'
import { shareText } from '../../rules/monthly.ts'
import type { Span } from '../../rules/proration.ts'
import { customer } from '../payments/customer_state.ts'
import { monthAround } from '../../rules/revenue.ts'
import { invoicesIn, linesBeyond, linesIn, revenueByMonth } from './billing_summary_revenue.ts'
import {
  type Counted,
  counted,
  inheritedFrom,
  isPaying,
  referencesOf,
  type Seen,
  seenAt,
  subscriptionsMade,
} from './billing_summary_subscriptions.ts'
import type { Invoice } from './invoice_state.ts'
import type { LineItem } from './line_item.ts'

const summary = object<{ id: string; object: 'brindle.billing_summary' }>('brindle.billing_summary', {
  prefix: 'summary',
  internal: true,
})

interface Given {
  readonly from: number
  readonly to: number
  readonly customer?: string
  readonly reach_months?: number
}

/** What of the account is summed up. */
export interface Scope {
  readonly span: Span
  /** Terms that what is read has to carry. */
  readonly terms: readonly string[]
  /** How many months the invoices may lie before or after the time, of which a line may still be in it. */
  readonly reach: number
}

/** Why 36 months: what three years of a small business are can be read at once. */
const MONTHS_MAX = 36
/** No price is billed less often. (https://docs.stripe.com/api/prices/create#create_price-recurring-interval_count) */
const REACH_MAX = 36
/** The end of the year 9999. */
const LATEST = 253_402_300_799

export const billingSummaries = resource(summary).on<Given>(
  'GET /brindle/billing_summary',
  (tx, given) => {
    if (given.customer !== undefined) tx.get(customer, given.customer, 'customer')
    return summarised(tx, scopeOf(given as Given))
  },
  {
    params: {
      k: 'object',
      p: {
        from: { k: 'integer' },
        to: { k: 'integer' },
        customer: { k: 'string' },
        reach_months: { k: 'integer' },
      },
      r: ['from', 'to'],
    },
  },
)

function scopeOf({ from, to, customer: whose, reach_months: reach = REACH_MAX }: Given): Scope {
  for (const [param, at] of [
    ['from', from],
    ['to', to],
  ] as const) {
    if (at < 0) throw tooSmall(0, param)
    if (at > LATEST) throw tooLarge(LATEST, at, param)
  }
  if (to <= from) throw invalid('`to` must be after `from`.', { param: 'to' })
  if (reach < 0) throw tooSmall(0, 'reach_months')
  if (reach > REACH_MAX) throw tooLarge(REACH_MAX, reach, 'reach_months')
  const start = monthAround(from).start
  const end = monthAround(to - 1).end
  if (end > addInterval(start, 'month', MONTHS_MAX))
    throw invalid(`A summary has at most ${MONTHS_MAX} months. Ask for them in several parts.`, { param: 'to' })
  return { span: { start, end }, reach, terms: whose === undefined ? [] : [`customer=${whose}`] }
}

/** Counts what is read, and refuses to read more. */
export class Budget {
  #left = ROWS_MAX

  /** How many rows a list may have. */
  get left(): number {
    return this.#left
  }

  /** Takes rows that are read, or are about to be. */
  take(rows: number): void {
    this.#left -= rows
    if (this.#left < 0) throw tooWide()
  }
}
/** Why 9 500: a unit of work reads at most 10 000 rows, and its account and clocks are among them. */
const ROWS_MAX = 9_500

const tooWide = () =>
  invalid(
    `This summary would read more than ${ROWS_MAX} rows. Ask for fewer months with \`from\` and \`to\`, set \`reach_months\` to the ` +
      'longest time that a line of your invoices lasts (1 if all is billed by the month), or ask for one `customer`.',
    { code: 'query_too_wide' },
  )

function monthsOf({ start, end }: Span): Span[] {
  const months: Span[] = []
  for (let at = start; at < end; at = months.at(-1)!.end) months.push(monthAround(at))
  return months
}

function summarised(tx: Tx, scope: Scope): object {
  const { subscriptions, lines } = readIn(tx, scope)
  const revenue = revenueByMonth(scope, lines)
  const currencies = [...new Set([...subscriptions.map(({ currency }) => currency), ...revenue.keys()])].sort()
  const months = monthsOf(scope.span)
  return {
    object: 'brindle.billing_summary',
    currencies: currencies.map((currency) => {
      const own = subscriptions.filter((one) => one.currency === currency)
      const now = own.length > 0 ? Math.max(...own.map((one) => one.now)) : tx.now
      const earned = revenue.get(currency) ?? new Map<number, number>()
      const times = [scope.span.start, ...months.map(({ end }) => end)]
      const seen = own.map((one) => ({ row: one.row, at: seenAt(one, times) }))
      const rows = months.map((month, i) => ({
        ...rowOf(
          month,
          month.start <= now ? seen.map(({ row, at }) => ({ row, before: at[i]!, after: at[i + 1]! })) : null,
        ),
        revenue: earned.get(month.start) ?? 0,
      }))
      return { currency, months: rows, revenue: rows.reduce((sum, row) => sum + row.revenue, 0) }
    }),
    from: scope.span.start,
    to: scope.span.end,
  }
}

/** All that is read: in three rounds, the subscriptions, what they refer to with the invoices, and what is left. */
function readIn(tx: Tx, scope: Scope): { subscriptions: readonly Counted[]; lines: readonly LineItem[] } {
  const budget = new Budget()
  const rows = subscriptionsMade(tx, scope, budget)
  const ids = referencesOf(rows)
  budget.take(ids.length)
  // Why a quarter: of what is billed, most is paid.
  const mayBeOpen = Math.floor(budget.left / OPEN_SHARE)
  const mayBePaid = budget.left - mayBeOpen
  const [first, open, paid] = tx.work.together<readonly unknown[]>([
    () => tx.any(ids),
    () => invoicesIn(tx, scope, 'open', mayBeOpen + 1),
    () => invoicesIn(tx, scope, 'paid', mayBePaid + 1),
  ]) as [(AnyRow | undefined)[], Invoice[], Invoice[]]
  if (open.length > mayBeOpen || paid.length > mayBePaid) throw tooWide()
  const invoices = [...paid, ...open]
  const inherited = inheritedFrom(first)
  budget.take(invoices.length + inherited.length + linesBeyond(invoices))
  const [second, lines] = tx.work.together<readonly unknown[]>([
    () => tx.any(inherited),
    () => linesIn(tx, invoices),
  ]) as [(AnyRow | undefined)[], LineItem[]]
  const found = new Map([...first, ...second].flatMap((row): [string, AnyRow][] => (row ? [[row.id, row]] : [])))
  return { subscriptions: rows.map((row) => counted(row, found, tx.now)), lines }
}
const OPEN_SHARE = 4

/** A subscription at the start of a month and at its end. */
interface Change {
  readonly row: Counted['row']
  readonly before: Seen
  readonly after: Seen
}

/** The figures of a month, as of its end; nothing is known of a month that has not begun. */
function rowOf(month: Span, changes: readonly Change[] | null) {
  const named = { month: new Date(month.start * 1000).toISOString().slice(0, 7), start: month.start, end: month.end }
  if (changes === null)
    return {
      ...named,
      active: null,
      canceled: null,
      customer_churn: null,
      mrr: null,
      new: null,
      past_due: null,
      revenue_churn: null,
      trialing: null,
    }
  const within = (at: number | null) => at !== null && at >= month.start && at < month.end
  const count = (state: Seen['state']) => changes.filter(({ after }) => after.state === state).length
  return {
    ...named,
    active: count('active'),
    canceled: changes.filter(({ row }) => within(row.ended_at)).length,
    customer_churn: customerChurn(changes),
    mrr: changes.reduce((sum, { after }) => sum + after.monthly, 0),
    new: changes.filter(({ row }) => within(row.created)).length,
    past_due: count('past_due'),
    revenue_churn: revenueChurn(changes),
    trialing: count('trialing'),
  }
}

/** Customers who paid for something at the start of the month, and for nothing at its end. */
function customerChurn(changes: readonly Change[]) {
  const paying = (when: 'after' | 'before') =>
    new Set(changes.filter((one) => isPaying(one[when].state)).map(({ row }) => row.customer as string))
  const [before, after] = [paying('before'), paying('after')]
  const lost = [...before].filter((customer) => !after.has(customer)).length
  return { at_start: before.size, lost, rate: shareText(lost, before.size) }
}

/** What those subscriptions bring less at the end of the month that brought something at its start. */
function revenueChurn(changes: readonly Change[]) {
  const lost = changes.reduce((sum, { before, after }) => sum + Math.max(0, before.monthly - after.monthly), 0)
  const all = changes.reduce((sum, { before }) => sum + before.monthly, 0)
  return { at_start: all, lost, rate: shareText(lost, all) }
}
