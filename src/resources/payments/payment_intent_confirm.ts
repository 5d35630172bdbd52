// Confirming a PaymentIntent: the method is tried, and what its bank or the customer says moves the intent on.
// (https://docs.stripe.com/api/payment_intents/confirm)
// One file because the outcomes of an attempt are one list: read it beside network/network.ts, which decides.
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { type ErrorBody, invalid, keep, type Kept, StripeError } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DECLINES, type DeclineText } from '../../network/declines.ts'
import { type Attempt, debitDecline, judge, type Verdict } from '../../network/network.ts'
import { concludeAuthorization, openAuthorization, replaceAuthorization } from './authorization.ts'
import { type Charge, charge } from './charge_state.ts'
import { concludeCharge, HOLD_SECONDS, insertCharge, instrumentOf, type Said } from './charging.ts'
import { customer, shipping } from './customer.ts'
import { checkReturnUrl, checkType, unexpectedState } from './intent.ts'
import { acceptance } from './mandate.ts'
import { attach, confirmedMethod, paymentMethod, refuseSpent, useUp } from './payment_method.ts'
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
  const verdict = judge(attempt(self, method, { offSession, authenticated: self.hidden.answered === true }))
  if (verdict.kind === 'action' || !offSession) checkReturnUrl(self, params, method.type)
  replaceAuthorization(tx, self.hidden.authorization)
  const current = tx.update(paymentIntent, self, {
    last_payment_error: null,
    payment_method: method.id,
    ...(params.setup_future_usage && { setup_future_usage: params.setup_future_usage }),
    ...(params.capture_method && { capture_method: params.capture_method }),
    ...(params.receipt_email !== undefined && { receipt_email: params.receipt_email || null }),
    ...(params.shipping !== undefined && { shipping: shipping(params.shipping) as Intent['shipping'] }),
    ...(params.payment_method_options && { payment_method_options: options(self, params.payment_method_options) }),
    hidden: { ...self.hidden, ...(accepted && { acceptance: accepted }) },
  })
  if (verdict.kind !== 'action') return outcome(tx, current, method, verdict)
  if (params.error_on_requires_action) return decline(tx, current, DECLINES.authentication_required)
  return sendAway(tx, current, method.type, params.return_url)
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

/** Whether a method may pay for this customer, as one of these types. */
export function checkUsable(method: Method, customerId: string | undefined, types: readonly string[]): void {
  refuseSpent(method)
  checkType('PaymentIntent', method, types)
  if (method.customer === null || method.customer === customerId) return
  if (customerId !== undefined)
    throw invalid(
      `The PaymentMethod ${method.id} does not belong to the Customer you supplied ${customerId}. Please use this PaymentMethod with the Customer that it belongs to instead.`,
      { param: 'payment_method' },
    )
  throw invalid(
    `The \`payment_method\` parameter supplied ${method.id} belongs to the Customer ${method.customer}. Please include the Customer in the \`customer\` parameter on the PaymentIntent.`,
    { code: 'parameter_missing', param: 'customer' },
  )
}

type Options = Intent['payment_method_options']

/** What the intent says of each type, with what a request says anew. */
export function options({ payment_method_options: old }: { payment_method_options: Options }, given: object): Options {
  const merged: Record<string, object> = { ...(old as Record<string, object> | null) }
  for (const [type, said] of Object.entries(given)) merged[type] = { ...merged[type], ...(said as object) }
  return merged as Options
}

interface CardOptions {
  readonly capture_method?: string
  readonly request_incremental_authorization?: string
  readonly request_multicapture?: string
  readonly request_three_d_secure?: 'automatic' | 'any' | 'challenge'
}

const optionsFor = (self: Intent, type: string): CardOptions =>
  ((self.payment_method_options ?? {}) as Record<string, CardOptions>)[type] ?? {}

