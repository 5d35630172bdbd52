// Checkout Sessions: one customer's way from what is sold to a payment, a saved method or a subscription, on a page of ours
// or within the seller's. (https://docs.stripe.com/api/checkout/sessions)
// One file because the operations are one list; what they do stands in files of their own.
import type Stripe from 'stripe'
import { invalid, Kept, noSuch } from '../../kernel/errors.ts'
import { prefetch } from '../../kernel/ahead.ts'
import { list } from '../../kernel/list.ts'
import { resource, shown } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { locationInvalid } from '../billing/invoice_automatic_tax.ts'
import { invoice } from '../billing/invoice_state.ts'
import { meetParty } from '../payments/neighbour.ts'
import { givenMethod, methodAt } from '../payments/payment_method.ts'
import { paymentIntent } from '../payments/payment_intent_state.ts'
import { setupIntent } from '../payments/setup_intent_state.ts'
import { itemsOf, listItems, shownItems } from '../billing/item.ts'
import { codesTyped } from './session_discount.ts'
import { leftAside } from './optional_items.ts'
import { methodFor } from './session_methods.ts'
import { CHOICES, CONFIRMATION, PAGE } from './payment_page.ts'
import { checkGiven } from './custom_unit_amount.ts'
import { type Choice, checkOpen, choose, relocated, update } from './session_change.ts'
import { createSession } from './session_create.ts'
import { collected, customerFor, type Said, updateCustomer } from './session_customer.ts'
import { pay, subscribed } from './session_pay.ts'
import { expire, onFailed, onHeld, onInvoice, onPaid, onProcessing, onSetUp } from './session_settle.ts'
import { type Create, type Session, session } from './session_state.ts'
import { taxLooks } from './session_tax.ts'

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

  .on<{ key?: string }>('GET /v1/payment_pages/{id}', (tx, _params, _self, ids) => page(tx, sessionAt(tx, ids)), {
    params: PAGE,
    publishable: 'yes',
  })
  .on<Choice>(
    'POST /v1/payment_pages/{id}',
    (tx, choice, _self, ids) => {
      const self = ready(tx, sessionAt(tx, ids), choice)
      checkOpen(self, 'updated')
      return page(tx, choose(tx, self, choice))
    },
    { params: CHOICES, publishable: 'yes' },
  )
  .on<Confirm>('POST /v1/payment_pages/{id}/confirm', (tx, params, _self, ids) => confirm(tx, params, ids), {
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

interface Confirm extends Said, Choice {
  readonly payment_method?: string
  readonly payment_method_data?: object
  /** What the page has shown, minor units. */
  readonly expected_amount?: number
  readonly return_url?: string
}

/** The pages are no part of Stripe's contract: the session is looked up by hand. */
function sessionAt(tx: Tx, [id = '']: readonly string[]): Session {
  const self = tx.find(session, id)
  if (!self) throw noSuch(session.noun, id, undefined, session.inPath.others)
  return self
}

/** What a session leads to, which what its customer does may need. */
const READS = [
  'self.customer.invoice_settings.default_payment_method',
  'self.discounts.coupon',
  'self.discounts.promotion_code.promotion.coupon',
  'self.hidden.pending.subscription.items.data.price.id',
  'self.hidden.pending.invoice',
  'self.hidden.pending.payment',
  'self.hidden.pending.intent.hidden.authorization',
  'self.hidden.subscription.default_tax_rates',
  'self.hidden.setup',
  'self.payment_intent.payment_method',
  'self.payment_intent.hidden.authorization',
  'self.payment_link',
  'self.setup_intent.latest_attempt',
]

/** Reads it level by level, with the line items and their prices: on a store that is far away, each is one round. */
function ready(tx: Tx, self: Session, said: Confirm): Session {
  const { promotion_code: code } = said
  tx.work.together<unknown>([
    () => prefetch(tx, READS, { self }),
    () =>
      tx.any(
        itemsOf(tx, self.id).flatMap(({ hidden }) => [
          hidden.price,
          hidden.product,
          ...hidden.rates.map(({ id }) => id),
        ]),
      ),
    () => (said.optional_items ? leftAside(tx, self) : []),
    () => meetParty(tx, partyOf(self)),
    ...taxLooks(tx, self, said),
    () => (code ? tx.any(codesTyped(tx, code).map(({ promotion }) => String(promotion.coupon))) : []),
  ])
  return self
}

/** Whom its money goes to beside the account itself. */
function partyOf({ hidden: { payment, subscription } }: Session): Parameters<typeof meetParty>[1] {
  const said = payment ?? subscription
  const fee = payment?.application_fee_amount ?? subscription?.application_fee_percent
  return { destination: said?.transfer_data?.destination, hasFee: Boolean(fee) }
}

/** The session as its page needs it. */
const page = (tx: Tx, self: Session) =>
  shown(self, { line_items: shownItems(tx, `${PATH}/${self.id}/line_items`, self.id) })

/** The customer presses the button. What their bank still wants of them is in `next_action`. */
function confirm(tx: Tx, params: Confirm, ids: readonly string[]) {
  const self = ready(tx, sessionAt(tx, ids), params)
  checkOpen(self, 'confirmed')
  const chosen = choose(tx, self, params)
  checkGiven(tx, chosen)
  if (!self.automatic_tax.enabled) checkExpected(chosen, params)
  const method = methodFor(tx, chosen, givenMethod(tx, params))
  const told = relocated(tx, collected(tx, chosen, params, method))
  if (self.automatic_tax.enabled) {
    if (told.automatic_tax.status !== 'complete') throw locationInvalid()
    checkExpected(told, params)
    // The invoice of a subscription is taxed where its customer is known to be.
    if (told.mode === 'subscription' && told.customer !== null) updateCustomer(tx, told)
  }
  const who = customerFor(tx, told)
  const result = pay(tx, who, { method, returnUrl: params.return_url })
  if (result instanceof Kept) return result
  const next_action = nextAction(tx, result)
  return next_action ? shown(result, { next_action }) : result
}

/** [M] */
function checkExpected({ amount_total }: Session, { expected_amount: expected }: Confirm): void {
  if (expected !== undefined && expected !== (amount_total ?? 0))
    throw invalid(`The amount of this Checkout Session is ${amount_total ?? 0}, and not ${expected} as expected.`, {
      code: 'checkout_amount_mismatch',
      param: 'expected_amount',
    })
}

function nextAction(tx: Tx, self: Session): unknown {
  const { pending, setup } = self.hidden
  if (self.status !== 'open') return undefined
  const id = pending?.intent ?? self.payment_intent ?? setup ?? self.setup_intent
  return id ? tx.any([id as string])[0]?.next_action : undefined
}
