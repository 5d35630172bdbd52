// The hosts of connections: where they are, how fast they may be asked, whose accounts they have and what time it is there.
import { Budget, type Limits } from '../extract/budget.ts'
import { Host, type Json, Refused } from '../extract/host.ts'
import type { Source } from '../index.ts'
import { decrypt } from '../lake/keys.ts'
import type { Connection, SourceConnection } from './documents.ts'

const budgets = new WeakMap<Source, Map<string, Budget>>()

/** The rate at which a connection's account may be read, shared by its flows. (https://docs.stripe.com/rate-limits) */
export function budgetOf(source: Source, connection: string, url: string, token: string): Budget {
  const known = budgets.get(source) ?? new Map<string, Budget>()
  budgets.set(source, known)
  const budget = known.get(connection) ?? new Budget(source.limits ?? limitsOf(url, token))
  known.set(connection, budget)
  return budget
}

/** The rates of all that was asked so far, by connection. */
export const budgetsOf = (source: Source): ReadonlyMap<string, Budget> => budgets.get(source) ?? new Map()

/** How fast a host may be asked with a key: not at all limited on loopback. */
export function limitsOf(url: string, token: string): Limits {
  if (isLoopback(new URL(url).hostname)) return { all: Infinity, endpoint: Infinity }
  return token.includes('_live_') ? { all: 100, endpoint: 25 } : { all: 25, endpoint: 25 }
}

export const isLoopback = (name: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(name)

/** The host of a connection. */
export function hostOf(
  source: Source,
  id: string,
  connection: Connection,
  more: { signal?: AbortSignal; version?: string; now?: () => number; tries?: number } = {},
): Host {
  const url = urlOf(source, connection)
  const token = decrypt(source.key, connection.sealed)
  return new Host({
    url,
    token,
    budget: budgetOf(source, id, url, token),
    ...(source.pauseMs && { pauseMs: source.pauseMs }),
    ...more,
    onRetry: (why) => source.log.warn({ connection: id, why }, 'asked again'),
  })
}

/** Where a connection's host is: what it says, or the source's own. */
export const urlOf = (source: Source, { auth }: Pick<Connection, 'auth'>): string =>
  (typeof auth.params.host === 'string' ? auth.params.host : source.host()).replace(/\/$/, '')

/** The flow's own account, and those connected to it where they are asked for. */
export async function accountsOf(host: Host, { params }: SourceConnection): Promise<readonly string[]> {
  if (params.accounts !== 'connected') return ['']
  const found = ['']
  for (let after: string | undefined; ; ) {
    const { body } = await host.get('/v1/accounts', { limit: 100, starting_after: after })
    const page = (body.data as Json[]).map(({ id }) => id as string)
    found.push(...page)
    after = page.at(-1)
    if (!body.has_more || after === undefined) return found
  }
}

/** A Brindle tells its account's clock, which may be ahead; of others it is the time of day. Epoch seconds. */
export async function hostNow(host: Host, { now }: Source): Promise<number> {
  try {
    return (await host.get('/brindle/clock')).body.now as number
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return Math.floor(now() / 1000)
  }
}
