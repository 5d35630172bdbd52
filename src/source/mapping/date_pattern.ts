// Dates by patterns of Java's letters: written, and read. And the formats that are tried where none is given.
// (data-handling.md, "Date/time format strings" and "Date function conversions")
import { Failed } from './values.ts'
import { type LocalTime, offsetText, type Zoned, zonedAt, zoneNamed } from './zoned.ts'

type Token = { readonly letter: string; readonly count: number } | { readonly text: string }

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const LETTERS = 'GYyMLwWDdFEuaHkKhmsSzZXVOQq'
/** What a date can be read by; the others follow from these. */
const READABLE = 'yMLDdEaHkKhmsSzZXVO'

/** As data-handling.md lists them, in its order. */
const COMMON = [
  'yyyy-MM-dd HH:mm:ssZ',
  'yyyy-MM-dd HH:mm:ss.SSSZ',
  'yyyy-MM-dd HH:mm:ss.SSS',
  "yyyy-MM-dd'T'HH:mm:ss.SSSX",
  "yyyy-MM-dd'T'HH:mm:ss'Z'",
  'yyyy-MM-dd',
  'yyyy/MM/dd',
  'yyyy.MM.dd',
  'yyyy-MMM-dd',
  'yyyyMMdd',
  'MM-dd-yyyy',
  'MMddyyyy',
  'M/dd/yyyy',
  'dd.M.yyyy',
  'M/dd/yyyy hh:mm:ss a',
  'dd.M.yyyy hh:mm:ss a',
  'dd.MMM.yyyy',
  'dd-MMM-yyyy',
]

const known = new Map<string, readonly Token[]>()
/** Why 200: a pattern is written in an expression, so there are few; one made from data must not fill the memory. */
const KNOWN_MAX = 200

function tokensOf(pattern: string): readonly Token[] {
  const found = known.get(pattern)
  if (found) return found
  const tokens: Token[] = []
  for (const [part] of pattern.matchAll(/'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+|'/g)) {
    if (/^[A-Za-z]/.test(part)) {
      if (!LETTERS.includes(part[0]!))
        throw new Failed(`the letter ${part[0]} of the pattern "${pattern}" means nothing`)
      tokens.push({ letter: part[0]!, count: part.length })
    } else if (part === "'") throw new Failed(`a quote of the pattern "${pattern}" is not closed`)
    else tokens.push({ text: part === "''" ? "'" : part.replace(/^'|'$/g, '').replaceAll("''", "'") })
  }
  if (known.size < KNOWN_MAX) known.set(pattern, tokens)
  return tokens
}

const DAY = 86_400_000
const dayNumber = ({ year, month, day }: Pick<LocalTime, 'year' | 'month' | 'day'>) =>
  Math.floor(new Date(0).setUTCFullYear(year, month - 1, day) / DAY)
/** 1 is Monday. 1970-01-01 was a Thursday. */
const weekdayOf = (number: number) => ((((number + 3) % 7) + 7) % 7) + 1

/** What follows from a date: the ISO week belongs to the year that its Thursday is in. */
export function calendarOf(local: LocalTime) {
  const today = dayNumber(local)
  const weekday = weekdayOf(today)
  const thursday = new Date((today + 4 - weekday) * DAY)
  const weekYear = thursday.getUTCFullYear()
  const dayOfYear = today - dayNumber({ year: local.year, month: 1, day: 1 }) + 1
  return {
    weekday,
    dayOfYear,
    quarter: Math.ceil(local.month / 3),
    weekYear,
    week: Math.floor((thursday.getTime() / DAY - dayNumber({ year: weekYear, month: 1, day: 1 })) / 7) + 1,
    // Weeks begin on Monday; the first of a month is the one that has at least four of its days, as the ISO's of a year. [I]
    weekOfMonth: Math.floor((local.day - weekday + 10) / 7),
    dayOfWeekInMonth: Math.floor((local.day - 1) / 7) + 1,
  }
}

/** Writes a moment by a pattern. Throws `Failed` for a pattern that has no meaning. */
export function writeDate(date: Zoned, pattern: string): string {
  const { local } = date
  return tokensOf(pattern)
    .map((token) => ('text' in token ? token.text : written(date, local, token)))
    .join('')
}

