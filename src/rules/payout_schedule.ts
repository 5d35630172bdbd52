// On which days an account is paid out by itself. (https://docs.stripe.com/payouts#payout-schedule)
import { addInterval, dayOfMonth, daysInMonth, isBusinessDay, startOfDay, weekdayOf } from '../lib/calendar.ts'

export interface PayoutSchedule {
  readonly interval: 'daily' | 'manual' | 'monthly' | 'weekly'
  /** 1 to 31; a day that the month does not have is its last one. */
  readonly monthly_payout_days?: readonly number[]
  readonly weekly_payout_days?: readonly string[]
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

/** The first second of the next day after a moment (epoch seconds) on which money is paid out; never for `manual`. */
export function nextPayoutDay(schedule: PayoutSchedule, after: number): number | undefined {
  if (schedule.interval === 'manual') return undefined
  // Every schedule names a day within any month and a half.
  for (let days = 1; days <= 45; days++) {
    const day = addInterval(startOfDay(after), 'day', days)
    if (isPayoutDay(schedule, day)) return day
  }
  return undefined
}

function isPayoutDay({ interval, weekly_payout_days = [], monthly_payout_days = [] }: PayoutSchedule, day: number) {
  if (interval === 'weekly') return weekly_payout_days.includes(WEEKDAYS[weekdayOf(day)]!)
  if (interval === 'monthly')
    return monthly_payout_days.some((wanted) => Math.min(wanted, daysInMonth(day)) === dayOfMonth(day))
  return isBusinessDay(day)
}
