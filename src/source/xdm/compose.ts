// A schema as one tree: its class, field groups and data types merged, and every `$ref` followed. A resource that refers to itself
// ends in an error that says so, and so does one whose tree grows too large.
import { problem } from '../door/errors.ts'
import type { Catalog, Scope } from '../lake/catalog.ts'
import type { XdmNode } from './node.ts'
import { descriptorsOf, finder, type Find, idOf, isObject, type Json, refsOf } from './registry_store.ts'

/** Why 40: the deepest of the ready schemas has 15 levels [M], and each reference and each part of one counts as one more. */
const DEPTH_MAX = 40
/** Why 50 000: the largest of the ready schemas has 3 604 fields [M]. */
const NODES_MAX = 50_000
/** Why 500: a schema of that many parts has them all read for every look-up. */
const RESOURCES_MAX = 500

/** What a field is, apart from what it is called. Two definitions of one field agree in all of these. */
const CONSTRAINTS = ['type', 'format', 'enum', 'minimum', 'maximum', 'minLength', 'maxLength', 'pattern'] as const
/** What a resource gives to where it is referred to. */
const CARRIED: readonly string[] = [
  ...CONSTRAINTS,
  'title',
  'description',
  'required',
  'meta:enum',
  'meta:status',
  'meta:xdmType',
]
const STRUCTURE: readonly string[] = ['$ref', 'allOf', 'definitions', 'properties', 'items', 'additionalProperties']

const wrong = (detail: string) => problem(422, 'schema_not_composable', detail)

/**
 * The tree of a resource: `type`, `properties`, `required` and what else its fields say. `find` gives what it refers to. Throws 422
 * where a reference leads nowhere or in a circle, where two definitions of a field disagree, or where there is too much of it.
 */
export async function composed(find: Find, resource: Json): Promise<Json> {
  return tree(await gathered(find, resource), resource)
}

async function gathered(find: Find, first: Json): Promise<ReadonlyMap<string, Json>> {
  const known = new Map([[String(first.$id), first]])
  const waiting = refsOf(first)
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (known.has(id)) continue
    const one = await find(id)
    if (!one) throw wrong(`There is no ${id}, to which ${title(first)} refers.`)
    if (known.size >= RESOURCES_MAX) throw wrong(`${title(first)} is made of more than ${RESOURCES_MAX} resources.`)
    known.set(id, one)
    waiting.push(...refsOf(one))
  }
  return known
}

const title = ({ title, $id }: Json) => String(title ?? $id)

function tree(known: ReadonlyMap<string, Json>, first: Json): Json {
  let left = NODES_MAX

  const followed = (ref: string, home: Json): { node: Json; home: Json; name: string } => {
    const [id = '', pointer = ''] = ref.split('#', 2)
    const there = id === '' ? home : known.get(id)
    let node: unknown = there
    for (const part of pointer.split('/').slice(1)) {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
      node = isObject(node) && Object.hasOwn(node, key) ? node[key] : undefined
    }
    if (!there || !isObject(node)) throw wrong(`${ref} in ${title(home)} leads nowhere.`)
    return { node, home: there, name: `${String(there.$id)}#${pointer}` }
  }

  const resolve = (node: Json, home: Json, trail: readonly string[], path: string, depth: number): Json => {
    if (depth > DEPTH_MAX) throw wrong(`${title(first)} is more than ${DEPTH_MAX} levels deep, at ${path || '/'}.`)
    if (--left < 0) throw wrong(`${title(first)} has more than ${NODES_MAX} fields when every reference is followed.`)
    let made: Json = {}
    if (typeof node.$ref === 'string') {
      const to = followed(node.$ref, home)
      if (trail.includes(to.name)) throw wrong(`${title(first)} goes in a circle: ${node.$ref} is within itself.`)
      made = resolve(to.node, to.home, [...trail, to.name], path, depth + 1)
    }
    for (const part of Array.isArray(node.allOf) ? (node.allOf as Json[]) : [])
      made = merged(made, resolve(part, home, trail, path, depth + 1), path)
    const isRoot = node.$id !== undefined
    const said = Object.entries(node).filter(([key]) => (isRoot ? CARRIED.includes(key) : !STRUCTURE.includes(key)))
    const deeper = (one: unknown, name: string) => resolve(one as Json, home, trail, `${path}/${name}`, depth + 1)
    const own: Record<string, unknown> = Object.fromEntries(said)
    if (isObject(node.properties))
      own.properties = Object.fromEntries(
        Object.entries(node.properties).map(([name, one]) => [name, deeper(one, name)]),
      )
    if (isObject(node.items)) own.items = deeper(node.items, '[]')
    if (isObject(node.additionalProperties)) own.additionalProperties = deeper(node.additionalProperties, '{}')
    return typed(merged(own, made, path))
  }

  const root = resolve(first, first, [`${String(first.$id)}#`], '', 0)
  return { ...root, type: 'object', 'meta:xdmType': 'object' }
}

