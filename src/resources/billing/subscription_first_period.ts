// The first bill of a subscription: a whole period, a trial, what is left until the anchor, or all since a day in the past.
// (https://docs.stripe.com/billing/subscriptions/billing-cycle; docs.stripe.com/billing/subscriptions/backdating)
import { rational } from '../../lib/rational.ts'
import { intervalsLater, type Recurrence } from '../../rules/periods.ts'
import { prorated, type Span, shareIn } from '../../rules/proration.ts'
import { amountOf } from '../../rules/pricing.ts'
import { invalid } from '../../kernel/errors.ts'
import { type PriceRow, pricingOf } from '../catalog/price.ts'
import * as describe from './line_description.ts'
import { pricedBy } from './line_item.ts'
import type { Item } from './subscription_item.ts'
import {
  type Billed,
  isMetered,
  type ItemLine,
  linesFor,
  ofPeriod,
  type Product,
  quantityOf,
  recurrenceOf,
  trialLines,
} from './subscription_lines.ts'
import { modeOf, type Subscription } from './subscription_state.ts'
import { BACKDATED_MAX, periodsSince, type Timing, wholePeriod } from './subscription_timing.ts'

/** The first period of an item: the trial, or what is left until the next boundary, or until it is to end. */
export function firstPeriod(timing: Timing, recurrence: Recurrence, now: number): Span {
  if (timing.trialEnd !== null) return { start: now, end: timing.trialEnd }
  const whole = wholePeriod(timing, recurrence, now)
  return cutAt(timing.anchor > now ? { start: now, end: whole.end } : whole, timing.cancelAt)
}

/** A period, as far as the subscription lasts (epoch seconds). */
export const cutAt = ({ start, end }: Span, cancel: number | null): Span =>
  cancel !== null && cancel > start && cancel < end ? { start, end: cancel } : { start, end }

interface FirstItem {
  readonly item: Item
  readonly price: PriceRow
  readonly product: Product
}

interface How {
  readonly behavior: string
  readonly now: number
}

/** The lines of the first invoice. What is metered is billed when its period is over. */
export function firstLines(self: Subscription, items: readonly FirstItem[], timing: Timing, how: How): ItemLine[] {
  const inAdvance = items
    .filter(({ price }) => !isMetered(price) || (modeOf(self) === 'classic' && timing.trialEnd === null))
    .map((one): Billed => {
      const quantity = isMetered(one.price) ? rational(0n) : quantityOf(one.item)
      return { ...one, quantity, period: { start: one.item.current_period_start, end: one.item.current_period_end } }
    })
  if (timing.trialEnd !== null) return trialLines(self, inAdvance)
  if (timing.start < how.now) return backdated(self, inAdvance, timing, how)
  const isCut = (one: Billed) => timing.cancelAt !== null && one.period.end === timing.cancelAt
  // https://docs.stripe.com/billing/subscriptions/billing-mode/compare: classic billing prorates what it cuts short anyway.
  const isWhole = (one: Billed) => how.behavior === 'none' && isCut(one) && modeOf(self) === 'flexible'
  if (how.behavior === 'none' && timing.anchor > how.now) return []
  return inAdvance.flatMap((one) => {
    const whole = wholePeriod(timing, recurrenceOf(one.price), how.now)
    return isWhole(one) ? linesFor(self, [one]) : linesIn(self, one, whole)
  })
}

/** The lines of a period, which may be only a part of a whole one. */
export function linesIn(self: Subscription, one: Billed, whole: Span): ItemLine[] {
  const isWhole = one.period.start === whole.start && one.period.end === whole.end
  return isWhole ? linesFor(self, [one]) : [partOf(self, one, whole)]
}

/** A line for a part of a whole period. */
function partOf(self: Subscription, one: Billed, whole: Span): ItemLine {
  const { item, price, product: sold, quantity, period } = one
  const count = Number(quantity.n / quantity.d)
  const line = ofPeriod(self, item, {
    amount: prorated(amountOf(pricingOf(price, self.currency), quantity), shareIn(whole, period)),
    description: describe.proration('Remaining', sold, { quantity: count, percent_off: null, at: period.start }),
    period,
    pricing: pricedBy(price, null),
    quantity: count,
  })
  const { subscription_item_details: details } = line.parent!
  const parent = { ...line.parent!, subscription_item_details: { ...details!, proration: true } }
  return { item: item.id, wish: { ...line, parent } }
}

/**
 * All since a day in the past: in flexible billing each period in a line of its own, the current one last; in classic billing
 * what is past in one line, as a part of a period that begins on that day.
 */
function backdated(self: Subscription, items: readonly Billed[], timing: Timing, { behavior, now }: How): ItemLine[] {
  if (behavior === 'none') return []
  return items.flatMap((one) => {
    const recurrence = recurrenceOf(one.price)
    if (modeOf(self) === 'classic') {
      const past = { start: timing.start, end: now }
      const whole = { start: timing.start, end: intervalsLater(timing.start, recurrence) }
      return [partOf(self, { ...one, period: past }, whole), ...current(self, one, timing, now)]
    }
    const spans = periodsSince(timing.start, timing.anchor, recurrence, one.period.end)
    if (spans.length > BACKDATED_MAX)
      throw invalid(`A subscription can be dated back by at most ${BACKDATED_MAX} periods.`, {
        param: 'backdate_start_date',
      })
    return spans.flatMap((period) => {
      const whole = wholePeriod(timing, recurrence, period.start)
      return linesIn(self, { ...one, period }, whole)
    })
  })
}

function current(self: Subscription, one: Billed, timing: Timing, now: number): ItemLine[] {
  return linesIn(self, one, wholePeriod(timing, recurrenceOf(one.price), now))
}
