// PaymentIntents: one payment from wish to money. Confirming tries the method; what the customer must do first stands in
// `next_action`. (https://docs.stripe.com/api/payment_intents)
// One file because an intent’s states only make sense beside each other.
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { type ErrorBody, invalid, keep, type Kept, StripeError } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { checkCurrency } from '../catalog/price.ts'
import { type DeclineText, DECLINES } from '../../network/declines.ts'
import { judge } from '../../network/network.ts'
import { authorization, concludeAuthorization, openAuthorization, replaceAuthorization } from './authorization.ts'
import { insertCharge } from './charge.ts'
import { customer } from './customer.ts'
import {
  allowedTypes,
  checkAmount,
  checkClientSecret,
  checkReturnUrl,
  checkType,
  onlyToConfirm,
  unexpectedState,
} from './intent.ts'
import { type Acceptance, acceptance } from './mandate.ts'
import {
  attach,
  confirmedMethod,
  givenMethod,
  useUp,
  paymentMethod,
  type PaymentMethodState,
  refuseSpent,
} from './payment_method.ts'

export interface PaymentIntentState {
  readonly authorization?: string
  readonly acceptance?: Acceptance
  /** The invoice that this intent pays: only it may cancel the intent. */
  readonly invoice?: string
}

export const paymentIntent = object<Stripe.PaymentIntent, PaymentIntentState>('payment_intent', {
  prefix: 'pi',
  inPath: { retrieve: 'intent', others: 'intent' },
  events: [
    { on: 'insert', types: ['payment_intent.created'] },
    { became: ['status', 'requires_action'], types: ['payment_intent.requires_action'] },
    { became: ['status', 'succeeded'], types: ['payment_intent.succeeded'] },
    { became: ['status', 'canceled'], types: ['payment_intent.canceled'] },
    {
      changed: ['last_payment_error'],
      where: (row) => row.last_payment_error !== null,
      types: ['payment_intent.payment_failed'],
    },
  ],
  publishable: [
    'id',
    'object',
    'amount',
    'amount_details',
    'automatic_payment_methods',
    'canceled_at',
    'cancellation_reason',
    'capture_method',
    'client_secret',
    'confirmation_method',
    'created',
    'currency',
    'description',
    'last_payment_error',
    'livemode',
    'next_action',
    'payment_method',
    'payment_method_types',
    'processing',
    'receipt_email',
    'setup_future_usage',
    'shipping',
    'source',
    'status',
  ],
})
export type Intent = Row<Stripe.PaymentIntent, PaymentIntentState>
type Method = Row<Stripe.PaymentMethod, PaymentMethodState>

/** From which states each verb may start, as Stripe names them; not all of them can be reached yet. */
const MAY = {
  confirm: ['requires_payment_method', 'requires_confirmation', 'requires_action'],
  cancel: [
    'requires_payment_method',
    'requires_capture',
    'requires_reauthorization',
    'requires_confirmation',
    'requires_action',
    'expired',
    'processing',
  ],
  update: ['requires_payment_method', 'requires_confirmation', 'requires_action'],
} as const

type Gate = { payment_method_types?: string[] }
type Create = Params<Stripe.PaymentIntentCreateParams & Gate>
type Confirm = Params<
  Stripe.PaymentIntentConfirmParams & { client_secret?: string; expected_payment_method_type?: string }
>

