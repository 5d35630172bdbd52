// Paying for a session: the intent or the subscription that its mode asks for is made, and confirmed by the customer's
// method. What comes of it completes the session, in session_settle.ts.
// (https://docs.stripe.com/payments/checkout/how-checkout-works)
import { Kept, missingParameter } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import { methodOf } from '../../network/catalogue.ts'
import { taxAsked } from '../billing/invoice_automatic_tax.ts'
import { createSubscription } from '../billing/subscription_create.ts'
import { invoice } from '../billing/invoice_state.ts'
import { type Subscription, subscription, timed } from '../billing/subscription_state.ts'
import { agreedOnPage } from '../payments/mandate.ts'
import { attach, type Method } from '../payments/payment_method.ts'
import { captureMethod } from '../payments/intent.ts'
import { newIntent } from '../payments/payment_intent.ts'
import { confirm } from '../payments/payment_intent_confirm.ts'
import { connectWishes } from '../payments/payment_intent_connect.ts'
import { type Intent, paymentIntent } from '../payments/payment_intent_state.ts'
import { confirm as confirmSetup } from '../payments/setup_intent_confirm.ts'
import { setupIntent } from '../payments/setup_intent_state.ts'
import { itemsOf } from '../billing/item.ts'
import { optionsOfSubscription } from './session_methods.ts'
import { complete, waits } from './session_settle.ts'
import { type Session, session } from './session_state.ts'
import { backTo } from './session_rules.ts'

/** How the customer pays. */
export interface Paying {
  readonly method: Method | undefined
  readonly returnUrl: string | undefined
  /** What else its type asks of the customer: the code of BLIK. */
  readonly options?: object | undefined
}

/** Pays, or sets up, or subscribes: the session as it is then, or the bank's no. */
export function pay(tx: Tx, self: Session, how: Paying): Session | Kept {
  if (self.mode === 'setup') return setUp(tx, self, self.setup_intent as string, needed(how))
  if (self.mode === 'subscription') return subscribe(tx, self, how)
  if (self.amount_total === 0) return complete(tx, self, 'no_payment_required')
  return confirmed(tx, self, intentOf(tx, self), needed(how))
}

const needed = (how: Paying): Paying & { readonly method: Method } => {
  if (!how.method) throw missingParameter('payment_method')
  return how as Paying & { method: Method }
}

/** What an intent is confirmed with. The customer agrees to the mandate on the page. */
function confirming(tx: Tx, self: Session, { method, returnUrl, options }: Paying & { method: Method }) {
  const return_url = returnUrl ?? backTo(self)
  return {
    payment_method: method.id,
    ...(methodOf(method.type)!.mandate !== 'none' && { mandate_data: agreedOnPage(tx) }),
    ...(return_url !== undefined && { return_url }),
    ...(options && { payment_method_options: options }),
  } as never
}

/** The intent of a payment, made when it is first tried; once it was declined, the same is tried again. */
function intentOf(tx: Tx, self: Session): Intent {
  if (!self.payment_intent) return insertIntent(tx, self)
  const known = tx.get(paymentIntent, self.payment_intent as string)
  const changes = { amount: self.amount_total!, customer: self.customer as string | null, ...keeping(self) }
  return tx.update(paymentIntent, known, { ...changes, shipping: shippingOf(self) ?? known.shipping })
}

/** What a customer lets be kept is kept for payments that they make themselves, unless the seller asks for more. [M] */
const keeping = ({ hidden }: Session): Pick<Intent, 'setup_future_usage'> | undefined =>
  hidden.saves && !hidden.payment?.setup_future_usage ? { setup_future_usage: 'on_session' } : undefined

/** Where it goes: as the seller said, or the customer. */
function shippingOf({ hidden, collected_information }: Session): Intent['shipping'] {
  const to = hidden.payment?.shipping ?? collected_information?.shipping_details
  return (to ? { carrier: null, phone: null, tracking_number: null, ...to } : null) as Intent['shipping']
}

