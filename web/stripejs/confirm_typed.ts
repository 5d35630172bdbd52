// `confirmKlarnaPayment` and its like, for every type of payment method.
import { needsField, needsFields } from './card_fields.ts'
import type { Context, Member } from './context.ts'
import { confirm, type Kind, PAYMENT, readSecret, SETUP } from './intents.ts'
import { AGREED, DEBITS, METHOD_TYPES, memberNameOf } from './method_types.ts'
import { isObject, misuse, optionalObject } from './misuse.ts'
import { act } from './next_action.ts'

export function typedConfirmMembers(context: Context): Record<string, Member> {
  const members: Record<string, Member> = {}
  for (const type of METHOD_TYPES)
    for (const [kind, of] of [
      [PAYMENT, 'Payment'],
      [SETUP, 'Setup'],
    ] as const) {
      const name = `confirm${memberNameOf(type)}${of}`
      members[name] = confirmOf(context, name, kind, type)
    }
  return members
}

/** Without a payment method, the one that the intent has is confirmed. */
function confirmOf(context: Context, name: string, kind: Kind, type: string): Member {
  const caller = `stripe.${name}()`
  return (given, data, options) => {
    const secret = readSecret(caller, given, [kind])
    const { payment_method: method, ...params } = optionalObject(caller, 'the second argument', data)
    const { handleActions } = optionalObject(caller, 'the third argument', options)
    if (method !== undefined && typeof method !== 'string' && !isObject(method))
      throw misuse(caller, 'payment_method', 'an id or an object', method)
    if (isObject(method) && needsFields(type, method)) return needsField()
    const named = isObject(method)
      ? { ...(DEBITS.includes(type) && AGREED), payment_method_data: { ...method, type } }
      : { payment_method: method }
    const confirmed = confirm(context, secret, { ...named, ...params, expected_payment_method_type: type })
    return handleActions === false ? confirmed : confirmed.then((result) => act(result, kind))
  }
}
