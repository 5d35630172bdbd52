// Issuing authorizations: purchases that somebody wants to make with a card. The test helpers play the merchant.
// (https://docs.stripe.com/api/issuing/authorizations; https://docs.stripe.com/issuing/purchases/authorizations)
// One file because it is one state machine: what is approved is held, and every verb after that changes what is held.
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, tooLarge, tooSmall } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { BALANCE_ID } from '../payments/balance_state.ts'
import {
  ANSWER_SECONDS,
  attempt,
  decided,
  detailsOf,
  paid,
  pairOf,
  pendingOf,
  type Request,
  waitForAnswer,
  waitForCapture,
} from './authorization_attempt.ts'
import { type Authorization, authorization, cardIn, current, hold, type Reason } from './authorization_state.ts'
import { card, current as currentCards, wireOf } from './card_state.ts'
import { isAsked, refusalOf } from './decision.ts'
import { cardholder } from './issuing.cardholder.ts'
import { type Amounts, converted, fleetOf, fuelOf, purchaseDetails } from './purchase.ts'
import { spend, spendingId } from './spent.ts'
import type * as Helpers from './test_params.ts'
import { insertTransaction } from './transaction_state.ts'

const PATH = '/v1/issuing/authorizations'
const HELPER = '/v1/test_helpers/issuing/authorizations'

/** What is decided for who does not answer; Stripe lets the account choose. [K] */
const UNANSWERED_IS_APPROVED = false
/** What a merchant may do, and where it leads: all of it of what was approved and is still open. */
const VERBS = {
  capture: { from: 'pending', to: 'closed' },
  expire: { from: 'pending', to: 'expired' },
  finalize: { from: 'pending', to: 'pending' },
  increment: { from: 'pending', to: 'pending' },
  reverse: { from: 'pending', to: 'reversed' },
} as const

type Metadata = { readonly metadata?: unknown }

export const authorizations = resource(authorization)
  .on<Stripe.Issuing.AuthorizationRetrieveParams>(`GET ${PATH}/{id}`, (tx, _params, self) => current(tx, [self])[0]!)
  .on<Stripe.Issuing.AuthorizationListParams>(`GET ${PATH}`, (tx, params) => {
    const page = list(tx, authorization, params as never, PATH)
    return { ...page, rows: current(tx, page.rows as never) }
  })
  .on<Stripe.Issuing.AuthorizationUpdateParams>(`POST ${PATH}/{id}`, (tx, params, self) => {
    near(tx, self)
    return tx.update(authorization, self, { ...cardNow(tx, self), ...metadataOf(self, params) })
  })
  .on<Stripe.Issuing.AuthorizationApproveParams>(`POST ${PATH}/{id}/approve`, (tx, params, self) => {
    near(tx, self)
    const { amount, is_amount_controllable } = asked(self)
    // [M]
    if (params.amount !== undefined && !is_amount_controllable)
      throw invalid('You cannot set the amount of this authorization: it is not controllable.', { param: 'amount' })
    if (params.amount !== undefined && params.amount < 1) throw tooSmall(1, 'amount')
    if (params.amount !== undefined && params.amount > amount) throw tooLarge(amount, params.amount, 'amount')
    return decide(tx, self, 'webhook_approved', params.amount ?? amount, metadataOf(self, params))
  })
  .on<Stripe.Issuing.AuthorizationDeclineParams>(`POST ${PATH}/{id}/decline`, (tx, params, self) => {
    near(tx, self)
    return decide(tx, self, 'webhook_declined', asked(self).amount, metadataOf(self, params))
  })
  .on<Helpers.AuthorizationCreateParams>(`POST ${HELPER}`, (tx, params) => attempt(tx, params))
  .on<Helpers.AuthorizationCaptureParams>(`POST ${HELPER}/{id}/capture`, (tx, params, _self, [id]) =>
    capture(tx, params, named(tx, id)),
  )
  .on<object>(`POST ${HELPER}/{id}/expire`, (tx, _params, _self, [id]) => expire(tx, named(tx, id)))
  .on<Helpers.AuthorizationFinalizeAmountParams>(`POST ${HELPER}/{id}/finalize_amount`, (tx, params, _self, [id]) =>
    finalize(tx, params, named(tx, id)),
  )
  .on<Helpers.AuthorizationRespondParams>(`POST ${HELPER}/{id}/fraud_challenges/respond`, (tx, params, _self, [id]) =>
    respond(tx, params, named(tx, id)),
  )
  .on<Helpers.AuthorizationIncrementParams>(`POST ${HELPER}/{id}/increment`, (tx, params, _self, [id]) =>
    increment(tx, params, named(tx, id)),
  )
  .on<Helpers.AuthorizationReverseParams>(`POST ${HELPER}/{id}/reverse`, (tx, params, _self, [id]) =>
    reverse(tx, params, named(tx, id)),
  )
  .job<{ id: string }>('lapse', (tx, { id }) => {
    const self = tx.get(authorization, id)
    if (!self.pending_request) return
    near(tx, self)
    decide(tx, self, 'webhook_timeout', self.pending_request.amount)
  })
  .job<{ id: string }>('expire', (tx, { id }) => {
    const self = tx.get(authorization, id)
    if (self.status !== 'pending') return
    // Whoever was asked for more answers first.
    if (self.pending_request) tx.schedule(tx.now + ANSWER_SECONDS, 'issuing.authorization.expire', { id })
    else expire(tx, self)
  })

