// What the registry keeps, and under which names: kinds of resources, their ids, the tenant of an organisation, and who refers to
// whom. A resource is found by its `$id` alike in the catalogue, in a transaction of it, and in the global container.
import { createHash, randomBytes } from 'node:crypto'
import { problem } from '../door/errors.ts'
import type { Catalog, Scope } from '../lake/catalog.ts'
import { globalResource } from './classes.ts'

export type Json = Readonly<Record<string, unknown>>

export type Kind = 'class' | 'fieldGroup' | 'dataType' | 'schema'

/** How each kind is called in paths, and in ids (help/xdm/api/field-groups.md: field groups are `mixins` there). */
export const KINDS: Readonly<Record<Kind, { readonly paths: readonly string[]; readonly type: string }>> = {
  class: { paths: ['classes'], type: 'classes' },
  fieldGroup: { paths: ['fieldgroups', 'mixins'], type: 'mixins' },
  dataType: { paths: ['datatypes'], type: 'datatypes' },
  schema: { paths: ['schemas'], type: 'schemas' },
}
const BY_TYPE: Readonly<Record<string, Kind>> = {
  classes: 'class',
  mixins: 'fieldGroup',
  fieldgroups: 'fieldGroup',
  datatypes: 'dataType',
  schemas: 'schema',
}

/** Names that the lake or a global class has at the root of a row, after the `_`. */
const TAKEN = new Set(['', 'id', 'repo', 'landed', 'links', 'page', 'xdm', 'experience'])

/**
 * The tenant of an organisation: what stands before the `@`, in lower case, letters and digits only. Custom fields are under
 * `_<tenant>`, so where that would be a name of a row's own (`_id`), it gets a `1` behind it.
 */
export function tenantOf(org: string): string {
  const name = org
    .split('@', 1)[0]!
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
  return TAKEN.has(name) ? `${name}1` : name
}

/** The object under which the custom fields of an organisation are. */
export const namespaceOf = (scope: Scope): string => `_${tenantOf(scope.org)}`

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
export { isObject }

/** A new `$id`: 48 hex digits, as Adobe's. */
export const newId = (scope: Scope, kind: Kind): string =>
  `https://ns.adobe.com/${tenantOf(scope.org)}/${KINDS[kind].type}/${randomBytes(24).toString('hex')}`

/** `https://ns.adobe.com/acme/schemas/1f` is `_acme.schemas.1f`. */
export const altIdOf = (id: string): string => `_${id.replace('https://ns.adobe.com/', '').replaceAll('/', '.')}`

/** The `$id` of what a caller names by its `$id` or its `meta:altId`. */
export const idOf = (given: string): string =>
  given.startsWith('_') ? `https://ns.adobe.com/${given.slice(1).replaceAll('.', '/')}` : given