/** The intent of a payment. */
export function insertIntent(tx: Tx, self: Session): Intent {
  const customer = self.customer as string | null
  const amount = self.amount_total!
  const data = self.hidden.payment ?? {}
  return newIntent(tx.untimed, {
    amount,
    currency: self.currency!,
    types: self.payment_method_types,
    customer,
    method: null,
    description: data.description ?? null,
    metadata: mergeMetadata({}, data.metadata),
    automatic: null,
    more: {
      capture_method: data.capture_method ?? captureMethod(tx),
      receipt_email: data.receipt_email ?? null,
      setup_future_usage: data.setup_future_usage ?? keeping(self)?.setup_future_usage ?? null,
      shipping: shippingOf(self),
      statement_descriptor: data.statement_descriptor ?? null,
      statement_descriptor_suffix: data.statement_descriptor_suffix ?? null,
      transfer_group: data.transfer_group ?? null,
      ...connectWishes(tx, data, { amount, transfer_data: null, application_fee_amount: null }),
    },
    ...(self.hidden.options && { options: self.hidden.options }),
    hidden: { checkout: { session: self.id, open: true } },
  })
}

function confirmed(tx: Tx, self: Session, intent: Intent, how: Paying & { method: Method }): Session | Kept {
  const current = tx.update(session, self, { payment_intent: intent.id })
  const result = confirm(tx.untimed, intent, confirming(tx, self, how))
  if (result instanceof Kept) return result
  // Who has a voucher, or waits for deposits, is done on the page.
  return waits(result, how.method.type) ? complete(tx, current, 'unpaid', { delayed: true }) : current
}

function setUp(tx: Tx, self: Session, id: string, how: Paying & { method: Method }): Session | Kept {
  const result = confirmSetup(tx, tx.get(setupIntent, id), confirming(tx, self, how))
  return result instanceof Kept ? result : self
}

/**
 * A subscription is there once it is paid for: a refusal leaves nothing of it. (docs.stripe.com/changelog/basil/2025-03-31)
 * While a bank asks its customer, it is kept, and not shown.
 */
function subscribe(tx: Tx, self: Session, how: Paying): Session | Kept {
  if (self.hidden.pending !== undefined) return payAgain(tx, self, needed(how))
  const isFree = self.amount_total === 0
  if (isFree && !how.method && self.payment_method_collection === 'if_required') return subscribed(tx, self, undefined)
  const { method } = needed(how)
  if (isFree) return setUpFirst(tx, self, { ...how, method })
  const own = attach(tx, method, self.customer as string)
  const made = insertSubscription(tx, self, own)
  const bill = tx.get(invoice, made.latest_invoice as string)
  const intent = tx.get(paymentIntent, bill.hidden.intent!)
  const marked = tx.amend(paymentIntent, intent, {
    setup_future_usage: 'off_session',
    hidden: { ...intent.hidden, checkout: { session: self.id, open: true, beside: besides(made) } },
  })
  const current = tx.update(session, self, {
    hidden: {
      ...self.hidden,
      pending: { subscription: made.id, invoice: bill.id, payment: bill.hidden.payment!, intent: intent.id },
    },
  })
  return firmly(confirmPending(tx, current, marked, { ...how, method: own }))
}

/** The subscription that waits for its payment, and what it gives: read with the intent when the bank has answered. */
const besides = ({ id, items }: Subscription): string[] => [
  id,
  ...items.data.map(({ price }) => price.product as string),
]

/** The bank's no undoes what was made on the way to it. */
function firmly(result: Session | Kept): Session {
  if (result instanceof Kept) throw result.error
  return result
}

function confirmPending(tx: Tx, self: Session, intent: Intent, how: Paying & { method: Method }): Session | Kept {
  const result = confirm(tx.untimed, intent, confirming(tx, self, how))
  if (result instanceof Kept) return result
  return waits(result, how.method.type) ? awaitMoney(tx, self, result) : self
}

/** Why ten days: so long two deposits may be told of. (docs.stripe.com/payments/ach-direct-debit/accept-a-payment#web-verify-with-microdeposits) */
const DEPOSITS_SECONDS = 10 * DAY

