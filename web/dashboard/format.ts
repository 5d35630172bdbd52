// How amounts, moments and names are written for people, in the language of the Dashboard.
import { currencies } from '../../src/lib/money.ts'
import { language } from './words.ts'

export { label } from './label.ts'

const digitsOf = (currency: string) => currencies[currency.toLowerCase()]?.digits ?? 2

/** An amount of minor units: `$20.00`, `20,00 €`, `¥500`. */
export function money(minor: number, currency: string): string {
  const digits = digitsOf(currency)
  const written = decimal(minor, digits)
  const style = { style: 'currency', currency: currency.toUpperCase(), currencyDisplay: 'narrowSymbol' } as const
  return new Intl.NumberFormat(language, {
    ...style,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(written as `${number}`)
}

/** What a unit costs that is no whole number of minor units, as the API has it (`0.05` cents): `$0.0005`. */
export function perUnit(minor: string, currency: string): string {
  const digits = digitsOf(currency)
  const [whole = '0', part = ''] = minor.split('.')
  const all = whole.padStart(digits + 1, '0')
  const written = `${all.slice(0, all.length - digits)}.${all.slice(all.length - digits)}${part}`
  return new Intl.NumberFormat(language, {
    style: 'currency',
    currency: currency.toUpperCase(),
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits + 12,
  }).format(written as `${number}`)
}

/** Minor units as a decimal text, exact: `20.00`. */
export function decimal(minor: number, digits: number): string {
  const all = String(Math.abs(minor)).padStart(digits + 1, '0')
  const whole = all.slice(0, all.length - digits)
  return `${minor < 0 ? '-' : ''}${digits === 0 ? whole : `${whole}.${all.slice(-digits)}`}`
}

/** An amount as a field has it: `20.00`, or `20,00`. */
export const decimalOf = (minor: number, currency: string): string =>
  decimal(minor, digitsOf(currency)).replace('.', language === 'de' ? ',' : '.')

/** What a person typed, `12.50` or `12,50`, as the text of minor units that the API takes: `1250`. Undefined where it is no amount. */
export function minorOf(typed: string, currency: string): string | undefined {
  const [, sign, whole, part = ''] = /^\s*(-?)(\d{1,12})(?:[.,](\d*))?\s*$/.exec(typed) ?? []
  const digits = digitsOf(currency)
  if (whole === undefined || part.length > digits) return undefined
  return sign + (whole + part.padEnd(digits, '0')).replace(/^0+(?=\d)/, '')
}

const DAY = new Intl.DateTimeFormat(language, { dateStyle: 'medium' })
const MOMENT = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
const THIS_YEAR = new Intl.DateTimeFormat(language, {
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
})
const EXACT = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'long' })

/** A moment of epoch seconds, where the reader is: `Mar 3, 10:15 AM`, and with its year where that is another: `Mar 3, 2025, 10:15 AM`. */
export const moment = (seconds: number): string =>
  (new Date(seconds * 1000).getFullYear() === new Date().getFullYear() ? THIS_YEAR : MOMENT).format(seconds * 1000)

/** The day of a moment of epoch seconds. */
export const day = (seconds: number): string => DAY.format(seconds * 1000)

const BANK_DAY = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' })

/** A day of the banks, which the API has as its midnight in UTC. */
export const bankDay = (seconds: number): string => BANK_DAY.format(seconds * 1000)

/** The moment to the second, with its time zone. */
export const exactly = (seconds: number): string => EXACT.format(seconds * 1000)

const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

const RELATIVE = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })

/** How long ago or how far ahead a moment is, seen from another (epoch seconds): `3 days ago`. */
export function since(seconds: number, now: number): string {
  const apart = seconds - now
  const [unit, length] = UNITS.find(([, size]) => Math.abs(apart) >= size) ?? (['second', 1] as const)
  return RELATIVE.format(Math.trunc(apart / length), unit)
}

const NUMBER = new Intl.NumberFormat(language)

export const count = (value: number): string => NUMBER.format(value)

const PERCENT = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 4 })

/** Of a hundred: `12.5` is `12.5%`. */
export const percent = (of: number): string => PERCENT.format(of / 100)

const EVERY = {
  en: { day: ['day', 'days'], week: ['week', 'weeks'], month: ['month', 'months'], year: ['year', 'years'] },
  de: { day: ['Tag', 'Tage'], week: ['Woche', 'Wochen'], month: ['Monat', 'Monate'], year: ['Jahr', 'Jahre'] },
} as const

export type Interval = keyof (typeof EVERY)['en']

/** How often: `month`, `3 months`. */
export function period(interval: Interval, every = 1): string {
  const [one, many] = EVERY[language][interval]
  return every === 1 ? one : `${every} ${many}`
}

const SIZES = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/** So many bytes: `1.2 MB`, by thousands. */
export function bytes(given: number): string {
  const step = Math.min(SIZES.length - 1, given < 1000 ? 0 : Math.floor(Math.log10(given) / 3))
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: SIZES[step]!,
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(given / 1000 ** step)
}
