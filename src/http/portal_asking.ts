// What the acts of the portal have in common: who asks for what, and what is theirs.
import type { Reply } from '../kernel/api.ts'
import type { Json, Problem } from './hosted.ts'
import { type Portal, showPortal } from './portal_view.ts'
import type { PageReply, PageRequest } from './server.ts'
import { askInside, type StepsOptions } from './steps.ts'

/** One thing that the customer does. `may` says whether the configuration lets them. */
export interface Act {
  readonly may: (features: Json) => boolean
  readonly run: (asked: Asked) => Promise<Reply | PageReply>
}

export interface Asked extends Portal {
  readonly options: StepsOptions
  readonly page: PageRequest
  readonly form: Json
}

export const ask = ({ options, page }: Asked, method: 'GET' | 'POST' | 'DELETE', path: string, params: object = {}) =>
  askInside(options, page, method, path, params)

/** What belongs to somebody else, or is not offered, is not there. */
export class NotTheirs extends Error {}

/** An object of this customer; a name that no object has never gets into a path. */
export async function ownObject(asked: Asked, path: string, id: unknown): Promise<Json> {
  if (typeof id !== 'string' || !/^\w{1,200}$/.test(id)) throw new NotTheirs()
  const { status, text } = await ask(asked, 'GET', `${path}/${id}`)
  const found = status === 200 ? (JSON.parse(text) as Json) : undefined
  if (found?.customer !== asked.session.customer) throw new NotTheirs()
  return found!
}

/** Their subscription, and in a flow that is about one, that one alone. */
export async function ownSubscription(asked: Asked, id: unknown = asked.form.subscription): Promise<Json> {
  const flow = asked.session.flow as Json | null
  const only = flow?.[flow.type]?.subscription
  if (only !== undefined && only !== id) throw new NotTheirs()
  return ownObject(asked, '/v1/subscriptions', id)
}

/** The page again, with what is wrong. */
export const showProblem = ({ options, page }: Asked, problem: Problem): Promise<PageReply> =>
  showPortal(options, page, { status: 400, problem })

export const addressOf = ({ options, page }: Pick<Asked, 'options' | 'page'>): string =>
  `${options.publicUrl()}/p/session/${page.ids.token}`