export const paymentIntents = resource(paymentIntent)
  .on<Stripe.PaymentIntentCreateParams & Gate>('POST /v1/payment_intents', (tx, params) => {
    refuseUnbuilt(params)
    onlyToConfirm(params, ['off_session', 'return_url', 'mandate_data'])
    const row = insertIntent(tx, params)
    return params.confirm ? confirm(tx, row, params as Confirm) : row
  })
  .on<Stripe.PaymentIntentRetrieveParams>(
    'GET /v1/payment_intents/{id}',
    (_tx, params, self) => checkClientSecret(params, self),
    { publishable: 'client_secret' },
  )
  .on<Stripe.PaymentIntentListParams>('GET /v1/payment_intents', (tx, params) =>
    list(tx, paymentIntent, params as never, '/v1/payment_intents'),
  )
  .on<Stripe.PaymentIntentUpdateParams & Gate>('POST /v1/payment_intents/{id}', (tx, params, self) =>
    update(tx, self, params),
  )
  .on<Stripe.PaymentIntentConfirmParams>(
    'POST /v1/payment_intents/{id}/confirm',
    (tx, params, self) => {
      refuseUnbuilt(params as Create)
      return confirm(tx, checkClientSecret(params, self), params as Confirm)
    },
    {
      publishable: 'client_secret',
      reads: [
        'self.payment_method',
        'self.customer.invoice_settings.default_payment_method',
        'self.hidden.invoice.hidden.payment',
        'self.hidden.invoice.parent.subscription_details.subscription',
      ],
    },
  )
  .on<Stripe.PaymentIntentCancelParams>('POST /v1/payment_intents/{id}/cancel', (tx, params, self) =>
    cancelIntent(tx, freeOf(self), params.cancellation_reason ?? null),
  )
  .when('brindle.authorization.succeeded', authorization, (tx, step) => decide(tx, step, 'succeeded'))
  .when('brindle.authorization.failed', authorization, (tx, step) => decide(tx, step, 'failed'))

/** Ways to pay that are not built yet are refused by name. */
function refuseUnbuilt(params: Create): void {
  if (params.capture_method === 'manual')
    throw invalid('Brindle does not capture by hand yet.', { code: 'not_built', param: 'capture_method' })
  for (const name of [
    'confirmation_token',
    'application_fee_amount',
    'transfer_data',
    'error_on_requires_action',
    'shipping',
  ] as const)
    if (params[name] !== undefined)
      throw invalid(`Brindle does not take ${name} yet.`, { code: 'not_built', param: name })
}

const allows = (verb: keyof typeof MAY, { status }: Intent) => (MAY[verb] as readonly string[]).includes(status)

/** Why a verb is refused, in the words of each. */
function refusal(verb: 'confirm' | 'cancel', self: Intent): StripeError {
  if (verb === 'confirm' && self.status === 'succeeded')
    return unexpectedState(
      self,
      'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.',
    )
  if (verb === 'confirm') return cannotUpdate(self, 'payment_method')
  return unexpectedState(
    self,
    `You cannot cancel this PaymentIntent because it has a status of ${self.status}. Only a PaymentIntent with one of the ` +
      `following statuses may be canceled: ${MAY.cancel.join(', ')}.`,
  )
}

const cannotUpdate = (self: Intent, name: string): StripeError =>
  unexpectedState(
    self,
    `This PaymentIntent's ${name} could not be updated because it has a status of ${self.status}. You may only update the ` +
      `${name} of a PaymentIntent with one of the following statuses: ${MAY.update.join(', ')}.`,
    name,
  )

function insertIntent(tx: Tx, params: Create): Intent {
  const currency = checkCurrency(params.currency)
  checkAmount(params.amount, currency)
  if (params.customer !== undefined) tx.get(customer, params.customer, 'customer')
  const types = allowedTypes(params, currency)
  const method = givenMethod(tx, params)
  if (method) checkUsable(method, params.customer, types)
  return newIntent(tx, {
    amount: params.amount,
    currency,
    types,
    customer: params.customer ?? null,
    method: method?.id ?? null,
    description: params.description ?? null,
    metadata: mergeMetadata({}, params.metadata),
    automatic: params.payment_method_types
      ? null
      : { allow_redirects: params.automatic_payment_methods?.allow_redirects ?? 'always', enabled: true },
    more: {
      capture_method: params.capture_method ?? 'automatic_async',
      allowed_payment_method_types: (params.allowed_payment_method_types ?? null) as never,
      receipt_email: params.receipt_email || null,
      setup_future_usage: params.setup_future_usage ?? null,
      statement_descriptor: params.statement_descriptor ?? null,
      statement_descriptor_suffix: params.statement_descriptor_suffix ?? null,
      transfer_group: params.transfer_group ?? null,
    },
    hidden: {},
  })
}

