// Prices that are no single amount: tiers, packages, and what the customer wants to pay.
// (https://docs.stripe.com/products-prices/pricing-models; "recorded" is Stripe's own answer at 2026-08-26.dahlia)
import assert from 'node:assert/strict'
import test from 'node:test'
import { rational } from '../../../src/lib/rational.ts'
import { currenciesOf, type PriceRow, pricingOf } from '../../../src/resources/catalog/price.ts'
import { lineAmount } from '../../../src/rules/pricing.ts'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

async function product({ stripe, news }: Pick<Sandbox, 'stripe' | 'news'>): Promise<string> {
  const { id } = await stripe.products.create({ name: 'Photos' })
  await news()
  return id
}

const MONTHLY = 'currency=usd&recurring[interval]=month'
const TIERED = `${MONTHLY}&billing_scheme=tiered&tiers_mode=graduated`
const tier = (i: number, up_to: number | 'inf', more: string) => `&tiers[${i}][up_to]=${up_to}&tiers[${i}]${more}`
const TIERS = `${tier(0, 5, '[unit_amount]=500')}${tier(1, 'inf', '[unit_amount]=400')}`

behaves('POST /v1/prices', 'has tiers, which are shown where they are expanded', async (world) => {
  const owner = await product(world)
  const form =
    `${MONTHLY}&product=${owner}&billing_scheme=tiered&tiers_mode=volume` +
    tier(0, 10, '[unit_amount_decimal]=12.50&tiers[0][flat_amount]=0') +
    tier(1, 20, '[flat_amount_decimal]=0.5') +
    tier(2, 'inf', '[unit_amount]=9')
  const { body } = await world.call('POST', '/v1/prices', form)
  const { id, created, ...rest } = body
  // Recorded: the amounts of a tiered price are null, and its tiers are not there.
  assert.deepEqual(rest, {
    object: 'price',
    active: true,
    billing_scheme: 'tiered',
    currency: 'usd',
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    product: owner,
    recurring: { interval: 'month', interval_count: 1, meter: null, trial_period_days: null, usage_type: 'licensed' },
    tax_behavior: 'unspecified',
    tiers_mode: 'volume',
    transform_quantity: null,
    type: 'recurring',
    unit_amount: null,
    unit_amount_decimal: null,
  })
  const shown = await world.call('GET', `/v1/prices/${id}?expand[]=tiers`)
  assert.deepEqual(shown.body, {
    ...body,
    tiers: [
      { flat_amount: 0, flat_amount_decimal: '0', unit_amount: null, unit_amount_decimal: '12.5', up_to: 10 },
      { flat_amount: null, flat_amount_decimal: '0.5', unit_amount: null, unit_amount_decimal: null, up_to: 20 },
      { flat_amount: null, flat_amount_decimal: null, unit_amount: 9, unit_amount_decimal: '9', up_to: null },
    ],
  })
  const list = await world.call('GET', '/v1/prices?expand[]=data.tiers')
  assert.deepEqual(list.body.data[0].tiers, shown.body.tiers)
  assert.deepEqual(await world.news(), ['plan.created', 'price.created'])
})

behaves('GET /v1/prices/{id}', 'has no tiers to expand where it is one amount', async (world) => {
  const { id } = await world.stripe.prices.create({ product: await product(world), currency: 'usd', unit_amount: 5 })
  const { body } = await world.call('GET', `/v1/prices/${id}?expand[]=tiers`)
  assert.equal(body.tiers, null)
  assert.deepEqual(await world.news(), ['price.created'])
})

