// Usage records added up, against a table; and step by step as at the end.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import {
  type Aggregate,
  billedUsage,
  type Last,
  standing,
  type Totals,
  totalled,
} from '../../src/rules/usage_records.ts'
import { ROWS, type Said } from './usage_records_table.ts'

const [START, END] = [100, 200]
const NOTHING: Totals = { sum: 0, max: 0 }
const KINDS: readonly Aggregate[] = ['sum', 'last_during_period', 'last_ever', 'max']

/** What the rules make of reports, as they arrive: what stands at each timestamp, and what the period comes to. */
function told(said: readonly Said[]): { stands: Map<number, number>; totals: Totals } {
  const stands = new Map<number, number>()
  let totals = NOTHING
  for (const [at, action, quantity] of said) {
    const before = stands.get(at)
    const after = standing(before, { action: action === '=' ? 'set' : 'increment', quantity })
    const others = () => within(stands).flatMap(([other, one]) => (other === at ? [] : [one]))
    if (at >= START && at < END) totals = totalled(totals, before, after, others)
    stands.set(at, after)
  }
  return { stands, totals }
}

const within = (stands: Map<number, number>) => [...stands].filter(([at]) => at >= START && at < END)

function lastOf(stands: Map<number, number>): Last {
  const [last] = [...stands].filter(([at]) => at < END).sort(([a], [b]) => b - a)
  return { during: last && last[0] >= START ? last[1] : undefined, ever: last?.[1] }
}

for (const [said, sum, during, ever, max, why] of ROWS)
  test(`${JSON.stringify(said)} is ${sum}, ${during}, ${ever} and ${max}: ${why}`, () => {
    const { stands, totals } = told(said)
    const last = lastOf(stands)
    assert.deepEqual(
      KINDS.map((kind) => billedUsage(kind, totals, last)),
      [sum, during, ever, max],
    )
  })

test('adding up report by report is adding up what stands in the end', () => {
  const report = fc.tuple(fc.integer({ min: 95, max: 105 }), fc.constantFrom('+', '='), fc.nat(9)) as fc.Arbitrary<Said>
  fc.assert(
    fc.property(fc.array(report, { maxLength: 30 }), (said) => {
      const { stands, totals } = told(said)
      const quantities = within(stands).map(([, quantity]) => quantity)
      const sum = quantities.reduce((all, one) => all + one, 0)
      assert.deepEqual(totals, { sum, max: Math.max(0, ...quantities) })
    }),
  )
})