interface NewIntent {
  readonly amount: number
  readonly currency: string
  readonly types: readonly string[]
  readonly customer: string | null
  readonly method: string | null
  readonly description: string | null
  readonly metadata: Readonly<Record<string, string>>
  readonly automatic: Intent['automatic_payment_methods']
  readonly more?: Partial<Intent>
  readonly hidden: PaymentIntentState
}

/** https://docs.stripe.com/api/payment_intents/object, its example. */
const CARD_OPTIONS = {
  installments: null,
  mandate_options: null,
  network: null,
  request_three_d_secure: 'automatic',
}

/** Writes an intent; used by invoices too. */
export function newIntent(tx: Tx, wish: NewIntent): Intent {
  const id = tx.id(paymentIntent)
  return tx.insert(paymentIntent, {
    id,
    allowed_payment_method_types: null,
    amount: wish.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: wish.automatic,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic',
    client_secret: `${id}_secret_${tx.random(25)}`,
    confirmation_method: 'automatic',
    created: tx.now,
    currency: wish.currency,
    customer: wish.customer,
    customer_account: null,
    description: wish.description,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: wish.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: wish.method,
    payment_method_configuration_details: null,
    payment_method_options: (wish.types.includes('card') ? { card: CARD_OPTIONS } : {}) as never,
    payment_method_types: [...wish.types],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: wish.method ? 'requires_confirmation' : 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
    ...wish.more,
    hidden: wish.hidden,
  } as never)
}

/** Labels may be changed in any state, all else only before the money has moved. */
const LABELS = ['description', 'metadata']

function update(tx: Tx, self: Intent, params: Params<Stripe.PaymentIntentUpdateParams & Gate>): Intent {
  const [firm] = Object.keys(params).filter((name) => !LABELS.includes(name))
  if (firm !== undefined && !allows('update', self)) throw cannotUpdate(self, firm)
  if (self.hidden.invoice !== undefined && (params.amount !== undefined || params.customer !== undefined))
    throw ofInvoice(self, 'change')
  if (params.amount !== undefined) checkAmount(params.amount, self.currency)
  if (params.customer !== undefined) tx.get(customer, params.customer, 'customer')
  const method = givenMethod(tx, params)
  const types = params.payment_method_types ?? self.payment_method_types
  if (method) {
    checkUsable(method, params.customer ?? self.customer ?? undefined, types)
    replaceAuthorization(tx, self.hidden.authorization)
  }
  return tx.update(paymentIntent, self, {
    last_payment_error: null,
    ...(params.amount !== undefined && { amount: params.amount }),
    ...(params.customer !== undefined && { customer: params.customer }),
    ...(params.description !== undefined && { description: params.description }),
    ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata, params.metadata) }),
    ...(params.payment_method_types && { payment_method_types: params.payment_method_types }),
    ...(params.receipt_email !== undefined && { receipt_email: params.receipt_email || null }),
    ...(params.setup_future_usage !== undefined && { setup_future_usage: params.setup_future_usage || null }),
    ...(method && { payment_method: method.id, status: 'requires_confirmation', next_action: null }),
  })
}

