// What an issuing authorization is, and which news its changes are. (https://docs.stripe.com/api/issuing/authorizations/object;
// https://docs.stripe.com/issuing/purchases/authorizations)
import type Stripe from 'stripe'
import { object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { move } from '../payments/balance_transaction.ts'
import { type Card, card, current as currentCards, wireOf } from './card_state.ts'
import { transaction } from './transaction_state.ts'

export interface AuthorizationState {
  /** Whose spending limits it counts for. */
  readonly owners: readonly string[]
  /** Minor units that are held of the issuing balance. */
  readonly held: number
  /** The card and the merchant of a purchase that its holder said was his own. */
  readonly verified?: string
}

/** One that waits for an answer is asked about, and told of once it has one; afterwards it is only changed. */
export const authorization = object<Stripe.Issuing.Authorization, AuthorizationState>('issuing.authorization', {
  prefix: 'iauth',
  noun: 'issuing authorization',
  events: [
    { on: 'insert', where: (row) => row.pending_request !== null, types: ['issuing_authorization.request'] },
    { on: 'insert', types: ['issuing_authorization.created'] },
    {
      on: 'update',
      changed: ['pending_request'],
      where: (row) => row.pending_request !== null,
      types: ['issuing_authorization.request'],
    },
    {
      on: 'update',
      changed: ['pending_request'],
      where: (row) => row.request_history.length === 1,
      types: ['issuing_authorization.created'],
    },
    { on: 'update', types: ['issuing_authorization.updated'] },
  ],
  terms: ({ card, hidden: { verified } }) => [`card=${card.id}`, ...(verified ? [`verified=${verified}`] : [])],
})
export type Authorization = Row<Stripe.Issuing.Authorization, AuthorizationState>
export type Reason = Authorization['request_history'][number]['reason']

/** Authorizations with their cards and transactions as they are now. */
export function current(tx: Tx, rows: readonly Authorization[]): Authorization[] {
  tx.any(rows.flatMap((row) => [row.card.id, ...row.transactions.map(({ id }) => id)]))
  const cards = tx.all(
    card,
    rows.map((row) => row.card.id),
  )
  return currentCards(tx, cards).map((one, i) => ({ ...withTransactions(tx, rows[i]!), card: cardIn(one) }))
}

/** A card as it stands in an authorization. */
export const cardIn = (one: Card): Authorization['card'] => wireOf(one) as Authorization['card']

const withTransactions = (tx: Tx, row: Authorization): Authorization => ({
  ...row,
  transactions: row.transactions.map(({ id }) => wireOf(tx.get(transaction, id))) as Authorization['transactions'],
})

/** Holds money of the issuing balance for a purchase, or, below zero, lets go of it: minor units. Nothing for nothing. */
export function hold(
  tx: Tx,
  { id, currency }: Pick<Authorization, 'id' | 'currency'>,
  amount: number,
): Authorization['balance_transactions'] {
  if (amount === 0) return []
  const type = amount > 0 ? 'issuing_authorization_hold' : 'issuing_authorization_release'
  const moved = move(tx, { type, source: id, amount: -amount, currency, of: 'issuing', availableOn: tx.now })
  return [wireOf(moved) as Authorization['balance_transactions'][number]]
}
