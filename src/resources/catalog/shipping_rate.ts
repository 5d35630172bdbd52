// Shipping rates: what shipping costs, by currency, and how long it takes. Stripe tells of them in no event.
// (https://docs.stripe.com/api/shipping_rates)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, StripeError, tooSmall, within } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { checkOptions } from './currency_options.ts'
import { checkCurrency } from './price.ts'

type TaxBehavior = 'exclusive' | 'inclusive' | 'unspecified'

/** What it costs in a currency, minor units. */
interface Option {
  readonly amount: number
  readonly tax_behavior: TaxBehavior
}

export interface ShippingRateState {
  /** What it costs in other currencies than its own. */
  readonly currency_options: Readonly<Record<string, Option>>
}

export const shippingRate = object<Stripe.ShippingRate, ShippingRateState>('shipping_rate', {
  prefix: 'shr',
  noun: 'shipping rate',
  filters: ['currency'],
  // One that has an option in a currency is a rate of that currency. [K]
  terms: ({ fixed_amount, hidden }) =>
    [fixed_amount!.currency, ...Object.keys(hidden.currency_options)].map((currency) => `currency=${currency}`),
  includes: {
    // Its own currency is among them, as it is with prices. [K]
    'fixed_amount.currency_options': (_tx, { fixed_amount, tax_behavior, hidden }) => ({
      [fixed_amount!.currency]: { amount: fixed_amount!.amount, tax_behavior },
      ...hidden.currency_options,
    }),
  },
})
export type ShippingRate = Row<Stripe.ShippingRate, ShippingRateState>

type Create = Params<Stripe.ShippingRateCreateParams>
type Wished = Readonly<Record<string, { amount?: number; tax_behavior?: TaxBehavior }>>

export const shippingRates = resource(shippingRate)
  .on<Stripe.ShippingRateCreateParams>('POST /v1/shipping_rates', (tx, params) => {
    const { fixed_amount: fixed } = params
    if (!fixed) throw missingParameter('fixed_amount')
    const currency = checkCurrency(fixed.currency)
    if (fixed.amount < 0) throw tooSmall(0, 'fixed_amount[amount]')
    return tx.insert(shippingRate, {
      active: true,
      created: tx.now,
      delivery_estimate: estimate(params),
      display_name: params.display_name,
      fixed_amount: { amount: fixed.amount, currency },
      livemode: false,
      metadata: mergeMetadata({}, params.metadata),
      tax_behavior: params.tax_behavior ?? 'unspecified',
      tax_code: params.tax_code ?? null,
      type: params.type ?? 'fixed_amount',
      hidden: { currency_options: options({}, fixed.currency_options ?? {}, currency) },
    })
  })
  .on<Stripe.ShippingRateRetrieveParams>('GET /v1/shipping_rates/{id}', (_tx, _params, self) => self)
  .on<Stripe.ShippingRateListParams>('GET /v1/shipping_rates', (tx, { currency, ...params }) =>
    list(
      tx,
      shippingRate,
      { ...params, ...(currency !== undefined && { currency: checkCurrency(currency) }) } as never,
      '/v1/shipping_rates',
    ),
  )
  .on<Stripe.ShippingRateUpdateParams>('POST /v1/shipping_rates/{id}', (tx, params, self) => {
    const { active, fixed_amount, metadata, tax_behavior } = params
    const more = fixed_amount?.currency_options
    if (tax_behavior !== undefined) checkDecided(self.tax_behavior!, tax_behavior, 'tax_behavior')
    return tx.update(shippingRate, self, {
      ...(active !== undefined && { active }),
      ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata, metadata) }),
      ...(tax_behavior !== undefined && { tax_behavior }),
      ...(more !== undefined && {
        hidden: { currency_options: options(self.hidden.currency_options, more, self.fixed_amount!.currency) },
      }),
    })
  })

/** One that is made for what is bought with it, through the front door; `hash` is where its parameters stand. */
export function shippingRateFor(tx: Tx, data: object, hash: string): ShippingRate {
  const made = tx.attempt(() => tx.request('POST', '/v1/shipping_rates', data))
  if (made instanceof StripeError) throw within(hash, made)
  return tx.get(shippingRate, made.id)
}

/** The bounds of how long it takes; what is not given is open. */
function estimate({ delivery_estimate: given }: Create): ShippingRate['delivery_estimate'] {
  if (!given) return null
  for (const bound of ['maximum', 'minimum'] as const)
    if (given[bound] && given[bound].value < 1) throw tooSmall(1, `delivery_estimate[${bound}][value]`)
  return { maximum: given.maximum ?? null, minimum: given.minimum ?? null }
}

/** The amounts in other currencies after a change: those that are not named stay. [K] */
function options(before: ShippingRateState['currency_options'], wished: Wished, own: string) {
  const param = 'fixed_amount[currency_options]'
  checkOptions(wished, own, param)
  const changed = Object.entries(wished).map(([currency, { amount, tax_behavior }]): [string, Option] => {
    const at = `${param}[${currency}]`
    const known = before[currency]
    if (amount === undefined && !known) throw missingParameter(`${at}[amount]`)
    if (amount !== undefined && amount < 0) throw tooSmall(0, `${at}[amount]`)
    if (known && tax_behavior !== undefined) checkDecided(known.tax_behavior, tax_behavior, `${at}[tax_behavior]`)
    return [
      currency,
      {
        amount: amount ?? known!.amount,
        tax_behavior: tax_behavior ?? known?.tax_behavior ?? 'unspecified',
      },
    ]
  })
  return { ...before, ...Object.fromEntries(changed) }
}

/** Whether tax is in it is decided once, as with prices. Wording [M]. */
function checkDecided(before: TaxBehavior, after: TaxBehavior, param: string): void {
  if (before !== 'unspecified' && after !== before)
    throw invalid('You cannot change the `tax_behavior` of a shipping rate once it is set.', { param })
}
