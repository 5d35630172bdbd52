// What an intent shows while its customer decides: `next_action`, by the word that the catalogue has for the type, with the
// fields that the API reference lists; and until when each of them can be used.
// (https://docs.stripe.com/api/payment_intents/object#payment_intent_object-next_action)
import { assert } from '../lib/assert.ts'
import { addBusinessDays, DAY, HOUR, startOfDay } from '../lib/calendar.ts'
import type { Random } from '../lib/ids.ts'
import { bankTransfer } from './bank_transfers.ts'
import { methodOf } from './catalogue.ts'

/** `payment_method_options[<type>]`, decoded. */
export type Options = Readonly<Record<string, unknown>>

export interface Facts {
  /** The page of this step, absolute: everything that is shown to the customer stands on it or under it. */
  readonly url: string
  /** Where the customer comes back to. */
  readonly returnUrl: string | undefined
  /** What is to be paid, in minor units, and its currency (ISO code, lower case). */
  readonly amount: number
  readonly currency: string
  /** Epoch seconds. */
  readonly now: number
  /** Epoch seconds; what `expiryOf` says where it is left out. */
  readonly expiresAt?: number | undefined
  /** Gives so many characters of base 62, for numbers of vouchers and the like. */
  readonly chance: Random
  readonly options: Options
  /** The browser's SDK has confirmed, and shows the challenge of a card by itself; to other pages it goes. */
  readonly sdk: boolean
  /** Who pays, where they are known. */
  readonly customer?: string | undefined
  /** The id of the attempt, which the SDK asks for. */
  readonly source: string
}

/** The hash `next_action` of a type; nothing where nobody is asked. */
export function nextAction(type: string, facts: Facts): Record<string, unknown> | null {
  const action = methodOf(type)?.action ?? null
  if (action === null) return null
  const shown = type === 'card' && facts.sdk ? 'use_stripe_sdk' : action
  const build = ACTIONS[shown]
  assert(build, `no next action is built for ${shown}`)
  return { type: shown, [shown]: build(facts, type) }
}

type Build = (facts: Facts, type: string) => Record<string, unknown>

/** The pictures of a code, under the page that shows it. */
const images = (url: string) => ({ image_url_png: `${url}/qr.png`, image_url_svg: `${url}/qr.svg` })

/** When it ends, for those that always do. */
function end({ expiresAt, options, now }: Facts, type: string): number {
  const at = expiresAt ?? expiryOf(type, options, now)
  assert(at !== undefined, `${type} has no rule of expiry`)
  return at
}

/** By `next_action.type`. */
const ACTIONS: Readonly<Record<string, Build>> = {
  alipay_handle_redirect: ({ url, returnUrl }) => ({
    native_data: null,
    native_url: null,
    return_url: returnUrl ?? null,
    url,
  }),
  blik_authorize: () => ({}),
  boleto_display_details: (facts, type) => ({
    expires_at: end(facts, type),
    hosted_voucher_url: facts.url,
    number: boletoNumber(digits(facts.chance, 47)),
    pdf: `${facts.url}/pdf`,
  }),
  cashapp_handle_redirect_or_display_qr_code: (facts, type) => ({
    hosted_instructions_url: facts.url,
    mobile_auth_url: facts.url,
    qr_code: { expires_at: end(facts, type), ...images(facts.url) },
  }),
  display_bank_transfer_instructions: bankTransfer,
  konbini_display_details: (facts, type) => ({
    expires_at: end(facts, type),
    hosted_voucher_url: facts.url,
    stores: konbiniStores(facts),
  }),
  multibanco_display_details: (facts, type) => ({
    entity: digits(facts.chance, 5),
    expires_at: end(facts, type),
    hosted_voucher_url: facts.url,
    reference: digits(facts.chance, 9),
  }),
  oxxo_display_details: (facts, type) => ({
    expires_after: end(facts, type),
    hosted_voucher_url: facts.url,
    number: digits(facts.chance, 32),
  }),
  paynow_display_qr_code: ({ url }) => ({ data: url, hosted_instructions_url: url, ...images(url) }),
  pix_display_qr_code: (facts, type) => ({
    data: facts.url,
    expires_at: end(facts, type),
    hosted_instructions_url: facts.url,
    ...images(facts.url),
  }),
  promptpay_display_qr_code: ({ url }) => ({ data: url, hosted_instructions_url: url, ...images(url) }),
  redirect_to_url: ({ url, returnUrl }) => ({ return_url: returnUrl ?? null, url }),
  swish_handle_redirect_or_display_qr_code: (facts, type) => ({
    hosted_instructions_url: facts.url,
    mobile_auth_url: facts.url,
    qr_code: { data: facts.url, expires_at: end(facts, type), ...images(facts.url) },
  }),
  upi_handle_redirect_or_display_qr_code: (facts, type) => ({
    hosted_instructions_url: facts.url,
    qr_code: { expires_at: end(facts, type), ...images(facts.url) },
  }),
  use_stripe_sdk: ({ source, url }, type) => ({
    source,
    stripe_js: url,
    type: type === 'card' ? 'three_d_secure_redirect' : `${type}_authorize`, // opaque by contract; the second is ours
  }),
  verify_with_microdeposits: ({ now, url }, type) => ({
    arrival_date: addBusinessDays(startOfDay(now), 2), // "1-2 business days"; the hour is [K]
    hosted_verification_url: url,
    microdeposit_type: type === 'us_bank_account' ? 'descriptor_code' : 'amounts', // for ACSS [K]
  }),
  wechat_pay_display_qr_code: ({ url }) => ({
    data: url,
    hosted_instructions_url: url,
    image_data_url: `${url}/qr.png`,
    ...images(url),
  }),
}

