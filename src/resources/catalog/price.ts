// Prices: how much and how often a product costs. After creation only its labels change, and its options of other
// currencies. A recurring one is a plan as well. (https://docs.stripe.com/api/prices)
// One file because creating, `price_data` and plans make the same row by the same rules.
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, noSuch, tooLarge, tooSmall } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type ObjectType, type Row, resource } from '../../kernel/resource.ts'
import { search } from '../../kernel/search.ts'
import type { Tx } from '../../kernel/tx.ts'
import { currencies, unitAmountFromDecimal } from '../../lib/money.ts'
import type { Pricing } from '../../rules/pricing.ts'
import { aggregateUsage } from './aggregate_usage.ts'
import { planOf } from './plan_shape.ts'
import {
  either,
  hasAmounts,
  inside,
  type Kind,
  type PriceOption,
  type PriceTier,
  pricingIn,
  type Say,
} from './price_amount.ts'
import { inlineProduct, product } from './product.ts'

export interface PriceState {
  /** Shown only where they are expanded, as are the options. */
  readonly tiers?: readonly PriceTier[]
  /** Beside the price's own currency. */
  readonly options?: Readonly<Record<string, PriceOption>>
  /** Those that were taken away: what was sold by them goes on. [K] */
  readonly retired?: Readonly<Record<string, PriceOption>>
  /** How often the options changed. */
  readonly revision?: number
  /** Made by `price_data`, for one use. */
  readonly inline?: true
}
export type PriceRow = Row<Stripe.Price, PriceState>

/** What a plan shows too. */
const SEEN_IN_PLANS = ['active', 'metadata', 'nickname', 'product', 'recurring']

/**
 * A recurring price is news of a plan, and then of a price: so logs of `stripe listen` of 2025-07-10 (2022-08-01) and 2026-03-19
 * (2025-07-30.basil) show it. That changes and deletions go the same way, and that `price_data` is no news, is [K].
 */
export const price: ObjectType<Stripe.Price, PriceState> = object<Stripe.Price, PriceState>('price', {
  prefix: 'price',
  inPath: { retrieve: 'price', others: 'id' },
  events: [
    { on: 'insert', where: ({ hidden }: PriceRow) => hidden.inline === true, types: [] },
    { on: 'insert', where: isPlan, types: ['plan.created', 'price.created'] },
    { on: 'insert', types: ['price.created'] },
    { on: 'delete', where: isPlan, types: ['plan.deleted', 'price.deleted'] },
    { on: 'update', where: isPlan, changed: SEEN_IN_PLANS, types: ['plan.updated', 'price.updated'] },
    { on: 'update', grew: 'hidden.revision', types: ['price.updated'] },
    { on: 'update', types: ['price.updated'] },
  ],
  toldAs: { plan: planOf },
  terms: ({ recurring, hidden }) => [
    ...Object.entries(recurring ?? {}).flatMap(([name, value]) =>
      value === null ? [] : [`recurring.${name}=${value}`],
    ),
    ...(hidden.inline ? [] : ['listed=true']),
  ],
  // https://docs.stripe.com/search#query-fields-for-prices
  searchable: { active: 'token', currency: 'token', lookup_key: 'string', product: 'token', type: 'token' },
  includes: {
    // Within another object, only its row knows them.
    tiers: (tx, { id, tiers_mode, hidden }) =>
      hidden.tiers ?? (tiers_mode === null ? null : (tx.find(price, id)?.hidden.tiers ?? null)),
    currency_options: (_tx, row) =>
      Object.fromEntries(Object.entries(optionsOf(row)).map(([code, { tiers: _, ...option }]) => [code, option])),
    ...Object.fromEntries(
      Object.keys(currencies).map((code) => [
        `currency_options.${code}.tiers`,
        (_tx: Tx, row: PriceRow) => optionsOf(row)[code]?.tiers ?? null,
      ]),
    ),
  },
})

/** Whether a price is a plan, too. */
export function isPlan({ type }: { readonly type: string }): boolean {
  return type === 'recurring'
}

type Create = Params<Stripe.PriceCreateParams>
type Update = Params<Stripe.PriceUpdateParams>

