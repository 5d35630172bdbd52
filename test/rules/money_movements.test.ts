// What moving money does to the three balances of a financial account, worked out by hand.
import assert from 'node:assert/strict'
import test from 'node:test'
import { impactOf, type Movement, statusOf, sum } from '../../src/rules/money_movements.ts'

const impact = (available: number, inbound_pending: number, outbound_pending: number) => ({
  available,
  inbound_pending,
  outbound_pending,
})

// biome-ignore format: a table
const MOVEMENTS: readonly (readonly [Movement, number, number, number, string])[] = [
  ['arrive', 500, 0, 0, 'a credit can be spent at once'],
  ['leave', -500, 0, 0, 'what was taken back is gone'],
  ['expect', 0, 500, 0, 'a pull is on its way in'],
  ['clear', 500, -500, 0, 'a pull has come'],
  ['forgo', 0, -500, 0, 'a pull does not come'],
  ['hold', -500, 0, 500, 'a payment is set aside'],
  ['post', 0, 0, -500, 'a payment has left: Stripe’s sample of an entry'],
  ['release', 500, 0, -500, 'a payment does not leave'],
]

test('each movement goes from one balance to another, or in, or out', () => {
  for (const [movement, available, inbound, outbound, why] of MOVEMENTS)
    assert.deepEqual(impactOf(movement, 500), impact(available, inbound, outbound), why)
  for (const [movement] of MOVEMENTS) assert.deepEqual(impactOf(movement, 0), impact(0, 0, 0), movement)
})

// biome-ignore format: a table
const LIVES: readonly (readonly [Movement[], readonly [number, number, number], string, string])[] = [
  [['arrive'], [500, 0, 0], 'posted', 'a received credit'],
  [['leave'], [-500, 0, 0], 'posted', 'a reversal'],
  [['expect'], [0, 500, 0], 'pending', 'an inbound transfer under way'],
  [['expect', 'clear'], [500, 0, 0], 'posted', 'one that has come'],
  [['expect', 'forgo'], [0, 0, 0], 'void', 'one that failed'],
  [['hold'], [-500, 0, 500], 'pending', 'an outbound payment under way'],
  [['hold', 'post'], [-500, 0, 0], 'posted', 'one that has left: Stripe’s sample of a transaction'],
  [['hold', 'release'], [0, 0, 0], 'void', 'one that was canceled'],
]

test('a transaction is the sum of its entries, and its status follows', () => {
  for (const [movements, [available, inbound, outbound], status, why] of LIVES) {
    const total = movements.map((one) => impactOf(one, 500)).reduce(sum)
    assert.deepEqual(total, impact(available, inbound, outbound), why)
    assert.equal(statusOf(total), status, why)
  }
})