/** So many digits by chance: a digit stands for itself, a letter for one of the ten. */
const digits = (chance: Random, count: number): string =>
  [...chance(count)].map((letter) => Number.parseInt(letter, 36) % 10).join('')

/** The line that is typed in at a bank: 47 digits in five groups, the first three cut by a dot. */
function boletoNumber(line: string): string {
  const [, ...parts] = /^(\d{5})(\d{5})(\d{5})(\d{6})(\d{5})(\d{6})(\d)(\d{14})$/.exec(line)!
  const [a, b, c, d, e, f, check, rest] = parts
  return `${a}.${b} ${c}.${d} ${e}.${f} ${check} ${rest}`
}

/** Every chain has its own code; the confirmation number is the shop's own where it gave one. (https://docs.stripe.com/payments/konbini/accept-a-payment) */
function konbiniStores({ chance, options }: Facts): Record<string, unknown> {
  const confirmation_number = (options.confirmation_number as string | undefined) || digits(chance, 11)
  const chains = ['familymart', 'lawson', 'ministop', 'seicomart']
  return Object.fromEntries(chains.map((chain) => [chain, { confirmation_number, payment_code: digits(chance, 6) }]))
}

/** Until when a payment of a type can be approved, in epoch seconds; nothing for types that wait for ever. */
export function expiryOf(type: string, options: Options, now: number): number | undefined {
  return EXPIRIES[type]?.(options, now)
}

/** Hours ahead of UTC. Mexico has had no summer time since October 2022, Brazil none since 2019, Japan never. */
const MEXICO_CITY = -6
const SAO_PAULO = -3
const TOKYO = 9

/** The last second of the day that is `days` calendar days after today, where the clocks are so many hours ahead of UTC. */
function endOfDay(now: number, days: number, ahead: number): number {
  return startOfDay(now + ahead * HOUR) + (days + 1) * DAY - 1 - ahead * HOUR
}

const number = (options: Options, name: string): number | undefined =>
  (options[name] as number | undefined) || undefined
const days = (options: Options): number => (options.expires_after_days as number | undefined) ?? 3

/** By type. The pages say: boleto, konbini and OXXO by default after three days, Multibanco always after seven. */
const EXPIRIES: Readonly<Record<string, (options: Options, now: number) => number>> = {
  acss_debit: (_options, now) => now + 10 * DAY,
  blik: (_options, now) => now + 60,
  boleto: (options, now) => endOfDay(now, days(options), SAO_PAULO),
  cashapp: (_options, now) => now + 600, // [K]
  konbini: (options, now) =>
    number(options, 'expires_at') ?? endOfDay(now, number(options, 'expires_after_days') ?? 3, TOKYO),
  multibanco: (_options, now) => now + 7 * DAY,
  oxxo: (options, now) => endOfDay(now, days(options), MEXICO_CITY),
  // The API reference: four hours, unless one of the two is given.
  pix: (options, now) => number(options, 'expires_at') ?? now + (number(options, 'expires_after_seconds') ?? 14_400),
  swish: (_options, now) => now + 180, // [K]
  upi: (_options, now) => now + 300, // [K]
  us_bank_account: (_options, now) => now + 10 * DAY,
}