export const prices = resource(price)
  .on<Stripe.PriceCreateParams>('POST /v1/prices', (tx, params) => insertPrice(tx, params))
  .on<Stripe.PriceRetrieveParams>('GET /v1/prices/{id}', (_tx, _params, self) => self)
  .on<Stripe.PriceUpdateParams>(
    'POST /v1/prices/{id}',
    (tx, params, self) => {
      if (isDecided(self.tax_behavior, params.tax_behavior)) throw taxDecided('tax_behavior')
      if (params.active === false) checkArchivable(tx, self)
      if (params.lookup_key) takeLookupKey(tx, params.lookup_key, params.transfer_lookup_key === true, self.id)
      return tx.update(price, self, {
        ...(params.active !== undefined && { active: params.active }),
        ...(params.lookup_key !== undefined && { lookup_key: params.lookup_key || null }),
        ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata, params.metadata) }),
        ...(params.nickname !== undefined && { nickname: params.nickname || null }),
        ...(params.tax_behavior !== undefined && { tax_behavior: params.tax_behavior }),
        ...(params.currency_options !== undefined && { hidden: withOptions(self, params.currency_options) }),
      })
    },
    { reads: ['self.product'] },
  )
  .on<Stripe.PriceListParams>('GET /v1/prices', (tx, { recurring, ...params }) => {
    if (params.product !== undefined) tx.get(product, params.product, 'product')
    const more = Object.entries(recurring ?? {}).map(([name, value]) => `recurring.${name}=${value}`)
    return list(tx, price, params as never, '/v1/prices', [LISTED, ...more])
  })
  .on<Stripe.PriceSearchParams>('GET /v1/prices/search', (tx, params) => search(tx, price, params, '/v1/prices/search'))

/** Prices of `price_data` are in no list. (https://docs.stripe.com/api/prices/list) */
export const LISTED = 'listed=true'

const itself: Say = (param) => param

/** Makes a price, or throws the refusal. `say` is how the caller knows the parameters, `more` what no caller can ask for. */
export function insertPrice(
  tx: Tx,
  params: Create,
  say: Say = itself,
  more: { readonly id?: string; readonly inline?: true } = {},
): PriceRow {
  const currency = checkCurrency(params.currency, say('currency'))
  if (params.product !== undefined && params.product_data) throw either(['product', 'product_data'], say)
  const owner = params.product !== undefined ? tx.get(product, params.product, say('product')) : newProduct(tx, params)
  if (params.lookup_key !== undefined) takeLookupKey(tx, params.lookup_key, params.transfer_lookup_key === true)
  if (params.transform_quantity && params.transform_quantity.divide_by < 1)
    throw tooSmall(1, `${say('transform_quantity')}[divide_by]`)
  const kind = kindOf(params, say)
  const recurring = recurringIn(tx, params, say)
  const { tiers, ...amounts } = pricingIn(params, kind, currency, undefined, say)
  const options = optionsIn({}, params.currency_options ?? {}, kind, currency, say)
  return tx.insert(price, {
    ...(more.id !== undefined && { id: more.id }),
    active: params.active ?? true,
    billing_scheme: params.billing_scheme ?? 'per_unit',
    created: tx.now,
    currency,
    livemode: false,
    lookup_key: params.lookup_key ?? null,
    metadata: mergeMetadata({}, params.metadata),
    nickname: params.nickname ?? null,
    product: owner.id,
    recurring,
    tax_behavior: params.tax_behavior ?? 'unspecified',
    tiers_mode: params.tiers_mode ?? null,
    transform_quantity: params.transform_quantity ?? null,
    type: recurring ? 'recurring' : 'one_time',
    ...amounts,
    hidden: {
      ...(tiers && { tiers }),
      ...(params.currency_options && { options }),
      ...(more.inline && { inline: true }),
    },
  })
}

/** What `price_data` has where an invoice item, a subscription or a Checkout Session takes it. */
export interface PriceData {
  readonly currency: string
  readonly product?: string
  readonly product_data?: Create['product_data']
  readonly recurring?: { readonly interval: Stripe.Price.Recurring.Interval; readonly interval_count?: number }
  readonly tax_behavior?: Create['tax_behavior']
  readonly unit_amount?: number
  readonly unit_amount_decimal?: string
}

/**
 * The price of `price_data`, which stands at the parameter `param`: for this one use, inactive and in no list.
 * (github.com/stripe/stripe-python/issues/1724) `recurring` says whether it has to recur, or must not.
 */
export function inlinePrice(
  tx: Tx,
  data: PriceData,
  param: string,
  { recurring }: { readonly recurring: 'required' | 'none' },
): PriceRow {
  const say = inside(param, itself)
  if (recurring === 'required' && !data.recurring) throw missingParameter(say('recurring'))
  if (recurring === 'none' && data.recurring)
    // The words are those of a price that is given by its id.
    throw invalid(
      'The price specified is set to `type=recurring` but this field only accepts prices with `type=one_time`.',
      { param: say('recurring') },
    )
  return insertPrice(tx, { ...data, active: false } as Create, say, { inline: true })
}

