// Spending controls, by hand. (https://docs.stripe.com/issuing/controls/spending-controls)
import assert from 'node:assert/strict'
import test from 'node:test'
import { allows, intervalStart, type Purchase, type SpendingControls, withSpent } from '../../src/rules/spending.ts'

/** Epoch seconds of a moment in UTC. */
const at = (text: string): number => Date.parse(`${text}Z`) / 1000

// biome-ignore format: a table
const STARTS: readonly (readonly [Parameters<typeof intervalStart>[0], moment: string, start: string])[] = [
  // Wednesday, 4 March 2026.
  ['daily', '2026-03-04T15:30', '2026-03-04T00:00'],
  ['daily', '2026-03-04T00:00', '2026-03-04T00:00'],
  ['weekly', '2026-03-04T15:30', '2026-03-01T00:00'],
  // A Sunday, and the Saturday before it.
  ['weekly', '2026-03-01T00:00', '2026-03-01T00:00'],
  ['weekly', '2026-02-28T23:59', '2026-02-22T00:00'],
  ['monthly', '2026-03-31T23:59', '2026-03-01T00:00'],
  ['monthly', '2024-02-29T12:00', '2024-02-01T00:00'],
  ['yearly', '2026-12-31T23:59', '2026-01-01T00:00'],
  ['all_time', '2026-03-04T15:30', '1970-01-01T00:00'],
]
for (const [interval, moment, start] of STARTS)
  test(`what is ${interval} at ${moment} began at ${start}`, () => {
    assert.equal(intervalStart(interval, at(moment)), at(start))
  })

const NONE: SpendingControls = {
  allowed_card_presences: null,
  allowed_categories: null,
  allowed_merchant_countries: null,
  blocked_card_presences: null,
  blocked_categories: null,
  blocked_merchant_countries: null,
  spending_limits: null,
}
const NOW = at('2026-03-04T15:30')
/** Ten dollars for bread in the US, at the counter. */
const BREAD: Purchase = { amount: 1000, total: 1000, category: 'bakeries', country: 'US', presence: 'present' }
const limit = (amount: number, interval: string, ...categories: string[]) => ({
  spending_limits: [{ amount, interval, categories: categories.length ? categories : null }],
})
/** Spent before: 6.00 on bread this morning, 3.00 on taxis on Sunday, 20.00 on bread in February. */
const BEFORE = (
  [
    [2000, 'bakeries', '2026-02-10T09:00'],
    [300, 'taxicabs_limousines', '2026-03-01T09:00'],
    [600, 'bakeries', '2026-03-04T09:00'],
  ] as const
).reduce(
  (spending, [amount, category, moment]) => withSpent(spending, { amount, category, at: at(moment) }, at(moment)),
  {},
)

// biome-ignore format: a table
const ALLOWED: readonly (readonly [controls: Partial<SpendingControls>, changes: Partial<Purchase>, isAllowed: boolean, why: string])[] = [
  [{}, {}, true, 'without a rule'],
  [{ allowed_categories: [] }, {}, true, 'an empty list is no rule'],
  [{ allowed_categories: ['bakeries'] }, {}, true, 'among those allowed'],
  [{ allowed_categories: ['caterers'] }, {}, false, 'not among those allowed'],
  [{ blocked_categories: ['bakeries'] }, {}, false, 'blocked'],
  [{ blocked_categories: ['caterers'] }, {}, true, 'another is blocked'],
  [{ allowed_merchant_countries: ['US', 'CA'] }, {}, true, 'in an allowed country'],
  [{ allowed_merchant_countries: ['CA'] }, {}, false, 'in another country'],
  [{ allowed_merchant_countries: ['CA'] }, { country: null }, false, 'nobody knows where'],
  [{ blocked_merchant_countries: ['US'] }, {}, false, 'in a blocked country'],
  [{ blocked_merchant_countries: ['US'] }, { country: null }, true, 'not known to be blocked'],
  [{ allowed_card_presences: ['not_present'] }, {}, false, 'the card was there'],
  [{ blocked_card_presences: ['not_present'] }, {}, true, 'the card was there'],
  [limit(1000, 'per_authorization'), {}, true, 'exactly the limit'],
  [limit(999, 'per_authorization'), {}, false, 'a cent too much'],
  [limit(999, 'per_authorization', 'caterers'), {}, true, 'a limit for something else'],
  // An increment of 10.00 to 25.00.
  [limit(2000, 'per_authorization'), { total: 2500 }, false, 'the whole of it counts'],
  [limit(1600, 'daily'), {}, true, '6.00 + 10.00 today'],
  [limit(1599, 'daily'), {}, false, '6.00 + 10.00 today'],
  [limit(1900, 'weekly'), {}, true, '3.00 + 6.00 + 10.00 since Sunday'],
  [limit(1899, 'weekly'), {}, false, '3.00 + 6.00 + 10.00 since Sunday'],
  [limit(1600, 'weekly', 'bakeries'), {}, true, 'taxis do not count'],
  [limit(1899, 'monthly'), {}, false, 'Sunday was the first of the month'],
  [limit(3900, 'yearly'), {}, true, '20.00 + 3.00 + 6.00 + 10.00 this year'],
  [limit(3899, 'yearly'), {}, false, '20.00 + 3.00 + 6.00 + 10.00 this year'],
  [limit(3899, 'all_time'), {}, false, 'and ever'],
  [limit(1300, 'all_time', 'taxicabs_limousines'), { category: 'taxicabs_limousines' }, true, '3.00 + 10.00 for taxis'],
]
for (const [i, [controls, changes, isAllowed, why]] of ALLOWED.entries())
  test(`purchase ${i + 1} is ${isAllowed ? 'allowed' : 'declined'}: ${why}`, () => {
    assert.equal(allows({ ...NONE, ...controls }, { ...BREAD, ...changes }, BEFORE, NOW), isAllowed)
  })

test('what was spent in an interval that is over counts no more, and what is given back counts where it was spent', () => {
  const tomorrow = at('2026-03-05T10:00')
  const daily = { ...NONE, ...limit(1000, 'daily') }
  assert.equal(allows(daily, BREAD, BEFORE, tomorrow), true)
  const back = withSpent(BEFORE, { amount: -600, category: 'bakeries', at: at('2026-03-04T09:00') }, tomorrow)
  // Nothing was spent tomorrow, so nothing of tomorrow is given back.
  assert.equal(allows(daily, { ...BREAD, amount: 1001, total: 1001 }, back, tomorrow), false)
  // 3.00 is left of the week: 10.00 more are 13.00.
  assert.equal(allows({ ...NONE, ...limit(1300, 'weekly') }, BREAD, back, tomorrow), true)
  assert.equal(allows({ ...NONE, ...limit(1299, 'weekly') }, BREAD, back, tomorrow), false)
})
