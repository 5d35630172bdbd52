// PaymentIntents: one payment from wish to money. Confirming tries the method; what the customer must do first stands in
// `next_action`. (https://docs.stripe.com/api/payment_intents)
// One file because the operations are one list; what confirming and capturing do stands in files of their own.
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { refuseUnbuilt } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { resource } from '../../kernel/resource.ts'
import { search } from '../../kernel/search.ts'
import type { Tx } from '../../kernel/tx.ts'
import { checkCurrency } from '../catalog/price.ts'
import { askingApplication } from '../core/account.ts'
import {
  amountDetails,
  type GivenDetails,
  newDetails,
  replaceLines,
} from './payment_intent_amount_details_line_item.ts'
import { authorization, replaceAuthorization } from './authorization.ts'
import { withConfirmationToken } from './confirmation_token.ts'
import { customer, shipping } from './customer.ts'
import { cashTransaction } from './customer_cash_balance_transaction.ts'
import {
  allowedTypes,
  automaticOf,
  captureMethod,
  checkAmount,
  checkClientSecret,
  onlyToConfirm,
  typesUnnamed,
} from './intent.ts'
import { givenMethod } from './payment_method.ts'
import { configurationDetails, typesOn } from './payment_method_configuration.ts'
import { lookAhead } from './payment_intent_ahead.ts'
import { cancelIntent, capture, expire, incrementAuthorization } from './payment_intent_capture.ts'
import { connectWishes } from './payment_intent_connect.ts'
import { type Confirm, confirm, decide, lapse, verifyMicrodeposits } from './payment_intent_confirm.ts'
import { applyCustomerBalance, shareOut } from './payment_intent_funding.ts'
import { conclude, merged } from './payment_intent_outcome.ts'
import { type HooksGiven, hooked, hooksOf } from './payment_intent_tax.ts'
import { checkUsable } from './payment_intent_usable.ts'
import {
  allows,
  cannotUpdate,
  type Intent,
  ofCheckout,
  ofInvoice,
  paymentIntent,
  type PaymentIntentState,
} from './payment_intent_state.ts'

type Gate = { payment_method_types?: string[] }
type Create = Params<Stripe.PaymentIntentCreateParams & Gate>

