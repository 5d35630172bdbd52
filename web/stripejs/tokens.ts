// Tokens: of what is named, from data; of a card or its code, from an Element.
import type { Context, Promised } from './context.ts'
import { insideOf } from './elements/element.ts'
import { sendTo } from './held.ts'
import { IntegrationError, misuse, optionalObject, requireObject } from './misuse.ts'

/** What tokens are made of from plain data. (https://docs.stripe.com/js/tokens) */
const TOKEN_TYPES = ['bank_account', 'pii', 'account', 'person']

export const tokenMembers = ({ call, ours }: Context) => ({
  createToken(given: unknown, data?: unknown): Promised {
    const caller = 'stripe.createToken()'
    const inside = insideOf(given)
    if (inside)
      return sendTo(inside, { make: 'token', of: 'card', params: optionalObject(caller, 'the second argument', data) })
    if (given === 'cvc_update') {
      const code = insideOf(data)
      if (!code) throw misuse(caller, 'the second argument', 'a cardCvc Element', data)
      return sendTo(code, { make: 'token', of: 'cvc_update', params: {} })
    }
    if (!TOKEN_TYPES.includes(given as string))
      throw new IntegrationError(
        `${caller}: the first argument must be an Element, or one of ${TOKEN_TYPES.join(', ')}.`,
      )
    const { personal_id_number, ...told } = requireObject(caller, 'the second argument', data)
    // What the page calls by its older name.
    const params = given === 'pii' ? { id_number: personal_id_number, ...told } : { personal_id_number, ...told }
    return call('token', 'POST', 'tokens', { [given as string]: params, ...ours })
  },
})
