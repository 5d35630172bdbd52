// After an authorisation: the held amount is captured in one or several parts, raised, let go, or runs out.
// (https://docs.stripe.com/payments/place-a-hold-on-a-payment-method)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, tooSmall, unbuilt } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Tx } from '../../kernel/tx.ts'
import { newDetails } from './payment_intent_amount_details_line_item.ts'
import { replaceAuthorization } from './authorization.ts'
import { type Charge, charge } from './charge_state.ts'
import { captureCharge, expireCharge, raiseCharge, releaseCharge } from './charging.ts'
import { asCharged, connectWishes } from './payment_intent_connect.ts'
import { checkAmount } from './intent.ts'
import { giveBack } from './payment_intent_funding.ts'
import { afterwards, allows, type Intent, paymentIntent, refusal } from './payment_intent_state.ts'

/** Captures all that is held, or `amount_to_capture` of it; the rest is let go unless more captures are to come. */
export function capture(tx: Tx, self: Intent, params: Params<Stripe.PaymentIntentCaptureParams>): Intent {
  if (!allows('capture', self)) throw refusal('capture', self)
  const amount = params.amount_to_capture ?? self.amount_capturable
  if (amount < 1) throw tooSmall(1, 'amount_to_capture')
  if (amount > self.amount_capturable)
    throw invalid(
      'The remaining capturable amount for this PaymentIntent is ' +
        `${self.amount_capturable} ${self.currency} but you tried to capture ${amount} ${self.currency}.`,
      { code: 'amount_too_large', param: 'amount_to_capture' },
    )
  const held = tx.get(charge, self.latest_charge as string)
  const isLast = params.final_capture !== false
  if (!isLast && !allowsMany(held))
    throw invalid(
      'This PaymentIntent does not support multicapture: `final_capture` can only be `false` where it was authorized with ' +
        '`payment_method_options[card][request_multicapture]=if_available`.',
      { param: 'final_capture' },
    )
  const wishes = connectWishes(tx, params, self)
  if (!isLast && (self.transfer_data || self.application_fee_amount || wishes.application_fee_amount))
    throw unbuilt('Brindle does not capture a Connect payment in several parts yet.', 'final_capture')
  const rest = self.amount_capturable - amount
  const isOver = isLast || rest === 0
  captureCharge(tx, described(tx, held, params), amount, isOver, asCharged(wishes))
  if (isOver) tx.unschedule('payment_intent.expire', self)
  return tx.update(paymentIntent, self, {
    amount_capturable: isOver ? 0 : rest,
    amount_received: self.amount_received + amount,
    ...wishes,
    ...newDetails(tx, self, params.amount_details, amount),
    ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata, params.metadata) }),
    ...(params.statement_descriptor !== undefined && { statement_descriptor: params.statement_descriptor }),
    ...(params.statement_descriptor_suffix !== undefined && {
      statement_descriptor_suffix: params.statement_descriptor_suffix,
    }),
    ...(isOver && { status: 'succeeded', hidden: afterwards(self) }),
  })
}

interface CardDetails {
  readonly multicapture?: { readonly status: string }
  readonly incremental_authorization?: { readonly status: string }
}
const cardOf = ({ payment_method_details }: Charge): CardDetails =>
  ((payment_method_details as { card?: CardDetails } | null)?.card ?? {}) as CardDetails

const allowsMany = (held: Charge): boolean => cardOf(held).multicapture?.status === 'available'

/** What a capture says of the charge. */
function described(tx: Tx, held: Charge, params: Params<Stripe.PaymentIntentCaptureParams>): Charge {
  const { statement_descriptor, statement_descriptor_suffix } = params
  if (statement_descriptor === undefined && statement_descriptor_suffix === undefined) return held
  return tx.update(charge, held, {
    ...(statement_descriptor !== undefined && { statement_descriptor }),
    ...(statement_descriptor_suffix !== undefined && { statement_descriptor_suffix }),
  })
}

/** Why ten: Stripe's own limit. (https://docs.stripe.com/api/payment_intents/increment_authorization) */
const INCREMENTS_MAX = 10

/** Asks the bank to hold more: a new total, in minor units. A decline leaves everything as it was. */
export function incrementAuthorization(
  tx: Tx,
  self: Intent,
  params: Params<Stripe.PaymentIntentIncrementAuthorizationParams>,
): Intent {
  if (!allows('increment_authorization', self)) throw refusal('increment_authorization', self)
  checkAmount(params.amount, self.currency)
  if (params.amount <= self.amount)
    throw invalid(`The new amount must be greater than the current amount of ${self.amount}.`, { param: 'amount' })
  const held = tx.get(charge, self.latest_charge as string)
  if (cardOf(held).incremental_authorization?.status !== 'available')
    throw invalid(
      'This PaymentIntent does not support incremental authorization: it has to be authorized with ' +
        '`payment_method_options[card][request_incremental_authorization]=if_available`.',
    )
  const increments = (self.hidden.increments ?? 0) + 1
  if (increments > INCREMENTS_MAX)
    throw invalid(`You can increment the authorization of a PaymentIntent at most ${INCREMENTS_MAX} times.`)
  const wishes = connectWishes(tx, params, { ...self, amount: params.amount })
  raiseCharge(tx, held, params.amount, asCharged(wishes))
  return tx.update(paymentIntent, self, {
    amount: params.amount,
    amount_capturable: self.amount_capturable + params.amount - self.amount,
    ...wishes,
    ...newDetails(tx, self, params.amount_details, params.amount),
    ...(params.description !== undefined && { description: params.description }),
    ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata, params.metadata) }),
    ...(params.statement_descriptor !== undefined && { statement_descriptor: params.statement_descriptor }),
    hidden: { ...self.hidden, increments },
  })
}

/** Cancels an intent; what is held for it is let go. One that an invoice made is canceled with its invoice only. */
export function cancelIntent(tx: Tx, self: Intent, reason: string | null): Intent {
  if (!allows('cancel', self)) throw refusal('cancel', self)
  replaceAuthorization(tx, self.hidden.authorization)
  giveBack(tx, self)
  if (self.status !== 'requires_capture') return end(tx, self, reason)
  const held = tx.get(charge, self.latest_charge as string)
  if (self.amount_received > 0) return finish(tx, self, held)
  releaseCharge(tx, held)
  return end(tx, self, reason)
}

/** What was captured in parts stays, and makes the payment; the rest is let go. What Stripe does is not documented. [K] */
function finish(tx: Tx, self: Intent, held: Charge): Intent {
  tx.unschedule('payment_intent.expire', self)
  tx.update(charge, held, { captured: true })
  return tx.update(paymentIntent, self, { amount_capturable: 0, status: 'succeeded', hidden: afterwards(self) })
}

function end(tx: Tx, self: Intent, reason: string | null): Intent {
  if (self.status === 'requires_capture') tx.unschedule('payment_intent.expire', self)
  if (self.status === 'processing') tx.unschedule('payment_intent.conclude', self)
  return tx.update(paymentIntent, self, {
    amount_capturable: 0,
    canceled_at: tx.now,
    cancellation_reason: reason as Intent['cancellation_reason'],
    next_action: null,
    status: 'canceled',
  })
}

/** Nobody captured in time: what was captured in parts stays, and otherwise the intent is over. */
export function expire(tx: Tx, self: Intent): void {
  if (self.status !== 'requires_capture') return
  const held = tx.get(charge, self.latest_charge as string)
  if (self.amount_received > 0) finish(tx, self, held)
  else {
    expireCharge(tx, held)
    end(tx, self, 'expired')
  }
}
