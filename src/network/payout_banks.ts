// Bank accounts to which money can be sent, country by country: what they are called there, how they are written, and what
// Stripe's test accounts stand for. (docs.stripe.com/api/v2/money-management/payout-methods-bank-account-spec, whose sample is
// the United States; docs.stripe.com/global-payouts/recipient-creation-options)
import { ibanCountry, ibanLength, plainIban } from '../lib/iban.ts'

export interface Field {
  readonly local_name: string
  readonly human: string
  /** The parameter that takes it. */
  readonly stripe_name: 'account_number' | 'routing_number'
  readonly min_length: number
  readonly max_length: number
  readonly placeholder: string
  /** As Ruby writes it: `\A` and `\z` are the ends of the text. */
  readonly validation_regex: string
}

export interface PayoutBank {
  readonly currency: string
  readonly fields: readonly Field[]
  /** By which check the holder's name can be compared with the bank's before money is sent. */
  readonly verification?: 'confirmation_of_payee' | 'verification_of_payee'
}

const US: PayoutBank = {
  currency: 'usd',
  fields: [
    {
      local_name: 'account_number',
      human: 'Account Number',
      stripe_name: 'account_number',
      min_length: 1,
      max_length: 17,
      placeholder: '000123456789',
      validation_regex: '\\A\\d{1,17}\\z',
    },
    {
      local_name: 'routing_number',
      human: 'Routing Number',
      stripe_name: 'routing_number',
      min_length: 9,
      max_length: 9,
      placeholder: '110000000',
      validation_regex: '\\A(01|02|03|04|05|06|07|08|09|10|11|12|21|22|23|24|25|26|27|28|29|30|31|32)[0-9]{7}\\z',
    },
  ],
}

/** Names and keys are [K]; the numbers are those of the sample of docs.stripe.com/api/v2/…/outbound-setup-intents/create. */
const GB: PayoutBank = {
  currency: 'gbp',
  verification: 'confirmation_of_payee',
  fields: [
    {
      local_name: 'account_number',
      human: 'Account Number',
      stripe_name: 'account_number',
      min_length: 8,
      max_length: 8,
      placeholder: '00012345',
      validation_regex: '\\A\\d{8}\\z',
    },
    {
      local_name: 'sort_code',
      human: 'Sort Code',
      stripe_name: 'routing_number',
      min_length: 6,
      max_length: 6,
      placeholder: '108800',
      validation_regex: '\\A\\d{6}\\z',
    },
  ],
}

/**
 * The countries with the euro, where the payer's bank has to compare names since October 2025 (Regulation (EU) 2024/886, article
 * 5c). The placeholder shows the form and is nobody's number. [K]
 */
const EURO = 'AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK'.split(' ')

function iban(country: string): PayoutBank {
  const length = ibanLength(country)!
  const field: Field = {
    local_name: 'iban',
    human: 'IBAN',
    stripe_name: 'account_number',
    min_length: length,
    max_length: length,
    placeholder: country.padEnd(length, '0'),
    validation_regex: `\\A${country}\\d{2}[A-Z0-9]{${length - 4}}\\z`,
  }
  return { currency: 'eur', verification: 'verification_of_payee', fields: [field] }
}

/** By country (ISO 3166-1, two letters). Stripe pays to more than 90; these are the ones that are known here. */
export const PAYOUT_BANKS: Readonly<Record<string, PayoutBank>> = {
  ...Object.fromEntries(EURO.map((country) => [country, iban(country)])),
  GB,
  US,
}

/** The field that a number is missing for or does not fit, if any. An IBAN's check digits count. */
export function wrongField(
  country: string,
  given: { readonly account_number?: string | undefined; readonly routing_number?: string | undefined },
): Field | undefined {
  const { fields } = PAYOUT_BANKS[country]!
  const isIban = fields[0]!.local_name === 'iban'
  if (isIban && ibanCountry(given.account_number ?? '') !== country) return fields[0]
  return fields.find(({ stripe_name: name, validation_regex }) => {
    const value = given[name] ?? ''
    return !inJavaScript(validation_regex).test(isIban ? plainIban(value) : value.replaceAll('-', ''))
  })
}

const inJavaScript = (ruby: string): RegExp => new RegExp(ruby.replace('\\A', '^').replace('\\z', '$'))

export type Refusal =
  | { readonly status: 'failed'; readonly reason: 'payout_method_declined' }
  | {
      readonly status: 'returned'
      readonly reason: 'payout_method_closed' | 'payout_method_currency_unsupported' | 'payout_method_does_not_exist'
    }

/**
 * What comes of a payment to a test account; every other takes the money. The numbers are those of payouts
 * (https://docs.stripe.com/connect/testing#payouts), and what they come to here is [K].
 */
export const REFUSALS: Readonly<Record<string, Refusal>> = {
  '000111111113': { status: 'returned', reason: 'payout_method_closed' },
  '000111111116': { status: 'returned', reason: 'payout_method_does_not_exist' },
  '000222222227': { status: 'failed', reason: 'payout_method_declined' },
  '000444444440': { status: 'returned', reason: 'payout_method_currency_unsupported' },
}

export type DebitRefusal =
  | 'bank_account_closed'
  | 'bank_account_not_found'
  | 'bank_debit_could_not_be_processed'
  | 'bank_debit_not_authorized'
  | 'insufficient_funds'

/**
 * Why money cannot be pulled from a test account, or why it is taken back afterwards. (The numbers:
 * https://docs.stripe.com/payments/ach-direct-debit/accept-a-payment#test-account-numbers; that they mean the same here is [K].)
 */
export const DEBIT_REFUSALS: Readonly<
  Record<string, { readonly reason: DebitRefusal; readonly step: 'failed' | 'returned' }>
> = {
  '000111111113': { reason: 'bank_account_closed', step: 'failed' },
  '000111111116': { reason: 'bank_account_not_found', step: 'failed' },
  '000222222227': { reason: 'insufficient_funds', step: 'failed' },
  '000333333335': { reason: 'bank_debit_not_authorized', step: 'failed' },
  '000555555559': { reason: 'bank_debit_not_authorized', step: 'returned' },
}
