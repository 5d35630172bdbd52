// The next action of an intent: what its customer does before it is paid or set up.
import { CARD_FIELDS } from './card_fields.ts'
import type { Context } from './context.ts'
import { type Intent, type Kind, PAYMENT, readSecret, retrieve, SETUP } from './intents.ts'
import { goTo, isAddress } from './leave.ts'
import { isObject, refusal, type Result, requireObject } from './misuse.ts'

/**
 * Takes the next action of an intent, where a page elsewhere does that. What is only to be shown, a voucher or a
 * code to scan, is left to the merchant's page.
 * (https://docs.stripe.com/api/payment_intents/object#payment_intent_object-next_action)
 */
export async function act(result: Result, { result: name }: Kind): Promise<Result> {
  if (result.error) return result
  const { status, next_action: action } = result[name] as Intent
  const details = action?.[action.type]
  if (status !== 'requires_action' || !action || !isObject(details)) return result
  const isFrame = action.type === 'use_stripe_sdk'
  const address = isFrame ? details.stripe_js : details.url
  if (typeof address === 'string' && isAddress(address)) return goTo(address)
  return isFrame ? refusal('3-D Secure in a frame is not built in Brindle yet.') : result
}

export function nextActionMembers(context: Context) {
  return {
    handleCardAction: async () => refusal(CARD_FIELDS),
    handleNextAction(given: unknown): Promise<Result> {
      const caller = 'stripe.handleNextAction()'
      const { clientSecret, hashedValue } = requireObject(caller, 'the argument', given)
      if (hashedValue !== undefined)
        return Promise.resolve(refusal('stripe.handleNextAction with hashedValue() is not built in Brindle yet.'))
      const secret = readSecret(caller, clientSecret, [PAYMENT, SETUP])
      return retrieve(context, secret).then((result) => act(result, secret.kind))
    },
  }
}
