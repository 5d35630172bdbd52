// What addresses and till numbers decide. (https://docs.stripe.com/payments/boleto/accept-a-payment, …/konbini, …/klarna)
import assert from 'node:assert/strict'
import test from 'node:test'
import { klarnaAnswer, konbiniFate, type VoucherFate, voucherFate } from '../../src/network/test_emails.ts'

test('what becomes of a voucher', () => {
  const fates: readonly (readonly [string, VoucherFate])[] = [
    ['anything@example.com', { after: 180, paid: true }],
    ['succeed_immediately@test.com', { after: 3, paid: true }],
    ['ana.succeed_immediately@test.com', { after: 3, paid: true }],
    ['expire_immediately@test.com', { after: 3, paid: false }],
    ['ana+expire_with_delay@test.com', { after: 180, paid: false }],
    ['anafill_never@test.com', 'never'],
    // The words count at the end of the local part alone.
    ['fill_never.ana@test.com', { after: 180, paid: true }],
    ['ana@fill_never.com', { after: 180, paid: true }],
    ['fill_never', { after: 180, paid: true }],
    ['', { after: 180, paid: true }],
  ]
  for (const [email, fate] of fates) assert.deepEqual(voucherFate(email), fate, email)
})

test('what a konbini’s confirmation number decides', () => {
  assert.deepEqual(konbiniFate('11111111110'), { after: 180, paid: true })
  assert.deepEqual(konbiniFate('22222222220'), { after: 3, paid: true })
  assert.deepEqual(konbiniFate('33333333330'), { after: 3, paid: false })
  assert.deepEqual(konbiniFate('44444444440'), { after: 180, paid: false })
  assert.equal(konbiniFate('55555555550'), 'never')
  assert.equal(konbiniFate('66666666660'), undefined)
})

test('Klarna’s test customers', () => {
  assert.equal(klarnaAnswer('customer@email.de'), 'approved')
  assert.equal(klarnaAnswer('customer+denied@email.de'), 'denied')
  assert.equal(klarnaAnswer('Customer@Email.SE'), 'approved')
  for (const email of [
    'customer@email.com',
    'customer+other@email.de',
    'a.customer@email.de',
    'customer@email.de.com',
    '',
  ])
    assert.equal(klarnaAnswer(email), undefined, email)
})
