// The ready XDM schemas: for every stream a field group, a schema and the mapping into it, made from the contract's own description
// of the object in the account's version of the API. So the types of nullable fields are known before one has a value.
import { newest, type Node, shapeNode } from '../../contract/index.ts'
import { type Stream, streamNamed } from '../extract/streams.ts'
import type { XdmNode } from './node.ts'
import { ALSO_SENT, FRACTIONS, listOf, PERSONAL, type Personal } from './ready_facts.ts'

/** One row of a mapping set, as Data Prep's newer form has it. */
export interface MappingRow {
  readonly sourceType: 'ATTRIBUTE'
  readonly source: string
  readonly destination: string
}

export interface ReadySchema {
  /** The body of `POST /tenant/fieldgroups`. */
  readonly fieldGroup: object
  /** The body of `POST /tenant/schemas`, once the field group has its `$id`. */
  readonly schema: (fieldGroupId: string) => object
  /** What a row of it looks like, without the class's own fields. */
  readonly root: XdmNode
  readonly mappings: readonly MappingRow[]
}

/** A field about a person. `path` begins at the object: names, `[]` for what an array holds, `{}` for what a map does. */
export interface PersonalField {
  readonly path: string
  readonly is: Personal
}

/** The class of a record that has no field of its own that must be there. [I] Adobe's page on Stripe names none. */
const CLASS = 'https://ns.adobe.com/xdm/context/profile'
/**
 * How many objects stand inside of each other before the next is kept as JSON text. Why 3: a customer's subscriptions, their
 * items and the price of each are typed; with one more an invoice's last error would bring a thousand columns.
 */
const LINKS_MAX = 3
/** Why 2: a list of bank accounts and cards is typed; the six kinds of a legacy source have 700 columns, nearly all of them empty. */
const KINDS_MAX = 2

/**
 * The ready schema of a stream for a tenant (`brindle`, without the underscore), in a version of the API. Everything is under
 * `_<tenant>.<name>_data`, where `/` and `.` of the name are `_`. Throws where that version does not have the object.
 */
export function readySchema(stream: Stream, tenant: string, version: string = newest): ReadySchema {
  if (!/^[A-Za-z0-9_]+$/.test(tenant)) throw new Error(`A tenant is named with letters, digits and "_", not ${tenant}.`)
  const name = `${stream.name.replaceAll(/\W/g, '_')}_data`
  const record = recordOf(stream, version)
  const under: XdmNode = { type: 'object', properties: { [name]: record } }
  const title = `Stripe ${stream.name}`
  const description = `${title} as of API version ${version}.`
  return {
    fieldGroup: {
      title: `${title} fields`,
      description,
      type: 'object',
      'meta:intendedToExtend': [CLASS],
      definitions: { [name]: { properties: { [`_${tenant}`]: under } } },
      allOf: [{ $ref: `#/definitions/${name}` }],
    },
    schema: (fieldGroupId) => ({
      type: 'object',
      title,
      description,
      allOf: [{ $ref: CLASS }, { $ref: fieldGroupId }],
    }),
    root: { type: 'object', properties: { [`_${tenant}`]: under } },
    mappings: [{ sourceType: 'ATTRIBUTE', source: 'data', destination: `_${tenant}.${name}` }],
  }
}

/** One record of a stream, by itself: as Stripe sends it, and of rows that stood inside of others, with what they are known by. */
export function recordOf(stream: Stream, version: string = newest): XdmNode {
  const { record } = build(stream, version)
  return record
}

/** The fields of a stream's records that are about persons, for hashing them or leaving them out. */
export function personalFields(stream: Stream, version: string = newest): readonly PersonalField[] {
  const { record, cuts } = build(stream, version)
  const found: PersonalField[] = []
  walk(record, '', (node, path) => {
    const is = personal(`${stream.object}.${path}`) ?? (cuts.get(path)?.some(hasPersonal) ? 'mixed' : undefined)
    if (is) found.push({ path, is })
    // What is in an address is of it.
    return is === undefined || node.properties === undefined || is === 'mixed'
  })
  return found.flatMap((field) => leavesOf(record, field))
}

