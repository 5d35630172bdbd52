// Usage that is told of a few minutes after its period has ended: it goes onto the invoice of that period, as long as that is a
// draft. (Stripe's documentation of 2023, of metered usage)
import type { Tx } from '../../kernel/tx.ts'
import { rational } from '../../lib/rational.ts'
import type { Span } from '../../rules/proration.ts'
import { price } from '../catalog/price.ts'
import { product } from '../catalog/product.ts'
import { reckon } from './invoice_reckoning.ts'
import type { Invoice } from './invoice_state.ts'
import { allLines, insertLines, lineItem } from './line_item.ts'
import { type Item, priceIdOf } from './subscription_item.ts'
import { linesFor } from './subscription_lines.ts'
import type { Subscription } from './subscription_state.ts'

/** Has a draft bill a period of an item anew, for so many units. */
export function billAgain(tx: Tx, self: Subscription, item: Item, draft: Invoice, period: Span, usage: number): void {
  const row = tx.get(price, priceIdOf(item))
  const sold = tx.get(product, row.product as string)
  const before = allLines(tx, draft.id)
  const isOfIt = ({ parent, period: of }: (typeof before)[number]) =>
    parent?.subscription_item_details?.subscription_item === item.id && of.start === period.start
  for (const line of before) if (isOfIt(line)) tx.delete(lineItem, line)
  const lines = linesFor(self, [{ item, price: row, product: sold, quantity: rational(BigInt(usage)), period }])
  const wishes = lines.map(({ wish }) => wish)
  const made = insertLines(tx, draft.id, draft.currency, wishes)
  reckon(tx, draft, [...made, ...before.filter((line) => !isOfIt(line))])
}
