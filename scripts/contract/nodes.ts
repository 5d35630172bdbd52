// The nodes of the contract while it is being made: equal nodes are one object, whatever version or
// operation they come from, and each has an id made of its content, so that neither order nor version of
// discovery shows in the tables.
import { createHash } from 'node:crypto'

/** A parameter or a shape. `of` holds nodes, or for `list` the names of objects. */
export interface Node {
  readonly k: string
  readonly of?: Node | readonly Node[] | readonly string[]
  readonly p?: Readonly<Record<string, Node>>
  readonly r?: readonly string[]
  readonly o?: readonly string[]
  readonly v?: string | readonly string[]
  readonly to?: readonly string[]
  readonly max?: number
}

/** What stands for a node in JSON: children are given by number (in the tables) or by id (to compare). */
export type Flat = Record<string, unknown>

const ids = new WeakMap<Node, string>()
const known = new Map<string, Node>()

/** The one node with this content. Its children must come from here too. */
export function node(content: Node): Node {
  const sorted: Node = content.p ? { ...content, p: sortKeys(content.p) } : content
  const id = createHash('sha1')
    .update(JSON.stringify(flatten(sorted, idOf)))
    .digest('hex')
  const same = known.get(id)
  if (same) return same
  ids.set(sorted, id)
  known.set(id, sorted)
  return sorted
}

/** The content's hash: equal for equal nodes, in any run. */
export function idOf(made: Node): string {
  const id = ids.get(made)
  if (id === undefined) throw new Error(`a node of kind ${made.k} was not made by node()`)
  return id
}

/** A node with `name` in the place of every child. */
export function flatten(made: Node, name: (child: Node) => unknown): Flat {
  const flat: Flat = { ...made }
  if (made.p) flat.p = Object.fromEntries(Object.entries(made.p).map(([key, child]) => [key, name(child)]))
  if (Array.isArray(made.of))
    flat.of = made.of.map((child: Node | string) => (typeof child === 'string' ? child : name(child)))
  else if (made.of) flat.of = name(made.of as Node)
  return flat
}

/** Undoes `flatten`: `child` finds the node that a number stands for. */
export function unflatten(flat: Flat, child: (name: number) => Node): Node {
  const made: Record<string, unknown> = { ...flat }
  if (flat.p)
    made.p = Object.fromEntries(Object.entries(flat.p as Record<string, number>).map(([key, i]) => [key, child(i)]))
  if (Array.isArray(flat.of))
    made.of = flat.of.map((item: number | string) => (typeof item === 'number' ? child(item) : item))
  else if (typeof flat.of === 'number') made.of = child(flat.of)
  return node(made as unknown as Node)
}

/** Alternatives in the order in which a reader should try them: what is narrow before what takes anything. */
const ORDER = ['literal', 'enum', 'boolean', 'timestamp', 'integer', 'float', 'decimal', 'int64', 'string']

/** One of several; a single one is itself. */
export function unionOf(alternatives: readonly Node[]): Node {
  const unique = [...new Set(alternatives)]
  if (unique.length === 1) return unique[0]!
  const rank = ({ k }: Node) => (ORDER.indexOf(k) + ORDER.length + 1) % (ORDER.length + 1)
  unique.sort((a, b) => rank(a) - rank(b) || (idOf(a) < idOf(b) ? -1 : 1))
  return node({ k: 'union', of: unique })
}

/** A record whose keys stand in alphabetical order. */
export function sortKeys<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}
