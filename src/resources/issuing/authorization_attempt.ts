// The first request of an authorization: what the merchant says, what Stripe decides of it, and what is waited for then.
// (https://docs.stripe.com/api/issuing/authorizations/test_mode_create; https://docs.stripe.com/issuing/purchases/authorizations)
import type { Params } from '../../contract/wire.ts'
import { refuseUnbuilt, unbuilt } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import { BALANCE_ID } from '../payments/balance_state.ts'
import { type Authorization, authorization, cardIn, hold, type Reason } from './authorization_state.ts'
import { type Card, card, wireOf } from './card_state.ts'
import { isAsked, refusalOf } from './decision.ts'
import { type Cardholder, cardholder } from './issuing.cardholder.ts'
import { type Amounts, amountsOf, fleetOf, fuelOf, merchantOf } from './purchase.ts'
import { spend, spendingId } from './spent.ts'
import type * as Helpers from './test_params.ts'

/**
 * How long an endpoint has to decide. Its answer to the event itself is not read: deliveries leave after the unit that made
 * them, so that it decides by `approve` or `decline`. (https://docs.stripe.com/issuing/purchases/authorizations)
 */
export const ANSWER_SECONDS = 2
/** How long a purchase may wait for its capture: hotels, airlines and car rentals have longer. The first is [K]. (…/purchases/transactions) */
const HELD_DAYS = 7
const HELD_LONG_DAYS = 31
const HELD_LONG = ['hotels_motels_and_resorts', 'airlines_air_carriers', 'car_rental_agencies']
/** How the card was there. */
const PRESENCE: Readonly<Record<string, 'present' | 'not_present'>> = {
  chip: 'present',
  contactless: 'present',
  swipe: 'present',
  keyed_in: 'not_present',
  online: 'not_present',
}

/** A request for money, in the card's currency and in that of the merchant. */
export type Request = Amounts & Pick<Authorization, 'amount_details' | 'currency'>

export const detailsOf = (given: { atm_fee?: number; cashback_amount?: number } | undefined) => ({
  atm_fee: given?.atm_fee ?? null,
  cashback_amount: given?.cashback_amount ?? null,
})

/** What was decided on a request, in the card's currency. */
export function decided(
  tx: Tx,
  request: Request,
  approved: boolean,
  reason: Reason,
): Authorization['request_history'][number] {
  return {
    amount: request.amount,
    amount_details: request.amount_details,
    approved,
    // (https://docs.stripe.com/api/issuing/authorizations/object#issuing_authorization_object-request_history-authorization_code)
    authorization_code: approved ? `S${tx.digits(6)}` : null,
    created: tx.now,
    currency: request.currency,
    merchant_amount: request.merchant_amount,
    merchant_currency: request.merchant_currency,
    network_risk_score: null,
    reason,
    reason_message: null,
    requested_at: tx.now,
  }
}

/** A purchase is tried. Stripe declines it, or an endpoint is asked, or it is approved: the card is active. */
export function attempt(tx: Tx, params: Params<Helpers.AuthorizationCreateParams>): Authorization {
  refuseUnbuilt(params, ['fraud_disputability_likelihood'], ' for an authorization')
  const used = tx.get(card, params.card, 'card')
  const { currency } = used
  const owners = [used.hidden.root ?? used.id, used.cardholder.id]
  const amounts = amountsOf(params, currency, 0)
  const merchant = merchantOf(params.merchant_data)
  const isRisky = riskOf(params) === 'highest'
  // All that is known by now to be read is one round.
  const [wasVerified] = tx.work.together([
    () => isRisky && isVerified(tx, used, merchant),
    () => tx.any([used.cardholder.id, BALANCE_ID, ...owners.map((owner) => spendingId(owner, currency))]).length === 0,
  ])
  const holder = tx.get(cardholder, used.cardholder.id)
  const method = params.authorization_method ?? 'online'
  const verification = verificationOf(params)
  const refusal = refusalOf(tx, {
    card: used,
    holder,
    owners,
    purchase: {
      amount: amounts.amount,
      total: amounts.amount,
      category: merchant.category,
      country: merchant.country,
      presence: PRESENCE[method]!,
    },
    checks: verification,
    isSuspect: isRisky && !wasVerified,
  })
  const waits = refusal === undefined && isAsked(tx)
  const approved = refusal === undefined && !waits
  const id = tx.id(authorization)
  const request = { ...amounts, amount_details: detailsOf(params.amount_details), currency }
  const held = approved ? amounts.amount : 0
  const after = approved ? paid(tx, used, amounts.amount) : used
  if (approved) {
    spend(tx, { owners, currency, amount: held, category: merchant.category, at: tx.now })
    waitForCapture(tx, id, merchant)
  }
  if (waits) waitForAnswer(tx, id)
  return tx.insert(authorization, {
    id,
    amount: waits ? 0 : amounts.amount,
    amount_details: request.amount_details,
    approved,
    authorization_method: method,
    balance_transactions: hold(tx, { id, currency }, held),
    card: cardIn({ ...after, cardholder: wireOf(holder) as Card['cardholder'] }),
    card_presence: PRESENCE[method]!,
    cardholder: holder.id,
    created: tx.now,
    currency,
    fleet: fleetOf(params.fleet),
    fraud_challenges: refusal === 'suspected_fraud' ? [challenge(holder)] : null,
    fuel: fuelOf(params.fuel),
    livemode: false,
    merchant_amount: waits ? 0 : amounts.merchant_amount,
    merchant_currency: amounts.merchant_currency,
    merchant_data: merchant,
    metadata: {},
    network_data: params.network_data
      ? {
          acquiring_institution_id: params.network_data.acquiring_institution_id ?? null,
          system_trace_audit_number: null,
          transaction_id: null,
        }
      : null,
    pending_request: waits ? pendingOf(request, params.is_amount_controllable) : null,
    request_history: waits ? [] : [decided(tx, request, approved, refusal ?? 'card_active')],
    status: refusal === undefined ? 'pending' : 'closed',
    transactions: [],
    verification_data: verification,
    verified_by_fraud_challenge: wasVerified ? true : null,
    wallet: params.wallet ?? null,
    hidden: { owners, held },
  } as Omit<Authorization, 'object'>)
}

