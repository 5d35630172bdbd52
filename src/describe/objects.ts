// Every object of the API, for those who draw pages from it: how its ids begin, where it is listed, what is worth a column, and
// what can be done to it with which parameters.
import { type Node, objectOf, shapeNode } from '../contract/index.ts'
import type { House } from '../kernel/house.ts'
import { bare, type Described, described } from './operations.ts'

/** An object in the list of all. */
interface Outline {
  readonly object: string
  /** Of its ids, with the underscore; null where it has none. */
  readonly prefix: string | null
  /** Its list, where one may be asked for without naming something else; null where there is none. */
  readonly list: string | null
  /** One of them, with `{id}` in it. */
  readonly retrieve: string | null
  readonly columns: readonly string[]
}

/** Columns that tell what something is, the first four of those that it has. */
const TELLING =
  'name nickname number email description type code status amount currency unit_amount active customer'.split(' ')
const COLUMNS_MAX = 4

/** All objects that have a list or a path of their own. */
export function outlines(house: House): { readonly object: 'list'; readonly data: readonly Outline[] } {
  const all = described(house).filter(({ behaviour }) => behaviour === 'behaves')
  const names = new Set(all.flatMap(({ operation }) => objectOf(operation) ?? []))
  const data = [...names].map((object): Outline => {
    const own = all.filter(({ operation }) => objectOf(operation) === object)
    const bare = own.filter(({ operation }) => operation.kind === 'list' && !operation.path.includes('{'))
    const one = own.filter(({ operation }) => operation.kind === 'retrieve' && /\/\{\w+\}$/.test(operation.path))
    const prefix = house.types.get(object)?.prefix
    return {
      object,
      prefix: prefix ? `${prefix}_` : null,
      list: bare[0]?.operation.path ?? null,
      retrieve: one.map(({ operation }) => operation.path).find((path) => path.split('{').length === 2) ?? null,
      columns: columnsOf(object),
    }
  })
  return { object: 'list', data: data.filter(({ list, retrieve }) => list ?? retrieve) }
}

function columnsOf(object: string): string[] {
  const shape = shapeNode(object)
  const fields = shape?.k === 'object' ? shape.p : {}
  return TELLING.filter((name) => fields[name] && isShort(fields[name])).slice(0, COLUMNS_MAX)
}

/** Whether a value fits into a column. */
const isShort = (node: Node): boolean => !['object', 'list', 'array', 'map', 'embed', 'metadata'].includes(bare(node).k)

/** What can be done to an object: each operation with its parameters. Undefined where there is no such object. */
export function outlineOf(house: House, object: string) {
  const own = described(house).filter(({ operation }) => objectOf(operation) === object)
  if (own.length === 0) return undefined
  return { object, shape: shapeNode(object), operations: own.map(operationOf) }
}

const operationOf = ({ operation, params, behaviour }: Described) => ({
  method: operation.method,
  path: operation.path,
  kind: operation.kind,
  verb: operation.verb,
  behaviour,
  params,
})
