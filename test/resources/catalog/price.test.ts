// Prices: how much, and how often. (https://docs.stripe.com/api/prices; "recorded" is Stripe's own answer at
// 2026-08-26.dahlia)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

async function product({ stripe, news }: Pick<Sandbox, 'stripe' | 'news'>, name = 'Photos'): Promise<string> {
  const { id } = await stripe.products.create({ name })
  await news()
  return id
}

behaves('POST /v1/prices', 'makes a price that is paid once', async (world) => {
  const owner = await product(world)
  const { body } = await world.call('POST', '/v1/prices', `product=${owner}&currency=usd&unit_amount=1000`)
  const { id, created, ...rest } = body
  assert.match(id, /^price_[A-Za-z0-9]{24}$/)
  assert.ok(created > 0)
  assert.deepEqual(rest, {
    object: 'price',
    active: true,
    billing_scheme: 'per_unit',
    currency: 'usd',
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    product: owner,
    recurring: null,
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: 'one_time',
    unit_amount: 1000,
    unit_amount_decimal: '1000',
  })
  assert.deepEqual(await world.news(), ['price.created'])
})

behaves('POST /v1/prices', 'takes a currency in any case, if there is one', async (world) => {
  const { call, news } = world
  const owner = await product(world)
  const { body } = await call('POST', '/v1/prices', `product=${owner}&currency=EUR&unit_amount=5`)
  assert.equal(body.currency, 'eur')
  refused(await call('POST', '/v1/prices', `product=${owner}&currency=xxx&unit_amount=5`), 400, {
    param: 'currency',
    message: /^Invalid currency: xxx\. Stripe currently supports these currencies: usd, aed, afn, /,
  })
  refused(await call('POST', '/v1/prices', `product=${owner}&unit_amount=5`), 400, {
    code: 'parameter_missing',
    param: 'currency',
    message: 'Missing required param: currency.',
  })
  assert.deepEqual(await news(), ['price.created'])
})

behaves('POST /v1/prices', 'makes its product along with it', async ({ stripe, news }) => {
  const made = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 500,
    product_data: { name: 'Photos', metadata: { shelf: '7' } },
    expand: ['product'],
  })
  const owner = made.product as Stripe.Product
  assert.deepEqual([owner.object, owner.name, owner.metadata], ['product', 'Photos', { shelf: '7' }])
  assert.deepEqual(await news(), ['product.created', 'price.created'])
})

const NO_PRODUCT = { code: 'resource_missing', param: 'product', message: "No such product: 'prod_none'" }

behaves('POST /v1/prices', 'is of a product that there is', async ({ call, news }) => {
  refused(await call('POST', '/v1/prices', 'product=prod_none&currency=usd&unit_amount=5'), 400, NO_PRODUCT)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/prices', 'is of one product: given, or made with it', async (world) => {
  const { call, news } = world
  const owner = await product(world)
  const both = `product=${owner}&product_data[name]=Videos&currency=usd&unit_amount=5`
  // Both recorded.
  const two = (await call('POST', '/v1/prices', both)).body.error ?? {}
  const none = (await call('POST', '/v1/prices', 'currency=usd&unit_amount=5')).body.error
  assert.deepEqual(
    [two.message, none.message],
    [
      'You may only specify one of these parameters: product, product_data.',
      'You must specify either `product` or `product_data` when creating a price.',
    ],
  )
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/prices', 'has a lookup key that no other has, or takes it over', async (world) => {
  const { stripe, call, news } = world
  const owner = await product(world)
  const plain = { product: owner, currency: 'usd', unit_amount: 500 }
  const first = await stripe.prices.create({ ...plain, lookup_key: 'standard' })
  await stripe.prices.update(first.id, { active: false })
  await news()
  // Recorded: an inactive price still holds its key.
  const again = await call('POST', '/v1/prices', `product=${owner}&currency=usd&unit_amount=5&lookup_key=standard`)
  assert.deepEqual([again.status, again.body.error.type], [400, 'invalid_request_error'])
  assert.equal(again.body.error.param, 'lookup_key')
  assert.deepEqual(await news(), [])
  const second = await stripe.prices.create({ ...plain, lookup_key: 'standard', transfer_lookup_key: true })
  assert.equal(second.lookup_key, 'standard')
  const left = await stripe.prices.retrieve(first.id)
  assert.deepEqual([left.lookup_key, left.active], [null, false])
  assert.deepEqual(await news(), ['price.updated', 'price.created'])
  const { data } = (await stripe.events.list({ type: 'price.updated' })).data[0]!
  assert.deepEqual((data as { previous_attributes?: object }).previous_attributes, { lookup_key: 'standard' })
})

behaves('POST /v1/prices', 'says who has the lookup key', async (world) => {
  const owner = await product(world)
  const form = `product=${owner}&currency=usd&unit_amount=5&lookup_key=standard`
  const first = (await world.call('POST', '/v1/prices', form)).body.id
  // Recorded, with the backticks.
  const { error } = (await world.call('POST', '/v1/prices', form)).body
  assert.equal(error.message, `A price (\`${first}\`) already uses that lookup key.`)
  assert.deepEqual(await world.news(), ['price.created'])
})