/** A field that is an object stands for all that is in it. */
function leavesOf(record: XdmNode, { path, is }: PersonalField): PersonalField[] {
  const leaves: PersonalField[] = []
  walk(record, '', (node, at) => {
    const inIt = at === path || at.startsWith(`${path}.`) || at.startsWith(`${path}[`)
    if (inIt && !node.properties && !node.items) leaves.push({ path: at, is })
    return inIt || path.startsWith(at)
  })
  return leaves
}

const ENDS = Object.entries(PERSONAL).flatMap(([is, names]) => names.map((end) => [`.${end}`, is as Personal] as const))
const personal = (path: string) => ENDS.find(([end]) => `.${path}`.endsWith(end))?.[1]

/** Whether an object has fields about persons anywhere. */
function hasPersonal(object: string): boolean {
  const record = (known[object] ??= builder(newest).object([object], '', []).record)
  let found = false
  walk(record, '', (_, path) => !(found ||= personal(`${object}.${path}`) !== undefined))
  return found
}
const known: Record<string, XdmNode> = {}

/** Every field below a node with its path; the visitor says whether to go into it. */
function walk(node: XdmNode, path: string, visit: (node: XdmNode, path: string) => boolean): void {
  const enter = (inner: XdmNode, at: string) => {
    if (visit(inner, at)) walk(inner, at, visit)
  }
  for (const [name, inner] of Object.entries(node.properties ?? {})) enter(inner, path ? `${path}.${name}` : name)
  if (node.items) enter(node.items, `${path}[]`)
  if (node.additionalProperties) enter(node.additionalProperties, `${path}{}`)
}

interface Built {
  readonly record: XdmNode
  /** Where an object is kept as JSON text though the contract describes it, and which kinds it may be of. */
  readonly cuts: ReadonlyMap<string, readonly string[]>
}

/**
 * The object in its version, and what the newest has besides: fields are added to the answers of every version
 * ([K] https://docs.stripe.com/upgrades, its backward-compatible changes), and which of a later version's are
 * such is written nowhere. One that never comes is a column of nulls.
 */
function build(stream: Stream, version: string): Built {
  const { within, object } = stream
  if (shapeNode(object, version) === undefined)
    throw new Error(`API version ${version} has no object ${object}, of which the stream ${stream.name} is.`)
  const [own, latest] = [version, newest].map((one) => described(stream, one))
  const record = besides(own!.record, latest!.record)
  const cuts = new Map([...latest!.cuts, ...own!.cuts])
  if (!within) return { record: record.properties!.id ? { ...record, required: ['id'] } : record, cuts }
  const added: Record<string, XdmNode> = { [within.as]: { type: 'string' } }
  if (within.key.includes('index')) added.index = { type: 'integer' }
  return { record: { ...record, properties: { ...record.properties, ...added }, required: within.key }, cuts }
}

function described({ object, within }: Stream, version: string): Built {
  // Rows that are no objects of the contract are described where they stand.
  return within && object === streamNamed(within.parent)!.object
    ? builder(version).field(nodeAt(object, within.at, version), '', [object])
    : builder(version).object([object], '', [])
}

/** The first, with what only the second has. */
function besides(one: XdmNode, other: XdmNode): XdmNode {
  if (one === other || one.type !== other.type) return one
  if (one.items && other.items) return { ...one, items: besides(one.items, other.items) }
  if (!other.properties) return one
  // An object that had no fields then; one that is kept as text says of what kinds it is.
  if (!one.properties) return one.additionalProperties || one.description ? one : other
  const properties = { ...one.properties }
  for (const [name, node] of Object.entries(other.properties))
    properties[name] = properties[name] ? besides(properties[name], node) : node
  return { ...one, properties }
}

/** The node of what an array in an object holds. */
function nodeAt(object: string, path: string, version: string): Node {
  let node = shapeNode(object, version)!
  for (const name of path.split('.')) {
    node = node.p![name]!
    while (node.k === 'null' || node.k === 'array') node = node.of
  }
  return node
}

