// Meters and their prices for tests: no operation makes a meter yet, so one is put where it would stand.
import type Stripe from 'stripe'
import { object } from '../../../src/kernel/resource.ts'
import type { Brindle } from '../../../src/main.ts'
import type { Sandbox } from '../../world.ts'
import { within } from '../within.ts'

const meter = object<{ id: string; object: 'billing.meter'; status: string }>('billing.meter', { prefix: 'mtr_test' })

/** The id of a new meter. */
export async function insertMeter(brindle: Brindle, world: Pick<Sandbox, 'stripe'>): Promise<string> {
  const row = await within(brindle, world, (tx) => tx.insert(meter, { status: 'active' } as never))
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
