// Meters, events and what they came to, for the tests about usage.
import type Stripe from 'stripe'

let made = 0

/** A meter that sums, unless told otherwise, with a name of its own. */
export const metered = (
  stripe: Stripe,
  given: Partial<Stripe.Billing.MeterCreateParams>,
): Promise<Stripe.Billing.Meter> =>
  stripe.billing.meters.create({
    display_name: 'Calls',
    event_name: `event_${++made}`,
    default_aggregation: { formula: 'sum' },
    ...given,
  })

/** The start of the hour that a moment lies in. */
export const hourOf = (at: number): number => Math.floor(at / 3600) * 3600

/** Sends one event. */
export const send = (
  stripe: Stripe,
  { event_name }: { event_name: string },
  customer: string,
  value: string,
  more: { timestamp?: number; identifier?: string } = {},
) => stripe.billing.meterEvents.create({ event_name, payload: { stripe_customer_id: customer, value }, ...more })

/** What a customer used within a span. */
export async function totalOf(
  stripe: Stripe,
  meter: { id: string },
  customer: string,
  start_time: number,
  end_time: number,
): Promise<number> {
  const { data } = await stripe.billing.meters.listEventSummaries(meter.id, { customer, start_time, end_time })
  return data[0]!.aggregated_value
}
