// Prices of what is used, for the tests about thresholds.
import type Stripe from 'stripe'
import { metered, send } from './metered.ts'
import type { Buyer, World } from './subscribing.ts'

/** 50 cents up to 300 calls, 40 after that: made after the sample of the page. */
export const TIERS: Partial<Stripe.PriceCreateParams> = {
  billing_scheme: 'tiered',
  tiers_mode: 'graduated',
  tiers: [
    { up_to: 300, unit_amount: 50 },
    { up_to: 'inf', unit_amount: 40 },
  ],
}

/** A meter, and a price of what it counts. */
export async function used(
  world: World,
  who: Buyer,
  name: string,
  more: Partial<Stripe.PriceCreateParams>,
  formula = 'sum',
) {
  const meter = await metered(world.stripe, { default_aggregation: { formula: formula as 'sum' } })
  const recurring = { interval: 'month' as const, usage_type: 'metered' as const, meter: meter.id }
  const price = await who.price(name, more.unit_amount ?? 0, { ...more, recurring })
  return { meter, price, use: (value: number) => send(world.stripe, meter, who.customer, String(value)) }
}
