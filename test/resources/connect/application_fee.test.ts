// Application fees of direct charges, and their refunds. (https://docs.stripe.com/connect/direct-charges)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { PAID } from '../payments/funds.ts'
import { type Sandbox, sandbox } from '../../world.ts'
import { BY_CARD, connect, movements, newsOf, wealth } from './platform.ts'

/** A direct charge of $100.00, of which the platform keeps 1230. Stripe keeps 290 + 30. */
async function direct(world: Sandbox, more: Partial<Stripe.PaymentIntentCreateParams> = {}) {
  const account = await connect(world)
  const params = { ...BY_CARD, amount: 10_000, application_fee_amount: 1230, ...more }
  const intent = await world.stripe.paymentIntents.create(params as never, { stripeAccount: account })
  const charge = await world.stripe.charges.retrieve(intent.latest_charge as string, {}, { stripeAccount: account })
  return { account, intent, charge, there: { stripeAccount: account } }
}

behaves('POST /v1/payment_intents', 'in a connected account pays the platform its fee', async (world) => {
  const { stripe, news } = world
  const { account, intent, charge, there } = await direct(world)
  assert.match(charge.application as string, /^ca_[A-Za-z0-9]{32}$/)
  assert.deepEqual([intent.application, intent.application_fee_amount], [charge.application, 1230])
  const {
    id,
    created: _,
    balance_transaction,
    ...rest
  } = await stripe.applicationFees.retrieve(charge.application_fee as string)
  assert.deepEqual(rest, {
    object: 'application_fee',
    account,
    amount: 1230,
    amount_refunded: 0,
    application: charge.application,
    charge: charge.id,
    currency: 'usd',
    fee_source: { charge: charge.id, type: 'charge' },
    livemode: false,
    originating_transaction: null,
    refunded: false,
    refunds: { object: 'list', data: [], has_more: false, url: `/v1/application_fees/${id}/refunds` },
  })
  const [came] = (await stripe.balanceTransactions.list({}, there)).data
  assert.deepEqual(
    came!.fee_details.map(({ type, amount }) => [type, amount]),
    [
      ['stripe_fee', 320],
      ['application_fee', 1230],
    ],
  )
  const kept = await stripe.balanceTransactions.retrieve(balance_transaction as string)
  assert.deepEqual([kept.type, kept.reporting_category, kept.source], ['application_fee', 'platform_earning', id])
  assert.deepEqual([kept.status, kept.available_on], [came!.status, came!.available_on])
  assert.deepEqual(await movements(world, account), [['charge', 10_000, 1550, 8450]])
  assert.deepEqual(await movements(world), [['application_fee', 1230, 0, 1230]])
  assert.deepEqual(await news(), ['application_fee.created'])
  assert.deepEqual(await newsOf(world, account), PAID)
  assert.equal((await world.call('GET', `/v1/charges/${charge.id}`)).status, 404)
})

behaves('POST /v1/payment_intents', 'in a connected account is booked later, with its fee, once', async (world) => {
  const { news, advance } = world
  const { account } = await direct(world, { capture_method: 'automatic_async' })
  assert.deepEqual(await news(), [])
  await advance(2)
  assert.deepEqual(await news(), ['application_fee.created'])
  assert.deepEqual(await newsOf(world, account), [...PAID, 'charge.updated'])
  assert.deepEqual([await wealth(world), await wealth(world, account)], [1230, 8450])
})

behaves('POST /v1/payment_intents', 'in a connected account sends nothing on', async (world) => {
  const { call, news } = world
  const [account, other] = [await connect(world), await connect(world)]
  const form = `amount=1000&currency=usd&transfer_data[destination]=${other}`
  const sent = await call('POST', '/v1/payment_intents', form, { 'stripe-account': account })
  assert.deepEqual([sent.status, sent.body.error.code], [400, 'resource_missing'])
  const over = await call('POST', '/v1/payment_intents', 'amount=1000&currency=usd&application_fee_amount=1001', {
    'stripe-account': account,
  })
  assert.deepEqual([over.status, over.body.error.param], [400, 'application_fee_amount'])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/refunds', 'in a connected account gives the fee back if asked to', async (world) => {
  const { stripe, news } = world
  const { account, charge, there } = await direct(world)
  await news()
  await stripe.refunds.create({ charge: charge.id, amount: 2500 }, there)
  assert.deepEqual(await news(), [])
  assert.deepEqual([await wealth(world), await wealth(world, account)], [1230, 5950])
  await stripe.refunds.create({ charge: charge.id, amount: 2500, refund_application_fee: true }, there)
  // A quarter of 1230 is 307.5: from a quarter (307) to a half (615) of it are 308.
  assert.deepEqual([await wealth(world), await wealth(world, account)], [1230 - 308, 5950 - 2500 + 308])
  assert.deepEqual(await news(), ['application_fee.refunded'])
  assert.deepEqual((await movements(world, account)).slice(-2), [
    ['refund', -2500, 0, -2500],
    ['application_fee_refund', 308, 0, 308],
  ])
  assert.deepEqual(await newsOf(world, account), [
    ...PAID,
    'refund.created',
    'charge.refunded',
    'refund.created',
    'charge.refunded',
  ])
})

