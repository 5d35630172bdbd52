// Values as nobody should send them, built from what an operation takes. Ids of a furnished sandbox are named
// `{{customer}}` and put in when they are sent, so that a seed says the same request in every run.
import fc from 'fast-check'
import type { Node } from '../../src/contract/index.ts'
import { FURNISHED } from './furnish.ts'

export type Tree = string | readonly Tree[] | { readonly [key: string]: Tree }

/** Texts that have broken servers before. */
export const TEXTS = [
  '',
  ' ',
  '0',
  '-1',
  '1.5',
  '1e308',
  '99999999999999999999',
  '-9007199254740991',
  'null',
  'undefined',
  'NaN',
  'true',
  '[]',
  '{}',
  '__proto__',
  'constructor',
  'toString',
  '%',
  '%00',
  '../../etc/passwd',
  "' or 1=1 --",
  '\u0000',
  '\u202e\u200b\ufeff',
  'e\u0301\u{1f469}\u200d\u{1f469}\u200d\u{1f467}',
  '\ud7ff\ue000\u{10ffff}',
  'a'.repeat(5_001),
  '€'.repeat(20_000),
  '9'.repeat(400),
] as const

export const id = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...FURNISHED).map((name) => `{{${name}}}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'cus_0000000000none',
      'pm_card_visa',
      'pm_card_none',
      'pm_card_chargeCustomerFail',
      'wake',
      'sandboxes',
      'job subscription.renew {{subscription}}',
      'acct_1032D82eZvKYlo2C',
    ),
  },
)
const junk = fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: 'binary', maxLength: 12 }), id)
export const key = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', '0', '-1', '', 'x', '1e3', 'a'.repeat(300)),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
)

/** Trees of any form: where a value should be, where a hash should be, and deeper than anything that is taken. */
export const anything: fc.Arbitrary<Tree> = fc.oneof(
  { weight: 6, arbitrary: junk },
  { weight: 1, arbitrary: fc.array(junk, { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.dictionary(key, junk, { maxKeys: 4 }) },
  { weight: 1, arbitrary: fc.array(fc.dictionary(key, junk, { maxKeys: 2 }), { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.integer({ min: 2, max: 25 }).map(nested) },
)

function nested(levels: number): Tree {
  let tree: Tree = 'deep'
  for (let i = 0; i < levels; i++) tree = i % 2 === 0 ? { x: tree } : [tree]
  return tree
}

/** Names that say which values are worth trying. Nothing here is an address that could be connected to. */
const LIKELY: readonly (readonly [RegExp, readonly string[]])[] = [
  [/currency/, ['usd', 'eur', 'jpy', 'xxx']],
  [/email/, ['a@b.example']],
  [/return_url|success_url|cancel_url/, ['https://shop.example/back', 'shop://back', 'javascript:x', '//x']],
  [/country/, ['US', 'DE']],
  [/^number$/, ['4242424242424242', '4000000000000341', '4111111111111111']],
  [/interval$/, ['month', 'year']],
  [/percent/, ['7.5', '101', '-3']],
]

function likely(name: string): fc.Arbitrary<Tree> {
  const [, known] = LIKELY.find(([pattern]) => pattern.test(name)) ?? []
  if (known) return fc.constantFrom(...known)
  const own = FURNISHED.find((object) => name.endsWith(object.split('.').at(-1)!))
  return own ? fc.constant(`{{${own}}}`) : fc.constantFrom('text', '{{customer}}', 'x'.repeat(80))
}

const NUMBERS = ['1', '100', '2000', '0', '-1', '+5', '2147483648', '9007199254740991', '-9007199254740991', '1000000']
const TIMES = ['0', '1', '1790000000', '-1', '4102444800', '253402300800', '9007199254740991']
const DECIMALS = ['1.5', '0.000000000001', '-1', '.5', '5.', '99999999999999999999.999999999999', '1e5']

/** How bad: of so many values one is anything. Nearly good requests get further in than those that are all wrong. */
export type Sanity = 2 | 6 | 40

/** A value that its node takes, or nearly. */
function fitting(node: Node, name: string, depth: number, sanity: Sanity): fc.Arbitrary<Tree> {
  const inner = (of: Node) => value(of, name, depth + 1, sanity)
  switch (node.k) {
    case 'integer':
      return fc.constantFrom(...NUMBERS)
    case 'timestamp':
      return fc.constantFrom(...TIMES)
    case 'float':
    case 'decimal':
    case 'int64':
      return fc.constantFrom(...DECIMALS)
    case 'boolean':
      return fc.constantFrom('true', 'false')
    case 'enum':
      return node.v.length > 0 ? fc.constantFrom(...node.v) : junk
    case 'literal':
      return fc.constant(node.v)
    case 'empty':
      return fc.oneof(fc.constant(''), value(node.of, name, depth, sanity))
    case 'array':
      return fc.array(inner(node.of), { minLength: 1, maxLength: 2 })
    case 'map':
      return fc.dictionary(key, inner(node.of), { maxKeys: 2 })
    case 'metadata':
      return fc.dictionary(key, junk, { maxKeys: 3 })
    case 'object':
      return hash(node, depth + 1, sanity)
    case 'union':
      return fc.oneof(...node.of.map((one) => value(one, name, depth, sanity)))
    default:
      return likely(name)
  }
}

function value(node: Node, name: string, depth: number, sanity: Sanity): fc.Arbitrary<Tree> {
  if (depth > 4) return anything
  const fits = fitting(node, name, depth, sanity)
  return fc.oneof({ weight: sanity - 1, arbitrary: fits }, { weight: 1, arbitrary: anything })
}

/** Some of the properties, usually all that are required, and sometimes one that nobody knows. */
export function hash(node: Node, depth: number, sanity: Sanity): fc.Arbitrary<Tree> {
  const names = Object.keys(node.p ?? {}).filter((name) => name !== 'expand')
  const some = fc.subarray(names, { maxLength: Math.min(names.length, 4) })
  const required = fc.oneof({ weight: sanity, arbitrary: fc.constant(node.r ?? []) }, { weight: 1, arbitrary: some })
  const known = fc
    .tuple(some, required)
    .map(([a, b]) => [...new Set([...a, ...b])])
    .chain((wanted) =>
      fc.record(Object.fromEntries(wanted.map((name) => [name, value(node.p![name]!, name, depth, sanity)]))),
    )
  const unknown = fc.oneof(
    { weight: sanity * 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.tuple(key, anything).map((pair) => [pair]) },
  )
  return fc.tuple(known, unknown).map(([tree, more]) => Object.fromEntries([...Object.entries(tree), ...more]))
}
