// Pausing a subscription in the portal: for as long as the configuration offers, or until its customer resumes it.
// (https://docs.stripe.com/api/customer_portal/configurations/object#portal_configuration_object-features-subscription_pause)
import { invalid, noSuch } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { addInterval, type Interval } from '../../lib/calendar.ts'
import { portalConfiguration } from './billing_portal.configuration.ts'
import { hasEnded, type Subscription, subscription } from './subscription_state.ts'

/** Its time is over. */
export const RESUME = 'billing_portal.session.resume'

export interface Pausing {
  readonly subscription: string
  /** Which of the durations of the configuration, from 0 on. */
  readonly duration?: number
}

/** Pauses now. How it is resumed, when a duration is over, is [K]: as the API's own call does where nothing is said. */
export function pauseFor(
  tx: Tx,
  { customer, configuration }: { readonly customer: unknown; readonly configuration: unknown },
  { subscription: id, duration }: Pausing,
): Subscription {
  const { subscription_pause: pause } = tx.get(portalConfiguration, configuration as string).features
  if (!pause.enabled) throw invalid('Subscriptions cannot be paused in this portal.', { param: 'subscription' })
  const self = tx.get(subscription, id, 'subscription')
  if (self.customer !== customer || hasEnded(self)) throw noSuch(subscription.noun, id, 'subscription')
  const isTimed = pause.duration.type === 'interval_options'
  const chosen = isTimed ? pause.duration.interval_options[duration ?? 0] : undefined
  if (isTimed && !chosen) throw invalid('There is no such duration.', { param: 'duration' })
  tx.request('POST', `/v1/subscriptions/${id}/pause`, { type: 'subscription' })
  const on = tx.under(self.test_clock)
  if (chosen) on.schedule(addInterval(on.now, chosen.interval as Interval, chosen.interval_count), RESUME, { id })
  return tx.get(subscription, id)
}

/** The duration is over: it goes on, unless something else has become of it meanwhile. */
export function resumeInTime(tx: Tx, id: string): void {
  const self = tx.find(subscription, id)
  if (self?.status === 'paused') tx.attempt(() => tx.request('POST', `/v1/subscriptions/${id}/resume`, {}))
}