behaves('POST /v1/prices', 'refuses tiers that leave a quantity without a price, or are not needed', async (world) => {
  const owner = await product(world)
  const make = (form: string) => world.call('POST', '/v1/prices', `product=${owner}&${form}`)
  const last = /^The last tier, and only the last, must have an `up_to` of `inf`\.$/
  const rising = 'The `up_to` of each tier must be greater than that of the tier before it.'
  const needed = { code: 'parameter_missing' }
  const refusals = [
    [TIERED, { ...needed, param: 'tiers', message: 'Missing required param: tiers.' }],
    [`${TIERED}&tiers=`, { ...needed, param: 'tiers', message: 'Missing required param: tiers.' }],
    [
      `${MONTHLY}&billing_scheme=tiered${TIERS}`,
      { ...needed, param: 'tiers_mode', message: 'Missing required param: tiers_mode.' },
    ],
    // github.com/stripe/stripe-python/issues/428
    [
      `${TIERED}&tiers[0][unit_amount]=5`,
      { ...needed, param: 'tiers[0][up_to]', message: 'Missing required param: tiers[0][up_to].' },
    ],
    // github.com/lukasaron/terraform-provider-stripe/issues/45
    [`${TIERED}&tiers[0][up_to]=inf`, { param: 'tiers', message: 'An entry in the tiers array is missing an amount.' }],
    [`${TIERED}${tier(0, 5, '[unit_amount]=5')}`, { param: 'tiers[0][up_to]', message: last }],
    [
      `${TIERED}${tier(0, 'inf', '[unit_amount]=5')}${tier(1, 'inf', '[unit_amount]=5')}`,
      { param: 'tiers[0][up_to]', message: last },
    ],
    [
      `${TIERED}${tier(0, 5, '[unit_amount]=5')}${tier(1, 5, '[unit_amount]=4')}${tier(2, 'inf', '[unit_amount]=3')}`,
      { param: 'tiers[1][up_to]', message: rising },
    ],
    [
      `${TIERED}${tier(0, 0, '[unit_amount]=5')}${tier(1, 'inf', '[unit_amount]=5')}`,
      { param: 'tiers[0][up_to]', message: rising },
    ],
    [
      `${TIERED}${tier(0, 'inf', '[unit_amount]=-5')}`,
      { code: 'parameter_invalid_integer', param: 'tiers[0][unit_amount]', message: 'Invalid non-negative integer' },
    ],
    [
      `${TIERED}${tier(0, 'inf', '[flat_amount]=5&tiers[0][flat_amount_decimal]=5')}`,
      {
        param: 'tiers[0][flat_amount]',
        message: 'You may only specify one of these parameters: tiers[0][flat_amount], tiers[0][flat_amount_decimal].',
      },
    ],
    [
      `${TIERED}${TIERS}&unit_amount=5`,
      { param: 'unit_amount', message: 'You cannot use `unit_amount` with a price that has `tiers`.' },
    ],
    [
      `${TIERED}${TIERS}&transform_quantity[divide_by]=5&transform_quantity[round]=up`,
      { param: 'transform_quantity', message: 'You cannot use `transform_quantity` with `tiers`.' },
    ],
    [
      `${MONTHLY}&unit_amount=5${TIERS}`,
      { param: 'tiers', message: 'You cannot use `tiers` unless `billing_scheme` is `tiered`.' },
    ],
    [
      `${MONTHLY}&unit_amount=5&tiers_mode=volume`,
      { param: 'tiers_mode', message: 'You cannot use `tiers_mode` unless `billing_scheme` is `tiered`.' },
    ],
    // Recorded, with the parameter that it points at.
    [
      `currency=usd&billing_scheme=tiered&tiers_mode=volume${TIERS}`,
      { param: 'interval', message: 'Prices with `type=one_time` are not supported with tiered billing.' },
    ],
  ] as const
  for (const [form, expected] of refusals) refused(await make(form), 400, expected)
  const many = Array.from({ length: 101 }, (_, i) => tier(i, i === 100 ? 'inf' : i + 1, '[unit_amount]=1')).join('')
  refused(await make(`${TIERED}${many}`), 400, { param: 'tiers', message: 'A price can have at most 100 tiers.' })
  assert.deepEqual(await world.news(), [])
})

behaves('POST /v1/prices', 'divides what is bought into packages', async (world) => {
  const owner = await product(world)
  const make = (more: string) =>
    world.call('POST', '/v1/prices', `currency=usd&product=${owner}&unit_amount=5&transform_quantity${more}`)
  const { body } = await make('[divide_by]=5&transform_quantity[round]=up')
  assert.deepEqual(body.transform_quantity, { divide_by: 5, round: 'up' }) // Recorded.
  refused(await make('[divide_by]=0&transform_quantity[round]=down'), 400, {
    code: 'parameter_invalid_integer',
    param: 'transform_quantity[divide_by]',
    message: 'This value must be greater than or equal to 1.',
  })
  refused(await make('[divide_by]=5'), 400, {
    code: 'parameter_missing',
    param: 'transform_quantity[round]',
    message: 'Missing required param: transform_quantity[round].',
  })
  assert.deepEqual(await world.news(), ['price.created'])
})

