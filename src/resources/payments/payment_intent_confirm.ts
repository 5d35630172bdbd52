// Confirming a PaymentIntent: the method is tried, and what its bank or the customer says moves the intent on.
// (https://docs.stripe.com/api/payment_intents/confirm)
// One file because the outcomes of an attempt are one list: read it beside network/network.ts, which decides.
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { type ErrorBody, keep, type Kept, StripeError } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { methodOf } from '../../network/catalogue.ts'
import { konbiniFate, type VoucherFate, voucherFate } from '../../network/test_emails.ts'
import { DECLINES, type DeclineText } from '../../network/declines.ts'
import { type Attempt, debitDecline, judge, type Verdict } from '../../network/network.ts'
import { concludeAuthorization, openAuthorization, replaceAuthorization } from './authorization.ts'
import { type Charge, charge } from './charge_state.ts'
import { concludeCharge, HOLD_SECONDS, insertCharge, type Said } from './charging.ts'
import { generateDebit } from './generated.ts'
import { instrumentOf } from './instrument.ts'
import { customer, shipping } from './customer.ts'
import { checkReturnUrl, unexpectedState } from './intent.ts'
import { acceptance, endMandate, insertMandate } from './mandate.ts'
import { checkWaits, type Told, verify } from './microdeposits.ts'
import { attach, confirmedMethod, instrumentFacts, paymentMethod, useUp } from './payment_method.ts'
import { checkFits, checkUsable } from './payment_intent_usable.ts'
import { afterwards, allows, type Intent, type Method, paymentIntent, refusal } from './payment_intent_state.ts'

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
  const said = changes(self, params)
  const asked: Intent = { ...self, ...said }
  checkFits(asked, method, {
    capturesLater: capturesLater(asked, method),
    future: asked.setup_future_usage,
    mandated: accepted !== undefined || method.hidden.mandate !== undefined,
  })
  // The customer has answered for the method that was tried then, and for no other.
  const authenticated = self.hidden.answered === true && method.id === self.payment_method
  const verdict = judge(attempt(asked, method, { offSession, authenticated }))
  if (verdict.kind === 'action' || !offSession) checkReturnUrl(self, params, method.type)
  replaceAuthorization(tx, self.hidden.authorization)
  const current = tx.update(paymentIntent, self, {
    ...said,
    last_payment_error: null,
    payment_method: method.id,
    hidden: { ...self.hidden, ...(accepted && { acceptance: accepted }) },
  })
  if (verdict.kind !== 'action') return outcome(tx, current, method, verdict)
  if (params.error_on_requires_action) return decline(tx, current, DECLINES.authentication_required)
  return sendAway(tx, current, method, params)
}

/** What a confirmation says of the intent. */
function changes(self: Intent, params: Confirm): Partial<Intent> {
  return {
    ...(params.setup_future_usage && { setup_future_usage: params.setup_future_usage }),
    ...(params.capture_method && { capture_method: params.capture_method }),
    ...(params.receipt_email !== undefined && { receipt_email: params.receipt_email || null }),
    ...(params.shipping !== undefined && { shipping: shipping(params.shipping) as Intent['shipping'] }),
    ...(params.payment_method_options && { payment_method_options: options(self, params.payment_method_options) }),
  }
}

const isOffSession = ({ off_session }: Confirm): boolean =>
  off_session !== undefined && off_session !== false && off_session !== ('' as never)

/** Where no method is named, the customer's default pays. */
function methodFor(tx: Tx, self: Intent, params: Confirm): Method {
  const method = confirmedMethod(tx, params, self)
  if (method) return method
  const who = self.customer === null ? undefined : tx.get(customer, self.customer)
  const fallback = who?.invoice_settings.default_payment_method
  if (fallback) return tx.get(paymentMethod, fallback)
  const how = who
    ? `To confirm the PaymentIntent with ${who.id}, specify a payment method attached to this customer along with the customer ID.`
    : 'You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly ' +
      'with a payment method or ConfirmationToken.'
  throw unexpectedState(self, `You cannot confirm this PaymentIntent because it's missing a payment method. ${how}`)
}

type Options = Intent['payment_method_options']

/** What the intent says of each type, with what a request says anew. */
export function options({ payment_method_options: old }: { payment_method_options: Options }, given: object): Options {
  const merged: Record<string, object> = { ...(old as Record<string, object> | null) }
  for (const [type, said] of Object.entries(given)) merged[type] = { ...merged[type], ...(said as object) }
  return merged as Options
}

