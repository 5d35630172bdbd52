// The lines for what was used: of a whole period when it is over, or of what an invoice between has not billed yet.
// (https://docs.stripe.com/billing/subscriptions/usage-based/thresholds)
import { toDecimalString } from '../../lib/money.ts'
import { cmp, fromDecimal, type Rational, rational, roundHalfUp, sub } from '../../lib/rational.ts'
import type { Span } from '../../rules/proration.ts'
import { partsSince } from '../../rules/usage_since.ts'
import { pricingOf } from '../catalog/price.ts'
import * as describe from './line_description.ts'
import { pricedBy } from './line_item.ts'
import type { Item, Used } from './subscription_item.ts'
import { type Billed, type ItemLine, linesFor, ofPeriod } from './subscription_lines.ts'
import type { Subscription } from './subscription_state.ts'

const NOTHING = rational(0n)

/** What of an item's current use is billed already; nothing where its period, or its meter, is another one now. */
export function billedOf({ hidden, current_period_start: start }: Item, meter: string | null): Used | undefined {
  const { used } = hidden
  return used?.start === start && used.meter === meter ? used : undefined
}

/** What counts of the usage of a period: not what the period before it has billed of its first second. */
export function counted(usage: Rational, billed: Used | undefined): Rational {
  const left = billed ? sub(usage, fromDecimal(billed.before)) : usage
  return cmp(left, NOTHING) < 0 ? NOTHING : left
}

/** What is new since the last bill, of what counts; it may be below zero. */
export const since = (usage: Rational, billed: Used | undefined): Rational =>
  billed ? sub(counted(usage, billed), fromDecimal(billed.quantity)) : usage

/** What is remembered of a bill: `usage` of the period from `start` on is billed up to `to` (epoch seconds). */
export const remembered = (meter: string, span: Span, usage: Rational, billed: Used | undefined): Used => ({
  meter,
  start: span.start,
  to: span.end,
  quantity: toDecimalString(counted(usage, billed)),
  before: billed?.before ?? '0',
})

/** What is remembered where a period begins with a bill: its first second is on that bill. */
export const begun = (meter: string, start: number, second: Rational): Used => ({
  meter,
  start,
  to: 0,
  quantity: '0',
  before: toDecimalString(second),
})

/** The lines of an item, as it was in its period, for what it has used in that; `quantity` is all of its usage. */
export function usedLines(self: Subscription, item: Item, one: Billed): ItemLine[] {
  const { price, product: sold, period } = one
  const billed = billedOf(item, price.recurring?.meter ?? null)
  const quantity = counted(one.quantity, billed)
  if (!billed?.to) return linesFor(self, [{ ...one, quantity }])
  const before = fromDecimal(billed.quantity)
  const parts = partsSince(pricingOf(price, self.currency), before, quantity)
  // Where all is billed anew, it is so from the beginning.
  const span = parts.some(({ isBack }) => isBack) ? period : { start: billed.to, end: period.end }
  const shown = { ...price, currency: self.currency } as never
  return parts.map((part): ItemLine => {
    const whole = part.isBack || span === period ? quantity : sub(quantity, before)
    const raw = part.isBack ? before : whole
    const count = part.part.kind === 'flat' ? NOTHING : price.transform_quantity ? raw : part.quantity
    const wish = ofPeriod(self, item, {
      amount: part.amount,
      description: part.isBack
        ? describe.billedBefore(shown, part.part)
        : describe.regular(sold, shown, { ...part.part, quantity: part.quantity }, raw),
      period: span,
      pricing: pricedBy(price, part.part.each),
      quantity: Number(roundHalfUp(count)),
    })
    return { item: item.id, wish }
  })
}
