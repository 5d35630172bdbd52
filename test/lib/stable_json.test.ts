// JSON as Stripe prints it.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { deepFreeze, indentText, stripeOrder, wireText } from '../../src/lib/stable_json.ts'

test('id and object first, then by code unit, at every depth', () => {
  const inner = { object: 'y', c: 1, id: 'i' }
  const row = { b: 1, Z: 2, object: 'x', a_b: 3, a: inner, id: 'r', list: [{ b: 1, a: 2 }, 'z', 'a'] }
  const ordered =
    '{"id":"r","object":"x","Z":2,"a":{"id":"i","object":"y","c":1},"a_b":3,"b":1,' + '"list":[{"a":2,"b":1},"z","a"]}'
  assert.equal(JSON.stringify(stripeOrder(row)), ordered)
})

test('null is kept, undefined is not, and odd keys are keys', () => {
  const hash = JSON.parse('{"b":null,"__proto__":"p","constructor":"c"}') as Record<string, unknown>
  hash.u = undefined
  assert.equal(JSON.stringify(stripeOrder(hash)), '{"__proto__":"p","b":null,"constructor":"c"}')
})

test('text is indented by two spaces', () => {
  const text = wireText({ object: 'list', data: [], metadata: {}, id: 'a', deep: { x: [1] } })
  const expected = `{
  "id": "a",
  "object": "list",
  "data": [],
  "deep": {
    "x": [
      1
    ]
  },
  "metadata": {}
}`
  assert.equal(text, expected)
})

const values = fc.jsonValue()

test('the text is the value, and the same whatever order its keys came in', () => {
  const turned = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(turned)
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, inner]) => [key, turned(inner)]),
    )
  }
  fc.assert(
    fc.property(values, (value) => {
      assert.equal(wireText(turned(value)), wireText(value))
      assert.deepEqual(JSON.parse(wireText(value)), JSON.parse(JSON.stringify(value)))
    }),
    { seed: 7, numRuns: 500 },
  )
})

test('a printed document is moved into another as if printed there', () => {
  assert.equal(indentText('{\n  "a": "x\\ny"\n}', 4), '{\n      "a": "x\\ny"\n    }')
  fc.assert(
    fc.property(values, (value) => {
      const spliced = `{\n  "data": [\n    ${indentText(wireText(value), 4)}\n  ]\n}`
      assert.equal(spliced, wireText({ data: [value] }))
    }),
    { seed: 8, numRuns: 500 },
  )
})

test('frozen to the leaves', () => {
  const row = deepFreeze({ a: { b: [{ c: 1 }] }, n: null })
  assert.throws(() => ((row.a.b[0] as { c: number }).c = 2), TypeError)
  assert.throws(() => row.a.b.push({ c: 2 }), TypeError)
  assert.equal(deepFreeze('text'), 'text')
})
