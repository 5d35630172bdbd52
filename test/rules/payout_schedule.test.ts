// The days on which an account is paid out by itself, by the calendar of 2026 and 2028.
import assert from 'node:assert/strict'
import test from 'node:test'
import { nextPayoutDay, type PayoutSchedule } from '../../src/rules/payout_schedule.ts'

const at = (text: string) => Date.parse(`${text}Z`) / 1000

// 2 February 2026 is a Monday.
const CASES: readonly (readonly [PayoutSchedule, string, string])[] = [
  [{ interval: 'daily' }, '2026-02-02T10:00', '2026-02-03T00:00'],
  [{ interval: 'daily' }, '2026-02-02T00:00', '2026-02-03T00:00'],
  [{ interval: 'daily' }, '2026-02-05T23:59', '2026-02-06T00:00'],
  [{ interval: 'daily' }, '2026-02-06T10:00', '2026-02-09T00:00'],
  [{ interval: 'daily' }, '2026-02-07T10:00', '2026-02-09T00:00'],
  [{ interval: 'weekly', weekly_payout_days: ['friday', 'monday'] }, '2026-02-02T10:00', '2026-02-06T00:00'],
  [{ interval: 'weekly', weekly_payout_days: ['friday', 'monday'] }, '2026-02-06T10:00', '2026-02-09T00:00'],
  [{ interval: 'weekly', weekly_payout_days: ['monday'] }, '2026-02-02T00:00', '2026-02-09T00:00'],
  [{ interval: 'monthly', monthly_payout_days: [5, 20] }, '2026-02-05T00:10', '2026-02-20T00:00'],
  [{ interval: 'monthly', monthly_payout_days: [5, 20] }, '2026-02-20T00:10', '2026-03-05T00:00'],
  // A day that the month does not have is its last one.
  [{ interval: 'monthly', monthly_payout_days: [31] }, '2026-01-31T00:10', '2026-02-28T00:00'],
  [{ interval: 'monthly', monthly_payout_days: [31] }, '2028-01-31T00:10', '2028-02-29T00:00'],
  [{ interval: 'monthly', monthly_payout_days: [31] }, '2026-02-28T00:10', '2026-03-31T00:00'],
  [{ interval: 'monthly', monthly_payout_days: [30] }, '2026-03-01T00:10', '2026-03-30T00:00'],
]

test('money is paid out on the next day of the schedule', () => {
  for (const [schedule, after, expected] of CASES)
    assert.equal(nextPayoutDay(schedule, at(after)), at(expected), `${JSON.stringify(schedule)} after ${after}`)
})

test('by hand there is no next day', () => {
  assert.equal(nextPayoutDay({ interval: 'manual' }, at('2026-02-02T10:00')), undefined)
})
