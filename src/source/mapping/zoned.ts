// A moment with the zone in which it is read, as Java's ZonedDateTime: what Data Prep's date functions take and give.

export interface LocalTime {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly millisecond: number
}

/** Hours from UTC. Fixed, whatever the season: the sample of zone_date_to_utc reads PST as -08:00 in October. (RFC 822, section 5) */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  Z: 'UTC',
  UT: 'UTC',
  UTC: 'UTC',
  GMT: 'UTC',
  EST: '-05:00',
  EDT: '-04:00',
  CST: '-06:00',
  CDT: '-05:00',
  MST: '-07:00',
  MDT: '-06:00',
  PST: '-08:00',
  PDT: '-07:00',
  WET: 'UTC',
  CET: '+01:00',
  CEST: '+02:00',
  EET: '+02:00',
  EEST: '+03:00',
}
const OFFSET = /^(?:GMT|UTC)?([-+])(\d{1,2})(?::?(\d\d))?(?::?(\d\d))?$/

export class Zoned {
  readonly #epoch: number
  readonly #zone: string

  /** `epoch` in milliseconds; `zone` as `zoneNamed` gives it. */
  constructor(epoch: number, zone = 'UTC') {
    this.#epoch = epoch
    this.#zone = zone
  }

  get epoch(): number {
    return this.#epoch
  }

  get zone(): string {
    return this.#zone
  }

  /** Milliseconds that its clock is ahead of UTC. */
  get offset(): number {
    return offsetAt(this.#zone, this.#epoch)
  }

  get local(): LocalTime {
    const date = new Date(this.#epoch + this.offset)
    return {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
      second: date.getUTCSeconds(),
      millisecond: date.getUTCMilliseconds(),
    }
  }

  in = (zone: string): Zoned => new Zoned(this.#epoch, zone)

  /** ISO 8601, with a fraction only where there is one: `2019-10-23T11:24:00Z`. */
  toString(): string {
    const { offset } = this
    const text = new Date(this.#epoch + offset).toISOString().replace(/\.000Z$|Z$/, '')
    return text + (offset === 0 ? 'Z' : offsetText(offset))
  }

  toJSON(): string {
    return this.toString()
  }
}

/** `+05:30` for what is given in milliseconds; without the colon where `separator` is empty. */
export function offsetText(offset: number, separator = ':'): string {
  const minutes = Math.abs(Math.trunc(offset / 60_000))
  const two = (number: number) => String(number).padStart(2, '0')
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${separator}${two(minutes % 60)}`
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Intl's format of a zone, kept: making one costs more than using it. There are some 600 zones. */
function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    formats.set(zone, format)
  }
  return format
}

function offsetAt(zone: string, epoch: number): number {
  if (zone === 'UTC') return 0
  if (/^[-+]/.test(zone)) return offsetOf(zone)
  const name = formatOf(zone)
    .formatToParts(epoch)
    .find(({ type }) => type === 'timeZoneName')!.value
  return name === 'GMT' ? 0 : offsetOf(name)
}

function offsetOf(text: string): number {
  const [, sign, hours, minutes = '0', seconds = '0'] = OFFSET.exec(text)!
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000
}

/** The zone that a text names (an abbreviation, an offset, `Europe/Paris`), in the form that `Zoned` keeps; nothing for no zone. */
export function zoneNamed(text: string): string | undefined {
  const known = ABBREVIATIONS[text.toUpperCase()]
  if (known) return known
  const offset = OFFSET.exec(text)
  if (offset) {
    const ahead = offsetOf(text)
    if (Math.abs(ahead) > 18 * 3_600_000) return undefined
    return ahead === 0 ? 'UTC' : offsetText(ahead)
  }
  try {
    return formatOf(text).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}

/**
 * The moment at which a zone's clock shows this time; nothing for a day that its month does not have. A time that was
 * skipped is read by the clock before the change, one that came twice is the first, as in Java.
 */
export function zonedAt(local: LocalTime, zone: string): Zoned | undefined {
  const date = new Date(0)
  date.setUTCFullYear(local.year, local.month - 1, local.day)
  if (date.getUTCMonth() !== local.month - 1 || date.getUTCDate() !== local.day) return undefined
  const wall = date.getTime() + ((local.hour * 60 + local.minute) * 60 + local.second) * 1000 + local.millisecond
  const [before, after] = [offsetAt(zone, wall - 86_400_000), offsetAt(zone, wall + 86_400_000)]
  const isRight = (offset: number) => offsetAt(zone, wall - offset) === offset
  return new Zoned(wall - (!isRight(before) && isRight(after) ? after : before), zone)
}
