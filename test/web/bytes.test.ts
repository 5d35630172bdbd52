// How much browsers have to load, gzipped: budgets, so that nothing large comes in unseen.
import assert from 'node:assert/strict'
import test from 'node:test'
import { gzipSync } from 'node:zlib'
import { bundle } from '../../scripts/bundle.ts'

const KIB = 1024
const size = (text: string) => gzipSync(text).length

test('Stripe.js is at most 25 KiB', async () => {
  const total = size((await bundle('stripejs')).get('stripe.js')!)
  assert.ok(total <= 25 * KIB, `${total} bytes`)
})

test('the frame of the Dashboard is at most 25 KiB, and the whole of it 120', async () => {
  const files = await bundle('dashboard')
  const frame = new Set(['dashboard.css'])
  const follow = (name: string) => {
    if (frame.has(name)) return
    frame.add(name)
    for (const [, inner] of files.get(name)!.matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)) follow(inner!)
  }
  follow('dashboard.js')
  const sum = (names: Iterable<string>) => [...names].reduce((total, name) => total + size(files.get(name)!), 0)
  assert.ok(frame.size > 2, 'the frame has files that it imports at once')
  assert.ok(sum(frame) <= 25 * KIB, `the frame has ${sum(frame)} bytes`)
  assert.ok(sum(files.keys()) <= 120 * KIB, `all of it has ${sum(files.keys())} bytes`)
})
