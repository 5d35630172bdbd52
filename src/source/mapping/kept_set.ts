// Mapping sets as they are kept: what a body may say of one, and each of its versions. (Data Prep: api/mapping-set.md)
import { randomBytes } from 'node:crypto'
import { invalid, notFound } from '../door/errors.ts'
import type { Ask } from '../door/route.ts'
import type { Source } from '../index.ts'
import type { Scope } from '../lake/catalog.ts'
import { refuseUnreadable, rowsOf } from './check.ts'
import { type MappingRow, SOURCE_TYPES } from './mapping_set.ts'

interface SchemaRef {
  readonly id: string
  readonly contentType: string
}

/** A row as it is kept and answered. */
export interface KeptRow extends MappingRow {
  readonly id: string
  readonly createdDate: number
  readonly modifiedDate: number
  readonly createdBy: string
  readonly modifiedBy: string
  readonly source: string
  readonly destination: string
  readonly primaryIdentity: boolean
  readonly matchScore: number
  readonly functionVersion: number
}

/** A mapping set as it is kept, under `mappingSet`; what it was before, under `mappingSetVersion`. */
export interface MappingSet {
  readonly id: string
  readonly version: number
  /** Epoch milliseconds. */
  readonly createdDate: number
  readonly modifiedDate: number
  readonly createdBy: string
  readonly modifiedBy: string
  readonly supportVersion: string
  readonly name?: string
  readonly inputSchema?: unknown
  readonly outputSchema: { readonly schemaRef: SchemaRef }
  readonly mappings: readonly KeptRow[]
  readonly status: string
  readonly strictMapping: false
  readonly allowNullValues: false
  readonly xdmVersion: string
  readonly schemaRef: SchemaRef
  readonly xdmSchema: string
}

export const KIND = 'mappingSet'
export const OLDER = 'mappingSetVersion'
const newId = () => randomBytes(16).toString('hex')

/** What a set may be sent with. Those after `mappings` are the API's own: taken, so that an answer can be sent again, and not used. */
const PROPERTIES = [
  ...['name', 'xdmSchema', 'xdmVersion', 'schemaRef', 'inputSchema', 'outputSchema', 'mappings'],
  ...['id', 'version', 'createdDate', 'modifiedDate', 'createdBy', 'modifiedBy', 'supportVersion', 'status'],
  ...['strictMapping', 'allowNullValues'],
]

type Fields = Readonly<Record<string, unknown>>

/** What must be an object. Throws a 400 that says what it is. */
export function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(`${what} is an object.`)
  return value as Fields
}

/** What a body says of a mapping set. Throws a 400 that names what is wrong. */
export function readSet(body: unknown) {
  const sent = fieldsOf(body, 'The body')
  for (const name of Object.keys(sent))
    if (!PROPERTIES.includes(name)) throw invalid(`${name}: a mapping set has no such property.`)
  for (const name of ['strictMapping', 'allowNullValues'])
    if (sent[name]) throw invalid(`${name}: true is not built here: rows are mapped as false has it.`)
  for (const name of ['name', 'xdmSchema', 'xdmVersion'])
    if (sent[name] != null && typeof sent[name] !== 'string') throw invalid(`${name}: a text is wanted.`)
  return { sent, rows: rowsOf(sent.mappings), schemaRef: schemaOf(sent) }
}

/** The schema, in any of the three places where it may be named. */
function schemaOf(sent: Fields): SchemaRef | undefined {
  const refs = [
    sent.schemaRef,
    sent.outputSchema == null ? undefined : fieldsOf(sent.outputSchema, 'outputSchema').schemaRef,
  ]
    .filter((ref) => ref != null)
    .map((ref) => fieldsOf(ref, 'schemaRef'))
  const ids = [sent.xdmSchema, ...refs.map(({ id }) => id)].filter((id) => id != null)
  if (ids.length === 0) return undefined
  const [id] = ids
  if (typeof id !== 'string' || id === '') throw invalid('schemaRef.id: a text is wanted.')
  if (ids.some((one) => one !== id)) throw invalid(`xdmSchema: it differs from schemaRef.id, which means the same.`)
  const contentType = refs.map((ref) => ref.contentType).find((one) => typeof one === 'string')
  return { id, contentType: (contentType as string | undefined) ?? (sent.xdmVersion as string | null) ?? '1.0' }
}

/** A row as it is answered: in both forms, with the API's own names for the kinds of sources. */
function keptRow(row: MappingRow, user: string, now: number): KeptRow {
  const type = SOURCE_TYPES.get(row.sourceType ?? 'ATTRIBUTE')!
  return {
    id: newId(),
    version: 0,
    createdDate: now,
    modifiedDate: now,
    createdBy: user,
    modifiedBy: user,
    sourceType: { ATTRIBUTE: 'text/x.schema-path', EXPRESSION: 'text/x.aep-xl', STATIC: 'STATIC' }[type],
    source: row.source!,
    destination: row.destination!,
    ...(row.name != null && { name: row.name }),
    ...(row.description != null && { description: row.description }),
    // Kept as it was sent; identities of the data are told by the descriptors of its schema.
    identity: String(row.identity ?? false) === 'true',
    ...(row.identityGroup != null && { identityGroup: row.identityGroup }),
    ...(row.namespaceCode != null && { namespaceCode: row.namespaceCode }),
    primaryIdentity: false,
    matchScore: 0,
    functionVersion: 1,
    sourceAttribute: row.source!,
    destinationXdmPath: row.destination!,
  }
}

/** The set that a body asks for: a new one, or the next version of one. Throws a 400 that names what is wrong. */
export function setOf(ask: Ask, now: number, before?: MappingSet): MappingSet {
  const { sent, rows, schemaRef } = readSet(ask.body)
  if (!schemaRef) throw invalid('xdmSchema: it is required (or outputSchema.schemaRef): where the rows go to.')
  refuseUnreadable(rows)
  // The whole schema, which expandSchema answers, is the registry's to keep.
  const { jsonSchema: _, ...outputSchema } = (sent.outputSchema ?? {}) as Fields
  return {
    id: before?.id ?? newId(),
    version: before ? before.version + 1 : 0,
    createdDate: before?.createdDate ?? now,
    modifiedDate: now,
    createdBy: before?.createdBy ?? ask.user,
    modifiedBy: ask.user,
    supportVersion: '1.1',
    ...(typeof sent.name === 'string' && { name: sent.name }),
    ...(sent.inputSchema != null && { inputSchema: sent.inputSchema }),
    outputSchema: { ...outputSchema, schemaRef },
    mappings: rows.map((row) => keptRow(row, ask.user, now)),
    status: 'DRAFT',
    strictMapping: false,
    allowNullValues: false,
    xdmVersion: typeof sent.xdmVersion === 'string' ? sent.xdmVersion : schemaRef.contentType,
    schemaRef,
    xdmSchema: schemaRef.id,
  }
}

/** A mapping set; the version that is named, or the newest. Throws a 404 where there is none. */
export async function mappingSetOf(source: Source, scope: Scope, id: string, version?: number): Promise<MappingSet> {
  const found = await source.catalog.find<MappingSet>(scope, KIND, id)
  if (!found) throw notFound('mapping set', id)
  if (version === undefined || found.body.version === version) return found.body
  const older = await source.catalog.find<MappingSet>(scope, OLDER, `${id}/${version}`)
  if (!older) throw notFound('mapping set', `${id} of version ${version}`)
  return older.body
}