/** The one that the path of a helper names. */
const named = (tx: Tx, id: string | undefined): Authorization => tx.get(authorization, id!)

/** All that a verb reads beside the authorization, in one round. */
function near(tx: Tx, { card, hidden: { owners }, currency }: Authorization): void {
  tx.any([card.id, card.cardholder.id, BALANCE_ID, ...owners.map((owner) => spendingId(owner, currency))])
}

/** The card as it is now, its holder too. */
const cardNow = (tx: Tx, self: Authorization): Pick<Authorization, 'card'> => ({
  card: cardIn(currentCards(tx, [tx.get(card, self.card.id)])[0]!),
})

const metadataOf = (self: Authorization, { metadata }: Metadata): Partial<Authorization> =>
  metadata === undefined ? {} : { metadata: mergeMetadata(self.metadata, metadata) }

/** What waits for an answer. [M] */
function asked({ id, pending_request }: Authorization): NonNullable<Authorization['pending_request']> {
  if (pending_request) return pending_request
  throw invalid(`The authorization ${id} is not pending: it has been approved or declined already.`)
}

/** Refuses a verb that the authorization is not open for. [M] */
function open({ approved, pending_request, status }: Authorization, verb: keyof typeof VERBS): void {
  if (pending_request) throw invalid(`You cannot ${verb} an authorization that waits for an answer.`)
  if (!approved || status !== VERBS[verb].from)
    throw invalid(`You cannot ${verb} an authorization that is ${approved ? status : 'declined'}.`)
}

/** The pending request is approved, for an amount of the card's currency in minor units, or declined. */
function decide(tx: Tx, self: Authorization, reason: Reason, amount: number, more: Partial<Authorization> = {}) {
  const request = asked(self)
  const approved = reason === 'webhook_approved' || (reason === 'webhook_timeout' && UNANSWERED_IS_APPROVED)
  tx.unschedule('issuing.authorization.lapse', { id: self.id })
  return settle(tx, self, { ...request, ...asMuch(request, amount) }, approved, reason, more)
}

/** A part of what the merchant asked for, in both currencies. */
const asMuch = (request: NonNullable<Authorization['pending_request']>, amount: number) =>
  amount === request.amount
    ? {}
    : { amount, merchant_amount: converted(amount, request.currency, request.merchant_currency) }

/** Writes down what was decided on the first request, or on one more. */
function settle(
  tx: Tx,
  self: Authorization,
  request: Request,
  approved: boolean,
  reason: Reason,
  more: Partial<Authorization> = {},
): Authorization {
  const isFirst = self.request_history.length === 0
  const { amount, merchant_amount } = request
  const { category } = self.merchant_data
  if (approved) {
    spend(tx, { owners: self.hidden.owners, currency: self.currency, amount, category, at: self.created })
    paid(tx, tx.get(card, self.card.id), isFirst ? amount : 0)
    if (isFirst) waitForCapture(tx, self.id, self.merchant_data)
  }
  const counts = approved || isFirst
  return tx.update(authorization, self, {
    ...more,
    ...cardNow(tx, self),
    amount: self.amount + (counts ? amount : 0),
    approved: isFirst ? approved : self.approved,
    balance_transactions: [...self.balance_transactions, ...(approved ? hold(tx, self, amount) : [])],
    merchant_amount: self.merchant_amount + (counts ? merchant_amount : 0),
    pending_request: null,
    request_history: [...self.request_history, decided(tx, request, approved, reason)],
    status: isFirst && !approved ? 'closed' : 'pending',
    hidden: { ...self.hidden, held: self.hidden.held + (approved ? amount : 0) },
  })
}

/** The merchant wants more. What it had stays, whatever is decided. */
function increment(tx: Tx, params: Params<Helpers.AuthorizationIncrementParams>, self: Authorization): Authorization {
  near(tx, self)
  open(self, 'increment')
  const { increment_amount: amount, is_amount_controllable } = params
  if (amount < 1) throw tooSmall(1, 'increment_amount')
  const { currency, merchant_currency } = self
  const request = {
    amount,
    amount_details: detailsOf(undefined),
    currency,
    merchant_amount: converted(amount, currency, merchant_currency),
    merchant_currency,
  }
  const used = tx.get(card, self.card.id)
  const { category, country } = self.merchant_data
  const refusal = refusalOf(tx, {
    card: used,
    holder: tx.get(cardholder, used.cardholder.id),
    owners: self.hidden.owners,
    purchase: { amount, total: self.amount + amount, category, country, presence: self.card_presence },
    checks: self.verification_data,
    isSuspect: false,
  })
  if (refusal !== undefined || !isAsked(tx))
    return settle(tx, self, request, refusal === undefined, refusal ?? 'card_active')
  waitForAnswer(tx, self.id)
  return tx.update(authorization, self, {
    ...cardNow(tx, self),
    pending_request: pendingOf(request, is_amount_controllable),
  })
}

