// Prices in several currencies, and what a price may still change. (https://docs.stripe.com/api/prices/update)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

async function product({ stripe, news }: Pick<Sandbox, 'stripe' | 'news'>): Promise<string> {
  const { id } = await stripe.products.create({ name: 'Photos' })
  await news()
  return id
}

const once = (amount: number | null, decimal: string, tax_behavior = 'unspecified') => ({
  custom_unit_amount: null,
  tax_behavior,
  unit_amount: amount,
  unit_amount_decimal: decimal,
})

behaves('POST /v1/prices', 'is in other currencies too, which are shown where they are expanded', async (world) => {
  const { call, news } = world
  const owner = await product(world)
  const form =
    `product=${owner}&currency=usd&unit_amount=1000&currency_options[EUR][unit_amount]=900` +
    '&currency_options[jpy][unit_amount_decimal]=1500.5&currency_options[jpy][tax_behavior]=inclusive'
  const { body } = await call('POST', '/v1/prices', form)
  assert.equal(body.currency_options, undefined)
  const { currency_options, ...rest } = (await call('GET', `/v1/prices/${body.id}?expand[]=currency_options`)).body
  assert.deepEqual(rest, body)
  assert.deepEqual(currency_options, {
    eur: once(900, '900'),
    jpy: once(null, '1500.5', 'inclusive'),
    usd: once(1000, '1000'),
  })
  const plain = await call(
    'POST',
    '/v1/prices',
    `product=${owner}&currency=usd&unit_amount=1&expand[]=currency_options`,
  )
  assert.deepEqual(plain.body.currency_options, { usd: once(1, '1') })
  assert.deepEqual(await news(), ['price.created', 'price.created'])
})

behaves('GET /v1/prices', 'shows the tiers of each currency where they are expanded', async (world) => {
  const { call, news } = world
  const owner = await product(world)
  const form =
    `product=${owner}&currency=usd&recurring[interval]=month&billing_scheme=tiered&tiers_mode=volume` +
    '&tiers[0][up_to]=inf&tiers[0][unit_amount]=5' +
    '&currency_options[eur][tiers][0][up_to]=inf&currency_options[eur][tiers][0][unit_amount]=4'
  const { body } = await call('POST', '/v1/prices', form)
  const none = { custom_unit_amount: null, tax_behavior: 'unspecified', unit_amount: null, unit_amount_decimal: null }
  const tiers = (amount: number) => [
    {
      flat_amount: null,
      flat_amount_decimal: null,
      unit_amount: amount,
      unit_amount_decimal: `${amount}`,
      up_to: null,
    },
  ]
  const shown = (await call('GET', `/v1/prices/${body.id}?expand[]=currency_options`)).body
  assert.deepEqual(shown.currency_options, { eur: none, usd: none })
  const paths = 'expand[]=data.currency_options.eur.tiers&expand[]=data.currency_options.usd.tiers'
  const [listed] = (await call('GET', `/v1/prices?${paths}`)).body.data
  assert.deepEqual(listed.currency_options, { eur: { ...none, tiers: tiers(4) }, usd: { ...none, tiers: tiers(5) } })
  assert.deepEqual(await news(), ['plan.created', 'price.created'])
})

behaves('POST /v1/prices', 'comes to something in every currency, in one way', async (world) => {
  const owner = await product(world)
  const make = (more: string) =>
    world.call('POST', '/v1/prices', `product=${owner}&currency=usd&unit_amount=5&currency_options${more}`)
  // github.com/stripe/stripe-node/issues/2154
  refused(await make('[usd][unit_amount]=5'), 400, {
    param: 'currency_options[usd]',
    message:
      'You are specifying a currency option that matches the top-level currency for this price. Please remove this ' +
      'currency option and it will be added automatically on creation.',
  })
  refused(await make('[xxx][unit_amount]=5'), 400, {
    param: 'currency_options[xxx]',
    message: /^Invalid currency: xxx\. Stripe currently supports these currencies: usd, aed, /,
  })
  refused(await make('[eur][tax_behavior]=inclusive'), 400, {
    param: 'currency_options[eur]',
    message: 'Prices require an `unit_amount` or `unit_amount_decimal` parameter to be set.',
  })
  refused(await make('[eur][custom_unit_amount][enabled]=true'), 400, {
    param: 'currency_options[eur][custom_unit_amount]',
    message: 'You cannot use `custom_unit_amount` with a price that has `unit_amount`.',
  })
  refused(await make('[eur][unit_amount]=5&currency_options[eur][unit_amount_decimal]=5'), 400, {
    param: 'currency_options[eur][unit_amount]',
    message: /^You may only specify one of these parameters: /,
  })
  const custom = `product=${owner}&currency=usd&custom_unit_amount[enabled]=true&currency_options[gbp]`
  refused(await world.call('POST', '/v1/prices', `${custom}[tax_behavior]=inclusive`), 400, {
    code: 'parameter_missing',
    param: 'currency_options[gbp][custom_unit_amount]',
    message: 'Missing required param: currency_options[gbp][custom_unit_amount].',
  })
  // A charge in pounds is at least 30 pence: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
  const low = `${custom}[custom_unit_amount][enabled]=true&currency_options[gbp][custom_unit_amount][minimum]=29`
  refused(await world.call('POST', '/v1/prices', low), 400, {
    code: 'parameter_invalid_integer',
    param: 'currency_options[gbp][custom_unit_amount][minimum]',
    message: 'This value must be greater than or equal to 30.',
  })
  assert.deepEqual(await world.news(), [])
})

