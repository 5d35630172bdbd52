// Plans: recurring prices in the words of the older API. (https://docs.stripe.com/api/plans)
// One file because a plan is a price: what is done to the one is looked for on the other.
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

const MONTHLY = 'currency=usd&interval=month'

behaves('POST /v1/plans', 'makes a plan, which is a price as well', async (world) => {
  const { call, stripe, news } = world
  const owner = await product(world)
  const form = `product=${owner}&${MONTHLY}&interval_count=3&amount=1000&nickname=Pro&metadata[a]=1&trial_period_days=14`
  const { body } = await call('POST', '/v1/plans', form)
  const { id, created, ...rest } = body
  assert.match(id, /^plan_[A-Za-z0-9]{14}$/)
  assert.ok(created > 0)
  assert.deepEqual(rest, {
    object: 'plan',
    active: true,
    amount: 1000,
    amount_decimal: '1000',
    billing_scheme: 'per_unit',
    currency: 'usd',
    interval: 'month',
    interval_count: 3,
    livemode: false,
    metadata: { a: '1' },
    meter: null,
    nickname: 'Pro',
    product: owner,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: 14,
    usage_type: 'licensed',
  })
  // Stripe's logs have the plan before the price, whichever of the two was asked for.
  assert.deepEqual(await news(), ['plan.created', 'price.created'])
  const price = (await call('GET', `/v1/prices/${id}`)).body
  assert.deepEqual(price, {
    id,
    object: 'price',
    active: true,
    billing_scheme: 'per_unit',
    created,
    currency: 'usd',
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: { a: '1' },
    nickname: 'Pro',
    product: owner,
    recurring: { interval: 'month', interval_count: 3, meter: null, trial_period_days: 14, usage_type: 'licensed' },
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: 'recurring',
    unit_amount: 1000,
    unit_amount_decimal: '1000',
  })
  const told = async (type: string) => (await stripe.events.list({ type })).data[0]!.data.object
  assert.deepEqual({ ...(await told('plan.created')) }, body)
  assert.deepEqual({ ...(await told('price.created')) }, price)
})

behaves('POST /v1/plans', 'has an id of its own choice, and a product that is made along with it', async (world) => {
  const { stripe, call, news } = world
  const made = await stripe.plans.create({
    id: 'gold-monthly',
    currency: 'eur',
    interval: 'year',
    amount_decimal: '0.5' as never,
    product: { name: 'Gold', metadata: { a: '1' } },
    active: false,
    transform_usage: { divide_by: 10, round: 'up' },
    expand: ['product'],
  })
  assert.deepEqual(
    [made.id, made.active, made.amount, String(made.amount_decimal), made.transform_usage],
    ['gold-monthly', false, null, '0.5', { divide_by: 10, round: 'up' }],
  )
  assert.equal((made.product as Stripe.Product).name, 'Gold')
  assert.deepEqual(await news(), ['product.created', 'plan.created', 'price.created'])
  const taken = await call('POST', '/v1/plans', `${MONTHLY}&amount=5&id=gold-monthly&product[name]=Other`)
  refused(taken, 400, { code: 'resource_already_exists', param: 'id', message: 'Plan already exists.' })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/plans', 'has tiers, which are shown where they are expanded', async (world) => {
  const owner = await product(world)
  const form =
    `product=${owner}&${MONTHLY}&billing_scheme=tiered&tiers_mode=graduated` +
    '&tiers[0][up_to]=5&tiers[0][unit_amount]=500&tiers[1][up_to]=inf&tiers[1][flat_amount]=100'
  const { body } = await world.call('POST', '/v1/plans', form)
  assert.deepEqual(
    [body.tiers, body.tiers_mode, body.amount, body.amount_decimal],
    [undefined, 'graduated', null, null],
  )
  const tiers = [
    { flat_amount: null, flat_amount_decimal: null, unit_amount: 500, unit_amount_decimal: '500', up_to: 5 },
    { flat_amount: 100, flat_amount_decimal: '100', unit_amount: null, unit_amount_decimal: null, up_to: null },
  ]
  const expanded = await world.call('GET', `/v1/plans/${body.id}?expand[]=tiers`)
  assert.deepEqual(expanded.body, { ...body, tiers })
  const [listed] = (await world.call('GET', '/v1/plans?expand[]=data.tiers&expand[]=data.product')).body.data
  assert.deepEqual([listed.tiers, listed.product.id], [tiers, owner])
  assert.deepEqual(await world.news(), ['plan.created', 'price.created'])
})

