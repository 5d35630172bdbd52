// What subscriptions come to in a month, worked out by hand.
import assert from 'node:assert/strict'
import test from 'node:test'
import type { Interval } from '../../src/lib/calendar.ts'
import { fromDecimal, rational } from '../../src/lib/rational.ts'
import type { Discount } from '../../src/rules/discounts.ts'
import { monthlyAmount, periodsPerMonth, shareText } from '../../src/rules/monthly.ts'

const item = (
  amount: string,
  interval: Interval,
  count = 1,
  discounts: readonly Discount[] = [],
  product = 'prod_1',
) => ({
  amount: fromDecimal(amount),
  interval,
  interval_count: count,
  product,
  discounts,
})
const percent = (percent_off: string, products: readonly string[] | null = null): Discount => ({
  id: 'di_1',
  percent_off,
  amount_off: null,
  products,
})
const off = (amount_off: number, products: readonly string[] | null = null): Discount => ({
  id: 'di_2',
  percent_off: null,
  amount_off,
  products,
})

test('a year has 12 months, 52 weeks and 365 days', () => {
  assert.deepEqual(periodsPerMonth('month', 1), rational(1n))
  assert.deepEqual(periodsPerMonth('month', 3), rational(1n, 3n))
  assert.deepEqual(periodsPerMonth('year', 1), rational(1n, 12n))
  assert.deepEqual(periodsPerMonth('year', 2), rational(1n, 24n))
  assert.deepEqual(periodsPerMonth('week', 1), rational(13n, 3n))
  assert.deepEqual(periodsPerMonth('week', 2), rational(13n, 6n))
  assert.deepEqual(periodsPerMonth('day', 1), rational(365n, 12n))
  assert.deepEqual(periodsPerMonth('day', 30), rational(73n, 72n))
})

// biome-ignore format: a table
const MONTHLY: readonly (readonly [ReturnType<typeof item>[], Discount[], number, string])[] = [
  [[], [], 0, 'no items'],
  [[item('1500', 'month')], [], 1500, 'a month'],
  [[item('10000', 'year')], [], 833, '833.33'],
  [[item('18', 'year')], [], 2, '1.5, half up'],
  [[item('1000', 'week')], [], 4333, '1000 x 52/12 = 4333.33'],
  [[item('100', 'day')], [], 3042, '100 x 365/12 = 3041.67'],
  [[item('1000', 'month', 3)], [], 333, '333.33'],
  [[item('10', 'year'), item('8', 'year', 1, [], 'prod_2')], [], 2, '0.83 + 0.67 = 1.5: rounded once, together'],
  [[item('1500', 'month')], [percent('20')], 1200, '20 % off'],
  [[item('1500', 'month')], [off(500)], 1000, '5.00 off each month'],
  [[item('1500', 'month')], [off(5000)], 0, 'never below nothing'],
  [[item('12000', 'year')], [off(1200)], 900, '12.00 off each year are 1.00 a month'],
  [[item('12000', 'year'), item('1500', 'month', 1, [], 'prod_2')], [off(600)], 1900, '1000 + 1500; 6.00 off in each month, the shorter period'],
  [[item('1500', 'month', 1, [percent('50')]), item('1000', 'month', 1, [], 'prod_2')], [], 1750, 'half of one item'],
  [[item('12000', 'year', 1, [off(2400)])], [], 800, '24.00 off each year of the item'],
  [[item('1500', 'month'), item('1000', 'month', 1, [], 'prod_2')], [percent('10', ['prod_2'])], 2400, '10 % off the second product'],
  [[item('1500', 'month'), item('1000', 'month', 1, [], 'prod_2')], [off(1200, ['prod_2'])], 1500, '12.00 off the second product, which has 10.00'],
  [[item('500', 'month'), item('1000', 'month', 1, [], 'prod_2')], [off(800)], 700, 'all of the first, and 3.00 of the second'],
  [[item('2000', 'month', 1, [off(500)])], [percent('10')], 1350, 'the item’s own first: 1500, then 10 % off'],
  [[item('2000', 'month')], [percent('10'), off(500)], 1300, 'in their order: 1800, then 5.00 off'],
  [[item('2000', 'month')], [off(500), percent('10')], 1350, 'the other way round'],
  [[item('1001', 'month')], [percent('50')], 501, '500.5, half up'],
]
for (const [items, discounts, amount, why] of MONTHLY)
  test(`${amount} a month: ${why}`, () => assert.equal(monthlyAmount(items, discounts), amount))

test('a share has four places, and none of nothing', () => {
  assert.equal(shareText(1, 3), '0.3333')
  assert.equal(shareText(2, 3), '0.6667')
  assert.equal(shareText(0, 5), '0.0000')
  assert.equal(shareText(5, 5), '1.0000')
  assert.equal(shareText(1, 20_000), '0.0001')
  assert.equal(shareText(0, 0), null)
})
