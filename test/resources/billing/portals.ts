// What tests of the customer portal stand on: products with prices, and what a configuration of them is.
import type Stripe from 'stripe'
import type { Sandbox } from '../../world.ts'

type World = Pick<Sandbox, 'stripe'>

/** A product with a monthly and a yearly price. */
export async function plans({ stripe }: World, amount = 1000) {
  const { id: product } = await stripe.products.create({ name: 'Photos' })
  const priced = async (interval: 'month' | 'year', unit_amount: number) =>
    (await stripe.prices.create({ product, currency: 'usd', unit_amount, recurring: { interval } })).id
  return { product, monthly: await priced('month', amount), yearly: await priced('year', amount * 10) }
}

/** Features that let customers change to some prices of a product. */
export const updating = (
  product: string,
  prices: string[],
): Stripe.BillingPortal.ConfigurationCreateParams.Features => ({
  payment_method_update: { enabled: true },
  subscription_update: { enabled: true, default_allowed_updates: ['price'], products: [{ product, prices }] },
})

/** A customer who can pay, and their subscription to some prices. */
export async function subscribed({ stripe }: World, ...prices: string[]) {
  const { id: customer } = await stripe.customers.create({
    payment_method: 'pm_card_visa',
    invoice_settings: { default_payment_method: 'pm_card_visa' },
  })
  const subscription = await stripe.subscriptions.create({ customer, items: prices.map((price) => ({ price })) })
  return { customer, subscription, item: subscription.items.data[0]!.id }
}
