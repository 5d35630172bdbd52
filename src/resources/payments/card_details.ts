// The details of a card: how its number, expiry and security code are read, and what a method, a card and a source show of
// it. Numbers and codes are checked and dropped: all that is kept is the name of the test card's row.
import type Stripe from 'stripe'
import { declined, invalid, invalidInteger, missingParameter, StripeError } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { monthOf } from '../../lib/calendar.ts'
import { fingerprint } from '../../lib/fingerprint.ts'
import { passesLuhn } from '../../lib/luhn.ts'
import { checksOf, judge } from '../../network/network.ts'
import { cardOfNumber, type NamedCard, type TestCard } from '../../network/test_cards.ts'

export interface Expiry {
  readonly exp_month: number
  readonly exp_year: number
  /** Whether the security code was given. It is never kept. */
  readonly cvc: boolean
}

export interface CardGiven {
  readonly number?: string
  readonly exp_month?: number | string
  readonly exp_year?: number | string
  readonly cvc?: string
}

export interface ReadCard extends NamedCard {
  readonly expiry: Expiry
}

/** What of a card never leaves the house. */
export interface CardState {
  /** The row of the test card: all that is kept of a number. */
  readonly card?: string
  /** A security code came with the number. It is never kept. */
  readonly hasCode?: true
}

const nameOf = (at: string, key: string) => (at ? `${at}[${key}]` : key)

/** The card of a number, which must be one of the test cards. `at` is the parameter that the hash came in. */
export function readCard(tx: Tx, { number, exp_month, exp_year, cvc }: CardGiven, at: string): ReadCard {
  if (number === undefined) throw missingParameter(nameOf(at, 'number'))
  if (exp_month === undefined) throw missingParameter(nameOf(at, 'exp_month'))
  if (exp_year === undefined) throw missingParameter(nameOf(at, 'exp_year'))
  const digits = number.replace(/[ -]/g, '')
  const known = cardOfNumber(digits)
  if (!known) throw refuseNumber(digits, nameOf(at, 'number'))
  return { ...known, expiry: { ...checkExpiry(tx, exp_month, exp_year, at), cvc: checkCode(cvc, at) } }
}

/** What is kept of a card that was read. */
export const kept = ({ name, expiry }: ReadCard): CardState => ({ card: name, ...(expiry.cvc && { hasCode: true }) })

/** Test methods and tokens come without a security code, unless they are there to have it refused. */
export const ofToken = ({ name, card }: NamedCard): CardState => ({
  card: name,
  ...(card.onlyWithCode && { hasCode: true }),
})

const cardError = (code: string, message: string, param: string) =>
  new StripeError(402, { type: 'card_error', code, message, param })

/** Older parameters are declared as texts. */
function wholeNumber(given: number | string, param: string): number {
  if (typeof given === 'string' && !/^\d{1,9}$/.test(given)) throw invalidInteger(given, param)
  return Number(given)
}

/** A year of two digits is one of the next fifty, or of the last. (https://docs.stripe.com/testing#declined-payments) */
export function checkExpiry(tx: Tx, givenMonth: number | string, givenYear: number | string, at: string) {
  const exp_month = wholeNumber(givenMonth, nameOf(at, 'exp_month'))
  const given = wholeNumber(givenYear, nameOf(at, 'exp_year'))
  const [year, month] = monthOf(tx.now)
  const exp_year = given >= 100 ? given : given + (given + 2000 > year + 50 ? 1900 : 2000)
  if (exp_month < 1 || exp_month > 12)
    throw cardError('invalid_expiry_month', "Your card's expiration month is invalid.", nameOf(at, 'exp_month'))
  if (exp_year < year || exp_year > year + 50)
    throw cardError('invalid_expiry_year', "Your card's expiration year is invalid.", nameOf(at, 'exp_year'))
  if (exp_year === year && exp_month < month)
    throw cardError('invalid_expiry_month', "Your card's expiration month is invalid.", nameOf(at, 'exp_month'))
  return { exp_month, exp_year }
}

