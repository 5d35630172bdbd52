// Subscription schedules of subscriptions that run already.
// (https://docs.stripe.com/api/subscription_schedules/create#create_subscription_schedule-from_subscription)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { at, CHANGED, CREATED, itemsOf, JULY, JUNE, linesOf, MAY, PAID, scheduled, UPDATED } from './schedule_world.ts'

const CREATE = 'POST /v1/subscription_schedules'
const UPDATE = 'POST /v1/subscription_schedules/{id}'

behaves(CREATE, 'takes over a subscription', async (world) => {
  const { stripe, call } = world
  const { clock, customer, card, basic, news, go } = await scheduled(world)
  const of = await stripe.subscriptions.create({
    customer,
    items: [{ price: basic, quantity: 3, metadata: { seat: 'a' } }],
    default_payment_method: card,
    description: 'Desks',
    metadata: { b: '2' },
  })
  await go('2026-05-10T00:00')
  await news()
  const { body } = await call('POST', '/v1/subscription_schedules', `from_subscription=${of.id}`)
  assert.deepEqual(await news(), [CREATED, CHANGED])
  const { id, billing_mode, default_settings, ...rest } = body
  assert.deepEqual(billing_mode, of.billing_mode)
  assert.deepEqual(
    [default_settings.collection_method, default_settings.default_payment_method, default_settings.description],
    ['charge_automatically', card, 'Desks'],
  )
  const invoice_settings = {
    account_tax_ids: null,
    custom_fields: null,
    days_until_due: null,
    description: null,
    footer: null,
    issuer: { type: 'self' },
  }
  assert.deepEqual(rest, {
    object: 'subscription_schedule',
    application: null,
    canceled_at: null,
    completed_at: null,
    created: at('2026-05-10T00:00'),
    // Its one phase is the current period of the subscription.
    current_phase: { end_date: JUNE, start_date: MAY },
    customer,
    customer_account: null,
    end_behavior: 'release',
    livemode: false,
    metadata: {},
    pause_schedules: [],
    phases: [
      {
        add_invoice_items: [],
        application_fee_percent: null,
        automatic_tax: { disabled_reason: null, enabled: false, liability: null },
        billing_cycle_anchor: null,
        billing_thresholds: null,
        collection_method: 'charge_automatically',
        currency: 'usd',
        default_payment_method: card,
        default_tax_rates: [],
        description: 'Desks',
        discounts: [],
        end_date: JUNE,
        invoice_settings,
        items: [
          {
            billing_thresholds: null,
            discounts: [],
            metadata: { seat: 'a' },
            plan: basic,
            price: basic,
            quantity: 3,
            tax_rates: [],
          },
        ],
        metadata: { b: '2' },
        on_behalf_of: null,
        proration_behavior: 'create_prorations',
        start_date: MAY,
        transfer_data: null,
        trial_end: null,
      },
    ],
    released_at: null,
    released_subscription: null,
    status: 'active',
    subscription: of.id,
    test_clock: clock,
  })
  assert.equal((await stripe.subscriptions.retrieve(of.id)).schedule, id)
  const again = await call('POST', '/v1/subscription_schedules', `from_subscription=${of.id}`)
  const param = 'from_subscription'
  refused(again, 400, {
    param,
    message: `You cannot migrate a subscription that is already attached to a schedule: \`${id}\`.`,
  })
  refused(await call('POST', '/v1/subscription_schedules', `from_subscription=${of.id}&metadata[a]=1`), 400, {
    param: 'metadata',
    message: 'You cannot set `metadata` if `from_subscription` is set.',
  })
  refused(await call('POST', '/v1/subscription_schedules', 'from_subscription=sub_none'), 400, {
    code: 'resource_missing',
    param,
    message: "No such subscription: 'sub_none'",
  })
  const gone = await stripe.subscriptions.create({ customer, items: [{ price: basic }] })
  await stripe.subscriptions.cancel(gone.id)
  refused(await call('POST', '/v1/subscription_schedules', `from_subscription=${gone.id}`), 400, {
    param,
    message: 'You cannot migrate a subscription that is currently in the `canceled` status.',
  })
  await news()
})

behaves(CREATE, 'takes over the end of a subscription', async (world) => {
  const { stripe } = world
  const { customer, basic, news, go } = await scheduled(world)
  const { id } = await stripe.subscriptions.create({ customer, items: [{ price: basic }], cancel_at_period_end: true })
  await news()
  const made = await stripe.subscriptionSchedules.create({ from_subscription: id })
  assert.deepEqual([made.end_behavior, made.phases[0]!.end_date], ['cancel', JUNE])
  await go('2026-06-01T00:00')
  assert.deepEqual(await news(), [
    CREATED,
    CHANGED,
    'subscription_schedule.expiring',
    'customer.subscription.deleted',
    'subscription_schedule.completed',
  ])
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
  assert.deepEqual(await news(), ['invoice.upcoming', UPDATED, CHANGED, 'invoice.created', ...PAID])
  const after = await stripe.subscriptions.retrieve(of.id, { expand: ['latest_invoice'] })
  assert.deepEqual(itemsOf(after), [[basic, 1, JUNE, JULY]])
  assert.deepEqual(linesOf(after.latest_invoice as Stripe.Invoice), [['1 × Desk (at $10.00 / month)', 1000]])
  await go('2026-07-01T00:00')
  assert.deepEqual(await news(), [
    'subscription_schedule.expiring',
    'invoice.upcoming',
    UPDATED,
    CHANGED,
    'subscription_schedule.released',
    'invoice.created',
  ])
})
