// Usage records of subscription items, which versions before 2025-03-31.basil have: what is taken, what is refused, and what each
// way of adding up bills. (https://docs.stripe.com/api/usage_records?api-version=2024-06-20)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { meteredPrice, metered } from './metered.ts'
import { ACACIA, callsPrice, calling, inVersion, older, refusalOf } from './older.ts'
import { billed, DAY, day, FEB, HOUR, JAN, latest, linesOf, newsOf, UPDATED } from './subscribing.ts'

const REPORT = 'POST /v1/subscription_items/{id}/usage_records'
const MAR = day('2025-03-01')

behaves('POST /v1/prices', 'without a meter adds usage records up, in versions that have them', async (world) => {
  const [old, { call, stripe }] = [older(world, ACACIA), world]
  const price = await old.prices.create({
    currency: 'usd',
    unit_amount: 10,
    recurring: { interval: 'month', usage_type: 'metered', aggregate_usage: 'max' },
    product_data: { name: 'Seats' },
  })
  const recurring = {
    interval: 'month',
    interval_count: 1,
    meter: null,
    trial_period_days: null,
    usage_type: 'metered',
  }
  assert.deepEqual({ ...price.recurring }, { ...recurring, aggregate_usage: 'max' })
  // A plan is the same price, and sum is the default.
  const plan = await old.plans.create({
    currency: 'usd',
    amount: 10,
    interval: 'month',
    usage_type: 'metered',
    product: price.product,
  })
  assert.equal(plan.aggregate_usage, 'sum')
  assert.equal((await old.prices.retrieve(plan.id)).recurring.aggregate_usage, 'sum')
  // All others have had none.
  const licensed = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 10,
    recurring: { interval: 'month' },
    product: price.product,
  })
  assert.equal((await old.prices.retrieve(licensed.id)).recurring.aggregate_usage, null)
  assert.equal((await old.plans.retrieve(licensed.id)).aggregate_usage, null)
  assert.ok(!('aggregate_usage' in licensed.recurring!))
  const form = `currency=usd&unit_amount=10&product=${price.product}&recurring[interval]=month&recurring[aggregate_usage]=`
  const param = 'recurring[aggregate_usage]'
  const make = (more: string) => call('POST', '/v1/prices', `${form}${more}`, inVersion(ACACIA))
  refused(await make('max'), 400, {
    param,
    message: 'You can only specify `aggregate_usage` when `usage_type` is `metered`.',
  })
  refused(await make('most&recurring[usage_type]=metered'), 400, {
    param,
    message: `Invalid ${param}: must be one of last_during_period, last_ever, max, or sum`,
  })
  const { id: meter } = await metered(stripe, {})
  refused(await make(`max&recurring[usage_type]=metered&recurring[meter]=${meter}`), 400, {
    param,
    message: 'You cannot specify `aggregate_usage` for a price that is backed by a `meter`.',
  })
  const news = (await world.news()).filter((type) => type.startsWith('p'))
  assert.deepEqual(news, ['product.created', ...Array(3).fill(['plan.created', 'price.created']).flat()])
})

behaves(REPORT, 'adds up as the price says', async (world) => {
  // 10 January: 5. 20 January: 9, then 3 in its place. 15 January: 4, which came last and is not the last.
  for (const [aggregate, january, february] of [
    ['sum', 12, 0],
    ['max', 5, 0],
    ['last_during_period', 3, 0],
    ['last_ever', 3, 3],
  ] as const) {
    const { id, item, old, say, go } = await calling(world, aggregate)
    await go(JAN + 20 * DAY)
    await say(5, { timestamp: JAN + 9 * DAY })
    await say(9)
    await say(3, { timestamp: JAN + 20 * DAY, action: 'set' })
    await say(4, { timestamp: JAN + 14 * DAY })
    assert.deepEqual(await newsOf(world), [])
    const usage = async () => (await old.subscriptionItems.listUsageRecordSummaries(item)).data[0].total_usage
    assert.equal(await usage(), january, aggregate)
    await go(FEB)
    assert.equal(await usage(), february, aggregate)
    assert.deepEqual(linesOf(await latest(world, id)), [
      [`${january} × Calls (at $0.10 / month)`, 10 * january, JAN, FEB],
    ])
    await go(MAR)
    assert.deepEqual(linesOf(await latest(world, id)), [
      [`${february} × Calls (at $0.10 / month)`, 10 * february, FEB, MAR],
    ])
    await newsOf(world)
  }
})

