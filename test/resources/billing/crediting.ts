// Invoices to be credited: two lines, a tax and a discount, open or paid.
import type Stripe from 'stripe'
import type { Sandbox } from '../../world.ts'

export type World = Pick<Sandbox, 'stripe' | 'news' | 'call'>

interface Wanted {
  /** Minor units, and how many of each. */
  readonly lines: readonly (readonly [amount: number, quantity: number])[]
  /** Percent. */
  readonly tax?: number
  readonly inclusive?: boolean
  readonly percent_off?: number
  readonly customer?: Stripe.CustomerCreateParams
  readonly invoice?: Partial<Stripe.InvoiceCreateParams>
  readonly isPaid?: boolean
}

/** An invoice that is finalised, of a customer with the prefix JENNY and a card. Its news is read. */
export async function invoiced({ stripe, news }: World, wanted: Wanted) {
  const { id: customer } = await stripe.customers.create({ invoice_prefix: 'JENNY', ...wanted.customer })
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  const rate = wanted.tax
    ? await stripe.taxRates.create({
        display_name: 'VAT',
        percentage: wanted.tax,
        inclusive: wanted.inclusive ?? false,
      })
    : undefined
  const coupon = wanted.percent_off
    ? await stripe.coupons.create({ percent_off: wanted.percent_off, duration: 'once' })
    : undefined
  const { id } = await stripe.invoices.create({
    customer,
    currency: 'usd',
    default_payment_method: card,
    ...(rate && { default_tax_rates: [rate.id] }),
    ...(coupon && { discounts: [{ coupon: coupon.id }] }),
    ...wanted.invoice,
  })
  const lines: Stripe.InvoiceAddLinesParams.Line[] = []
  for (const [unit_amount, quantity] of wanted.lines) {
    const price = { currency: 'usd', unit_amount, product_data: { name: `Thing of ${unit_amount}` } }
    lines.push({ pricing: { price: (await stripe.prices.create(price)).id }, quantity })
  }
  await stripe.invoices.addLines(id, { lines })
  const open = await stripe.invoices.finalizeInvoice(id)
  const invoice = wanted.isPaid ? await stripe.invoices.pay(id) : open
  await news()
  return { customer, card, rate, coupon, invoice, lines: invoice.lines.data }
}

/** What is left to pay, as the invoice and its payment say it. */
export async function owed({ stripe }: World, id: string) {
  const invoice = await stripe.invoices.retrieve(id, { expand: ['payments.data.payment.payment_intent'] })
  const [entry] = invoice.payments!.data
  const intent = entry!.payment.payment_intent as Stripe.PaymentIntent
  return {
    status: invoice.status,
    due: invoice.amount_due,
    paid: invoice.amount_paid,
    remaining: invoice.amount_remaining,
    pre: invoice.pre_payment_credit_notes_amount,
    post: invoice.post_payment_credit_notes_amount,
    total: invoice.total,
    requested: entry!.amount_requested,
    intent: [intent.amount, intent.status] as const,
  }
}
