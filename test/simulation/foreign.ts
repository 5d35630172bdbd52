// Every way to put somebody else's id into a request: in its path, and in each parameter that may hold one.
// `{{customer}}` is the asker's own customer, `<<customer>>` is the other sandbox's.
import { type Node, objectOf, type Operation, refs } from '../../src/contract/index.ts'
import { encodeForm, type FormInput } from '../../src/lib/form.ts'
import { FURNISHED } from './furnish.ts'
import { keyed, type Request } from './support.ts'

/** A request without the headers of its key. */
export type Asked = Pick<Request, 'method' | 'path' | 'body'>
type Hash = { readonly [key: string]: FormInput }

/** The version in which the asker speaks: what a sandbox has of itself. */
const VERSION = '2026-08-26.dahlia'

/** What of the other sandbox a name is likely to mean. */
function meant(name: string, operation: Operation): string | undefined {
  if (/^(starting_after|ending_before)$/.test(name)) return operation.returns[0]
  const words = name.replace(/s$/, '')
  return FURNISHED.find((object) => object === words) ?? FURNISHED.find((object) => words.endsWith(object))
}

/** A value that the node takes, with the asker's own ids. */
function good(node: Node, name: string, operation: Operation): FormInput {
  switch (node.k) {
    case 'integer':
    case 'float':
    case 'decimal':
    case 'int64':
      return '100'
    case 'timestamp':
      return '1900000000'
    case 'boolean':
      return 'true'
    case 'enum':
      return node.v[0] ?? ''
    case 'literal':
      return node.v
    case 'array':
      return [good(node.of, name, operation)]
    case 'map':
      return { key: good(node.of, name, operation) }
    case 'metadata':
      return { key: 'value' }
    case 'object':
      return required(node, operation)
    case 'empty':
      return good(node.of, name, operation)
    case 'union':
      return good(node.of[0]!, name, operation)
    default:
      return plain(name, operation)
  }
}

const PLAIN: Readonly<Record<string, string>> = { currency: 'usd', country: 'US', email: 'a@b.example' }

function plain(name: string, operation: Operation): string {
  const object = meant(name, operation)
  return PLAIN[name] ?? (object ? `{{${object}}}` : 'text')
}

const required = (node: Node, operation: Operation): Hash =>
  Object.fromEntries((node.r ?? []).map((name) => [name, good(node.p![name]!, name, operation)]))

/** A parameter that may hold an id, and the whole tree in which it holds `id`. */
interface Slot {
  readonly name: string
  readonly with: (id: string) => FormInput
}

/** Every text in what an operation takes. */
function slots(node: Node, name: string, operation: Operation, depth: number): Slot[] {
  const around = (inner: Node, wrap: (value: FormInput) => FormInput) =>
    slots(inner, name, operation, depth).map((slot): Slot => ({ ...slot, with: (id) => wrap(slot.with(id)) }))
  switch (node.k) {
    case 'string':
    case 'any':
      return [{ name, with: (id) => id }]
    case 'empty':
      return around(node.of, (value) => value)
    case 'array':
      return around(node.of, (value) => [value])
    case 'map':
      return around(node.of, (value) => ({ key: value }))
    case 'metadata':
      return [{ name, with: (id) => ({ key: id }) }]
    case 'union':
      return node.of.flatMap((one) => slots(one, name, operation, depth))
    case 'object':
      if (depth === 0) return []
      return Object.entries(node.p).flatMap(([key, inner]) =>
        key === 'expand'
          ? []
          : slots(inner, key, operation, depth - 1).map((slot): Slot => {
              const rest = required(node, operation)
              return { ...slot, with: (id) => ({ ...rest, [key]: slot.with(id) }) }
            }),
      )
    default:
      return []
  }
}

/** All that the answer's object can show of others. */
function expandAll({ kind, returns }: Operation): Hash {
  const paths = [...refs(returns[0] ?? '', VERSION).keys()].filter((path) => path.split('.').length < 4)
  if (paths.length === 0) return {}
  return { expand: kind === 'list' || kind === 'search' ? paths.map((path) => `data.${path}`) : paths }
}

function asked({ method, segments }: Operation, ids: (i: number) => string, tree: Hash): Asked {
  const path = `/${segments.map((part, i) => (part.startsWith('{') ? ids(i) : part)).join('/')}`
  // Names of ids are put in later: they stay as they are.
  const form = encodeForm(tree)
    .replaceAll(/%3C%3C([a-z_.]+)%3E%3E/g, '<<$1>>')
    .replaceAll(/%7B%7B([a-z_.]+)%7D%7D/g, '{{$1}}')
  return method === 'POST' ? { method, path, body: form } : { method, path: form ? `${path}?${form}` : path }
}

/** `objects` rotated so that the likely one comes first, and no more than `count`. */
function candidates(likely: string | undefined, objects: readonly string[], turn: number, count: number): string[] {
  const rotated = objects.map((_, i) => objects[(i + turn) % objects.length]!)
  return [...new Set([...(likely && objects.includes(likely) ? [likely] : []), ...rotated])].slice(0, count)
}

export interface Extent {
  /** How many ids are tried in one place, and how deep. */
  readonly ids: number
  readonly depth: number
}

/** The asker's own id where the path names something, or any id of theirs. */
const ownIn = (operation: Operation) => {
  const own = objectOf(operation)
  return `{{${own && FURNISHED.includes(own) ? own : 'customer'}}}`
}

/** Requests whose path holds the other's ids. */
export function inPath(operation: Operation, objects: readonly string[], turn: number, { ids }: Extent): Asked[] {
  const places = operation.segments.flatMap((part, i) => (part.startsWith('{') ? [i] : []))
  const tree = required(operation.params, operation)
  const one = places.flatMap((place) =>
    candidates(objectOf(operation), objects, turn, ids + 1).flatMap((object) =>
      [tree, { ...tree, ...expandAll(operation) }].map((said) =>
        asked(operation, (i) => (i === place ? `<<${object}>>` : ownIn(operation)), said),
      ),
    ),
  )
  const every = candidates(objectOf(operation), objects, turn, 1).map((object) =>
    asked(operation, () => `<<${object}>>`, tree),
  )
  return places.length > 1 ? [...one, ...every] : one
}

/** One request with the other's ids in all parameters at once. */
export function inAll(operation: Operation, objects: readonly string[], turn: number, { depth }: Extent): Asked {
  const trees = slots(operation.params, '', operation, depth).map((slot, i) =>
    slot.with(`<<${candidates(meant(slot.name, operation), objects, turn + i, 1)[0]}>>`),
  )
  return asked(operation, () => ownIn(operation), Object.assign({}, ...(trees as Hash[])))
}

/** Requests with the other's id in one parameter each; everything else is as it should be. */
export function inEach(
  operation: Operation,
  objects: readonly string[],
  turn: number,
  { ids, depth }: Extent,
): Asked[] {
  return slots(operation.params, '', operation, depth).flatMap((slot, i) =>
    candidates(meant(slot.name, operation), objects, turn + i, ids).map((object) => {
      const tree = slot.with(`<<${object}>>`) as Hash
      return asked(operation, () => ownIn(operation), { ...tree, ...expandAll(operation) })
    }),
  )
}

/** The request with a key. */
export const keyedRequest = (one: Asked, key: string, more: Readonly<Record<string, string>> = {}): Request => ({
  ...one,
  headers: keyed(key, more),
})
