// The contract: what Stripe's API is, version by version, as the official SDK's own types have it. Generated
// tables (current.json, history.json), what those types do not say (overlay.ts), and this reader of both.
import { formerRoutes } from './former.ts'
import { clearable, pageOfV2, partial, undocumentedParams } from './overlay.ts'
import { type Hit, ownOperation, router } from './route.ts'
import { alsoDetails, replaceable } from './source_params.ts'
import { expandable, type Node, type Operation, Table, type Version } from './table.ts'

export { type Hit, ownOperation, router } from './route.ts'
export { browserParams, includable, wordOrder } from './overlay.ts'
export type { Kind, Node, Operation } from './table.ts'

const current = new Table('current.json')
const { past = [], events = { v1: [], v2: [] } } = current.tables
let history: Table | undefined

/** The versions that have tables of their own, oldest first. */
export const versions: readonly string[] = [...past, ...current.tables.versions]
/** The version that the core speaks. */
export const newest = versions.at(-1)!
/** Every version that Stripe takes, oldest first. */
export const apiVersions: readonly string[] = current.tables.apiVersions ?? []
/** The types of snapshot events, `customer.created` and the rest. */
export const eventTypes: readonly string[] = events.v1
/** The types of thin events, `v1.customer.created` and `v2.core.account.created`. */
export const thinEventTypes: readonly string[] = events.v2

/** Whether Stripe has, or had, this version. */
export const versionKnown = (version: string): boolean => known.has(version)
const known = new Set(apiVersions)

/**
 * The version whose table serves this one: the first that is not older. Between two majors Stripe only adds,
 * so the later table of the same major is right for all that the earlier one may ask.
 */
export function tableVersion(version: string): string {
  return versions.find((known) => known >= version) ?? newest
}

/** Few requests are old, and history.json is large: it is read when the first of them comes. */
function at(version: string): Version {
  const served = tableVersion(version)
  if (!past.includes(served)) return current.version(served)
  history ??= new Table('history.json')
  return history.version(served)
}

/** The operations of a version. */
export function operations(version: string = newest): Iterable<Operation> {
  return at(version).operations.values()
}

/** The operation of this name, `POST /v1/customers/{id}`, if the version has it. */
export function operationByKey(key: string, version: string = newest): Operation | undefined {
  return at(version).operations.get(key)
}

const routers = new WeakMap<Version, ReturnType<typeof router>>()

/**
 * The operation that a request's line names, and the ids in it. Legacy paths lead to the modern operation.
 */
export function operationAt(method: string, path: string, version: string = newest): Hit | undefined {
  const route = routers.get(at(version)) ?? router([...operations(version)])
  routers.set(at(version), route)
  return route(method, path)
}

/** Operations that only older versions have, by their names. What they take is read from the last version that has them. */
export const formerOperations: ReadonlyMap<string, Operation & { readonly until: string }> = new Map(
  formerRoutes.map(({ key, last, ...more }) => [
    key,
    Object.defineProperty({ ...ownOperation(key, { k: 'object', p: {} }), ...more }, 'params', {
      get: () => operationByKey(key, last)!.params,
    }),
  ]),
)

const formerRoute = router([...formerOperations.values()])

/** The operation that a request's line names in a version, if only older ones have it; in any, where no version is given. */
export function formerAt(method: string, path: string, version?: string): Hit | undefined {
  const hit = formerRoute(method, path)
  const until = hit && formerOperations.get(hit.operation.key)!.until
  return until !== undefined && (version === undefined || version < until) ? hit : undefined
}

type Hash = Operation['params']
const whole = new WeakMap<Hash, Hash>()

/** What an operation takes in a version, undocumented parameters included; nothing if the version does not have it. */
export function paramsNode({ key }: { readonly key: string }, version: string = newest): Hash | undefined {
  const operation = operationByKey(key, version)
  const declared = operation?.params
  if (operation?.kind === 'list' && operation.segments[0] === 'v2') return paged(operation.params)
  const [added, cleared, parts] = [undocumentedParams[key], clearable[key], partial[key]]
  if (!declared || !(added || cleared || parts)) return declared
  const known = whole.get(declared) ?? mayClear(inParts(extended(key, declared), parts ?? []), cleared ?? [])
  whole.set(declared, known)
  return known
}

