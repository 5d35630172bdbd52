// Moving in: subscriptions that ran elsewhere until now go on here, each with the day it began, the day it is billed next and
// what it will cost later, and nobody pays for anything twice. The recipe is docs/recipes/import.md.
// (https://docs.stripe.com/billing/subscriptions/backdating; docs.stripe.com/billing/subscriptions/migrate-subscriptions)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../behaves.ts'
import { advanceClock } from '../clock.ts'
import type { Sandbox } from '../world.ts'

const at = (day: string) => Date.parse(`${day}Z`) / 1000
const TODAY = at('2026-05-01T00:00')

interface Row {
  readonly id: string
  readonly price: string
  readonly began: string
  readonly next: string
}

/** What the old system knows. */
const OLD: readonly Row[] = [
  { id: 'old-1', price: 'monthly', began: '2025-11-12T09:30', next: '2026-05-12T09:30' },
  { id: 'old-2', price: 'yearly', began: '2025-09-03T00:00', next: '2026-09-03T00:00' },
  // Billed on the last day of each month.
  { id: 'old-3', price: 'monthly', began: '2025-12-31T12:00', next: '2026-05-31T12:00' },
]

async function shop({ stripe }: Pick<Sandbox, 'stripe'>) {
  const clock = (await stripe.testHelpers.testClocks.create({ frozen_time: TODAY })).id
  const { id: product } = await stripe.products.create({ name: 'Desk' })
  const price = (lookup_key: string, unit_amount: number, interval: 'month' | 'year') =>
    stripe.prices.create({ product, currency: 'usd', unit_amount, recurring: { interval }, lookup_key })
  await price('monthly', 1000, 'month')
  await price('dearer', 1200, 'month')
  await price('yearly', 10000, 'year')
  const prices = new Map((await stripe.prices.list({ limit: 10 })).data.map((one) => [one.lookup_key, one.id]))
  const buyer = async (id: string) => {
    const { id: customer } = await stripe.customers.create({ metadata: { old_id: id }, test_clock: clock })
    const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
    return customer
  }
  return { clock, prices, buyer }
}

const quiet = (types: readonly string[]) =>
  types.filter((type) => !type.startsWith('test_helpers.') && type !== 'balance.available')
const paidOf = ({ stripe }: Pick<Sandbox, 'stripe'>, subscription: string) =>
  stripe.invoices
    .list({ subscription })
    .then(({ data }) => data.map(({ created, amount_paid }) => [created, amount_paid]).reverse())

behaves('POST /v1/subscriptions', 'brings in what ran elsewhere, once', async (world) => {
  const { stripe, news } = world
  const { clock, prices, buyer } = await shop(world)
  const customers = new Map<string, string>()
  for (const { id } of OLD) customers.set(id, await buyer(id))
  await news()
  const bring = ({ id, price, began, next }: Row) =>
    stripe.subscriptions.create(
      {
        customer: customers.get(id)!,
        items: [{ price: prices.get(price)! }],
        backdate_start_date: at(began),
        billing_cycle_anchor: at(next),
        proration_behavior: 'none',
        metadata: { old_id: id },
      },
      { idempotencyKey: `import-${id}` },
    )
  const made = await Promise.all(OLD.map(bring))
  assert.deepEqual(await news(), [
    'customer.subscription.created',
    'customer.subscription.created',
    'customer.subscription.created',
  ])
  // What stopped half way is started again, and nothing comes twice.
  const again = await Promise.all(OLD.map(bring))
  assert.deepEqual(
    again.map(({ id }) => id),
    made.map(({ id }) => id),
  )
  assert.deepEqual(await news(), [])
  for (const [i, { status, start_date, billing_cycle_anchor, latest_invoice, items }] of made.entries()) {
    const { began, next } = OLD[i]!
    assert.deepEqual([status, start_date, billing_cycle_anchor, latest_invoice], ['active', at(began), at(next), null])
    assert.equal(items.data[0]!.current_period_end, at(next))
  }
  await advanceClock(stripe, clock, at('2026-09-04T00:00'))
  // Each on its own day; the 31st comes back after June.
  assert.deepEqual(await paidOf(world, made[0]!.id), [
    [at('2026-05-12T09:30'), 1000],
    [at('2026-06-12T09:30'), 1000],
    [at('2026-07-12T09:30'), 1000],
    [at('2026-08-12T09:30'), 1000],
  ])
  assert.deepEqual(await paidOf(world, made[1]!.id), [[at('2026-09-03T00:00'), 10000]])
  assert.deepEqual(await paidOf(world, made[2]!.id), [
    [at('2026-05-31T12:00'), 1000],
    [at('2026-06-30T12:00'), 1000],
    [at('2026-07-31T12:00'), 1000],
    [at('2026-08-31T12:00'), 1000],
  ])
  assert.ok((await news()).includes('invoice.payment_succeeded'))
})

behaves('POST /v1/subscription_schedules', 'brings in what is to change later', async (world) => {
  const { stripe, news } = world
  const { clock, prices, buyer } = await shop(world)
  const customer = await buyer('old-4')
  await news()
  // Since 12 November for 10.00 a month; from 12 July on it was agreed to be 12.00.
  const [began, rises] = [at('2025-11-12T00:00'), at('2026-07-12T00:00')]
  const made = await stripe.subscriptionSchedules.create(
    {
      customer,
      start_date: began,
      phases: [
        { items: [{ price: prices.get('monthly')! }], end_date: rises, proration_behavior: 'none' },
        { items: [{ price: prices.get('dearer')! }], proration_behavior: 'none' },
      ],
      metadata: { old_id: 'old-4' },
    },
    { idempotencyKey: 'import-old-4' },
  )
  assert.deepEqual(await news(), ['customer.subscription.created', 'subscription_schedule.created'])
  assert.deepEqual([made.status, made.current_phase], ['active', { start_date: began, end_date: rises }])
  const id = made.subscription as string
  const of = await stripe.subscriptions.retrieve(id)
  assert.deepEqual([of.status, of.start_date, of.latest_invoice], ['active', began, null])
  assert.equal(of.items.data[0]!.current_period_end, at('2026-05-12T00:00'))
  await advanceClock(stripe, clock, at('2026-09-01T00:00'))
  assert.deepEqual(await paidOf(world, id), [
    [at('2026-05-12T00:00'), 1000],
    [at('2026-06-12T00:00'), 1000],
    [rises, 1200],
    [at('2026-08-12T00:00'), 1200],
  ])
  // The rise came with the renewal, the schedule let go a month later.
  const told = quiet(await news()).filter((type) => /^(subscription_schedule|customer\.subscription)\./.test(type))
  assert.deepEqual(told, [
    'customer.subscription.updated',
    'customer.subscription.updated',
    'subscription_schedule.updated',
    'customer.subscription.updated',
    'subscription_schedule.expiring',
    'subscription_schedule.updated',
    'customer.subscription.updated',
    'subscription_schedule.released',
  ])
  const last = (await stripe.subscriptions.retrieve(id)) as Stripe.Subscription
  assert.equal(last.schedule, null)
})
