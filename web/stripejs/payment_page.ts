// A Checkout Session in a browser: what its client secret says, and the calls of its page. (docs/own-calls.md)
import type { Context } from './context.ts'
import { type Fields, IntegrationError, misuse, type Result } from './misuse.ts'

/** The session that a client secret opens: its id is what stands before `_secret_`. */
export interface PageSecret {
  readonly id: string
  readonly clientSecret: string
}

export function readPageSecret(caller: string, given: unknown): PageSecret {
  const expected = 'cs_test_..._secret_...'
  if (typeof given !== 'string') throw misuse(caller, 'clientSecret', `a string (${expected})`, given)
  const [, id] = /^(cs_\w+?)_secret_\w+$/.exec(given) ?? []
  if (id === undefined)
    throw new IntegrationError(
      `${caller}: clientSecret must be the client secret of a Checkout Session, such as ${expected}.`,
    )
  return { id, clientSecret: given }
}

const asking = ({ ours }: Context, { clientSecret }: PageSecret): Fields => ({ ...ours, client_secret: clientSecret })

/** What its page shows. The answer is under `session`. */
export const retrievePage = (context: Context, secret: PageSecret): Promise<Result> =>
  context.call('session', 'GET', `payment_pages/${secret.id}`, asking(context, secret))

/** The customer chooses, or says something of themselves. */
export const updatePage = (context: Context, secret: PageSecret, params: Fields): Promise<Result> =>
  context.call('session', 'POST', `payment_pages/${secret.id}`, { ...params, ...asking(context, secret) })
