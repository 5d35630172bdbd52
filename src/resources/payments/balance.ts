// The account's balance: read by anybody, added up by jobs only. One job folds what has moved into the sums, another makes
// pending money available on its day. (https://docs.stripe.com/api/balance)
import type Stripe from 'stripe'
import { type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import {
  BALANCE_ID,
  type BalanceState,
  balance,
  currentSums,
  NO_SUMS,
  shownBalance,
  wireBalance,
  withMovement,
} from './balance_state.ts'
import { isAutomatic, SETTINGS_ID } from './balance_settings_state.ts'
import {
  type BalanceTransaction,
  balanceTransaction,
  FOLDING_ID,
  folding,
  foldingNow,
  settling,
  UNFOLDED,
} from './balance_transaction.ts'
import { foldFigures } from './figures.ts'

/** Why 500: a job that writes more would keep requests waiting; the next one goes on where it stopped. */
const SLICE = 500

export const balances = resource(balance)
  .on<Stripe.BalanceRetrieveParams>('GET /v1/balance', shownBalance)
  .job('fold', (tx) => {
    if (foldSlice(tx)) tx.schedule(tx.now, 'balance.fold', { id: FOLDING_ID })
    else {
      const known = foldingNow(tx)
      if (known) tx.delete(folding, known)
    }
  })
  .job<{ id: string }>('settle', (tx, { id }) => settle(tx, Number(id)))

/** What customers paid: told when it is available, which with some test cards is at once. */
const EARNED: ReadonlySet<string> = new Set<BalanceTransaction['type']>(['charge', 'payment'])

/** Adds movements to the sums that are in none yet, newest first; says whether there may be more. */
export function foldSlice(tx: Tx): boolean {
  const [, movements] = tx.work.together<unknown>([
    () => tx.any([BALANCE_ID, SETTINGS_ID]),
    () => tx.list(balanceTransaction, [UNFOLDED], { limit: SLICE }),
  ]) as [unknown, BalanceTransaction[]]
  if (movements.length === 0) return false
  const state = stateOf(tx)
  let { sums } = state
  let earned = 0
  for (const movement of movements) {
    sums = withMovement(sums, movement)
    if (EARNED.has(movement.type) && movement.status === 'available') earned += movement.net
    if (movement.status === 'pending')
      tx.schedule(movement.available_on, 'balance.settle', { id: String(movement.available_on) })
    tx.update(balanceTransaction, movement, {
      hidden: {
        ...movement.hidden,
        folded: true,
        ...(movement.status === 'available' && batchOf(tx, state, movement)),
      },
    })
  }
  keep(tx, { ...state, sums })
  foldFigures(tx, movements)
  if (earned > 0) announce(tx)
  return movements.length === SLICE
}

/** Makes available what was to be at this time (epoch seconds), and tells so once if that is more than nothing. */
function settle(tx: Tx, availableOn: number): void {
  tx.any([BALANCE_ID, SETTINGS_ID])
  const movements = tx.list(balanceTransaction, [settling(availableOn)], { limit: SLICE })
  const state = stateOf(tx)
  let { sums, untold } = state
  for (const movement of movements) {
    sums = withMovement(withMovement(sums, movement, -1), { ...movement, status: 'available' })
    untold += movement.net
    tx.update(balanceTransaction, movement, {
      status: 'available',
      hidden: { ...movement.hidden, ...batchOf(tx, state, movement) },
    })
  }
  const isMore = movements.length === SLICE
  keep(tx, { ...state, sums, untold: isMore ? untold : 0 })
  if (isMore) tx.schedule(tx.now, 'balance.settle', { id: String(availableOn) })
  else if (untold > 0) announce(tx)
}

/** The balance as it is now becomes news. */
function announce(tx: Tx): void {
  const known = tx.get(balance, BALANCE_ID)
  const hidden = { ...known.hidden, released: known.hidden.released + 1 }
  tx.update(balance, known, { ...wireBalance(tx, currentSums(tx)), hidden } as Partial<typeof known>)
}

/** Where payouts go by themselves, available money waits for the next one; what cards spend is never paid out. */
function batchOf(tx: Tx, { batches }: BalanceState, { currency, hidden }: BalanceTransaction): { batch?: string } {
  if (hidden?.payout !== undefined || hidden?.of === 'issuing' || !isAutomatic(tx)) return {}
  return { batch: batchName(currency, batches[currency] ?? 0) }
}

export const batchName = (currency: string, number: number): string => `${currency}.${number}`

export const stateOf = (tx: Tx): BalanceState => tx.find(balance, BALANCE_ID)?.hidden ?? NO_SUMS

/** Writes the sums. For jobs only. */
export function keep(tx: Tx, hidden: BalanceState): void {
  const known = tx.find(balance, BALANCE_ID)
  if (known) tx.update(balance, known, { hidden })
  else
    tx.insert(balance, { id: BALANCE_ID, ...wireBalance(tx, hidden.sums), hidden } as unknown as Row<
      Stripe.Balance,
      BalanceState
    >)
}
