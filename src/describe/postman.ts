// The Postman collection and its environment, made from the contract: a folder for each resource, a request for each
// operation. (https://schema.postman.com/collection/json/v2.1.0/docs/index.html)
import { newest, type Node, type Operation } from '../contract/index.ts'
import type { House } from '../kernel/house.ts'
import { bare, type Described, described, pathParams, takesJson } from './operations.ts'

const SCHEMA = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json'
/** Why 3: `a[b][c]`. What lies deeper is named by what holds it; all of it would be ten times the file. */
const DEPTH = 3

interface Item {
  readonly name: string
  item?: Item[]
  readonly request?: object
}

/** The collection as a value. */
export function postmanCollection(house: House): object {
  const folders: Item = { name: '', item: [] }
  for (const one of described(house)) {
    const folder = folderOf(folders, one.operation.resource.split('/'))
    folder.item!.push({ name: nameOf(one), request: requestOf(one) })
  }
  return {
    info: {
      name: `Brindle (${newest})`,
      description: 'Every operation that this server knows. Choose the environment that comes with it.',
      schema: SCHEMA,
    },
    auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{secret_key}}', type: 'string' }] },
    item: folders.item,
  }
}

/** The environment as a value: where the server is, and a key of it. */
export function postmanEnvironment(url: string, secretKey: string): object {
  return {
    name: 'Brindle',
    values: [
      { key: 'base_url', value: url, type: 'default', enabled: true },
      { key: 'secret_key', value: secretKey, type: 'secret', enabled: true },
    ],
    _postman_variable_scope: 'environment',
  }
}

function folderOf(root: Item, names: readonly string[]): Item {
  return names.reduce((at, name) => {
    const known = at.item!.find((item) => item.item && item.name === name)
    if (known) return known
    const made: Item = { name, item: [] }
    at.item!.push(made)
    return made
  }, root)
}

const nameOf = ({ operation: { verb, method, path }, isOwn }: Described): string =>
  isOwn ? `${method} ${path}` : `${verb} (${method} ${path})`

function requestOf({ operation, params, behaviour }: Described): object {
  const { method, path, multipart, deprecated } = operation
  const sent = fields(params)
  const isBody = method === 'POST'
  const steps = path
    .slice(1)
    .split('/')
    .map((step) => step.replace(/^\{(.+)\}$/, ':$1'))
  const asked = isBody ? [] : sent
  const raw = `{{base_url}}/${steps.join('/')}${asked.some(({ disabled }) => !disabled) ? `?${search(asked)}` : ''}`
  return {
    method,
    description: `Brindle: ${behaviour}.${deprecated ? ' Deprecated.' : ''}`,
    header: [{ key: 'Stripe-Version', value: newest, disabled: true }],
    url: {
      raw,
      host: ['{{base_url}}'],
      path: steps,
      ...(asked.length > 0 && { query: asked }),
      ...(path.includes('{') && { variable: pathParams(operation).map((key) => ({ key, value: '' })) }),
    },
    ...(isBody && { body: bodyOf(operation, params, sent, multipart === true) }),
  }
}

interface Field {
  readonly key: string
  readonly value: string
  readonly description: string
  /** It is there to be switched on. */
  readonly disabled?: true
  readonly type?: 'text' | 'file'
}

const search = (all: readonly Field[]) =>
  all
    .filter(({ disabled }) => !disabled)
    .map(({ key, value }) => `${key}=${value}`)
    .join('&')

function bodyOf(operation: Operation, params: Node, sent: readonly Field[], isMultipart: boolean): object {
  if (takesJson(operation))
    return { mode: 'raw', raw: JSON.stringify(example(params), null, 2), options: { raw: { language: 'json' } } }
  if (!isMultipart) return { mode: 'urlencoded', urlencoded: sent }
  const parts = sent.map((field) => ({ ...field, type: field.key === 'file' ? 'file' : 'text' }))
  return { mode: 'formdata', formdata: parts }
}

/** The parameters of a form, one line each: those that are required are switched on. */
function fields({ p, r = [] }: Operation['params']): Field[] {
  return Object.entries(p).flatMap(([name, node]) => lines(name, node, r.includes(name), 1))
}

function lines(key: string, declared: Node, isRequired: boolean, depth: number): Field[] {
  const node = bare(declared)
  if (depth < DEPTH) {
    if (node.k === 'object')
      return Object.entries(node.p).flatMap(([name, child]) =>
        lines(`${key}[${name}]`, child, isRequired && (node.r ?? []).includes(name), depth + 1),
      )
    if (node.k === 'array') return lines(`${key}[0]`, node.of, isRequired, depth + 1)
    const hash = node.k === 'union' ? node.of.find((one) => one.k === 'object') : undefined
    // A time or a range of times: both ways are there to choose from.
    if (hash) return [lineOf(key, node, isRequired), ...lines(key, hash, false, depth)]
  }
  if (node.k === 'metadata') return [{ ...lineOf(`${key}[order_id]`, node, isRequired), value: '6735' }]
  return [lineOf(key, node, isRequired)]
}

const lineOf = (key: string, node: Node, isRequired: boolean): Field => ({
  key,
  value: SAMPLES[/(\w+)\]?$/.exec(key)?.[1] ?? ''] ?? String(sample(node)),
  description: about(node, isRequired),
  ...(!isRequired && { disabled: true }),
})

/** What often stands in these, so that a request works as it is. */
const SAMPLES: Readonly<Record<string, string>> = {
  currency: 'usd',
  display_name: 'Example',
  name: 'Example',
  url: 'https://example.com/webhook',
}

const about = (node: Node, isRequired: boolean): string =>
  `${isRequired ? 'Required. ' : ''}${node.k === 'enum' ? `One of ${node.v.join(', ')}.` : `${node.k}.`}`

/** A value of the right kind, to be replaced. */
function sample(node: Node): string | number | boolean {
  switch (node.k) {
    case 'enum':
      return node.v[0] ?? ''
    case 'literal':
      return node.v
    case 'integer':
    case 'float':
    case 'number':
      return 1
    case 'boolean':
      return true
    default:
      return ''
  }
}

/** The required part of a JSON body. */
function example(declared: Node): unknown {
  const node = bare(declared)
  if (node.k === 'array') return [example(node.of)]
  if (node.k !== 'object') return node.k === 'union' ? example(node.of[0]!) : sample(node)
  return Object.fromEntries((node.r ?? []).map((name) => [name, example(node.p[name]!)]))
}
