// Subscription items: a price, how many of it, and the period that it is billed for.
// (https://docs.stripe.com/api/subscription_items; docs.stripe.com/billing/subscriptions/billing-cycle)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import type { Sandbox } from '../../world.ts'

const DAY = 86_400
type Recurring = Stripe.PriceCreateParams.Recurring

/** A subscription to something free, so that nothing but its periods happens. */
async function subscribed({ stripe }: Pick<Sandbox, 'stripe'>, recurring: Recurring, quantity = 1) {
  const { id: customer } = await stripe.customers.create()
  const price = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 0,
    recurring,
    product_data: { name: 'Free' },
  })
  return stripe.subscriptions.create({ customer, items: [{ price: price.id, quantity, metadata: { a: '1' } }] })
}

const goTo = async ({ call }: Pick<Sandbox, 'call'>, at: number) =>
  assert.equal((await call('POST', '/brindle/clock/advance', `to=${at}`)).status, 200)

const date = (text: string) => Date.parse(`${text}T00:00:00Z`) / 1000

/** The first year from next year on that does, or does not, have a 29 February. */
function year(leap: boolean): number {
  let y = new Date().getUTCFullYear() + 1
  while ((y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0)) !== leap) y++
  return y
}
const Y = year(false)
const L = year(true)

/** Where periods begin, by hand: the anchor's day, or the last of a month that does not have it. */
const CALENDARS: readonly (readonly [string, Recurring, readonly string[]])[] = [
  [
    'a month from the 31st',
    { interval: 'month' },
    [`${Y}-01-31`, `${Y}-02-28`, `${Y}-03-31`, `${Y}-04-30`, `${Y}-05-31`, `${Y}-06-30`],
  ],
  ['a month into a leap year', { interval: 'month' }, [`${L}-01-30`, `${L}-02-29`, `${L}-03-30`, `${L}-04-30`]],
  ['a month from the 28th', { interval: 'month' }, [`${Y}-02-28`, `${Y}-03-28`, `${Y}-04-28`]],
  [
    'a quarter from the end of November',
    { interval: 'month', interval_count: 3 },
    [`${Y}-11-30`, `${Y + 1}-02-${(Y + 1) % 4 === 0 ? 29 : 28}`, `${Y + 1}-05-30`, `${Y + 1}-08-30`],
  ],
  [
    'a year from 29 February',
    { interval: 'year' },
    [`${L}-02-29`, `${L + 1}-02-28`, `${L + 2}-02-28`, `${L + 3}-02-28`, `${L + 4}-02-29`],
  ],
  ['two weeks', { interval: 'week', interval_count: 2 }, [`${Y}-02-20`, `${Y}-03-06`, `${Y}-03-20`, `${Y}-04-03`]],
  ['a day over the end of a month', { interval: 'day' }, [`${Y}-02-27`, `${Y}-02-28`, `${Y}-03-01`, `${Y}-03-02`]],
]

for (const [name, recurring, days] of CALENDARS)
  behaves('GET /v1/subscription_items/{id}', `has periods of ${name}`, async (world) => {
    const { stripe, news } = world
    await goTo(world, date(days[0]!) + DAY / 2)
    const { id, billing_cycle_anchor: anchor, items } = await subscribed(world, recurring)
    const time = anchor % DAY
    await news()
    for (const [i, day] of days.slice(0, -1).entries()) {
      const [start, end] = [date(day) + time, date(days[i + 1]!) + time]
      const item = await stripe.subscriptionItems.retrieve(items.data[0]!.id)
      assert.deepEqual([item.current_period_start, item.current_period_end], [start, end], day)
      const subscription = await stripe.subscriptions.retrieve(id)
      assert.deepEqual(subscription.items.data, [{ ...item }])
      assert.equal(subscription.billing_cycle_anchor, anchor)
      await goTo(world, end - 60)
      // A renewal is told of seven days before, unless the period is shorter than that.
      assert.deepEqual(await news(), recurring.interval === 'day' ? [] : ['invoice.upcoming'], day)
      await goTo(world, end)
      assert.deepEqual(await news(), ['customer.subscription.updated', 'invoice.created'], day)
      await goTo(world, end + 2 * 3600)
      assert.ok((await news()).includes('invoice.paid'), day)
    }
  })

