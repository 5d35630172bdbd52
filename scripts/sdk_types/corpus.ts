// The answers that the types of the SDK's majors are held against: one furnished sandbox, asked in a version for one of each object
// and for all lists that stand by themselves.
import { newest, type Node, objects, operations, shapeNode } from '../../src/contract/index.ts'

/** By the name of the object. */
export type Corpus = ReadonlyMap<string, readonly Record<string, unknown>[]>

/** A GET in a version: what is answered, or nothing where it is refused. */
export type Ask = (path: string, version: string) => Promise<any>

/** Why 100: it is a page, and more of the same would say no more. */
const PAGE = 100

/** The paths of lists. Objects of v2 are left out: the SDK's majors up to 18 hardly type them. */
const LISTS = [...operations()]
  .filter(({ kind, path }) => kind === 'list' && path.startsWith('/v1/') && !path.includes('{'))
  .map(({ path }) => `${path}?limit=${PAGE}`)

/** All that is found in a version. `stock` is the path of one of each object. */
export async function corpusIn(ask: Ask, stock: ReadonlyMap<string, string>, version: string): Promise<Corpus> {
  const found = new Map<string, Map<string, Record<string, unknown>>>()
  const keep = (one: any) => {
    if (typeof one?.object !== 'string') return
    const kept = found.get(one.object) ?? new Map()
    found.set(one.object, kept.set(one.id ?? JSON.stringify(one), one))
  }
  for (const path of [...stock.values(), ...LISTS]) {
    const answer = await ask(path, version)
    if (answer?.object === 'list') answer.data.forEach(keep)
    else keep(answer)
  }
  return new Map([...found].sort().map(([object, all]) => [object, [...all.values()]]))
}

/** Every node of a shape. */
function* nodes(node: Node): Generator<[name: string, node: Node]> {
  for (const [name, inner] of Object.entries(node.p ?? {})) {
    yield [name, inner]
    yield* nodes(inner)
  }
  if (node.k === 'array' || node.k === 'map' || node.k === 'null' || node.k === 'empty') yield* nodes(node.of)
}

const bare = (node: Node): Node => (node.k === 'null' ? bare(node.of) : node)

/** The names of fields that are decimals in some object. */
export const DECIMALS: ReadonlySet<string> = new Set(
  [...objects()]
    .flatMap((object) => [...nodes(shapeNode(object)!)])
    .filter(([, node]) => bare(node).k === 'decimal')
    .map(([name]) => name),
)

/** The fields of each object that are null, or absent, in all that was found of it in the newest version. */
export function neverFilled(corpus: Corpus): ReadonlyMap<string, readonly string[]> {
  const empty = [...corpus].map(([object, all]): [string, string[]] => [
    object,
    Object.keys(shapeNode(object, newest)?.p ?? {})
      .filter((field) => all.every((one) => one[field] === null || one[field] === undefined))
      .sort(),
  ])
  return new Map(empty.filter(([, fields]) => fields.length > 0))
}
