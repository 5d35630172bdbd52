// Shares that follow an amount given back in steps: worked out by hand.
import assert from 'node:assert/strict'
import test from 'node:test'
import { shareOf } from '../../src/lib/share.ts'

test('a share is rounded down, and all shares are the whole', () => {
  // 500 × 3333 / 10 000 = 166.65, × 6666 = 333.3.
  const steps = [0, 3333, 6666, 10_000]
  const shares = steps.slice(1).map((after, i) => shareOf(500, { before: steps[i]!, after, total: 10_000 }))
  assert.deepEqual(shares, [166, 167, 167])
  assert.equal(shareOf(1, { before: 0, after: 999, total: 1000 }), 0)
  assert.equal(shareOf(1, { before: 999, after: 1000, total: 1000 }), 1)
})

test('amounts may be as large as they get', () => {
  // 99 999 999 × 99 999 998 is more than a double holds exactly.
  assert.equal(shareOf(99_999_999, { before: 0, after: 99_999_998, total: 99_999_999 }), 99_999_998)
})
