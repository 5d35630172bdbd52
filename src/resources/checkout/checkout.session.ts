// Checkout Sessions: one customer's way from what is sold to a payment, a saved method or a subscription, on a page of ours
// or within the seller's. (https://docs.stripe.com/api/checkout/sessions)
// One file because the operations are one list; what they do stands in files of their own.
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { resource } from '../../kernel/resource.ts'
import { listItems } from '../billing/item.ts'
import { invoice } from '../billing/invoice_state.ts'
import { methodAt } from '../payments/payment_method.ts'
import { paymentIntent } from '../payments/payment_intent_state.ts'
import { setupIntent } from '../payments/setup_intent_state.ts'
import { CHOICES, CONFIRMATION, PAGE } from './payment_page.ts'
import { checkOpen, update } from './session_change.ts'
import { choosePage, confirmPage, showPage } from './session_confirm.ts'
import { createSession } from './session_create.ts'
import { subscribed } from './session_pay.ts'
import { expire, onFailed, onHeld, onInvoice, onPaid, onProcessing, onSetUp } from './session_settle.ts'
import { type Create, session } from './session_state.ts'

const PATH = '/v1/checkout/sessions'

/** What goes with a session that expires. */
const ENDING = [
  'payment_intent.payment_method',
  'setup_intent.latest_attempt',
  'hidden.pending.subscription.customer',
  'hidden.pending.invoice',
  'hidden.pending.payment',
  'hidden.pending.intent.hidden.authorization',
]

export const sessions = resource(session)
  .on<Stripe.Checkout.SessionCreateParams>(
    'POST /v1/checkout/sessions',
    (tx, params) => createSession(tx, params as Create),
    { reads: ['line_items.price.product', 'discounts.promotion_code.promotion.coupon'] },
  )
  .on<Stripe.Checkout.SessionRetrieveParams>('GET /v1/checkout/sessions/{id}', (_tx, _params, self) => self)
  .on<Stripe.Checkout.SessionListParams>('GET /v1/checkout/sessions', (tx, { customer_details: who, ...params }) =>
    list(tx, session, params as never, PATH, who ? [`customer_details.email=${who.email}`] : []),
  )
  .on<Stripe.Checkout.SessionUpdateParams>('POST /v1/checkout/sessions/{id}', (tx, params, self) =>
    update(tx, self, params),
  )
  .on<Stripe.Checkout.SessionExpireParams>(
    'POST /v1/checkout/sessions/{id}/expire',
    (tx, _params, self) => {
      checkOpen(self, 'expired')
      return expire(tx, self)
    },
    { reads: ENDING.map((path) => `self.${path}`) },
  )
  .on<Stripe.Checkout.SessionListLineItemsParams>('GET /v1/checkout/sessions/{id}/line_items', (tx, params, self) =>
    listItems(tx, params as never, `${PATH}/${self.id}/line_items`, self.id),
  )

  .on<object>('GET /v1/payment_pages/{id}', (tx, params, _self, ids) => showPage(tx, params, ids), {
    params: PAGE,
    publishable: 'yes',
  })
  .on<object>('POST /v1/payment_pages/{id}', (tx, choice, _self, ids) => choosePage(tx, choice, ids), {
    params: CHOICES,
    publishable: 'yes',
  })
  .on<object>('POST /v1/payment_pages/{id}/confirm', (tx, params, _self, ids) => confirmPage(tx, params, ids), {
    params: CONFIRMATION,
    publishable: 'yes',
  })
  .on<object>(
    'POST /brindle/checkout_sessions/{id}/recover',
    (tx, _params, self) => {
      const { expires_at } = self.after_expiration?.recovery ?? {}
      const { given } = self.hidden
      if (self.status !== 'expired' || !given || !expires_at || expires_at <= tx.now)
        throw invalid('This Checkout Session cannot be recovered.')
      const { after_expiration: _, expires_at: __, ...again } = given
      const codes = self.after_expiration!.recovery!.allow_promotion_codes
      return createSession(
        tx,
        { ...again, ...(codes && !given.discounts && { allow_promotion_codes: true }) },
        { recoveredFrom: self.id },
      )
    },
    { params: { k: 'object', p: {} } },
  )

  .when('payment_intent.succeeded', paymentIntent, onPaid)
  .when('payment_intent.amount_capturable_updated', paymentIntent, onHeld)
  .when('payment_intent.processing', paymentIntent, onProcessing)
  .when('payment_intent.payment_failed', paymentIntent, onFailed)
  .when('invoice.paid', invoice, onInvoice)
  .when('setup_intent.succeeded', setupIntent, (tx, intent) => {
    const self = onSetUp(tx, intent)
    if (self) subscribed(tx, self, methodAt(tx, intent.payment_method as string))
  })
  .job<{ id: string }>(
    'expire',
    (tx, { id }) => {
      const self = tx.get(session, id)
      if (self.status === 'open') expire(tx, self)
    },
    { reads: ENDING.map((path) => `id.${path}`) },
  )
