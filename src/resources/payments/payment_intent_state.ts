// What a PaymentIntent is, and which verb may start from which of its states. (https://docs.stripe.com/payments/paymentintents/lifecycle)
import type Stripe from 'stripe'
import type { StripeError } from '../../kernel/errors.ts'
import { listObject } from '../../kernel/list.ts'
import { object, type Row } from '../../kernel/resource.ts'
import type { DebitFailure } from '../../network/test_accounts.ts'
import { asked, invoiceOf } from './charge_state.ts'
import { unexpectedState } from './intent.ts'
import type { Acceptance } from './mandate.ts'
import type { AttachedTo } from './payment_record_state.ts'

export interface PaymentIntentState {
  /** The step that the customer is taking outside. */
  readonly authorization?: string
  readonly acceptance?: Acceptance
  /** The invoice that this intent pays: only it may cancel the intent. */
  readonly invoice?: string
  /** The invoices that it was attached to: what it pays is credited to them. */
  readonly attached?: readonly AttachedTo[]
  /** The Checkout Session that this intent pays for: while that is open, only it may cancel the intent. */
  readonly checkout?: Checkout
  /** The customer has answered; with `confirmation_method: manual` the server has to confirm once more. */
  readonly answered?: true
  /** What the bank will say of a payment that is processing, once it says it. */
  readonly fails?: DebitFailure
  /** How often the customer was wrong about the deposits to their account. */
  readonly deposits?: number
  /** Minor units that the customer's cash has paid so far. */
  readonly funded?: number
  /** How often the authorization was raised. */
  readonly increments?: number
}

/** The Checkout Session that an intent was made by, and whether it still goes on. */
export interface Checkout {
  readonly session: string
  readonly open: boolean
  /** What it leads to beside the session, which is read with it. */
  readonly beside?: readonly string[]
}

/** The index of the intents that wait for a customer's bank transfer. */
export const WAITS_FOR_FUNDS = 'waits_for_funds'

export const paymentIntent = object<Stripe.PaymentIntent, PaymentIntentState>('payment_intent', {
  prefix: 'pi',
  inPath: { retrieve: 'intent', others: 'intent' },
  events: [
    { on: 'insert', types: ['payment_intent.created'] },
    { became: ['status', 'requires_action'], types: ['payment_intent.requires_action'] },
    { became: ['status', 'processing'], types: ['payment_intent.processing'] },
    { became: ['status', 'succeeded'], types: ['payment_intent.succeeded'] },
    { became: ['status', 'canceled'], types: ['payment_intent.canceled'] },
    {
      changed: ['amount_capturable'],
      where: (row) => row.status === 'requires_capture',
      types: ['payment_intent.amount_capturable_updated'],
    },
    { grew: 'hidden.funded', types: ['payment_intent.partially_funded'] },
    {
      changed: ['last_payment_error'],
      where: (row) => row.last_payment_error !== null,
      types: ['payment_intent.payment_failed'],
    },
    // Nobody's news but the taxes'.
    { changed: ['hooks'], types: ['brindle.payment_intent.hooked'] },
  ],
  terms: ({ next_action, customer }) =>
    next_action?.type === 'display_bank_transfer_instructions' ? [`${WAITS_FOR_FUNDS}=${customer}`] : [],
  // https://docs.stripe.com/search#query-fields-for-payment-intents
  searchable: { amount: 'number', created: 'number', currency: 'token', customer: 'token', status: 'token' },
  former: {
    charges: (tx, { id }) => ({
      ...listObject(asked(tx, '/v1/charges', { payment_intent: id })),
      url: `/v1/charges?payment_intent=${id}`,
    }),
    invoice: (tx, { id }) => invoiceOf(tx, id),
  },
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
  capture: ['requires_capture'],
  increment_authorization: ['requires_capture'],
} as const
type Verb = keyof typeof MAY

export const allows = (verb: Verb, { status }: Intent): boolean => (MAY[verb] as readonly string[]).includes(status)

/** Why a verb is refused, in the words of each. */
export function refusal(verb: Exclude<Verb, 'update'>, self: Intent): StripeError {
  if (verb === 'confirm' && self.status === 'succeeded')
    return unexpectedState(
      self,
      'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.',
    )
  if (verb === 'confirm') return cannotUpdate(self, 'payment_method')
  if (verb === 'capture')
    return unexpectedState(
      self,
      `This PaymentIntent could not be captured because it has a status of ${self.status}. Only a PaymentIntent with one of ` +
        `the following statuses may be captured: ${MAY.capture.join(', ')}.`,
    )
  if (verb === 'increment_authorization')
    return unexpectedState(
      self,
      `This PaymentIntent's authorization could not be incremented because it has a status of ${self.status}. Only a ` +
        `PaymentIntent with one of the following statuses may be incremented: ${MAY.increment_authorization.join(', ')}.`,
    )
  return unexpectedState(
    self,
    `You cannot cancel this PaymentIntent because it has a status of ${self.status}. Only a PaymentIntent with one of the ` +
      `following statuses may be canceled: ${MAY.cancel.join(', ')}.`,
  )
}

export const cannotUpdate = (self: Intent, name: string): StripeError =>
  unexpectedState(
    self,
    `This PaymentIntent's ${name} could not be updated because it has a status of ${self.status}. You may only update the ` +
      `${name} of a PaymentIntent with one of the following statuses: ${MAY.update.join(', ')}.`,
    name,
  )

/** What an invoice asks for is changed with the invoice. */
export const ofInvoice = (self: Intent, verb: string): StripeError =>
  unexpectedState(self, `You cannot ${verb} this PaymentIntent because it collects the invoice ${self.hidden.invoice}.`)

/** In Stripe's words: github.com/stripe/stripe-dotnet/issues/2429. The code is [K]. */
export const ofCheckout = (self: Intent): StripeError =>
  unexpectedState(self, 'You cannot perform this action on PaymentIntents created by Checkout.')

/** What remains hidden once an attempt is over. */
export const afterwards = ({ hidden: { attached, invoice, checkout } }: Intent): PaymentIntentState => ({
  ...(attached && { attached }),
  ...(invoice !== undefined && { invoice }),
  ...(checkout && { checkout }),
})
