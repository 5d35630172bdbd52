// Data Prep's date and time functions. (functions.md, "Date and time functions"; data-handling.md, "Dates")
import { calendarOf, readAnyDate, readDate, writeDate } from '../date_pattern.ts'
import { Failed } from '../values.ts'
import { type LocalTime, Zoned, zonedAt, zoneNamed } from '../zoned.ts'
import type { Functions, MappingFunction } from './table.ts'

function zoneOf(name: string): string {
  const zone = zoneNamed(name)
  if (!zone) throw new Failed(`${JSON.stringify(name)} is no time zone`)
  return zone
}

/** Each part of a date, by its names. "w" is named for the week and for the weekday; it is the week. */
const PARTS: readonly (readonly [string, (date: LocalTime) => number])[] = [
  ['year yyyy yy', ({ year }) => year],
  ['quarter qq q', (date) => calendarOf(date).quarter],
  ['month mm m', ({ month }) => month],
  ['dayofyear dy y', (date) => calendarOf(date).dayOfYear],
  ['day dd d', ({ day }) => day],
  ['week ww w', (date) => calendarOf(date).week],
  // 1 is Monday, as the letter u of the patterns has it. [I]
  ['weekday dw', (date) => calendarOf(date).weekday],
  ['hour hh hh24', ({ hour }) => hour],
  ['hh12', ({ hour }) => hour % 12 || 12],
  ['minute mi n', ({ minute }) => minute],
  ['second ss s', ({ second }) => second],
  ['millisecond ms sss', ({ millisecond }) => millisecond],
]
const SETTABLE: readonly (readonly [string, keyof LocalTime, number, number])[] = [
  ['year yyyy yy', 'year', 1, 9999],
  ['month mm m', 'month', 1, 12],
  ['day dd d', 'day', 1, 31],
  ['hour hh', 'hour', 0, 23],
  ['minute mi n', 'minute', 0, 59],
  ['second ss s', 'second', 0, 59],
]

function rowOf<T extends readonly [string, ...unknown[]]>(rows: readonly T[], component: string): T {
  const row = rows.find(([names]) => names.split(' ').includes(component.toLowerCase()))
  if (!row) throw new Failed(`${JSON.stringify(component)} is none of ${rows.map(([names]) => names).join(', ')}`)
  return row
}

function setPart(component: string, value: number, date: Zoned): Zoned {
  const [, field, least, most] = rowOf(SETTABLE, component)
  if (value < least || value > most) throw new Failed(`${field} is from ${least} to ${most}, not ${value}`)
  const local = { ...date.local, [field]: value }
  // A month without this day: its last, as Java has it, unless it is the day that is set.
  const days = new Date(Date.UTC(2000, local.month, 0)).getUTCDate()
  const isShort = local.month === 2 && new Date(Date.UTC(local.year, 2, 0)).getUTCDate() === 28
  const last = isShort ? 28 : days
  const set = zonedAt({ ...local, day: field === 'day' ? local.day : Math.min(local.day, last) }, date.zone)
  if (!set) throw new Failed(`the month has no day ${value}`)
  return set
}

const LIMITS: readonly (readonly [string, number, number])[] = [
  ['YEAR', 1, 9999],
  ['MONTH', 1, 12],
  ['DAY', 1, 31],
  ['HOUR', 0, 23],
  ['MINUTE', 0, 59],
  ['SECOND', 0, 59],
  ['NANOSECOND', 0, 999_999_999],
]

function made(given: number[], zone: string): Zoned {
  for (const [at, [name, least, most]] of LIMITS.entries())
    if (given[at]! < least || given[at]! > most)
      throw new Failed(`${name} is from ${least} to ${most}, not ${given[at]}`)
  const [year, month, day, hour, minute, second, nano] = given as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const date = zonedAt({ year, month, day, hour, minute, second, millisecond: Math.trunc(nano / 1e6) }, zoneOf(zone))
  if (!date) throw new Failed(`the month ${month} of ${year} has no day ${day}`)
  return date
}

const makeDateTime: MappingFunction = {
  takes:
    'YEAR:integer, MONTH:integer, DAY:integer, HOUR:integer, MINUTE:integer, SECOND:integer, NANOSECOND:integer, TIMEZONE:text',
  gives: 'date',
  says: 'The date of these parts in a time zone. Of the nanoseconds the whole milliseconds are kept.',
  run: (given) => made(given.slice(0, 7), given[7]),
}

export const DATE: Functions = {
  now: {
    takes: '',
    gives: 'date',
    says: 'The time now, to the second.',
    run: (_, { now }) => new Zoned(Math.floor(now() / 1000) * 1000),
  },
  timestamp: {
    takes: '',
    gives: 'integer',
    says: 'The time now in milliseconds since 1970.',
    run: (_, { now }) => now(),
  },
  format: {
    takes: 'DATE:date, FORMAT:text',
    gives: 'text',
    says: 'A date, written by a pattern.',
    run: ([date, pattern]) => writeDate(date, pattern),
  },
  dformat: {
    takes: 'TIMESTAMP:integer, FORMAT:text, TIMEZONE:text?',
    gives: 'text',
    // The time zone is not in Adobe's table; without it there is no way to write one but UTC. [I]
    says: 'The date of a timestamp in milliseconds, written by a pattern, in UTC or in a time zone.',
    run: ([timestamp, pattern, zone = 'UTC']) => {
      if (Math.abs(timestamp) > 8.64e15) throw new Failed(`${timestamp} is no timestamp`)
      return writeDate(new Zoned(timestamp, zoneOf(zone)), pattern)
    },
  },
  date: {
    takes: 'DATE:any, FORMAT:text?, DEFAULT_DATE:date?',
    gives: 'date',
    says: 'The date that a text is, read by a pattern or by the usual formats. A default stands for null.',
    nulls: true,
    run: ([date, pattern = null, other = null]) => {
      if (date === null) return other
      if (date instanceof Zoned) return date
      if (typeof date !== 'string') throw new Failed(`DATE is a text or a date; dformat takes timestamps`)
      return pattern === null ? readAnyDate(date) : readDate(date, pattern)
    },
  },
  date_part: {
    takes: 'COMPONENT:text, DATE:date',
    gives: 'integer',
    says: 'A part of a date: year, quarter, month, dayofyear, day, week, weekday, hour, minute, second or millisecond.',
    nulls: true,
    run: ([component, date]) => (date === null ? null : rowOf(PARTS, component ?? '')[1](date.local)),
  },
  set_date_part: {
    takes: 'COMPONENT:text, VALUE:integer, DATE:date',
    gives: 'date',
    says: 'A date with one part replaced.',
    run: ([component, value, date]) => setPart(component, value, date),
  },
  make_date_time: makeDateTime,
  make_timestamp: makeDateTime,
  zone_date_to_utc: {
    takes: 'DATE:date',
    gives: 'date',
    says: 'The same moment in UTC.',
    run: ([date]) => date.in('UTC'),
  },
  zone_date_to_zone: {
    takes: 'DATE:date, ZONE:text',
    gives: 'date',
    says: 'The same moment in another time zone.',
    run: ([date, zone]) => date.in(zoneOf(zone)),
  },
}
