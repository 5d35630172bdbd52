// Changing a subscription schedule: past phases stay as they were, the current one keeps its start, and what is different
// about it is changed on the subscription at once. (https://docs.stripe.com/api/subscription_schedules/update)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, unbuilt } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Tx } from '../../kernel/tx.ts'
import { changesBetween, pricesIn } from './subscription_schedule_change.ts'
import { moment, type PhaseGiven, type Phases, phasesOf } from './subscription_schedule_phases.ts'
import { defaultsAfter } from './subscription_schedule_settings.ts'
import {
  boundsOf,
  currentOf,
  isOpen,
  type Phase,
  type Schedule,
  scheduleTurns,
  subscriptionSchedule,
} from './subscription_schedule_state.ts'
import { changed, start, turn } from './subscription_schedule_turn.ts'
import { type Subscription, subscription } from './subscription_state.ts'

type Update = Params<Stripe.SubscriptionScheduleUpdateParams>

/** The words are recorded for `canceled`. */
export function checkOpen({ status }: Schedule, verb: 'updated' | 'released' | 'canceled'): void {
  if (isOpen({ status })) return
  const doing = { updated: 'update', released: 'release', canceled: 'cancel' }[verb]
  throw invalid(
    `You cannot ${doing} a subscription schedule that is currently in the \`${status}\` status. It must be in ` +
      `\`not_started, active\` status to be ${verb}.`,
  )
}

/** `none` and `renew` are of the first versions. */
export function checkEndBehavior(given: string | undefined): void {
  if (given !== undefined && given !== 'release' && given !== 'cancel')
    throw unbuilt(`Brindle does not take end_behavior=${given} yet.`, 'end_behavior')
}

/** Changes a schedule as a call asks, and its subscription with it. */
export function updateSchedule(tx: Tx, self: Schedule, params: Update): Schedule {
  checkOpen(self, 'updated')
  if (params.pause_schedules) throw unbuilt('Brindle does not take pause_schedules yet.', 'pause_schedules')
  checkEndBehavior(params.end_behavior)
  const of = self.subscription === null ? undefined : tx.get(subscription, self.subscription as string)
  const defaults = defaultsAfter(tx, self.default_settings, params.default_settings, self)
  const { phases, unset } = phasesAfter(tx, { ...self, default_settings: defaults }, params.phases as PhaseGiven[], of)
  const current = currentOf(self)
  const now = current && phases.find(({ start_date }) => start_date === current.start_date)
  const next = tx.update(subscriptionSchedule, self, {
    default_settings: defaults,
    ...(params.end_behavior && { end_behavior: params.end_behavior as 'release' }),
    ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata ?? {}, params.metadata) }),
    phases,
    ...(now && { current_phase: boundsOf(now) }),
    hidden: { ...self.hidden, unset },
  })
  scheduleTurns(tx, next)
  if (!of || !current || !now) {
    if (next.phases[0]!.start_date <= tx.now) start(tx, next)
  } else {
    if (now.end_date > tx.now) changeNow(tx, of, { self, current }, { next, now }, params.proration_behavior)
    else turn(tx, next)
  }
  return tx.get(subscriptionSchedule, self.id)
}

/** What is different about the current phase is changed on the subscription. */
function changeNow(
  tx: Tx,
  of: Subscription,
  { self, current }: { self: Schedule; current: Phase },
  { next, now }: { next: Schedule; now: Phase },
  behavior: string | undefined,
): void {
  if (now.billing_cycle_anchor !== current.billing_cycle_anchor)
    throw unbuilt('Brindle does not move the billing_cycle_anchor of a phase that has begun.', 'phases')
  const before = { of: self, phase: current }
  const { items, ...rest } = changesBetween(tx, of, { before, after: { of: next, phase: now }, isEntered: false })
  // The items of the subscription may have been changed directly: only a phase that asks for others changes them back.
  const asked =
    JSON.stringify(current.items) === JSON.stringify(now.items) ? rest : { ...rest, ...(items ? { items } : {}) }
  if (Object.keys(asked).length === 0) return
  const params = { ...asked, proration_behavior: behavior ?? 'create_prorations' }
  changed(tx, of, params, { known: pricesIn(next.phases) })
}

/** The phases after a call. Those that are past stay, whether they are said or not. */
function phasesAfter(
  tx: Tx,
  self: Schedule,
  given: readonly PhaseGiven[] | undefined,
  of: Subscription | undefined,
): Phases {
  const known = { phases: self.phases, unset: self.hidden.unset as Phases['unset'] }
  if (given === undefined) return known
  const first = given[0]?.start_date
  if (given.length > 0 && first === undefined)
    throw invalid(
      'The subscription schedule update is missing at least one phase with a `start_date` to anchor end dates to.',
    )
  const asked = phasesOf(tx, given, {
    customer: self.customer as string,
    mode: self.billing_mode.type as 'classic' | 'flexible',
    defaults: self.default_settings,
    start: first === undefined ? tx.now : moment(tx, first),
    ...(of && { anchor: of.billing_cycle_anchor, currency: of.currency }),
    known: pricesIn(self.phases),
    standing: (of?.discounts ?? []) as string[],
  })
  const current = currentOf(self)
  if (!current) return asked
  const past = self.phases.filter(({ start_date }) => start_date < current.start_date)
  const rest = asked.phases.filter(({ start_date }) => start_date >= current.start_date)
  for (const [i, phase] of asked.phases.entries())
    if (phase.start_date < current.start_date && !past.some((one) => isSamePhase(one, phase)))
      throw invalid('You can not modify a phase of a subscription schedule that is in the past.', {
        param: `phases[${i}]`,
      })
  const [now] = rest
  if (now?.start_date !== current.start_date) throw invalid('You can not modify the start date of the current phase.')
  if (now.end_date < tx.now) throw invalid('You can only adjust the end date to a future date for the current phase.')
  return { phases: [...past, ...rest], unset: { ...known.unset, ...asked.unset } }
}

/** A phase that is past may be said again, but only as it was. [M] */
const isSamePhase = (a: Phase, b: Phase): boolean => {
  const core = ({ start_date, end_date, items }: Phase) => [
    start_date,
    end_date,
    items.map(({ price, quantity }) => [price, quantity]),
  ]
  return JSON.stringify(core(a)) === JSON.stringify(core(b))
}
