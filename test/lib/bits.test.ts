// Sets of numbers, held to JavaScript's own.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  below,
  BITS,
  type Bits,
  both,
  changed,
  countOf,
  either,
  except,
  greatest,
  hasBit,
  noBits,
  printBits,
  readBits,
  setBit,
} from '../../src/lib/bits.ts'

const bitsOf = (numbers: Iterable<number>): Bits => {
  const bits = noBits()
  for (const n of numbers) setBit(bits, n, true)
  return bits
}
const numbersOf = (bits: Bits) => greatest(bits, BITS).reverse()

/** Single numbers, near the ends of words and of the whole, and runs. */
const numbers = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: BITS - 1 }).map((n) => [n]),
      fc.constantFrom(0, 31, 32, 33, BITS - 33, BITS - 32, BITS - 1).map((n) => [n]),
      fc
        .tuple(fc.integer({ min: 0, max: BITS - 1 }), fc.integer({ min: 1, max: 5000 }))
        .map(([from, size]) => range(from, size)),
    ),
    { maxLength: 40 },
  )
  .map((lists) => new Set(lists.flat()))
const range = (from: number, size: number) => Array.from({ length: Math.min(size, BITS - from) }, (_, i) => from + i)
const sorted = (set: Iterable<number>) => [...set].sort((a, b) => a - b)

test('a set is what was put into it, counted, met, joined and cut as sets are', () => {
  fc.assert(
    fc.property(numbers, numbers, fc.integer({ min: 0, max: BITS }), (one, other, limit) => {
      const [a, b] = [bitsOf(one), bitsOf(other)]
      assert.deepEqual(numbersOf(a), sorted(one))
      assert.equal(countOf(a), one.size)
      assert.deepEqual(
        numbersOf(both(a, b)),
        sorted(one).filter((n) => other.has(n)),
      )
      assert.deepEqual(numbersOf(either(a, b)), sorted(new Set([...one, ...other])))
      assert.deepEqual(
        numbersOf(except(a, b)),
        sorted(one).filter((n) => !other.has(n)),
      )
      assert.deepEqual(
        numbersOf(below(a, limit)),
        sorted(one).filter((n) => n < limit),
      )
      assert.deepEqual(greatest(a, 3), sorted(one).reverse().slice(0, 3))
      for (const n of [...other].slice(0, 20)) assert.equal(hasBit(a, n), one.has(n))
    }),
    { numRuns: 60, seed: 20261126 },
  )
})

test('a set is read as it was printed', () => {
  fc.assert(
    fc.property(numbers, (set) => assert.deepEqual(numbersOf(readBits(printBits(bitsOf(set)))), sorted(set))),
    { numRuns: 60, seed: 20261126 },
  )
})

test('few runs are printed as runs, many numbers as bits, and nothing as nothing', () => {
  assert.equal(printBits(noBits()), '')
  // The runs 3 to 5 and 9 to 9, each number two bytes, the lower first.
  assert.equal(printBits(bitsOf([3, 4, 5, 9])), `r${Buffer.from([3, 0, 5, 0, 9, 0, 9, 0]).toString('base64')}`)
  assert.equal(printBits(bitsOf(range(0, BITS))), `r${Buffer.from([0, 0, 255, 255]).toString('base64')}`)
  const scattered = bitsOf(range(0, 5000).map((n) => n * 3))
  // 8 192 bytes are 10 924 letters of base64.
  assert.equal(printBits(scattered).length, 1 + 10_924)
  assert.ok(printBits(scattered).startsWith('b'))
  const fewer = bitsOf(range(0, 2048).map((n) => n * 3))
  assert.ok(printBits(fewer).startsWith('r'))
})

test('a number is taken out again', () => {
  const bits = bitsOf([31, 32, 33])
  setBit(bits, 32, false)
  assert.deepEqual(numbersOf(bits), [31, 33])
})

test('a text is changed as the set that it stands for', () => {
  const changes = fc.array(
    fc.tuple(fc.oneof(fc.integer({ min: 0, max: BITS - 1 }), fc.integer({ min: 0, max: 70 })), fc.boolean()),
  )
  fc.assert(
    fc.property(numbers, changes, (before, numbers) => {
      const after = new Set(before)
      for (const [n, to] of numbers) {
        if (to) after.add(n)
        else after.delete(n)
      }
      assert.equal(changed(printBits(bitsOf(before)), numbers), printBits(bitsOf(after)))
    }),
  )
})

test('a set with one run too many is kept bit for bit, and as runs again when one has gone', () => {
  const even = range(0, 4096).filter((n) => n % 2 === 0)
  const most = changed(
    '',
    even.map((n) => [n, true]),
  )
  assert.deepEqual([most[0], numbersOf(readBits(most))], ['r', even])
  const more = changed(most, [[5000, true]])
  assert.deepEqual([more[0], numbersOf(readBits(more))], ['b', [...even, 5000]])
  assert.equal(changed(more, [[5000, false]]), most)
  assert.equal(
    changed(
      most,
      even.map((n) => [n, false]),
    ),
    '',
  )
})
