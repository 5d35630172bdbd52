// Calendar arithmetic against calendars on the wall, and against Date, which the code does not use.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { Defect } from '../../src/lib/assert.ts'
import {
  addBusinessDays,
  addInterval,
  formatDay,
  type Interval,
  monthStart,
  periodBoundary,
  periodContaining,
  startOfDay,
} from '../../src/lib/calendar.ts'

const at = (text: string): number => Date.parse(`${text}${text.includes('T') ? '' : 'T00:00:00'}Z`) / 1000
const iso = (moment: number): string => new Date(moment * 1000).toISOString().slice(0, 19)
const seed = { seed: 31, numRuns: 2_000 }
const moments = fc.integer({ min: at('1900-01-01'), max: at('2200-12-31') })
const counts = fc.integer({ min: 1, max: 36 })
const intervals = fc.constantFrom<Interval>('day', 'week', 'month', 'year')

test('intervals after an anchor', () => {
  const table: readonly (readonly [string, Interval, number, string])[] = [
    ['2026-01-31T10:20:30', 'month', 1, '2026-02-28T10:20:30'],
    ['2026-01-31T10:20:30', 'month', 2, '2026-03-31T10:20:30'],
    ['2026-01-31T10:20:30', 'month', 3, '2026-04-30T10:20:30'],
    ['2028-01-31T00:00:00', 'month', 1, '2028-02-29T00:00:00'],
    ['2026-11-30T00:00:00', 'month', 3, '2027-02-28T00:00:00'],
    ['2026-03-31T23:59:59', 'month', -1, '2026-02-28T23:59:59'],
    ['2026-01-15T00:00:00', 'month', -1, '2025-12-15T00:00:00'],
    // The leap day: four years on it is back; 2100 is no leap year, 2000 was.
    ['2028-02-29T12:00:00', 'year', 1, '2029-02-28T12:00:00'],
    ['2028-02-29T12:00:00', 'year', 4, '2032-02-29T12:00:00'],
    ['2096-02-29T12:00:00', 'year', 4, '2100-02-28T12:00:00'],
    ['1996-02-29T12:00:00', 'year', 4, '2000-02-29T12:00:00'],
    ['2026-12-31T23:59:59', 'day', 1, '2027-01-01T23:59:59'],
    ['2026-02-25T00:00:00', 'week', 1, '2026-03-04T00:00:00'],
    ['1970-01-01T00:00:00', 'month', -1, '1969-12-01T00:00:00'],
  ]
  for (const [anchor, interval, count, expected] of table) {
    assert.equal(iso(addInterval(at(anchor), interval, count)), expected, `${anchor} ${count} ${interval}`)
  }
  assert.throws(() => addInterval(0, 'month', 0.5), Defect)
})

test('a subscription of the 31st, three months at a time', () => {
  // From 31 August 2026: 30 November, 28 February, 31 May. Never from the 28th.
  const days = [0, 1, 2, 3].map((k) => iso(periodBoundary(at('2026-08-31'), 'month', 3, k)).slice(0, 10))
  assert.deepEqual(days, ['2026-08-31', '2026-11-30', '2027-02-28', '2027-05-31'])
  for (const length of [0, -1, 1.5]) assert.throws(() => periodBoundary(0, 'day', length, 1), Defect)
})

test('the period that a moment lies in', () => {
  const found = (anchor: string, interval: Interval, count: number, moment: string) => {
    const { k, start, end } = periodContaining(at(anchor), interval, count, at(moment))
    return `${k} ${iso(start).slice(0, 10)} ${iso(end).slice(0, 10)}`
  }
  assert.equal(found('2026-01-31', 'month', 1, '2026-02-27'), '0 2026-01-31 2026-02-28')
  // A boundary begins the next period.
  assert.equal(found('2026-01-31', 'month', 1, '2026-02-28'), '1 2026-02-28 2026-03-31')
  assert.equal(found('2026-01-31', 'month', 1, '2026-03-30T23:59:59'), '1 2026-02-28 2026-03-31')
  assert.equal(found('2026-01-31', 'month', 1, '2026-01-30'), '-1 2025-12-31 2026-01-31')
  assert.equal(found('2026-01-31', 'year', 1, '2029-06-01'), '3 2029-01-31 2030-01-31')
  assert.equal(found('2026-01-31', 'week', 2, '2026-02-14'), '1 2026-02-14 2026-02-28')
  assert.equal(found('2026-01-31', 'day', 10, '2026-01-01'), '-3 2026-01-01 2026-01-11')
})

