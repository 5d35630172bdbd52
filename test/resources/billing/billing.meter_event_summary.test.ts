// Summaries of meter events. (https://docs.stripe.com/api/billing/meter-event-summary)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { hourOf, metered, send, totalOf } from './metered.ts'

const LIST = 'GET /v1/billing/meters/{id}/event_summaries'
const DAY = 86_400

behaves(LIST, 'says what was used in a span', async ({ stripe, news, advance }) => {
  const from = hourOf(await advance(0)) - 7200
  const meter = await metered(stripe, {})
  const { id: customer } = await stripe.customers.create({})
  const ask = async (start_time: number, end_time: number) =>
    (await stripe.billing.meters.listEventSummaries(meter.id, { customer, start_time, end_time })).data
  assert.equal((await ask(from, from + 60))[0]?.aggregated_value, 0)
  for (const [at, value] of [
    [from, '1'],
    [from + 59, '0.25'],
    [from + 60, '10'],
    [from + 3600, '100'],
  ] as const)
    await send(stripe, meter, customer, value, { timestamp: at })
  const page = await stripe.billing.meters.listEventSummaries(meter.id, {
    customer,
    start_time: from,
    end_time: from + 7200,
  })
  assert.deepEqual([page.has_more, page.url], [false, `/v1/billing/meters/${meter.id}/event_summaries`])
  const [{ id, ...rest }] = page.data as [Stripe.Billing.MeterEventSummary]
  assert.match(id, /^mtrusg_test_[A-Za-z0-9]+$/)
  // The object of https://docs.stripe.com/api/billing/meter-event-summary/object
  assert.deepEqual(rest, {
    object: 'billing.meter_event_summary',
    aggregated_value: 111.25,
    end_time: from + 7200,
    livemode: false,
    meter: meter.id,
    start_time: from,
  })
  // The start belongs to the span, the end does not.
  const values = [
    [0, 60, 1.25],
    [60, 120, 10],
    [0, 120, 11.25],
    [60, 3600, 10],
    [60, 3660, 110],
    [120, 3600, 0],
    [-DAY, 0, 0],
    [-40 * DAY, 10 * DAY, 111.25],
  ] as const
  for (const [start, end, value] of values)
    assert.equal(await totalOf(stripe, meter, customer, from + start, from + end), value, `${start} to ${end}`)
  assert.equal(await totalOf(stripe, meter, customer, 0, hourOf(from) + 10 * DAY), 111.25)
  assert.deepEqual(await news(), ['billing.meter.created', 'customer.created'])
})

/** Start of the group counted from `from`, and what was used in it. */
type Groups = readonly (readonly [start: number, value: number])[]

behaves(LIST, 'goes hour by hour and day by day, newest first', async ({ stripe, news, advance }) => {
  const from = Math.floor((await advance(0)) / DAY) * DAY - 3 * DAY
  const { id: customer } = await stripe.customers.create({})
  const meters = {
    sum: await metered(stripe, {}),
    count: await metered(stripe, { default_aggregation: { formula: 'count' } }),
    last: await metered(stripe, { default_aggregation: { formula: 'last' } }),
    hourly: await metered(stripe, { event_time_window: 'hour' }),
    daily: await metered(stripe, { event_time_window: 'day' }),
    lastHourly: await metered(stripe, { event_time_window: 'hour', default_aggregation: { formula: 'last' } }),
  }
  for (const meter of Object.values(meters))
    for (const [at, value] of [
      [100, '1'],
      [50, '2'],
      [3600, '4'],
      [DAY + 7200, '8'],
      [DAY + 7199, '16'],
    ] as const)
      await send(stripe, meter, customer, value, { timestamp: from + at })
  const groups = async (meter: Stripe.Billing.Meter, value_grouping_window: 'hour' | 'day'): Promise<Groups> => {
    const span = { customer, start_time: from, end_time: from + 2 * DAY, value_grouping_window }
    const { data, has_more } = await stripe.billing.meters.listEventSummaries(meter.id, { ...span, limit: 100 })
    assert.equal(has_more, false)
    const length = value_grouping_window === 'day' ? DAY : 3600
    for (const { start_time, end_time } of data) assert.equal(end_time - start_time, length)
    return data.map(({ start_time, aggregated_value }) => [start_time - from, aggregated_value])
  }
  const [late, later] = [DAY + 3600, DAY + 7200]
  const expected: Record<keyof typeof meters, { hour: Groups; day: Groups }> = {
    sum: {
      hour: [
        [later, 8],
        [late, 16],
        [3600, 4],
        [0, 3],
      ],
      day: [
        [DAY, 24],
        [0, 7],
      ],
    },
    count: {
      hour: [
        [later, 1],
        [late, 1],
        [3600, 1],
        [0, 2],
      ],
      day: [
        [DAY, 2],
        [0, 3],
      ],
    },
    // The latest in each, whenever it came in.
    last: {
      hour: [
        [later, 8],
        [late, 16],
        [3600, 4],
        [0, 1],
      ],
      day: [
        [DAY, 8],
        [0, 4],
      ],
    },
    // In a window the one that came in last counts.
    hourly: {
      hour: [
        [later, 8],
        [late, 16],
        [3600, 4],
        [0, 2],
      ],
      day: [
        [DAY, 24],
        [0, 6],
      ],
    },
    daily: {
      hour: [
        [late, 16],
        [3600, 4],
      ],
      day: [
        [DAY, 16],
        [0, 4],
      ],
    },
    lastHourly: {
      hour: [
        [later, 8],
        [late, 16],
        [3600, 4],
        [0, 2],
      ],
      day: [
        [DAY, 8],
        [0, 4],
      ],
    },
  }
  for (const [name, meter] of Object.entries(meters) as [keyof typeof meters, Stripe.Billing.Meter][])
    for (const size of ['hour', 'day'] as const) assert.deepEqual(await groups(meter, size), expected[name][size], name)
  assert.deepEqual(await news(), ['customer.created', ...Array(6).fill('billing.meter.created')])
})

