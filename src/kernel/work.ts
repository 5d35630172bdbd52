// What one unit of work has read and written so far, in all accounts that it touches: a buffer over the store, and the
// list of facts. Nothing of it reaches the store before the unit is done.
// One file because what is read and what is written know of each other.
import { createHash } from 'node:crypto'
import { assert } from '../lib/assert.ts'
import { lettersOf, sequence } from '../lib/ids.ts'
import { StripeError } from './errors.ts'
import { Loaded } from './loaded.ts'
import type { AnyRow, ObjectType } from './resource.ts'
import {
  type Document,
  type Place,
  type Position,
  type Query,
  type Read,
  type Reads,
  readKey,
  Suspended,
  type Write,
} from './store.ts'
import { termsOf } from './terms.ts'
import { keepRow, rowOf, textOf } from './text.ts'

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
  /** The key that asks, as it may be shown. */
  readonly key: string
  readonly idempotencyKey?: string
  /** The API version of the request. */
  readonly version: string
  readonly client: { readonly ip: string; readonly userAgent: string }
  /** Where this server is reached, for the URLs that it hands out. */
  readonly publicUrl: string
  /** The currency that all money is settled in; `''` leaves each in its own. */
  readonly settlementCurrency: string
  /** Whether test clocks are held to Stripe's bounds. */
  readonly strictClocks: boolean
  /** How long events, and what became of their deliveries, are kept. */
  readonly eventsKeptSeconds: number
  /** After how long without an answer an endpoint is disabled; 0 for never. */
  readonly disableAfterSeconds: number
  /** How long after a change a search may find it; 0 for at once. */
  readonly searchDelaySeconds: number
}

/** What the outside gives each unit of work: all that is not said is as it is set up. */
export type Situate = (place: Place, more: Partial<Situation>) => Situation

/** A change of one row, in the order they were made. */
export interface Fact {
  readonly type: ObjectType
  readonly place: Place
  readonly before: AnyRow | undefined
  readonly after: AnyRow | undefined
}

export interface Meta {
  readonly position: Position
  readonly queue: string | null
  readonly due: number | null
}

