// What a call is known to read before it runs: a store that is far away fetches it all in its first round.
import type { Call } from './api.ts'
import type { House } from './house.ts'
import { keyId } from './idempotency.ts'
import { countId, isSearch } from './search_index.ts'
import type { Place, Query, Read } from './store.ts'
import type { Tx } from './tx.ts'
import type { Situation } from './work.ts'

/** Ids have a prefix and an underscore; anything longer or otherwise is no id. */
const ID = /^[a-z]{2,12}(_[A-Za-z0-9]+)+$/

/** The account, the idempotency key, what its events need, and every id that the path or the parameters name. */
export function aheadOf(house: House, call: Call, situation: Situation): Read[] {
  const { place, idempotencyKey } = situation
  const found = house.find(call.method, call.path)
  const ids = new Set([place.account, ...(found?.ids ?? [])])
  if (idempotencyKey !== undefined) ids.add(keyId({ situation }, call.actor.account))
  if (isSearch(call)) ids.add(countId(found?.operation.returns[0] ?? ''))
  // A legacy path names in it what is a parameter elsewhere.
  collect({ ...found?.params, ...found?.beside, ...call.params }, ids)
  const accounts = platformRead(place, call.method === 'GET' ? [] : house.announcing)
  return [...accounts, ...[...ids].map((id) => ({ place: homeOf(id, place), id }))]
}

/** An account stands in a place of its own; those that a platform names are connected to it. */
const homeOf = (id: string, place: Place): Place =>
  id.startsWith('acct_') && place.account === place.tenant ? { ...place, account: id } : place

/** What happens in an account is told there and, where it is connected, on its platform, whose clock it lives by. */
export function platformRead(place: Place, announcing: readonly Query[]): Read[] {
  const platform = { ...place, account: place.tenant }
  const places = place.account === place.tenant ? [place] : [place, platform]
  return [
    ...(places.length > 1 ? [{ place: platform, id: place.tenant }] : []),
    ...places.flatMap((one) => announcing.map((query) => ({ place: one, query }))),
  ]
}

/** The deepest path that a call wants expanded. */
export function levelsOf({ params: { expand } }: Call): number {
  const paths = typeof expand === 'object' && expand !== null ? Object.values(expand) : []
  return Math.max(0, ...paths.map((path) => String(path).split('.').length))
}

/** Where ids stand that users chose, which may look like anything. */
const CHOSEN = new Set(['coupon', 'plan'])

/** Why 100: a first round that reads more is no longer quick. */
const AHEAD_MAX = 100

function collect(value: unknown, ids: Set<string>): void {
  if (ids.size >= AHEAD_MAX) return
  if (typeof value === 'string') {
    if (value.length <= 255 && ID.test(value)) ids.add(value)
  } else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) {
      if (CHOSEN.has(name) && typeof inner === 'string' && inner !== '' && inner.length <= 255) ids.add(inner)
      collect(inner, ids)
    }
}

/** What an operation reads: a path of references (`customer.invoice_settings.default_payment_method`), or a look of its own. */
export type Ahead = string | ((tx: Tx, from: never) => unknown)

/**
 * Reads what an operation declares, level by level: all that can be asked for at once is one round. What declares nothing does
 * little, and is not made to read.
 */
export function prefetch(tx: Tx, reads: readonly Ahead[], from: object): void {
  if (reads.length === 0) return
  const paths = reads.filter((one) => typeof one === 'string')
  const looks = reads.filter((one) => typeof one === 'function')
  const declared = [() => follow(tx, paths, from), ...looks.map((look) => () => look(tx, from as never))]
  tx.work.together([...declared, () => tx.wakeRead()])
}

/** Ids are followed into their rows, lists into their elements. */
function follow(tx: Tx, paths: readonly string[], from: object): void {
  let spots = paths.flatMap((path) => references(from, path.split('.')))
  while (spots.length > 0) {
    const rows = tx.any(spots.map(({ id }) => id))
    spots = spots.flatMap(({ rest }, i) => (rows[i] ? references(rows[i], rest) : []))
  }
}

/** The ids that a path leads to within one row, each with what is left of the path. Lists count as their elements. */
function references(value: unknown, [head, ...rest]: readonly string[]): { id: string; rest: readonly string[] }[] {
  if (head === undefined || typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap((item) => references(item, [head, ...rest]))
  const list = value as { object?: string; data?: unknown }
  if (list.object === 'list') return references(list.data, [head, ...rest])
  const inner = (value as Record<string, unknown>)[head]
  return [inner].flat().flatMap((item) => (typeof item === 'string' ? [{ id: item, rest }] : references(item, rest)))
}
