// What waits for a subscription, billed on its own intervals.
// (https://docs.stripe.com/api/subscriptions/object#subscription_object-pending_invoice_item_interval)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { ADDED, DAY, ENDED, FEB, HOUR, latest, linesOf, newsOf, NOW, RENEWED, running, UPDATED } from './subscribing.ts'

const UPDATE = 'POST /v1/subscriptions/{id}'
const [WEEK_ON, TWO_WEEKS_ON] = [NOW + 7 * DAY, NOW + 14 * DAY]

behaves(UPDATE, 'has what waits for it billed every week', async (world) => {
  const { stripe } = world
  const { id, item, customer, go } = await running(world)
  const weekly = { interval: 'week' as const }
  const set = await stripe.subscriptions.update(id, { pending_invoice_item_interval: weekly })
  assert.deepEqual(set.pending_invoice_item_interval, { interval: 'week', interval_count: 1 })
  assert.equal(set.next_pending_invoice_item_invoice, WEEK_ON)
  await stripe.subscriptions.update(id, { items: [{ id: item, quantity: 3 }] })
  // This one waits for any invoice of the customer's, and so for the renewal.
  await stripe.invoiceItems.create({ customer, amount: 500, currency: 'usd', description: 'Frame' })
  assert.deepEqual(await newsOf(world), [UPDATED, ADDED, ADDED, UPDATED, ADDED])
  await go(WEEK_ON + 2 * HOUR)
  const bill = await latest(world, id)
  // 15 of 31 days are left: 1 000 · 15/31 = 483.9 goes back, 3 000 · 15/31 = 1 451.6 comes.
  assert.deepEqual(linesOf(bill), [
    ['Unused time on Photos after 17 Jan 2025', -484, NOW, FEB],
    ['Remaining time on 3 × Photos after 17 Jan 2025', 1452, NOW, FEB],
  ])
  assert.deepEqual(
    [bill.billing_reason, bill.period_start, bill.period_end, bill.total, bill.status],
    ['automatic_pending_invoice_item_invoice', NOW, WEEK_ON, 968, 'paid'],
  )
  assert.equal((await stripe.subscriptions.retrieve(id)).next_pending_invoice_item_invoice, TWO_WEEKS_ON)
  assert.deepEqual(await newsOf(world), RENEWED)
  // What was billed and paid there may be given back from there: nothing waits now.
  await go(TWO_WEEKS_ON + 2 * HOUR)
  assert.equal((await latest(world, id)).id, bill.id)
  assert.deepEqual(await newsOf(world), [UPDATED])
  await go(FEB + 2 * HOUR)
  const renewal = await latest(world, id)
  assert.deepEqual(
    renewal.lines.data.map(({ description, amount }) => [description, amount]),
    [
      ['Frame', 500],
      ['3 × Photos (at $10.00 / month)', 3000],
    ],
  )
  assert.deepEqual(await newsOf(world), RENEWED)
  const unset = await stripe.subscriptions.update(id, { pending_invoice_item_interval: '' })
  assert.deepEqual([unset.pending_invoice_item_interval, unset.next_pending_invoice_item_invoice], [null, null])
  await stripe.invoiceItems.create({ customer, subscription: id, amount: 100, currency: 'usd' })
  await go(FEB + 9 * DAY)
  assert.equal((await latest(world, id)).id, renewal.id)
  assert.deepEqual(await newsOf(world), [UPDATED, ADDED])
})

behaves('POST /v1/subscriptions', 'bills what waits once, where both are due at one moment', async (world) => {
  const { stripe } = world
  const monthly = { interval: 'month' as const, interval_count: 1 }
  const { id, customer, go } = await running(world, { pending_invoice_item_interval: monthly })
  await stripe.invoiceItems.create({ customer, subscription: id, amount: 500, currency: 'usd', description: 'Frame' })
  assert.equal((await stripe.subscriptions.retrieve(id)).next_pending_invoice_item_invoice, FEB)
  await world.news()
  await go(FEB + 2 * HOUR)
  const renewal = await latest(world, id)
  assert.deepEqual([renewal.billing_reason, renewal.total], ['subscription_cycle', 1500])
  const [first, ...rest] = await newsOf(world)
  assert.deepEqual([first, rest.filter((type) => type !== UPDATED)], [UPDATED, RENEWED.slice(1)])
  assert.equal((await stripe.invoices.list({ customer })).data.length, 2)
  // With the subscription its intervals end.
  await stripe.invoiceItems.create({ customer, subscription: id, amount: 500, currency: 'usd' })
  await stripe.subscriptions.cancel(id)
  await go(FEB + 60 * DAY)
  assert.equal((await stripe.invoices.list({ customer })).data.length, 2)
  assert.deepEqual(await newsOf(world), [ADDED, ENDED])
})

behaves(UPDATE, 'refuses intervals of no length, and of more than a year', async (world) => {
  const { id } = await running(world)
  const set = (form: string) => world.call('POST', `/v1/subscriptions/${id}`, form)
  const param = 'pending_invoice_item_interval[interval_count]'
  const name = (interval: string, count: number) =>
    `pending_invoice_item_interval[interval]=${interval}&pending_invoice_item_interval[interval_count]=${count}`
  refused(await set(name('day', 0)), 400, {
    code: 'parameter_invalid_integer',
    param,
    message: 'This value must be greater than or equal to 1.',
  })
  // One year, 12 months or 52 weeks at most, says the reference.
  for (const [interval, count] of [
    ['year', 2],
    ['month', 13],
    ['week', 53],
    ['day', 366],
  ] as const)
    refused(await set(name(interval, count)), 400, {
      param,
      message: 'The maximum number of years between invoices of pending invoice items is 1.',
    })
  refused(await set('pending_invoice_item_interval[interval_count]=1'), 400, {
    code: 'parameter_missing',
    param: 'pending_invoice_item_interval[interval]',
    message: 'Missing required param: pending_invoice_item_interval[interval].',
  })
  refused(await set('pending_invoice_item_interval[interval]=hour'), 400, {
    param: 'pending_invoice_item_interval[interval]',
    message: /^Invalid pending_invoice_item_interval\[interval\]: must be one of /,
  })
  assert.deepEqual(await newsOf(world), [])
})
