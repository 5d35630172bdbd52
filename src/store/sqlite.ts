// The embedded store. Handlers read straight through a read connection, with what is accepted but not yet on disk laid
// over it; a writer commits whole groups of units with one flush, and no answer leaves before its unit is durable.
// One file because the port is one class: what is accepted, in flight and durable is nobody else's to know.
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import {
  type Answer,
  type Claim,
  type Counting,
  type Done,
  type Due,
  NotStored,
  Overloaded,
  type Place,
  type Plan,
  type Read,
  type Reads,
  type Snapshots,
  type Store,
} from '../kernel/store.ts'
import type { Write } from '../kernel/store.ts'
import { columnOf } from './account_column.ts'
import { SqliteReads } from './sqlite_reads.ts'
import { carryOut, duesOf, keptOf, type SnapshotOrder } from './sqlite_snapshots.ts'
import { startWriter, type Writer } from './sqlite_thread.ts'
import { Applier, openWriter } from './sqlite_tables.ts'
import { Overlay } from './overlay.ts'

/** Why these: about 200 ms of work for the disk. Past them a crash would lose too many requests in flight at once. */
const ACCEPTED_UNITS_MAX = 2_000
const ACCEPTED_BYTES_MAX = 32 * 1024 * 1024
/** Why 10 000: each waiting request holds a socket and its body; more are better told to come back. */
const WAITING_MAX = 10_000

interface Accepted {
  readonly number: number
  readonly writes: readonly Write[]
  readonly bytes: number
  readonly settle: (failure?: Error) => void
}

export interface SqliteOptions {
  /** A file, or `:memory:`. */
  readonly path: string
  /** Called when the disk fails: the process must end, for what it accepted is lost. */
  readonly onFatal?: (error: Error) => void
  /** Tests hold a commit back with this. */
  readonly beforeCommit?: () => Promise<void> | undefined
}

/** Opens the store in a file or in memory. Files belong to one process at a time; a second one is refused. */
export async function openSqlite(options: SqliteOptions): Promise<Store & { readonly synchronous: number }> {
  if (options.path === ':memory:') {
    const db = openWriter(options.path)
    const applier = new Applier(db)
    const writer: Writer = {
      commit: async (writes) => applier.apply(writes),
      carryOut: async (order) => carryOut(db, order),
      close: async () => db.close(),
    }
    return new SqliteStore(db, writer, options, 2)
  }
  mkdirSync(dirname(options.path), { recursive: true })
  const lock = lockFile(options.path)
  const { writer, synchronous } = await startWriter(options.path)
  const reader = new DatabaseSync(options.path, { readOnly: true })
  reader.exec('pragma busy_timeout = 5000; pragma cache_size = -16000')
  const close = async () => {
    await writer.close()
    reader.close()
    lock.close()
  }
  return new SqliteStore(reader, { ...writer, close }, options, synchronous)
}

/** An exclusive transaction on a file beside the data: the system gives it back when the process dies, however it dies. */
function lockFile(path: string): DatabaseSync {
  const lock = new DatabaseSync(`${path}.lock`)
  try {
    lock.exec('pragma busy_timeout = 0; begin exclusive')
  } catch {
    throw new Error(`Another Brindle process is using ${path}. Stop it, or choose another folder with --data.`)
  }
  return lock
}

class SqliteStore implements Store {
  readonly synchronous: number
  readonly #db: DatabaseSync
  readonly #writer: Writer
  readonly #options: SqliteOptions
  readonly #overlay = new Overlay()
  readonly #reads: SqliteReads
  readonly #leases = new Map<string, number>()
  readonly #listeners: ((queue: string, due: number) => void)[] = []
  #accepted = 0
  #durable = 0
  #bytes = 0
  #waiting: Accepted[] = []
  #inFlight: Accepted[] = []
  #flushing = false
  #failed: Error | undefined
  #room: (() => void)[] = []
  /** While a snapshot is made or put back: units wait for it. */
  #alone: Promise<unknown> | undefined
  readonly #units = new Map<number, Promise<void>>()

  constructor(db: DatabaseSync, writer: Writer, options: SqliteOptions, synchronous: number) {
    this.#db = db
    this.#writer = writer
    this.#options = options
    this.#reads = new SqliteReads(db, this.#overlay)
    this.synchronous = synchronous
  }

