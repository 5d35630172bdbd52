// Bank transfers of the simulated outside: to which accounts customers send money, and what a transfer says of its sender.
// The numbers look real and are nobody's, as Stripe's own in testing are; the names on them are made up.
// (https://docs.stripe.com/payments/bank-transfers; https://docs.stripe.com/api/cash_balance/create_funding_instructions)
import type { Random } from '../lib/ids.ts'
import { digitsOf } from '../lib/fingerprint.ts'

export const TRANSFERS = {
  eu_bank_transfer: {
    currency: 'eur',
    /** Where a customer's account number may be; they choose. (…/create_funding_instructions#…-eu_bank_transfer-country) */
    countries: ['BE', 'DE', 'ES', 'FR', 'IE', 'NL'],
    addresses: ['iban'],
    sender: { bic: 'BANKDEAAXXX', iban_last4: '7089', sender_name: 'Brindle sender' },
  },
  gb_bank_transfer: {
    currency: 'gbp',
    countries: ['GB'],
    addresses: ['sort_code'],
    sender: { account_number_last4: '2345', sender_name: 'Brindle sender', sort_code: '108800' },
  },
  jp_bank_transfer: {
    currency: 'jpy',
    countries: ['JP'],
    addresses: ['zengin'],
    sender: { sender_bank: 'BRINDLE GINKO', sender_branch: 'HONTEN', sender_name: 'BRINDLE SENDER' },
  },
  mx_bank_transfer: { currency: 'mxn', countries: ['MX'], addresses: ['spei'] },
  us_bank_transfer: {
    currency: 'usd',
    countries: ['US'],
    addresses: ['aba', 'swift'],
    sender: { network: 'ach', sender_name: 'Brindle sender' },
  },
} as const satisfies Record<string, Transfer>

interface Transfer {
  readonly currency: string
  readonly countries: readonly string[]
  readonly addresses: readonly Address[]
  /** What a transfer that came in says of whoever sent it; Mexico's say nothing. */
  readonly sender?: Readonly<Record<string, string>>
}
type Address = 'aba' | 'iban' | 'sort_code' | 'spei' | 'swift' | 'zengin'
export type TransferType = keyof typeof TRANSFERS

/** How money of a currency comes in, if by bank transfer at all. */
export function transferOf(currency: string): TransferType | undefined {
  return (Object.keys(TRANSFERS) as TransferType[]).find((type) => TRANSFERS[type].currency === currency)
}

/** What a transfer says of its sender, under the name of its type. */
export function senderOf(type: TransferType): object {
  const { sender }: Transfer = TRANSFERS[type]
  return sender ? { [type]: sender } : {}
}

interface Asking {
  readonly url: string
  readonly amount: number
  readonly currency: string
  readonly chance: Random
  readonly options: Readonly<Record<string, unknown>>
  /** Who is to send the money. */
  readonly customer?: string | undefined
}

interface Wish {
  readonly type?: TransferType
  readonly eu_bank_transfer?: { readonly country?: string }
}

/** The hash `next_action.display_bank_transfer_instructions`. `options` is `payment_method_options[customer_balance]`. */
export function bankTransfer({ url, amount, currency, chance, options, customer }: Asking): Record<string, unknown> {
  const wish = (options.bank_transfer ?? {}) as Wish
  const type = wish.type ?? transferOf(currency) ?? 'us_bank_transfer'
  const country = wish.eu_bank_transfer?.country ?? (type === 'eu_bank_transfer' ? 'IE' : TRANSFERS[type].countries[0]!)
  return {
    amount_remaining: amount,
    currency,
    financial_addresses: accountsOf(type, country, customer ?? ''),
    hosted_instructions_url: url,
    reference: chance(12).toUpperCase(),
    type,
  }
}

const NETWORKS: Readonly<Record<Address, readonly string[]>> = {
  aba: ['ach', 'domestic_wire_us'],
  iban: ['sepa'],
  sort_code: ['bacs', 'fps'],
  spei: ['spei'],
  swift: ['swift'],
  zengin: ['zengin'],
}

const PLACE = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }

/** The accounts to which `seed`, a customer, sends money of a type: always the same. */
export function accountsOf(type: TransferType, country: string, seed: string): object[] {
  const holder = {
    account_holder_address: { ...PLACE, country },
    account_holder_name: 'Brindle sandbox',
    bank_address: { ...PLACE, country },
  }
  const digits = (count: number) => digitsOf(`${seed} ${type} ${country}`, count)
  const details: Readonly<Record<Address, () => object>> = {
    aba: () => ({
      account_number: digits(16),
      account_type: 'checking',
      bank_name: 'BRINDLE TEST BANK',
      routing_number: '999999999',
    }),
    iban: () => ({ bic: 'BRNDTEST', country, iban: `${country}00${digits(16)}` }),
    sort_code: () => ({ account_number: digits(8), sort_code: '000000' }),
    spei: () => ({ bank_code: '000', bank_name: 'BRINDLE TEST BANK', clabe: `000${digits(15)}` }),
    swift: () => ({
      account_number: digits(16),
      account_type: 'checking',
      bank_name: 'BRINDLE TEST BANK',
      swift_code: 'BRNDTEST',
    }),
    zengin: () => ({
      account_number: digits(7),
      account_type: 'futsu',
      bank_code: '0000',
      bank_name: 'BRINDLE GINKO',
      branch_code: '000',
      branch_name: 'HONTEN',
    }),
  }
  return TRANSFERS[type].addresses.map((address) => ({
    [address]: { ...holder, ...details[address]() },
    supported_networks: NETWORKS[address],
    type: address,
  }))
}
