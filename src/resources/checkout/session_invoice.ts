// The invoice of a payment: made, finalised and paid once the money is there, for a session or a link that asks for one.
// (https://docs.stripe.com/payments/checkout/post-payment-invoices)
import type Stripe from 'stripe'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { accountTaxIds } from '../billing/account_tax_ids.ts'
import { locationOf, ratesAt } from '../billing/invoice_automatic_tax.ts'
import { insertDraft } from '../billing/invoice_draft.ts'
import { meetSides, partyNamed } from '../billing/issuer.ts'
import { finalize } from '../billing/invoice_finalize.ts'
import { inheritedRendering, NO_RENDERING, rendered } from '../billing/invoice_rendering.ts'
import { creditInvoice } from '../billing/invoice_settle.ts'
import { type Invoice, invoice } from '../billing/invoice_state.ts'
import { attached, insertItem, lineOf } from '../billing/invoiceitem_state.ts'
import { invoicePayment } from '../billing/invoice_payment.ts'
import { type Item, itemsOf } from '../billing/item.ts'
import { allLines, pricedBy } from '../billing/line_item.ts'
import { price, pricingOf } from '../catalog/price.ts'
import { customer } from '../payments/customer_state.ts'
import { checkTemplate } from '../payments/rendering_options.ts'
import { type Intent, paymentIntent } from '../payments/payment_intent_state.ts'
import { discountsPaid } from './session_discount.ts'
import { NO_INVOICE } from './session_page.ts'
import type { Create, Session } from './session_state.ts'

type Given = NonNullable<Create['invoice_creation']>
type Data = NonNullable<Given['invoice_data']>

/** What a session or a link shows of the invoices that it makes. */
export function invoiceCreation(
  tx: Tx,
  given: Given | undefined,
  isKnown = false,
): Stripe.Checkout.Session.InvoiceCreation {
  const data: Data = given?.invoice_data ?? {}
  const param = 'invoice_creation[invoice_data]'
  const { amount_tax_display: display, template } = data.rendering_options || {}
  if (template !== undefined) checkTemplate(tx, template, `${param}[rendering_options][template]`)
  return {
    enabled: given?.enabled ?? false,
    invoice_data: {
      ...NO_INVOICE.invoice_data,
      account_tax_ids:
        data.account_tax_ids === undefined
          ? null
          : accountTaxIds(tx, data.account_tax_ids, `${param}[account_tax_ids]`),
      custom_fields: (data.custom_fields || null) as never,
      description: data.description || null,
      footer: data.footer || null,
      issuer: data.issuer ? (partyNamed(tx, data.issuer, { at: param, names: ['issuer'], isKnown }) as never) : null,
      metadata: mergeMetadata({}, data.metadata),
      rendering_options: data.rendering_options
        ? { amount_tax_display: display || null, template: template ?? null }
        : null,
    },
  }
}

/** Reads what the invoice of a payment is made of, in two rounds. */
export function readInvoiced(tx: Tx, self: Session): void {
  const data = self.invoice_creation?.invoice_data
  const shown = (self.discounts ?? []) as { coupon: string | null; promotion_code: string | null }[]
  const ids = [self.customer as string | null, ...shown.flatMap((one) => [one.coupon, one.promotion_code])]
  const [, rows] = tx.work.together<unknown>([
    () => tx.any([...ids, data?.rendering_options?.template].filter((id) => typeof id === 'string')),
    () => itemsOf(tx, self.id),
    () => meetSides(tx, [self.automatic_tax.liability, data?.issuer]),
  ]) as [unknown, Item[]]
  const who = tx.find(customer, self.customer as string)
  const codes = tx.any(shown.flatMap(({ promotion_code: code }) => code ?? []))
  tx.any([
    ...(who?.test_clock ? [who.test_clock as string] : []),
    ...(who && self.automatic_tax.enabled ? ratesAt(tx, locationOf(who)) : []),
    ...codes.flatMap((row) => (row?.promotion as { coupon?: string } | undefined)?.coupon ?? []),
    ...rows.flatMap(({ hidden }) => [hidden.price, hidden.product]),
  ])
}

