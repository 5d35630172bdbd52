// What a method and its charges show of themselves, type by type: the hash `payment_method[<type>]`, and the hash
// `charge.payment_method_details[<type>]`. Numbers are never in either: last digits and fingerprints are.
// (https://docs.stripe.com/api/payment_methods/object, https://docs.stripe.com/api/charges/object#charge_object-payment_method_details)
// What the real service learns from a bank or a wallet is a constant of ours, marked [K]. Cards are not here: what they show
// comes from the table of test cards.
import { fingerprint } from '../lib/fingerprint.ts'
import type { Random } from '../lib/ids.ts'
import { BICS, bankOf, ibanParts } from './banks.ts'
import { paidInPerson } from './in_person.ts'

type Details = Readonly<Record<string, unknown>>

/** What a new method shows of what it was made from (`given` is `payment_method_data[<type>]`, decoded). */
export function methodDetails(type: string, given: Details): Details {
  return SHOWN[type]?.(given) ?? {}
}

/**
 * What a charge shows of how it was paid; `shown` is the method's own hash, `chance` gives so many characters of base 62,
 * for the numbers that the other side would give its transaction.
 */
export function chargeDetails(type: string, shown: Details, chance: Random): Details {
  return PAID[type]?.(shown, chance) ?? {}
}

/** A text that was given, or nothing. */
const text = (given: Details, name: string): string | null => (given[name] as string | undefined) ?? null

/** The last four digits of a number that was given. */
const last4 = (number: unknown): string | null =>
  typeof number === 'string' && number !== '' ? number.slice(-4) : null

/** A fingerprint over all parts that make an account the same one. */
const print = (...parts: readonly unknown[]): string | null =>
  parts.every((part) => typeof part === 'string' && part !== '') ? fingerprint(parts.join(' ')) : null

/** By type; a type that is not here shows an empty hash. */
const SHOWN: Readonly<Record<string, (given: Details) => Details>> = {
  acss_debit: (given) => ({
    bank_name: bankOf('acss_debit'),
    fingerprint: print(given.institution_number, given.transit_number, given.account_number),
    institution_number: text(given, 'institution_number'),
    last4: last4(given.account_number),
    transit_number: text(given, 'transit_number'),
  }),
  au_becs_debit: (given) => ({
    bsb_number: text(given, 'bsb_number'),
    fingerprint: print(given.bsb_number, given.account_number),
    last4: last4(given.account_number),
  }),
  bacs_debit: (given) => ({
    fingerprint: print(given.sort_code, given.account_number),
    last4: last4(given.account_number),
    sort_code: text(given, 'sort_code'),
  }),
  boleto: (given) => ({ tax_id: text(given, 'tax_id') ?? '' }),
  // The wallet tells who paid only once somebody has. [K]
  cashapp: () => ({ buyer_id: null, cashtag: null }),
  custom: (given) => ({ display_name: null, logo: null, type: text(given, 'type') ?? '' }),
  eps: (given) => ({ bank: text(given, 'bank') }),
  fpx: (given) => ({ account_holder_type: text(given, 'account_holder_type'), bank: text(given, 'bank') ?? '' }),
  ideal: (given) => ({ bank: text(given, 'bank'), bic: BICS[text(given, 'bank') ?? ''] ?? null }),
  klarna: ({ dob }) => (dob ? { dob } : {}),
  // The issuer is chosen on its page. [K]
  kr_card: () => ({ brand: null, last4: null }),
  link: () => ({ email: null }),
  naver_pay: (given) => ({ buyer_id: null, funding: text(given, 'funding') ?? 'card' }),
  nz_bank_account: (given) => ({
    account_holder_name: text(given, 'account_holder_name'),
    bank_code: text(given, 'bank_code') ?? '',
    bank_name: bankOf('nz_bank_account'),
    branch_code: text(given, 'branch_code') ?? '',
    last4: last4(given.account_number) ?? '',
    suffix: text(given, 'suffix'),
  }),
  p24: (given) => ({ bank: text(given, 'bank') }),
  paypal: () => ({ country: null, payer_email: null, payer_id: null }),
  payto: (given) => ({
    bsb_number: text(given, 'bsb_number'),
    last4: last4(given.account_number),
    pay_id: text(given, 'pay_id'),
  }),
  sepa_debit: ({ iban }) => ({ ...sepaAccount(iban), generated_from: null }),
  sofort: (given) => ({ country: text(given, 'country') }),
  upi: () => ({ vpa: null }),
  us_bank_account: (given) => ({
    account_holder_type: text(given, 'account_holder_type') ?? 'individual', // [K]
    account_type: text(given, 'account_type') ?? 'checking',
    bank_name: bankOf('us_bank_account'),
    financial_connections_account: text(given, 'financial_connections_account'),
    fingerprint: print(given.routing_number, given.account_number),
    last4: last4(given.account_number),
    networks: { preferred: 'ach', supported: ['ach'] },
    routing_number: text(given, 'routing_number'),
    status_details: {},
  }),
}

