// Datasets, as Adobe's Catalog has them: a name, a schema, and a folder in the lake. (help/catalog/api/create-dataset.md,
// list-objects.md, look-up-object.md, update-object.md, delete-object.md, filter-data.md) One file because the form of a dataset,
// its five calls and the filters of its list are read together.
import { randomBytes } from 'node:crypto'
import { invalid, notFound, problem } from '../door/errors.ts'
import { type Answer, type Ask, created, ok, type Route } from '../door/route.ts'
import type { Source } from '../index.ts'
import { compared, filtered, wholeNumber } from '../xdm/registry_filter.ts'
import { patched } from '../xdm/registry_patch.ts'
import { bounded, boundedValue } from '../xdm/registry_shape.ts'
import { countOf, holding, isObject, type Json, sandboxOf } from '../xdm/registry_store.ts'
import type { Scope, Writes } from './catalog.ts'
import { removeManifest, writeManifest } from './manifest.ts'

/** A dataset as it is kept, by its id of 24 hex digits. */
export interface DataSet {
  readonly name: string
  readonly description?: string
  readonly schemaRef: { readonly id: string; readonly contentType: string }
  /** `{"a": ["b"]}`. */
  readonly tags: Readonly<Record<string, readonly string[]>>
  readonly fileDescription: Json
  readonly enableErrorDiagnostics?: boolean
  /** Its folder in the lake, a name and no path: letters, digits, `_` and `-`. No two datasets of a lake have had the same. */
  readonly folder: string
  readonly imsOrg: string
  readonly sandboxId: string
  /** `1.0.0`; the last number rises with each change. */
  readonly version: string
  /** Epoch milliseconds. */
  readonly created: number
  readonly updated: number
  readonly createdUser: string
  readonly createdClient: string
  readonly updatedUser: string
}

/** What is left of a dataset that was deleted: its folder, which no other may get, and when (epoch milliseconds). */
export interface FormerDataSet {
  readonly folder: string
  readonly deleted: number
}

/** Why 10 000: a list reads all of them. */
const DATASETS_MAX = 10_000
/** Adobe's own: so many when no limit is said, and at most (filter-data.md#limit-returned-objects). */
const [LIMIT, LIMIT_MAX] = [20, 100]
/** Why 255: as titles of schemas. */
const NAME_MAX = 255
/** Why 60: with a suffix it is far below the 255 bytes that file systems take. */
const FOLDER_MAX = 60
/** Names of Adobe's that turn on what Brindle has not (filter-data.md#filter-by-tag). */
const OF_PROFILE = ['unifiedProfile', 'unifiedIdentity']

const GIVEN = ['name', 'description', 'schemaRef', 'tags', 'fileDescription', 'enableErrorDiagnostics']
/** Kept as it is: what is sent back unchanged is taken. */
const ASSIGNED: readonly string[] = [
  'folder',
  'imsOrg',
  'sandboxId',
  'version',
  'created',
  'updated',
  'createdUser',
  'createdClient',
  'updatedUser',
]
const CONTENT_TYPE = /^application\/vnd\.adobe\.xed[\w-]*\+json; ?version=1(?:\.\d+)?$/

type Given = Pick<DataSet, 'name' | 'description' | 'schemaRef' | 'tags' | 'fileDescription' | 'enableErrorDiagnostics'>

/** What a caller may say of a dataset. Throws 400. */
function read(body: Json): Given {
  for (const key of Object.keys(body)) if (!GIVEN.includes(key)) throw invalid(`A dataset has no "${key}" to be given.`)
  const { name, description, schemaRef, tags = {}, fileDescription = {}, enableErrorDiagnostics } = body
  if (typeof name !== 'string' || name.trim() === '') throw invalid('A dataset needs a "name", a text.')
  if (name.length > NAME_MAX) throw invalid(`A name has at most ${NAME_MAX} characters.`)
  if (description !== undefined && typeof description !== 'string') throw invalid('"description" is to be a text.')
  if (enableErrorDiagnostics !== undefined && typeof enableErrorDiagnostics !== 'boolean')
    throw invalid('"enableErrorDiagnostics" is to be true or false.')
  return {
    name,
    ...(description !== undefined && { description }),
    schemaRef: readSchemaRef(schemaRef),
    tags: readTags(tags),
    fileDescription: readFiles(fileDescription),
    ...(enableErrorDiagnostics !== undefined && { enableErrorDiagnostics }),
  }
}