export interface Entry {
  readonly id: string
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

/** What the places of one unit share: the reads, the buffer of writes and the list of facts. */
export class Work {
  readonly reads: Reads
  readonly situation: Situation
  readonly facts: Fact[] = []
  readonly entries = new Map<string, Entry>()
  /** The version of the API that is spoken; the account's for what nobody asked for. Known once the request is read. */
  version = ''
  /** How deep what objects of an older version hold unasked had to be read: each level may take a round of its own. */
  levels = 0
  /** Whether whoever asks has named that version. */
  isVersionNamed = false
  readonly #unread = new Set<string>()
  readonly #loaded = new Loaded()
  /** Lists that this unit has read to their end, by what was asked apart from the limit. */
  readonly #whole = new Map<string, Document[]>()
  #blocks = 0
  #pool: number[] = []
  #serial = 0
  #rowsRead = 0
  readonly #undo: (() => void)[] = []
  #foretold = 0

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
    let text = ''
    while (text.length < count) {
      if (this.#pool.length === 0) {
        const block = createHash('sha256')
          .update(this.situation.seed)
          .update(String(this.#blocks++))
          .digest()
        this.#pool.push(...block)
      }
      text += lettersOf(this.#pool.splice(0, count - text.length))
    }
    return text
  }

  /** Reads what of these is not known yet, in one round. */
  load(place: Place, ids: readonly string[]): void {
    const wanted = ids.length > 1 ? [...new Set(ids)] : ids
    const missing = wanted.filter((id) => !this.#isKnown(place, id) && isPossible(id))
    if (missing.length === 0) return
    this.#count(missing.length)
    const answers = this.reads.all(missing.map((id): Read => ({ place, id })))
    for (const [i, id] of missing.entries()) this.#loaded.set(place, id, answers[i] as Document | undefined)
  }

  #isKnown(place: Place, id: string): boolean {
    return this.#loaded.has(place, id) || this.#written(place, id) !== undefined
  }

  #written(place: Place, id: string): Entry | undefined {
    return this.entries.size === 0 ? undefined : this.entries.get(keyOf(place, id))
  }

  /** Whether this unit has written the row. */
  isWritten(place: Place, id: string): boolean {
    return this.#written(place, id) !== undefined
  }

  /** The row as it is now, as far as it was read or written here. */
  row(place: Place, id: string): AnyRow | undefined {
    const written = this.#written(place, id)
    if (written) return written.row
    const document = this.#loaded.get(place, id)
    return document && rowOf(document)
  }

  /** Where it stands, and what it waits for. */
  meta(place: Place, id: string): Meta | undefined {
    const document = this.#loaded.get(place, id)
    return this.#written(place, id)?.meta ?? (document && metaOf(document))
  }

  /** Whether this unit has made the row. */
  made(place: Place, id: string): boolean {
    const entry = this.#written(place, id)
    return entry !== undefined && entry.stored === undefined
  }

  /** Whether this unit has written the row, be it new or not. */
  touched(place: Place, id: string): boolean {
    return this.#written(place, id) !== undefined
  }

  /** The pages of several queries. A list that is known to its end is not asked for again, whatever the limit is then. */
  pages(place: Place, queries: readonly Query[]): Document[][] {
    const keys = queries.map((query) => readKey({ place, query: { ...query, limit: 0 } }))
    const asked = queries.filter((_, i) => !this.#whole.has(keys[i]!))
    const answers = asked.length === 0 ? [] : this.reads.all(asked.map((query): Read => ({ place, query })))
    const found = new Map(asked.map((query, i) => [query, answers[i] as Document[]]))
    return queries.map((query, i) => {
      const page = found.get(query)
      if (!page) return limited(this.#whole.get(keys[i]!)!, query)
      this.#count(page.length)
      for (const document of page) this.#loaded.set(place, document.id, document)
      if (page.length < query.limit) this.#whole.set(keys[i]!, page)
      return page
    })
  }

  /** Reads rows and pages of several accounts in one round; whoever asks for them afterwards finds them there. */
  foresee(reads: readonly Read[]): void {
    this.#count(reads.length)
    this.reads.all(reads)
  }

  #count(rows: number): void {
    this.#rowsRead += rows
    assert(this.#rowsRead <= READS_MAX, `a unit of work read more than ${READS_MAX} rows`)
  }

  write(type: ObjectType, place: Place, id: string, row: AnyRow | undefined, meta: Meta): void {
    const key = keyOf(place, id)
    const earlier = this.entries.get(key)
    const before = this.row(place, id)
    const stored = earlier ? earlier.stored : before
    this.entries.set(key, { id, type, place, stored, row, meta })
    this.facts.push({ type, place, before, after: row })
    this.#undo.push(() => {
      this.facts.pop()
      if (earlier) this.entries.set(key, earlier)
      else this.entries.delete(key)
    })
  }

  /** Writes a row without having read the one in its place, if there is one: only for what is in no list. */
  put(type: ObjectType, place: Place, id: string, row: AnyRow | undefined, meta: Meta): void {
    const key = keyOf(place, id)
    if (!this.entries.has(key) && !this.#loaded.has(place, id)) this.#unread.add(key)
    this.write(type, place, id, row, meta)
  }

  /** Changes a row that this unit has just written, as if it had been written so: no change of its own happens. */
  amend(place: Place, id: string, row: AnyRow): void {
    const key = keyOf(place, id)
    const entry = this.entries.get(key)
    const at = this.facts.findIndex(({ after }) => after === entry?.row)
    assert(entry && at >= 0, `${id} was not written in this unit of work`)
    const fact = this.facts[at]!
    this.entries.set(key, { ...entry, row })
    this.facts[at] = { ...fact, after: row }
    this.#undo.push(() => {
      this.entries.set(key, entry)
      this.facts[at] = fact
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

  /** Runs `fn` and undoes all that it wrote, whatever becomes of it: what is handed back is only foretold. */
  foretell<T>(fn: () => T): T {
    const mark = this.#undo.length
    this.#foretold++
    try {
      return fn()
    } finally {
      this.#foretold--
      while (this.#undo.length > mark) this.#undo.pop()?.()
    }
  }

  /** Whether what is done now is only foretold: nobody is asked for money by it. */
  get isForetold(): boolean {
    return this.#foretold > 0
  }

  /**
   * Runs each of `looks`, which only read, to its end or to its first read that is not there yet: what several of them miss is
   * then fetched in one round, where one after the other would take a round each.
   */
  together<T>(looks: readonly (() => T)[]): T[] {
    const seen: T[] = []
    const missing: Read[] = []
    for (const look of looks) {
      try {
        seen.push(look())
      } catch (thrown) {
        if (!(thrown instanceof Suspended)) throw thrown
        missing.push(...thrown.reads)
      }
    }
    if (missing.length > 0) throw new Suspended(missing)
    return seen
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
    for (const [key, { type, place, stored, row, meta, id }] of this.entries) {
      const existed: Write['existed'] = this.#unread.has(key) ? 'unknown' : stored !== undefined
      if (!row && !existed) continue
      const after = row ? termsOf(type, row) : []
      const before = stored ? termsOf(type, stored) : []
      const add = after.filter((term) => !before.includes(term))
      const drop = before.filter((term) => !after.includes(term))
      const write = { place, id, existed, position: meta.position, terms: after, add, drop }
      writes.push(row ? { ...write, document: documentOf(row, meta) } : write)
    }
    return writes
  }
}

/** Longer texts, and those with control characters, are no ids: nothing is ever found under them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
const isPossible = (id: string) => id.length <= 255 && !/[\0-\x1f]/.test(id)

const keyOf = (place: Place, id: string) => `${place.account} ${id}`

const metaOf = (document: Document): Meta => ({
  position: { created: document.created, seq: document.seq },
  queue: document.queue,
  due: document.due,
})

function documentOf(row: AnyRow, meta: Meta): Document {
  const document: Document = {
    id: row.id,
    object: row.object,
    ...meta.position,
    shape: 1,
    text: textOf(row),
    hidden: row.hidden === undefined ? null : JSON.stringify(row.hidden),
    queue: meta.queue,
    due: meta.due,
  }
  return keepRow(document, row)
}

const limited = (page: Document[], { limit, before }: Query): Document[] =>
  before ? page.slice(-limit) : page.slice(0, limit)
