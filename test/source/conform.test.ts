// Rows made to fit a schema: what is cast, what is refused, what is drift, and the schema with what was added. All by hand.
import assert from 'node:assert/strict'
import test from 'node:test'
import { conformer, type Drift } from '../../src/source/xdm/conform.ts'
import { inferred, withDrift } from '../../src/source/xdm/conform_drift.ts'
import type { XdmNode } from '../../src/source/xdm/node.ts'

const of = (properties: Record<string, XdmNode>, required?: string[]): XdmNode => ({
  type: 'object',
  properties,
  ...(required && { required }),
})
const TEXT: XdmNode = { type: 'string' }
const WHOLE: XdmNode = { type: 'integer' }
const NUMBER: XdmNode = { type: 'number' }
const YES: XdmNode = { type: 'boolean' }
const TIME: XdmNode = { type: 'string', format: 'date-time' }
const DAY: XdmNode = { type: 'string', format: 'date' }
const OPEN: XdmNode = { type: 'object' }
const MAP: XdmNode = { type: 'object', additionalProperties: TEXT, 'meta:xdmType': 'map' }
const LIST: XdmNode = { type: 'array', items: WHOLE }
const PLAN = of({ id: TEXT, amount: WHOLE })
const NO_ID = of({ amount: WHOLE })

/** What a reader of JSON would see. */
const seen = (value: unknown) => JSON.parse(JSON.stringify(value))
const cast = (node: XdmNode, value: unknown) => conformer(of({ f: node }))({ f: value })

test('values that can be what their field is', () => {
  const rows: [XdmNode, unknown, unknown][] = [
    [TEXT, 'x', 'x'],
    [TEXT, '', ''],
    [TEXT, null, null],
    [TEXT, 5, '5'],
    [TEXT, 0.1, '0.1'],
    [TEXT, true, 'true'],
    // An expanded reference is its id.
    [TEXT, { id: 'cus_1', object: 'customer', name: null }, 'cus_1'],
    [{ type: 'string', 'meta:enum': { a: 'a' } }, 'new_word', 'new_word'],
    [WHOLE, 7, 7],
    [WHOLE, 3.0, 3],
    [WHOLE, '12', 12],
    [WHOLE, ' -12 ', -12],
    [WHOLE, '+12', 12],
    [WHOLE, '12.00', 12],
    [WHOLE, '10', 10],
    [WHOLE, '100.0', 100],
    [WHOLE, Number.MAX_SAFE_INTEGER, 9007199254740991],
    // Beyond 2^53 only text is exact, and text it stays.
    [WHOLE, '9007199254740993', '9007199254740993'],
    [WHOLE, '-9223372036854775808', '-9223372036854775808'],
    [WHOLE, null, null],
    [NUMBER, 1.5, 1.5],
    [NUMBER, '1.5', 1.5],
    [NUMBER, '-2e3', -2000],
    [YES, false, false],
    [YES, 'TRUE', true],
    [YES, 'no', false],
    [YES, 1, true],
    [TIME, '2026-03-01T12:30:00Z', '2026-03-01T12:30:00.000000Z'],
    [TIME, '2026-03-01T12:30:00.1234567+02:00', '2026-03-01T10:30:00.123456Z'],
    [TIME, '2026-03-01 12:30:00', '2026-03-01T12:30:00.000000Z'],
    [TIME, '2026-03-01', '2026-03-01T00:00:00.000000Z'],
    [DAY, '2024-02-29', '2024-02-29'],
    [DAY, '2026-03-01T02:00:00+02:00', '2026-03-01'],
    [OPEN, { a: [1, { b: null }] }, { a: [1, { b: null }] }],
    [OPEN, 'text', 'text'],
    [OPEN, [], []],
    [MAP, { a: 'x', b: 5, c: null }, { a: 'x', b: '5', c: null }],
    [MAP, {}, {}],
    [LIST, [1, '2', null], [1, 2, null]],
    [LIST, [], []],
    [{ type: 'array' }, [1, 'a', {}], [1, 'a', {}]],
    [PLAN, { id: 'plan_1', amount: 5 }, { id: 'plan_1', amount: 5 }],
    // Not expanded: its id is all that is known of it.
    [PLAN, 'plan_1', { id: 'plan_1' }],
    [PLAN, {}, {}],
    [PLAN, null, null],
  ]
  for (const [node, value, right] of rows)
    assert.deepEqual(
      seen(cast(node, value)),
      { row: { f: right }, errors: [], drift: [] },
      `${JSON.stringify(value)} as ${node.type}`,
    )
})