/** The parts of an IBAN that may be shown; spaces in it do not count. */
function sepaAccount(given: unknown): Details {
  const iban = typeof given === 'string' ? given.replace(/\s/g, '').toUpperCase() : ''
  const { country, bank_code, branch_code } = ibanParts(iban)
  return { bank_code, branch_code, country, fingerprint: print(iban), last4: last4(iban) }
}

/** The card that a wallet's test customer pays with. [K] */
const walletCard = { brand: 'visa', country: 'US', exp_month: 8, exp_year: 2034, last4: '4242' } as const
const funding = { card: { ...walletCard, funding: 'credit' }, type: 'card' } as const

/** The account behind a bank redirect in test mode. [K] */
const testBank = { bank_code: 'VAPE', bank_name: 'VAN DE PUT & CO', bic: 'VAPEBE22', iban_last4: '7061' } as const
const generated = { generated_sepa_debit: null, generated_sepa_debit_mandate: null } as const
const VERIFIED_NAME = 'Jenny Rosen' // [K]

type Paid = (shown: Details, chance: Random) => Details

/** The names of the method's own hash that its charges repeat. */
const repeat =
  (...names: readonly string[]) =>
  (shown: Details): Details =>
    Object.fromEntries(names.map((name) => [name, shown[name] ?? null]))

/** A number of the other side alone. */
const transaction: Paid = (_shown, chance) => ({ transaction_id: chance(16) })

/** The numbers of a Korean wallet. */
const bought: Paid = (_shown, chance) => ({ buyer_id: chance(16), transaction_id: chance(16) })

