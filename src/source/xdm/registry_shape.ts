// The form of a resource: which keys it may have, what a field may say, and how large all of it may be. Nothing is looked up here:
// what a resource means beside others is registry_rules.ts. (help/xdm/schema/field-constraints.md, help/xdm/api/getting-started.md)
import { invalid } from '../door/errors.ts'
import { isObject, type Json, within } from './registry_store.ts'

/** Why 64: the deepest of the ready field groups has 34 levels of JSON [M]; a field takes two. */
const DEPTH_MAX = 64
/** Why 2 MB: the largest of the ready field groups has 360 kB [M]. */
const BYTES_MAX = 2 * 1024 * 1024
/** Why 255: as long as a name in a file system; the longest of Stripe's fields has 70 characters [M]. */
const NAME_MAX = 255
/** Why 10 000 characters: a description is a paragraph, and this is some pages. */
const TEXT_MAX = 10_000

/** What the registry writes itself: sent back by who has read a resource, and passed over (help/xdm/api/schemas.md). */
export const ASSIGNED: readonly string[] = [
  '$id',
  'meta:altId',
  'meta:resourceType',
  'version',
  'imsOrg',
  'meta:extensible',
  'meta:abstract',
  'meta:extends',
  'meta:xdmType',
  'meta:class',
  'meta:containerId',
  'meta:sandboxId',
  'meta:sandboxType',
  'meta:tenantNamespace',
  'meta:registryMetadata',
  'refs',
]
const GIVEN: readonly string[] = [
  '$schema',
  'title',
  'description',
  'type',
  'allOf',
  'definitions',
  'properties',
  'required',
  'meta:intendedToExtend',
  'meta:immutableTags',
  'meta:status',
  'meta:tags',
]

