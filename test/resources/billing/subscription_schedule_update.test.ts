// Changing a subscription schedule: what is past stays, what is current changes the subscription at once, and what is to come
// waits. (https://docs.stripe.com/api/subscription_schedules/update)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { at, CHANGED, itemsOf, JULY, JUNE, linesOf, MAY, PAID, running, scheduled, UPDATED } from './schedule_world.ts'

const UPDATE = 'POST /v1/subscription_schedules/{id}'

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
  assert.deepEqual(await news(), ['invoice.upcoming', UPDATED, CHANGED, 'invoice.created'])
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
    'invoice.upcoming',
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
  assert.deepEqual((await news()).slice(0, 4), [UPDATED, UPDATED, CHANGED, 'customer.subscription.trial_will_end'])
})