behaves('POST /v1/plans', 'refuses what a price could not be either, in its own words', async (world) => {
  const owner = await product(world)
  const make = (form: string) => world.call('POST', '/v1/plans', form)
  const good = `product=${owner}&${MONTHLY}`
  const missing = (param: string) => ({
    code: 'parameter_missing',
    param,
    message: `Missing required param: ${param}.`,
  })
  const refusals = [
    [`${MONTHLY}&amount=5`, missing('product')],
    [`product=${owner}&currency=usd&amount=5`, missing('interval')],
    [`${MONTHLY}&amount=5&product[active]=true`, missing('product[name]')],
    [
      `${MONTHLY}&amount=5&product=prod_none`,
      { code: 'resource_missing', param: 'product', message: "No such product: 'prod_none'" },
    ],
    [
      `${good}&amount=-5`,
      { code: 'parameter_invalid_integer', param: 'amount', message: 'Invalid non-negative integer' },
    ],
    [
      `${good}&amount=5&amount_decimal=5`,
      { param: 'amount', message: 'You may only specify one of these parameters: amount, amount_decimal.' },
    ],
    [
      `${good}&amount=5&interval_count=37`,
      { param: 'interval_count', message: 'The maximum number of years between subscription billings is 3.' },
    ],
    [
      `${good}&amount=5&usage_type=metered&meter=mtr_none`,
      { code: 'resource_missing', param: 'meter', message: "No such meter: 'mtr_none'" },
    ],
    [
      `${good}&amount=5&transform_usage[divide_by]=0&transform_usage[round]=up`,
      {
        code: 'parameter_invalid_integer',
        param: 'transform_usage[divide_by]',
        message: 'This value must be greater than or equal to 1.',
      },
    ],
    [`${good}&billing_scheme=tiered&tiers_mode=volume`, missing('tiers')],
    [
      `${good}&amount=5&id=a%20b`,
      { param: 'id', message: /^Invalid id: it may have up to 255 characters, and neither blanks / },
    ],
  ] as const
  for (const [form, expected] of refusals) refused(await make(form), 400, expected)
  assert.deepEqual(await world.news(), [])
})

behaves('GET /v1/plans/{id}', 'is every recurring price, and nothing else', async (world) => {
  const { stripe, call, news } = world
  const owner = await product(world)
  const recurring = await stripe.prices.create({
    product: owner,
    currency: 'usd',
    unit_amount: 500,
    recurring: { interval: 'week' },
  })
  const once = await stripe.prices.create({ product: owner, currency: 'usd', unit_amount: 500 })
  const plan = await stripe.plans.retrieve(recurring.id)
  assert.deepEqual([plan.id, plan.object, plan.amount, plan.interval], [recurring.id, 'plan', 500, 'week'])
  for (const id of ['plan_none', once.id, owner]) {
    const { status, body } = await call('GET', `/v1/plans/${id}`)
    assert.deepEqual([status, body.error.code, body.error.message], [404, 'resource_missing', `No such plan: '${id}'`])
  }
  assert.deepEqual(await news(), ['plan.created', 'price.created', 'price.created'])
})

