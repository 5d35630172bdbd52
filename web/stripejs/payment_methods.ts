// Payment methods and confirmation tokens, made from data or from Elements.
import type { Context, Promised } from './context.ts'
import { checked, elementIn, type Paying, pay, payingIn, sendTo, toldBy, without } from './held.ts'
import { type Fields, misuse, optionalObject, type Result, requireObject } from './misuse.ts'

export const paymentMethodMembers = (context: Context) => ({
  createPaymentMethod(given: unknown): Promised {
    const caller = 'stripe.createPaymentMethod()'
    const data = requireObject(caller, 'the argument', given)
    if (data.elements !== undefined)
      return made('payment_method', payingIn(caller, data.elements), optionalObject(caller, 'params', data.params))
    const { type } = data
    if (typeof type !== 'string') throw misuse(caller, 'type', 'a string', type)
    const inside = elementIn(caller, type, type, data)
    if (inside) return sendTo(inside, { make: 'payment_method', params: without(data, type) })
    return context.call('paymentMethod', 'POST', 'payment_methods', { ...data, ...context.ours })
  },

  createConfirmationToken(given: unknown): Promised {
    const caller = 'stripe.createConfirmationToken()'
    const { elements, params } = requireObject(caller, 'the argument', given)
    return made('confirmation_token', payingIn(caller, elements), optionalObject(caller, 'params', params))
  },
})

/** With what the Elements of a group hold. */
async function made(make: 'payment_method' | 'confirmation_token', paying: Paying, params: Fields): Promise<Result> {
  const lacking = await checked(paying)
  if (lacking) return lacking
  if (make === 'confirmation_token') return pay(paying, { make, params: toldBy(paying.group, params) })
  const { payment_method_data } = toldBy(paying.group, { payment_method_data: params })
  return pay(paying, { make, params: payment_method_data as Fields })
}
