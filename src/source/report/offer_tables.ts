// An experiment as tables of text: who is in which arm, and what the offer brought.
import { formatAmount } from '../../lib/money.ts'
import { rational } from '../../lib/rational.ts'
import type { Interval, Outcome, Uplift } from './experiment.ts'
import { decimalText } from './figures.ts'
import type { Profile } from './profiles.ts'
import type { SegmentSummary } from './segments.ts'
import { grouped, NONE, signed, type Table } from './tables.ts'

/** How many of each segment are in which arm, in the order of the segments. */
export function armsTable(profiles: readonly Profile[], segments: readonly SegmentSummary[]): Table {
  const count = (segment: string, fits: (one: Profile) => boolean) =>
    grouped(profiles.filter((one) => one.segment === segment && fits(one)).length)
  return {
    id: 'arms',
    title: 'Arms',
    about: 'Drawn by a hash of the experiment and the customer: the same pair is always in the same arm.',
    columns: ['Segment', 'Customers', 'Treatment', 'With an offer', 'Control'],
    rows: segments.map(({ segment }) => [
      segment.replaceAll('_', ' '),
      count(segment, () => true),
      count(segment, ({ arm }) => arm === 'treatment'),
      count(segment, ({ total }) => total !== null),
      count(segment, ({ arm }) => arm === 'control'),
    ]),
  }
}

/** What was measured, with 95 % intervals. Amounts in `currency`. */
export function upliftTable(
  { treatment, control }: { readonly treatment: Outcome; readonly control: Outcome },
  { order, conversion }: Uplift,
  currency: string,
): Table {
  const amount = (minor: number | null) => (minor === null ? NONE : formatAmount(minor, currency))
  const money = (minor: number) => signed(Math.round(minor), currency)
  const points = (share: number) => `${share > 0 ? '+' : ''}${decimals(share * 100)} points`
  const between = (interval: Interval | null, text: (value: number) => string) =>
    interval ? `${text(interval.low)} to ${text(interval.high)}` : 'too few to say'
  return {
    id: 'uplift',
    title: 'Uplift',
    about: 'Treatment minus control. An interval that holds nothing (0) does not show that the offer did anything.',
    columns: ['', 'Treatment', 'Control', 'Difference', '95 % interval'],
    rows: [
      ['Customers', grouped(treatment.customers), grouped(control.customers), '', ''],
      ['Bought', grouped(treatment.buyers), grouped(control.buyers), '', ''],
      [
        'Conversion',
        conversion.treatment?.percent ?? NONE,
        conversion.control?.percent ?? NONE,
        conversion.difference === null ? NONE : points(conversion.difference),
        between(conversion.interval, points),
      ],
      [
        'Average order',
        amount(order.treatment),
        amount(order.control),
        order.difference === null ? NONE : signed(order.difference, currency),
        between(order.interval, money),
      ],
    ],
  }
}

/** One decimal. An interval is no money, so it may be rounded from a float. */
const decimals = (value: number) => decimalText(rational(BigInt(Math.round(value * 10)), 10n), 1)
