// The index that searches ask: every object that can be searched has a number, counted up for each kind in each account, and
// every mark (search_fields.ts) has the set of the numbers that carry it, in chunks of 65 536. A change of an object leaves a
// note, in the same unit; notes are worked off later, many in one unit, and before a search looks (docs/decisions/0014-search.md).
import { createHash } from 'node:crypto'
import { BITS, type Bits, changed, readBits } from '../lib/bits.ts'
import { same } from './facts.ts'
import type { House } from './house.ts'
import { type AnyRow, type ObjectType, object, type Row } from './resource.ts'
import { newestFirst, type Place } from './store.ts'
import { marksOf, textsOf, type Values, valuesOf } from './search_fields.ts'
import type { Tx } from './tx.ts'
import type { Fact } from './work.ts'

type Kept<H> = Row<{ id: string }, H>
const kept = <H>(name: string) => object<{ id: string }, H>(`brindle.search_${name}`, { prefix: name, internal: true })

/** That an object has changed since it was last indexed. */
const NOTE = kept<{ object: string }>('note')
/** How many objects of a kind have been numbered. */
const COUNT = kept<{ count: number }>('count')
/** The number of an object, and what it was indexed by. */
const ENTRY = kept<{ n: number; values: Values }>('entry')
/** Which objects have the numbers of a stretch, each with the texts of it that are looked into. */
const STRETCH = kept<{ objects: Readonly<Record<string, Numbered>> }>('stretch')
/** The numbers of a chunk that carry a mark. */
const MARK = kept<{ bits: string }>('mark')

/** An object as a search finds it. */
export interface Numbered {
  readonly id: string
  readonly texts: Values
}

export const INDEX_TYPES: readonly ObjectType[] = [NOTE, COUNT, ENTRY, STRETCH, MARK]

/** Ids of the index hold blanks, which no id that a client chose can. */
const noteId = (id: string) => `search note ${id}`
export const countId = (of: string): string => `search count ${of}`
const entryId = (id: string) => `search entry ${id}`
const markId = (of: string, chunk: number, mark: string) => `search mark ${of} ${chunk} ${short(mark)}`
/** Why 64: the ten rows of a page are mostly in one or two stretches, and one change writes no more than some kilobytes again. */
const STRETCH_SIZE = 64
const stretchId = (of: string, n: number) => `search stretch ${of} ${Math.floor(n / STRETCH_SIZE)}`

const known = new Map<string, string>()
/** Why 10 000: what searches ask and objects share; the marks of single objects pass through. */
const KNOWN_MAX = 10_000
function short(mark: string): string {
  const found = known.get(mark)
  if (found) return found
  const made = mark.length <= 40 ? mark : createHash('sha256').update(mark).digest('base64url')
  if (known.size >= KNOWN_MAX) known.clear()
  // A text of a user may hold what no id may.
  const safe = /^[ -~]*$/.test(made) ? made : createHash('sha256').update(mark).digest('base64url')
  known.set(mark, safe)
  return safe
}

/** Whether a call is a search: the index is brought up to date before it. */
export const isSearch = ({ method, path }: { readonly method: string; readonly path: string }): boolean =>
  method === 'GET' && /^\/v1\/[a-z_]+\/search$/.test(path)

/** The queue in which the notes of an account wait. */
export const SEARCH_QUEUES = 'search '
export const searchQueue = ({ account }: Place): string => `${SEARCH_QUEUES}${account}`

/** Leaves a note of a change that a search could tell. It is due when the index may know of it. */
export function note(tx: Tx, { type, before, after }: Fact): void {
  if (!type.searchable) return
  const id = (after ?? before)!.id
  if (same(valuesOf(type, before), valuesOf(type, after))) return
  const row = { id: noteId(id), object: NOTE.object, hidden: { object: type.object } }
  const due = tx.wall + tx.situation.searchDelaySeconds
  const meta = { position: tx.work.position(tx.wall), queue: searchQueue(tx.place), due }
  tx.work.put(NOTE, tx.place, row.id, row, meta)
}

/** Why 3 000: a unit may read 10 000 rows; one long description alone has some thousand marks. */
const MARKS_MAX = 3_000

