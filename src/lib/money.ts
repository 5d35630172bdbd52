// Currencies and amounts: how many digits a currency's minor unit has, what can be charged and paid out in
// it, and how an amount is written. Amounts are whole numbers of minor units.
// (https://docs.stripe.com/currencies)
import { fromDecimal, mul, type Rational, rational, roundHalfUp } from './rational.ts'

export interface Currency {
  /** Digits of the minor unit as the API counts it: 2 for most, 0 for those without one, 3 for a few. */
  readonly digits: 0 | 2 | 3
  /** Amounts must be multiples of this, in minor units. */
  readonly step: 1 | 10 | 100
  /** Payouts must be multiples of this, in minor units. */
  readonly payoutStep: 1 | 10 | 100
  /** The least amount of a charge, in minor units, where one is known. */
  readonly minimum?: number
}

/** The dollar first, then by name: the order in which Stripe names them when it refuses one. */
const CODES = (
  'usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd btn bwp byn ' +
  'bzd cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel ghs gip gmd gnf ' +
  'gtq gyd hkd hnl htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd ' +
  'lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab pen pgk php ' +
  'pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs tnd top try ttd ' +
  'twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xcg xof xpf yer zar zmw'
).split(' ')

const ZERO_DECIMAL = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '))
/** Their last digit must be 0: the payment networks know only two. */
const THREE_DECIMAL = new Set('bhd jod kwd omr tnd'.split(' '))
/**
 * Have no minor unit any more, and are still counted in hundredths, so that old programs stay right: 5 ISK
 * are 500.
 */
const WHOLE_ONLY = new Set(['isk', 'ugx'])
/** May be charged in hundredths, and are paid out whole. */
const WHOLE_PAYOUTS = new Set(['huf', 'twd'])

/** The least amounts, in minor units. Not confirmed against Stripe's own table: correct them here. */
// biome-ignore format: a table
const MINIMUM: ReadonlyMap<string, number> = new Map([
  ['usd', 50], ['aed', 200], ['aud', 50], ['bgn', 100], ['brl', 50], ['cad', 50], ['chf', 50], ['czk', 1500],
  ['dkk', 250], ['eur', 50], ['gbp', 30], ['hkd', 400], ['huf', 17_500], ['inr', 50], ['jpy', 50],
  ['mxn', 1000], ['myr', 200], ['nok', 300], ['nzd', 50], ['pln', 200], ['ron', 200], ['sek', 300],
  ['sgd', 50], ['thb', 1000],
])

function currency(code: string): Currency {
  const digits = ZERO_DECIMAL.has(code) ? 0 : THREE_DECIMAL.has(code) ? 3 : 2
  const step = WHOLE_ONLY.has(code) ? 100 : digits === 3 ? 10 : 1
  const payoutStep = WHOLE_PAYOUTS.has(code) ? 100 : step
  const minimum = MINIMUM.get(code)
  return { digits, step, payoutStep, ...(minimum !== undefined && { minimum }) }
}

/** By ISO 4217 code in lower case. */
export const currencies: Readonly<Record<string, Currency>> = Object.fromEntries(
  CODES.map((code) => [code, currency(code)]),
)

/** The signs that mean one currency; a dollar of another country is written with its code. */
const SIGNS: ReadonlyMap<string, string> = new Map([
  ['usd', '$'],
  ['eur', '€'],
  ['gbp', '£'],
  ['jpy', '¥'],
  ['inr', '₹'],
])

/**
 * An amount of minor units as Stripe words it in errors and descriptions: `$15.00`, `€10.00`, `¥500`,
 * `$999,999.99`, and `10.00 chf` where a currency has no sign of its own. A code that is not in the table is
 * taken to have two digits.
 */
