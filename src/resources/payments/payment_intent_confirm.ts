// Confirming a PaymentIntent: the method is tried, and what its bank or the customer says moves the intent on.
// (https://docs.stripe.com/api/payment_intents/confirm)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { keep, type Kept, StripeError } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { methodOf } from '../../network/catalogue.ts'
import { DECLINES } from '../../network/declines.ts'
import { konbiniFate, type VoucherFate, voucherFate } from '../../network/test_emails.ts'
import { lookAhead } from './payment_intent_ahead.ts'
import { newDetails } from './payment_intent_amount_details_line_item.ts'
import { concludeAuthorization, openAuthorization, replaceAuthorization } from './authorization.ts'
import { customer, shipping } from './customer.ts'
import { checkReturnUrl, unexpectedState } from './intent.ts'
import { acceptance } from './mandate.ts'
import { checkWaits, type Told, verify } from './microdeposits.ts'
import { confirmedMethod, methodAt, remember, type Method } from './payment_method.ts'
import { defaultOf } from './customer_state.ts'
import { fund } from './payment_intent_funding.ts'
import {
  attempt,
  capturesLater,
  decline,
  EXPIRED,
  optionsFor,
  outcome,
  REFUSED,
  turnDown,
  futureOf,
  merged,
} from './payment_intent_outcome.ts'
import { allows, type Intent, paymentIntent, refusal } from './payment_intent_state.ts'
import { checkFits, checkUsable } from './payment_intent_usable.ts'
import { verdictOn } from './verdict.ts'

export type Confirm = Params<
  Stripe.PaymentIntentConfirmParams & { client_secret?: string; expected_payment_method_type?: string }
>

/** How one attempt to pay went: what confirm answers, and what an invoice goes by. */
export function confirm(tx: Tx, self: Intent, params: Confirm): Intent | Kept {
  if (!allows('confirm', self)) throw refusal('confirm', self)
  const method = methodFor(tx, self, params)
  checkUsable(method, self.customer ?? undefined, self.payment_method_types)
  const offSession = isOffSession(params)
  const accepted = acceptance(tx, params.mandate_data as never) ?? self.hidden.acceptance
  const said = changes(tx, self, params)
  const asked: Intent = { ...self, ...said }
  checkFits(asked, method, {
    capturesLater: capturesLater(asked, method),
    future: futureOf(asked, method.type),
    mandated: accepted !== undefined || method.hidden.mandate !== undefined,
  })
  // The customer has answered for the method that was tried then, and for no other.
  const { answered: heard, ...before } = self.hidden
  const authenticated = heard === true && method.id === self.payment_method
  const paying = { customer: self.customer as string | null, payment_method: method.id }
  const verdict = verdictOn(tx, attempt(asked, method, { offSession, authenticated }), paying)
  if (verdict.kind === 'action' || !offSession) checkReturnUrl(self, params, method.type)
  replaceAuthorization(tx, self.hidden.authorization)
  const current = tx.update(paymentIntent, self, {
    ...said,
    last_payment_error: null,
    payment_method: method.id,
    hidden: { ...before, ...(authenticated && { answered: true }), ...(accepted && { acceptance: accepted }) },
  })
  if (methodOf(method.type)!.flow === 'transfer')
    return fund(tx, current, method, () => sendAway(tx, current, method, params))
  if (verdict.kind !== 'action') return outcome(tx, current, method, verdict)
  if (params.error_on_requires_action) return decline(tx, current, DECLINES.authentication_required)
  return sendAway(tx, current, method, params)
}

/** What a confirmation says of the intent. */
function changes(tx: Tx, self: Intent, params: Confirm): Partial<Intent> {
  return {
    ...newDetails(tx, self, params.amount_details, self.amount),
    ...(params.setup_future_usage && { setup_future_usage: params.setup_future_usage }),
    ...(params.capture_method && { capture_method: params.capture_method }),
    ...(params.receipt_email !== undefined && { receipt_email: params.receipt_email || null }),
    ...(params.shipping !== undefined && { shipping: shipping(params.shipping) as Intent['shipping'] }),
    payment_method_options: merged(self, params.payment_method_options),
  }
}

const isOffSession = ({ off_session }: Confirm): boolean =>
  off_session !== undefined && off_session !== false && off_session !== ('' as never)

/** Where no method is named, the customer's default pays. */
function methodFor(tx: Tx, self: Intent, params: Confirm): Method {
  const method = confirmedMethod(tx, params, self)
  if (method) return method
  const who = self.customer === null ? undefined : tx.get(customer, self.customer)
  const fallback = who && defaultOf(who)
  if (fallback) return methodAt(tx, fallback)
  const how = who
    ? `To confirm the PaymentIntent with ${who.id}, specify a payment method attached to this customer along with the customer ID.`
    : 'You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly ' +
      'with a payment method or ConfirmationToken.'
  throw unexpectedState(self, `You cannot confirm this PaymentIntent because it's missing a payment method. ${how}`)
}

