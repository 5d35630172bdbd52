// The OpenAPI 3.1 document of what this server answers, made from the contract. (https://spec.openapis.org/oas/v3.1.0)
import { deletedNode, newest, type Node, objects, type Operation, shapeNode } from '../contract/index.ts'
import type { House } from '../kernel/house.ts'
import { type Described, described, pathParams, takesJson } from './operations.ts'

type Schema = Readonly<Record<string, unknown>>

/** The document as a value. `url` is where the server is reached. */
export function openapi(house: House, url: string): Schema {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const one of described(house)) {
    const { method, path } = one.operation
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(one) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: "Brindle: Stripe's API as this server answers it",
      description:
        'Made from the types of the official SDK. `x-brindle-behaviour` says of each operation whether it behaves, or is ' +
        'refused by name with the code `not_built`.',
      version: newest,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url }],
    security: [{ bearer: [] }, { basic: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'A secret key: `Authorization: Bearer sk_test_…`.' },
        basic: { type: 'http', scheme: 'basic', description: 'The key as the name of the user, without a password.' },
      },
      parameters: HEADERS,
      responses: { error: { description: 'A refusal.', content: json({ $ref: '#/components/schemas/error' }) } },
      schemas: { error: ERROR, ...shapes() },
    },
  }
}

const TEXT: Schema = { type: 'string' }

const header = (name: string, description: string): Schema => ({ name, in: 'header', description, schema: TEXT })
const HEADERS = {
  account: header('Stripe-Account', 'A connected account on whose behalf the call is made.'),
  idempotency: header('Idempotency-Key', 'A call that is made again under the same key is answered as the first time.'),
  version: header('Stripe-Version', "The version in which to answer, instead of the account's."),
}

/** (https://docs.stripe.com/api/errors) */
const ERROR: Schema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['type'],
      properties: {
        type: {
          type: 'string',
          enum: ['api_error', 'card_error', 'idempotency_error', 'invalid_request_error', 'temporary_session_expired'],
        },
        ...Object.fromEntries(
          ['charge', 'code', 'decline_code', 'doc_url', 'message', 'param', 'request_log_url'].map((name) => [
            name,
            TEXT,
          ]),
        ),
      },
    },
  },
}

const json = (schema: Schema) => ({ 'application/json': { schema } })

function operationOf({ operation, params, behaviour, isOwn }: Described): Schema {
  const { method, resource, verb, deprecated } = operation
  const inPath = pathParams(operation).map((name) => ({ name, in: 'path', required: true, schema: TEXT }))
  const isBody = method === 'POST'
  const headers = ['version', 'account', ...(isBody ? ['idempotency'] : [])]
  return {
    operationId: `${method.toLowerCase()}${operation.path.replaceAll(/[^A-Za-z0-9]+/g, '_').replace(/_$/, '')}`,
    summary: `${resource.replaceAll('/', '.')}.${verb}`,
    tags: [resource],
    ...(deprecated && { deprecated }),
    'x-brindle-behaviour': behaviour,
    ...(isOwn && { 'x-brindle-own': true }),
    parameters: [
      ...inPath,
      ...(isBody ? [] : query(params)),
      ...headers.map((name) => ({ $ref: `#/components/parameters/${name}` })),
    ],
    ...(isBody && Object.keys(params.p).length > 0 && { requestBody: body(operation, params) }),
    responses: {
      200: { description: 'What was asked for.', content: answer(operation, isOwn) },
      default: { $ref: '#/components/responses/error' },
    },
  }
}

const query = ({ p, r = [] }: Operation['params']): Schema[] =>
  Object.entries(p).map(([name, node]) => {
    const isDeep = isNested(node)
    const required = r.includes(name)
    return { name, in: 'query', ...(required && { required }), ...(isDeep && DEEP), schema: schemaOf(node, 'sent') }
  })

/** Hashes and lists are sent as `created[gte]=…` and `expand[]=…`. */
const DEEP = { style: 'deepObject', explode: true }
const isNested = (node: Node): boolean =>
  node.k === 'empty' || node.k === 'null'
    ? isNested(node.of)
    : node.k === 'union'
      ? node.of.some(isNested)
      : ['object', 'array', 'map', 'metadata'].includes(node.k)

function body(operation: Operation, params: Operation['params']): Schema {
  const schema = schemaOf(params, 'sent')
  const required = (params.r ?? []).length > 0
  if (takesJson(operation)) return { required, content: json(schema) }
  const nested = Object.entries(params.p).filter(([, node]) => isNested(node))
  const encoding = Object.fromEntries(nested.map(([name]) => [name, DEEP]))
  const type = operation.multipart ? 'multipart/form-data' : 'application/x-www-form-urlencoded'
  return { required, content: { [type]: { schema, ...(nested.length > 0 && !operation.multipart && { encoding }) } } }
}

