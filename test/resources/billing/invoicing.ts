// What the tests of invoices made by hand begin with.
import type Stripe from 'stripe'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

export type World = Pick<Sandbox, 'stripe' | 'news' | 'call' | 'advance'>

export const HOUR = 3600
export const DAY = 24 * HOUR

/** What a payment that went through is told by, and what it makes of its invoice. */
export const SETTLED = [
  'charge.succeeded',
  'payment_intent.succeeded',
  'invoice_payment.paid',
  'invoice.updated',
  'invoice.paid',
  'invoice.payment_succeeded',
]

/** A customer with an address for mail, and a card unless `card` is null. The news of it is read. */
export async function customer(
  { stripe, news }: World,
  { card = 'pm_card_visa', ...said }: Stripe.CustomerCreateParams & { card?: string | null } = {},
): Promise<string> {
  const { id } = await stripe.customers.create({ email: 'jenny@example.com', name: 'Jenny', ...said })
  if (card) {
    const { id: method } = await stripe.paymentMethods.attach(card, { customer: id })
    await stripe.customers.update(id, { invoice_settings: { default_payment_method: method } })
  }
  await news()
  return id
}

/** A draft of these amounts in cents, the first of them on top. The news of it is read. */
export async function drafted(
  world: World,
  amounts: readonly number[],
  more: Stripe.InvoiceCreateParams = {},
): Promise<Stripe.Invoice> {
  const { stripe, news } = world
  const who = more.customer ?? (await customer(world))
  const { id } = await stripe.invoices.create({ customer: who, ...more })
  if (amounts.length > 0) await stripe.invoices.addLines(id, { lines: amounts.map((amount) => ({ amount })) })
  await news()
  return stripe.invoices.retrieve(id)
}

/** The same, finalised. */
export async function opened(world: World, amounts: readonly number[], more: Stripe.InvoiceCreateParams = {}) {
  const { id } = await drafted(world, amounts, more)
  const open = await world.stripe.invoices.finalizeInvoice(id)
  await world.news()
  return open
}

/** The call is refused with 400, in these words. */
export async function refuses(
  { call }: World,
  path: string,
  form: string,
  expected: { code?: string; param?: string; message: string | RegExp },
): Promise<void> {
  refused(await call('POST', path, form), 400, expected)
}

/** What the API itself says an object is: the client turns decimals and lists into things of its own. */
export const seen = async ({ call }: World, path: string): Promise<any> => (await call('GET', path)).body
