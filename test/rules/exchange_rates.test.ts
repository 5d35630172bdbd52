// What money of one currency is in another: typed out by hand from the table of rates.
import assert from 'node:assert/strict'
import test from 'node:test'
import { conversion } from '../../src/rules/exchange_rates.ts'

// Dollars for one: eur 1.08, gbp 1.27, jpy 0.0067, usd 1.
const CASES = [
  ['eur', 'usd', 1.08, 1000, 1080],
  // 1.08 x 31 is 33.48.
  ['eur', 'usd', 1.08, 31, 33],
  // 1.27 x 50 is 63.5, rounded up; and so it is when it goes out, so that both cancel.
  ['gbp', 'usd', 1.27, 50, 64],
  ['gbp', 'usd', 1.27, -50, -64],
  // 1 / 1.08 = 0.925925…, to ten places; x 1000 is 925.9.
  ['usd', 'eur', 0.9259259259, 1000, 926],
  // The yen has no cents: 5000 yen are 33.50 dollars.
  ['jpy', 'usd', 0.0067, 5000, 3350],
  // 1 / 0.0067 = 149.253731343…; 10.00 dollars are 1492.5 yen.
  ['usd', 'jpy', 149.2537313433, 1000, 1493],
  ['usd', 'usd', 1, 1234, 1234],
] as const

test('amounts are converted at the table’s rate, rounded half up once', () => {
  for (const [from, to, rate, minor, expected] of CASES) {
    const found = conversion(from, to)
    assert.deepEqual([found?.rate, found?.convert(minor)], [rate, expected], `${minor} ${from} in ${to}`)
  }
})

test('a currency without a rate is not converted', () => {
  assert.equal(conversion('zmw', 'usd'), undefined)
  assert.equal(conversion('usd', 'zmw'), undefined)
})