function written(date: Zoned, local: LocalTime, { letter, count }: { letter: string; count: number }): string {
  const calendar = calendarOf(local)
  const number = (value: number) => String(value).padStart(count, '0')
  const year = (value: number) => (count === 2 ? String(value % 100).padStart(2, '0') : number(value))
  const name = (names: readonly string[], at: number, short = 3) =>
    count === 5 ? names[at]![0]! : count >= 4 ? names[at]! : names[at]!.slice(0, short)
  switch (letter) {
    case 'G':
      return count === 5 ? 'A' : count >= 4 ? 'Anno Domini' : 'AD'
    case 'Y':
      return year(calendar.weekYear)
    case 'y':
      return year(local.year)
    case 'M':
    case 'L':
      return count >= 3 ? name(MONTHS, local.month - 1) : number(local.month)
    case 'w':
      return number(calendar.week)
    case 'W':
      return number(calendar.weekOfMonth)
    case 'D':
      return number(calendar.dayOfYear)
    case 'd':
      return number(local.day)
    case 'F':
      return number(calendar.dayOfWeekInMonth)
    case 'E':
      return name(DAYS, calendar.weekday - 1)
    case 'u':
      return number(calendar.weekday)
    case 'a':
      return local.hour < 12 ? 'AM' : 'PM'
    case 'H':
      return number(local.hour)
    case 'k':
      return number(local.hour || 24)
    case 'K':
      return number(local.hour % 12)
    case 'h':
      return number(local.hour % 12 || 12)
    case 'm':
      return number(local.minute)
    case 's':
      return number(local.second)
    case 'S':
      return String(local.millisecond).padStart(3, '0').padEnd(count, '0').slice(0, count)
    case 'Q':
    case 'q':
      return count === 3
        ? `Q${calendar.quarter}`
        : count >= 4
          ? `${['1st', '2nd', '3rd', '4th'][calendar.quarter - 1]} quarter`
          : number(calendar.quarter)
    default:
      return zoneWritten(date, letter, count)
  }
}

function zoneWritten(date: Zoned, letter: string, count: number): string {
  const { offset, zone } = date
  if (letter === 'Z') return count === 5 ? (offset === 0 ? 'Z' : offsetText(offset)) : offsetText(offset, '')
  if (letter === 'X') {
    if (offset === 0) return 'Z'
    if (count === 1) return offset % 3_600_000 === 0 ? offsetText(offset).slice(0, 3) : offsetText(offset, '')
    return offsetText(offset, count === 2 ? '' : ':')
  }
  if (letter === 'V') return zone
  const fixed = zone === 'UTC' || /^[-+]/.test(zone)
  if (letter === 'z' && zone === 'UTC') return count >= 4 ? 'Coordinated Universal Time' : 'UTC'
  if (letter === 'z' && !fixed) {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: count >= 4 ? 'long' : 'short' })
    return format.formatToParts(date.epoch).find(({ type }) => type === 'timeZoneName')!.value
  }
  if (offset === 0) return 'GMT'
  const text = offsetText(offset)
  return letter === 'z' || count >= 4 ? `GMT${text}` : `GMT${text.replace(/^([-+])0/, '$1').replace(/:00$/, '')}`
}

const ZONE_TEXT = /^(?:\[[^\]]+\]|(?:GMT|UTC)?[-+]\d{1,2}(?::?\d\d)?|[A-Za-z]+(?:[/_+-]?\w+)*)/

/** Reads a whole text by a pattern; UTC where it names no zone. Throws `Failed`, with the text and the pattern. */
export function readDate(text: string, pattern: string): Zoned {
  const date = tryToRead(text, pattern)
  if (!date) throw new Failed(`"${text}" is no date of the pattern "${pattern}"`)
  return date
}

function tryToRead(text: string, pattern: string): Zoned | undefined {
  const found: Record<string, number> = {}
  let zone = 'UTC'
  let at = 0
  const take = (expression: RegExp) => {
    const [taken] = expression.exec(text.slice(at)) ?? []
    if (taken !== undefined) at += taken.length
    return taken
  }
  for (const token of tokensOf(pattern)) {
    if ('text' in token) {
      if (!text.startsWith(token.text, at)) return undefined
      at += token.text.length
      continue
    }
    const { letter, count } = token
    if (!READABLE.includes(letter)) throw new Failed(`the letter ${letter} can be written, but no date is read by it`)
    if ('zZXVO'.includes(letter)) {
      const named = zoneNamed(take(ZONE_TEXT)?.replace(/^\[|\]$/g, '') ?? '?')
      if (!named) return undefined
      zone = named
      continue
    }
    const isName = letter === 'E' || (count >= 3 && (letter === 'M' || letter === 'L'))
    const taken = take(isName || letter === 'a' ? /^[A-Za-z]+/ : digits(letter, count))
    const value = taken === undefined ? undefined : partOf(taken, letter, isName)
    if (value === undefined) return undefined
    found[letter === 'L' ? 'M' : letter] = letter === 'y' && count === 2 ? 2000 + value : value
  }
  return at === text.length ? momentOf(found, zone) : undefined
}