/** By type; a type that is not here shows an empty hash. Mandates and generated methods are filled in where they are made. */
const PAID: Readonly<Record<string, Paid>> = {
  acss_debit: repeat('bank_name', 'fingerprint', 'institution_number', 'last4', 'transit_number'),
  affirm: transaction,
  afterpay_clearpay: (_shown, chance) => ({ order_id: chance(16), reference: null }),
  alipay: (_shown, chance) => ({ buyer_id: chance(16), fingerprint: chance(16), transaction_id: chance(28) }),
  alma: (_shown, chance) => ({ installments: { count: 3 }, transaction_id: chance(16) }),
  amazon_pay: () => ({ funding, transaction_id: null }),
  au_becs_debit: repeat('bsb_number', 'fingerprint', 'last4'),
  bacs_debit: (shown) => ({ ...repeat('fingerprint', 'last4', 'sort_code')(shown), mandate: null }),
  bancontact: () => ({ ...testBank, ...generated, preferred_language: 'en', verified_name: VERIFIED_NAME }),
  billie: transaction,
  bizum: bought,
  blik: (_shown, chance) => ({ buyer_id: chance(16) }),
  boleto: (shown) => ({ tax_id: shown.tax_id ?? '' }),
  card_present: (shown, chance) => paidInPerson('card_present', shown, chance),
  cashapp: (_shown, chance) => ({ buyer_id: chance(16), cashtag: '$jenny', transaction_id: chance(16) }),
  crypto: (_shown, chance) => ({
    buyer_address: `0x${chance(40)}`,
    network: 'base',
    token_currency: 'usdc',
    transaction_hash: `0x${chance(64)}`,
  }),
  eps: (shown) => ({ bank: shown.bank ?? null, verified_name: VERIFIED_NAME }),
  fpx: (shown, chance) => ({
    account_holder_type: shown.account_holder_type ?? null,
    bank: shown.bank ?? '',
    transaction_id: chance(16),
  }),
  giropay: () => ({ bank_code: '37040044', bank_name: 'Commerzbank', bic: 'COBADEFF', verified_name: VERIFIED_NAME }), // [K]
  grabpay: transaction,
  ideal: (shown, chance) => ({
    bank: shown.bank ?? null,
    bic: shown.bic ?? null,
    ...generated,
    iban_last4: '5264', // [K]
    transaction_id: chance(16),
    verified_name: VERIFIED_NAME,
  }),
  interac_present: (shown, chance) => paidInPerson('interac_present', shown, chance),
  kakao_pay: bought,
  // Which of its products Klarna chose, and the language of the page. [K]
  klarna: () => ({
    payer_details: { address: { country: 'US' } },
    payment_method_category: 'pay_in_installments',
    preferred_locale: 'en-US',
  }),
  konbini: () => ({ store: { chain: 'familymart' } }), // [K]
  kr_card: (_shown, chance) => ({ brand: 'shinhan', buyer_id: chance(16), last4: '4242', transaction_id: chance(16) }),
  link: () => ({ country: null }),
  mobilepay: () => ({ card: walletCard }),
  // The numbers of the voucher, which its next action showed. They stand nowhere in the method.
  multibanco: () => ({ entity: null, reference: null }),
  naver_pay: bought,
  nz_bank_account: (shown) => ({
    ...repeat('account_holder_name', 'suffix')(shown),
    bank_code: shown.bank_code ?? '',
    bank_name: shown.bank_name ?? '',
    branch_code: shown.branch_code ?? '',
    last4: shown.last4 ?? '',
  }),
  oxxo: () => ({ number: null }),
  p24: (shown, chance) => ({ bank: shown.bank ?? null, reference: `P24-${chance(12)}`, verified_name: VERIFIED_NAME }),
  payco: bought,
  paynow: (_shown, chance) => ({ reference: chance(16) }),
  paypal: (_shown, chance) => ({
    country: 'US',
    payer_email: 'jenny.rosen@example.com',
    payer_id: chance(13).toUpperCase(),
    payer_name: VERIFIED_NAME,
    seller_protection: { dispute_categories: ['fraudulent', 'product_not_received'], status: 'eligible' },
    transaction_id: chance(17).toUpperCase(),
  }),
  payto: repeat('bsb_number', 'last4', 'pay_id'),
  pix: (_shown, chance) => ({ bank_transaction_id: chance(32), fingerprint: chance(16) }),
  promptpay: (_shown, chance) => ({ reference: chance(16) }),
  revolut_pay: (_shown, chance) => ({ funding, transaction_id: chance(16) }),
  samsung_pay: bought,
  satispay: transaction,
  scalapay: transaction,
  sepa_debit: (shown) => ({
    ...repeat('bank_code', 'branch_code', 'country', 'fingerprint', 'last4')(shown),
    mandate: null,
  }),
  sequra: transaction,
  sofort: (shown) => ({
    ...testBank,
    ...generated,
    country: shown.country ?? null,
    preferred_language: null,
    verified_name: VERIFIED_NAME,
  }),
  sunbit: transaction,
  swish: (_shown, chance) => ({ fingerprint: chance(16), payment_reference: chance(16), verified_phone_last4: '1234' }),
  upi: () => ({ vpa: 'jenny.rosen@upi' }), // [K]
  us_bank_account: (shown) => ({
    ...repeat('account_holder_type', 'account_type', 'bank_name', 'fingerprint', 'last4', 'routing_number')(shown),
    payment_reference: null,
  }),
  wechat_pay: (_shown, chance) => ({ fingerprint: chance(16), transaction_id: chance(28) }),
}