/** Works notes off, as many of these as one unit can: the rest stays, and is due as before. */
export function workOff(house: House, tx: Tx, notes: readonly string[]): void {
  const found = tx.any(notes).filter((row) => row?.object === NOTE.object) as unknown as Kept<{ object: string }>[]
  const ids = found.map(({ id }) => id.slice(noteId('').length))
  const kinds = [...new Set(found.map(({ hidden }) => hidden.object))]
  tx.any([...ids, ...ids.map(entryId), ...kinds.map(countId)])
  const changes = new Changes()
  const counts = new Map(kinds.map((kind) => [kind, tx.find(COUNT, countId(kind))?.hidden.count ?? 0]))
  const oldestFirst = (a: number, b: number) => newestFirst(positionOf(tx, ids[b]!), positionOf(tx, ids[a]!))
  for (const i of found.keys().toArray().sort(oldestFirst)) {
    if (changes.marks.size > MARKS_MAX) break
    const [id, kind] = [ids[i]!, found[i]!.hidden.object]
    const type = house.types.get(kind)!
    const [row] = tx.any([id])
    const values = valuesOf(type, row?.object === kind ? row : undefined)
    const entry = tx.find(ENTRY, entryId(id))
    tx.delete(NOTE, found[i]! as unknown as AnyRow)
    if (!entry && !values) continue
    const n = entry?.hidden.n ?? counts.get(kind)!
    if (!entry) counts.set(kind, n + 1)
    changes.of(type, id, n, entry?.hidden.values, values)
    put(tx, ENTRY, entryId(id), values && { n, values })
  }
  changes.write(tx)
  for (const [kind, count] of counts) put(tx, COUNT, countId(kind), { count })
}

const positionOf = (tx: Tx, id: string) => tx.position(id) ?? { created: 0, seq: '' }

/** Writes a row of the index in place of the one that there is; none where there is nothing to keep. */
function put<H>(tx: Tx, type: ObjectType<{ id: string }, H>, id: string, hidden: H | undefined): void {
  const row = tx.find(type, id)
  if (!hidden) row && tx.delete(type, row as unknown as AnyRow)
  else if (!row) tx.insert(type, { id, hidden } as never)
  else if (!same(row.hidden, hidden)) tx.update(type, row, { hidden } as never)
}

/** What becomes of marks and stretches, gathered over many objects, so that each is read and written once. */
class Changes {
  readonly marks = new Map<string, Map<number, boolean>>()
  readonly #stretches = new Map<string, Map<number, Numbered | undefined>>()

  of(type: ObjectType, id: string, n: number, before: Values | undefined, after: Values | undefined): void {
    const [old, now] = [marksOf(type, before), marksOf(type, after)]
    for (const mark of old) if (!now.has(mark)) this.#mark(type, n, mark, false)
    for (const mark of now) if (!old.has(mark)) this.#mark(type, n, mark, true)
    const stretch = stretchId(type.object, n)
    const numbered = after && { id, texts: textsOf(type, after) }
    this.#stretches.set(stretch, (this.#stretches.get(stretch) ?? new Map()).set(n, numbered))
  }

  #mark(type: ObjectType, n: number, mark: string, to: boolean): void {
    const id = markId(type.object, Math.floor(n / BITS), mark)
    this.marks.set(id, (this.marks.get(id) ?? new Map()).set(n % BITS, to))
  }

  write(tx: Tx): void {
    tx.any([...this.marks.keys(), ...this.#stretches.keys()])
    for (const [id, numbers] of this.marks) {
      const bits = changed(tx.find(MARK, id)?.hidden.bits ?? '', numbers)
      put(tx, MARK, id, bits === '' ? undefined : { bits })
    }
    for (const [id, numbers] of this.#stretches) {
      const objects = { ...tx.find(STRETCH, id)?.hidden.objects }
      for (const [n, numbered] of numbers) {
        if (numbered) objects[n] = numbered
        else delete objects[n]
      }
      put(tx, STRETCH, id, Object.keys(objects).length > 0 ? { objects } : undefined)
    }
  }
}

/** Sets as they were read, for as long as somebody keeps the row. */
const read = new WeakMap<object, Bits>()

function bitsOf(row: Kept<{ bits: string }> | undefined): Bits | undefined {
  if (!row) return undefined
  const bits = read.get(row) ?? readBits(row.hidden.bits)
  read.set(row, bits)
  return bits
}

/** How many numbers of a kind have been given. */
export const countOfKind = (tx: Tx, of: string): number => tx.find(COUNT, countId(of))?.hidden.count ?? 0

/** The sets of marks that there are, by mark. They are shared, and not to be changed. */
export type Sets = ReadonlyMap<string, Bits | undefined>

/** The sets of marks in chunks, read in one round: one answer for each chunk, made when it is asked for. */
export function* marksIn(tx: Tx, of: string, chunks: readonly number[], marks: readonly string[]): Generator<Sets> {
  const rows = tx.any(chunks.flatMap((chunk) => marks.map((mark) => markId(of, chunk, mark))))
  for (const at of chunks.keys())
    yield new Map(marks.map((mark, i) => [mark, bitsOf(rows[at * marks.length + i] as never)]))
}

/** The objects with these numbers, in one round; none where one has gone. */
export function numbered(tx: Tx, of: string, numbers: readonly number[]): (Numbered | undefined)[] {
  tx.any([...new Set(numbers.map((n) => stretchId(of, n)))])
  return numbers.map((n) => tx.find(STRETCH, stretchId(of, n))?.hidden.objects[n])
}