behaves('GET /v1/prices/{id}', 'is the price', async (world) => {
  const made = await world.stripe.prices.create({ product: await product(world), currency: 'usd', unit_amount: 500 })
  assert.deepEqual({ ...(await world.stripe.prices.retrieve(made.id)) }, { ...made })
  const { status, body } = await world.call('GET', '/v1/prices/price_none')
  assert.deepEqual([status, body.error.code], [404, 'resource_missing'])
  assert.equal(body.error.message, "No such price: 'price_none'")
  assert.deepEqual(await world.news(), ['price.created'])
})

behaves('GET /v1/prices/{id}', 'names the place of an id that leads nowhere', async ({ call, news }) => {
  assert.equal((await call('GET', '/v1/prices/price_none')).body.error.param, 'price') // Recorded.
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/prices/{id}', 'changes its labels only', async (world) => {
  const { stripe, call, news } = world
  const made = await stripe.prices.create({
    product: await product(world),
    currency: 'usd',
    unit_amount: 500,
    metadata: { a: '1', b: '2' },
  })
  const labels = { active: false, lookup_key: 'pro', nickname: 'Pro' }
  const changed = await stripe.prices.update(made.id, { ...labels, metadata: { a: '', c: '3' } })
  assert.deepEqual({ ...changed }, { ...made, ...labels, metadata: { b: '2', c: '3' } })
  assert.deepEqual(await news(), ['price.created', 'price.updated'])
  // https://docs.stripe.com/api/prices/update: the amount and the recurrence are for good.
  for (const param of ['unit_amount', 'currency', 'product', 'recurring[interval]']) {
    const { status, body } = await call('POST', `/v1/prices/${made.id}`, `${param}=5`)
    assert.deepEqual([status, body.error.code], [400, 'parameter_unknown'], param)
  }
  assert.deepEqual((await stripe.prices.update(made.id, { metadata: '' })).metadata, {})
  assert.deepEqual(await news(), ['price.updated'])
})

behaves('POST /v1/prices/{id}', 'takes a lookup key over, and keeps its own', async (world) => {
  const { stripe, call, news } = world
  const plain = { product: await product(world), currency: 'usd', unit_amount: 500 }
  const first = await stripe.prices.create({ ...plain, lookup_key: 'standard' })
  const second = await stripe.prices.create(plain)
  await news()
  const path = `/v1/prices/${second.id}`
  const { status, body } = await call('POST', path, 'lookup_key=standard')
  assert.deepEqual([status, body.error.param], [400, 'lookup_key'])
  assert.deepEqual(await news(), [])
  await stripe.prices.update(second.id, { lookup_key: 'standard', transfer_lookup_key: true })
  assert.equal((await stripe.prices.retrieve(first.id)).lookup_key, null)
  assert.deepEqual(await news(), ['price.updated', 'price.updated'])
  // Its own key again is no change, and no conflict.
  assert.equal((await stripe.prices.update(second.id, { lookup_key: 'standard' })).lookup_key, 'standard')
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/prices/{id}', 'decides once whether tax is in it', async (world) => {
  // https://docs.stripe.com/api/prices/update#update_price-tax_behavior
  const { stripe, call, news } = world
  const { id } = await stripe.prices.create({ product: await product(world), currency: 'usd', unit_amount: 500 })
  assert.equal((await stripe.prices.update(id, { tax_behavior: 'exclusive' })).tax_behavior, 'exclusive')
  for (const other of ['inclusive', 'unspecified']) {
    const { status, body } = await call('POST', `/v1/prices/${id}`, `tax_behavior=${other}`)
    assert.deepEqual([status, body.error.type], [400, 'invalid_request_error'])
  }
  assert.equal((await stripe.prices.retrieve(id)).tax_behavior, 'exclusive')
  assert.deepEqual(await news(), ['price.created', 'price.updated'])
})

behaves('GET /v1/prices', 'has the newest first, and those that are asked for', async (world) => {
  const { stripe, news } = world
  const owner = await product(world)
  const once = await stripe.prices.create({ product: owner, currency: 'usd', unit_amount: 1, lookup_key: 'once' })
  const monthly = await stripe.prices.create({
    product: owner,
    currency: 'eur',
    unit_amount: 2,
    recurring: { interval: 'month' },
  })
  const ids = async (params: Stripe.PriceListParams) => (await stripe.prices.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({ product: owner }), [monthly.id, once.id])
  assert.deepEqual(await ids({ type: 'recurring' }), [monthly.id])
  assert.deepEqual(await ids({ currency: 'usd' }), [once.id])
  assert.deepEqual(await ids({ recurring: { interval: 'month' } }), [monthly.id])
  assert.deepEqual(await ids({ recurring: { interval: 'year' } }), [])
  assert.deepEqual(await ids({ recurring: { usage_type: 'licensed' } }), [monthly.id])
  assert.deepEqual(await ids({ recurring: { usage_type: 'metered' } }), [])
  assert.deepEqual(await ids({ recurring: { meter: 'mtr_none' } }), [])
  assert.deepEqual(await ids({ lookup_keys: ['once', 'none'] }), [once.id])
  assert.deepEqual(await ids({ active: false }), [])
  await stripe.prices.update(once.id, { active: false })
  assert.deepEqual(await ids({ active: false }), [once.id])
  assert.deepEqual(await ids({}), [monthly.id, once.id])
  assert.deepEqual(await news(), ['price.created', 'plan.created', 'price.created', 'price.updated'])
})

behaves('GET /v1/prices', 'refuses to list the prices of a product that there is not', async ({ call, news }) => {
  refused(await call('GET', '/v1/prices?product=prod_none'), 400, NO_PRODUCT)
  assert.deepEqual(await news(), [])
})
