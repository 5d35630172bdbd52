// Subscription schedules: making and finding one. How they are changed, how they turn their subscriptions, and how they
// end is in the files beside this one. (https://docs.stripe.com/api/subscription_schedules)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { BEGUN, CREATED, JULY, JUNE, MAY, PAID, UPDATED, at, form, itemsOf, scheduled } from './schedule_world.ts'

const CREATE = 'POST /v1/subscription_schedules'
const LIST = 'GET /v1/subscription_schedules'

behaves(CREATE, 'begins at once, and makes its subscription', async (world) => {
  const { stripe, call } = world
  const { clock, customer, basic, team, news, go } = await scheduled(world)
  const phases = [
    { items: [{ price: basic }], duration: { interval: 'month' as const } },
    { items: [{ price: team, quantity: 2, metadata: { seat: 'a' } }], end_date: JULY, metadata: { plan: 'team' } },
  ]
  const asked = form({ customer, start_date: 'now', phases, metadata: { a: '1' } })
  const { body } = await call('POST', '/v1/subscription_schedules', asked)
  const { id, subscription, ...rest } = body
  assert.match(id, /^sub_sched_[A-Za-z0-9]{24}$/)
  assert.match(subscription, /^sub_[A-Za-z0-9]{24}$/)
  const automatic_tax = { disabled_reason: null, enabled: false, liability: null }
  const phase = {
    add_invoice_items: [],
    application_fee_percent: null,
    automatic_tax,
    billing_cycle_anchor: null,
    billing_thresholds: null,
    collection_method: null,
    currency: 'usd',
    default_payment_method: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    invoice_settings: null,
    on_behalf_of: null,
    proration_behavior: 'create_prorations',
    transfer_data: null,
    trial_end: null,
  }
  const item = { billing_thresholds: null, discounts: [], tax_rates: [] }
  // The settings: a recording of December 2024, with the fields that came since. (billing facts, section 4b)
  assert.deepEqual(rest, {
    object: 'subscription_schedule',
    application: null,
    billing_mode: { flexible: { proration_discounts: 'included' }, type: 'flexible', updated_at: MAY },
    canceled_at: null,
    completed_at: null,
    created: MAY,
    current_phase: { end_date: JUNE, start_date: MAY },
    customer,
    customer_account: null,
    default_settings: {
      application_fee_percent: null,
      automatic_tax,
      billing_cycle_anchor: 'automatic',
      billing_thresholds: null,
      collection_method: 'charge_automatically',
      default_payment_method: null,
      description: null,
      invoice_settings: {
        account_tax_ids: null,
        custom_fields: null,
        days_until_due: null,
        description: null,
        footer: null,
        issuer: { type: 'self' },
      },
      on_behalf_of: null,
      transfer_data: null,
    },
    end_behavior: 'release',
    livemode: false,
    metadata: { a: '1' },
    pause_schedules: [],
    phases: [
      {
        ...phase,
        items: [{ ...item, metadata: {}, plan: basic, price: basic, quantity: 1 }],
        metadata: {},
        start_date: MAY,
        end_date: JUNE,
      },
      {
        ...phase,
        items: [{ ...item, metadata: { seat: 'a' }, plan: team, price: team, quantity: 2 }],
        metadata: { plan: 'team' },
        start_date: JUNE,
        end_date: JULY,
      },
    ],
    released_at: null,
    released_subscription: null,
    status: 'active',
    test_clock: clock,
  })
  assert.deepEqual(await news(), BEGUN)
  const made = await stripe.subscriptions.retrieve(subscription, { expand: ['latest_invoice', 'schedule'] })
  assert.deepEqual([made.status, made.metadata, made.cancel_at], ['active', {}, null])
  assert.equal((made.schedule as Stripe.SubscriptionSchedule).id, id)
  const draft = made.latest_invoice as Stripe.Invoice
  assert.deepEqual(
    [draft.status, draft.billing_reason, draft.total, draft.auto_advance],
    ['draft', 'subscription_create', 1000, true],
  )
  // https://docs.stripe.com/api/invoices: a draft that goes on by itself waits for an hour.
  await go('2026-05-01T00:59')
  assert.deepEqual(await news(), [])
  await go('2026-05-01T01:00')
  assert.deepEqual(await news(), ['customer.updated', ...PAID])
})

behaves(CREATE, 'waits until it is to start', async (world) => {
  const { stripe } = world
  const { customer, basic, news, go } = await scheduled(world)
  const items = [{ price: basic }]
  const made = await stripe.subscriptionSchedules.create({ customer, start_date: JUNE, phases: [{ items }] })
  assert.deepEqual([made.status, made.subscription, made.current_phase], ['not_started', null, null])
  // A phase that does not say when it ends lasts one period of its price.
  assert.deepEqual([made.phases[0]!.start_date, made.phases[0]!.end_date], [JUNE, JULY])
  assert.deepEqual(await news(), [CREATED])
  await go('2026-05-31T23:59')
  assert.deepEqual(await news(), [])
  await go('2026-06-01T00:00')
  assert.deepEqual(await news(), ['customer.subscription.created', 'invoice.created', UPDATED])
  const begun = await stripe.subscriptionSchedules.retrieve(made.id)
  assert.deepEqual([begun.status, begun.current_phase], ['active', { start_date: JUNE, end_date: JULY }])
  const of = await stripe.subscriptions.retrieve(begun.subscription as string)
  assert.deepEqual([of.schedule, of.status, of.start_date, of.created], [made.id, 'active', JUNE, JUNE])
  assert.deepEqual(itemsOf(of), [[basic, 1, JUNE, JULY]])
  await go('2026-06-01T01:00')
  assert.deepEqual(await news(), ['customer.updated', ...PAID])
})

