// Due work in time order. Each job is one unit of work that reads and deletes its row, so it takes effect once however
// many processes try. Advancing a clock is running what is due until then, one job after the other.
import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from 'pino'
import { expire, runJob, transaction } from '../kernel/api.ts'
import { platformRead } from '../kernel/ahead.ts'
import { StripeError } from '../kernel/errors.ts'
import type { House } from '../kernel/house.ts'
import { type Due, NotStored, Overloaded, type Place, QueryTooWide, type Store } from '../kernel/store.ts'
import { ADVANCES, JOB, queueOfClock, WAKE, WAKE_ID } from '../kernel/job.ts'
import type { Situate } from '../kernel/work.ts'
import { unit } from '../kernel/unit.ts'

/** How often the queues are asked: an index seek each, some 70 microseconds. */
const EVERY_MS = 500
/** Old keys and events are in no hurry. */
const EXPIRE_EVERY_MS = 60_000
const LEASE_MS = 30_000
const SLICE = 200
/** How often an advancing clock looks whether another process is done. */
const OTHERS_MS = 20
/** How long a clock that is moved waits for a delivery: a handler that has not answered by then has not acknowledged. */
const PATIENCE_MS = 10_000
/** How often a job is tried at once when the store could not take it. */
const TRIES = 3

export interface Runner {
  /** Moves the clock of a tenant to a time (epoch seconds), running what is due on the way. Answers the new time. */
  advance(place: Place, to: number): Promise<number>
  stop(): Promise<void>
}

export interface RunnerOptions {
  readonly house: House
  readonly store: Store
  readonly situate: Situate
  readonly log: Logger
  readonly done: (outcome: 'done' | 'failed', place: Place) => void
}

