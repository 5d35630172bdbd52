// How a subscription schedule drives its subscription: it begins it, turns it from phase to phase, and leaves or ends it after
// the last one. (https://docs.stripe.com/billing/subscriptions/subscription-schedules)
import { StripeError } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { createSubscription } from './subscription_create.ts'
import { isTurning, renew, scheduleNext } from './subscription_cycle.ts'
import { cancelAtEnd } from './subscription_end.ts'
import { itemRows } from './subscription_item.ts'
import { readBilling } from './subscription_read_ahead.ts'
import { asCreated, changesBetween, pricesIn, resets } from './subscription_schedule_change.ts'
import {
  boundsOf,
  currentOf,
  isOpen,
  type Phase,
  type Schedule,
  scheduleTurns,
  subscriptionSchedule,
} from './subscription_schedule_state.ts'
import { hasEnded, type Subscription, subscription } from './subscription_state.ts'
import { updateSubscription } from './subscription_update.ts'

/** Makes the subscription of a schedule that is to be written with this id, and enters its first phase. */
export function begin(
  tx: Tx,
  self: Pick<Schedule, 'id' | 'customer' | 'phases' | 'default_settings' | 'end_behavior' | 'billing_mode' | 'hidden'>,
): Subscription {
  const [first] = self.phases
  const params = asCreated(tx, self, first!)
  const made = createSubscription(tx.under(null), params as never, {
    schedule: self.id,
    isLater: true,
    prices: pricesIn(self.phases),
    anchorsAtStart: resets(self, first!),
    mode: self.billing_mode,
  })
  return made as Subscription
}

/** The time of its start has come. What it can no longer have is left out; where nothing is left to begin, it is canceled. [K] */
export function start(tx: Tx, self: Schedule): void {
  const [first] = self.phases
  readBilling(tx, self.customer as string, first, self.default_settings)
  const made = firstOf(tx, [
    () => begin(tx, self),
    () => begin(tx, { ...self, phases: [bare(first!), ...self.phases.slice(1)] }),
  ])
  if (made instanceof StripeError) {
    closed(tx, self, { status: 'canceled', canceled_at: tx.now })
    return
  }
  const next = { status: 'active' as const, subscription: made.id, current_phase: boundsOf(first!) }
  scheduleTurns(tx, tx.update(subscriptionSchedule, self, next))
}

/** A phase without what may be gone by now: its discounts, and its own payment method. */
const bare = (phase: Phase): Phase => ({
  ...phase,
  default_payment_method: null,
  discounts: [],
  items: phase.items.map((item) => ({ ...item, discounts: [] })),
})

/** The first of several ways that is not refused; the last refusal where all are. */
function firstOf<T>(tx: Tx, ways: readonly (() => T)[]): T | StripeError {
  let outcome: T | StripeError | undefined
  for (const way of ways) {
    outcome = tx.attempt(way)
    if (!(outcome instanceof StripeError)) return outcome
  }
  return outcome as StripeError
}

/** The current phase is over. */
export function turn(tx: Tx, self: Schedule): void {
  if (self.status !== 'active' || self.current_phase === null || self.current_phase.end_date > tx.now) return
  const of = tx.find(subscription, self.subscription as string)
  if (!of || hasEnded(of)) return
  if (of.cancel_at !== null && of.cancel_at <= tx.now) cancelAtEnd(tx, of)
  else if (isTurning(tx, of)) renew(tx, of)
  else enterPhase(tx, of)
}

/** What entering a phase has made of a subscription. */
export interface Entered {
  readonly self: Subscription
  /** Whether it was changed by that, in this unit. */
  readonly isChanged: boolean
  /** Its periods begin anew, from now on. */
  readonly isAnew: boolean
}

/**
 * Enters the next phase of the schedule of a subscription where the current one is over, or leaves the schedule after its
 * last one. A renewal asks for it first: what renews at this moment is billed by the new phase, without prorations.
 */
