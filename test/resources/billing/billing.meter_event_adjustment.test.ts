// Adjustments of meter events. (https://docs.stripe.com/api/billing/meter-event-adjustment)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { advanceClock } from '../../clock.ts'
import { refused } from '../../http/speak.ts'
import { hourOf, metered, send, totalOf } from './metered.ts'

const CREATE = 'POST /v1/billing/meter_event_adjustments'
const PATH = '/v1/billing/meter_event_adjustments'

behaves(CREATE, 'takes an event out of what was used', async ({ stripe, news, advance, call }) => {
  const from = hourOf(await advance(0)) - 3600
  const meter = await metered(stripe, { event_name: 'ai_search_api' })
  const { id } = await stripe.customers.create({})
  await send(stripe, meter, id, '25', { identifier: 'identifier_123', timestamp: from })
  await send(stripe, meter, id, '17', { identifier: 'other', timestamp: from })
  const made = await stripe.billing.meterEventAdjustments.create({
    event_name: 'ai_search_api',
    type: 'cancel',
    cancel: { identifier: 'identifier_123' },
  })
  // The object of https://docs.stripe.com/api/billing/meter-event-adjustment/object
  assert.deepEqual(
    { ...made },
    {
      object: 'billing.meter_event_adjustment',
      cancel: { identifier: 'identifier_123' },
      event_name: 'ai_search_api',
      livemode: false,
      status: 'pending',
      type: 'cancel',
    },
  )
  assert.equal(await totalOf(stripe, meter, id, from, from + 3600), 17)
  // Its identifier stays taken.
  const form = `event_name=ai_search_api&payload[stripe_customer_id]=${id}&payload[value]=1&identifier=identifier_123`
  refused(await call('POST', '/v1/billing/meter_events', form), 400, {
    param: 'identifier',
    message: 'An event already exists with identifier identifier_123.',
  })
  assert.deepEqual(await news(), ['billing.meter.created', 'customer.created'])
})

behaves(CREATE, 'lets the value before it count again', async ({ stripe, news, advance }) => {
  const from = hourOf(await advance(0)) - 3600
  const [last, hourly] = [
    await metered(stripe, { default_aggregation: { formula: 'last' } }),
    await metered(stripe, { event_time_window: 'hour' }),
  ]
  const { id } = await stripe.customers.create({})
  const cancel = (meter: { event_name: string }, identifier: string) =>
    stripe.billing.meterEventAdjustments.create({
      event_name: meter.event_name,
      type: 'cancel',
      cancel: { identifier },
    })
  for (const [meter, prefix] of [
    [last, 'l'],
    [hourly, 'h'],
  ] as const) {
    const total = () => totalOf(stripe, meter, id, from, from + 3600)
    for (const n of [1, 2, 3])
      await send(stripe, meter, id, String(n), { identifier: `${prefix}${n}`, timestamp: from + n })
    assert.equal(await total(), 3)
    // One that does not count changes nothing.
    await cancel(meter, `${prefix}2`)
    assert.equal(await total(), 3)
    await cancel(meter, `${prefix}3`)
    assert.equal(await total(), 1)
    await cancel(meter, `${prefix}1`)
    assert.equal(await total(), 0)
    await send(stripe, meter, id, '9', { timestamp: from })
    assert.equal(await total(), 9)
  }
  assert.deepEqual(await news(), ['billing.meter.created', 'billing.meter.created', 'customer.created'])
})

behaves(CREATE, 'cancels within a day of receiving, also of an old meter', async ({ stripe, news, advance, call }) => {
  const now = await advance(0)
  const meter = await metered(stripe, { event_name: 'a' })
  const { id } = await stripe.customers.create({})
  // What counts is when it came in, and not the time that it tells of.
  await send(stripe, meter, id, '1', { identifier: 'x', timestamp: now - 30 * 86_400 })
  await send(stripe, meter, id, '2', { identifier: 'y' })
  await stripe.billing.meters.deactivate(meter.id)
  await advance(86_400 - 60)
  const form = 'event_name=a&type=cancel&cancel[identifier]='
  assert.equal((await call('POST', PATH, `${form}x`)).status, 200)
  await advance(120)
  refused(await call('POST', PATH, `${form}y`), 400, {
    param: 'cancel[identifier]',
    message: 'You can only cancel meter events that were received within the last 24 hours.',
  })
  const from = hourOf(now) - 31 * 86_400
  assert.equal(await totalOf(stripe, meter, id, from, from + 32 * 86_400), 2)
  assert.deepEqual(await news(), ['billing.meter.created', 'customer.created', 'billing.meter.deactivated'])
})

behaves(CREATE, 'counts the day by the clock that the customer lives by', async ({ stripe, news, call }) => {
  const frozen_time = 1_700_000_000
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time })
  const meter = await metered(stripe, { event_name: 'a', event_time_window: 'day' })
  const { id } = await stripe.customers.create({ test_clock: clock.id })
  for (const identifier of ['x', 'y']) await send(stripe, meter, id, '1', { identifier })
  await advanceClock(stripe, clock.id, frozen_time + 86_400)
  assert.equal((await call('POST', PATH, 'event_name=a&type=cancel&cancel[identifier]=x')).status, 200)
  await advanceClock(stripe, clock.id, frozen_time + 86_401)
  refused(await call('POST', PATH, 'event_name=a&type=cancel&cancel[identifier]=y'), 400, {
    param: 'cancel[identifier]',
    message: 'You can only cancel meter events that were received within the last 24 hours.',
  })
  const steps = ['test_helpers.test_clock.advancing', 'test_helpers.test_clock.ready']
  assert.deepEqual(await news(), [
    'test_helpers.test_clock.created',
    'billing.meter.created',
    'customer.created',
    ...steps,
    ...steps,
  ])
})

behaves(CREATE, 'refuses what it cannot cancel', async ({ stripe, news, call }) => {
  const meter = await metered(stripe, { event_name: 'a' })
  await metered(stripe, { event_name: 'b' })
  const { id } = await stripe.customers.create({})
  await send(stripe, meter, id, '1', { identifier: 'x' })
  await send(stripe, meter, 'nobody', '1', { identifier: 'z' })
  const missing = (param: string) => ({
    code: 'parameter_missing',
    param,
    message: `Missing required param: ${param}.`,
  })
  const none = (identifier: string) => ({
    code: 'resource_missing',
    param: 'cancel[identifier]',
    message: `No such meter event: '${identifier}'`,
  })
  const refusals = [
    ['type=cancel&cancel[identifier]=x', missing('event_name')],
    ['event_name=a&cancel[identifier]=x', missing('type')],
    ['event_name=a&type=cancel', missing('cancel')],
    ['event_name=a&type=refund&cancel[identifier]=x', { param: 'type', message: 'Invalid type: must be cancel' }],
    ['event_name=a&type=cancel&cancel[identifier]=none', none('none')],
    ['event_name=b&type=cancel&cancel[identifier]=x', none('x')],
  ] as const
  for (const [form, expected] of refusals) refused(await call('POST', PATH, form), 400, expected)
  for (const identifier of ['x', 'z']) {
    assert.equal((await call('POST', PATH, `event_name=a&type=cancel&cancel[identifier]=${identifier}`)).status, 200)
    refused(await call('POST', PATH, `event_name=a&type=cancel&cancel[identifier]=${identifier}`), 400, {
      param: 'cancel[identifier]',
      message: `The meter event ${identifier} has already been canceled.`,
    })
  }
  assert.deepEqual(await news(), ['billing.meter.created', 'billing.meter.created', 'customer.created'])
})