interface TypeOptions {
  readonly [name: string]: unknown
  readonly capture_method?: string
  readonly request_incremental_authorization?: string
  readonly request_multicapture?: string
  readonly request_three_d_secure?: 'automatic' | 'any' | 'challenge'
}

const optionsFor = (self: Intent, type: string): TypeOptions =>
  ((self.payment_method_options ?? {}) as Record<string, TypeOptions>)[type] ?? {}

function attempt(
  self: Intent,
  method: Method,
  { offSession, authenticated }: Pick<Attempt, 'offSession' | 'authenticated'>,
): Attempt {
  const { hidden, type } = method
  const asked = optionsFor(self, type).request_three_d_secure
  return {
    ...instrumentFacts(method),
    use: 'payment',
    offSession,
    authenticated,
    agreed: type === 'card' ? hidden.isSetUp === true : method.customer !== null,
    ...(asked && { asked }),
  }
}

/** What an attempt came to. */
function outcome(tx: Tx, self: Intent, method: Method, verdict: Exclude<Verdict, { kind: 'action' }>): Intent | Kept {
  if (verdict.kind === 'declined') return decline(tx, self, verdict.decline)
  if (verdict.kind === 'pending') return wait(tx, self, method, verdict)
  return capturesLater(self, method) ? hold(tx, self, method) : succeed(tx, self, method)
}

const capturesLater = (self: Intent, { type }: Method): boolean =>
  (optionsFor(self, type).capture_method ?? self.capture_method) === 'manual'

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
  const { type, billing_details } = tx.get(paymentMethod, self.payment_method as string)
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
  const decided = said === 'failed' ? turnDown(tx, self) : answered(tx, self)
  const isLost = decided.status === 'requires_payment_method'
  concludeAuthorization(tx, step.id, isLost ? 'failed' : decided.status === 'processing' ? 'pending' : 'succeeded')
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
  const method = tx.get(paymentMethod, self.payment_method as string)
  const verdict = judge(attempt(self, method, { offSession: false, authenticated: true }))
  if (verdict.kind === 'action') decline(tx, self, DECLINES.generic_decline)
  else outcome(tx, self, method, verdict)
  return tx.get(paymentIntent, self.id)
}

/** The customer tells of the two deposits to their account. */
export function verifyMicrodeposits(tx: Tx, self: Intent, params: Told): Intent | Kept {
  checkWaits(self as never)
  const method = tx.get(paymentMethod, self.payment_method as string)
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
  tx.update(paymentMethod, method, { hidden })
  return answered(tx, self)
}

/** Charged and captured: the money is on its way to the balance. */
function succeed(tx: Tx, self: Intent, method: Method): Intent {
  const soon = self.capture_method === 'automatic_async'
  const paid = charged(tx, self, agreed(tx, self, method), { kind: 'paid', capture: soon ? 'soon' : 'now' })
  generate(tx, self, paid, method)
  keepOrUseUp(tx, self, method.id)
  return tx.update(paymentIntent, self, {
    amount_received: self.amount,
    latest_charge: paid.id,
    next_action: null,
    review: paid.review,
    status: 'succeeded',
    hidden: afterwards(self),
  })
}

/** Authorised: the bank holds the amount until it is captured, for a week. */
function hold(tx: Tx, self: Intent, method: Method): Intent {
  const { request_multicapture, request_incremental_authorization } = optionsFor(self, method.type)
  const held = charged(tx, self, agreed(tx, self, method), {
    kind: 'paid',
    capture: 'later',
    manyTimes: request_multicapture === 'if_available',
    raisable: request_incremental_authorization === 'if_available',
  })
  keepOrUseUp(tx, self, method.id)
  tx.schedule(tx.now + HOLD_SECONDS, 'payment_intent.expire', { id: self.id })
  return tx.update(paymentIntent, self, {
    amount_capturable: self.amount,
    latest_charge: held.id,
    next_action: null,
    review: held.review,
    status: 'requires_capture',
    hidden: afterwards(self),
  })
}

/** The bank takes its time: the charge is pending, and the intent is processing until it has decided. */
function wait(tx: Tx, self: Intent, method: Method, { after, fails }: Extract<Verdict, { kind: 'pending' }>): Intent {
  const pending = charged(tx, self, agreed(tx, self, method), { kind: 'pending' })
  keepOrUseUp(tx, self, method.id)
  if (after !== 'never') tx.schedule(tx.now + after, 'payment_intent.conclude', { id: self.id })
  return tx.update(paymentIntent, self, {
    latest_charge: pending.id,
    next_action: null,
    status: 'processing',
    hidden: { ...afterwards(self), ...(fails && { fails }) },
  })
}

