// Summaries by the hour and the day: their pages, and what is in none. (https://docs.stripe.com/api/billing/meter-event-summary/list)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { metered, send, totalOf } from './metered.ts'

const LIST = 'GET /v1/billing/meters/{id}/event_summaries'
const DAY = 86_400

behaves(LIST, 'is read page by page, in both directions', async ({ stripe, news, advance }) => {
  const from = Math.floor((await advance(0)) / DAY) * DAY - 2 * DAY
  const { id: customer } = await stripe.customers.create({})
  const meters = [
    await metered(stripe, {}),
    await metered(stripe, { default_aggregation: { formula: 'last' } }),
    await metered(stripe, { event_time_window: 'hour' }),
    await metered(stripe, { event_time_window: 'day' }),
  ]
  for (const meter of meters) {
    const isDaily = meter.event_time_window === 'day'
    // Five hours; on five days where only one of a day counts.
    const hours = [1, 2, 3, 5, 8].map((n) => from + (isDaily ? -n * DAY : 0) + n * 3600)
    for (const at of hours) await send(stripe, meter, customer, '1', { timestamp: at })
    const span = { customer, start_time: from - 30 * DAY, end_time: from + DAY, value_grouping_window: 'hour' as const }
    const newestFirst = hours.toSorted((a, b) => b - a)
    const seen: Stripe.Billing.MeterEventSummary[] = []
    for await (const one of stripe.billing.meters.listEventSummaries(meter.id, { ...span, limit: 2 })) seen.push(one)
    assert.deepEqual(
      seen.map(({ start_time }) => start_time),
      newestFirst,
    )
    const before = await stripe.billing.meters.listEventSummaries(meter.id, {
      ...span,
      limit: 2,
      ending_before: seen[4]!.id,
    })
    assert.deepEqual(before.data, seen.slice(2, 4))
    assert.equal(before.has_more, true)
    const first = await stripe.billing.meters.listEventSummaries(meter.id, { ...span, ending_before: seen[2]!.id })
    assert.deepEqual([first.data, first.has_more], [seen.slice(0, 2), false])
  }
  const whole = { customer, start_time: from, end_time: from + DAY }
  const { data } = await stripe.billing.meters.listEventSummaries(meters[0]!.id, whole)
  const after = await stripe.billing.meters.listEventSummaries(meters[0]!.id, { ...whole, starting_after: data[0]!.id })
  assert.deepEqual([after.data, after.has_more], [[], false])
  assert.deepEqual(await news(), ['customer.created', ...Array(4).fill('billing.meter.created')])
})

behaves(LIST, 'leaves out hours and days whose events are cancelled', async ({ stripe, news, advance }) => {
  const from = Math.floor((await advance(0)) / DAY) * DAY - 2 * DAY
  const { id: customer } = await stripe.customers.create({})
  const meters = [
    await metered(stripe, {}),
    await metered(stripe, { default_aggregation: { formula: 'last' } }),
    await metered(stripe, { event_time_window: 'hour' }),
    await metered(stripe, { event_time_window: 'day' }),
  ]
  for (const { id, event_name } of meters) {
    // Two in one hour, of which both are cancelled, and one on the next day.
    for (const [n, at] of [from + 1, from + 2, from + DAY].entries())
      await send(stripe, { event_name }, customer, '5', { identifier: `${id}${n}`, timestamp: at })
    for (const n of [0, 1])
      await stripe.billing.meterEventAdjustments.create({
        event_name,
        type: 'cancel',
        cancel: { identifier: `${id}${n}` },
      })
    for (const value_grouping_window of ['hour', 'day'] as const) {
      const span = { customer, start_time: from, end_time: from + 2 * DAY, value_grouping_window }
      const { data } = await stripe.billing.meters.listEventSummaries(id, span)
      assert.deepEqual(
        data.map(({ start_time, aggregated_value }) => [start_time, aggregated_value]),
        [[from + DAY, 5]],
      )
    }
  }
  assert.deepEqual(await news(), ['customer.created', ...Array(4).fill('billing.meter.created')])
})

behaves(LIST, 'finds a window by the hour of what counts in it', async ({ stripe, news, advance }) => {
  const from = Math.floor((await advance(0)) / DAY) * DAY - 4 * DAY
  const { id: customer } = await stripe.customers.create({})
  const meter = await metered(stripe, { event_time_window: 'day' })
  for (const at of [1800, DAY + 7200, 2 * DAY + 7200, 3 * DAY + 23 * 3600])
    await send(stripe, meter, customer, '5', { timestamp: from + at })
  // The first and the last window reach into the span, and what counts in them lies outside.
  const span = { customer, start_time: from + 3600, end_time: from + 3 * DAY + 22 * 3600 }
  const pages = { ...span, value_grouping_window: 'hour' as const, limit: 1 }
  const first = await stripe.billing.meters.listEventSummaries(meter.id, pages)
  assert.deepEqual([first.data.map(({ start_time }) => start_time - from), first.has_more], [[2 * DAY + 7200], true])
  const starting_after = first.data[0]!.id
  const second = await stripe.billing.meters.listEventSummaries(meter.id, { ...pages, starting_after })
  assert.deepEqual([second.data.map(({ start_time }) => start_time - from), second.has_more], [[DAY + 7200], false])
  assert.equal(await totalOf(stripe, meter, customer, span.start_time, span.end_time), 10)
  assert.deepEqual(await news(), ['customer.created', 'billing.meter.created'])
})