function attempt(
  self: Intent,
  method: Method,
  { offSession, authenticated }: Pick<Attempt, 'offSession' | 'authenticated'>,
): Attempt {
  const { card, hasCode, isSetUp } = method.hidden
  const asked = optionsFor(self, method.type).request_three_d_secure
  return {
    type: method.type,
    use: 'payment',
    ...(card !== undefined && { card }),
    ...(hasCode && { hasCode }),
    offSession,
    authenticated,
    agreed: method.type === 'card' ? isSetUp === true : method.customer !== null,
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

function sendAway(tx: Tx, self: Intent, type: string, returnUrl: string | undefined): Intent {
  const step = { prefix: 'pa', intent: self, amount: self.amount, currency: self.currency, type, returnUrl } as const
  const { id, next_action } = openAuthorization(tx, step)
  return tx.update(paymentIntent, self, {
    next_action,
    status: 'requires_action',
    hidden: { ...self.hidden, authorization: id },
  })
}

/** The customer has decided, if it is this kind of intent that waits for it. Their bank may still say no. */
export function decide(tx: Tx, step: { id: string; intent: string }, said: 'succeeded' | 'failed'): void {
  const self = tx.find(paymentIntent, step.intent)
  if (!self || self.hidden.authorization !== step.id) return
  const decided = said === 'failed' ? turnDown(tx, self) : answered(tx, self)
  concludeAuthorization(tx, step.id, decided.status === 'requires_payment_method' ? 'failed' : 'succeeded')
}

/** The customer agreed: the method is charged, or waits for the server that wants to confirm itself. */
function answered(tx: Tx, self: Intent): Intent {
  const method = tx.get(paymentMethod, self.payment_method as string)
  if (self.confirmation_method === 'manual')
    return tx.update(paymentIntent, self, {
      next_action: null,
      status: 'requires_confirmation',
      hidden: { ...self.hidden, answered: true },
    })
  const verdict = judge(attempt(self, method, { offSession: false, authenticated: true }))
  if (verdict.kind === 'action') decline(tx, self, DECLINES.generic_decline)
  else outcome(tx, self, method, verdict)
  return tx.get(paymentIntent, self.id)
}

/** Charged and captured: the money is on its way to the balance. */
function succeed(tx: Tx, self: Intent, method: Method): Intent {
  const soon = self.capture_method === 'automatic_async'
  const paid = charged(tx, self, method, { kind: 'paid', capture: soon ? 'soon' : 'now' })
  keepOrUseUp(tx, self, method)
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
  const held = charged(tx, self, method, {
    kind: 'paid',
    capture: 'later',
    manyTimes: request_multicapture === 'if_available',
    raisable: request_incremental_authorization === 'if_available',
  })
  keepOrUseUp(tx, self, method)
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
  const pending = charged(tx, self, method, { kind: 'pending' })
  keepOrUseUp(tx, self, method)
  if (after !== 'never') tx.schedule(tx.now + after, 'payment_intent.conclude', { id: self.id })
  return tx.update(paymentIntent, self, {
    latest_charge: pending.id,
    next_action: null,
    status: 'processing',
    hidden: { ...afterwards(self), ...(fails && { fails }) },
  })
}

/** The bank has decided of what was processing. */
export function conclude(tx: Tx, self: Intent): void {
  if (self.status !== 'processing') return
  const pending = tx.get(charge, self.latest_charge as string)
  const { fails } = self.hidden
  if (fails) {
    const text = debitDecline(fails)
    fail(tx, self, concludeCharge(tx, pending, text), text)
    return
  }
  concludeCharge(tx, pending, undefined)
  tx.update(paymentIntent, self, { amount_received: self.amount, status: 'succeeded', hidden: afterwards(self) })
}

/** What is set up for the future is kept with its customer; what is nobody's is used up. */
function keepOrUseUp(tx: Tx, self: Intent, method: Method): void {
  if (!self.setup_future_usage || !self.customer) {
    if (method.customer === null) useUp(tx, method, 'payment')
    return
  }
  const kept = method.customer === null ? attach(tx, method, self.customer) : method
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

/** The customer said no where they were sent: nothing was charged. */
function turnDown(tx: Tx, self: Intent): Intent {
  const { hidden: _, ...shown } = tx.get(paymentMethod, self.payment_method!)
  return tx.update(paymentIntent, self, {
    last_payment_error: withDocUrl({
      type: 'invalid_request_error',
      code: 'payment_intent_authentication_failure',
      message:
        'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to ' +
        'attempt to fulfill this PaymentIntent again.',
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
  return insertCharge(tx, { ...self, payment_intent: self.id } as never, instrumentOf(method), said)
}
