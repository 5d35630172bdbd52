// Confirming a SetupIntent: the method is tried, and what its bank or the customer says moves the intent on.
// (https://docs.stripe.com/api/setup_intents/confirm)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { type ErrorBody, invalid, keep, type Kept, StripeError } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { methodOf } from '../../network/catalogue.ts'
import { judge } from '../../network/network.ts'
import { concludeAuthorization, openAuthorization, replaceAuthorization } from './authorization.ts'
import { generateCard, generateDebit } from './generated.ts'
import { checkReturnUrl, checkType, mergeOptions, unexpectedState } from './intent.ts'
import { type Acceptance, acceptance, insertMandate } from './mandate.ts'
import { checkWaits, verify } from './microdeposits.ts'
import {
  attach,
  confirmedMethod,
  instrumentFacts,
  methodAt,
  refuseSpent,
  remember,
  useUp,
  type Method,
  type PaymentMethodState,
} from './payment_method.ts'
import { setupAttempt, setupDetails } from './setup_attempt.ts'
import { afterwards, allows, type Intent, refusal, setupIntent, type SetupIntentState } from './setup_intent_state.ts'

export type Confirm = Params<
  Stripe.SetupIntentConfirmParams & { client_secret?: string; expected_payment_method_type?: string }
>

export const optionsOf = (self: Intent, given: object | undefined): Intent['payment_method_options'] =>
  mergeOptions('setup_intent', self.payment_method_options, given) as Intent['payment_method_options']

/** Whether a method may be set up for this customer, as one of these types. */
export function checkUsable(method: Method, customerId: string | undefined, types: readonly string[]): void {
  refuseSpent(method)
  checkType('SetupIntent', method, types)
  if (method.customer === null || method.customer === customerId) return
  throw invalid(
    customerId === undefined
      ? `The payment method supplied (${method.id}) belongs to the Customer ${method.customer}. Please include the Customer in the \`customer\` parameter on the SetupIntent.`
      : `The PaymentMethod ${method.id} does not belong to the Customer you supplied ${customerId}. Please use this PaymentMethod with the Customer that it belongs to instead.`,
    { param: 'payment_method' },
  )
}

/**
 * Confirms: approves at once, sends the customer to a page, or fails. Confirming again while the customer is still
 * expected keeps the method and replaces the page's return address and the acceptance (Stripe.js confirms what a server
 * has confirmed before).
 */
export function confirm(tx: Tx, self: Intent, params: Confirm): Intent | Kept {
  const method = confirmedMethod(tx, params, self)
  if (!method)
    throw unexpectedState(
      self,
      "You cannot confirm this SetupIntent because it's missing a payment method. You can either update the SetupIntent " +
        'with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.',
    )
  if (!allows('confirm', self)) throw refusal('confirm', self)
  checkUsable(method, self.customer ?? undefined, self.payment_method_types)
  checkSetup(method)
  const accepted = acceptance(tx, params.mandate_data as never) ?? self.hidden.acceptance
  const single = singleOf(params) ?? self.hidden.single
  const payment_method_options = optionsOf(self, params.payment_method_options)
  const asked = (payment_method_options as { card?: { request_three_d_secure?: 'any' } } | null)?.card
  const verdict = judge({
    ...instrumentFacts(method),
    use: 'setup',
    offSession: false,
    authenticated: false,
    agreed: false,
    ...(asked?.request_three_d_secure && { asked: asked.request_three_d_secure }),
  })
  checkReturnUrl(self, params, method.type)
  requireMandate(self, method, accepted)
  abandonAttempt(tx, self)
  const current = tx.update(setupIntent, self, {
    payment_method: method.id,
    payment_method_options,
    last_setup_error: null,
    hidden: { ...freshFor(self, method), ...(accepted && { acceptance: accepted }), ...(single && { single }) },
  })
  if (verdict.kind === 'approved' || verdict.kind === 'pending')
    return succeed(tx, begin(tx, current, method, 'succeeded'))
  if (verdict.kind === 'action') return sendAway(tx, begin(tx, current, method, 'requires_action'), method.type, params)
  const { outcome: _, ...text } = verdict.decline
  const error: ErrorBody = { type: 'card_error', ...text }
  const failed = fail(tx, begin(tx, current, method, 'failed'), error)
  return keep(new StripeError(402, { ...error, setup_intent: failed }))
}

