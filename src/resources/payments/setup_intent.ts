// SetupIntents: saving a payment method for later. Confirming one may need the customer, who then decides on the page
// that `next_action` names. (https://docs.stripe.com/api/setup_intents; states: docs.stripe.com/payments/paymentintents/lifecycle)
// One file because an intent’s states only make sense beside each other.
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { type ErrorBody, invalid, keep, type Kept, StripeError } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { methodOf } from '../../network/catalogue.ts'
import { judge } from '../../network/network.ts'
import { authorization, concludeAuthorization, openAuthorization, replaceAuthorization } from './authorization.ts'
import { withConfirmationToken } from './confirmation_token.ts'
import { customer } from './customer.ts'
import { generateDebit } from './generated.ts'
import { type Acceptance, acceptance, insertMandate } from './mandate.ts'
import { checkWaits, verify } from './microdeposits.ts'
import { allowedTypes, checkClientSecret, checkReturnUrl, checkType, onlyToConfirm, unexpectedState } from './intent.ts'
import {
  attach,
  confirmedMethod,
  givenMethod,
  instrumentFacts,
  useUp,
  methodAt,
  remember,
  type PaymentMethodState,
  refuseSpent,
} from './payment_method.ts'
import { configurationDetails, typesOn } from './payment_method_configuration.ts'
import { setupAttempt, setupDetails } from './setup_attempt.ts'

export interface SetupIntentState {
  /** How the customer agreed, kept until the setup succeeds and a mandate is written. */
  readonly acceptance?: Acceptance
  readonly authorization?: string
  /** How often the customer was wrong about the deposits to their account. */
  readonly deposits?: number
}

export const setupIntent = object<Stripe.SetupIntent, SetupIntentState>('setup_intent', {
  prefix: 'seti',
  noun: 'setupintent',
  inPath: { retrieve: 'intent', others: 'intent' },
  events: [
    { on: 'insert', types: ['setup_intent.created'] },
    { became: ['status', 'requires_action'], types: ['setup_intent.requires_action'] },
    { became: ['status', 'succeeded'], types: ['setup_intent.succeeded'] },
    { became: ['status', 'canceled'], types: ['setup_intent.canceled'] },
    {
      changed: ['last_setup_error'],
      where: (row) => row.last_setup_error !== null,
      types: ['setup_intent.setup_failed'],
    },
  ],
  publishable: [
    'id',
    'object',
    'automatic_payment_methods',
    'cancellation_reason',
    'client_secret',
    'created',
    'description',
    'last_setup_error',
    'livemode',
    'next_action',
    'payment_method',
    'payment_method_types',
    'status',
    'usage',
  ],
})
type Intent = Row<Stripe.SetupIntent, SetupIntentState>
type Method = Row<Stripe.PaymentMethod, PaymentMethodState>

/** From which states each verb may start. (https://docs.stripe.com/api/setup_intents/object#setup_intent_object-status) */
const MAY = {
  confirm: ['requires_payment_method', 'requires_confirmation', 'requires_action'],
  cancel: ['requires_payment_method', 'requires_confirmation', 'requires_action'],
  update: ['requires_payment_method', 'requires_confirmation', 'requires_action'],
} as const

/** `payment_method_types` is what versions before endive say for `allowed_payment_method_types`. */
type Gate = { payment_method_types?: string[] }
type Create = Params<Stripe.SetupIntentCreateParams & Gate>
type Confirm = Params<
  Stripe.SetupIntentConfirmParams & { client_secret?: string; expected_payment_method_type?: string }
>

export const setupIntents = resource(setupIntent)
  .on<Stripe.SetupIntentCreateParams & Gate>('POST /v1/setup_intents', (tx, params) => {
    onlyToConfirm(params, ['return_url', 'mandate_data', 'single_use', 'confirmation_token'])
    const row = insertIntent(tx, params)
    return params.confirm ? confirm(tx, row, withConfirmationToken(tx, params as Confirm, row)) : row
  })
  .on<Stripe.SetupIntentRetrieveParams>(
    'GET /v1/setup_intents/{id}',
    (_tx, params, self) => checkClientSecret(params, self),
    {
      publishable: 'client_secret',
    },
  )
  .on<Stripe.SetupIntentListParams>('GET /v1/setup_intents', (tx, params) =>
    list(tx, setupIntent, params as never, '/v1/setup_intents'),
  )
  .on<Stripe.SetupIntentUpdateParams & Gate>('POST /v1/setup_intents/{id}', (tx, params, self) =>
    update(tx, self, params),
  )
  .on<Stripe.SetupIntentConfirmParams>(
    'POST /v1/setup_intents/{id}/confirm',
    (tx, params, self) =>
      confirm(tx, checkClientSecret(params, self), withConfirmationToken(tx, params as Confirm, self)),
    {
      publishable: 'client_secret',
      reads: ['confirmation_token.hidden.method', 'self.payment_method', 'self.latest_attempt', 'self.customer'],
    },
  )
  .on<Stripe.SetupIntentCancelParams>('POST /v1/setup_intents/{id}/cancel', (tx, params, self) => {
    if (!allows('cancel', self)) throw refusal('cancel', self)
    abandonAttempt(tx, self)
    return tx.update(setupIntent, self, {
      status: 'canceled',
      cancellation_reason: params.cancellation_reason ?? null,
      next_action: null,
    })
  })
  .on<Stripe.SetupIntentVerifyMicrodepositsParams>(
    'POST /v1/setup_intents/{id}/verify_microdeposits',
    (tx, params, self) => verifyMicrodeposits(tx, checkClientSecret(params, self), params),
    { publishable: 'client_secret', reads: ['self.payment_method', 'self.latest_attempt', 'self.customer'] },
  )
  .when('brindle.authorization.succeeded', authorization, (tx, step) => decide(tx, step, 'succeeded'))
  .when('brindle.authorization.failed', authorization, (tx, step) => decide(tx, step, 'failed'))