behaves(REPORT, 'is the same once under one key', async (world) => {
  const { item, old, go } = await calling(world)
  await go(JAN + DAY)
  const once = { idempotencyKey: 'monday' }
  const one = await old.subscriptionItems.createUsageRecord(item, { quantity: 7 }, once)
  const again = await old.subscriptionItems.createUsageRecord(item, { quantity: 7 }, once)
  const next = await old.subscriptionItems.createUsageRecord(item, { quantity: 7 })
  assert.deepEqual([again.id, next.id === one.id, next.quantity, next.timestamp], [one.id, false, 7, JAN + DAY])
  const { data } = await old.subscriptionItems.listUsageRecordSummaries(item)
  assert.equal(data[0].total_usage, 14)
  assert.deepEqual(await newsOf(world), [])
})

behaves(REPORT, 'is of the current period, give or take five minutes', async (world) => {
  const { id, say, go } = await calling(world)
  const early = [
    400,
    undefined,
    'timestamp',
    "Cannot create the usage record with this timestamp because timestamps must be after the subscription's last invoice " +
      'period (or current period start time).',
  ]
  const ahead = [
    400,
    undefined,
    'timestamp',
    'Cannot create the usage record with this timestamp because timestamps must not be in the future.',
  ]
  assert.deepEqual(await refusalOf(say(1, { timestamp: JAN - 1 })), early)
  assert.equal((await say(1, { timestamp: JAN })).timestamp, JAN)
  assert.equal((await say(1, { timestamp: JAN + 300 })).quantity, 1)
  assert.deepEqual(await refusalOf(say(1, { timestamp: JAN + 301 })), ahead)
  await go(FEB - 60)
  assert.equal((await say(1, { timestamp: FEB - 1 })).quantity, 1)
  assert.deepEqual(await refusalOf(say(1, { timestamp: FEB })), ahead)
  // Five minutes into February January is over, and six minutes before it it was too long ago.
  await go(FEB + 299)
  await newsOf(world)
  assert.deepEqual(await refusalOf(say(1, { timestamp: FEB - 301 })), early)
  await say(2, { timestamp: FEB - 300 })
  assert.deepEqual(linesOf(await latest(world, id)), [['5 × Calls (at $0.10 / month)', 50, JAN, FEB]])
  assert.deepEqual(billed(await newsOf(world)), ['invoice.updated'])
  await go(FEB + 300)
  assert.deepEqual(await refusalOf(say(1, { timestamp: FEB - 1 })), early)
  // Where usage is not summed up, nothing is late.
  const last = await calling(world, 'max')
  await last.go(FEB + 60)
  assert.deepEqual(await refusalOf(last.say(1, { timestamp: FEB - 1 })), early)
  await newsOf(world)
})

behaves(REPORT, 'is late for a bill that is final: then it is on the next one', async (world) => {
  const { id, say, go } = await calling(world)
  await go(FEB + 1)
  const { id: draft } = await latest(world, id)
  await world.stripe.invoices.finalizeInvoice(draft!)
  await newsOf(world)
  await say(2, { timestamp: FEB - 1 })
  assert.deepEqual(await newsOf(world), [])
  await go(MAR)
  assert.deepEqual(linesOf(await latest(world, id)), [['2 × Calls (at $0.10 / month)', 20, FEB, MAR]])
  await newsOf(world)
})

