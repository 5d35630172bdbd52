// What was spent with a card, or by its holder: counted as purchases are authorized, so that a limit over any time is one read.
// (https://docs.stripe.com/issuing/controls/spending-controls#spending-limits)
import { object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { type Spending, withSpent } from '../../rules/spending.ts'

const spending = object<{ id: string; object: 'brindle.issuing_spending' }, Spending>('brindle.issuing_spending', {
  prefix: 'spending',
  internal: true,
})

/** The row of a card or a holder, in a currency. The blank keeps it from ever being an id that a client chose. */
export const spendingId = (owner: string, currency: string): string => `spending ${owner} ${currency}`

/** What was spent. Minor units by interval and category. */
export const spentBy = (tx: Tx, owner: string, currency: string): Spending =>
  tx.find(spending, spendingId(owner, currency))?.hidden ?? {}

export interface Spend {
  /** Whose limits it counts for. */
  readonly owners: readonly string[]
  readonly currency: string
  /** Minor units; below zero is given back. */
  readonly amount: number
  readonly category: string
  /** When it was authorized: epoch seconds. */
  readonly at: number
}

/** Counts a purchase for all its owners. */
export function spend(tx: Tx, { owners, currency, ...purchase }: Spend): void {
  if (purchase.amount === 0) return
  tx.any(owners.map((owner) => spendingId(owner, currency)))
  for (const owner of owners) {
    const id = spendingId(owner, currency)
    const known: Row<object, Spending> | undefined = tx.find(spending, id)
    const hidden = withSpent(known?.hidden ?? {}, purchase, tx.now)
    if (known) tx.update(spending, known as never, { hidden })
    else tx.insert(spending, { id, hidden })
  }
}
