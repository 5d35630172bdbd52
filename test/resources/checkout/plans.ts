// What tests of pricing tables begin with: plans to choose from.
import type Stripe from 'stripe'
import type { Sandbox } from '../../world.ts'

/** Pro by the month, by the year and once; Basic by the month, in tiers; both with what they have. */
export async function plans({ stripe, news }: Pick<Sandbox, 'stripe' | 'news'>) {
  const pro = await stripe.products.create({
    name: 'Pro',
    description: 'For teams',
    unit_label: 'seat',
    marketing_features: [{ name: 'All templates' }, { name: 'Support' }],
  })
  const basic = await stripe.products.create({ name: 'Basic' })
  const price = (of: Stripe.Product, unit_amount: number, more: Partial<Stripe.PriceCreateParams> = {}) =>
    stripe.prices.create({ product: of.id, currency: 'usd', unit_amount, ...more })
  const monthly = await price(pro, 1500, { recurring: { interval: 'month' } })
  const yearly = await price(pro, 15_000, { recurring: { interval: 'year' } })
  const once = await price(pro, 90_000)
  const tiered = await stripe.prices.create({
    product: basic.id,
    currency: 'usd',
    billing_scheme: 'tiered',
    tiers_mode: 'graduated',
    recurring: { interval: 'month' },
    tiers: [
      { up_to: 10, unit_amount: 300, flat_amount: 100 },
      { up_to: 'inf', unit_amount: 1 },
    ],
  })
  await news()
  return { pro, basic, monthly, yearly, once, tiered, price }
}

/** With a key that a page has. */
export const asPublic = ({ publishable }: Sandbox) => ({ authorization: `Bearer ${publishable}` })
