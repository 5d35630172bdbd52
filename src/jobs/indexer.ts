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
/** So many times as long as it worked, it rests: requests go before. While they leave the process little idle, it rests on. */
const REST = 2
/** Which part of the time is busy; less than a moment tells nothing, as requests wait for the disk together. */
const BUSY = 0.2
const MOMENT_MS = 100
/** And yet it goes on, however busy the others are, so that what waits does not grow without end. */
const REST_MAX_MS = 5_000
/** Why 100: requests wait meanwhile. With 1 000 a search was done no sooner, and others waited twice as long. */
const SLICE = 100
const LEASE_MS = 5_000
/** How often a search looks whether another process is done. */
const OTHERS_MS = 5

export interface Indexer {
  /** Resolves when the index knows all that it may know of an account by now. */
  catchUp(place: Place): Promise<void>
  /** How many notes were worked off so far. */
  indexed(): number
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
  let indexed = 0
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let following: Promise<void> = Promise.resolve()
  /** When the last note is due that was told of, in epoch seconds. */
  let latest = 0

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
        indexed += notes.length
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

  /** Lets requests go before: for twice the time that it worked (milliseconds), and on while they keep the process busy. */
  const rest = async (worked: number): Promise<void> => {
    const began = performance.now()
    do {
      const before = performance.eventLoopUtilization()
      await wait(Math.max(worked * REST, MOMENT_MS))
      if (performance.eventLoopUtilization(before).utilization < BUSY) return
    } while (!stopped && performance.now() - began < REST_MAX_MS)
  }

  /** A slice of each account's in turn, until there is nothing to take. */
  const follow = async (): Promise<void> => {
    for (let more = true; more && !stopped; ) {
      more = false
      for (const queue of await store.queues(SEARCH_QUEUES, now())) {
        const began = performance.now()
        if (await slice(queue)) more = true
        await rest(performance.now() - began)
      }
    }
  }
  /** One at a time: two would rest half as long. What is told meanwhile is looked for afterwards. */
  const followSoon = () => {
    if (stopped || timer) return
    timer = setTimeout(
      async () => {
        const began = now()
        following = follow().catch((error) => log.error({ err: error }, 'the search index could not follow'))
        await following
        timer = undefined
        if (latest >= began) followSoon()
      },
      Math.max(LAG_MS, (latest - now()) * 1000),
    )
    timer.unref()
  }
  store.watch((queue, due) => {
    if (!queue.startsWith(SEARCH_QUEUES)) return
    latest = Math.max(latest, due)
    followSoon()
  })
  followSoon()

  return {
    catchUp,
    indexed: () => indexed,
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await following
      await Promise.allSettled(working.values())
    },
  }
}
