// Exact fractions and their roundings.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { add, cmp, div, floor, fromDecimal, mul, rational, roundHalfUp, sub } from '../../src/lib/rational.ts'

const seed = { seed: 314, numRuns: 1_000 }
const fraction = fc
  .tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.bigInt({ min: 1n, max: 10n ** 12n }))
  .map(([n, d]) => rational(n, d))

test('fractions are in lowest terms, with the sign above', () => {
  assert.deepEqual(rational(6n, 4n), { n: 3n, d: 2n })
  assert.deepEqual(rational(6n, -4n), { n: -3n, d: 2n })
  assert.deepEqual(rational(-6n, -4n), { n: 3n, d: 2n })
  assert.deepEqual(rational(0n, -7n), { n: 0n, d: 1n })
  assert.deepEqual(rational(5n), { n: 5n, d: 1n })
  assert.throws(() => rational(1n, 0n), RangeError)
  assert.throws(() => div(rational(1n), rational(0n)), RangeError)
})

test('decimals', () => {
  const read: readonly (readonly [string, bigint, bigint])[] = [
    ['1.2345', 2469n, 2000n],
    ['1500', 1500n, 1n],
    ['-0.5', -1n, 2n],
    ['+.5', 1n, 2n],
    ['5.', 5n, 1n],
    ['0.000000000001', 1n, 1_000_000_000_000n],
  ]
  for (const [text, n, d] of read) assert.deepEqual(fromDecimal(text), { n, d }, text)
  for (const bad of ['', '.', '-', '1e3', '0x10', '1,5', '1.2.3', ' 1', '1\n', 'NaN', '١', '9'.repeat(65)]) {
    assert.throws(() => fromDecimal(bad), RangeError, bad)
  }
})

test('arithmetic: thirds of thirds', () => {
  const [half, third] = [rational(1n, 2n), rational(1n, 3n)]
  assert.deepEqual(add(half, third), { n: 5n, d: 6n })
  assert.deepEqual(sub(third, half), { n: -1n, d: 6n })
  assert.deepEqual(mul(half, third), { n: 1n, d: 6n })
  assert.deepEqual(div(half, third), { n: 3n, d: 2n })
  assert.equal(cmp(third, half), -1)
  assert.equal(cmp(half, third), 1)
  assert.equal(cmp(half, rational(2n, 4n)), 0)
})

test('a half goes up in magnitude; floor goes down', () => {
  // value: rounded, floor
  const table: readonly (readonly [string, bigint, bigint])[] = [
    ['0', 0n, 0n],
    ['0.49', 0n, 0n],
    ['0.5', 1n, 0n],
    ['1.5', 2n, 1n],
    ['2.5', 3n, 2n],
    ['-0.49', 0n, -1n],
    ['-0.5', -1n, -1n],
    ['-1.5', -2n, -2n],
    ['-2', -2n, -2n],
    ['7', 7n, 7n],
  ]
  for (const [text, rounded, below] of table) {
    assert.equal(roundHalfUp(fromDecimal(text)), rounded, text)
    assert.equal(floor(fromDecimal(text)), below, text)
  }
})

test('a proration: $10.00 with 11 of 30 days left', () => {
  // 1000 * 11 / 30 = 366.67: the credit is -367, the same amount as the charge.
  const share = mul(rational(1000n), rational(11n * 86_400n, 30n * 86_400n))
  assert.equal(roundHalfUp(share), 367n)
  assert.equal(roundHalfUp(sub(rational(0n), share)), -367n)
})

test('what is added is taken away again, and what is multiplied divided', () => {
  fc.assert(
    fc.property(fraction, fraction, (a, b) => {
      assert.deepEqual(sub(add(a, b), b), a)
      if (b.n !== 0n) assert.deepEqual(div(mul(a, b), b), a)
      assert.equal(cmp(a, b), -cmp(b, a) + 0)
    }),
    seed,
  )
})

test('rounding is within a half, and the same for a credit as for its charge', () => {
  fc.assert(
    fc.property(fraction, (a) => {
      const off = sub(rational(roundHalfUp(a)), a)
      assert.ok(cmp(off, rational(1n, 2n)) <= 0 && cmp(off, rational(-1n, 2n)) >= 0)
      assert.equal(roundHalfUp(sub(rational(0n), a)), -roundHalfUp(a))
      assert.ok(cmp(rational(floor(a)), a) <= 0 && cmp(rational(floor(a) + 1n), a) > 0)
    }),
    seed,
  )
})