/** What the customer agreed to with this payment is written down: for once, or for all that are set up to come. */
function agreed(tx: Tx, self: Intent, method: Method): Method {
  const accepted = self.hidden.acceptance
  if (!accepted || methodOf(method.type)!.mandate === 'none') return method
  const single = self.setup_future_usage ? undefined : { amount: self.amount, currency: self.currency }
  const { id } = insertMandate(tx, method, accepted, single)
  return tx.update(paymentMethod, method, { hidden: { ...method.hidden, mandate: id } })
}

/** The bank has decided of what was processing. */
export function conclude(tx: Tx, self: Intent): void {
  if (self.status !== 'processing') return
  const pending = tx.get(charge, self.latest_charge as string)
  const { fails } = self.hidden
  if (fails) {
    const text = debitDecline(fails)
    const { hidden } = tx.get(paymentMethod, self.payment_method as string)
    if (pending.hidden.endsMandate) endMandate(tx, hidden.mandate)
    fail(tx, self, concludeCharge(tx, pending, text), text)
    return
  }
  concludeCharge(tx, pending, undefined)
  tx.update(paymentIntent, self, { amount_received: self.amount, status: 'succeeded', hidden: afterwards(self) })
}

/** A bank redirect that is set up makes a debit for later; the charge says which. */
function generate(tx: Tx, self: Intent, paid: Charge, { id }: Method): void {
  if (!self.setup_future_usage || !self.customer) return
  const method = tx.get(paymentMethod, id)
  const debit = generateDebit(tx, method, self.customer, self.hidden.acceptance, { charge: paid.id })
  if (!debit) return
  const details = paid.payment_method_details as unknown as Record<string, object>
  const shown = { ...details[method.type], ...debit }
  tx.amend(charge, paid, { payment_method_details: { ...details, [method.type]: shown } as never })
}

/** What is set up for the future is kept with its customer; what is nobody's is used up. */
function keepOrUseUp(tx: Tx, self: Intent, id: string): void {
  const method = tx.get(paymentMethod, id)
  const isOnce = !self.setup_future_usage || !self.customer || methodOf(method.type)!.generates !== undefined
  if (isOnce) {
    if (method.customer === null) useUp(tx, method, 'payment')
    return
  }
  const kept = method.customer === null ? attach(tx, method, self.customer as string) : method
  if (!kept.hidden.isSetUp) tx.update(paymentMethod, kept, { hidden: { ...kept.hidden, isSetUp: true } })
}

/** The bank's no: the failed charge stays as `latest_charge`, the method leaves the intent, and the caller hears 402. */
function decline(tx: Tx, self: Intent, text: DeclineText): Kept {
  const method = tx.get(paymentMethod, self.payment_method!)
  return fail(tx, self, charged(tx, self, method, { kind: 'failed', decline: text }), text)
}

function fail(tx: Tx, self: Intent, failed: Charge, { outcome: _, ...text }: DeclineText): Kept {
  const { hidden: __, ...shown } = tx.get(paymentMethod, self.payment_method!)
  const error: ErrorBody = { type: 'card_error', charge: failed.id, ...text, payment_method: shown }
  const row = tx.update(paymentIntent, self, {
    last_payment_error: withDocUrl(error) as never,
    latest_charge: failed.id,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
    hidden: afterwards(self),
  })
  return keep(new StripeError(402, { ...error, payment_intent: row }))
}

const REFUSED = {
  code: 'payment_intent_authentication_failure',
  message:
    'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to ' +
    'attempt to fulfill this PaymentIntent again.',
}
/** [K] */
const EXPIRED = {
  code: 'payment_intent_payment_attempt_expired',
  message:
    'The payment attempt for this PaymentIntent expired. You can provide payment_method_data or a new PaymentMethod to ' +
    'attempt to fulfill this PaymentIntent again.',
}

/** The customer said no where they were sent, or nothing for too long: nothing was charged. */
function turnDown(tx: Tx, self: Intent, why = REFUSED): Intent {
  const { hidden: _, ...shown } = tx.get(paymentMethod, self.payment_method!)
  return tx.update(paymentIntent, self, {
    last_payment_error: withDocUrl({
      type: 'invalid_request_error',
      ...why,
      payment_method: shown,
    }) as never,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
    hidden: afterwards(self),
  })
}

const withDocUrl = (error: ErrorBody) => ({
  ...error,
  doc_url: `https://stripe.com/docs/error-codes/${error.code!.replaceAll('_', '-')}`,
})

function charged(tx: Tx, self: Intent, method: Method, said: Said): Charge {
  return insertCharge(tx, { ...self, payment_intent: self.id } as never, instrumentOf(tx, method), said)
}
