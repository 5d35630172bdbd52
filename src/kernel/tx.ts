// One unit of work: reads and writes rows of one account, and remembers what changed. Time, chance and identity come
// from here and nowhere else, so that running a unit again gives the same result.
import { createHash } from 'node:crypto'
import { assert } from '../lib/assert.ts'
import { objectId, randomBase62, sequence, shortId } from '../lib/ids.ts'
import { deepFreeze, wireText } from '../lib/stable_json.ts'
import { noSuch, StripeError } from './errors.ts'
import { type AnyRow, type ObjectType, object, type Row } from './resource.ts'
import {
  type Document,
  newestFirst,
  type Place,
  type Position,
  type Query,
  type Read,
  type Reads,
  within,
  type Write,
} from './store.ts'
import { termsOf } from './terms.ts'

/** Everything a unit of work may know of the world outside. Fixed when the request arrives. */
export interface Situation {
  readonly place: Place
  /** Microseconds since the epoch on the wall clock, never twice the same in one process. */
  readonly micros: number
  /** Which of several processes this is: 0 to 1295. */
  readonly node: number
  /** 32 random bytes that everything by chance in this unit derives from. */
  readonly seed: Uint8Array
  readonly requestId: string
  /** Whether somebody asked for this, or its time had come. */
  readonly cause: 'request' | 'job'
  readonly idempotencyKey?: string
  /** The API version of the request. */
  readonly version: string
  readonly client: { readonly ip: string; readonly userAgent: string }
  /** Where this server is reached, for the URLs that it hands out. */
  readonly publicUrl: string
}

/** A change of one row, in the order they were made. */
export interface Fact {
  readonly type: ObjectType
  readonly place: Place
  readonly before: AnyRow | undefined
  readonly after: AnyRow | undefined
}

interface Meta {
  readonly position: Position
  readonly queue: string | null
  readonly due: number | null
}
interface Entry {
  readonly type: ObjectType
  readonly place: Place
  readonly stored: AnyRow | undefined
  readonly row: AnyRow | undefined
  readonly meta: Meta
}

/** Why 20 000: a unit that writes more should have been a job in slices; it would hold the writer for seconds. */
const WRITES_MAX = 20_000
/** Why 10 000: reading more takes longer than other requests should wait. */
const READS_MAX = 10_000

/** Work that is put off: `hidden` says which job, with what. */
export const JOB = object<{ id: string; object: 'brindle.job' }, { job: string; payload: unknown }>('brindle.job', {
  prefix: 'job',
  internal: true,
})

/** The wake-up call of an account whose clock is ahead of the wall. */
export const WAKE = object<{ id: string; object: 'brindle.wake' }>('brindle.wake', { prefix: 'wake', internal: true })

/** What the places of one unit share: the reads, the buffer of writes and the list of facts. */
export class Work {
  readonly reads: Reads
  readonly situation: Situation
  readonly facts: Fact[] = []
  readonly entries = new Map<string, Entry>()
  readonly #loaded = new Map<string, Document | undefined>()
  readonly #rows = new Map<Document, AnyRow>()
  #blocks = 0
  #pool: number[] = []
  #serial = 0
  #rowsRead = 0
  readonly #undo: (() => void)[] = []

  constructor(reads: Reads, situation: Situation) {
    this.reads = reads
    this.situation = situation
  }

