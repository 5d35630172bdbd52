// The language of Data Prep: every sample of Adobe's page, operators, paths, dates, and how errors are told.
import assert from 'node:assert/strict'
import test from 'node:test'
import { compileExpression } from '../../../src/source/mapping/expression.ts'
import { listedFunctions } from '../../../src/source/mapping/functions/index.ts'
import { ExpressionError, type Json, MappingError, plain } from '../../../src/source/mapping/values.ts'
import { DATES, FAILING, LANGUAGE, UNREADABLE } from './language_table.ts'
import { SAMPLES } from './samples_table.ts'

const now = () => 1_571_850_624_571
const result = (expression: string, record: unknown = {}) =>
  plain(compileExpression(expression, { now })(record as Json))

for (const [name, rows] of Object.entries({ SAMPLES, LANGUAGE, DATES })) {
  test(`the rows of ${name}`, async (t) => {
    for (const [expression, expected, record] of rows)
      await t.test(expression, () => assert.deepEqual(result(expression, record), expected))
  })
}

test('every function has a sample or a row', () => {
  const texts = [...SAMPLES, ...LANGUAGE].map(([expression]) => expression).join('\n')
  const names = listedFunctions().map((one) => one.function)
  assert.ok(names.length >= 90, `${names.length} functions`)
  const free = new Set(['uuid', 'guid'])
  assert.deepEqual(
    names.filter((name) => !free.has(name) && !texts.includes(`${name}(`)),
    [],
  )
})

test('ids by chance differ', () => {
  const [one, other] = [result('uuid()'), result('guid()')]
  assert.match(String(one), /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  assert.notEqual(one, other)
})

test('what cannot be read says where, and what was expected', () => {
  for (const [expression, at, message] of UNREADABLE) {
    assert.throws(
      () => compileExpression(expression),
      (error: unknown) => {
        assert.ok(error instanceof ExpressionError, `${expression}: ${error}`)
        assert.match(error.message, message)
        assert.equal(error.at, at, expression)
        assert.ok(error.message.startsWith(`At position ${at}: expected `))
        return true
      },
      expression,
    )
  }
})

test('what fails on a record says why, with the expression', () => {
  for (const [expression, why, record = {}] of FAILING) {
    const run = compileExpression(expression)
    assert.throws(
      () => run(record as Json),
      (error: unknown) => {
        assert.ok(error instanceof MappingError, `${expression}: ${error}`)
        assert.equal(error.code, 'MAPPER-3700-400')
        assert.equal(error.expression, expression)
        assert.match(error.why, why)
        return true
      },
      expression,
    )
  }
})

test('an expression is read once, and leaves records as they are', () => {
  const run = compileExpression('add_to_array(tags, upper(name))')
  const record = { tags: ['a'], name: 'b' }
  assert.deepEqual(run(record), ['a', 'B'])
  assert.deepEqual(run({ tags: [], name: 'c' }), ['C'])
  assert.deepEqual(record, { tags: ['a'], name: 'b' })
})
