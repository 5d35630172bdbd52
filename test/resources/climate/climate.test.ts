// Climate: what can be reserved, by whom it is delivered, and orders that the balance pays for.
// (https://docs.stripe.com/api/climate/order, …/product, …/supplier)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { balanceOf, worth } from '../payments/funds.ts'
import type { Sandbox } from '../../world.ts'

const SKU = 'climsku_frontier_offtake_portfolio_2027'

/** The example of docs.stripe.com/api/climate/product/object. */
const CHARM = {
  id: 'climsup_charm_industrial',
  object: 'climate.supplier',
  info_url: 'https://frontierclimate.com/portfolio/charm-industrial',
  livemode: false,
  locations: [{ city: 'San Francisco', country: 'US', latitude: 37.7749, longitude: -122.4194, region: 'CA' }],
  name: 'Charm Industrial',
  removal_pathway: 'biomass_carbon_removal_and_storage',
}

async function funded({ stripe, advance, news }: Sandbox, amount: number) {
  await stripe.topups.create({ amount, currency: 'usd' })
  await advance(5)
  await news()
}

behaves('GET /v1/climate/suppliers', 'lists who removes carbon', async ({ stripe, news }) => {
  const { data } = await stripe.climate.suppliers.list({ limit: 2 })
  assert.deepEqual([data.length, data[0]], [2, CHARM])
  const rest = await stripe.climate.suppliers.list({ starting_after: data[1]!.id })
  assert.deepEqual([rest.data.length, rest.has_more], [1, false])
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/climate/suppliers/{id}', 'finds one', async ({ stripe, call, news }) => {
  assert.deepEqual({ ...(await stripe.climate.suppliers.retrieve(CHARM.id)) }, CHARM)
  refused(await call('GET', '/v1/climate/suppliers/climsup_none'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such climate supplier: 'climsup_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/climate/products', 'lists what can be reserved', async ({ stripe, news }) => {
  const { data } = await stripe.climate.products.list()
  assert.deepEqual(
    data.map(({ delivery_year }) => delivery_year),
    [2027, 2028, 2030],
  )
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/climate/products/{id}', 'has a price for a ton', async ({ stripe, news }) => {
  const { created, ...rest } = await stripe.climate.products.retrieve(SKU)
  assert.ok(created > 1_600_000_000)
  const { metric_tons_available, ...plain } = rest
  assert.equal(String(metric_tons_available), '18000')
  assert.deepEqual(
    { ...plain },
    {
      id: SKU,
      object: 'climate.product',
      current_prices_per_metric_ton: { usd: { amount_fees: 1650, amount_subtotal: 55000, amount_total: 56650 } },
      delivery_year: 2027,
      livemode: false,
      name: "Frontier's 2027 offtake portfolio",
      suppliers: [CHARM],
    },
  )
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/climate/orders', 'is paid from the balance', async (world) => {
  const { stripe, call, news } = world
  await funded(world, 1000)
  const { status, body } = await call(
    'POST',
    '/v1/climate/orders',
    `metric_tons=0.01&product=${SKU}&beneficiary[public_name]=Ada&metadata[a]=1`,
  )
  assert.equal(status, 200)
  const { id, created, confirmed_at, ...rest } = body
  assert.match(id, /^climorder_\w{24}$/)
  assert.equal(confirmed_at, created)
  // The example of docs.stripe.com/api/climate/order/create.
  assert.deepEqual(rest, {
    object: 'climate.order',
    amount_fees: 17,
    amount_subtotal: 550,
    amount_total: 567,
    beneficiary: { public_name: 'Ada' },
    canceled_at: null,
    cancellation_reason: null,
    certificate: null,
    currency: 'usd',
    delayed_at: null,
    delivered_at: null,
    delivery_details: [],
    expected_delivery_year: 2027,
    livemode: false,
    metadata: { a: '1' },
    metric_tons: '0.01',
    product: SKU,
    product_substituted_at: null,
    status: 'confirmed',
  })
  assert.deepEqual(await balanceOf(world), worth(433, 0))
  const [moved] = (await stripe.balanceTransactions.list({ source: id })).data
  assert.deepEqual(
    [moved!.type, moved!.reporting_category, moved!.net],
    ['climate_order_purchase', 'climate_order_purchase', -567],
  )
  const refuse = async (form: string, code: string | undefined, param: string, message: string) =>
    refused(await call('POST', '/v1/climate/orders', form), 400, { param, message, ...(code && { code }) })
  await refuse('metric_tons=1', 'parameter_missing', 'product', 'Missing required param: product.')
  await refuse(`product=${SKU}`, 'parameter_missing', 'metric_tons', 'Missing required param: metric_tons.')
  await refuse(
    `product=${SKU}&amount=5&metric_tons=1`,
    'parameters_exclusive',
    'metric_tons',
    'You may only specify one of these parameters: amount, metric_tons.',
  )
  await refuse('product=climsku_x&amount=5', 'resource_missing', 'product', "No such climate product: 'climsku_x'")
  await refuse(`product=${SKU}&amount=5&currency=chf`, undefined, 'currency', `The product ${SKU} has no price in chf.`)
  await refuse(`product=${SKU}&metric_tons=0`, undefined, 'metric_tons', 'This value must be greater than 0.')
  await refuse(
    `product=${SKU}&metric_tons=18000.1`,
    undefined,
    'metric_tons',
    'Only 18000 metric tons of this product are available.',
  )
  assert.deepEqual(await news(), ['climate.order.created'])
})

behaves('POST /v1/climate/orders', 'waits for money, and not for ever', async (world) => {
  const { stripe, news, advance } = world
  const [one, two] = [
    await stripe.climate.orders.create({ product: SKU, amount: 1000 }),
    await stripe.climate.orders.create({ product: SKU, amount: 55_000 }),
  ]
  assert.deepEqual(
    [one.status, one.confirmed_at, String(one.metric_tons), one.amount_total],
    ['awaiting_funds', null, '0.018181', 1030],
  )
  assert.deepEqual(await news(), ['climate.order.created', 'climate.order.created'])
  await stripe.topups.create({ amount: 1030, currency: 'usd' })
  await advance(5)
  const paid = await stripe.climate.orders.retrieve(one.id)
  assert.equal(paid.status, 'confirmed')
  assert.ok(paid.confirmed_at! >= one.created + 5)
  assert.deepEqual(await balanceOf(world), worth(0, 0))
  await advance(30 * 86_400)
  const late = await stripe.climate.orders.retrieve(two.id)
  assert.deepEqual([late.status, late.cancellation_reason], ['canceled', 'expired'])
  assert.equal((await stripe.climate.orders.retrieve(one.id)).status, 'confirmed')
  assert.deepEqual(await news(), ['topup.created', 'topup.succeeded', 'climate.order.canceled'])
})

behaves('POST /v1/climate/orders/{id}/cancel', 'gives the money back without the fees, for a day', async (world) => {
  const { stripe, call, news, advance } = world
  await funded(world, 2000)
  const { id } = await stripe.climate.orders.create({ product: SKU, amount: 550 })
  const canceled = await stripe.climate.orders.cancel(id)
  assert.deepEqual([canceled.status, canceled.cancellation_reason], ['canceled', 'requested'])
  assert.ok(canceled.canceled_at)
  // 2000 - 567 + 550
  assert.deepEqual(await balanceOf(world), worth(1983, 0))
  refused(await call('POST', `/v1/climate/orders/${id}/cancel`, ''), 400, {
    message: 'You cannot cancel this order because it has a status of canceled.',
  })
  const other = await stripe.climate.orders.create({ product: SKU, amount: 550 })
  await advance(86_401)
  refused(await call('POST', `/v1/climate/orders/${other.id}/cancel`, ''), 400, {
    message: 'You can only cancel an order within 24 hours of creating it.',
  })
  assert.deepEqual(await news(), ['climate.order.created', 'climate.order.canceled', 'climate.order.created'])
})

behaves('POST /v1/climate/orders/{id}', 'changes for whom it is', async (world) => {
  const { stripe, news } = world
  const { id } = await stripe.climate.orders.create({ product: SKU, amount: 550, metadata: { a: '1' } })
  const changed = await stripe.climate.orders.update(id, {
    beneficiary: { public_name: 'Ada' },
    metadata: { a: '', b: '2' },
  })
  assert.deepEqual([changed.beneficiary, changed.metadata], [{ public_name: 'Ada' }, { b: '2' }])
  const own = await stripe.climate.orders.update(id, { beneficiary: '' })
  assert.notEqual(own.beneficiary!.public_name, 'Ada')
  assert.deepEqual(await news(), ['climate.order.created'])
})

behaves('GET /v1/climate/orders', 'has the newest first', async ({ stripe, news }) => {
  const [one, two] = [
    await stripe.climate.orders.create({ product: SKU, amount: 550 }),
    await stripe.climate.orders.create({ product: SKU, amount: 551 }),
  ]
  assert.deepEqual(
    (await stripe.climate.orders.list()).data.map(({ id }) => id),
    [two.id, one.id],
  )
  assert.deepEqual(await news(), ['climate.order.created', 'climate.order.created'])
})

behaves('GET /v1/climate/orders/{id}', 'shows what was ordered', async ({ stripe, news }) => {
  const { id } = await stripe.climate.orders.create({ product: SKU, amount: 550 })
  const { product } = await stripe.climate.orders.retrieve(id, { expand: ['product'] })
  assert.equal((product as Stripe.Climate.Product).delivery_year, 2027)
  assert.deepEqual(await news(), ['climate.order.created'])
})
