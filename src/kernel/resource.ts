// How an object of Stripe's API is declared: what it looks like (`object`), which events its changes are, and what may
// be done to it (`resource`). Declarations are data; kernel/api.ts interprets them.
import type { Ahead } from './ahead.ts'
import type { Operation } from '../contract/index.ts'
import type { Params, Wire } from '../contract/wire.ts'
import type { Kept, StripeError } from './errors.ts'
import type { Searchable } from './search_fields.ts'
import type { Tx } from './tx.ts'

/** A row: the wire object as Stripe prints it, and what of it never leaves the house. */
export type Row<T = unknown, H = any> = Wire<T> & { readonly id: string; readonly object: string; readonly hidden: H }

/** Any row, for code that serves every object. */
export interface AnyRow {
  readonly id: string
  readonly object: string
  readonly created?: number
  readonly hidden?: unknown
  readonly [field: string]: unknown
}

/** When a change counts as an event. All given conditions must hold. */
export interface EventRule {
  readonly on?: 'insert' | 'update' | 'delete'
  /** The field has this value now and had not before. */
  readonly became?: readonly [field: string, value: unknown]
  /** The number in the field went up; `hidden.count` is one that is never sent. */
  readonly grew?: string
  /** Whether it is this unit of work that made the row: what one call makes was never otherwise. */
  readonly made?: boolean
  /** One of these fields changed. */
  readonly changed?: readonly string[]
  readonly where?: (row: any) => boolean
  readonly types: readonly string[]
}

/** What Stripe calls an id of the path, in refusals of one that leads nowhere; `by` has operations that differ. */
export interface InPath {
  readonly retrieve: string
  readonly others: string
  readonly by?: Readonly<Record<string, string>>
}

export interface ObjectType<T = any, H = any> {
  readonly object: string
  /** Ids are `prefix_` and 24 characters, or 14 for the objects that Stripe gives short ids. */
  readonly prefix: string
  readonly short: boolean
  /** The word of "No such …". */
  readonly noun: string
  /** Where Stripe says that an id stands which the path names: `id`, unless recorded otherwise. */
  readonly inPath: InPath
  /** What is said of an id of the path that leads nowhere, where it is not "No such …". Deleted ones are then gone. */
  readonly missing?: (id: string) => StripeError
  /** First match wins: its types are the events of the change, in order. */
  readonly events: readonly EventRule[]
  /** What is different about the object in the event of its deletion. */
  readonly gone: Readonly<Record<string, unknown>>
  /** Objects as which some events tell of the row, by the first word of their types: a price is a `plan`, too. */
  readonly toldAs: Readonly<Record<string, (row: Row<T, H>) => object>>
  /** Fields whose change alone is no event: bookkeeping that Stripe does in silence. */
  readonly quiet: readonly string[]
  /** Entries of the index beyond the filters that the contract declares: `field=value` texts. */
  readonly terms?: (row: Row<T, H>) => readonly string[]
  /** Filters that are no fields; `terms` gives their entries. */
  readonly filters: readonly string[]
  /** The fields that a publishable key may see, or nothing at all. */
  readonly publishable?: readonly string[]
  /** Lists and values that are absent until they are expanded. */
  readonly includes: Readonly<Record<string, (tx: Tx, row: Row<T, H>) => unknown>>
  /** Fields that only older versions have, where what is in them has to be read. */
  readonly former: Readonly<Record<string, (tx: Tx, row: Row<T, H>) => unknown>>
  /** Rows that a name stands for, such as a fresh `pm_card_visa`; undefined where the id is just an id. */
  readonly named?: (tx: Tx, id: string) => Row<T, H> | undefined
  /** Rows that stand in a table of the code and in no store: what refers to one may be expanded. */
  readonly table?: (id: string) => Row<T, H> | undefined
  /** Fields whose object lives in another account of the tenant, by the field that names the account. */
  readonly elsewhere: Readonly<Record<string, string>>
  /** What the object can be searched for, beside its metadata; nothing where there is no search for it. */
  readonly searchable?: Searchable
  /** Never listed, retrieved or announced: the house's own bookkeeping. */
  readonly internal: boolean
  /** The object of the API has no id, such as the balance: that of its row never leaves the house. */
  readonly nameless: boolean
}

/** Declares an object of the API (or, `internal`, one of our own). */
export function object<T, H = Record<string, never>>(
  name: string,
  declared: {
    prefix: string
    short?: boolean
    noun?: string
    inPath?: InPath
    missing?: (id: string) => StripeError
    events?: readonly EventRule[]
    gone?: Readonly<Record<string, unknown>>
    toldAs?: Record<string, (row: Row<T, H>) => object>
    quiet?: readonly string[]
    terms?: (row: Row<T, H>) => readonly string[]
    filters?: readonly string[]
    publishable?: readonly string[]
    includes?: Record<string, (tx: Tx, row: Row<T, H>) => unknown>
    former?: Record<string, (tx: Tx, row: Row<T, H>) => unknown>
    named?: (tx: Tx, id: string) => Row<T, H> | undefined
    table?: (id: string) => Row<T, H> | undefined
    elsewhere?: Readonly<Record<string, string>>
    searchable?: Searchable
    internal?: boolean
    nameless?: boolean
  },
): ObjectType<T, H> {
  return {
    object: name,
    short: false,
    noun: name,
    inPath: { retrieve: 'id', others: 'id' },
    events: [],
    gone: {},
    toldAs: {},
    quiet: [],
    filters: [],
    includes: {},
    former: {},
    elsewhere: {},
    internal: false,
    nameless: false,
    ...declared,
  }
}

