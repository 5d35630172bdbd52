// SetupIntents: saving a payment method for later. Confirming one may need the customer, who then decides on the page
// that `next_action` names. (https://docs.stripe.com/api/setup_intents)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { unbuilt } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { authorization } from './authorization.ts'
import { withConfirmationToken } from './confirmation_token.ts'
import { customer } from './customer.ts'
import {
  allowedTypes,
  automaticOf,
  checkClientSecret,
  mergeOptions,
  onlyToConfirm,
  typesUnnamed,
  unexpectedState,
} from './intent.ts'
import { givenMethod } from './payment_method.ts'
import { configurationDetails, typesOn } from './payment_method_configuration.ts'
import {
  abandonAttempt,
  checkUsable,
  type Confirm,
  confirm,
  decide,
  freshFor,
  optionsOf,
  verifyMicrodeposits,
} from './setup_intent_confirm.ts'
import { allows, type Intent, refusal, setupIntent } from './setup_intent_state.ts'

/** `payment_method_types` is what versions before endive say for `allowed_payment_method_types`. */
type Gate = { payment_method_types?: string[] }
type Create = Params<Stripe.SetupIntentCreateParams & Gate>

/** What the two deposits change, also of who has chosen to pay so. */
const VERIFYING = [
  'self.payment_method',
  'self.latest_attempt',
  'self.customer.test_clock',
  'self.hidden.update.subscription',
]

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
    // docs.stripe.com/api/setup_intents/cancel: expire the session instead. Worded as for PaymentIntents. [M]
    if (self.hidden.checkout?.open)
      throw unexpectedState(self, 'You cannot perform this action on SetupIntents created by Checkout.')
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
    { publishable: 'client_secret', reads: VERIFYING },
  )
  .when('brindle.authorization.succeeded', authorization, (tx, step) => decide(tx, step, 'succeeded'))
  .when('brindle.authorization.failed', authorization, (tx, step) => decide(tx, step, 'failed'))

function insertIntent(tx: Tx, params: Create): Intent {
  if (params.customer !== undefined) tx.get(customer, params.customer, 'customer')
  const configuration = params.payment_method_configuration
  const types = allowedTypes(
    params,
    undefined,
    typesUnnamed(tx, params, () => typesOn(tx, configuration)),
  )
  const method = givenMethod(tx, params)
  if (method) checkUsable(method, params.customer, types)
  const id = tx.id(setupIntent)
  return tx.insert(setupIntent, {
    id,
    allowed_payment_method_types: (params.allowed_payment_method_types ??
      null) as Intent['allowed_payment_method_types'],
    application: null,
    ...(params.attach_to_self !== undefined && { attach_to_self: params.attach_to_self }),
    automatic_payment_methods: automaticOf(tx, params),
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
    payment_method_options: mergeOptions(
      'setup_intent',
      types.includes('card') ? { card: CARD_OPTIONS } : null,
      params.payment_method_options,
    ) as Intent['payment_method_options'],
    payment_method_types: types,
    single_use_mandate: null,
    status: method ? 'requires_confirmation' : 'requires_payment_method',
    usage: params.usage ?? 'off_session',
    hidden: {},
  })
}

/** Recorded: these, when none were given. */
const CARD_OPTIONS = { mandate_options: null, network: null, request_three_d_secure: 'automatic' }

/** Labels may be changed in any state. */
const LABELS = ['description', 'metadata']

function update(tx: Tx, self: Intent, params: Params<Stripe.SetupIntentUpdateParams & Gate>): Intent {
  const isFirm = Object.keys(params).some((name) => !LABELS.includes(name))
  if (isFirm && !allows('update', self)) throw refusal('update', self)
  if (params.payment_method_configuration !== undefined)
    throw unbuilt(
      'Brindle does not change payment_method_configuration of a setup intent yet.',
      'payment_method_configuration',
    )
  if (params.customer !== undefined) tx.get(customer, params.customer, 'customer')
  const method = givenMethod(tx, params)
  const types = params.payment_method_types ?? self.payment_method_types
  if (method) {
    checkUsable(method, params.customer ?? self.customer ?? undefined, types)
    abandonAttempt(tx, self)
  }
  return tx.update(setupIntent, self, {
    ...(params.customer !== undefined && { customer: params.customer }),
    ...(params.description !== undefined && { description: params.description }),
    ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata ?? {}, params.metadata) }),
    ...(params.payment_method_types && { payment_method_types: params.payment_method_types }),
    payment_method_options: optionsOf(self, params.payment_method_options),
    ...(method && {
      payment_method: method.id,
      status: 'requires_confirmation',
      last_setup_error: null,
      next_action: null,
      hidden: freshFor(self, method),
    }),
  })
}
