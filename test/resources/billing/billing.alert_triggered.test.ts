// When an alert tells that it is reached. Usage is reported elsewhere: these run as parts of a report would.
// (docs.stripe.com/billing/subscriptions/usage-based/alerts)
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import type Stripe from 'stripe'
import { fromDecimal } from '../../../src/lib/rational.ts'
import type { Brindle } from '../../../src/main.ts'
import { checkAlerts } from '../../../src/resources/billing/billing.alert.ts'
import { type Sandbox, sandbox, startBrindle } from '../../world.ts'
import { within } from '../within.ts'
import { insertMeter, metered as newMeter, send } from './metered.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

async function metered() {
  const world = sandbox(brindle)
  const meter = await insertMeter(brindle, world)
  const { id: customer } = await world.stripe.customers.create()
  await world.news()
  const alertAt = (gte: number, whose?: string) =>
    world.stripe.billing.alerts.create({
      alert_type: 'usage_threshold',
      title: `at ${gte}`,
      usage_threshold: {
        gte,
        meter,
        recurrence: 'one_time',
        ...(whose && { filters: [{ type: 'customer', customer: whose }] }),
      },
    })
  return { world, meter, customer, alertAt }
}

const use = (
  world: Sandbox,
  meter: string,
  who: string,
  from: string,
  to: string,
  formula: 'count' | 'last' | 'sum' = 'sum',
) => within(brindle, world, (tx) => checkAlerts(tx, meter, who, fromDecimal(from), fromDecimal(to), formula))

/** What was told: the title of the alert, the customer and the value, the oldest first. */
async function told({ stripe }: Sandbox): Promise<string[]> {
  const { data } = await stripe.events.list({ type: 'billing.alert.triggered', limit: 100 })
  return data.reverse().map(({ data: { object } }) => {
    const { alert, customer, value } = object as Stripe.Billing.AlertTriggered
    return `${alert.title}: ${customer} ${value}`
  })
}

test('it tells what is reached, and of whom', async () => {
  const { world, meter, customer, alertAt } = await metered()
  const alert = await alertAt(100)
  await use(world, meter, customer, '0', '99.5')
  assert.deepEqual(await world.news(), [])
  await use(world, meter, customer, '99.5', '100.75')
  assert.deepEqual(await world.news(), ['billing.alert.triggered'])
  const [event] = (await world.stripe.events.list({ limit: 1 })).data
  const { created, ...rest } = event!.data.object as Stripe.Billing.AlertTriggered
  assert.deepEqual(rest, {
    object: 'billing.alert_triggered',
    alert: { ...alert },
    customer,
    livemode: false,
    value: 100,
  })
  assert.equal(created, event!.created)
})

test('exactly the number is enough, and once for a customer is all', async () => {
  const { world, meter, customer, alertAt } = await metered()
  await alertAt(100)
  await use(world, meter, customer, '0', '100')
  for (const [from, to] of [
    ['100', '101'],
    ['101', '900'],
    ['0', '500'],
  ] as const)
    await use(world, meter, customer, from, to)
  const { id: other } = await world.stripe.customers.create()
  await use(world, meter, other, '0', '250')
  assert.deepEqual(await told(world), [`at 100: ${customer} 100`, `at 100: ${other} 250`])
})

test('only what is used since it was made counts', async () => {
  const { world, meter, customer, alertAt } = await metered()
  await use(world, meter, customer, '0', '150')
  await alertAt(100)
  await use(world, meter, customer, '150', '200')
  await use(world, meter, customer, '200', '249')
  assert.deepEqual(await told(world), [])
  await use(world, meter, customer, '249', '251')
  assert.deepEqual(await told(world), [`at 100: ${customer} 101`])
})

test('it counts on when the usage of a new period begins at nothing', async () => {
  const { world, meter, customer, alertAt } = await metered()
  await alertAt(100)
  await use(world, meter, customer, '0', '60')
  await use(world, meter, customer, '0', '50')
  assert.deepEqual(await told(world), [`at 100: ${customer} 110`])
})

test('an alert for one customer tells of no other, and several tell from the oldest on', async () => {
  const { world, meter, customer, alertAt } = await metered()
  const { id: other } = await world.stripe.customers.create()
  await alertAt(10, customer)
  await alertAt(20, customer)
  await alertAt(15, other)
  await alertAt(5)
  await use(world, meter, customer, '0', '30')
  assert.deepEqual(await told(world), [`at 5: ${customer} 30`, `at 10: ${customer} 30`, `at 20: ${customer} 30`])
  await use(world, meter, other, '0', '14')
  assert.deepEqual((await told(world)).slice(3), [`at 5: ${other} 14`])
})

test('no alert of another meter, and none that is inactive or archived', async () => {
  const { world, meter, customer, alertAt } = await metered()
  const { id: quiet } = await alertAt(10)
  const { id: gone } = await alertAt(10)
  await world.stripe.billing.alerts.deactivate(quiet)
  await world.stripe.billing.alerts.archive(gone)
  await use(world, meter, customer, '0', '50')
  assert.deepEqual(await told(world), [])
  await world.stripe.billing.alerts.activate(quiet)
  await use(world, await insertMeter(brindle, world), customer, '0', '50')
  assert.deepEqual(await told(world), [])
  // What was used while it was inactive does not count. [K]
  await use(world, meter, customer, '50', '59')
  assert.deepEqual(await told(world), [])
  await use(world, meter, customer, '59', '60')
  assert.deepEqual(await told(world), [`at 10: ${customer} 10`])
})

test('of a meter that takes the last value, that value counts', async () => {
  const { world, meter, customer, alertAt } = await metered()
  await alertAt(10)
  await use(world, meter, customer, '0', '9', 'last')
  await use(world, meter, customer, '9', '3', 'last')
  assert.deepEqual(await told(world), [])
  await use(world, meter, customer, '3', '12', 'last')
  assert.deepEqual(await told(world), [`at 10: ${customer} 12`])
})

test('customers on a test clock trigger none', async () => {
  const { world, meter, alertAt } = await metered()
  await alertAt(10)
  const clock = await world.stripe.testHelpers.testClocks.create({ frozen_time: 1_700_000_000 })
  const { id } = await world.stripe.customers.create({ test_clock: clock.id })
  await use(world, meter, id, '0', '50')
  await use(world, meter, 'cus_no', '0', '50')
  assert.deepEqual(await told(world), [])
})

test('what is reported of a meter triggers it', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const meter = await newMeter(stripe, {})
  const { id: customer } = await stripe.customers.create()
  const usage_threshold = { gte: 100, meter: meter.id, recurrence: 'one_time' as const }
  await stripe.billing.alerts.create({ alert_type: 'usage_threshold', title: 'much', usage_threshold })
  for (const value of ['60', '39']) await send(stripe, meter, customer, value)
  await send(stripe, meter, customer, '2.5')
  while ((await told(world)).length === 0);
  assert.deepEqual(await told(world), [`much: ${customer} 101`])
})