const OPEN: XdmNode = { type: 'object' }
const TYPES: Readonly<Partial<Record<Node['k'], XdmNode['type']>>> = {
  string: 'string',
  literal: 'string',
  enum: 'string',
  ref: 'string',
  decimal: 'string',
  int64: 'string',
  integer: 'integer',
  timestamp: 'integer',
  float: 'number',
  boolean: 'boolean',
}

/** Makes XDM of the contract's nodes. One for each schema: it notes what it cuts. */
function builder(version: string) {
  const cuts = new Map<string, readonly string[]>()

  /** An object of one of these kinds, at a path, inside of those. */
  const object = (kinds: readonly string[], path: string, inside: readonly string[]): XdmNode => {
    const shapes = kinds.map((kind) => shapeNode(kind, version))
    const cut = kinds.some((kind) => inside.includes(kind)) || inside.length > LINKS_MAX || kinds.length > KINDS_MAX
    if (cut || shapes.includes(undefined)) {
      cuts.set(path, kinds)
      return { ...OPEN, description: `${kinds.length > 8 ? 'Any object' : kinds.join(', ')}, as JSON text.` }
    }
    return shapes
      .map((shape, at) => fields({ ...shape!.p, ...ALSO_SENT[kinds[at]!] }, path, [...inside, ...kinds]))
      .reduce(together)
  }

  const fields = (p: Readonly<Record<string, Node>>, path: string, inside: readonly string[]): XdmNode => {
    const names = Object.keys(p)
    if (names.length === 0) return OPEN
    const below = (name: string) => (path ? `${path}.${name}` : name)
    return {
      type: 'object',
      properties: Object.fromEntries(names.map((name) => [name, field(p[name]!, below(name), inside)])),
    }
  }

  const field = (node: Node, path: string, inside: readonly string[]): XdmNode => {
    switch (node.k) {
      case 'null':
      case 'empty':
        return field(node.of, path, inside)
      case 'array':
        return { type: 'array', items: field(node.of, `${path}[]`, inside) }
      case 'map':
        return mapOf(field(node.of, `${path}{}`, inside))
      case 'metadata':
        return mapOf({ type: 'string' })
      case 'object':
        return fields(node.p, path, inside)
      case 'embed':
        return object(node.to, path, inside)
      case 'list':
        return listOf(object(node.of, `${path}.data[]`, inside))
      case 'number':
        return { type: isFraction([...inside.slice(0, 1), path].join('.')) ? 'number' : 'integer' }
      case 'enum':
        return { type: 'string', 'meta:enum': Object.fromEntries(node.v.map((word) => [word, word])) }
      case 'any':
      case 'file':
      case 'union':
        return OPEN
      default:
        return { type: TYPES[node.k]! }
    }
  }

  return {
    object: (kinds: readonly string[], path: string, inside: readonly string[]): Built => ({
      record: object(kinds, path, inside),
      cuts,
    }),
    field: (node: Node, path: string, inside: readonly string[]): Built => ({
      record: field(node, path, inside),
      cuts,
    }),
  }
}

const mapOf = (values: XdmNode): XdmNode => ({
  type: 'object',
  additionalProperties: values,
  'meta:xdmType': 'map',
})

const isFraction = (path: string) => FRACTIONS.some((end) => path === end || path.endsWith(`.${end}`))

/** What is one of two. A field that both have with different types may be anything. */
function together(one: XdmNode, other: XdmNode): XdmNode {
  if (one.type !== other.type) return OPEN
  if (one.properties && other.properties) {
    const properties: Record<string, XdmNode> = { ...one.properties }
    for (const [name, node] of Object.entries(other.properties))
      properties[name] = properties[name] ? together(properties[name], node) : node
    return { type: 'object', properties }
  }
  if (one.items && other.items) return { type: 'array', items: together(one.items, other.items) }
  if (one.type !== 'object') return { ...one, ...withWords({ ...one['meta:enum'], ...other['meta:enum'] }) }
  const maps = one.additionalProperties && other.additionalProperties
  return maps ? mapOf(together(one.additionalProperties, other.additionalProperties)) : OPEN
}

const withWords = (words: Readonly<Record<string, string>>) =>
  Object.keys(words).length > 0 ? { 'meta:enum': words } : {}