const allows = (verb: keyof typeof MAY, { status }: Intent) => (MAY[verb] as readonly string[]).includes(status)

/** Why a verb is refused, in the words of each. Only these two states refuse. */
function refusal(verb: keyof typeof MAY, self: Intent): StripeError {
  if (verb === 'cancel' && self.status === 'canceled')
    return unexpectedState(self, 'You cannot cancel this SetupIntent because it is already canceled.')
  if (verb === 'cancel')
    return unexpectedState(
      self,
      `You cannot cancel this SetupIntent because it has a status of ${self.status}. Only a SetupIntent with one of the ` +
        'following statuses may be canceled: `requires_payment_method`, `requires_confirmation`, or `requires_action`.',
    )
  const why = self.status === 'canceled' ? 'has been canceled' : 'has already succeeded'
  return unexpectedState(self, `You cannot ${verb} this SetupIntent because it ${why}.`)
}

function insertIntent(tx: Tx, params: Create): Intent {
  if (params.customer !== undefined) tx.get(customer, params.customer, 'customer')
  const configuration = params.payment_method_configuration
  const types = allowedTypes(params, undefined, typesOn(tx, configuration))
  const method = givenMethod(tx, params)
  if (method) checkUsable(tx, method, params.customer, types)
  const id = tx.id(setupIntent)
  return tx.insert(setupIntent, {
    id,
    allowed_payment_method_types: (params.allowed_payment_method_types ??
      null) as Intent['allowed_payment_method_types'],
    application: null,
    ...(params.attach_to_self !== undefined && { attach_to_self: params.attach_to_self }),
    automatic_payment_methods: automatic(params),
    cancellation_reason: null,
    client_secret: `${id}_secret_${tx.random(31)}`,
    created: tx.now,
    customer: params.customer ?? null,
    customer_account: null,
    description: params.description ?? null,
    excluded_payment_method_types: (params.excluded_payment_method_types ??
      null) as Intent['excluded_payment_method_types'],
    flow_directions: params.flow_directions ?? null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: mergeMetadata({}, params.metadata),
    next_action: null,
    on_behalf_of: params.on_behalf_of ?? null,
    payment_method: method?.id ?? null,
    payment_method_configuration_details: configurationDetails(configuration),
    payment_method_options: (params.payment_method_options ??
      (types.includes('card') ? { card: CARD_OPTIONS } : null)) as Intent['payment_method_options'],
    payment_method_types: types,
    single_use_mandate: null,
    status: method ? 'requires_confirmation' : 'requires_payment_method',
    usage: params.usage ?? 'off_session',
    hidden: {},
  })
}

/** Recorded: these, when none were given. */
const CARD_OPTIONS = { mandate_options: null, network: null, request_three_d_secure: 'automatic' }

/** Without a list of types Stripe chooses them, and says so. */
function automatic(params: Create): Intent['automatic_payment_methods'] {
  if (params.payment_method_types) return null
  const { enabled = true, allow_redirects = 'always' } = params.automatic_payment_methods ?? {}
  return enabled ? { allow_redirects, enabled } : null
}

/** Labels may be changed in any state. */
const LABELS = ['description', 'metadata']

function update(tx: Tx, self: Intent, params: Params<Stripe.SetupIntentUpdateParams & Gate>): Intent {
  const isFirm = Object.keys(params).some((name) => !LABELS.includes(name))
  if (isFirm && !allows('update', self)) throw refusal('update', self)
  if (params.payment_method_configuration !== undefined)
    throw invalid('Brindle does not change payment_method_configuration of a setup intent yet.', {
      code: 'not_built',
      param: 'payment_method_configuration',
    })
  if (params.customer !== undefined) tx.get(customer, params.customer, 'customer')
  const method = givenMethod(tx, params)
  const types = params.payment_method_types ?? self.payment_method_types
  if (method) {
    checkUsable(tx, method, params.customer ?? self.customer ?? undefined, types)
    abandonAttempt(tx, self)
  }
  return tx.update(setupIntent, self, {
    ...(params.customer !== undefined && { customer: params.customer }),
    ...(params.description !== undefined && { description: params.description }),
    ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata ?? {}, params.metadata) }),
    ...(params.payment_method_types && { payment_method_types: params.payment_method_types }),
    ...(method && {
      payment_method: method.id,
      status: 'requires_confirmation',
      last_setup_error: null,
      next_action: null,
    }),
  })
}