/** The kind that an id of a tenant speaks of. */
export const kindOf = (id: string): Kind | undefined => {
  const type = /^https:\/\/ns\.adobe\.com\/[^/#]+\/([a-z]+)\/[^/#]+$/.exec(id)?.[1]
  return type !== undefined && Object.hasOwn(BY_TYPE, type) ? BY_TYPE[type] : undefined
}

/** The kind of a resource, its own id and type told apart: a behaviour is none of these. */
export const kindOfResource = (resource: Json): Kind | undefined => {
  const type = String(resource['meta:resourceType'])
  return Object.hasOwn(BY_TYPE, type) ? BY_TYPE[type] : undefined
}

/** Answers from the catalogue, or from a transaction of it. */
export type Reader = Pick<Catalog, 'ask' | 'find'>

/** Any resource by its `$id`: of the tenant or the global container. */
export type Find = (id: string) => Promise<Json | undefined>

/** Reads each resource once: what it answers is of one moment, so it is made anew for every call. */
export function finder(reader: Reader, scope: Scope): Find {
  const known = new Map<string, Promise<Json | undefined>>()
  const read = async (id: string) => {
    const kind = kindOf(id)
    return kind && (await reader.find<Json>(scope, kind, id))?.body
  }
  return async (id) => {
    const found = globalResource(id)
    if (found) return found
    if (!known.has(id)) known.set(id, read(id))
    return known.get(id)
  }
}

/** As it would be with one resource changed. */
export const withResource =
  (find: Find, resource: Json): Find =>
  async (id) =>
    id === resource.$id ? resource : find(id)

/** All of a kind, oldest first. */
export async function all<T = Json>(reader: Reader, { org, sandbox }: Scope, kind: string): Promise<T[]> {
  const sql = 'select body from documents where org = ? and sandbox = ? and kind = ? order by seq'
  const found = await reader.ask<{ body: string }>(sql, [org, sandbox, kind])
  return found.map(({ body }) => JSON.parse(body) as T)
}

/** How many of a kind there are. */
export async function countOf(reader: Reader, { org, sandbox }: Scope, kind: string): Promise<number> {
  const sql = 'select count(*) as n from documents where org = ? and sandbox = ? and kind = ?'
  const [row] = await reader.ask<{ n: bigint }>(sql, [org, sandbox, kind])
  return Number(row!.n)
}

/**
 * Those that have a value where `of` looks for it. DuckDB only says where the text may be: its functions of JSON stop at a text that
 * is no UTF-16, and one body of that kind would then stop everybody's.
 */
export async function holding<T = Json>(
  reader: Pick<Reader, 'ask'>,
  { org, sandbox }: Scope,
  kind: string,
  value: string,
  of: (one: T) => unknown,
): Promise<T[]> {
  const sql = `select body from documents where org = ? and sandbox = ? and kind = ? and contains(body, ?) order by seq`
  const found = await reader.ask<{ body: string }>(sql, [org, sandbox, kind, JSON.stringify(value)])
  return found.map(({ body }) => JSON.parse(body) as T).filter((one) => of(one) === value)
}

/** The nodes within a node, each with its place: fields, definitions, parts, elements and values of a map. */
export function* within(node: Json): Generator<[place: string, node: unknown]> {
  for (const key of ['properties', 'definitions'] as const) {
    const named = node[key]
    if (isObject(named)) for (const [name, one] of Object.entries(named)) yield [`${key}/${name}`, one]
  }
  if (Array.isArray(node.allOf)) for (const [at, one] of node.allOf.entries()) yield [`allOf/${at}`, one]
  if (node.items !== undefined) yield ['items', node.items]
  if (isObject(node.additionalProperties)) yield ['additionalProperties', node.additionalProperties]
}

/** The resources that one refers to by `$ref`, each once, without what is its own. */
export function refsOf(resource: Json): string[] {
  const found = new Set<string>()
  const waiting: unknown[] = [resource]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (!isObject(node)) continue
    const id = typeof node.$ref === 'string' ? node.$ref.split('#', 1)[0]! : ''
    if (id && id !== resource.$id) found.add(id)
    for (const [, one] of within(node)) waiting.push(one)
  }
  return [...found]
}

/** Those of the tenant that refer to one directly. `intends` counts a field group that is meant for it, too. */
export async function referring(
  reader: Reader,
  { org, sandbox }: Scope,
  id: string,
  { intends = false } = {},
): Promise<Json[]> {
  const sql = `select body from documents where org = ? and sandbox = ? and kind in ('class', 'fieldGroup', 'dataType', 'schema')
    and id <> ? and contains(body, ?) order by seq`
  const found = await reader.ask<{ body: string }>(sql, [org, sandbox, id, `"${id}`])
  const said = found.map(({ body }) => JSON.parse(body) as Json)
  return said.filter((one) => refsOf(one).includes(id) || (intends && intendedFor(one).includes(id)))
}

/** The classes that a field group is meant for. */
export const intendedFor = (resource: Json): string[] => {
  const intended = resource['meta:intendedToExtend']
  return Array.isArray(intended) ? intended.filter((one) => typeof one === 'string') : []
}

/** Those that are made of one, through any others: what a change to it may break. */
export async function dependents(reader: Reader, scope: Scope, id: string): Promise<Json[]> {
  const found = new Map<string, Json>()
  const waiting = [id]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const one of await referring(reader, scope, next)) {
      const its = String(one.$id)
      if (its === id || found.has(its)) continue
      found.set(its, one)
      waiting.push(its)
    }
  }
  return [...found.values()]
}

/** The datasets that a schema has. */
export const datasetsOf = (reader: Reader, scope: Scope, id: string): Promise<Json[]> =>
  holding<Json>(reader, scope, 'dataSet', id, ({ schemaRef }) => (schemaRef as Json).id)

/** The descriptors of a schema. */
export const descriptorsOf = (reader: Reader, scope: Scope, id: string): Promise<Json[]> =>
  holding<Json>(reader, scope, 'descriptor', id, (one) => one['xdm:sourceSchema'])

/** Of a text, whatever it is: for etags and the ids of sandboxes. */
export const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A uuid of a sandbox that is always the same. `prod` is production, every other one development. */
export function sandboxOf({ org, sandbox }: Scope): { id: string; type: string } {
  const hex = digest(`${org}/${sandbox}`)
  const id = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)]
  return { id: id.join('-'), type: sandbox === 'prod' ? 'production' : 'development' }
}

/** A 404, with Adobe's code of it (help/xdm/troubleshooting-guide.md). */
export const noObject = (id: string, version: string) =>
  problem(404, 'XDM-1016-404', `There is no object ${id} with version ${version}.`)
