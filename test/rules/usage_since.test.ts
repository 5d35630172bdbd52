// What is still to be billed of usage that was billed in part, worked out with a pencil.
import assert from 'node:assert/strict'
import test from 'node:test'
import { toDecimalString } from '../../src/lib/money.ts'
import { fromDecimal } from '../../src/lib/rational.ts'
import type { Pricing } from '../../src/rules/pricing.ts'
import { partsSince } from '../../src/rules/usage_since.ts'
import { each, graduated, packs, volume } from './pricing_table.ts'

/** 50 up to 10 000, then 40. [P] docs.stripe.com/billing/subscriptions/usage-based/thresholds */
const ADS = [
  [10_000, '50'],
  [null, '40'],
] as const
/** A flat amount in the first tier. */
const FLAT = [
  [100, '0', '1000'],
  [null, '10'],
] as const

/** The tier, how many, and minor units; what is taken back has a minus. The working. */
type Row = readonly [Pricing, before: string | undefined, after: string, parts: readonly string[], why: string]
// biome-ignore format: a table
const ROWS: readonly Row[] = [
  [each('50'), undefined, '200', ['0: 200 = 10000'], 'nothing was billed'],
  [each('50'), '200', '410', ['0: 210 = 10500'], '(410 − 200) · 50'],
  [each('50'), '200', '200', ['0: 0 = 0'], 'nothing is new'],
  [each('0.2'), '1031', '1033', ['0: 2 = 1'], '206.6 → 207 of 206.2 → 206: all bills add up to 207'],
  [graduated(...ADS), '9800', '10250', ['1: 200 = 10000', '2: 250 = 10000'], 'each in its own tier [P]'],
  [graduated(...ADS), '10250', '10500', ['2: 250 = 10000'], 'the first tier is full [P]'],
  [graduated(...FLAT), '20', '120', ['1: 80 = 0', '2: 20 = 200'], 'the flat amount was billed with the first'],
  [graduated(...FLAT), undefined, '0', ['1: 0 = 0', '1: 1 = 1000'], 'a flat amount is due for none, too'],
  [volume(...ADS), '200', '10000', ['1: 9800 = 490000'], 'still in the first tier'],
  [volume(...ADS), '10000', '10001', ['2: 10001 = 400040', '1: −10000 = -500000'], '4 000.40 − 5 000 [P]'],
  [volume(...ADS), '10000', '25000', ['2: 25000 = 1000000', '1: −10000 = -500000'], '10 000 − 5 000 [P]'],
  [packs('8', 60, 'up'), '100', '130', ['0: 1 = 8'], '3 packages, of which 2 were billed'],
  [packs('8', 60, 'up'), '100', '110', ['0: 0 = 0'], 'the package was begun before'],
  [each('10'), '100', '80', ['0: 80 = 800', '0: −100 = -1000'], 'the last value has come down'],
]

for (const [price, before, after, parts, why] of ROWS)
  test(`${before ?? 'none'} to ${after} by ${price.tiers_mode ?? 'unit'}: ${why}`, () => {
    const found = partsSince(price, before === undefined ? undefined : fromDecimal(before), fromDecimal(after))
    const written = found.map(
      ({ part, quantity, amount, isBack }) =>
        `${part.tier}: ${isBack ? '−' : ''}${toDecimalString(quantity)} = ${amount}`,
    )
    assert.deepEqual(written, parts)
  })
