// One file of the contract, read: versions, operations and objects over nodes whose children are nodes. The
// two files have the same form (scripts/contract/tables.ts writes them).
import { readFileSync } from 'node:fs'

interface Base {
  readonly p?: Readonly<Record<string, Node>>
  readonly r?: readonly string[]
  readonly o?: readonly string[]
  readonly v?: string | readonly string[]
  readonly to?: readonly string[]
  readonly max?: number
  readonly of?: Node | readonly Node[] | readonly string[]
}

/**
 * Scalars. A text without `max` may have 5000 characters; decimals and int64 travel as text, timestamps are
 * Unix times.
 */
interface Scalar extends Base {
  readonly k: 'string' | 'integer' | 'float' | 'number' | 'boolean' | 'decimal' | 'int64' | 'timestamp'
}

/** A map of texts that a request merges, the bytes of an upload, and what nobody describes. */
interface Opaque extends Base {
  readonly k: 'metadata' | 'file' | 'any'
}

/** One of these words. */
interface Enum extends Base {
  readonly k: 'enum'
  readonly v: readonly string[]
}

/** Always this word: an object's `object`, a discriminator. */
interface Literal extends Base {
  readonly k: 'literal'
  readonly v: string
}

/** Something around one other node. `empty` may be cleared by `''`, `null` may be null in an answer. */
interface Around extends Base {
  readonly k: 'array' | 'map' | 'empty' | 'null'
  readonly of: Node
}

/** Several alternatives, the narrow ones first. Only in parameters. */
interface Union extends Base {
  readonly k: 'union'
  readonly of: readonly Node[]
}

/** Named properties: `r` are required of a request, `o` may be absent from an answer. */
interface Hash extends Base {
  readonly k: 'object'
  readonly p: Readonly<Record<string, Node>>
}

/** An object of the API: by id or whole (`ref`), or always whole (`embed`). */
interface Link extends Base {
  readonly k: 'ref' | 'embed'
  readonly to: readonly string[]
}

/** A list object of these. */
interface List extends Base {
  readonly k: 'list'
  readonly of: readonly string[]
}

/** What a parameter takes or a field holds. Properties that a kind does not have are undefined. */
export type Node = Scalar | Opaque | Enum | Literal | Around | Union | Hash | Link | List

export type Kind = 'create' | 'retrieve' | 'update' | 'delete' | 'list' | 'search' | 'verb'

/** One operation in one version. */
export interface Operation {
  /** Its name everywhere: `POST /v1/customers/{id}`. The same in all versions. */
  readonly key: string
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  /** The path, cut: `['v1', 'customers', '{id}']`. */
  readonly segments: readonly string[]
  /** `customers`, `checkout/sessions`, `v2/core/events`. */
  readonly resource: string
  /** The SDK's name for it. */
  readonly verb: string
  readonly kind: Kind
  /** Where it is served, if not by api.stripe.com. */
  readonly host?: 'files' | 'connect' | 'meter_events'
  readonly multipart?: true
  readonly streaming?: true
  readonly deprecated?: true
  /** It answers with what is left of a deleted object. */
  readonly deletedReturn?: true
  readonly params: Hash
  /** The objects that it answers with, or whose list. Usually one; none where the answer is no object. */
  readonly returns: readonly string[]
}

type PerVersion<T> = readonly (T | null)[]
interface Tables {
  readonly versions: readonly string[]
  /** The versions of the other file. Only in current.json, like all names. */
  readonly past?: readonly string[]
  readonly events?: { readonly v1: readonly string[]; readonly v2: readonly string[] }
  readonly apiVersions?: readonly string[]
  readonly operations: Readonly<Record<string, OperationRecord>>
  readonly objects: Readonly<Record<string, { shape: PerVersion<number>; deleted?: PerVersion<number> }>>
  readonly nodes: readonly Record<string, unknown>[]
}
type OperationRecord = Omit<Operation, 'key' | 'segments' | 'params' | 'returns'> & {
  readonly params: PerVersion<number>
  readonly returns: PerVersion<string | readonly string[]>
}

/** One version of the API. */
export interface Version {
  /** By key. */
  readonly operations: ReadonlyMap<string, Operation>
  readonly shapes: ReadonlyMap<string, Node>
  /** The stubs that are left of deleted objects. */
  readonly stubs: ReadonlyMap<string, Node>
}

/** One file of the contract. */
export class Table {
  readonly tables: Tables
  private readonly versions = new Map<string, Version>()

  constructor(name: string) {
    this.tables = JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'))
    for (const flat of this.tables.nodes) link(flat, this.tables.nodes)
  }

  /** The node with this number in the file. Its children are nodes. */
  node(i: number): Node {
    return this.tables.nodes[i] as unknown as Node
  }

  /** One of the file's versions. */
  version(name: string): Version {
    const known = this.versions.get(name)
    if (known) return known
    const made = this.read(this.tables.versions.indexOf(name))
    this.versions.set(name, made)
    return made
  }

  private read(v: number): Version {
    const operations = new Map<string, Operation>()
    for (const [key, { params, returns, ...rest }] of Object.entries(this.tables.operations)) {
      const i = params[v]
      if (typeof i !== 'number') continue
      const segments = rest.path.slice(1).split('/')
      operations.set(key, {
        key,
        ...rest,
        segments,
        params: this.node(i) as Hash,
        returns: [returns[v] ?? []].flat(),
      })
    }
    const shapes = new Map<string, Node>()
    const stubs = new Map<string, Node>()
    for (const [name, { shape, deleted }] of Object.entries(this.tables.objects)) {
      const [live, stub] = [shape[v], deleted?.[v]]
      if (typeof live === 'number') shapes.set(name, this.node(live))
      if (typeof stub === 'number') stubs.set(name, this.node(stub))
    }
    return { operations, shapes, stubs }
  }
}

/** Puts nodes in the place of their numbers. A node's children stand before it, so one pass links all. */
function link(flat: Record<string, unknown>, nodes: readonly Record<string, unknown>[]): void {
  const p = flat.p as Record<string, unknown> | undefined
  if (p) for (const name in p) p[name] = nodes[p[name] as number]
  if (typeof flat.of === 'number') flat.of = nodes[flat.of]
  else if (flat.k === 'union') flat.of = (flat.of as number[]).map((i) => nodes[i])
}

/** The references in a shape by path; arrays and maps have the path of what holds them. */
export function expandable(shape: Node): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  const walk = (node: Node, path: string): void => {
    if (node.k === 'ref') found.set(path, node.to)
    else if (node.k === 'null' || node.k === 'array' || node.k === 'map') walk(node.of, path)
    for (const [name, inner] of Object.entries(node.p ?? {})) walk(inner, path ? `${path}.${name}` : name)
  }
  walk(shape, '')
  return found
}
