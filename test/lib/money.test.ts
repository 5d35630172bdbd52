// Currencies and how amounts are written.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import {
  currencies,
  formatAmount,
  formatPlain,
  formatUnitAmount,
  readAmount,
  toDecimalString,
  unitAmountFromDecimal,
} from '../../src/lib/money.ts'
import { fromDecimal, rational } from '../../src/lib/rational.ts'

test('the table: more than 135 ISO codes, the dollar first', () => {
  const codes = Object.keys(currencies)
  assert.ok(codes.length > 135, String(codes.length))
  for (const code of codes) assert.match(code, /^[a-z]{3}$/)
  assert.equal(codes[0], 'usd')
  assert.deepEqual(codes.slice(1), codes.slice(1).toSorted())
})

test('digits, and the currencies with a rule of their own', () => {
  assert.deepEqual(currencies.usd, { digits: 2, step: 1, payoutStep: 1, minimum: 50 })
  assert.deepEqual(currencies.jpy, { digits: 0, step: 1, payoutStep: 1, minimum: 50 })
  // 5.124 KWD must be 5120 or 5130.
  assert.deepEqual(currencies.kwd, { digits: 3, step: 10, payoutStep: 10 })
  assert.deepEqual(currencies.isk, { digits: 2, step: 100, payoutStep: 100 })
  assert.deepEqual(currencies.ugx, { digits: 2, step: 100, payoutStep: 100 })
  assert.deepEqual(currencies.twd, { digits: 2, step: 1, payoutStep: 100 })
  assert.deepEqual(currencies.huf, { digits: 2, step: 1, payoutStep: 100, minimum: 17_500 })
  const withDigits = (digits: number) =>
    Object.keys(currencies)
      .filter((code) => currencies[code]!.digits === digits)
      .join(' ')
  assert.equal(withDigits(0), 'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf')
  assert.equal(withDigits(3), 'bhd jod kwd omr tnd')
})

test('amounts in words of Stripe', () => {
  const table: readonly (readonly [number, string, string])[] = [
    [1500, 'usd', '$15.00'],
    [1100, 'usd', '$11.00'],
    [1000, 'eur', '€10.00'],
    [9390, 'gbp', '£93.90'],
    [500, 'jpy', '¥500'],
    [5, 'usd', '$0.05'],
    [0, 'usd', '$0.00'],
    [0, 'jpy', '¥0'],
    [-1500, 'usd', '-$15.00'],
    [99_999_999, 'usd', '$999,999.99'],
    [123_456, 'usd', '$1,234.56'],
    [1_234_567, 'jpy', '¥1,234,567'],
    [1000, 'chf', '10.00 chf'],
    [-1000, 'cad', '-10.00 cad'],
    [5120, 'kwd', '5.120 kwd'],
    [500, 'krw', '500 krw'],
    [1000, 'constructor', '10.00 constructor'],
  ]
  for (const [minor, code, text] of table) assert.equal(formatAmount(minor, code), text)
})

test('decimal text', () => {
  const table: readonly (readonly [bigint, bigint, string])[] = [
    [1500n, 1n, '1500'],
    [3001n, 2n, '1500.5'],
    [-1n, 2n, '-0.5'],
    [0n, 1n, '0'],
    [1n, 10n ** 12n, '0.000000000001'],
    // 2/3 goes on: the twelfth place is rounded up. A millionth of the last place is gone.
    [2n, 3n, '0.666666666667'],
    [-1n, 10n ** 18n, '0'],
  ]
  for (const [n, d, text] of table) assert.equal(toDecimalString(rational(n, d)), text)
})

test('unit amounts', () => {
  assert.equal(unitAmountFromDecimal('1500'), 1500)
  assert.equal(unitAmountFromDecimal('1500.00'), 1500)
  assert.equal(unitAmountFromDecimal('1500.5'), null)
  assert.equal(unitAmountFromDecimal('0.000000000001'), null)
  assert.equal(unitAmountFromDecimal('-5'), -5)
  for (const bad of ['', 'x', '1e3', '0.0000000000001', '9007199254740993']) {
    assert.throws(() => unitAmountFromDecimal(bad), RangeError, bad)
  }
})

test('twelve places are exact both ways', () => {
  const scaled = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n })
  fc.assert(
    fc.property(scaled, (units) => {
      const value = rational(units, 10n ** 12n)
      const text = toDecimalString(value)
      assert.deepEqual(fromDecimal(text), value)
      assert.doesNotMatch(text, /\.\d*0$|\.$/)
    }),
    { seed: 135, numRuns: 1_000 },
  )
})

test('a price of parts of a minor unit is written with all of its digits', () => {
  const truth: [decimal: string, code: string, text: string][] = [
    ['1000', 'usd', '$10.00'],
    ['1000.0', 'usd', '$10.00'],
    ['0.05', 'usd', '$0.0005'],
    ['1250.05', 'eur', '€12.5005'],
    ['-0.5', 'usd', '-$0.005'],
    ['-150', 'usd', '-$1.50'],
    ['500.25', 'jpy', '¥500.25'],
    ['123456.5', 'chf', '1,234.565 chf'],
  ]
  for (const [decimal, code, text] of truth) assert.equal(formatUnitAmount(decimal, code), text)
})

test('an amount that people write is read to its minor unit, and written so again', () => {
  const truth: [text: string, code: string, minor: number | undefined][] = [
    ['15', 'usd', 1500],
    ['15.5', 'usd', 1550],
    [' 15,50 ', 'eur', 1550],
    ['0.05', 'usd', 5],
    ['15.', 'usd', 1500],
    ['500', 'jpy', 500],
    ['500.5', 'jpy', undefined],
    ['1.234', 'kwd', 1234],
    ['1.234', 'usd', undefined],
    ['-1', 'usd', undefined],
    ['1,000.00', 'usd', undefined],
    ['', 'usd', undefined],
  ]
  for (const [text, code, minor] of truth) assert.equal(readAmount(text, code), minor, text)
  assert.deepEqual(
    [formatPlain(1550, 'usd'), formatPlain(5, 'usd'), formatPlain(500, 'jpy'), formatPlain(1234, 'kwd')],
    ['15.50', '0.05', '500', '1.234'],
  )
})
