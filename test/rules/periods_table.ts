// Billing periods by the calendar on the wall: the anchor, how often, a moment, and the period that the moment lies in. They are
// counted from the anchor: the 31st is the last day of a shorter month, and comes back in the next long one. All in UTC.
//   [C] docs.stripe.com/billing/subscriptions/billing-cycle    [X] docs.stripe.com/billing/subscriptions/mixed-interval
//   [M] docs.stripe.com/billing/subscriptions/billing-mode/compare
import type { AnchorConfig, Recurrence } from '../../src/rules/periods.ts'

// biome-ignore format: one row
export type Row = readonly [anchor: string, interval: Recurrence['interval'], count: number, at: string, start: string, end: string, why: string]

// biome-ignore format: a table
export const ROWS: readonly Row[] = [
  // Months.
  ['2026-09-02', 'month', 1, '2026-10-15', '2026-10-02', '2026-11-02', 'Stripe’s sample [C]: always on the 2nd'],
  ['2027-01-31', 'month', 1, '2027-02-15', '2027-01-31', '2027-02-28', 'Stripe’s sample [C]: January 31, then February 28'],
  ['2028-01-31', 'month', 1, '2028-02-15', '2028-01-31', '2028-02-29', 'Stripe’s sample [C]: or February 29 in a leap year'],
  ['2027-01-31', 'month', 1, '2027-03-30T23:59:59', '2027-02-28', '2027-03-31', 'Stripe’s sample [C]: then March 31'],
  ['2027-01-31', 'month', 1, '2027-04-15', '2027-03-31', '2027-04-30', 'Stripe’s sample [C]: and April 30'],
  ['2028-01-31', 'month', 1, '2028-02-29', '2028-02-29', '2028-03-31', 'the boundary itself begins the next one'],
  ['2027-01-31', 'month', 1, '2029-02-28', '2029-02-28', '2029-03-31', 'two years on'],
  ['2026-01-30', 'month', 1, '2026-02-27T23:59:59', '2026-01-30', '2026-02-28', 'the 30th: the last second before the 28th'],
  ['2026-01-30', 'month', 1, '2026-02-28', '2026-02-28', '2026-03-30', 'the 30th is back in March'],
  ['2028-01-30', 'month', 1, '2028-02-29', '2028-02-29', '2028-03-30', 'the 30th in a leap year'],
  ['2026-01-29', 'month', 1, '2026-02-28T12:00:00', '2026-02-28', '2026-03-29', 'the 29th has no day in February 2026'],
  ['2028-01-29', 'month', 1, '2028-02-28T12:00:00', '2028-01-29', '2028-02-29', 'the 29th has its day in February 2028'],
  ['2028-02-29', 'month', 1, '2028-03-29', '2028-03-29', '2028-04-29', 'from the leap day on the 29th, not the last day'],
  ['2026-02-28', 'month', 1, '2026-03-30', '2026-03-28', '2026-04-28', 'the 28th is not the last day of March'],
  ['2026-05-15T10:20:30', 'month', 1, '2026-06-15T10:20:29', '2026-05-15T10:20:30', '2026-06-15T10:20:30', 'a second before the hour of the anchor'],
  ['2026-05-15T10:20:30', 'month', 1, '2026-06-15T10:20:30', '2026-06-15T10:20:30', '2026-07-15T10:20:30', 'at it'],
  ['2026-12-15', 'month', 1, '2027-01-01', '2026-12-15', '2027-01-15', 'over New Year'],

  // Several months.
  ['2024-01-01', 'month', 3, '2024-02-15', '2024-01-01', '2024-04-01', 'Stripe’s sample [X]: a quarter from January 1 renews on April 1'],
  ['2024-01-01', 'month', 1, '2024-01-15', '2024-01-01', '2024-02-01', 'Stripe’s sample [X]: the monthly price beside it, on February 1'],
  ['2026-11-30', 'month', 3, '2027-02-27', '2026-11-30', '2027-02-28', 'three months from November 30'],
  ['2026-11-30', 'month', 3, '2027-02-28', '2027-02-28', '2027-05-30', 'then May 30'],
  ['2026-08-31', 'month', 6, '2027-01-01', '2026-08-31', '2027-02-28', 'six months from August 31'],
  ['2026-08-31', 'month', 6, '2027-08-30', '2027-02-28', '2027-08-31', 'then August 31'],
  ['2023-08-31', 'month', 6, '2024-03-01', '2024-02-29', '2024-08-31', 'the leap day among them'],
  ['2024-02-29', 'month', 36, '2026-07-01', '2024-02-29', '2027-02-28', 'three years of months from a leap day'],

  // Years.
  ['2028-02-29', 'year', 1, '2029-01-01', '2028-02-29', '2029-02-28', 'a year from the leap day'],
  ['2028-02-29', 'year', 1, '2031-12-31', '2031-02-28', '2032-02-29', 'four years on it is back'],
  ['2028-02-29', 'year', 1, '2032-02-29', '2032-02-29', '2033-02-28', 'and begins a period'],
  ['2028-02-29', 'year', 2, '2030-02-27', '2028-02-29', '2030-02-28', 'two years from the leap day'],
  ['2026-07-01T12:00:00', 'year', 1, '2027-07-01T11:59:59', '2026-07-01T12:00:00', '2027-07-01T12:00:00', 'the last second of a year'],
  ['2026-03-01', 'year', 3, '2028-12-31', '2026-03-01', '2029-03-01', 'three years, a leap day among them'],

  // Weeks and days.
  ['2022-06-03', 'week', 1, '2022-06-15', '2022-06-10', '2022-06-17', 'Stripe’s sample [C]: Friday, June 3 and every Friday thereafter'],
  ['2026-12-25', 'week', 1, '2027-01-01', '2027-01-01', '2027-01-08', 'a Friday that is New Year’s Day'],
  ['2028-02-22', 'week', 2, '2028-03-01', '2028-02-22', '2028-03-07', 'fourteen days over a leap day'],
  ['2026-12-31T18:00:00', 'day', 1, '2027-01-01T17:59:59', '2026-12-31T18:00:00', '2027-01-01T18:00:00', 'a day over New Year'],
  ['2026-02-20', 'day', 30, '2026-03-21', '2026-02-20', '2026-03-22', 'thirty days are not a month'],
  ['2026-01-01', 'day', 90, '2026-04-01', '2026-04-01', '2026-06-30', 'ninety days'],

  // An anchor that is still to come: the first, shorter, period ends where it or one before it falls.
  ['2026-08-31', 'month', 2, '2026-02-10', '2025-12-31', '2026-02-28', 'Stripe’s sample [C]: anchored on August 31, the first full invoice is on February 28'],
  ['2028-08-31', 'month', 2, '2028-02-10', '2027-12-31', '2028-02-29', 'Stripe’s sample [C]: or February 29'],
  ['2026-08-31', 'month', 2, '2026-03-15', '2026-02-28', '2026-04-30', 'Stripe’s sample [C]: followed by two full months'],
  ['2026-07-15', 'month', 1, '2026-06-20', '2026-06-15', '2026-07-15', 'within a month'],
  ['2026-07-15', 'month', 1, '2026-05-20', '2026-05-15', '2026-06-15', 'two months away'],
  ['2026-05-31', 'month', 1, '2026-04-10', '2026-03-31', '2026-04-30', 'on the 31st'],
  ['2027-03-01', 'year', 1, '2026-09-01', '2026-03-01', '2027-03-01', 'within a year'],
  ['2026-06-12', 'week', 1, '2026-06-08', '2026-06-05', '2026-06-12', 'on Friday next'],
]

