// Changing the items of a subscription one by one. Amounts are by hand: on 17 January 15 of 31 days are left.
// (https://docs.stripe.com/api/subscription_items; "recorded": Stripe's answer at 2026-08-26.dahlia)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { ADDED, billed, BILLED, day, FEB, JAN, latest, newsOf, NOW, pending, running, UPDATED } from './subscribing.ts'

const [CREATE, UPDATE, DELETE] = [
  'POST /v1/subscription_items',
  'POST /v1/subscription_items/{id}',
  'DELETE /v1/subscription_items/{id}',
]

behaves(CREATE, 'adds a price, and charges what remains', async (world) => {
  const { stripe } = world
  const { id, item, customer, price } = await running(world)
  const films = await price('Films', 3000)
  const { id: added, ...made } = await stripe.subscriptionItems.create({
    subscription: id,
    price: films,
    quantity: 2,
    metadata: { a: '1' },
  })
  assert.match(added, /^si_[A-Za-z0-9]{14}$/)
  const { price: row, plan, ...rest } = made
  assert.deepEqual([row.id, plan.id], [films, films])
  const { current_trial: _, billed_until: __, ...shown } = rest as typeof rest & { billed_until?: unknown }
  // Recorded: its period is that of the subscription.
  assert.deepEqual(shown, {
    object: 'subscription_item',
    billing_thresholds: null,
    created: NOW,
    current_period_end: FEB,
    current_period_start: JAN,
    discounts: [],
    metadata: { a: '1' },
    quantity: 2,
    subscription: id,
    tax_rates: [],
  })
  const { items } = await stripe.subscriptions.retrieve(id)
  assert.deepEqual(
    items.data.map((one) => one.id),
    [item, added],
  )
  // 60.00 × 15/31 = 29.032…
  assert.deepEqual(await pending(world, customer), [['Remaining time on 2 × Films after 17 Jan 2025', 2903, NOW, FEB]])
  assert.deepEqual(await newsOf(world), [ADDED, UPDATED])
})

behaves(CREATE, 'adds a price of price_data, and bills it now', async (world) => {
  const { stripe } = world
  const { id } = await running(world)
  const { id: product } = await stripe.products.create({ name: 'Films' })
  await newsOf(world)
  await stripe.subscriptionItems.create({
    subscription: id,
    price_data: { currency: 'usd', product, recurring: { interval: 'month' }, unit_amount: 6200 },
    proration_behavior: 'always_invoice',
  })
  assert.equal((await latest(world, id)).amount_paid, 3000)
  assert.deepEqual(await newsOf(world), [ADDED, UPDATED, ...billed(BILLED)])
})

behaves(CREATE, 'refuses what cannot be added', async (world) => {
  const { id, item, photos, price } = await running(world)
  const euro = await price('Fotos', 1000, { currency: 'eur' })
  const once = await price('Setup', 500, { recurring: undefined as never })
  const add = (form: string) => world.call('POST', '/v1/subscription_items', form)
  // Recorded.
  refused(await add(`price=${photos}`), 400, {
    code: 'parameter_missing',
    param: 'subscription',
    message: 'Missing required param: subscription.',
  })
  refused(await add(`subscription=${id}&price=${photos}`), 400, {
    param: 'plan',
    message: `A new item with Price ${photos} can't be added to this Subscription because an existing Subscription Item ${item} is already using that Price. If you want to update the existing item (e.g., to adjust the quantity), pass the existing Subscription Item's \`id\` in your update request: https://stripe.com/docs/api/subscriptions/update#update_subscription-items-id`,
  })
  refused(await add(`subscription=${id}&price=${euro}`), 400, {
    param: 'price',
    message: "The price specified only supports `eur`. This doesn't match the expected currency: `usd`.",
  })
  refused(await add(`subscription=${id}&price=${once}`), 400, {
    param: 'price',
    message: 'The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.',
  })
  refused(await add(`subscription=${id}&price=price_none`), 400, {
    code: 'resource_missing',
    param: 'price',
    message: "No such price: 'price_none'",
  })
  refused(await add(`subscription=${id}`), 400, {
    code: 'parameter_missing',
    param: 'price',
    message: 'Missing required param: price.',
  })
  await world.stripe.subscriptions.cancel(id)
  for (const gone of [id, 'sub_none'])
    refused(await add(`subscription=${gone}&price=${photos}`), 404, {
      code: 'resource_missing',
      param: 'subscription',
      message: `No such subscription: '${gone}'`,
    })
  assert.deepEqual(await newsOf(world), ['customer.subscription.deleted'])
})

