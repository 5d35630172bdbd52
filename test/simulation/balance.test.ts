// Many at once against one balance: no cent is lost, none is paid out twice, and the sums come out right however many
// slices the jobs take. Over every engine.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { balanceOf, DAY, onMonday, pay, topUp, worth } from '../resources/payments/funds.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { LONG } from './sizes.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

/** So many payments, a few at a time. */
async function payments(world: Sandbox, count: number, atOnce: number, amount: number): Promise<void> {
  let left = count
  const line = async () => {
    while (left-- > 0) await pay(world, amount)
  }
  await Promise.all(Array.from({ length: atOnce }, line))
}

test('twenty payments at once are all in the balance', async () => {
  const world = sandbox(brindle)
  await onMonday(world)
  await payments(world, 20, 20, 1500)
  // 1500 less 74 each.
  assert.deepEqual(await balanceOf(world), worth(0, 20 * 1426))
  await world.advance(11)
  assert.deepEqual(await balanceOf(world), worth(0, 20 * 1426))
  await world.advance(2 * DAY)
  assert.deepEqual(await balanceOf(world), worth(20 * 1426, 0))
})

test('the balance is never wrong while jobs add it up', async () => {
  const world = sandbox(brindle)
  await onMonday(world)
  await payments(world, 5, 5, 1500)
  const [seen] = await Promise.all([
    Promise.all(Array.from({ length: 10 }, () => balanceOf(world))),
    world.advance(11),
    payments(world, 5, 5, 500),
  ])
  // Each of the second five leaves 500 - 45; whoever asked saw none to all of them, and all of the first.
  const possible = Array.from({ length: 6 }, (_, paid) => worth(0, 5 * 1426 + paid * 455))
  for (const one of seen) assert.ok(possible.some((sum) => JSON.stringify(sorted(sum)) === JSON.stringify(sorted(one))))
  assert.deepEqual(await balanceOf(world), worth(0, 5 * 1426 + 5 * 455))
})

const sorted = (value: object) => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))

test('of ten payouts of the whole balance one is made', async () => {
  const world = sandbox(brindle)
  await topUp(world, 5000)
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => world.call('POST', '/v1/payouts', 'amount=5000&currency=usd')),
  )
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  for (const { status, body } of answers)
    if (status !== 200) assert.deepEqual([status, body.error.code], [400, 'balance_insufficient'])
  assert.deepEqual(await balanceOf(world), worth(0, 0))
  assert.equal((await world.stripe.payouts.list()).data.length, 1)
})

test('payouts and payments at once leave what was paid in', async () => {
  const world = sandbox(brindle)
  await onMonday(world)
  await topUp(world, 1000)
  const [answers] = await Promise.all([
    Promise.all(Array.from({ length: 8 }, () => world.call('POST', '/v1/payouts', 'amount=300&currency=usd'))),
    payments(world, 8, 4, 1500),
  ])
  assert.equal(answers.filter(({ status }) => status === 200).length, 3)
  assert.deepEqual(await balanceOf(world), worth(100, 8 * 1426))
})

// More than one slice of each job, which are of 500.
const MANY = LONG ? 1600 : 520

test(`${MANY} payments become available in several slices, are told of once, and are paid out together`, async () => {
  const world = sandbox(brindle)
  await onMonday(world)
  await world.stripe.balanceSettings.update({ payments: { payouts: { schedule: { interval: 'daily' } } } })
  await payments(world, MANY, 20, 1500)
  assert.deepEqual(await balanceOf(world), worth(0, MANY * 1426))
  await world.advance(11)
  assert.deepEqual(await balanceOf(world), worth(0, MANY * 1426))
  await world.advance(2 * DAY)
  assert.deepEqual(await balanceOf(world), worth(0, 0))
  const { data } = await world.stripe.events.list({ type: 'balance.available' })
  assert.deepEqual(
    data.map((event) => ({ ...event.data.object })),
    [worth(MANY * 1426, 0)],
  )
  const [made] = (await world.stripe.payouts.list()).data
  assert.deepEqual([made!.amount, made!.reconciliation_status], [MANY * 1426, 'completed'])
  let net = 0
  let count = 0
  for await (const moved of world.stripe.balanceTransactions.list({ payout: made!.id, limit: 100 })) {
    net += moved.net
    count++
  }
  // The payments, and the payout itself.
  assert.deepEqual([net, count], [0, MANY + 1])
})