/**
 * The merchant takes its money: always, and as much as it likes. All that was held is let go where that is the last of it.
 * (https://docs.stripe.com/issuing/purchases/transactions)
 */
function capture(tx: Tx, params: Params<Helpers.AuthorizationCaptureParams>, self: Authorization): Authorization {
  near(tx, self)
  open(self, 'capture')
  const { capture_amount: amount = self.amount, close_authorization: closes = true } = params
  if (amount < 1) throw tooSmall(1, 'capture_amount')
  const taken = insertTransaction(tx, {
    ...captured(self, amount),
    amount_details: self.amount_details,
    authorization: self.id,
    card: tx.get(card, self.card.id),
    code: self.request_history.findLast(({ approved }) => approved)?.authorization_code ?? null,
    details: purchaseDetails(params.purchase_details),
    merchant_data: self.merchant_data,
    type: 'capture',
    wallet: self.wallet as never,
  })
  const left = closes ? 0 : Math.max(0, self.amount - amount)
  const transactions = [...self.transactions, wireOf(taken)] as Authorization['transactions']
  return reduce(tx, self, left, amount + left - self.amount, {
    transactions,
    ...(closes && { status: VERBS.capture.to }),
  })
}

const captured = ({ currency, merchant_currency }: Authorization, amount: number): Amounts => ({
  amount,
  merchant_amount: converted(amount, currency, merchant_currency),
  merchant_currency,
})

/** The merchant gives back all of it, or a part. */
function reverse(
  tx: Tx,
  { reverse_amount }: Params<Helpers.AuthorizationReverseParams>,
  self: Authorization,
): Authorization {
  near(tx, self)
  open(self, 'reverse')
  const amount = reverse_amount ?? self.amount
  if (amount < 1) throw tooSmall(1, 'reverse_amount')
  if (amount > self.amount) throw tooLarge(self.amount, amount, 'reverse_amount')
  const left = self.amount - amount
  return reduce(tx, self, left, -amount, left === 0 ? { status: VERBS.reverse.to } : {})
}

/** Nobody took the money in time. */
function expire(tx: Tx, self: Authorization): Authorization {
  near(tx, self)
  open(self, 'expire')
  return reduce(tx, self, 0, -self.amount, { status: VERBS.expire.to })
}

/** The pump has stopped: it was only guessed before what it would come to. */
function finalize(
  tx: Tx,
  { final_amount: amount, fleet, fuel }: Params<Helpers.AuthorizationFinalizeAmountParams>,
  self: Authorization,
): Authorization {
  near(tx, self)
  open(self, 'finalize')
  if (amount < 1) throw tooSmall(1, 'final_amount')
  return reduce(tx, self, amount, amount - self.amount, {
    ...(fleet && { fleet: fleetOf(fleet) }),
    ...(fuel && { fuel: fuelOf(fuel) }),
  })
}

/**
 * From now on that much of it is open, in minor units, and so much is held; what was spent changes by `difference`. Nothing is
 * waited for any more once it is over.
 */
function reduce(
  tx: Tx,
  self: Authorization,
  amount: number,
  difference: number,
  changes: Partial<Authorization>,
): Authorization {
  const { currency, created, hidden, merchant_currency } = self
  const { category } = self.merchant_data
  spend(tx, { owners: hidden.owners, currency, amount: difference, category, at: created })
  if (changes.status !== undefined) tx.unschedule('issuing.authorization.expire', { id: self.id })
  return tx.update(authorization, self, {
    ...cardNow(tx, self),
    amount,
    balance_transactions: [...self.balance_transactions, ...hold(tx, self, amount - hidden.held)],
    merchant_amount: converted(amount, currency, merchant_currency),
    ...changes,
    hidden: { ...hidden, held: amount },
  })
}

/** The holder answers whether it was him; if so, the merchant may try again. [M] */
function respond(
  tx: Tx,
  { confirmed }: Params<Helpers.AuthorizationRespondParams>,
  self: Authorization,
): Authorization {
  near(tx, self)
  const [first, ...rest] = self.fraud_challenges ?? []
  if (first?.status !== 'pending') throw invalid('This authorization has no fraud challenge that waits for an answer.')
  const verified = pairOf(tx.get(card, self.card.id), self.merchant_data)
  return tx.update(authorization, self, {
    ...cardNow(tx, self),
    fraud_challenges: [{ ...first, status: confirmed ? 'verified' : 'rejected' }, ...rest],
    ...(confirmed && { hidden: { ...self.hidden, verified } }),
  })
}