/** With the place in the list, which no SDK's types have. */
function paged(declared: Hash): Hash {
  const known = pages.get(declared) ?? { ...declared, p: { page: pageOfV2, ...declared.p } }
  pages.set(declared, known)
  return known
}
// A map of its own: operations of both versions may have one node.
const pages = new WeakMap<Hash, Hash>()

/** With what Stripe takes besides, or instead. */
function extended(key: string, declared: Hash): Hash {
  const node = withParams(declared, Object.entries(undocumentedParams[key] ?? {}))
  const instead = replaceable[key] ?? []
  return {
    ...node,
    p: { ...node.p, ...alsoDetails[key] },
    ...(node.r && { r: node.r.filter((name) => !instead.includes(name)) }),
  }
}

const inParts = (node: Hash, names: readonly string[]): Hash => ({
  ...node,
  p: { ...node.p, ...Object.fromEntries(names.map((name) => [name, optional(node.p[name]!)])) },
})

const optional = (node: Node): Node =>
  node.k === 'empty' ? { ...node, of: optional(node.of) } : ({ ...node, r: [] } as Node)

const mayClear = (node: Hash, names: readonly string[]): Hash => ({
  ...node,
  p: { ...node.p, ...Object.fromEntries(names.map((name) => [name, { k: 'empty', of: node.p[name]! } as Node])) },
})

/** The node with parameters added; a path such as `individual.nationality` leads into a hash, or into those of an array. */
function withParams(node: Hash, added: readonly (readonly [path: string, node: Node])[]): Hash {
  const p: Record<string, Node> = { ...node.p }
  for (const [path, extra] of added) {
    const [head = '', ...rest] = path.split('.')
    const inner = p[head]
    if (rest.length === 0)
      p[head] = inner?.k === 'enum' && extra.k === 'enum' ? { ...inner, v: [...inner.v, ...extra.v] } : (inner ?? extra)
    else if (inner) p[head] = within(inner, [[rest.join('.'), extra]])
  }
  return { ...node, p }
}

const within = (node: Node, added: Parameters<typeof withParams>[1]): Node =>
  node.k === 'object'
    ? withParams(node, added)
    : node.k === 'empty' || node.k === 'array'
      ? { ...node, of: within(node.of, added) }
      : node

/** The names of an operation's parameters. */
export const parameters = ({ params }: Operation): string[] => Object.keys(params.p)

/**
 * The object whose id is the first in an operation's path, or which the operation makes or lists: `customer`
 * for all of `customers`, also for `POST /v1/customers/{id}/sources`. Nothing where the resource has no
 * object of its own.
 */
export function objectOf({ resource }: { readonly resource: string }, version: string = newest): string | undefined {
  const base = `/${resource.startsWith('v2/') ? '' : 'v1/'}${resource}`
  const keys = [`GET ${base}/{id}`, `POST ${base}`, `GET ${base}`]
  return keys.map((key) => operationByKey(key, version)).find((operation) => operation !== undefined)?.returns[0]
}

/** The names of all objects of a version. */
export const objects = (version: string = newest): string[] => [...at(version).shapes.keys()]

/** What an object looks like in a version. */
export function shapeNode(object: string, version: string = newest): Node | undefined {
  return at(version).shapes.get(object)
}

/** What is left of an object when it is deleted. */
export function deletedNode(object: string, version: string = newest): Node | undefined {
  return at(version).stubs.get(object)
}

const NONE: ReadonlyMap<string, readonly string[]> = new Map()
const found = new WeakMap<Node, ReadonlyMap<string, readonly string[]>>()

/**
 * The fields of an object that may be expanded, by path, and what they lead to. Lists of ids have the path of
 * the list, `discounts`. Paths end where another object begins.
 */
export function refs(object: string, version: string = newest): ReadonlyMap<string, readonly string[]> {
  const shape = shapeNode(object, version)
  if (!shape) return NONE
  const known = found.get(shape) ?? expandable(shape)
  found.set(shape, known)
  return known
}
