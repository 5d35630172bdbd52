// An invoice for tests of its page: Jenny owes $20.00, and what she fills in to pay it.
import type Stripe from 'stripe'
import type { Sandbox } from '../world.ts'

export const CARD = {
  expected_amount: '2000',
  method: 'card',
  'card[number]': '4242 4242 4242 4242',
  'card[exp]': '12 / 34',
  'card[cvc]': '123',
}
/** Asks its bank each time. (docs.stripe.com/testing#regulatory-cards) */
export const ASKING = { ...CARD, 'card[number]': '4000002760003184' }
export const DECLINED = { ...CARD, 'card[number]': '4000000000000002' }

/** What is told when it is paid: of the money, of the intent, and of the invoice. */
export const PAID = [
  'charge.succeeded',
  'invoice.paid',
  'invoice.payment_succeeded',
  'invoice.updated',
  'invoice_payment.paid',
  'payment_intent.succeeded',
]

/** A finalised invoice of one line, with the address of its page. */
export async function invoiced(
  { stripe }: Pick<Sandbox, 'stripe'>,
  said: Stripe.InvoiceCreateParams = {},
  line: Partial<Stripe.InvoiceItemCreateParams> = {},
  who: Stripe.CustomerCreateParams = {},
) {
  const { id: customer } = await stripe.customers.create({
    name: 'Jenny Rosen',
    email: 'jenny@example.com',
    invoice_prefix: 'JENNY',
    ...who,
  })
  const currency = said.currency ?? 'usd'
  const isDated = said.due_date !== undefined
  const { id: draft } = await stripe.invoices.create({
    customer,
    currency,
    collection_method: 'send_invoice',
    ...(!isDated && { days_until_due: 30 }),
    ...said,
  })
  const isPriced = line.unit_amount_decimal !== undefined
  await stripe.invoiceItems.create({
    ...{ customer, currency, invoice: draft!, description: 'Tiles' },
    ...(!isPriced && { amount: 2000 }),
    ...line,
  })
  const { id, hosted_invoice_url } = await stripe.invoices.finalizeInvoice(draft!)
  return { customer, id: id!, url: hosted_invoice_url! }
}
