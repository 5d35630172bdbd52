// The index entries of rows, and what questions ask of them: a pair of terms is one entry on both sides.
import assert from 'node:assert/strict'
import test from 'node:test'
import { joinPairs, termsOf } from '../../src/kernel/terms.ts'
import { subscription } from '../../src/resources/billing/subscription.ts'

const row = { id: 'sub_1', object: 'subscription', customer: 'cus_1', status: 'active', items: { data: [] } }

test('two terms that are often asked together are asked as one, the others as they are', () => {
  assert.deepEqual(joinPairs(['price=p', 'status=active', 'customer=cus_1']), [
    'customer+status=cus_1,active',
    'price=p',
  ])
  assert.deepEqual(joinPairs(['ended=false', 'customer=cus_1']), ['customer+ended=cus_1,false'])
  assert.deepEqual(joinPairs(['customer=cus_1']), ['customer=cus_1'])
  assert.deepEqual(joinPairs([]), [])
})

test('a row has an entry for each pair of its terms, also where one of them is no field', () => {
  const terms = termsOf(subscription, row)
  for (const entry of ['customer+status=cus_1,active', 'customer+ended=cus_1,false', 'customer=cus_1', 'ended=false'])
    assert.ok(terms.includes(`subscription|${entry}`), entry)
  const ended = termsOf(subscription, { ...row, status: 'canceled' })
  assert.ok(ended.includes('subscription|customer+ended=cus_1,true'))
  assert.ok(!ended.includes('subscription|customer+ended=cus_1,false'))
})