function checkUsable(_tx: Tx, method: Method, customerId: string | undefined, types: readonly string[]): void {
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
function confirm(tx: Tx, self: Intent, params: Confirm): Intent | Kept {
  const method = confirmedMethod(tx, params, self)
  if (!method)
    throw unexpectedState(
      self,
      "You cannot confirm this SetupIntent because it's missing a payment method. You can either update the SetupIntent " +
        'with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.',
    )
  if (!allows('confirm', self)) throw refusal('confirm', self)
  checkUsable(tx, method, self.customer ?? undefined, self.payment_method_types)
  const accepted = acceptance(tx, params.mandate_data as never) ?? self.hidden.acceptance
  const verdict = judge({
    ...instrumentFacts(method),
    use: 'setup',
    offSession: false,
    authenticated: false,
    agreed: false,
  })
  checkReturnUrl(self, params, method.type)
  requireMandate(self, method, accepted)
  abandonAttempt(tx, self)
  const current = tx.update(setupIntent, self, {
    payment_method: method.id,
    last_setup_error: null,
    hidden: { ...self.hidden, ...(accepted && { acceptance: accepted }) },
  })
  if (verdict.kind === 'approved' || verdict.kind === 'pending')
    return succeed(tx, begin(tx, current, method, 'succeeded'))
  if (verdict.kind === 'action')
    return sendAway(tx, begin(tx, current, method, 'requires_action'), method.type, params.return_url)
  const error: ErrorBody = { type: 'card_error', ...verdict.decline }
  const failed = fail(tx, begin(tx, current, method, 'failed'), error)
  return keep(new StripeError(402, { ...error, setup_intent: failed }))
}

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

function sendAway(tx: Tx, self: Intent, type: string, returnUrl: string | undefined): Intent {
  const step = { prefix: 'sa', intent: self, amount: null, currency: null, type, returnUrl } as const
  const { id, next_action } = openAuthorization(tx, step)
  return tx.update(setupIntent, self, {
    next_action,
    status: 'requires_action',
    hidden: { ...self.hidden, authorization: id },
  })
}

/** The customer has decided, if it is this kind of intent that waits for it. */
function decide(tx: Tx, step: { id: string; intent: string }, outcome: 'succeeded' | 'failed'): void {
  const self = tx.find(setupIntent, step.intent)
  if (!self || self.hidden.authorization !== step.id) return
  const attempt = tx.get(setupAttempt, self.latest_attempt!)
  tx.update(setupAttempt, attempt, { status: outcome })
  if (outcome === 'succeeded') succeed(tx, self)
  else fail(tx, self, REFUSED)
  concludeAuthorization(tx, step.id, outcome)
}

/** The customer tells of the two deposits to their account. */
function verifyMicrodeposits(
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
    tellOfDebit(tx, self, method.type, debit)
    useUp(tx, method, 'setup')
  }
  const written = accepted && !debit ? insertMandate(tx, method, accepted) : undefined
  if (!debit) keepMethod(tx, self, method, written?.id)
  return tx.update(setupIntent, self, {
    mandate: debit?.generated_sepa_debit_mandate ?? written?.id ?? null,
    next_action: null,
    status: 'succeeded',
    hidden: {},
  })
}

/** The method is its customer's from now on, and may be charged again. */
function keepMethod(tx: Tx, self: Intent, method: Method, mandate: string | undefined): void {
  if (self.customer === null) {
    useUp(tx, method, 'setup')
    return
  }
  const kept = attach(tx, method, self.customer)
  remember(tx, kept, { ...kept.hidden, isSetUp: true, ...(mandate && { mandate }) })
}

/** The attempt says which debit came of it. */
function tellOfDebit(tx: Tx, self: Intent, type: string, debit: object): void {
  const attempt = tx.get(setupAttempt, self.latest_attempt!)
  const details = attempt.payment_method_details as unknown as Record<string, object>
  tx.update(setupAttempt, attempt, {
    payment_method_details: { ...details, [type]: { ...details[type], ...debit } } as never,
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
    hidden: {},
  })
}

/** An attempt that nobody will finish now: its page is closed. */
function abandonAttempt(tx: Tx, self: Intent): void {
  replaceAuthorization(tx, self.hidden.authorization)
  if (self.status !== 'requires_action' || self.latest_attempt === null) return
  tx.update(setupAttempt, tx.get(setupAttempt, self.latest_attempt), { status: 'abandoned' })
}
