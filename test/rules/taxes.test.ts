// What taxes come to, against a table worked out by hand.
import assert from 'node:assert/strict'
import test from 'node:test'
import { type TaxRate, taxesOn } from '../../src/rules/taxes.ts'
import { ROWS } from './taxes_table.ts'

const read = (text: string, index: number): TaxRate => ({
  id: `txr_${index}`,
  percentage: text.split(' ')[0]!,
  inclusive: text.endsWith(' in'),
})

for (const [amount, given, taxes, why] of ROWS)
  test(`${given.join(' and ') || 'no tax'} on ${amount}: ${taxes.join(', ')} (${why})`, () => {
    const rates = given.map(read)
    const found = taxesOn(amount, rates)
    assert.deepEqual(
      found.map((tax) => `${tax.amount} on ${tax.taxable_amount}`),
      [...taxes],
    )
    assert.deepEqual(
      found.map(({ rate, inclusive }) => ({ rate, inclusive })),
      rates.map(({ id, inclusive }) => ({ rate: id, inclusive })),
    )
  })
