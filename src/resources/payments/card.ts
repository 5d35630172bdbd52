// Cards of the time before PaymentMethods: what one shows, how it is saved to a customer and changed there, and when it is
// about to expire. (https://docs.stripe.com/api/cards)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { monthStart } from '../../lib/calendar.ts'
import type { NamedCard } from '../../network/test_cards.ts'
import { EXTERNAL, externally } from './bank_account.ts'
import {
  type CardGiven,
  type CardState,
  checkExpiry,
  type Expiry,
  kept,
  oldChecks,
  oldDetails,
  readCard,
} from './card_details.ts'

export interface SavedCardState extends CardState {
  /** How often it was told to expire soon. */
  readonly expiring?: number
  /** Of one that a connected account is paid out to: which it is of those there are, counted from the first. */
  readonly order?: number
}

export const card = object<Stripe.Card, SavedCardState>('card', {
  prefix: 'card',
  noun: 'source',
  terms: ({ account }) => (account ? [EXTERNAL] : []),
  events: [
    ...externally,
    { on: 'insert', types: ['customer.source.created'] },
    { on: 'delete', types: ['customer.source.deleted'] },
    { grew: 'hidden.expiring', types: ['customer.source.expiring'] },
    { on: 'update', types: ['customer.source.updated'] },
  ],
  // As Stripe.js is answered: without what tells cards apart. (recorded)
  publishable: [
    'id',
    'object',
    'address_city',
    'address_country',
    'address_line1',
    'address_line1_check',
    'address_line2',
    'address_state',
    'address_zip',
    'address_zip_check',
    'brand',
    'country',
    'cvc_check',
    'dynamic_last4',
    'exp_month',
    'exp_year',
    'funding',
    'last4',
    'name',
    'networks',
    'regulated_status',
    'tokenization_method',
  ],
})
export type Card = Row<Stripe.Card, SavedCardState>

/** What is done to cards is done through their customers. */
export const cards = resource(card).job<{ id: string }>('expire_soon', (tx, { id }) => {
  const self = tx.find(card, id)
  if (self) tx.update(card, self, { hidden: { ...self.hidden, expiring: (self.hidden.expiring ?? 0) + 1 } })
})

/** A card as a token has it: nobody's yet. */
export type ReadCard = Omit<Card, 'customer'>

/** The parts of a card that its holder tells, beside the number. */
export interface HolderGiven {
  readonly address_city?: string
  readonly address_country?: string
  readonly address_line1?: string
  readonly address_line2?: string
  readonly address_state?: string
  readonly address_zip?: string
  readonly currency?: string
  readonly name?: string
  readonly networks?: { readonly preferred?: string }
}

/** A card of a number, checked. `at` is the parameter that the hash came in. */
export function newCard(tx: Tx, given: CardGiven & HolderGiven, at: string): ReadCard {
  const read = readCard(tx, given, at)
  return cardOf(tx, read, kept(read), given, read.expiry)
}

/** A card of a row of the test cards. */
export function cardOf(
  tx: Tx,
  known: NamedCard,
  hidden: CardState,
  given: HolderGiven = {},
  expiry?: Expiry,
): ReadCard {
  const told = (text: string | undefined) => (text ? ('unchecked' as const) : null)
  return {
    id: tx.id(card),
    object: 'card',
    address_city: given.address_city ?? null,
    address_country: given.address_country ?? null,
    address_line1: given.address_line1 ?? null,
    address_line1_check: told(given.address_line1),
    address_line2: given.address_line2 ?? null,
    address_state: given.address_state ?? null,
    address_zip: given.address_zip ?? null,
    address_zip_check: told(given.address_zip),
    allow_redisplay: 'unspecified',
    ...oldDetails(known.card, expiry),
    ...(given.currency !== undefined && { currency: given.currency.toLowerCase() }),
    metadata: {},
    name: given.name ?? null,
    networks: { preferred: given.networks?.preferred ?? null },
    regulated_status: 'unregulated',
    hidden,
  } as never
}

/** What the bank says of a card once it is saved or charged. */
export const checkedCard = ({ hidden, address_line1, address_zip }: ReadCard) =>
  oldChecks(hidden, address_line1, address_zip)

/** Saves a card to a customer: the bank looks at the security code and the address now. */
export function insertCard(tx: Tx, read: ReadCard, customer: string, metadata: unknown): Card {
  const saved = { ...read, customer, ...checkedCard(read), metadata: mergeMetadata(read.metadata ?? {}, metadata) }
  const row = tx.insert(card, saved as never)
  tellBeforeExpiry(tx, row)
  return row
}

/** When the card's last month begins, if that is still to come. [K: Stripe says only that the month is the last] */
function tellBeforeExpiry(tx: Tx, { id, exp_month, exp_year }: Card): void {
  tx.unschedule('card.expire_soon', { id })
  const at = monthStart(exp_year, exp_month)
  if (at > tx.now) tx.schedule(at, 'card.expire_soon', { id })
}

export function deleteCard(tx: Tx, self: Card): void {
  tx.unschedule('card.expire_soon', self)
  tx.delete(card, self)
}

type Update = Params<Stripe.CustomerUpdateSourceParams>

/** (https://docs.stripe.com/api/cards/update) */
export function updateCard(tx: Tx, self: Card, params: Update): Card {
  const { metadata, exp_month, exp_year, ...holder } = params
  const renewed =
    (exp_month !== undefined || exp_year !== undefined) &&
    checkExpiry(tx, exp_month ?? self.exp_month, exp_year ?? self.exp_year, '')
  const changed = { ...self, ...holder } as Card
  const checks = checkedCard(changed)
  const row = tx.update(card, self, {
    ...(holder as Partial<Card>),
    ...(holder.address_line1 !== undefined && { address_line1_check: checks.address_line1_check }),
    ...(holder.address_zip !== undefined && { address_zip_check: checks.address_zip_check }),
    ...renewed,
    ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata ?? {}, metadata) }),
  })
  if (renewed) tellBeforeExpiry(tx, row)
  return row
}