behaves('POST /v1/plans/{id}', 'changes its labels, its trial and its product', async (world) => {
  const { stripe, call, news } = world
  const [owner, other] = [await product(world), await product(world, 'Videos')]
  const made = await stripe.plans.create({ product: owner, currency: 'usd', interval: 'month', amount: 5 })
  await news()
  const change = { active: false, nickname: 'Pro', product: other, trial_period_days: 7 }
  const changed = await stripe.plans.update(made.id, { ...change, metadata: { a: '1' } })
  assert.deepEqual({ ...changed }, { ...made, ...change, metadata: { a: '1' } })
  assert.deepEqual((await stripe.prices.retrieve(made.id)).recurring?.trial_period_days, 7)
  assert.deepEqual(await news(), ['plan.updated', 'price.updated'])
  const before = async (type: string) =>
    (await stripe.events.list({ type })).data[0]!.data.previous_attributes as object | undefined
  const labels = { active: true, metadata: { a: null }, nickname: null, product: owner }
  assert.deepEqual(await before('plan.updated'), { ...labels, trial_period_days: null })
  assert.deepEqual(await before('price.updated'), { ...labels, recurring: { trial_period_days: null } })
  assert.equal((await call('POST', `/v1/plans/${made.id}`, 'nickname=')).body.nickname, null)
  // What a plan does not show is no news of it.
  await stripe.prices.update(made.id, { lookup_key: 'pro' })
  assert.deepEqual(await news(), ['plan.updated', 'price.updated', 'price.updated'])
  refused(await call('POST', `/v1/plans/${made.id}`, 'product=prod_none'), 400, {
    code: 'resource_missing',
    param: 'product',
    message: "No such product: 'prod_none'",
  })
  refused(await call('POST', `/v1/plans/${made.id}`, 'trial_period_days=0'), 400, {
    code: 'parameter_invalid_integer',
    param: 'trial_period_days',
    message: 'This value must be greater than or equal to 1.',
  })
  refused(await call('POST', `/v1/plans/${made.id}`, 'amount=6'), 400, {
    code: 'parameter_unknown',
    param: 'amount',
    message: 'Received unknown parameter: amount',
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/plans/{id}', 'stays with its product once somebody has subscribed', async (world) => {
  const { stripe, call, news } = world
  const [owner, other] = [await product(world), await product(world, 'Videos')]
  const { id } = await stripe.plans.create({ product: owner, currency: 'usd', interval: 'month', amount: 0 })
  const customer = await stripe.customers.create({})
  await stripe.subscriptions.create({ customer: customer.id, items: [{ plan: id }] })
  await news()
  // https://docs.stripe.com/api/plans/update#update_plan-product
  refused(await call('POST', `/v1/plans/${id}`, `product=${other}`), 400, {
    param: 'product',
    message: 'You cannot change the product of a plan that has been used in a subscription.',
  })
  assert.equal((await call('POST', `/v1/plans/${id}`, `product=${owner}`)).body.product, owner)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/plans/{id}', 'is not archived while it is the default price of its product', async (world) => {
  const { call, news } = world
  const form = 'name=x&default_price_data[currency]=usd&default_price_data[unit_amount]=5'
  const { body } = await call('POST', '/v1/products', `${form}&default_price_data[recurring][interval]=month`)
  await news()
  const path = `/v1/plans/${body.default_price}`
  const message = 'This price cannot be archived because it is the default price of its product.'
  refused(await call('POST', path, 'active=false'), 400, { message })
  refused(await call('DELETE', path), 400, {
    message: 'This plan cannot be deleted because it is the default price of its product.',
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/plans', 'has the newest first, and those that are asked for', async (world) => {
  const { stripe, call, news } = world
  const [owner, other] = [await product(world), await product(world, 'Videos')]
  const monthly = { currency: 'usd', interval: 'month', amount: 5 } as const
  const one = await stripe.plans.create({ ...monthly, product: owner })
  await stripe.prices.create({ product: owner, currency: 'usd', unit_amount: 5 })
  const two = await stripe.plans.create({ ...monthly, product: other, active: false })
  await news()
  const list = await stripe.plans.list()
  assert.deepEqual([list.object, list.has_more, list.url], ['list', false, '/v1/plans'])
  const ids = async (params: Stripe.PlanListParams) => (await stripe.plans.list(params)).data.map(({ id }) => id)
  assert.deepEqual({ ...list.data[1] }, { ...one })
  assert.deepEqual(await ids({}), [two.id, one.id])
  assert.deepEqual(await ids({ active: true }), [one.id])
  assert.deepEqual(await ids({ product: other }), [two.id])
  assert.deepEqual(await ids({ starting_after: two.id }), [one.id])
  assert.deepEqual(await ids({ created: { lt: one.created } }), [])
  refused(await call('GET', '/v1/plans?product=prod_none'), 400, {
    code: 'resource_missing',
    param: 'product',
    message: "No such product: 'prod_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves('DELETE /v1/plans/{id}', 'ends the plan and the price, and frees its id', async (world) => {
  const { stripe, call, news } = world
  const owner = await product(world)
  const gold = { id: 'gold', product: owner, currency: 'usd', interval: 'month', amount: 0 } as const
  await stripe.plans.create(gold)
  const made = (await call('GET', '/v1/plans/gold')).body
  const customer = await stripe.customers.create({})
  const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ plan: 'gold' }] })
  await news()
  assert.deepEqual({ ...(await stripe.plans.del('gold')) }, { id: 'gold', object: 'plan', deleted: true })
  assert.deepEqual(await news(), ['plan.deleted', 'price.deleted'])
  const last = (await stripe.events.list({ type: 'plan.deleted' })).data[0]!.data.object
  assert.deepEqual({ ...last }, made)
  refused(await call('GET', '/v1/plans/gold'), 404, {
    code: 'resource_missing',
    param: 'plan',
    message: "No such plan: 'gold'",
  })
  assert.equal((await call('GET', '/v1/prices/gold')).status, 404)
  assert.deepEqual((await stripe.plans.list()).data, [])
  // https://docs.stripe.com/api/plans/delete: whoever has subscribed is not affected.
  const kept = await stripe.subscriptions.retrieve(id)
  assert.deepEqual([kept.status, kept.items.data[0]!.plan.id], ['active', 'gold'])
  const { status } = await call('POST', '/v1/subscriptions', `customer=${customer.id}&items[0][plan]=gold`)
  assert.equal(status, 400)
  assert.equal((await stripe.plans.create(gold)).id, 'gold')
  assert.deepEqual(await news(), ['plan.created', 'price.created'])
})
