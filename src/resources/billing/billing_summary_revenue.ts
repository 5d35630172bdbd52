// The revenue of invoices by month: each line of an open or paid invoice, without discounts and taxes, over the seconds of its
// period. (docs/billing-summary.md; the rule is rules/revenue.ts)
import type { Tx } from '../../kernel/tx.ts'
import { addInterval } from '../../lib/calendar.ts'
import type { Creditable } from '../../rules/credit_notes.ts'
import { recognised } from '../../rules/revenue.ts'
import type { Scope } from './billing_summary.ts'
import { type Invoice, invoice } from './invoice_state.ts'
import { LINES_MAX, type LineItem, lineItem } from './line_item.ts'

/** The invoices of a status that may have a line within the time. */
export function invoicesIn(tx: Tx, { span, reach, terms }: Scope, status: 'open' | 'paid', limit: number): Invoice[] {
  const from = addInterval(span.start, 'month', -reach)
  const to = addInterval(span.end, 'month', reach) - 1
  return tx.list(invoice, [...terms, `status=${status}`], { from, to, limit })
}

/** Its lines do not all stand in it; nor does it say what credit notes have given back of them. */
const isLong = ({ lines, hidden }: Invoice): boolean => lines.has_more || (hidden.notes ?? 0) > 0

/** How many lines are not in the invoices themselves. */
export const linesBeyond = (invoices: readonly Invoice[]): number =>
  invoices.filter(isLong).reduce((sum, { lines }) => sum + (lines as unknown as { total_count: number }).total_count, 0)

/** The lines that stand in the invoices, and for the others all that they have, in one round. */
export function linesIn(tx: Tx, invoices: readonly Invoice[]): LineItem[] {
  const long = invoices.filter(isLong).map(({ id }) => [`invoice=${id}`])
  const rest = long.length === 0 ? [] : tx.lists(lineItem, long, { limit: LINES_MAX })
  const short = invoices.filter((one) => !isLong(one))
  return [...short.flatMap(({ lines }) => lines.data as unknown as LineItem[]), ...rest.flat()]
}

/** Minor units by currency and by the first second of the month; only months within the time. */
export function revenueByMonth({ span }: Scope, lines: readonly LineItem[]): Map<string, Map<number, number>> {
  const sums = new Map<string, Map<number, number>>()
  for (const line of lines) {
    if (line.period.end < span.start || line.period.start >= span.end) continue
    const months = sums.get(line.currency) ?? new Map<number, number>()
    sums.set(line.currency, months)
    for (const { month, amount } of recognised(netOf(line), line.period))
      if (month >= span.start && month < span.end) months.set(month, (months.get(month) ?? 0) + amount)
  }
  return sums
}

/** Minor units without what discounts take off, without the taxes that are in it, and without what credit notes gave back. */
function netOf({ amount, discount_amounts, taxes, hidden }: LineItem): number {
  const off = (discount_amounts ?? []).map((one) => one.amount)
  const all = {
    amount,
    off,
    taxes: (taxes ?? []).map((tax) => ({ ...tax, inclusive: tax.tax_behavior === 'inclusive' })),
  }
  const back = hidden?.credited?.part
  // What credits paid of the line is revenue, too; it stands behind the discounts.
  return untaxed(all) - (back ? untaxed({ ...back, off: back.off.slice(0, off.length) }) : 0)
}

type Part = Pick<Creditable, 'amount' | 'off'> & { readonly taxes: readonly { inclusive: boolean; amount: number }[] }

function untaxed({ amount, off, taxes }: Part): number {
  const net = off.reduce((left, one) => left - one, amount)
  return taxes.reduce((left, tax) => (tax.inclusive ? left - tax.amount : left), net)
}
