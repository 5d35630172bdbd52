// Times of the second version of the API, after the examples of RFC 3339, section 5.8.
import assert from 'node:assert/strict'
import test from 'node:test'
import { fromRfc3339, toRfc3339 } from '../../src/lib/rfc3339.ts'

const READ = [
  ['1970-01-01T00:00:00Z', 0],
  ['1970-01-01T00:00:01.999Z', 1],
  ['1970-01-01t01:00:00+01:00', 0],
  ['1969-12-31T16:00:00-08:00', 0],
  // `date -ud 1996-12-20T00:39:57Z +%s`
  ['1996-12-19T16:39:57-08:00', 851042397],
  // `date -ud 2024-06-01T12:00:00Z +%s`
  ['2024-06-01T12:00:00.000Z', 1717243200],
  ['0001-01-01T00:00:00Z', -62135596800],
  ['2024-02-29T00:00:00Z', 1709164800],
] as const

const UNREAD = [
  '',
  '1717243200',
  '2024-06-01',
  '2024-06-01T12:00:00',
  '2024-06-01 12:00:00Z',
  '2023-02-29T00:00:00Z',
  '2024-00-01T00:00:00Z',
  '2024-13-01T00:00:00Z',
  '2024-06-31T00:00:00Z',
  '2024-06-01T24:00:00Z',
  '2024-06-01T12:60:00Z',
  '1990-12-31T23:59:60Z',
  '2024-06-01T12:00:00+24:00',
  '2024-06-01T12:00:00.Z',
]

test('times are read with their offset, to the second', () => {
  for (const [text, seconds] of READ) assert.equal(fromRfc3339(text), seconds, text)
})

test('what is no time is not read', () => {
  for (const text of UNREAD) assert.equal(fromRfc3339(text), undefined, text)
})

test('moments are written in UTC, to the millisecond', () => {
  assert.equal(toRfc3339(0), '1970-01-01T00:00:00.000Z')
  assert.equal(toRfc3339(1717243200), '2024-06-01T12:00:00.000Z')
})
