// Subscription schedules: what a subscription is to be over time, phase after phase. How phases are read, and how they drive
// the subscription, stands in the files beside this one.
// (https://docs.stripe.com/api/subscription_schedules; docs.stripe.com/billing/subscriptions/subscription-schedules)
import type Stripe from 'stripe'
import { list } from '../../kernel/list.ts'
import { resource } from '../../kernel/resource.ts'
import { cancel } from './subscription_cancel.ts'
import { createSchedule } from './subscription_schedule_create.ts'
import { isOpen, subscriptionSchedule } from './subscription_schedule_state.ts'
import { closed, ended, release, start, turn, warn } from './subscription_schedule_turn.ts'
import { checkOpen, updateSchedule } from './subscription_schedule_update.ts'
import { hasEnded, subscription } from './subscription_state.ts'

export { subscriptionSchedule }

/** What a phase names. */
const PHASES = [
  'items.price.product',
  'items.plan.product',
  'items.discounts.coupon',
  'add_invoice_items.price.product',
  'items.tax_rates',
  'default_tax_rates',
  'discounts.coupon',
  'discounts.promotion_code.promotion.coupon',
].map((path) => `phases.${path}`)
/** What turning a subscription reads: who pays, its items with their prices and products, and what is taken off. */
const TURNING = [
  'customer',
  'items.id',
  'items.price.id',
  'items.price.product',
  'items.discounts',
  'discounts',
  'latest_invoice',
  'schedule',
]
const paths = (from: string) => [
  `${from}.customer.invoice_settings.default_payment_method`,
  `${from}.phases.default_tax_rates.id`,
  `${from}.phases.items.tax_rates.id`,
  ...PHASES.map((path) => `${from}.${path}`),
  ...TURNING.map((path) => `${from}.subscription.${path}`),
]

export const subscriptionSchedules = resource(subscriptionSchedule)
  .on<Stripe.SubscriptionScheduleCreateParams>(
    'POST /v1/subscription_schedules',
    (tx, params) => createSchedule(tx, params),
    {
      reads: [
        'customer.invoice_settings.default_payment_method',
        'customer.invoice_settings.rendering_options.template',
        'customer.default_source',
        'customer.test_clock',
        ...PHASES,
        'from_subscription.customer',
        'from_subscription.items.id',
        'from_subscription.test_clock',
      ],
    },
  )
  .on<Stripe.SubscriptionScheduleRetrieveParams>('GET /v1/subscription_schedules/{id}', (_tx, _params, self) => self)
  .on<Stripe.SubscriptionScheduleListParams>('GET /v1/subscription_schedules', (tx, params) =>
    list(tx, subscriptionSchedule, params as never, '/v1/subscription_schedules'),
  )
  .on<Stripe.SubscriptionScheduleUpdateParams>(
    'POST /v1/subscription_schedules/{id}',
    (tx, params, self) => updateSchedule(tx.under(self.test_clock), self, params),
    { reads: [...paths('self'), ...PHASES] },
  )
  .on<Stripe.SubscriptionScheduleCancelParams>(
    'POST /v1/subscription_schedules/{id}/cancel',
    (tx, { invoice_now = true, prorate = true }, self) => {
      checkOpen(self, 'canceled')
      const on = tx.under(self.test_clock)
      const of = self.subscription === null ? undefined : on.get(subscription, self.subscription as string)
      if (of && !hasEnded(of)) cancel(on, of, { invoice_now, prorate })
      return closed(on, self, { status: 'canceled', canceled_at: on.now })
    },
    { reads: paths('self') },
  )
  .on<Stripe.SubscriptionScheduleReleaseParams>(
    'POST /v1/subscription_schedules/{id}/release',
    (tx, { preserve_cancel_date }, self) => {
      checkOpen(self, 'released')
      const on = tx.under(self.test_clock)
      const of = self.subscription === null ? undefined : on.get(subscription, self.subscription as string)
      release(on, self, of, preserve_cancel_date)
      return on.get(subscriptionSchedule, self.id)
    },
    { reads: paths('self') },
  )
  .when('customer.subscription.deleted', subscription, (tx, of) => ended(tx.under(of.test_clock), of))
  .job<{ id: string }>(
    'start',
    (tx, { id }) => {
      const self = tx.find(subscriptionSchedule, id)
      if (self?.status === 'not_started' && self.phases[0]!.start_date <= tx.now) start(tx, self)
    },
    { reads: paths('id') },
  )
  .job<{ id: string }>(
    'turn',
    (tx, { id }) => {
      const self = tx.find(subscriptionSchedule, id)
      if (self) turn(tx, self)
    },
    { reads: paths('id') },
  )
  .job<{ id: string }>('warn', (tx, { id }) => {
    const self = tx.find(subscriptionSchedule, id)
    if (self && isOpen(self)) warn(tx, self)
  })