/**
 * The price behind an amount that is said on an invoice, in minor units as a decimal; it may be negative. Recorded: it has an
 * id, and a product of its own.
 */
export function adHocPrice(
  tx: Tx,
  { currency, unit_amount_decimal, name }: { currency: string; unit_amount_decimal: string; name: string },
): PriceRow {
  return tx.insert(price, {
    active: false,
    billing_scheme: 'per_unit',
    created: tx.now,
    currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    product: inlineProduct(tx, name).id,
    recurring: null,
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: 'one_time',
    unit_amount: unitAmountFromDecimal(unit_amount_decimal),
    unit_amount_decimal,
    hidden: { inline: true },
  } as never)
}

/** How a price is computed, for the rules: in its own currency, or in one of its options. */
export function pricingOf(row: PriceRow, currency: string = row.currency): Pricing {
  const { billing_scheme, tiers_mode, transform_quantity } = row
  const { unit_amount_decimal, tiers = [] } = optionIn(row, currency)
  return {
    billing_scheme,
    unit_amount_decimal: unit_amount_decimal ?? null,
    tiers,
    tiers_mode,
    transform_quantity,
  } as Pricing
}

/** Whether the amounts of a price in a currency contain their tax, as far as the price says it. */
export const taxBehaviorIn = (row: PriceRow, currency: string): string | undefined =>
  optionIn(row, currency).tax_behavior ?? undefined

/** One that was taken away stays in force for what was sold in it. */
const optionIn = (row: PriceRow, currency: string): Partial<PriceOption> =>
  optionsOf(row)[currency] ?? row.hidden.retired?.[currency] ?? {}

/** The currencies that a price is in: its own first. */
export const currenciesOf = ({ currency, hidden }: PriceRow): string[] => [
  currency,
  ...Object.keys(hidden.options ?? {}),
]

/** What the price comes to by currency, its own too, by their codes. */
function optionsOf({ currency, custom_unit_amount, tax_behavior, unit_amount, unit_amount_decimal, hidden }: PriceRow) {
  const own = { custom_unit_amount, tax_behavior, unit_amount, unit_amount_decimal }
  const all = { ...hidden.options, [currency]: { ...own, ...(hidden.tiers && { tiers: hidden.tiers }) } }
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1))) as Record<string, PriceOption>
}

/** The currency's ISO code in lower case, or Stripe's refusal, which lists the ones it takes. */
export function checkCurrency(code: string, param = 'currency'): string {
  const lower = code.toLowerCase()
  if (!Object.hasOwn(currencies, lower))
    throw invalid(
      `Invalid currency: ${lower}. Stripe currently supports these currencies: ${Object.keys(currencies).join(', ')}`,
      { param },
    )
  return lower
}

/** What the amounts are, checked against what a price of that kind may be. Wordings [M] but for the recorded one. */
function kindOf(params: Create, say: Say): Kind {
  const isTiered = params.billing_scheme === 'tiered'
  for (const name of ['tiers', 'tiers_mode'] as const) {
    if (params[name] !== undefined && !isTiered)
      throw invalid(`You cannot use \`${say(name)}\` unless \`billing_scheme\` is \`tiered\`.`, { param: say(name) })
  }
  if (params.custom_unit_amount && params.recurring)
    throw invalid('Prices with `type=recurring` are not supported with `custom_unit_amount`.', {
      param: say('custom_unit_amount'),
    })
  if (!isTiered) return params.custom_unit_amount ? 'custom_unit_amount' : 'unit_amount'
  // Recorded, with this param.
  if (!params.recurring)
    throw invalid('Prices with `type=one_time` are not supported with tiered billing.', { param: 'interval' })
  if (params.tiers_mode === undefined) throw missingParameter(say('tiers_mode'))
  if (params.transform_quantity)
    throw invalid(`You cannot use \`${say('transform_quantity')}\` with \`tiers\`.`, {
      param: say('transform_quantity'),
    })
  return 'tiers'
}

type Options = Readonly<Record<string, PriceOption>>
type OptionsGiven = NonNullable<Create['currency_options']>