/** Both at once. Where both speak of what a field is called, the first has the word. */
function merged(first: Json, second: Json, path: string): Json {
  for (const key of CONSTRAINTS) {
    const [one, other] = [first[key], second[key]]
    if (one !== undefined && other !== undefined && JSON.stringify(one) !== JSON.stringify(other))
      throw wrong(
        `Two definitions of ${path || '/'} disagree: ${key} is ${JSON.stringify(one)} and ${JSON.stringify(other)}.`,
      )
  }
  const required = [...((first.required ?? []) as string[]), ...((second.required ?? []) as string[])]
  const parts: Record<string, unknown> = {}
  if (isObject(first.properties) && isObject(second.properties)) {
    const named = new Map(Object.entries(second.properties))
    for (const [name, one] of Object.entries(first.properties)) {
      const other = named.get(name)
      named.set(name, other === undefined ? one : merged(one as Json, other as Json, `${path}/${name}`))
    }
    parts.properties = Object.fromEntries(named)
  }
  for (const key of ['items', 'additionalProperties'] as const)
    if (isObject(first[key]) && isObject(second[key])) parts[key] = merged(first[key], second[key], `${path}/${key}`)
  return { ...second, ...first, ...parts, ...(required.length > 0 && { required: [...new Set(required)] }) }
}

function typed(node: Json): Json {
  if (node.type !== undefined) return node
  if (node.properties || node.additionalProperties) return { ...node, type: 'object' }
  return node.items ? { ...node, type: 'array' } : node
}

/** The field at a path such as `/_acme/charges_data/id`, in a tree. A prefix `xdm:` is passed over, as in Adobe's samples. */
export function fieldAt(root: Json, path: string): Json | undefined {
  let node: unknown = root
  for (const part of path.split('/').slice(1)) {
    const name = part.replace(/^xdm:/, '')
    const named = isObject(node) ? node.properties : undefined
    node = isObject(named) && Object.hasOwn(named, name) ? named[name] : undefined
  }
  return isObject(node) ? node : undefined
}

/** A schema, resolved, and what its rows are known by. */
export interface ResolvedSchema {
  readonly id: string
  readonly version: string
  readonly title: string
  readonly root: XdmNode
  /** The primary identity: a path such as `/_acme/charges_data/id`, and its namespace. */
  readonly primary?: { readonly path: string; readonly namespace: string }
}

/**
 * A schema of the tenant by its `$id` or `meta:altId`, as one tree; undefined where there is none. Throws 422 where it cannot be
 * composed. A later version has a greater `version`, also where a part of the schema was changed and not the schema itself.
 */
export async function resolveSchema(
  catalog: Catalog,
  scope: Scope,
  idOrAltId: string,
): Promise<ResolvedSchema | undefined> {
  const id = idOf(idOrAltId)
  const schema = (await catalog.find<Json>(scope, 'schema', id))?.body
  if (!schema) return undefined
  const root = await composed(finder(catalog, scope), schema)
  const primary = (await descriptorsOf(catalog, scope, id)).find(isPrimary)
  return {
    id,
    version: String(schema.version),
    title: String(schema.title),
    root: asNode(root),
    ...(primary && {
      primary: {
        path: String(primary['xdm:sourceProperty']).replaceAll('/xdm:', '/'),
        namespace: String(primary['xdm:namespace']),
      },
    }),
  }
}

/** Whether a descriptor says what a schema's rows are known by. */
export const isPrimary = (descriptor: Json): boolean =>
  descriptor['@type'] === 'xdm:descriptorIdentity' && descriptor['xdm:isPrimary'] === true

/** What of a tree the columns of a dataset need. */
function asNode(tree: Json): XdmNode {
  const node: Record<string, unknown> = { type: tree.type }
  for (const key of ['title', 'description', 'required', 'enum', 'meta:enum', 'meta:xdmType'])
    if (tree[key] !== undefined) node[key] = tree[key]
  if (tree.format === 'date' || tree.format === 'date-time') node.format = tree.format
  if (isObject(tree.properties))
    node.properties = Object.fromEntries(
      Object.entries(tree.properties).map(([name, one]) => [name, asNode(one as Json)]),
    )
  if (isObject(tree.items)) node.items = asNode(tree.items)
  if (isObject(tree.additionalProperties)) node.additionalProperties = asNode(tree.additionalProperties)
  return node as unknown as XdmNode
}
