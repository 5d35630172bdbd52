// What payments do to invoices, against tables worked out by hand; minor units.
import assert from 'node:assert/strict'
import test from 'node:test'
import { creditPayment, sharePayment } from '../../src/rules/invoice_payments.ts'

// biome-ignore format: a table
const CREDITS: readonly (readonly [remaining: number, received: number, credited: number, after: number, overpaid: number, why: string])[] = [
  [1000, 1000, 1000,   0,    0, 'all of it'],
  [1000,  400,  400, 600,    0, 'a part'],
  [ 600,  600,  600,   0,    0, 'and the rest'],
  [ 600,  900,  600,   0,  300, '3.00 more than was due'],
  [   0,  500,    0,   0,  500, 'nothing was due any more'],
  [1000,    0,    0, 1000,   0, 'nothing came in'],
]
for (const [remaining, received, credited, after, overpaid, why] of CREDITS)
  test(`${received} for ${remaining}: ${why}`, () => {
    assert.deepEqual(creditPayment(remaining, received), { credited, remaining: after, overpaid })
  })

// biome-ignore format: a table
const SHARES: readonly (readonly [remaining: readonly number[], received: number, shares: readonly number[], why: string])[] = [
  [[1000],        400, [400],      'one gets all'],
  [[1000],       1400, [1400],     'even what is too much'],
  [[1000, 500],  1500, [1000, 500], 'enough for both'],
  [[1000, 500],  1200, [1000, 200], 'too little: the last one gets less'],
  [[1000, 500],   800, [800, 0],    'and may get nothing'],
  [[1000, 500],  1600, [1000, 600], 'too much: the last one gets more'],
  [[0, 500],      500, [0, 500],    'the first was paid otherwise meanwhile'],
]
for (const [remaining, received, shares, why] of SHARES)
  test(`${received} for ${remaining.join(' and ')}: ${why}`, () => {
    assert.deepEqual(sharePayment(remaining, received), shares)
  })
