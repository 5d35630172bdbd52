// Billing periods and their anchors, against the calendar on the wall.
import assert from 'node:assert/strict'
import test from 'node:test'
import { anchorAfter, intervalsLater, isSameRecurrence, periodAt, type Recurrence } from '../../src/rules/periods.ts'
import { ANCHORS, LATER, ROWS, SAME } from './periods_table.ts'

const whole = (text: string): string => `${text}${text.includes('T') ? '' : 'T00:00:00'}`
const at = (text: string): number => Date.parse(`${whole(text)}Z`) / 1000
const iso = (moment: number): string => new Date(moment * 1000).toISOString().slice(0, 19)

for (const [anchor, interval, interval_count, moment, start, end, why] of ROWS)
  test(`${moment} is from ${start} to ${end}, by ${interval_count} ${interval} from ${anchor} (${why})`, () => {
    const found = periodAt(at(anchor), { interval, interval_count }, at(moment))
    assert.deepEqual([iso(found.start), iso(found.end)], [whole(start), whole(end)])
  })

for (const [from, config, months, anchor, why] of ANCHORS)
  test(`${JSON.stringify(config)} of every ${months} months after ${from} is ${anchor} (${why})`, () => {
    assert.equal(iso(anchorAfter(at(from), config, { interval: 'month', interval_count: months })), anchor)
  })

test('so many intervals later', () => {
  for (const [moment, interval, interval_count, times, expected] of LATER)
    assert.equal(iso(intervalsLater(at(moment), { interval, interval_count }, times)), whole(expected), moment)
})

test('twelve months are not one year, and seven days not one week', () => {
  const read = (text: string): Recurrence => {
    const [count, interval] = text.split(' ')
    return { interval: interval as Recurrence['interval'], interval_count: Number(count) }
  }
  for (const [one, other, isSame] of SAME) {
    assert.equal(isSameRecurrence(read(one), read(other)), isSame, `${one}, ${other}`)
    assert.equal(isSameRecurrence(read(other), read(one)), isSame, `${other}, ${one}`)
  }
})
