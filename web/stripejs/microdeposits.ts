// Small deposits that show whose a bank account is: a page tells of them, or has the customer tell. (docs.stripe.com/payments/ach-direct-debit)
import type { Context, Member } from './context.ts'
import { type Kind, PAYMENT, readSecret, SETUP } from './intents.ts'
import { requireObject } from './misuse.ts'
import { showDeposits } from './next_action.ts'

export const microdepositMembers = (context: Context) => ({
  verifyMicrodepositsForPayment: verifyOf(context, 'verifyMicrodepositsForPayment', PAYMENT),
  verifyMicrodepositsForSetup: verifyOf(context, 'verifyMicrodepositsForSetup', SETUP),
})

/** With the two `amounts` or the `descriptor_code`; without either, a dialog asks for them. */
function verifyOf(context: Context, name: string, kind: Kind): Member {
  const caller = `stripe.${name}()`
  return (given, data) => {
    const secret = readSecret(caller, given, [kind])
    if (data === undefined) return showDeposits(context, secret)
    const told = requireObject(caller, 'the second argument', data)
    const path = `${kind.object}s/${secret.id}/verify_microdeposits`
    return context.call(kind.result, 'POST', path, { ...told, ...context.ours, client_secret: secret.clientSecret })
  }
}
