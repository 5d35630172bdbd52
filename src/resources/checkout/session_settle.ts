// How a session ends: it is complete once its payment, its setup or its subscription is on its way, or it expires.
// (https://docs.stripe.com/checkout/fulfillment; docs.stripe.com/payments/checkout/abandoned-carts)
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import { methodOf } from '../../network/catalogue.ts'
import { type Invoice, subscriptionIdOf } from '../billing/invoice_state.ts'
import { lapse } from '../billing/subscription_cancel.ts'
import { subscription, timed } from '../billing/subscription_state.ts'
import { pathOf } from '../payments/authorization.ts'
import { customer } from '../payments/customer_state.ts'
import { type Checkout, type Intent, paymentIntent } from '../payments/payment_intent_state.ts'
import { cancelIntent } from '../payments/payment_intent_capture.ts'
import { type Intent as Setup, setupIntent } from '../payments/setup_intent_state.ts'
import { invoicePaid, readInvoiced } from './session_invoice.ts'
import { updateCustomer } from './session_customer.ts'
import { redeem } from './session_discount.ts'
import { type Session, session } from './session_state.ts'

interface Ended {
  readonly subscription?: string
  readonly invoice?: string | null
  /** The bank will say later whether it pays. */
  readonly delayed?: boolean
  /** What has paid it. */
  readonly paidBy?: Intent
}

/** Completes an open session. */
export function complete(
  tx: Tx,
  self: Session,
  payment_status: 'no_payment_required' | 'paid' | 'unpaid',
  { subscription: made, invoice, delayed = false, paidBy }: Ended = {},
): Session {
  tx.unschedule('checkout.session.expire', { id: self.id })
  if (self.mode === 'payment') redeem(tx, self.discounts as never)
  updateCustomer(tx, self)
  close(tx, self)
  return tx.update(session, self, {
    ...(invoice !== undefined && { invoice }),
    ...(paidBy && invoiced(tx, self, paidBy)),
    payment_status,
    status: 'complete',
    ...(made !== undefined && { subscription: made }),
    url: null,
    hidden: { ...deliveryOf(self), ...(delayed && { delayed: true as const }) },
  })
}

/** What delivery was taxed with is shown for good. */
const deliveryOf = ({ hidden: { shippingTaxes } }: Session) => (shippingTaxes ? { shippingTaxes } : {})

/** Its intents are no longer the session's alone. */
function close(tx: Tx, self: Session): void {
  const closed: Checkout = { session: self.id, open: false }
  const payment = self.payment_intent ? tx.find(paymentIntent, self.payment_intent as string) : undefined
  if (payment) tx.update(paymentIntent, payment, { hidden: { ...payment.hidden, checkout: closed } })
  const id = (self.setup_intent as string | null) ?? self.hidden.setup
  const setup = id ? tx.find(setupIntent, id) : undefined
  if (setup) tx.update(setupIntent, setup, { hidden: { ...setup.hidden, checkout: closed } })
}

/**
 * Whether nothing is left to be done on the page, though the customer has to act: they hold a voucher, or will see two
 * deposits. (https://docs.stripe.com/payments/konbini/accept-a-payment: the session is completed, and unpaid)
 */
export function waits({ status, next_action }: Pick<Intent, 'status' | 'next_action'>, type: string): boolean {
  const { flow } = methodOf(type)!
  return (
    status === 'requires_action' &&
    (flow === 'voucher' || flow === 'transfer' || next_action?.type === 'verify_with_microdeposits')
  )
}

const sessionOf = (tx: Tx, { hidden }: { readonly hidden: { readonly checkout?: Checkout } }): Session | undefined =>
  hidden.checkout && tx.find(session, hidden.checkout.session)

/** A payment has succeeded. (That of an invoice is told by the invoice.) */
export function onPaid(tx: Tx, intent: Intent): void {
  const self = intent.hidden.invoice === undefined ? sessionOf(tx, intent) : undefined
  if (!self) return
  if (self.status === 'open') complete(tx, self, 'paid', { paidBy: intent })
  else if (self.payment_status === 'unpaid')
    tx.update(session, self, { payment_status: 'paid', ...invoiced(tx, self, intent) })
}

