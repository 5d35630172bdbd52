// How Stripe decides on a purchase before anybody else is asked: the card, its holder, what the two may spend, and whether there
// is the money. (https://docs.stripe.com/issuing/purchases/authorizations; the words of `request_history.reason`)
import type { Tx } from '../../kernel/tx.ts'
import { allows, MOST_AT_ONCE, type Purchase, type SpendingControls } from '../../rules/spending.ts'
import { endpointsOf } from '../core/webhook_endpoint.ts'
import { availableBalance } from '../payments/balance_state.ts'
import type { Authorization, Reason } from './authorization_state.ts'
import type { Card } from './card_state.ts'
import { expiredAt } from './expiry.ts'
import type { Cardholder } from './issuing.cardholder.ts'
import { spentBy } from './spent.ts'

export interface Attempt {
  readonly card: Card
  readonly holder: Cardholder
  /** The card, or the first of those that it replaced, and its holder. */
  readonly owners: readonly string[]
  readonly purchase: Purchase
  readonly checks: Pick<Authorization['verification_data'], 'cvc_check' | 'expiry_check'>
  /** Radar is sure that it is fraud, and the holder has not said otherwise. */
  readonly isSuspect: boolean
}

/**
 * Why a purchase is declined: the first that applies. That they are looked at in this order is [K]. Nobody here blocks a holder,
 * and a card is not activated before its holder has told all, so that those two reasons have no row.
 */
const REASONS: readonly (readonly [Reason, (attempt: Attempt, tx: Tx) => boolean])[] = [
  ['card_canceled', ({ card }) => card.status === 'canceled'],
  ['card_inactive', ({ card }) => card.status === 'inactive'],
  ['card_expired', ({ card }, tx) => expiredAt(card) <= tx.now],
  ['cardholder_inactive', ({ holder }) => holder.status === 'inactive'],
  ['verification_failed', ({ checks }) => checks.cvc_check === 'mismatch' || checks.expiry_check === 'mismatch'],
  ['suspected_fraud', ({ isSuspect }) => isSuspect],
  ['spending_controls', (attempt, tx) => !isAllowed(attempt, tx)],
  ['insufficient_funds', ({ card, purchase }, tx) => isTooMuch(tx, card.currency, purchase.amount)],
]

/** Why the purchase is declined, or nothing. */
export const refusalOf = (tx: Tx, attempt: Attempt): Reason | undefined =>
  REASONS.find(([, applies]) => applies(attempt, tx))?.[0]

/** The controls of the card, and those of its holder: limits of his that are in another currency do not count for it. [K] */
function isAllowed({ card, holder, owners, purchase }: Attempt, tx: Tx): boolean {
  if (purchase.total > MOST_AT_ONCE) return false
  const ofHolder = holder.spending_controls
  const isSame = ofHolder?.spending_limits_currency === card.currency
  const controls = [
    card.spending_controls,
    ofHolder && { ...ofHolder, spending_limits: isSame ? ofHolder.spending_limits : null },
  ]
  return controls.every(
    (one, i) =>
      !one || allows(one as unknown as SpendingControls, purchase, spentBy(tx, owners[i]!, card.currency), tx.now),
  )
}

/** Whether the issuing balance has less than that. */
const isTooMuch = (tx: Tx, currency: string, amount: number): boolean =>
  amount > 0 && availableBalance(tx, currency, 'issuing') < amount

/** Whether an endpoint, of the account or of its platform, wants to decide itself: whoever listens to everything does not. */
export function isAsked(tx: Tx): boolean {
  const isConnected = tx.place.account !== tx.place.tenant
  const endpoints = [
    ...endpointsOf(tx).filter(({ hidden }) => !hidden.connect),
    ...(isConnected ? endpointsOf(tx.platform).filter(({ hidden }) => hidden.connect) : []),
  ]
  return endpoints.some(
    ({ enabled_events, status }) => status === 'enabled' && enabled_events.includes('issuing_authorization.request'),
  )
}