export const pendingOf = (
  request: Request,
  is_amount_controllable = false,
): NonNullable<Authorization['pending_request']> => ({ ...request, is_amount_controllable, network_risk_score: null })

/** What the network checked where nothing is said. [K] */
function verificationOf({
  verification_data: given,
}: Params<Helpers.AuthorizationCreateParams>): Authorization['verification_data'] {
  return {
    address_line1_check: given?.address_line1_check ?? 'not_provided',
    address_postal_code_check: given?.address_postal_code_check ?? 'not_provided',
    authentication_exemption: given?.authentication_exemption ?? null,
    cvc_check: given?.cvc_check ?? 'not_provided',
    expiry_check: given?.expiry_check ?? 'match',
    postal_code: null,
    three_d_secure: given?.three_d_secure ?? null,
  }
}

/** How sure Radar is of a fraud: only the highest level has an effect. What else it may have found is not built. [K] */
function riskOf({ risk_assessment: risk }: Params<Helpers.AuthorizationCreateParams>): string | undefined {
  if (!risk) return undefined
  refuseUnbuilt(
    {
      'risk_assessment[card_testing_risk]': risk.card_testing_risk,
      'risk_assessment[merchant_dispute_risk]': risk.merchant_dispute_risk,
    },
    ['risk_assessment[card_testing_risk]', 'risk_assessment[merchant_dispute_risk]'],
  )
  if (risk.fraud_risk?.score !== undefined)
    throw unbuilt(
      'Brindle does not take a score of the risk yet, only its level.',
      'risk_assessment[fraud_risk][score]',
    )
  return risk.fraud_risk?.level
}

export const pairOf = (used: Card, { network_id }: Authorization['merchant_data']): string => `${used.id} ${network_id}`

/** Whether the holder has said of a purchase at that merchant that it was his own. */
const isVerified = (tx: Tx, used: Card, merchant: Authorization['merchant_data']): boolean =>
  tx.list(authorization, [`verified=${pairOf(used, merchant)}`], { limit: 1 }).length > 0

/** The holder is asked by a message whether it was him. (https://docs.stripe.com/issuing/controls/fraud-challenges) */
const challenge = ({ phone_number }: Cardholder): NonNullable<Authorization['fraud_challenges']>[number] => ({
  channel: 'sms',
  status: phone_number === null ? 'undeliverable' : 'pending',
  undeliverable_reason: phone_number === null ? 'no_phone_number' : null,
})

/** A card that may pay only so often is canceled after the last time. (https://docs.stripe.com/issuing/controls/lifecycle-controls) */
export function paid(tx: Tx, used: Card, amount: number): Card {
  if (!used.lifecycle_controls || amount === 0) return used
  const payments = (used.hidden.payments ?? 0) + 1
  const isLast = payments >= used.lifecycle_controls.cancel_after.payment_count
  return tx.update(card, used, {
    hidden: { ...used.hidden, payments },
    ...(isLast && { status: 'canceled' }),
  })
}

export function waitForCapture(
  tx: Tx,
  id: string,
  { category }: Pick<Authorization['merchant_data'], 'category'>,
): void {
  const days = HELD_LONG.includes(category) ? HELD_LONG_DAYS : HELD_DAYS
  tx.schedule(tx.now + days * DAY, 'issuing.authorization.expire', { id })
}

/** An endpoint was asked, and has so long to answer. */
export const waitForAnswer = (tx: Tx, id: string): void =>
  tx.schedule(tx.now + ANSWER_SECONDS, 'issuing.authorization.lapse', { id })