/** What an operation answers with when it succeeds. */
function answer(operation: Operation, isOwn: boolean): Schema {
  const { kind, returns, path, deletedReturn } = operation
  if (path.endsWith('/pdf')) return { 'application/pdf': { schema: { type: 'string', format: 'binary' } } }
  const one = isOwn || returns.length === 0 ? { type: 'object' } : either(returns.map(named))
  if (kind === 'list' || kind === 'search') return json(takesJson(operation) ? pageOf(one) : listOf(one, kind))
  const stubs = returns.filter((name) => deletedNode(name))
  if (deletedReturn) return json(either((stubs.length > 0 ? stubs : returns).map(stubs.length > 0 ? deleted : named)))
  return json(kind === 'retrieve' && stubs.length > 0 ? either([one, ...stubs.map(deleted)]) : one)
}

const named = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })
const deleted = (name: string): Schema => ({ $ref: `#/components/schemas/deleted_${name}` })
const either = (all: readonly Schema[]): Schema => (all.length === 1 ? all[0]! : { anyOf: all })

function listOf(items: Schema, kind: 'list' | 'search'): Schema {
  return {
    type: 'object',
    required: ['object', 'data', 'has_more', 'url'],
    properties: {
      object: { const: kind === 'list' ? 'list' : 'search_result' },
      data: { type: 'array', items },
      has_more: { type: 'boolean' },
      url: TEXT,
      ...(kind === 'search' && { next_page: { type: ['string', 'null'] }, total_count: { type: 'integer' } }),
    },
  }
}

const pageOf = (items: Schema): Schema => ({
  type: 'object',
  required: ['data'],
  properties: {
    data: { type: 'array', items },
    next_page_url: { type: ['string', 'null'] },
    previous_page_url: { type: ['string', 'null'] },
  },
})

/** Every object, and what is left of it. */
function shapes(): Record<string, Schema> {
  const all: Record<string, Schema> = {}
  for (const name of objects()) {
    all[name] = schemaOf(shapeNode(name)!, 'shown')
    const stub = deletedNode(name)
    if (stub) all[`deleted_${name}`] = schemaOf(stub, 'shown')
  }
  return all
}

/** A node as a schema: of what is sent some is required, of what is shown some may be absent. */
function schemaOf(node: Node, side: 'sent' | 'shown'): Schema {
  const inner = (child: Node) => schemaOf(child, side)
  switch (node.k) {
    case 'string':
      return { type: 'string', ...(side === 'sent' && { maxLength: node.max ?? 5000 }) }
    case 'integer':
    case 'boolean':
      return { type: node.k }
    case 'float':
    case 'number':
      return { type: 'number' }
    case 'decimal':
    case 'int64':
      return { type: 'string', format: node.k }
    case 'timestamp':
      return { type: 'integer', format: 'unix-time' }
    case 'metadata':
      return { type: 'object', additionalProperties: { type: 'string', maxLength: 500 } }
    case 'file':
      return { type: 'string', format: 'binary' }
    case 'any':
      return {}
    case 'enum':
      return { type: 'string', enum: node.v }
    case 'literal':
      return { const: node.v }
    case 'array':
      return { type: 'array', items: inner(node.of) }
    case 'map':
      return { type: 'object', additionalProperties: inner(node.of) }
    case 'empty':
      return { anyOf: [inner(node.of), { const: '' }] }
    case 'null':
      return { anyOf: [inner(node.of), { type: 'null' }] }
    case 'union':
      return { anyOf: node.of.map(inner) }
    case 'ref':
      return { anyOf: [TEXT, ...node.to.map(known)] }
    case 'embed':
      return either(node.to.map(known))
    case 'list':
      return listOf(either(node.of.map(known)), 'list')
    case 'object': {
      const required = side === 'sent' ? (node.r ?? []) : Object.keys(node.p).filter((name) => !node.o?.includes(name))
      const properties = Object.fromEntries(Object.entries(node.p).map(([name, child]) => [name, inner(child)]))
      return { type: 'object', properties, ...(required.length > 0 && { required }) }
    }
  }
}

/** An object that the contract names and has no shape for is some object. */
const known = (name: string): Schema =>
  shapeNode(name)
    ? named(name)
    : name.startsWith('deleted_') && deletedNode(name.slice('deleted_'.length))
      ? named(name)
      : { type: 'object' }
