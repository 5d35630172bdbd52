// The tax calculation that a payment is by: what becomes of it stands with the taxes, in tax.association.ts.
// (https://docs.stripe.com/tax/payment-intent/simplified)
import { noSuch } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { type Intent, paymentIntent } from './payment_intent_state.ts'

/** What a call says of it; sent empty, there is none any more. */
export interface HooksGiven {
  readonly hooks?: { readonly inputs?: { readonly tax?: { readonly calculation: string } } }
}

/** The intent's `hooks` as a call changes them. The calculation has to be there. */
export function hooksOf(tx: Tx, { hooks }: HooksGiven): Pick<Intent, 'hooks'> {
  const tax = hooks?.inputs?.tax
  if (!tax) return {}
  const { calculation } = tax
  const param = 'hooks[inputs][tax][calculation]'
  if (calculation !== '' && tx.any([calculation])[0]?.object !== 'tax.calculation')
    throw noSuch('tax calculation', calculation, param)
  return { hooks: { inputs: { tax: { calculation: calculation || null } } } } as Pick<Intent, 'hooks'>
}

/** The intent with the hooks that a call brings. */
export function hooked(tx: Tx, self: Intent, given: object): Intent {
  const hooks = hooksOf(tx, given)
  return hooks.hooks ? tx.update(paymentIntent, self, hooks) : self
}