behaves('GET /v1/application_fees', 'has the newest first, by charge, and only the platform’s', async (world) => {
  const { stripe, news } = world
  const [one, two] = [await direct(world), await direct(world)]
  const { data } = await stripe.applicationFees.list()
  assert.deepEqual(
    data.map(({ id }) => id),
    [two.charge.application_fee, one.charge.application_fee],
  )
  assert.deepEqual((await stripe.applicationFees.list({ charge: one.charge.id })).data.length, 1)
  assert.deepEqual((await stripe.applicationFees.list({}, one.there)).data, [])
  const other = sandbox({ url: world.url, port: Number(new URL(world.url).port) })
  refused(await other.call('GET', `/v1/application_fees/${one.charge.application_fee}`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: /No such/,
  })
  assert.deepEqual(await news(), ['application_fee.created', 'application_fee.created'])
})

behaves('POST /v1/application_fees/{id}/refunds', 'gives it back in parts, never more', async (world) => {
  const { stripe, call, news } = world
  const { account, charge } = await direct(world)
  await news()
  const fee = charge.application_fee as string
  const made = await stripe.applicationFees.createRefund(fee, { amount: 230, metadata: { a: '1' } })
  const { id, created: _, balance_transaction, ...rest } = made
  assert.match(id, /^fr_[A-Za-z0-9]{24}$/)
  assert.deepEqual(rest, { object: 'fee_refund', amount: 230, currency: 'usd', fee, metadata: { a: '1' } })
  const moved = await stripe.balanceTransactions.retrieve(balance_transaction as string)
  assert.deepEqual(
    [moved.type, moved.reporting_category, moved.amount, moved.source],
    ['application_fee_refund', 'platform_earning_refund', -230, id],
  )
  const after = await stripe.applicationFees.retrieve(fee)
  assert.deepEqual([after.amount_refunded, after.refunded, after.refunds.data], [230, false, [{ ...made }]])
  refused(await call('POST', `/v1/application_fees/${fee}/refunds`, 'amount=1001'), 400, {
    param: 'amount',
    message: 'Refund amount ($10.01) is greater than unrefunded amount on fee ($10.00)',
  })
  refused(await call('POST', `/v1/application_fees/${fee}/refunds`, 'amount=0'), 400, {
    code: 'parameter_invalid_integer',
    param: 'amount',
    message: /./,
  })
  assert.deepEqual([await wealth(world), await wealth(world, account)], [1000, 8680])
  assert.equal((await stripe.applicationFees.createRefund(fee)).amount, 1000)
  assert.equal((await call('POST', `/v1/application_fees/${fee}/refunds`, '')).status, 400)
  assert.equal((await call('POST', '/v1/application_fees/fee_none/refunds', '')).status, 404)
  assert.deepEqual([await wealth(world), await wealth(world, account)], [0, 9680])
  assert.deepEqual(await news(), ['application_fee.refunded', 'application_fee.refunded'])
})

behaves(
  'POST /v1/application_fees/{application_fee}/refunds/{id}',
  'changes its metadata, here and in its fee',
  async (world) => {
    const { stripe, call, news } = world
    const [one, two] = [await direct(world), await direct(world)]
    const fee = one.charge.application_fee as string
    const made = await stripe.applicationFees.createRefund(fee, { amount: 5 })
    await news()
    const changed = await stripe.applicationFees.updateRefund(fee, made.id, { metadata: { a: '1' } })
    assert.deepEqual({ ...changed }, { ...made, metadata: { a: '1' } })
    assert.deepEqual({ ...(await stripe.applicationFees.retrieveRefund(fee, made.id)) }, { ...changed })
    assert.deepEqual((await stripe.applicationFees.listRefunds(fee)).data, [{ ...changed }])
    assert.deepEqual((await stripe.applicationFees.retrieve(fee)).refunds.data, [{ ...changed }])
    assert.equal(
      (await call('GET', `/v1/application_fees/${two.charge.application_fee}/refunds/${made.id}`)).status,
      404,
    )
    assert.deepEqual(await news(), ['application_fee.refund.updated'])
  },
)

behaves('POST /v1/application_fees/{id}/refunds', 'answers the path of old with the fee itself', async (world) => {
  const { call, news } = world
  const { charge } = await direct(world)
  const { status, body } = await call('POST', `/v1/application_fees/${charge.application_fee}/refund`, 'amount=30')
  assert.deepEqual([status, body.id, body.amount_refunded], [200, charge.application_fee, 30])
  assert.deepEqual(await news(), ['application_fee.created', 'application_fee.refunded'])
})
