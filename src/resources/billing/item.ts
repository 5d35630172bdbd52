// Line items: what a quote offers, or a Checkout Session or a payment link sells, each a row of its own.
// (https://docs.stripe.com/api/checkout/sessions/line_items; https://docs.stripe.com/api/quotes/line_items)
import type Stripe from 'stripe'
import { notBuilt } from '../../kernel/errors.ts'
import { list, type ListParams, listObject } from '../../kernel/list.ts'
import { object, type Listing, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Tax } from '../../rules/taxes.ts'

export interface ItemState {
  /** The session, the link or the quote that it stands in. */
  readonly of: string
  readonly price: string
  readonly product: string
  readonly recurring: boolean
  /** The ids of its own tax rates, and what they say. */
  readonly rates: readonly Stripe.TaxRate[]
  /** The taxes on it, where a session or a link sells it. */
  readonly taxes?: readonly Tax[]
  /** What the customer gives for it, where its price leaves that to them; minor units. */
  readonly chosen?: number
  /** It may be added to an order, or left out. */
  readonly optional?: true
}

export const item = object<Stripe.LineItem, ItemState>('item', {
  prefix: 'li',
  terms: ({ hidden }) => [`of=${hidden.of}`],
  includes: {
    taxes: (tx, { hidden }) => {
      if (!hidden.taxes) throw notBuilt('Expanding taxes of an item of a quote')
      return shownTaxes(tx, hidden.taxes)
    },
  },
})
export type Item = Row<Stripe.LineItem, ItemState>

/** Taxes with their rates, as they are shown of an item or of delivery. */
export function shownTaxes(tx: Tx, taxes: readonly Tax[]): object[] {
  const rates = tx.any(taxes.map(({ rate }) => rate))
  return taxes.map(({ amount, reason = null, taxable_amount }, i) => {
    const { hidden: _, ...rate } = rates[i]!
    return { amount, rate, taxability_reason: reason, taxable_amount }
  })
}

/** They are listed by what they stand in, in its file. */
export const items = resource(item)

/** Why 100: Stripe's own limit in payment mode. (docs.stripe.com/api/checkout/sessions/create#create_checkout_session-line_items) */
export const ITEMS_MAX = 100

/** All line items of a session or a link, in their order. */
export const itemsOf = (tx: Tx, of: string): Item[] =>
  tx.work.made(tx.place, of) ? tx.fresh(item, `of=${of}`) : tx.list(item, [`of=${of}`], { limit: ITEMS_MAX })

/** A page of the line items of a session or a link. */
export const listItems = (tx: Tx, params: ListParams, url: string, of: string): Listing =>
  list(tx, item, params, url, [`of=${of}`])

/** The first page, as it stands in the session or the link where it is expanded. */
export const shownItems = (tx: Tx, url: string, of: string): object => listObject(listItems(tx, {}, url, of))
