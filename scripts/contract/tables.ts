// The form in which the contract is kept: several versions in one JSON text, equal nodes once, all in a
// fixed order.
import { type Flat, flatten, type Node, sortKeys, unflatten } from './nodes.ts'
import type { OperationEntry, Snapshot } from './snapshot.ts'

/**
 * What src/contract/*.json hold. Entries of a list `per version` are null where the version does not have
 * it.
 */
export interface Tables {
  readonly generated: string
  readonly versions: readonly string[]
  /** The versions of the other file; like all names, only with the newest version. */
  readonly past?: readonly string[]
  readonly events?: { readonly v1: readonly string[]; readonly v2: readonly string[] }
  readonly apiVersions?: readonly string[]
  readonly operations: Readonly<Record<string, OperationRecord>>
  readonly objects: Readonly<Record<string, ObjectRecord>>
  readonly nodes: readonly Flat[]
}
type OperationRecord = Omit<OperationEntry, 'params' | 'returns'> & {
  readonly params: readonly (number | null)[]
  readonly returns: readonly (string | readonly string[] | null)[]
}
interface ObjectRecord {
  readonly shape: readonly (number | null)[]
  readonly deleted?: readonly (number | null)[]
}

/** Numbers nodes in the order of their first use, children before parents. */
class Numbering {
  readonly nodes: Flat[] = []
  private readonly numbers = new Map<Node, number>()

  number(node: Node): number {
    const known = this.numbers.get(node)
    if (known !== undefined) return known
    const flat = flatten(node, (child) => this.number(child))
    this.numbers.set(node, this.nodes.length)
    return this.nodes.push(flat) - 1
  }
}

/** The tables of these versions, oldest first. With `past`, the versions kept elsewhere, come the names. */
export function tablesOf(snapshots: readonly Snapshot[], past?: readonly string[]): Tables {
  const numbering = new Numbering()
  const perVersion = <T, U>(find: (snapshot: Snapshot) => T | undefined, tell: (found: T) => U): (U | null)[] =>
    snapshots.map((snapshot) => {
      const found = find(snapshot)
      return found === undefined ? null : tell(found)
    })
  const number = (node: Node) => numbering.number(node)
  const operations: Record<string, OperationRecord> = {}
  for (const key of keysOf(snapshots, 'operations')) {
    const find = ({ operations }: Snapshot) => operations[key]
    const { params: _, returns: __, ...newest } = snapshots.map(find).findLast((found) => found !== undefined)!
    const params = perVersion(find, (found) => number(found.params))
    operations[key] = { ...newest, params, returns: perVersion(find, (found) => oneOrMany(found.returns)) }
  }
  const objects: Record<string, ObjectRecord> = {}
  for (const name of keysOf(snapshots, 'objects')) {
    const shape = perVersion(({ objects }) => objects[name]?.shape, number)
    const deleted = perVersion(({ objects }) => objects[name]?.deleted, number)
    objects[name] = { shape, ...(deleted.some((i) => i !== null) && { deleted }) }
  }
  return {
    generated: 'by scripts/contract/generate.ts from the `stripe` packages; run `npm run contract`, do not edit',
    versions: snapshots.map(({ version }) => version),
    ...(past && { past, ...namesIn(snapshots.at(-1)!) }),
    operations,
    objects,
    nodes: numbering.nodes,
  }
}

/** One version, back out of the tables. `strip` may leave something out of every node. */
export function snapshotOf(tables: Tables, version: string, strip: (flat: Flat) => Flat): Snapshot | undefined {
  const v = tables.versions.indexOf(version)
  if (v === -1) return undefined
  const nodes: Node[] = []
  for (const flat of tables.nodes) nodes.push(unflatten(strip(flat), (i) => nodes[i]!))
  const at = (i: number | null | undefined) => (i === null || i === undefined ? undefined : nodes[i])
  const operations: Record<string, OperationEntry> = {}
  for (const [key, { params, returns, ...rest }] of Object.entries(tables.operations)) {
    const node = at(params[v])
    if (node) operations[key] = { ...rest, params: node, returns: [returns[v] ?? []].flat() }
  }
  const objects = Object.entries(tables.objects).map(([name, { shape, deleted }]) => {
    const [live, stub] = [at(shape[v]), at(deleted?.[v])]
    return [name, { ...(live && { shape: live }), ...(stub && { deleted: stub }) }] as const
  })
  const present = objects.filter(([, found]) => Object.keys(found).length > 0)
  return { version, operations, objects: Object.fromEntries(present) }
}

function keysOf(snapshots: readonly Snapshot[], of: 'operations' | 'objects'): string[] {
  return [...new Set(snapshots.flatMap((snapshot) => Object.keys(snapshot[of])))].sort()
}

function oneOrMany(names: readonly string[]): string | readonly string[] | null {
  return names.length > 1 ? names : (names[0] ?? null)
}

/** A webhook endpoint's parameters name all events and all API versions; the thin events name themselves. */
function namesIn({ operations, objects }: Snapshot): Pick<Tables, 'events' | 'apiVersions'> {
  const params = operations['POST /v1/webhook_endpoints']?.params.p ?? {}
  const v1 = wordsIn(params.enabled_events).filter((word) => word !== '*')
  const v2 = wordsIn(objects['v2.core.event']?.shape?.p?.type)
  return sortKeys({ events: { v1, v2 }, apiVersions: wordsIn(params.api_version) }) as Pick<
    Tables,
    'events' | 'apiVersions'
  >
}

function wordsIn(node: Node | undefined): string[] {
  if (!node) return []
  if (node.k === 'enum') return [...(node.v as readonly string[])].sort()
  return [node.of ?? []].flat().flatMap((inner) => (typeof inner === 'string' ? [] : wordsIn(inner as Node)))
}
