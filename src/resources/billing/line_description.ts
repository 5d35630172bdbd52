// What stands on the lines of an invoice, in Stripe's words. ("Recorded": answers of Stripe's that projects have published.)
import { formatDay } from '../../lib/calendar.ts'
import { currencies, formatAmount, toDecimalString } from '../../lib/money.ts'
import type { Rational } from '../../lib/rational.ts'

import type { Recurrence } from '../../rules/periods.ts'
import type { Part } from '../../rules/pricing.ts'

/** What is sold: `unit_label` stands between the number and the sign, and is never put into the plural. */
export interface Sold {
  readonly name: string
  readonly unit_label?: string | null
}

/** `2 × Photos`, `3 seat × Photos`. */
const counted = ({ name, unit_label }: Sold, quantity: string) =>
  `${quantity}${unit_label ? ` ${unit_label}` : ''} × ${name}`

/** ` / month`, ` / every 3 months`; nothing for what is bought once. */
function every(recurrence: Recurrence | null): string {
  if (!recurrence) return ''
  const { interval, interval_count: count } = recurrence
  return ` / ${count === 1 ? interval : `every ${count} ${interval}s`}`
}

/** A price per unit: with its own decimals where it has more than its currency. Recorded: `$0.036`. */
function formatUnit(decimal: string, currency: string): string {
  const [whole = '0', part = ''] = decimal.split('.')
  if (part.replace(/0+$/, '') === '') return formatAmount(Number(whole), currency)
  const digits = currencies[currency]?.digits ?? 2
  const all = whole.padStart(digits + 1, '0')
  const [head, tail] = [all.slice(0, all.length - digits), all.slice(all.length - digits) + part.replace(/0+$/, '')]
  const base = formatAmount(Number(`${head}${'0'.repeat(digits)}`), currency)
  const zeros = digits === 0 ? '' : `.${'0'.repeat(digits)}`
  return zeros === '' ? base.replace(head, `${head}.${tail}`) : base.replace(zeros, `.${tail}`)
}

interface Priced {
  readonly currency: string
  readonly recurring: Recurrence | null
  readonly tiers_mode: string | null
  readonly transform_quantity: { readonly divide_by: number } | null
}

/**
 * `1 × Photos (at $15.00 / month)`, `31 credit × Usage (Tier 2 at $0.036 / month)`, `Photos (Tier 1 at $99.00 / month)` for
 * what a tier costs as such, `9892 × Calls (at $0.08 per 60 units / month)` for packages. Recorded.
 */
export function regular(sold: Sold, price: Priced, part: Part, quantity: Rational): string {
  const tier = price.tiers_mode === 'graduated' ? `Tier ${part.tier} ` : ''
  const per = price.transform_quantity ? ` per ${price.transform_quantity.divide_by} units` : ''
  const at = ` (${tier}at ${formatUnit(part.each, price.currency)}${per}${every(price.recurring)})`
  if (part.kind === 'flat') return sold.name + at
  const shown = price.transform_quantity ? quantity : part.quantity
  return counted(sold, toDecimalString(shown)) + at
}

/** `Amount previously billed (at $0.50 per unit)`: docs.stripe.com/billing/subscriptions/usage-based/thresholds#volume-tiers. */
export function billedBefore({ currency, transform_quantity }: Priced, { each, kind }: Part): string {
  const per = kind === 'flat' ? '' : transform_quantity ? ` per ${transform_quantity.divide_by} units` : ' per unit'
  return `Amount previously billed (at ${formatUnit(each, currency)}${per})`
}

/** Recorded: the newer words are those of flexible billing. */
export const trial = (sold: Sold, quantity: number, mode: 'classic' | 'flexible'): string =>
  mode === 'flexible' ? `Free trial for ${counted(sold, String(quantity))}` : `Trial period for ${sold.name}`

/** `Unused time on Photos after 11 Jun 2026`, `Remaining time on 2 × Photos (with 30.0% off) after 11 Jun 2026`. Recorded. */
export function proration(
  kind: 'Unused' | 'Remaining',
  sold: Sold,
  { quantity, percent_off, at }: { quantity: number; percent_off: string | null; at: number },
): string {
  const what = quantity === 1 ? sold.name : `${quantity} × ${sold.name}`
  const off = percent_off === null ? '' : ` (with ${percent_off.includes('.') ? percent_off : `${percent_off}.0`}% off)`
  return `${kind} time on ${what}${off} after ${formatDay(at)}`
}
