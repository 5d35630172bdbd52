// Any object that the contract allows, for tests: made from the contract's own nodes, and from none of our schemas.
import fc from 'fast-check'
import { type Node, shapeNode } from '../../src/contract/index.ts'

type Fields = Record<string, any>

/** Fields of the six that may have fractions, by Stripe's reference. */
const FRACTIONS = [
  'exchange_rate',
  'application_fee_percent',
  'amount_percent',
  'percent_off',
  'percentage',
  'effective_percentage',
]
/** Deeper than the schema has types, so that what is kept as text is made too. */
const DEEPEST = 4

const anyText = fc.string({ unit: 'binary', maxLength: 12 })
const anyKey = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((key) => !(key in {}))
const whole = fc.oneof({ weight: 3, arbitrary: fc.integer() }, fc.maxSafeInteger())
const anything = fc.jsonValue({ maxDepth: 2 }).filter((value) => !JSON.stringify(value).includes('__proto__'))

function arbitraryOf(node: Node, name: string, depth: number): fc.Arbitrary<unknown> {
  switch (node.k) {
    case 'null':
      return fc.option(arbitraryOf(node.of, name, depth), { freq: 3 })
    case 'array':
      return fc.array(arbitraryOf(node.of, name, depth), { maxLength: 2 })
    case 'map':
      return fc.dictionary(anyKey, arbitraryOf(node.of, name, depth), { maxKeys: 3 })
    case 'object':
      return arbitraryFields(node, depth)
    case 'embed':
      return fc.oneof(...node.to.slice(0, 4).map((kind) => arbitraryObject(kind, depth + 1)))
    case 'list': {
      const rows = fc.oneof(...node.of.map((kind) => arbitraryObject(kind, depth + 1)))
      const data = fc.array(rows, { maxLength: 2 })
      return fc.record({ object: fc.constant('list'), data, has_more: fc.boolean(), url: fc.constant('/v1/all') })
    }
    case 'enum':
      return fc.constantFrom(...node.v)
    case 'literal':
      return fc.constant(node.v)
    case 'number':
      return FRACTIONS.includes(name) ? fc.double({ noNaN: true, noDefaultInfinity: true }) : whole
    case 'boolean':
      return fc.boolean()
    case 'ref':
      return fc.stringMatching(/^[a-z]{2}_[A-Za-z0-9]{14}$/)
    case 'any':
      return anything
    default:
      return anyText
  }
}

function arbitraryFields({ p = {}, o = [] }: Pick<Node, 'p' | 'o'>, depth: number): fc.Arbitrary<Fields> {
  const made = Object.entries(p).map(([name, node]) => {
    const arbitrary = arbitraryOf(node, name, depth)
    // Sometimes there, so that a charge is not of fifty ways to pay at once.
    return [name, o.includes(name) ? fc.option(arbitrary, { freq: 2, nil: undefined }) : arbitrary] as const
  })
  return fc.record(Object.fromEntries(made))
}

const known = new Map<string, fc.Arbitrary<Fields>>()
/** An object of a kind, as it may stand inside of `depth` others. */
export function arbitraryObject(kind: string, depth = 0): fc.Arbitrary<Fields> {
  const key = `${kind} ${depth}`
  const shape = depth > DEEPEST ? undefined : shapeNode(kind)
  const arbitrary =
    known.get(key) ?? (shape ? arbitraryFields(shape, depth) : fc.record({ id: anyText, object: fc.constant(kind) }))
  known.set(key, arbitrary)
  return arbitrary
}
