// Meters, their events and prices, and what they came to, for the tests about usage and credits.
import type Stripe from 'stripe'
import { object } from '../../../src/kernel/resource.ts'
import type { Brindle } from '../../../src/main.ts'
import type { Sandbox } from '../../world.ts'
import { within } from '../within.ts'

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

/** A meter of which no event tells. */
const silent = object<{ id: string; object: 'billing.meter'; status: string }>('billing.meter', { prefix: 'mtr_test' })

/** The id of a new meter, put there in silence for tests that are about something else. */
export async function insertMeter(brindle: Brindle, world: Pick<Sandbox, 'stripe'>): Promise<string> {
  const row = await within(brindle, world, (tx) => tx.insert(silent, { status: 'active' } as never))
  return (row as unknown as { id: string }).id
}

/** The id of a new price of a meter: one cent for each unit, monthly. */
export async function meteredPrice({ stripe }: Pick<Sandbox, 'stripe'>, of: string): Promise<string> {
  const { id } = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 1,
    recurring: { interval: 'month', usage_type: 'metered', meter: of },
    product_data: { name: 'Calls' },
  })
  return id
}

/** Ten dollars for every metered price, unless told otherwise. */
export const granting = (
  customer: string,
  more: Partial<Stripe.Billing.CreditGrantCreateParams> = {},
  value = 1000,
  currency = 'usd',
): Stripe.Billing.CreditGrantCreateParams => ({
  customer,
  amount: { type: 'monetary', monetary: { currency, value } },
  applicability_config: { scope: { price_type: 'metered' } },
  ...more,
})
