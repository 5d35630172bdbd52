// Descriptors: what a field of a schema is beside its type, such as the identity by which a row is known. They have no versions, and
// Accept headers of their own. (help/xdm/api/descriptors.md)
import { randomBytes } from 'node:crypto'
import { invalid, notFound, problem } from '../door/errors.ts'
import { type Answer, type Ask, created, gone, ok, type Route } from '../door/route.ts'
import type { Source } from '../index.ts'
import type { Scope, Writes } from '../lake/catalog.ts'
import { composed, fieldAt, isPrimary } from './compose.ts'
import { filtered } from './registry_filter.ts'
import { bounded } from './registry_shape.ts'
import {
  all,
  countOf,
  datasetsOf,
  descriptorsOf,
  finder,
  isObject,
  type Json,
  namespaceOf,
  sandboxOf,
} from './registry_store.ts'
import { acceptOf, pageOf } from './registry_views.ts'

/** Adobe's own limit (help/xdm/api/descriptors.md#defining-descriptors). */
const DESCRIPTORS_MAX = 4_000

type Form = 'text' | 'boolean' | 'major' | 'property' | 'properties' | 'schema' | 'texts' | 'how'

interface Row {
  readonly needed: Readonly<Record<string, Form>>
  readonly optional?: Readonly<Record<string, Form>>
}

const SOURCE: Readonly<Record<string, Form>> = { 'xdm:sourceSchema': 'schema', 'xdm:sourceProperty': 'property' }
const VERSION: Readonly<Record<string, Form>> = { 'xdm:sourceVersion': 'major' }

/** The types that can be made, with the fields of each. */
const TYPES: Readonly<Record<string, Row>> = {
  'xdm:descriptorIdentity': {
    needed: { ...SOURCE, 'xdm:namespace': 'text' },
    optional: { ...VERSION, 'xdm:property': 'how', 'xdm:isPrimary': 'boolean' },
  },
  'xdm:descriptorOneToOne': {
    needed: { ...SOURCE, 'xdm:destinationSchema': 'schema' },
    optional: { ...VERSION, 'xdm:destinationVersion': 'major', 'xdm:destinationProperty': 'property' },
  },
  'xdm:alternateDisplayInfo': {
    needed: SOURCE,
    optional: {
      ...VERSION,
      'xdm:title': 'texts',
      'xdm:description': 'texts',
      'meta:enum': 'texts',
      // The page has it under both names.
      'xdm:excludeMetaEnum': 'texts',
      'meta:excludeMetaEnum': 'texts',
    },
  },
  'xdm:descriptorReferenceIdentity': {
    needed: { ...SOURCE, 'xdm:identityNamespace': 'text' },
    optional: VERSION,
  },
  'xdm:descriptorDeprecated': {
    needed: { ...SOURCE, 'xdm:sourceProperty': 'properties' },
    optional: VERSION,
  },
}

/** What the registry writes itself, and passes over when it is sent back. */
const ASSIGNED = ['@id', 'imsOrg', 'version', 'createdUser', 'createdClient', 'updatedUser', 'created', 'updated']
const META = ['meta:containerId', 'meta:sandboxId', 'meta:sandboxType']

const isPath = (value: unknown): boolean => typeof value === 'string' && /^(?:\/[^/]+)+$/.test(value)

/** Whether a value has a form, and how the form is called. */
const FORMS: Readonly<Record<Form, readonly [is: (value: unknown) => boolean, called: string]>> = {
  text: [(value) => typeof value === 'string' && value !== '', 'a text'],
  boolean: [(value) => typeof value === 'boolean', 'true or false'],
  // Adobe has one major version of each schema (help/xdm/api/getting-started.md).
  major: [(value) => value === 1, 'the number 1'],
  property: [isPath, 'a path such as "/_acme/charges_data/id"'],
  properties: [
    (value) => isPath(value) || (Array.isArray(value) && value.length > 0 && value.every(isPath)),
    'a path or a list of paths',
  ],
  schema: [(value) => typeof value === 'string', 'the $id of a schema'],
  texts: [
    (value) => isObject(value) && Object.values(value).every((one) => typeof one === 'string'),
    'an object of texts',
  ],
  how: [(value) => value === 'xdm:code' || value === 'xdm:id', '"xdm:code" or "xdm:id"'],
}

