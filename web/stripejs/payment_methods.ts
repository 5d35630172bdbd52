// Payment methods, made from data.
import { needsField, needsFields } from './card_fields.ts'
import type { Context } from './context.ts'
import { misuse, type Result, requireObject } from './misuse.ts'

export const paymentMethodMembers = ({ call, ours }: Context) => ({
  createPaymentMethod(given: unknown): Promise<Result> {
    const caller = 'stripe.createPaymentMethod()'
    const data = requireObject(caller, 'the argument', given)
    if (data.elements || needsFields(data.type, data)) return needsField()
    if (typeof data.type !== 'string') throw misuse(caller, 'type', 'a string', data.type)
    return call('paymentMethod', 'POST', 'payment_methods', { ...data, ...ours })
  },
})
