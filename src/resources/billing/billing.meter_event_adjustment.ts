// Adjustments of meter events: one that was sent by mistake is cancelled, within a day, and counts no more.
// (https://docs.stripe.com/api/billing/meter-event-adjustment)
import type Stripe from 'stripe'
import type { Wire } from '../../contract/wire.ts'
import { invalid, missingParameter, noSuch, type StripeError } from '../../kernel/errors.ts'
import { object, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { customer } from '../payments/customer_state.ts'
import { CANCELABLE_SECONDS, cancelUsage, rowsBehind, usage, usageId } from './usage_rows.ts'

/** It has no id, and cannot be asked for. */
export const meterEventAdjustment = object<Stripe.Billing.MeterEventAdjustment>('billing.meter_event_adjustment', {
  prefix: 'mea',
  nameless: true,
})

export const meterEventAdjustments = resource(meterEventAdjustment).on<Stripe.Billing.MeterEventAdjustmentCreateParams>(
  'POST /v1/billing/meter_event_adjustments',
  (tx, { cancel, event_name, type }): Wire<Stripe.Billing.MeterEventAdjustment> => {
    if (!cancel) throw missingParameter('cancel')
    if (cancel.identifier === undefined) throw missingParameter('cancel[identifier]')
    cancelEvent(tx, event_name, cancel.identifier, (message, found) =>
      found ? invalid(message, { param: PARAM }) : noSuch('meter event', cancel.identifier!, PARAM),
    )
    return {
      object: 'billing.meter_event_adjustment',
      cancel: { identifier: cancel.identifier },
      event_name,
      livemode: false,
      status: STATUS,
      type,
    }
  },
)

const PARAM = 'cancel[identifier]'

/** Stripe adjusts later and answers so at once. Here the event counts no more when the answer is sent. */
export const STATUS = 'pending'

/** Cancels the event of an identifier. `refuse` makes the refusal, of its words and whether there is such an event. */
export function cancelEvent(
  tx: Tx,
  eventName: string,
  identifier: string,
  refuse: (message: string, found: boolean) => StripeError,
): void {
  const event = tx.find(usage, usageId(identifier))
  // All words here are [M].
  if (event?.hidden.event_name !== eventName) throw refuse(`No such meter event: '${identifier}'`, false)
  const { hidden, created } = event
  tx.any([hidden.customer, ...rowsBehind(hidden, created)])
  if (hidden.standing === 'canceled') throw refuse(`The meter event ${identifier} has already been canceled.`, true)
  const { now } = tx.under(tx.find(customer, hidden.customer)?.test_clock)
  if (now - hidden.received > CANCELABLE_SECONDS)
    throw refuse('You can only cancel meter events that were received within the last 24 hours.', true)
  cancelUsage(tx, event)
}
