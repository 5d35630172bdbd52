// The lines of an invoice. Each is a row of its own; the invoice carries the first ten.
// (https://docs.stripe.com/api/invoice-line-item)
import type Stripe from 'stripe'
import { object, type ObjectType, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Span } from '../../rules/proration.ts'
import type { Creditable } from '../../rules/credit_notes.ts'
import type { Tax, TaxRate } from '../../rules/taxes.ts'
import { isPlan, price } from '../catalog/price.ts'
import { planOf } from '../catalog/plan_shape.ts'
import { taxRate } from '../catalog/tax_rate.ts'

export interface LineState {
  /** The rates that are the line's own; those of the invoice hold where there are none. */
  readonly rates?: readonly TaxRate[]
  /** The taxes that were said of it, whatever its amount. */
  readonly manual?: readonly Tax[]
  /** Its price has a meter, so that credits may pay for it. */
  readonly metered?: true
  /** What is said of its own automatic taxes. */
  readonly tax?: TaxSaid
  /** What credit notes have given back of it. */
  readonly credited?: Credited
}

/** Whether an amount contains tax, and by which code it is taxed, where that is not left to its price and product. */
export interface TaxSaid {
  readonly behavior?: string
  readonly code?: string
}

/** How much of a line is credited, of how many units, and which of both was asked for. */
export interface Credited {
  readonly part: Creditable
  readonly quantity: number
  readonly by?: 'amount' | 'quantity'
}

interface Priced {
  readonly pricing?: { readonly price_details?: { readonly price: unknown } | null } | null
}

const priceOf = (tx: Tx, { pricing }: Priced) => {
  const id = pricing?.price_details?.price
  return typeof id === 'string' ? tx.find(price, id) : undefined
}

/** What a line or an item was priced by, before it only named it: the price itself, and the plan that it is. */
export const pricedBefore = {
  plan: (tx: Tx, row: Priced): object | null => {
    const of = priceOf(tx, row)
    return of && isPlan(of) ? planOf(of) : null
  },
  price: (tx: Tx, row: Priced): object | null => {
    const { hidden: _, ...wire } = priceOf(tx, row) ?? { hidden: undefined }
    return Object.keys(wire).length === 0 ? null : wire
  },
}

export const lineItem: ObjectType<Stripe.InvoiceLineItem, LineState> = object<Stripe.InvoiceLineItem, LineState>(
  'line_item',
  {
    prefix: 'il',
    terms: (row) => (row.invoice ? [`invoice=${row.invoice}`] : []),
    former: {
      ...pricedBefore,
      // Those of its own: where it has none, those of its invoice hold.
      tax_rates: (tx, { id, taxes, hidden }) => {
        // They are among those that made its taxes, and come in the same round.
        const taxed = (taxes ?? []).map(rateIdOf).filter((rate) => rate !== '')
        if (id && !hidden.rates && taxed.length > 0) tx.any([id, ...taxed])
        const kept = hidden.rates ?? (id && taxed.length > 0 ? tx.find(lineItem, id)?.hidden.rates : undefined)
        const ids = (kept ?? []).map((rate) => rate.id)
        return tx.all(taxRate, ids).map(({ hidden: _, ...wire }) => wire)
      },
    },
  },
)
export type LineItem = Row<Stripe.InvoiceLineItem, LineState>

/** They are listed by their invoice, in its file. */
export const lineItems = resource(lineItem)

/** Why 1 000: Stripe takes 250 items an invoice; tiers may make several lines of one. */
export const LINES_MAX = 1_000

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

/** All lines of an invoice, as they stand in it. */
export const allLines = (tx: Tx, invoice: string): LineItem[] =>
  tx.work.made(tx.place, invoice)
    ? tx.fresh(lineItem, `invoice=${invoice}`)
    : tx.list(lineItem, [`invoice=${invoice}`], { limit: LINES_MAX })

/** The rate of a tax on a line. */
export const rateIdOf = (tax: { tax_rate_details?: unknown }): string =>
  (tax.tax_rate_details as { tax_rate: string } | null)?.tax_rate ?? ''

export interface LinePricing {
  readonly price_details: { readonly price: string; readonly product: string }
  readonly type: 'price_details'
  /** Minor units for each, as a decimal; null where the line is a share of a period. */
  readonly unit_amount_decimal: string | null
}

/** What one line shall say. */
export interface LineWish {
  /** Minor units, before discounts and taxes. */
  readonly amount: number
  readonly description: string | null
  readonly period: Span
  readonly pricing: LinePricing
  readonly quantity: number | null
  /** The same with decimals, where it has any. */
  readonly quantityDecimal?: string
  readonly parent: LineItem['parent']
  readonly subscription: string | null
  readonly discountable: boolean
  readonly discounts: readonly string[]
  readonly metadata: Readonly<Record<string, string>>
  readonly rates?: readonly TaxRate[]
  readonly manual?: readonly Tax[] | undefined
  readonly metered?: true
  readonly tax?: TaxSaid
}

/** Writes the lines of an invoice. Lists have the newest first: written last to first, they are listed as they stand. */
export function insertLines(tx: Tx, invoice: string, currency: string, wishes: readonly LineWish[]): LineItem[] {
  const written = wishes.toReversed().map((wish) => insertLine(tx, invoice, currency, wish))
  return written.reverse()
}

function insertLine(tx: Tx, invoice: string, currency: string, wish: LineWish): LineItem {
  return tx.insert(lineItem, {
    amount: wish.amount,
    currency,
    description: wish.description,
    discount_amounts: [],
    discountable: wish.discountable,
    discounts: [...wish.discounts],
    invoice,
    livemode: false,
    metadata: wish.metadata,
    parent: wish.parent,
    period: { end: wish.period.end, start: wish.period.start },
    pretax_credit_amounts: [],
    pricing: wish.pricing,
    quantity: wish.quantity,
    quantity_decimal: wish.quantityDecimal ?? (wish.quantity === null ? null : String(wish.quantity)),
    subscription: wish.subscription,
    subtotal: wish.amount,
    taxes: [],
    hidden: {
      ...(wish.rates && { rates: wish.rates }),
      ...(wish.manual && { manual: wish.manual }),
      ...(wish.metered && { metered: true }),
      ...(wish.tax && { tax: wish.tax }),
    },
  } as never)
}

/** The pricing of a line by a price; `unit` is left out (null) where the line is not so many units of it. */
export const pricedBy = (
  price: { readonly id: string; readonly product: unknown },
  unit: string | null,
): LinePricing => ({
  price_details: { price: price.id, product: price.product as string },
  type: 'price_details',
  unit_amount_decimal: unit,
})

/** The line of an item of a subscription over a period of it. */
export const ofItem = (subscription: string, item: string): LineItem['parent'] => ({
  invoice_item_details: null,
  subscription_item_details: {
    invoice_item: null,
    proration: false,
    proration_details: { credited_items: null },
    subscription,
    subscription_item: item,
  },
  type: 'subscription_item_details',
})
