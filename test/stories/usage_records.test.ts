// A metered month as it was before 2025-03-31.basil: usage is reported item by item, and billed when the month is over. The
// client is the official one of 2023. (https://docs.stripe.com/billing/subscriptions/usage-based-legacy)
import assert from 'node:assert/strict'
import { behaves } from '../behaves.ts'
import { callsPrice, older } from '../resources/billing/older.ts'
import {
  BEGUN_FREE,
  billed,
  buyer,
  DAY,
  day,
  ENDED,
  FEB,
  FINALIZED,
  HOUR,
  JAN,
  newsOf,
  SETTLED,
  UPDATED,
} from '../resources/billing/subscribing.ts'

const said = ({ lines }: any) =>
  lines.data.map(({ description, amount, quantity }: any) => [description, amount, quantity])

behaves('POST /v1/subscription_items/{id}/usage_records', 'story: a metered month, told day by day', async (world) => {
  const { customer, go } = await buyer(world)
  const stripe = older(world)
  // Ten cents for each of the first hundred calls, five for each after that.
  const price = await callsPrice(stripe, {
    unit_amount: undefined,
    billing_scheme: 'tiered',
    tiers_mode: 'graduated',
    tiers: [
      { up_to: 100, unit_amount: 10 },
      { up_to: 'inf', unit_amount: 5 },
    ],
  })
  await world.news()
  const made = await stripe.subscriptions.create({ customer, items: [{ price }], expand: ['latest_invoice'] })
  assert.deepEqual([made.status, made.latest_invoice.total], ['active', 0])
  assert.deepEqual(said(made.latest_invoice), [['0 × Calls (Tier 1 at $0.10 / month)', 0, 0]])
  assert.deepEqual(await newsOf(world), [...BEGUN_FREE, UPDATED])
  const item = made.items.data[0].id
  const summaries = async () => {
    const { data } = await stripe.subscriptionItems.listUsageRecordSummaries(item)
    return data.map(({ invoice, period, total_usage }: any) => [total_usage, period.start, period.end, invoice])
  }
  assert.deepEqual(await summaries(), [[0, JAN, FEB, null]])

  // 11 January: 60 calls. 21 January: 65, corrected to 70.
  await go(JAN + 10 * DAY)
  const first = await stripe.subscriptionItems.createUsageRecord(item, { quantity: 60, timestamp: 'now' })
  const { id: _, ...record } = first
  assert.match(first.id, /^mbur_1[A-Za-z0-9]{23}$/)
  assert.deepEqual(JSON.parse(JSON.stringify(record)), {
    object: 'usage_record',
    livemode: false,
    quantity: 60,
    subscription_item: item,
    timestamp: JAN + 10 * DAY,
  })
  await go(JAN + 20 * DAY)
  const when = { timestamp: JAN + 20 * DAY - HOUR }
  await stripe.subscriptionItems.createUsageRecord(item, { quantity: 65, ...when })
  await stripe.subscriptionItems.createUsageRecord(item, { quantity: 70, action: 'set', ...when })
  assert.deepEqual(await summaries(), [[130, JAN, FEB, null]])
  // 100 × 10 and 30 × 5.
  const upcoming = await stripe.invoices.retrieveUpcoming({ customer })
  assert.deepEqual(said(upcoming), [
    ['100 × Calls (Tier 1 at $0.10 / month)', 1000, 100],
    ['30 × Calls (Tier 2 at $0.05 / month)', 150, 30],
  ])
  assert.deepEqual(await newsOf(world), [])

  // A minute into February, 20 calls of two minutes before midnight come in: January's draft bills 50 × 5 then.
  await go(FEB + 60)
  assert.deepEqual(billed(await newsOf(world)), [UPDATED, 'invoice.created'])
  await stripe.subscriptionItems.createUsageRecord(item, { quantity: 20, timestamp: FEB - 120 })
  assert.deepEqual(billed(await newsOf(world)), ['invoice.updated'])
  await go(FEB + 2 * HOUR)
  const [january] = (await stripe.invoices.list({ customer, limit: 1 })).data
  assert.deepEqual(said(january), [
    ['100 × Calls (Tier 1 at $0.10 / month)', 1000, 100],
    ['50 × Calls (Tier 2 at $0.05 / month)', 250, 50],
  ])
  assert.deepEqual([january.status, january.amount_paid, january.billing_reason], ['paid', 1250, 'subscription_cycle'])
  assert.deepEqual(billed(await newsOf(world)), [...FINALIZED, ...SETTLED])
  assert.deepEqual(await summaries(), [
    [0, FEB, day('2025-03-01'), null],
    [150, JAN, FEB, january.id],
  ])

  // 11 February: it is cancelled, and ten calls are billed within the hour.
  await go(FEB + 10 * DAY)
  await stripe.subscriptionItems.createUsageRecord(item, { quantity: 10, timestamp: FEB + DAY })
  const ended = await stripe.subscriptions.cancel(made.id, { invoice_now: true })
  await go(FEB + 10 * DAY + HOUR)
  const last = await stripe.invoices.retrieve(ended.latest_invoice)
  assert.deepEqual(said(last), [['10 × Calls (Tier 1 at $0.10 / month)', 100, 10]])
  assert.deepEqual(
    [last.status, last.amount_paid, last.lines.data[0].period],
    ['paid', 100, { start: FEB, end: FEB + 10 * DAY }],
  )
  assert.deepEqual((await summaries())[0], [10, FEB, FEB + 10 * DAY, last.id])
  assert.equal((await newsOf(world))[0], ENDED)
})