/** One letter takes what is there, more of them exactly as many digits: so dates without signs between can be read. */
function digits(letter: string, count: number): RegExp {
  if (count > 1 || letter === 'S') return new RegExp(`^\\d{${count}}`)
  return letter === 'y' ? /^\d{1,4}/ : letter === 'D' ? /^\d{1,3}/ : /^\d{1,2}/
}

function partOf(taken: string, letter: string, isName: boolean): number | undefined {
  const lower = taken.toLowerCase()
  if (letter === 'a') return lower === 'am' ? 0 : lower === 'pm' ? 12 : undefined
  if (letter === 'S') return Number(`0.${taken}`)
  if (!isName) return Number(taken)
  const names = letter === 'E' ? DAYS : MONTHS
  const place = names.findIndex((name) => lower.length >= 3 && name.toLowerCase().startsWith(lower))
  return place < 0 ? undefined : place + 1
}

function momentOf(found: Readonly<Record<string, number>>, zone: string): Zoned | undefined {
  const { y: year = 1970, D: dayOfYear, a: half = 0, m: minute = 0, s: second = 0, S: fraction = 0, E: weekday } = found
  const ofHalf = found.h === undefined ? found.K : found.h % 12
  const hour = found.H ?? (found.k === undefined ? undefined : found.k % 24) ?? (ofHalf ?? 0) + half
  const { M: month = 1, d: day = 1 } = found
  const isInRange =
    (found.H ?? 0) <= 23 && (found.k ?? 1) >= 1 && (found.k ?? 1) <= 24 && (found.h ?? 1) >= 1 && (found.h ?? 1) <= 12
  if (!isInRange || (found.K ?? 0) > 11 || minute > 59 || second > 59) return undefined
  const local = { year, month, day, hour, minute, second, millisecond: Math.trunc(fraction * 1000 + 1e-6) }
  if (dayOfYear !== undefined) {
    const date = new Date((dayNumber({ year, month: 1, day: 1 }) + dayOfYear - 1) * DAY)
    if (dayOfYear < 1 || date.getUTCFullYear() !== year) return undefined
    Object.assign(local, { month: date.getUTCMonth() + 1, day: date.getUTCDate() })
  }
  const date = zonedAt(local, zone)
  return date && weekday !== undefined && calendarOf(date.local).weekday !== weekday ? undefined : date
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:\s*(\S+?)(?:\[(\S+)\])?)?)?$/

/**
 * Reads a text of no given format: ISO 8601 with or without seconds and zone, then the listed formats, the first that fits.
 * A fraction of a second is kept only where the zone is told by an offset, as data-handling.md says in its tip. Throws `Failed`.
 */
export function readAnyDate(text: string): Zoned {
  const found = ISO.exec(text.trim())
  if (found) {
    const [year, month, day, hour = 0, minute = 0, second = 0] = found
      .slice(1, 7)
      .map((part) => (part === undefined ? undefined : Number(part)))
    const [, , , , , , , fraction = '', offset = '', area = ''] = found
    const zone = offset + area === '' ? 'UTC' : zoneNamed(area || offset)
    const millisecond = /^(?:Z$|[-+])/.test(offset) ? Number(fraction.padEnd(3, '0').slice(0, 3)) : 0
    const isTime = hour <= 23 && minute <= 59 && second <= 59
    const date =
      zone && isTime && zonedAt({ year: year!, month: month!, day: day!, hour, minute, second, millisecond }, zone)
    if (date) return date
  } else {
    for (const pattern of COMMON) {
      const date = tryToRead(text.trim(), pattern)
      if (date) return date
    }
  }
  throw new Failed(`"${text}" is no date of a format that is known without being given`)
}
