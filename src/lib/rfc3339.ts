// Times as the second version of the API writes them: `2024-06-01T12:00:00.000Z`. (RFC 3339, section 5.6)

const TIME = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([-+])(\d\d):(\d\d))$/

/** A moment (epoch seconds) in UTC, to the millisecond. Throws `RangeError` outside the years that a Date has. */
export const toRfc3339 = (seconds: number): string => new Date(Math.round(seconds * 1000)).toISOString()

/**
 * The moment (epoch seconds) that a text means; what it has of a second is cut off. Undefined for what is no such time: a
 * day that its month does not have, an hour without an offset, a leap second.
 */
export function fromRfc3339(text: string): number | undefined {
  const found = TIME.exec(text)
  if (!found) return undefined
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  const [offsetHour, offsetMinute] = [Number(found[9] ?? 0), Number(found[10] ?? 0)]
  if (!isDay || hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59) return undefined
  const offset = (found[8] === '-' ? -1 : 1) * (offsetHour * 3600 + offsetMinute * 60)
  return date.getTime() / 1000 + hour * 3600 + minute * 60 + second - offset
}
