// Changing a subscription schedule: what is past stays, what is current changes the subscription at once, and what is to come
// waits. (https://docs.stripe.com/api/subscription_schedules/update)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { at, CHANGED, form, itemsOf, JULY, JUNE, linesOf, MAY, PAID, scheduled, UPDATED } from './schedule_world.ts'

const UPDATE = 'POST /v1/subscription_schedules/{id}'

/** A schedule whose first phase, $10.00 a month, has been paid; it is 11 May. */
async function running(world: Sandbox) {
  const base = await scheduled(world)
  const made = await world.stripe.subscriptionSchedules.create({
    customer: base.customer,
    start_date: 'now',
    phases: [{ items: [{ price: base.basic }], end_date: JUNE }],
  })
  await base.go('2026-05-11T00:00')
  await base.news()
  const update = (params: Stripe.SubscriptionScheduleUpdateParams) =>
    world.stripe.subscriptionSchedules.update(made.id, params)
  const subscription = () =>
    world.stripe.subscriptions.retrieve(made.subscription as string, { expand: ['latest_invoice'] })
  const refuses = async (params: object, expected: Parameters<typeof refused>[2]) =>
    refused(await world.call('POST', `/v1/subscription_schedules/${made.id}`, form(params)), 400, expected)
  return { ...base, made, update, subscription, refuses }
}

behaves(UPDATE, 'changes the current phase at once, and prorates', async (world) => {
  const { customer, basic, team, news, made, update, subscription } = await running(world)
  const next = await update({
    metadata: { b: '2' },
    phases: [
      { start_date: MAY, items: [{ price: basic, quantity: 2 }], end_date: JUNE, metadata: { seats: '2' } },
      { items: [{ price: team }], end_date: JULY },
    ],
  })
  // Recorded are the members; here the prorations come before the subscription that they are of, as they do everywhere.
  assert.deepEqual(await news(), [UPDATED, 'invoiceitem.created', 'invoiceitem.created', CHANGED])
  assert.deepEqual(
    [next.metadata, next.phases.length, next.current_phase],
    [{ b: '2' }, 2, { start_date: MAY, end_date: JUNE }],
  )
  assert.deepEqual(next.phases[0]!.items[0]!.quantity, 2)
  const of = await subscription()
  assert.deepEqual([itemsOf(of), of.metadata, of.schedule], [[[basic, 2, MAY, JUNE]], { seats: '2' }, made.id])
  // 21 of 31 days are left: 1000 × 21/31 = 677.42 and 2000 × 21/31 = 1354.84.
  assert.deepEqual(
    (await world.stripe.invoiceItems.list({ customer, pending: true })).data.map(({ amount }) => amount),
    [1355, -677],
  )
  assert.deepEqual(await news(), [])
})

behaves(UPDATE, 'changes it without prorations, or bills them at once', async (world) => {
  const { basic, news, update, subscription } = await running(world)
  const phases = (quantity: number) => [{ start_date: MAY, items: [{ price: basic, quantity }], end_date: JUNE }]
  await update({ phases: phases(2), proration_behavior: 'none' })
  assert.deepEqual(await news(), [UPDATED, CHANGED])
  await update({ phases: phases(4), proration_behavior: 'always_invoice' })
  assert.deepEqual(await news(), [
    UPDATED,
    'invoiceitem.created',
    'invoiceitem.created',
    CHANGED,
    'invoice.created',
    'invoice.finalized',
    'payment_intent.created',
    'charge.succeeded',
    'payment_intent.succeeded',
    'invoice_payment.paid',
    'invoice.paid',
    'invoice.payment_succeeded',
  ])
  // What was charged is given back, one seat: 677. Four seats cost 4000 × 21/31 = 2709.68.
  const invoice = (await subscription()).latest_invoice as Stripe.Invoice
  assert.deepEqual(
    linesOf(invoice).map(([, amount]) => amount),
    [-677, 2710],
  )
  assert.deepEqual([invoice.status, invoice.total], ['paid', 2033])
})