/** Another method is asked about its deposits anew. */
export function freshFor({ hidden, payment_method }: Intent, { id }: Method): SetupIntentState {
  const { deposits: _, ...rest } = hidden
  return payment_method === id ? hidden : rest
}

/** Not every type can be set up for later. [K] */
function checkSetup({ type }: Method): void {
  const { name, setup } = methodOf(type)!
  if (!setup)
    throw invalid(`${name} cannot be set up for future payments.`, {
      code: 'payment_method_unsupported_type',
      param: 'payment_method',
    })
}

/** A mandate for one payment only. (https://docs.stripe.com/api/setup_intents/create#create_setup_intent-single_use) */
const singleOf = (params: object): SetupIntentState['single'] =>
  (params as { single_use?: { amount: number; currency: string } }).single_use

/** A method that is charged again off session needs the customer's word. (docs.stripe.com/payments/amazon-pay/set-up-future-payments) */
function requireMandate(self: Intent, method: Method, accepted: Acceptance | undefined): void {
  const { mandate } = methodOf(method.type)!
  const isNeeded = mandate === 'always' || (mandate === 'off_session' && self.usage === 'off_session')
  if (accepted || method.hidden.mandate || !isNeeded) return
  throw invalid(
    'This SetupIntent requires a mandate, but no existing mandate was found. Collect mandate acceptance from the customer ' +
      'and retry the request, providing acceptance data in the mandate_data parameter.',
    { code: 'setup_intent_mandate_invalid', param: 'mandate_data' },
  )
}

function begin(tx: Tx, self: Intent, method: Method, status: 'succeeded' | 'requires_action' | 'failed'): Intent {
  const attempt = tx.insert(setupAttempt, {
    application: null,
    created: tx.now,
    customer: self.customer,
    customer_account: null,
    flow_directions: null,
    livemode: false,
    on_behalf_of: self.on_behalf_of,
    payment_method: method.id,
    payment_method_details: setupDetails(method),
    setup_error: null,
    setup_intent: self.id,
    status,
    usage: self.usage,
  })
  return tx.update(setupIntent, self, { latest_attempt: attempt.id })
}

function sendAway(tx: Tx, self: Intent, type: string, params: Confirm): Intent {
  const options = (self.payment_method_options ?? {}) as unknown as Record<string, Readonly<Record<string, unknown>>>
  const { id, next_action } = openAuthorization(tx, {
    prefix: 'sa',
    intent: self,
    amount: null,
    currency: null,
    type,
    returnUrl: params.return_url,
    sdk: params.use_stripe_sdk === true,
    options: options[type] ?? {},
  })
  return tx.update(setupIntent, self, {
    next_action,
    status: 'requires_action',
    hidden: { ...self.hidden, authorization: id },
  })
}

/** The customer has decided, if it is this kind of intent that waits for it. */
export function decide(tx: Tx, step: { id: string; intent: string }, outcome: 'succeeded' | 'failed'): void {
  const self = tx.find(setupIntent, step.intent)
  if (!self || self.hidden.authorization !== step.id) return
  const attempt = tx.get(setupAttempt, self.latest_attempt!)
  tx.update(setupAttempt, attempt, { status: outcome })
  if (outcome === 'succeeded') succeed(tx, self)
  else fail(tx, self, REFUSED)
  concludeAuthorization(tx, step.id, outcome)
}

/** The customer tells of the two deposits to their account. */
export function verifyMicrodeposits(
  tx: Tx,
  self: Intent,
  params: Params<Stripe.SetupIntentVerifyMicrodepositsParams>,
): Intent | Kept {
  checkWaits(self as never)
  const method = methodAt(tx, self.payment_method!)
  const deposits = self.hidden.deposits ?? 0
  const said = verify(method, params, deposits)
  if (said.kind === 'wrong') {
    const row = tx.update(setupIntent, self, { hidden: { ...self.hidden, deposits: deposits + 1 } })
    return keep(new StripeError(400, { ...said.error, setup_intent: row }))
  }
  replaceAuthorization(tx, self.hidden.authorization)
  const attempt = tx.get(setupAttempt, self.latest_attempt!)
  tx.update(setupAttempt, attempt, { status: said.kind === 'verified' ? 'succeeded' : 'failed' })
  if (said.kind === 'over') {
    const failed = fail(tx, self, said.error)
    return keep(new StripeError(400, { ...said.error, setup_intent: failed }))
  }
  const { unverified: _, ...hidden } = method.hidden
  remember(tx, method, hidden)
  return succeed(tx, self)
}