/** When a subscription is created, the parts of its anchor, and the anchor. */
// biome-ignore format: a table
export const ANCHORS: readonly (readonly [from: string, config: AnchorConfig, months: number, anchor: string, why: string])[] = [
  ['2026-02-10T08:00:00', { day_of_month: 1, month: 7 }, 1, '2026-07-01T08:00:00', 'Stripe’s sample [C]: the first of July, at the time of creation'],
  ['2026-08-10T08:00:00', { day_of_month: 1, month: 7 }, 1, '2027-07-01T08:00:00', 'the first of July of the next year'],
  ['2026-03-20T09:00:00', { day_of_month: 15, hour: 12, minute: 30, second: 0 }, 1, '2026-04-15T12:30:00', 'Stripe’s sample [C]: aligned with another on the 15th at 12:30:00'],
  ['2026-03-15T12:29:59', { day_of_month: 15, hour: 12, minute: 30, second: 0 }, 1, '2026-03-15T12:30:00', 'a second before it'],
  ['2026-03-15T12:30:00', { day_of_month: 15, hour: 12, minute: 30, second: 0 }, 1, '2026-04-15T12:30:00', 'at it: the next one [K]'],
  ['2026-01-20T22:00:00', { day_of_month: 1 }, 1, '2026-02-01T22:00:00', 'Stripe’s sample [C]: created at 5 PM EST, it is at 10 PM UTC'],
  ['2026-05-10T08:15:30', { day_of_month: 10, hour: 0 }, 1, '2026-06-10T00:15:30', 'minute and second as at creation; today’s has passed'],
  ['2026-05-10T08:15:30', { day_of_month: 10, hour: 23 }, 1, '2026-05-10T23:15:30', 'later today'],
  ['2026-12-31T23:59:59', { day_of_month: 1, hour: 0, minute: 0, second: 0 }, 1, '2027-01-01T00:00:00', 'the next second'],
  ['2026-12-31T00:00:01', { day_of_month: 31, month: 12, hour: 0, minute: 0, second: 0 }, 1, '2027-12-31T00:00:00', 'a second too late, by a year'],
  ['2026-01-10T06:00:00', { day_of_month: 31 }, 1, '2026-01-31T06:00:00', 'the month has a 31st'],
  ['2026-04-05T06:00:00', { day_of_month: 30 }, 1, '2026-04-30T06:00:00', 'the month has a 30th'],
  ['2028-02-10T06:00:00', { day_of_month: 29 }, 1, '2028-02-29T06:00:00', 'the leap day'],
  ['2028-01-10T06:00:00', { day_of_month: 29, month: 2 }, 1, '2028-02-29T06:00:00', 'the leap day by its month'],
  ['2026-03-20T06:00:00', { day_of_month: 5 }, 1, '2026-04-05T06:00:00', 'this month’s has passed'],
  ['2026-12-20T06:00:00', { day_of_month: 5 }, 1, '2027-01-05T06:00:00', 'over New Year'],
  ['2026-01-10T06:00:00', { day_of_month: 31, month: 4 }, 1, '2026-04-30T06:00:00', 'no April has a 31st: its last day [K]'],
  ['2026-03-01T06:00:00', { day_of_month: 31, month: 2 }, 1, '2027-02-28T06:00:00', 'nor has any February [K]'],
  // On the 31st a monthly subscription renews at the end of every month [C], so the anchor itself must have the day: the next
  // month of the price’s interval that has it. (Stripe’s sample [C]: created in February for every second month, August 31.)
  ['2026-02-10T06:00:00', { day_of_month: 31 }, 1, '2026-03-31T06:00:00', 'each month: February has no 31st, March has'],
  ['2026-04-05T06:00:00', { day_of_month: 31 }, 1, '2026-05-31T06:00:00', 'each month: nor has April, May has'],
  ['2026-02-10T06:00:00', { day_of_month: 30 }, 1, '2026-03-30T06:00:00', 'each month: the 30th'],
  ['2026-02-10T06:00:00', { day_of_month: 31 }, 2, '2026-08-31T06:00:00', 'Stripe’s sample [C]: February, April and June have none, August has'],
  ['2026-03-01T06:00:00', { day_of_month: 31 }, 2, '2026-03-31T06:00:00', 'the first month that would do has it'],
  ['2026-02-10T06:00:00', { day_of_month: 30 }, 3, '2026-05-30T06:00:00', 'three months after February, which has no 30th'],
]

/** So many intervals after a moment. */
// biome-ignore format: a table
export const LATER: readonly (readonly [at: string, interval: Recurrence['interval'], count: number, times: number | undefined, expected: string])[] = [
  ['2026-01-31T07:00:00', 'month', 1, undefined, '2026-02-28T07:00:00'],
  ['2026-01-31T07:00:00', 'month', 1, 3, '2026-04-30T07:00:00'],
  ['2026-01-31T07:00:00', 'month', 3, 2, '2026-07-31T07:00:00'],
  ['2028-02-29', 'year', 1, 4, '2032-02-29'],
  ['2026-03-30', 'week', 2, 3, '2026-05-11'],
]

/** Whether two are billed equally often: outside flexible mode all items must have the same interval and the same count of it. [M] */
// biome-ignore format: a table
export const SAME: readonly (readonly [one: string, other: string, isSame: boolean])[] = [
  ['1 month', '1 month', true],
  ['1 month', '3 month', false],
  ['12 month', '1 year', false],
  ['7 day', '1 week', false],
  ['2 week', '2 week', true],
]
