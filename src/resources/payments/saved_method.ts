// What customers have paid with before, as it is offered to them again: on the page of a Checkout Session, and in the Payment Element.
// (https://docs.stripe.com/payments/existing-customers)
import type { Tx } from '../../kernel/tx.ts'
import { type Method, paymentMethod } from './payment_method.ts'

/** Why 50: so many does Stripe's page show. (docs.stripe.com/payments/existing-customers) */
const SHOWN_MAX = 50

interface Wanted {
  readonly customer: string
  readonly types: readonly string[]
  /** Which of `allow_redisplay`; where nothing is said, those that are always shown. */
  readonly filters?: readonly string[] | undefined
}

/** The methods of a customer that may be shown to them again, as they are shown; the newest first. */
export const savedMethodsOf = (tx: Tx, { customer, types, filters = ['always'] }: Wanted) =>
  tx
    .list(paymentMethod, [`customer=${customer}`], { limit: SHOWN_MAX })
    .filter(({ type, allow_redisplay }) => types.includes(type) && filters.includes(allow_redisplay ?? 'unspecified'))
    .map(savedShown)

/** What of a method its customer knows it by. */
function savedShown(method: Method) {
  const { id, type, card, billing_details } = method
  const own = (method as unknown as Record<string, { last4?: string | null } | undefined>)[type]
  return {
    id,
    type,
    billing_details,
    card: card ? { brand: card.brand, exp_month: card.exp_month, exp_year: card.exp_year, last4: card.last4 } : null,
    last4: own?.last4 ?? null,
  }
}