/** Options of other currencies, as they are after some were given. Each comes to something in the way that the price does. */
function optionsIn(before: Options, given: OptionsGiven, kind: Kind, own: string, say: Say): Options {
  const after: Record<string, PriceOption> = { ...before }
  for (const [code, option] of Object.entries(given)) {
    const root = `currency_options[${code}]`
    const currency = checkCurrency(code, say(root))
    // In Stripe's words: github.com/stripe/stripe-node/issues/2154. The param is that of an update.
    if (currency === own)
      throw invalid(
        'You are specifying a currency option that matches the top-level currency for this price. Please remove this ' +
          'currency option and it will be added automatically on creation.',
        { param: say(root) },
      )
    const known = before[currency]
    if (known && isDecided(known.tax_behavior, option.tax_behavior)) throw taxDecided(say(`${root}[tax_behavior]`))
    const amounts = known && !hasAmounts(option) ? known : pricingIn(option, kind, currency, root, say)
    after[currency] = { ...amounts, tax_behavior: option.tax_behavior ?? known?.tax_behavior ?? 'unspecified' }
  }
  return after
}

/** What is hidden of a price whose options change: those given are added or changed, `''` takes all away. [K] */
function withOptions(self: PriceRow, given: NonNullable<Update['currency_options']>): PriceState {
  const { hidden, currency } = self
  // In Stripe's words: github.com/stripe/stripe-node/issues/1559.
  const own = given === '' ? undefined : Object.keys(given).find((code) => code.toLowerCase() === currency)
  if (own !== undefined)
    throw invalid(
      'You are specifying an update to a currency option that matches the top-level currency for this price. Please ' +
        'remove this currency option and update the top-level params instead.',
      { param: `currency_options[${own}]` },
    )
  const kind = hidden.tiers ? 'tiers' : self.custom_unit_amount ? 'custom_unit_amount' : 'unit_amount'
  const options = given === '' ? {} : optionsIn(hidden.options ?? {}, given, kind, currency, itself)
  const retired = given === '' && { retired: { ...hidden.retired, ...hidden.options } }
  return { ...hidden, ...retired, options, revision: (hidden.revision ?? 0) + 1 }
}

/** Whether a decision about taxes would be taken back. (https://docs.stripe.com/api/prices/update#update_price-tax_behavior) */
const isDecided = (before: string | null, wanted: string | undefined): boolean =>
  wanted !== undefined && before !== null && before !== 'unspecified' && wanted !== before

const taxDecided = (param: string) =>
  invalid('You cannot change the `tax_behavior` of a price once it is set.', { param })

/** Longest periods per interval: three years. (https://docs.stripe.com/api/prices/create) */
const INTERVALS_MAX = { day: 1095, week: 156, month: 36, year: 3 } as const
/** Two years, as of a subscription. (https://docs.stripe.com/api/subscriptions/create#create_subscription-trial_period_days) [K] */
const TRIAL_MAX = 730

function recurringIn(tx: Tx, { recurring }: Create, say: Say): PriceRow['recurring'] {
  if (!recurring) return null
  const { interval, interval_count = 1, usage_type = 'licensed', meter, trial_period_days = null } = recurring
  const at = (name: string) => say(`recurring[${name}]`)
  if (interval_count < 1) throw tooSmall(1, at('interval_count'))
  if (interval_count > INTERVALS_MAX[interval])
    throw invalid('The maximum number of years between subscription billings is 3.', { param: at('interval_count') })
  checkTrial(trial_period_days, at('trial_period_days'))
  checkMeter(tx, usage_type, meter, at('meter'))
  const unmetered = aggregateUsage(tx, recurring, at)
  return { ...unmetered, interval, interval_count, meter: meter ?? null, trial_period_days, usage_type }
}

/** The days of a trial, if there are any. */
export function checkTrial(days: number | null, param: string): void {
  if (days !== null && days < 1) throw tooSmall(1, param)
  if (days !== null && days > TRIAL_MAX) throw tooLarge(TRIAL_MAX, days, param)
}

function checkMeter(tx: Tx, usage: 'licensed' | 'metered', meter: string | undefined, param: string): void {
  if (usage === 'licensed') {
    // [M]
    if (meter !== undefined) throw invalid('You can only specify a `meter` when `usage_type` is `metered`.', { param })
    return
  }
  // Usage is reported item by item then.
  if (meter === undefined) return
  const [row] = tx.any([meter])
  if (row?.object !== 'billing.meter') throw noSuch('meter', meter, param)
  // [M]
  if (row.status !== 'active') throw invalid(`The meter \`${meter}\` is inactive.`, { param })
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

/** In Stripe's words: github.com/stripe/stripe-python/issues/658. */
export function checkArchivable(tx: Tx, { id, product: owner }: PriceRow): void {
  if (tx.find(product, owner as string)?.default_price === id)
    throw invalid('This price cannot be archived because it is the default price of its product.')
}
