// What of an invoice a platform keeps or sends on, by the cent.
import assert from 'node:assert/strict'
import test from 'node:test'
import { type Share, shareOfDue } from '../../src/rules/connect_shares.ts'

test('a share of an invoice is of what is due, rounded half up, and never more than it', () => {
  const percent = (text: string): Share => ({ percent: text })
  const flat = (amount: number): Share => ({ amount })
  // Due, asked for, expected: the working beside each.
  const CASES: readonly (readonly [number, Share, number, string])[] = [
    [10_000, percent('10'), 1000, 'a tenth'],
    [3100, percent('12.5'), 388, '387.5'],
    [1000, percent('33.33'), 333, '333.3'],
    [999, percent('33.33'), 333, '332.9667'],
    [546, percent('4.58'), 25, '25.0068'],
    [5, percent('10'), 1, '0.5'],
    [4, percent('10'), 0, '0.4'],
    [1, percent('49.99'), 0, '0.4999'],
    [1, percent('50'), 1, '0.5'],
    [150, percent('0.33'), 0, '0.495'],
    [152, percent('0.33'), 1, '0.5016'],
    [99_999_999, percent('0.01'), 10_000, '9999.9999'],
    [1000, percent('14.5'), 145, '145 exactly'],
    [1050, percent('0.29'), 3, '3.045'],
    [7777, percent('100'), 7777, 'all of it'],
    [7777, percent('0'), 0, 'nothing'],
    [0, percent('50'), 0, 'of nothing nothing'],
    [3100, flat(500), 500, 'as said'],
    [3100, flat(3100), 3100, 'all'],
    [3100, flat(3101), 3100, 'capped: docs.stripe.com/connect/subscriptions'],
    [3100, flat(0), 0, 'said to be none'],
    [3100, { amount: 7, percent: '50' }, 7, 'the amount goes before the percentage: the same page'],
    [3100, {}, 0, 'not asked for'],
  ]
  for (const [due, share, expected, working] of CASES) assert.equal(shareOfDue(due, share), expected, working)
})
