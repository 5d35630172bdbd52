// The check digit of card numbers.
import assert from 'node:assert/strict'
import test from 'node:test'
import { passesLuhn, withCheckDigit } from '../../src/lib/luhn.ts'

test('the check digit', () => {
  // 7992739871 takes the check digit 3 and no other.
  for (let digit = 0; digit <= 9; digit++) assert.equal(passesLuhn(`7992739871${digit}`), digit === 3)
  assert.equal(passesLuhn('4242424242424242'), true)
  assert.equal(passesLuhn('4242424242424241'), false)
  assert.equal(passesLuhn('4242 4242 4242 4242'), false)
  assert.equal(passesLuhn(''), false)
})

test('digits get the check digit that they need', () => {
  assert.equal(withCheckDigit('7992739871'), '79927398713')
  assert.equal(withCheckDigit('424242424242424'), '4242424242424242')
  // The 1 is doubled, 8 is not: 10, which takes a 0.
  assert.equal(withCheckDigit('81'), '810')
  assert.equal(withCheckDigit('0'), '00')
})
