// One account's side of a unit of work: what handlers are given. Time, chance and identity come from here and nowhere
// else, so that running a unit again gives the same result.
// One file because it is the whole of what a handler may know and do.
import { assert, Defect } from '../lib/assert.ts'
import { objectId, shortId } from '../lib/ids.ts'
import { deepFreeze } from '../lib/stable_json.ts'
import { noSuch, type StripeError } from './errors.ts'
import { ADVANCES, JOB, type JobState, jobId, queueOfClock, WAKE, WAKE_ID } from './job.ts'
import type { AnyRow, ObjectType, Row } from './resource.ts'
import { GLOBAL, newestFirst, type Place, type Position, type Query, within } from './store.ts'
import { entryOf, joinPairs, termsOf } from './terms.ts'
import { rowOf } from './text.ts'
import type { Situation, Work } from './work.ts'

export interface Waiting {
  readonly queue: string
  readonly due: number
}

/** One account's side of a unit of work: what handlers are given. */
export class Tx {
  readonly work: Work
  readonly place: Place
  readonly situation: Situation
  /** Asks for an operation of the API, through the front door, in this same unit: the way to wish for something uphill. */
  readonly request: (method: string, path: string, params: object) => AnyRow
  /** The test clock that this side lives by; the account's clock where there is none. */
  readonly testClock: string | undefined
  readonly #clock: () => number
  readonly #sister: (account: string, testClock?: string) => Tx
  readonly #foreseen: (at: number) => Tx

