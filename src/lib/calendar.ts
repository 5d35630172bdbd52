// Calendar arithmetic in UTC, on epoch seconds. Billing periods are always counted from their anchor, so that
// the 31st comes back after February.
import { assert } from './assert.ts'

export type Interval = 'day' | 'week' | 'month' | 'year'

export interface Period {
  /** Which one it is, counted from the anchor; negative before it. */
  readonly k: number
  readonly start: number
  /** The first second that is not in it. */
  readonly end: number
}

/** Seconds of an hour, and of a day. */
export const HOUR = 3_600
export const DAY = 24 * HOUR
const SECONDS = { day: DAY, week: 7 * DAY } as const
const MONTHS = { month: 1, year: 12 } as const
const MONTH_NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * `count` intervals after the anchor (before it if negative). A day that the month does not have becomes its
 * last one: one month after 31 January is 28 February, two are 31 March.
 * (https://docs.stripe.com/billing/subscriptions/billing-cycle)
 */
export function addInterval(anchor: number, interval: Interval, count: number): number {
  assert(Number.isSafeInteger(count), `${count} is no number of intervals`)
  if (interval === 'day' || interval === 'week') return anchor + count * SECONDS[interval]
  const { month, day } = dateOf(anchor)
  const target = month + count * MONTHS[interval]
  const length = dayNumber(target + 1) - dayNumber(target)
  return (dayNumber(target) + Math.min(day, length) - 1) * DAY + (anchor - startOfDay(anchor))
}

/**
 * Where period `k` begins, and the one before it ends: k times `intervalCount` intervals after the anchor.
 */
export function periodBoundary(anchor: number, interval: Interval, intervalCount: number, k: number): number {
  const positive = Number.isSafeInteger(intervalCount) && intervalCount > 0
  assert(positive, `a period cannot be ${intervalCount} intervals long`)
  return addInterval(anchor, interval, k * intervalCount)
}

/** The period that a moment lies in. A boundary belongs to the period that it begins. */
export function periodContaining(anchor: number, interval: Interval, intervalCount: number, at: number): Period {
  const boundary = (k: number) => periodBoundary(anchor, interval, intervalCount, k)
  const passed =
    interval === 'day' || interval === 'week'
      ? (at - anchor) / SECONDS[interval]
      : (dateOf(at).month - dateOf(anchor).month) / MONTHS[interval]
  const guess = Math.floor(passed / intervalCount)
  // Whole months were counted: the boundary may lie later in the month that `at` is in.
  const k = boundary(guess) > at ? guess - 1 : guess
  return { k, start: boundary(k), end: boundary(k + 1) }
}

/** The first second of the day that a moment lies in. */
export const startOfDay = (at: number): number => Math.floor(at / DAY) * DAY

/** `24 Nov 2026`, `01 Dec 2026`: days as Stripe writes them in the descriptions of invoice lines. */
export function formatDay(at: number): string {
  const { month, day } = dateOf(at)
  const year = Math.floor(month / 12)
  return `${String(day).padStart(2, '0')} ${MONTH_NAMES[month - 12 * year]} ${year}`
}

/**
 * The same time of day `count` business days later (0 or more). Saturdays and Sundays do not count, holidays
 * do.
 */
export function addBusinessDays(at: number, count: number): number {
  assert(Number.isSafeInteger(count) && count >= 0, `${count} is no number of business days`)
  let moment = at
  for (let left = count; left > 0; ) {
    moment += DAY
    if (isBusinessDay(moment)) left--
  }
  return moment
}

/** 0 for Monday to 6 for Sunday. Day 0 was a Thursday, so days are counted from the Monday before it. */
export function weekdayOf(at: number): number {
  const sinceMonday = Math.floor(at / DAY) + 3
  return sinceMonday - 7 * Math.floor(sinceMonday / 7)
}

/** Whether a moment lies on none of Saturday and Sunday. */
export const isBusinessDay = (at: number): boolean => weekdayOf(at) < 5

/** The day of the month that a moment lies on, from 1. */
export const dayOfMonth = (at: number): number => dateOf(at).day

/** How many days the month has that a moment lies in. */
export function daysInMonth(at: number): number {
  const { month } = dateOf(at)
  return dayNumber(month + 1) - dayNumber(month)
}

/*
 * The two directions of the Gregorian calendar. A year is taken to begin in March, so that the leap day is
 * its last; then month m of it begins on day floor((153 m + 2) / 5), and 400 years have 146 097 days. 719 468
 * days lie between 1 March of the year 0 and 1 January 1970.
 * (https://howardhinnant.github.io/date_algorithms.html)
 */

/** Days from 1970-01-01 to the first of a month; months count from January of the year 0. */
function dayNumber(month: number): number {
  const fromMarch = month - 2
  const year = Math.floor(fromMarch / 12)
  const leapDays = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400)
  return 365 * year + leapDays + Math.floor((153 * (fromMarch - 12 * year) + 2) / 5) - 719_468
}

/** The month (counted from January of the year 0) and the day of the month (from 1) of a moment. */
function dateOf(at: number): { month: number; day: number } {
  const day = Math.floor(at / DAY)
  // A month has 30.436875 days on average: that is at most one month off, on either side.
  let month = Math.floor((day + 719_528) / 30.436875)
  if (dayNumber(month) > day) month--
  else if (dayNumber(month + 1) <= day) month++
  return { month, day: day - dayNumber(month) + 1 }
}

/** The year and the month (1 to 12) of a moment, in UTC. */
export function monthOf(at: number): [year: number, month: number] {
  const date = new Date(at * 1000)
  return [date.getUTCFullYear(), date.getUTCMonth() + 1]
}

/** The first moment of a month (1 to 12) of a year, in UTC. */
export const monthStart = (year: number, month: number): number => dayNumber(12 * year + month - 1) * DAY