/** Whether there is a security code. It is never kept. */
export function checkCode(cvc: string | undefined, at: string): boolean {
  if (cvc !== undefined && !/^\d{3,4}$/.test(cvc))
    throw cardError('invalid_cvc', "Your card's security code is invalid.", nameOf(at, 'cvc'))
  return cvc !== undefined
}

/** Real card numbers have no place here: they are refused, and never kept. */
function refuseNumber(digits: string, param: string) {
  if (!/^\d{12,19}$/.test(digits) || !passesLuhn(digits))
    return cardError('incorrect_number', 'Your card number is incorrect.', param)
  return invalid(
    'This is not one of the test card numbers that Brindle knows. Real cards must never be sent to a test server; see ' +
      'https://docs.stripe.com/testing for numbers to use.',
    { code: 'payment_method_invalid_parameter_testmode', param },
  )
}

/** Refuses what the bank says no to: such a card is not saved. (https://docs.stripe.com/testing#declined-payments) */
export function refuseDeclined({ card, hasCode }: CardState): void {
  const verdict = judge({
    type: 'card',
    use: 'setup',
    ...(card !== undefined && { card }),
    ...(hasCode && { hasCode }),
    offSession: false,
    authenticated: true,
    agreed: false,
  })
  if (verdict.kind !== 'declined') return
  const { outcome: _, ...text } = verdict.decline
  throw declined(text)
}

/** Test cards come without an expiry; theirs lies well after any test. */
const NO_EXPIRY: Expiry = { exp_month: 8, exp_year: 2034, cvc: false }

/** `payment_method.card`. (https://docs.stripe.com/api/payment_methods/object#payment_method_object-card) */
export function cardDetails(card: TestCard, expiry: Expiry = NO_EXPIRY): Row<Stripe.PaymentMethod>['card'] {
  const { brand, country, funding, number, networks = [brand] } = card
  return {
    brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: expiry.cvc ? 'unchecked' : null },
    country,
    display_brand: brand,
    exp_month: expiry.exp_month,
    exp_year: expiry.exp_year,
    fingerprint: fingerprint(number),
    funding,
    generated_from: null,
    last4: number.slice(-4),
    networks: { available: networks, preferred: null },
    regulated_status: 'unregulated',
    three_d_secure_usage: { supported: card.authentication !== 'not_supported' },
    wallet: null,
  } as unknown as Row<Stripe.PaymentMethod>['card']
}

/** Brands as cards of the time before PaymentMethods spell them. (https://docs.stripe.com/api/cards/object#card_object-brand) */
const BRANDS: Readonly<Record<string, string>> = {
  amex: 'American Express',
  cartes_bancaires: 'Cartes Bancaires',
  diners: 'Diners Club',
  discover: 'Discover',
  eftpos_au: 'Eftpos Australia',
  jcb: 'JCB',
  mastercard: 'MasterCard',
  unionpay: 'UnionPay',
  visa: 'Visa',
}

/** What cards and card sources of the time before PaymentMethods both show. */
export function oldDetails(card: TestCard, { exp_month, exp_year, cvc }: Expiry = NO_EXPIRY) {
  return {
    brand: BRANDS[card.brand] ?? 'Unknown',
    country: card.country,
    cvc_check: cvc ? 'unchecked' : null,
    dynamic_last4: null,
    exp_month,
    exp_year,
    fingerprint: fingerprint(card.number),
    funding: card.funding,
    last4: card.number.slice(-4),
    tokenization_method: null,
  }
}

/** What the bank says once it looks: of the code, and of the address that the card or its owner has. */
export function oldChecks({ card, hasCode }: CardState, line1: unknown, zip: unknown) {
  const checks = checksOf(card, { code: hasCode === true, line1: line1 != null, postalCode: zip != null })
  const { address_postal_code_check: address_zip_check, address_line1_check, cvc_check } = checks
  return { address_line1_check, address_zip_check, cvc_check }
}