  constructor(
    work: Work,
    place: Place,
    clock: (tx: Tx) => number,
    request: (tx: Tx, ...call: Parameters<Tx['request']>) => AnyRow,
    testClock?: string,
  ) {
    this.work = work
    this.place = place
    this.situation = work.situation
    this.testClock = testClock
    this.request = (...call) => request(this, ...call)
    this.#sister = (account, other) => new Tx(work, { ...place, account }, clock, request, other)
    this.#foreseen = (at) => new Tx(work, place, () => at, request, testClock)
    let now: number | undefined
    this.#clock = () => {
      now ??= clock(this)
      return now
    }
  }

  /** The same unit of work, on another account of the tenant: a platform's on its connected accounts, and theirs on it. */
  at(account: string): Tx {
    return account === this.place.account ? this : this.#sister(account)
  }

  /** The same account as it is to an object that lives by a test clock: its time, and the jobs that wait for it. */
  under(testClock: string | object | null | undefined): Tx {
    const id = (testClock as string | null | undefined) ?? undefined
    return id === this.testClock ? this : this.#sister(this.place.account, id)
  }

  /**
   * The account on its own clock: payments and all that comes of them never live by a test clock.
   * (github.com/stripe/stripe-python/issues/1183, where Stripe says so)
   */
  get untimed(): Tx {
    return this.under(null)
  }

  /** The account that the others of the tenant are connected to; a lone account is its own. */
  get platform(): Tx {
    return this.at(this.place.tenant)
  }

  /** The same side as it will be at a time (epoch seconds): for what is only foretold. */
  foreseen(at: number): Tx {
    return this.#foreseen(at)
  }

  /** The time on the account's clock, or the test clock, in epoch seconds. */
  get now(): number {
    return this.#clock()
  }

  /** The time on the wall, in epoch seconds: for deliveries, expiry of keys and logs, which no test clock moves. */
  get wall(): number {
    return Math.floor(this.situation.micros / 1_000_000)
  }

  random(count: number): string {
    return this.work.random(count)
  }

  /** So many digits by chance. */
  digits(count: number): string {
    return [...this.random(count)].map((letter) => letter.charCodeAt(0) % 10).join('')
  }

  id(type: ObjectType, created = this.now): string {
    if (type.short) return shortId(type.prefix, created, (n) => this.random(n))
    return objectId(type.prefix, created, this.place.account.slice(-10), (n) => this.random(n))
  }

  /** The row, or undefined where there is none of this type under this id, or only a deleted one. */
  find<T, H>(type: ObjectType<T, H>, id: string): Row<T, H> | undefined {
    this.work.load(this.place, [id])
    const row = this.work.row(this.place, id)
    return row && row.object === type.object && row.deleted !== true ? (row as unknown as Row<T, H>) : undefined
  }

  /** The row; a refusal in Stripe's words where there is none: 404, or 400 when the parameter `param` named it. */
  get<T, H>(type: ObjectType<T, H>, id: string, param?: string): Row<T, H> {
    const row = this.find(type, id)
    if (!row) throw noSuch(type.noun, id, param)
    return row
  }

  /** Many rows in one round, in the order of their ids; every one must be there. */
  all<T, H>(
    type: ObjectType<T, H>,
    ids: readonly string[],
    param: (i: number) => string | undefined = () => undefined,
  ): Row<T, H>[] {
    this.work.load(this.place, ids)
    return ids.map((id, i) => this.get(type, id, param(i)))
  }

  /** Rows of any type, for rendering: undefined where an id leads nowhere. */
  any(ids: readonly string[]): (AnyRow | undefined)[] {
    this.work.load(this.place, ids)
    return ids.map((id) => this.work.row(this.place, id))
  }

  /** Rows that match, newest first. Terms are `field=value` texts; the type itself needs none. */
  list<T, H>(type: ObjectType<T, H>, terms: readonly string[], query: Omit<Query, 'terms'>): Row<T, H>[] {
    return this.lists(type, [terms], query)[0]!
  }

  /** Several lists in one round. */
  lists<T, H>(
    type: ObjectType<T, H>,
    several: readonly (readonly string[])[],
    query: Omit<Query, 'terms'>,
  ): Row<T, H>[][] {
    const written = this.#written(type)
    const queries = several.map(
      (terms): Query => ({
        ...query,
        limit: query.limit + written.length,
        terms: terms.length ? joinPairs(terms).map((term) => entryOf(type.object, term)) : [type.object],
      }),
    )
    return this.work.pages(this.place, queries).map((documents, i) => {
      const touched = new Set(written.map(({ id }) => id))
      const merged = documents
        .filter((document) => !touched.has(document.id))
        .map((document) => ({ position: document as Position, row: rowOf(document) }))
      for (const { row, meta } of written) {
        if (!row || !within(queries[i]!, meta.position)) continue
        const terms = termsOf(type, row)
        if (queries[i]!.terms.every((term) => terms.includes(term))) merged.push({ position: meta.position, row })
      }
      merged.sort((a, b) => newestFirst(a.position, b.position))
      const kept = query.before ? merged.slice(-query.limit) : merged.slice(0, query.limit)
      return kept.map(({ row }) => row as unknown as Row<T, H>)
    })
  }

  #written({ object }: ObjectType) {
    const { account } = this.place
    return [...this.work.entries.values()].filter((e) => e.type.object === object && e.place.account === account)
  }

  /** Rows that this unit has made and that carry a term, newest first: nothing is read for what cannot be anywhere else. */
  fresh<T, H>(type: ObjectType<T, H>, term: string): Row<T, H>[] {
    const wanted = entryOf(type.object, term)
    return this.#written(type)
      .filter(({ stored, row }) => !stored && row && termsOf(type, row).includes(wanted))
      .sort((a, b) => newestFirst(a.meta.position, b.meta.position))
      .map(({ row }) => row as unknown as Row<T, H>)
  }

  /** Where a row stands in lists: what a cursor resolves to. */
  position(id: string): Position | undefined {
    this.work.load(this.place, [id])
    return this.work.meta(this.place, id)?.position
  }

  /** Writes a new row. `id`, `object` and `livemode` need not be given; `hidden` is never sent. */
  insert<T, H>(
    type: ObjectType<T, H>,
    fields: Omit<Row<T, H>, 'id' | 'object' | 'hidden'> & { id?: string; hidden?: H },
    waiting?: Waiting,
  ): Row<T, H> {
    const { id = this.id(type), ...rest } = fields as unknown as Omit<AnyRow, 'id'> & { id?: string }
    const row: AnyRow = deepFreeze({ id, ...rest, object: type.object })
    const created = typeof row.created === 'number' ? row.created : this.now
    const meta = { position: this.work.position(created), queue: waiting?.queue ?? null, due: waiting?.due ?? null }
    this.work.write(type, this.place, id, row, meta)
    return row as unknown as Row<T, H>
  }

  /** Writes the row with some fields changed. `waiting: null` takes it out of its queue. */
  update<T, H>(
    type: ObjectType<T, H>,
    row: Row<T, H>,
    changes: Partial<Row<T, H>>,
    waiting?: Waiting | null,
  ): Row<T, H> {
    const meta = this.work.meta(this.place, row.id)
    assert(meta, `${row.id} was not read in this unit of work`)
    const next = deepFreeze({ ...row, ...changes }) as unknown as AnyRow
    const queued = waiting === undefined ? meta : { queue: waiting?.queue ?? null, due: waiting?.due ?? null }
    this.work.write(type, this.place, row.id, next, { position: meta.position, queue: queued.queue, due: queued.due })
    return next as unknown as Row<T, H>
  }

  /** Changes a row that this unit has just written, as if it had been written so: no change of its own happens. */
  amend<T, H>(_type: ObjectType<T, H>, row: Row<T, H>, changes: Partial<Row<T, H>>): Row<T, H> {
    const next = deepFreeze({ ...row, ...changes }) as unknown as AnyRow
    this.work.amend(this.place, row.id, next)
    return next as unknown as Row<T, H>
  }

  delete(type: ObjectType, row: AnyRow): void {
    const meta = this.work.meta(this.place, row.id)
    assert(meta, `${row.id} was not read in this unit of work`)
    this.work.write(type, this.place, row.id, undefined, meta)
  }

  /** Deletes a row and leaves the stub that Stripe still answers with: `{id, object, deleted: true}`, and what it has `left`. */
  retire(type: ObjectType, row: AnyRow, left: object = {}): void {
    const meta = this.work.meta(this.place, row.id)
    assert(meta, `${row.id} was not read in this unit of work`)
    this.work.write(
      type,
      this.place,
      row.id,
      deepFreeze({ id: row.id, object: row.object, deleted: true, ...left }) as AnyRow,
      meta,
    )
  }

  /**
   * Puts work off until a time of the clock (epoch seconds). One of a name and a subject; a later call moves it.
   * The queue of jobs is watched by the wall, so an account whose clock is ahead also gets a wake-up call.
   */
  schedule(at: number, job: string, payload: { id: string }): void {
    const { testClock } = this
    this.#put({ job, payload, ...(testClock !== undefined && { testClock }) }, at, testClock)
    if (this.#isAhead) this.platform.wake(at - (this.now - this.wall))
  }

  /** Whether the account's clock shows more than the wall, by which the queue of jobs is watched. */
  get #isAhead(): boolean {
    return this.testClock === undefined && this.now > this.wall
  }

  /** Reads ahead what `schedule` will ask for. */
  wakeRead(): void {
    if (this.#isAhead) this.platform.find(WAKE, WAKE_ID)
  }

  /** Has a test clock moved to a time (epoch seconds): what is due until then is done first, and then this job. */
  advance(testClock: string, to: number, job: string): void {
    const hidden = { job, payload: { id: testClock }, testClock }
    this.#put(hidden, to, undefined, ADVANCES)
  }

  #put(hidden: JobState, due: number, testClock: string | undefined, queue = 'jobs'): void {
    const row = { id: jobId(hidden.job, hidden.payload), object: JOB.object, hidden }
    const waits = testClock === undefined ? queue : queueOfClock(testClock)
    const meta = { position: this.work.position(due), queue: waits, due }
    this.work.put(JOB, this.place, row.id, deepFreeze(row), meta)
  }

  unschedule(job: string, payload: { id: string }): void {
    const meta = { position: this.work.position(0), queue: null, due: null }
    this.work.put(JOB, this.place, jobId(job, payload), undefined, meta)
  }

  /** Has the account's jobs looked at when the wall shows `at` (epoch seconds), or before. */
  wake(at: number): void {
    const known = this.find(WAKE, WAKE_ID)
    if (!known) this.insert(WAKE, { id: WAKE_ID } as never, { queue: 'wake', due: at })
    else if ((this.waiting(WAKE_ID)?.due ?? Infinity) > at) this.update(WAKE, known, {}, { queue: 'wake', due: at })
  }

  /** The queue that a row waits in. */
  waiting(id: string): Waiting | undefined {
    const meta = this.work.meta(this.place, id)
    return meta?.queue != null && meta.due !== null ? { queue: meta.queue, due: meta.due } : undefined
  }

  /** Whether what is asked for is asked for in this version of the API, or a newer one. */
  speaks(version: string): boolean {
    return this.work.version >= version
  }

  /** See `Work.attempt`. */
  attempt<V>(fn: () => V): V | StripeError {
    return this.work.attempt(fn)
  }
}

/** What belongs to no account: api keys and the count of sandboxes. Its time is the wall's, and it asks for no operation. */
export const everywhere = (work: Work): Tx =>
  new Tx(
    work,
    GLOBAL,
    (tx) => tx.wall,
    () => {
      throw new Defect('what belongs to no account asks for nothing')
    },
  )
