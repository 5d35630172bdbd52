// What a subscription schedule is: its statuses, its news and what it is found by. What may be done to one stands in
// subscription_schedule.ts. (https://docs.stripe.com/api/subscription_schedules/object)
import type Stripe from 'stripe'
import { object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'

export interface ScheduleState {
  /** How often it was told that its end is near, and that it was released. */
  readonly warnings?: number
  readonly released?: number
  /** Its subscription ended because nobody paid. */
  readonly aborted?: boolean
  /** The keys that phases take out of the subscription's metadata, by the start of the phase. */
  readonly unset: Readonly<Record<string, readonly string[]>>
}

export const subscriptionSchedule = object<Stripe.SubscriptionSchedule, ScheduleState>('subscription_schedule', {
  prefix: 'sub_sched',
  inPath: { retrieve: 'schedule', others: 'schedule' },
  events: [
    { on: 'insert', types: ['subscription_schedule.created'] },
    {
      became: ['status', 'canceled'],
      where: (row: Schedule) => row.hidden.aborted === true,
      types: ['subscription_schedule.aborted'],
    },
    { became: ['status', 'canceled'], types: ['subscription_schedule.canceled'] },
    { became: ['status', 'completed'], types: ['subscription_schedule.completed'] },
    { grew: 'hidden.released', types: ['subscription_schedule.released'] },
    { grew: 'hidden.warnings', types: ['subscription_schedule.expiring'] },
    { on: 'update', types: ['subscription_schedule.updated'] },
  ],
  terms: (row) => [`scheduled=${row.status === 'not_started'}`],
  filters: ['scheduled'],
})
export type Schedule = Row<Stripe.SubscriptionSchedule, ScheduleState>
export type Phase = Schedule['phases'][number]
export type Defaults = Schedule['default_settings']

/** It is told that it ends so long before. (https://docs.stripe.com/api/events/types#event_types-subscription_schedule.expiring) */
const WARNED_SECONDS = 7 * DAY

/** Whether anything is still to come of it. */
export const isOpen = ({ status }: Pick<Schedule, 'status'>): boolean => status === 'not_started' || status === 'active'

/** The phase that it is in. */
export const currentOf = ({ phases, current_phase: now }: Schedule): Phase | undefined =>
  now === null ? undefined : phases.find(({ start_date }) => start_date === now.start_date)

/** The bounds of a phase, as `current_phase` tells them. */
export const boundsOf = ({ start_date, end_date }: Phase) => ({ end_date, start_date })

/** What is put off: its start, or the end of its current phase, and the word that its end is near. */
export function scheduleTurns(tx: Tx, self: Schedule): void {
  const { id } = self
  const [first] = self.phases
  if (self.status === 'not_started') tx.schedule(first!.start_date, 'subscription_schedule.start', { id })
  else tx.unschedule('subscription_schedule.start', { id })
  if (self.current_phase) tx.schedule(self.current_phase.end_date, 'subscription_schedule.turn', { id })
  else tx.unschedule('subscription_schedule.turn', { id })
  const warned = self.phases.at(-1)!.end_date - WARNED_SECONDS
  // One that ends sooner than that has no such word. [K]
  if (isOpen(self) && warned > tx.now) tx.schedule(warned, 'subscription_schedule.warn', { id })
  else tx.unschedule('subscription_schedule.warn', { id })
}
