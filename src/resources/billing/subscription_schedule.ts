// Subscription schedules: what a subscription is to be over time, phase after phase. How phases are read, and how they drive
// the subscription, stands in the files beside this one.
// (https://docs.stripe.com/api/subscription_schedules; docs.stripe.com/billing/subscriptions/subscription-schedules)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, refuseUnbuilt, StripeError } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { customer } from '../payments/customer.ts'
import { cancel } from './subscription_cancel.ts'
import { billingMode, modeGiven } from './subscription_create.ts'
import { fromSubscription } from './subscription_schedule_adopt.ts'
import { moment, type PhaseGiven, phasesOf } from './subscription_schedule_phases.ts'
import { defaultsAfter, UNSAID } from './subscription_schedule_settings.ts'
import { boundsOf, isOpen, type Schedule, scheduleTurns, subscriptionSchedule } from './subscription_schedule_state.ts'
import { begin, closed, ended, release, start, turn, warn } from './subscription_schedule_turn.ts'
import { checkEndBehavior, checkOpen, updateSchedule } from './subscription_schedule_update.ts'
import { hasEnded, subscription } from './subscription_state.ts'

export { subscriptionSchedule }

type Create = Params<Stripe.SubscriptionScheduleCreateParams>

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
  .on<Stripe.SubscriptionScheduleCreateParams>('POST /v1/subscription_schedules', (tx, params) => create(tx, params), {
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
  })
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

function create(account: Tx, params: Create): Schedule {
  refuseUnbuilt(params, ['customer_account', 'pause_schedules'], ' for a subscription schedule')
  if (params.from_subscription !== undefined) return fromSubscription(account, params)
  checkEndBehavior(params.end_behavior)
  if (params.customer === undefined) throw missingParameter('customer')
  const who = account.find(customer, params.customer)
  // As of a subscription, of which it is recorded. [M]
  if (!who)
    throw new StripeError(404, {
      type: 'invalid_request_error',
      code: 'resource_missing',
      message: `No such customer: '${params.customer}'`,
      param: 'customer',
    })
  const tx = account.under(who.test_clock)
  const mode = modeGiven(tx, params as never)
  const defaults = defaultsAfter(tx, UNSAID, params.default_settings, { customer: who.id })
  const from = moment(tx, params.start_date ?? 'now')
  const { phases, unset } = phasesOf(tx, (params.phases ?? []) as PhaseGiven[], {
    customer: who.id,
    mode,
    defaults,
    start: from,
    known: new Set(),
    standing: [],
  })
  // [M]
  if (phases[0]!.end_date <= tx.now)
    throw invalid('The first phase of a subscription schedule must end in the future.', {
      param: 'phases[0][end_date]',
    })
  const planned = {
    id: tx.id(subscriptionSchedule),
    customer: who.id,
    billing_mode: billingMode(tx, params as never, mode) as never,
    default_settings: defaults,
    end_behavior: (params.end_behavior ?? 'release') as 'release',
    phases,
    hidden: { unset },
  }
  const isBegun = from <= tx.now
  const made = isBegun ? begin(tx, planned) : undefined
  const self = tx.insert(subscriptionSchedule, {
    ...planned,
    application: null,
    canceled_at: null,
    completed_at: null,
    created: tx.now,
    current_phase: isBegun ? boundsOf(phases[0]!) : null,
    customer_account: null,
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    pause_schedules: [],
    released_at: null,
    released_subscription: null,
    status: isBegun ? 'active' : 'not_started',
    subscription: made?.id ?? null,
    test_clock: tx.testClock ?? null,
  } as never)
  scheduleTurns(tx, self)
  return self
}
