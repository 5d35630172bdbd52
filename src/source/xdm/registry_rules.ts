// What a resource means beside others: which class a schema has, what may be put together, and what may not change any more once a
// dataset has its rows. (help/xdm/api/schemas.md, classes.md, field-groups.md; help/xdm/schema/composition.md#evolution)
import { invalid, problem } from '../door/errors.ts'
import { isBehavior } from './classes.ts'
import { composed } from './compose.ts'
import {
  type Find,
  intendedFor,
  isObject,
  type Json,
  type Kind,
  kindOfResource,
  refsOf,
  within,
} from './registry_store.ts'

/** What the registry says of a resource because of what it is made of. */
export interface Standing {
  /** Everything that it is made of, in the order in which it is referred to. */
  readonly extends: readonly string[]
  /** Of a schema: its class. */
  readonly class?: string
}

/**
 * Checks a resource against the others, which `find` gives, and says what it stands on. `namespace` is the tenant's. Throws 400 for
 * a reference to what there is not or what cannot stand there, 422 for parts that do not go together.
 */
export async function standing(find: Find, resource: Json, namespace: string): Promise<Standing> {
  for (const id of refsOf(resource)) if (!(await find(id))) throw invalid(`There is no ${id}, to which "$ref" refers.`)
  await checkPlaces(find, resource)
  const kind = kindOfResource(resource)
  const made = kind === 'schema' ? await ofSchema(find, resource) : { extends: await ancestors(find, resource) }
  if (kind === 'class') checkClass(resource)
  if (kind === 'fieldGroup') await checkFieldGroup(find, resource)
  if (kind === 'class' || kind === 'fieldGroup') await checkCustomFields(find, resource, namespace)
  return made
}

/** What may be a part of each kind, at its root; a schema's are looked at one by one. Fields are of data types alone. */
const PARTS: Readonly<Record<Kind, readonly string[]>> = {
  class: ['behaviors', 'mixins', 'datatypes'],
  fieldGroup: ['mixins', 'datatypes'],
  dataType: ['datatypes'],
  schema: ['classes', 'mixins', 'datatypes'],
}

async function checkPlaces(find: Find, resource: Json): Promise<void> {
  const parts = PARTS[kindOfResource(resource)!]
  const waiting: [node: Json, isPart: boolean][] = [[resource, true]]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [node, isPart] = next
    const id = idOfPart(node)
    const type = id && id !== resource.$id ? String((await find(id))?.['meta:resourceType']) : 'datatypes'
    if (!(isPart ? parts : ['datatypes']).includes(type))
      throw invalid(`${node.$ref} is one of the ${type}, and cannot stand where it is referred to.`)
    for (const [place, one] of within(node))
      if (isObject(one)) waiting.push([one, isPart && place.startsWith('allOf/')])
  }
}

const partsOf = (resource: Json): Json[] => (Array.isArray(resource.allOf) ? resource.allOf.filter(isObject) : [])
const idOfPart = ({ $ref }: Json): string => (typeof $ref === 'string' ? $ref.split('#', 1)[0]! : '')

async function ancestors(find: Find, resource: Json): Promise<string[]> {
  const found = new Set<string>()
  const visit = async (one: Json): Promise<void> => {
    for (const part of partsOf(one)) {
      const id = idOfPart(part)
      if (id === '' || found.has(id) || id === resource.$id) continue
      found.add(id)
      await visit((await find(id))!)
    }
  }
  await visit(resource)
  return [...found]
}

async function ofSchema(find: Find, schema: Json): Promise<Standing> {
  if (schema.properties !== undefined || schema.definitions !== undefined)
    throw invalid('A schema has no fields of its own: they come with its class and its field groups, in "allOf".')
  const parts = partsOf(schema)
  const classes: string[] = []
  const groups: Json[] = []
  for (const part of parts) {
    const id = idOfPart(part)
    if (!id || part.$ref !== id || [...within(part)].length > 0)
      throw invalid('Each part in "allOf" of a schema is {"$ref": "<the $id of a class or a field group>"}.')
    const one = (await find(id))!
    const type = one['meta:resourceType']
    if (type === 'classes') classes.push(id)
    else if (type === 'mixins') groups.push(one)
    else throw invalid(`${id} is neither a class nor a field group.`)
  }
  if (new Set(parts.map(idOfPart)).size < parts.length) throw invalid('A part is twice in "allOf".')
  const [its] = classes
  if (its === undefined) throw invalid('A schema needs one class in "allOf".')
  if (classes.length > 1) throw invalid(`A schema has one class; "allOf" has ${classes.length}: ${classes.join(', ')}.`)
  const above = [its, ...(await ancestors(find, (await find(its))!))]
  for (const group of groups) checkIntended(group, its, above)
  return { extends: await ancestors(find, schema), class: its }
}

/** A field group may be meant for a behaviour, too, as some of Adobe's are; one that is meant for none fits any class. */
function checkIntended(group: Json, its: string, above: readonly string[]): void {
  const intended = intendedFor(group)
  if (intended.length === 0 && group['meta:containerId'] === 'global') return
  if (!intended.some((id) => above.includes(id)))
    throw problem(
      422,
      'field_group_not_intended',
      `The field group "${group.title}" is not meant for ${its}: its meta:intendedToExtend has ${intended.join(', ')}.`,
    )
}

