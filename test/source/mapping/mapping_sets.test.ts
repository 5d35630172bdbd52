// Mapping sets: what their rows make of records, and how values become what a schema wants.
import assert from 'node:assert/strict'
import test from 'node:test'
import { validateRows } from '../../../src/source/mapping/check.ts'
import { convertTo } from '../../../src/source/mapping/conversion.ts'
import { compileMappings, type MappingRow } from '../../../src/source/mapping/mapping_set.ts'
import type { Json } from '../../../src/source/mapping/values.ts'
import { CHARGE, COPIED } from './charge_table.ts'
import { CASES, expression, older, row, SCHEMA } from './rows_table.ts'

const value = (rows: readonly MappingRow[], record: unknown) => {
  const mapped = compileMappings(rows)(record as Json)
  assert.deepEqual(mapped.errors, [])
  return mapped.value
}

test('what rows make of a record, in either order and in either form', async (t) => {
  for (const [name, rows, record, expected] of CASES) {
    await t.test(name, () => {
      const before = JSON.stringify(record)
      assert.deepEqual(value(rows, record), expected)
      if (name !== 'objects of two rows') assert.deepEqual(value(rows.toReversed(), record), expected)
      const isCopied = rows.every(({ sourceType }) => sourceType === 'ATTRIBUTE')
      if (isCopied)
        assert.deepEqual(
          value(
            rows.map((one) => older(one.source!, one.destination!)),
            record,
          ),
          expected,
        )
      assert.equal(JSON.stringify(record), before, 'the record was changed')
    })
  }
})

test('Adobe’s Stripe mapping copies a charge, whole objects and fields of them together', () => {
  assert.equal(COPIED.length, 36)
  const rows = COPIED.map((path) => older(`data.${path}`, `_tenant.charges_data.${path}`))
  const pick = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, CHARGE[name as keyof typeof CHARGE]]))
  // Of the card's fields that have rows, seven are missing in this charge; the object that holds them is copied anyway.
  const top = COPIED.filter((path) => !path.includes('.'))
  assert.equal(top.length, 21)
  for (const all of [rows, rows.toReversed()])
    assert.deepEqual(value(all, { data: CHARGE }), { _tenant: { charges_data: pick(top) } })
  const klarna = {
    ...CHARGE,
    payment_method_details: { type: 'klarna', klarna: { payment_method_category: 'pay_later' } },
  }
  const mapped = value(rows, { data: klarna }) as any
  assert.deepEqual(mapped._tenant.charges_data.payment_method_details, klarna.payment_method_details)
})

test('a row that fails is null, is told, and leaves the others', () => {
  const map = compileMappings([
    expression('to_integer(a)', 'x.n'),
    row('b', 'x.b'),
    expression('upper(b)', 'x.up'),
    row('b', 'list[*].b'),
    expression('a / 0', 'y'),
  ])
  const { value: made, errors } = map({ a: 'one', b: 'two' })
  assert.deepEqual(made, { x: { b: 'two', n: null, up: 'TWO' }, y: null })
  assert.deepEqual(
    errors.map(({ code, expression: failed, destination }) => [code, failed, destination]),
    [
      ['MAPPER-3700-400', 'to_integer(a)', 'x.n'],
      ['MAPPER-3700-400', 'a / 0', 'y'],
      ['MAPPER-3700-400', 'b', 'list[*].b'],
    ],
  )
  assert.match(errors[0]!.why, /"one" is no number/)
  assert.match(errors[2]!.why, /"two" is no list/)
  assert.deepEqual(map({ a: '1', b: ['two'] }).errors.length, 2)
})

test('a record of hostile names changes nothing but its own copy', () => {
  const record = JSON.parse('{"a": {"__proto__": {"bad": 1}, "x": 1}, "b": {"__proto__": {"bad": 2}}}')
  const mapped = value([row('a', 'o'), row('b', 'o'), row('a.x', 'o.y'), row('a.__proto__.bad', 'z')], record)
  assert.equal(({} as any).bad, undefined)
  assert.equal((mapped as any).z, 1)
  assert.throws(() => compileMappings([row('a', '__proto__.bad')]), /a name that a field can have/)
})

test('values become what their fields are', () => {
  const sent = {
    _id: 1234,
    age: '42',
    score: '1.5',
    paid: 'YES',
    at: '2020-12-31 10:20:30',
    day: '12/31/2020',
    tags: [1, true],
    lines: [{ n: '1' }],
    metadata: { a: 1 },
    anything: { b: 1 },
    other: 1,
  }
  assert.deepEqual(convertTo(SCHEMA, sent), {
    value: {
      _id: '1234',
      age: 42,
      score: 1.5,
      paid: true,
      at: '2020-12-31T10:20:30Z',
      day: '2020-12-31',
      tags: ['1', 'true'],
      lines: [{ n: 1 }],
      metadata: { a: '1' },
      anything: { b: 1 },
      other: 1,
    },
    errors: [],
  })
  const wrong = convertTo(SCHEMA, { age: 1.5, paid: 'maybe', at: 'soon', tags: 'a', lines: [{ n: 'x' }], _id: {} })
  assert.deepEqual(wrong.value, { age: null, paid: null, at: null, tags: null, lines: [{ n: null }], _id: null })
  assert.deepEqual(
    wrong.errors.map(({ destination }) => destination),
    ['age', 'paid', 'at', 'tags', 'lines[0].n', '_id'],
  )
})

test('destinations are looked for in a schema that is known', () => {
  const there = [
    '_id',
    'person.name',
    'person.name.firstName',
    'tags[0]',
    'lines[*].n',
    'metadata.any',
    'anything.a.b',
    'lines',
  ]
  const absent = ['id', 'person.age', '_id.x', 'tags.x', 'lines[*].m', 'person[0]', 'constructor']
  const rows = [...there, ...absent].map((path) => row('a', path))
  const found = validateRows(rows, SCHEMA).map((errors) => errors.length === 0)
  assert.deepEqual(found, [...there.map(() => true), ...absent.map(() => false)])
  assert.match(
    validateRows([row('a', 'person.name.age')], SCHEMA)[0]![0]!.message,
    /the schema has no person\.name\.age/,
  )
  assert.deepEqual(validateRows(rows).flat(), [])
})
