// What an issued card is, which news its changes are, and its secrets, which stand in a row of their own.
// (https://docs.stripe.com/api/issuing/cards/object)
import type Stripe from 'stripe'
import { object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { cardholder } from './issuing.cardholder.ts'

export interface CardState {
  /** The first of the cards that this one replaces, directly or not: limits count for all of them together. */
  readonly root?: string
  /** How many payments it made, where that is counted. */
  readonly payments?: number
}

export const card = object<Stripe.Issuing.Card, CardState>('issuing.card', {
  prefix: 'ic',
  noun: 'issuing card',
  events: [
    { on: 'insert', types: ['issuing_card.created'] },
    { on: 'update', types: ['issuing_card.updated'] },
  ],
  // Whether its holder has changed is no news of the card.
  quiet: ['cardholder'],
  terms: ({ cardholder }) => [`cardholder=${cardholder.id}`],
  includes: {
    number: (tx, row) => secretOf(tx, row)?.number,
    cvc: (tx, row) => secretOf(tx, row)?.cvc,
  },
})
export type Card = Row<Stripe.Issuing.Card, CardState>

/**
 * The number and the code of a card. They are read by the retrieval of that one card and by nothing else, so that no list, event,
 * log or other answer can have them. (https://docs.stripe.com/api/issuing/cards/object#issuing_card_object-number)
 */
export const cardSecret = object<{ id: string; object: 'brindle.card_secret' }, { number: string; cvc: string }>(
  'brindle.card_secret',
  { prefix: 'secret', internal: true, terms: ({ id }) => [`is=${id}`] },
)
/** The blank keeps it from ever being an id that a client chose. */
export const secretId = (id: string): string => `secret ${id}`

/** Only where this unit has read it, and has not made it just now; those of a physical card are on the card. */
function secretOf(tx: Tx, { id, type }: Card): { number: string; cvc: string } | undefined {
  if (type !== 'virtual' || tx.fresh(cardSecret, `is=${secretId(id)}`).length > 0) return undefined
  return (tx.work.row(tx.place, secretId(id)) as Row<object, { number: string; cvc: string }> | undefined)?.hidden
}

/** What of a row is sent within another object. */
export function wireOf<T extends object>(row: T): Omit<T, 'hidden'> {
  const { hidden: _, ...wire } = row as T & { hidden?: unknown }
  return wire as Omit<T, 'hidden'>
}

/** Cards with their holders as they are now. */
export function current(tx: Tx, cards: readonly Card[]): Card[] {
  const holders = tx.all(
    cardholder,
    cards.map(({ cardholder }) => cardholder.id),
  )
  return cards.map((one, i) => ({ ...one, cardholder: wireOf(holders[i]!) as Card['cardholder'] }))
}
