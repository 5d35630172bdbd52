// Exchange rates: what one whole unit of a currency is in each other one. The same fixed table converts payments.
// (https://docs.stripe.com/api/exchange_rates; src/rules/exchange_rates.ts)
import type Stripe from 'stripe'
import { pageOf } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import { conversion, DOLLARS } from '../../rules/exchange_rates.ts'

/** They are a table and no rows; whether a currency's own is among its rates is [K]. */
const ROWS: readonly Row<Stripe.ExchangeRate>[] = Object.keys(DOLLARS)
  .toSorted()
  .map((id, _i, all) => ({
    id,
    object: 'exchange_rate',
    rates: Object.fromEntries(all.filter((to) => to !== id).map((to) => [to, conversion(id, to)!.rate])),
    hidden: {},
  }))

export const exchangeRate = object<Stripe.ExchangeRate>('exchange_rate', {
  prefix: 'exchange_rate',
  noun: 'exchange rate',
  named: (_tx, id) => ROWS.find((row) => row.id === id.toLowerCase()),
})

export const exchangeRates = resource(exchangeRate)
  .on<Stripe.ExchangeRateRetrieveParams>('GET /v1/exchange_rates/{id}', (_tx, _params, self) => self)
  .on<Stripe.ExchangeRateListParams>('GET /v1/exchange_rates', (_tx, params) =>
    pageOf(exchangeRate, ROWS as never, params as never, '/v1/exchange_rates'),
  )
