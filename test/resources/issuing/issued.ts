// How tests come to a cardholder, a card and money to spend.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import type { Sandbox } from '../../world.ts'

export const HOLDER: Stripe.Issuing.CardholderCreateParams = {
  name: 'Jenny Rosen',
  email: 'jenny.rosen@example.com',
  phone_number: '+18888675309',
  type: 'individual',
  individual: {
    first_name: 'Jenny',
    last_name: 'Rosen',
    card_issuing: { user_terms_acceptance: { date: 1_700_000_000, ip: '10.0.0.1' } },
  },
  billing: {
    address: { line1: '123 Main Street', city: 'San Francisco', state: 'CA', postal_code: '94111', country: 'US' },
  },
}

type World = Pick<Sandbox, 'stripe' | 'news' | 'advance' | 'call'>

/** An active virtual card of a new cardholder. */
export async function issued(
  { stripe, news }: World,
  card: Partial<Stripe.Issuing.CardCreateParams> = {},
  holder: Partial<Stripe.Issuing.CardholderCreateParams> = {},
): Promise<Stripe.Issuing.Card> {
  const { id } = await stripe.issuing.cardholders.create({ ...HOLDER, ...holder })
  const made = await stripe.issuing.cards.create({
    cardholder: id,
    currency: 'usd',
    type: 'virtual',
    status: 'active',
    ...card,
  })
  assert.deepEqual(await news(), ['issuing_cardholder.created', 'issuing_card.created'])
  return made
}

const ADDRESS = { line1: '1 Main St', city: 'Reno', state: 'NV', postal_code: '89501', country: 'US' }
/** A physical card that is not on its way yet. */
export const physical = (world: World) =>
  issued(world, {
    type: 'physical',
    status: 'inactive',
    shipping: { name: 'Jenny Rosen', address: ADDRESS, service: 'express' },
  })

/** Money that cards can spend. */
export async function fund({ stripe, news, advance }: World, amount: number, currency = 'usd'): Promise<void> {
  await stripe.topups.create({ amount, currency, destination_balance: 'issuing' } as Stripe.TopupCreateParams)
  await advance(5)
  assert.deepEqual(await news(), ['topup.created', 'topup.succeeded'])
}

/** What the issuing balance has: minor units by currency. */
export async function left({ stripe }: Pick<World, 'stripe'>): Promise<Record<string, number>> {
  const { issuing } = await stripe.balance.retrieve()
  return Object.fromEntries((issuing?.available ?? []).map(({ amount, currency }) => [currency, amount]))
}

/** An object without the answer that it came with. */
export const plain = <T extends object>(object: T): T => JSON.parse(JSON.stringify(object))

export type BuyParams = Parameters<Stripe['testHelpers']['issuing']['authorizations']['create']>[0]
/** A purchase of ten dollars, or of what is said. */
export const buy = ({ stripe }: Pick<Sandbox, 'stripe'>, card: { id: string }, params: Partial<BuyParams> = {}) =>
  stripe.testHelpers.issuing.authorizations.create({ card: card.id, amount: 1000, ...params })

/** Types and amounts of what moved. */
export const moves = ({ balance_transactions }: Stripe.Issuing.Authorization) =>
  balance_transactions.map(({ type, amount }) => [type.replace('issuing_authorization_', ''), amount])