behaves('GET /v1/subscription_items/{id}', 'is what the subscription has', async (world) => {
  const subscription = await subscribed(world, { interval: 'month' }, 3)
  const [first] = subscription.items.data
  const { id, created, price, plan, current_period_start, current_period_end, ...rest } =
    await world.stripe.subscriptionItems.retrieve(first!.id)
  assert.match(id, /^si_[A-Za-z0-9]{14}$/)
  assert.equal(created, subscription.created)
  assert.equal(current_period_start, subscription.billing_cycle_anchor)
  assert.ok(current_period_end - current_period_start >= 28 * DAY)
  assert.deepEqual({ ...price }, { ...(await world.stripe.prices.retrieve(price.id)) })
  // The older word for a price: https://docs.stripe.com/api/plans/object
  assert.deepEqual([plan.id, plan.object, plan.amount, plan.interval], [price.id, 'plan', 0, 'month'])
  const { current_trial: _, billed_until: __, ...shown } = rest as typeof rest & { billed_until?: unknown }
  assert.deepEqual(shown, {
    object: 'subscription_item',
    billing_thresholds: null,
    discounts: [],
    metadata: { a: '1' },
    quantity: 3,
    subscription: subscription.id,
    tax_rates: [],
  })
  assert.ok((await world.news()).includes('customer.subscription.created'))
})

behaves('GET /v1/subscription_items/{id}', 'is not there under an id that was made up', async ({ call, news }) => {
  // Recorded: no code and no parameter.
  for (const [method, form] of [['GET'], ['POST', 'quantity=2'], ['DELETE']] as const) {
    const { status, body } = await call(method, '/v1/subscription_items/si_none', form)
    assert.equal(status, 404)
    assert.deepEqual(
      [body.error.type, body.error.code, body.error.param, body.error.message],
      ['invalid_request_error', undefined, undefined, 'Invalid subscription_item id: si_none'],
    )
  }
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/subscription_items', 'has those of a subscription', async (world) => {
  // Recorded: the oldest first, at an address that names the subscription.
  const { stripe } = world
  const { id: subscription, items } = await subscribed(world, { interval: 'month' })
  await subscribed(world, { interval: 'year' })
  const { product, currency } = items.data[0]!.price
  const price_data = { product: product as string, currency, recurring: { interval: 'month' as const }, unit_amount: 0 }
  const added = await stripe.subscriptionItems.create({ subscription, price_data })
  await world.news()
  const all = [items.data[0]!.id, added.id]
  const list = await stripe.subscriptionItems.list({ subscription, expand: ['data.price.product'] })
  const url = `/v1/subscription_items?subscription=${subscription}`
  assert.deepEqual([list.object, list.has_more, list.url], ['list', false, url])
  const ids = async (page: object) => {
    const { data, has_more } = await stripe.subscriptionItems.list({ subscription, ...page })
    return [data.map(({ id }) => id), has_more]
  }
  assert.deepEqual(await ids({}), [all, false])
  assert.deepEqual(await ids({ limit: 1 }), [[all[0]], true])
  assert.deepEqual(await ids({ limit: 1, starting_after: all[0] }), [[all[1]], false])
  assert.deepEqual(await ids({ ending_before: all[1] }), [[all[0]], false])
  assert.equal((list.data[0]!.price.product as Stripe.Product).name, 'Free')
  assert.deepEqual(await world.news(), [])
})

behaves('GET /v1/subscription_items', 'must say of which subscription', async ({ call, news }) => {
  // https://docs.stripe.com/api/subscription_items/list: `subscription` is required.
  const { status, body } = await call('GET', '/v1/subscription_items')
  assert.deepEqual([status, body.error.code, body.error.param], [400, 'parameter_missing', 'subscription'])
  assert.equal(body.error.message, 'Missing required param: subscription.')
  assert.deepEqual(await news(), [])
})
