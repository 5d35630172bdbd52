// An account's balance at one moment, with the transactions that the lake had not read by then: the sum of what the lake has, and of
// these, is to be the balance. (https://docs.stripe.com/api/balance)
import type { Host, Json } from '../extract/host.ts'
import { newestOf, readWindows } from '../extract/windows.ts'

export type BalanceStatus = 'pending' | 'available'

/** Minor units of one currency in one status. */
export interface Amount {
  readonly currency: string
  readonly status: BalanceStatus
  readonly amount: number
}

export interface Balance {
  /** The connected account, or the empty text. */
  readonly account: string
  /** Epoch seconds of the host. */
  readonly at: number
  readonly amounts: readonly Amount[]
  /** Of the newest transactions at that moment: those from `since` (epoch seconds) on. */
  readonly newest: readonly (Amount & { readonly id: string })[]
  /** Why it is of no one moment, or nothing. */
  readonly unsure?: string
}

const LISTING = { path: '/v1/balance_transactions', created: true, params: {} } as const
/** Why 5: an account where something moves between any two requests has no moment that could be seen. */
const TRIES = 5
/** Why 10 000: a lake that is further behind is to be brought up to date first. */
const NEWEST_MAX = 10_000
/** Transactions may be listed some time after their `created`: what was read so shortly before is looked at again. */
const LOOKBACK_SECONDS = 600

/**
 * The balance, where no transaction came while it was asked for. `since` is the newest `created` of the lake's transactions (epoch
 * seconds), and `now` the host's time. Throws what the host throws.
 */
export async function balanceOf(
  host: Host,
  { account, since, now }: { readonly account: string; readonly since: number; readonly now: () => Promise<number> },
): Promise<Balance> {
  for (let attempt = 1; ; attempt++) {
    const before = await newest(host, account)
    const at = await now()
    const { body } = await host.get('/v1/balance', {}, account || undefined)
    const amounts = amountsOf(body)
    const recent = await recentOf(host, account, since - LOOKBACK_SECONDS)
    const common = { account, at, amounts }
    if (recent === undefined)
      return { ...common, newest: [], unsure: `the lake is more than ${NEWEST_MAX} transactions behind: sync it first` }
    if (before === (await newest(host, account))) return { ...common, newest: recent }
    if (attempt === TRIES)
      return { ...common, newest: [], unsure: `transactions came each of ${TRIES} times it was asked for` }
  }
}

/** The newest ids. Why a page of them: one that is listed late stands below the newest. */
async function newest(host: Host, account: string): Promise<string> {
  const { body } = await host.get(LISTING.path, { limit: 100 }, account || undefined)
  return (body.data as Json[]).map(({ id }) => id as string).join(' ')
}

/**
 * What cards of Issuing spend is a balance of its own, whose transactions are listed with the others. [K] What is reserved of connected
 * accounts (`connect_reserved`) is no transaction.
 */
function amountsOf(balance: Json): Amount[] {
  const parts: readonly (readonly [BalanceStatus, unknown])[] = [
    ['available', balance.available],
    ['available', balance.issuing?.available],
    ['pending', balance.pending],
  ]
  return parts.flatMap(([status, list]) =>
    ((list ?? []) as Json[]).map(({ currency, amount }) => ({ currency, status, amount }) as Amount),
  )
}

/** The transactions since then; nothing where there are too many. */
async function recentOf(host: Host, account: string, since: number): Promise<Balance['newest'] | undefined> {
  const last = await newestOf(host, LISTING, account || undefined)
  const found: (Amount & { id: string })[] = []
  if (last === undefined || last < since) return found
  const stop = new AbortController()
  const pages = readWindows([{ from: Math.max(0, since), to: last + 1 }], {
    host,
    listing: LISTING,
    ...(account && { account }),
    workers: 4,
    signal: stop.signal,
    onPage: async ({ records }) => {
      for (const { id, currency, status, net } of records)
        found.push({ id, currency, status: status === 'pending' ? 'pending' : 'available', amount: net })
      if (found.length > NEWEST_MAX) stop.abort()
    },
  })
  await pages.catch((error) => {
    if (!stop.signal.aborted) throw error
  })
  return stop.signal.aborted ? undefined : found
}