test('values that cannot', () => {
  const rows: [XdmNode, unknown, string][] = [
    [WHOLE, 3.5, 'not_an_integer'],
    [WHOLE, '3.5', 'not_an_integer'],
    [WHOLE, '1e3', 'not_an_integer'],
    [WHOLE, '', 'not_an_integer'],
    [WHOLE, 'ten', 'not_an_integer'],
    [WHOLE, true, 'not_an_integer'],
    // 2^53 may have been 2^53 + 1 before it was a number.
    [WHOLE, 9007199254740992, 'out_of_range'],
    [WHOLE, '9223372036854775808', 'out_of_range'],
    [NUMBER, 'one', 'not_a_number'],
    [NUMBER, '', 'not_a_number'],
    [NUMBER, '0x10', 'not_a_number'],
    [NUMBER, 'Infinity', 'not_a_number'],
    [NUMBER, '1e999', 'out_of_range'],
    [NUMBER, true, 'not_a_number'],
    [YES, 'maybe', 'not_a_boolean'],
    [YES, 2, 'not_a_boolean'],
    [YES, 'constructor', 'not_a_boolean'],
    [TIME, '2026-02-30T00:00:00Z', 'not_a_date_time'],
    [TIME, '2026-03-01T25:00:00Z', 'not_a_date_time'],
    [TIME, 1772366400, 'not_a_date_time'],
    [DAY, '2026-02-29', 'not_a_date'],
    [DAY, '2026-03-01T12:00:00Z', 'not_a_date'],
    [TEXT, 'half \ud83d', 'not_text'],
    [OPEN, { a: ['\udc00'] }, 'not_text'],
  ]
  for (const [node, value, code] of rows) {
    const { row, errors, drift } = cast(node, value)
    assert.deepEqual([seen(row), drift], [{ f: null }, []], JSON.stringify(value))
    assert.deepEqual(
      errors.map(({ path, code }) => [path, code]),
      [['f', code]],
      JSON.stringify(value),
    )
    assert.match(errors[0]!.message, /^f (is|has) /)
  }
})

test('a value of another kind is an error, and drift that would break what is written', () => {
  const rows: [XdmNode, unknown, XdmNode, string?][] = [
    [TEXT, { a: 1 }, of({ a: WHOLE })],
    [TEXT, ['x'], { type: 'array', items: TEXT }],
    [WHOLE, { id: 'x' }, of({ id: TEXT })],
    [YES, [], { type: 'array', items: OPEN }],
    [NUMBER, {}, OPEN],
    [TIME, {}, OPEN],
    [LIST, 5, WHOLE],
    [LIST, { data: [] }, of({ data: { type: 'array', items: OPEN } })],
    [MAP, 'x', TEXT],
    [MAP, { k: { a: 'b' } }, of({ a: TEXT }), 'f{}'],
    [NO_ID, 'plan_1', TEXT],
    [PLAN, [1], LIST],
    [PLAN, 5, WHOLE],
    [{ type: 'array', items: PLAN }, [{ id: 'a' }, { id: { deep: 1 } }], of({ deep: WHOLE }), 'f[].id'],
  ]
  for (const [node, value, type, path = 'f'] of rows) {
    const { errors, drift } = cast(node, value)
    assert.deepEqual(
      errors.map((error) => [error.path, error.code]),
      [[path, 'type_changed']],
      JSON.stringify(value),
    )
    assert.deepEqual(
      drift.map(({ kind, path, type }) => [kind, path, type]),
      [['changed', path, type]],
      JSON.stringify(value),
    )
  }
  const { row, errors, drift } = cast(TEXT, { street: 'x' })
  assert.deepEqual(row, { f: null })
  assert.equal(errors[0]!.message, 'f is an object, and a string in the schema.')
  assert.deepEqual(drift, [
    { kind: 'changed', path: 'f', type: of({ street: TEXT }), was: 'string', value: { street: 'x' } },
  ])
})

test('what is required and missing is said', () => {
  const conform = conformer(of({ id: TEXT, data: of({ key: WHOLE }, ['key']) }, ['id']))
  const paths = (value: unknown) => conform(value).errors.map(({ path, code }) => [path, code])
  assert.deepEqual(paths({ id: 'x', data: { key: 0 } }), [])
  assert.deepEqual(paths({ id: 'x' }), [])
  assert.deepEqual(paths({ data: {} }), [
    ['data.key', 'required'],
    ['id', 'required'],
  ])
  assert.deepEqual(paths({ id: null }), [['id', 'required']])
  assert.deepEqual(
    conform('text').errors.map(({ code }) => code),
    ['type_changed'],
  )
})