behaves(UPDATE, 'changes only what is to come', async (world) => {
  const { basic, team, news, update, subscription, go } = await running(world)
  await update({
    phases: [
      { start_date: MAY, items: [{ price: basic }], end_date: JUNE },
      { items: [{ price: team }], end_date: JULY },
    ],
  })
  assert.deepEqual(await news(), [UPDATED])
  await go('2026-06-01T00:00')
  assert.deepEqual(await news(), [UPDATED, CHANGED, 'invoice.created'])
  assert.deepEqual(itemsOf(await subscription()), [[team, 1, JUNE, JULY]])
})

behaves(UPDATE, 'changes how it ends', async (world) => {
  const { news, update, subscription, go } = await running(world)
  const next = await update({ end_behavior: 'cancel' })
  assert.equal(next.end_behavior, 'cancel')
  assert.deepEqual(await news(), [UPDATED, CHANGED])
  const of = await subscription()
  assert.deepEqual([of.cancel_at, of.canceled_at], [JUNE, at('2026-05-11T00:00')])
  await update({ end_behavior: 'release' })
  assert.deepEqual(await news(), [UPDATED, CHANGED])
  assert.deepEqual((await subscription()).cancel_at, null)
  await update({ end_behavior: 'cancel' })
  await go('2026-06-02T00:00')
  assert.deepEqual(await news(), [
    UPDATED,
    CHANGED,
    'subscription_schedule.expiring',
    'customer.subscription.deleted',
    'subscription_schedule.completed',
  ])
})

behaves(UPDATE, 'changes what holds for all phases', async (world) => {
  const { stripe } = world
  const { customer, card, news, update, subscription } = await running(world)
  const { id: other } = await stripe.paymentMethods.attach('pm_card_mastercard', { customer })
  await news()
  const next = await update({
    default_settings: {
      collection_method: 'send_invoice',
      default_payment_method: other,
      description: 'Desks',
      invoice_settings: { days_until_due: 7, footer: 'Thanks' },
    },
  })
  assert.deepEqual(await news(), [UPDATED, CHANGED])
  assert.deepEqual(
    [next.default_settings.collection_method, next.default_settings.invoice_settings.days_until_due],
    ['send_invoice', 7],
  )
  const of = await subscription()
  assert.deepEqual(
    [of.collection_method, of.days_until_due, of.default_payment_method, of.description],
    ['send_invoice', 7, other, 'Desks'],
  )
  await update({
    default_settings: { collection_method: 'charge_automatically', default_payment_method: card, description: '' },
  })
  assert.deepEqual(await news(), [UPDATED, CHANGED])
  const back = await subscription()
  assert.deepEqual(
    [back.collection_method, back.days_until_due, back.default_payment_method, back.description],
    ['charge_automatically', null, card, null],
  )
})

