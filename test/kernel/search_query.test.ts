// The search query language, read; and the marks of numbers, which make a range a few sets.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { object } from '../../src/kernel/resource.ts'
import { marksOf, rangeMarks } from '../../src/kernel/search_fields.ts'
import { type Clause, parseQuery } from '../../src/kernel/search_query.ts'

const clause = (field: string, operator: string, value: Clause['value'], more: Partial<Clause> = {}) => ({
  field,
  operator,
  value,
  isNegated: false,
  ...more,
})

/** Queries of Stripe's documentation, and what they say. */
const READ: readonly (readonly [string, readonly object[], ('and' | 'or')?])[] = [
  [`email:"amy@rocketrides.io"`, [clause('email', ':', 'amy@rocketrides.io')]],
  [`metadata["device_type"]:"samsung"`, [clause('metadata', ':', 'samsung', { key: 'device_type' })]],
  [
    `status:'active' AND metadata['order_id']:'6735'`,
    [clause('status', ':', 'active'), clause('metadata', ':', '6735', { key: 'order_id' })],
  ],
  [`-currency:"usd"`, [clause('currency', ':', 'usd', { isNegated: true })]],
  [`total>1000`, [clause('total', '>', 1000)]],
  [`amount=-5 amount<=10.5`, [clause('amount', '=', -5), clause('amount', '<=', 10.5)]],
  [`name~"fn" or name~'ln'`, [clause('name', '~', 'fn'), clause('name', '~', 'ln')], 'or'],
  [`-metadata["donation-id"]:null`, [clause('metadata', ':', null, { key: 'donation-id', isNegated: true })]],
  [`url:NULL`, [clause('url', ':', null)]],
  [
    `description:"the story called \\"The Sky and the Sea.\\""`,
    [clause('description', ':', 'the story called "The Sky and the Sea."')],
  ],
  [`metadata["a\\"b]:"]:"x"`, [clause('metadata', ':', 'x', { key: 'a"b]:' })]],
  [`payment_method_details.card.last4:4242`, [clause('payment_method_details.card.last4', ':', 4242)]],
  [`  amount > 5   And currency : 'eur' `, [clause('amount', '>', 5), clause('currency', ':', 'eur')]],
  [`name:'andorra' and phone:"+1"`, [clause('name', ':', 'andorra'), clause('phone', ':', '+1')]],
]

test('a query is read as Stripe describes it', () => {
  for (const [text, clauses, joined = 'and'] of READ) assert.deepEqual(parseQuery(text), { clauses, joined }, text)
})

/** Queries that cannot be read, and where they stop making sense. */
const UNREADABLE: readonly (readonly [string, string])[] = [
  ['', 'at its end'],
  ['email', 'at its end'],
  ['email:', 'at its end'],
  ['email:amy', 'at character 7: `amy`'],
  ['email:"amy', 'at character 7: `"amy`'],
  ['metadata:"x"', 'at character 9: `:"x"`'],
  ['metadata[device_type]:"x"', 'at character 9: `[device_type]:"x"`'],
  ['email:"a"phone:"b"', 'at character 10: `phone:"b"`'],
  ['(email:"a")', 'at character 1: `(email:"a")`'],
  ['email:"a" AND', 'at its end'],
  ['email:"a" AND AND phone:"b"', 'at character 19: `phone:"b"`'],
  ['amount>1x', 'at character 8: `1x`'],
  ['email:"a" !', 'at character 11: `!`'],
]

test('a query that cannot be read is refused, with the place', () => {
  for (const [text, where] of UNREADABLE)
    assert.throws(
      () => parseQuery(text),
      {
        status: 400,
        body: {
          type: 'invalid_request_error',
          message:
            'We were unable to parse your search query. Try using the format `metadata["key"]:"value"` to query for ' +
            `metadata or key:"value" to query for other fields. It stops making sense ${where}.`,
          param: 'query',
        },
      },
      text,
    )
})

test('AND and OR are not mixed, and ten clauses are the most', () => {
  assert.throws(() => parseQuery('a:"1" AND b:"2" OR c:"3"'), { message: /mixes AND and OR/ })
  assert.throws(() => parseQuery('a:"1" b:"2" OR c:"3"'), { message: /mixes AND and OR/ })
  const many = (count: number) => Array.from({ length: count }, (_, i) => `amount>${i}`).join(' ')
  assert.equal(parseQuery(many(10)).clauses.length, 10)
  assert.throws(() => parseQuery(many(11)), { message: /at most 10 clauses/ })
})

test('a range is as many marks as its hexadecimal digits ask for', () => {
  // 1000 is 0x3e8. Above it are 3e9 to 3ef, 3f, 4 to f of three digits, and all of four digits up to 4095.
  assert.deepEqual(
    rangeMarks(1001, 4095),
    [...'9abcdef']
      .map((d) => `+3:3e${d}`)
      .concat(
        '+3:3f',
        [...'456789abcdef'].map((d) => `+3:${d}`),
      ),
  )
  assert.deepEqual(rangeMarks(0, 15), ['+1:'])
  assert.deepEqual(rangeMarks(256, 65_535), ['+3:', '+4:'])
  assert.deepEqual(rangeMarks(-2, 1), ['-1:1', '-1:2', '+1:0', '+1:1'])
  assert.deepEqual(rangeMarks(5, 4), [])
})

const thing = object('thing', { prefix: 'th', searchable: { amount: 'number' } })

test('a number carries one mark of every range that it is in, and none of another', () => {
  const near = fc.oneof(
    fc.integer({ min: -300, max: 300 }),
    fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
    fc.constantFrom(0, 15, 16, 255, 256, 4095, 4096, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER),
  )
  fc.assert(
    fc.property(near, near, near, (value, one, other) => {
      const [from, to] = [Math.min(one, other), Math.max(one, other)]
      const own = marksOf(thing, { amount: value })
      const hits = rangeMarks(from, to).filter((mark) => own.has(`amount#${mark}`))
      assert.equal(hits.length, value >= from && value <= to ? 1 : 0, `${value} in ${from} to ${to}`)
    }),
    { numRuns: 3000, seed: 20261126 },
  )
})
