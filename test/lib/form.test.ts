// Forms as Stripe's SDKs send them, and the bad ones.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { encodeForm, FormError, type FormHash, mergeForms, parseForm } from '../../src/lib/form.ts'

/** Compared as JSON: the hashes have no prototype, which deepEqual would hold against them. */
const same = (tree: FormHash, json: string) => assert.equal(JSON.stringify(tree), json)

const READ: readonly (readonly [form: string, json: string])[] = [
  ['', '{}'],
  ['a=1', '{"a":"1"}'],
  ['a=1&b=2', '{"a":"1","b":"2"}'],
  ['&&a=1&', '{"a":"1"}'],
  ['a', '{"a":""}'],
  ['a=', '{"a":""}'],
  ['a=1=2', '{"a":"1=2"}'],
  ['a=1&a=2', '{"a":"2"}'],
  // Hashes, plain and escaped, as URLSearchParams and stripe-node write them.
  ['a[b]=1&a[c][d]=2', '{"a":{"b":"1","c":{"d":"2"}}}'],
  ['a%5Bb%5D=1&a%5bc%5d=2', '{"a":{"b":"1","c":"2"}}'],
  // Digits stay keys: metadata[0] is a key of metadata.
  ['a[0]=x&a[1]=y', '{"a":{"0":"x","1":"y"}}'],
  ['metadata[0]=x&metadata[5]=y', '{"metadata":{"0":"x","5":"y"}}'],
  ['items[0][price]=p&items[0][quantity]=2', '{"items":{"0":{"price":"p","quantity":"2"}}}'],
  // Lists.
  ['a[]=x&a[]=y', '{"a":["x","y"]}'],
  ['expand%5B%5D=a.b', '{"expand":["a.b"]}'],
  ['a[b][]=x&a[b][]=y', '{"a":{"b":["x","y"]}}'],
  ['a[][b]=1&a[][c]=2', '{"a":[{"b":"1","c":"2"}]}'],
  ['a[][b]=1&a[][c]=2&a[][b]=3', '{"a":[{"b":"1","c":"2"},{"b":"3"}]}'],
  ['a[][b][c]=1&a[][b][d]=2&a[][b][c]=3', '{"a":[{"b":{"c":"1","d":"2"}},{"b":{"c":"3"}}]}'],
  ['a[][b][]=1&a[][b][]=2', '{"a":[{"b":["1","2"]}]}'],
  ['a[][]=1&a[][]=2', '{"a":[["1"],["2"]]}'],
  // Spaces and letters.
  ['a=x+y%20z%2B', '{"a":"x y z+"}'],
  ['a=%E2%82%AC+%F0%9F%98%80&%C3%A9=1', '{"a":"€ 😀","é":"1"}'],
  ['a=€', '{"a":"€"}'],
  // Keys that an ordinary object would lose.
  ['metadata[constructor]=1&metadata[__proto__]=2', '{"metadata":{"constructor":"1","__proto__":"2"}}'],
  ['__proto__[x]=1', '{"__proto__":{"x":"1"}}'],
  // Brackets that are not ours are part of the name; the contract refuses it as unknown.
  ['a[b=1', '{"a[b":"1"}'],
  ['[a]=1', '{"[a]":"1"}'],
  ['a[b]c=1', '{"a[b]c":"1"}'],
]

test('forms of every age are read', () => {
  for (const [form, json] of READ) same(parseForm(form), json)
})

test('no parameter reaches the prototype of anything', () => {
  parseForm('__proto__[polluted]=1&constructor[prototype][polluted]=1')
  assert.equal(({} as Record<string, unknown>).polluted, undefined)
})

test('what cannot be read is refused, and says why', () => {
  const refused: readonly (readonly [string, RegExp])[] = [
    ['a=%', /^Invalid UTF-8/],
    ['a=%zz', /^Invalid UTF-8/],
    ['%zz=1', /^Invalid UTF-8/],
    ['a=%ff', /^Invalid UTF-8/],
    ['a=%E2%82', /^Invalid UTF-8/],
    // An overlong slash, and half of a surrogate pair.
    ['a=%C0%AF', /^Invalid UTF-8/],
    ['a=%ED%A0%80', /^Invalid UTF-8/],
    ['a=1&a[b]=2', /a\[b\] conflicts/],
    ['a[b]=1&a=2', /a conflicts/],
    ['a[]=1&a=2', /a conflicts/],
    ['a[]=1&a[b]=2', /a\[b\] conflicts/],
    ['a[b]=1&a[]=2', /a\[\] conflicts/],
    ['a[b]=1&a[b][c]=2', /a\[b\]\[c\] conflicts/],
    ['a[b][c]=1&a[b]=2', /a\[b\] conflicts/],
  ]
  for (const [form, message] of refused) {
    assert.throws(() => parseForm(form), { name: 'FormError', message }, form)
  }
})

