// Fingerprints, worked out with another program: from 2 166 136 261, for each character xor and then times
// 1 099 511 628 211, modulo 2^64, written in base 36.
import assert from 'node:assert/strict'
import test from 'node:test'
import { fingerprint } from '../../src/lib/fingerprint.ts'

test('equal numbers have equal fingerprints of 16 characters, other numbers others', () => {
  assert.equal(fingerprint('4242424242424242'), '0002US6JDX7CJWHX')
  assert.equal(fingerprint('4242424242424242'), fingerprint('4242424242424242'))
  assert.notEqual(fingerprint('4242424242424242'), fingerprint('4242424242424241'))
  assert.equal(fingerprint('AT611904300234573201'), '00033NL1L0FE4I7N')
  assert.equal(fingerprint(''), '0000000000ZTNTFP')
})