behaves(CREATE, 'begins on a day that is past, and bills what has gone by', async (world) => {
  const { stripe } = world
  const { customer, basic, news } = await scheduled(world)
  const start_date = at('2026-04-16T00:00')
  const made = await stripe.subscriptionSchedules.create({
    customer,
    start_date,
    phases: [{ items: [{ price: basic }], end_date: at('2026-06-16T00:00') }],
  })
  assert.deepEqual(await news(), BEGUN)
  assert.deepEqual(made.current_phase, { start_date, end_date: at('2026-06-16T00:00') })
  const of = await stripe.subscriptions.retrieve(made.subscription as string, { expand: ['latest_invoice'] })
  assert.deepEqual([of.start_date, of.billing_cycle_anchor], [start_date, start_date])
  // In flexible billing the periods are counted from that day. (docs.stripe.com/billing/subscriptions/backdating)
  assert.deepEqual(itemsOf(of), [[basic, 1, start_date, at('2026-05-16T00:00')]])
  assert.equal((of.latest_invoice as Stripe.Invoice).total, 1000)
})

behaves(CREATE, 'counts the periods of classic billing from a past start only where a phase says so', async (world) => {
  const { stripe } = world
  const { customer, basic, news } = await scheduled(world)
  const start_date = at('2026-04-16T00:00')
  const made = async (billing_cycle_anchor: 'automatic' | 'phase_start') => {
    const { subscription } = await stripe.subscriptionSchedules.create({
      customer,
      start_date,
      billing_mode: { type: 'classic' },
      phases: [{ items: [{ price: basic }], billing_cycle_anchor, duration: { interval: 'month', interval_count: 3 } }],
    })
    const of = await stripe.subscriptions.retrieve(subscription as string)
    return [of.billing_mode.type, of.billing_cycle_anchor, itemsOf(of)[0]!.slice(2)]
  }
  assert.deepEqual(await made('automatic'), ['classic', MAY, [MAY, JUNE]])
  assert.deepEqual(await made('phase_start'), ['classic', start_date, [start_date, at('2026-05-16T00:00')]])
  assert.deepEqual(await news(), [...BEGUN, ...BEGUN])
})

behaves('GET /v1/subscription_schedules/{id}', 'is what was made', async (world) => {
  const { stripe, call } = world
  const { customer, basic, news } = await scheduled(world)
  const made = await stripe.subscriptionSchedules.create({
    customer,
    start_date: JUNE,
    phases: [{ items: [{ price: basic }] }],
  })
  const { lastResponse: _, ...whole } = await stripe.subscriptionSchedules.retrieve(made.id)
  const { lastResponse: __, ...asked } = made
  assert.deepEqual(whole, asked)
  refused(await call('GET', '/v1/subscription_schedules/sub_sched_none'), 404, {
    code: 'resource_missing',
    param: 'schedule',
    message: "No such subscription_schedule: 'sub_sched_none'",
  })
  assert.deepEqual(await news(), [CREATED])
})

behaves(LIST, 'finds by customer, state and time', async (world) => {
  const { stripe, call } = world
  const { customer, basic, news, go } = await scheduled(world)
  const phases = [{ items: [{ price: basic }] }]
  const make = async (start_date: number, end_behavior: 'cancel' | 'release' = 'release') =>
    (await stripe.subscriptionSchedules.create({ customer, start_date, phases, end_behavior })).id
  const waiting = await make(JULY)
  const canceled = await make(JULY)
  const released = await make(MAY)
  const completed = await make(MAY, 'cancel')
  const { id: other } = await stripe.customers.create()
  await stripe.subscriptionSchedules.cancel(canceled)
  await stripe.subscriptionSchedules.release(released)
  await go('2026-06-01T00:00')
  await news()
  const found = async (params: Stripe.SubscriptionScheduleListParams) =>
    (await stripe.subscriptionSchedules.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await found({}), [completed, released, canceled, waiting])
  assert.deepEqual(await found({ customer }), [completed, released, canceled, waiting])
  assert.deepEqual(await found({ customer: other }), [])
  assert.deepEqual(await found({ scheduled: true }), [waiting])
  assert.deepEqual(await found({ customer, canceled_at: MAY }), [canceled])
  assert.deepEqual(await found({ released_at: MAY }), [released])
  assert.deepEqual(await found({ completed_at: JUNE }), [completed])
  assert.deepEqual(await found({ created: { gt: MAY } }), [])
  assert.deepEqual(await found({ created: MAY, limit: 2, starting_after: completed }), [released, canceled])
  refused(await call('GET', `/v1/subscription_schedules?canceled_at[gt]=${MAY}`), 400, {
    code: 'not_built',
    param: 'canceled_at',
    message: 'Brindle cannot filter subscription_schedule by canceled_at yet.',
  })
  assert.deepEqual(await news(), [])
})

behaves(CREATE, 'counts iterations in versions before 2025-09-30.clover', async (world) => {
  const { customer, basic, news } = await scheduled(world)
  const old = { 'Stripe-Version': '2025-08-27.basil' }
  const asked = form({ customer, start_date: 'now', phases: [{ items: [{ price: basic }], iterations: 2 }] })
  const { body, status } = await world.call('POST', '/v1/subscription_schedules', asked, old)
  assert.equal(status, 200, JSON.stringify(body))
  assert.deepEqual(body.current_phase, { start_date: MAY, end_date: JULY })
  refused(await world.call('POST', '/v1/subscription_schedules', asked), 400, {
    code: 'parameter_unknown',
    param: 'phases[0][iterations]',
    message: 'Received unknown parameter: phases[0][iterations]',
  })
  assert.deepEqual(await news(), BEGUN)
})
