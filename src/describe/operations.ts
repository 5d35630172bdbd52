// What both documents tell of: every operation of the contract and those of the house's own, what each takes, and whether it
// does anything here.
import { type Node, newest, type Operation, operations } from '../contract/index.ts'
import type { House } from '../kernel/house.ts'
import { LARGE } from '../kernel/large.ts'

export interface Described {
  readonly operation: Operation
  readonly params: Operation['params']
  readonly behaviour: 'behaves' | 'refused'
  /** Not Stripe's: under `/brindle/`, or a call that only Stripe's own programs make. */
  readonly isOwn: boolean
}

/** All operations that this house answers, by path. */
export function described(house: House): Described[] {
  const known = [...operations()].map((operation) => ({
    operation,
    params: house.params(operation, newest) ?? operation.params,
    behaviour: house.operations.has(operation.key) ? ('behaves' as const) : ('refused' as const),
    isOwn: false,
  }))
  const own = [...house.operations].flatMap(([key, { behaviour, resource }]) =>
    behaviour.params ? [ownOf(key, behaviour.params, resource.type.object)] : [],
  )
  const large = Object.entries(LARGE).map(([key, [object, params]]) => ownOf(key, params, object))
  return [...known, ...own, ...large].sort((a, b) => (a.operation.path < b.operation.path ? -1 : 1))
}

function ownOf(key: string, params: Operation['params'], object: string): Described {
  const [method, path] = key.split(' ') as [Operation['method'], string]
  const segments = path.slice(1).split('/')
  const resource = segments.filter((segment) => !segment.startsWith('{') && !/^(v1|v2)$/.test(segment)).join('/')
  const operation: Operation = {
    key,
    method,
    path,
    segments,
    resource,
    verb: method === 'GET' ? 'retrieve' : method === 'POST' ? 'create' : 'delete',
    kind: 'verb',
    params,
    returns: [object],
  }
  return { operation, params, behaviour: 'behaves', isOwn: true }
}

/** Whether an operation takes JSON, and not a form. */
export const takesJson = ({ path }: Operation): boolean => path.startsWith('/v2/')

/** The names in an operation's path. */
export const pathParams = ({ segments }: Operation): string[] =>
  segments.flatMap((segment) => /^\{(.+)\}$/.exec(segment)?.[1] ?? [])

/** What stands in a node that may be cleared, or null. */
export const bare = (node: Node): Node => (node.k === 'empty' || node.k === 'null' ? bare(node.of) : node)