function readSchemaRef(given: unknown): DataSet['schemaRef'] {
  const { id, contentType = 'application/vnd.adobe.xed+json;version=1', ...rest } = isObject(given) ? given : {}
  if (typeof id !== 'string')
    throw invalid('A dataset needs "schemaRef", {"id": "<the $id of a schema>", "contentType"}.')
  if (typeof contentType !== 'string' || !CONTENT_TYPE.test(contentType))
    throw invalid('"schemaRef.contentType" is to be such as application/vnd.adobe.xed+json;version=1.')
  const [other] = Object.keys(rest)
  if (other !== undefined) throw invalid(`"schemaRef" has no "${other}".`)
  return { id, contentType }
}

function readTags(given: unknown): DataSet['tags'] {
  const areTexts = (value: unknown) => Array.isArray(value) && value.every((one) => typeof one === 'string')
  if (!isObject(given) || !Object.values(given).every(areTexts))
    throw invalid('"tags" is to be an object of lists of texts: {"a": ["b"]}.')
  const profile = Object.keys(given).find((tag) => OF_PROFILE.includes(tag))
  if (profile) throw invalid(`The tag "${profile}" is of Real-Time Customer Profile, which Brindle has not.`)
  return given as DataSet['tags']
}

/** Its files are Parquet, whatever else is said of them (create-dataset.md). */
function readFiles(given: unknown): Json {
  if (!isObject(given)) throw invalid('"fileDescription" is to be an object.')
  for (const key of ['format', 'containerFormat'])
    if ((given[key] ?? 'parquet') !== 'parquet') throw invalid(`"fileDescription.${key}" can be "parquet" only.`)
  for (const key of Object.keys(given))
    if (!['format', 'containerFormat', 'persisted'].includes(key)) throw invalid(`"fileDescription" has no "${key}".`)
  if ((given.persisted ?? true) !== true) throw invalid('"fileDescription.persisted" can be true only.')
  return { persisted: true, containerFormat: 'parquet', format: 'parquet' }
}

/** A name of a folder that no dataset of the lake has had, whatever the organisation: what is left of one is never another's. */
async function folderFor(tx: Writes, name: string, id: string): Promise<string> {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '_')
  const slug = plain.slice(0, FOLDER_MAX).replace(/^[_-]+|[_-]+$/g, '') || 'dataset'
  const isTaken = async (folder: string) => {
    const sql = `select body from documents where kind in ('dataSet', 'formerDataSet') and contains(body, ?)`
    const found = await tx.ask<{ body: string }>(sql, [JSON.stringify(folder)])
    return found.some(({ body }) => (JSON.parse(body) as FormerDataSet).folder === folder)
  }
  for (const length of [0, 4, 8, 24]) {
    const folder = length === 0 ? slug : `${slug}-${id.slice(-length)}`
    if (!(await isTaken(folder))) return folder
  }
  throw problem(409, 'no_folder', `No folder could be found for "${name}".`)
}

/** Whether a target connection writes into a dataset. */
export async function isUsed(tx: Pick<Writes, 'ask'>, scope: Scope, id: string): Promise<boolean> {
  const of = ({ params }: Json) => (isObject(params) ? params.dataSetId : undefined)
  return (await holding<Json>(tx, scope, 'targetConnection', id, of)).length > 0
}

const linkTo = (id: string) => `@/dataSets/${id}`

