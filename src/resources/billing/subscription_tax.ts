// A subscription whose customer is nowhere: the invoice that its hour finalised went without automatic taxes, and so does
// the subscription from then on. (https://docs.stripe.com/tax/customer-locations#invoice-finalization-errors)
import type { Tx } from '../../kernel/tx.ts'
import type { Invoice } from './invoice_state.ts'
import { currentOf, type Defaults, type Phase, subscriptionSchedule } from './subscription_schedule_state.ts'
import { set, type Subscription } from './subscription_state.ts'

/** Turns automatic taxes off where the invoice had to: on the subscription, and in its schedule's current phase and settings. */
export function followTax(tx: Tx, self: Subscription, { automatic_tax: tax }: Invoice): Subscription {
  if (tax.disabled_reason !== 'finalization_requires_location_inputs' || !self.automatic_tax.enabled) return self
  const schedule = self.schedule === null ? undefined : tx.find(subscriptionSchedule, self.schedule as string)
  if (schedule) {
    const current = currentOf(schedule)
    tx.update(subscriptionSchedule, schedule, {
      default_settings: off(schedule.default_settings),
      phases: schedule.phases.map((phase) => (phase === current ? off(phase) : phase)),
    })
  }
  return set(tx, self, { automatic_tax: off(self).automatic_tax })
}

function off<T extends Subscription | Phase | Defaults>(self: T): T {
  const disabled = { ...self.automatic_tax, disabled_reason: 'requires_location_inputs' as const, enabled: false }
  return { ...self, automatic_tax: disabled }
}
