// Prorations by the second, against a table worked out by hand.
import assert from 'node:assert/strict'
import test from 'node:test'
import { fromDecimal, mul, rational } from '../../src/lib/rational.ts'
import { prorated, shareIn, shareLeft } from '../../src/rules/proration.ts'
import { PARTS, ROWS } from './proration_table.ts'

const at = (text: string): number => Date.parse(`${text}${text.includes('T') ? '' : 'T00:00:00'}Z`) / 1000

for (const [start, end, moment, left, of, price, quantity, charged, givenBack, why] of ROWS)
  test(`at ${moment}, ${charged} is charged for ${quantity} x ${price}, and ${-givenBack} given back (${why})`, () => {
    const share = shareLeft({ start: at(start), end: at(end) }, at(moment))
    assert.deepEqual(share, rational(BigInt(left), BigInt(of)))
    const amount = mul(fromDecimal(price), rational(BigInt(quantity)))
    assert.equal(prorated(amount, share), charged)
    assert.equal(prorated(mul(amount, rational(-1n)), share), givenBack)
  })

test('a part of a period is the share that its seconds are', () => {
  for (const [start, end, from, to, days, of, why] of PARTS) {
    const share = shareIn({ start: at(start), end: at(end) }, { start: at(from), end: at(to) })
    assert.deepEqual(share, rational(BigInt(days), BigInt(of)), why)
  }
})
