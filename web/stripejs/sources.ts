// Sources, the older payment methods. (https://docs.stripe.com/js/tokens_sources)
import type { Context, Promised } from './context.ts'
import { insideOf } from './elements/element.ts'
import { elementIn, sendTo } from './held.ts'
import { IntegrationError, misuse, optionalObject, requireObject } from './misuse.ts'

export const sourceMembers = ({ call, ours }: Context) => ({
  /** From an Element and data, or from data alone. */
  createSource(given: unknown, more?: unknown): Promised {
    const caller = 'stripe.createSource()'
    const inside = insideOf(given)
    if (inside) return sendTo(inside, { make: 'source', params: optionalObject(caller, 'the second argument', more) })
    const data = requireObject(caller, 'the argument', given)
    optionalObject(caller, 'the second argument', more)
    if (typeof data.type !== 'string') throw misuse(caller, 'type', 'a string', data.type)
    if (typeof data.token !== 'string') elementIn(caller, 'the first argument', data.type, data)
    return call('source', 'POST', 'sources', { ...data, ...ours })
  },

  retrieveSource(given: unknown): Promised {
    const caller = 'stripe.retrieveSource()'
    const { id, client_secret } = requireObject(caller, 'the argument', given)
    if (typeof id !== 'string' || !/^src_\w+$/.test(id))
      throw new IntegrationError(`${caller}: id must look like src_...`)
    if (typeof client_secret !== 'string') throw misuse(caller, 'client_secret', 'a string', client_secret)
    return call('source', 'GET', `sources/${id}`, { ...ours, client_secret })
  },
})
