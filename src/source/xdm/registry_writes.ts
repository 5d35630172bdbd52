// Writes to the registry: each is checked against everything that the resource is made of and everything that is made of it, in one
// transaction. (help/xdm/api/schemas.md, field-groups.md, classes.md, data-types.md)
import { invalid, problem } from '../door/errors.ts'
import { type Answer, type Ask, gone } from '../door/route.ts'
import type { Source } from '../index.ts'
import type { Scope, Writes } from '../lake/catalog.ts'
import { libraryVersion } from './classes.ts'
import { composed } from './compose.ts'
import { checkProperties } from './descriptors.ts'
import { patched } from './registry_patch.ts'
import { breaking, checkTags, standing } from './registry_rules.ts'
import { ASSIGNED, bounded, boundedValue, shaped } from './registry_shape.ts'
import {
  altIdOf,
  countOf,
  datasetsOf,
  dependents,
  descriptorsOf,
  digest,
  type Find,
  finder,
  holding,
  idOf,
  type Json,
  KINDS,
  type Kind,
  kindOfResource,
  namespaceOf,
  newId,
  noObject,
  refsOf,
  referring,
  sandboxOf,
  withResource,
} from './registry_store.ts'

/** Why 5 000: there are 81 ready schemas [M], and each list reads all of its kind. */
const RESOURCES_MAX = 5_000

/** By which a caller knows a state of a resource, in `If-Match` and `etag`. */
const etagOf = (resource: Json): string => String((resource['meta:registryMetadata'] as Json).eTag)

/** A resource as an answer has it, with its etag. */
export const said = (status: number, resource: Json): Answer => ({
  status,
  body: resource,
  headers: { etag: `"${etagOf(resource)}"` },
})

/** A resource as it is kept: what the caller gave, and what the registry says of it. */
async function finished(
  { scope, client, user }: Pick<Ask, 'scope' | 'client' | 'user'>,
  kind: Kind,
  given: Json,
  find: Find,
  now: number,
  before?: Json,
): Promise<Json> {
  const namespace = namespaceOf(scope)
  const $id = before ? String(before.$id) : newId(scope, kind)
  const bare = { ...given, $id, 'meta:resourceType': KINDS[kind].type }
  const stands = await standing(withResource(find, bare), bare, namespace)
  const sandbox = sandboxOf(scope)
  const had = before?.['meta:registryMetadata'] as Json | undefined
  const isSchema = kind === 'schema'
  const resource: Json = {
    ...bare,
    'meta:altId': altIdOf($id),
    version: before ? String(before.version) : '1.0',
    refs: refsOf(bare),
    imsOrg: scope.org,
    'meta:extensible': !isSchema,
    'meta:abstract': !isSchema,
    ...((isSchema || kind === 'class') && { 'meta:extends': stands.extends }),
    'meta:xdmType': 'object',
    ...(isSchema && { 'meta:class': stands.class }),
    'meta:containerId': 'tenant',
    'meta:sandboxId': sandbox.id,
    'meta:sandboxType': sandbox.type,
    'meta:tenantNamespace': namespace,
  }
  return {
    ...resource,
    'meta:registryMetadata': {
      'repo:createdDate': had?.['repo:createdDate'] ?? now,
      'repo:lastModifiedDate': now,
      'xdm:createdClientId': had?.['xdm:createdClientId'] ?? client,
      'xdm:lastModifiedClientId': client,
      'xdm:createdUserId': had?.['xdm:createdUserId'] ?? user,
      'xdm:lastModifiedUserId': user,
      eTag: digest(JSON.stringify(resource)),
      'meta:globalLibVersion': libraryVersion(),
    },
  }
}

/** The next minor version: 1.9 is followed by 1.10 (help/xdm/api/getting-started.md#versioning). */
function raised(resource: Json): Json {
  const [major, minor] = String(resource.version).split('.')
  const { 'meta:registryMetadata': metadata, ...rest } = resource
  const next = { ...rest, version: `${major}.${Number(minor) + 1}` }
  return { ...next, 'meta:registryMetadata': { ...(metadata as Json), eTag: digest(JSON.stringify(next)) } }
}

