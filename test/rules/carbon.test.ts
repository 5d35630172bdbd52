// What carbon removal costs, by the cent. (https://docs.stripe.com/api/climate/order/create has the first row)
import assert from 'node:assert/strict'
import test from 'node:test'
import { costOfAmount, costOfTons } from '../../src/rules/carbon.ts'

const PRICE = { amount_subtotal: 55_000, amount_fees: 1_650 }

// biome-ignore format: a table
const TONS: readonly (readonly [tons: string, subtotal: number, fees: number, total: number])[] = [
  ['0.01', 550, 17, 567],
  ['1', 55_000, 1_650, 56_650],
  ['2.5', 137_500, 4_125, 141_625],
  // 0.00001 tons are 0.55 and 0.0165 cents.
  ['0.00001', 1, 0, 1],
]
// biome-ignore format: a table
const AMOUNTS: readonly (readonly [amount: number, tons: string, fees: number, total: number])[] = [
  [55_000, '1', 1_650, 56_650],
  [550, '0.01', 17, 567],
  // 1000 / 55000 = 0.0181818…; the fee is 30.
  [1_000, '0.018181', 30, 1_030],
  [5_500_000, '100', 165_000, 5_665_000],
]

test('by the ton', () => {
  for (const [metric_tons, amount_subtotal, amount_fees, amount_total] of TONS)
    assert.deepEqual(costOfTons(PRICE, metric_tons), { amount_fees, amount_subtotal, amount_total, metric_tons })
})

test('for an amount', () => {
  for (const [amount_subtotal, metric_tons, amount_fees, amount_total] of AMOUNTS)
    assert.deepEqual(costOfAmount(PRICE, amount_subtotal), { amount_fees, amount_subtotal, amount_total, metric_tons })
})
