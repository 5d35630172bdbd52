// An account that is settled in one currency (`--settlement-currency`): what comes in others is converted.
// (https://docs.stripe.com/currencies/conversions)
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { SettingError, configure } from '../../../src/config.ts'
import type { Brindle } from '../../../src/main.ts'
import { type Sandbox, sandbox, startBrindle } from '../../world.ts'
import { balanceOf, DAY, entry, onMonday, pay, worth } from './funds.ts'

let euros: Brindle
before(async () => {
  euros = await startBrindle({ settlementCurrency: 'eur' })
})
after(() => euros.close())

const latest = async ({ stripe }: Sandbox) => (await stripe.balanceTransactions.list({ limit: 1 })).data[0]!

test('a payment is converted once, and so is its fee', async () => {
  const world = sandbox(euros)
  await onMonday(world)
  assert.deepEqual(await balanceOf(world), worth(0, 0, 'eur'))
  await pay(world, 10_000)
  const moved = await latest(world)
  // By src/rules/exchange_rates.ts a dollar is 1 / 1.08 = 0.9259259259 euros: of $100.00 9259.26 cents, and of the fee
  // of 290 + 30 296.3.
  assert.deepEqual([moved.currency, moved.exchange_rate], ['eur', 0.9259259259])
  assert.deepEqual([moved.amount, moved.fee, moved.net], [9259, 296, 8963])
  assert.deepEqual(
    moved.fee_details.map(({ amount, currency }) => [amount, currency]),
    [[296, 'eur']],
  )
  // The payment itself stays in its currency.
  const charge = await world.stripe.charges.retrieve(moved.source as string)
  assert.deepEqual([charge.amount, charge.currency], [10_000, 'usd'])
  // What is in euros already has no rate: 2.9 % of €15.00 and 30 cents are 74.
  await pay(world, 1500, 'eur')
  const plain = await latest(world)
  assert.deepEqual([plain.currency, plain.exchange_rate, plain.net], ['eur', null, 1426])
  assert.deepEqual(await balanceOf(world), worth(0, 8963 + 1426, 'eur'))
  await world.advance(2 * DAY)
  assert.deepEqual(await balanceOf(world), worth(10_389, 0, 'eur'))
  await world.stripe.payouts.create({ amount: 10_389, currency: 'eur' })
  assert.deepEqual(await balanceOf(world), worth(0, 0, 'eur'))
})

test('yen have no cents', async () => {
  const world = sandbox(euros)
  await pay(world, 5000, 'jpy')
  // 0.0067 / 1.08 = 0.0062037037 euros; 5000 yen are 31.0185 of them, and the fee of 145 + 30 yen 1.0856.
  const moved = await latest(world)
  assert.deepEqual([moved.exchange_rate, moved.amount, moved.fee, moved.net], [0.0062037037, 3102, 109, 2993])
})

test('a currency that the table does not have keeps a balance of its own', async () => {
  const world = sandbox(euros)
  await pay(world, 10_000, 'zmw')
  const { pending } = await world.stripe.balance.retrieve()
  assert.deepEqual(pending, [entry(9680, 'zmw')])
  await world.advance(11)
  assert.deepEqual((await world.stripe.balance.retrieve()).pending, [entry(9680, 'zmw')])
})

test('the setting is a code', () => {
  for (const settlementCurrency of ['EUR', 'euro', 'e1r'])
    assert.throws(() => configure({ settlementCurrency }), SettingError)
  assert.equal(configure().settlementCurrency, '')
})
