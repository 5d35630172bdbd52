// The specs that flows and connections are made by: Adobe's fixed ids, with the JSON Schemas that this server holds bodies to.
// (https://experienceleague.adobe.com/en/docs/experience-platform/sources/sdk/batch-sdk; the Stripe source's own spec is not published [I])
import { notFound } from '../door/errors.ts'
import { ok, type Route } from '../door/route.ts'
import { SIX, streams } from '../extract/streams.ts'
import { FLOW_SPEC, LAKE_SPEC, STRIPE_SPEC, VERSION } from './documents.ts'
import { holds, readConditions } from './listing.ts'

const CONNECTION_SPECS = [
  {
    id: STRIPE_SPEC,
    name: 'stripe',
    version: VERSION,
    type: 'generic-rest-connector',
    authSpec: [
      {
        name: 'OAuth2 Refresh Code',
        type: 'OAuth2RefreshCode',
        spec: {
          $schema: 'http://json-schema.org/draft-07/schema#',
          type: 'object',
          properties: {
            accessToken: {
              type: 'string',
              format: 'password',
              description: 'A secret or restricted key of the account.',
            },
            webhookSecret: {
              type: 'string',
              format: 'password',
              description: 'Ours: the signing secret of a webhook endpoint at /flowservice/webhooks/ and the id.',
            },
            host: { type: 'string', format: 'uri', description: 'Ours: another host than the one this server reads.' },
          },
          required: ['accessToken'],
        },
      },
    ],
    sourceSpec: {
      attributes: {
        uiAttributes: { isSource: true, isPreview: true, isBeta: true, category: { key: 'payments' }, label: 'Stripe' },
        spec: {
          type: 'object',
          properties: {
            resourcePath: {
              type: 'string',
              enum: [...SIX, ...streams.map(({ name }) => name).filter((name) => !SIX.includes(name))],
            },
            apiVersion: { type: 'string', description: 'Ours: the Stripe-Version of every request.' },
            accounts: { type: 'string', enum: ['connected'], description: 'Ours: the connected accounts too.' },
            createdFrom: { type: 'integer', description: 'Ours: nothing older, in epoch seconds.' },
          },
          required: ['resourcePath'],
        },
      },
    },
    exploreSpec: {
      name: 'Resource',
      type: 'Resource',
      requestSpec: {
        type: 'object',
        properties: {
          objectType: { type: 'string', enum: ['rest'] },
          object: { type: 'string', enum: ['json'] },
          fileType: { type: 'string', enum: ['json'] },
          preview: { type: 'boolean' },
          sourceParams: { type: 'string', contentEncoding: 'base64' },
        },
        required: ['objectType', 'object', 'fileType', 'sourceParams'],
      },
      responseSpec: {
        type: 'object',
        properties: { format: { type: 'string' }, schema: { type: 'object' }, data: { type: 'array' } },
      },
    },
  },
  {
    id: LAKE_SPEC,
    name: 'Data Lake',
    version: VERSION,
    type: 'data-lake',
    attributes: { uiAttributes: { isSource: false } },
    spec: { type: 'object', properties: { dataSetId: { type: 'string' } }, required: ['dataSetId'] },
  },
] as const

const FLOW_SPECS = [
  {
    id: FLOW_SPEC,
    name: 'RestStorageToAEP',
    providerId: '0ed90a81-07f4-4586-8190-b40eccef1c5a',
    version: VERSION,
    sourceConnectionSpecIds: [STRIPE_SPEC],
    targetConnectionSpecIds: [LAKE_SPEC],
    transformationSpecs: [
      {
        name: 'Mapping',
        spec: {
          $schema: 'http://json-schema.org/draft-07/schema#',
          type: 'object',
          // Adobe's own says that the version is a string, and its samples have numbers.
          properties: { mappingId: { type: 'string' }, mappingVersion: { type: ['string', 'integer'] } },
          required: ['mappingId'],
        },
      },
    ],
    optionSpec: {
      name: 'OptionSpec',
      spec: {
        $schema: 'http://json-schema.org/draft-07/schema#',
        type: 'object',
        properties: {
          errorDiagnosticsEnabled: { type: 'boolean', default: false },
          partialIngestionPercent: { type: 'number', exclusiveMinimum: 0, maximum: 100 },
        },
      },
    },
    scheduleSpec: {
      name: 'PeriodicSchedule',
      type: 'Periodic',
      spec: {
        $schema: 'http://json-schema.org/draft-07/schema#',
        type: 'object',
        properties: {
          startTime: { type: 'integer', description: 'epoch seconds' },
          frequency: { type: 'string', enum: ['once', 'minute', 'hour', 'day', 'week', 'cron'] },
          interval: { type: 'integer' },
          backfill: { type: 'boolean', default: true },
          cron: { type: 'string', description: 'Ours: five fields, in UTC.' },
        },
        required: ['startTime', 'frequency'],
        oneOf: [
          {
            properties: { frequency: { const: 'once' } },
            not: { anyOf: [{ required: ['interval'] }, { required: ['backfill'] }] },
          },
          { properties: { frequency: { const: 'minute' }, interval: { minimum: 15 } }, required: ['interval'] },
          {
            properties: { frequency: { enum: ['hour', 'day', 'week'] }, interval: { minimum: 1 } },
            required: ['interval'],
          },
          { properties: { frequency: { const: 'cron' } }, required: ['cron'], not: { required: ['interval'] } },
        ],
      },
    },
    attributes: { notification: { category: 'sources', flowRun: { enabled: true } }, isSourceFlow: true },
    permissionsInfo: {
      view: [{ '@type': 'lowLevel', name: 'EnterpriseSource', permissions: ['read'] }],
      manage: [{ '@type': 'lowLevel', name: 'EnterpriseSource', permissions: ['write'] }],
    },
  },
] as const

const found = (specs: readonly { readonly id: string }[], noun: string, id: string) => {
  const spec = specs.find((one) => one.id === id)
  if (!spec) throw notFound(noun, id)
  return ok({ items: [spec] })
}

const filtered = (specs: readonly object[], query: URLSearchParams) => {
  const conditions = readConditions(query)
  return specs.filter((spec) => conditions.every((one) => holds(spec, one)))
}

export const specRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/flowservice/connectionSpecs',
    needs: ['view'],
    run: ({ query }) => ok({ items: filtered(CONNECTION_SPECS, query), _links: {} }),
  },
  {
    method: 'GET',
    path: '/flowservice/connectionSpecs/:id',
    needs: ['view'],
    run: ({ ids }) => found(CONNECTION_SPECS, 'connection spec', ids.id!),
  },
  {
    method: 'GET',
    path: '/flowservice/flowSpecs',
    needs: ['view'],
    run: ({ query }) => ok({ items: filtered(FLOW_SPECS, query), _links: {} }),
  },
  {
    method: 'GET',
    path: '/flowservice/flowSpecs/:id',
    needs: ['view'],
    run: ({ ids }) => found(FLOW_SPECS, 'flow spec', ids.id!),
  },
]