function checkClass(resource: Json): void {
  const behaviors = partsOf(resource).map(idOfPart).filter(isBehavior)
  if (behaviors.length !== 1)
    throw invalid(
      'A class refers in "allOf" to one behavior: https://ns.adobe.com/xdm/data/record or https://ns.adobe.com/xdm/data/time-series.',
    )
}

async function checkFieldGroup(find: Find, resource: Json): Promise<void> {
  const intended = intendedFor(resource)
  if (intended.length === 0)
    throw invalid('A field group says in "meta:intendedToExtend" for which classes it is: a list of their $id.')
  for (const id of intended) {
    const type = (await find(id))?.['meta:resourceType']
    if (type !== 'classes' && type !== 'behaviors')
      throw invalid(`There is no class ${id}, which "meta:intendedToExtend" names.`)
  }
}

/** The fields at its root, without those that come from other classes and field groups. */
async function checkCustomFields(find: Find, resource: Json, namespace: string): Promise<void> {
  const own: Json[] = []
  for (const part of partsOf(resource)) {
    const id = idOfPart(part)
    const type = id && id !== resource.$id ? (await find(id))!['meta:resourceType'] : 'datatypes'
    if (type === 'datatypes') own.push(part)
  }
  const { properties } = await composed(find, { ...resource, allOf: own })
  const other = Object.keys(isObject(properties) ? properties : {}).filter((name) => name !== namespace)
  if (other.length > 0)
    // Adobe's code of it: help/xdm/troubleshooting-guide.md.
    throw problem(
      400,
      'XDM-1021-400',
      `Custom fields are to be under one field at the root, ${namespace}; ${other.join(', ')} is not.`,
    )
}

/** The marks of Profile stay once they are set (help/xdm/api/schemas.md#union). Throws 422 where one was taken away. */
export function checkTags(before: Json, after: Json): void {
  const [had, has] = [before, after].map((one) => (one['meta:immutableTags'] ?? []) as string[])
  const missing = had!.filter((tag) => !has!.includes(tag))
  if (missing.length > 0)
    throw problem(422, 'immutable_tag', `An immutable tag stays: ${missing.join(', ')} is in meta:immutableTags.`)
}

/** What may be raised, and what may be lowered: the other way, values that were right are so no more. */
const BOUNDS: readonly (readonly [key: string, widens: (before: number, after: number) => boolean])[] = [
  ['minimum', (before, after) => after <= before],
  ['minLength', (before, after) => after <= before],
  ['maximum', (before, after) => after >= before],
  ['maxLength', (before, after) => after >= before],
]

/**
 * What a change would break in rows that were written before, one sentence each, from the tree before it and the one after it.
 * Fields may be added, and be required or not; none may go, move, become another type, or allow less
 * (help/xdm/schema/composition.md#evolution).
 */
export function breaking(before: Json, after: Json | undefined, path = ''): string[] {
  const at = path || '/'
  if (after === undefined) return [`${at} is removed`]
  const found: string[] = []
  for (const key of ['type', 'format', 'meta:xdmType'])
    if (before[key] !== after[key]) found.push(`${key} of ${at} is changed from ${before[key]} to ${after[key]}`)
  if (after.pattern !== undefined && after.pattern !== before.pattern) found.push(`pattern of ${at} is changed`)
  for (const [key, widens] of BOUNDS) {
    const [was, is] = [before[key], after[key]]
    if (typeof is === 'number' && !(typeof was === 'number' && widens(was, is)))
      found.push(`${key} of ${at} is tightened`)
  }
  if (Array.isArray(after.enum)) {
    const [had, has] = [before.enum as string[] | undefined, after.enum as string[]]
    if (!had) found.push(`enum of ${at} is added`)
    for (const value of had ?? []) if (!has.includes(value)) found.push(`"${value}" is no more in enum of ${at}`)
  }
  return [...found, ...breakingWithin(before, after, path)]
}

function breakingWithin(before: Json, after: Json, path: string): string[] {
  const found: string[] = []
  const [had, has] = [fieldsOf(before), fieldsOf(after)]
  // One without fields is kept as text, so its first field makes another column of it. The root is a row, and no column.
  const isText = ({ type, additionalProperties }: Json, fields: Json) =>
    type === 'object' && !isObject(additionalProperties) && Object.keys(fields).length === 0
  if (path !== '' && isText(before, had) && !isText(after, has)) found.push(`${path} took anything and gets fields`)
  // Two names that differ in case only are no columns beside each other, so then, too, it is kept as text.
  if (!hasTwins(had) && hasTwins(has)) found.push(`${path || '/'} gets two names that differ in case only`)
  if (before.type === 'array' && !isObject(before.items) && isObject(after.items))
    found.push(`${path} took anything and gets a type of its elements`)
  for (const [name, one] of Object.entries(had))
    found.push(...breaking(one as Json, Object.hasOwn(has, name) ? (has[name] as Json) : undefined, `${path}/${name}`))
  for (const [key, name] of [['items', '[]'] as const, ['additionalProperties', '{}'] as const])
    if (isObject(before[key]))
      found.push(...breaking(before[key], isObject(after[key]) ? after[key] : undefined, `${path}/${name}`))
  return found
}

const hasTwins = (fields: Json): boolean => {
  const names = Object.keys(fields)
  return new Set(names.map((name) => name.toLowerCase())).size < names.length
}

const fieldsOf = ({ properties }: Json): Json => (isObject(properties) ? properties : {})
