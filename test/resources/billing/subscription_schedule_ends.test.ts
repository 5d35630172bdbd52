// How a subscription schedule is canceled, and how it lets its subscription go.
// (https://docs.stripe.com/api/subscription_schedules/cancel, …/release)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import {
  at,
  BEGUN,
  begun,
  CHANGED,
  CREATED,
  itemsOf,
  JULY,
  JUNE,
  linesOf,
  MAY,
  PAID,
  running,
  scheduled,
  UPDATED,
} from './schedule_world.ts'

const CANCEL = 'POST /v1/subscription_schedules/{id}/cancel'
const RELEASE = 'POST /v1/subscription_schedules/{id}/release'

const CREATE = 'POST /v1/subscription_schedules'
behaves(CANCEL, 'ends the subscription too, gives back the rest and bills it', async (world) => {
  const { stripe, call } = world
  const { customer, basic, news, go } = await scheduled(world)
  const phases = [{ items: [{ price: basic }], duration: { interval: 'month' as const, interval_count: 2 } }]
  const made = await stripe.subscriptionSchedules.create({ customer, start_date: 'now', phases })
  await go('2026-05-11T00:00')
  await news()
  const gone = await stripe.subscriptionSchedules.cancel(made.id)
  assert.deepEqual(
    [gone.status, gone.canceled_at, gone.current_phase, gone.subscription],
    ['canceled', at('2026-05-11T00:00'), null, made.subscription],
  )
  assert.deepEqual(await news(), [
    'invoiceitem.created',
    'customer.subscription.deleted',
    'invoice.created',
    'subscription_schedule.canceled',
  ])
  const of = await stripe.subscriptions.retrieve(made.subscription as string, { expand: ['latest_invoice'] })
  assert.equal(of.status, 'canceled')
  // 21 of May's 31 days are left: 1000 × 21/31 = 677.42.
  assert.deepEqual(linesOf(of.latest_invoice as Stripe.Invoice), [['Unused time on Desk after 11 May 2026', -677]])
  // Recorded.
  refused(await call('POST', `/v1/subscription_schedules/${made.id}/cancel`), 400, {
    message:
      'You cannot cancel a subscription schedule that is currently in the `canceled` status. It must be in ' +
      '`not_started, active` status to be canceled.',
  })
  assert.deepEqual(await news(), [])
})

behaves(CANCEL, 'gives nothing back where it shall not', async (world) => {
  const { stripe } = world
  const { customer, basic, news } = await scheduled(world)
  const made = await stripe.subscriptionSchedules.create({
    customer,
    start_date: 'now',
    phases: [{ items: [{ price: basic }] }],
  })
  await stripe.subscriptionSchedules.cancel(made.id, { invoice_now: false, prorate: false })
  assert.deepEqual(await news(), [
    ...BEGUN,
    'invoice.updated',
    'customer.subscription.deleted',
    'subscription_schedule.canceled',
  ])
})

behaves(CANCEL, 'ends one that has not begun', async (world) => {
  const { stripe } = world
  const { customer, basic, news, go } = await scheduled(world)
  const made = await stripe.subscriptionSchedules.create({
    customer,
    start_date: JUNE,
    phases: [{ items: [{ price: basic }] }],
  })
  const gone = await stripe.subscriptionSchedules.cancel(made.id)
  assert.deepEqual([gone.status, gone.canceled_at, gone.subscription], ['canceled', MAY, null])
  await go('2026-06-02T00:00')
  assert.deepEqual(await news(), [CREATED, 'subscription_schedule.canceled'])
})

behaves(RELEASE, 'leaves the subscription to itself', async (world) => {
  const { stripe, call } = world
  const { customer, basic, team, news, go } = await scheduled(world)
  const made = await stripe.subscriptionSchedules.create({
    customer,
    start_date: 'now',
    end_behavior: 'cancel',
    phases: [{ items: [{ price: basic }] }, { items: [{ price: team }] }],
  })
  await news()
  const left = await stripe.subscriptionSchedules.release(made.id)
  // Recorded, in this order.
  assert.deepEqual(await news(), [UPDATED, CHANGED, 'subscription_schedule.released'])
  assert.deepEqual(
    [left.status, left.released_at, left.released_subscription, left.subscription, left.current_phase],
    ['released', MAY, made.subscription, null, null],
  )
  const of = await stripe.subscriptions.retrieve(made.subscription as string)
  assert.deepEqual([of.schedule, of.status, of.cancel_at], [null, 'active', null])
  for (const [verb, done] of [
    ['cancel', 'canceled'],
    ['release', 'released'],
  ])
    refused(await call('POST', `/v1/subscription_schedules/${made.id}/${verb}`), 400, {
      message:
        `You cannot ${verb} a subscription schedule that is currently in the \`released\` status. It must be in ` +
        `\`not_started, active\` status to be ${done}.`,
    })
  await go('2026-06-01T00:00')
  assert.deepEqual(await news(), ['customer.updated', ...PAID, 'invoice.upcoming', CHANGED, 'invoice.created'])
  assert.deepEqual(itemsOf(await stripe.subscriptions.retrieve(of.id)), [[basic, 1, JUNE, JULY]])
})

