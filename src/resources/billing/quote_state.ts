// What a quote is: its states and its news, and what it is found by. What may be done to one stands in quote.ts.
// (https://docs.stripe.com/api/quotes/object; https://docs.stripe.com/quotes/overview)
import type Stripe from 'stripe'
import { listObject } from '../../kernel/list.ts'
import { object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { listItems } from './item.ts'

/** A line as it was asked for. */
export interface QuotedLine {
  /** Of the line item that shows it. */
  readonly id: string
  readonly price: string
  /** It is bought once. */
  readonly isOnce: boolean
  /** None of what is metered. */
  readonly quantity: number | undefined
  readonly rates: readonly string[]
  /** Discounts, by their ids. */
  readonly discounts: readonly string[]
}

export interface QuoteState {
  readonly lines: readonly QuotedLine[]
  /** Which quote of its customer it is, and which revision of that. */
  readonly sequence?: number
  readonly revision?: number
}

export const quote = object<Stripe.Quote, QuoteState>('quote', {
  prefix: 'qt',
  events: [
    { on: 'insert', types: ['quote.created'] },
    { became: ['status', 'open'], types: ['quote.finalized'] },
    { became: ['status', 'accepted'], types: ['quote.accepted'] },
    { became: ['status', 'canceled'], types: ['quote.canceled'] },
  ],
  includes: {
    line_items: (tx, { id }) => listObject(itemsOfQuote(tx, id, 'line_items', {})),
    'computed.upfront.line_items': (tx, { id }) => listObject(itemsOfQuote(tx, id, 'computed_upfront_line_items', {})),
  },
})
export type Quote = Row<Stripe.Quote, QuoteState>

/** The lists of a quote, and what the line items of each stand in. */
export type ItemList = 'line_items' | 'computed_upfront_line_items'
export const placeOf = (id: string, which: ItemList): string => (which === 'line_items' ? id : `${id} upfront`)

/** A page of a list of a quote. */
export const itemsOfQuote = (tx: Tx, id: string, which: ItemList, params: object) =>
  listItems(tx, params as never, `/v1/quotes/${id}/${which}`, placeOf(id, which))

/** The states in which there is still something to decide. */
export const isPending = ({ status }: Pick<Quote, 'status'>): boolean => status === 'draft' || status === 'open'
