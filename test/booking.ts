// A store that keeps books: after each unit of work every movement must balance, no charge may have given back more than
// it took, and the sums of a balance must be those of its transactions. What is wrong fails the unit, and the test's end.
import assert from 'node:assert/strict'
import type { Done, Plan, Reads, Store, Write } from '../src/kernel/store.ts'
import { type Booked, entryOf } from '../src/rules/ledger.ts'

/** What a balance transaction adds to the sums of its account, once a job has added it up. */
interface Share {
  readonly currency: string
  readonly part: 'available' | 'pending'
  readonly of: string
  readonly net: number
}
type Sums = Record<string, Record<string, Record<string, number>>>

/** One store's books. `inOrder` says that units come in the order in which they are kept; only then can sums be followed. */
export function booking(store: Store, inOrder: boolean): Store {
  const shares = new Map<string, Map<string, Share>>()
  const faults: string[] = []
  const check = (writes: readonly Write[]) => {
    const found = [...faultsOf(writes), ...(inOrder ? follow(shares, writes) : [])]
    faults.push(...found)
    assert.deepEqual(found, [])
  }
  const kept = Object.assign(Object.create(store), {
    unit: <T>(plan: Plan, work: (reads: Reads) => Done<T>): Promise<T> =>
      store.unit(plan, (reads) => {
        const done = work(reads)
        check(done.writes)
        return done
      }),
    close: async () => {
      await store.close()
      assert.deepEqual(faults, [], 'the books are wrong')
    },
  })
  for (const name of ['claim', 'queues', 'next', 'jobs', 'count', 'release', 'watch', 'backup'] as const)
    kept[name] = (store[name] as (...given: unknown[]) => unknown).bind(store)
  return kept
}

/** What is wrong with what a unit wrote, each row for itself. */
export function faultsOf(writes: readonly Write[]): string[] {
  return writes.flatMap(({ document }) => {
    if (document?.object === 'balance_transaction') return unbalanced(JSON.parse(document.text))
    if (document?.object === 'charge') return overRefunded(JSON.parse(document.text))
    return []
  })
}

function unbalanced(movement: Booked & { id: string }): string[] {
  try {
    entryOf(movement)
    return []
  } catch (error) {
    return [`${movement.id}: ${(error as Error).message}`]
  }
}

interface Charge {
  readonly id: string
  readonly amount: number
  readonly amount_captured: number
  readonly amount_refunded: number
  readonly captured: boolean
}

/** Minor units; of a charge that is only held, the whole amount is let go. */
function overRefunded({ id, amount, amount_captured, amount_refunded, captured }: Charge): string[] {
  const most = captured ? amount_captured : amount
  if (amount_refunded >= 0 && amount_refunded <= most && amount_captured <= amount) return []
  return [`${id}: of ${amount}, ${amount_captured} was captured, and ${amount_refunded} refunded`]
}

/** Notes what was added up, and compares it with what a balance says. */
export function follow(shares: Map<string, Map<string, Share>>, writes: readonly Write[]): string[] {
  for (const { place, id, document } of writes) {
    if (document?.object !== 'balance_transaction') continue
    const { currency, status, net } = JSON.parse(document.text)
    const hidden = JSON.parse(document.hidden ?? '{}')
    if (!hidden.folded) continue
    const own = shares.get(place.account) ?? new Map<string, Share>()
    shares.set(place.account, own.set(id, { currency, part: status, of: hidden.of ?? 'card', net }))
  }
  return writes.flatMap(({ place, document }) => {
    if (document?.object !== 'balance') return []
    const said = nonZero(JSON.parse(document.hidden ?? '{}').sums ?? {})
    const counted = nonZero(sumsOf([...(shares.get(place.account)?.values() ?? [])]))
    const [a, b] = [JSON.stringify(said), JSON.stringify(counted)]
    return a === b ? [] : [`the balance of ${place.account} says ${a}, its transactions come to ${b}`]
  })
}

function sumsOf(shares: readonly Share[]): Sums {
  const sums: Sums = {}
  for (const { currency, part, of, net } of shares) {
    const purse = ((sums[currency] ??= {})[part] ??= {})
    purse[of] = (purse[of] ?? 0) + net
  }
  return sums
}

/** The same in one order, without what is nothing. */
function nonZero(sums: Sums): [string, number][] {
  return Object.entries(sums)
    .flatMap(([currency, parts]) =>
      Object.entries(parts).flatMap(([part, purse]) =>
        Object.entries(purse).map(([of, amount]): [string, number] => [`${currency} ${part} ${of}`, amount]),
      ),
    )
    .filter(([, amount]) => amount !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
}
