// What quantities cost, against a table worked out by hand.
import assert from 'node:assert/strict'
import test from 'node:test'
import { toDecimalString } from '../../src/lib/money.ts'
import { fromDecimal } from '../../src/lib/rational.ts'
import { amountOf, lineAmount, partsOf } from '../../src/rules/pricing.ts'
import { PARTS, ROWS } from './pricing_table.ts'

for (const [price, quantity, exact, amount, why] of ROWS) {
  const name = `${quantity} by ${price.tiers_mode ?? (price.transform_quantity ? 'package' : 'unit')}: ${amount} (${why})`
  test(name, () => {
    assert.deepEqual(amountOf(price, fromDecimal(quantity)), fromDecimal(exact))
    assert.equal(lineAmount(price, fromDecimal(quantity)), amount)
  })
}

test('an amount is the sum of its parts', () => {
  for (const [price, quantity, parts] of PARTS) {
    const found = partsOf(price, fromDecimal(quantity)).filter(({ amount }) => amount.n !== 0n)
    const written = found.map(({ tier, kind, amount }) => `${tier} ${kind} ${toDecimalString(amount)}`)
    assert.deepEqual(written.sort(), [...parts], quantity)
  }
})