behaves(UPDATE, 'keeps what is past, and does not move what has begun', async (world) => {
  const { basic, team, news, update, refuses, go } = await running(world)
  const first = { start_date: MAY, items: [{ price: basic }], end_date: JUNE }
  const second = { start_date: JUNE, items: [{ price: team }], end_date: JULY }
  await update({ phases: [first, second] })
  await go('2026-06-11T00:00')
  await news()
  const bounds = ({ phases }: Stripe.SubscriptionSchedule) =>
    phases.map(({ start_date, end_date, items }) => [start_date, end_date, items[0]!.price])
  const AUGUST = at('2026-08-01T00:00')
  const whole = [
    [MAY, JUNE, basic],
    [JUNE, AUGUST, team],
  ]
  assert.deepEqual(bounds(await update({ phases: [{ ...second, end_date: AUGUST }] })), whole)
  assert.deepEqual(bounds(await update({ phases: [first, { ...second, end_date: AUGUST }] })), whole)
  assert.deepEqual(await news(), [UPDATED])
  const past = {
    param: 'phases[0]',
    message: 'You can not modify a phase of a subscription schedule that is in the past.',
  }
  await refuses({ phases: [{ ...first, items: [{ price: team }] }, second] }, past)
  // Both words are Stripe's own. (github.com/tierrun/tier/issues/93; YumaInaura/YumaInaura)
  const moved = 'You can not modify the start date of the current phase.'
  await refuses({ phases: [{ ...second, start_date: JUNE + 1 }] }, { message: moved })
  await refuses({ phases: [{ ...second, start_date: JULY, end_date: AUGUST }] }, { message: moved })
  await refuses(
    { phases: [{ ...second, end_date: JUNE + 86400 }] },
    { message: 'You can only adjust the end date to a future date for the current phase.' },
  )
  await refuses(
    { phases: [{ items: [{ price: team }] }] },
    {
      message:
        'The subscription schedule update is missing at least one phase with a `start_date` to anchor end dates to.',
    },
  )
  await refuses(
    { phases: [second, { start_date: JULY + 1, items: [{ price: team }] }] },
    {
      param: 'phases[1][start_date]',
      message: 'The `start_date` of a phase must be equal to the `end_date` of the phase before it.',
    },
  )
  await refuses(
    { phases: [{ ...second, billing_cycle_anchor: 'phase_start' }] },
    {
      code: 'not_built',
      param: 'phases',
      message: 'Brindle does not move the billing_cycle_anchor of a phase that has begun.',
    },
  )
  assert.deepEqual(await news(), [])
})

behaves(UPDATE, 'ends the current phase now', async (world) => {
  const { customer, basic, team, news, update, subscription } = await running(world)
  const NOW = at('2026-05-11T00:00')
  const next = await update({
    phases: [
      { start_date: MAY, items: [{ price: basic }], end_date: 'now' },
      { items: [{ price: team }], end_date: JULY, proration_behavior: 'create_prorations' },
    ],
  })
  assert.deepEqual(await news(), [UPDATED, UPDATED, 'invoiceitem.created', 'invoiceitem.created', CHANGED])
  assert.deepEqual(next.current_phase, { start_date: NOW, end_date: JULY })
  const of = await subscription()
  assert.deepEqual(
    of.items.data.map(({ price }) => price.id),
    [team],
  )
  // 3000 × 21/31 = 2032.26
  assert.deepEqual(
    (await world.stripe.invoiceItems.list({ customer, pending: true })).data.map(({ amount }) => amount),
    [2032, -677],
  )
})

behaves(UPDATE, 'starts another day than it was to', async (world) => {
  const { stripe } = world
  const { customer, basic, team, news, go } = await scheduled(world)
  const make = async () =>
    (await stripe.subscriptionSchedules.create({ customer, start_date: JULY, phases: [{ items: [{ price: basic }] }] }))
      .id
  const [sooner, now] = [await make(), await make()]
  await news()
  const phase = { items: [{ price: team }], end_date: at('2026-09-01T00:00') }
  const moved = await stripe.subscriptionSchedules.update(sooner, { phases: [{ ...phase, start_date: JUNE }] })
  assert.deepEqual([moved.status, moved.phases[0]!.start_date], ['not_started', JUNE])
  assert.deepEqual(await news(), [UPDATED])
  const begun = await stripe.subscriptionSchedules.update(now, { phases: [{ ...phase, start_date: 'now' }] })
  assert.deepEqual([begun.status, begun.current_phase], ['active', { start_date: MAY, end_date: phase.end_date }])
  assert.deepEqual(await news(), [UPDATED, 'customer.subscription.created', 'invoice.created', UPDATED])
  await go('2026-06-01T00:00')
  assert.deepEqual(await news(), [
    'customer.updated',
    ...PAID,
    'customer.subscription.created',
    'invoice.created',
    UPDATED,
    CHANGED,
    'invoice.created',
  ])
})