behaves(RELEASE, 'keeps the end that the schedule had set, where it is told to', async (world) => {
  const { stripe } = world
  const { customer, basic, news, go } = await scheduled(world)
  const make = () =>
    stripe.subscriptionSchedules.create({
      customer,
      start_date: 'now',
      end_behavior: 'cancel',
      phases: [{ items: [{ price: basic }], duration: { interval: 'day', interval_count: 5 } }],
    })
  const [kept, taken] = [await make(), await make()]
  const endOf = async ({ subscription }: Stripe.SubscriptionSchedule) =>
    (await stripe.subscriptions.retrieve(subscription as string)).cancel_at
  assert.deepEqual([await endOf(kept), await endOf(taken)], [MAY + 5 * 86400, MAY + 5 * 86400])
  await stripe.subscriptionSchedules.release(kept.id, { preserve_cancel_date: true })
  await stripe.subscriptionSchedules.release(taken.id)
  assert.deepEqual([await endOf(kept), await endOf(taken)], [MAY + 5 * 86400, null])
  await news()
  await go('2026-05-06T00:00')
  assert.deepEqual(await news(), ['customer.updated', ...PAID, ...PAID, 'customer.subscription.deleted'])
})

behaves('DELETE /v1/customers/{id}', 'cancels what is scheduled', async ({ stripe, news, advance }) => {
  const { id: customer } = await stripe.customers.create()
  const price = { currency: 'usd', unit_amount: 1000, recurring: { interval: 'month' as const } }
  const { id } = await stripe.prices.create({ ...price, product_data: { name: 'Desk' } })
  const phases = [{ items: [{ price: id }] }]
  const running = await stripe.subscriptionSchedules.create({ customer, start_date: 'now', phases })
  const later = running.created + 30 * 86400
  const waiting = await stripe.subscriptionSchedules.create({ customer, start_date: later, phases })
  await news()
  await stripe.customers.del(customer)
  assert.deepEqual(await news(), [
    'customer.deleted',
    'invoice.updated',
    'customer.subscription.deleted',
    'subscription_schedule.canceled',
    'subscription_schedule.canceled',
  ])
  for (const { id } of [waiting, running])
    assert.equal((await stripe.subscriptionSchedules.retrieve(id)).status, 'canceled')
  await advance(40 * 86400)
  assert.deepEqual(await news(), [])
})
behaves(CREATE, 'ends the subscription with its last phase', async (world) => {
  const { news, go, made, subscription, schedule } = await begun(
    world,
    ({ basic, team }) => [{ items: [{ price: basic }] }, { items: [{ price: team }] }],
    { end_behavior: 'cancel' },
  )
  assert.equal((await subscription()).cancel_at, null)
  await go('2026-06-01T02:00')
  await news()
  // Known from the last phase on.
  assert.equal((await subscription()).cancel_at, JULY)
  await go('2026-06-23T23:00')
  assert.deepEqual(await news(), [])
  await go('2026-06-24T00:00')
  assert.deepEqual(await news(), ['subscription_schedule.expiring'])
  await go('2026-07-02T00:00')
  assert.deepEqual(await news(), ['customer.subscription.deleted', 'subscription_schedule.completed'])
  const last = await schedule()
  assert.deepEqual(
    [last.status, last.completed_at, last.canceled_at, last.current_phase, last.subscription],
    ['completed', JULY, null, null, made.subscription],
  )
  const of = await subscription()
  assert.deepEqual([of.status, of.ended_at], ['canceled', JULY])
})

behaves(CREATE, 'is aborted when nobody pays', async (world) => {
  const { stripe } = world
  const { customer, news, go, schedule } = await begun(world, ({ basic }) => [
    { items: [{ price: basic }], duration: { interval: 'month', interval_count: 6 } },
  ])
  await go('2026-05-02T00:00')
  const { id } = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: id } })
  await go('2026-06-30T00:00')
  assert.deepEqual((await news()).slice(-2), ['customer.subscription.deleted', 'subscription_schedule.aborted'])
  const last = await schedule()
  assert.deepEqual([last.status, last.current_phase], ['canceled', null])
})

behaves('POST /v1/subscriptions/{id}', 'cannot end what a schedule manages', async (world) => {
  const { stripe, call } = world
  const { made, news } = await running(world)
  const id = made.subscription as string
  for (const asked of ['cancel_at_period_end=true', `cancel_at=${JULY}`, 'cancel_at='])
    refused(await call('POST', `/v1/subscriptions/${id}`, asked), 400, {
      message:
        `The subscription is managed by the subscription schedule \`${made.id}\`, and updating any cancelation behavior ` +
        'directly is not allowed. Please update the schedule instead.',
    })
  assert.deepEqual(await news(), [])
  assert.deepEqual((await stripe.subscriptions.update(id, { metadata: { a: '1' } })).metadata, { a: '1' })
  assert.deepEqual(await news(), [CHANGED])
})

behaves('DELETE /v1/subscriptions/{id}', 'cancels its schedule too', async (world) => {
  const { stripe } = world
  const { made, news } = await running(world)
  await stripe.subscriptions.cancel(made.subscription as string)
  assert.deepEqual(await news(), ['customer.subscription.deleted', 'subscription_schedule.canceled'])
  const gone = await stripe.subscriptionSchedules.retrieve(made.id)
  assert.deepEqual([gone.status, gone.canceled_at], ['canceled', at('2026-05-11T00:00')])
})
