// Adjustments of meter events in the second version of the API. (https://docs.stripe.com/api/v2/billing/meter-event-adjustments)
import type Stripe from 'stripe'
import type { Wire } from '../../contract/wire.ts'
import { invalid } from '../../kernel/errors.ts'
import { object, resource } from '../../kernel/resource.ts'
import { toRfc3339 } from '../../lib/rfc3339.ts'
import { cancelEvent, STATUS } from './billing.meter_event_adjustment.ts'

/** It cannot be asked for, so it is not kept. */
export const meterEventAdjustmentV2 = object<Stripe.V2.Billing.MeterEventAdjustment>(
  'v2.billing.meter_event_adjustment',
  { prefix: 'mtr_event_adj_test' },
)

export const meterEventAdjustmentsV2 = resource(
  meterEventAdjustmentV2,
).on<Stripe.V2.Billing.MeterEventAdjustmentCreateParams>(
  'POST /v2/billing/meter_event_adjustments',
  (tx, { cancel, event_name }): Wire<Stripe.V2.Billing.MeterEventAdjustment> => {
    cancelEvent(tx, event_name, cancel.identifier, refused)
    return {
      id: tx.id(meterEventAdjustmentV2),
      object: 'v2.billing.meter_event_adjustment',
      cancel,
      created: toRfc3339(tx.now),
      event_name,
      livemode: false,
      status: STATUS,
      type: 'cancel',
    }
  },
)

/** The one code that the operation has of its own, in Stripe's OpenAPI description; that it means all of these is [K]. */
const refused = (message: string) =>
  invalid(message, { code: 'invalid_cancel_configuration', param: 'cancel.identifier' })
