// The server store: each unit of work is one SERIALIZABLE transaction. What the unit is known to read travels with BEGIN;
// a read that is not loaded yet suspends the unit, the whole level is loaded, and the unit runs again from the start in
// the same snapshot; its writes travel with COMMIT. A conflict runs the unit again.
// One file because the port is one class over one pool.
import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { assert } from '../lib/assert.ts'
import {
  type Claim,
  type Counting,
  type Done,
  type Due,
  NotStored,
  Overloaded,
  type Place,
  type Plan,
  QueryTooWide,
  type Read,
  type Reads,
  type Snapshots,
  type Store,
  Suspended,
} from '../kernel/store.ts'
import { Loaded, together } from './postgres_reads.ts'
import { DUES, drop, KEPT, keep, restore } from './postgres_snapshots.ts'
import { claiming, count, fence, jobs, migrate, next, queues, releasing, SWEEP, writing } from './postgres_tables.ts'

/** Why 12: from the third on, units of one tenant that conflict wait for each other, so that few conflicts are left. */
const ATTEMPTS_MAX = 12
/** Why 16: a handler that needs more levels reads in a loop, and should name its reads. */
const ROUNDS_MAX = 16
const POOL_MAX = 16
/** Why 5 s: a page that takes longer walks an index that two filters hardly share. */
const STATEMENT_MS = 5_000
/** Units between two sweeps of what nobody asks for any more. */
const SWEEP_EVERY = 5_000

const UNIQUE_VIOLATION = '23505'
const CONFLICTS = new Set(['40001', '40P01', UNIQUE_VIOLATION])

export interface PostgresOptions {
  readonly url: string
  /** Told how many rounds of reads a unit took, those that expand references aside. Tests count them. */
  readonly onRounds?: (rounds: number) => void
}

/** Opens the store at a postgres:// address, and brings its tables up to date. */
export async function openPostgres(options: PostgresOptions): Promise<Store> {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: POOL_MAX,
    pipeline: true,
    statement_timeout: STATEMENT_MS,
    types: { getTypeParser: (oid, format) => (oid === INT8 ? Number : pg.types.getTypeParser(oid, format as 'text')) },
  } as pg.PoolConfig)
  // A connection that is lost while idle is replaced by the pool.
  pool.on('error', () => {})
  await migrate(pool)
  return new PostgresStore(pool, options)
}

const INT8 = 20

type Failure = Error & { code?: string }

class PostgresStore implements Store {
  readonly #pool: pg.Pool
  readonly #options: PostgresOptions
  readonly #listeners: ((queue: string, due: number) => void)[] = []
  readonly #lines = new Map<string, Promise<void>>()
  #units = 0

  constructor(pool: pg.Pool, options: PostgresOptions) {
    this.#pool = pool
    this.#options = options
  }

