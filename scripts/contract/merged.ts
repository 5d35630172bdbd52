// Several TypeScript types that are one object on the wire: the 275 types of Stripe.Event are all `event`.
import { type Node, node } from './nodes.ts'

/** One node that holds whatever any of these holds. Where they contradict each other it is `any`. */
export function merged(nodes: readonly Node[]): Node {
  const unique = [...new Set(nodes)]
  if (unique.length === 1) return unique[0]!
  const nullable = unique.some(({ k }) => k === 'null')
  const present = [...new Set(unique.map((one) => (one.k === 'null' ? (one.of as Node) : one)))]
  const one = present.length === 1 ? present[0]! : alike(present)
  return nullable ? node({ k: 'null', of: one }) : one
}

const isWord = ({ k }: Node) => k === 'literal' || k === 'enum'

function alike(nodes: readonly Node[]): Node {
  const kinds = new Set(nodes.map(({ k }) => k))
  const [kind] = kinds
  if (nodes.every(isWord)) return node({ k: 'enum', v: union(nodes.flatMap(({ v = [] }) => v)) })
  if (kinds.size > 1) return node({ k: 'any' })
  switch (kind) {
    case 'object':
      return object(nodes)
    case 'array':
    case 'map':
      return node({ k: kind, of: merged(nodes.map(({ of }) => of as Node)) })
    case 'embed':
    case 'ref':
      return node({ k: kind, to: union(nodes.flatMap(({ to = [] }) => to)) })
    case 'list':
      return node({ k: kind, of: union(nodes.flatMap(({ of }) => of as string[])) })
    default:
      return node({ k: 'any' })
  }
}

/** A property that not all of them have is optional. */
function object(nodes: readonly Node[]): Node {
  const names = union(nodes.flatMap(({ p }) => Object.keys(p!)))
  const having = (name: string) => nodes.filter(({ p }) => Object.hasOwn(p!, name))
  const p = Object.fromEntries(names.map((name) => [name, merged(having(name).map((one) => one.p![name]!))]))
  const optional = names.filter(
    (name) => having(name).length < nodes.length || nodes.some(({ o = [] }) => o.includes(name)),
  )
  return node({ k: 'object', p, ...(optional.length > 0 && { o: optional }) })
}

const union = (values: readonly string[]): string[] => [...new Set(values)].sort()
