// A line of a quote once it is accepted, as subscriptions, their schedules and invoices ask for it.
// (https://docs.stripe.com/quotes/overview#accept)
import type { Tx } from '../../kernel/tx.ts'
import type { PriceRow } from '../catalog/price.ts'
import { offersOf } from './quote_clone.ts'
import type { Quote, QuotedLine } from './quote_state.ts'

export interface Sold {
  readonly line: QuotedLine
  readonly price: PriceRow
}

/** What was offered is sold, even if nobody else can buy it. */
export const pricesOf = ({ hidden }: Quote): ReadonlySet<string> => new Set(hidden.lines.map((line) => line.price))

/** A line as subscriptions and invoices ask for it. */
export const asked = (tx: Tx, { line }: Sold) => ({
  price: line.price,
  ...(line.quantity !== undefined && { quantity: line.quantity }),
  ...(line.rates.length > 0 && { tax_rates: [...line.rates] }),
  ...(line.discounts.length > 0 && { discounts: offersOf(tx, line.discounts) }),
})