  async unit<T>(plan: Plan, work: (reads: Reads) => Done<T>): Promise<T> {
    const ahead = plan.reads()
    // Units that keep meeting go one after the other, in all processes: indexes conflict by the page, not by the row. The
    // others of the tenant hold its lock together while they write, so that none commits under one that goes alone.
    const tenant = `tenant ${ahead[0]?.place.tenant}`
    return this.#inLine(plan.reading ? [] : hotKeys(ahead), async () => {
      let written: readonly string[] = []
      let reading = plan.reading
      for (let attempt = 1; ; attempt++) {
        const tried = await this.#try(ahead, work, {
          reading,
          levels: plan.levels ?? 0,
          tenant,
          locks: attempt > 2 ? [tenant, ...written] : [],
        })
        if ('value' in tried) {
          this.#tell(tried.writes)
          return tried.value
        }
        written = tried.written
        reading = false
        if (attempt >= ATTEMPTS_MAX) throw new Overloaded(`the unit met ${attempt} conflicts`)
        if (tried.conflict) await pause(Math.random() * 2 ** Math.min(attempt, 6))
      }
    })
  }

  /** Units of this process that name the same row wait for each other: cheaper than to meet in the database. */
  async #inLine<T>(keys: readonly string[], run: () => Promise<T>): Promise<T> {
    if (keys.length === 0) return run()
    const before = keys.map((key) => this.#lines.get(key))
    let leave = () => {}
    const mine = new Promise<void>((resolve) => {
      leave = resolve
    })
    for (const key of keys) this.#lines.set(key, mine)
    await Promise.all(before)
    try {
      return await run()
    } finally {
      leave()
      for (const key of keys) if (this.#lines.get(key) === mine) this.#lines.delete(key)
    }
  }

  async #try<T>(
    ahead: readonly Read[],
    work: (reads: Reads) => Done<T>,
    how: { reading: boolean; levels: number; tenant: string; locks: readonly string[] },
  ): Promise<{ value: T; writes: Done<T>['writes'] } | { written: readonly string[]; conflict: boolean }> {
    const { reading, levels, tenant, locks } = how
    const client = await this.#pool.connect().catch((error) => {
      throw new NotStored(`the database cannot be reached: ${error.message}`)
    })
    let lost: Error | undefined
    let done: Done<T> | undefined
    const unit = randomUUID()
    const onLost = (error: Error) => {
      lost = error
    }
    client.on('error', onLost)
    const leave = async () => {
      await client.query('rollback')
      if (locks.length > 0) await client.query('select pg_advisory_unlock_all()')
    }
    try {
      if (locks.length > 0) await lock(client, locks)
      const loaded = new Loaded(client)
      const mode = reading ? 'repeatable read read only' : 'serializable'
      await together([client.query(`begin isolation level ${mode}`), loaded.load(ahead)])
      done = await this.#run(loaded, work, levels)
      if (done.writes.length > 0 && reading) {
        await leave()
        return { written: [], conflict: false }
      }
      const statements = done.writes.length > 0 ? writing(unit, done.writes) : []
      const shared = statements.length > 0 && locks.length === 0 ? [share(client, tenant)] : []
      await together([...shared, ...statements.map((statement) => client.query(statement)), client.query('commit')])
      if (locks.length > 0) await client.query('select pg_advisory_unlock_all()')
      return { value: done.value, writes: done.writes }
    } catch (thrown) {
      const failure = thrown as Failure
      if (lost || isLoss(failure)) {
        if (done && done.writes.length > 0 && (await this.#committed(done.writes[0]!.place.tenant, unit)))
          return { value: done.value, writes: done.writes }
        throw new NotStored(`the connection to the database was lost: ${failure.message}`)
      }
      await leave().catch(onLost)
      if (failure.code === '57014') throw new QueryTooWide(`No page within ${STATEMENT_MS / 1000} seconds.`)
      if (!CONFLICTS.has(failure.code ?? '')) throw failure
      return { written: done?.writes.map(({ place, id }) => `${place.account} ${id}`) ?? [], conflict: true }
    } finally {
      client.off('error', onLost)
      client.release(lost)
    }
  }

  /** Runs the unit until nothing that it reads is missing. Every level of reads is one round. */
  async #run<T>(loaded: Loaded, work: (reads: Reads) => Done<T>, levels: number): Promise<Done<T>> {
    for (let rounds = 1; ; rounds++) {
      assert(rounds <= ROUNDS_MAX, `a unit of work read in more than ${ROUNDS_MAX} rounds`)
      try {
        const done = work(loaded)
        this.#options.onRounds?.(rounds - levels - (done.levels ?? 0))
        return done
      } catch (thrown) {
        if (!(thrown instanceof Suspended)) throw thrown
        await loaded.load(thrown.reads)
      }
    }
  }

  /** The connection was lost at COMMIT: was it done? Asked on another one, which may have to be waited for. */
  async #committed(tenant: string, unit: string): Promise<boolean> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#pool.query(fence(tenant, unit))
        return false
      } catch (error) {
        if ((error as Failure).code === UNIQUE_VIOLATION) return true
        if (attempt >= ATTEMPTS_MAX) throw new NotStored(`the outcome is not known: ${(error as Error).message}`)
        await pause(100 * attempt)
      }
    }
  }

  #tell(writes: Done<unknown>['writes']): void {
    for (const { document } of writes)
      if (document?.queue) for (const listener of this.#listeners) listener(document.queue, document.due ?? 0)
    if (++this.#units % SWEEP_EVERY === 0) for (const sweep of SWEEP) this.#pool.query(sweep).catch(() => {})
  }

  async claim(claim: Claim): Promise<readonly Due[]> {
    const { rows } = await this.#pool.query(claiming(claim, Date.now()))
    return rows.map(({ tenant, account, id, due }) => ({ place: { tenant, account }, id, due }))
  }

  async queues(prefix: string, until: number): Promise<readonly string[]> {
    return (await this.#pool.query(queues(prefix, until))).rows.map(({ queue }) => queue)
  }

  async next(queue: string, tenant: string): Promise<number | undefined> {
    return (await this.#pool.query(next(queue, tenant))).rows[0].due ?? undefined
  }

  async jobs(queue: string, place: Place, limit: number): Promise<readonly Due[]> {
    const { rows } = await this.#pool.query(jobs(queue, place, limit))
    return rows.map(({ id, due }) => ({ place, id, due }))
  }

  async count(place: Place, counting: Counting): Promise<number> {
    return (await this.#pool.query(count(place, counting))).rows[0].count
  }

  async release(due: Due): Promise<void> {
    // A lease that cannot be given back runs out.
    await this.#pool.query(releasing(due)).catch(() => {})
  }

  watch(listener: (queue: string, due: number) => void): void {
    this.#listeners.push(listener)
  }

  readonly snapshots: Snapshots = {
    keep: (tenant, id) => this.#alone(tenant, (client) => keep(client, tenant, id, Date.now())),
    list: async (tenant) => (await this.#pool.query(KEPT, [tenant])).rows,
    restore: async (tenant, id) => {
      const isThere = await this.#alone(tenant, (client) => restore(client, tenant, id))
      if (isThere)
        for (const { queue, due } of (await this.#pool.query(DUES, [tenant])).rows)
          for (const listener of this.#listeners) listener(queue, due)
      return isThere
    },
    drop: (tenant, id) => this.#alone(tenant, (client) => drop(client, tenant, id)),
  }

  /** A transaction during which no unit of the tenant writes: they wait for its lock, and read again what they had read. */
  async #alone<T>(tenant: string, run: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect()
    try {
      await lock(client, [`tenant ${tenant}`])
      for (let attempt = 1; ; attempt++) {
        try {
          // As long as it takes: what is kept is limited by number.
          await client.query('begin isolation level serializable; set local statement_timeout = 0')
          const done = await run(client)
          await client.query('commit')
          return done
        } catch (error) {
          await client.query('rollback')
          if (!CONFLICTS.has((error as Failure).code ?? '') || attempt >= ATTEMPTS_MAX) throw error
        }
      }
    } finally {
      await client.query('select pg_advisory_unlock_all()').catch(() => {})
      client.release()
    }
  }

  async backup(): Promise<void> {
    throw new Error('PostgreSQL has its own backups: use pg_dump, or continuous archiving.')
  }

  async close(): Promise<void> {
    while (this.#lines.size > 0) await Promise.allSettled(this.#lines.values())
    await this.#pool.end()
  }
}

/** The account's own row is named by every request, and changed by few. */
const hotKeys = (ahead: readonly Read[]): string[] =>
  ahead
    .flatMap((read) => ('id' in read && read.id !== read.place.account ? [`${read.place.account} ${read.id}`] : []))
    .sort()

/** Taken before BEGIN, so that the snapshot is of the time when we have them; in one order, so that none waits in a ring. */
async function lock(client: pg.PoolClient, keys: readonly string[]): Promise<void> {
  const numbers = [...new Set(keys.map(numberOf))].sort()
  await client.query('select pg_advisory_lock(k) from unnest($1::bigint[]) k', [numbers.map(String)])
}

/** Held until the transaction is over, by any number of units, as long as nobody has it alone. */
const share = (client: pg.PoolClient, key: string) =>
  client.query('select pg_advisory_xact_lock_shared($1)', [String(numberOf(key))])

const numberOf = (key: string): bigint => createHash('sha256').update(key).digest().readBigInt64BE()

/** Errors without a code of PostgreSQL's own, and those that say that the server ends. */
const isLoss = ({ code, message }: Failure): boolean =>
  /^(ECONN|EPIPE|ETIMEDOUT)/.test(code ?? '') || /^(57P0|08)/.test(code ?? '') || /Connection terminated/.test(message)