/** Keywords of JSON Schema that a tree of columns cannot say. */
const UNKNOWN = ['anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'patternProperties', 'dependencies', 'propertyNames']
const TYPES = ['object', 'array', 'string', 'integer', 'number', 'boolean']
/** Adobe's bounds of its whole numbers. The greatest is written both with and without the last one (field-constraints.md). */
const INTEGERS: readonly (readonly [name: string, bound: number])[] = [
  ['byte', 128],
  ['short', 32_768],
  ['int', 2_147_483_648],
]
const NUMBERS = ['minimum', 'maximum', 'minLength', 'maxLength'] as const

/**
 * The body of a call as an object that may be looked through safely. Throws 400 where it is none, or too deep or large, or has a
 * key that means something else to JavaScript.
 */
export function bounded(body: unknown, what: string): Json {
  if (!isObject(body)) throw invalid(`The body is to be ${what}, as a JSON object.`)
  boundedValue(body)
  return body
}

/** The same of any value. */
export function boundedValue(value: unknown): void {
  checkDepth(value, 0)
  const size = JSON.stringify(value)?.length ?? 0
  if (size > BYTES_MAX) throw invalid(`The resource has ${size} bytes; it may have ${BYTES_MAX}.`)
}

function checkDepth(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return
  if (depth > DEPTH_MAX) throw invalid(`The body is more than ${DEPTH_MAX} levels deep.`)
  for (const [key, one] of Object.entries(value)) {
    if (key === '__proto__') throw invalid('No key may be "__proto__".')
    if (key.length > NAME_MAX) throw invalid(`The key "${key.slice(0, 40)}…" has more than ${NAME_MAX} characters.`)
    if (!key.isWellFormed() || (typeof one === 'string' && !one.isWellFormed()))
      throw invalid('A text is no UTF-16: it has half of a character.')
    if (typeof one === 'string' && one.length > TEXT_MAX)
      throw invalid(`The text at "${key}" has more than ${TEXT_MAX} characters.`)
    checkDepth(one, depth + 1)
  }
}

/**
 * A resource as it is kept, without what the registry assigns: `meta:xdmType` is filled in where a field's type says it. `namespace`
 * is that of the tenant, the one name that begins with `_`. Throws 400 for what no resource may say.
 */
export function shaped(body: Json, namespace: string): Json {
  const kept = Object.entries(body).filter(([key]) => !ASSIGNED.includes(key))
  for (const [key] of kept)
    if (!GIVEN.includes(key) && !UNKNOWN.includes(key)) throw invalid(`A resource has no "${key}".`)
  const made = Object.fromEntries(kept)
  if (typeof made.title !== 'string' || made.title.trim() === '') throw invalid('A resource needs a "title", a text.')
  if (made.title.length > NAME_MAX) throw invalid(`A title has at most ${NAME_MAX} characters.`)
  if ((made.type ?? 'object') !== 'object') throw invalid('The "type" of a resource is "object".')
  for (const key of ['meta:intendedToExtend', 'meta:immutableTags'])
    if (made[key] !== undefined) texts(made[key], `"${key}"`)
  return field({ ...made, type: 'object' }, '', namespace)
}

function texts(value: unknown, what: string): void {
  if (!Array.isArray(value) || value.some((one) => typeof one !== 'string'))
    throw invalid(`${what} is to be a list of texts.`)
}

function field(node: unknown, path: string, namespace: string): Json {
  const at = path || 'the resource'
  if (!isObject(node)) throw invalid(`${at} is to be an object.`)
  for (const key of UNKNOWN)
    if (Object.hasOwn(node, key)) throw invalid(`${at} has "${key}", which Brindle cannot read.`)
  for (const key of ['title', 'description', 'format', 'pattern', '$ref', 'meta:status'])
    if (node[key] !== undefined && typeof node[key] !== 'string') throw invalid(`"${key}" of ${at} is to be a text.`)
  for (const key of NUMBERS)
    if (node[key] !== undefined && typeof node[key] !== 'number') throw invalid(`"${key}" of ${at} is to be a number.`)
  for (const key of ['enum', 'required']) if (node[key] !== undefined) texts(node[key], `"${key}" of ${at}`)
  const labels = node['meta:enum']
  if (labels !== undefined && (!isObject(labels) || Object.values(labels).some((one) => typeof one !== 'string')))
    throw invalid(`"meta:enum" of ${at} is to be an object of texts.`)
  checkType(node, at)
  for (const key of ['properties', 'definitions'] as const)
    if (node[key] !== undefined) checkNames(node[key], key, path, namespace)
  if (node.allOf !== undefined && !Array.isArray(node.allOf)) throw invalid(`"allOf" of ${at} is to be a list.`)
  return withTypes(node, path, namespace)
}

function checkType({ type, items, properties, additionalProperties, enum: values, ...node }: Json, at: string): void {
  const parts = [node.$ref, node.allOf, properties, additionalProperties]
  if (type === undefined && parts.every((part) => part === undefined)) throw invalid(`${at} has no "type".`)
  if (type !== undefined && !TYPES.includes(type as string))
    throw invalid(`"type" of ${at} is to be one of ${TYPES.join(', ')}.`)
  if (!['undefined', 'boolean'].includes(typeof additionalProperties) && !isObject(additionalProperties))
    throw invalid(`"additionalProperties" of ${at} is to be an object.`)
  // One that does not say what it is of may be of anything.
  if (items !== undefined && !isObject(items)) throw invalid(`"items" of ${at} is to be an object.`)
  if (items !== undefined && type !== 'array') throw invalid(`${at} has "items" and is no array.`)
  if (values !== undefined && type !== 'string') throw invalid(`${at} has an "enum" and is no string.`)
  if (type !== undefined && type !== 'object' && (properties !== undefined || isObject(additionalProperties)))
    throw invalid(`${at} has fields and is no object.`)
  // help/xdm/schema/field-constraints.md: a map defines no properties.
  if (isObject(additionalProperties) && isObject(properties) && Object.keys(properties).length > 0)
    throw invalid(`${at} has "additionalProperties", as a map has, and "properties", which a map has not.`)
}

/** help/xdm/api/getting-started.md: letters, digits, dashes and underscores, none of these first. */
function checkNames(named: unknown, key: string, path: string, namespace: string): void {
  if (!isObject(named)) throw invalid(`"${key}" of ${path || 'the resource'} is to be an object.`)
  for (const name of Object.keys(named)) {
    const isNamespace = name === namespace && /^(?:|\/definitions\/[^/]+|(?:\/allOf\/\d+)+)$/.test(path)
    if (!/^[A-Za-z0-9][\w-]*$/.test(name) && !isNamespace)
      throw invalid(
        `"${name}" in ${path || 'the resource'} is no name of a field: letters, digits, "-" and "_", with no "_" first but in ${namespace}.`,
      )
  }
}

function withTypes(node: Json, path: string, namespace: string): Json {
  const made: Record<string, unknown> = { ...node }
  const deeper = new Map([...within(node)].map(([place, one]) => [place, field(one, `${path}/${place}`, namespace)]))
  for (const key of ['properties', 'definitions'] as const)
    if (isObject(node[key]))
      made[key] = Object.fromEntries(Object.keys(node[key]).map((name) => [name, deeper.get(`${key}/${name}`)]))
  if (Array.isArray(node.allOf))
    made.allOf = node.allOf.map((_, at) => {
      const part = deeper.get(`allOf/${at}`)!
      // As the samples of look-ups have them (help/xdm/api/schemas.md).
      return typeof part.$ref === 'string' ? { ...part, type: 'object', 'meta:xdmType': 'object' } : part
    })
  for (const key of ['items', 'additionalProperties']) if (deeper.has(key)) made[key] = deeper.get(key)
  const type = xdmType(made, path)
  return type === undefined ? made : { ...made, 'meta:xdmType': type }
}

function xdmType(node: Json, path: string): string | undefined {
  const { type, format } = node
  if (type === 'string') return format === 'date' || format === 'date-time' ? format : 'string'
  if (type === 'object') return isObject(node.additionalProperties) ? 'map' : 'object'
  if (type !== 'integer') return type as string | undefined
  const bounds = [node.minimum, node.maximum].filter((one) => typeof one === 'number')
  if (bounds.length > 0) {
    const most = Math.max(...bounds.map(Math.abs))
    return INTEGERS.find(([, bound]) => most <= bound)?.[0] ?? 'long'
  }
  // One without bounds is an `int` in Adobe's sample (help/xdm/api/data-types.md), unless it says that it is another.
  const said = node['meta:xdmType'] ?? 'int'
  if (!['byte', 'short', 'int', 'long'].includes(said as string))
    throw invalid(`"meta:xdmType" of ${path} is not that of an integer.`)
  return said as string
}
