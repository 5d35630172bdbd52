// What a customer has paid with before, offered again on the page of a session, and what is kept of what they pay with now.
// (https://docs.stripe.com/payments/existing-customers; support.stripe.com/questions/prefilling-saved-cards-in-checkout)
import { invalid } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { type Method, paymentMethod } from '../payments/payment_method.ts'
import { savedMethodsOf } from '../payments/saved_method.ts'
import type { Session } from './session_state.ts'

/** The methods of a known customer that the session takes and that may be shown to them again; the newest first. */
export function savedMethods(tx: Tx, self: Session) {
  const { saved_payment_method_options: options, customer, payment_method_types: types, status } = self
  if (!options || customer === null || status !== 'open') return []
  return savedMethodsOf(tx, {
    customer: customer as string,
    types,
    filters: options.allow_redisplay_filters ?? undefined,
  })
}

/** The customer wants a method to be forgotten. Wordings [M]. */
export function forget(tx: Tx, self: Session, id: string): void {
  const param = 'remove_payment_method'
  if (self.saved_payment_method_options?.payment_method_remove !== 'enabled')
    throw invalid('Saved payment methods cannot be removed in this Checkout Session.', { param })
  if (self.customer === null || tx.find(paymentMethod, id)?.customer !== self.customer)
    throw invalid(`The customer of this Checkout Session has no payment method ${id}.`, { param })
  tx.request('POST', `/v1/payment_methods/${id}/detach`, {})
}

/** Refuses to keep what the session does not let its customer keep. Wording [M]. */
export function checkSave(self: Session, wish: boolean | undefined): void {
  if (wish && self.saved_payment_method_options?.payment_method_save !== 'enabled')
    throw invalid('This Checkout Session does not let its customer save a payment method.', {
      param: 'save_payment_method',
    })
}

/** The method with what it may be shown for again: as its seller says of whatever pays, else as it is kept. */
export function redisplayed(tx: Tx, self: Session, method: Method | undefined, wish: boolean): Method | undefined {
  if (!method) return undefined
  const allow_redisplay = self.hidden.method?.allow_redisplay ?? redisplayOf(self, method, wish)
  if (allow_redisplay === method.allow_redisplay) return method
  return tx.update(paymentMethod, method, { allow_redisplay: allow_redisplay as Redisplay })
}

type Redisplay = NonNullable<Method['allow_redisplay']>

/**
 * A new one always where its customer wants it or in setup mode, elsewhere only `limited` where it is kept at all.
 * (support.stripe.com/questions/prefilling-saved-cards-in-checkout)
 */
function redisplayOf({ mode, hidden }: Session, { allow_redisplay: known, customer }: Method, wish: boolean) {
  if (customer !== null || known !== 'unspecified') return known
  if (wish || mode === 'setup') return 'always'
  return mode === 'subscription' || hidden.payment?.setup_future_usage !== undefined ? 'limited' : known
}
