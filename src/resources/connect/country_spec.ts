// Country specs: what Stripe asks for and offers in each country where it opens accounts. Data, the same for everybody.
// (https://docs.stripe.com/api/country_specs)
import type Stripe from 'stripe'
import { noSuch } from '../../kernel/errors.ts'
import { type ListParams, pageOf } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import { currencies } from '../../lib/money.ts'
import { askedFields } from '../../rules/account_requirements.ts'
import { CURRENCY_OF } from './countries.ts'

export const countrySpec = object<Stripe.CountrySpec>('country_spec', {
  prefix: 'country',
  noun: 'country',
  named: (_tx, id) => {
    if (!Object.hasOwn(CURRENCY_OF, id)) throw noSuch('country', id, undefined, 'country')
    return specOf(id)
  },
})

export const countrySpecs = resource(countrySpec)
  .on<ListParams>('GET /v1/country_specs', (_tx, params) =>
    pageOf(countrySpec, Object.keys(CURRENCY_OF).toSorted().map(specOf), params, '/v1/country_specs'),
  )
  .on<object>('GET /v1/country_specs/{id}', (_tx, _params, self) => self)

/** Banks in other currencies than the country's own: those of the euro area hold euros for all of it. [K] */
const EURO_BANKS = Object.keys(CURRENCY_OF).filter((country) => CURRENCY_OF[country] === 'eur')

/** Where debits from banks are a way to pay of this list. [K] */
const ACH = ['US']

export function specOf(country: string): Row<Stripe.CountrySpec> {
  const currency = CURRENCY_OF[country]!
  return {
    id: country,
    object: 'country_spec',
    default_currency: currency,
    supported_bank_account_currencies: { [currency]: currency === 'eur' ? EURO_BANKS.toSorted() : [country] },
    // The country's own first.
    supported_payment_currencies: [currency, ...Object.keys(currencies).filter((code) => code !== currency)],
    supported_payment_methods: [...(ACH.includes(country) ? ['ach'] : []), 'card', 'stripe'],
    supported_transfer_countries: Object.keys(CURRENCY_OF).toSorted(),
    verification_fields: { company: askedFields(country, 'company'), individual: askedFields(country, 'individual') },
    hidden: {},
  }
}
