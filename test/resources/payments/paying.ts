// Payments that a test begins with, and what it looks at afterwards.
import type Stripe from 'stripe'
import type { Sandbox } from '../../world.ts'

export const CARDS = { automatic_payment_methods: { enabled: true, allow_redirects: 'never' as const } }
export const REFUNDED = ['refund.created', 'charge.refunded']
export const CHANGED = ['refund.updated', 'charge.refund.updated']

/** A payment of $10.00 by a test card. */
export async function paid(
  { stripe, news }: Pick<Sandbox, 'stripe' | 'news'>,
  payment_method = 'pm_card_visa',
  more: Partial<Stripe.PaymentIntentCreateParams> = {},
) {
  const how = { payment_method, confirm: true, capture_method: 'automatic' as const, ...CARDS }
  const intent = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd', ...how, ...more })
  await news()
  return { intent: intent.id, charge: intent.latest_charge as string }
}

/** How far a charge is refunded. */
export const after = async ({ stripe }: Pick<Sandbox, 'stripe'>, id: string) => {
  const { amount_refunded, refunded } = await stripe.charges.retrieve(id)
  return { amount_refunded, refunded }
}