function checkUsable(method: Method, customerId: string | undefined, types: readonly string[]): void {
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

/** What an invoice asks for is changed with the invoice. */
const ofInvoice = (self: Intent, verb: string): StripeError =>
  unexpectedState(self, `You cannot ${verb} this PaymentIntent because it collects the invoice ${self.hidden.invoice}.`)

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

/** How one attempt to pay went: what confirm answers, and what an invoice goes by. */
export function confirm(tx: Tx, self: Intent, params: Confirm): Intent | Kept {
  if (!allows('confirm', self)) throw refusal('confirm', self)
  const method = methodFor(tx, self, params)
  checkUsable(method, self.customer ?? undefined, self.payment_method_types)
  const offSession =
    params.off_session !== undefined && params.off_session !== false && params.off_session !== ('' as never)
  const accepted = acceptance(tx, params.mandate_data as never) ?? self.hidden.acceptance
  const mandated = offSession && method.customer !== null
  const verdict = judge({
    type: method.type,
    ...(method.hidden?.card && { card: method.hidden.card }),
    use: 'payment',
    offSession,
    authenticated: mandated && method.type !== 'card',
  })
  if (verdict.kind === 'action' || !offSession) checkReturnUrl(self, params, method.type)
  replaceAuthorization(tx, self.hidden.authorization)
  const current = tx.update(paymentIntent, self, {
    last_payment_error: null,
    payment_method: method.id,
    ...(params.setup_future_usage && { setup_future_usage: params.setup_future_usage }),
    hidden: { ...self.hidden, ...(accepted && { acceptance: accepted }) },
  })
  if (verdict.kind === 'approved') return succeed(tx, current)
  if (verdict.kind === 'action') return sendAway(tx, current, method.type, params.return_url)
  return decline(tx, current, verdict.decline)
}

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
function decide(tx: Tx, step: { id: string; intent: string }, outcome: 'succeeded' | 'failed'): void {
  const self = tx.find(paymentIntent, step.intent)
  if (!self || self.hidden.authorization !== step.id) return
  const decided = outcome === 'succeeded' ? pay(tx, self) : turnDown(tx, self)
  concludeAuthorization(tx, step.id, decided.status === 'succeeded' ? 'succeeded' : 'failed')
}

/** Authorised: the method is charged. */
function pay(tx: Tx, self: Intent): Intent {
  const method = tx.get(paymentMethod, self.payment_method as string)
  const verdict = judge({
    type: method.type,
    ...(method.hidden.card && { card: method.hidden.card }),
    use: 'payment',
    offSession: false,
    authenticated: true,
  })
  if (verdict.kind === 'approved') return succeed(tx, self)
  decline(tx, self, verdict.kind === 'declined' ? verdict.decline : DECLINES.generic_decline)
  return tx.get(paymentIntent, self.id)
}

function succeed(tx: Tx, self: Intent): Intent {
  let method = tx.get(paymentMethod, self.payment_method!)
  const paid = insertCharge(tx, self, method, undefined)
  if (self.setup_future_usage && self.customer && method.customer === null) method = attach(tx, method, self.customer)
  else useUp(tx, method, 'payment')
  return tx.update(paymentIntent, self, {
    amount_received: self.amount,
    latest_charge: paid.id,
    next_action: null,
    status: 'succeeded',
    hidden: self.hidden.invoice ? { invoice: self.hidden.invoice } : {},
  })
}

/** The bank's no: the failed charge stays as `latest_charge`, the method leaves the intent, and the caller hears 402. */
function decline(tx: Tx, self: Intent, text: DeclineText): Kept {
  const method = tx.get(paymentMethod, self.payment_method!)
  const failed = insertCharge(tx, self, method, text)
  const { hidden: _, ...shown } = method
  const error: ErrorBody = { type: 'card_error', charge: failed.id, ...text, payment_method: shown }
  const row = tx.update(paymentIntent, self, {
    last_payment_error: withDocUrl(error) as never,
    latest_charge: failed.id,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
    hidden: self.hidden.invoice ? { invoice: self.hidden.invoice } : {},
  })
  return keep(new StripeError(402, { ...error, payment_intent: row }))
}

function turnDown(tx: Tx, self: Intent): Intent {
  const method = tx.get(paymentMethod, self.payment_method!)
  const { hidden: _, ...shown } = method
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
    hidden: self.hidden.invoice ? { invoice: self.hidden.invoice } : {},
  })
}

const withDocUrl = (error: ErrorBody) => ({
  ...error,
  doc_url: `https://stripe.com/docs/error-codes/${error.code!.replaceAll('_', '-')}`,
})

/** One that an invoice made is canceled with its invoice. */
function freeOf(self: Intent): Intent {
  if (self.hidden.invoice !== undefined && allows('cancel', self)) throw ofInvoice(self, 'cancel')
  return self
}

/** Cancels an intent; one that an invoice made is canceled with its invoice only. */
export function cancelIntent(tx: Tx, self: Intent, reason: string | null): Intent {
  if (!allows('cancel', self)) throw refusal('cancel', self)
  replaceAuthorization(tx, self.hidden.authorization)
  return tx.update(paymentIntent, self, {
    canceled_at: tx.now,
    cancellation_reason: reason as Intent['cancellation_reason'],
    next_action: null,
    status: 'canceled',
  })
}