behaves('POST /v1/prices/{id}', 'adds and changes other currencies, and is never another itself', async (world) => {
  const { call, news } = world
  const owner = await product(world)
  const { body } = await call('POST', '/v1/prices', `product=${owner}&currency=usd&unit_amount=1000&expand[]=product`)
  await news()
  const change = (form: string) => call('POST', `/v1/prices/${body.id}`, `${form}&expand[]=currency_options`)
  const usd = once(1000, '1000')
  const added = await change('currency_options[eur][unit_amount]=900&currency_options[eur][tax_behavior]=exclusive')
  assert.deepEqual(added.body.currency_options, { eur: once(900, '900', 'exclusive'), usd })
  const changed = await change('currency_options[eur][unit_amount]=950&currency_options[gbp][unit_amount]=800')
  assert.deepEqual(changed.body.currency_options, { eur: once(950, '950', 'exclusive'), gbp: once(800, '800'), usd })
  assert.deepEqual(await news(), ['price.updated', 'price.updated'])
  // github.com/stripe/stripe-node/issues/1559, with the parameter that it points at.
  refused(await change('currency_options[usd][unit_amount]=5'), 400, {
    param: 'currency_options[usd]',
    message:
      'You are specifying an update to a currency option that matches the top-level currency for this price. Please ' +
      'remove this currency option and update the top-level params instead.',
  })
  refused(await change('currency_options[eur][tax_behavior]=inclusive'), 400, {
    param: 'currency_options[eur][tax_behavior]',
    message: 'You cannot change the `tax_behavior` of a price once it is set.',
  })
  refused(await change('currency_options[eur][custom_unit_amount][enabled]=true'), 400, {
    param: 'currency_options[eur][custom_unit_amount]',
    message: 'You cannot use `custom_unit_amount` with a price that has `unit_amount`.',
  })
  const decided = await change('currency_options[gbp][tax_behavior]=inclusive')
  assert.deepEqual(decided.body.currency_options.gbp, once(800, '800', 'inclusive'))
  assert.deepEqual((await change('currency_options=')).body.currency_options, { usd })
  assert.deepEqual(await news(), ['price.updated', 'price.updated'])
})

behaves('POST /v1/prices/{id}', 'takes its name and lookup key away when they are sent empty', async (world) => {
  const { stripe, call, news } = world
  const { id } = await stripe.prices.create({
    product: await product(world),
    currency: 'usd',
    unit_amount: 5,
    lookup_key: 'pro',
    nickname: 'Pro',
  })
  const { body } = await call('POST', `/v1/prices/${id}`, 'lookup_key=&nickname=')
  assert.deepEqual([body.lookup_key, body.nickname], [null, null])
  const { data } = (await stripe.events.list({ type: 'price.updated' })).data[0]!
  assert.deepEqual((data as { previous_attributes?: object }).previous_attributes, {
    lookup_key: 'pro',
    nickname: 'Pro',
  })
  assert.deepEqual(await news(), ['price.created', 'price.updated'])
})

behaves('POST /v1/prices/{id}', 'is not archived while it is the default price of its product', async (world) => {
  const { stripe, call, news } = world
  const { id, default_price } = await stripe.products.create({
    name: 'Photos',
    default_price_data: { currency: 'usd', unit_amount: 5 },
  })
  await news()
  // github.com/stripe/stripe-python/issues/658, both the refusal and the way around it.
  refused(await call('POST', `/v1/prices/${default_price}`, 'active=false'), 400, {
    message: 'This price cannot be archived because it is the default price of its product.',
  })
  assert.equal((await call('POST', `/v1/products/${id}`, 'default_price=')).body.default_price, null)
  assert.equal((await stripe.prices.update(default_price as string, { active: false })).active, false)
  assert.deepEqual(await news(), ['product.updated', 'price.updated'])
})

behaves('POST /v1/prices', 'has amounts that a bank could still count', async (world) => {
  const owner = await product(world)
  const make = (amount: string) => world.call('POST', '/v1/prices', `product=${owner}&currency=usd&${amount}`)
  assert.equal((await make('unit_amount=999999999999')).body.unit_amount_decimal, '999999999999')
  // git.phoenixinquis.net/correlr/roam, 20210302135423-stripe_api.org: without a code.
  refused(await make('unit_amount=9999999999991'), 400, {
    param: 'unit_amount',
    message: "This value must be less than or equal to 999999999999 (it currently is '9999999999991').",
  })
  refused(await make('unit_amount_decimal=999999999999.5'), 400, {
    param: 'unit_amount_decimal',
    message: "This value must be less than or equal to 999999999999 (it currently is '999999999999.5').",
  })
  refused(await make(`unit_amount_decimal=${'0'.repeat(200)}1`), 400, {
    param: 'unit_amount_decimal',
    message: /^This value must be less than or equal to 999999999999 /,
  })
  const { body } = await make('unit_amount_decimal=0015.500')
  assert.deepEqual([body.unit_amount, body.unit_amount_decimal], [null, '15.5'])
  assert.deepEqual(await world.news(), ['price.created', 'price.created'])
})
