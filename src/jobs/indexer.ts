// Keeps the search index up with what changes: at once where a search asks, and else soon, without hurry.
import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from 'pino'
import { transaction } from '../kernel/api.ts'
import type { House } from '../kernel/house.ts'
import { SEARCH_QUEUES, searchQueue, workOff } from '../kernel/search_index.ts'
import type { Due, Place, Store } from '../kernel/store.ts'
import type { Situate } from '../kernel/work.ts'
import { unit } from '../kernel/unit.ts'

/** How long after a change the index follows by itself: what changes again meanwhile is indexed once. */
const LAG_MS = 1_000
/** So many times as long as it worked, it rests: requests go before. */
const REST = 2
const SLICE = 200
const LEASE_MS = 5_000
/** How often a search looks whether another process is done. */
const OTHERS_MS = 5

export interface Indexer {
  /** Resolves when the index knows all that it may know of an account by now. */
  catchUp(place: Place): Promise<void>
  stop(): Promise<void>
}

export interface IndexerOptions {
  readonly house: House
  readonly store: Store
  readonly situate: Situate
  readonly log: Logger
}

/** Starts to follow what changes. */
export function startIndexer({ house, store, situate, log }: IndexerOptions): Indexer {
  const working = new Map<string, Promise<boolean>>()
  const now = () => Math.floor(Date.now() / 1000)
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let following: Promise<void> = Promise.resolve()

  const work = async (place: Place, notes: readonly Due[]): Promise<void> => {
    const ids = notes.map(({ id }) => id)
    const ahead = () => [place.account, place.tenant, ...ids].map((id) => ({ place, id }))
    try {
      await unit(store, situate(place, { cause: 'job' }), (w) => workOff(house, transaction(house, w), ids), { ahead })
    } finally {
      for (const note of notes) await store.release(note)
    }
  }

  /** Works off a slice of an account's notes; false where none is left to take. One slice at a time. */
  const slice = (queue: string): Promise<boolean> => {
    const next = (working.get(queue) ?? Promise.resolve(true))
      .catch(() => true)
      .then(async () => {
        const notes = await store.claim({ queue, until: now(), limit: SLICE, leaseMs: LEASE_MS })
        if (notes.length > 0) await work(notes[0]!.place, notes)
        return notes.length > 0
      })
    working.set(queue, next)
    const forget = () => working.get(queue) === next && working.delete(queue)
    next.then(forget, forget)
    return next
  }

  const catchUp = async (place: Place): Promise<void> => {
    const queue = searchQueue(place)
    const until = now()
    while (!stopped) {
      if (((await store.next(queue, place.tenant)) ?? Infinity) > until) return
      if (!(await slice(queue))) await wait(OTHERS_MS)
    }
  }

  const follow = async (): Promise<void> => {
    timer = undefined
    for (const queue of await store.queues(SEARCH_QUEUES, now()))
      for (let more = true; more && !stopped; ) {
        const began = performance.now()
        more = await slice(queue)
        await wait((performance.now() - began) * REST)
      }
  }
  const followSoon = (afterMs: number) => {
    if (stopped || timer) return
    timer = setTimeout(() => {
      following = follow().catch((error) => log.error({ err: error }, 'the search index could not follow'))
    }, afterMs)
    timer.unref()
  }
  store.watch((queue, due) => {
    if (queue.startsWith(SEARCH_QUEUES)) followSoon(Math.max(LAG_MS, (due - now()) * 1000))
  })
  followSoon(LAG_MS)

  return {
    catchUp,
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await following
      await Promise.allSettled(working.values())
    },
  }
}
