// What a balance does to an invoice, against a table worked out by hand.
import assert from 'node:assert/strict'
import test from 'node:test'
import { settleBalance } from '../../src/rules/customer_balance.ts'
import { ROWS } from './customer_balance_table.ts'

for (const [total, before, minimum, due, applied, carried, ending, why] of ROWS)
  test(`a total of ${total} with a balance of ${before}: ${due} due, ${ending} after (${why})`, () => {
    assert.deepEqual(settleBalance(total, before, minimum), { due, applied, carried, ending })
  })