export const paymentIntents = resource(paymentIntent)
  .on<Stripe.PaymentIntentCreateParams & Gate>('POST /v1/payment_intents', (tx, params) => {
    const { payment_method_configuration: _, ...others } = params
    refuseUnbuilt(others, UNBUILT)
    onlyToConfirm(params, ONLY_TO_CONFIRM)
    const row = insertIntent(tx, params)
    return params.confirm ? confirm(tx, row, withConfirmationToken(tx, params as Confirm, row)) : row
  })
  .on<Stripe.PaymentIntentRetrieveParams>(
    'GET /v1/payment_intents/{id}',
    (_tx, params, self) => checkClientSecret(params, self),
    { publishable: 'client_secret' },
  )
  .on<Stripe.PaymentIntentListParams>('GET /v1/payment_intents', (tx, params) =>
    list(tx, paymentIntent, params as never, '/v1/payment_intents'),
  )
  .on<Stripe.PaymentIntentSearchParams>('GET /v1/payment_intents/search', (tx, params) =>
    search(tx, paymentIntent, params, '/v1/payment_intents/search'),
  )
  .on<Stripe.PaymentIntentUpdateParams & Gate>('POST /v1/payment_intents/{id}', (tx, params, self) => {
    refuseUnbuilt(params, UNBUILT)
    return update(tx, self, params)
  })
  .on<Stripe.PaymentIntentConfirmParams>(
    'POST /v1/payment_intents/{id}/confirm',
    (tx, params, self) => {
      refuseUnbuilt(params, UNBUILT)
      const own = hooked(tx, checkClientSecret(params, self), params)
      lookAhead(tx, own)
      return confirm(tx, own, withConfirmationToken(tx, params as Confirm, own))
    },
    { publishable: 'client_secret', reads: ['confirmation_token.hidden.method'] },
  )
  .on<Stripe.PaymentIntentCancelParams>('POST /v1/payment_intents/{id}/cancel', (tx, params, self) =>
    cancelIntent(tx, freeOf(self), params.cancellation_reason ?? null),
  )
  .on<Stripe.PaymentIntentCaptureParams>(
    'POST /v1/payment_intents/{id}/capture',
    (tx, params, self) => {
      refuseUnbuilt(params, UNBUILT)
      return capture(tx, hooked(tx, self, params), params)
    },
    { reads: ['self.latest_charge', 'self.hidden.checkout.session'] },
  )
  .on<Stripe.PaymentIntentIncrementAuthorizationParams>(
    'POST /v1/payment_intents/{id}/increment_authorization',
    (tx, params, self) => {
      refuseUnbuilt(params, UNBUILT)
      return incrementAuthorization(tx, hooked(tx, self, params), params)
    },
    { reads: ['self.latest_charge', 'self.payment_method'] },
  )
  .on<Stripe.PaymentIntentVerifyMicrodepositsParams>(
    'POST /v1/payment_intents/{id}/verify_microdeposits',
    (tx, params, self) => verifyMicrodeposits(tx, checkClientSecret(params, self), params),
    { publishable: 'client_secret', reads: [(tx: Tx, { self }: { self: Intent }) => lookAhead(tx, self)] },
  )
  .on<Stripe.PaymentIntentApplyCustomerBalanceParams>(
    'POST /v1/payment_intents/{id}/apply_customer_balance',
    (tx, params, self) => applyCustomerBalance(tx, self, params),
    { reads: ['self.payment_method', 'self.customer'] },
  )
  .when('customer_cash_balance_transaction.created', cashTransaction, shareOut)
  .when('brindle.authorization.succeeded', authorization, (tx, step) => decide(tx, step, 'succeeded'))
  .when('brindle.authorization.failed', authorization, (tx, step) => decide(tx, step, 'failed'))
  .job<{ id: string }>('expire', (tx, { id }) => expire(tx, tx.get(paymentIntent, id)), { reads: ['id.latest_charge'] })
  .job<{ id: string }>('lapse', (tx, { id }) => lapse(tx, tx.get(paymentIntent, id)), { reads: [outcome] })
  .job<{ id: string }>('conclude', (tx, { id }) => conclude(tx, tx.get(paymentIntent, id)), { reads: [outcome] })

/** All that an outcome leads to. */
function outcome(tx: Tx, { id }: { id: string }): void {
  lookAhead(tx, tx.get(paymentIntent, id))
}

const ONLY_TO_CONFIRM = ['off_session', 'return_url', 'mandate_data', 'error_on_requires_action', 'confirmation_token']

/** What is not built yet is refused by name, never swallowed. */
const UNBUILT = [
  'amount_to_confirm',
  'customer_account',
  'mandate',
  'payment_details',
  'payment_method_configuration',
  'radar_options',
] as const

/** One that an invoice made is canceled with its invoice, one of an open Checkout Session with the session. */
function freeOf(self: Intent): Intent {
  if (self.hidden.checkout?.open && allows('cancel', self)) throw ofCheckout(self)
  if (self.hidden.invoice !== undefined && allows('cancel', self)) throw ofInvoice(self, 'cancel')
  return self
}