test('the limits: 20 levels and 5 000 pairs are read, one more is not', () => {
  const deep = (levels: number) => `a${'[b]'.repeat(levels - 1)}=1`
  assert.doesNotThrow(() => parseForm(deep(20)))
  assert.throws(() => parseForm(deep(21)), /at most 20 levels/)
  const wide = (pairs: number) => Array.from({ length: pairs }, (_, i) => `k${i}=1`).join('&')
  assert.equal(Object.keys(parseForm(wide(5_000))).length, 5_000)
  assert.throws(() => parseForm(wide(5_001)), /at most 5000/)
})

test('parameters of the address and of the body are one tree, and the body wins', () => {
  const merged = (query: string, body: string) => mergeForms(parseForm(query), parseForm(body))
  same(merged('a=1&b=2', 'b=3&c=4'), '{"a":"1","b":"3","c":"4"}')
  same(merged('a[b]=1&a[c][d]=2', 'a[c][e]=3'), '{"a":{"b":"1","c":{"d":"2","e":"3"}}}')
  same(merged('expand[]=x', 'expand[]=y&expand[]=z'), '{"expand":["y","z"]}')
  same(merged('__proto__[a]=1', '__proto__[b]=2'), '{"__proto__":{"a":"1","b":"2"}}')
  assert.throws(() => merged('a=1', 'a[b]=2'), FormError)
  assert.throws(() => merged('a[b]=1', 'a[]=2'), FormError)
  const query = parseForm('a[b]=1')
  mergeForms(query, parseForm('a[c]=2'))
  same(query, '{"a":{"b":"1"}}')
})

test('values are written as SDKs write them', () => {
  const plain = { a: 1, b: true, c: null, d: undefined, e: 'x y&=' }
  assert.equal(encodeForm(plain), 'a=1&b=true&c=&e=x%20y%26%3D')
  assert.equal(encodeForm({ expand: ['a', 'b'], m: { 'k y': '1' } }), 'expand[]=a&expand[]=b&m[k%20y]=1')
  assert.equal(encodeForm({ items: [{ price: 'p' }, { price: 'q' }] }), 'items[0][price]=p&items[1][price]=q')
  assert.equal(encodeForm({ a: [], b: {} }), 'a=&b=')
  assert.equal(encodeForm({}), '')
  for (const key of ['', 'a[b', 'a]']) assert.throws(() => encodeForm({ x: { [key]: '1' } }), FormError)
})

const key = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((text) => !/[[\]]/.test(text)),
  fc.constantFrom('__proto__', 'constructor', '0', '17', 'a+b', '%5B', '&', '='),
)
const tree = fc.letrec<{ hash: FormHash; node: string | string[] | FormHash }>((tie) => ({
  hash: fc.dictionary(key, tie('node'), { minKeys: 1, maxKeys: 5, noNullPrototype: false }),
  node: fc.oneof(
    { maxDepth: 5 },
    fc.string({ unit: 'grapheme' }),
    fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 4 }),
    tie('hash'),
  ),
})).hash

test('what is written is read back', () => {
  fc.assert(
    fc.property(tree, (hash) => same(parseForm(encodeForm(hash)), JSON.stringify(hash))),
    { seed: 20261124, numRuns: 500 },
  )
})

test('any text is read or refused with a FormError, never anything else', () => {
  const unit = fc.constantFrom('a', 'b', '0', '[', ']', '[]', '=', '&', '%', '%5B', '%FF', '+', '__proto__')
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 40 }), (text) => {
      try {
        assert.equal(Object.getPrototypeOf(parseForm(text)), null)
      } catch (error) {
        assert.ok(error instanceof FormError, String(error))
      }
    }),
    { seed: 20261124, numRuns: 5_000 },
  )
})
