// Schedules that say what a platform keeps: for all phases, or each for itself.
// (https://docs.stripe.com/api/subscription_schedules/create#create_subscription_schedule-phases-application_fee_percent)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { connect, movements } from '../connect/platform.ts'
import { begun, form, JULY, JUNE, MAY, scheduled } from './schedule_world.ts'

const CREATE = 'POST /v1/subscription_schedules'

behaves(CREATE, 'has a phase keep another percentage, or send the money elsewhere', async (world) => {
  const [one, other] = [await connect(world), await connect(world)]
  const { made, go, news, subscription, schedule, basic } = await begun(
    world,
    ({ basic }) => [
      { items: [{ price: basic }], end_date: JUNE },
      { items: [{ price: basic }], end_date: JULY, application_fee_percent: 20, on_behalf_of: other },
      { items: [{ price: basic }], transfer_data: { destination: other } },
    ],
    { default_settings: { application_fee_percent: 5, transfer_data: { destination: one } } },
  )
  const all = {
    application_fee_percent: 5,
    on_behalf_of: null,
    transfer_data: { amount_percent: null, destination: one },
  }
  const said = (row: object) => {
    const { application_fee_percent, on_behalf_of, transfer_data } = row as typeof all
    return { application_fee_percent, on_behalf_of, transfer_data }
  }
  assert.deepEqual(said(made.default_settings), all)
  // A phase shows what it says itself.
  assert.deepEqual(made.phases.map(said), [
    { application_fee_percent: null, on_behalf_of: null, transfer_data: null },
    { application_fee_percent: 20, on_behalf_of: other, transfer_data: null },
    {
      application_fee_percent: null,
      on_behalf_of: null,
      transfer_data: { amount_percent: null, destination: other },
    },
  ])
  assert.deepEqual(said(await subscription()), all)
  await go('2026-05-02T00:00')
  assert.deepEqual(await movements(world, one), [['payment', 1000, 50, 950]])
  await news()
  await go('2026-06-01T00:00')
  assert.deepEqual(await news(), [
    'invoice.upcoming',
    'subscription_schedule.updated',
    'customer.subscription.updated',
    'invoice.created',
  ])
  assert.deepEqual(said(await subscription()), { ...all, application_fee_percent: 20, on_behalf_of: other })
  await go('2026-06-02T00:00')
  assert.deepEqual((await movements(world, one)).at(-1), ['payment', 1000, 200, 800])
  await go('2026-07-02T00:00')
  assert.deepEqual(said(await subscription()), { ...all, transfer_data: { amount_percent: null, destination: other } })
  assert.deepEqual(await movements(world, other), [['payment', 1000, 50, 950]])
  // The phase that runs is changed, and its subscription with it.
  const { phases } = await schedule()
  const { start_date, end_date } = phases[2]!
  const own = { application_fee_percent: 30, transfer_data: { destination: other } }
  await news()
  await world.stripe.subscriptionSchedules.update(made.id, {
    phases: [{ items: [{ price: basic }], start_date, end_date, ...own }],
  })
  assert.equal((await subscription()).application_fee_percent, 30)
  assert.deepEqual(await news(), ['subscription_schedule.updated', 'customer.subscription.updated'])
})

behaves(CREATE, 'takes over what its subscription has settled', async (world) => {
  const account = await connect(world)
  const { customer, basic, news } = await scheduled(world)
  const to = { destination: account, amount_percent: 40 }
  const of = await world.stripe.subscriptions.create({
    customer,
    items: [{ price: basic }],
    on_behalf_of: account,
    transfer_data: to,
  })
  await news()
  const made = await world.stripe.subscriptionSchedules.create({ from_subscription: of.id })
  for (const part of [made.default_settings, made.phases[0]!])
    assert.deepEqual([part.on_behalf_of, part.transfer_data, part.application_fee_percent], [account, to, null])
  assert.deepEqual(await news(), ['subscription_schedule.created', 'customer.subscription.updated'])
})

behaves(CREATE, 'refuses what its subscription would be refused', async (world) => {
  const account = await connect(world)
  const { customer, basic, news } = await scheduled(world)
  const phase = { items: [{ price: basic }], end_date: JUNE }
  const make = (more: object, own: object = {}) =>
    world.call(
      'POST',
      '/v1/subscription_schedules',
      form({ customer, start_date: MAY, ...more, phases: [{ ...phase, ...own }] }),
    )
  refused(await make({ default_settings: { application_fee_percent: 1 } }), 400, {
    param: 'default_settings[application_fee_percent]',
    message: /^Can only apply an application_fee_percent when/,
  })
  refused(await make({}, { transfer_data: { destination: 'acct_none' } }), 400, {
    code: 'resource_missing',
    param: 'phases[0][transfer_data][destination]',
    message: "No such destination: 'acct_none'",
  })
  refused(await make({}, { transfer_data: { destination: account, amount_percent: 100.01 } }), 400, {
    param: 'phases[0][transfer_data][amount_percent]',
    message: "This value must be less than or equal to 100 (it currently is '100.01').",
  })
  const shared = { default_settings: { transfer_data: { destination: account, amount_percent: 50 } } }
  refused(await make(shared, { application_fee_percent: 5 }), 400, {
    code: 'parameters_exclusive',
    param: 'phases[0][transfer_data][amount_percent]',
    message: /^You may only specify one of these parameters/,
  })
  assert.deepEqual(await news(), [])
})
