// What recurs each month just now, of a slice of the subscriptions: as the summary of billing reckons it, for accounts of any size.
import type { AnyRow } from '../../kernel/resource.ts'
import type { Position } from '../../kernel/store.ts'
import type { Tx } from '../../kernel/tx.ts'
import { counted, inheritedFrom, referencesOf, seenAt } from './billing_summary_subscriptions.ts'
import { subscription } from './subscription_state.ts'

/** Why 500: with what they refer to, no unit of work reads more than some 2 000 rows. */
const SLICE = 500

/** By currency, in minor units; and where the next slice begins, if there may be one. */
export interface Recurring {
  readonly monthly: Readonly<Record<string, number>>
  readonly next?: Position
}

/** The monthly recurring revenue of subscriptions in a status, those that were made after a place in their list. */
export function recurringSlice(tx: Tx, status: 'active' | 'past_due', after?: Position): Recurring {
  const rows = tx.list(subscription, [`status=${status}`], { limit: SLICE, ...(after && { after }) })
  const first = tx.any(referencesOf(rows))
  const second = tx.any(inheritedFrom(first))
  const found = new Map([...first, ...second].flatMap((row): [string, AnyRow][] => (row ? [[row.id, row]] : [])))
  const monthly: Record<string, number> = {}
  for (const row of rows) {
    const one = counted(row, found, tx.now)
    const [now] = seenAt(one, [one.now + 1])
    monthly[one.currency] = (monthly[one.currency] ?? 0) + now!.monthly
  }
  const last = rows.length === SLICE ? tx.position(rows.at(-1)!.id) : undefined
  return { monthly, ...(last && { next: last }) }
}
