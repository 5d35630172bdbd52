// What is offered to Jenny: prices, and a quote of them.
import type Stripe from 'stripe'
import type { Sandbox } from '../../world.ts'

export type World = Pick<Sandbox, 'stripe' | 'news' | 'call'>

export const MONTHLY = { interval: 'month' as const }

/** Jenny, a month of photos for $15.00, and their setup for $9.99. Their news is read. */
export async function shop({ stripe, news }: World, said: Stripe.CustomerCreateParams = {}) {
  const { id: customer } = await stripe.customers.create({ name: 'Jenny', invoice_prefix: 'JENNY', ...said })
  const { id: photos } = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 1500,
    recurring: MONTHLY,
    product_data: { name: 'Photos' },
  })
  const { id: setup } = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 999,
    product_data: { name: 'Setup' },
  })
  await news()
  return { customer, photos, setup }
}
