// What comes that a schema does not have: the type that a value would get, and a schema with what was added.
import type { Drift } from './conform.ts'
import type { XdmNode } from './node.ts'

const OPEN: XdmNode = { type: 'object' }

/** The type of one value. Null says nothing: a field that is null has no type, and what holds nothing may hold anything. */
export function inferred(value: unknown): XdmNode {
  if (typeof value === 'string') return { type: 'string' }
  if (typeof value === 'boolean') return { type: 'boolean' }
  if (typeof value === 'number') return { type: Number.isSafeInteger(value) ? 'integer' : 'number' }
  if (Array.isArray(value)) return { type: 'array', items: common(value.filter(isThere).map(inferred)) }
  if (value === null || typeof value !== 'object') return OPEN
  const fields = Object.entries(value).filter(([, held]) => isThere(held))
  return properties(fields.map(([name, held]) => [name, inferred(held)]))
}

const isThere = (value: unknown) => value !== null && value !== undefined
const properties = (fields: readonly (readonly [string, XdmNode])[]): XdmNode =>
  fields.length > 0 ? { type: 'object', properties: Object.fromEntries(fields) } : OPEN

/** What can hold values of all these types: anything, where they have nothing in common. */
function common(types: readonly XdmNode[]): XdmNode {
  const telling = types.filter(
    ({ type, properties: p, additionalProperties }) => type !== 'object' || p || additionalProperties,
  )
  const [first] = telling
  if (first === undefined) return OPEN
  const kinds = new Set(telling.map(({ type }) => type))
  if (kinds.size === 2 && kinds.has('integer') && kinds.has('number')) return { type: 'number' }
  if (kinds.size > 1) return OPEN
  if (first.type === 'array') return { type: 'array', items: common(telling.map(({ items }) => items ?? OPEN)) }
  if (first.type !== 'object') return first
  const maps = telling.flatMap(({ additionalProperties }) => additionalProperties ?? [])
  if (maps.length > 0) return maps.length === telling.length ? { ...first, additionalProperties: common(maps) } : OPEN
  const names = [...new Set(telling.flatMap((type) => Object.keys(type.properties!)))]
  return properties(names.map((name) => [name, common(telling.flatMap((type) => type.properties![name] ?? []))]))
}

/**
 * The schema with every added field at its place. What came with several types has one that holds them all. Changes of a type are
 * not in it: they would break what is written already. Nor is a name that differs from another in case only, for no column
 * could be told from the other.
 */
export function withDrift(root: XdmNode, drift: readonly Drift[]): XdmNode {
  const added = new Map<string, XdmNode[]>()
  for (const one of drift) if (one.kind === 'added') added.set(one.path, [...(added.get(one.path) ?? []), one.type])
  return [...added].reduce((node, [path, types]) => within(node, stepsOf(path), common(types)), root)
}

function within(node: XdmNode, [next, ...rest]: readonly string[], type: XdmNode): XdmNode {
  if (next === '[]') return node.items ? { ...node, items: within(node.items, rest, type) } : node
  if (next === '{}')
    return node.additionalProperties
      ? { ...node, additionalProperties: within(node.additionalProperties, rest, type) }
      : node
  const name = next!.replace(/\\(.)/g, (_, sign) => (sign === '0' ? '' : sign))
  const has = node.properties ?? {}
  const there = Object.hasOwn(has, name) ? has[name] : undefined
  if (rest.length > 0) return there ? { ...node, properties: { ...has, [name]: within(there, rest, type) } } : node
  if (there || Object.keys(has).some((one) => one.toLowerCase() === name.toLowerCase())) return node
  return { ...node, properties: Object.fromEntries([...Object.entries(has), [name, type]]) }
}

/** A path, cut: names still have their backslashes. */
const stepsOf = (path: string): string[] => path.match(/\[\]|\{\}|(?:\\.|[^.[\]{}\\])+/g) ?? []