/** A descriptor as a call gives it. Throws 400 for a type that cannot be made, and for fields that it has not or lacks. */
function read(body: unknown): Json {
  const given = bounded(body, 'a descriptor')
  const type = given['@type']
  const row = typeof type === 'string' && Object.hasOwn(TYPES, type) ? TYPES[type] : undefined
  if (!row) throw invalid(`"@type" is to be one of ${Object.keys(TYPES).join(', ')}; Brindle has no others.`)
  const made: Record<string, unknown> = { '@type': type }
  const forms: Readonly<Record<string, Form>> = { ...row.optional, ...row.needed }
  for (const [key, value] of Object.entries(given)) {
    if (key === '@type' || ASSIGNED.includes(key) || META.includes(key)) continue
    if (!Object.hasOwn(forms, key)) throw invalid(`${type} has no "${key}".`)
    const [is, called] = FORMS[forms[key]!]
    if (!is(value)) throw invalid(`"${key}" is to be ${called}.`)
    made[key] = value
  }
  for (const [key, form] of Object.entries(row.needed))
    if (made[key] === undefined) throw invalid(`${type} needs "${key}", ${FORMS[form][1]}.`)
  const display = Object.keys(row.optional ?? {}).filter((key) => forms[key] === 'texts')
  if (display.length > 0 && display.every((key) => made[key] === undefined))
    throw invalid(`${type} says none of ${display.join(', ')}.`)
  return { ...made, 'xdm:sourceVersion': 1 }
}

/** Checks that the fields are in their schemas, and that there is one primary identity. Throws 400 and 422. */
async function check(tx: Writes, scope: Scope, descriptor: Json, own: string): Promise<void> {
  const root = await rootOf(tx, scope, descriptor['xdm:sourceSchema'] as string)
  for (const path of [descriptor['xdm:sourceProperty']].flat() as string[]) {
    const field = fieldAt(root, path)
    if (!field) throw invalid(`The schema has no field ${path}.`)
    if (path === `/${namespaceOf(scope)}`)
      throw invalid(`${path} is the namespace of the tenant; name a field under it.`)
    const isIdentity = /Identity$/.test(String(descriptor['@type']))
    if (isIdentity && (field.type === 'object' || field.type === 'array'))
      throw invalid(`${path} is an ${field.type}, which is no identity.`)
  }
  const other = descriptor['xdm:destinationSchema']
  if (other !== undefined) {
    const theirs = await rootOf(tx, scope, other as string)
    const path = descriptor['xdm:destinationProperty']
    if (path !== undefined && !fieldAt(theirs, path as string))
      throw invalid(`The schema ${other} has no field ${path}.`)
  }
  if (!isPrimary(descriptor)) return
  const all = await descriptorsOf(tx, scope, descriptor['xdm:sourceSchema'] as string)
  const primary = all.find((one) => isPrimary(one) && one['@id'] !== own)
  if (primary)
    throw problem(
      422,
      'primary_identity_exists',
      `A schema has one primary identity; ${primary['xdm:sourceProperty']} is that of this one, by ${primary['@id']}.`,
    )
}

async function rootOf(tx: Writes, scope: Scope, id: string): Promise<Json> {
  const schema = (await tx.find<Json>(scope, 'schema', id))?.body
  if (!schema) throw invalid(`There is no schema ${id}.`)
  return composed(finder(tx, scope), schema)
}

/** Throws 422 where a tree has not, any more, what one of a schema's descriptors speaks of. */
export function checkProperties(root: Json, title: string, descriptors: readonly Json[]): void {
  for (const one of descriptors)
    for (const path of [one['xdm:sourceProperty']].flat() as string[])
      if (!fieldAt(root, path))
        throw problem(
          422,
          'in_use',
          `The descriptor ${one['@id']} speaks of ${path} of "${title}", which would be gone.`,
        )
}

/** Of a schema that is in Profile and has rows, the primary identity stays (help/xdm/schema/composition.md#evolution). */
async function checkStays(tx: Writes, scope: Scope, before: Json, after?: Json): Promise<void> {
  if (!isPrimary(before)) return
  const keys = ['xdm:sourceSchema', 'xdm:sourceProperty', 'xdm:namespace', 'xdm:isPrimary']
  if (after && keys.every((key) => after[key] === before[key])) return
  const id = before['xdm:sourceSchema'] as string
  const tags = (await tx.find<Json>(scope, 'schema', id))?.body['meta:immutableTags']
  if (!Array.isArray(tags) || !tags.includes('union') || (await datasetsOf(tx, scope, id)).length === 0) return
  throw problem(422, 'breaking_change', `The schema is in Profile and has a dataset, so its primary identity stays.`)
}

