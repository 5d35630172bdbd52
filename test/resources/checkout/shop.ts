// What tests of Checkout begin with: something to sell, somebody to buy it, and the button that they press.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import type { Sandbox, Spoken } from '../../world.ts'

type World = Pick<Sandbox, 'stripe' | 'news' | 'call'>

export const OK = 'https://shop.test/ok?id={CHECKOUT_SESSION_ID}'

/** A shirt of $20.00, a subscription of $15.00 a month, and one of $14.00 a week. */
export async function shop({ stripe, news }: World) {
  const { id: product } = await stripe.products.create({ name: 'Shirt' })
  const once = { product, currency: 'usd', unit_amount: 2000 }
  const shirt = await stripe.prices.create(once)
  const monthly = await stripe.prices.create({ ...once, unit_amount: 1500, recurring: { interval: 'month' } })
  const weekly = await stripe.prices.create({ ...once, unit_amount: 1400, recurring: { interval: 'week' } })
  await news()
  return { product, shirt, monthly, weekly }
}

/** A session that sells one of a price. */
export const selling = (
  { stripe }: Pick<World, 'stripe'>,
  price: string,
  more: Stripe.Checkout.SessionCreateParams = {},
) =>
  stripe.checkout.sessions.create({
    mode: 'payment',
    success_url: OK,
    line_items: [{ price, quantity: 1 }],
    ...more,
  })

/** Somebody pays on the page. */
export const press = ({ call }: Pick<World, 'call'>, id: string, form: string): Promise<Spoken> =>
  call('POST', `/v1/payment_pages/${id}/confirm`, form)

export const VISA = 'payment_method=pm_card_visa&email=jenny@example.com'

export const PAID = ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded']
export const COMPLETED = 'checkout.session.completed'

/** The news of a subscription whose first invoice is paid on the page. */
export const SUBSCRIBED = [
  'customer.subscription.created',
  'invoice.created',
  'customer.updated',
  'invoice.finalized',
  ...PAID,
  'invoice_payment.paid',
  'invoice.paid',
  'invoice.payment_succeeded',
  'customer.subscription.updated',
]

export const seen = ({ stripe }: Pick<Sandbox, 'stripe'>, id: string) => stripe.checkout.sessions.retrieve(id)

/** What the customer decides where their bank asks them. */
export const decide = async (
  { call }: Pick<Sandbox, 'call'>,
  action: { redirect_to_url?: { url: string } },
  outcome: 'succeed' | 'fail',
) => {
  const id = action.redirect_to_url!.url.split('/').at(-1)!
  const { status, text } = await call('POST', `/brindle/authorizations/${id}`, `outcome=${outcome}`)
  assert.equal(status, 200, text)
}