/** Starts to run what is due. */
export function startRunner({ house, store, situate, log, done }: RunnerOptions): Runner {
  const lines = new Map<string, Promise<unknown>>()
  let stopped = false
  let timer: NodeJS.Timeout
  let expired = 0

  /** Whatever concerns one clock happens one after the other: a platform's is that of its connected accounts. */
  const inLine = <T>(place: Place, work: () => Promise<T>): Promise<T> => {
    const next = (lines.get(place.tenant) ?? Promise.resolve()).then(work, work)
    const settled = next
      .catch(() => {})
      .finally(() => {
        if (lines.get(place.tenant) === settled) lines.delete(place.tenant)
      })
    lines.set(place.tenant, settled)
    return next
  }
  const inUnit = <T>(place: Place, run: Parameters<typeof unit<T>>[2], ids: readonly string[] = []) =>
    unit(store, situate(place, { cause: 'job' }), run, {
      ahead: () => [...platformRead(place, house.announcing), ...[place.account, ...ids].map((id) => ({ place, id }))],
    })

  /**
   * A job that fails is set aside with its reason; it would fail again. What only the store could not do just now is tried
   * again, and then thrown: the job stays due.
   */
  const runOne = async (due: Due, clock = '', tries = TRIES): Promise<void> => {
    try {
      await inUnit(due.place, (work) => runJob(house, work, due), [due.id, subjectOf(due), clock])
      done('done', due.place)
    } catch (error) {
      if (isPassing(error) && tries > 1) return runOne(due, clock, tries - 1)
      done('failed', due.place)
      if (isPassing(error)) throw error
      log.error({ err: error, job: due.id, account: due.place.account }, 'a job failed and is set aside')
      await inUnit(due.place, (work) => {
        const tx = transaction(house, work)
        const row = tx.find(JOB, due.id)
        if (row) tx.update(JOB, row, {}, { queue: 'failed', due: due.due })
      })
    }
  }

  /** What happens on the wall before a job may be done, such as a delivery, is waited for: a moment, and no longer. */
  const patience = async (due: Due): Promise<void> => {
    const [, name = ''] = due.id.split(' ')
    if (!house.awaits(name)) return
    const until = performance.now() + PATIENCE_MS
    const isEarly = () => inUnit(due.place, (work) => house.awaits(name, transaction(house, work), due.id), [due.id])
    while (performance.now() < until && !stopped && (await isEarly())) await wait(OTHERS_MS)
  }

  /** The lease is given back for sure: a job that puts itself off again, perhaps for soon, is found by the next look. */
  const runLeased = (due: Due, clock?: string): Promise<void> => runOne(due, clock).finally(() => store.release(due))

  /** What could not be stored is tried again when its lease is over. */
  const runTaken = (due: Due): Promise<void> =>
    runOne(due).then(
      () => store.release(due),
      (error) => log.error({ err: error, job: due.id, account: due.place.account }, 'a job could not be stored'),
    )

  const runUntil = async ({ tenant }: Place, to: number, clock?: string): Promise<void> => {
    const queue = clock === undefined ? 'jobs' : queueOfClock(clock)
    while (!stopped) {
      const [due] = await store.claim({ queue, tenant, until: to, limit: 1, leaseMs: LEASE_MS })
      if (!due) return
      await patience(due)
      await runLeased(due, clock)
    }
  }

  /** Moves a test clock: its jobs in the order of their time, and at last the one that says that it has arrived. */
  const runClock = async (arrival: Due): Promise<void> => {
    await runUntil(arrival.place, arrival.due, subjectOf(arrival))
    return stopped ? store.release(arrival) : runTaken(arrival)
  }

  /** Sets the clock, and the wake-up call for the account's next job. */
  const settle = async (place: Place, to: number): Promise<number> => {
    const next = await store.next('jobs', place.tenant)
    return inUnit(place, (work) => {
      const tx = transaction(house, work)
      house.account.move(tx, to)
      const known = tx.find(WAKE, WAKE_ID)
      if (known) tx.delete(WAKE, known)
      const ahead = house.account.now(tx) - tx.wall
      if (next !== undefined && ahead > 0) tx.wake(next - ahead)
      return house.account.now(tx)
    })
  }

  /** What this process has just taken is in line before anything that comes after it. */
  let taking: Promise<unknown> = Promise.resolve()

  const advance = async ({ tenant }: Place, to: number) => {
    const place = { tenant, account: tenant }
    await taking
    return inLine(place, async () => {
      await runUntil(place, to)
      // What another process has taken is due as well: it is waited for, or taken over once its lease is out.
      while (!stopped && ((await store.next('jobs', place.tenant)) ?? Infinity) <= to) {
        await wait(OTHERS_MS)
        await runUntil(place, to)
      }
      // What is due stays due, and the clock where it was: whoever comes next goes on from there.
      if (stopped) throw new NotStored('The server is stopping.')
      return settle(place, to)
    })
  }

  const claim = (queue: string, until: number) => store.claim({ queue, until, limit: SLICE, leaseMs: LEASE_MS })

  const look = async (): Promise<void> => {
    const wall = Math.floor(Date.now() / 1000)
    const taken = claim('jobs', wall).then((dues) => dues.map((due) => inLine(due.place, () => runTaken(due))))
    taking = taken.catch(() => {})
    await Promise.all(await taken)
    void moveClocks()
    for (const { place } of await claim('wake', wall)) {
      const now = await inUnit(place, (work) => transaction(house, work).now)
      await advance(place, now)
    }
    if (performance.now() - expired < EXPIRE_EVERY_MS) return
    expired = performance.now()
    for (const due of await claim('expire', wall)) await inUnit(due.place, (work) => expire(house, work, due.id))
  }

  /** A clock shows a time of its own: whatever stands in its queue is to be done now. Nobody else waits for it. */
  const moveClocks = async (): Promise<void> => {
    try {
      for (const arrival of await claim(ADVANCES, Number.MAX_SAFE_INTEGER))
        void inLine(arrival.place, () => runClock(arrival))
    } catch (error) {
      log.error({ err: error }, 'test clocks could not be looked for')
    }
  }
  store.watch((queue) => {
    if (queue === ADVANCES && !stopped) void moveClocks()
  })

  let looking = Promise.resolve()
  const loop = () => {
    timer = setTimeout(() => {
      looking = look()
        .catch((error) => stopped || log.error({ err: error }, 'due work could not be looked for'))
        .then(() => {
          if (!stopped) loop()
        })
    }, EVERY_MS)
    timer.unref()
  }
  loop()
  return {
    advance,
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await looking
      await Promise.all(lines.values())
    },
  }
}

/** What a job is about: the rest of its id. */
const subjectOf = ({ id }: Due): string => id.split(' ').slice(2).join(' ')

/** The fault of the moment, and not of the job. */
const isPassing = (error: unknown): boolean =>
  error instanceof NotStored ||
  error instanceof Overloaded ||
  error instanceof QueryTooWide ||
  // What waits for others to catch up: the sums of the balance, for the job that folds them.
  (error instanceof StripeError && error.status === 429)