async function create({ body, scope, user, client, query }: Ask, { catalog, now }: Source): Promise<Answer> {
  // The tutorial of the Stripe source sends `requestDataSource=true`; what it turns on there is not said, and here is nothing [I].
  for (const name of query.keys()) if (name !== 'requestDataSource') throw invalid(`There is no parameter "${name}".`)
  const given = read(bounded(body, 'a dataset'))
  // As Adobe's: the seconds first, so that ids are in the order in which they were made.
  const id =
    Math.floor(now() / 1000)
      .toString(16)
      .padStart(8, '0')
      .slice(-8) + randomBytes(8).toString('hex')
  await catalog.write(async (tx) => {
    if (!(await tx.find(scope, 'schema', given.schemaRef.id)))
      throw invalid(`There is no schema ${given.schemaRef.id}.`)
    if ((await countOf(tx, scope, 'dataSet')) >= DATASETS_MAX)
      throw problem(422, 'too_many_datasets', `A sandbox has at most ${DATASETS_MAX} datasets.`)
    const dataset: DataSet = {
      ...given,
      folder: await folderFor(tx, given.name, id),
      imsOrg: scope.org,
      sandboxId: sandboxOf(scope).id,
      version: '1.0.0',
      created: now(),
      updated: now(),
      createdUser: user,
      createdClient: client,
      updatedUser: user,
    }
    await tx.insert(scope, 'dataSet', id, dataset)
  })
  return created([linkTo(id)])
}

/** With fields, which take the place of those of the same name, or with a JSON Patch (update-object.md). */
async function update({ body, scope, user, ids, ifMatch }: Ask, { catalog, now, folder }: Source): Promise<Answer> {
  const id = ids.id!
  boundedValue(body)
  await catalog.write((tx) =>
    tx.update<DataSet>(
      scope,
      'dataSet',
      id,
      (before) => {
        const made = bounded(
          Array.isArray(body)
            ? patched({ ...before }, body)
            : { ...before, ...bounded(body, 'fields, or a JSON Patch') },
          'a patch that leaves a dataset',
        )
        const touched = ASSIGNED.find((key) => made[key] !== before[key as keyof DataSet])
        if (touched) throw invalid(`"${touched}" of a dataset is assigned; it cannot be changed.`)
        const given = read(Object.fromEntries(Object.entries(made).filter(([key]) => !ASSIGNED.includes(key))))
        if (given.schemaRef.id !== before.schemaRef.id)
          throw invalid(
            `The schema of a dataset stays ${before.schemaRef.id}; add fields to it, or make another dataset.`,
          )
        const kept = Object.fromEntries(ASSIGNED.map((key) => [key, before[key as keyof DataSet]]))
        const [major, minor, patch] = before.version.split('.')
        const version = `${major}.${minor}.${Number(patch) + 1}`
        return { ...kept, ...given, version, updated: now(), updatedUser: user } as DataSet
      },
      ifMatch,
    ),
  )
  await catalog.inTurn(id, () => writeManifest(catalog, folder, id))
  return ok([linkTo(id)])
}

/** 200 with an empty list where there was none (delete-object.md). */
async function remove({ scope, ids }: Ask, { catalog, now, folder: lake }: Source): Promise<Answer> {
  const id = ids.id!
  const found = await catalog.write(async (tx) => {
    const before = (await tx.find<DataSet>(scope, 'dataSet', id))?.body
    if (!before) return undefined
    if (await isUsed(tx, scope, id))
      throw problem(
        422,
        'in_use',
        `The dataset "${before.name}" is in use by a target connection, so it cannot be deleted.`,
      )
    await tx.delete(scope, 'dataSet', id)
    const former: FormerDataSet = { folder: before.folder, deleted: now() }
    await tx.insert(scope, 'formerDataSet', id, former)
    return before.folder
  })
  if (found) await catalog.inTurn(id, () => removeManifest(lake, found))
  return ok(found ? [linkTo(id)] : [])
}

async function look({ scope, ids, query }: Ask, { catalog }: Source): Promise<Answer> {
  for (const name of query.keys()) if (name !== 'properties') throw invalid(`A look-up has no parameter "${name}".`)
  const found = await catalog.find<Json>(scope, 'dataSet', ids.id!)
  if (!found) throw notFound('dataset', ids.id!)
  return { status: 200, body: { [found.id]: shown(found.body, query) }, headers: { etag: found.etag } }
}

/** Only the properties that are asked for, where some are (filter-data.md#limit-displayed-properties). */
function shown(dataset: Json, query: URLSearchParams): Json {
  const names = query.get('properties')?.split(',')
  return names ? Object.fromEntries(Object.entries(dataset).filter(([key]) => names.includes(key))) : dataset
}

