// Revenue by month, against a table worked out by hand.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { monthAround, recognised } from '../../src/rules/revenue.ts'
import { ROWS } from './revenue_table.ts'

const at = (text: string): number => Date.parse(`${text}${text.includes('T') ? '' : 'T00:00:00'}Z`) / 1000
const name = (month: number): string => new Date(month * 1000).toISOString().slice(0, 7)

for (const [amount, start, end, months, why] of ROWS)
  test(`${amount} from ${start} to ${end} (${why})`, () => {
    const spread = recognised(amount, { start: at(start), end: at(end) })
    assert.deepEqual(
      spread.map(({ month, amount }) => `${name(month)} ${amount}`),
      months,
    )
    // A table that does not add up was worked out wrongly.
    assert.equal(
      months.reduce((sum, text) => sum + Number(text.split(' ')[1]), 0),
      amount,
    )
  })

test('whatever is spread, the months are the amount again, and none is a unit away from its share', () => {
  const second = fc.integer({ min: at('2020-01-01'), max: at('2030-01-01') })
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), second, second, (amount, one, other) => {
      const period = { start: Math.min(one, other), end: Math.max(one, other) }
      const spread = recognised(amount, period)
      assert.equal(
        spread.reduce((sum, part) => sum + part.amount, 0),
        amount,
      )
      if (spread.length === 1) return
      for (const { month, amount: part } of spread) {
        const seconds = Math.min(period.end, monthAround(month).end) - Math.max(period.start, month)
        const exact = BigInt(amount) * BigInt(seconds)
        const off = BigInt(part) * BigInt(period.end - period.start) - exact
        assert.ok((off < 0n ? -off : off) < BigInt(period.end - period.start))
      }
    }),
  )
})