/**
 * The invoice that a payment has paid. It comes to what the session came to: neither its customer's balance nor what waits for them
 * comes along. That its lines are invoice items, and that it is made before the session is complete: [K].
 */
export function invoicePaid(account: Tx, self: Session, intent: Intent): Invoice {
  const who = account.get(customer, self.customer as string) as Row<Stripe.Customer>
  const tx = account.under(who.test_clock)
  const draft = draftOf(tx, self, who, intent)
  const open = finalize(tx, draft, intent)
  const paid = tx.get(paymentIntent, intent.id)
  tx.untimed.update(paymentIntent, paid, { hidden: { ...paid.hidden, invoice: open.id } })
  return creditInvoice(tx, open, tx.get(invoicePayment, open.hidden.payment!), intent.amount_received)
}

function draftOf(tx: Tx, self: Session, who: Row<Stripe.Customer>, { on_behalf_of }: Intent): Invoice {
  const items = itemsOf(tx, self.id).map((row) => ofItem(tx, who, row))
  const id = tx.id(invoice)
  const { invoice_data: data } = self.invoice_creation!
  const to = self.collected_information?.shipping_details
  const rendering = inheritedRendering(who) ?? NO_RENDERING
  const draft = insertDraft(tx, {
    id,
    customer: who,
    reason: 'manual',
    currency: self.currency!,
    period: { start: tx.now, end: tx.now },
    lines: items.map(lineOf),
    autoAdvance: false,
    collection: { method: 'charge_automatically', days: null },
    discounts: discountsPaid(tx, self, id),
    taxRates: [],
    automaticTax: self.automatic_tax,
    issuer: data.issuer,
    more: {
      account_tax_ids: data.account_tax_ids as never,
      ...(data.custom_fields && { custom_fields: data.custom_fields }),
      ...(data.description && { description: data.description }),
      ...(data.footer && { footer: data.footer }),
      metadata: data.metadata ?? {},
      on_behalf_of: on_behalf_of as string | null,
      rendering: rendered(tx, printing(data.rendering_options), rendering),
      ...(to && { shipping_details: { ...to, phone: null } as never }),
      ...(self.shipping_cost && { shipping_cost: shippingOf(self.shipping_cost) }),
    },
    at: tx.now,
  })
  const lines = allLines(tx, id)
  for (const [i, item] of items.entries()) attached(tx, item, id, lines[i]!)
  return draft
}

type Options = Stripe.Checkout.Session.InvoiceCreation['invoice_data']['rendering_options']

const printing = (options: Options) => ({
  ...(options?.amount_tax_display && { amount_tax_display: options.amount_tax_display as 'exclude_tax' }),
  ...(options?.template && { template: options.template }),
})

const shippingOf = ({ amount_subtotal, shipping_rate }: NonNullable<Session['shipping_cost']>) =>
  ({ amount_subtotal, amount_tax: 0, amount_total: amount_subtotal, shipping_rate }) as never

/** The invoice item of what a session has sold. */
function ofItem(tx: Tx, who: Row<Stripe.Customer>, { amount_subtotal, hidden, quantity, ...row }: Item) {
  return insertItem(tx, {
    customer: who,
    subscription: null,
    amount: amount_subtotal,
    currency: row.currency,
    description: row.description,
    period: { start: tx.now, end: tx.now },
    pricing: pricedBy({ id: hidden.price, product: hidden.product }, unitOf(tx, hidden, row.currency)) as never,
    quantity: quantity ?? 1,
    discountable: true,
    metadata: row.metadata ?? {},
    rates: hidden.rates,
    at: tx.now,
  })
}

/** What one of it cost: what the customer chose to give, or the price says in this currency. */
function unitOf(tx: Tx, { price: id, chosen }: Item['hidden'], currency: string): string | null {
  return chosen === undefined ? pricingOf(tx.get(price, id), currency).unit_amount_decimal : String(chosen)
}