function insertIntent(tx: Tx, params: Create): Intent {
  const currency = checkCurrency(params.currency)
  checkAmount(params.amount, currency)
  if (params.customer !== undefined) tx.get(customer, params.customer, 'customer')
  const configuration = params.payment_method_configuration
  const types = allowedTypes(
    params,
    currency,
    typesUnnamed(tx, params, () => typesOn(tx, configuration)),
  )
  const method = givenMethod(tx, params)
  if (method) checkUsable(method, params.customer, types)
  const row = newIntent(tx, {
    amount: params.amount,
    currency,
    types,
    customer: params.customer ?? null,
    method: method?.id ?? null,
    description: params.description ?? null,
    metadata: mergeMetadata({}, params.metadata),
    // Whether it is on is not asked where types are chosen anyway. [K]
    automatic: automaticOf(tx, params),
    more: {
      ...(params.amount_details && {
        amount_details: amountDetails(params.amount_details as GivenDetails, params.amount),
      }),
      capture_method: params.capture_method ?? captureMethod(tx),
      confirmation_method: params.confirmation_method ?? 'automatic',
      payment_method_configuration_details: configurationDetails(configuration),
      excluded_payment_method_types: (params.excluded_payment_method_types ?? null) as never,
      shipping: shipping(params.shipping as never) as Intent['shipping'],
      allowed_payment_method_types: (params.allowed_payment_method_types ?? null) as never,
      receipt_email: params.receipt_email || null,
      setup_future_usage: params.setup_future_usage ?? null,
      statement_descriptor: params.statement_descriptor ?? null,
      statement_descriptor_suffix: params.statement_descriptor_suffix ?? null,
      transfer_group: params.transfer_group ?? null,
      ...connectWishes(tx, params, { amount: params.amount, transfer_data: null, application_fee_amount: null }),
      ...hooksOf(tx, params as HooksGiven),
    },
    ...(params.payment_method_options && { options: params.payment_method_options }),
    hidden: {},
  })
  if (params.amount_details) replaceLines(tx, row.id, (params.amount_details as GivenDetails).line_items)
  return row
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
  /** `payment_method_options`, as far as they are given. */
  readonly options?: object
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
    application: askingApplication(tx),
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
    payment_method_options: merged(
      { payment_method_options: (wish.types.includes('card') ? { card: CARD_OPTIONS } : {}) as never },
      wish.options,
    ),
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
  const currency = params.currency === undefined ? self.currency : checkCurrency(params.currency)
  checkAmount(params.amount ?? self.amount, currency)
  if (params.customer !== undefined) tx.get(customer, params.customer, 'customer')
  const method = givenMethod(tx, params)
  const types = params.payment_method_types ?? self.payment_method_types
  // What its customer has said was said of the method before.
  const { answered: _, deposits: __, ...hidden } = self.hidden
  if (method) {
    checkUsable(method, params.customer ?? self.customer ?? undefined, types)
    replaceAuthorization(tx, self.hidden.authorization)
  }
  return tx.update(paymentIntent, self, {
    last_payment_error: null,
    ...(params.amount !== undefined && { amount: params.amount }),
    ...newDetails(tx, self, params.amount_details, params.amount ?? self.amount),
    ...(params.capture_method !== undefined && { capture_method: params.capture_method }),
    ...(params.currency !== undefined && { currency }),
    ...(params.customer !== undefined && { customer: params.customer }),
    ...(params.description !== undefined && { description: params.description }),
    ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata, params.metadata) }),
    ...(params.payment_method_types && { payment_method_types: params.payment_method_types }),
    payment_method_options: merged(self, params.payment_method_options),
    ...(params.receipt_email !== undefined && { receipt_email: params.receipt_email || null }),
    ...(params.setup_future_usage !== undefined && { setup_future_usage: params.setup_future_usage || null }),
    ...(params.shipping !== undefined && { shipping: shipping(params.shipping as never) as Intent['shipping'] }),
    ...(params.statement_descriptor !== undefined && { statement_descriptor: params.statement_descriptor }),
    ...(params.statement_descriptor_suffix !== undefined && {
      statement_descriptor_suffix: params.statement_descriptor_suffix,
    }),
    ...(params.transfer_group !== undefined && { transfer_group: params.transfer_group }),
    ...connectWishes(tx, params, { ...self, amount: params.amount ?? self.amount }),
    ...hooksOf(tx, params as HooksGiven),
    ...(method && { payment_method: method.id, status: 'requires_confirmation', next_action: null, hidden }),
  })
}
