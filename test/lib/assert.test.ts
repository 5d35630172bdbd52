// Assertions crash with an error that is told apart from every refusal.
import nodeAssert from 'node:assert/strict'
import test from 'node:test'
import { assert, Defect } from '../../src/lib/assert.ts'

test('a false condition is a Defect with its message', () => {
  for (const condition of [false, 0, '', null, undefined]) {
    nodeAssert.throws(() => assert(condition, 'why'), { name: 'Defect', message: 'why' })
  }
  nodeAssert.throws(() => assert(false, 'why'), Defect)
  for (const condition of [true, 1, 'x', {}]) nodeAssert.doesNotThrow(() => assert(condition, 'why'))
})
