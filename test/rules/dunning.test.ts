// When a renewal is told of and a payment is tried again, against the calendar on the wall.
import assert from 'node:assert/strict'
import test from 'node:test'
import { isTried, nextAttempt, toldAt } from '../../src/rules/dunning.ts'
import { ROWS, TOLD, TRIED } from './dunning_table.ts'

const at = (text: string): number => Date.parse(`${text}Z`) / 1000

for (const [days, attempts, failed, next, why] of ROWS)
  test(`attempt ${attempts} of [${days}], failed at ${failed}: ${next ?? 'no more'} (${why})`, () => {
    assert.equal(nextAttempt(days, attempts, at(failed)), next && at(next))
  })

for (const [days, from, renews, told, why] of TOLD)
  test(`a renewal at ${renews}, ${days} days before: ${told ?? 'never'} (${why})`, () => {
    assert.equal(toldAt(days, at(from), at(renews)), told && at(told))
  })

for (const [codes, another, tried, why] of TRIED)
  test(`after ${codes.join(', ') || 'nothing'}${another ? ', by another method' : ''}: ${tried} (${why})`, () => {
    assert.equal(isTried('pm_1', codes.length === 0 ? undefined : another ? 'pm_2' : 'pm_1', codes), tried)
  })
