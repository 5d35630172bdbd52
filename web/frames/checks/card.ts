// A card's number, date and code while they are typed: how they are written, and when they are wrong. Which numbers are test cards
// the server knows. Digits of any width and script that keyboards send are taken. (ISO/IEC 7812-1)
import { passesLuhn } from '../../../src/lib/luhn.ts'

export type Brand = 'amex' | 'diners' | 'discover' | 'jcb' | 'mastercard' | 'unionpay' | 'visa' | 'unknown'

interface Network {
  readonly brand: Brand
  /** As people write it. */
  readonly name: string
  readonly starts: RegExp
  /** How many digits its numbers have; the last is the most. */
  readonly lengths: readonly number[]
  /** After which digits a blank stands. */
  readonly gaps: readonly number[]
  readonly code: number
}

const BY_FOUR = [4, 8, 12, 16]

/** https://docs.stripe.com/testing#cards: lengths and codes of the networks as their test cards have them. */
const NETWORKS: readonly Network[] = [
  { brand: 'amex', name: 'American Express', starts: /^3[47]/, lengths: [15], gaps: [4, 10], code: 4 },
  { brand: 'diners', name: 'Diners Club', starts: /^3(?:0[0-5]|095|[689])/, lengths: [14, 16], gaps: BY_FOUR, code: 3 },
  { brand: 'jcb', name: 'JCB', starts: /^35/, lengths: [16], gaps: BY_FOUR, code: 3 },
  { brand: 'unionpay', name: 'UnionPay', starts: /^(?:62|81)/, lengths: [16, 17, 18, 19], gaps: BY_FOUR, code: 3 },
  { brand: 'discover', name: 'Discover', starts: /^6(?:011|4[4-9]|5)/, lengths: [16], gaps: BY_FOUR, code: 3 },
  { brand: 'mastercard', name: 'Mastercard', starts: /^(?:5[1-5]|2[2-7])/, lengths: [16], gaps: BY_FOUR, code: 3 },
  { brand: 'visa', name: 'Visa', starts: /^4/, lengths: [16], gaps: BY_FOUR, code: 3 },
]
const UNKNOWN: Network = { brand: 'unknown', name: '', starts: /^/, lengths: [16], gaps: BY_FOUR, code: 4 }

/** The network that a number belongs to, as far as it is typed. */
export const networkOf = (digits: string): Network => NETWORKS.find(({ starts }) => starts.test(digits)) ?? UNKNOWN

/** The digits of what was typed. Full-width ones count: keyboards for Chinese, Japanese and Korean send them. */
export const digitsOf = (typed: string): string => typed.normalize('NFKC').replace(/\D/g, '')

/** `4242 4242 4242 4242`: what is typed, cut at the network's length and in its groups. */
export function writeNumber(typed: string): string {
  const all = digitsOf(typed)
  const { lengths, gaps } = networkOf(all)
  const digits = all.slice(0, lengths.at(-1))
  return [...digits].map((digit, at) => (gaps.includes(at) ? ` ${digit}` : digit)).join('')
}

/** What is wrong with a number, in Stripe.js's codes; nothing where it is right. */
export function numberProblem(typed: string): 'incomplete_number' | 'invalid_number' | undefined {
  const digits = digitsOf(typed)
  const { lengths } = networkOf(digits)
  if (digits.length < lengths[0]!) return 'incomplete_number'
  return lengths.includes(digits.length) && passesLuhn(digits) ? undefined : 'invalid_number'
}

/** `12 / 34`. A month of one digit that can be no ten gets its zero, and a year may be typed with four. */
export function writeExpiry(typed: string): string {
  const plain = typed.normalize('NFKC')
  const month = /^\s*(\d)\s*\/\s*/.exec(plain)
  const digits = month ? `0${month[1]}${digitsOf(plain.slice(month[0].length))}` : digitsOf(plain)
  const padded = /^[2-9]/.test(digits) ? `0${digits}` : digits
  const [mm, rest] = [padded.slice(0, 2), padded.slice(2)]
  const yy = /^20\d\d$/.test(rest) ? rest.slice(2) : /^20\d?$/.test(rest) ? rest : rest.slice(0, 2)
  return mm.length < 2 ? mm : rest === '' ? mm : `${mm} / ${yy}`
}

export interface Expiry {
  readonly month: number
  readonly year: number
}

export function expiryOf(written: string): Expiry | undefined {
  const digits = digitsOf(writeExpiry(written))
  return digits.length === 4 ? { month: Number(digits.slice(0, 2)), year: 2000 + Number(digits.slice(2)) } : undefined
}

type ExpiryProblem =
  | 'incomplete_expiry'
  | 'invalid_expiry_month'
  | 'invalid_expiry_month_past'
  | 'invalid_expiry_year'
  | 'invalid_expiry_year_past'

/** Cards last twenty years at most; fifty are what Stripe takes. [K] */
const YEARS_AHEAD = 50

/** What is wrong with a date; `today` is the day on which it is asked. */
export function expiryProblem(written: string, today: Date): ExpiryProblem | undefined {
  const expiry = expiryOf(written)
  if (!expiry) return 'incomplete_expiry'
  const { month, year } = expiry
  const now = today.getFullYear()
  if (month < 1 || month > 12) return 'invalid_expiry_month'
  if (year < now) return 'invalid_expiry_year_past'
  if (year > now + YEARS_AHEAD) return 'invalid_expiry_year'
  return year === now && month <= today.getMonth() ? 'invalid_expiry_month_past' : undefined
}

export const writeCode = (typed: string, number: string): string =>
  digitsOf(typed).slice(0, networkOf(digitsOf(number)).code)

/** A network that is not known takes three digits or four. */
export function codeProblem(typed: string, number: string): 'incomplete_cvc' | undefined {
  const { brand, code } = networkOf(digitsOf(number))
  return digitsOf(typed).length < (brand === 'unknown' ? 3 : code) ? 'incomplete_cvc' : undefined
}

/** How long postal codes are where they are shorter than five, and 0 where there are none. (Universal Postal Union) */
const SHORT_CODES: Readonly<Record<string, number>> = {
  '036': 4, // Australia
  '040': 4, // Austria
  '056': 4, // Belgium
  '100': 4, // Bulgaria
  '208': 4, // Denmark
  '348': 4, // Hungary
  '442': 4, // Luxembourg
  '554': 4, // New Zealand
  '578': 4, // Norway
  '705': 4, // Slovenia
  '756': 4, // Switzerland
  '344': 0, // Hong Kong
  '784': 0, // United Arab Emirates
}

/** Test cards of a country have its number (ISO 3166-1) behind `400000`. (https://docs.stripe.com/testing#international-cards) */
const postalLength = (number: string): number => SHORT_CODES[/^400000(\d{3})/.exec(digitsOf(number))?.[1] ?? ''] ?? 5

/** Whether a card's bank has no postal codes to compare. */
export const lacksPostal = (number: string): boolean => postalLength(number) === 0

export const writePostal = (typed: string): string => typed.normalize('NFKC').toUpperCase().slice(0, 10)

export const postalProblem = (typed: string, number: string): 'incomplete_zip' | undefined =>
  typed.replace(/\s/g, '').length < postalLength(number) ? 'incomplete_zip' : undefined
