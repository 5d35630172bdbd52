// Objects that have no file of their own are stored: what was sent is kept in the contract's shape, found, changed,
// listed and deleted. Nothing that moves money or has a state of its own is ever only stored (docs/decisions/0005-stored.md).
import { eventTypes, type Node, objectOf, type Operation, shapeNode } from '../contract/index.ts'
import { noSuch } from './errors.ts'
import type { House, Placed } from './house.ts'
import { list } from './list.ts'
import { mergeMetadata } from './params.ts'
import { type AnyRow, type Behaviour, lifecycle, type ObjectType, object, type Resource } from './resource.ts'
import type { Tx } from './tx.ts'

/** Plain records of Stripe's API: no status, no money, no verbs that matter. Everything else is refused until built. */
export const STORED: Readonly<Record<string, { prefix: string; short?: boolean; noun?: string }>> = {
}

/** Never kept by a stored object: written once, shown never. */
const WRITE_ONLY = ['client_secret', 'secret', 'password', 'number', 'cvc', 'account_number', 'personal_id_number']

const resources = new Map<string, Resource>()

/** The default behaviour of an operation, where its object may be stored. */
export function storedBehaviour(_house: House, operation: Operation): Placed | undefined {
  const name = operation.returns.length === 1 ? operation.returns[0]! : ''
  if (!Object.hasOwn(STORED, name) || objectOf(operation) !== name) return undefined
  const run = behaviours(typeOf(name), operation)
  return run && { resource: resourceOf(name), behaviour: { run, reads: [], publishable: 'no' }, isNamed: true }
}

function resourceOf(name: string): Resource {
  const known = resources.get(name) ?? { type: typeOf(name), operations: {}, reactions: [], jobs: {} }
  resources.set(name, known)
  return known
}

const types = new Map<string, ObjectType>()
function typeOf(name: string): ObjectType {
  const known = types.get(name)
  if (known) return known
  const events = lifecycle(name).filter(({ types: [type] }) => eventTypes.includes(type!))
  const type = object(name, { ...STORED[name]!, events })
  types.set(name, type)
  return type
}

function behaviours(type: ObjectType, operation: Operation): Behaviour['run'] | undefined {
  switch (operation.kind) {
    case 'create':
      return (tx, params) => tx.insert(type, skeleton(tx, type.object, params) as never)
    case 'retrieve':
      return (_tx, _params, self) => self
    case 'update':
      return (tx, params, self) => tx.update(type, self, changes(type.object, params, self) as never)
    case 'list':
      return (tx, params) => list(tx, type, params, operation.path)
    case 'delete':
      return (tx, _params, self) => {
        if (!self) throw noSuch(type.noun, '')
        tx.delete(type, self)
        return { id: self.id, object: type.object, deleted: true }
      }
    default:
      return undefined
  }
}

/** The object as the contract shapes it: what was sent, null where nothing was, and nothing invented. */
function skeleton(tx: Tx, name: string, params: Record<string, unknown>): Record<string, unknown> {
  const shape = shapeNode(name)!
  const row: Record<string, unknown> = {}
  for (const [field, node] of Object.entries(shape.p ?? {})) {
    if (field === 'id' || field === 'object' || WRITE_ONLY.includes(field)) continue
    const value = keeps(node, params[field]) ? params[field] : initial(tx, field, node, shape)
    if (value !== undefined) row[field] = value
  }
  return row
}

function changes(name: string, params: Record<string, unknown>, self: AnyRow): Record<string, unknown> {
  const shape = shapeNode(name)!
  const changed: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(params)) {
    const node = shape.p?.[field]
    if (!node || WRITE_ONLY.includes(field)) continue
    if (field === 'metadata') changed.metadata = mergeMetadata(self.metadata as Record<string, string>, value)
    else if (value === '') changed[field] = null
    else if (keeps(node, value)) changed[field] = value
  }
  return changed
}

function initial(tx: Tx, field: string, node: Node, shape: Node): unknown {
  if (field === 'created') return tx.now
  if (field === 'livemode') return false
  if (field === 'active') return true
  if (field === 'metadata') return {}
  if (shape.o?.includes(field)) return undefined
  if (node.k === 'null') return null
  if (node.k === 'array') return []
  if (node.k === 'map') return {}
  return undefined
}

/** Whether a parameter's value has the type of the field of the same name. */
function keeps(node: Node, value: unknown): boolean {
  if (value === undefined) return false
  switch (node.k) {
    case 'null':
      return keeps(node.of as Node, value)
    case 'string':
    case 'decimal':
      return typeof value === 'string'
    case 'enum':
      return typeof value === 'string' && node.v!.includes(value)
    case 'number':
      return typeof value === 'number'
    case 'boolean':
      return typeof value === 'boolean'
    case 'array':
      return Array.isArray(value) && value.every((item) => keeps(node.of as Node, item))
    case 'map':
      return typeof value === 'object'
    case 'ref':
      return typeof value === 'string'
    case 'object':
      return (
        typeof value === 'object' &&
        value !== null &&
        Object.entries(value).every(([key, inner]) => node.p?.[key] !== undefined && keeps(node.p[key], inner))
      )
    default:
      return false
  }
}