/**
 * Titles are unique within a kind. Adobe has them unique across all kinds (help/xdm/troubleshooting-guide.md#title-must-be-unique);
 * here a schema may be called as its field group is, as those of the ready schemas are. Throws 400.
 */
async function checkTitle(tx: Writes, scope: Scope, kind: Kind, { $id, title }: Json): Promise<void> {
  const same = await holding<Json>(tx, scope, kind, String(title), (one) => one.title)
  const other = same.find((one) => one.$id !== $id)
  if (other) throw problem(400, 'XDM-1521-400', `A title is to be unique: ${other.$id} has "${title}" already.`)
}

/** A new resource: 201. Throws 400 for what it may not say, 422 for parts that do not go together. */
export async function create(kind: Kind, ask: Ask, { catalog, now }: Source): Promise<Answer> {
  const given = shaped(bounded(ask.body, 'a resource'), namespaceOf(ask.scope))
  const resource = await catalog.write(async (tx) => {
    if ((await countOf(tx, ask.scope, kind)) >= RESOURCES_MAX)
      throw problem(422, 'too_many_resources', `A sandbox has at most ${RESOURCES_MAX} of the ${KINDS[kind].type}.`)
    const find = finder(tx, ask.scope)
    const made = await finished(ask, kind, given, find, now())
    await checkTitle(tx, ask.scope, kind, made)
    await composed(withResource(find, made), made)
    await tx.insert(ask.scope, kind, String(made.$id), made)
    return made
  })
  return said(201, resource)
}

/** What the body of a PUT or a PATCH makes of a resource, and what it adds to `meta:extends`. */
function changed(before: Json, { body, scope }: Ask, isPatch: boolean): { given: Json; extending: readonly string[] } {
  const namespace = namespaceOf(scope)
  if (!isPatch) return { given: shaped(bounded(body, 'the whole resource'), namespace), extending: [] }
  boundedValue(body)
  const made = bounded(patched(before, body), 'a patch that leaves a resource')
  const assigned = ASSIGNED.filter((key) => key !== 'meta:extends')
  const touched = assigned.filter((key) => JSON.stringify(made[key]) !== JSON.stringify(before[key]))
  if (touched.length > 0) throw invalid(`The registry assigns ${touched.join(', ')}; a patch cannot change it.`)
  const [had, has] = [before, made].map((one) => [one['meta:extends'] ?? []].flat() as string[])
  return { given: shaped(made, namespace), extending: has!.filter((id) => !had!.includes(id)) }
}

/** Adobe's sample adds a field group to `meta:extends` as well as to `allOf`; here the one is worked out from the other. */
function checkExtending(extending: readonly string[], made: Json): void {
  const missing = extending.filter((id) => !((made['meta:extends'] ?? []) as string[]).includes(id))
  if (missing.length > 0) throw invalid(`"meta:extends" gets ${missing.join(', ')}, which "allOf" does not refer to.`)
}

/** A PUT, or a PATCH, with the next minor version unless nothing is changed. Throws as `create`, and 404, 412, and 422 where it breaks what is in use. */
export async function change(kind: Kind, ask: Ask, { catalog, now }: Source, isPatch: boolean): Promise<Answer> {
  const id = idOf(ask.ids.id!)
  const resource = await catalog.write(async (tx) => {
    const before = (await tx.find<Json>(ask.scope, kind, id))?.body
    if (!before) throw noObject(id, '1')
    checkMatch(before, ask)
    const find = finder(tx, ask.scope)
    const { given, extending } = changed(before, ask, isPatch)
    const made = await finished(ask, kind, given, find, now(), before)
    checkExtending(extending, made)
    if (etagOf(made) === etagOf(before)) return before
    checkTags(before, made)
    await checkTitle(tx, ask.scope, kind, made)
    const after = raised(made)
    const found = withResource(find, after)
    await composed(found, after)
    if (kind === 'schema') await checkSchema(tx, ask.scope, find, before, found, after)
    for (const one of await dependents(tx, ask.scope, id)) await carry(tx, ask, one, find, found, now())
    await tx.update<Json>(ask.scope, kind, id, () => after)
    return after
  })
  return said(200, resource)
}

