// Meter events: what is taken, what is refused, and what counts. (https://docs.stripe.com/api/billing/meter-event)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { advanceClock } from '../../clock.ts'
import { refused } from '../../http/speak.ts'
import { hourOf, metered, send, totalOf } from './metered.ts'

const CREATE = 'POST /v1/billing/meter_events'
const PATH = '/v1/billing/meter_events'

behaves(CREATE, 'adds to what a customer used', async ({ stripe, news, advance }) => {
  const now = await advance(0)
  const meter = await metered(stripe, { event_name: 'ai_search_api' })
  const { id } = await stripe.customers.create({})
  const sent = await stripe.billing.meterEvents.create({
    event_name: 'ai_search_api',
    payload: { value: '25', stripe_customer_id: id, region: 'eu' },
    identifier: 'identifier_123',
    timestamp: now - 3600,
  })
  const { created, ...rest } = sent
  assert.ok(created >= now)
  // The object of https://docs.stripe.com/api/billing/meter-event/object
  assert.deepEqual(
    { ...rest },
    {
      object: 'billing.meter_event',
      event_name: 'ai_search_api',
      identifier: 'identifier_123',
      livemode: false,
      payload: { value: '25', stripe_customer_id: id, region: 'eu' },
      timestamp: now - 3600,
    },
  )
  const another = await send(stripe, meter, id, '17')
  assert.match(another.identifier, /^[A-Za-z0-9]{32}$/)
  assert.equal(another.timestamp, another.created)
  const from = hourOf(now) - 7200
  assert.equal(await totalOf(stripe, meter, id, from, from + 4 * 3600), 42)
  // No event tells of them: https://docs.stripe.com/api/events/types
  assert.deepEqual(await news(), ['billing.meter.created', 'customer.created'])
})

behaves(CREATE, 'keeps customers and meters apart, and counts by the formula', async ({ stripe, news, advance }) => {
  const from = hourOf(await advance(0)) - 3600
  const [sum, count, last] = [
    await metered(stripe, { event_name: 's' }),
    await metered(stripe, { event_name: 'c', default_aggregation: { formula: 'count' } }),
    await metered(stripe, { event_name: 'l', default_aggregation: { formula: 'last' } }),
  ]
  const [one, two] = [await stripe.customers.create({}), await stripe.customers.create({})]
  for (const meter of [sum, count, last]) {
    await send(stripe, meter, one.id, '10', { timestamp: from + 20 })
    await send(stripe, meter, one.id, '2.5', { timestamp: from + 30 })
    await send(stripe, meter, one.id, '-4', { timestamp: from + 10 })
    await send(stripe, meter, two.id, '1000', { timestamp: from + 15 })
  }
  const totals = async (customer: string) =>
    Promise.all([sum, count, last].map((meter) => totalOf(stripe, meter, customer, from, from + 3600)))
  // 10 + 2.5 - 4; three events; the value of the latest, which came in second.
  assert.deepEqual(await totals(one.id), [8.5, 3, 2.5])
  assert.deepEqual(await totals(two.id), [1000, 1, 1000])
  // Counted events need no value.
  await stripe.billing.meterEvents.create({ event_name: 'c', payload: { stripe_customer_id: two.id }, timestamp: from })
  assert.deepEqual(await totals(two.id), [1000, 2, 1000])
  const meters = Array(3).fill('billing.meter.created')
  assert.deepEqual(await news(), [...meters, 'customer.created', 'customer.created'])
})

behaves(CREATE, 'reads customer and value where the meter says', async ({ stripe, call, news, advance }) => {
  const from = hourOf(await advance(0))
  const meter = await metered(stripe, {
    event_name: 'tokens',
    customer_mapping: { type: 'by_id', event_payload_key: 'who' },
    value_settings: { event_payload_key: 'tokens' },
  })
  const { id } = await stripe.customers.create({})
  await stripe.billing.meterEvents.create({ event_name: 'tokens', payload: { who: id, tokens: '7', value: '100' } })
  assert.equal(await totalOf(stripe, meter, id, from, from + 7200), 7)
  const refusals = [
    [
      `payload[stripe_customer_id]=${id}&payload[tokens]=1`,
      'payload',
      'Customer mapping key who not found in payload.',
    ],
    [`payload[who]=${id}&payload[value]=1`, 'payload', 'Value key tokens not found in payload.'],
    [
      `payload[who]=${id}&payload[tokens]=many`,
      'payload[tokens]',
      'The value in the event payload must be a number. Received many.',
    ],
  ] as const
  for (const [form, param, message] of refusals)
    refused(await call('POST', PATH, `event_name=tokens&${form}`), 400, { param, message })
  assert.equal(await totalOf(stripe, meter, id, from, from + 7200), 7)
  assert.deepEqual(await news(), ['billing.meter.created', 'customer.created'])
})

