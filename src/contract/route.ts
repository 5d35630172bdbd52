// From a request's path to its operation. Literal segments win over ids; legacy aliases lead where
// overlay.ts says.
import { type LegacyRoute, legacyRoutes } from './overlay.ts'
import type { Operation } from './table.ts'

/** What a request's line names. */
export interface Hit {
  readonly operation: Operation
  /** The operation's own ids, in the order of its path. */
  readonly ids: readonly string[]
  /** Parameters that a legacy path says by its form: the charge of `/v1/charges/{charge}/refunds`. */
  readonly params: Readonly<Record<string, string>>
  /**
   * Ids of a legacy path that the modern operation has no place for, by the field of the object that they must stand in: the
   * charge of `/v1/charges/{charge}/refunds/{id}`.
   */
  readonly beside?: Readonly<Record<string, string>>
  /** The alias by which the operation was named, if by one. */
  readonly alias?: LegacyRoute
}

interface End {
  readonly operation: Operation
  readonly names: readonly string[]
  readonly alias?: LegacyRoute
}
interface Branch {
  readonly literals: Map<string, Branch>
  id?: Branch
  /** By method. */
  readonly ends: Map<string, End>
}

const branch = (): Branch => ({ literals: new Map(), ends: new Map() })
const isId = (segment: string) => segment.startsWith('{')
const cut = (path: string) => path.slice(1).split('/')

/**
 * An operation that no SDK has: the house's own, `POST /brindle/authorizations/{id}`, or one of Stripe's that is no part of
 * its types, `GET /v1/files/{id}/contents`.
 */
export function ownOperation(key: string, params: Operation['params']): Operation {
  const [method, path] = key.split(' ') as [Operation['method'], string]
  const segments = cut(path)
  const resource = segments[0] === 'v1' ? segments[1]! : segments.slice(0, 2).join('/')
  const kind = method === 'GET' && segments.some(isId) ? 'retrieve' : 'verb'
  return { key, method, path, segments, resource, verb: segments.at(-1)!, kind, params, returns: [] }
}

/** A function that finds the operation of a method and a path. */
export function router(operations: readonly Operation[]): (method: string, path: string) => Hit | undefined {
  const root = branch()
  const byKey = new Map(operations.map((operation) => [operation.key, operation]))
  const grow = (method: string, segments: readonly string[], end: Omit<End, 'names'>) => {
    let at = root
    for (const segment of segments) at = grown(at, segment)
    if (!at.ends.has(method))
      at.ends.set(method, { ...end, names: segments.filter(isId).map((name) => name.slice(1, -1)) })
  }
  for (const operation of operations) grow(operation.method, operation.segments, { operation })
  for (const alias of legacyRoutes) {
    const operation = byKey.get(alias.aliasOf ?? '')
    if (operation) grow(alias.method, cut(alias.path), { operation, alias })
  }
  return (method, path) => find(root, method, cut(path), 0, [])
}

function grown(at: Branch, segment: string): Branch {
  const known = isId(segment) ? at.id : at.literals.get(segment)
  if (known) return known
  const next = branch()
  if (isId(segment)) at.id = next
  else at.literals.set(segment, next)
  return next
}

function find(
  at: Branch,
  method: string,
  segments: readonly string[],
  i: number,
  ids: readonly string[],
): Hit | undefined {
  const segment = segments[i]
  if (segment === undefined) {
    const end = at.ends.get(method)
    return end && hit(end, ids)
  }
  const literal = at.literals.get(segment)
  const found = literal && find(literal, method, segments, i + 1, ids)
  if (found || !at.id || segment === '') return found
  return find(at.id, method, segments, i + 1, [...ids, decoded(segment)])
}

/** Ids that the operation's path has no place for become its parameters, where it takes them; or are checked. */
function hit({ operation, names, alias }: End, ids: readonly string[]): Hit {
  if (!alias) return { operation, ids, params: {} }
  const params: Record<string, string> = { ...alias.with }
  const own: string[] = []
  const beside: Record<string, string> = {}
  for (const [i, name] of names.entries()) {
    if (operation.segments.includes(`{${name}}`)) own.push(ids[i]!)
    else if (Object.hasOwn(operation.params.p, name)) params[name] = ids[i]!
    else beside[name] = ids[i]!
  }
  return { operation, ids: own, params, beside, alias }
}

function decoded(segment: string): string {
  if (!segment.includes('%')) return segment
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
