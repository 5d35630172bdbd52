// Which numbers name a bank account, country by country.
// (https://docs.stripe.com/api/v2/money-management/payout-methods-bank-account-spec)
import type Stripe from 'stripe'
import type { Wire } from '../../contract/wire.ts'
import { invalid } from '../../kernel/errors.ts'
import { object, resource } from '../../kernel/resource.ts'
import { type Field, PAYOUT_BANKS } from '../../network/payout_banks.ts'

type Spec = Wire<Stripe.V2.MoneyManagement.PayoutMethodsBankAccountSpec>

/** It has no id, and is nowhere kept. */
export const bankAccountSpec = object<Stripe.V2.MoneyManagement.PayoutMethodsBankAccountSpec>(
  'v2.money_management.payout_methods_bank_account_spec',
  { prefix: 'pmbas_test', nameless: true },
)

export const bankAccountSpecs = resource(
  bankAccountSpec,
).on<Stripe.V2.MoneyManagement.PayoutMethodsBankAccountSpecRetrieveParams>(
  'GET /v2/money_management/payout_methods_bank_account_spec',
  (_tx, { countries = Object.keys(PAYOUT_BANKS) }): Spec => ({
    object: 'v2.money_management.payout_methods_bank_account_spec',
    countries: Object.fromEntries(countries.map((country, i) => [country, { fields: fieldsOf(country, i) }])),
    livemode: false,
  }),
)

function fieldsOf(country: string, i: number): Spec['countries'][string]['fields'] {
  if (!Object.hasOwn(PAYOUT_BANKS, country))
    // The code is Stripe's (…/payout-methods-bank-account-specs/retrieve, "Error Codes"), the words are [M].
    throw invalid(`Invalid country: ${country}`, { code: 'invalid_country_code', param: `countries[${i}]` })
  const { currency, fields } = PAYOUT_BANKS[country]!
  return fields.map(({ human, ...field }: Field) => ({
    currencies: [currency],
    ...field,
    local_name_human: { content: human, localization_key: `payout_methods.bank_account.${field.local_name}` },
  }))
}
