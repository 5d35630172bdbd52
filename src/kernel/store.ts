// The port to whatever keeps the data: documents in places, found by id or by term, changed one unit of work at a time.
// SQLite and PostgreSQL both stand behind it and pass one conformance suite (test/store/conformance.ts).

/** Where a document lives. Every key leads with the tenant (a platform and its connected accounts), then the account. */
export interface Place {
  readonly tenant: string
  readonly account: string
}

/** What belongs to no account: api keys and the count of sandboxes. */
export const GLOBAL: Place = { tenant: '', account: '' }

export interface Document {
  readonly id: string
  readonly object: string
  /** Epoch seconds on the clock of its account: what lists order by first. */
  readonly created: number
  /** Sortable text that orders documents created in one second. */
  readonly seq: string
  /** The number of the stored shape, so that older documents can be lifted when they are read. */
  readonly shape: number
  /** The document as it is sent: pretty-printed JSON in Stripe's order of keys. */
  readonly text: string
  /** JSON of what is never sent, or null. */
  readonly hidden: string | null
  /** The queue it waits in and the time it is due there (epoch milliseconds or seconds, the queue's own unit). */
  readonly queue: string | null
  readonly due: number | null
}

/** One change of one document. `document` is absent when it goes. Terms are the entries of the index. */
export interface Write {
  readonly place: Place
  readonly id: string
  /** Whether it is there before; `unknown` for what is put in its place unread. Such documents have no terms. */
  readonly existed: boolean | 'unknown'
  readonly document?: Document
  /** Where the entries of the index stand: the created and seq of the document before and after, which never change. */
  readonly position: Position
  /** All entries after the change, the ones that are new, and the ones that go. */
  readonly terms: readonly string[]
  readonly add: readonly string[]
  readonly drop: readonly string[]
}

export interface Position {
  readonly created: number
  readonly seq: string
}

/** Documents that carry all of `terms`, newest first, between two times and on one side of a cursor. */
export interface Query {
  readonly terms: readonly string[]
  /** Epoch seconds, inclusive. */
  readonly from?: number
  readonly to?: number
  /** Only what is older than this place in the list (`starting_after`). */
  readonly after?: Position
  /** Only what is newer than this place, nearest to it (`ending_before`). The answer is newest first all the same. */
  readonly before?: Position
  readonly limit: number
}

/** One thing a unit wants to read. Also the key under which a loader remembers it. */
export type Read = { readonly place: Place; readonly id: string } | { readonly place: Place; readonly query: Query }

/** Synchronous reads. A store that has not loaded the answer yet throws `Suspended`, loads it and runs the unit again. */
export interface Reads {
  all(reads: readonly Read[]): readonly Answer[]
}

/** What a read found: the document or documents, in the order asked. */
export type Answer = Document | undefined | readonly Document[]

/** Thrown by `Reads` when the answer has to be fetched first. Nothing but a store may catch it, and `Work.together`. */
export class Suspended extends Error {
  readonly reads: readonly Read[]
  constructor(reads: readonly Read[]) {
    super('the unit of work waits for a read')
    this.reads = reads
  }
}

/** Ahead of a unit: what is known to be read, so that it travels with BEGIN, and which request it is. */
export interface Plan {
  readonly requestId: string
  readonly reads: () => readonly Read[]
  /** It is not expected to write: it may run on a snapshot alone. */
  readonly reading: boolean
  /** How many levels of references are to be expanded: each may take a round of reads of its own. */
  readonly levels?: number
}

export interface Done<T> {
  readonly writes: readonly Write[]
  readonly value: T
  /** How many levels more than were planned were read for what objects of an older version hold unasked. */
  readonly levels?: number
}

/** A document that is due in a queue. */
export interface Due {
  readonly place: Place
  readonly id: string
  readonly due: number
}

export interface Claim {
  readonly queue: string
  /** Only the accounts of this tenant, or every one. */
  readonly tenant?: string
  readonly until: number
  readonly limit: number
  /** How long nobody else shall be given it, in milliseconds. A lease saves work; it promises nothing. */
  readonly leaseMs: number
}

