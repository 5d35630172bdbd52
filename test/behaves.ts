// What `behaves` means in COVERAGE.md: a test through the door that names an operation, calls it, and asserts the exact
// events that came of it. The coverage page is made from the names; that they were earned is checked here.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../src/main.ts'
import { stopTime } from './simulation/standstill.ts'
import { type Sandbox, sandbox, startBrindle } from './world.ts'

/** A Tuesday, neither the first nor the last days of a month. */
const TUESDAY = Date.UTC(2026, 10, 24, 12) / 1000

let brindle: Brindle
// The wall stands still: no second begins between a call and what is asserted of it, and every day's run is the same run.
before(async () => {
  stopTime(TUESDAY)
  brindle = await startBrindle()
})
after(() => brindle.close())

/**
 * A test of one operation (`POST /v1/customers`), in a sandbox of its own. `news` must be asked at least once. The server is
 * for what no operation makes yet (test/resources/within.ts).
 */
export function behaves(
  operation: string,
  name: string,
  run: (world: Sandbox, brindle: Brindle) => Promise<void>,
): void {
  test(`${operation}: ${name}`, async () => {
    const world = sandbox(brindle)
    let asked = false
    const news = () => {
      asked = true
      return world.news()
    }
    await run({ ...world, news }, brindle)
    assert.ok(asked, 'the test did not look at the events')
    assert.ok(await wasCalled(world, operation), 'the test did not call the operation')
  })
}

/** Whether the sandbox, or an account that is connected to it, was asked for the operation. */
async function wasCalled({ call, stripe }: Sandbox, operation: string): Promise<boolean> {
  const path = `/brindle/requests?limit=1&operation=${encodeURIComponent(operation)}`
  const isIn = async (headers: Record<string, string> = {}) =>
    (await call('GET', path, undefined, headers)).body.data.length > 0
  if (await isIn()) return true
  const connected = (await stripe.accounts.list({ limit: 100 })).data
  const found = await Promise.all(connected.map(({ id }) => isIn({ 'stripe-account': id })))
  return found.includes(true)
}