behaves(UPDATE, 'is refused when nothing more comes of it', async (world) => {
  const { stripe } = world
  const { made, news, refuses } = await running(world)
  const newer = { 'Stripe-Version': '2026-10-28.endive' }
  const paused = await world.call('POST', `/v1/subscription_schedules/${made.id}`, 'pause_schedules[0][key]=a', newer)
  refused(paused, 400, {
    code: 'not_built',
    param: 'pause_schedules',
    message: 'Brindle does not take pause_schedules yet.',
  })
  await stripe.subscriptionSchedules.release(made.id)
  await news()
  // https://stackoverflow.com/questions/77572917
  await refuses(
    { metadata: { a: '1' } },
    {
      message:
        'You cannot update a subscription schedule that is currently in the `released` status. It must be in ' +
        '`not_started, active` status to be updated.',
    },
  )
  assert.deepEqual(await news(), [])
})

behaves(UPDATE, 'is the way down to a cheaper price at the end of the period', async (world) => {
  // The two calls of https://docs.stripe.com/billing/subscriptions/subscription-schedules/use-cases#downgrading-subscriptions.
  const { stripe } = world
  const { customer, basic, team, news, go } = await scheduled(world)
  const of = await stripe.subscriptions.create({ customer, items: [{ price: team }] })
  const made = await stripe.subscriptionSchedules.create({ from_subscription: of.id })
  await news()
  const [{ start_date, end_date, items } = {} as never] = made.phases
  await stripe.subscriptionSchedules.update(made.id, {
    phases: [
      {
        start_date,
        end_date,
        items: items.map(({ price, quantity }) => ({ price: price as string, quantity: quantity! })),
      },
      { items: [{ price: basic }] },
    ],
  })
  assert.deepEqual(await news(), [UPDATED])
  await go('2026-06-01T02:00')
  assert.deepEqual(await news(), [UPDATED, CHANGED, 'invoice.created', ...PAID])
  const after = await stripe.subscriptions.retrieve(of.id, { expand: ['latest_invoice'] })
  assert.deepEqual(itemsOf(after), [[basic, 1, JUNE, JULY]])
  assert.deepEqual(linesOf(after.latest_invoice as Stripe.Invoice), [['1 × Desk (at $10.00 / month)', 1000]])
  await go('2026-07-01T00:00')
  assert.deepEqual(await news(), [
    'subscription_schedule.expiring',
    UPDATED,
    CHANGED,
    'subscription_schedule.released',
    'invoice.created',
  ])
})

behaves(UPDATE, 'cuts a trial short, and bills the next phase at once', async (world) => {
  const { stripe } = world
  const { customer, basic, team, news, go } = await scheduled(world)
  const made = await stripe.subscriptionSchedules.create({
    customer,
    start_date: 'now',
    phases: [{ items: [{ price: basic }], trial: true }, { items: [{ price: team }] }],
  })
  await go('2026-05-11T00:00')
  await news()
  await stripe.subscriptionSchedules.update(made.id, {
    phases: [
      { start_date: MAY, end_date: 'now', items: [{ price: basic }], trial: true },
      { items: [{ price: team }], duration: { interval: 'month' } },
    ],
  })
  const of = await stripe.subscriptions.retrieve(made.subscription as string, { expand: ['latest_invoice'] })
  const NOW = at('2026-05-11T00:00')
  assert.deepEqual([of.status, itemsOf(of)], ['active', [[team, 1, NOW, at('2026-06-11T00:00')]]])
  const invoice = of.latest_invoice as Stripe.Invoice
  assert.deepEqual([invoice.status, linesOf(invoice)], ['paid', [['1 × Desk (at $30.00 / month)', 3000]]])
  assert.deepEqual((await news()).slice(0, 4), [UPDATED, UPDATED, CHANGED, CHANGED])
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
