// Payments by chance: accounts that pay, refund, dispute, pay out and wait, over clocks of their own; after each step
// everything that always holds for their money is checked. Over every engine; a seed is always the same run.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { ENGINE } from '../engines.ts'
import { freshName, sandbox, startBrindle } from '../world.ts'
import { TRANSITIONS } from './intent_steps.ts'
import { shared } from './ledger.ts'
import { type Played, play, report, shrunk, type World } from './payments.ts'
import { LONG, SEED, SIZES } from './sizes.ts'
import { stopTime } from './standstill.ts'
import { dice } from './support.ts'

/** A Monday morning. */
const MONDAY = Date.UTC(2026, 2, 2, 10) / 1000

let brindle: Brindle
before(async () => {
  stopTime(MONDAY)
  brindle = await startBrindle()
})
after(() => brindle.close())

const world = () => sandbox(brindle, { name: freshName() })

/** A step is a number; those of an account follow from the seed and the account. */
function stepsOf(account: number): number[] {
  const next = dice(SEED + account)
  return Array.from({ length: SIZES.steps / SIZES.accounts }, () => Math.floor(next() * 2 ** 31))
}

/** At once, a few accounts at a time. */
async function playAll(): Promise<Played[]> {
  const played: Played[] = []
  let next = 0
  const line = async () => {
    for (let account = next++; account < SIZES.accounts; account = next++) {
      played[account] = await play(world(), stepsOf(account))
      if (played[account]!.fault === undefined) continue
      const { played: least } = await shrunk(world, stepsOf(account))
      assert.fail(report(SEED, account, least))
    }
  }
  await Promise.all(Array.from({ length: 4 }, line))
  return played
}

const total = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0)

test(`${SIZES.steps} chance steps of ${SIZES.accounts} accounts leave their money right`, async (t) => {
  const played = await playAll()
  const taken = new Map<string, number>()
  for (const one of played) for (const [row, times] of one.taken) taken.set(row, (taken.get(row) ?? 0) + times)
  const steps = total(played.map((one) => one.steps))
  const succeeded = total(played.map((one) => one.succeeded))
  const missing = TRANSITIONS.filter((row) => !taken.has(row))
  t.diagnostic(
    `seed ${SEED}: ${steps} steps, ${succeeded} succeeded; ${TRANSITIONS.length - missing.length} of ${TRANSITIONS.length} transitions`,
  )
  if (LONG) for (const row of TRANSITIONS) t.diagnostic(`${row}: ${taken.get(row) ?? 0}`)
  assert.equal(steps, SIZES.steps)
  assert.ok(succeeded >= steps * 0.4, `only ${succeeded} of ${steps} steps succeeded`)
  // A short run cannot get everywhere: it takes three of four ways at least, a long one all of them.
  if (LONG) assert.deepEqual(missing, [])
  else assert.ok(missing.length <= TRANSITIONS.length / 4, `not taken: ${missing.join('; ')}`)
  for (const [i, one] of played.entries())
    for (const other of played.slice(i + 1)) assert.deepEqual(shared(one.books, other.books), [])
})

test('a step is the same step again', async () => {
  const [one, other] = [await play(world(), stepsOf(0).slice(0, 30)), await play(world(), stepsOf(0).slice(0, 30))]
  const plain = ({ log }: Played) =>
    log.map((line) => line.replace(/(?<=[a-z]_)[A-Za-z0-9_]+|\/authorize\/[^ ]+/g, '…'))
  assert.deepEqual(plain(one), plain(other))
})

/** A server that loses a cent with the first refund. */
function losing(): World {
  const honest = world()
  let lost = false
  return {
    ...honest,
    call: async (method, path, ...more) => {
      const answer = await honest.call(method, path, ...more)
      if (path === '/v1/refunds' && method === 'POST' && answer.status === 200) lost = true
      if (path === '/v1/balance' && lost) answer.body.available[0].amount -= 1
      return answer
    },
  }
}

test('a run that goes wrong tells its seed, and the steps that matter', async () => {
  const steps = stepsOf(0)
  const first = await play(losing(), steps)
  assert.match(first.fault!, /^the balance is its movements: available (usd|eur) is -?\d+, and should be -?\d+$/)
  const { played, seeds } = await shrunk(losing, steps, 15_000)
  // Over PostgreSQL there may be no time to leave anything out.
  assert.ok(ENGINE === 'memory' ? seeds.length < first.steps : seeds.length <= first.steps)
  assert.match(played.log.at(-1)!, /^POST \/v1\/refunds charge=.* -> 200 /)
  const told = report(SEED, 0, played)
  assert.ok(told.includes(`BRINDLE_SEED=${SEED}, account 0`))
  assert.equal(told.split('\n').filter((line) => /^ {2}\d+\. /.test(line)).length, seeds.length)
})
