// What a call is known to read before it runs: a store that is far away fetches it all in its first round.
import type { Call } from './api.ts'
import type { House } from './house.ts'
import { keyId } from './idempotency.ts'
import type { Read } from './store.ts'
import type { Situation } from './tx.ts'

/** Ids have a prefix and an underscore; anything longer or otherwise is no id. */
const ID = /^[a-z]{2,12}(_[A-Za-z0-9]+)+$/

/** The account, the idempotency key, and every id that the path or the parameters name. */
export function aheadOf(house: House, call: Call, situation: Situation): Read[] {
  const { place, idempotencyKey } = situation
  const ids = new Set([place.account, ...(house.find(call.method, call.path)?.ids ?? [])])
  if (idempotencyKey !== undefined) ids.add(keyId({ situation }, call.actor.account))
  collect(call.params, ids)
  return [...ids].map((id) => ({ place, id }))
}

/** Why 100: a first round that reads more is no longer quick. */
const AHEAD_MAX = 100

function collect(value: unknown, ids: Set<string>): void {
  if (ids.size >= AHEAD_MAX) return
  if (typeof value === 'string') {
    if (value.length <= 255 && ID.test(value)) ids.add(value)
  } else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) collect(inner, ids)
}
