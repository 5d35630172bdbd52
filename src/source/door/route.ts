// What a call of the source's API is, and how the systems under /data/foundation list theirs.
import type { Source } from '../index.ts'
import type { Scope } from '../lake/catalog.ts'

/** What a token may do, by Adobe's names: View Sources and Manage Sources. */
export type Permission = 'view' | 'manage'

/** One call, read. */
export interface Ask {
  readonly scope: Scope
  /** Who asks, as `createdBy` has it. */
  readonly user: string
  /** The caller's `x-api-key`, as `createdClient` has it. */
  readonly client: string
  /** The names in the path: `/connections/:id` has `id`, decoded. */
  readonly ids: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly accept: string
  readonly ifMatch?: string
  /** The body, parsed; undefined where there is none. */
  readonly body: unknown
}

export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Under `/data/foundation`: `/flowservice/connections/:id`. */
  readonly path: string
  readonly needs: readonly Permission[]
  readonly run: (ask: Ask, source: Source) => Promise<Answer> | Answer
}

/** A call without a token, before it is known who makes it: nothing of it may be trusted but what its signature covers. */
export interface Signed {
  readonly ids: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** As it came, to the byte. */
  readonly body: Buffer
}

/** A call that takes no token: it checks a signature over its raw body itself. They have a table of their own, which no other call is in. */
export interface SignedRoute {
  readonly method: 'POST'
  readonly path: string
  readonly run: (call: Signed, source: Source) => Promise<Answer>
}

export const ok = (body: unknown): Answer => ({ status: 200, body })
export const created = (body: unknown): Answer => ({ status: 201, body })
export const gone: Answer = { status: 204 }
