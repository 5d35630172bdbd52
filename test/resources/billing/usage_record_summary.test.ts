// What was used of an item period by period, and what becomes of it when the item goes: in versions before 2025-03-31.basil.
// (https://docs.stripe.com/api/usage-record-summary?api-version=2024-06-20)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { ACACIA, calling, inVersion, refusalOf } from './older.ts'
import { DAY, day, ENDED, FEB, JAN, latest, linesOf, newsOf, UPDATED } from './subscribing.ts'

const SUMMARIES = 'GET /v1/subscription_items/{id}/usage_record_summaries'
const [MAR, APR] = [day('2025-03-01'), day('2025-04-01')]

behaves(SUMMARIES, 'has the current period first, and what billed the others', async (world) => {
  const { id, item, old, say, go } = await calling(world)
  await go(JAN + DAY)
  await say(3)
  await go(FEB)
  const { id: january } = await latest(world, id)
  await go(MAR)
  const { id: february } = await latest(world, id)
  await newsOf(world)
  const all = await old.subscriptionItems.listUsageRecordSummaries(item)
  const ids = all.data.map((one: { id: string }) => one.id)
  for (const one of ids) assert.match(one, /^sis_1[A-Za-z0-9]{23}$/)
  const summary = { object: 'usage_record_summary', livemode: false, subscription_item: item }
  assert.deepEqual(JSON.parse(JSON.stringify(all)), {
    object: 'list',
    data: [
      { id: ids[0], ...summary, invoice: null, period: { end: APR, start: MAR }, total_usage: 0 },
      { id: ids[1], ...summary, invoice: february, period: { end: MAR, start: FEB }, total_usage: 0 },
      { id: ids[2], ...summary, invoice: january, period: { end: FEB, start: JAN }, total_usage: 3 },
    ],
    has_more: false,
    url: `/v1/subscription_items/${item}/usage_record_summaries`,
  })
  // Pages of one and two, with and without a report in the current period.
  const page = async (params: object) => {
    const { data, has_more } = await old.subscriptionItems.listUsageRecordSummaries(item, params)
    return [data.map((one: { id: string }) => ids.indexOf(one.id)), has_more]
  }
  for (const _ of ['before', 'after']) {
    assert.deepEqual(await page({ limit: 1 }), [[0], true])
    assert.deepEqual(await page({ limit: 2, starting_after: ids[0] }), [[1, 2], false])
    assert.deepEqual(await page({ limit: 1, starting_after: ids[1] }), [[2], false])
    assert.deepEqual(await page({ limit: 1, ending_before: ids[2] }), [[1], true])
    assert.deepEqual(await page({ ending_before: ids[2] }), [[0, 1], false])
    assert.deepEqual(await page({ limit: 1, ending_before: ids[1] }), [[0], false])
    assert.deepEqual(await page({ ending_before: ids[0] }), [[], false])
    await say(1)
  }
  assert.equal((await old.subscriptionItems.listUsageRecordSummaries(item)).data[0].total_usage, 2)
  assert.deepEqual(await newsOf(world), [])
  const path = `/v1/subscription_items/${item}/usage_record_summaries`
  refused(await world.call('GET', `${path}?starting_after=sis_none`, undefined, inVersion(ACACIA)), 400, {
    code: 'resource_missing',
    param: 'starting_after',
    message: "No such usage_record_summary: 'sis_none'",
  })
  refused(await world.call('GET', path), 404, { message: /^Unrecognized request URL \(GET: / })
})

behaves('DELETE /v1/subscription_items/{id}', 'clears what was used, and only when told to', async (world) => {
  const { id, old, item, say, go } = await calling(world)
  const seats = await world.stripe.prices.create({
    currency: 'usd',
    unit_amount: 100,
    recurring: { interval: 'month' },
    product_data: { name: 'Seats' },
  })
  const other = await old.subscriptionItems.create({ subscription: id, price: seats.id, proration_behavior: 'none' })
  await go(JAN + DAY)
  await say(3)
  await newsOf(world)
  const uncleared = [
    400,
    undefined,
    undefined,
    `When deleting the subscription item ${item} with a metered plan, all related usage records must be cleared too by setting ` +
      '`clear_usage=true`.',
  ]
  assert.deepEqual(await refusalOf(old.subscriptionItems.del(item)), uncleared)
  assert.deepEqual(await refusalOf(old.subscriptions.update(id, { items: [{ id: item, deleted: true }] })), uncleared)
  assert.deepEqual(await refusalOf(old.subscriptions.update(id, { items: [{ id: item, clear_usage: true }] })), [
    400,
    undefined,
    'items[0][clear_usage]',
    'You can only set `clear_usage` for an item that is deleted.',
  ])
  assert.deepEqual(await refusalOf(old.subscriptionItems.del(other.id, { clear_usage: true })), [
    400,
    undefined,
    'clear_usage',
    'You can only set `clear_usage` for an item with a metered plan.',
  ])
  assert.deepEqual(await newsOf(world), [])
  const gone = await old.subscriptionItems.del(item, { clear_usage: true })
  assert.deepEqual({ ...gone }, { id: item, object: 'subscription_item', deleted: true })
  assert.deepEqual(await newsOf(world), [UPDATED])
  await go(FEB)
  assert.deepEqual(linesOf(await latest(world, id)), [['1 × Seats (at $1.00 / month)', 100, FEB, MAR]])
  await newsOf(world)
})

behaves(
  'DELETE /v1/subscriptions/{id}',
  'bills what was used and not billed, if told to, or at the end of its period',
  async (world) => {
    const { old, id, say, go } = await calling(world)
    await go(JAN + 10 * DAY)
    await say(6)
    const before = (await latest(world, id)).id
    await newsOf(world)
    const ended = await old.subscriptions.cancel(id)
    assert.equal(ended.latest_invoice, before)
    assert.deepEqual(await newsOf(world), [ENDED])
    // At the end of the period there is nothing else that it could be billed with; the month is a whole one.
    const who = await calling(world)
    await old.subscriptions.update(who.id, { cancel_at_period_end: true })
    await who.go(JAN + 10 * DAY)
    await who.say(6)
    const upcoming = await old.invoices.retrieveUpcoming({ subscription: who.id, subscription_cancel_now: true })
    assert.deepEqual([upcoming.total, upcoming.lines.data[0].period], [60, { end: JAN + 10 * DAY, start: JAN }])
    await who.go(FEB + DAY)
    const last = await latest(world, who.id)
    assert.deepEqual(linesOf(last), [['6 × Calls (at $0.10 / month)', 60, JAN, FEB]])
    assert.deepEqual([last.status, last.amount_paid], ['paid', 60])
    const { data } = await old.subscriptionItems.listUsageRecordSummaries(who.item)
    assert.deepEqual([data.length, data[0].total_usage, data[0].invoice], [1, 6, last.id])
    assert.ok((await newsOf(world)).includes(ENDED))
  },
)