/** The invoice of a payment, where one is asked for; a customer who is gone gets none. */
function invoiced(tx: Tx, self: Session, intent: Intent): Pick<Session, 'invoice'> | undefined {
  if (!self.invoice_creation?.enabled || self.customer === null) return undefined
  readInvoiced(tx, self)
  return tx.find(customer, self.customer as string) && { invoice: invoicePaid(tx, self, intent).id }
}

/** The money is held, to be captured. */
export function onHeld(tx: Tx, intent: Intent): void {
  const self = sessionOf(tx, intent)
  if (self?.status === 'open') complete(tx, self, 'unpaid')
}

/** The bank takes its time. */
export function onProcessing(tx: Tx, intent: Intent): void {
  const self = sessionOf(tx, intent)
  if (self?.status !== 'open') return
  const { pending } = self.hidden
  complete(tx, self, 'unpaid', {
    delayed: true,
    ...(pending && { subscription: pending.subscription, invoice: pending.invoice }),
  })
}

/** The bank said no, after all. */
export function onFailed(tx: Tx, intent: Intent): void {
  const self = sessionOf(tx, intent)
  if (self?.status !== 'complete' || self.payment_status !== 'unpaid' || !self.hidden.delayed) return
  tx.update(session, self, { hidden: { ...self.hidden, failures: (self.hidden.failures ?? 0) + 1 } })
}

/** The first invoice of a subscription is paid. */
export function onInvoice(tx: Tx, paid: Invoice): void {
  const intent = paid.hidden.intent === undefined ? undefined : tx.find(paymentIntent, paid.hidden.intent)
  const self = intent && sessionOf(tx, intent)
  if (self?.status === 'open') complete(tx, self, 'paid', { subscription: subscriptionIdOf(paid)!, invoice: paid.id })
  else if (self?.payment_status === 'unpaid') tx.update(session, self, { payment_status: 'paid' })
}

/** A method is set up; gives the session that was made for it, which is complete, unless it subscribes with it. */
export function onSetUp(tx: Tx, intent: Setup): Session | undefined {
  const self = sessionOf(tx, intent)
  if (self?.status !== 'open') return undefined
  if (self.mode === 'subscription') return self
  complete(tx, self, 'no_payment_required')
  return undefined
}

/** Why 30 days: how long Stripe's link to a recovered session is good. (docs: after_expiration-recovery-expires_at) */
const RECOVERY_SECONDS = 30 * DAY

/** Its time is over, or its seller has ended it. What was to pay for it is canceled, and so is a subscription that waits. [K] of the reason */
export function expire(tx: Tx, self: Session): Session {
  tx.unschedule('checkout.session.expire', { id: self.id })
  close(tx, self)
  const intent = self.payment_intent ? tx.find(paymentIntent, self.payment_intent as string) : undefined
  if (intent) cancelIntent(tx.untimed, intent, 'expired')
  const setup = self.setup_intent ? tx.find(setupIntent, self.setup_intent as string) : undefined
  if (setup) tx.request('POST', `/v1/setup_intents/${setup.id}/cancel`, {})
  const { pending } = self.hidden
  const waiting = pending && tx.find(subscription, pending.subscription)
  if (waiting?.status === 'incomplete') lapse(timed(tx, waiting), waiting)
  const recovery = self.after_expiration?.recovery
  const { given } = self.hidden
  return tx.update(session, self, {
    ...(recovery?.enabled && {
      after_expiration: {
        recovery: {
          ...recovery,
          expires_at: tx.now + RECOVERY_SECONDS,
          url: `${tx.situation.publicUrl}/r/${pathOf(tx.place)}/${self.id}`,
        },
      },
    }),
    status: 'expired',
    url: null,
    hidden: { ...deliveryOf(self), ...(given && { given }) },
  })
}