async function create({ body, scope, user, client }: Ask, { catalog, now }: Source): Promise<Answer> {
  const given = read(body)
  const id = randomBytes(20).toString('hex')
  const sandbox = sandboxOf(scope)
  const descriptor = {
    ...given,
    imsOrg: scope.org,
    version: '1',
    createdUser: user,
    createdClient: client,
    updatedUser: user,
    created: now(),
    updated: now(),
    'meta:containerId': 'tenant',
    'meta:sandboxId': sandbox.id,
    'meta:sandboxType': sandbox.type,
    '@id': id,
  }
  await catalog.write(async (tx) => {
    if ((await countOf(tx, scope, 'descriptor')) >= DESCRIPTORS_MAX)
      throw problem(422, 'too_many_descriptors', `A sandbox has at most ${DESCRIPTORS_MAX} descriptors.`)
    await check(tx, scope, given, id)
    await tx.insert(scope, 'descriptor', id, descriptor, given['xdm:sourceSchema'] as string)
  })
  return created(descriptor)
}

/** 201 with the id alone, as Adobe answers. The schema and the type of a descriptor stay what they were. */
async function replace({ body, scope, user, ids, ifMatch }: Ask, { catalog, now }: Source): Promise<Answer> {
  const given = read(body)
  const id = ids.id!
  await catalog.write(async (tx) => {
    const before = (await tx.find<Json>(scope, 'descriptor', id))?.body
    if (!before) throw notFound('descriptor', id)
    for (const key of ['@type', 'xdm:sourceSchema'])
      if (given[key] !== before[key]) throw invalid(`"${key}" of a descriptor stays ${before[key]}.`)
    await check(tx, scope, given, id)
    await checkStays(tx, scope, before, given)
    const kept = Object.fromEntries([...ASSIGNED, ...META].map((key) => [key, before[key]]))
    const after = { ...given, ...kept, updatedUser: user, updated: now() }
    await tx.update<Json>(scope, 'descriptor', id, () => after, ifMatch)
  })
  return created({ '@id': id })
}

async function remove({ scope, ids }: Ask, { catalog }: Source): Promise<Answer> {
  const id = ids.id!
  await catalog.write(async (tx) => {
    const before = (await tx.find<Json>(scope, 'descriptor', id))?.body
    if (!before) throw notFound('descriptor', id)
    await checkStays(tx, scope, before)
    await tx.delete(scope, 'descriptor', id)
  })
  return gone
}

/** Needs no Accept; one that is another kind of Adobe's is refused (help/xdm/troubleshooting-guide.md). */
async function look({ scope, ids, accept }: Ask, { catalog }: Source): Promise<Answer> {
  if (/vnd\.adobe/.test(accept)) acceptOf(accept, ['xdm', 'xdm-v2'])
  const found = await catalog.find<Json>(scope, 'descriptor', ids.id!)
  if (!found) throw notFound('descriptor', ids.id!)
  return { status: 200, body: found.body, headers: { etag: found.etag } }
}

const linkOf = (one: Json) => `/tenant/descriptors/${one['@id']}`

/** How each Accept shows a descriptor in a list. */
const SHOWN: Readonly<Record<string, (one: Json) => unknown>> = {
  'xdm-id': (one) => one['@id'],
  'xdm-link': linkOf,
  xdm: (one) => one,
}

async function list(ask: Ask, { catalog }: Source): Promise<Answer> {
  const { form } = acceptOf(ask.accept, [...Object.keys(SHOWN), 'xdm-v2'])
  const descriptors = await all(catalog, ask.scope, 'descriptor')
  // The one with pages; that its form is that of the registry's other lists is [I].
  if (form === 'xdm-v2') return ok(await pageOf(catalog, descriptors, ask, '/tenant/descriptors'))
  for (const name of ask.query.keys())
    if (name !== 'property')
      throw invalid(`"${name}" needs the Accept application/vnd.adobe.xdm-v2+json, whose lists have pages.`)
  const found = await filtered(catalog, descriptors, ask.query.getAll('property'))
  const byType = Map.groupBy(found, (one) => String(one['@type']))
  return ok(Object.fromEntries([...byType].map(([type, of]) => [type, of.map(SHOWN[form]!)])))
}

const PATH = '/schemaregistry/tenant/descriptors'

/** Part of the registry's calls. */
export const descriptorRoutes: readonly Route[] = [
  { method: 'POST', path: PATH, needs: ['manage'], run: create },
  { method: 'GET', path: PATH, needs: ['view'], run: list },
  { method: 'GET', path: `${PATH}/:id`, needs: ['view'], run: look },
  { method: 'PUT', path: `${PATH}/:id`, needs: ['manage'], run: replace },
  { method: 'DELETE', path: `${PATH}/:id`, needs: ['manage'], run: remove },
]
