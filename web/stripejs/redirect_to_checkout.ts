// `redirectToCheckout`, of releases before clover: to the page of a session that the merchant's server has made.
// (https://docs.stripe.com/js/deprecated/redirect_to_checkout)
import type { Context, Promised } from './context.ts'
import { goTo, isAddress } from './leave.ts'
import { IntegrationError, refusal, requireObject } from './misuse.ts'

export const redirectMembers = ({ call, ours }: Context) => ({
  async redirectToCheckout(given: unknown): Promised {
    const caller = 'stripe.redirectToCheckout()'
    const { sessionId } = requireObject(caller, 'the argument', given)
    if (sessionId === undefined)
      return refusal(`${caller} takes a sessionId: the integration by items and prices alone is not built in Brindle.`)
    const [id] = /^cs_\w+/.exec(String(sessionId)) ?? []
    if (id === undefined) throw new IntegrationError(`${caller}: sessionId must look like cs_...`)
    const found = await call('session', 'GET', `payment_pages/${id}`, ours)
    if (found.error) return found
    const { url } = found.session as { url?: unknown }
    return typeof url === 'string' && isAddress(url) ? goTo(url) : refusal(`The session ${id} has no page to go to.`)
  },
})
