// Making a subscription schedule: whose it is, its phases, and the subscription where the first one begins at once.
// (https://docs.stripe.com/api/subscription_schedules/create)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, refuseUnbuilt, StripeError } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Tx } from '../../kernel/tx.ts'
import { askingApplication } from '../core/account.ts'
import { customer } from '../payments/customer.ts'
import { billingMode, modeGiven } from './subscription_create.ts'
import { fromSubscription } from './subscription_schedule_adopt.ts'
import { moment, type PhaseGiven, phasesOf } from './subscription_schedule_phases.ts'
import { defaultsAfter, UNSAID } from './subscription_schedule_settings.ts'
import { boundsOf, type Schedule, scheduleTurns, subscriptionSchedule } from './subscription_schedule_state.ts'
import { begin } from './subscription_schedule_turn.ts'
import { checkEndBehavior } from './subscription_schedule_update.ts'

type Create = Params<Stripe.SubscriptionScheduleCreateParams>

/** A schedule, begun where its time has come. `known` are prices that were offered before: those need not be active any more. */
export function createSchedule(account: Tx, params: Create, known: ReadonlySet<string> = new Set()): Schedule {
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
    known,
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
    application: askingApplication(tx),
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