export function formatAmount(minor: number, code: string): string {
  const digits = currencies[code]?.digits ?? 2
  const all = String(Math.abs(minor)).padStart(digits + 1, '0')
  const whole = all.slice(0, all.length - digits).replace(/\B(?=(?:\d{3})+$)/g, ',')
  const number = digits === 0 ? whole : `${whole}.${all.slice(-digits)}`
  const sign = SIGNS.get(code)
  return `${minor < 0 ? '-' : ''}${sign === undefined ? `${number} ${code}` : sign + number}`
}

/** An amount of minor units as a plain number, as people write one into a field: `15.00`. */
export function formatPlain(minor: number, code: string): string {
  const digits = currencies[code]?.digits ?? 2
  const all = String(minor).padStart(digits + 1, '0')
  return digits === 0 ? all : `${all.slice(0, -digits)}.${all.slice(-digits)}`
}

/** The minor units of an amount that people write, `15`, `15.5` or `15,50`; undefined for what is none, or too exact. */
export function readAmount(text: string, code: string): number | undefined {
  const digits = currencies[code]?.digits ?? 2
  const [, whole, part = ''] = /^(\d{1,12})(?:[.,](\d*))?$/.exec(text.trim()) ?? []
  if (whole === undefined || part.length > digits) return undefined
  return Number(whole + part.padEnd(digits, '0'))
}

/**
 * The same amount as those write it who speak a language (as BCP 47 names it): `15,00 €`, `￥500`. A dollar of another country than
 * theirs is told from their own. Exact, for what is handed on is text.
 */
export function localAmount(minor: number, code: string, language: string): string {
  const { digits, step } = currencies[code] ?? { digits: 2, step: 1 }
  const all = String(Math.abs(minor)).padStart(digits + 1, '0')
  const number = `${minor < 0 ? '-' : ''}${all.slice(0, all.length - digits)}.${all.slice(all.length - digits)}`
  return new Intl.NumberFormat(language, {
    style: 'currency',
    currency: code,
    minimumFractionDigits: step === 100 ? 0 : digits,
    maximumFractionDigits: digits,
  }).format(number as `${number}`)
}

/**
 * A price of minor units and parts of them, such as a `unit_amount_decimal`, written as amounts are: `$0.0005` for `0.05`. Zeros
 * that say nothing are left out beyond the currency's own digits.
 */
export function formatUnitAmount(decimal: string, code: string): string {
  const [whole = '', part = ''] = decimal.replace('-', '').split('.')
  const more = part.replace(/0+$/, '')
  const point = more !== '' && currencies[code]?.digits === 0 ? '.' : ''
  const written = formatAmount(Number(whole), code).replace(/\d(?!.*\d)/, (last) => last + point + more)
  return decimal.startsWith('-') ? `-${written}` : written
}

/** Why 12: the places of `unit_amount_decimal`. (https://docs.stripe.com/api/prices/object) */
const PLACES = 12

/**
 * A number as plain decimal text without idle zeros, `1500.5`; rounded half up at the twelfth place if it
 * goes on.
 */
export function toDecimalString(value: Rational): string {
  const scaled = roundHalfUp(mul(value, rational(10n ** BigInt(PLACES))))
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(PLACES + 1, '0')
  const part = digits.slice(-PLACES).replace(/0+$/, '')
  return `${scaled < 0n ? '-' : ''}${digits.slice(0, -PLACES)}${part === '' ? '' : `.${part}`}`
}

/**
 * The `unit_amount` that belongs to a `unit_amount_decimal` (both in minor units): 1500 for `1500` and
 * `1500.0`, null for `1500.5`, as it is on a price that no whole number can say. Throws `RangeError` on what
 * is not a decimal, has more than twelve places, or is too large to be exact.
 */
export function unitAmountFromDecimal(text: string): number | null {
  const { n, d } = fromDecimal(text)
  const point = text.indexOf('.')
  if (point !== -1 && text.length - point - 1 > PLACES) throw new RangeError(`too many decimals: ${text}`)
  if (d !== 1n) return null
  if (!Number.isSafeInteger(Number(n))) throw new RangeError(`too large an amount: ${text}`)
  return Number(n)
}
