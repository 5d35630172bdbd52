// What a source shows of itself, type by type: the hash `source[<type>]`, and what a transfer to one tells. Numbers are never
// in either: last digits and fingerprints are. What the real service learns from a bank is a constant of ours, marked [K].
// (https://docs.stripe.com/api/sources/object)
import { fingerprint } from '../lib/fingerprint.ts'
import { plainIban } from '../lib/iban.ts'
import type { Random } from '../lib/ids.ts'
import { BICS, bankOf, ibanParts } from './banks.ts'

type Details = Readonly<Record<string, unknown>>

const text = (given: Details, name: string): string | null => (given[name] as string | undefined) ?? null
const last4 = (given: Details, name: string): string | null => text(given, name)?.slice(-4) ?? null
const nothing = (...names: readonly string[]): Details => Object.fromEntries(names.map((name) => [name, null]))

/** What a refund of a transfer would need to know, and nobody has told. */
const refundBy = (...names: readonly string[]): Details => nothing(...names.map((name) => `refund_${name}`))
const REFUND_ADDRESS = ['city', 'country', 'line1', 'line2', 'postal_code', 'state'].map(
  (part) => `account_holder_address_${part}`,
)

/** The parameters of its own that each type takes, beside those that it requires. */
type Show = (given: Details, chance: Random) => Details

const SHOWN: Readonly<Record<string, Show>> = {
  ach_credit_transfer: (_given, chance) => ({
    account_number: `test_${chance(12).toLowerCase()}`,
    bank_name: 'TEST BANK',
    fingerprint: chance(16),
    ...refundBy('account_holder_name', 'account_holder_type', 'routing_number'),
    routing_number: '110000000',
    swift_code: 'TSTEZ122',
  }),
  ach_debit: (given) => ({
    bank_name: bankOf('us_bank_account'),
    country: 'US',
    fingerprint: fingerprint(`${given.routing_number} ${given.account_number}`),
    last4: last4(given, 'account_number'),
    routing_number: text(given, 'routing_number'),
    type: text(given, 'account_holder_type') ?? 'individual',
  }),
  acss_debit: (given) => ({
    ...nothing('bank_address_city', 'bank_address_line_1', 'bank_address_line_2', 'bank_address_postal_code'),
    bank_name: bankOf('acss_debit'),
    category: null,
    country: 'CA',
    fingerprint: fingerprint(`${given.institution_number} ${given.transit_number} ${given.account_number}`),
    last4: last4(given, 'account_number'),
    routing_number: `0${given.institution_number}${given.transit_number}`, // [K]
  }),
  alipay: (given) => ({ ...nothing('data_string', 'native_url'), ...descriptor(given) }),
  au_becs_debit: (given) => ({
    bsb_number: text(given, 'bsb_number'),
    fingerprint: fingerprint(`${given.bsb_number} ${given.account_number}`),
    last4: last4(given, 'account_number'),
  }),
  bancontact: (given) => ({
    ...nothing('bank_code', 'bank_name', 'bic', 'iban_last4'),
    preferred_language: text(given, 'preferred_language'),
    ...descriptor(given),
  }),
  eps: (given) => ({ reference: null, ...descriptor(given) }),
  giropay: (given) => ({ ...nothing('bank_code', 'bank_name', 'bic'), ...descriptor(given) }),
  ideal: (given) => ({
    bank: text(given, 'bank'),
    bic: BICS[text(given, 'bank') ?? ''] ?? null,
    iban_last4: null,
    ...descriptor(given),
  }),
  klarna: ({ product: _, statement_descriptor: __, ...given }) => given,
  multibanco: (_given, chance) => ({
    entity: '12345', // [K]
    reference: chance(9),
    ...refundBy(...REFUND_ADDRESS, 'account_holder_name', 'iban'),
  }),
  p24: () => ({ reference: null }),
  sepa_credit_transfer: () => ({
    bank_name: 'TEST BANK',
    bic: 'TESTDE00',
    iban: 'DE89370400440532013000',
    ...refundBy(...REFUND_ADDRESS, 'account_holder_name', 'iban'),
  }),
  sepa_debit: (given, chance) => {
    const iban = plainIban(String(given.iban))
    return {
      ...ibanParts(iban),
      fingerprint: fingerprint(iban),
      last4: iban.slice(-4),
      mandate_reference: chance(16).toUpperCase(),
      mandate_url: null,
    }
  },
  sofort: (given) => ({
    ...nothing('bank_code', 'bank_name', 'bic', 'iban_last4'),
    country: text(given, 'country'),
    preferred_language: text(given, 'preferred_language'),
    ...descriptor(given),
  }),
  wechat: (given, chance) => ({ prepay_id: `wx${chance(30)}`, ...descriptor(given) }),
}

const descriptor = (given: Details): Details => ({ statement_descriptor: text(given, 'statement_descriptor') })

/** `source[<type>]` of what it was made from; cards are not here: what they show comes from the table of test cards. */
export function sourceDetails(type: string, given: Details, chance: Random): Details {
  return SHOWN[type]?.(given, chance) ?? {}
}

/** `receiver.address`: where the money is to be sent, in one text. */
export function receiverAddress(type: string, details: Details): string {
  if (type === 'multibanco') return `${details.entity}-${details.reference}`
  if (type === 'sepa_credit_transfer') return String(details.iban)
  return `${details.routing_number}-${details.account_number}`
}

/** What a transfer to a receiver tells of whoever sent it. [K] */
export function transferDetails(type: string, chance: Random): Details {
  if (type === 'ach_credit_transfer')
    return { customer_data: 'TEST PAYMENT', fingerprint: chance(16), last4: '6789', routing_number: '110000000' }
  if (type === 'sepa_credit_transfer')
    return { reference: 'TEST PAYMENT', sender_iban: 'DE89370400440532013000', sender_name: 'Jenny Rosen' }
  return {}
}

/**
 * What a charge shows of a source, where it is not what charges of that type of PaymentMethod show. `shown` is the source's
 * own hash. (https://docs.stripe.com/api/charges/object#charge_object-payment_method_details)
 */
export function oldChargeDetails(type: string, shown: Details): Details | undefined {
  const repeat = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, shown[name] ?? null]))
  switch (type) {
    case 'ach_credit_transfer':
      return repeat('account_number', 'bank_name', 'routing_number', 'swift_code')
    case 'ach_debit':
      return {
        account_holder_type: shown.type ?? shown.account_holder_type ?? null,
        ...repeat('bank_name', 'country', 'fingerprint', 'last4', 'routing_number'),
      }
    case 'sepa_credit_transfer':
      return repeat('bank_name', 'bic', 'iban')
    case 'wechat':
      return {}
    default:
      return undefined
  }
}