  position(created: number): Position {
    assert(this.#serial < WRITES_MAX, `a unit of work made more than ${WRITES_MAX} rows`)
    return { created, seq: sequence(this.situation.micros, this.situation.node, this.#serial++) }
  }

  /** `count` characters of base62, from the unit's seed. */
  random(count: number): string {
    while (this.#pool.length < count * 2) {
      const block = createHash('sha256')
        .update(this.situation.seed)
        .update(String(this.#blocks++))
        .digest()
      this.#pool.push(...block)
    }
    return randomBase62(Uint8Array.from(this.#pool.splice(0, count * 2)), count)
  }

  load(place: Place, ids: readonly string[]): void {
    const missing = [...new Set(ids)].filter((id) => !this.#loaded.has(`${place.account} ${id}`))
    if (missing.length === 0) return
    this.#count(missing.length)
    const answers = this.reads.all(missing.map((id): Read => ({ place, id })))
    for (const [i, id] of missing.entries())
      this.#loaded.set(`${place.account} ${id}`, answers[i] as Document | undefined)
  }

  entry(place: Place, id: string): { row: AnyRow | undefined; meta: Meta | undefined } {
    const written = this.entries.get(`${place.account} ${id}`)
    if (written) return written
    const document = this.#loaded.get(`${place.account} ${id}`)
    return document ? { row: this.rowOf(document), meta: metaOf(document) } : { row: undefined, meta: undefined }
  }

  rowOf(document: Document): AnyRow {
    const known = this.#rows.get(document)
    if (known) return known
    const row = JSON.parse(document.text)
    if (document.hidden !== null) row.hidden = JSON.parse(document.hidden)
    this.#rows.set(document, deepFreeze(row))
    return row
  }

  pages(place: Place, queries: readonly Query[]): Document[][] {
    const answers = this.reads.all(queries.map((query): Read => ({ place, query }))) as Document[][]
    for (const page of answers) {
      this.#count(page.length)
      for (const document of page) this.#loaded.set(`${place.account} ${document.id}`, document)
    }
    return answers
  }

  #count(rows: number): void {
    this.#rowsRead += rows
    assert(this.#rowsRead <= READS_MAX, `a unit of work read more than ${READS_MAX} rows`)
  }

  write(type: ObjectType, place: Place, id: string, row: AnyRow | undefined, meta: Meta): void {
    const key = `${place.account} ${id}`
    const earlier = this.entries.get(key)
    const before = this.entry(place, id).row
    const stored = earlier ? earlier.stored : before
    this.entries.set(key, { type, place, stored, row, meta })
    this.facts.push({ type, place, before, after: row })
    this.#undo.push(() => {
      this.facts.pop()
      if (earlier) this.entries.set(key, earlier)
      else this.entries.delete(key)
    })
  }

  /** Runs `fn`; a refusal thrown by it undoes what it wrote and is handed back instead. The only catcher of the core. */
  attempt<T>(fn: () => T): T | StripeError {
    const mark = this.#undo.length
    try {
      return fn()
    } catch (refusal) {
      if (!(refusal instanceof StripeError)) throw refusal
      while (this.#undo.length > mark) this.#undo.pop()?.()
      return refusal
    }
  }

  /** Forgets every write: a thrown refusal leaves nothing. */
  discard(): void {
    this.entries.clear()
    this.facts.length = 0
    this.#undo.length = 0
  }

  /** What the store has to do to make this unit true. */
  writes(): Write[] {
    const writes: Write[] = []
    for (const [, { type, place, stored, row, meta }] of this.entries) {
      if (!row && !stored) continue
      const after = row ? termsOf(type, row) : []
      const before = stored ? termsOf(type, stored) : []
      const id = (row ?? stored)!.id
      const add = after.filter((term) => !before.includes(term))
      const drop = before.filter((term) => !after.includes(term))
      const write = { place, id, existed: stored !== undefined, position: meta.position, terms: after, add, drop }
      writes.push(row ? { ...write, document: documentOf(row, meta) } : write)
    }
    return writes
  }
}

const metaOf = (document: Document): Meta => ({
  position: { created: document.created, seq: document.seq },
  queue: document.queue,
  due: document.due,
})

function documentOf(row: AnyRow, meta: Meta): Document {
  const { hidden, ...wire } = row
  return {
    id: row.id,
    object: row.object,
    ...meta.position,
    shape: 1,
    text: wireText(wire),
    hidden: hidden === undefined ? null : JSON.stringify(hidden),
    queue: meta.queue,
    due: meta.due,
  }
}

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
  readonly #clock: () => number

  constructor(
    work: Work,
    place: Place,
    clock: (tx: Tx) => number,
    request: (tx: Tx, ...call: Parameters<Tx['request']>) => AnyRow,
  ) {
    this.work = work
    this.place = place
    this.situation = work.situation
    this.request = (...call) => request(this, ...call)
    let now: number | undefined
    this.#clock = () => {
      now ??= clock(this)
      return now
    }
  }

  /** The time on the account's clock, in epoch seconds. */
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

  id(type: ObjectType, created = this.now): string {
    if (type.short) return shortId(type.prefix, created, (n) => this.random(n))
    return objectId(type.prefix, created, this.place.account.slice(-10), (n) => this.random(n))
  }

  /** The row, or undefined where there is none of this type under this id, or only a deleted one. */
  find<T, H>(type: ObjectType<T, H>, id: string): Row<T, H> | undefined {
    this.work.load(this.place, [id])
    const { row } = this.work.entry(this.place, id)
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
    return ids.map((id) => this.work.entry(this.place, id).row)
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
    const written = [...this.work.entries.values()].filter(
      (e) => e.type.object === type.object && e.place.account === this.place.account,
    )
    const queries = several.map(
      (terms): Query => ({
        ...query,
        limit: query.limit + written.length,
        terms: terms.length ? terms.map((term) => `${type.object}|${term}`) : [type.object],
      }),
    )
    return this.work.pages(this.place, queries).map((documents, i) => {
      const touched = new Set(written.map((entry) => (entry.row ?? entry.stored)!.id))
      const merged = documents
        .filter((document) => !touched.has(document.id))
        .map((document) => ({ position: document as Position, row: this.work.rowOf(document) }))
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

  /** Where a row stands in lists: what a cursor resolves to. */
  position(id: string): Position | undefined {
    this.work.load(this.place, [id])
    return this.work.entry(this.place, id).meta?.position
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
    const { meta } = this.work.entry(this.place, row.id)
    assert(meta, `${row.id} was not read in this unit of work`)
    const next = deepFreeze({ ...row, ...changes }) as unknown as AnyRow
    const queued = waiting === undefined ? meta : { queue: waiting?.queue ?? null, due: waiting?.due ?? null }
    this.work.write(type, this.place, row.id, next, { position: meta.position, queue: queued.queue, due: queued.due })
    return next as unknown as Row<T, H>
  }

  delete(type: ObjectType, row: AnyRow): void {
    const { meta } = this.work.entry(this.place, row.id)
    assert(meta, `${row.id} was not read in this unit of work`)
    this.work.write(type, this.place, row.id, undefined, meta)
  }

  /** Deletes a row and leaves the stub that Stripe still answers with: `{id, object, deleted: true}`. */
  retire(type: ObjectType, row: AnyRow): void {
    const { meta } = this.work.entry(this.place, row.id)
    assert(meta, `${row.id} was not read in this unit of work`)
    this.work.write(
      type,
      this.place,
      row.id,
      deepFreeze({ id: row.id, object: row.object, deleted: true }) as AnyRow,
      meta,
    )
  }

  /**
   * Puts work off until a time of the account's clock (epoch seconds). One of a name and a subject; a later call moves it.
   * The queue of jobs is watched by the wall, so an account whose clock is ahead also gets a wake-up call.
   */
  schedule(at: number, job: string, payload: { id: string }): void {
    const id = `job ${job} ${payload.id}`
    const waiting = { queue: 'jobs', due: at }
    const known = this.find(JOB, id)
    const hidden = { job, payload }
    if (known) this.update(JOB, known, { hidden }, waiting)
    else this.insert(JOB, { id, hidden } as never, waiting)
    if (this.now > this.wall) this.wake(at - (this.now - this.wall))
  }

  unschedule(job: string, payload: { id: string }): void {
    const known = this.find(JOB, `job ${job} ${payload.id}`)
    if (known) this.delete(JOB, known)
  }

  /** Has the account's jobs looked at when the wall shows `at` (epoch seconds), or before. */
  wake(at: number): void {
    const known = this.find(WAKE, 'wake')
    if (!known) this.insert(WAKE, { id: 'wake' } as never, { queue: 'wake', due: at })
    else if ((this.waiting('wake')?.due ?? Infinity) > at) this.update(WAKE, known, {}, { queue: 'wake', due: at })
  }

  /** The queue that a row waits in. */
  waiting(id: string): Waiting | undefined {
    const { meta } = this.work.entry(this.place, id)
    return meta?.queue != null && meta.due !== null ? { queue: meta.queue, due: meta.due } : undefined
  }

  /** See `Work.attempt`. */
  attempt<V>(fn: () => V): V | StripeError {
    return this.work.attempt(fn)
  }
}
