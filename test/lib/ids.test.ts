// Stripe's layout of identifiers, worked by hand.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { Defect } from '../../src/lib/assert.ts'
import { accountId, base62, objectId, randomBase62, sequence, shortId } from '../../src/lib/ids.ts'

const BEGINNING = 1_342_389_380
const zeros = (count: number) => '0'.repeat(count)

test('numbers in base 62', () => {
  assert.equal(base62(0, 3), '000')
  assert.equal(base62(9, 1), '9')
  assert.equal(base62(10, 1), 'A')
  assert.equal(base62(35, 1), 'Z')
  assert.equal(base62(36, 1), 'a')
  assert.equal(base62(61, 1), 'z')
  // 3907 = 1 * 62^2 + 1 * 62 + 1, as 3844 + 62 + 1.
  assert.equal(base62(3907, 4), '0111')
  assert.equal(base62(62n ** 11n, 12), '100000000000')
  assert.throws(() => base62(62, 1), Defect)
  assert.throws(() => base62(-1, 3), Defect)
})

test('an object: digit, second of creation, account, eight by chance', () => {
  // 1 700 000 000 - 1 342 389 380 = 357 610 620
  //   = 24 * 62^4 (354 632 064) + 2 978 556
  //   2 978 556 = 12 * 62^3 (2 859 936) + 118 620;  118 620 = 30 * 62^2 (115 320) + 3 300
  //   3 300 = 53 * 62 (3 286) + 14;  digits 24 12 30 53 14 = O C U r E
  const id = objectId('pi', 1_700_000_000, 'abcdefghij', zeros, '3')
  assert.equal(id, 'pi_3OCUrEabcdefghij00000000')
  assert.equal(id.length, 'pi_'.length + 24)
  assert.equal(objectId('ch', BEGINNING, 'abcdefghij', zeros), 'ch_100000abcdefghij00000000')
  assert.throws(() => objectId('ch', BEGINNING, 'too_short', zeros), Defect)
})

test('a customer: minute of creation, ten by chance', () => {
  // 357 610 620 s are 5 960 177 whole minutes = 25 * 62^3 (5 958 200) + 0 * 62^2 + 1 977
  //   1 977 = 31 * 62 (1 922) + 55;  digits 25 0 31 55 = P 0 V t
  assert.equal(shortId('cus', 1_700_000_000, zeros), 'cus_P0Vt0000000000')
  // The seconds of a minute give the same text.
  assert.equal(shortId('cus', BEGINNING + 59, zeros), 'cus_00000000000000')
  assert.equal(shortId('cus', BEGINNING + 60, zeros), 'cus_00010000000000')
})

test('an account', () => {
  assert.equal(accountId(1_700_000_000, zeros), 'acct_1OCUrE0000000000')
})

test('outside the years 2012 to 2041, where test clocks may stand, ids keep their length', () => {
  const years = fc.integer({ min: -10_000_000_000, max: 100_000_000_000 })
  fc.assert(
    fc.property(years, (at) => {
      assert.match(objectId('pi', at, 'abcdefghij', zeros), /^pi_1[0-9A-Za-z]{5}abcdefghij0{8}$/)
      assert.match(shortId('cus', at, zeros), /^cus_[0-9A-Za-z]{4}0{10}$/)
    }),
    { seed: 62, numRuns: 500 },
  )
  // 62^5 = 916 132 832 seconds on, the text comes round.
  assert.equal(accountId(BEGINNING + 916_132_832, zeros), accountId(BEGINNING, zeros))
  assert.equal(accountId(BEGINNING - 1, zeros), 'acct_1zzzzz0000000000')
})

test('random characters are equally likely, and never made up', () => {
  // Bytes 0 to 247 are each character four times; 248 to 255 are passed over.
  const all = randomBase62(
    Uint8Array.from({ length: 256 }, (_, i) => i),
    248,
  )
  const counts = new Map<string, number>()
  for (const letter of all) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  assert.equal(counts.size, 62)
  assert.deepEqual(new Set(counts.values()), new Set([4]))
  assert.equal(randomBase62(Uint8Array.of(255, 61, 248, 62, 1), 3), 'z01')
  assert.equal(randomBase62(new Uint8Array(0), 0), '')
  assert.throws(() => randomBase62(Uint8Array.of(1, 255), 2), Defect)
})

test('the sequence: microseconds, process, count', () => {
  // 1 000 000 = 21 * 36^3 (979 776) + 15 * 36^2 (19 440) + 21 * 36 (756) + 28: l f l s
  assert.equal(sequence(1_000_000, 35, 36), '0000000lfls' + '0z' + '010')
  assert.equal(sequence(0, 1295, 46_655), '00000000000zzzzz')
  assert.throws(() => sequence(-1, 0, 0), Defect)
  assert.throws(() => sequence(0.5, 0, 0), Defect)
  assert.throws(() => sequence(Number.NaN, 0, 0), Defect)
  assert.throws(() => sequence(0, 1296, 0), Defect)
  assert.throws(() => sequence(0, 0, 46_656), Defect)
})

test('the byte order of sequences is the order of (time, process, count)', () => {
  const micros = fc.oneof(fc.nat(100), fc.integer({ min: 0, max: 36 ** 9 }))
  const place = fc.tuple(micros, fc.integer({ min: 0, max: 1295 }), fc.integer({ min: 0, max: 46_655 }))
  fc.assert(
    fc.property(place, place, (a, b) => {
      const order = Math.sign(a[0] - b[0] || a[1] - b[1] || a[2] - b[2])
      const bytes = Buffer.compare(Buffer.from(sequence(...a)), Buffer.from(sequence(...b)))
      assert.equal(bytes, order)
    }),
    { seed: 36, numRuns: 2_000 },
  )
})