/** With or without quotes. Throws 412. */
function checkMatch(before: Json, { ifMatch }: Ask): void {
  if (ifMatch === undefined || ifMatch === '*' || ifMatch.replaceAll('"', '') === etagOf(before)) return
  throw problem(
    412,
    'etag_mismatch',
    `The etag in If-Match is not that of ${before.$id}, which is "${etagOf(before)}".`,
  )
}

/** What is made of a changed resource is looked through again; a schema has another version by it [I]. */
async function carry(tx: Writes, ask: Ask, one: Json, find: Find, found: Find, now: number): Promise<void> {
  const kind = kindOfResource(one)!
  const given = Object.fromEntries(Object.entries(one).filter(([key]) => !ASSIGNED.includes(key)))
  const made = await finished(ask, kind, given, found, now, one)
  if (kind !== 'schema') {
    await composed(found, made)
    return
  }
  const after = raised(made)
  await checkSchema(tx, ask.scope, find, one, found, after)
  await tx.update<Json>(ask.scope, kind, String(one.$id), () => after)
}

/** Throws 422 where a dataset or a descriptor needs what a change takes away. */
async function checkSchema(
  tx: Writes,
  scope: Scope,
  find: Find,
  before: Json,
  found: Find,
  after: Json,
): Promise<void> {
  const id = String(before.$id)
  const root = await composed(found, after)
  const [dataset] = await datasetsOf(tx, scope, id)
  if (dataset) {
    const broken = breaking(await composed(find, before), root)
    if (before['meta:class'] !== after['meta:class']) broken.unshift('its class is changed')
    if (broken.length > 0)
      throw problem(
        422,
        'breaking_change',
        `The dataset "${dataset.name}" has the schema "${before.title}", so only fields may be added: ${broken.slice(0, 10).join('; ')}.`,
      )
  }
  checkProperties(root, String(after.title), await descriptorsOf(tx, scope, id))
}

/** Deletes a resource: 204. Throws 422 where anything is made of it. */
export async function remove(kind: Kind, ask: Ask, { catalog }: Source): Promise<Answer> {
  const id = idOf(ask.ids.id!)
  await catalog.write(async (tx) => {
    const before = (await tx.find<Json>(ask.scope, kind, id))?.body
    if (!before) throw noObject(id, '1')
    checkMatch(before, ask)
    const inUse = (by: string) =>
      problem(422, 'in_use', `"${before.title}" is in use by ${by}, so it cannot be deleted.`)
    const [user] = await referring(tx, ask.scope, id, { intends: true })
    if (user) throw inUse(`${user['meta:resourceType']} "${user.title}", ${user.$id}`)
    if (kind === 'schema') {
      const [dataset] = await datasetsOf(tx, ask.scope, id)
      if (dataset) throw inUse(`the dataset "${dataset.name}"`)
      const others = await holding<Json>(tx, ask.scope, 'descriptor', id, (one) => one['xdm:destinationSchema'])
      const other = others.find((one) => one['xdm:sourceSchema'] !== id)
      if (other) throw inUse(`the descriptor ${other['@id']} of ${other['xdm:sourceSchema']}`)
      // Its own descriptors say something of it alone, and go with it [I].
      for (const one of await descriptorsOf(tx, ask.scope, id))
        await tx.delete(ask.scope, 'descriptor', String(one['@id']))
    }
    await tx.delete(ask.scope, kind, id)
  })
  return gone
}
