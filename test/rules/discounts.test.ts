// What coupons take off, against a table worked out by hand.
import assert from 'node:assert/strict'
import test from 'node:test'
import { applyDiscounts, spread } from '../../src/rules/discounts.ts'
import { ROWS, SPREAD } from './discounts_table.ts'

for (const [lines, discounts, taken, why] of ROWS)
  test(`${discounts.map(({ id }) => id).join(' then ') || 'nothing'} off ${lines.map(({ amount }) => amount).join(' + ')} (${why})`, () => {
    const found = applyDiscounts(lines, discounts).map((allotted) => allotted.filter(({ amount }) => amount !== 0))
    assert.deepEqual(
      found.map((one) => one.map(({ discount, amount }) => `${discount}: ${amount}`).join(', ')),
      [...taken],
    )
  })

test('a sum is shared in proportion', () => {
  for (const [sum, amounts, shares] of SPREAD) assert.deepEqual(spread(sum, amounts), [...shares], String(sum))
})
