// What an invoice item is, the line that it becomes, and which of them wait. What may be done to one stands in invoiceitem.ts.
// (https://docs.stripe.com/api/invoiceitems/object; "recorded" is Stripe's own answer at 2026-08-26.dahlia)
import type Stripe from 'stripe'
import { object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Span } from '../../rules/proration.ts'
import type { TaxRate } from '../../rules/taxes.ts'
import { rateOf } from './invoice_reckoning.ts'
import { type LineItem, lineItem, type LineWish, pricedBefore, type TaxSaid } from './line_item.ts'

export interface InvoiceItemState {
  /** The line that it has become. */
  readonly line?: string
  /** The item of the subscription that it is of. */
  readonly item?: string
  /** What is said of its automatic taxes. */
  readonly tax?: TaxSaid
}

export const invoiceItem = object<Stripe.InvoiceItem, InvoiceItemState>('invoiceitem', {
  prefix: 'ii',
  noun: 'Invoice Item',
  events: [
    { on: 'insert', types: ['invoiceitem.created'] },
    { on: 'delete', types: ['invoiceitem.deleted'] },
  ],
  terms: (row) => [`pending=${row.invoice === null}`],
  filters: ['pending'],
  former: pricedBefore,
})
export type InvoiceItem = Row<Stripe.InvoiceItem, InvoiceItemState>

/** Why 250: Stripe's own limit to an invoice. (https://docs.stripe.com/api/invoiceitems/create) */
export const ITEMS_MAX = 250

/** What an invoice item shall be. */
export interface ItemWish {
  readonly customer: Row<Stripe.Customer>
  readonly subscription: string | null
  /** The item of a subscription that a proration is of. */
  readonly item?: string
  /** Minor units. */
  readonly amount: number
  readonly currency: string
  readonly description: string | null
  readonly period: Span
  readonly pricing: InvoiceItem['pricing']
  readonly quantity: number
  /** The same with decimals, where it has any. */
  readonly quantityDecimal?: string
  readonly discountable: boolean
  readonly metadata: Readonly<Record<string, string>>
  readonly discounts?: (standing: { invoice_item: string }) => readonly string[]
  readonly rates: readonly object[]
  readonly tax?: TaxSaid | undefined
  /** For a proration: what it gives back, if it does. */
  readonly proration?: { readonly credited: object | null }
  readonly at: number
}

/** Writes a pending item. */
export function insertItem(tx: Tx, wish: ItemWish): InvoiceItem {
  const id = tx.id(invoiceItem, wish.at)
  const { proration } = wish
  return tx.insert(invoiceItem, {
    id,
    amount: wish.amount,
    currency: wish.currency,
    customer: wish.customer.id,
    customer_account: null,
    date: wish.at,
    description: wish.description,
    discountable: wish.discountable,
    discounts: [...(wish.discounts?.({ invoice_item: id }) ?? [])],
    frozen_fields: proration ? ['pricing', 'quantity', 'discounts'] : [],
    invoice: null,
    invoicing_rules: [],
    livemode: false,
    metadata: wish.metadata,
    ...(proration && { net_amount: wish.amount }),
    parent: parentOf(wish),
    period: { end: wish.period.end, start: wish.period.start },
    pricing: wish.pricing,
    proration: proration !== undefined,
    // Recorded: what is given back at the end is of no subscription, and does not say what it credits.
    ...(proration &&
      wish.subscription && { proration_details: { credited_items: proration.credited, discount_amounts: [] } }),
    quantity: wish.quantity,
    quantity_decimal: wish.quantityDecimal ?? String(wish.quantity),
    tax_rates: [...wish.rates],
    test_clock: wish.customer.test_clock,
    hidden: { ...(wish.item && { item: wish.item }), ...(wish.tax && { tax: wish.tax }) },
  } as never)
}

const parentOf = ({ subscription, item }: ItemWish) =>
  subscription === null
    ? null
    : {
        subscription_details: { subscription, ...(item && { subscription_item: item }) },
        type: 'subscription_details' as const,
      }

/** The line of an item. */
export function lineOf(self: InvoiceItem): LineWish {
  const { subscription_details: details } = self.parent ?? {}
  const subscription = (details?.subscription as string | undefined) ?? null
  const credited =
    (self.proration_details?.credited_items as { invoice_line_item_details?: object } | null | undefined) ?? null
  const proration = {
    proration: self.proration,
    proration_details: { credited_items: credited?.invoice_line_item_details ?? null },
    subscription,
  }
  const { item } = self.hidden
  const rates = (self.tax_rates ?? []) as unknown as Stripe.TaxRate[]
  return {
    amount: self.amount,
    description: self.description,
    period: self.period,
    pricing: self.pricing as never,
    quantity: self.quantity,
    quantityDecimal: self.quantity_decimal as unknown as string,
    parent: (item
      ? {
          invoice_item_details: null,
          subscription_item_details: { invoice_item: self.id, ...proration, subscription_item: item },
          type: 'subscription_item_details',
        }
      : {
          invoice_item_details: { invoice_item: self.id, ...proration },
          subscription_item_details: null,
          type: 'invoice_item_details',
        }) as never,
    subscription,
    discountable: self.discountable,
    discounts: (self.discounts ?? []) as string[],
    metadata: self.metadata ?? {},
    ...(rates.length > 0 && { rates: rates.map(rateOf) as TaxRate[] }),
    ...(self.hidden.tax && { tax: self.hidden.tax }),
  }
}

/** The line of a changed item says what the item says. */
export function relined(tx: Tx, item: InvoiceItem, line: string): void {
  const { rates, tax, discounts, quantityDecimal, ...said } = lineOf(item)
  const before = tx.get(lineItem, line)
  const { manual } = before.hidden
  tx.update(lineItem, before, {
    ...said,
    discounts: [...discounts],
    subtotal: said.amount,
    quantity_decimal: (quantityDecimal ?? String(said.quantity)) as never,
    hidden: { ...(rates && { rates }), ...(manual && { manual }), ...(tax && { tax }) },
  } as never)
}

/** The item has become a line of an invoice. */
export const attached = (tx: Tx, item: InvoiceItem, id: string, line: LineItem): InvoiceItem =>
  tx.update(invoiceItem, item, { invoice: id, hidden: { ...item.hidden, line: line.id } })

/** The index of what waits for a customer's next invoice. */
export const pendingTerms = (who: string): string[] => [`customer=${who}`, 'pending=true']

/** All that waits for a customer's next invoices, of whatever subscription and currency. */
export const allPending = (tx: Tx, who: string): InvoiceItem[] =>
  tx.list(invoiceItem, pendingTerms(who), { limit: ITEMS_MAX })

/**
 * What waits for the next invoice of a customer: theirs, and those of one subscription. Recorded: the newest first; those of
 * one moment, such as what a change gives back and what it charges, as they were made.
 */
export function pendingItems(tx: Tx, who: string, currency: string, subscription: string | null): InvoiceItem[] {
  const mine = allPending(tx, who).filter(({ parent, currency: theirs }) => {
    const of = (parent?.subscription_details?.subscription as string | undefined) ?? null
    return theirs === currency && (of === null || of === subscription)
  })
  return mine.reverse().sort((a, b) => b.date - a.date)
}