test('what the schema does not have is kept aside, with the type it would get', () => {
  const root = of({
    id: TEXT,
    rows: { type: 'array', items: of({ a: WHOLE }) },
    map: { ...MAP, additionalProperties: NO_ID },
  })
  const conform = conformer(root)
  const value = {
    new_one: 'x',
    id: 'a',
    rows: [
      { a: 1, b: 1.5 },
      { b: 2, a: 2 },
    ],
    map: { eur: { amount: 1, more: [true] } },
    'odd.name': { deep: { er: 1 }, none: null },
    nothing: null,
  }
  const sent = structuredClone(value)
  const { row, errors, drift } = conform(value)
  assert.deepEqual(value, sent)
  assert.deepEqual(errors, [])
  assert.deepEqual(seen(row), { id: 'a', rows: [{ a: 1 }, { a: 2 }], map: { eur: { amount: 1 } } })
  assert.deepEqual(drift, [
    { kind: 'added', path: 'new_one', type: TEXT, value: 'x' },
    { kind: 'added', path: 'rows[].b', type: NUMBER, value: 1.5 },
    { kind: 'added', path: 'rows[].b', type: WHOLE, value: 2 },
    { kind: 'added', path: 'map{}.more', type: { type: 'array', items: YES }, value: [true] },
    {
      kind: 'added',
      path: 'odd\\.name',
      type: of({ deep: of({ er: WHOLE }) }),
      value: { deep: { er: 1 }, none: null },
    },
  ])
  // What was said of one row is not said of the next, nor changed by it.
  const before = conform({ id: 'b' })
  conform(value)
  assert.deepEqual(before, { row: { id: 'b' }, errors: [], drift: [] })
  // A row that fits is not copied.
  const fits = { id: 'c', rows: [{ a: 1 }] }
  assert.equal(conform(fits).row, fits)

  const wider = withDrift(root, drift)
  assert.deepEqual(wider, {
    type: 'object',
    properties: {
      id: TEXT,
      rows: { type: 'array', items: of({ a: WHOLE, b: NUMBER }) },
      map: { ...MAP, additionalProperties: of({ amount: WHOLE, more: { type: 'array', items: YES } }) },
      new_one: TEXT,
      'odd.name': of({ deep: of({ er: WHOLE }) }),
    },
  })
  const again = conformer(wider)(value)
  assert.deepEqual([again.errors, again.drift], [[], []])
  assert.deepEqual(seen(again.row), seen({ ...value, nothing: undefined, 'odd.name': { deep: { er: 1 } } }))
})

test('a name like that of a prototype is a name', () => {
  const { row, drift } = conformer(of({ m: MAP }))(
    JSON.parse('{"m": {"__proto__": "a", "n": 1}, "__proto__": {"x": 1}}'),
  )
  assert.equal(JSON.stringify(row), '{"m":{"__proto__":"a","n":"1"}}')
  assert.deepEqual(
    drift.map(({ path, type }) => [path, type]),
    [['__proto__', of({ x: WHOLE })]],
  )
})

test('the schema with what was added holds every value that came', () => {
  const added = (path: string, ...values: unknown[]): Drift[] =>
    values.map((value) => ({ kind: 'added', path, type: inferred(value), value }))
  const rows: [values: unknown[], type: XdmNode][] = [
    [[1, 2.5], NUMBER],
    [['a', 1], OPEN],
    [['a', { b: 1 }, { b: 2 }], OPEN],
    [[{}, { a: 1 }, { b: 'x' }], of({ a: WHOLE, b: TEXT })],
    [[{ a: 1 }, { a: 'x' }], of({ a: OPEN })],
    [[[], ['x']], { type: 'array', items: TEXT }],
    [[[], []], { type: 'array', items: OPEN }],
    [[[1, 'x']], { type: 'array', items: OPEN }],
    [[[1], 'x'], OPEN],
    [[{}], OPEN],
  ]
  for (const [values, type] of rows)
    for (const order of [values, values.toReversed()]) {
      const wider = withDrift(of({ id: TEXT }), added('f', ...order))
      assert.deepEqual(wider, of({ id: TEXT, f: type }), JSON.stringify(order))
      for (const f of order) assert.deepEqual(cast(wider.properties!.f!, f).errors, [], JSON.stringify(f))
    }
})

test('the schema is not widened by what would break it', () => {
  const root = of({ id: TEXT, plan: PLAN })
  const drift: Drift[] = [
    { kind: 'changed', path: 'id', type: WHOLE, was: 'string', value: 1 },
    // No column ID beside a column id.
    { kind: 'added', path: 'ID', type: TEXT, value: 'x' },
    { kind: 'added', path: 'plan.amount', type: TEXT, value: 'x' },
    { kind: 'added', path: 'gone.away', type: TEXT, value: 'x' },
  ]
  assert.deepEqual(withDrift(root, drift), root)
})
