// What a unit of work makes by chance: as much as is asked for, whatever the chance, and the same again when the unit is run again.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Work } from '../../src/kernel/work.ts'

/** A unit whose seed is a number. */
const unit = (seed: number) => new Work({} as never, { seed: Uint8Array.of(seed, seed >> 8, seed >> 16) } as never)

test('a few characters are always there, also where most random bytes are passed over', () => {
  // Three of six random bytes have to be below 248: of 400 000 seeds, some do not give them.
  for (let seed = 0; seed < 400_000; seed++) assert.equal(unit(seed).random(3).length, 3)
})

test('the same seed gives the same characters, one after the other', () => {
  const [one, again] = [unit(7), unit(7)]
  const texts = [1, 8, 24, 3, 100].map((count) => one.random(count))
  assert.deepEqual(
    texts.map(({ length }) => length),
    [1, 8, 24, 3, 100],
  )
  assert.deepEqual(
    texts,
    [1, 8, 24, 3, 100].map((count) => again.random(count)),
  )
  assert.match(texts.join(''), /^[0-9A-Za-z]{136}$/)
  assert.notEqual(unit(8).random(24), texts[2])
})
