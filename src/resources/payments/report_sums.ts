// The sums of a report: how much moved by reporting category, or what the balance was and became. They are added up slice by slice,
// in minor units, and written in the currency's own. (docs.stripe.com/reports/balance)
import type { BalanceTransaction } from './balance_transaction.ts'
import { dayText, lineOf, major } from './report_columns.ts'
import type { Report } from './reporting.report_type.ts'

/** The sums of one reporting category, or another part of the balance, in minor units. */
interface Sum {
  readonly count: number
  readonly gross: number
  readonly fee: number
  readonly net: number
}

/** By currency and category: `usd charge`. */
export type Sums = Readonly<Record<string, Sum>>

interface Asked {
  readonly parameters: { readonly interval_start?: number; readonly interval_end?: number; readonly currency?: string }
}

/** What leaves the balance for the bank, and what comes back from there. (docs.stripe.com/reports/balance) */
export const PAYOUTS = ['payout', 'payout_reversal']

/** The sums with more movements in them. */
export function added(
  before: Sums = {},
  { parameters: { interval_start: start = 0 } }: Asked,
  { subject }: Report,
  movements: readonly BalanceTransaction[],
): Sums {
  const sums: Record<string, Sum> = { ...before }
  for (const { currency, created, reporting_category: category, amount, fee, net } of movements) {
    const part = created < start ? 'starting_balance' : PAYOUTS.includes(category) ? 'payouts' : 'activity'
    const key = `${currency} ${subject === 'balance' ? part : category}`
    const { count, gross, fee: fees, net: nets } = sums[key] ?? NOTHING
    sums[key] = { count: count + 1, gross: gross + amount, fee: fees + fee, net: nets + net }
  }
  return sums
}

/** The lines of sums, by currency. */
export function sumLines(columns: readonly string[], run: Asked, report: Report, sums: Sums = {}): string {
  const asked = run.parameters.currency
  const currencies = [
    ...new Set([...(asked ? [asked] : []), ...Object.keys(sums).map((key) => key.split(' ')[0]!)]),
  ].sort()
  const rows = currencies.flatMap((currency) =>
    report.subject === 'balance' ? balanceRows(run, currency, sums) : categoryRows(currency, sums),
  )
  return rows.map((row) => lineOf(columns.map((column) => row[column]))).join('')
}

type SumRow = Readonly<Record<string, string>>
const NOTHING: Sum = { count: 0, gross: 0, fee: 0, net: 0 }

/**
 * The parts of the balance. Stripe's page names four; files of the API and of the dashboard have what each is before its fees,
 * too (2026-07 and 2026-10, in public code). The last day is the one that the interval ends in.
 */
function balanceRows(run: Asked, currency: string, sums: Sums): SumRow[] {
  const { interval_start: start, interval_end: end } = run.parameters
  const of = (part: string) => sums[`${currency} ${part}`] ?? NOTHING
  const [before, activity, out] = [of('starting_balance'), of('activity'), of('payouts')]
  const parts: readonly (readonly [string, string, number])[] = [
    ['starting_balance', `Starting balance (${dayText(start!)})`, before.net],
    ['activity_gross', 'Account activity before fees', activity.gross],
    ['activity_fee', 'Less fees', -activity.fee || 0],
    ['activity', 'Activity', activity.net],
    ['payouts_gross', 'Payouts to bank', out.gross],
    ['payouts_fee', 'Payout fees', -out.fee || 0],
    ['payouts', 'Total payouts', out.net],
    ['ending_balance', `Ending balance (${dayText(end! - 1)})`, before.net + activity.net + out.net],
  ]
  return parts.map(([category, description, minor]) => ({
    category,
    description,
    net_amount: major(minor, currency),
    currency,
  }))
}

/** Each category, and all of them (Gumroad's own code reads the total from the API's file; the order is [K]). */
function categoryRows(currency: string, sums: Sums): SumRow[] {
  const known = Object.keys(sums)
    .filter((key) => key.startsWith(`${currency} `))
    .sort()
  const total = known.reduce((all, key): Sum => {
    const { count, gross, fee, net } = sums[key]!
    return { count: all.count + count, gross: all.gross + gross, fee: all.fee + fee, net: all.net + net }
  }, NOTHING)
  const row = (reporting_category: string, { count, gross, fee, net }: Sum): SumRow => ({
    reporting_category,
    currency,
    count: String(count),
    gross: major(gross, currency),
    fee: major(fee, currency),
    net: major(net, currency),
  })
  return [...known.map((key) => row(key.split(' ')[1]!, sums[key]!)), row('total', total)]
}
