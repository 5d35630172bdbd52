// A shop for tests of the Checkout page: sessions with their addresses, what a customer fills in, and a visitor who reads what comes back.
import type Stripe from 'stripe'
import type { Sandbox } from '../world.ts'

export const OK = 'https://shop.test/ok?id={CHECKOUT_SESSION_ID}'
/** The name by which Stripe's own page has the choice of a method. */
export const METHOD = 'payment-method-accordion-item-title'
const CARD = { cardNumber: '4242 4242 4242 4242', cardExpiry: '12 / 34', cardCvc: '123' }
export const JENNY = { email: 'jenny@example.com', [METHOD]: 'card', ...CARD, do: 'pay' }
/** Asks its bank each time. (docs.stripe.com/testing#regulatory-cards) */
export const ASKING = { ...JENNY, cardNumber: '4000002760003184' }
export const DECLINED = { ...JENNY, cardNumber: '4000000000000002' }

/** A session that sells a shirt of $20.00, and the address of its page without what is behind the #. */
export async function selling({ stripe }: Pick<Sandbox, 'stripe'>, more: Stripe.Checkout.SessionCreateParams = {}) {
  const price = { currency: 'usd', unit_amount: 2000, product_data: { name: 'Shirt' } }
  const session = await stripe.checkout.sessions.create({
    mode: 'payment',
    success_url: OK,
    cancel_url: 'https://shop.test/cart',
    ...(more.mode !== 'setup' && { line_items: [{ price_data: price, quantity: 1 }] }),
    ...more,
  })
  return { id: session.id, url: session.url!.split('#')[0]! }
}

export async function visit(
  url: string,
  form?: Readonly<Record<string, string>>,
  headers: Record<string, string> = {},
) {
  const response = await fetch(url, {
    headers,
    redirect: 'manual',
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
  })
  const html = await response.text()
  return { status: response.status, to: response.headers.get('location'), html, words: wordsOf(html) }
}

/** The words of a page, without markup and style. */
const wordsOf = (page: string) =>
  page
    .replace(/<head>.*<\/head>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')

export const seen = ({ stripe }: Pick<Sandbox, 'stripe'>, id: string) => stripe.checkout.sessions.retrieve(id)
