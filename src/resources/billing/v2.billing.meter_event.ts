// Meter events in the second version of the API: the same events, told in JSON, with codes on what is wrong with them.
// (https://docs.stripe.com/api/v2/billing/meter-events)
import type Stripe from 'stripe'
import type { Wire } from '../../contract/wire.ts'
import { invalid } from '../../kernel/errors.ts'
import { object, resource } from '../../kernel/resource.ts'
import { fromRfc3339, toRfc3339 } from '../../lib/rfc3339.ts'
import { type Refuse, type Report, readAhead, takeEvent } from './billing.meter_event.ts'

/** It has no id, and cannot be asked for. */
export const meterEventV2 = object<Stripe.V2.Billing.MeterEvent>('v2.billing.meter_event', {
  prefix: 'mev_test',
  nameless: true,
})

export const meterEventsV2 = resource(meterEventV2).on<Stripe.V2.Billing.MeterEventCreateParams>(
  'POST /v2/billing/meter_events',
  (tx, params): Omit<Wire<Stripe.V2.Billing.MeterEvent>, 'payload'> & { payload: Report['payload'] } => {
    const report = reportOf(params)
    readAhead(tx, [report])
    const { identifier, timestamp, created } = takeEvent(tx, report, coded)
    return {
      object: 'v2.billing.meter_event',
      created: toRfc3339(created),
      event_name: params.event_name,
      identifier,
      livemode: false,
      payload: params.payload,
      timestamp: toRfc3339(timestamp),
    }
  },
)

/** An event as the second version of the API has it. */
export interface Given {
  readonly event_name: string
  readonly payload: Report['payload']
  readonly identifier?: string
  readonly timestamp?: string
}

/** The event with its time in epoch seconds. Refuses a time that is none; `param` says where it stands. */
export function reportOf({ timestamp, ...given }: Given, param = 'timestamp'): Report {
  if (timestamp === undefined) return given
  const seconds = fromRfc3339(timestamp)
  // [M]
  if (seconds === undefined) throw coded('invalid_fields', `Invalid timestamp: ${timestamp}`, param)
  return { ...given, timestamp: seconds }
}

/** (https://docs.stripe.com/api/v2/billing/meter-events/create, "Error codes") */
export const coded: Refuse = (code, message, param) => invalid(message, { code, param })
