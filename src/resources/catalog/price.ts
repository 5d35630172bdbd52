// Prices: how much and how often a product costs. After creation only its labels change. (https://docs.stripe.com/api/prices)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { exclusive, invalid, tooSmall, unbuilt } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { lifecycle, object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { currencies } from '../../lib/money.ts'
import { product } from './product.ts'

export const price = object<Stripe.Price>('price', {
  prefix: 'price',
  inPath: { retrieve: 'price', others: 'id' },
  events: lifecycle('price'),
  terms: (row) =>
    row.recurring
      ? [`recurring.interval=${row.recurring.interval}`, `recurring.usage_type=${row.recurring.usage_type}`]
      : [],
})

type Create = Params<Stripe.PriceCreateParams>

export const prices = resource(price)
  .on<Stripe.PriceCreateParams>('POST /v1/prices', (tx, params) => {
    const currency = checkCurrency(params.currency)
    if (params.product !== undefined && params.product_data) throw exclusive(['product', 'product_data'])
    const owner = params.product !== undefined ? tx.get(product, params.product, 'product') : newProduct(tx, params)
    if (params.lookup_key !== undefined) takeLookupKey(tx, params.lookup_key, params.transfer_lookup_key === true)
    return tx.insert(price, {
      active: params.active ?? true,
      billing_scheme: params.billing_scheme ?? 'per_unit',
      created: tx.now,
      currency,
      custom_unit_amount: null,
      livemode: false,
      lookup_key: params.lookup_key ?? null,
      metadata: mergeMetadata({}, params.metadata),
      nickname: params.nickname ?? null,
      product: owner.id,
      recurring: recurring(params),
      tax_behavior: params.tax_behavior ?? 'unspecified',
      tiers_mode: null,
      transform_quantity: null,
      type: params.recurring ? 'recurring' : 'one_time',
      ...amount(params),
    })
  })
  .on<Stripe.PriceRetrieveParams>('GET /v1/prices/{id}', (_tx, _params, self) => self)
  .on<Stripe.PriceUpdateParams>('POST /v1/prices/{id}', (tx, params, self) => {
    if (
      params.tax_behavior !== undefined &&
      self.tax_behavior !== 'unspecified' &&
      params.tax_behavior !== self.tax_behavior
    )
      throw invalid('You cannot change the `tax_behavior` of a price once it is set.', { param: 'tax_behavior' })
    if (params.lookup_key) takeLookupKey(tx, params.lookup_key, params.transfer_lookup_key === true, self.id)
    return tx.update(price, self, {
      ...(params.active !== undefined && { active: params.active }),
      ...(params.lookup_key !== undefined && { lookup_key: params.lookup_key || null }),
      ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata, params.metadata) }),
      ...(params.nickname !== undefined && { nickname: params.nickname || null }),
      ...(params.tax_behavior !== undefined && { tax_behavior: params.tax_behavior }),
    })
  })
  .on<Stripe.PriceListParams>('GET /v1/prices', (tx, { recurring, ...params }) => {
    if (params.product !== undefined) tx.get(product, params.product, 'product')
    const more = Object.entries(recurring ?? {}).map(([name, value]) => `recurring.${name}=${value}`)
    return list(tx, price, params as never, '/v1/prices', more)
  })

/** The currency's ISO code in lower case, or Stripe's refusal, which lists the ones it takes. */
export function checkCurrency(code: string): string {
  const lower = code.toLowerCase()
  if (!Object.hasOwn(currencies, lower))
    throw invalid(
      `Invalid currency: ${lower}. Stripe currently supports these currencies: ${Object.keys(currencies).join(', ')}`,
      { param: 'currency' },
    )
  return lower
}

/** What the simple schemes need; tiers and custom amounts are refused by name until they behave. */
function amount(params: Create): { unit_amount: number | null; unit_amount_decimal: string | null } {
  for (const name of ['tiers', 'tiers_mode', 'transform_quantity', 'custom_unit_amount', 'currency_options'] as const) {
    if (params[name] !== undefined) throw unbuilt(`Brindle does not price by ${name} yet.`, name)
  }
  if (params.billing_scheme === 'tiered') throw unbuilt('Brindle does not price by tiers yet.', 'billing_scheme')
  const { unit_amount, unit_amount_decimal } = params
  if (unit_amount !== undefined && unit_amount_decimal !== undefined)
    throw exclusive(['unit_amount', 'unit_amount_decimal'])
  if (unit_amount !== undefined) {
    if (unit_amount < 0) throw tooSmall(0, 'unit_amount')
    return { unit_amount, unit_amount_decimal: String(unit_amount) }
  }
  if (unit_amount_decimal === undefined)
    throw invalid('Prices require an `unit_amount` or `unit_amount_decimal` parameter to be set.')
  if (unit_amount_decimal.startsWith('-')) throw tooSmall(0, 'unit_amount_decimal')
  const whole = /^\d+(\.0*)?$/.test(unit_amount_decimal)
  return { unit_amount: whole ? Number(unit_amount_decimal) : null, unit_amount_decimal }
}

/** Longest periods per interval: three years. (https://docs.stripe.com/api/prices/create) */
const INTERVALS_MAX = { day: 1095, week: 156, month: 36, year: 3 } as const

function recurring({ recurring: asked }: Create): Row<Stripe.Price>['recurring'] {
  if (!asked) return null
  const { interval, interval_count = 1, usage_type = 'licensed', trial_period_days = null } = asked
  if (usage_type === 'metered') throw unbuilt('Brindle does not meter usage yet.', 'recurring[usage_type]')
  if (interval_count < 1) throw tooSmall(1, 'recurring[interval_count]')
  if (interval_count > INTERVALS_MAX[interval])
    throw invalid('The maximum number of years between subscription billings is 3.', {
      param: 'recurring[interval_count]',
    })
  return { interval, interval_count, meter: null, trial_period_days, usage_type }
}

function newProduct(tx: Tx, { product_data }: Create): { id: string } {
  if (!product_data) throw invalid('You must specify either `product` or `product_data` when creating a price.')
  return tx.request('POST', '/v1/products', product_data)
}

/** A lookup key belongs to one price; another one can only take it over. */
function takeLookupKey(tx: Tx, key: string, transfer: boolean, taker?: string): void {
  const [holder] = tx.list(price, [`lookup_key=${key}`], { limit: 1 })
  if (!holder || holder.id === taker) return
  if (!transfer)
    throw invalid(`A price (\`${holder.id}\`) already uses that lookup key.`, {
      code: 'resource_already_exists',
      param: 'lookup_key',
    })
  tx.update(price, holder, { lookup_key: null })
}
