// Shipping rates. (https://docs.stripe.com/api/shipping_rates)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

const GROUND = { display_name: 'Ground shipping', fixed_amount: { amount: 500, currency: 'usd' } }
const FORM = 'display_name=x&fixed_amount[amount]=500&fixed_amount[currency]=usd'

behaves('POST /v1/shipping_rates', 'is what the reference shows', async ({ call, news }) => {
  const form = 'display_name=Ground%20shipping&type=fixed_amount&fixed_amount[amount]=500&fixed_amount[currency]=usd'
  const { id, created, ...rest } = (await call('POST', '/v1/shipping_rates', form)).body
  assert.match(id, /^shr_1[A-Za-z0-9]{23}$/)
  assert.ok(created > 0)
  // The answer of docs.stripe.com/api/shipping_rates/create.
  assert.deepEqual(rest, {
    object: 'shipping_rate',
    active: true,
    delivery_estimate: null,
    display_name: 'Ground shipping',
    fixed_amount: { amount: 500, currency: 'usd' },
    livemode: false,
    metadata: {},
    tax_behavior: 'unspecified',
    tax_code: null,
    type: 'fixed_amount',
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/shipping_rates', 'says how long it takes, and what it costs elsewhere', async ({ stripe, news }) => {
  const made = await stripe.shippingRates.create({
    display_name: 'Air',
    delivery_estimate: { minimum: { unit: 'business_day', value: 2 } },
    fixed_amount: {
      amount: 0,
      currency: 'USD',
      currency_options: { eur: { amount: 900, tax_behavior: 'inclusive' }, jpy: { amount: 1000 } },
    },
    metadata: { a: '1' },
    tax_behavior: 'exclusive',
    tax_code: 'txcd_92010001',
    expand: ['fixed_amount.currency_options'],
  })
  assert.deepEqual(made.delivery_estimate, { maximum: null, minimum: { unit: 'business_day', value: 2 } })
  assert.deepEqual(made.fixed_amount, {
    amount: 0,
    currency: 'usd',
    currency_options: {
      eur: { amount: 900, tax_behavior: 'inclusive' },
      jpy: { amount: 1000, tax_behavior: 'unspecified' },
      usd: { amount: 0, tax_behavior: 'exclusive' },
    },
  })
  assert.deepEqual([made.metadata, made.tax_behavior, made.tax_code], [{ a: '1' }, 'exclusive', 'txcd_92010001'])
  // Absent where nobody asks.
  const { fixed_amount } = await stripe.shippingRates.retrieve(made.id)
  assert.deepEqual(fixed_amount, { amount: 0, currency: 'usd' })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/shipping_rates', 'refuses a rate that cannot be', async ({ call, news }) => {
  const rate = (form: string) => call('POST', '/v1/shipping_rates', form)
  for (const [param, form] of [
    ['display_name', 'fixed_amount[amount]=500&fixed_amount[currency]=usd'],
    ['fixed_amount', 'display_name=x&type=fixed_amount'],
    ['fixed_amount[amount]', 'display_name=x&fixed_amount[currency]=usd'],
    ['fixed_amount[currency]', 'display_name=x&fixed_amount[amount]=5'],
    ['delivery_estimate[maximum][unit]', `${FORM}&delivery_estimate[maximum][value]=5`],
    [
      'fixed_amount[currency_options][eur][amount]',
      `${FORM}&fixed_amount[currency_options][eur][tax_behavior]=inclusive`,
    ],
  ] as const)
    refused(await rate(form), 400, {
      code: 'parameter_missing',
      param,
      message: `Missing required param: ${param}.`,
    })
  refused(await rate('display_name=x&fixed_amount[amount]=-1&fixed_amount[currency]=usd'), 400, {
    code: 'parameter_invalid_integer',
    param: 'fixed_amount[amount]',
    message: 'This value must be greater than or equal to 0.',
  })
  refused(await rate(`${FORM}&delivery_estimate[minimum][unit]=day&delivery_estimate[minimum][value]=0`), 400, {
    code: 'parameter_invalid_integer',
    param: 'delivery_estimate[minimum][value]',
    message: 'This value must be greater than or equal to 1.',
  })
  refused(await rate(`${FORM}&fixed_amount[currency_options][eur][amount]=-1`), 400, {
    code: 'parameter_invalid_integer',
    param: 'fixed_amount[currency_options][eur][amount]',
    message: 'This value must be greater than or equal to 0.',
  })
  refused(await rate('display_name=x&fixed_amount[amount]=5&fixed_amount[currency]=xxx'), 400, {
    param: 'currency',
    message: /^Invalid currency: xxx\. /,
  })
  refused(await rate(`${FORM}&fixed_amount[currency_options][EUR][amount]=5`), 400, {
    param: 'fixed_amount[currency_options]',
    message: 'Currencies must be lowercase when used as keys in a map. Use `eur` instead of `EUR`.',
  })
  refused(await rate(`${FORM}&fixed_amount[currency_options][usd][amount]=5`), 400, {
    param: 'fixed_amount[currency_options]',
    message: 'The currency option `usd` must be different from the currency that is already set.',
  })
  refused(await rate(`${FORM}&type=weight`), 400, { param: 'type', message: 'Invalid type: must be fixed_amount' })
  refused(await rate(`${FORM}&active=false`), 400, {
    code: 'parameter_unknown',
    param: 'active',
    message: 'Received unknown parameter: active',
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/shipping_rates/{id}', 'is the rate', async ({ stripe, call, news }) => {
  const made = await stripe.shippingRates.create(GROUND)
  assert.deepEqual({ ...(await stripe.shippingRates.retrieve(made.id)) }, { ...made })
  refused(await call('GET', '/v1/shipping_rates/shr_none'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such shipping rate: 'shr_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/shipping_rates/{id}', 'changes what may change, in silence', async ({ stripe, call, news }) => {
  const made = await stripe.shippingRates.create({
    ...GROUND,
    fixed_amount: { ...GROUND.fixed_amount, currency_options: { eur: { amount: 450 } } },
    metadata: { a: '1', b: '2' },
  })
  const path = `/v1/shipping_rates/${made.id}`
  const changed = await stripe.shippingRates.update(made.id, {
    active: false,
    metadata: { a: '', c: '3' },
    tax_behavior: 'inclusive',
  })
  assert.deepEqual({ ...changed }, { ...made, active: false, metadata: { b: '2', c: '3' }, tax_behavior: 'inclusive' })
  const { fixed_amount } = await stripe.shippingRates.update(made.id, {
    fixed_amount: { currency_options: { eur: { tax_behavior: 'exclusive' }, gbp: { amount: 400 } } },
    expand: ['fixed_amount.currency_options'],
  })
  assert.deepEqual(fixed_amount!.currency_options, {
    eur: { amount: 450, tax_behavior: 'exclusive' },
    gbp: { amount: 400, tax_behavior: 'unspecified' },
    usd: { amount: 500, tax_behavior: 'inclusive' },
  })
  const decided = 'You cannot change the `tax_behavior` of a shipping rate once it is set.'
  refused(await call('POST', path, 'tax_behavior=exclusive'), 400, { param: 'tax_behavior', message: decided })
  refused(await call('POST', path, 'fixed_amount[currency_options][eur][tax_behavior]=inclusive'), 400, {
    param: 'fixed_amount[currency_options][eur][tax_behavior]',
    message: decided,
  })
  refused(await call('POST', path, 'fixed_amount[currency_options][jpy][tax_behavior]=inclusive'), 400, {
    code: 'parameter_missing',
    param: 'fixed_amount[currency_options][jpy][amount]',
    message: 'Missing required param: fixed_amount[currency_options][jpy][amount].',
  })
  for (const [param, form] of [
    ['display_name', 'display_name=Air'],
    ['fixed_amount[amount]', 'fixed_amount[amount]=5'],
  ] as const)
    refused(await call('POST', path, form), 400, {
      code: 'parameter_unknown',
      param,
      message: `Received unknown parameter: ${param}`,
    })
  refused(await call('POST', '/v1/shipping_rates/shr_none', 'active=true'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such shipping rate: 'shr_none'",
  })
  // https://docs.stripe.com/api/events/types: there is none of shipping rates.
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/shipping_rates', 'has the newest first, and those that are asked for', async (world) => {
  const { stripe, call, advance, news } = world
  const dollars = await stripe.shippingRates.create(GROUND)
  await advance(60)
  const both = await stripe.shippingRates.create({
    ...GROUND,
    fixed_amount: { ...GROUND.fixed_amount, currency_options: { eur: { amount: 450 } } },
  })
  const euros = await stripe.shippingRates.create({ ...GROUND, fixed_amount: { amount: 5, currency: 'eur' } })
  await stripe.shippingRates.update(euros.id, { active: false })
  const ids = async (params: Stripe.ShippingRateListParams) =>
    (await stripe.shippingRates.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [euros.id, both.id, dollars.id])
  assert.deepEqual(await ids({ currency: 'usd' }), [both.id, dollars.id])
  assert.deepEqual(await ids({ currency: 'EUR' }), [euros.id, both.id])
  assert.deepEqual(await ids({ currency: 'gbp' }), [])
  assert.deepEqual(await ids({ active: true }), [both.id, dollars.id])
  assert.deepEqual(await ids({ active: false, currency: 'eur' }), [euros.id])
  assert.deepEqual(await ids({ created: { lte: dollars.created } }), [dollars.id])
  refused(await call('GET', '/v1/shipping_rates?currency=xxx'), 400, {
    param: 'currency',
    message: /^Invalid currency: xxx\. /,
  })
  assert.deepEqual(await news(), [])
})
