// The global container of the registry: the behaviours, the classes and what they are made of, as far as a source needs them. It
// can be read and not written to. Names and types of the fields are those of Adobe's pages and of github.com/adobe/xdm, without
// the prefix `xdm:` (Adobe calls it compatibility mode); the descriptions are ours.
import type { Json } from './registry_store.ts'

interface Row {
  readonly resource: 'behaviors' | 'classes' | 'fieldgroups' | 'datatypes'
  /** Under https://ns.adobe.com/. */
  readonly path: string
  readonly title: string
  readonly description: string
  readonly fields: Readonly<Record<string, Json>>
  readonly required?: readonly string[]
  /** What it is made of beside its own fields, as paths. */
  readonly of?: readonly string[]
  /** Of a field group: the classes it may be used with; none is any. */
  readonly intended?: readonly string[]
}

const text = (title: string, description: string, format?: string): Json => ({
  title,
  description,
  type: 'string',
  ...(format && { format }),
  'meta:xdmType': format === 'date-time' ? 'date-time' : 'string',
})

/** The version of the library in Adobe's sample of `GET /global/behaviors` (help/xdm/api/behaviors.md). */
const LIBRARY = '1.16.4'

const RECORD = 'xdm/data/record'
const TIME_SERIES = 'xdm/data/time-series'
const AUDITABLE = 'xdm/common/auditable'
const IDENTITY_MAP = 'xdm/context/identitymap'
const IDENTITY_ITEM = 'xdm/context/identityitem'

const ROWS: readonly Row[] = [
  {
    // help/xdm/api/behaviors.md
    resource: 'behaviors',
    path: RECORD,
    title: 'Record Schema',
    description: 'What is known of a subject.',
    fields: { _id: text('Identifier', 'What the record is known by.', 'uri-reference') },
  },
  {
    // components/behaviors/time-series.schema.json
    resource: 'behaviors',
    path: TIME_SERIES,
    title: 'Time-series Schema',
    description: 'What happened at a moment.',
    fields: {
      _id: text('Identifier', 'What the event is known by.', 'uri-reference'),
      timestamp: text('Timestamp', 'When it happened or was seen.', 'date-time'),
    },
  },
  {
    // help/xdm/classes/individual-profile.md, components/classes/profile.schema.json
    resource: 'classes',
    path: 'xdm/context/profile',
    title: 'XDM Individual Profile',
    description: 'One person, as far as they are known.',
    fields: { personID: text('Person ID', 'The person that the record is of.') },
    of: [RECORD, AUDITABLE],
  },
  {
    // help/xdm/classes/experienceevent.md, components/classes/experienceevent.schema.json, which has what is required
    resource: 'classes',
    path: 'xdm/context/experienceevent',
    title: 'XDM ExperienceEvent',
    description: 'What happened, when, and to whom.',
    fields: {
      eventMergeId: text('ExperienceEvent merge ID', 'Ties together what is one event.'),
      eventType: text('Event Type', 'What kind of event it is.'),
      producedBy: text('Produced By', 'Where the event comes from.'),
    },
    required: ['_id', 'timestamp'],
    of: [TIME_SERIES, IDENTITY_MAP],
  },
  {
    // components/fieldgroups/shared/identitymap.schema.json: it is intended for no class by name
    resource: 'fieldgroups',
    path: IDENTITY_MAP,
    title: 'IdentityMap',
    description: 'The identities of a person, by namespace.',
    fields: {
      identityMap: {
        type: 'object',
        'meta:xdmType': 'map',
        additionalProperties: {
          type: 'array',
          'meta:xdmType': 'array',
          items: { $ref: `https://ns.adobe.com/${IDENTITY_ITEM}` },
        },
      },
    },
    intended: [],
  },
  {
    // help/xdm/schema/composition.md#identityMap: its sample
    resource: 'datatypes',
    path: IDENTITY_ITEM,
    title: 'Identity item',
    description: 'One identity of a person.',
    fields: {
      id: text('Identifier', 'The identity, in its namespace.'),
      primary: { title: 'Primary', type: 'boolean', 'meta:xdmType': 'boolean' },
    },
  },
  {
    // help/xdm/classes/individual-profile.md, components/datatypes/auditable.schema.json
    resource: 'datatypes',
    path: AUDITABLE,
    title: 'Audit trail',
    description: 'Who made and changed a record, and in which batch.',
    fields: {
      _repo: {
        type: 'object',
        'meta:xdmType': 'object',
        properties: {
          createDate: text('Created', 'When the record was made.', 'date-time'),
          modifyDate: text('Last modified', 'When the record was last changed.', 'date-time'),
        },
      },
      createdByBatchID: text('Created by batch identifier', 'The batch that brought the record.', 'uri-reference'),
      modifiedByBatchID: text(
        'Modified by batch identifier',
        'The last batch that changed the record.',
        'uri-reference',
      ),
      repositoryCreatedBy: text('Created by user identifier', 'Who made the record.'),
      repositoryLastModifiedBy: text('Modified by user identifier', 'Who last changed the record.'),
    },
  },
]

const TYPES: Readonly<Record<Row['resource'], string>> = {
  behaviors: 'behaviors',
  classes: 'classes',
  fieldgroups: 'mixins',
  datatypes: 'datatypes',
}
/** Where nothing but the library's version is known, epoch milliseconds of Adobe's sample (help/xdm/api/behaviors.md). */
const MADE = 1606266789446

const uri = (path: string) => `https://ns.adobe.com/${path}`

function written({ resource, path, title, description, fields, required, of = [], intended }: Row): Json {
  const name = path.split('/').at(-1)!
  const refs = [...of.map(uri), `#/definitions/${name}`]
  return {
    $id: uri(path),
    'meta:altId': `_${path.replaceAll('/', '.')}`,
    'meta:resourceType': TYPES[resource],
    version: LIBRARY,
    title,
    type: 'object',
    description,
    definitions: { [name]: { type: 'object', 'meta:xdmType': 'object', properties: fields } },
    allOf: refs.map(($ref) => ({ $ref, type: 'object', 'meta:xdmType': 'object' })),
    ...(required && { required }),
    ...(intended && { 'meta:intendedToExtend': intended }),
    'meta:extensible': true,
    'meta:abstract': true,
    ...(of.length > 0 && { 'meta:extends': of.map(uri) }),
    'meta:xdmType': 'object',
    'meta:containerId': 'global',
    'meta:registryMetadata': {
      'repo:createdDate': MADE,
      'repo:lastModifiedDate': MADE,
      'meta:globalLibVersion': LIBRARY,
    },
  }
}

const ALL: ReadonlyMap<string, Json> = new Map(ROWS.map((row) => [uri(row.path), written(row)]))

/** A resource of the global container by its `$id`. */
export const globalResource = (id: string): Json | undefined => ALL.get(id)

/** Those of a kind, in the order of the table: `behaviors`, `classes`, `fieldgroups` (or `mixins`), `datatypes`. */
export const globalResources = (resource: string): Json[] =>
  ROWS.filter((row) => row.resource === resource || TYPES[row.resource] === resource).map(
    ({ path }) => ALL.get(uri(path))!,
  )

/** What a class stands on: each has exactly one (help/xdm/api/classes.md). */
export const isBehavior = (id: string): boolean => ALL.get(id)?.['meta:resourceType'] === 'behaviors'

/** The version of the global library that the documents of a tenant name. */
export const libraryVersion = (): string => LIBRARY