/** The three events that most objects have. */
export const lifecycle = (noun: string): readonly EventRule[] => [
  { on: 'insert', types: [`${noun}.created`] },
  { on: 'delete', types: [`${noun}.deleted`] },
  { on: 'update', types: [`${noun}.updated`] },
]

export type Result = AnyRow | Kept | Listing | Found | Shown | Bytes | Deleted | object

/** A page of rows, still to be rendered. */
export interface Listing {
  readonly kind: 'list'
  readonly rows: readonly AnyRow[]
  readonly has_more: boolean
  readonly url: string
}

/** A page of what a search found, still to be rendered. */
export interface Found {
  readonly kind: 'search'
  readonly rows: readonly AnyRow[]
  readonly has_more: boolean
  readonly next_page: string | null
  /** How many there are in all. */
  readonly count: () => number
  readonly url: string
}

/** A row with something that only this one answer shows, such as a new endpoint's secret. */
export interface Shown {
  readonly kind: 'shown'
  readonly row: AnyRow
  readonly once: Readonly<Record<string, unknown>>
}

export const shown = (row: object, once: Shown['once']): Shown => ({ kind: 'shown', row: row as AnyRow, once })

/** What is answered as it is, and not as JSON: the bytes of a file. */
export interface Bytes {
  readonly kind: 'bytes'
  readonly base64: string
  /** The media type. */
  readonly type: string
  /** Under which name it is kept by who downloads it. */
  readonly filename: string
}

/** What of a row is sent of an object that has no id of its own. */
export function withoutId<T, H>({ id: _, hidden: __, ...wire }: Row<T, H>): object {
  return wire
}

/** What remains of a deleted object. */
export interface Deleted {
  readonly id: string
  readonly object: string
  readonly deleted: true
}

export type Run<P = any, S = any> = (tx: Tx, params: P, self: S, ids: readonly string[]) => Result

export interface Behaviour {
  readonly run: Run
  /** What the operation reads beyond what its parameters name: paths over params and `self`, and looks that are given both. */
  readonly reads: readonly Ahead[]
  /** Whether a publishable key may call it, and how it proves the right to. */
  readonly publishable: 'no' | 'yes' | 'client_secret'
  /** What it takes, where it is an operation of the house and not of Stripe's contract. */
  readonly params?: Operation['params']
}

export interface Reaction {
  readonly type: string
  readonly run: (tx: Tx, row: any, before: any) => void
}

/** Work that is put off: `reads` as an operation's, over the job's own `{ id }`. */
export interface Job {
  readonly run: (tx: Tx, payload: any) => void
  readonly reads: readonly Ahead[]
  /** Whether a clock that is moved shall wait a moment before the job, for what happens on the wall: a delivery. */
  readonly awaits?: (tx: Tx, payload: any) => boolean
}

export interface Resource {
  readonly type: ObjectType
  readonly operations: Readonly<Record<string, Behaviour>>
  readonly reactions: readonly Reaction[]
  readonly jobs: Readonly<Record<string, Job>>
}

export interface ResourceBuilder<T, H> extends Resource {
  /** What an operation does, by its name in the contract (`POST /v1/customers`). `self` is the row that the path names. */
  on<P>(
    key: string,
    run: Run<Params<P>, Row<T, H>>,
    how?: { reads?: readonly Ahead[]; publishable?: 'yes' | 'client_secret'; params?: Operation['params'] },
  ): ResourceBuilder<T, H>
  /** News from downhill: runs in the same unit of work, after the change that the event announces. */
  when<U, G>(
    type: string,
    of: ObjectType<U, G>,
    run: (tx: Tx, row: Row<U, G>, before: Row<U, G> | undefined) => void,
  ): ResourceBuilder<T, H>
  /** Work that `tx.schedule` put off until its time. */
  job<P>(
    name: string,
    run: (tx: Tx, payload: P) => void,
    how?: { reads?: readonly Ahead[]; awaits?: (tx: Tx, payload: P) => boolean },
  ): ResourceBuilder<T, H>
}

/** Declares what may be done to an object. */
export function resource<T, H>(type: ObjectType<T, H>): ResourceBuilder<T, H> {
  return build({ type, operations: {}, reactions: [], jobs: {} })
}

function build<T, H>(declared: Resource): ResourceBuilder<T, H> {
  return {
    ...declared,
    on: (key, run, how = {}) => {
      const behaviour: Behaviour = { reads: [], publishable: 'no', ...how, run: run as Run }
      return build({ ...declared, operations: { ...declared.operations, [key]: behaviour } })
    },
    when: (type, _of, run) => build({ ...declared, reactions: [...declared.reactions, { type, run }] }),
    job: (name, run, { reads = [], ...how } = {}) =>
      build({ ...declared, jobs: { ...declared.jobs, [`${declared.type.object}.${name}`]: { run, reads, ...how } } }),
  }
}
