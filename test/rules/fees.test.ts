// What Stripe keeps, by the cent. (https://stripe.com/pricing)
import assert from 'node:assert/strict'
import test from 'node:test'
import { instantFeeOf } from '../../src/rules/fees.ts'

test('an instant payout costs 1 %, rounded half up, and at least 50', () => {
  const CASES = [
    [1, 50],
    [5000, 50],
    [5049, 50],
    [5050, 51],
    [10_000, 100],
    [12_345, 123],
    [12_350, 124],
  ] as const
  for (const [amount, fee] of CASES) assert.equal(instantFeeOf(amount), fee, String(amount))
})