export function enterPhase(tx: Tx, of: Subscription): Entered {
  const same = { self: of, isChanged: false, isAnew: false }
  const schedule = of.schedule === null ? undefined : tx.find(subscriptionSchedule, of.schedule as string)
  const current = schedule?.status === 'active' ? currentOf(schedule) : undefined
  if (!schedule || !current || current.end_date > tx.now) return same
  const next = schedule.phases.find(({ start_date }) => start_date === current.end_date)
  if (!next) return { ...same, self: release(tx, schedule, of), isChanged: true }
  const renews = isTurning(tx, of)
  const turned = tx.update(subscriptionSchedule, schedule, { current_phase: boundsOf(next) })
  scheduleTurns(tx, turned)
  const self = apply(tx, turned, of, current, next, renews)
  const isTrial = self.trial_end !== null && self.trial_end > tx.now
  return { self, isChanged: true, isAnew: renews && !isTrial && self.billing_cycle_anchor === tx.now }
}

function apply(
  tx: Tx,
  schedule: Schedule,
  of: Subscription,
  before: Phase,
  after: Phase,
  renews: boolean,
): Subscription {
  const enter = (phase: Phase) => {
    const changes = changesBetween(tx, of, {
      before: { of: schedule, phase: before },
      after: { of: schedule, phase },
      isEntered: true,
    })
    const params = { ...changes, proration_behavior: after.proration_behavior }
    return changed(tx, of, params, { known: pricesIn(schedule.phases), renews, isDeferred: true })
  }
  const done = firstOf(tx, [() => enter(after), () => enter(bare(after))])
  if (done instanceof StripeError) throw done
  return done
}

/** Changes the subscription. A trial that is cut short ends with the items that shall be billed from then on. */
export function changed(
  tx: Tx,
  of: Subscription,
  { trial_end, ...params }: Record<string, unknown>,
  how: NonNullable<Parameters<typeof updateSubscription>[3]>,
): Subscription {
  if (trial_end !== 'now')
    return updateSubscription(tx, of, { ...params, ...(trial_end !== undefined && { trial_end }) } as never, how)
  const next = updateSubscription(tx, of, params as never, how)
  return updateSubscription(tx, next, { trial_end } as never, how)
}

/** Leaves the subscription to itself. It goes on as it is; an end that the schedule had set is taken back, unless it is kept. */
export function release(tx: Tx, self: Schedule, of: Subscription | undefined, keepsCancel = false): Subscription {
  const id = self.subscription as string | null
  const told = closed(tx, self, {
    status: 'released',
    released_at: tx.now,
    released_subscription: id,
    subscription: null,
  })
  const goesOn = self.end_behavior === 'cancel' && !keepsCancel
  const left =
    of &&
    (goesOn
      ? tx.amend(subscription, updateSubscription(tx, of, { cancel_at: '' } as never), { schedule: null })
      : tx.update(subscription, of, { schedule: null }))
  if (left) scheduleNext(tx, left, itemRows(tx, left))
  tx.update(subscriptionSchedule, told, { hidden: { ...told.hidden, released: (told.hidden.released ?? 0) + 1 } })
  return left as Subscription
}

/** Nothing more comes of it. */
export function closed(tx: Tx, self: Schedule, changes: Partial<Schedule>): Schedule {
  const next = tx.update(subscriptionSchedule, self, { ...changes, current_phase: null })
  scheduleTurns(tx, next)
  return next
}

/** Its subscription has ended: as it was to, because nobody paid, or by somebody's wish. */
export function ended(tx: Tx, of: Subscription): void {
  const self = of.schedule === null ? undefined : tx.find(subscriptionSchedule, of.schedule as string)
  if (!self || !isOpen(self)) return
  const isOver = self.end_behavior === 'cancel' && (self.phases.at(-1)?.end_date ?? Infinity) <= tx.now
  if (isOver) closed(tx, self, { status: 'completed', completed_at: tx.now })
  else {
    const aborted = of.cancellation_details?.reason === 'payment_failed'
    closed(tx, self, { status: 'canceled', canceled_at: tx.now, hidden: { ...self.hidden, aborted } })
  }
}

/** That the schedule is about to end. */
export function warn(tx: Tx, self: Schedule): void {
  if (isOpen(self))
    tx.update(subscriptionSchedule, self, { hidden: { ...self.hidden, warnings: (self.hidden.warnings ?? 0) + 1 } })
}
