// When a payment is tried again, against the calendar on the wall.
import assert from 'node:assert/strict'
import test from 'node:test'
import { nextAttempt } from '../../src/rules/dunning.ts'
import { ROWS } from './dunning_table.ts'

const at = (text: string): number => Date.parse(`${text}Z`) / 1000

for (const [days, attempts, failed, next, why] of ROWS)
  test(`attempt ${attempts} of [${days}], failed at ${failed}: ${next ?? 'no more'} (${why})`, () => {
    assert.equal(nextAttempt(days, attempts, at(failed)), next && at(next))
  })
