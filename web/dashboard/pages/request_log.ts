// The log of requests as the page shows it: what the server has, and on top of it what comes while somebody looks.
import { useEffect, useState } from 'preact/hooks'
import { call } from '../api.ts'
import { hear } from '../live.ts'
import { key } from '../session.ts'

/** A request as the log tells of it. */
export interface Logged {
  readonly id: string
  readonly api_version: string | null
  readonly created: number
  readonly error: {
    readonly code: string | null
    readonly message: string | null
    readonly param: string | null
    readonly doc_url: string | null
  } | null
  readonly idempotency_key: string | null
  readonly ip_address: string
  readonly key: string | null
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly milliseconds: number
  readonly operation: string | null
  readonly path: string
  readonly query: string | null
  readonly replay_of: string | null
  readonly source: string
  readonly status: number
  readonly user_agent: string
}

/** By what it is narrowed; what is undefined is not asked for. */
export interface Narrowed {
  readonly method: string | undefined
  readonly path: string | undefined
  readonly source: string | undefined
  readonly status: string | undefined
}

/** Why 200: more rows than anybody reads, and few enough to draw ten times a second. */
const ROWS_MAX = 200

const fits = ({ method, path, source, status }: Narrowed, one: Logged): boolean =>
  (method === undefined || one.method === method) &&
  (path === undefined || one.path.startsWith(path)) &&
  (source === undefined ? one.source !== 'dashboard' : one.source === source) &&
  (status === undefined || String(one.status).startsWith(status.replace(/x/g, '')))

export interface Log {
  readonly rows: readonly Logged[]
  readonly error: Error | undefined
  readonly has_more: boolean
  /** Lines that came too fast to be told. */
  readonly dropped: number
  readonly older: () => void
}

/** Follows the log, unless `paused`. What the Dashboard itself asks is left out, unless it is asked for. */
export function useLog(by: Narrowed, paused: boolean): Log {
  const [rows, setRows] = useState<readonly Logged[]>([])
  const [error, setError] = useState<Error>()
  const [hasMore, setHasMore] = useState(false)
  const [dropped, setDropped] = useState(0)
  const asked = JSON.stringify([key.value, by])
  const read = async (after?: string) => {
    try {
      const sources = by.source === undefined ? { sources: ['api', 'cli', 'stripe.js'] } : { source: by.source }
      const { method, path, status } = by
      const found = await call('GET', '/brindle/requests', {
        method,
        path,
        status,
        ...sources,
        limit: 50,
        starting_after: after,
      })
      setRows((known) => (after === undefined ? found.data : [...known, ...found.data]))
      setHasMore(found.has_more)
      setError(undefined)
    } catch (thrown) {
      setError(thrown as Error)
    }
  }
  // What came while it was paused is there when it goes on.
  useEffect(() => {
    if (paused) return
    void read()
    return hear((heard, lost) => {
      const fresh = (heard as unknown as Logged[]).filter((one) => fits(by, one)).toReversed()
      if (lost > 0) setDropped((before) => before + lost)
      if (fresh.length === 0) return
      const ids = new Set(fresh.map(({ id }) => id))
      setRows((known) => [...fresh, ...known.filter(({ id }) => !ids.has(id))].slice(0, ROWS_MAX))
    })
  }, [asked, paused])
  return { rows, error, has_more: hasMore, dropped, older: () => void read(rows.at(-1)?.id) }
}
