// Faults of deliveries: lost, doubled, late, in another order, or not taken. (docs/own-calls.md)
import { invalid, missingParameter } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { bounded, type Fault, faultsOf, type Given, hit, keep, type Lasting, lasting } from './fault_state.ts'

/** A fault of deliveries: those to an endpoint, of a type of events. */
export interface DeliveryFault extends Lasting {
  readonly on: 'webhooks'
  readonly endpoint: string | null
  readonly type: string | null
  readonly drop: boolean
  /** How many more there are of each. */
  readonly duplicate: number
  readonly delay_ms: number
  /** Each is put off by chance, up to so long: what is close together changes its order. */
  readonly shuffle_ms: number
  /** The first attempt of each is not made, and reads as if this had been answered. */
  readonly status: number | null
}

const DUPLICATES_MAX = 10
/** Why a minute: what is put off longer is no longer out of order, but late. */
const SHUFFLE_MS_MAX = 60_000

export function deliveryFault(tx: Tx, given: Given): DeliveryFault {
  const { endpoint, type, drop = false, status } = given
  bounded(status, 'status', 300, 599)
  const duplicate = bounded(given.duplicate, 'duplicate', 0, DUPLICATES_MAX) ?? 0
  const delay_ms = bounded(given.delay_ms, 'delay_ms', 0) ?? 0
  const shuffle_ms = bounded(given.shuffle_ms, 'shuffle_ms', 0, SHUFFLE_MS_MAX) ?? 0
  if (!drop && status === undefined && duplicate + delay_ms + shuffle_ms === 0) throw missingParameter('drop')
  if (drop && duplicate + delay_ms + shuffle_ms > 0)
    throw invalid('What is dropped is neither duplicated nor late.', { param: 'drop' })
  if (drop && status !== undefined) throw invalid('What is dropped is answered by nobody.', { param: 'drop' })
  return {
    ...lasting(tx, given),
    on: 'webhooks',
    endpoint: endpoint ?? null,
    type: type ?? null,
    drop,
    duplicate,
    delay_ms,
    shuffle_ms,
    status: status ?? null,
  }
}

/** How a delivery fares: not at all, or each of several so many milliseconds late. */
export interface Fate {
  readonly dropped: boolean
  readonly late: readonly number[]
  /** What its first attempt is said to have been answered with, without being made. */
  readonly status?: number
}

const UNTOUCHED: Fate = { dropped: false, late: [0] }

/** What becomes of deliveries to endpoints of an account while some are owed; `spend` writes down what came about. */
export function fates(tx: Tx): { of(endpoint: string, type: string): Fate; spend(): void } {
  const all = faultsOf(tx)
  const hits = new Map<string, number>()
  const isLeft = ({ id, remaining }: Fault) => remaining === null || remaining > (hits.get(id) ?? 0)
  return {
    of: (endpoint, type) => {
      const found = all.find(
        (one): one is DeliveryFault =>
          one.on === 'webhooks' &&
          isLeft(one) &&
          (one.endpoint === null || one.endpoint === endpoint) &&
          (one.type === null || one.type === type),
      )
      if (!found) return UNTOUCHED
      hits.set(found.id, (hits.get(found.id) ?? 0) + 1)
      const late = () => found.delay_ms + (found.shuffle_ms === 0 ? 0 : chanceBelow(tx, found.shuffle_ms))
      return {
        dropped: found.drop,
        late: found.drop ? [] : Array.from({ length: 1 + found.duplicate }, late),
        // Kept by accounts of before it was there, too.
        ...(typeof found.status === 'number' && { status: found.status }),
      }
    },
    spend: () => {
      if (hits.size > 0)
        keep(
          tx,
          faultsOf(tx).map((one) => ({ ...one, ...hit(one, hits.get(one.id) ?? 0) })),
        )
    },
  }
}

/** A whole number below `limit`, from the unit's seed. */
const chanceBelow = (tx: Tx, limit: number) => Number.parseInt(Buffer.from(tx.random(6)).toString('hex'), 16) % limit
