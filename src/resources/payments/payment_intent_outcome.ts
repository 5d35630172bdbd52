// What an attempt to pay a PaymentIntent came to: paid, held, on its way, declined, or turned down.
// (https://docs.stripe.com/payments/paymentintents/lifecycle)
import { type ErrorBody, keep, type Kept, StripeError } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { methodOf } from '../../network/catalogue.ts'
import type { DeclineText } from '../../network/declines.ts'
import { type Attempt, debitDecline, type Verdict } from '../../network/network.ts'
import { type Charge, charge } from './charge_state.ts'
import { concludeCharge, holdSeconds, insertCharge, type Said } from './charging.ts'
import { generateDebit } from './generated.ts'
import { instrumentOf } from './instrument.ts'
import { mergeOptions } from './intent.ts'
import { endMandate, insertMandate } from './mandate.ts'
import { afterwards, type Intent, paymentIntent } from './payment_intent_state.ts'
import { attach, instrumentFacts, methodAt, remember, useUp, type Method } from './payment_method.ts'

interface TypeOptions {
  readonly [name: string]: unknown
  readonly capture_method?: string
  readonly request_incremental_authorization?: string
  readonly request_multicapture?: string
  readonly request_three_d_secure?: 'automatic' | 'any' | 'challenge'
  readonly setup_future_usage?: 'none' | 'off_session' | 'on_session'
}

/** `payment_method_options` of the intent, with what a request says anew. */
export const merged = (
  { payment_method_options: old }: Pick<Intent, 'payment_method_options'>,
  given: object | undefined,
): Intent['payment_method_options'] => mergeOptions('payment_intent', old, given) as Intent['payment_method_options']

/** What the intent says of one type. */
export const optionsFor = (self: Intent, type: string): TypeOptions =>
  ((self.payment_method_options ?? {}) as Record<string, TypeOptions>)[type] ?? {}

/** What a method is to be kept for: what is said of its type counts more than what is said of all. */
export function futureOf(self: Intent, type: string): 'off_session' | 'on_session' | null {
  const own = optionsFor(self, type).setup_future_usage
  return own === 'none' ? null : ((own ?? self.setup_future_usage) as 'off_session' | null)
}

/** What the network is asked. */
export function attempt(
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
export function outcome(
  tx: Tx,
  self: Intent,
  method: Method,
  verdict: Exclude<Verdict, { kind: 'action' }>,
): Intent | Kept {
  if (verdict.kind === 'declined') return decline(tx, self, verdict.decline)
  if (verdict.kind === 'pending') return wait(tx, self, method, verdict)
  return capturesLater(self, method) ? hold(tx, self, method) : succeed(tx, self, method)
}

/** Whether the money is only held; readers may be told to prefer that. */
export const capturesLater = (self: Intent, { type }: Method): boolean =>
  ['manual', 'manual_preferred'].includes(optionsFor(self, type).capture_method ?? self.capture_method)

/** Charged and captured: the money is on its way to the balance. */
export function succeed(tx: Tx, self: Intent, method: Method): Intent {
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
  tx.schedule(tx.now + holdSeconds(method.type), 'payment_intent.expire', { id: self.id })
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
  const single = futureOf(self, method.type) ? undefined : { amount: self.amount, currency: self.currency }
  const { id } = insertMandate(tx, method, accepted, single)
  return remember(tx, method, { ...method.hidden, mandate: id })
}

/** The bank has decided of what was processing. */
export function conclude(tx: Tx, self: Intent): void {
  if (self.status !== 'processing') return
  const pending = tx.get(charge, self.latest_charge as string)
  const { fails } = self.hidden
  if (fails) {
    const text = debitDecline(fails)
    const { hidden } = methodAt(tx, self.payment_method as string)
    if (pending.hidden.endsMandate) endMandate(tx, hidden.mandate)
    fail(tx, self, concludeCharge(tx, pending, text), text)
    return
  }
  concludeCharge(tx, pending, undefined)
  tx.update(paymentIntent, self, { amount_received: self.amount, status: 'succeeded', hidden: afterwards(self) })
}

/** A bank redirect that is set up makes a debit for later; the charge says which. */
function generate(tx: Tx, self: Intent, paid: Charge, { id }: Method): void {
  const method = methodAt(tx, id)
  if (!futureOf(self, method.type) || !self.customer) return
  const debit = generateDebit(tx, method, self.customer, self.hidden.acceptance, { charge: paid.id })
  if (!debit) return
  const details = paid.payment_method_details as unknown as Record<string, object>
  const shown = { ...details[method.type], ...debit }
  tx.amend(charge, paid, { payment_method_details: { ...details, [method.type]: shown } as never })
}

/** What is set up for the future is kept with its customer; what is nobody's is used up. */
function keepOrUseUp(tx: Tx, self: Intent, id: string): void {
  const method = methodAt(tx, id)
  const isOnce = !futureOf(self, method.type) || !self.customer || methodOf(method.type)!.generates !== undefined
  if (isOnce) {
    if (method.customer === null) useUp(tx, method, 'payment')
    return
  }
  const kept = method.customer === null ? attach(tx, method, self.customer as string) : method
  if (!kept.hidden.isSetUp) remember(tx, kept, { ...kept.hidden, isSetUp: true })
}

/** The bank's no: the failed charge stays as `latest_charge`, the method leaves the intent, and the caller hears 402. */
export function decline(tx: Tx, self: Intent, text: DeclineText): Kept {
  const method = methodAt(tx, self.payment_method!)
  return fail(tx, self, charged(tx, self, method, { kind: 'failed', decline: text }), text)
}

function fail(tx: Tx, self: Intent, failed: Charge, { outcome: _, ...text }: DeclineText): Kept {
  const { hidden: __, ...shown } = methodAt(tx, self.payment_method!)
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

export const REFUSED = {
  code: 'payment_intent_authentication_failure',
  message:
    'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to ' +
    'attempt to fulfill this PaymentIntent again.',
}

/** [K] */
export const EXPIRED = {
  code: 'payment_intent_payment_attempt_expired',
  message:
    'The payment attempt for this PaymentIntent expired. You can provide payment_method_data or a new PaymentMethod to ' +
    'attempt to fulfill this PaymentIntent again.',
}

/** The customer said no where they were sent, or nothing for too long: nothing was charged. */
export function turnDown(tx: Tx, self: Intent, why = REFUSED): Intent {
  const { hidden: _, ...shown } = methodAt(tx, self.payment_method!)
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
  return insertCharge(
    tx,
    { ...self, payment_intent: self.id } as never,
    instrumentOf(tx, method, self.hidden.answered === true),
    said,
  )
}