/**
 * The customer pays in days, and not on the page: with a voucher, or once the account is shown to be theirs. The subscription waits
 * for that, beyond its 23 hours, for as long as the voucher can be paid, or the deposits told of. [K]
 */
function awaitMoney(tx: Tx, self: Session, { next_action: step }: Intent): Session {
  const { subscription: id, invoice } = self.hidden.pending!
  const on = timed(tx, tx.get(subscription, id))
  const { expires_at = tx.now + DEPOSITS_SECONDS } = (step as unknown as Steps)[step!.type] ?? {}
  on.schedule(on.now + (expires_at - tx.now), 'subscription.expire', { id })
  return complete(tx, self, 'unpaid', { delayed: true, subscription: id, invoice })
}

type Steps = Readonly<Record<string, { readonly expires_at?: number } | undefined>>

/** Their bank has asked the customer before, and they try once more. */
function payAgain(tx: Tx, self: Session, how: Paying & { method: Method }): Session | Kept {
  const pending = self.hidden.pending!
  const method = attach(tx, how.method, self.customer as string)
  tx.update(subscription, tx.get(subscription, pending.subscription), { default_payment_method: method.id })
  const intent = tx.get(paymentIntent, pending.intent)
  return confirmPending(tx, self, intent, { ...how, method })
}

/** Nothing is due yet, but the method is set up for what will be. */
function setUpFirst(tx: Tx, self: Session, how: Paying & { method: Method }): Session {
  const made = tx.request('POST', '/v1/setup_intents', {
    allowed_payment_method_types: self.payment_method_types,
    customer: self.customer,
    usage: 'off_session',
  })
  const row = tx.get(setupIntent, made.id)
  tx.amend(setupIntent, row, {
    allowed_payment_method_types: null,
    automatic_payment_methods: null,
    hidden: { ...row.hidden, checkout: { session: self.id, open: true } },
  })
  const current = tx.update(session, self, { hidden: { ...self.hidden, setup: made.id } })
  return firmly(setUp(tx, current, made.id, how))
}

/** The subscription of a session that asks for no payment yet. */
export function subscribed(tx: Tx, self: Session, method: Method | undefined): Session {
  const made = insertSubscription(tx, self, method)
  return complete(tx, self, 'no_payment_required', {
    subscription: made.id,
    invoice: made.latest_invoice as string | null,
  })
}

function insertSubscription(tx: Tx, self: Session, method: Method | undefined): Subscription {
  const items = itemsOf(tx, self.id)
  const asked = (recurring: boolean) =>
    items
      .filter(({ hidden }) => hidden.recurring === recurring)
      .map(({ hidden, quantity, metadata }) => ({
        price: hidden.price,
        ...(quantity !== null && { quantity }),
        ...(hidden.rates.length > 0 && { tax_rates: hidden.rates.map(({ id }) => id) }),
        ...(Object.keys(metadata ?? {}).length > 0 && { metadata }),
      }))
  const discounts = (self.discounts ?? []) as { coupon: string | null; promotion_code: string | null }[]
  const made = createSubscription(
    tx,
    {
      ...self.hidden.subscription,
      add_invoice_items: asked(false),
      ...(self.automatic_tax.enabled && { automatic_tax: taxAsked(self.automatic_tax) }),
      currency: self.currency,
      customer: self.customer,
      ...(method && { default_payment_method: method.id }),
      discounts: discounts.map(({ coupon, promotion_code }) => (coupon === null ? { promotion_code } : { coupon })),
      items: asked(true),
      payment_behavior: 'default_incomplete',
      payment_settings: {
        ...(self.hidden.namesTypes && { payment_method_types: self.payment_method_types }),
        ...(self.hidden.options && { payment_method_options: optionsOfSubscription(self.hidden.options) }),
      },
    } as never,
    { prices: new Set(items.map(({ hidden }) => hidden.price)) },
  )
  if (made instanceof Kept) throw made.error
  return made
}
