// The lines of an invoice. Each is a row of its own; the invoice carries the first ten.
import type Stripe from 'stripe'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'

export const lineItem = object<Stripe.InvoiceLineItem>('line_item', {
  prefix: 'il',
  terms: (row) => (row.invoice ? [`invoice=${row.invoice}`] : []),
})
export type LineItem = Row<Stripe.InvoiceLineItem>

/** They are listed by their invoice, in its file. */
export const lineItems = resource(lineItem)

/** The list that stands in the invoice: its first ten lines. */
export const SHOWN_LINES = 10
export function linesOf(invoice: string, lines: readonly LineItem[]) {
  const data = lines.slice(0, SHOWN_LINES).map(({ hidden: _, ...line }) => line)
  return {
    object: 'list' as const,
    data,
    has_more: lines.length > SHOWN_LINES,
    total_count: lines.length,
    url: `/v1/invoices/${invoice}/lines`,
  }
}

/** Writes the line for one item of a subscription over one period. */
export function insertLine(
  tx: Tx,
  line: {
    readonly invoice: string
    readonly customerCurrency: string
    readonly amount: number
    readonly description: string
    readonly period: { readonly start: number; readonly end: number }
    readonly price: Row<Stripe.Price>
    readonly quantity: number
    readonly subscription: string
    readonly item: string
    readonly metadata: Readonly<Record<string, string>>
  },
): LineItem {
  return tx.insert(lineItem, {
    amount: line.amount,
    currency: line.customerCurrency,
    description: line.description,
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice: line.invoice,
    livemode: false,
    metadata: line.metadata,
    parent: {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: null,
        proration: false,
        proration_details: { credited_items: null },
        subscription: line.subscription,
        subscription_item: line.item,
      },
      type: 'subscription_item_details',
    },
    period: line.period,
    pretax_credit_amounts: [],
    pricing: {
      price_details: { price: line.price.id, product: line.price.product },
      type: 'price_details',
      unit_amount_decimal: line.price.unit_amount_decimal,
    },
    quantity: line.quantity,
    quantity_decimal: String(line.quantity),
    subscription: line.subscription,
    subtotal: line.amount,
    taxes: [],
  } as never)
}
