// Whether a value has exactly the fields that the contract lists, with values that it allows: what is wrong, by path.
import type { Node } from '../../src/contract/index.ts'

const SCALARS: Readonly<Record<string, string>> = {
  string: 'string',
  integer: 'number',
  number: 'number',
  float: 'number',
  timestamp: 'number',
  boolean: 'boolean',
}

/** Empty where the value fits. */
export function misfits(node: Node, value: unknown, path = ''): string[] {
  if (node.k === 'null') return value === null ? [] : misfits(node.of, value, path)
  if (node.k === 'any' || node.k === 'map' || node.k === 'metadata') return []
  if (node.k === 'ref') return typeof value === 'string' ? [] : [`${path} is no id`]
  if (node.k === 'enum' || node.k === 'literal')
    return [node.v].flat().includes(value as string) ? [] : [`${path} is ${value}`]
  if (node.k === 'array')
    return Array.isArray(value)
      ? value.flatMap((one, i) => misfits(node.of, one, `${path}[${i}]`))
      : [`${path} is no list`]
  if (node.k !== 'object') return typeof value === SCALARS[node.k] ? [] : [`${path} is no ${node.k}`]
  const given = (value ?? {}) as Record<string, unknown>
  const added = Object.keys(given).filter((name) => !node.p[name])
  const lacking = Object.keys(node.p).filter((name) => given[name] === undefined && !node.o?.includes(name))
  return [
    ...added.map((name) => `${path}.${name} is not in the contract`),
    ...lacking.map((name) => `${path}.${name} is missing`),
    ...Object.keys(given).flatMap((name) =>
      node.p[name] ? misfits(node.p[name], given[name], `${path}.${name}`) : [],
    ),
  ]
}

/** The node behind what may be null, a list, or cleared. */
export function bare(node: Node | undefined): Node & { k: 'object' } {
  let inner = node
  while (inner?.k === 'null' || inner?.k === 'empty' || inner?.k === 'array') inner = inner.of
  if (inner?.k !== 'object') throw new Error('the contract has no hash there')
  return inner as Node & { k: 'object' }
}
