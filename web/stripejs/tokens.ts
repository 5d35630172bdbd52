// Tokens: of what is named, from data; of a card or its code, from an Element.
import { needsField } from './card_fields.ts'
import type { Context } from './context.ts'
import { IntegrationError, type Result, requireObject } from './misuse.ts'

/** What tokens are made of from plain data. (https://docs.stripe.com/js/tokens) */
const TOKEN_TYPES = ['bank_account', 'pii', 'account', 'person']

export const tokenMembers = ({ call, ours }: Context) => ({
  createToken(given: unknown, data?: unknown): Promise<Result> {
    const caller = 'stripe.createToken()'
    if (typeof given !== 'string' || given === 'cvc_update') return needsField()
    if (!TOKEN_TYPES.includes(given))
      throw new IntegrationError(
        `${caller}: the first argument must be an Element, or one of ${TOKEN_TYPES.join(', ')}.`,
      )
    const { personal_id_number, ...told } = requireObject(caller, 'the second argument', data)
    // What the page calls by its older name.
    const params = given === 'pii' ? { id_number: personal_id_number, ...told } : { personal_id_number, ...told }
    return call('token', 'POST', 'tokens', { [given]: params, ...ours })
  },
})
