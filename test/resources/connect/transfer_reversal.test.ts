// Reversals: what comes back of a transfer. (https://docs.stripe.com/connect/separate-charges-and-transfers#reverse-transfers)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { topUp } from '../payments/funds.ts'
import { connect, movements, newsOf, wealth } from './platform.ts'

behaves('POST /v1/transfers/{id}/reversals', 'brings it back in parts, never more', async (world) => {
  const { stripe, call, news } = world
  const id = await connect(world)
  await topUp(world, 1000)
  const sent = await stripe.transfers.create({ amount: 1000, currency: 'usd', destination: id })
  await news()
  const made = await stripe.transfers.createReversal(sent.id, { amount: 400, metadata: { a: '1' } })
  const { id: reversal, created, balance_transaction, destination_payment_refund, ...rest } = made
  assert.match(reversal, /^trr_[A-Za-z0-9]{24}$/)
  assert.ok(created > 0)
  assert.deepEqual(rest, {
    object: 'transfer_reversal',
    amount: 400,
    currency: 'usd',
    metadata: { a: '1' },
    source_refund: null,
    transfer: sent.id,
  })
  const moved = await stripe.balanceTransactions.retrieve(balance_transaction as string)
  assert.deepEqual([moved.type, moved.amount, moved.source], ['transfer_refund', 400, reversal])
  const refund = await stripe.refunds.retrieve(destination_payment_refund as string, {}, { stripeAccount: id })
  assert.match(refund.id, /^pyr_/)
  assert.deepEqual(
    [refund.amount, refund.charge, refund.source_transfer_reversal],
    [400, sent.destination_payment, reversal],
  )
  assert.deepEqual(await movements(world, id), [
    ['payment', 1000, 0, 1000],
    ['payment_refund', -400, 0, -400],
  ])
  const half = await stripe.transfers.retrieve(sent.id)
  assert.deepEqual([half.amount_reversed, half.reversed], [400, false])
  assert.deepEqual(half.reversals.data, [{ ...made }])
  const over = await call('POST', `/v1/transfers/${sent.id}/reversals`, 'amount=601')
  refused(over, 400, {
    param: 'amount',
    message: 'Reversal amount ($6.01) is greater than unreversed amount on transfer ($6.00)',
  })
  const last = await stripe.transfers.createReversal(sent.id)
  assert.equal(last.amount, 600)
  const whole = await stripe.transfers.retrieve(sent.id)
  assert.deepEqual([whole.amount_reversed, whole.reversed], [1000, true])
  const py = await stripe.charges.retrieve(sent.destination_payment as string, {}, { stripeAccount: id })
  assert.deepEqual([py.amount_refunded, py.refunded], [1000, true])
  assert.equal((await call('POST', `/v1/transfers/${sent.id}/reversals`, '')).status, 400)
  assert.deepEqual([await wealth(world), await wealth(world, id)], [1000, 0])
  assert.deepEqual(await news(), ['transfer.reversed', 'transfer.reversed'])
  assert.deepEqual(await newsOf(world, id), ['refund.created', 'refund.created'])
})

behaves('POST /v1/transfers/{id}/reversals', 'takes only what is still there', async (world) => {
  const { stripe, call, news } = world
  const id = await connect(world)
  await topUp(world, 1000)
  const sent = await stripe.transfers.create({ amount: 1000, currency: 'usd', destination: id })
  await stripe.payouts.create({ amount: 300, currency: 'usd' }, { stripeAccount: id })
  await news()
  const path = `/v1/transfers/${sent.id}/reversals`
  refused(await call('POST', path, 'amount=701'), 400, { code: 'balance_insufficient', message: /./ })
  refused(await call('POST', path, 'amount=0'), 400, {
    code: 'parameter_invalid_integer',
    param: 'amount',
    message: /./,
  })
  refused(await call('POST', path, 'description=x'), 400, { code: 'not_built', param: 'description', message: /./ })
  assert.equal((await call('POST', '/v1/transfers/tr_none/reversals', '')).status, 404)
  assert.equal((await call('POST', path, 'amount=700')).status, 200)
  assert.deepEqual([await wealth(world), await wealth(world, id)], [700, 0])
  assert.deepEqual(await news(), ['transfer.reversed'])
})

behaves(
  'POST /v1/transfers/{transfer}/reversals/{id}',
  'changes its metadata, here and in its transfer',
  async (world) => {
    const { stripe, call, news } = world
    const id = await connect(world)
    await topUp(world, 100)
    const [sent, other] = [
      await stripe.transfers.create({ amount: 50, currency: 'usd', destination: id }),
      await stripe.transfers.create({ amount: 50, currency: 'usd', destination: id }),
    ]
    const made = await stripe.transfers.createReversal(sent.id, { amount: 5 })
    await news()
    const changed = await stripe.transfers.updateReversal(sent.id, made.id, { metadata: { a: '1' } })
    assert.deepEqual({ ...changed }, { ...made, metadata: { a: '1' } })
    assert.deepEqual({ ...(await stripe.transfers.retrieveReversal(sent.id, made.id)) }, { ...changed })
    assert.deepEqual((await stripe.transfers.retrieve(sent.id)).reversals.data, [{ ...changed }])
    assert.deepEqual((await stripe.transfers.listReversals(sent.id)).data, [{ ...changed }])
    assert.deepEqual((await stripe.transfers.listReversals(other.id)).data, [])
    assert.equal((await call('GET', `/v1/transfers/${other.id}/reversals/${made.id}`)).status, 404)
    assert.deepEqual(await news(), [])
  },
)