/** Oldest first, an object by id, as Adobe answers (filter-data.md). */
async function list({ scope, query }: Ask, { catalog }: Source): Promise<Answer> {
  const limit = wholeNumber(query, 'limit', 1, LIMIT_MAX) ?? LIMIT
  const start = wholeNumber(query, 'start', 0, Number.MAX_SAFE_INTEGER) ?? 0
  const sql = `select id, body from documents where org = ? and sandbox = ? and kind = 'dataSet' order by seq`
  const rows = await catalog.ask<{ id: string; body: string }>(sql, [scope.org, scope.sandbox])
  const ids = new Map<Json, string>(rows.map(({ id, body }) => [JSON.parse(body) as Json, id]))
  let found = await filtered(catalog, [...ids.keys()], query.getAll('property'))
  for (const [name, value] of query)
    if (!PARAMETERS.includes(name))
      found = found.filter((one) => isOne(Object.hasOwn(one, name) ? one[name] : undefined, value))
  for (const tag of query.get('tags')?.split(',') ?? [])
    found = found.filter((one) => hasTag(one as unknown as DataSet, tag))
  const page = sorted(found, query.get('orderBy')).slice(start, start + limit)
  return ok(Object.fromEntries(page.map((one) => [ids.get(one)!, shown(one, query)])))
}

/** Every other parameter is the name of a property (filter-data.md#using-simple-filters). */
const PARAMETERS = ['limit', 'start', 'properties', 'orderBy', 'property', 'tags']

/** `a`, `a,b` for any of them, `!a,b` for none. */
function isOne(value: unknown, given: string): boolean {
  const isNot = given.startsWith('!')
  const values = given.slice(isNot ? 1 : 0).split(',')
  return values.some((one) => value !== undefined && matchesStar(String(value), one)) !== isNot
}

/** `name:value`, `name:va*`, `name:*`. */
function hasTag({ tags }: DataSet, given: string): boolean {
  const at = given.lastIndexOf(':')
  if (at < 1) throw invalid(`"${given}" is no tag; one is name:value, where the value may have a "*".`)
  const [name, value] = [given.slice(0, at), given.slice(at + 1)]
  return Object.hasOwn(tags, name) && tags[name]!.some((one) => matchesStar(one, value))
}

/** `*` stands for any characters, `**` for a star. Linear in the text, whatever the pattern. */
function matchesStar(text: string, pattern: string): boolean {
  const parts = pattern.replaceAll('**', '\0').split('*')
  const [first, ...rest] = parts.map((part) => part.replaceAll('\0', '*'))
  const last = rest.pop()
  if (last === undefined) return text === first
  if (!text.startsWith(first!) || text.length < first!.length + last.length || !text.endsWith(last)) return false
  let at = first!.length
  for (const part of rest) {
    const next = text.indexOf(part, at)
    if (next < 0) return false
    at = next + part.length
  }
  return at <= text.length - last.length
}

/** `name,desc:created`: the second where the first is the same (filter-data.md#sort-by-property). */
function sorted(found: Json[], orderBy: string | null): Json[] {
  if (!orderBy) return found
  const keys = orderBy.split(',').map((key) => {
    const [, direction = 'asc', name] = /^(?:(asc|desc):)?(\w+)$/.exec(key) ?? []
    if (name === undefined) throw invalid(`"${key}" is no order; one is "name" or "desc:created".`)
    return { name, sign: direction === 'desc' ? -1 : 1 }
  })
  return found.toSorted((one, other) => {
    for (const { name, sign } of keys) {
      const step = compared(one[name], other[name]) * sign
      if (step !== 0) return step
    }
    return 0
  })
}

const PATH = '/catalog/dataSets'

/** The calls of Catalog that are about datasets. */
export const datasetRoutes: readonly Route[] = [
  { method: 'POST', path: PATH, needs: ['manage'], run: create },
  { method: 'GET', path: PATH, needs: ['view'], run: list },
  { method: 'GET', path: `${PATH}/:id`, needs: ['view'], run: look },
  { method: 'PATCH', path: `${PATH}/:id`, needs: ['manage'], run: update },
  { method: 'DELETE', path: `${PATH}/:id`, needs: ['manage'], run: remove },
]