behaves('POST /v1/prices', 'lets the customer say how much, within bounds', async (world) => {
  const owner = await product(world)
  const make = (more: string) => world.call('POST', '/v1/prices', `currency=usd&product=${owner}${more}`)
  const custom = (name: string, value: number) => `&custom_unit_amount[${name}]=${value}`
  const enabled = '&custom_unit_amount[enabled]=true'
  const { body } = await make(`${enabled}${custom('minimum', 100)}${custom('preset', 500)}${custom('maximum', 10_000)}`)
  // Recorded: `enabled` is not shown, and the amounts are null.
  assert.deepEqual(body.custom_unit_amount, { maximum: 10_000, minimum: 100, preset: 500 })
  assert.deepEqual([body.unit_amount, body.unit_amount_decimal, body.billing_scheme], [null, null, 'per_unit'])
  const free = await make(enabled)
  assert.deepEqual(free.body.custom_unit_amount, { maximum: null, minimum: null, preset: null })
  // A dollar price is charged from 50 cents on: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
  const tooSmall = (least: number) => ({
    code: 'parameter_invalid_integer',
    message: `This value must be greater than or equal to ${least}.`,
  })
  const refusals = [
    [`${enabled}${custom('minimum', 49)}`, { ...tooSmall(50), param: 'custom_unit_amount[minimum]' }],
    [
      `${enabled}${custom('minimum', 100)}${custom('maximum', 99)}`,
      { ...tooSmall(100), param: 'custom_unit_amount[maximum]' },
    ],
    [
      `${enabled}${custom('minimum', 100)}${custom('preset', 99)}`,
      { ...tooSmall(100), param: 'custom_unit_amount[preset]' },
    ],
    [
      `${enabled}${custom('maximum', 100)}${custom('preset', 101)}`,
      {
        code: 'parameter_invalid_integer',
        param: 'custom_unit_amount[preset]',
        message: "This value must be less than or equal to 100 (it currently is '101').",
      },
    ],
    // github.com/coreprocess/stripe-account-migration/pull/1
    [
      custom('minimum', 100),
      {
        code: 'parameter_missing',
        param: 'custom_unit_amount[enabled]',
        message: 'Missing required param: custom_unit_amount[enabled].',
      },
    ],
    [
      '&custom_unit_amount[enabled]=false',
      {
        param: 'custom_unit_amount[enabled]',
        message: 'Pass in `true` to enable `custom_unit_amount`, otherwise omit it.',
      },
    ],
    [
      `${enabled}&unit_amount=5`,
      { param: 'unit_amount', message: 'You cannot use `unit_amount` with a price that has `custom_unit_amount`.' },
    ],
    [
      `${enabled}&recurring[interval]=month`,
      {
        param: 'custom_unit_amount',
        message: 'Prices with `type=recurring` are not supported with `custom_unit_amount`.',
      },
    ],
  ] as const
  for (const [more, expected] of refusals) refused(await make(more), 400, expected)
  assert.deepEqual(await world.news(), ['price.created', 'price.created'])
})

behaves('POST /v1/prices', 'meters usage with a meter only', async (world) => {
  const owner = await product(world)
  const make = (more: string) => world.call('POST', '/v1/prices', `${MONTHLY}&product=${owner}&unit_amount=5${more}`)
  // Recorded, without a parameter.
  refused(await make('&recurring[usage_type]=metered'), 400, {
    message: 'Starting with Stripe version `2025-03-31.basil`, metered prices must be backed by meters.',
  })
  refused(await make('&recurring[usage_type]=metered&recurring[meter]=mtr_none'), 400, {
    code: 'resource_missing',
    param: 'recurring[meter]',
    message: "No such meter: 'mtr_none'",
  })
  refused(await make('&recurring[meter]=mtr_none'), 400, {
    param: 'recurring[meter]',
    message: 'You can only specify a `meter` when `usage_type` is `metered`.',
  })
  // The legacy way to add usage up is gone from the API: https://docs.stripe.com/changelog/basil/2025-03-31/deprecate-legacy-usage-based-billing
  refused(await make('&recurring[usage_type]=metered&recurring[aggregate_usage]=sum'), 400, {
    code: 'parameter_unknown',
    param: 'recurring[aggregate_usage]',
    message: 'Received unknown parameter: recurring[aggregate_usage]',
  })
  assert.deepEqual(await world.news(), [])
})

behaves('POST /v1/prices', 'has a trial of its own, of up to two years', async (world) => {
  const owner = await product(world)
  const make = (days: number) =>
    world.call('POST', '/v1/prices', `${MONTHLY}&product=${owner}&unit_amount=5&recurring[trial_period_days]=${days}`)
  assert.equal((await make(14)).body.recurring.trial_period_days, 14)
  const param = 'recurring[trial_period_days]'
  refused(await make(0), 400, { code: 'parameter_invalid_integer', param, message: /greater than or equal to 1\.$/ })
  refused(await make(731), 400, { code: 'parameter_invalid_integer', param, message: /less than or equal to 730 / })
  assert.deepEqual(await world.news(), ['plan.created', 'price.created'])
})

test('a price is computed in its own currency, and in those of its options', () => {
  const tiers = [
    { flat_amount: null, flat_amount_decimal: null, unit_amount: 500, unit_amount_decimal: '500', up_to: 5 },
    { flat_amount: 100, flat_amount_decimal: '100', unit_amount: 400, unit_amount_decimal: '400', up_to: null },
  ]
  const euro = tiers.map((one) => ({ ...one, unit_amount: 300, unit_amount_decimal: '300' }))
  const row = {
    billing_scheme: 'tiered',
    currency: 'usd',
    custom_unit_amount: null,
    tax_behavior: 'exclusive',
    tiers_mode: 'graduated',
    transform_quantity: null,
    unit_amount: null,
    unit_amount_decimal: null,
    hidden: { tiers, options: { eur: { tax_behavior: 'unspecified', tiers: euro } } },
  } as unknown as PriceRow
  assert.deepEqual(currenciesOf(row), ['usd', 'eur'])
  // 5 × 5.00 and 2 × 4.00 and 1.00 for the second tier; 7 × 3.00 and 1.00.
  assert.equal(lineAmount(pricingOf(row), rational(7n)), 3400)
  assert.equal(lineAmount(pricingOf(row, 'eur'), rational(7n)), 2200)
})
