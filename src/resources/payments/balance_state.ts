// What the account has, by currency and kind of source: sums that jobs keep, and what has moved since they last added up.
// No request ever writes the sums, so that payments do not wait for each other. (https://docs.stripe.com/api/balance)
import type Stripe from 'stripe'
import { rateLimited } from '../../kernel/errors.ts'
import { object, type Row, withoutId } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { own } from '../core/account.ts'
import { type BalanceTransaction, balanceTransaction, type SourceType, UNFOLDED } from './balance_transaction.ts'

/** Minor units, by kind of source. */
export type Purse = Readonly<Partial<Record<SourceType, number>>>
export interface Sums {
  readonly available: Purse
  readonly pending: Purse
}

export interface BalanceState {
  /** By currency: all movements that were folded. */
  readonly sums: Readonly<Record<string, Sums>>
  /** How often money became available. */
  readonly released: number
  /** What became available since that was told, in minor units: it is told when the last slice of the day is done. */
  readonly untold: number
  /** By currency: how many automatic payouts there were. What they pay out carries the number. */
  readonly batches: Readonly<Record<string, number>>
}

/** The row is the last balance that was announced; its hidden sums are the ones that count. */
export const balance = object<Stripe.Balance, BalanceState>('balance', {
  prefix: 'balance',
  nameless: true,
  events: [{ grew: 'hidden.released', types: ['balance.available'] }],
})

/** The blank keeps it from ever being an id that a client chose. */
export const BALANCE_ID = 'the balance'

/** Why 9 000: a unit of work reads at most 10 000 rows; more within seconds are folded before anybody is told a sum. */
const UNFOLDED_MAX = 9_000

export const NO_SUMS: BalanceState = { sums: {}, released: 0, untold: 0, batches: {} }

/** The sums with a movement's net amount added where it belongs, or with `times` -1 taken away. */
export function withMovement(
  sums: BalanceState['sums'],
  { currency, status, net, hidden }: Pick<BalanceTransaction, 'currency' | 'net' | 'hidden'> & { status: string },
  times: 1 | -1 = 1,
): BalanceState['sums'] {
  const known = sums[currency] ?? { available: {}, pending: {} }
  const part = status === 'available' ? 'available' : 'pending'
  const of = hidden?.of ?? 'card'
  const purse = { ...known[part], [of]: (known[part][of] ?? 0) + times * net }
  return { ...sums, [currency]: { ...known, [part]: purse } }
}

/** Everything that has moved, to the minor unit: the sums, and what is in none yet. */
export function currentSums(tx: Tx): BalanceState['sums'] {
  const folded = tx.find(balance, BALANCE_ID)?.hidden ?? NO_SUMS
  return unfolded(tx).reduce((sums, movement) => withMovement(sums, movement), folded.sums)
}

/** What has moved and is in no sum yet. Refused with 429 where that is more than can be read at once. */
export function unfolded(tx: Tx): BalanceTransaction[] {
  const movements = tx.list(balanceTransaction, [UNFOLDED], { limit: UNFOLDED_MAX + 1 })
  // A sum without some of them would be wrong: whoever asks comes again when the jobs have caught up.
  if (movements.length > UNFOLDED_MAX) throw rateLimited()
  return movements
}

/** What the sums are made of, to be read in one round with something else (`tx.work.together`). */
export const readsOfSums = (tx: Tx): readonly (() => unknown)[] => [() => tx.any([BALANCE_ID]), () => unfolded(tx)]

/** What can be paid out in a currency of one kind of source, in minor units; below zero is owed. */
export const availableBalance = (tx: Tx, currency: string, of: SourceType = 'card'): number =>
  currentSums(tx)[currency]?.available[of] ?? 0

/** What is not of the payments balance. */
const isApart = (of: string): boolean => of === 'issuing'

const total = (purse: Purse) => Object.values(purse).reduce((sum, amount) => sum + amount, 0)

/** The balance as it is sent: one entry for each currency that ever moved, the account's own first. */
export function wireBalance(tx: Tx, sums: BalanceState['sums']): Omit<Row<Stripe.Balance>, 'id' | 'object' | 'hidden'> {
  const first = tx.situation.settlementCurrency || own(tx).default_currency || 'usd'
  const inOrder = (currencies: readonly string[]) =>
    currencies.toSorted((a, b) => Number(b === first) - Number(a === first) || (a < b ? -1 : 1))
  const used = inOrder(
    Object.keys(sums).filter((currency) => {
      const { available, pending } = sums[currency]!
      return [...Object.keys(available), ...Object.keys(pending)].some((of) => !isApart(of))
    }),
  )
  const issued = inOrder(Object.keys(sums).filter((currency) => sums[currency]!.available.issuing !== undefined))
  const entries = (part: keyof Sums, least = -Infinity) =>
    (used.length > 0 ? used : [first]).map((currency) => {
      const { card = 0, ...others } = sums[currency]?.[part] ?? {}
      const purse = Object.entries({ card, ...others }).filter(
        ([of, amount]) => of === 'card' || (amount !== 0 && !isApart(of)),
      )
      const source_types = Object.fromEntries(purse.map(([of, amount]) => [of, Math.max(least, amount)]))
      return { amount: total(source_types), currency, source_types }
    })
  return {
    available: entries('available'),
    instant_available: entries('available', 0),
    ...(issued.length > 0 && {
      issuing: { available: issued.map((currency) => ({ amount: sums[currency]!.available.issuing!, currency })) },
    }),
    livemode: false,
    pending: entries('pending'),
  }
}

/** The balance as it is answered. */
export const shownBalance = (tx: Tx): object =>
  withoutId({ id: BALANCE_ID, object: 'balance', hidden: {}, ...wireBalance(tx, currentSums(tx)) })