behaves(LIST, 'refuses spans that do not fit', async ({ stripe, call, news }) => {
  const meter = await metered(stripe, {})
  const { id } = await stripe.customers.create({})
  const path = `/v1/billing/meters/${meter.id}/event_summaries?`
  const missing = (param: string) => ({
    code: 'parameter_missing',
    param,
    message: `Missing required param: ${param}.`,
  })
  const timestamp = 'Invalid timestamp: must be an integer Unix timestamp.'
  const refusals = [
    ['start_time=0&end_time=60', missing('customer')],
    [`customer=${id}&end_time=60`, missing('start_time')],
    [`customer=${id}&start_time=0`, missing('end_time')],
    [
      'customer=cus_none&start_time=0&end_time=60',
      { code: 'resource_missing', param: 'customer', message: "No such customer: 'cus_none'" },
    ],
    [
      `customer=${id}&start_time=1&end_time=60`,
      { param: 'start_time', message: 'The `start_time` must be aligned with minute boundaries.' },
    ],
    [
      `customer=${id}&start_time=0&end_time=61`,
      { param: 'end_time', message: 'The `end_time` must be aligned with minute boundaries.' },
    ],
    [
      `customer=${id}&start_time=60&end_time=3600&value_grouping_window=hour`,
      { param: 'start_time', message: 'The `start_time` must be aligned with hour boundaries.' },
    ],
    [
      `customer=${id}&start_time=0&end_time=3600&value_grouping_window=day`,
      { param: 'end_time', message: 'The `end_time` must be aligned with UTC day boundaries.' },
    ],
    [
      `customer=${id}&start_time=60&end_time=60`,
      { param: 'end_time', message: 'The `end_time` must be after the `start_time`.' },
    ],
    [`customer=${id}&start_time=-60&end_time=60`, { param: 'start_time', message: timestamp }],
    [`customer=${id}&start_time=0&end_time=8640000000060`, { param: 'end_time', message: timestamp }],
    [
      `customer=${id}&start_time=0&end_time=60&value_grouping_window=week`,
      { param: 'value_grouping_window', message: 'Invalid value_grouping_window: must be one of day or hour' },
    ],
    [
      `customer=${id}&start_time=0&end_time=86400&value_grouping_window=day&starting_after=mtrusg_test_1`,
      { code: 'resource_missing', param: 'starting_after', message: "No such meter event summary: 'mtrusg_test_1'" },
    ],
  ] as const
  for (const [query, expected] of refusals) refused(await call('GET', path + query), 400, expected)
  refused(
    await call('GET', `/v1/billing/meters/mtr_none/event_summaries?customer=${id}&start_time=0&end_time=60`),
    404,
    {
      code: 'resource_missing',
      param: 'id',
      message: "No such meter: 'mtr_none'",
    },
  )
  assert.deepEqual(await news(), ['billing.meter.created', 'customer.created'])
})
