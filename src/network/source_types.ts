// Every type of source of the time before PaymentMethods, as one table: what the customer has to do, how often it can be
// charged, and until when. (https://docs.stripe.com/sources; the hours are those of its page on iDEAL, and [K] elsewhere)
import { DAY, HOUR } from '../lib/calendar.ts'

export type SourceFlow = 'redirect' | 'receiver' | 'code_verification' | 'none'
export type Usage = 'reusable' | 'single_use'

export interface SourceType {
  readonly flow: SourceFlow
  /** What it may be; the first is what it is without a word. */
  readonly usage: readonly [Usage, ...Usage[]]
  /** The currencies that it takes; without a list, all. */
  readonly currencies?: readonly string[]
  /** The parameters of its own that must come with it, such as `sepa_debit[iban]`. */
  readonly requires: readonly string[]
  /** Seconds of the clock in which it must be charged, once it can be; a reusable one keeps. */
  readonly keeps?: number
  /** Seconds of the clock in which the customer must have acted. */
  readonly waits?: number
  /** How a charge of it is called: `payment_method_details.type`. */
  readonly paidAs: string
  /** Nothing is to be done by the customer where they are, yet it waits: somebody scans its code. */
  readonly scanned?: true
}

const EUROS = ['eur'] as const
/** https://docs.stripe.com/sources/alipay, …/wechat-pay: these, by the account's country. [K] */
const ABROAD = ['aud', 'cad', 'cny', 'eur', 'gbp', 'hkd', 'jpy', 'nzd', 'sgd', 'usd'] as const

/** The customer is sent to a page, and comes back. */
const redirect = (paidAs: string, currencies?: readonly string[], requires: readonly string[] = []): SourceType => ({
  flow: 'redirect',
  usage: ['single_use'],
  ...(currencies && { currencies }),
  requires,
  keeps: 6 * HOUR,
  waits: HOUR,
  paidAs,
})

/** Money is sent to the account that the source shows. */
const receiver = (paidAs: string, currencies: readonly string[], usage: Usage, waits?: number): SourceType => ({
  flow: 'receiver',
  usage: [usage],
  currencies,
  requires: [],
  ...(usage === 'single_use' && { keeps: 6 * HOUR }),
  ...(waits !== undefined && { waits }),
  paidAs,
})

/** A bank account is debited, again and again. */
const debit = (type: string, currency: string, ...requires: string[]): SourceType => ({
  flow: 'none',
  usage: ['reusable'],
  currencies: [currency],
  requires: requires.map((name) => `${type}[${name}]`),
  paidAs: type,
})

export const SOURCE_TYPES: Readonly<Record<string, SourceType>> = {
  ach_credit_transfer: receiver('ach_credit_transfer', ['usd'], 'reusable'),
  ach_debit: { ...debit('ach_debit', 'usd', 'account_number', 'routing_number'), flow: 'code_verification' },
  acss_debit: debit('acss_debit', 'cad', 'account_number', 'institution_number', 'transit_number'),
  alipay: { ...redirect('alipay', ABROAD), usage: ['single_use', 'reusable'] },
  au_becs_debit: debit('au_becs_debit', 'aud', 'account_number', 'bsb_number'),
  bancontact: redirect('bancontact', EUROS),
  card: { flow: 'none', usage: ['reusable', 'single_use'], requires: [], keeps: 6 * HOUR, paidAs: 'card' },
  eps: redirect('eps', EUROS),
  giropay: redirect('giropay', EUROS),
  ideal: redirect('ideal', EUROS),
  klarna: redirect('klarna', ['dkk', 'eur', 'gbp', 'nok', 'sek', 'usd'], ['source_order']),
  multibanco: receiver('multibanco', EUROS, 'single_use', 7 * DAY),
  p24: redirect('p24', ['eur', 'pln']),
  sepa_credit_transfer: receiver('sepa_credit_transfer', EUROS, 'reusable'),
  sepa_debit: debit('sepa_debit', 'eur', 'iban'),
  sofort: redirect('sofort', EUROS, ['sofort[country]']),
  three_d_secure: redirect('card', undefined, ['three_d_secure[card]']),
  wechat: { ...redirect('wechat', ABROAD), flow: 'none', scanned: true },
}

export function sourceTypeOf(type: string): SourceType | undefined {
  return Object.hasOwn(SOURCE_TYPES, type) ? SOURCE_TYPES[type] : undefined
}

/** The amount (minor units) that a receiver in test mode is sent without a word. */
const TEST_FUNDS = 1_000

/** What an owner's address makes a receiver be sent, in minor units: `amount_4242@example.com`. (docs.stripe.com/sources/sepa-credit-transfer#testing) */
export function fundsFor(email: string | null): number {
  const [, digits] = /^amount_(\d{1,8})@/.exec(email ?? '') ?? []
  return Number(digits ?? TEST_FUNDS) || TEST_FUNDS
}

/** Whether an owner's address has the customer approve where they would be sent: `<anything>_chargeable@example.com`. (docs.stripe.com/sources/ideal) */
export const approvesByItself = (email: string | null): boolean => /_chargeable@/.test(email ?? '')

/** "Within seconds" on Stripe's pages. [K] */
export const MOMENTS = 3