behaves(CREATE, 'takes an identifier once, whatever it is', async ({ stripe, call, news, advance }) => {
  const from = hourOf(await advance(0))
  const [one, two] = [await metered(stripe, { event_name: 'a' }), await metered(stripe, { event_name: 'b' })]
  const { id } = await stripe.customers.create({})
  const identifiers = ['x', 'ähm \u0007\u0000', 'cus_1', '__proto__', 'y'.repeat(100)]
  for (const identifier of identifiers) await send(stripe, one, id, '1', { identifier })
  for (const [i, identifier] of identifiers.entries()) {
    const form = new URLSearchParams({
      event_name: i % 2 ? 'a' : 'b',
      'payload[stripe_customer_id]': id,
      'payload[value]': '1',
      identifier,
    })
    // github.com/langfuse/langfuse/pull/16292
    refused(await call('POST', PATH, String(form)), 400, {
      param: 'identifier',
      message: `An event already exists with identifier ${identifier}.`,
    })
  }
  assert.equal(await totalOf(stripe, one, id, from, from + 7200), 5)
  assert.equal(await totalOf(stripe, two, id, from, from + 7200), 0)
  assert.deepEqual(await news(), ['billing.meter.created', 'billing.meter.created', 'customer.created'])
})

behaves(CREATE, 'is judged by the clock that its customer lives by', async ({ stripe, call, news }) => {
  const frozen_time = 1_700_000_000
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time })
  const meter = await metered(stripe, { event_name: 'a' })
  const { id } = await stripe.customers.create({ test_clock: clock.id })
  const sent = await send(stripe, meter, id, '3')
  assert.deepEqual([sent.timestamp, sent.created], [frozen_time, frozen_time])
  const form = `event_name=a&payload[stripe_customer_id]=${id}&payload[value]=1&timestamp=`
  refused(await call('POST', PATH, `${form}${frozen_time + 301}`), 400, {
    param: 'timestamp',
    message: 'The event timestamp cannot be in future.',
  })
  refused(await call('POST', PATH, `${form}${frozen_time - 35 * 86_400 - 1}`), 400, {
    param: 'timestamp',
    message:
      'The event timestamp cannot be more than 35 days in past. Expected a timestamp greater than or equal to ' +
      `${frozen_time - 35 * 86_400}.`,
  })
  await advanceClock(stripe, clock.id, frozen_time + 3600)
  assert.equal((await send(stripe, meter, id, '4')).timestamp, frozen_time + 3600)
  // 1 700 000 000 is 22:13:20: 22:00 to 23:00, and to midnight.
  const hour = hourOf(frozen_time)
  assert.equal(await totalOf(stripe, meter, id, hour, hour + 3600), 3)
  assert.equal(await totalOf(stripe, meter, id, hour, hour + 7200), 7)
  const clocks = ['test_helpers.test_clock.advancing', 'test_helpers.test_clock.ready']
  assert.deepEqual(await news(), [
    'test_helpers.test_clock.created',
    'billing.meter.created',
    'customer.created',
    ...clocks,
  ])
})

behaves(CREATE, 'takes events of nobody, which never count', async ({ stripe, news, call, advance }) => {
  const from = hourOf(await advance(0))
  const meter = await metered(stripe, { event_name: 'a' })
  const gone = await stripe.customers.create({})
  await stripe.customers.del(gone.id)
  const sent = await send(stripe, meter, gone.id, '5', { identifier: 'x' })
  assert.equal(sent.identifier, 'x')
  await send(stripe, meter, 'nobody', '5')
  await send(stripe, meter, 'x'.repeat(300), '5')
  refused(
    await call('POST', PATH, `event_name=a&payload[stripe_customer_id]=${gone.id}&payload[value]=1&identifier=x`),
    400,
    {
      param: 'identifier',
      message: 'An event already exists with identifier x.',
    },
  )
  const { id } = await stripe.customers.create({})
  assert.equal(await totalOf(stripe, meter, id, from, from + 7200), 0)
  assert.deepEqual(await news(), ['billing.meter.created', 'customer.created', 'customer.deleted', 'customer.created'])
})

behaves(CREATE, 'of a window counts the last one that came in', async ({ stripe, news, advance }) => {
  const from = Math.floor((await advance(0)) / 86_400) * 86_400 - 86_400
  const [hourly, daily] = [
    await metered(stripe, { event_time_window: 'hour' }),
    await metered(stripe, { event_time_window: 'day' }),
  ]
  const { id } = await stripe.customers.create({})
  for (const meter of [hourly, daily]) {
    await send(stripe, meter, id, '5', { timestamp: from + 1800 })
    await send(stripe, meter, id, '6', { timestamp: from + 600 })
    await send(stripe, meter, id, '10', { timestamp: from + 3600 })
  }
  // 6 in the first hour and 10 in the second; 10 on the day.
  assert.equal(await totalOf(stripe, hourly, id, from, from + 86_400), 16)
  assert.equal(await totalOf(stripe, daily, id, from, from + 86_400), 10)
  assert.equal(await totalOf(stripe, hourly, id, from, from + 3600), 6)
  assert.equal(await totalOf(stripe, daily, id, from, from + 3600), 0)
  assert.deepEqual(await news(), ['billing.meter.created', 'billing.meter.created', 'customer.created'])
})

behaves(CREATE, 'counts events that come in together', async ({ stripe, news, advance }) => {
  const from = hourOf(await advance(0))
  const [raw, hourly] = [await metered(stripe, {}), await metered(stripe, { event_time_window: 'hour' })]
  const { id } = await stripe.customers.create({})
  await Promise.all(Array.from({ length: 20 }, (_, i) => send(stripe, i % 2 ? raw : hourly, id, '2')))
  assert.equal(await totalOf(stripe, raw, id, from, from + 7200), 20)
  assert.equal(await totalOf(stripe, hourly, id, from, from + 7200), 2)
  assert.deepEqual(await news(), ['billing.meter.created', 'billing.meter.created', 'customer.created'])
})
