// Subscription schedules: what a subscription is to be over time, phase after phase. How phases are read, and how they drive
// the subscription, stands in the files beside this one.
// (https://docs.stripe.com/api/subscription_schedules; docs.stripe.com/billing/subscriptions/subscription-schedules)
import type Stripe from 'stripe'
import { list } from '../../kernel/list.ts'
import { resource } from '../../kernel/resource.ts'
import { cancel } from './subscription_cancel.ts'
import { createSchedule } from './subscription_schedule_create.ts'
import { phasesUnder, turningUnder } from './subscription_schedule_reads.ts'
import { isOpen, subscriptionSchedule } from './subscription_schedule_state.ts'
import { closed, ended, release, start, turn, warn } from './subscription_schedule_turn.ts'
import { checkOpen, updateSchedule } from './subscription_schedule_update.ts'
import { hasEnded, subscription } from './subscription_state.ts'

export { subscriptionSchedule }

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
        ...phasesUnder(),
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
    { reads: [...turningUnder('self'), ...phasesUnder()] },
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
    { reads: turningUnder('self') },
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
    { reads: turningUnder('self') },
  )
  .when('customer.subscription.deleted', subscription, (tx, of) => ended(tx.under(of.test_clock), of))
  .job<{ id: string }>(
    'start',
    (tx, { id }) => {
      const self = tx.find(subscriptionSchedule, id)
      if (self?.status === 'not_started' && self.phases[0]!.start_date <= tx.now) start(tx, self)
    },
    { reads: turningUnder('id') },
  )
  .job<{ id: string }>(
    'turn',
    (tx, { id }) => {
      const self = tx.find(subscriptionSchedule, id)
      if (self) turn(tx, self)
    },
    { reads: turningUnder('id') },
  )
  .job<{ id: string }>('warn', (tx, { id }) => {
    const self = tx.find(subscriptionSchedule, id)
    if (self && isOpen(self)) warn(tx, self)
  })