behaves(UPDATE, 'has another quantity and other labels', async (world) => {
  const { stripe } = world
  const { id, item, customer } = await running(world)
  const changed = await stripe.subscriptionItems.update(item, { quantity: 3, metadata: { a: '1' } })
  assert.deepEqual([changed.quantity, changed.metadata], [3, { a: '1' }])
  assert.deepEqual((await stripe.subscriptions.retrieve(id)).items.data, [{ ...changed }])
  assert.deepEqual(
    (await pending(world, customer)).map(([, amount]) => amount),
    [-484, 1452],
  )
  assert.deepEqual(await newsOf(world), [ADDED, ADDED, UPDATED])
  await stripe.subscriptionItems.update(item, { metadata: { a: '', b: '2' } })
  assert.deepEqual((await stripe.subscriptionItems.retrieve(item)).metadata, { b: '2' })
  assert.deepEqual(await newsOf(world), [UPDATED])
})

behaves(UPDATE, 'has another price, from a day on', async (world) => {
  const { item, customer, price } = await running(world)
  const films = await price('Films', 3000)
  const changed = await world.stripe.subscriptionItems.update(item, {
    price: films,
    proration_date: day('2025-01-11'),
  })
  assert.deepEqual([changed.price.id, changed.plan.id], [films, films])
  // 21 of 31 days: 6.774…, and 20.322…
  assert.deepEqual(
    (await pending(world, customer)).map(([, amount]) => amount),
    [-677, 2032],
  )
  assert.deepEqual(await newsOf(world), [ADDED, ADDED, UPDATED])
})

behaves(UPDATE, 'refuses what it cannot be', async (world) => {
  const { item, price } = await running(world)
  const once = await price('Setup', 500, { recurring: undefined as never })
  const old = await price('Old', 500)
  await world.stripe.prices.update(old, { active: false })
  await newsOf(world)
  const change = (form: string) => world.call('POST', `/v1/subscription_items/${item}`, form)
  refused(await change(`price=${once}`), 400, {
    param: 'price',
    message: 'The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.',
  })
  refused(await change(`price=${old}`), 400, {
    param: 'price',
    message: 'The price specified is inactive. This field only accepts active prices.',
  })
  refused(await change('quantity=-1'), 400, {
    code: 'parameter_invalid_integer',
    param: 'quantity',
    message: 'This value must be greater than or equal to 0.',
  })
  refused(await change('billing_thresholds[usage_gte]=5'), 400, {
    param: 'billing_thresholds',
    message: 'You can only set `billing_thresholds` on an item whose price has `usage_type=metered`.',
  })
  assert.deepEqual(await newsOf(world), [])
})

behaves(DELETE, 'goes, and what is unused of it is given back', async (world) => {
  const { stripe } = world
  const { id, item, customer, price } = await running(world)
  const films = await price('Films', 3000)
  await stripe.subscriptionItems.create({ subscription: id, price: films, proration_behavior: 'none' })
  await newsOf(world)
  assert.deepEqual(
    { ...(await stripe.subscriptionItems.del(item)) },
    {
      id: item,
      object: 'subscription_item',
      deleted: true,
    },
  )
  assert.equal((await stripe.subscriptions.retrieve(id)).items.data.length, 1)
  assert.deepEqual(
    (await pending(world, customer)).map(([, amount]) => amount),
    [-484],
  )
  assert.deepEqual(await newsOf(world), [ADDED, UPDATED])
  // Quoted: one that is gone cannot be read again (github.com/dj-stripe/dj-stripe/issues/2025).
  for (const method of ['DELETE', 'GET']) {
    const { status, body } = await world.call(method, `/v1/subscription_items/${item}`)
    assert.deepEqual([status, body.error.message], [404, `Invalid subscription_item id: ${item}`])
  }
  assert.deepEqual(await newsOf(world), [])
})

behaves(DELETE, 'cannot be the last one, nor clear what is not reported', async (world) => {
  const { item } = await running(world)
  // Quoted by several projects.
  refused(await world.call('DELETE', `/v1/subscription_items/${item}`), 400, {
    message:
      'A subscription must have at least one active plan. To cancel a subscription, please use the cancel API endpoint on /v1/subscriptions.',
  })
  refused(await world.call('DELETE', `/v1/subscription_items/${item}`, 'clear_usage=true'), 400, {
    // Quoted: github.com/laravel/cashier-stripe/issues/1819.
    message:
      'With `billing_mode.type=flexible` set on a subscription, the following parameters are not supported: clear_usage.',
  })
  assert.deepEqual(await newsOf(world), [])
})

behaves('POST /v1/subscriptions/{id}', 'refuses items that are not its own', async (world) => {
  const { id } = await running(world)
  // Heard from the API by a project's tests.
  refused(await world.call('POST', `/v1/subscriptions/${id}`, 'items[0][id]=si_none&items[0][quantity]=2'), 400, {
    param: 'items[0][id]',
    message: 'No subscription item with this ID (si_none) on the subscription.',
  })
  assert.deepEqual(await newsOf(world), [])
})