  async unit<T>(_plan: Plan, work: (reads: Reads) => Done<T>): Promise<T> {
    while (this.#accepted - this.#durable >= ACCEPTED_UNITS_MAX || this.#bytes >= ACCEPTED_BYTES_MAX) {
      if (this.#room.length >= WAITING_MAX) throw new Overloaded('too many requests wait for the disk')
      await new Promise<void>((resolve) => this.#room.push(resolve))
    }
    while (this.#alone) await this.#alone
    if (this.#failed) throw new NotStored(this.#failed.message)
    const reads = new Consulting(this.#reads)
    let done: Done<T>
    try {
      done = work(reads)
    } catch (refused) {
      await this.#whenDurable(reads.newest)
      throw refused
    }
    if (done.writes.length === 0) await this.#whenDurable(reads.newest)
    else await this.#accept(done.writes)
    return done.value
  }

  #whenDurable(number: number): Promise<void> | undefined {
    return number > this.#durable ? this.#units.get(number) : undefined
  }

  #accept(writes: readonly Write[]): Promise<void> {
    const number = ++this.#accepted
    const bytes = writes.reduce((sum, { document }) => sum + (document ? document.text.length : 0) + 200, 0)
    this.#bytes += bytes
    this.#overlay.lay(number, writes)
    for (const { place, id } of writes) this.#reads.cache.forget(columnOf(place), id)
    const durable = new Promise<void>((resolve, reject) => {
      const settle = (failure?: Error) => (failure ? reject(failure) : resolve())
      this.#waiting.push({ number, writes, bytes, settle })
    })
    durable.catch(() => {})
    this.#units.set(number, durable)
    if (!this.#flushing) {
      this.#flushing = true
      setImmediate(() => this.#flush())
    }
    return durable
  }

  /** Commits everything accepted so far as one group, then what came meanwhile, until nothing waits. */
  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      this.#inFlight = this.#waiting
      this.#waiting = []
      try {
        await this.#options.beforeCommit?.()
        await this.#writer.commit(this.#inFlight.flatMap(({ writes }) => writes))
        this.#settle()
      } catch (error) {
        this.#fail(error as Error)
      }
    }
    this.#flushing = false
  }

  #settle(): void {
    const group = this.#inFlight
    this.#inFlight = []
    for (const { number, writes, bytes, settle } of group) {
      this.#durable = number
      this.#bytes -= bytes
      this.#units.delete(number)
      this.#overlay.lift(number, writes)
      settle()
      for (const { document } of writes) {
        if (document?.queue) for (const listener of this.#listeners) listener(document.queue, document.due ?? 0)
      }
    }
    for (const proceed of this.#room.splice(0)) proceed()
  }

  /** A failed commit fails its units and all accepted after them, for those may have read what is now lost. */
  #fail(error: Error): void {
    const lost = [...this.#inFlight, ...this.#waiting]
    this.#inFlight = []
    this.#waiting = []
    this.#overlay.clear()
    this.#durable = this.#accepted
    this.#bytes = 0
    for (const { number, settle } of lost) {
      this.#units.delete(number)
      settle(new NotStored(error.message))
    }
    for (const proceed of this.#room.splice(0)) proceed()
    if (this.#options.onFatal) {
      this.#failed = error
      this.#options.onFatal(error)
    }
  }

  readonly snapshots: Snapshots = {
    keep: async (tenant, id) => {
      const at = Date.now()
      return { id, at, documents: await this.#carryOut({ do: 'keep', tenant, id, at }) }
    },
    list: async (tenant) => keptOf(this.#db, tenant),
    restore: async (tenant, id) => {
      const order = { do: 'restore', tenant, ...(id !== undefined && { id }) } as const
      if ((await this.#carryOut(order, () => this.#forget(tenant))) === 0) return false
      for (const { queue, due } of duesOf(this.#db, tenant))
        for (const listener of this.#listeners) listener(queue, due)
      return true
    },
    drop: async (tenant, id) => (await this.#carryOut({ do: 'drop', tenant, id })) === 1,
  }

  /** Once all that was accepted is on the disk, and before anything else is. */
  #carryOut(order: SnapshotOrder, then?: () => void): Promise<number> {
    const done = (this.#alone ?? Promise.resolve()).then(async () => {
      while (this.#units.size > 0) await Promise.allSettled(this.#units.values())
      const answer = await this.#writer.carryOut(order)
      then?.()
      return answer
    })
    const alone = done
      .catch(() => undefined)
      .then(() => {
        if (this.#alone === alone) this.#alone = undefined
      })
    this.#alone = alone
    return done
  }

  /** What was known of a tenant's documents is no longer so. */
  #forget(tenant: string): void {
    this.#reads.cache.clear()
    for (const key of this.#leases.keys())
      if (key.startsWith(`${tenant} `) || key.startsWith(`${tenant}.`)) this.#leases.delete(key)
  }

  async claim({ queue, tenant, until, limit, leaseMs }: Claim): Promise<readonly Due[]> {
    const now = performance.now()
    for (const [key, end] of this.#leases) if (end <= now) this.#leases.delete(key)
    const due = this.#reads.due(queue, until, tenant, (key) => this.#leases.has(key), limit)
    for (const one of due) this.#leases.set(`${columnOf(one.place)} ${one.id}`, now + leaseMs)
    return due
  }

  async queues(prefix: string, until: number): Promise<readonly string[]> {
    return this.#reads.queues(prefix, until)
  }

  async next(queue: string, tenant: string): Promise<number | undefined> {
    return this.#reads.due(queue, Number.MAX_SAFE_INTEGER, tenant, () => false, 1)[0]?.due
  }

  async jobs(queue: string, place: Place, limit: number): Promise<readonly Due[]> {
    return this.#reads.jobs(queue, place, limit)
  }

  async count(place: Place, counting: Counting): Promise<number> {
    return this.#reads.count(place, counting)
  }

  async release(due: Due): Promise<void> {
    this.#leases.delete(`${columnOf(due.place)} ${due.id}`)
  }

  watch(listener: (queue: string, due: number) => void): void {
    this.#listeners.push(listener)
  }

  async backup(path: string): Promise<void> {
    await backup(this.#db, path)
  }

  async close(): Promise<void> {
    while (this.#alone) await this.#alone
    while (this.#units.size > 0) await Promise.allSettled(this.#units.values())
    await this.#writer.close()
  }
}

/** The reads of one unit, which note the newest unit that they saw and that is not yet on disk. */
class Consulting implements Reads {
  readonly #reads: SqliteReads
  newest = 0
  constructor(reads: SqliteReads) {
    this.#reads = reads
  }
  all(reads: readonly Read[]): readonly Answer[] {
    return reads.map((read) => {
      const { answer, unit } = this.#reads.read(read)
      if (unit > this.newest) this.newest = unit
      return answer
    })
  }
}
