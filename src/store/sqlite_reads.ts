// Reading the embedded store: the disk's answer, minus what the overlay replaces, merged with what it adds.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import {
  type Answer,
  type Counting,
  type Document,
  type Due,
  newestFirst,
  type Place,
  type Position,
  type Query,
  QueryTooWide,
  type Read,
} from '../kernel/store.ts'
import { columnOf, placeAt } from './account_column.ts'
import { DocumentCache } from './document_cache.ts'
import type { Overlay } from './overlay.ts'

/** Why 20 000: about 60 ms of seeks. Filters that meet more rarely than that need a compound term (kernel/terms.ts). */
const STEPS_MAX = 20_000
const FIELDS = 'id, object, created, seq, shape, text, hidden, queue, due'

interface Entry extends Position {
  readonly id: string
}

export class SqliteReads {
  readonly cache = new DocumentCache()
  readonly #overlay: Overlay
  readonly #byId: StatementSync
  readonly #older: StatementSync
  readonly #newer: StatementSync
  readonly #due: StatementSync
  readonly #dueIn: StatementSync
  readonly #queue: StatementSync
  readonly #jobs: StatementSync
  readonly #count: StatementSync

  constructor(db: DatabaseSync, overlay: Overlay) {
    this.#overlay = overlay
    this.#byId = db.prepare(`select ${FIELDS} from rows where account = ? and id = ?`)
    const seek = 'select created, seq, id from terms where account = ? and term = ? and (created, seq, id)'
    this.#older = db.prepare(`${seek} < (?, ?, ?) order by created desc, seq desc, id desc limit ?`)
    this.#newer = db.prepare(`${seek} > (?, ?, ?) order by created, seq, id limit ?`)
    const due = 'select tenant, account, id, due from rows where queue = ? and due <= ?'
    this.#due = db.prepare(`${due} order by due, seq`)
    this.#dueIn = db.prepare(`${due} and tenant = ? order by due, seq`)
    this.#jobs = db.prepare(
      `select id, due from rows where object = 'brindle.job' and account = ? and queue = ? order by due, seq limit ?`,
    )
    this.#count = db.prepare(
      `select count(*) as count from
         (select 1 from terms where account = ? and term = ? and created >= ? and created <= ? limit ?)`,
    )
    this.#queue = db.prepare('select queue, due from rows where queue > ? order by queue, due, seq limit 1')
  }

  /** The answer, and the number of the newest unit not yet on disk that had a say in it (0 for none). */
  read(read: Read): { answer: Answer; unit: number } {
    if ('query' in read) return this.#page(read.place, read.query)
    const account = columnOf(read.place)
    const laid = this.#overlay.get(account, read.id)
    if (laid) return { answer: laid.document, unit: laid.unit }
    return { answer: this.#document(account, read.id), unit: 0 }
  }

  #document(account: string, id: string): Document | undefined {
    const known = this.cache.get(account, id)
    if (known) return known
    const found = this.#byId.get(account, id) as Document | undefined
    return found && this.cache.keep(account, found)
  }

  #page(place: Place, query: Query): { answer: Document[]; unit: number } {
    const account = columnOf(place)
    const { added, unit } = this.#overlay.matching(account, query)
    const page: Document[] = []
    for (const { id } of this.#walk(account, query)) {
      if (page.length >= query.limit) break
      if (!this.#overlay.get(account, id)) page.push(this.#document(account, id)!)
    }
    if (query.before) page.reverse()
    if (added.length === 0) return { answer: page, unit }
    const merged = [...page, ...added].sort(newestFirst)
    return { answer: query.before ? merged.slice(-query.limit) : merged.slice(0, query.limit), unit }
  }

  /** The entries that carry every term: each term in turn jumps to where the others are, so that rare ones lead. */
  *#walk(account: string, query: Query): Generator<Entry> {
    const { before } = query
    const seek = before ? this.#newer : this.#older
    let at: Entry = before ? { id: '\u{10FFFF}', ...before } : start(query)
    if (before && query.from !== undefined && query.from > before.created) at = { created: query.from, seq: '', id: '' }
    const inside = ({ created }: Entry) =>
      before ? created <= (query.to ?? Infinity) : created >= (query.from ?? -Infinity)
    if (query.terms.length === 1) {
      yield* this.#run(seek, account, query.terms[0]!, at, inside)
      return
    }
    let agreed = 0
    let candidate: Entry | undefined
    for (let step = 0; ; step++) {
      if (step > STEPS_MAX) throw new QueryTooWide(`No page within ${STEPS_MAX} steps of the index.`)
      const term = query.terms[step % query.terms.length]!
      const found = this.#seekFrom(seek, account, term, at, candidate)
      if (!found || !inside(found)) return
      agreed = candidate && same(found, candidate) ? agreed + 1 : 1
      candidate = found
      if (agreed < query.terms.length) continue
      yield candidate
      at = candidate
      candidate = undefined
      agreed = 0
    }
  }

  /** The next entry of a term past `at`, or from `candidate` on, itself included. */
  #seekFrom(
    seek: StatementSync,
    account: string,
    term: string,
    at: Entry,
    candidate: Entry | undefined,
  ): Entry | undefined {
    if (!candidate) return seek.get(account, term, at.created, at.seq, at.id, 1) as Entry | undefined
    // Seq never repeats within a place, so an empty or a maximal id stands just past the candidate on either side.
    const id = seek === this.#older ? '\u{10FFFF}' : ''
    return seek.get(account, term, candidate.created, candidate.seq, id, 1) as Entry | undefined
  }

  *#run(
    seek: StatementSync,
    account: string,
    term: string,
    from: Entry,
    inside: (entry: Entry) => boolean,
  ): Generator<Entry> {
    let at = from
    for (;;) {
      const slice = seek.all(account, term, at.created, at.seq, at.id, 128) as unknown as Entry[]
      for (const entry of slice) {
        if (!inside(entry)) return
        yield entry
      }
      if (slice.length < 128) return
      at = slice.at(-1)!
    }
  }

  due(
    queue: string,
    until: number,
    tenant: string | undefined,
    leased: (key: string) => boolean,
    limit: number,
  ): Due[] {
    const found: Due[] = []
    const rows = tenant !== undefined ? this.#dueIn.iterate(queue, until, tenant) : this.#due.iterate(queue, until)
    for (const { tenant: of, account, id, due } of rows as Iterable<Record<string, string & number>>) {
      if (leased(`${account} ${id}`)) continue
      found.push({ place: placeAt(of!, account!), id: id!, due: due! })
      if (found.length >= limit) break
    }
    return found
  }

  /** The jobs of an account in a queue, in time order. */
  jobs(queue: string, place: Place, limit: number): Due[] {
    const rows = this.#jobs.all(columnOf(place), queue, limit) as unknown as { id: string; due: number }[]
    return rows.map(({ id, due }) => ({ place, id, due }))
  }

  /** How many entries a term has between two times, at most so many. */
  count(place: Place, { term, from, to, most }: Counting): number {
    return (this.#count.get(columnOf(place), term, from, to, most) as { count: number }).count
  }

  /** One seek for each queue whose name begins so, however long it is. */
  queues(prefix: string, until: number): string[] {
    const found: string[] = []
    for (let name = prefix; ; ) {
      const head = this.#queue.get(name) as { queue: string; due: number } | undefined
      if (!head?.queue.startsWith(prefix)) return found
      if (head.due <= until) found.push(head.queue)
      name = head.queue
    }
  }
}

/** Where a walk towards older entries begins: at the cursor or at the latest time asked for, whichever is older. */
function start({ after, to }: Query): Entry {
  const newest = { created: to ?? Number.MAX_SAFE_INTEGER, seq: '\u{10FFFF}', id: '\u{10FFFF}' }
  if (!after) return newest
  return after.created <= newest.created ? { ...after, id: '' } : newest
}

const same = (a: Entry, b: Entry) => a.id === b.id && a.seq === b.seq