const REFUSED: ErrorBody = {
  type: 'invalid_request_error',
  code: 'setup_intent_authentication_failure',
  message:
    'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to ' +
    'attempt to fulfill this SetupIntent again.',
}

function succeed(tx: Tx, self: Intent): Intent {
  const accepted = self.hidden.acceptance
  const method = methodAt(tx, self.payment_method!)
  const debit =
    self.customer === null
      ? undefined
      : generateDebit(tx, method, self.customer, accepted, { setup_attempt: self.latest_attempt! })
  if (debit) {
    tellOfGenerated(tx, self, method.type, debit)
    useUp(tx, method, 'setup')
  }
  if (method.type === 'card_present') {
    const generated_card = generateCard(tx, method, self.customer, self.latest_attempt!)
    tellOfGenerated(tx, self, method.type, { generated_card })
    useUp(tx, method, 'payment')
  }
  const isGone = debit !== undefined || method.type === 'card_present'
  const { single } = self.hidden
  const written = accepted && !isGone ? insertMandate(tx, method, accepted, single) : undefined
  if (!isGone) keepMethod(tx, self, method, written?.id)
  return tx.update(setupIntent, self, {
    mandate: debit?.generated_sepa_debit_mandate ?? (single ? null : (written?.id ?? null)),
    single_use_mandate: single ? (written?.id ?? null) : null,
    next_action: null,
    status: 'succeeded',
    hidden: afterwards(self),
  })
}

/** The method is its customer's from now on, and may be charged again. */
function keepMethod(tx: Tx, self: Intent, method: Method, mandate: string | undefined): void {
  const use = useOf(self)
  if (self.customer === null) {
    useUp(tx, method, 'setup')
    const used = methodAt(tx, method.id)
    if (Object.keys(use).length > 0) remember(tx, used, { ...used.hidden, ...use })
    return
  }
  const kept = attach(tx, method, self.customer)
  remember(tx, kept, { ...kept.hidden, isSetUp: true, ...(mandate && { mandate }), ...use })
}

/** For which money a method was set up: a financial account draws from it, or sends to it. */
const useOf = ({ attach_to_self, flow_directions }: Intent): Pick<PaymentMethodState, 'isOfAccount' | 'flows'> => ({
  ...(attach_to_self && { isOfAccount: true }),
  ...(flow_directions && { flows: flow_directions }),
})

/** The attempt says which debit or card came of it. */
function tellOfGenerated(tx: Tx, self: Intent, type: string, made: object): void {
  const attempt = tx.get(setupAttempt, self.latest_attempt!)
  const details = attempt.payment_method_details as unknown as Record<string, object>
  tx.update(setupAttempt, attempt, {
    payment_method_details: { ...details, [type]: { ...details[type], ...made } } as never,
  })
}

function fail(tx: Tx, self: Intent, error: ErrorBody): Intent {
  const method = methodAt(tx, self.payment_method!)
  const { hidden: _, ...shown } = method
  const attempt = tx.get(setupAttempt, self.latest_attempt!)
  const setup_error = { ...error, payment_method: shown } as never
  tx.update(setupAttempt, attempt, { setup_error })
  return tx.update(setupIntent, self, {
    last_setup_error: setup_error,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
    hidden: afterwards(self),
  })
}

/** An attempt that nobody will finish now: its page is closed. */
export function abandonAttempt(tx: Tx, self: Intent): void {
  replaceAuthorization(tx, self.hidden.authorization)
  if (self.status !== 'requires_action' || self.latest_attempt === null) return
  tx.update(setupAttempt, tx.get(setupAttempt, self.latest_attempt), { status: 'abandoned' })
}
