// Top-ups: money from the account's own bank. (https://docs.stripe.com/api/topups, docs.stripe.com/connect/testing)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { balanceOf, worth } from './funds.ts'

behaves('POST /v1/topups', 'is on its way, and a moment later in the balance', async (world) => {
  const { stripe, news, advance } = world
  const { id, created, ...rest } = await stripe.topups.create({
    amount: 2000,
    currency: 'usd',
    description: 'Top-up for Jenny Rosen',
    statement_descriptor: 'Top-up',
    metadata: { a: '1' },
    transfer_group: 'GROUP_1',
  })
  assert.match(id, /^tu_[A-Za-z0-9]{24}$/)
  assert.deepEqual(
    { ...rest },
    {
      object: 'topup',
      amount: 2000,
      balance_transaction: null,
      currency: 'usd',
      description: 'Top-up for Jenny Rosen',
      expected_availability_date: created + 5,
      failure_code: null,
      failure_message: null,
      initiated_by: 'user',
      livemode: false,
      metadata: { a: '1' },
      source: null,
      statement_descriptor: 'Top-up',
      status: 'pending',
      transfer_group: 'GROUP_1',
    },
  )
  assert.deepEqual(await balanceOf(world), worth(0, 0))
  assert.deepEqual(await news(), ['topup.created'])
  await advance(5)
  const there = await stripe.topups.retrieve(id, { expand: ['balance_transaction'] })
  assert.equal(there.status, 'succeeded')
  const moved = there.balance_transaction as Stripe.BalanceTransaction
  assert.deepEqual([moved.type, moved.reporting_category, moved.source], ['topup', 'topup', id])
  assert.deepEqual([moved.amount, moved.fee, moved.net, moved.status], [2000, 0, 2000, 'available'])
  assert.equal(moved.description, 'Top-up for Jenny Rosen')
  assert.deepEqual(await balanceOf(world), worth(2000, 0))
  assert.deepEqual(await news(), ['topup.succeeded'])
})

/** https://docs.stripe.com/connect/testing#testing-top-ups */
const FAILING = [
  ['btok_us_verified_noAccount', 'no_account'],
  ['btok_us_verified_accountClosed', 'account_closed'],
  ['btok_us_verified_insufficientFunds', 'insufficient_funds'],
  ['btok_us_verified_debitNotAuthorized', 'debit_not_authorized'],
  ['btok_us_verified_invalidCurrency', 'invalid_currency'],
] as const

behaves('POST /v1/topups', 'fails as its test token says', async (world) => {
  const { stripe, news, advance } = world
  for (const [source, code] of FAILING) {
    const { id } = await stripe.topups.create({ amount: 2000, currency: 'usd', source })
    assert.deepEqual(await news(), ['topup.created'])
    await advance(5)
    const failed = await stripe.topups.retrieve(id)
    assert.deepEqual([failed.status, failed.failure_code, failed.balance_transaction], ['failed', code, null])
    assert.ok(failed.failure_message)
    assert.deepEqual(await news(), ['topup.failed'])
  }
  await stripe.topups.create({ amount: 2000, currency: 'usd', source: 'btok_us_verified' })
  await advance(5)
  assert.deepEqual(await balanceOf(world), worth(2000, 0))
  assert.deepEqual(await news(), ['topup.created', 'topup.succeeded'])
})

behaves('POST /v1/topups', 'refuses what it cannot do', async ({ call, news }) => {
  const refusals = [
    ['currency=usd', 'amount', 'parameter_missing'],
    ['amount=0&currency=usd', 'amount', 'parameter_invalid_integer'],
    ['amount=-5&currency=usd', 'amount', 'parameter_invalid_integer'],
    ['amount=100000000&currency=usd', 'amount', 'amount_too_large'],
    ['amount=100&currency=xyz', 'currency', undefined],
    ['amount=100&currency=usd&source=btok_other', 'source', 'resource_missing'],
    ['amount=100&currency=usd&statement_descriptor=Sixteen%20letters!', 'statement_descriptor', undefined],
    ['amount=100&currency=usd&payment_method=pm_1', 'payment_method', 'not_built'],
    ['amount=100&currency=usd&colour=red', 'colour', 'parameter_unknown'],
  ] as const
  for (const [form, param, code] of refusals) {
    const { status, body } = await call('POST', '/v1/topups', form)
    assert.deepEqual([status, body.error.param, body.error.code], [400, param, code], form)
  }
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/topups/{id}/cancel', 'stops one that is on its way, and no other', async (world) => {
  const { stripe, news, advance, call } = world
  const { id } = await stripe.topups.create({ amount: 2000, currency: 'usd' })
  assert.equal((await stripe.topups.cancel(id)).status, 'canceled')
  assert.deepEqual(await news(), ['topup.created', 'topup.canceled'])
  await advance(60)
  assert.equal((await stripe.topups.retrieve(id)).status, 'canceled')
  assert.deepEqual(await balanceOf(world), worth(0, 0))
  const again = await call('POST', `/v1/topups/${id}/cancel`, '')
  assert.deepEqual([again.status, again.body.error.type], [400, 'invalid_request_error'])
  const other = await stripe.topups.create({ amount: 2000, currency: 'usd' })
  await advance(5)
  assert.equal((await call('POST', `/v1/topups/${other.id}/cancel`, '')).status, 400)
  assert.deepEqual(await balanceOf(world), worth(2000, 0))
  assert.deepEqual(await news(), ['topup.created', 'topup.succeeded'])
})

behaves('POST /v1/topups/{id}', 'changes what is written on it, in silence', async ({ stripe, news }) => {
  const made = await stripe.topups.create({ amount: 2000, currency: 'usd', metadata: { a: '1' } })
  const changed = await stripe.topups.update(made.id, { description: 'Rent', metadata: { a: '', b: '2' } })
  assert.deepEqual({ ...changed }, { ...made, description: 'Rent', metadata: { b: '2' } })
  // There is no topup.updated: https://docs.stripe.com/api/events/types
  assert.deepEqual(await news(), ['topup.created'])
})

behaves('GET /v1/topups', 'has the newest first, by status and amount', async ({ stripe, news, advance }) => {
  const one = await stripe.topups.create({ amount: 1000, currency: 'usd' })
  await advance(5)
  const two = await stripe.topups.create({ amount: 2000, currency: 'usd' })
  const ids = async (params: Stripe.TopupListParams) => (await stripe.topups.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [two.id, one.id])
  assert.deepEqual(await ids({ status: 'succeeded' }), [one.id])
  assert.deepEqual(await ids({ status: 'pending' }), [two.id])
  assert.deepEqual(await ids({ amount: 2000 }), [two.id])
  assert.deepEqual(await news(), ['topup.created', 'topup.succeeded', 'topup.created'])
})

behaves('GET /v1/topups/{id}', 'is not there under an id that was made up', async ({ call, news }) => {
  const { status, body } = await call('GET', '/v1/topups/tu_none')
  assert.deepEqual([status, body.error.code], [404, 'resource_missing'])
  assert.deepEqual(await news(), [])
})
