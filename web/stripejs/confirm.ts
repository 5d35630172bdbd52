// `confirmPayment` and `confirmSetup`, for methods of any type.
import type { Context, Member } from './context.ts'
import { checked, type Paying, pay, payingIn, toldBy } from './held.ts'
import { confirm, type Intent, type Kind, PAYMENT, readSecret, type Secret, SETUP } from './intents.ts'
import { goTo, isAddress, returnAddress } from './leave.ts'
import { type Fields, IntegrationError, optionalObject, optionalText, type Result, requireObject } from './misuse.ts'
import { act } from './next_action.ts'

export const confirmMembers = (context: Context) => ({
  confirmPayment: confirmAny(context, 'confirmPayment', PAYMENT),
  confirmSetup: confirmAny(context, 'confirmSetup', SETUP),
})

function confirmAny(context: Context, name: string, kind: Kind): Member {
  const caller = `stripe.${name}()`
  return (given) => {
    const { elements, clientSecret, confirmParams, redirect = 'always' } = requireObject(caller, 'the argument', given)
    const params = optionalObject(caller, 'confirmParams', confirmParams)
    const names = params.payment_method !== undefined || params.confirmation_token !== undefined
    const paying = elements && !names ? payingIn(caller, elements) : undefined
    const secret =
      clientSecret === undefined && paying?.group.secret?.kind === kind
        ? paying.group.secret
        : readSecret(caller, clientSecret, [kind])
    const returnUrl = optionalText(caller, 'confirmParams.return_url', params.return_url)
    if (redirect !== 'always' && redirect !== 'if_required')
      throw new IntegrationError(`${caller}: redirect must be 'always' or 'if_required'.`)
    if (redirect === 'always' && (returnUrl === undefined || !isAddress(returnUrl)))
      throw new IntegrationError(`${caller}: confirmParams.return_url must be a whole address to go to afterwards.`)
    const confirmed = paying ? confirmHeld(paying, secret, params) : confirm(context, secret, params)
    return confirmed
      .then((result) => act(context, result, secret))
      .then((result) =>
        result.error || redirect !== 'always'
          ? result
          : goTo(returnAddress(returnUrl!, secret, result[kind.result] as Intent)),
      )
  }
}

/** With what the Elements hold. */
async function confirmHeld(paying: Paying, { id, kind, clientSecret }: Secret, params: Fields): Promise<Result> {
  const lacking = await checked(paying)
  if (lacking) return lacking
  return pay(paying, {
    make: 'confirm',
    kind: kind.object as 'payment_intent',
    id,
    params: { ...toldBy(paying.group, params), client_secret: clientSecret },
  })
}
