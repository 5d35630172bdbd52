// `confirmKlarnaPayment` and its like, for every type of payment method.
import type { Context } from './context.ts'
import { insideOf } from './elements/element.ts'
import { elementIn, sendTo, without } from './held.ts'
import { confirm, type Kind, PAYMENT, readSecret, type Secret, SETUP } from './intents.ts'
import { AGREED, DEBITS, METHOD_TYPES, type MemberName, type MethodType, memberNameOf } from './method_types.ts'
import { type Fields, isObject, misuse, optionalObject, type Result } from './misuse.ts'
import { act } from './next_action.ts'

type Confirm = (...given: any[]) => Promise<any>
export type TypedConfirms = {
  readonly [type in MethodType as `confirm${MemberName<type>}${'Payment' | 'Setup'}`]: Confirm
}

export function typedConfirmMembers(context: Context): TypedConfirms {
  const members: Record<string, Confirm> = {}
  for (const type of METHOD_TYPES)
    for (const [kind, of] of [
      [PAYMENT, 'Payment'],
      [SETUP, 'Setup'],
    ] as const) {
      const name = `confirm${memberNameOf(type)}${of}`
      members[name] = confirmOf(context, name, kind, type)
    }
  return members as TypedConfirms
}

/** Without a payment method, the one that the intent has is confirmed. */
function confirmOf(context: Context, name: string, kind: Kind, type: string): Confirm {
  const caller = `stripe.${name}()`
  return (given, data, options) => {
    const secret = readSecret(caller, given, [kind])
    const { payment_method: method, ...params } = optionalObject(caller, 'the second argument', data)
    const { handleActions } = optionalObject(caller, 'the third argument', options)
    if (method !== undefined && typeof method !== 'string' && !isObject(method))
      throw misuse(caller, 'payment_method', 'an id or an object', method)
    const confirmed = isObject(method)
      ? confirmNew(context, caller, secret, type, method, params)
      : withCode(context, params).then((all) =>
          all.error
            ? all
            : confirm(context, secret, { payment_method: method, ...all, expected_payment_method_type: type }),
        )
    return handleActions === false ? confirmed : confirmed.then((result) => act(context, result, secret))
  }
}

/** With a method that is described here, or held in an Element. */
function confirmNew(
  context: Context,
  caller: string,
  secret: Secret,
  type: string,
  method: Fields,
  params: Fields,
): Promise<Result> {
  const inside = elementIn(caller, `payment_method.${type}`, type, method)
  const agreed = DEBITS.includes(type) ? AGREED : {}
  if (!inside) {
    const all = { ...agreed, payment_method_data: { ...method, type }, ...params, expected_payment_method_type: type }
    return confirm(context, secret, all)
  }
  return sendTo(inside, {
    make: 'confirm',
    kind: secret.kind.object as 'payment_intent',
    id: secret.id,
    params: { ...agreed, ...params, client_secret: secret.clientSecret, payment_method_data: without(method, type) },
  })
}

/** A saved card's code, asked for anew: `payment_method_options.card.cvc` is the Element that holds it. */
async function withCode(context: Context, params: Fields): Promise<Result> {
  const options = params.payment_method_options
  const card = isObject(options) && isObject(options.card) ? options.card : {}
  const inside = insideOf(card.cvc)
  if (!inside) return params
  const { token, error } = await sendTo(inside, { make: 'token', of: 'cvc_update', params: context.ours })
  if (error) return { error }
  const cvc_token = (token as { id: string }).id
  return {
    ...params,
    payment_method_options: { ...(options as Fields), card: { ...without(card, 'cvc'), cvc_token } },
  }
}
