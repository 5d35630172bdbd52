// `confirmPayment` and `confirmSetup`, for methods of any type.
import { needsField } from './card_fields.ts'
import type { Context, Member } from './context.ts'
import { confirm, type Intent, type Kind, PAYMENT, readSecret, SETUP } from './intents.ts'
import { goTo, isAddress, returnAddress } from './leave.ts'
import { IntegrationError, optionalObject, optionalText, requireObject } from './misuse.ts'
import { act } from './next_action.ts'

export const confirmMembers = (context: Context) => ({
  confirmPayment: confirmAny(context, 'confirmPayment', PAYMENT),
  confirmSetup: confirmAny(context, 'confirmSetup', SETUP),
})

function confirmAny(context: Context, name: string, kind: Kind): Member {
  const caller = `stripe.${name}()`
  return (given) => {
    const { elements, clientSecret, confirmParams, redirect = 'always' } = requireObject(caller, 'the argument', given)
    if (elements) return needsField()
    const secret = readSecret(caller, clientSecret, [kind])
    const params = optionalObject(caller, 'confirmParams', confirmParams)
    const returnUrl = optionalText(caller, 'confirmParams.return_url', params.return_url)
    if (redirect !== 'always' && redirect !== 'if_required')
      throw new IntegrationError(`${caller}: redirect must be 'always' or 'if_required'.`)
    if (redirect === 'if_required') return confirm(context, secret, params).then((result) => act(result, kind))
    if (returnUrl === undefined || !isAddress(returnUrl))
      throw new IntegrationError(`${caller}: confirmParams.return_url must be a whole address to go to afterwards.`)
    return confirm(context, secret, params).then(async (result) => {
      const acted = await act(result, kind)
      return acted.error ? acted : goTo(returnAddress(returnUrl, secret, acted[kind.result] as Intent))
    })
  }
}