/** What is to be counted. */
export interface Counting {
  readonly term: string
  /** Epoch seconds, both inclusive. */
  readonly from: number
  readonly to: number
  readonly most: number
}

/** Thrown when the disk or the database did not take a unit. Nothing of it is kept; the caller may try again. */
export class NotStored extends Error {}

/** Thrown when two filters meet so rarely that finding a page would walk the whole index. */
export class QueryTooWide extends Error {}

/** Thrown when so much is waiting for the disk that nothing more is taken. */
export class Overloaded extends Error {}

/** All that a tenant's accounts had at one time. */
export interface Snapshot {
  readonly id: string
  /** Epoch milliseconds, on the wall. */
  readonly at: number
  readonly documents: number
}

/** Copies of all that a tenant has, its connected accounts included. Units wait while one is made or put back. */
export interface Snapshots {
  /** Keeps all that the tenant has now, under an id that it has not used. Throws `TooMuchToKeep`. */
  keep(tenant: string, id: string): Promise<Snapshot>
  /** Newest first. */
  list(tenant: string): Promise<readonly Snapshot[]>
  /** Puts back what was kept; without an id the tenant has nothing afterwards. False where nothing is kept under the id. */
  restore(tenant: string, id?: string): Promise<boolean>
  /** Forgets what was kept. False where nothing is. */
  drop(tenant: string, id: string): Promise<boolean>
}

/** Why 100 000: some seconds of copying, in which others wait. */
export const KEPT_DOCUMENTS_MAX = 100_000

/** Thrown when a tenant has more than `KEPT_DOCUMENTS_MAX` documents. Nothing is kept then. */
export class TooMuchToKeep extends Error {}

export interface Store {
  /** Runs `work` as one serial unit; resolves when what it wrote, and all that it read, is durable. */
  unit<T>(plan: Plan, work: (reads: Reads) => Done<T>): Promise<T>
  /** Documents due in a queue, in time order, leased to the caller. */
  claim(claim: Claim): Promise<readonly Due[]>
  /** The names of the queues that begin so and have a document due. */
  queues(prefix: string, until: number): Promise<readonly string[]>
  /** When the next document of a tenant's accounts is due in a queue, whoever has it leased. */
  next(queue: string, tenant: string): Promise<number | undefined>
  /** The jobs of one account in a queue, in time order, whoever has them leased: the first `limit` of them. */
  jobs(queue: string, place: Place, limit: number): Promise<readonly Due[]>
  /** How many documents of an account carry a term and were made between two times, `most` at most: the index alone is walked. */
  count(place: Place, counting: Counting): Promise<number>
  /** Gives a lease back early: once that is done, the document is due again if it still stands in its queue. */
  release(due: Due): Promise<void>
  /** Calls back after a unit that put documents into queues is durable, so that their time is not polled for. */
  watch(listener: (queue: string, due: number) => void): void
  readonly snapshots: Snapshots
  /** A consistent copy of everything, while running. */
  backup(path: string): Promise<void>
  close(): Promise<void>
}

/** A key for a read: equal for reads that ask the same. */
export function readKey(read: Read): string {
  const { place } = read
  return 'id' in read ? `${place.account} ${read.id}` : `${place.account} ${JSON.stringify(read.query)}`
}

/** Newest first: by the time it was created, then by its sequence. */
export function newestFirst(a: Position, b: Position): number {
  return b.created - a.created || (a.seq < b.seq ? 1 : a.seq > b.seq ? -1 : 0)
}

/** Whether a document in this position belongs to the answer of a query, its terms aside. */
export function within(query: Query, position: Position): boolean {
  return (
    position.created >= (query.from ?? -Infinity) &&
    position.created <= (query.to ?? Infinity) &&
    (!query.after || newestFirst(query.after, position) < 0) &&
    (!query.before || newestFirst(position, query.before) < 0)
  )
}