/** The customer has to act: on a page, with a code, at a till, or by telling what two deposits were. */
function sendAway(tx: Tx, self: Intent, { type, billing_details }: Method, params: Confirm): Intent {
  const { id, next_action, expires_at } = openAuthorization(tx, {
    prefix: 'pa',
    intent: self,
    amount: self.amount,
    currency: self.currency,
    type,
    returnUrl: params.return_url,
    sdk: params.use_stripe_sdk === true,
    options: optionsFor(self, type),
  })
  const fate = fateOf(self, type, billing_details.email)
  if (fate !== undefined)
    tx.schedule(fate === 'never' ? expires_at : tx.now + fate.after, 'payment_intent.lapse', { id: self.id })
  const { answered: _, deposits: __, ...hidden } = self.hidden
  return tx.update(paymentIntent, self, {
    next_action,
    status: 'requires_action',
    hidden: { ...hidden, authorization: id },
  })
}

/** What comes of a step that nobody decides: a voucher goes by its customer's e-mail address, codes and deposits run out. */
function fateOf(self: Intent, type: string, email: string | null): VoucherFate | undefined {
  const { flow, action } = methodOf(type)!
  const number = optionsFor(self, type).confirmation_number
  if (flow === 'voucher')
    return (typeof number === 'string' ? konbiniFate(number) : undefined) ?? voucherFate(email ?? '')
  return flow === 'code' || action === 'verify_with_microdeposits' ? 'never' : undefined
}

/** The time of a step is over: the voucher was paid, or nobody did anything. */
export function lapse(tx: Tx, self: Intent): void {
  const open = self.hidden.authorization
  if (self.status !== 'requires_action' || open === undefined) return
  const { type, billing_details } = methodAt(tx, self.payment_method as string)
  const fate = fateOf(self, type, billing_details.email)
  if (fate === undefined) return
  replaceAuthorization(tx, open)
  if (fate !== 'never' && fate.paid) approved(tx, self)
  else turnDown(tx, self, EXPIRED)
}

/** The customer has decided, if it is this kind of intent that waits for it. Their bank may still say no. */
export function decide(tx: Tx, step: { id: string; intent: string }, said: 'succeeded' | 'failed'): void {
  const self = tx.find(paymentIntent, step.intent)
  if (!self || self.hidden.authorization !== step.id) return
  lookAhead(tx, self)
  const decided = said === 'failed' ? turnDown(tx, self, whyNot(tx, self)) : answered(tx, self)
  const isLost = decided.status === 'requires_payment_method'
  concludeAuthorization(tx, step.id, isLost ? 'failed' : decided.status === 'processing' ? 'pending' : 'succeeded')
}

/** A voucher is not refused: nobody pays it in time. */
function whyNot(tx: Tx, self: Intent): typeof REFUSED {
  const { type } = methodAt(tx, self.payment_method as string)
  return methodOf(type)!.flow === 'voucher' ? EXPIRED : REFUSED
}

/** The customer agreed: the method is charged, or waits for the server that wants to confirm itself. */
function answered(tx: Tx, self: Intent): Intent {
  if (self.confirmation_method !== 'manual') return approved(tx, self)
  return tx.update(paymentIntent, self, {
    next_action: null,
    status: 'requires_confirmation',
    hidden: { ...self.hidden, answered: true },
  })
}

/** The method is charged, with its customer's word; what was paid at a till waits for no server. */
function approved(tx: Tx, self: Intent): Intent {
  const method = methodAt(tx, self.payment_method as string)
  const paying = { customer: self.customer as string | null, payment_method: method.id }
  const verdict = verdictOn(tx, attempt(self, method, { offSession: false, authenticated: true }), paying)
  const heard: Intent = { ...self, hidden: { ...self.hidden, answered: true } }
  if (verdict.kind === 'action') decline(tx, heard, DECLINES.generic_decline)
  else outcome(tx, heard, method, verdict)
  return tx.get(paymentIntent, self.id)
}

/** The customer tells of the two deposits to their account. */
export function verifyMicrodeposits(tx: Tx, self: Intent, params: Told): Intent | Kept {
  checkWaits(self as never)
  const method = methodAt(tx, self.payment_method as string)
  const deposits = self.hidden.deposits ?? 0
  const said = verify(method, params, deposits)
  if (said.kind === 'wrong') {
    const row = tx.update(paymentIntent, self, { hidden: { ...self.hidden, deposits: deposits + 1 } })
    return keep(new StripeError(400, { ...said.error, payment_intent: row }))
  }
  replaceAuthorization(tx, self.hidden.authorization)
  if (said.kind === 'over') {
    const failed = turnDown(tx, self, said.error as typeof REFUSED)
    return keep(new StripeError(400, { ...said.error, payment_intent: failed }))
  }
  const { unverified: _, ...hidden } = method.hidden
  remember(tx, method, hidden)
  return answered(tx, self)
}