behaves(REPORT, 'is for metered prices without a meter, and while there is a subscription', async (world) => {
  const { id, item, old, say, go } = await calling(world)
  const { stripe } = world
  const of = `/v1/subscription_items/${item}/usage_records`
  const report = (form: string, path = of) => world.call('POST', path, form, inVersion(ACACIA))
  for (const [form, code, param, message] of [
    ['', 'parameter_missing', 'quantity', 'Missing required param: quantity.'],
    ['quantity=-1', 'parameter_invalid_integer', 'quantity', 'This value must be greater than or equal to 0.'],
    ['quantity=1.5', 'parameter_invalid_integer', 'quantity', 'Invalid integer: 1.5'],
    ['quantity=1&action=add', undefined, 'action', 'Invalid action: must be one of increment or set'],
    ['quantity=1&note=x', 'parameter_unknown', 'note', 'Received unknown parameter: note'],
  ] as const)
    refused(await report(form), 400, { ...(code && { code }), param, message })
  refused(await report('quantity=1', '/v1/subscription_items/si_none/usage_records'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such subscription item: 'si_none'",
  })
  const meter = await metered(stripe, {})
  const licensed = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 100,
    recurring: { interval: 'month' },
    product_data: { name: 'Seats' },
  })
  for (const price of [await meteredPrice(world, meter.id), licensed.id]) {
    const added = await old.subscriptionItems.create({ subscription: id, price })
    const why = `for \`${added.id}\` because it is not on the legacy metered billing system. Call /v1/billing`
    assert.deepEqual(await refusalOf(old.subscriptionItems.createUsageRecord(added.id, { quantity: 1 })), [
      400,
      undefined,
      undefined,
      `Cannot create a usage record ${why.replace('`. ', '')}/meter_events instead.`,
    ])
    assert.deepEqual(await refusalOf(old.subscriptionItems.listUsageRecordSummaries(added.id)), [
      400,
      undefined,
      undefined,
      `Cannot list usage record summaries ${why}/meters/:id/event_summaries instead.`,
    ])
  }
  await go(JAN + DAY)
  await old.subscriptions.cancel(id)
  assert.deepEqual(await refusalOf(say(1)), [
    400,
    undefined,
    undefined,
    `Cannot create a usage record for \`${item}\` because its subscription has been canceled.`,
  ])
  // From basil on there is no such operation.
  const newer = await world.call('POST', of, 'quantity=1', inVersion('2025-03-31.basil'))
  refused(newer, 404, {
    message:
      `Unrecognized request URL (POST: ${of}). Please see https://stripe.com/docs or we can help at ` +
      'https://support.stripe.com/.',
  })
  await newsOf(world)
})

behaves(
  'POST /v1/subscriptions',
  'takes prices without a meter in older versions only, and bills them in the classic way',
  async (world) => {
    const { customer, id, old } = await calling(world)
    const price = await callsPrice(old)
    await newsOf(world)
    const subscribe = (version: string, more = '') =>
      world.call(
        'POST',
        '/v1/subscriptions',
        `customer=${customer}&items[0][price]=${price}${more}`,
        inVersion(version),
      )
    refused(await subscribe('2025-03-31.basil'), 400, {
      param: 'items[0][price]',
      message: 'Starting with Stripe version `2025-03-31.basil`, metered prices must be backed by meters.',
    })
    refused(await subscribe(ACACIA, '&billing_mode[type]=flexible'), 400, {
      param: 'items[0][price]',
      message: 'Metered prices that are not backed by a meter are not supported with `billing_mode.type=flexible`.',
    })
    const change = await world.call('POST', `/v1/subscriptions/${id}`, `items[0][price]=${price}`)
    assert.deepEqual([change.status, change.body.error.param], [400, 'items[0][price]'])
    refused(await world.call('POST', `/v1/subscriptions/${id}/migrate`, 'billing_mode[type]=flexible'), 400, {
      param: 'billing_mode[type]',
      message: 'A subscription with metered prices that are not backed by a meter cannot be migrated.',
    })
    assert.deepEqual(await newsOf(world), [])
  },
)

behaves('POST /v1/subscriptions/{id}', 'bills usage where periods begin anew, and none of a trial', async (world) => {
  const { customer, id, item, old, say, go } = await calling(world)
  await go(JAN + 10 * DAY)
  await say(8)
  await old.subscriptions.update(id, { billing_cycle_anchor: 'now' })
  const [bill] = (await old.invoices.list({ customer, limit: 1 })).data
  assert.deepEqual(linesOf(bill), [['8 × Calls (at $0.10 / month)', 80, JAN, JAN + 10 * DAY]])
  const { data } = await old.subscriptionItems.listUsageRecordSummaries(item)
  assert.deepEqual(
    data.map(({ total_usage, invoice }: any) => [total_usage, invoice]),
    [
      [0, null],
      [8, bill.id],
    ],
  )
  assert.ok((await newsOf(world)).includes(UPDATED))
  const trial = await old.subscriptions.create({
    customer,
    items: [{ price: await callsPrice(old) }],
    trial_end: JAN + 20 * DAY,
  })
  await old.subscriptionItems.createUsageRecord(trial.items.data[0].id, { quantity: 5 })
  await go(JAN + 20 * DAY + 2 * HOUR)
  assert.equal(await latest(world, trial.id), null)
  await newsOf(world)
})