test('every moment is in exactly the period found for it', () => {
  fc.assert(
    fc.property(moments, intervals, counts, moments, (anchor, interval, count, moment) => {
      const { k, start, end } = periodContaining(anchor, interval, count, moment)
      assert.ok(start <= moment && moment < end)
      assert.equal(start, periodBoundary(anchor, interval, count, k))
      assert.equal(end, periodBoundary(anchor, interval, count, k + 1))
      assert.deepEqual(periodContaining(anchor, interval, count, start), { k, start, end })
      assert.equal(periodContaining(anchor, interval, count, end).k, k + 1)
    }),
    seed,
  )
})

test('months are those of Date, with the day clamped', () => {
  fc.assert(
    fc.property(moments, fc.integer({ min: -2_400, max: 2_400 }), (anchor, count) => {
      const from = new Date(anchor * 1000)
      const [year, month] = [from.getUTCFullYear(), from.getUTCMonth() + count]
      const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
      const midnight = Date.UTC(year, month, Math.min(from.getUTCDate(), last)) / 1000
      assert.equal(addInterval(anchor, 'month', count), midnight + (anchor - startOfDay(anchor)))
    }),
    seed,
  )
})

test('days as Stripe writes them', () => {
  assert.equal(formatDay(at('2026-11-24T15:06:37')), '24 Nov 2026')
  assert.equal(formatDay(at('2026-12-01')), '01 Dec 2026')
  assert.equal(formatDay(at('2024-02-29T23:59:59')), '29 Feb 2024')
  assert.equal(formatDay(-1), '31 Dec 1969')
})

test('every day of four centuries has its name, and the next one follows', () => {
  const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
  for (let day = at('1900-01-01'); day < at('2300-01-01'); day += 86_400) {
    const [year, month, date] = iso(day).slice(0, 10).split('-')
    assert.equal(formatDay(day), `${date} ${months[Number(month) - 1]} ${year}`)
  }
})

test('the beginning of a day', () => {
  assert.equal(startOfDay(at('2026-11-24T15:06:37')), at('2026-11-24'))
  assert.equal(startOfDay(at('2026-11-24')), at('2026-11-24'))
  assert.equal(startOfDay(-1), -86_400)
})

test('business days', () => {
  // 24 November 2026 is a Tuesday.
  const table: readonly (readonly [string, number, string])[] = [
    ['2026-11-24T15:00:00', 0, '2026-11-24T15:00:00'],
    ['2026-11-24T15:00:00', 2, '2026-11-26T15:00:00'],
    ['2026-11-24T15:00:00', 4, '2026-11-30T15:00:00'],
    ['2026-11-27T00:00:00', 1, '2026-11-30T00:00:00'],
    ['2026-11-28T00:00:00', 1, '2026-11-30T00:00:00'],
    ['2026-11-29T00:00:00', 7, '2026-12-08T00:00:00'],
    // 1 January 1970 was a Thursday; the Wednesday before it, two business days on, is Friday.
    ['1969-12-31T00:00:00', 2, '1970-01-02T00:00:00'],
    ['1969-12-31T00:00:00', 3, '1970-01-05T00:00:00'],
  ]
  for (const [from, count, to] of table) assert.equal(iso(addBusinessDays(at(from), count)), to, from)
  assert.throws(() => addBusinessDays(0, -1), Defect)
})

test('a month begins at its first midnight', () => {
  assert.equal(iso(monthStart(2028, 3)), '2028-03-01T00:00:00')
  assert.equal(iso(monthStart(2027, 1)), '2027-01-01T00:00:00')
  assert.equal(iso(monthStart(2026, 12)), '2026-12-01T00:00:00')
})
