// The account numbers that a customer is given to send money to: one a currency, in the form that its banks use. None of them
// is real: in test mode Stripe's are not either. (https://docs.stripe.com/payments/customer-balance/funding-instructions)
import type { Random } from '../lib/ids.ts'

interface Transfer {
  readonly url: string
  readonly amount: number
  readonly currency: string
  readonly chance: Random
  readonly options: Readonly<Record<string, unknown>>
}

interface Wish {
  readonly type?: string
  readonly eu_bank_transfer?: { readonly country?: string }
}

/** The hash `next_action.display_bank_transfer_instructions`. `options` is `payment_method_options[customer_balance]`. */
export function bankTransfer({ url, amount, currency, chance, options }: Transfer): Record<string, unknown> {
  const wish = (options.bank_transfer ?? {}) as Wish
  const country = wish.eu_bank_transfer?.country ?? 'IE'
  return {
    amount_remaining: amount,
    currency,
    financial_addresses: (ADDRESSES[currency] ?? ADDRESSES.usd!)(country),
    hosted_instructions_url: url,
    reference: chance(12).toUpperCase(),
    type: wish.type ?? TYPES[currency] ?? 'us_bank_transfer',
  }
}

/** By currency. (https://docs.stripe.com/payments/bank-transfers) */
const TYPES: Readonly<Record<string, string>> = {
  eur: 'eu_bank_transfer',
  gbp: 'gb_bank_transfer',
  jpy: 'jp_bank_transfer',
  mxn: 'mx_bank_transfer',
  usd: 'us_bank_transfer',
}

const place = (country: string) => ({
  city: 'Test City',
  country,
  line1: '1 Test Street',
  line2: null,
  postal_code: '00000',
  state: null,
})

/** The holder and where the bank stands: in every form. */
const holder = (country: string) => ({
  account_holder_address: place(country),
  account_holder_name: 'Brindle',
  bank_address: place(country),
})

/** By currency; a country matters to IBANs alone. All numbers are [K]. */
const ADDRESSES: Readonly<Record<string, (country: string) => object[]>> = {
  eur: (country) => [
    {
      iban: { ...holder(country), bic: 'TESTIE2D', country, iban: `${country}00TEST00000000000000` },
      supported_networks: ['sepa'],
      type: 'iban',
    },
  ],
  gbp: () => [
    {
      sort_code: { ...holder('GB'), account_number: '00000000', sort_code: '000000' },
      supported_networks: ['bacs', 'fps'],
      type: 'sort_code',
    },
  ],
  jpy: () => [
    {
      supported_networks: ['zengin'],
      type: 'zengin',
      zengin: {
        ...holder('JP'),
        account_number: '0000000',
        account_type: 'futsu',
        bank_code: '0000',
        bank_name: 'Test Bank',
        branch_code: '000',
        branch_name: 'Test Branch',
      },
    },
  ],
  mxn: () => [
    {
      spei: { ...holder('MX'), bank_code: '000', bank_name: 'Test Bank', clabe: '000000000000000000' },
      supported_networks: ['spei'],
      type: 'spei',
    },
  ],
  usd: () => [
    {
      aba: {
        ...holder('US'),
        account_number: '000000000000',
        account_type: 'checking',
        bank_name: 'Test Bank',
        routing_number: '000000000',
      },
      supported_networks: ['ach', 'domestic_wire_us'],
      type: 'aba',
    },
    {
      supported_networks: ['swift'],
      swift: {
        ...holder('US'),
        account_number: '000000000000',
        account_type: 'checking',
        bank_name: 'Test Bank',
        swift_code: 'TESTUS00XXX',
      },
      type: 'swift',
    },
  ],
}
