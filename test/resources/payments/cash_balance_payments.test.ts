// What payments do to a cash balance, as they will call for it: in a unit of work of their own, beside the door.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { settle, transaction } from '../../../src/kernel/api.ts'
import { type House, house } from '../../../src/kernel/house.ts'
import { object, resource } from '../../../src/kernel/resource.ts'
import type { Tx } from '../../../src/kernel/tx.ts'
import type { Work } from '../../../src/kernel/work.ts'
import { unit } from '../../../src/kernel/unit.ts'
import { microseconds } from '../../../src/lib/instant.ts'
import { type Brindle, standing } from '../../../src/main.ts'
import { resources } from '../../../src/resources/index.ts'
import {
  applyCash,
  availableCash,
  reconcilesItself,
  refundToCash,
  unapplyCash,
} from '../../../src/resources/payments/cash_balance.ts'
import { cashTransaction } from '../../../src/resources/payments/customer_cash_balance_transaction.ts'
import { type Sandbox, sandbox, startBrindle } from '../../world.ts'

const VERSION = '2026-08-26.dahlia'
let units = 0
let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

/** A unit of work in the account of a sandbox, with all that comes of it. */
async function within<T>(
  { stripe }: Sandbox,
  named: readonly string[],
  run: (tx: Tx) => T,
  of = standing(VERSION),
): Promise<T> {
  const { id: account } = await stripe.accounts.retrieveCurrent()
  const situation = {
    place: { tenant: account, account },
    micros: microseconds(),
    node: 1295,
    seed: crypto.getRandomValues(new Uint8Array(32)),
    requestId: `req_${process.pid}_${++units}`,
    key: '',
    cause: 'request',
    version: VERSION,
    client: { ip: '', userAgent: '' },
    publicUrl: '',
    settlementCurrency: '',
  }
  const work = (given: Work) => {
    const tx = transaction(of, given)
    const result = run(tx)
    settle(of, tx)
    return result
  }
  // As for every call, the account and the ids that are named are read before it starts.
  const ahead = () => [account, ...named].map((id) => ({ place: situation.place, id }))
  return unit(brindle.store, situation as never, work, { ahead })
}

async function funded(amount: number) {
  const world = sandbox(brindle)
  const { id } = await world.stripe.customers.create()
  await world.stripe.testHelpers.customers.fundCashBalance(id, { amount, currency: 'eur' })
  await world.news()
  return { world, id }
}

const payment = { id: 'pi_1', currency: 'eur' }

test('a payment takes what it needs, and what it gives back is there again', async () => {
  const { world, id } = await funded(5000)
  const taken = await within(world, [id], (tx) => applyCash(tx, id, payment, 3000))
  assert.deepEqual(
    [taken.type, taken.net_amount, taken.ending_balance, taken.applied_to_payment],
    ['applied_to_payment', -3000, 2000, { payment_intent: 'pi_1' }],
  )
  assert.equal(await within(world, [id], (tx) => availableCash(tx, id, 'eur')), 2000)
  const back = await within(world, [id], (tx) => unapplyCash(tx, id, payment, 3000))
  assert.deepEqual(
    [back.type, back.net_amount, back.ending_balance, back.unapplied_from_payment],
    ['unapplied_from_payment', 3000, 5000, { payment_intent: 'pi_1' }],
  )
  const refunded = await within(world, [id], (tx) => refundToCash(tx, id, { id: 're_1', currency: 'eur' }, 1))
  assert.deepEqual(
    [refunded.type, refunded.net_amount, refunded.refunded_from_payment],
    ['refunded_from_payment', 1, { refund: 're_1' }],
  )
  assert.deepEqual((await world.stripe.customers.retrieveCashBalance(id)).available, { eur: 5001 })
  // None of these is money that came in.
  const one = 'customer_cash_balance_transaction.created'
  assert.deepEqual(await world.news(), [one, one, one])
})

test('a payment cannot take more than there is, nor of another currency', async () => {
  const { world, id } = await funded(5000)
  const refusal = { body: { code: 'balance_insufficient', param: 'amount', type: 'invalid_request_error' } }
  for (const [currency, amount] of [
    ['eur', 5001],
    ['usd', 1],
  ] as const)
    await assert.rejects(
      within(world, [id], (tx) => applyCash(tx, id, { ...payment, currency }, amount)),
      ({ body: { message: _, ...body } }: { body: { message: string } }) => {
        assert.deepEqual({ body }, refusal)
        return true
      },
    )
  assert.equal(await within(world, [id], (tx) => availableCash(tx, id, 'usd')), 0)
  assert.deepEqual((await world.stripe.customers.retrieveCashBalance(id)).available, { eur: 5000 })
  assert.deepEqual(await world.news(), [])
})

/** A house in which something takes all the money that comes in, before it is looked at for what is left. */
function greedyHouse(share: (amount: number) => number): House {
  const probe = object('brindle.probe', { prefix: 'probe', internal: true })
  const greedy = resource(probe).when('customer_cash_balance_transaction.created', cashTransaction, (tx, row) => {
    const { type, customer: who, currency, net_amount } = row
    if (type === 'funded') applyCash(tx, who as string, { id: 'pi_1', currency }, share(net_amount))
  })
  const { account, announce, announcing, newest, defaultVersion } = standing(VERSION)
  return house([greedy, ...resources], { account, announce, announcing, newest, defaultVersion })
}

test('only money that no payment took as it came in is news of funds', async () => {
  const { world, id } = await funded(100)
  const fund = (tx: Tx) =>
    tx.request('POST', `/v1/test_helpers/customers/${id}/fund_cash_balance`, { amount: 50, currency: 'eur' })
  const one = 'customer_cash_balance_transaction.created'
  // 100 were there, 50 came and 150 went; then 50 came and 20 of them went, before it was looked at what is left.
  await within(
    world,
    [id],
    fund,
    greedyHouse(() => 150),
  )
  assert.deepEqual(await world.news(), [one, one])
  await within(
    world,
    [id],
    fund,
    greedyHouse(() => 20),
  )
  assert.deepEqual(await world.news(), [one, one, 'cash_balance.funds_available'])
  assert.deepEqual((await world.stripe.customers.retrieveCashBalance(id)).available, { eur: 30 })
})

test('payments can ask whether money finds them by itself', async () => {
  const { world, id } = await funded(100)
  assert.equal(await within(world, [id], (tx) => reconcilesItself(tx, id)), true)
  await world.stripe.customers.updateCashBalance(id, { settings: { reconciliation_mode: 'manual' } })
  assert.equal(await within(world, [id], (tx) => reconcilesItself(tx, id)), false)
})
